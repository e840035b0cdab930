"""A square on which one draws with the mouse, or with the keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.brush import painting
from gdexplorer.ui.theme import Theme

BRUSH = 0.09
"""The brush's width, as a share of the side."""
STEP = 1 / 16
"""How far an arrow key moves the pen."""
MOST = 4000
"""Points of a drawing; more are not taken."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
CLEARING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
KEYS = {*ARROWS, Qt.Key.Key_Space, *CLEARING}
HELP = (
    "Draw with the mouse. With the keys: Tab comes here, arrows move the pen, "
    "Space lowers and lifts it, Delete clears, Ctrl+Z takes the last stroke back."
)


class DrawingCanvas(QWidget):
    """Keeps what is drawn as strokes: points from 0 to 1, x to the right and y down.

    A click leaves the focus where it is, so that keys still play and step; Tab comes here.
    """

    changed = Signal()

    def __init__(self, what: str, hint: str) -> None:
        super().__init__()
        self.setAccessibleName(what)
        self.setAccessibleDescription(HELP)
        self.setToolTip(HELP)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._hint = hint
        self._strokes: list[list[tuple[float, float]]] = []
        self._pen = (0.5, 0.5)
        self._down = False
        """Whether the keyboard's pen is on the paper."""
        self._theme: Theme | None = None

    def sizeHint(self) -> QSize:
        return QSize(140, 140)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 80)

    @property
    def strokes(self) -> list[Array]:
        """What is drawn: points (p, 2) of each stroke."""
        return [np.array(stroke) for stroke in self._strokes]

    def clear(self) -> None:
        """Take all away."""
        self._strokes, self._down = [], False
        self._change()

    def take_back(self) -> None:
        """Take the last stroke away."""
        self._down = False
        if self._strokes:
            self._strokes.pop()
            self._change()

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def paper(self) -> QRectF:
        """Return the square that is drawn on."""
        side = min(self.width(), self.height()) - 2
        return QRectF(0.5, 0.5, side, side)

    def _change(self) -> None:
        self.update()
        self.changed.emit()

    def _add(self, place: tuple[float, float], anew: bool) -> None:
        if sum(map(len, self._strokes)) >= MOST:
            return
        if anew or not self._strokes:
            self._strokes.append([])
        self._strokes[-1].append(place)
        self._change()

    # ------------------------------------------------------------------ mouse

    def _place(self, event: QMouseEvent) -> tuple[float, float]:
        paper, at = self.paper(), event.position()
        x, y = (at.x() - paper.left()) / paper.width(), (at.y() - paper.top()) / paper.height()
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._down = False
            self._add(self._place(event), anew=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._add(self._place(event), anew=False)

    # ------------------------------------------------------------------ keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() in KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in CLEARING:
            self.clear()
        elif key == Qt.Key.Key_Space:
            self._down = not self._down
            if self._down:
                self._add(self._pen, anew=True)
            self.update()
        elif key in ARROWS:
            right, down = ARROWS[key]
            x, y = self._pen[0] + STEP * right, self._pen[1] + STEP * down
            self._pen = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
            if self._down:
                self._add(self._pen, anew=False)
            self.update()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._down = False
        super().focusOutEvent(event)
        self.update()

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme = self._theme
        if theme is None:
            return
        paper = self.paper()
        with painting(self) as painter:
            painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.line)))
            painter.setBrush(QColor(theme.base))
            painter.drawRect(paper)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setClipRect(paper)
            if not self._strokes:
                painter.setPen(QColor(theme.muted))
                wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(paper.adjusted(8, 8, -8, -8), wrapped, self._hint)
            self._paint_strokes(painter, paper, theme)
            if self.hasFocus():
                self._paint_pen(painter, paper, theme)

    def _paint_strokes(self, painter: QPainter, paper: QRectF, theme: Theme) -> None:
        pen = QPen(QColor(theme.text), BRUSH * paper.width())
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for stroke in self._strokes:
            points = [self._on(paper, place) for place in stroke]
            if len(points) == 1:
                painter.drawPoint(points[0])
            else:
                painter.drawPolyline(QPolygonF(points))

    def _paint_pen(self, painter: QPainter, paper: QRectF, theme: Theme) -> None:
        at = self._on(paper, self._pen)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.setBrush(QColor(theme.accent) if self._down else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 5, 5)

    @staticmethod
    def _on(paper: QRectF, place: tuple[float, float]) -> QPointF:
        return QPointF(
            paper.left() + place[0] * paper.width(), paper.top() + place[1] * paper.height()
        )
