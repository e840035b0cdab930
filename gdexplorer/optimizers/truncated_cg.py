"""Conjugate gradients on a model gᵀz + ½ zᵀBz, only as far as it pays.

(Dembo, Eisenstat, Steihaug 1982; Steihaug 1983; Nocedal, Wright 2006, algorithms 7.1 and 7.2.)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.problem import Array

MOST = 20
"""Inner iterations for each variable, where no other number is given."""


@dataclass(frozen=True, slots=True)
class Truncated:
    """path: the iterates after zero, (n,) each.

    ahead: the direction (n,) it went no further along, because the model does not bend upwards
    there or its minimum lies outside; None where it ended by itself. curvature: aheadᵀB ahead.
    """

    path: list[Array]
    ahead: Array | None = None
    curvature: float = math.nan


def truncated_cg(
    product: Callable[[Array], Array],
    g: Array,
    size: Callable[[Array], float],
    most: int = 0,
    flat: float = 0.0,
    radius: float = math.inf,
) -> Truncated:
    """Go from zero towards the model's minimum; `product` is z ↦ Bz, g is (n,).

    It ends at ‖r‖ ≤ min(½, √‖g‖) ‖g‖ in the norm `size`, after `most` iterations (0 is 20 n),
    where pᵀBp ≤ flat · pᵀp, or where the next iterate would be as far off as the radius.
    """
    steepness = size(g)
    enough = min(0.5, math.sqrt(steepness)) * steepness
    z, r, p = np.zeros_like(g), g, -g
    path: list[Array] = []
    for _ in range(most or MOST * len(g)):
        bent = product(p)
        curvature, square = float(p.dot(bent)), float(r.dot(r))
        if not square:  # too small a residual to be squared
            break
        if curvature <= flat * float(p.dot(p)):
            return Truncated(path, p, curvature)
        alpha = square / curvature
        z = z + alpha * p
        if radius < math.inf and float(z.dot(z)) >= radius * radius:
            return Truncated(path, p, curvature)
        path.append(z)
        r = r + alpha * bent
        if size(r) <= enough:
            break
        p = float(r.dot(r)) / square * p - r
    return Truncated(path)
