"""Painting that ends whatever happens, and of many things at once.

A painter left open takes the process down with it. Qt reads arrays where they lie, which saves
making a Python object of each line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import numpy as np
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPaintDevice, QPainter, QPixmap
from shiboken6 import Shiboken

from gdexplorer.core.problem import Array


@contextmanager
def painting(device: QPaintDevice) -> Iterator[QPainter]:
    """Paint on a pixmap or widget, antialiased."""
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield painter
    finally:
        painter.end()


def draw_lines(painter: QPainter, starts: Array, ends: Array) -> None:
    """Draw segments, from (p, 2) to (p, 2) in pixels."""
    if len(starts):
        corners = np.hstack([starts, ends])  # laid out as an array of QLineF
        first = cast(QLineF, Shiboken.wrapInstance(corners.ctypes.data, QLineF))
        painter.drawLines(first, len(corners))


def stamp(painter: QPainter, image: QPixmap, centres: Array) -> None:
    """Draw an image around each of many places, (p, 2) in pixels."""
    if not len(centres):
        return
    ratio = image.devicePixelRatio()
    fragments = np.zeros((len(centres), 10))  # laid out as an array of QPainter.PixmapFragment
    fragments[:, :2] = centres
    fragments[:, 4:] = image.width(), image.height(), 1 / ratio, 1 / ratio, 0.0, 1.0
    first = cast(
        QPainter.PixmapFragment,
        Shiboken.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment),
    )
    painter.drawPixmapFragments(first, len(fragments), image)
