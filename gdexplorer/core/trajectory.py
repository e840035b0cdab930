"""Every iterate of a run, in growing columns."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import islice
from os import PathLike
from typing import Any, cast

import numpy as np

from gdexplorer.core import csv_table
from gdexplorer.core.checkpoints import Checkpoints
from gdexplorer.core.column import Column
from gdexplorer.core.optimizer import State
from gdexplorer.core.problem import Array
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.walk import Block

COLUMNS = ("x", "f", "gradient", "gradient_norm", "step_length", "evaluations")


class Trajectory:
    """The record of one run; row k is iterate k, row 0 the start.

    Columns are read-only views: x and gradient (N, n), f, gradient_norm and step_length (N,),
    evaluations (N, 3). step_length[k] is the length of the step that led to iterate k, 0 at the
    start. The rule's own state is kept at some iterates and recomputed in between.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self._columns: dict[str, Column] = {}
        self._around: dict[str, Column] = {}
        self._states: Checkpoints | None = None
        self._state_type: type[State] | None = None
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def extend(self, block: Block) -> None:
        """Append a block of iterates. Raises NoRoomError, having appended none."""
        count = len(block.f)
        if count == 0:
            return
        if self._states is None:
            self._states = Checkpoints(block.every, block.states)
        added = [
            *((self._columns, name, getattr(block, name)) for name in COLUMNS),
            *((self._around, name, rows) for name, rows in block.around.items()),
        ]
        for columns, name, rows in added:
            columns.setdefault(name, Column(rows)).write(rows)
        kept = self._states.write(block.states, self._length, self._length + count)
        for columns, name, _ in added:
            columns[name].admit(count)
        self._states.admit(kept)
        self._state_type = block.state_type
        self._length += count

    def _column(self, name: str) -> Array:
        if name in self._columns:
            return self._columns[name].rows[: self._length]  # a snapshot's may be longer already
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
        return cast("np.ndarray[Any, np.dtype[np.uint32]]", self._column("evaluations"))

    @property
    def around(self) -> dict[str, Array]:
        """What was in force around the rule in the step that led to each iterate, (N, ...) each.

        learning_rate, clip_factor and noise, as far as they are in use; NaN at the start.
        """
        return {name: column.rows[: self._length] for name, column in self._around.items()}

    @property
    def _fields(self) -> dict[str, Column]:
        return self._states.columns if self._states else {}

    @property
    def state_names(self) -> tuple[str, ...]:
        """The rule's own fields."""
        return tuple(self._fields)

    def state_shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of one of the rule's own fields."""
        shape: tuple[int, ...] = self._fields[name].rows.shape[1:]
        return shape

    def state(self, k: int) -> State:
        """Return the whole state at iterate k, a copy; between checkpoints by replay.

        k counts from the end where it is negative. Raises IndexError beyond the record.
        """
        if not -self._length <= k < self._length:
            raise IndexError(f"iterate {k} of {self._length}")
        k %= self._length
        return self.recipe.replay(self.checkpoint(k), self.past_checkpoint(k))

    def past_checkpoint(self, k: int) -> int:
        """Return how many steps iterate k is from the last one whose state is kept."""
        assert self._states is not None
        return self._states.place(k)[1]

    def checkpoint(self, k: int) -> State:
        """Return the state kept at iterate k or last before it, a copy."""
        assert self._states is not None
        assert self._state_type is not None
        row, past = self._states.place(k)
        k -= past
        fields: dict[str, Any] = {a: c.rows[row].copy() for a, c in self._fields.items()}
        if "start" in self._state_type.__dataclass_fields__:
            fields["start"] = self.x[0].copy()
        return self._state_type(k=k, x=self.x[k].copy(), **fields)

    def snapshot(self) -> Trajectory:
        """Return the record as it stands; it does not grow, and shares the rows."""
        taken = copy.copy(self)
        taken._columns = {name: c.frozen() for name, c in self._columns.items()}
        taken._around = {name: c.frozen() for name, c in self._around.items()}
        taken._states = self._states.frozen() if self._states else None
        return taken

    def state_rows(self, start: int, end: int) -> Array:
        """Return the rule's own fields of iterates start to end, flattened: (end - start, s)."""
        if not self._fields:
            return np.empty((end - start, 0))
        if self._states is not None and self._states.whole(end):
            parts = [c.rows[start:end].reshape(end - start, -1) for c in self._fields.values()]
            return np.concatenate(parts, axis=1)
        return np.array([self._flat(state) for state in self._replayed(start, end)])

    def _flat(self, state: State) -> Array:
        return np.concatenate([np.ravel(getattr(state, name)) for name in self._fields])

    def _replayed(self, start: int, end: int) -> Iterator[State]:
        state = self.state(start)
        yield state
        yield from islice(self.recipe.onward(state), end - start - 1)

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write every iterate as RFC 4180 CSV, whole or not at all.

        Raises OSError, with the old file as it was, where the place cannot be written.
        """
        csv_table.write(path, csv_table.table(self))
