"""The whole state of any iterate; the worker replays what is far from a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gdexplorer.core.optimizer import State
from gdexplorer.core.trajectory import Trajectory
from gdexplorer.ui.player import Player

AT_ONCE = 0.002
"""Seconds that a replay may hold the window."""


class Replay:
    """Finds states for one view; `ready` is called when one that was asked for has come."""

    def __init__(self, player: Player, ready: Callable[[], None]) -> None:
        self._player = player
        self._ready = ready
        self._lane = player.lane(self._come)
        self._asked: tuple[Trajectory, int] | None = None

    def state(self, trajectory: Trajectory, k: int) -> State | None:
        """Return the state of iterate k, or None while it is being computed."""
        if trajectory.wait(k) <= AT_ONCE:
            self._lane.cancel()
            self._asked = None
            return trajectory.recalled(k)
        if self._asked is None or self._asked[0] is not trajectory or self._asked[1] != k:
            self._asked = (trajectory, k)
            self._post(trajectory, k)
        return None

    def _post(self, trajectory: Trajectory, k: int) -> None:
        checkpoint, recipe = trajectory.checkpoint(k), trajectory.recipe

        def replay(_interrupted: object) -> Iterator[tuple[Trajectory, State]]:
            yield trajectory, recipe.replay(checkpoint, k - checkpoint.k)

        self._lane.post(replay)
        self._player.wake()

    def _come(self, found: tuple[Trajectory, State]) -> None:
        trajectory, state = found
        self._asked = None
        trajectory.remember(state)
        self._ready()
