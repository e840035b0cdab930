"""A median with the band of its quartiles, behind the curves that are compared with it."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.pixels import plottable
from gdexplorer.ui.plot.plot import Plot

FILL, MEDIAN = 50, 120
"""Opacities of the band and of the line in it, of 255."""
WIDTH = 5.0
"""Pixels of the median: broad and pale, as a run's own curve is narrow and full."""


class BandItem:
    """Three curves of a plot and the area between the outer two."""

    def __init__(self, plot: Plot) -> None:
        self.low, self.median, self.high = (pg.PlotCurveItem(antialias=True) for _ in range(3))
        self.fill = pg.FillBetweenItem(self.low, self.high)
        self._items = (self.fill, self.low, self.median, self.high)
        for item in self._items:
            item.setZValue(-5)
            plot.addItem(item)

    def show(self, x: Array, quartiles: Array, colour: str, dashed: bool) -> None:
        """Draw quartiles (3, p) over x (p,), as far as they are finite; nothing where none is."""
        good = np.isfinite(quartiles).all(axis=0)
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        shade = faded(colour, FILL)
        edge = pg.mkPen(shade, width=1)
        pens = (edge, pg.mkPen(faded(colour, MEDIAN), width=WIDTH, style=style), edge)
        curves = (self.low, self.median, self.high)
        for curve, ys, pen in zip(curves, quartiles, pens, strict=True):
            curve.setData(x[good], plottable(ys[good]), pen=pen)
        self.fill.setBrush(pg.mkBrush(shade))
        self.set_visible(bool(good.any()))

    def set_visible(self, visible: bool) -> None:
        """Show or hide all of it."""
        for item in self._items:
            item.setVisible(visible)


def faded(colour: str, opacity: int) -> QColor:
    """Return a colour of this opacity, of 255."""
    made = QColor(colour)
    made.setAlpha(opacity)
    return made
