"""The live end of a run: takes steps and hands out what happened in blocks."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import Any

import numpy as np

from gdexplorer.core.ending import rounded_down, stable_rate, stationary_kind
from gdexplorer.core.optimizer import ArrivedError, NoStepError, State, frozen_state
from gdexplorer.core.oracle import Oracle
from gdexplorer.core.parameter import LARGEST
from gdexplorer.core.problem import Array, distance, norm
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.spacing import LARGE, held, roomy, spared, suited
from gdexplorer.core.stop import Stop, StopReason

BLOCK_BYTES = 8 << 20
"""Bytes of states that a block may take: one of a quasi-Newton method can be large."""
LEVEL, LEVELLED = 1e-5, 1e-3
"""What has all but vanished: SciPy's usual gtol, or such a share of the start's."""
MOST_SIDES = 3
"""Sides of a domain that are named."""
NUMBER = 8
"""Bytes of a number."""
FIRST, DENSE = 8, 16
"""Iterates after which it is known how long a step takes; after which, if the state is large."""
CONVERGED = (StopReason.CONVERGED, StopReason.METHOD_CONVERGED)
ELSEWHERE = ("k", "x", "start")
"""Fields of states that are not recorded with them."""


@frozen_state
class Block:
    """Consecutive iterates, in columns of b rows, and how the run stands after them.

    x, gradient: (b, n). f, gradient_norm, step_length: (b,). evaluations: (b, 3), the f, gradient
    and Hessian evaluations the optimizer had spent. states: the rule's own fields at the iterates
    whose number `every` divides, (s, ...) each.
    around: what was in force around the rule in the step that led to each iterate, (b, ...) each.
    pace: seconds that each of them took.
    last: the whole state at the last of them, if it is at hand. It is not to be changed.
    streamed: whether a state is had again only by all those before it.
    """

    x: Array
    f: Array
    gradient: Array
    gradient_norm: Array
    step_length: Array
    evaluations: np.ndarray[Any, np.dtype[np.uint32]]
    states: dict[str, Array]
    around: dict[str, Array]
    state_type: type[State]
    stop: Stop | None
    notes: tuple[str, ...] = ()
    every: int = 1
    pace: float = 0.0
    last: State | None = None
    streamed: bool = False

    def none(self, stop: Stop) -> Block:
        """Return a block of no iterates, after which a run ends."""
        return replace(self, f=self.f[:0], notes=(), stop=stop)


def own_fields(state_type: Any) -> tuple[str, ...]:
    """Name the fields that a rule's state adds to k, x and the start, which the record has."""
    return _own_fields(state_type)


@cache
def _own_fields(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(cls) if f.name not in ELSEWHERE)


def never() -> bool:
    """Do not interrupt."""
    return False


class _Rows:
    """The iterates of one block, as they come, from the one of this number on."""

    def __init__(self, first: int, most: int, n: int) -> None:
        self.first = first
        self.points = np.empty((most, n))
        self.slopes = np.empty((most, n))
        """Copied at once: the room of what they came in is soon used again."""
        self.states: list[State] = []
        """Only those that are recorded: the room that the others took is soon used again."""
        self.norms: list[float] = []
        self.values: list[float] = []
        """Only where they come with the gradients; else f is evaluated for the block at once."""
        self.lengths: list[float] = []
        self.evaluations: list[int] = []
        """Of f, gradient and Hessian, one after another."""
        self.around: list[dict[str, Any]] = []


class Walk:
    """Advances one run from its start. Not for two threads at once."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.stop: Stop | None = None
        self._oracle = Oracle(recipe.problem)
        self._state: State | None = None
        self._length = 0
        self._stream: Generator[State, None, NoStepError] | None = None
        self._plain = False
        self._stochastic = recipe.problem.stochastic
        self._valued = recipe.problem.joint or self._stochastic
        self._take: Callable[[Oracle, State], State] = recipe.optimizer.step
        self._in_force = recipe.around.blank(recipe.optimizer, len(recipe.start))
        self._inside = True
        self._sides = np.array(recipe.problem.bounds).T.copy()
        """The bounds, (2, n): of many variables they take as long to read as a step."""
        self._rule = recipe.stop_rule
        self._reach = 0.0
        """What ‖x‖ is at most: what it was when last found, and every step since."""
        self._names: tuple[str, ...] = ()
        """The rule's own fields."""
        self._own = 0
        """Bytes of them."""
        self._spared = 1
        """How far apart their states are recorded if steps turn out to be quick."""
        self._most = 1
        self._every = 1
        self._pace = 0.0
        """Seconds that a step took lately."""

    @property
    def length(self) -> int:
        """How many iterates there are so far, the start included."""
        return self._length

    def advance(self, limit: int, interrupted: Callable[[], bool] = never) -> Block:
        """Take up to `limit` more iterates; fewer if the run stops or `interrupted` turns true.

        The first iterate is the start. At least one iterate comes unless the run has stopped.
        """
        begun = time.thread_time()
        with np.errstate(all="ignore"):
            state = self._state or self._begin()
            self._respace()
            most = max(min(limit, self._most), 1)
            rows = _Rows(self._length, most, len(state.x))
            if not self._length:
                self._record_start(rows, state)
                most = self._walk(rows, min(most, FIRST), interrupted) and most
                self._spare(rows, (time.thread_time() - begun) / len(rows.norms))
            self._walk(rows, most, interrupted)
            self._length += len(rows.norms)
            self._pace = (time.thread_time() - begun) / max(len(rows.norms), 1)
            block = self._block(rows)
        if self.stop is not None:
            self.close()
        return block

    def _walk(self, rows: _Rows, most: int, interrupted: Callable[[], bool]) -> bool:
        """Take steps until there are `most` rows; say whether nobody interrupted."""
        while len(rows.norms) < most and self.stop is None:
            self._advance_once(rows)
            if interrupted():
                return False
        return True

    def _spare(self, rows: _Rows, pace: float) -> None:
        """Record the fewer of the states now that it is known how long the first steps took."""
        if self._own <= LARGE:
            self._every = suited(self._every, self._spared, pace)
            rows.states = [state for state in rows.states if state.k % self._every == 0]

    def _begin(self) -> State:
        x = np.array(self.recipe.start)
        optimizer = self.recipe.optimizer
        if self._stochastic:
            self._oracle.turn(0)
        state: State = optimizer.init(self._oracle, x)
        self._state = state
        self._names = own_fields(type(state))
        self._own = sum(getattr(getattr(state, a), "nbytes", NUMBER) for a in self._names)
        self._stream = optimizer.stream(self._oracle, x)
        if self._stream is None and not self.recipe.problem.costly:
            self._spared = spared(self._own)
        self._plain = self._stream is None and not self.recipe.around.active
        return state

    def _record_start(self, rows: _Rows, state: State) -> None:
        g = self._oracle.peek(state.x)
        self._reach = norm(state.x)
        self._record(rows, state, g, 0.0, norm(g))
        if not self._reach <= LARGEST:
            self.stop = Stop(StopReason.DIVERGED, 0, f"‖x‖ > {LARGEST:g}")
        elif not math.isfinite(rows.norms[-1]):
            self.stop = Stop(StopReason.DIVERGED, 0, "∇f is not finite")

    def _respace(self) -> None:
        """Record the states the seldomer the larger they are, if a few steps are soon retaken."""
        own, k = self._own, self._length
        size, most = own + self._sides.nbytes, roomy(k, own)
        young = own > LARGE and k < DENSE
        if k and not young:
            most = max(most, self._spared)
        self._every = suited(self._every, most, self._pace)
        self._most = max(1, min(BLOCK_BYTES // size, held(size))) * self._every
        if young and self._spared > 1:
            self._most = min(self._most, DENSE - k)

    def _record(self, rows: _Rows, state: State, g: Array, length: float, steepness: float) -> None:
        """Add an iterate with gradient g, whose norm is `steepness`; stop if a rule says so."""
        oracle, rule, k = self._oracle, self._rule, state.k
        if k % self._every == 0:
            rows.states.append(state)
        row = len(rows.norms)
        rows.points[row] = state.x
        rows.slopes[row] = g
        rows.norms.append(steepness)
        if self._valued:
            rows.values.append(oracle.peek_value(state.x))
        rows.lengths.append(length)
        rows.evaluations += (oracle.functions, oracle.gradients, oracle.hessians)
        if self._in_force:
            rows.around.append(self._in_force)
        if steepness <= rule.gradient_tolerance > 0 and self._flat(state.x):
            self.stop = Stop(StopReason.CONVERGED, k, f"{rule.gradient_tolerance:g}")
        elif k >= rule.iterations:
            self.stop = Stop(StopReason.ITERATION_LIMIT, k)
        elif length <= rule.step_tolerance > 0 and k > 0 and not self._pausing(state.x, length):
            self.stop = Stop(StopReason.STALLED, k, f"{rule.step_tolerance:g}")

    def _flat(self, x: Array) -> bool:
        """Say whether a gradient that vanishes is that of all rows, not of a mini-batch alone."""
        if not self._stochastic:
            return True
        return norm(self.recipe.problem.gradient(x)) <= self._rule.gradient_tolerance

    def _pausing(self, x: Array, length: float) -> bool:
        """Say whether this short step may be followed by a longer one."""
        if self._stochastic:
            return not self._flat(x)
        return length == 0 and self.recipe.optimizer.pauses

    def _advance_once(self, rows: _Rows) -> None:
        old = self._state
        assert old is not None
        try:
            new = self._take(self._oracle, old) if self._plain else self._next(old)
        except NoStepError as error:
            arrived = isinstance(error, ArrivedError) and self._level(old.x)
            reason = StopReason.METHOD_CONVERGED if arrived else StopReason.ENDED
            self.stop = Stop(reason, old.k, str(error))
            return
        length = distance(new.x, old.x)
        self._reach += length
        if not self._reach <= LARGEST and not self._near(new.x):
            self.stop = self._diverged(new.k, _what_broke(new.x))
            return
        if self._stochastic:
            self._oracle.turn(new.k)
        g = self._oracle.peek(new.x)
        steepness = norm(g)
        if not math.isfinite(steepness):
            undefined = math.isnan(self._oracle.peek_value(new.x))
            what = "f is not defined there" if undefined else "∇f is not finite"
            self.stop = self._diverged(new.k, what)
            return
        self._state = new
        self._record(rows, new, g, length, steepness)

    def _level(self, x: Array) -> bool:
        """Say whether the gradient has all but vanished: some tests of SciPy's ask for less."""
        start = norm(self.recipe.problem.gradient(np.array(self.recipe.start)))
        return norm(self._oracle.peek(x)) <= max(LEVEL, LEVELLED * start)

    def _near(self, x: Array) -> bool:
        """Say whether x is finite and not too far out, once it may no longer be."""
        self._reach = norm(x)
        return self._reach <= LARGEST

    def _next(self, old: State) -> State:
        """Take a step, or the next one that streams in."""
        if self._stream is not None:
            return self._streamed(self._stream)
        new, self._in_force = self.recipe.step(self._oracle, old)
        return new

    def _streamed(self, stream: Generator[State, None, NoStepError]) -> State:
        try:
            return next(stream)
        except StopIteration as end:
            raise end.value or NoStepError("it was closed") from None

    def close(self) -> None:
        """End what streams in, with the thread behind it. Not while `advance` is under way."""
        if self._stream is not None:
            self._stream.close()

    def _block(self, rows: _Rows) -> Block:
        x = rows.points[: len(rows.norms)]
        f = np.array(rows.values) if self._valued else self.recipe.problem.value(x)
        good = self._finite_rows(rows, f)
        return Block(
            x=x[:good],
            f=f[:good],
            gradient=rows.slopes[:good],
            gradient_norm=np.array(rows.norms[:good]),
            step_length=np.array(rows.lengths[:good]),
            evaluations=np.array(rows.evaluations[: 3 * good], np.uint32).reshape(-1, 3),
            states=self._kept(rows, good),
            around={a: np.array([r[a] for r in rows.around[:good]]) for a in self._in_force},
            state_type=type(self._state),  # type: ignore[arg-type]
            stop=self.stop,
            notes=self._notes(rows, x[:good]),
            every=self._every,
            pace=self._pace,
            last=self._state if good == len(rows.norms) else None,
            streamed=self._stream is not None,
        )

    def _kept(self, rows: _Rows, good: int) -> dict[str, Array]:
        """Return what the record keeps of the states of the first iterates in a block."""
        states = [s for s in rows.states if s.k < rows.first + good]
        if not states:
            return {}
        return {a: np.array(list(map(attrgetter(a), states))) for a in self._names}

    def _notes(self, rows: _Rows, x: Array) -> tuple[str, ...]:
        """Say what else happened in this block."""
        notes = []
        outside = self._first_outside(x) if self._inside else None
        if outside is not None:
            self._inside = False
            sides = [f"[{a:g}, {b:g}]" for a, b in self.recipe.problem.bounds[: MOST_SIDES + 1]]
            box = " × ".join(sides[:MOST_SIDES] + ["…"] * (len(sides) > MOST_SIDES))
            notes.append(f"Left the domain {box} at iteration {rows.first + outside}")
        if self.stop is not None and self.stop.reason in CONVERGED:
            assert self._state is not None
            end = self._state.x
            flat = max(self._rule.gradient_tolerance, norm(self._oracle.peek(end)))
            kind = stationary_kind(self.recipe.problem, end, flat)
            if kind != "minimum":
                notes.append(f"The end is a {kind}, not a minimum")
        return tuple(notes)

    def _first_outside(self, x: Array) -> int | None:
        """Return the first row of x (b, n) that lies outside the problem's bounds."""
        low, high = self._sides
        outside = (x < low) | (x > high)
        return int(outside.any(axis=-1).argmax()) if np.count_nonzero(outside) else None

    def _finite_rows(self, rows: _Rows, f: Array) -> int:
        """Count the rows before f first broke; the start itself is always kept."""
        finite = np.isfinite(f)
        if np.count_nonzero(finite) == len(f):
            return len(f)
        first = int(finite.argmin())
        k = rows.first + first
        if k == 0:
            detail = self.stop.detail if self.stop else "f is not finite"
            self.stop = Stop(StopReason.DIVERGED, 0, detail)
            return 1
        self._length = k
        self.stop = self._diverged(k, "f is not finite")
        return first

    def _diverged(self, k: int, what: str) -> Stop:
        rate = getattr(self.recipe.optimizer, "learning_rate", None)
        stable = None if self.recipe.optimizer.normalised else stable_rate(self.recipe)
        if rate is not None and stable is not None and stable < rate:
            what += f"; try a learning rate below {rounded_down(stable):g}"
        return Stop(StopReason.DIVERGED, k, what)


def _what_broke(x: Array) -> str:
    broken = [i for i, c in enumerate(x) if not math.isfinite(c)]
    return f"x{broken[0]} is not a number" if broken else f"‖x‖ > {LARGEST:g}"
