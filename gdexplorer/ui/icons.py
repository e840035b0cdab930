"""The transport's signs, painted in the theme's colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap, QPolygonF

from gdexplorer.ui.plot.brush import painting

SIDE = 40


def transport_icon(name: str, colour: str) -> QIcon:
    """Return the sign for reset, back, play, pause, step or end."""
    pixmap = QPixmap(SIDE, SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painting(pixmap) as painter:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        for shape in _SHAPES[name]:
            if isinstance(shape, QRectF):
                painter.drawRect(shape)
            else:
                painter.drawPolygon(shape)
    return QIcon(pixmap)


def _triangle(left: float, right: float) -> QPolygonF:
    """Return a triangle whose flat side is at `left` and whose tip is at `right`."""
    return QPolygonF([QPointF(left, 8), QPointF(right, 20), QPointF(left, 32)])


_SHAPES: dict[str, list[QRectF | QPolygonF]] = {
    "play": [_triangle(11, 33)],
    "pause": [QRectF(10, 8, 7, 24), QRectF(23, 8, 7, 24)],
    "step": [_triangle(8, 24), QRectF(26, 8, 5, 24)],
    "back": [_triangle(32, 16), QRectF(9, 8, 5, 24)],
    "end": [_triangle(4, 18), _triangle(18, 32), QRectF(32, 8, 4, 24)],
    "reset": [_triangle(36, 22), _triangle(22, 8), QRectF(4, 8, 4, 24)],
}
