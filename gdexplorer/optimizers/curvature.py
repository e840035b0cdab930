"""The matrix B of a quasi-Newton or Newton model, by its products with vectors."""

from __future__ import annotations

from functools import partial
from typing import cast

import numpy as np

from gdexplorer.core.problem import Array
from gdexplorer.core.quadratic import Product


def times(B: Array) -> Product:
    """Return p ↦ Bp, (..., n), of a symmetric matrix (n, n)."""
    return partial(_times, B)


def _times(B: Array, p: Array) -> Array:
    product: Array = p @ B
    return product


def inverted(H: Array) -> Product | None:
    """Return p ↦ H⁻¹p, (m, n), of a symmetric matrix (n, n); None if it is not positive."""
    try:
        np.linalg.cholesky(H)
    except np.linalg.LinAlgError:
        return None
    return partial(_solved, H)


def _solved(H: Array, p: Array) -> Array:
    return cast(Array, np.linalg.solve(H, p.T).T)


def unrolled(T: Array, Y: Array, scale: float) -> Product | None:
    """Return p ↦ Bp, (..., n), for the B = H⁻¹ of L-BFGS, H = γ(I − TᵀY)(I − YᵀT) + TᵀT.

    T, Y: (m, n). By the formula of Sherman, Morrison and Woodbury, in m²n operations. None if it
    cannot be told for rounding.
    """
    used = Y.any(axis=1)
    T, Y = T[used], Y[used]
    U, one = np.vstack([T, Y]), np.eye(len(T))
    K = np.block([[T @ T.T, T @ Y.T - one], [Y @ T.T - one, -one / scale]])
    try:
        within = np.linalg.solve(K, U)
    except np.linalg.LinAlgError:
        return None
    return partial(_low_rank, 1 / scale, U, within)


def _low_rank(gamma: float, U: Array, within: Array, p: Array) -> Array:
    product: Array = gamma * (p - (p @ U.T) @ within)
    return product
