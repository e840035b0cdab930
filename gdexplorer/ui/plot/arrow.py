"""An arrow between two places, with a head of fixed size."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

HEAD = 10.0
WIDTH = 2.4


def draw_arrow(painter: QPainter, tail: QPointF, tip: QPointF, colour: QColor) -> None:
    """Draw an arrow, in pixels; none where it would be too short or too long to be one."""
    step = tip - tail
    length = math.hypot(step.x(), step.y())
    if not 1.0 < length < 1e5:
        return
    along = step / length
    side = QPointF(-along.y(), along.x())
    head = min(HEAD, length)
    back = tip - along * head
    painter.setPen(QPen(colour, WIDTH))
    painter.drawLine(tail, tip - along * head * 0.8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon([tip, back + side * head * 0.45, back - side * head * 0.45])
