"""One walk and its record."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gdexplorer.core.recipe import Recipe
from gdexplorer.core.stop import Stop, StopReason
from gdexplorer.core.trajectory import Trajectory
from gdexplorer.core.walk import Block, Walk, left_domain, never

BLOCK = 256
"""Iterates computed between two looks at who else wants the time."""


class Run:
    """A recipe, the walk that follows it, and the trajectory recorded so far."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.walk = Walk(recipe)
        self.trajectory = Trajectory(recipe)
        self.stop: Stop | None = None
        self.left_domain_at: int | None = None

    @property
    def stop_reason(self) -> str:
        """Why the run ended, as a sentence; empty while it has not."""
        return str(self.stop) if self.stop else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What else is worth knowing of the run, as sentences."""
        notes = []
        if self.left_domain_at is not None:
            notes.append(f"Left the domain at iteration {self.left_domain_at}")
        kind = self._stationary_kind()
        if kind:
            notes.append(f"The end is a {kind}, not a minimum")
        return tuple(notes)

    def _stationary_kind(self) -> str:
        """Name what a converged run ended on, where the Hessian shows that it is no minimum."""
        if self.stop is None or self.stop.reason is not StopReason.CONVERGED:
            return ""
        curvatures = np.linalg.eigvalsh(self.recipe.problem.hessian(self.trajectory.x[-1]))
        if curvatures[0] >= 0:
            return ""
        return "maximum" if curvatures[-1] < 0 else "saddle point"

    def record(self, block: Block) -> None:
        """Append what the walk found."""
        offset = len(self.trajectory)
        self.trajectory.extend(block)
        self.stop = block.stop
        if self.left_domain_at is None:
            outside = np.flatnonzero(left_domain(self.recipe.problem, block.x))
            if outside.size:
                self.left_domain_at = offset + int(outside[0])

    def solve(self, interrupted: Callable[[], bool] = never) -> Run:
        """Walk until the run stops, or is cancelled by `interrupted`."""
        while self.stop is None:
            self.record(self.walk.advance(BLOCK, interrupted))
            if self.stop is None and interrupted():
                self.walk.cancel()
                self.stop = self.walk.stop
        return self
