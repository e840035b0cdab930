"""Curves over the iteration. However jagged, one costs a few milliseconds at most.

Qt strokes a jagged antialiased line of 2 px in a fifth of a second; single segments are much
faster, and a line that fills the plot needs no antialiasing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.brush import draw_lines
from gdexplorer.ui.plot.pixels import clipped, to_pixels
from gdexplorer.ui.plot.screen_item import ScreenItem

SMOOTH = 300
"""Points up to which a line is stroked whole, with joins and dashes."""
LONG = 12_000.0
"""Pixels of line above which it is drawn thin and not antialiased."""
DASH = {Qt.PenStyle.DashLine: 8.0, Qt.PenStyle.DotLine: 3.0}


class SeriesItem(ScreenItem):
    """One curve, already thinned."""

    def __init__(self) -> None:
        super().__init__()
        self.xs = np.empty(0)
        self.ys = np.empty(0)
        self._pen = QPen()

    def show_series(self, xs: Array, ys: Array, pen: QPen) -> None:
        """Show the points (xs, ys), each (p,)."""
        self.xs, self.ys, self._pen = xs, ys, pen
        self.update()

    def paint(self, painter: QPainter, *_ignored: Any) -> None:
        if len(self.xs) < 2:
            return
        pixels = to_pixels(painter.worldTransform(), self.xs, self.ys)
        device = painter.device()
        painter.save()
        painter.resetTransform()
        starts, ends = clipped(pixels[:-1], pixels[1:], device.width(), device.height())
        if len(pixels) <= SMOOTH and len(starts) == len(pixels) - 1:
            self._stroke(painter, pixels)
        else:
            self._segments(painter, starts, ends)
        painter.restore()

    def _stroke(self, painter: QPainter, pixels: Array) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in pixels.tolist()]))

    def _segments(self, painter: QPainter, starts: Array, ends: Array) -> None:
        lengths = np.hypot(*(ends - starts).T)
        dash = DASH.get(self._pen.style())
        if dash is not None:
            shown = np.cumsum(lengths) % (2 * dash) < dash
            starts, ends, lengths = starts[shown], ends[shown], lengths[shown]
        long = float(lengths.sum()) > LONG
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not long)
        pen = QPen(QColor(self._pen.color()), 1.0 if long else self._pen.widthF())
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        draw_lines(painter, starts, ends)
