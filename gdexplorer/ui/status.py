"""The status bar: what happened in words, how far and fast it goes, what is under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtWidgets import QProgressBar, QStatusBar

from gdexplorer.core.data import DataProblem
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.pace import READING, Pace
from gdexplorer.ui.player import Player
from gdexplorer.ui.progress import Progress, duration
from gdexplorer.ui.steady import SteadyLabel
from gdexplorer.ui.task_bar import TaskBar
from gdexplorer.ui.wording import as_sentence

MESSAGE_MS = 8000
BAR = QSize(110, 10)


class Status(QObject):
    """Keeps the bar's labels and the progress true."""

    def __init__(self, player: Player, bar: QStatusBar) -> None:
        super().__init__(bar)
        self._player = player
        self._pace = Pace(player, READING)
        self.words, self.rate, self.mouse = ElidedLabel(), SteadyLabel(), SteadyLabel()
        self.words.setAccessibleName("status")
        self.words.setContentsMargins(8, 0, 8, 0)
        for label in (self.rate, self.mouse):
            label.setProperty("role", "muted")
            label.setContentsMargins(8, 0, 8, 0)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("progress")
        self.bar.setToolTip("Iterates computed, of those asked for; Esc cancels")
        self.bar.setFixedSize(BAR)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.task_bar = TaskBar(bar.window())
        bar.addWidget(self.words, 1)
        bar.addPermanentWidget(self.bar)
        bar.addPermanentWidget(self.rate)
        bar.addPermanentWidget(self.mouse)
        self._message = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._forget)
        player.said.connect(self.say)
        player.hovered.connect(self.mouse.say)
        player.moved.connect(self._moved)
        player.playing_changed.connect(self._play_changed)
        player.problem_changed.connect(self._drop)
        player.selection_changed.connect(self.refresh)

    def say(self, sentence: str) -> None:
        """Show a sentence for a while."""
        self._message = as_sentence(sentence)
        self._timer.start(MESSAGE_MS)
        self.refresh()

    def _forget(self) -> None:
        self._message = ""
        self.refresh()

    def _drop(self) -> None:
        """Forget what was said: it is of another problem. The next refresh shows it."""
        self._message = ""

    def _play_changed(self, playing: bool) -> None:
        self._forget() if playing else self.refresh()

    def _moved(self) -> None:
        if self._pace.due():
            self.refresh()

    def refresh(self) -> None:
        """Show the message, or else what the player is doing, or else how the run ended."""
        self._stand_out(bool(self._message))
        self.words.say(self._message or self._state())
        self.rate.say(self._speed())
        self._show(self._player.progress)

    def _stand_out(self, news: bool) -> None:
        """Have what was just said catch the eye, or no more."""
        font = self.words.font()
        if font.bold() != news:
            font.setBold(news)
            self.words.setFont(font)

    def _show(self, progress: Progress | None) -> None:
        """Show a long computation's progress; once shown it stays to the end."""
        shown = progress is not None and (progress.long or self.bar.isVisible())
        self.bar.setVisible(shown)
        if progress is not None:
            self.bar.setValue(int(1000 * progress.share))
        self.task_bar.show(progress.share if shown and progress is not None else None)

    def _speed(self) -> str:
        rate, problem = self._player.meter.rate, self._player.document.problem
        if not rate or not (self._player.computing or self._player.playing):
            return ""
        words = f"{spaced(_rounded(rate))} it/s"
        if isinstance(problem, DataProblem) and problem.stochastic:
            words += f" · {spaced(_rounded(rate * problem.rows_in_batch))} rows/s"
        return words

    def _state(self) -> str:
        player, session = self._player, self._player.session
        k = spaced(session.cursor) + self._epoch(session.cursor)
        if player.playing:
            return f"Playing: iteration {k}"
        run = session.runs[session.selected]
        if run.stop is None:
            if player.computing:
                return self._computing()
            what = "Cancelled" if player.cancelled else "Paused"
            return f"{what} at iteration {k}: End or Space goes on"
        label = session.document.spec(session.selected).label
        return "  ·  ".join([f"{label}: {run.stop_reason}", *run.notes])

    def _computing(self) -> str:
        progress = self._player.progress
        if progress is None or not progress.long:
            return "Computing…"
        end = self._player.available()
        left = duration(progress.seconds_left)
        return f"Computing: iteration {spaced(end)}{self._epoch(end)} · {left} left"

    def _epoch(self, k: int) -> str:
        """Return which epoch an iteration is in, where steps see mini-batches."""
        problem = self._player.document.problem
        if not isinstance(problem, DataProblem) or not problem.stochastic:
            return ""
        return f" · epoch {spaced(1 + k // problem.steps_per_epoch)}"


def spaced(number: int) -> str:
    """Write a number with thin spaces between its thousands."""
    return f"{number:,}".replace(",", "\u202f")


def _rounded(rate: float) -> int:
    return int(round(rate, -2) if rate > 1000 else round(rate))
