"""The rows of a long record, of which some are kept and the others computed anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gdexplorer.core.problem import Array


class Replayed:
    """Reads like an array (N, n) whose rows are asked for one by one or by slice.

    One after the other each costs a step; anywhere else as many as there are from the last row
    that is kept. `numpy.asarray` makes the whole array, which can do all else. Raises TypeError
    where it is asked for that.
    """

    ndim, dtype = 2, np.dtype(float)

    def __init__(self, length: int, width: int, row: Callable[[int], Array]) -> None:
        self.shape = (length, width)
        self._row = row

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[Array]:
        return (self._row(k) for k in range(len(self)))

    def __getitem__(self, place: int | slice | tuple[Any, ...]) -> Any:
        if isinstance(place, tuple):
            rows, *within = place
            found = self[rows]
            return found[(*[slice(None)] * (found.ndim - 1), *within)]
        if not isinstance(place, slice) and not hasattr(place, "__index__"):
            raise TypeError("not every row is kept: numpy.asarray makes the whole array")
        found = range(len(self))[place]
        if isinstance(found, int):
            return self._row(found)
        return np.array([self._row(k) for k in found]).reshape(-1, self.shape[1])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        if copy is False:
            raise ValueError("the rows are computed: there is no array to share")
        return np.asarray(self[:], dtype)
