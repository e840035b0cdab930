"""How far to go along a direction: what every line search keeps, backtracking, the exact one.

(Nocedal, Wright 2006, chapter 3.)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from gdexplorer.core.optimizer import Differentiable, NoStepError, State, frozen_state
from gdexplorer.core.problem import Array
from gdexplorer.core.sketch import Departure, Search
from gdexplorer.optimizers.blas import blas

S = TypeVar("S", bound="SearchState")

TRIALS = 24
"""Trial points a search may take; as many are kept with the iterate."""
BLANK = np.full((3, TRIALS), math.nan)
UPHILL = "the direction does not lead down"
ROUNDING = 1e-13
"""A change of f by this share cannot be told from rounding."""
LEVEL, FLAT = 1e-13, 1e-6
"""The share of the first slope that an exact search takes for none; that is little."""


@frozen_state
class SearchState(State):
    """d: the direction searched, (n,). alpha: the step length accepted along it.

    f_before: f where the search began.

    trials: every trial's step length, f and slope along the ray, (3, 24); NaN where there was
    none, or its slope was not asked for. All of the search that led to this iterate.
    """

    d: Array
    alpha: float
    f_before: float
    trials: Array

    @property
    def alphas(self) -> Array:
        """Every trial's step length, (24,)."""
        row: Array = self.trials[0]
        return row

    @property
    def phis(self) -> Array:
        """F at every trial, (24,)."""
        row: Array = self.trials[1]
        return row

    @property
    def slopes(self) -> Array:
        """Every trial's slope along the ray, (24,)."""
        row: Array = self.trials[2]
        return row

    def search(self, before: Departure) -> Search | None:
        """Return the search that led here; None where none did."""
        tried = ~np.isnan(self.trials[0])
        if not tried.any():
            return None
        alphas, phis, slopes = self.trials[:, tried]
        taken = np.flatnonzero(alphas == self.alpha)
        return Search(
            origin=before.x,
            d=self.d,
            f=before.f,
            slope=float(before.g @ self.d),
            alphas=alphas,
            phis=phis,
            slopes=slopes,
            taken=int(taken[-1]) if len(taken) else -1,
        )


@dataclass(slots=True)
class Trial:
    """A point on a ray; its gradient and slope once they were asked for."""

    alpha: float
    x: Array
    f: float
    g: Array | None = None
    slope: float = math.nan


class Ray:
    """f along x + αd, with what was tried. Raises NoStepError where d does not lead down.

    f: its value at x, if it is known.
    """

    __slots__ = ("d", "f", "g", "problem", "slope", "trials", "x")

    def __init__(
        self, problem: Differentiable, x: Array, d: Array, g: Array, f: float | None = None
    ) -> None:
        self.problem, self.x, self.d, self.g = problem, x, d, g
        self.trials: list[Trial] = []
        self.f = float(problem.value(x)) if f is None else f
        self.slope: float = blas().ddot(g, d)
        if not self.slope < 0:
            raise NoStepError(UPHILL)

    @property
    def start(self) -> Trial:
        """The point the ray begins at."""
        return Trial(0.0, self.x, self.f, self.g, self.slope)

    def at(self, alpha: float, steep: bool = False) -> Trial:
        """Try a step length; `steep`: with its slope, cheaper than to ask for that later."""
        if len(self.trials) >= TRIALS:
            raise NoStepError(f"the line search found no step in {TRIALS} trials")
        x = self.x + (self.d if alpha == 1 else alpha * self.d)
        if steep:
            f, g = self.problem.value_and_gradient(x)
            trial = Trial(alpha, x, float(f), g, blas().ddot(g, self.d))
        else:
            trial = Trial(alpha, x, float(self.problem.value(x)))
        self.trials.append(trial)
        return trial

    def steepen(self, trial: Trial) -> float:
        """Return the slope along the ray at a trial."""
        if trial.g is None:
            trial.g = self.problem.gradient(trial.x)
            trial.slope = blas().ddot(trial.g, self.d)
        return trial.slope

    def low_enough(self, trial: Trial, c1: float) -> bool:
        """Say whether Armijo's condition holds."""
        return trial.f <= self.f + c1 * trial.alpha * self.slope

    def record(self, k: int, taken: Trial, kind: Callable[..., S], *more: Any) -> S:
        """Return the state, with what else it remembers, that the accepted trial leads to."""
        return kind(k, taken.x, self.d, taken.alpha, self.f, self.tried(), *more)

    def tried(self) -> Array:
        """Return every trial's step length, f and slope, (3, 24)."""
        rows = BLANK.copy()
        for i, trial in enumerate(self.trials):
            rows[0, i], rows[1, i], rows[2, i] = trial.alpha, trial.f, trial.slope
        return rows


def begun(x: Array, kind: Callable[..., S], *more: Any) -> S:
    """Return the state at the start, to which no search led."""
    return kind(0, x, np.zeros(len(x)), 0.0, math.nan, BLANK.copy(), *more)


def backtrack(ray: Ray, first: float, c1: float, shrink: float) -> Trial:
    """Shrink the step until f has fallen enough (algorithm 3.1; Armijo 1966)."""
    alpha = first
    while True:
        trial = ray.at(alpha)
        if ray.low_enough(trial, c1):
            return trial
        alpha *= shrink


def exact(ray: Ray, first: float) -> Trial:
    """Return a minimum along the ray, by Brent's method for where its slope is zero.

    What lies higher than the start of the bracket, or where f is not defined, is beyond one: there
    the slope counts as rising, so that no maximum and no higher valley is taken.
    """
    from scipy.optimize import brentq  # takes long to import

    low, high = ray.start, ray.at(first)
    while ray.steepen(high) < 0 and not _above(high, low):
        if len(ray.trials) == TRIALS or not math.isfinite(high.f):
            raise NoStepError("f falls on and on along the direction")
        low, high = high, ray.at(4 * high.alpha)
    tried = {low.alpha: low, high.alpha: high}

    def slope(alpha: float) -> float:
        if alpha not in tried:
            tried[alpha] = ray.at(alpha)
        trial = tried[alpha]
        steepness = ray.steepen(trial)
        if math.isnan(steepness) or (steepness <= 0 and _above(trial, low)):
            return -ray.slope
        return 0.0 if abs(steepness) <= LEVEL * -ray.slope else steepness

    ends = low.alpha, high.alpha
    brentq(slope, *ends, xtol=1e-300, rtol=1e-14, maxiter=TRIALS - len(ray.trials), disp=False)
    steep = [t for t in tried.values() if math.isfinite(t.slope)]  # others lead nowhere
    lower = [t for t in steep if t.alpha > 0 and not _above(t, low)]
    if not lower:
        raise NoStepError("the line search found no lower point")
    level = [t for t in lower if abs(t.slope) <= FLAT * -ray.slope]
    if level:
        return min(level, key=lambda t: abs(t.slope))
    return min(lower, key=lambda t: t.f)  # at a kink, or before a wall


def _above(trial: Trial, low: Trial) -> bool:
    """Say whether f is higher at a trial, and not by rounding alone, or not defined there."""
    return not trial.f <= low.f + ROUNDING * abs(low.f)


def first_step(state: SearchState, ray: Ray) -> float:
    """Guess a step from the last decrease, at most 1 (eq. 3.60); at first as if it were ‖g‖ / 2.

    SciPy begins its searches so.
    """
    drop = math.sqrt(float(ray.g.dot(ray.g))) / 2 if state.k == 0 else state.f_before - ray.f
    guess = 1.01 * 2 * drop / -ray.slope
    return min(1.0, guess) if guess > 0 else 1.0
