"""Small pictures side by side: filters, feature maps, one digit."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.brush import painting
from gdexplorer.ui.plot.diverging import ends, rgb
from gdexplorer.ui.theme import Theme

GAP = 5
"""Pixels between two pictures."""
FEW = 64
"""Pictures that are kept so far apart; more stand closer."""
LONGEST = "−0.00"
"""There must be room for this beside other numbers."""
STRONG = 0.55
"""The share of full colour on which a number is written in the plot's own colour."""
LARGEST = 240
"""Pixels that a picture's side is at most."""


class Tiles(QWidget):
    """Pictures of equal size in a grid that makes the most of the room.

    What is drawn from nought up is grey, as ink is; where numbers have signs, those above nought
    have one colour and those below another.
    """

    def __init__(self, what: str, numbered: bool = False) -> None:
        super().__init__()
        self.what = what
        self._numbered = numbered
        """Whether each number is written where it stands, if there is room."""
        self.setAccessibleName(what)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.pictures: Array = np.zeros((0, 1, 1))
        self.scale = 1.0
        self._ink = True
        self._theme: Theme | None = None

    def sizeHint(self) -> QSize:
        return QSize(160, 60)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 24)

    def show_pictures(self, pictures: Array, scale: float = 0.0, ink: bool = True) -> None:
        """Show pictures (t, h, w); at `scale`, the largest magnitude by default, is full colour.

        ink: whether what is drawn from nought up stands out from the ground, or is light on black.
        """
        self._ink = ink
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
        drawn = coloured if self._ink else lit
        sheet = drawn(self.pictures, self.scale, theme)
        _, h, w = self.pictures.shape
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            for i, place in enumerate(places):
                painter.drawImage(place, sheet, QRect(0, i * h, w, h))
            painter.setPen(QPen(QColor(theme.line)))
            painter.drawRects(places)
            if self._numbered:
                for picture, room in zip(self.pictures, self.places(), strict=True):
                    self._write(painter, picture, room, theme)

    def _write(self, painter: QPainter, picture: Array, place: QRectF, theme: Theme) -> None:
        """Write the numbers of a picture (h, w) that stands at a place."""
        h, w = picture.shape
        wide, high = place.width() / w, place.height() / h
        texts = [[brief(v) for v in line] for line in picture.tolist()]
        written = [LONGEST, *(t for line in texts for t in line)]  # so that few digits do not crowd
        widest = max(map(self.fontMetrics().horizontalAdvance, written))
        if widest + GAP > wide or self.fontMetrics().height() > high:
            return
        for i, line in enumerate(texts):
            for j, text in enumerate(line):
                strong = abs(picture[i, j]) > STRONG * self.scale
                painter.setPen(QColor(theme.base if strong else theme.text))
                cell = QRectF(place.x() + j * wide, place.y() + i * high, wide, high)
                painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), text)

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
    below, base, above = map(rgb, ends(theme))
    if not (pictures < 0).any():
        above = rgb(theme.text)
    strength = (pictures / scale).clip(-1, 1).reshape(-1, pictures.shape[-1], 1)
    mixed = base + strength.clip(0, 1) * (above - base) - strength.clip(-1, 0) * (below - base)
    return _image(mixed)


def lit(pictures: Array, scale: float, _theme: Theme) -> QImage:
    """Return photos (t, h, w), 0 for black, below each other as one image of as many pixels."""
    strength = (pictures / scale).clip(0, 1).reshape(-1, pictures.shape[-1], 1)
    return _image(np.repeat(255 * strength, 3, axis=-1))


def _image(colours: Array) -> QImage:
    """Return colours (h, w, 3), from 0 to 255, as an image."""
    h, w, _ = colours.shape
    data = colours.round().astype(np.uint8).tobytes()
    return QImage(data, w, h, 3 * w, QImage.Format.Format_RGB888).copy()


def brief(value: float) -> str:
    """Write a number in few characters: at most two digits behind the point."""
    text = f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")
