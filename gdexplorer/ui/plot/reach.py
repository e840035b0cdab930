"""How far curves reach, and what a plot shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MARGIN = 0.06


class Reach(NamedTuple):
    """How far a curve reaches, from x = 0; lost: whether its run diverged."""

    right: float
    low: float
    high: float
    lost: bool = False


class Sight(NamedTuple):
    """The ranges that a plot shows. top: the highest place of which a curve is looked at."""

    xs: tuple[float, float]
    ys: tuple[float, float]
    top: float


def sight_of(reaches: Sequence[Reach]) -> Sight:
    """Return what shows curves whole; of those that are lost, what leaves room for the others."""
    right, low = max(r.right for r in reaches), min(r.low for r in reaches)
    top = min(max(r.high for r in reaches), _ceiling(reaches))
    pad = MARGIN * (top - low) or 0.5
    return Sight((-0.01 * right, 1.01 * right or 1.0), (low - pad, top + pad), top)


def _ceiling(reaches: Sequence[Reach]) -> float:
    """Return half as high again as the curves that are not lost, and where the lost ones begin."""
    kept, lost = ([r for r in reaches if r.lost is gone] for gone in (False, True))
    if not kept or not lost:
        return float("inf")
    low = min(r.low for r in kept)
    high = max(*(r.high for r in kept), *(r.low for r in lost))
    return high + (high - low) / 2
