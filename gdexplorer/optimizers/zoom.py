"""The strong Wolfe search that doubles a step and zooms in (Nocedal, Wright 2006, 3.5 and 3.6).

SciPy's CG, BFGS and Newton-CG search so where the search of Moré and Thuente fails.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from gdexplorer.optimizers.line_search import TRIALS, Ray, Trial

CUBIC_MARGIN, PARABOLA_MARGIN = 0.2, 0.1
"""Shares of the bracket at its ends where an interpolated step is not trusted."""


def doubled(
    ray: Ray, first: float, good: Callable[[Trial], bool], low: Callable[[Trial], bool]
) -> Trial | None:
    """Return a trial that is good, None where none was found (algorithm 3.5).

    low: whether f has fallen enough at a trial.
    """
    before, trial = ray.start, _tried(ray, first)
    while trial is not None:
        if not low(trial) or (trial.f >= before.f and before.alpha > 0):
            return _zoomed(ray, before, trial, good, low)
        slope = ray.steepen(trial)
        if good(trial):
            return trial
        if not slope < 0:
            return _zoomed(ray, trial, before, good, low)
        before, trial = trial, _tried(ray, 2 * trial.alpha)
    return None


def _zoomed(
    ray: Ray,
    best: Trial,
    other: Trial,
    good: Callable[[Trial], bool],
    low: Callable[[Trial], bool],
) -> Trial | None:
    """Narrow the bracket between its best end and the other (algorithm 3.6)."""
    dropped: Trial | None = None
    while best.alpha != other.alpha:
        trial = _tried(ray, _between(best, other, dropped))
        if trial is None or trial is best or trial is other:
            break
        if not low(trial) or trial.f >= best.f:
            dropped, other = other, trial
            continue
        slope = ray.steepen(trial)
        if good(trial):
            return trial
        if slope * (other.alpha - best.alpha) >= 0:
            dropped, other = other, best
        else:
            dropped = best
        best = trial
    return None


def _tried(ray: Ray, alpha: float) -> Trial | None:
    """Return the trial at a step length, an earlier one if there was; None if it was the last."""
    for trial in ray.trials:
        if trial.alpha == alpha:
            return trial
    return ray.at(alpha) if len(ray.trials) < TRIALS else None


def _between(best: Trial, other: Trial, dropped: Trial | None) -> float:
    """Return a step length well inside the bracket: the cubic's, the parabola's or the middle."""
    width = other.alpha - best.alpha
    bend = _bend(best, other)
    if dropped is not None:
        share = _cubic(best, bend, width, dropped) / width
        if _within(share, CUBIC_MARGIN, width):
            return best.alpha + share * width
    share = -best.slope / (2 * bend * width) if bend else math.nan
    return best.alpha + (share if _within(share, PARABOLA_MARGIN, width) else 0.5) * width


def _within(share: float, margin: float, width: float) -> bool:
    """Say whether a share of the bracket is away from its ends; backwards SciPy trusts any."""
    return margin <= share <= 1 - margin if width > 0 else 0 < share < 1


def _bend(best: Trial, other: Trial) -> float:
    """Return half the curvature of the parabola through both values and the slope at `best`."""
    width = other.alpha - best.alpha
    return ((other.f - best.f) / width - best.slope) / width


def _cubic(best: Trial, bend: float, width: float, dropped: Trial) -> float:
    """Return how far from `best` the cubic through three values and its slope is least, or NaN."""
    away = dropped.alpha - best.alpha
    if away in (0.0, width):
        return math.nan
    third = (bend - _bend(best, dropped)) / (width - away)
    second = bend - third * width
    square = second * second - 3 * third * best.slope
    if not (square >= 0 and third):
        return math.nan
    return (math.sqrt(square) - second) / (3 * third)
