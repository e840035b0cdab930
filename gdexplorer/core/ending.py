"""What the curvatures say of how a run ended: which rate would do, what kind of point it is."""

from __future__ import annotations

import math

import numpy as np

from gdexplorer.core.problem import Array, Problem
from gdexplorer.core.recipe import Recipe

MOST_CURVATURES = 1000
"""Variables up to which a whole Hessian is looked at to explain how a run ended."""
FLAT = 1e-10
"""The share of the largest curvature that rounding can make of none."""


def stable_rate(recipe: Recipe) -> float | None:
    """Return the rate above which the rule diverges on the quadratic that f is at the start.

    For plain descent that is 2 / λmax of the Hessian. None where f curves down in a direction, or
    there are too many variables to tell.
    """
    if recipe.problem.dimension > MOST_CURVATURES:
        return None
    hessian = recipe.problem.hessian(np.array(recipe.start))
    if not np.isfinite(hessian).all():
        return None
    curvatures = np.linalg.eigvalsh(hessian)
    if curvatures[0] < 0 or curvatures[-1] <= 0:
        return None
    return float(recipe.optimizer.stability * 2 / curvatures[-1])


def rounded_down(value: float) -> float:
    """Return a positive number rounded down to one significant digit."""
    ten = 10.0 ** math.floor(math.log10(value))
    return float(f"{math.floor(value / ten * (1 + 1e-12)) * ten:.1g}")


def stationary_kind(problem: Problem, x: Array, flat: float) -> str:
    """Name a stationary point (n,) by the signs of the Hessian's eigenvalues there.

    One of at most `flat` is none: over a step of length 1 it changes the gradient by no more. Of
    too many variables to tell the point is taken for a minimum.
    """
    if problem.dimension > MOST_CURVATURES:
        return "minimum"
    hessian = problem.hessian(x)
    if definite(hessian):
        return "minimum"
    curvatures = np.linalg.eigvalsh(hessian)
    none = max(flat, FLAT * float(np.abs(curvatures).max()))
    if curvatures[0] >= -none:
        return "minimum"
    return "maximum" if curvatures[-1] <= none else "saddle point"


def definite(hessian: Array) -> bool:
    """Say whether every eigenvalue of a symmetric (n, n) is positive, which is soon told."""
    if len(hessian) == 2:  # by its minors, in a tenth of the time
        (a, b), (_, c) = hessian.tolist()
        return bool(a > 0 and b * b < a * c < math.inf)
    try:
        np.linalg.cholesky(hessian)
    except np.linalg.LinAlgError:
        return False
    return bool(np.isfinite(hessian).all())
