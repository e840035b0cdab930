"""Colours that part at zero: one side for what is negative, the other for what is positive."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.brush import painting
from gdexplorer.ui.theme import Theme

SHADES = 255
"""Odd, so that zero has a shade of its own."""
BAR = 12
ROOM = 4


def rgb(name: str) -> Array:
    """Return a colour as red, green and blue from 0 to 255."""
    colour = QColor(name)
    return np.array([colour.red(), colour.green(), colour.blue()], dtype=float)


def mixed(first: str, second: str, share: float) -> str:
    """Return a colour between two, `share` of it the second."""
    a, b = rgb(first), rgb(second)
    red, green, blue = np.rint(a + (b - a) * share).astype(int).tolist()
    return QColor(red, green, blue).name()


def ends(theme: Theme) -> tuple[str, str, str]:
    """Return the colours of −1, 0 and 1."""
    return theme.runs[0], theme.base, theme.runs[1]


def diverging(theme: Theme) -> npt.NDArray[np.uint8]:
    """Return the colours from −1 to 1, (SHADES, 3)."""
    low, middle, high = map(rgb, ends(theme))
    t = np.linspace(-1, 1, SHADES)[:, None]
    colours = middle + np.where(t < 0, (low - middle) * -t, (high - middle) * t)
    return np.rint(colours).astype(np.uint8)


def graded(theme: Theme, count: int) -> list[str]:
    """Return colours of grades in order, from negative to positive; none fades into the plot."""
    low, _, high = ends(theme)
    middle = mixed(theme.base, theme.muted, 0.35)
    places = [2 * i / (count - 1) - 1 for i in range(count)] if count > 1 else [0.0]
    return [mixed(middle, low if t < 0 else high, abs(t)) for t in places]


class ColourBar(QWidget):
    """Colours upright, with what they stand for: at first the diverging ones from −1 to 1."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self._colours: Sequence[str] = ()
        self.numbers: Sequence[str] = ("−1", f"0   {what}", "1")
        """What is written beside the colours, from below."""
        self._theme: Theme | None = None
        self.setAccessibleName(f"colours of the {what}")

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_scale(self, colours: Sequence[str], numbers: Sequence[str]) -> None:
        """Show other colours, evenly spread, and what stands beside them, both from below."""
        self._colours, self.numbers = colours, numbers
        self.setToolTip(f"{numbers[1]}: from {numbers[0]} to {numbers[-1]}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._theme is not None:
            with painting(self) as painter:
                self._paint(painter, self._theme)

    def _paint(self, painter: QPainter, theme: Theme) -> None:
        line = self.fontMetrics().height()
        bar = QRectF(ROOM, ROOM, BAR, max(self.height() - 2 * ROOM, 1))
        shades = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        colours = self._colours or ends(theme)
        for i, colour in enumerate(colours):
            shades.setColorAt(i / (len(colours) - 1), QColor(colour))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(shades)
        painter.drawRect(bar)
        painter.setPen(QColor(theme.muted))
        left = bar.right() + 2 * ROOM
        room = max(self.width() - left, 1)
        for i, text in enumerate(self.numbers):
            top = bar.bottom() - line - i / (len(self.numbers) - 1) * (bar.height() - line)
            shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room))
            place = QRectF(left, top, room, line)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), shown)
