"""Little pictures of problems, made by the worker in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from gdexplorer.core.picture import SHADES, UNDEFINED, thumbnail
from gdexplorer.core.problem import Array, Problem
from gdexplorer.ui.picker import ICON
from gdexplorer.ui.player import Player
from gdexplorer.ui.plot.brush import painting
from gdexplorer.ui.plot.landscape_item import shade_colours, shade_image
from gdexplorer.ui.theme import Theme


class Thumbnails:
    """Hands each problem class's picture to `show` once it is there, again when colours change."""

    def __init__(
        self, player: Player, kinds: list[type[Problem]], show: Callable[[Any, QIcon], None]
    ) -> None:
        self._player = player
        self._kinds = kinds
        self._show = show
        self._numbers: dict[type[Problem], Array] = {}
        self._theme: Theme | None = None
        self._lane = player.lane(self._made, can_wait=True)
        player.warmed.connect(self._begin)

    def _begin(self) -> None:
        missing = [kind for kind in self._kinds if kind not in self._numbers]
        self._lane.post(lambda _interrupted: _all(missing))
        self._player.wake()

    def add(self, kind: type[Problem]) -> None:
        """Make the picture of one more, or show it again."""
        if kind in self._numbers:
            self._made((kind, self._numbers[kind]))
        elif kind not in self._kinds:
            self._kinds.append(kind)
            self._begin()

    def _made(self, result: tuple[type[Problem], Array]) -> None:
        kind, numbers = result
        if not numbers.size:
            return  # it is defined at none of the points of so small a picture
        self._numbers[kind] = numbers
        if self._theme is not None:
            self._show(kind, picture(numbers, self._theme))

    def restyle(self, theme: Theme) -> None:
        """Paint them in other colours."""
        self._theme = theme
        for kind, numbers in self._numbers.items():
            self._show(kind, picture(numbers, theme))


def _all(kinds: list[type[Problem]]) -> Iterator[tuple[type[Problem], Array]]:
    for kind in kinds:
        yield kind, thumbnail(kind(), 2 * ICON.width(), 2 * ICON.height())


def picture(numbers: Array, theme: Theme) -> QIcon:
    """Paint shades (h, w) or a curve (w,)."""
    pixmap = QPixmap(ICON * 2)
    pixmap.fill(QColor(theme.base))
    with painting(pixmap) as painter:
        if numbers.ndim == 2:
            shades = np.where(np.isnan(numbers), UNDEFINED, np.nan_to_num(numbers) * (SHADES - 1))
            image = shade_image(shades.astype(np.uint8), shade_colours(theme))
            painter.drawImage(pixmap.rect(), image)
        else:
            _draw_curve(painter, numbers, theme)
        painter.setPen(QPen(QColor(theme.line), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(pixmap.rect().adjusted(1, 1, -1, -1))
    return QIcon(pixmap)


def _draw_curve(painter: QPainter, f: Array, theme: Theme) -> None:
    width, height = 2 * ICON.width(), 2 * ICON.height()
    span = float(f.max() - f.min()) or 1.0
    ys = height - 8 - (f - f.min()) / span * (height - 16)
    xs = np.linspace(4, width - 4, len(f))
    painter.setPen(QPen(QColor(theme.accent), 3))
    painter.drawPolyline([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])
