"""What SciPy asks on its way from one iterate to the next, kept as the later one's trials."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.optimizer import Differentiable, State, frozen_state
from gdexplorer.core.problem import Array, norm
from gdexplorer.core.sketch import Scatter
from gdexplorer.optimizers.line_search import BLANK, TRIALS, SearchState, Trial

ROUNDING = 64 * float(np.finfo(float).eps)
"""By what share of the coordinates a point may lie off the ray it was computed on."""


@frozen_state
class ScipySearch(SearchState):
    """start: where SciPy was begun, (n,): with k, all it takes to find the iterate again.

    ‖d‖ = 1, so that alpha is a distance: SciPy keeps its own unit to itself. Of more trials than
    there is room for the last are kept, and the accepted one.
    """

    start: Array


@frozen_state
class ScipyPoints(State):
    """points, values: where SciPy asked for f since the iterate before, (t, n), and f there, (t,).

    NaN where there were fewer; of more the last are kept. start: as in ScipySearch.
    """

    points: Array
    values: Array
    start: Array

    def scatter(self) -> Scatter | None:
        """Return the trials that led here, the accepted one being where the iterate is."""
        tried = ~np.isnan(self.points[:, 0])
        if not tried.any():
            return None
        points = self.points[tried]
        taken = np.flatnonzero((points == self.x).all(axis=1))
        return Scatter(points, self.values[tried], int(taken[-1]) if len(taken) else -1)


@dataclass(slots=True)
class Asked:
    """A point whose value SciPy asked for; its gradient once that was asked for."""

    x: Array
    f: float
    g: Array | None = None


class Record:
    """A problem as SciPy sees it: what it asks is kept until it comes to an iterate.

    k, x, f: the latest iterate, (n,), and f there.
    """

    def __init__(self, problem: Differentiable, start: Array) -> None:
        self.problem = problem
        self.start = start
        self.k = 0
        self.x = start
        self.f = math.nan
        self.asked: list[Asked] = []

    def value(self, x: Array) -> float:
        """Return f at x (n,)."""
        x = np.array(x, dtype=float)  # SciPy writes over its own
        f = float(self.problem.value(x))
        if math.isnan(self.f) and np.array_equal(x, self.x):
            self.f = f  # the start is no trial
        else:
            self.asked.append(Asked(x, f))
        return f

    def gradient(self, x: Array) -> Array:
        """Return the gradient at x (n,)."""
        asked = self.at(x)
        if asked is None:
            return self.problem.gradient(np.array(x, dtype=float))
        asked.g = self.problem.gradient(asked.x)
        return asked.g

    def hessian(self, x: Array) -> Array:
        """Return the Hessian at x, (n, n)."""
        return self.problem.hessian(np.array(x, dtype=float))

    def at(self, x: Array) -> Asked | None:
        """Return what was asked last at x (n,)."""
        return next((a for a in reversed(self.asked) if np.array_equal(a.x, x)), None)

    def advance(self, x: Array) -> None:
        """Go to the next iterate, (n,), to which what was asked has led."""
        asked = self.at(x)
        if asked is not None:
            self.f = asked.f
        self.k, self.x, self.asked = self.k + 1, x, []


def searched(record: Record, x: Array, asked: list[Asked]) -> ScipySearch:
    """Return the iterate x (n,) with what was asked on the ray to it, which is its line search."""
    k, f, step = record.k + 1, record.f, x - record.x
    length = norm(step)
    rows = BLANK.copy()
    if not 0 < length < math.inf or not asked:
        none = np.zeros_like(x)
        return ScipySearch(k, x, none, 0.0, f, rows, record.start)
    d = step / length
    trials = _trials(record.x, d, length, asked)
    taken = min(trials, key=lambda t: abs(t.alpha - length), default=None)
    for column, trial in enumerate(_kept(trials, taken)):
        rows[:, column] = trial.alpha, trial.f, trial.slope
    alpha = length if taken is None else taken.alpha
    return ScipySearch(k, x, d, alpha, f, rows, record.start)


def _trials(origin: Array, d: Array, length: float, asked: list[Asked]) -> list[Trial]:
    """Return what was asked on the ray, whose d was known from a step of this length."""
    points = np.array([a.x for a in asked])
    alphas = (points - origin) @ d
    on = np.flatnonzero(_on_ray(origin, d, length, points, alphas)).tolist()
    pairs = [(float(alphas[i]), asked[i]) for i in on]
    return [
        Trial(alpha, a.x, a.f, a.g, math.nan if a.g is None else float(a.g.dot(d)))
        for alpha, a in pairs
    ]


def _kept(trials: list[Trial], taken: Trial | None) -> list[Trial]:
    last = trials[-TRIALS:]
    if taken is not None and not any(t is taken for t in last):
        last[0] = taken
    return last


def _on_ray(origin: Array, d: Array, length: float, points: Array, alphas: Array) -> Array:
    """Say which points (t, n) lie on the ray but for rounding; d itself was rounded too."""
    size = 1 + np.abs(origin).max()
    off = np.abs(points - origin - alphas[:, None] * d).max(axis=1)
    on: Array = (alphas > 0) & (off <= ROUNDING * (size + alphas + alphas / length * size))
    return on


def scattered(record: Record, x: Array, asked: list[Asked], most: int) -> ScipyPoints:
    """Return the iterate x (n,) with the last `most` points asked, but for where it stood."""
    points, values = np.full((most, len(x)), math.nan), np.full(most, math.nan)
    tried = [a for a in asked if not np.array_equal(a.x, record.x)][-most:]
    for row, one in enumerate(tried):
        points[row], values[row] = one.x, one.f
    return ScipyPoints(record.k + 1, x, points, values, record.start)
