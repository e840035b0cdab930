"""What the colours of a landscape mean: a bar, a few values beside it, and their name."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from gdexplorer.core.picture import ColourScale
from gdexplorer.ui.plot.scale_marks import Marks, scale_marks
from gdexplorer.ui.theme import Theme

WIDTH = 86
"""Pixels that the bar and its words take."""
BAR, TICK, GAP = 12, 4, 3
"""Pixels that the bar is wide, a mark's line is long, and words stand beside it."""


class ScaleBar(pg.GraphicsWidget):
    """Stands in a plot's layout, as high as its view; it always takes its room."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.scale_shown: ColourScale | None = None
        self._theme: Theme | None = None

    def show_scale(self, scale: ColourScale | None) -> None:
        """Show another scale, or none."""
        if scale != self.scale_shown:
            self.scale_shown = scale
            self.update()

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def marks(self, line: float) -> Marks | None:
        """Return the marks beside the bar where a line of text is so many pixels high."""
        height = self.rect().height()
        if self.scale_shown is None or height <= line:
            return None
        return scale_marks(self.scale_shown, line / 2 / height)

    def paint(self, painter: QPainter, *_ignored: Any) -> None:
        theme, line = self._theme, float(painter.fontMetrics().height())
        marks = self.marks(line)
        if theme is None or marks is None:
            return
        self._paint_bar(painter, theme)
        self._paint_marks(painter, marks, line, theme)

    def _paint_bar(self, painter: QPainter, theme: Theme) -> None:
        bar = QRectF(0.5, 0.5, BAR, self.rect().height() - 1)
        shades = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        shades.setColorAt(0, QColor(theme.low))
        shades.setColorAt(1, QColor(theme.high))
        painter.setPen(QPen(QColor(theme.line)))
        painter.setBrush(shades)
        painter.drawRect(bar)

    def _paint_marks(self, painter: QPainter, marks: Marks, line: float, theme: Theme) -> None:
        height, left = self.rect().height(), BAR + TICK + GAP
        for place, text in zip(marks.places, marks.texts, strict=True):
            y = (1 - place) * height
            painter.setPen(QPen(QColor(theme.line)))
            painter.drawLine(BAR, round(y), BAR + TICK, round(y))
            painter.setPen(QPen(QColor(theme.muted)))
            room = QRectF(left, y - line / 2, WIDTH, line)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.translate(WIDTH - line, height)
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, height, line), int(Qt.AlignmentFlag.AlignCenter), marks.title)
