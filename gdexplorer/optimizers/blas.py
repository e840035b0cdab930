"""BLAS's own routines: of short vectors they take half as long as numpy's operators."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def blas() -> Any:
    """Return the module of SciPy's BLAS, which takes long to import."""
    from scipy.linalg import blas

    return blas
