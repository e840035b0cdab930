"""The record of a run: growing columns, and replay for what they leave out."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from itertools import islice
from os import PathLike
from typing import Any, NamedTuple, cast

import numpy as np

from gdexplorer.core import csv_table
from gdexplorer.core.checkpoints import Checkpoints
from gdexplorer.core.column import Column, NoRoomError
from gdexplorer.core.optimizer import State
from gdexplorer.core.oracle import Oracle
from gdexplorer.core.problem import Array
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.replayed import Replayed
from gdexplorer.core.spacing import roomy, suited
from gdexplorer.core.walk import Block

SCALARS = ("f", "gradient_norm", "step_length", "evaluations")
POINTS = ("x", "gradient")
VISITED = 3
"""States that were asked for last and stay at hand, so that neighbours are a step away."""


class _Tip(NamedTuple):
    """How far a record goes, with x, gradient and state of its last iterate: they change as one."""

    length: int
    points: dict[str, Array]
    state: State | None


class Trajectory:
    """The record of one run; row k is iterate k, row 0 the start.

    Columns are read-only: x and gradient (N, n), f, gradient_norm and step_length (N,),
    evaluations (N, 3). step_length[k] is the length of the step that led to iterate k, 0 at the
    start. The rule's own state is kept at some iterates and recomputed in between. So are x and
    gradient once they outgrow spacing.BUDGET: from then on their rows are asked for one by one
    or by slice, and `path` has those that are kept.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self._scalars: dict[str, Column] = {}
        self._around: dict[str, Column] = {}
        self._points: Checkpoints | None = None
        self._states: Checkpoints | None = None
        self._states_full = False
        self._state_type: type[State] | None = None
        self._visited: tuple[State, ...] = ()
        self._written = 0
        self._apart = 1
        self._pace = 0.0
        self._streamed = False
        self._tip = _Tip(0, {}, None)

    def __len__(self) -> int:
        return self._tip.length

    @property
    def _length(self) -> int:
        return self._tip.length

    def write(self, block: Block) -> None:
        """Put a block of iterates behind the last; they count once admitted.

        One thread may write while another admits and reads. Raises NoRoomError; nothing can be
        written after that.
        """
        if len(block.f) == 0:
            return
        self._pace, self._streamed = block.pace, block.streamed
        if self._points is None or self._states is None:
            self._begin(block)
        else:
            self._extend(block, self._points, self._states)
        self._written += len(block.f)

    def _extend(self, block: Block, points: Checkpoints, states: Checkpoints) -> None:
        apart = self._apart = self._fitting(block)
        kept = slice(-self._written % apart, None, apart)
        points.write(
            {name: rows[kept] for name, rows in _points(block).items()}, self._written, apart
        )
        for name, column in self._scalars.items():
            column.extend(getattr(block, name))
        for name, column in self._around.items():
            column.extend(block.around[name])
        if self._states_full:
            return
        try:
            states.write(block.states, self._written, block.every)
        except NoRoomError:
            self._states_full = True

    def _fitting(self, block: Block) -> int:
        """Return how far apart x and gradient are kept from a block on."""
        # one variable is drawn over f, which is all kept; a stream is replayed from its start
        if self.recipe.problem.dimension == 1 or block.streamed:
            return 1
        size = block.x[0].nbytes + block.gradient[0].nbytes
        return suited(self._apart, roomy(self._written, size), block.pace)

    def _begin(self, block: Block) -> None:
        """Make the columns of a first block, each kind at once: others may be looking."""
        self._state_type = block.state_type
        self._scalars = {name: Column(getattr(block, name)) for name in SCALARS}
        self._around = {name: Column(rows) for name, rows in block.around.items()}
        self._states = self._begun(block)
        self._points = Checkpoints(_points(block), 1)

    def _begun(self, block: Block) -> Checkpoints:
        """Begin with the states of a block; where there is no room, with the first one of all."""
        try:
            return Checkpoints(block.states, block.every, math.inf)
        except NoRoomError:
            self._states_full = True
            first = {name: rows[:1] for name, rows in block.states.items()}
            return Checkpoints(first, 1, math.inf)

    def admit(self, block: Block) -> None:
        """Let a block that was written count. They are admitted in the order of their writing."""
        if len(block.f) == 0:
            return
        assert self._points is not None
        assert self._states is not None
        end = self._length + len(block.f)
        self._points.admit(end)
        self._states.admit(end)
        points = {name: rows[-1].copy() for name, rows in _points(block).items()}
        for row in points.values():
            row.flags.writeable = False
        self._tip = _Tip(end, points, block.last)

    @property
    def x(self) -> Array | Replayed:
        """The iterates, (N, n)."""
        return self._rows("x", self._point)

    @property
    def gradient(self) -> Array | Replayed:
        """The gradients, (N, n)."""
        return self._rows("gradient", self._slope)

    def _rows(self, name: str, row: Callable[[int], Array]) -> Array | Replayed:
        n = self.recipe.problem.dimension
        if self._points is None or not self._length:
            return np.empty((0, n))
        if self._points.holds_all(self._length):
            return self._points.columns[name].rows[: self._length]  # a snapshot's may be longer
        return Replayed(self._length, n, row)

    @property
    def path(self) -> Array:
        """The iterates that are kept, (m, n): all of them, unless they are very many numbers."""
        if self._points is None or not self._length:
            return np.empty((0, self.recipe.problem.dimension))
        return self._points.columns["x"].rows[: self.row(self._length - 1) + 1]

    def row(self, k: int) -> int:
        """Return the row of `path` that is the last one up to iterate k."""
        return self._points.row(k) if self._points else k

    def iterate(self, row: int) -> int:
        """Return which iterate a row of `path` is."""
        return self._points.iterate(row) if self._points else row

    def _kept(self, name: str, k: int) -> Array | None:
        assert self._points is not None
        tip = self._tip
        if k == tip.length - 1:
            return tip.points[name]
        kept = self._points.last(k) == k
        return self._points.columns[name].rows[self._points.row(k)] if kept else None

    def _point(self, k: int) -> Array:
        kept = self._kept("x", k)
        if kept is not None:
            return kept
        row = self.recalled(k).x.view()
        row.flags.writeable = False
        return row

    def _slope(self, k: int) -> Array:
        kept = self._kept("gradient", k)
        if kept is not None:
            return kept
        with np.errstate(all="ignore"):
            oracle = Oracle(self.recipe.problem)
            oracle.turn(k)
            return oracle.peek(self._point(k))

    def _scalar(self, name: str) -> Array:
        return self._scalars[name].rows[: self._length] if self._scalars else np.empty(0)

    @property
    def f(self) -> Array:
        """The values, (N,)."""
        return self._scalar("f")

    @property
    def gradient_norm(self) -> Array:
        """Euclidean norms of the gradients, (N,)."""
        return self._scalar("gradient_norm")

    @property
    def step_length(self) -> Array:
        """‖x_k − x_{k−1}‖, (N,)."""
        return self._scalar("step_length")

    @property
    def evaluations(self) -> np.ndarray[Any, np.dtype[np.uint32]]:
        """Evaluations of f, gradient and Hessian the optimizer had spent, (N, 3)."""
        return cast("np.ndarray[Any, np.dtype[np.uint32]]", self._scalar("evaluations"))

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
        return copy.deepcopy(self.recalled(k % self._length))

    def recalled(self, k: int) -> State:
        """Return the state at iterate k, replayed if need be. It is not to be changed."""
        start = self.checkpoint(k)
        if start.k == k:
            return start
        found = self.recipe.replay(start, k - start.k)
        self.remember(found)
        return found

    def remember(self, state: State) -> None:
        """Have a state that was replayed at hand for a while."""
        others = [s for s in self._visited if s.k != state.k]
        self._visited = (state, *others[: VISITED - 1])

    def past_checkpoint(self, k: int) -> int:
        """Return how many steps iterate k is from the last one whose state is at hand."""
        kept, near = self._last_kept(k), self._last_at_hand(k)
        return k - (kept if near is None else max(kept, near.k))

    def wait(self, k: int) -> float:
        """Estimate the seconds until the state of iterate k is at hand."""
        steps = self.past_checkpoint(k)
        return self._pace * (k if steps and self._streamed else steps)

    def checkpoint(self, k: int) -> State:
        """Return the state at hand of iterate k or the last before it. It is not to be changed."""
        kept, near = self._last_kept(k), self._last_at_hand(k)
        return self._checkpoint(kept) if near is None or near.k < kept else near

    def _last_kept(self, k: int) -> int:
        """Return the last iterate up to k of which both x and the rule's own fields are kept."""
        assert self._points is not None
        assert self._states is not None
        found = -1
        while found != k:
            found, k = k, self._states.last(self._points.last(k))
        return k

    def _last_at_hand(self, k: int) -> State | None:
        """Return the last state up to k that was met lately."""
        last = self._tip.state
        met = self._visited if last is None else (*self._visited, last)
        return max((s for s in met if s.k <= k), key=lambda s: s.k, default=None)

    def _checkpoint(self, k: int) -> State:
        assert self._points is not None
        assert self._states is not None
        assert self._state_type is not None
        row, points = self._states.row(k), self._points.columns["x"].rows
        fields: dict[str, Any] = {a: c.rows[row].copy() for a, c in self._fields.items()}
        if "start" in self._state_type.__dataclass_fields__:
            fields["start"] = points[0].copy()
        return self._state_type(k=k, x=points[self.row(k)].copy(), **fields)

    def snapshot(self) -> Trajectory:
        """Return the record as it stands; it does not grow, and shares the rows."""
        taken = copy.copy(self)
        taken._scalars = {name: c.frozen() for name, c in self._scalars.items()}
        taken._around = {name: c.frozen() for name, c in self._around.items()}
        taken._points = self._points.frozen() if self._points else None
        taken._states = self._states.frozen() if self._states else None
        return taken

    def state_rows(self, start: int, end: int) -> Array:
        """Return the rule's own fields of iterates start to end, flattened: (end - start, s)."""
        if not self._fields:
            return np.empty((end - start, 0))
        if self._states is not None and self._states.holds_all(end):
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


def _points(block: Block) -> dict[str, Array]:
    return {name: getattr(block, name) for name in POINTS}
