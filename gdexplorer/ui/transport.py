"""The tool bar that moves the cursor: reset, back, play, step, end, speed, iteration, timeline."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QSlider, QToolBar

from gdexplorer.core.parameter import Parameter, Scale
from gdexplorer.ui.fields import NumberBox
from gdexplorer.ui.icons import transport_icon
from gdexplorer.ui.pace import READING, Pace
from gdexplorer.ui.player import FLAT_OUT, Player
from gdexplorer.ui.steady import SteadyLabel
from gdexplorer.ui.theme import Themes

FASTEST = 10_000.0
SPEED_STEPS = 80


class Transport(QToolBar):
    """Controls of the player, and the actions that the Run menu shows too."""

    def __init__(self, player: Player, themes: Themes) -> None:
        super().__init__("Transport")
        self.setObjectName("transport")
        self.setMovable(False)
        self.player = player
        self.themes = themes
        self._showing = False
        self._pace = Pace(player, READING)
        self.reset = self._action("Reset", "Home", "Go back to the start", player.reset)
        self.back = self._action("Step back", "Left", "One iteration back", self._step_back)
        self.play = self._action("Play", "Space", "Play or pause", player.toggle)
        self.step = self._action("Step", "Right", "One iteration on", self._step_on)
        self.end = self._action("To the end", "End", "Compute until every run stops", player.to_end)
        self.addActions(self.actions_offered())
        self._build_speed()
        self._build_timeline()
        player.moved.connect(self._moved)
        player.document_changed.connect(self.refresh)
        player.playing_changed.connect(self._dress)
        player.speed_changed.connect(self._show_speed)
        themes.changed.connect(self._dress)
        self._dress()
        self._show_speed(player.speed)

    def actions_offered(self) -> list[QAction]:
        """Return the verbs, for the menu."""
        return [self.reset, self.back, self.play, self.step, self.end]

    def _action(self, text: str, keys: str, about: str, verb: Any) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.setToolTip(f"{about} ({keys})")
        action.triggered.connect(verb)
        return action

    def _step_back(self) -> None:
        self.player.step(-1)

    def _step_on(self) -> None:
        self.player.step(1)

    def _build_speed(self) -> None:
        self.addSeparator()
        self.addWidget(_caption("speed"))
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setRange(0, SPEED_STEPS + 4)
        self.speed.setFixedWidth(110)
        self.speed.setAccessibleName("speed")
        self.speed.setToolTip("Iterations per second; all the way right is as fast as it goes")
        self.speed.valueChanged.connect(self._speed_picked)
        self.speed_words = _caption("")
        self.speed_words.setMinimumWidth(self.fontMetrics().horizontalAdvance("10 000 it/s") + 8)
        self.addWidget(self.speed)
        self.addWidget(self.speed_words)
        self.slower = self._action("Slower", "-", "Play more slowly", self._slower)
        self.faster = self._action("Faster", "+", "Play faster", self._faster)

    def _build_timeline(self) -> None:
        self.addSeparator()
        self.addWidget(_caption("iteration"))
        self.number = NumberBox(iteration_parameter(self.player.document.stop_rule.iterations))
        self.number.setFixedWidth(92)
        self.number.changed.connect(self.player.seek)
        self.number.complained.connect(self.player.said)
        self.addWidget(self.number)
        self.timeline = QSlider(Qt.Orientation.Horizontal)
        self.timeline.setAccessibleName("timeline")
        self.timeline.setToolTip("Drag to go to any iteration")
        self.timeline.setMinimumWidth(120)
        self.timeline.valueChanged.connect(self._scrubbed)
        self.addWidget(self.timeline)
        self.total = SteadyLabel()
        _as_caption(self.total)
        self.total.setToolTip("Iterations computed so far")
        self.addWidget(self.total)

    # ------------------------------------------------------------------ what the user does

    def _speed_picked(self, step: int) -> None:
        fast = step > SPEED_STEPS
        speed = FLAT_OUT if fast else FASTEST ** (step / SPEED_STEPS)
        self.player.set_speed(speed if fast or speed < 10 else float(f"{speed:.2g}"))

    def _slower(self) -> None:
        self.speed.setValue(min(self.speed.value(), SPEED_STEPS + 1) - SPEED_STEPS // 20)

    def _faster(self) -> None:
        self.speed.setValue(self.speed.value() + SPEED_STEPS // 20)

    def _scrubbed(self, k: int) -> None:
        if not self._showing:
            self.player.seek(k)

    # ------------------------------------------------------------------ what is shown

    def _moved(self) -> None:
        if self._pace.due():
            self.refresh()

    def refresh(self) -> None:
        """Show the cursor, and how far the runs are."""
        session = self.player.session
        self._showing = True
        self.timeline.setRange(0, session.end)
        self.timeline.setPageStep(max(1, session.end // 20))
        self.timeline.setValue(session.cursor)
        self._showing = False
        limit = session.document.stop_rule.iterations
        if self.number.parameter.high != limit:
            self.number.parameter = iteration_parameter(limit)
        if self.number.value != session.cursor:
            self.number.set_value(session.cursor)
        self.total.say(f"{session.end:,}".replace(",", "\u202f"))
        self.back.setEnabled(session.cursor > 0)
        self.reset.setEnabled(session.cursor > 0)

    def _show_speed(self, speed: float) -> None:
        words = "flat out" if speed == FLAT_OUT else f"{speed:,.0f} it/s".replace(",", "\u202f")
        if speed < 10:
            words = f"{speed:.2g} it/s"
        self.speed_words.setText(words)
        step = SPEED_STEPS + 4 if speed == FLAT_OUT else speed_step(speed)
        if self.player.speed == FLAT_OUT and self.speed.value() > SPEED_STEPS:
            return
        self.speed.blockSignals(True)
        self.speed.setValue(step)
        self.speed.blockSignals(False)

    def _dress(self, *_ignored: Any) -> None:
        colour = self.themes.current.text
        names = ("reset", "back", "pause" if self.player.playing else "play", "step", "end")
        for action, name in zip(self.actions_offered(), names, strict=True):
            action.setIcon(transport_icon(name, colour))
        self.play.setText("Pause" if self.player.playing else "Play")


def speed_step(speed: float) -> int:
    """Return the slider's step for a speed."""
    return round(SPEED_STEPS * math.log(max(speed, 1.0)) / math.log(FASTEST))


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    _as_caption(label)
    return label


def _as_caption(label: QLabel) -> None:
    label.setProperty("role", "muted")
    label.setContentsMargins(4, 0, 2, 0)


def iteration_parameter(limit: int) -> Parameter:
    """Describe the iteration for its input: the stop rule's limit bounds it."""
    return Parameter(
        name="iteration",
        kind=int,
        default=0,
        symbol="k",
        help="the iteration shown; type one to go there",
        low=0,
        high=limit,
        high_open=False,
        choices=(),
        scale=Scale.LINEAR,
        slider=(0, 1000),
    )
