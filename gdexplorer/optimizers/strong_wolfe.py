"""The strong Wolfe search of Moré and Thuente (1994, ACM TOMS 20:286), as in MINPACK-2's dcsrch.

SciPy's CG, BFGS, Newton-CG and L-BFGS-B search with it too: from the same point the trials are
theirs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from gdexplorer.core.optimizer import NoStepError
from gdexplorer.optimizers.line_search import ROUNDING, TRIALS, Ray, Trial
from gdexplorer.optimizers.zoom import doubled

EXTRAPOLATION = 1.1, 4.0
"""How much further than the last stride a step that extrapolates must and may go."""
SHRINKAGE = 0.66
"""The bracket must shrink by this in two trials, else it is halved."""


@dataclass(frozen=True, slots=True)
class Limits:
    """narrowest: a bracket narrower than this share of its end ends the search. longest: a step.

    settles: whether the best point of such a bracket will do.
    """

    narrowest: float = 1e-14
    longest: float = 1e100
    settles: bool = False


FREE = Limits()


@dataclass(slots=True)
class End:
    """An end of the bracket: step length, how much f has risen, slope (of f, or Armijo's ψ)."""

    alpha: float
    f: float
    slope: float

    def above(self, line: float) -> End:
        """Return the same of ψ(α) = φ(α) − α·line."""
        return End(self.alpha, self.f - self.alpha * line, self.slope - line)


def strong_wolfe(
    ray: Ray,
    first: float,
    c1: float,
    c2: float,
    wanted: Callable[[Trial], bool] | None = None,
    limits: Limits = FREE,
) -> Trial:
    """Return a trial with enough decrease and little slope left, and otherwise as `wanted`.

    Where nothing is as wanted, enough decrease will do. Where rounding hides the decrease, the
    slopes decide (Hager, Zhang 2005, approximate Wolfe).
    """
    trial = ray.at(first, steep=True)
    if (
        abs(trial.slope) <= -c2 * ray.slope
        and ray.low_enough(trial, c1)
        and (wanted is None or wanted(trial))
    ):
        return trial
    return Bracketing(ray, c1, c2, wanted, limits).run(trial)


class Bracketing:
    """The bracket as it narrows: `best` is the best point so far, `other` the other end."""

    def __init__(
        self,
        ray: Ray,
        c1: float,
        c2: float,
        wanted: Callable[[Trial], bool] | None,
        limits: Limits,
    ) -> None:
        self.ray, self.c1, self.c2, self.wanted, self.limits = ray, c1, c2, wanted, limits
        self.line = c1 * ray.slope
        self.best = self.other = End(0.0, 0.0, ray.slope)
        self.bracketed = False
        self.modified = True
        self.low, self.high = 0.0, math.inf
        self.widths = math.inf, math.inf

    def run(self, first: Trial) -> Trial:
        """Narrow the bracket after a first trial that will not do; then double and zoom."""
        found = self._narrowed(first)
        if found is not None and (self.wanted is None or self.wanted(found)):
            return found
        return doubled(self.ray, first.alpha, self._flat, self._low) or self._fallback()

    def _narrowed(self, trial: Trial) -> Trial | None:
        """Try step lengths until one meets the Wolfe conditions; None where none does."""
        self.high = trial.alpha * (1 + EXTRAPOLATION[1])
        while not self._good(trial):
            if not self._worth(trial):
                return None
            alpha = self._next(trial)
            if self._ended(alpha):
                return self._settled() if self.limits.settles else None
            trial = self.ray.at(alpha, steep=True)
        return trial

    def _good(self, trial: Trial) -> bool:
        ray = self.ray
        if not abs(trial.slope) <= -self.c2 * ray.slope:
            return False
        hidden = abs(trial.f - ray.f) <= ROUNDING * abs(ray.f)
        gentle = trial.slope <= (2 * self.c1 - 1) * ray.slope
        return self._low(trial) or (hidden and gentle)

    def _low(self, trial: Trial) -> bool:
        return self.ray.low_enough(trial, self.c1)

    def _flat(self, trial: Trial) -> bool:
        """Say whether the slope is small enough, and the trial as wanted."""
        flat = abs(trial.slope) <= -self.c2 * self.ray.slope
        return flat and (self.wanted is None or self.wanted(trial))

    def _worth(self, trial: Trial) -> bool:
        """Say whether the search may go on from a trial: not beyond a wall, nor down for ever."""
        if not (math.isfinite(trial.f) and math.isfinite(trial.slope)):
            return False
        falling = trial.slope <= self.line and self._low(trial)
        return not (falling and trial.alpha >= self.limits.longest)

    def _ended(self, alpha: float) -> bool:
        """Say whether nothing is left to try at a step length."""
        if len(self.ray.trials) >= TRIALS:
            return True
        narrow = self.high - self.low <= self.limits.narrowest * self.high
        return self.bracketed and (narrow or not self.low < alpha < self.high)

    def _settled(self) -> Trial | None:
        """Return the lowest trial that lies low enough."""
        return min(filter(self._low, self.ray.trials), key=lambda trial: trial.f, default=None)

    def _next(self, trial: Trial) -> float:
        """Put a trial into the bracket; return where to try next."""
        here = End(trial.alpha, self._rise(trial), trial.slope)
        low_enough = here.f <= here.alpha * self.line
        if low_enough and here.slope >= 0:
            self.modified = False
        if self.modified and here.f <= self.best.f and not low_enough:
            alpha = self._update(here, self.line)
        else:
            alpha = self._update(here, 0.0)
        return self._safeguarded(alpha)

    def _rise(self, trial: Trial) -> float:
        """Return how much f has risen; where rounding hides it, what the slopes say of it."""
        ray = self.ray
        rise = trial.f - ray.f
        if abs(rise) > ROUNDING * abs(ray.f):
            return rise
        return 0.5 * trial.alpha * (ray.slope + trial.slope)

    def _update(self, here: End, line: float) -> float:
        """Return the next step length, and take `here` for an end."""
        best, other, point = self.best, self.other, here
        if line:
            best, other, point = best.above(line), other.above(line), here.above(line)
        alpha, brackets = _step(best, other, point, self.bracketed, self.low, self.high)
        if point.f > best.f:
            self.other = here
        else:
            if point.slope * best.slope < 0:
                self.other = self.best
            self.best = here
        self.bracketed = self.bracketed or brackets
        return alpha

    def _safeguarded(self, alpha: float) -> float:
        """Halve a bracket that hardly shrinks; set the limits of the next extrapolation."""
        if self.bracketed:
            width = abs(self.other.alpha - self.best.alpha)
            if width >= SHRINKAGE * self.widths[0]:
                alpha = self.best.alpha + 0.5 * (self.other.alpha - self.best.alpha)
            self.widths = self.widths[1], width
            self.low, self.high = sorted((self.best.alpha, self.other.alpha))
        else:
            stride = alpha - self.best.alpha
            self.low, self.high = (alpha + factor * stride for factor in EXTRAPOLATION)
        return min(alpha, self.limits.longest)

    def _fallback(self) -> Trial:
        """Return the lowest trial if it lies low enough, though its slope is too large."""
        found = self._settled()
        if found is None:
            raise NoStepError("the line search found no lower point")
        return found


def _step(
    best: End, other: End, here: End, bracketed: bool, low: float, high: float
) -> tuple[float, bool]:
    """Return a safeguarded step length, and whether a minimiser is bracketed now (section 4)."""
    turned = here.slope * math.copysign(1.0, best.slope) < 0
    if here.f > best.f:
        cubic, parabola = _cubic(best, here), _by_values(best, here)
        if abs(cubic - best.alpha) <= abs(parabola - best.alpha):
            return cubic, True
        return cubic + (parabola - cubic) / 2, True
    if turned:
        cubic, secant = _cubic(here, best), _secant(here, best)
        further = abs(cubic - here.alpha) > abs(secant - here.alpha)
        return (cubic if further else secant), True
    if abs(here.slope) < abs(best.slope):
        return _onward(best, other, here, bracketed, low, high), False
    if bracketed:
        return _cubic(here, other), False
    return (high if here.alpha > best.alpha else low), False


def _onward(best: End, other: End, here: End, bracketed: bool, low: float, high: float) -> float:
    """Return the step where f still falls but less steeply: third case of section 4."""
    cubic, secant = _cubic_ahead(here, best, low, high), _secant(here, best)
    nearer = abs(cubic - here.alpha) < abs(secant - here.alpha)
    if bracketed:
        alpha = cubic if nearer else secant
        limit = here.alpha + SHRINKAGE * (other.alpha - here.alpha)
        return min(limit, alpha) if here.alpha > best.alpha else max(limit, alpha)
    return max(low, min(secant if nearer else cubic, high))


def _parts(a: End, b: End) -> tuple[float, float]:
    """Return θ and γ of the cubic through two ends (their eq. for the minimiser)."""
    theta = 3 * (a.f - b.f) / (b.alpha - a.alpha) + a.slope + b.slope
    size = max(abs(theta), abs(a.slope), abs(b.slope))
    square = (theta / size) ** 2 - (a.slope / size) * (b.slope / size)
    return theta, size * math.sqrt(max(square, 0.0))


def _cubic(a: End, b: End) -> float:
    """Return the minimiser of the cubic through two ends, counted from `a`."""
    theta, gamma = _parts(a, b)
    if b.alpha < a.alpha:
        gamma = -gamma
    top, bottom = (gamma - a.slope) + theta, ((gamma - a.slope) + gamma) + b.slope
    return a.alpha + top / bottom * (b.alpha - a.alpha) if bottom else a.alpha


def _cubic_ahead(here: End, best: End, low: float, high: float) -> float:
    """Return the cubic's minimiser beyond `here`, or the limit where it has none there."""
    theta, gamma = _parts(here, best)
    forward = here.alpha > best.alpha
    if forward:
        gamma = -gamma
    bottom = (gamma + (best.slope - here.slope)) + gamma
    share = ((gamma - here.slope) + theta) / bottom if bottom else 0.0
    if share < 0 and gamma != 0:
        return here.alpha + share * (best.alpha - here.alpha)
    return high if forward else low


def _by_values(a: End, b: End) -> float:
    """Return the minimiser of the parabola through both values and the slope at `a`."""
    width = b.alpha - a.alpha
    return a.alpha + a.slope / ((a.f - b.f) / width + a.slope) / 2 * width


def _secant(a: End, b: End) -> float:
    """Return where the line through both slopes is zero."""
    return a.alpha + a.slope / (a.slope - b.slope) * (b.alpha - a.alpha)
