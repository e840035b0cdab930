"""Bars of the norms of a model's parts, gradient beside weights, on a log axis."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.diverging import mixed
from gdexplorer.ui.plot.log_axis import LogAxis
from gdexplorer.ui.plot.name_axis import over_names
from gdexplorer.ui.plot.pixels import HUGE
from gdexplorer.ui.plot.series import FLOOR
from gdexplorer.ui.theme import Theme

WIDE = 0.36


class NormBars:
    """Two bars for each part: the norm of its gradient, and of its weights."""

    def __init__(self) -> None:
        axis = LogAxis()
        axis.log = True
        self.plot, self.names = over_names("norm", "norms by part", axis)
        self.gradients, self.weights = _bars(), _bars()
        self.plot.addItem(self.gradients)
        self.plot.addItem(self.weights)
        self._norms: list[tuple[str, float, float]] = []

    def show_norms(self, gradients: Mapping[str, Array], weights: Mapping[str, Array]) -> None:
        """Show norms by the parts' names."""
        self._norms = [(name, float(g), float(weights[name])) for name, g in gradients.items()]
        self.names.show_names(list(gradients))
        columns = np.array([[g, w] for _, g, w in self._norms])
        logs = np.log10(np.clip(np.nan_to_num(columns), FLOOR, HUGE))
        drawn = columns > 0
        low, high = (logs[drawn].min(), logs[drawn].max()) if drawn.any() else (-1.0, 0.0)
        floor, top = np.floor(low - 0.05), high + max(0.05 * (high - low), 0.1)
        for i, bars in enumerate((self.gradients, self.weights)):
            x = np.arange(len(columns)) + (i - 0.5) * WIDE
            bars.setOpts(x=x, y0=floor, y1=np.maximum(logs[:, i], floor), width=WIDE)
        self.plot.show_range((-0.5, len(columns) - 0.5), (float(floor), float(top)))

    def named(self, place: QPointF | None) -> str:
        """Say the numbers of the part at a place of the plot."""
        i = -1 if place is None else round(place.x())
        if not 0 <= i < len(self._norms):
            return ""
        name, gradient, weights = self._norms[i]
        return f"{name}:   ‖∇f‖ = {gradient:.6g}   ‖{name}‖ = {weights:.6g}"

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.plot.set_theme(theme)
        self.gradients.setOpts(brush=theme.accent)
        self.weights.setOpts(brush=self.second(theme))

    @staticmethod
    def second(theme: Theme) -> str:
        """Return the colour of the weights' bars."""
        return mixed(theme.base, theme.muted, 0.45)


def _bars() -> pg.BarGraphItem:
    return pg.BarGraphItem(x=[0], y0=0, y1=[0], width=WIDE, pen=pg.mkPen(None))
