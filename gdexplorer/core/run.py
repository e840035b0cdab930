"""One walk and its record."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from gdexplorer.core.column import NoRoomError
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.stop import Stop, StopReason
from gdexplorer.core.trajectory import Trajectory
from gdexplorer.core.walk import Block, Walk, never

BLOCK = 256
"""Iterates computed between two looks at who else wants the time."""


class Run:
    """A recipe, the walk that follows it, and the trajectory recorded so far.

    `notes` are sentences on what else is worth knowing, such as having left the domain.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.walk = Walk(recipe)
        self.trajectory = Trajectory(recipe)
        self.stop: Stop | None = None
        self.notes: tuple[str, ...] = ()

    @property
    def stop_reason(self) -> str:
        """Why the run ended, as a sentence; empty while it has not."""
        return str(self.stop) if self.stop else ""

    def advance(self, limit: int, interrupted: Callable[[], bool] = never) -> Block:
        """Walk up to `limit` iterates further and write them down; they count once recorded.

        One thread may advance a run while another records and reads.
        """
        before = self.walk.length
        block = self.walk.advance(limit, interrupted)
        try:
            self.trajectory.write(block)
        except NoRoomError as error:
            self.walk.stop = Stop(StopReason.FULL, max(before - 1, 0), str(error))
            return block.none(self.walk.stop)
        return block

    def record(self, block: Block) -> None:
        """Let what was written down count."""
        self.trajectory.admit(block)
        self.stop = block.stop
        self.notes += block.notes

    def solve(self, interrupted: Callable[[], bool] = never) -> Run:
        """Walk until the run stops, or is cancelled by `interrupted`."""
        while self.stop is None:
            self.record(self.advance(BLOCK, interrupted))
            if self.stop is None and interrupted():
                self.cancel()
        return self

    def close(self) -> None:
        """Let go of what the walk holds. Not while it is under way."""
        self.walk.close()

    def cancel(self) -> None:
        """End the run where its record stands."""
        if self.stop is None:
            self.stop = Stop(StopReason.CANCELLED, max(len(self.trajectory) - 1, 0))


def solving(
    runs: Iterable[Run], target: int, interrupted: Callable[[], bool]
) -> Iterator[tuple[Run, Block]]:
    """Advance the walks in turns until each has stopped or has come to iteration `target`."""
    going = [r for r in runs if r.walk.stop is None and r.walk.length <= target]
    while going:
        for run in going:
            room = target + 1 - run.walk.length
            yield run, run.advance(min(BLOCK, room), interrupted)
        going = [r for r in going if r.walk.stop is None and r.walk.length <= target]


def closing(runs: deque[Run]) -> Iterator[None]:
    """Close runs one by one, taking them out."""
    while runs:
        runs.popleft().close()
        yield
