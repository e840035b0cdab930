"""The matrix B of a quasi-Newton or Newton model, by its products with vectors."""

from __future__ import annotations

import math
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


def unrolled(S: Array, Y: Array) -> Product | None:
    """Return p ↦ Bp, (..., n), for the B that the steps S and changes Y (m, n) of L-BFGS imply.

    B = γI + Σ bbᵀ − aaᵀ, with b = y / √yᵀs, a = Bs / √sᵀBs of the B before, γ = yᵀy / sᵀy of the
    newest (Nocedal, Wright 2006, section 7.2, unrolling the update): m²n operations in all. None
    if rounding has left B not positive.
    """
    pairs = [(s, y) for s, y in zip(S, Y, strict=True) if s.dot(y) > 0]
    gamma = _scale(*pairs[-1]) if pairs else 1.0
    ups = downs = np.empty((0, S.shape[1]))
    for s, y in pairs:
        Bs = _low_rank(gamma, ups, downs, s)
        if not s.dot(Bs) > 0:
            return None
        ups = np.vstack([ups, y / math.sqrt(s.dot(y))])
        downs = np.vstack([downs, Bs / math.sqrt(s.dot(Bs))])
    return partial(_low_rank, gamma, ups, downs)


def _scale(s: Array, y: Array) -> float:
    return float(y.dot(y) / s.dot(y))


def _low_rank(gamma: float, ups: Array, downs: Array, p: Array) -> Array:
    product: Array = gamma * p + (p @ ups.T) @ ups - (p @ downs.T) @ downs
    return product
