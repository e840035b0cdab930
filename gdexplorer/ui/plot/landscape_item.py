"""A surface's picture: shades, contour lines and gradient field, painted once and blitted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QTransform

from gdexplorer.core.picture import SHADES, SurfacePicture
from gdexplorer.ui.plot.brush import draw_lines, painting
from gdexplorer.ui.plot.pixels import to_pixels
from gdexplorer.ui.plot.screen_item import ScreenItem
from gdexplorer.ui.theme import Theme

ARROW = 13.0
HEAD = 4.0


def shade_colours(theme: Theme) -> list[int]:
    """Return 256 colours, dark or light as the theme, the last transparent for 'undefined'."""
    low, high = np.array(_rgb(theme.low)), np.array(_rgb(theme.high))
    t = np.linspace(0, 1, SHADES)[:, None]
    mixed = np.rint(low + (high - low) * t).astype(int).tolist()
    return [*(QColor(*c).rgba() for c in mixed), 0]


def _rgb(name: str) -> tuple[int, int, int]:
    colour = QColor(name)
    return colour.red(), colour.green(), colour.blue()


def shade_image(shades: Any, colours: list[int]) -> QImage:
    """Return shades (h, w), row 0 at the bottom, as an image."""
    flipped = np.ascontiguousarray(shades[::-1])
    height, width = flipped.shape
    image = QImage(flipped.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable(colours)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


class LandscapeItem(ScreenItem):
    """The picture below the paths."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: SurfacePicture | None = None
        self._theme: Theme | None = None
        self._field = True
        self._pixmap: QPixmap | None = None
        self._seen: tuple[Any, ...] = ()
        self.setZValue(-10)

    def show_picture(self, picture: SurfacePicture | None, theme: Theme, field: bool) -> None:
        """Show a picture in the theme's colours, with or without the gradient field."""
        self._picture, self._theme, self._field = picture, theme, field
        self._seen = ()
        self.update()

    def paint(self, painter: QPainter, *_ignored: Any) -> None:
        if self._picture is None or self._theme is None:
            return
        transform, device = painter.worldTransform(), painter.device()
        seen = (transform, device.width(), device.height(), device.devicePixelRatioF())
        if seen != self._seen:
            self._pixmap = self._paint(self._picture, self._theme, *seen)
            self._seen = seen
        assert self._pixmap is not None
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(0, 0, self._pixmap)
        painter.restore()

    def _paint(
        self,
        picture: SurfacePicture,
        theme: Theme,
        transform: QTransform,
        width: int,
        height: int,
        ratio: float,
    ) -> QPixmap:
        pixmap = QPixmap(round(width * ratio), round(height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        image = shade_image(picture.shades, shade_colours(theme))
        with painting(pixmap) as brush:
            brush.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            brush.drawImage(_target(picture, transform), image)
            _draw_contours(brush, picture, transform, theme)
            if self._field:
                _draw_field(brush, picture, transform, theme)
        return pixmap


def _target(picture: SurfacePicture, transform: QTransform) -> QRectF:
    """Return where the image goes: its outer pixels' centres lie on the box's edge."""
    (x0, x1), (y0, y1) = picture.box
    height, width = picture.shades.shape
    dx, dy = (x1 - x0) / (width - 1) / 2, (y1 - y0) / (height - 1) / 2
    return transform.mapRect(QRectF(x0 - dx, y0 - dy, x1 - x0 + 2 * dx, y1 - y0 + 2 * dy))


def _draw_contours(
    brush: QPainter, picture: SurfacePicture, transform: QTransform, theme: Theme
) -> None:
    if not picture.lines:
        return
    points = np.concatenate(picture.lines)
    connect = np.ones(len(points), dtype=bool)
    connect[np.cumsum([len(line) for line in picture.lines]) - 1] = False
    pixels = to_pixels(transform, points[:, 0], points[:, 1])
    path: QPainterPath = pg.arrayToQPath(pixels[:, 0], pixels[:, 1], connect, finiteCheck=False)
    brush.setPen(QPen(QColor(theme.contour), 1.0))
    brush.setBrush(Qt.BrushStyle.NoBrush)
    brush.drawPath(path)


def _draw_field(
    brush: QPainter, picture: SurfacePicture, transform: QTransform, theme: Theme
) -> None:
    """Draw arrows of one length, downhill as the eye sees it on these axes."""
    down = -picture.field_gradient * [transform.m11(), transform.m22()]
    length = np.hypot(*down.T)
    good = length > 0
    direction = down[good] / length[good, None]
    middle = to_pixels(transform, *picture.field[good].T)
    tail, tip = middle - direction * ARROW / 2, middle + direction * ARROW / 2
    side = direction[:, ::-1] * [-1, 1]
    pen = QPen(QColor(theme.field), 1.2)
    brush.setPen(pen)
    for start in (
        tail,
        tip - HEAD * (direction + 0.6 * side),
        tip - HEAD * (direction - 0.6 * side),
    ):
        draw_lines(brush, start, tip)
