"""What fully determines a run."""

from __future__ import annotations

import math
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np

from gdexplorer.core.around import Around
from gdexplorer.core.optimizer import Differentiable, Optimizer, State
from gdexplorer.core.oracle import Oracle
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Point, Problem
from gdexplorer.core.stop import StopRule


@dataclass(frozen=True)
class Recipe:
    """What a run follows.

    Raises ParameterError on a start that does not fit the problem, or an optimizer that cannot run
    on it.
    """

    problem: Problem
    optimizer: Optimizer[Any]
    start: Point
    stop_rule: StopRule = field(default_factory=StopRule)
    around: Around = field(default_factory=Around)

    def __post_init__(self) -> None:
        reason = self.optimizer.misfit(self.problem)
        if reason:
            raise ParameterError(f"{self.optimizer.title} cannot run here: {reason}")
        object.__setattr__(self, "start", checked_start(self.problem, self.start))

    def step(self, problem: Differentiable, state: State) -> tuple[State, dict[str, Any]]:
        """Take one step; return the new state, and what was in force around the rule."""
        if self.around.active:
            return self.around.step(self.optimizer, problem, state)
        return self.optimizer.step(problem, state), {}

    def replay(self, state: State, steps: int) -> State:
        """Take `steps` further steps from `state`, exactly as the run took them."""
        with closing(self.onward(state)) as later:
            return next(islice(later, steps - 1, None)) if steps else state

    def onward(self, state: State) -> Generator[State, None, None]:
        """Yield the states after `state`, exactly as the run came to them, without end.

        What streams is streamed again from the start, once.
        """
        stream = self.optimizer.stream(self.problem, np.array(self.start))
        if stream is not None:
            with closing(stream):
                yield from (later for later in stream if later.k > state.k)
            return
        oracle = Oracle(self.problem)
        while True:
            if self.problem.stochastic:
                oracle.turn(state.k)
            with np.errstate(all="ignore"):
                state, _ = self.step(oracle, state)
            yield state


def checked_start(problem: Problem, start: object) -> Point:
    """Return the start as a tuple of finite floats, one for each variable of the problem."""
    try:
        coordinates = np.atleast_1d(np.asarray(start, dtype=float))
    except (TypeError, ValueError, OverflowError):
        raise ParameterError(f"the start must be numbers, not {start!r}") from None
    if coordinates.shape != (problem.dimension,):
        noun = "number" if problem.dimension == 1 else "numbers"
        wanted = f"must be {problem.dimension} {noun}"
        given = f"{coordinates.size:,} {'is' if coordinates.size == 1 else 'are'} given"
        raise ParameterError(f"the start of {problem.name} {wanted}; {given}")
    point = tuple(float(c) for c in coordinates)
    if not all(math.isfinite(c) for c in point):
        raise ParameterError(f"the start must be finite numbers, not {point}")
    return point
