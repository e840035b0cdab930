"""The local minima of functions that are a sum of one term a variable: a lattice of them."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from gdexplorer.core.problem import Array, Point, Problem

SAMPLES = 4000
"""Slopes at which each axis is looked at; an even number, so that none is in the middle."""
HALVINGS = 60
SAME = 1e-6
"""How near a coordinate is to the global minimum's to be meant for it."""


@lru_cache(maxsize=32)
def with_local_minima(problem: Problem, lowest: Point) -> tuple[Point, ...]:
    """Return the global minimum of a separable problem, and its others in the box, lowest first."""
    low, high = np.array(problem.bounds).T
    columns = np.linspace(low, high, SAMPLES)
    slopes = problem.gradient(columns)
    rises = (slopes[:-1] < 0) & (slopes[1:] > 0)
    axes = [_bisected(problem, i, columns[:, i], rises[:, i]) for i in range(problem.dimension)]
    points = np.array(list(product(*axes)))
    points = np.where(np.abs(points - lowest) < SAME, lowest, points)
    points = points[np.argsort(problem.value(points), kind="stable")]
    found = [tuple(point) for point in points.tolist()]
    return (lowest, *(point for point in found if point != lowest))


def _bisected(problem: Problem, i: int, column: Array, rises: Any) -> list[float]:
    """Return where the slope along an axis turns from down to up, to rounding."""
    low, high = column[:-1][rises], column[1:][rises]
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        down = problem.gradient(np.repeat(middle[:, None], problem.dimension, axis=1))[:, i] < 0
        low, high = np.where(down, middle, low), np.where(down, high, middle)
    found: list[float] = high.tolist()
    return found
