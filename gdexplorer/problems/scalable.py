"""What problems in as many variables as wanted have in common."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any, ClassVar

import numpy as np

from gdexplorer.core.parameter import Scale, parameter
from gdexplorer.core.problem import Array, Box, Point, Problem, components

FEW = 8
"""So many columns are added one by one: numpy's sum is slow along a short last axis."""


def variables() -> Any:
    """n: how many variables there are."""
    return parameter(
        2,
        symbol="n",
        low=2,
        high=1000,
        scale=Scale.LOG,
        slider=(2, 100),
        help="number of variables",
    )


def total(terms: Array) -> Any:
    """Add up terms (..., n) to (...)."""
    return reduce(add, components(terms)) if terms.shape[-1] <= FEW else terms.sum(axis=-1)


def diagonal(entries: Array) -> Array:
    """Return the diagonal matrices (..., n, n) with these entries (..., n)."""
    n = entries.shape[-1]
    out = np.zeros((*entries.shape, n))
    out[..., range(n), range(n)] = entries
    return out


def tridiagonal(middle: Array, beside: Array) -> Array:
    """Return symmetric matrices (..., n, n) of their diagonals (..., n) and (..., n - 1)."""
    out = diagonal(middle)
    i = np.arange(middle.shape[-1] - 1)
    out[..., i, i + 1] = out[..., i + 1, i] = beside
    return out


def tridiagonal_times(middle: Array, beside: Array, v: Array) -> Array:
    """Return the same matrices times v (..., n)."""
    out = middle * v
    out[..., :-1] += beside * v[..., 1:]
    out[..., 1:] += beside * v[..., :-1]
    return out


class Scalable(Problem):
    """A problem in n variables, the box being the same interval for each of them.

    Concrete problems declare n themselves, after their other parameters.
    """

    family = "Two variables"
    n: int
    interval: ClassVar[tuple[float, float]]
    """What each variable's domain is."""
    window: ClassVar[Box]
    """What a picture shows of each variable, in turn."""
    first: ClassVar[Point]
    """Where each variable starts, in turn."""

    @property
    def dimension(self) -> int:  # type: ignore[override]
        """The parameter n."""
        return self.n

    @property
    def bounds(self) -> Box:  # type: ignore[override]
        """The same interval n times."""
        return (self.interval,) * self.n

    @property
    def view(self) -> Box:  # type: ignore[override]
        """The windows in turn."""
        return (self.window * self.n)[: self.n]

    @property
    def start(self) -> Point:  # type: ignore[override]
        """The first numbers in turn."""
        return (self.first * self.n)[: self.n]

    @property
    def minimum(self) -> float | None:
        """The least value."""
        return 0.0
