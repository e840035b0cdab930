"""What a few thousand points of its box tell about a typed function."""

from __future__ import annotations

import numpy as np

from gdexplorer.core.problem import Array, Box, Point, Problem

SAMPLES = 4096
LARGEST = 1e100
"""Of a slope or a curvature that is looked at."""


def samples(box: Box, count: int = SAMPLES) -> Array:
    """Return points of a box, spread evenly, (count, n), the same ones every time.

    They are the multiples of the generalised golden ratio (Roberts 2018), which leave no gaps.
    """
    low, high = np.array(box).T
    n = len(low)
    golden = 2.0
    for _ in range(40):
        golden = (1 + golden) ** (1 / (n + 1))
    places = (0.5 + np.outer(np.arange(1, count + 1), golden ** -np.arange(1.0, n + 1))) % 1
    points: Array = low + (high - low) * places
    return points


def few(dimension: int) -> int:
    """Return at how many points the Hessian is looked at: fewer where it is large."""
    return max(16, min(256, 2048 // dimension))


def defined(problem: Problem, points: Array) -> Array:
    """Say at which of the points (m, n) f is a finite number: (m,) of True and False."""
    good: Array = np.isfinite(problem.value(points))
    return good


def about(share: float) -> str:
    """Return the sentence on a function that is defined on this share of its box."""
    if share == 1:
        return "A function of your own."
    missing = round(100 * (1 - share))
    if missing == 100:
        return "Defined on less than 1 % of the box."
    shown = f"about {missing}" if missing else "less than 1"
    return f"Not defined on {shown} % of the box."


def suggested_start(problem: Problem) -> Point:
    """Return a point where f is defined and slopes, near the upper corner of the box if may be."""
    low, high = np.array(problem.view).T
    near_corner = low + (high - low) * np.where(np.arange(len(low)) % 2 == 0, 0.8, 0.7)
    points = np.vstack([near_corner, samples(problem.view)])
    slopes = np.abs(problem.gradient(points)).max(axis=-1)
    known = defined(problem, points) & np.isfinite(slopes)
    chosen = points[int(np.argmax(2 * (known & (slopes > 0)) + known))]
    rounded = np.array([float(f"{c:.3g}") for c in chosen])
    inside = (low <= rounded) & (rounded <= high)
    near = np.where(inside, rounded, chosen)
    return tuple((near if begins(problem, near) else chosen).tolist())


def begins(problem: Problem, x: Array) -> bool:
    """Say whether a run can begin at x (n,): f and its gradient are finite numbers there."""
    return bool(np.isfinite(problem.value(x)) and np.isfinite(problem.gradient(x)).all())


def learning_rate(problem: Problem, points: Array) -> float:
    """Return half of 1/L, where L is the middle one of the curvatures at the points.

    Where nothing is curved, a step is to be a hundredth of the box; nowhere is the first one to be
    more than a twentieth.
    """
    hessians, slopes = problem.hessian(points), problem.gradient(points)
    tame = (np.abs(hessians) < LARGEST).all(axis=(1, 2))  # False for nan, too
    curvatures = np.abs(np.linalg.eigvalsh(hessians[tame]))
    lengths = np.linalg.norm(slopes[(np.abs(slopes) < LARGEST).all(axis=1)], axis=1)
    side = problem.view[0][1] - problem.view[0][0]
    first = np.abs(problem.gradient(np.array(problem.start))).max()
    most = 0.05 * side / first if 1e-12 < first < LARGEST else 1e6
    for share, sizes in ((0.5, curvatures.max(axis=1)), (0.01 * side, lengths)):
        found = sizes[sizes > 1e-12]
        if found.size:
            return float(f"{max(min(share / float(np.median(found)), most), 1e-12):.1g}")
    return 0.1
