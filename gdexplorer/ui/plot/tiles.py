"""Small pictures side by side: filters, feature maps, one digit."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.brush import painting
from gdexplorer.ui.theme import Theme

GAP = 5
"""Pixels between two pictures."""
FEW = 64
"""Pictures that are kept so far apart; more stand closer."""
LARGEST = 240
"""Pixels that a picture's side is at most."""


class Tiles(QWidget):
    """Pictures of equal size in a grid that makes the most of the room.

    What is drawn from nought up is grey, as ink is; where numbers have signs, those above nought
    have one colour and those below another.
    """

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what
        self.setAccessibleName(what)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.pictures: Array = np.zeros((0, 1, 1))
        self.scale = 1.0
        self._theme: Theme | None = None

    def sizeHint(self) -> QSize:
        return QSize(160, 60)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 24)

    def show_pictures(self, pictures: Array, scale: float = 0.0) -> None:
        """Show pictures (t, h, w); at `scale`, the largest magnitude by default, is full colour."""
        self.pictures = np.nan_to_num(pictures)
        self.scale = scale or float(np.abs(self.pictures).max(initial=0.0)) or 1.0
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    # ------------------------------------------------------------------ layout

    def places(self) -> list[QRectF]:
        """Return where each picture stands."""
        count, h, w = self.pictures.shape
        if not count:
            return []
        gap = GAP if count <= FEW else GAP // 2
        sizes = [(self._side(columns, gap), columns) for columns in range(1, count + 1)]
        unit, columns = max(sizes, key=lambda size: (size[0], -size[1]))
        wide, high = max(unit * w, 1.0), max(unit * h, 1.0)
        return [
            QRectF((i % columns) * (wide + gap), (i // columns) * (high + gap), wide, high)
            for i in range(count)
        ]

    def _side(self, columns: int, gap: int) -> float:
        """Return how many pixels a number gets where pictures stand in so many columns."""
        count, h, w = self.pictures.shape
        rows = -(-count // columns)
        across = ((self.width() - 1 - gap * (columns - 1)) / columns) / w
        down = ((self.height() - 1 - gap * (rows - 1)) / rows) / h
        side = min(across, down, LARGEST / max(h, w))
        return float(int(side)) if side >= 2 else side

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme = self._theme
        if theme is None:
            return
        places = [place.toRect() for place in self.places()]
        sheet = coloured(self.pictures, self.scale, theme)
        _, h, w = self.pictures.shape
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            for i, place in enumerate(places):
                painter.drawImage(place, sheet, QRect(0, i * h, w, h))
            painter.setPen(QPen(QColor(theme.line)))
            painter.drawRects(places)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.described(event.pos()), self)
            return True
        return super().event(event)

    def described(self, place: QPoint) -> str:
        """Say what the picture at a place is."""
        for i, rectangle in enumerate(self.places()):
            if rectangle.contains(place):
                picture = self.pictures[i]
                return f"{self.what} {i}: from {picture.min():.3g} to {picture.max():.3g}"
        return ""


def coloured(pictures: Array, scale: float, theme: Theme) -> QImage:
    """Return pictures (t, h, w) below each other as one image of as many pixels."""
    base, above, below = map(rgb, (theme.base, theme.text, theme.runs[1]))
    if (pictures < 0).any():
        above = rgb(theme.runs[0])
    strength = (pictures / scale).clip(-1, 1).reshape(-1, pictures.shape[-1], 1)
    mixed = base + strength.clip(0, 1) * (above - base) - strength.clip(-1, 0) * (below - base)
    h, w, _ = mixed.shape
    colours = mixed.round().astype(np.uint8).tobytes()
    return QImage(colours, w, h, 3 * w, QImage.Format.Format_RGB888).copy()


def rgb(colour: str) -> Array:
    """Return a colour's red, green and blue, from 0 to 255."""
    c = QColor(colour)
    return np.array((c.red(), c.green(), c.blue()), float)
