"""Pictures over the words of a sentence: shares of classes, a hidden state, gradients by lag."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.diverging import diverging
from gdexplorer.ui.plot.log_axis import LogAxis
from gdexplorer.ui.plot.name_axis import over_names
from gdexplorer.ui.plot.pixels import plottable
from gdexplorer.ui.plot.series import log10_floored
from gdexplorer.ui.theme import Theme

LEAST_DECADES = 1.0


class SharesPlot:
    """The classes' probabilities after each word, stacked, the first class lowest."""

    def __init__(self) -> None:
        self.plot, self.names = over_names("probability", "probabilities")
        self.bars: list[pg.BarGraphItem] = []

    def show_shares(self, shares: Array, names: Sequence[str], colours: Sequence[str]) -> None:
        """Show probabilities (t, c) after words, the classes in their colours."""
        self.names.show_names(names)
        self._make(shares.shape[1])
        below = np.zeros(len(shares))
        for bars, share, colour in zip(self.bars, shares.T, colours, strict=True):
            bars.setOpts(
                x=np.arange(len(share)), y0=below, height=share, width=1.0, brush=colour, pen=NO_PEN
            )
            below = below + share
        self.plot.show_range((-0.5, len(shares) - 0.5), (0.0, 1.0))

    def clear(self) -> None:
        """Show nothing."""
        self.names.show_names(())
        self._make(0)

    def _make(self, count: int) -> None:
        while len(self.bars) > count:
            self.plot.removeItem(self.bars.pop())
        while len(self.bars) < count:
            self.bars.append(pg.BarGraphItem(x=[0], height=[0], width=1.0, pen=NO_PEN))
            self.plot.addItem(self.bars[-1])


class StatesPlot:
    """The hidden state after each word, a unit a row, the first at the top; −1 to 1."""

    def __init__(self) -> None:
        self.plot, self.names = over_names("unit of h", "hidden state")
        self.names.hide()
        self.image = pg.ImageItem()
        self.plot.addItem(self.image)
        self.plot.box.invertY()

    def show_states(self, states: Array) -> None:
        """Show states (t, h)."""
        count, units = states.shape
        self.image.show()
        self.image.setImage(
            np.nan_to_num(states.T), axisOrder="row-major", autoLevels=False, levels=(-1.0, 1.0)
        )
        self.image.setRect(QRectF(-0.5, 0.5, count, units))
        self.plot.show_range((-0.5, count - 0.5), (0.5, units + 0.5))

    def clear(self) -> None:
        """Show nothing."""
        self.image.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.plot.set_theme(theme)
        self.image.setLookupTable(diverging(theme))


class LagsPlot:
    """How long the gradient by the state is, by how many words before the last; log scale."""

    def __init__(self) -> None:
        axis = LogAxis()
        axis.log = True
        self.plot, self.names = over_names("gradient", "gradient by lag", axis, slants=False)
        self.plot.setLabel("bottom", "words before the last")
        self.norms = np.empty(0)
        self.own = pg.PlotCurveItem(antialias=True)
        self.dots = pg.ScatterPlotItem(size=6, pxMode=True)
        self.mean = pg.PlotCurveItem(antialias=True)
        for item in (self.mean, self.own, self.dots):
            self.plot.addItem(item)

    def show_lags(self, own: Array, mean: Array) -> None:
        """Show norms by lag, (t,), of one sentence and as a mean over many, up to t words back."""
        self.norms, count = own, len(own)
        self.names.show_names([str(lag) for lag in range(count - 1, -1, -1)])
        drawn = [_drawn(norms[:count], count) for norms in (own, mean)]
        for item, (places, heights) in zip((self.own, self.mean), drawn, strict=True):
            item.setData(places, heights)
        self.dots.setData(*drawn[0])
        heights = np.concatenate([heights for _, heights in drawn])
        low, high = (heights.min(), heights.max()) if len(heights) else (-1.0, 1.0)
        pad = max(0.12 * (high - low), (LEAST_DECADES - (high - low)) / 2)
        self.plot.show_range((-0.5, count - 0.5), (low - pad, high + pad))

    def clear(self) -> None:
        """Show nothing."""
        self.norms = np.empty(0)
        self.names.show_names(())
        for item in (self.own, self.dots, self.mean):
            item.setData([], [])

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.plot.set_theme(theme)
        self.own.setPen(pg.mkPen(theme.accent, width=2))
        self.dots.setBrush(pg.mkBrush(theme.accent))
        self.dots.setPen(pg.mkPen(theme.base, width=1))
        self.mean.setPen(pg.mkPen(theme.muted, width=1.4, style=Qt.PenStyle.DashLine))


def _drawn(norms: Array, count: int) -> tuple[Array, Array]:
    """Return where norms by lag are drawn: the last word at count − 1, log10 upwards."""
    good = np.isfinite(norms)
    return (count - 1 - np.flatnonzero(good)).astype(float), plottable(log10_floored(norms[good]))


NO_PEN = pg.mkPen(None)
