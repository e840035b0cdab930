"""A plot in the program's manners: hover reads out, click and drag set the start, wheel zooms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from gdexplorer.ui.plot.glyphs import glyph
from gdexplorer.ui.theme import Theme

GRAB = 14.0
"""Pixels around a handle in which it can be taken."""


class ViewBox(pg.ViewBox):
    """Knows a click from a double click, and hands a drag to the handle it began on."""

    clicked = Signal(QPointF)
    show_all = Signal()
    dragged = Signal(QPointF, bool)
    """Where a grabbed handle is, and whether it was let go."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.handle: QPointF | None = None
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
        """Say whether the handle is under this place of the scene."""
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

    def __init__(self, left: str, bottom: str, title: str) -> None:
        self.box = ViewBox()
        super().__init__(viewBox=self.box)
        self.setAccessibleName(title)
        self.hideButtons()
        self.setLabel("left", left)
        self.setLabel("bottom", bottom)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for side in ("left", "bottom"):
            self.getAxis(side).enableAutoSIPrefix(False)
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


@contextmanager
def log_mode(axis: pg.AxisItem, log: bool) -> Iterator[None]:
    """Label an axis with powers of ten, or not, while its range is changed to suit.

    pyqtgraph raises ten to the range's ends in log mode, so it must never see linear ones there.
    """
    if not log:
        axis.setLogMode(False)
    yield
    axis.setLogMode(log)


class MarkItem(pg.GraphicsObject):
    """A mark of fixed size on the screen: an iterate, a start, a minimum."""

    def __init__(self, marker: str, radius: float) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self._marker, self._radius = marker, radius
        self._fill, self._edge = QColor("black"), QColor("white")
        self.setZValue(20)

    def place(self, x: float, y: float, fill: str, edge: str, marker: str | None = None) -> None:
        """Show the mark at (x, y)."""
        self._fill, self._edge = QColor(fill), QColor(edge)
        self._marker = marker or self._marker
        self.setPos(x, y)
        self.show()
        self.update()

    def boundingRect(self) -> QRectF:
        r = 1.5 * self._radius + 3
        return QRectF(-r, -r, 2 * r, 2 * r)

    def dataBounds(self, *_arguments: Any, **_options: Any) -> list[None]:
        """Leave the plot's range to others."""
        return [None, None]

    def paint(self, painter: QPainter, *_ignored: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._fill)
        painter.setPen(QPen(self._edge, 1.6))
        painter.drawPath(glyph(self._marker, self._radius))


class ArrowItem(pg.GraphicsObject):
    """An arrow from one point to another, with a head of fixed size on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._ends: tuple[float, float, float, float] | None = None
        self._colour = QColor("black")
        self.setZValue(15)

    def place(self, ends: tuple[float, float, float, float], colour: str) -> None:
        """Show the arrow from (x0, y0) to (x1, y1)."""
        self._ends, self._colour = ends, QColor(colour)
        self.show()
        self.update()

    def boundingRect(self) -> QRectF:
        rect = self.viewRect()
        return rect if rect is not None else QRectF()

    def dataBounds(self, *_arguments: Any, **_options: Any) -> list[None]:
        """Leave the plot's range to others."""
        return [None, None]

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(self, painter: QPainter, *_ignored: Any) -> None:
        if self._ends is None:
            return
        transform = painter.worldTransform()
        tail = transform.map(QPointF(*self._ends[:2]))
        tip = transform.map(QPointF(*self._ends[2:]))
        step = tip - tail
        length = float(np.hypot(step.x(), step.y()))
        if not 1.0 < length < 1e5:
            return
        along = step / length
        side = QPointF(-along.y(), along.x())
        head = min(10.0, length)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colour, 2.4))
        painter.drawLine(tail, tip - along * head * 0.8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        back = tip - along * head
        painter.drawPolygon([tip, back + side * head * 0.45, back - side * head * 0.45])
        painter.restore()
