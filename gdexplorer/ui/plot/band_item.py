"""A median with the band of its quartiles."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.pixels import plottable
from gdexplorer.ui.plot.plot import Plot

FILL = 60
"""Opacity of the band, of 255."""


class BandItem:
    """Three curves of a plot and the area between the outer two."""

    def __init__(self, plot: Plot) -> None:
        self.low, self.median, self.high = (pg.PlotCurveItem(antialias=True) for _ in range(3))
        self.fill = pg.FillBetweenItem(self.low, self.high)
        self.fill.setZValue(-5)
        self._items = (self.fill, self.low, self.median, self.high)
        for item in self._items:
            plot.addItem(item)

    def show(self, x: Array, quartiles: Array, colour: str, dashed: bool) -> None:
        """Draw quartiles (3, p) over x (p,), as far as they are finite; nothing where none is."""
        good = np.isfinite(quartiles).all(axis=0)
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        shade = QColor(colour)
        shade.setAlpha(FILL)
        edge = pg.mkPen(shade, width=1)
        pens = (edge, pg.mkPen(colour, width=1.6, style=style), edge)
        curves = (self.low, self.median, self.high)
        for curve, ys, pen in zip(curves, quartiles, pens, strict=True):
            curve.setData(x[good], plottable(ys[good]), pen=pen)
        self.fill.setBrush(pg.mkBrush(shade))
        self.set_visible(bool(good.any()))

    def set_visible(self, visible: bool) -> None:
        """Show or hide all of it."""
        for item in self._items:
            item.setVisible(visible)
