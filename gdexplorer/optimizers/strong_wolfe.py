"""The strong Wolfe search of Moré and Thuente (1994, ACM TOMS 20:286), as in MINPACK-2's dcsrch.

SciPy's CG, BFGS and Newton-CG search with it too.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from gdexplorer.core.optimizer import NoStepError
from gdexplorer.optimizers.line_search import TRIALS, Ray, Trial

ROUNDING = 1e-13
"""A change of f by this share cannot be told from rounding."""
NARROWEST = 1e-14
"""A bracket narrower than this share of its end is a point."""
LONGEST = 1e100
EXTRAPOLATION = 1.1, 4.0
"""How much further than the last stride a step that extrapolates must and may go."""
SHRINKAGE = 0.66
"""The bracket must shrink by this in two trials, else it is halved."""


@dataclass(slots=True)
class End:
    """An end of the bracket: step length, f and slope there (of f, or of Armijo's ψ)."""

    alpha: float
    f: float
    slope: float

    def above(self, line: float) -> End:
        """Return the same of ψ(α) = φ(α) − α·line."""
        return End(self.alpha, self.f - self.alpha * line, self.slope - line)


def anything(_trial: Trial) -> bool:
    """Ask for no more than the Wolfe conditions."""
    return True


def strong_wolfe(
    ray: Ray, first: float, c1: float, c2: float, wanted: Callable[[Trial], bool] = anything
) -> Trial:
    """Return a trial with enough decrease and little slope left, and otherwise as `wanted`.

    Where nothing is as wanted, enough decrease will do. Where rounding hides the decrease, the
    slopes decide (Hager, Zhang 2005, approximate Wolfe).
    """
    return _Search(ray, c1, c2, wanted).run(first)


class _Search:
    """The bracket as it narrows: `best` is the best point so far, `other` the other end."""

    def __init__(self, ray: Ray, c1: float, c2: float, wanted: Callable[[Trial], bool]) -> None:
        self.ray, self.c1, self.c2, self.wanted = ray, c1, c2, wanted
        self.line = c1 * ray.slope
        self.best = self.other = End(0.0, ray.f, ray.slope)
        self.bracketed = False
        self.modified = True
        self.low, self.high = 0.0, math.inf
        self.widths = math.inf, math.inf
        self.taken: Trial | None = None

    def run(self, first: float) -> Trial:
        """Try step lengths until one will do."""
        alpha = first
        self.high = alpha * (1 + EXTRAPOLATION[1])
        while len(self.ray.trials) < TRIALS:
            trial = self.ray.at(alpha)
            self.ray.steepen(trial)
            if self._good(trial) and self.wanted(trial):
                return trial
            if self._narrow():
                break
            alpha = self._next(trial)
        return self._fallback()

    def _good(self, trial: Trial) -> bool:
        ray = self.ray
        flat = abs(trial.slope) <= -self.c2 * ray.slope
        if flat and ray.low_enough(trial, self.c1):
            return True
        hidden = abs(trial.f - ray.f) <= ROUNDING * abs(ray.f)
        return flat and hidden and trial.slope <= (2 * self.c1 - 1) * ray.slope

    def _narrow(self) -> bool:
        return self.bracketed and self.high - self.low <= NARROWEST * self.high

    def _next(self, trial: Trial) -> float:
        """Put a trial into the bracket; return where to try next."""
        here = End(trial.alpha, trial.f, trial.slope)
        if not (math.isfinite(here.f) and math.isfinite(here.slope)):
            return self._retreat(here)
        low_enough = self.ray.low_enough(trial, self.c1)
        if low_enough and here.slope >= 0:
            self.modified = False
        if self.modified and here.f <= self.best.f and not low_enough:
            alpha = self._update(here, self.line)
        else:
            alpha = self._update(here, 0.0)
        return self._safeguarded(alpha, trial.alpha)

    def _retreat(self, here: End) -> float:
        """Come back from where f is not finite, as from a wall."""
        self.bracketed = True
        self.other = End(here.alpha, math.inf, math.inf)
        self.low, self.high = sorted((self.best.alpha, here.alpha))
        return self.best.alpha + 0.1 * (here.alpha - self.best.alpha)

    def _update(self, here: End, line: float) -> float:
        """Return the next step length, and take `here` for an end."""
        best, other, point = (end.above(line) for end in (self.best, self.other, here))
        alpha, brackets = _step(best, other, point, self.bracketed, self.low, self.high)
        if point.f > best.f:
            self.other = here
        else:
            if point.slope * best.slope < 0:
                self.other = self.best
            self.best = here
        self.bracketed = self.bracketed or brackets
        return alpha

    def _safeguarded(self, alpha: float, last: float) -> float:
        if self.bracketed:
            width = abs(self.other.alpha - self.best.alpha)
            if width >= SHRINKAGE * self.widths[0]:
                alpha = self.best.alpha + 0.5 * (self.other.alpha - self.best.alpha)
            self.widths = self.widths[1], width
            self.low, self.high = sorted((self.best.alpha, self.other.alpha))
            if not self.low < alpha < self.high:
                alpha = 0.5 * (self.low + self.high)
        else:
            stride = last - self.best.alpha if last != self.best.alpha else last
            self.low, self.high = (last + factor * stride for factor in EXTRAPOLATION)
        return min(alpha, LONGEST)

    def _fallback(self) -> Trial:
        """Return the best trial if it lies low enough, though its slope is too large."""
        for trial in self.ray.trials:
            if trial.alpha == self.best.alpha and self.ray.low_enough(trial, self.c1):
                return trial
        raise NoStepError("the line search found no lower point")


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
    if bracketed and math.isfinite(other.f):
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
