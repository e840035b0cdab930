"""A box in which a coordinate of a problem is chosen by its name or its number."""

from __future__ import annotations

from PySide6.QtGui import QValidator

from gdexplorer.core.problem import Problem
from gdexplorer.ui.fields import CountBox


class CoordinateBox(CountBox):
    """The value is the coordinate's number, from 0 on; its name is shown, and may be typed."""

    def __init__(self) -> None:
        super().__init__()
        self._problem: Problem | None = None

    def offer(self, problem: Problem) -> None:
        """Offer the coordinates of a problem."""
        self._problem = problem
        self.setMaximum(problem.dimension - 1)
        self.setValue(self.value())  # shown by its new name

    def textFromValue(self, value: int) -> str:
        return str(value) if self._problem is None else self._problem.coordinate(value)

    def valueFromText(self, text: str) -> int:
        text = text.strip()
        if text.isdecimal():
            return min(int(text), self.maximum())
        named = (i for i in range(self.maximum() + 1) if self.textFromValue(i) == text)
        return next(named, self.value())

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, place  # what is no name leaves all as it is
