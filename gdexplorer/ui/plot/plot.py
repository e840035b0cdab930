"""A plot in the program's manners: hover reads out, click and drag set the start, wheel zooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from gdexplorer.ui.plot.glyphs import glyph
from gdexplorer.ui.theme import Theme

GRAB = 14.0
"""Pixels around a handle in which it can be taken."""
MARGIN = 3
"""Pixels along the axes whose painting would paint an axis too."""
TOP = 7
"""Pixels above the vertical axis for half of its highest number."""


class ViewBox(pg.ViewBox):
    """Knows a click from a double click, and hands a drag to the handle it began on."""

    clicked = Signal(QPointF)
    show_all = Signal()
    dragged = Signal(QPointF, bool)
    """Where a grabbed handle is, and whether it was let go."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.handle: QPointF | None = None
        self.seek_handle: Callable[[QPointF], QPointF | None] | None = None
        """Finds the handle near a place of the plot, where there is more than one."""
        self._holding = False

    def mouseClickEvent(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        event.accept()
        if event.double():
            self.show_all.emit()
        else:
            self.clicked.emit(self.mapSceneToView(event.scenePos()))

    def grabs(self, scene: QPointF) -> bool:
        """Say whether a handle is under this place of the scene."""
        if self.seek_handle is not None:
            self.handle = self.seek_handle(self.mapSceneToView(scene))
        if self.handle is None:
            return False
        away = self.mapViewToScene(self.handle) - scene
        return float(np.hypot(away.x(), away.y())) <= GRAB

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.isStart():
            self._holding = self.grabs(event.buttonDownScenePos())
        if not self._holding:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        self.dragged.emit(self.mapSceneToView(event.scenePos()), event.isFinish())
        if event.isFinish():
            self._holding = False


class Plot(pg.PlotWidget):
    """A themed plot. `hovered` carries data coordinates, or None when the mouse leaves."""

    hovered = Signal(object)

    def __init__(self, left: str, bottom: str, title: str, axis: pg.AxisItem | None = None) -> None:
        self.box = ViewBox()
        super().__init__(viewBox=self.box, axisItems={} if axis is None else {"left": axis})
        self.setAccessibleName(title)
        self.hideButtons()
        self.getPlotItem().layout.setContentsMargins(1, TOP, 1, 1)
        self.setLabel("left", left)
        self.setLabel("bottom", bottom)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for side in ("left", "bottom"):
            self.getAxis(side).enableAutoSIPrefix(False)
            self.getAxis(side).setStyle(tickLength=4)  # outwards, so that axes keep out of redraws
        self.setOptimizationFlag(self.OptimizationFlag.DontAdjustForAntialiasing)
        self.box.disableAutoRange()
        self.scene().sigMouseMoved.connect(self._mouse_moved)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.setBackground(theme.base)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.labelStyle = {"color": theme.muted}
            axis.setLabel(axis.labelText)

    def show_range(self, x: tuple[float, float], y: tuple[float, float] | None = None) -> None:
        """Show exactly this range."""
        ranges = {"xRange": x} | ({} if y is None else {"yRange": y})
        self.box.setRange(**ranges, padding=0)

    def redraw(self, edges: bool) -> None:
        """Paint what is inside the axes at once, and leave no paint event for later.

        Between a frame's end and a late paint the worker would take a turn and hold the paint up.
        Without its edges, MARGIN pixels wide, no axis is painted along.
        """
        inside = self.mapFromScene(self.box.sceneBoundingRect()).boundingRect()
        margin = 0 if edges else MARGIN
        self.viewport().repaint(inside.adjusted(margin, margin, -margin, -margin))

    def _mouse_moved(self, place: QPointF) -> None:
        if self.box.sceneBoundingRect().contains(place):
            self.hovered.emit(self.box.mapSceneToView(place))
            grabs = self.box.grabs(place)
            self.viewport().setCursor(
                Qt.CursorShape.OpenHandCursor if grabs else Qt.CursorShape.CrossCursor
            )
        else:
            self.hovered.emit(None)

    def leaveEvent(self, event: Any) -> None:
        self.hovered.emit(None)
        super().leaveEvent(event)


class MarkItem(pg.GraphicsObject):
    """A mark of fixed size on the screen: a start (a ring), a minimum."""

    def __init__(self, marker: str, radius: float) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self._marker, self._radius = marker, radius
        self._fill, self._edge = QColor("black"), QColor("white")
        self.setZValue(20)

    def place(self, x: float, y: float, fill: str, edge: str) -> None:
        """Show the mark at (x, y)."""
        look = (QColor(fill), QColor(edge))
        if look != (self._fill, self._edge):
            self._fill, self._edge = look
            self.update()
        if (self.x(), self.y()) != (x, y):
            self.setPos(x, y)
        if not self.isVisible():
            self.show()

    def boundingRect(self) -> QRectF:
        r = 1.5 * self._radius + 3
        return QRectF(-r, -r, 2 * r, 2 * r)

    def dataBounds(self, *_arguments: Any, **_options: Any) -> list[None]:
        """Leave the plot's range to others."""
        return [None, None]

    def paint(self, painter: QPainter, *_ignored: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._marker == "ring":
            for colour, width in ((self._fill, 5.0), (self._edge, 2.2)):
                painter.setPen(QPen(colour, width))
                painter.drawEllipse(QPointF(0, 0), self._radius, self._radius)
            return
        painter.setBrush(self._fill)
        painter.setPen(QPen(self._edge, 1.6))
        painter.drawPath(glyph(self._marker, self._radius))
