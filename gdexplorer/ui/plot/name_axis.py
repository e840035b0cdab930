"""A horizontal axis of names instead of numbers: words of a sentence, parts of a model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from gdexplorer.ui.plot.plot import Plot

SLANT = 38.0
"""Degrees by which names are turned that have no room side by side."""
RISE = math.sin(math.radians(SLANT))
TALLEST = 74.0
GAP = 8.0
"""Pixels between two names side by side, and above them."""
LEFT = 62
"""Pixels for the vertical axis."""
ELLIPSIS = Qt.TextElideMode.ElideRight


class NameAxis(pg.AxisItem):
    """The i-th name stands at x = i. Names without room are slanted, then some left out.

    Names that are numbers need not be slanted: leaving some out says as much.
    """

    def __init__(self, slants: bool = True) -> None:
        super().__init__("bottom")
        self._slants = slants
        self.names: tuple[str, ...] = ()
        self.setStyle(tickLength=4, showValues=False)
        self.enableAutoSIPrefix(False)

    def show_names(self, names: Sequence[str]) -> None:
        """Show other names, with as much height as they need."""
        if tuple(names) != self.names:
            self.names = tuple(names)
            self._fit()

    def resizeEvent(self, event: Any = None) -> None:
        super().resizeEvent(event)
        self._fit()

    def boundingRect(self) -> QRectF:
        """Reach to the left too: a slanted name ends under its place."""
        return super().boundingRect().adjusted(-TALLEST, 0, 0, 0)

    def tickValues(self, low: float, high: float, size: float) -> Any:  # noqa: ARG002
        return [(1.0, [float(i) for i in range(len(self.names)) if low <= i <= high])]

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.font())

    def _widest(self) -> float:
        metrics = self._metrics()
        return max((metrics.horizontalAdvance(name) for name in self.names), default=0.0)

    def _slanted(self) -> bool:
        column = self.size().width() / max(len(self.names), 1)
        return self._slants and self._widest() + GAP > column

    def _fit(self) -> None:
        metrics = self._metrics()
        height = metrics.height() + GAP
        if self.size().width() > 0 and self._slanted():
            height = min(RISE * self._widest() + metrics.height() + GAP, TALLEST)
        label = self.label.boundingRect().height() if self.label.isVisible() else 0.0
        self.setHeight(round(height + 0.8 * label))
        self.picture = None
        self.update()

    def drawPicture(self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        super().drawPicture(p, axisSpec, tickSpecs, textSpecs)
        low, high = self.range
        if not self.names or high <= low:
            return
        p.setPen(self.textPen())
        p.setFont(self.font())
        column = self.size().width() / (high - low)
        slanted, metrics = self._slanted(), self._metrics()
        needed = metrics.height() if slanted else self._widest() + GAP
        every = max(1, -int(-needed // column)) if column > 0 else len(self.names)
        for i in range((len(self.names) - 1) % every, len(self.names), every):
            place = QPointF((i - low) * column, GAP / 2)
            self._write(p, metrics, place, self.names[i], slanted)

    def _write(
        self, p: QPainter, metrics: QFontMetricsF, place: QPointF, name: str, slanted: bool
    ) -> None:
        p.save()
        p.translate(place)
        if slanted:  # it ends under its place
            shown = metrics.elidedText(name, ELLIPSIS, (TALLEST - GAP - metrics.height()) / RISE)
            p.translate(metrics.ascent() / 2, metrics.ascent() / 2 + 2)
            p.rotate(-SLANT)
            p.drawText(QPointF(-metrics.horizontalAdvance(shown), metrics.ascent() / 2), shown)
        else:
            width = metrics.horizontalAdvance(name)
            p.drawText(QPointF(-width / 2, metrics.ascent() + GAP / 4), name)
        p.restore()


def over_names(
    left: str, title: str, axis: pg.AxisItem | None = None, slants: bool = True
) -> tuple[Plot, NameAxis]:
    """Return a plot over names, which is always shown whole, and the names' axis.

    All such plots stand with their names below each other.
    """
    plot, names = Plot(left, "", title, axis), NameAxis(slants)
    plot.setAxisItems({"bottom": names})
    plot.getAxis("left").setWidth(LEFT)
    plot.box.setMouseEnabled(x=False, y=False)
    plot.setMinimumHeight(64)
    return plot, names
