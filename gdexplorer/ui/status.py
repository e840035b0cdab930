"""The status bar: what happened in words, iterations per second, what is under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel, QStatusBar

from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.pace import READING, Pace
from gdexplorer.ui.player import Player

MESSAGE_MS = 8000


class Status(QObject):
    """Keeps the bar's three labels true."""

    def __init__(self, player: Player, bar: QStatusBar) -> None:
        super().__init__(bar)
        self._player = player
        self._pace = Pace(player, READING)
        self.words, self.rate, self.mouse = ElidedLabel(), QLabel(), QLabel()
        self.words.setAccessibleName("status")
        self.words.setContentsMargins(8, 0, 8, 0)
        for label in (self.rate, self.mouse):
            label.setProperty("role", "muted")
            label.setContentsMargins(8, 0, 8, 0)
        bar.addWidget(self.words, 1)
        bar.addPermanentWidget(self.rate)
        bar.addPermanentWidget(self.mouse)
        self._message = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._forget)
        player.said.connect(self.say)
        player.hovered.connect(self.mouse.setText)
        player.moved.connect(self._moved)
        player.playing_changed.connect(self.refresh)
        player.selection_changed.connect(self.refresh)

    def say(self, sentence: str) -> None:
        """Show a sentence for a while."""
        self._message = f"{sentence[:1].upper()}{sentence[1:]}"
        self._timer.start(MESSAGE_MS)
        self.refresh()

    def _forget(self) -> None:
        self._message = ""
        self.refresh()

    def _moved(self) -> None:
        if self._pace.due():
            self.refresh()

    def refresh(self) -> None:
        """Show the message, or else what the player is doing, or else how the run ended."""
        self.words.say(self._message or self._state())
        rate = self._player.rate
        self.rate.setText(f"{_rounded(rate):,} it/s".replace(",", "\u202f") if rate else "")

    def _state(self) -> str:
        player, session = self._player, self._player.session
        k = f"{session.cursor:,}".replace(",", "\u202f")
        if player.playing:
            return f"Playing: iteration {k}"
        run = session.runs[session.selected]
        if run.stop is None:
            what = "Cancelled" if player.cancelled else "Paused"
            there = f"{what} at iteration {k}: End or Space goes on"
            return "Computing…" if player.computing else there
        label = session.document.spec(session.selected).label
        return "  ·  ".join([f"{label}: {run.stop_reason}", *run.notes])


def _rounded(rate: float) -> int:
    return int(round(rate, -2) if rate > 1000 else round(rate))
