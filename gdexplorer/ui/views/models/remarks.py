"""A line below a view's row that says what is odd about the model at the iterate shown."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtWidgets import QLabel

from gdexplorer.core.data import DataProblem
from gdexplorer.ui.player import Player


class Remarks(QLabel):
    """Wraps, so that all can be read; out of sight while there is nothing to say."""

    def __init__(self, player: Player) -> None:
        super().__init__()
        self.setProperty("role", "problem")
        self.setAccessibleName("remarks")
        self.setWordWrap(True)
        self.setContentsMargins(8, 0, 8, 4)
        self.hide()
        self._player = player
        self._asked: object = None
        self._lane = player.lane(self._say, can_wait=True)
        player.problem_changed.connect(self._forget)

    def ask(self) -> None:
        """Have the worker look for what is odd, once the cursor rests."""
        problem = self._player.document.landscape
        _, trajectory, k = self._player.session.shown
        moving = self._player.streaming or self._player.playing
        place = problem, trajectory, k
        if not isinstance(problem, DataProblem) or not len(trajectory) or moving:
            return
        if place == self._asked:
            return
        self._asked, x = place, trajectory.x[k]
        self._lane.post(lambda _interrupted: _remarking(problem, x))
        self._player.wake()

    def _say(self, remarks: tuple[str, ...]) -> None:
        self.setText(". ".join(remarks))
        self.setVisible(bool(remarks))

    def _forget(self) -> None:
        self._lane.cancel()
        self._asked = None
        self._say(())


def _remarking(problem: DataProblem, x: np.ndarray) -> Iterator[tuple[str, ...]]:
    with np.errstate(all="ignore"):
        remarks = problem.remarks(x)
    yield remarks
