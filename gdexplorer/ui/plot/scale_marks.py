"""Which values of f stand beside a colour bar: a few round ones, wherever it begins and ends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from gdexplorer.core.number_words import SUPERSCRIPTS, power_words
from gdexplorer.core.picture import ColourScale

FEWEST, USUAL, MOST = 3, 5, 6
"""Marks beside a scale."""
LONGEST = 7
"""Letters of a mark; what would have more is written relative to a round number."""
ROUND = (Decimal(1), Decimal(2), Decimal(5), Decimal("2.5"))
MANTISSAS = ((1, 2, 5), (1, 2, 3, 5), (1, 3), (1,))
LARGE = 3
"""The least power of ten, up or down, that numbers are divided by."""
NARROW = 0.3
"""Decades within which steps of f itself are as good as steps above the base."""
SAME = 1e-12
"""Values that are nearer to each other than this, relatively, are one."""

Placed = list[tuple[float, Decimal]]
"""Where marks are, from 0 at the scale's low end to 1 at its high one, and their values."""


@dataclass(frozen=True)
class Marks:
    """Where marks are, from 0 to 1, what they say, and of what they say it."""

    places: list[float]
    texts: list[str]
    title: str


def scale_marks(scale: ColourScale, edge: float) -> Marks:
    """Return 3 to 6 marks, or one where all values are the same.

    edge: half a mark's height as a share of the scale's; so far marks stay from the ends.
    """
    if not scale.log:
        ways = [_even]
    elif scale.high - scale.low < NARROW:
        ways = [_powers, _even, _even_above_base]
    else:
        ways = [_powers, _even_above_base, _even]
    found = (way(scale, edge) for way in ways)
    return next((marks for marks in found if marks is not None), _single(scale, edge))


def _single(scale: ColourScale, edge: float) -> Marks:
    f = scale.base + 10**scale.low if scale.log else scale.low
    return Marks([edge], [f"{f:.3g}".replace("-", "−")], "f")


def _powers(scale: ColourScale, edge: float) -> Marks | None:
    """Mark powers of ten, and what is between them where there is room."""
    decades = range(math.floor(scale.low), math.ceil(scale.high) + 1)
    grids = [[d + math.log10(m) for d in decades for m in some] for some in MANTISSAS]
    grids += [[float(d) for d in decades if d % 2 == 0]]
    for grid in grids:
        places = [_place(scale, t) for t in grid]
        kept = [(p, t) for p, t in zip(places, grid, strict=True) if edge <= p <= 1 - edge]
        if _readable([p for p, _ in kept], edge):
            return Marks([p for p, _ in kept], [power_words(t) for _, t in kept], _above(scale, 0))
    return None


def _even_above_base(scale: ColourScale, edge: float) -> Marks | None:
    """Mark even steps of what f is above the base, where that takes few digits."""
    placed = []
    for values in _round_values(10**scale.low, 10**scale.high):
        places = [_place(scale, math.log10(v)) if v > 0 else -1.0 for v in values]
        placed.append(_inside(places, values, edge))
    best = _best(placed, edge)
    texts, offset, power = _written([v for _, v in best])
    return Marks([p for p, _ in best], texts, _above(scale, power)) if best and not offset else None


def _even(scale: ColourScale, edge: float) -> Marks | None:
    """Mark even steps of f."""
    low, high = scale.low, scale.high
    if scale.log:
        low, high = scale.base + 10**low, scale.base + 10**high
    placed = []
    for values in _round_values(low, high):
        above = [float(v) - scale.base for v in values]
        ts = [math.log10(max(a, 1e-300)) for a in above] if scale.log else above
        placed.append(_inside([_place(scale, t) for t in ts], values, edge))
    best = _best(placed, edge)
    texts, offset, power = _written([v for _, v in best])
    return Marks([p for p, _ in best], texts, _title(offset, power)) if best else None


# ------------------------------------------------------------------ choosing


def _place(scale: ColourScale, t: float) -> float:
    return (t - scale.low) / ((scale.high - scale.low) or 1.0)


def _round_values(low: float, high: float) -> Iterable[list[Decimal]]:
    """Yield the multiples of each round step that may suit from low to high."""
    span = high - low
    if not SAME * max(abs(low), abs(high)) < span < math.inf:
        return
    finest = math.floor(math.log10(span)) - 1
    for power in (finest, finest + 1):
        for mantissa in ROUND:
            step = mantissa.scaleb(power)
            first, last = math.ceil(low / float(step)), math.floor(high / float(step))
            yield [step * n for n in range(first, last + 1)]


def _inside(places: Sequence[float], values: Sequence[Decimal], edge: float) -> Placed:
    both = zip(places, values, strict=True)
    return [(p, v) for p, v in both if edge <= p <= 1 - edge]


def _readable(places: Sequence[float], edge: float) -> bool:
    """Say whether marks are neither few nor many, and do not touch."""
    apart = all(b - a >= 2 * edge for a, b in pairwise(places))
    return FEWEST <= len(places) <= MOST and apart


def _best(found: Iterable[Placed], edge: float) -> Placed:
    """Return the marks that are easiest to read; none where none can be read."""
    good = [placed for placed in found if _readable([p for p, _ in placed], edge)]
    return min(good, key=_effort, default=[])


def _effort(placed: Placed) -> tuple[bool, float]:
    texts, offset, _ = _written([v for _, v in placed])
    return bool(offset), abs(len(placed) - USUAL) + max(map(len, texts)) / 2


# ------------------------------------------------------------------ writing


def _written(values: list[Decimal]) -> tuple[list[str], Decimal, int]:
    """Return texts that are short, of values less an offset and divided by a power of ten."""
    offsets = [Decimal(0), _round_offset(values)] if values else []
    texts: list[str] = []
    for offset in offsets:
        rest = [v - offset for v in values]
        for power in _powers_of_ten(rest):
            texts = _alike([r.scaleb(-power) for r in rest])
            if max(map(len, texts)) <= LONGEST:
                return texts, offset, power
    return texts, Decimal(0), 0


def _powers_of_ten(values: list[Decimal]) -> list[int]:
    """Return by which powers to divide, best first: 10⁰ unless all begin with noughts."""
    largest = max(v.adjusted() for v in values if v)
    return [0] * (largest > -LARGE - 1) + [largest] * (abs(largest) >= LARGE)


def _round_offset(values: list[Decimal]) -> Decimal:
    """Return a number below all values from which they differ in few digits."""
    step = Decimal(1).scaleb((values[-1] - values[0]).adjusted() + 1)
    return math.floor(values[0] / step) * step


def _alike(values: list[Decimal]) -> list[str]:
    """Write numbers with as many decimals as the one that needs most."""
    decimals = max(max(-int(v.normalize().as_tuple().exponent), 0) for v in values)
    return [f"{v:.{decimals}f}".replace("-", "−") for v in values]


def _above(scale: ColourScale, power: int) -> str:
    """Name what is above a logarithmic scale's base."""
    return _title(Decimal(f"{scale.base:.4g}"), power)


def _title(offset: Decimal, power: int) -> str:
    """Name f less an offset, by a power of ten."""
    named = f"f {'−' if offset > 0 else '+'} {abs(float(offset)):.12g}" if offset else "f"
    if not power:
        return named
    whole = f"({named})" if offset else named
    return f"{whole} / 10{str(power).translate(SUPERSCRIPTS)}"
