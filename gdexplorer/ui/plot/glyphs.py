"""The shapes that tell runs apart without colour."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainterPath, QPixmap, QPolygonF

from gdexplorer.ui.plot.brush import painting


@lru_cache(maxsize=64)
def glyph(marker: str, radius: float) -> QPainterPath:
    """Return the outline of a marker around the origin."""
    path = QPainterPath()
    if marker == "circle":
        path.addEllipse(QPointF(0, 0), radius, radius)
    elif marker in ("cross", "plus"):
        turn = math.pi / 4 if marker == "cross" else 0.0
        path.addPolygon(_plus(radius * 1.15, turn))
    elif marker == "star":
        path.addPolygon(_regular(10, radius * 1.35, -math.pi / 2, inner=0.45))
    else:
        sides, turn = {
            "triangle": (3, -math.pi / 2),
            "down": (3, math.pi / 2),
            "square": (4, math.pi / 4),
            "diamond": (4, 0.0),
        }[marker]
        path.addPolygon(_regular(sides, radius * (1.35 if sides == 3 else 1.2), turn))
    path.closeSubpath()
    return path


def _regular(corners: int, radius: float, turn: float, inner: float = 1.0) -> QPolygonF:
    points = []
    for i in range(corners):
        r = radius * (inner if i % 2 else 1.0)
        angle = turn + 2 * math.pi * i / corners
        points.append(QPointF(r * math.cos(angle), r * math.sin(angle)))
    return QPolygonF(points)


def _plus(radius: float, turn: float) -> QPolygonF:
    w = 0.38 * radius
    corners = [(w, radius), (w, w), (radius, w), (radius, -w), (w, -w), (w, -radius)]
    corners += [(-x, -y) for x, y in corners]
    c, s = math.cos(turn), math.sin(turn)
    return QPolygonF([QPointF(c * x - s * y, s * x + c * y) for x, y in corners])


@lru_cache(maxsize=64)
def glyph_pixmap(marker: str, colour: str, radius: float, ratio: float) -> QPixmap:
    """Paint a marker into a pixmap of its own, centred."""
    side = math.ceil(2 * (1.4 * radius + 2))
    pixmap = QPixmap(math.ceil(side * ratio), math.ceil(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painting(pixmap) as painter:
        painter.translate(side / 2, side / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawPath(glyph(marker, radius))
    return pixmap


def run_icon(marker: str, colour: str, ratio: float = 2.0) -> QIcon:
    """Return a run's mark for tables and menus."""
    icon, pixmap = QIcon(), glyph_pixmap(marker, colour, 5.5, ratio)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # else Qt tints it in a chosen row
        icon.addPixmap(pixmap, mode)
    return icon
