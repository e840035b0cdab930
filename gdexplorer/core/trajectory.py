"""Every iterate of a run, in growing columns."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from itertools import islice
from os import PathLike
from typing import IO, Any, cast

import numpy as np

from gdexplorer.core import csv_table
from gdexplorer.core.optimizer import State
from gdexplorer.core.problem import Array
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.spare_file import spare_file, with_room
from gdexplorer.core.walk import Block, own_fields

IN_MEMORY = 64 << 20
"""Bytes of one column above which it lies on disk, where any row is as near."""
STATE_BUDGET = 512 << 20
"""Bytes for the optimizer's own fields. Beyond it only every 2nd, 4th … state is kept."""
ON_DISK, WITHOUT_DISK = 4 << 30, 256 << 20
"""Bytes that a column may have: on disk, and in memory where the disk has no room for it."""
CHUNK = 256
"""Rows that are copied at once."""
COLUMNS = ("x", "f", "gradient", "gradient_norm", "step_length", "evaluations")


FULL = "there is no room for more iterates of so many parameters"


class NoRoomError(Exception):
    """The record cannot hold more iterates: why, in words."""


class Column:
    """Rows of one shape that grow at the end; what `rows` hands out is a read-only view."""

    def __init__(self, like: np.ndarray[Any, Any]) -> None:
        self._data = np.empty((0, *like.shape[1:]), dtype=like.dtype)
        self._length = 0
        self._file: IO[bytes] | None = None

    def extend(self, rows: np.ndarray[Any, Any]) -> None:
        """Append rows (b, ...). Raises NoRoomError, having appended none."""
        self.reserve(len(rows))
        end = self._length + len(rows)
        self._data[self._length : end] = rows
        self._length = end

    def reserve(self, rows: int) -> None:
        """Make room for so many more rows. Raises NoRoomError."""
        end = self._length + rows
        if end <= len(self._data):
            return
        most = ON_DISK // max(math.prod(self._data.shape[1:]) * self._data.itemsize, 1)
        if end > most:
            raise NoRoomError(FULL)
        self._grow(min(max(2 * len(self._data), end, 64), most))

    def _grow(self, rows: int) -> None:
        """Make room for so many rows; what is large lies in a file that no one else sees."""
        shape = (rows, *self._data.shape[1:])
        size = math.prod(shape) * self._data.itemsize
        was_in_memory = self._file is None
        if size > IN_MEMORY:
            file = with_room(self._file or spare_file(self), size)
            if file is None and size > WITHOUT_DISK:
                raise NoRoomError(FULL)
            self._file = file
        if self._file is not None:
            grown: np.ndarray[Any, Any] = np.memmap(self._file, self._data.dtype, "r+", shape=shape)
        else:
            grown = np.empty(shape, self._data.dtype)
        if was_in_memory or self._file is None:  # else the file has the rows
            grown[: self._length] = self._data[: self._length]
        self._data = grown

    def halved(self) -> Column:
        """Return every second row as a column of its own."""
        kept = Column(self._data[:0])
        for begin in range(0, self._length, 2 * CHUNK):
            kept.extend(self._data[begin : min(begin + 2 * CHUNK, self._length) : 2])
        return kept

    def frozen(self) -> Column:
        """Return the same rows as a column of their own; rows are never written twice."""
        return copy.copy(self)

    @property
    def rows(self) -> np.ndarray[Any, Any]:
        """A read-only view of all rows."""
        view = self._data[: self._length]
        view.flags.writeable = False
        return view


class Trajectory:
    """The record of one run; row k is iterate k, row 0 the start.

    Columns are read-only views: x and gradient (N, n), f, gradient_norm and step_length (N,),
    evaluations (N, 3). step_length[k] is the length of the step that led to iterate k, 0 at the
    start. The rule's own state is kept at every `stride`-th iterate and recomputed in between.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.stride = 1
        self._columns: dict[str, Column] = {}
        self._states: dict[str, Column] = {}
        self._around: dict[str, Column] = {}
        self._state_type: type[State] | None = None
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def extend(self, block: Block) -> None:
        """Append a block of iterates. Raises NoRoomError, having appended none."""
        if len(block.f) == 0:
            return
        self.stride = max(self.stride, block.every)
        first = (-self._length % self.stride) // block.every
        kept = slice(first, None, self.stride // block.every)
        added = [
            *((self._columns, name, getattr(block, name)) for name in COLUMNS),
            *((self._around, name, rows) for name, rows in block.around.items()),
            *((self._states, name, rows[kept]) for name, rows in block.states.items()),
        ]
        for columns, name, rows in added:
            columns.setdefault(name, Column(rows)).reserve(len(rows))
        for columns, name, rows in added:
            columns[name].extend(rows)
        self._state_type = block.state_type
        self._length += len(block.f)
        while self._too_much():
            self._thin()

    def _too_much(self) -> bool:
        """Say whether states must go; one is always kept."""
        size = sum(c.rows.nbytes for c in self._states.values())
        return size > STATE_BUDGET and self._length > self.stride

    def _thin(self) -> None:
        self._states = {name: column.halved() for name, column in self._states.items()}
        self.stride *= 2

    def _column(self, name: str) -> Array:
        if name in self._columns:
            return self._columns[name].rows
        n = self.recipe.problem.dimension
        return np.empty((0, n) if name in ("x", "gradient") else (0,))

    @property
    def x(self) -> Array:
        """The iterates, (N, n)."""
        return self._column("x")

    @property
    def f(self) -> Array:
        """The values, (N,)."""
        return self._column("f")

    @property
    def gradient(self) -> Array:
        """The gradients, (N, n)."""
        return self._column("gradient")

    @property
    def gradient_norm(self) -> Array:
        """Euclidean norms of the gradients, (N,)."""
        return self._column("gradient_norm")

    @property
    def step_length(self) -> Array:
        """‖x_k − x_{k−1}‖, (N,)."""
        return self._column("step_length")

    @property
    def evaluations(self) -> np.ndarray[Any, np.dtype[np.uint32]]:
        """Evaluations of f, gradient and Hessian the optimizer had spent, (N, 3)."""
        return cast("np.ndarray[Any, np.dtype[np.uint32]]", self._columns["evaluations"].rows)

    @property
    def around(self) -> dict[str, Array]:
        """What was in force around the rule in the step that led to each iterate, (N, ...) each.

        learning_rate, clip_factor and noise, as far as they are in use; NaN at the start.
        """
        return {name: column.rows for name, column in self._around.items()}

    @property
    def state_names(self) -> tuple[str, ...]:
        """The rule's own fields."""
        return tuple(self._states)

    def state_shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of one of the rule's own fields."""
        shape: tuple[int, ...] = self._states[name].rows.shape[1:]
        return shape

    def state(self, k: int) -> State:
        """Return the whole state at iterate k, a copy; between checkpoints by replay.

        k counts from the end where it is negative. Raises IndexError beyond the record.
        """
        if not -self._length <= k < self._length:
            raise IndexError(f"iterate {k} of {self._length}")
        k %= self._length
        return self.recipe.replay(self.checkpoint(k), k % self.stride)

    def checkpoint(self, k: int) -> State:
        """Return the state kept at iterate k or last before it, a copy."""
        row = k // self.stride
        k = row * self.stride
        assert self._state_type is not None
        fields = {a: self._states[a].rows[row].copy() for a in own_fields(self._state_type)}
        if "start" in self._state_type.__dataclass_fields__:
            fields["start"] = self.x[0].copy()
        return self._state_type(k=k, x=self.x[k].copy(), **fields)

    def snapshot(self) -> Trajectory:
        """Return the record as it stands; it does not grow, and shares the rows."""
        taken = copy.copy(self)
        taken._columns = {name: c.frozen() for name, c in self._columns.items()}
        taken._around = {name: c.frozen() for name, c in self._around.items()}
        taken._states = {name: c.frozen() for name, c in self._states.items()}
        return taken

    def state_rows(self, start: int, end: int) -> Array:
        """Return the rule's own fields of iterates start to end, flattened: (end - start, s)."""
        if not self._states:
            return np.empty((end - start, 0))
        if self.stride == 1:
            parts = [c.rows[start:end].reshape(end - start, -1) for c in self._states.values()]
            return np.concatenate(parts, axis=1)
        return np.array([self._flat(state) for state in self._replayed(start, end)])

    def _flat(self, state: State) -> Array:
        return np.concatenate([np.ravel(getattr(state, name)) for name in self._states])

    def _replayed(self, start: int, end: int) -> Iterator[State]:
        state = self.state(start)
        yield state
        yield from islice(self.recipe.onward(state), end - start - 1)

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write every iterate as RFC 4180 CSV, whole or not at all.

        Raises OSError, with the old file as it was, where the place cannot be written.
        """
        csv_table.write(path, csv_table.table(self))
