"""Problems that are one formula: value, gradient and Hessian follow from it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from gdexplorer.core.jet import Part, bends, slopes
from gdexplorer.core.problem import (
    Array,
    Box,
    LeastSquares,
    Point,
    Problem,
    components,
    symmetric,
)

BLOCK = 16_384
"""Numbers of a grid differentiated at once: then what lies between stays in the cache."""


class Curve(Problem):
    """A problem in one variable."""

    family = "One variable"
    dimension = 1


class Surface(Problem):
    """A problem in two variables."""

    family = "Two variables"
    dimension = 2


class Formula(Problem):
    """A problem in one or two variables whose derivatives are those of its formula.

    Concrete problems write the formula once, of the functions in `core.jet`, and say where its
    minima are.
    """

    minima: tuple[Point, ...] = ()
    minimum: float | None = None

    @abstractmethod
    def of(self, *x: Any) -> Any:
        """Return f of the variables, each a number, an array or a jet."""

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        return _in_blocks(self._value, x)

    def gradient(self, x: Array) -> Array:
        """Return the gradient, shape (..., n)."""
        gradient: Array = _in_blocks(self._gradient, x)
        return gradient

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, shape (..., n, n)."""
        hessian: Array = _in_blocks(self._hessian, x)
        return hessian

    def _value(self, x: Array) -> Any:
        return self.of(*components(x))

    def _gradient(self, x: Array) -> Array:
        f = self.of(*slopes(components(x)))
        return _row(x, (f.x, f.y))

    def _hessian(self, x: Array) -> Array:
        f = self.of(*bends(components(x)))
        if x.shape[-1] == 1:
            return _row(x, (f.xx,))[..., None]
        xx, xy, yy = (0.0 if part is None else part for part in (f.xx, f.xy, f.yy))
        return symmetric(np.broadcast_to(xx, x.shape[:-1]), xy, yy)


class SumOfSquares(Formula, LeastSquares):
    """A formula that is r · r, of residuals r."""

    @abstractmethod
    def parts(self, *x: Any) -> tuple[Any, ...]:
        """Return the residuals at the variables, each a number, an array or a jet."""

    def of(self, *x: Any) -> Any:
        """Return r · r."""
        return reduce(add, (r * r for r in self.parts(*x)))

    def residuals(self, x: Array) -> Array:
        """Return r, shape (..., m)."""
        parts = self.parts(*components(x))
        return np.stack(np.broadcast_arrays(*parts), axis=-1)

    def jacobian(self, x: Array) -> Array:
        """Return dr/dx, shape (..., m, n)."""
        parts = self.parts(*slopes(components(x)))
        return np.stack([_row(x, (r.x, r.y)) for r in parts], axis=-2)


def square(half: float) -> Box:
    """Return the square around the origin with these half sides."""
    return (-half, half), (-half, half)


def _in_blocks(function: Callable[[Array], Any], x: Array) -> Any:
    """Return the function of points (..., n), block by block."""
    if x.size <= BLOCK:
        return function(x)
    points = x.reshape(-1, x.shape[-1])
    count = BLOCK // x.shape[-1]
    parts = [function(points[i : i + count]) for i in range(0, len(points), count)]
    return np.concatenate(parts).reshape(x.shape[:-1] + parts[0].shape[1:])


def _row(x: Array, parts: Sequence[Part]) -> Array:
    """Join derivatives by the variables of x, each broadcastable to (...), into (..., n)."""
    present = [0.0 if part is None else part for part in parts[: x.shape[-1]]]
    if x.ndim == 1:
        return np.array(present)
    out = np.empty(x.shape)
    for i, part in enumerate(present):
        out[..., i] = part
    return out
