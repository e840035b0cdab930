"""What every view is: a picture of the session that draws and never changes it by itself."""

from __future__ import annotations

import math
from abc import abstractmethod
from enum import Enum
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from gdexplorer.core.problem import Problem
from gdexplorer.core.registry import discover
from gdexplorer.core.session import RunSpec
from gdexplorer.ui.pace import Pace
from gdexplorer.ui.player import Player
from gdexplorer.ui.theme import MARKERS, Theme, Themes


class Area(Enum):
    """Where a view stands in the window at first."""

    LEFT = "left"
    LANDSCAPE = "landscape"
    BELOW = "below"
    RIGHT = "right"


class View(QWidget):
    """A part of the window. One concrete class in one file of this folder is all it takes.

    A view reads `self.player.session`, draws when `refresh` is called, and hands what the user
    does to the player's verbs.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    area: ClassVar[Area]
    order: ClassVar[int] = 100
    tab_with: ClassVar[str] = ""
    """The name of the view behind whose tab it stands at first."""
    interval: ClassVar[float] = 0.0
    """Seconds between two refreshes while iterates stream in; 0 is every frame.

    inf is for what shows the document and no iterates.
    """
    shows_rows: ClassVar[bool] = False
    """Whether it can show one row of the data, by `show_row`."""

    row_asked = Signal(int)
    """A row that the user wants to see: the window has a view show it that can.

    Rows are counted among those held out, or where there are none among those trained on.
    """

    def __init__(self, player: Player, themes: Themes) -> None:
        super().__init__()
        self.player = player
        self.themes = themes
        self._pace = Pace(player, self.interval)
        self.build()
        self.restyle()
        player.moved.connect(self._moved)
        if self.interval == math.inf:
            player.document_changed.connect(self._refresh_if_seen)
        player.problem_changed.connect(self.problem_changed)
        player.selection_changed.connect(self._refresh_if_seen)
        themes.changed.connect(self._themed)

    @property
    def theme(self) -> Theme:
        """The colours in force."""
        return self.themes.current

    @classmethod
    def suits(cls, problem: Problem) -> bool:  # noqa: ARG003 (for subclasses)
        """Say whether there is anything to see of this problem."""
        return True

    @abstractmethod
    def build(self) -> None:
        """Make the widgets, once."""

    @abstractmethod
    def refresh(self) -> None:
        """Draw the session as it is now. Called once a frame at most, and only while seen."""

    def restyle(self) -> None:
        """Take the theme's colours."""

    def problem_changed(self) -> None:
        """Be told of another problem, or another parameter of it."""

    def show_row(self, i: int) -> None:
        """Show the i-th row of the data: one that another view asked for."""

    def take_back(self) -> bool:
        """Undo what the user did last, if that was in this view alone; say whether it was."""
        return False

    def actions_offered(self) -> list[QAction]:
        """Return the view's own switches, for the View menu."""
        return []

    def colour(self, spec: RunSpec) -> str:
        """Return a run's colour in the theme in force."""
        return spec.colour or self.theme.runs[spec.slot % len(self.theme.runs)]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _moved(self) -> None:
        if self._pace.due():
            self._refresh_if_seen()

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    def _themed(self) -> None:
        self.restyle()
        self._refresh_if_seen()


def marker(spec: RunSpec) -> str:
    """Return a run's marker: with its colour it is its own for 64 runs."""
    return MARKERS[(spec.slot + spec.slot // len(MARKERS)) % len(MARKERS)]


def views() -> list[type[View]]:
    """Return every view class but those of models, in order."""
    return list(discover("gdexplorer.ui.views", View).values())


def model_views() -> list[type[View]]:
    """Return every view class of models: they take long to import, and the first paths wait."""
    return list(discover("gdexplorer.ui.views.models", View).values())
