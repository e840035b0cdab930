"""What happened inside a step: the ray with its trials, the model's ellipse, the trust region."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.pixels import to_pixels
from gdexplorer.ui.plot.screen_item import ScreenItem

DOT, TAKEN = 4.0, 5.5
FAR = 1e5
"""Pixels beyond which nothing is drawn."""


class SketchItem(ScreenItem):
    """Lines and dots in data coordinates, (p, 2) each, drawn in pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[tuple[Array, Qt.PenStyle]] = []
        self._dots: Array = np.empty((0, 2))
        self._small: Array = np.empty((0, 2))
        self._taken = -1
        self._ink, self._paper = QColor("black"), QColor("white")
        self.setZValue(9)

    def show_sketch(
        self,
        lines: list[tuple[Array, Qt.PenStyle]],
        dots: Array,
        taken: int,
        small: Array,
        ink: str,
        paper: str,
    ) -> None:
        """Show lines, trial points of which one was taken, and small dots; empty shows nothing."""
        self._lines, self._dots, self._taken, self._small = lines, dots, taken, small
        self._ink, self._paper = QColor(ink), QColor(paper)

    def paint(self, painter: QPainter, *_ignored: Any) -> None:
        if not self._lines and not len(self._dots) and not len(self._small):
            return
        transform = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line, style in self._lines:
            self._draw_line(painter, transform, line, style)
        self._draw_dots(painter, transform)
        painter.restore()

    def _draw_line(
        self, painter: QPainter, transform: QTransform, line: Array, style: Qt.PenStyle
    ) -> None:
        pixels = to_pixels(transform, line[:, 0], line[:, 1])
        if np.abs(pixels).max(initial=0) > FAR:
            return
        polygon = QPolygonF([QPointF(x, y) for x, y in pixels.tolist()])
        for colour, width in ((self._paper, 3.4), (self._ink, 1.4)):
            painter.setPen(QPen(colour, width, style))
            painter.drawPolyline(polygon)

    def _draw_dots(self, painter: QPainter, transform: QTransform) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ink)
        for x, y in _near(transform, self._small):
            painter.drawEllipse(QPointF(x, y), 2.2, 2.2)
        painter.setPen(QPen(self._ink, 1.6))
        for i, (x, y) in enumerate(_near(transform, self._dots)):
            painter.setBrush(self._ink if i == self._taken else self._paper)
            radius = TAKEN if i == self._taken else DOT
            painter.drawEllipse(QPointF(x, y), radius, radius)


def _near(transform: QTransform, points: Array) -> list[list[float]]:
    pixels = to_pixels(transform, points[:, 0], points[:, 1])
    return [p if max(map(abs, p)) < FAR and not math.isnan(p[0]) else [-FAR, -FAR]
            for p in pixels.tolist()]  # fmt: skip
