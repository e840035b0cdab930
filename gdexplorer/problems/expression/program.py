"""A compiled formula or its derivatives, evaluated at one point or at many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdexplorer.core.problem import Array, components

SHORT = 5
"""Steps of a program, its variables among them, that is soonest done at all points at once."""
AT_ONCE = 16_000
"""Points that longer ones are evaluated at: what is worked out of so many stays in the cache."""


@dataclass(frozen=True)
class Program:
    """function: takes coordinates and parameters, returns so many results. length: its steps.

    singles: a program for each of several results, if all of those are short.
    """

    function: Callable[[Sequence[Any], Sequence[Any]], tuple[Any, ...]]
    results: int
    length: int
    singles: tuple[Program, ...] = ()

    def value(self, x: Array, given: Sequence[Any]) -> Any:
        """Return the one result at points (..., n), shape (...); given are the parameters."""
        x = np.asarray(x, float)
        with np.errstate(all="ignore"):
            if x.ndim > 1 and self.length > SHORT:
                return self._in_pieces(x, given)[..., 0]
            (found,) = self.function(components(x), given)
        if x.ndim == 1:
            return found[()] if isinstance(found, np.ndarray) else found
        whole = isinstance(found, np.ndarray) and found.base is None and found.dtype == float
        return found if whole else np.array(np.broadcast_to(found, x.shape[:-1]), dtype=float)

    def values(self, x: Array, given: Sequence[Any]) -> Array:
        """Return all results at points (..., n), shape (..., results)."""
        x = np.asarray(x, float)
        with np.errstate(all="ignore"):
            if x.ndim == 1:
                return np.array(self.function(components(x), given), dtype=float)
            if self.results == 1:
                one: Array = self.value(x, given)[..., None]
                return one
            if not self.singles:
                return self._in_pieces(x, given)
            out = np.empty((*x.shape[:-1], self.results))
            for i, single in enumerate(self.singles):
                (out[..., i],) = single.function(components(x), given)
        return out

    def _in_pieces(self, x: Array, given: Sequence[Any]) -> Array:
        points = x.reshape(-1, x.shape[-1]).T
        count = points.shape[1]
        out = np.empty((count, self.results))
        room = np.empty((len(points), min(AT_ONCE, count)))
        for begin in range(0, count, AT_ONCE):
            end = min(begin + AT_ONCE, count)
            some = room[:, : end - begin]
            some[...] = points[:, begin:end]
            for row, part in zip(out.T, self.function(tuple(some), given), strict=True):
                row[begin:end] = part
        return out.reshape(*x.shape[:-1], self.results)
