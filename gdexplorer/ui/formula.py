"""A typeset formula. ziamath takes long to import and some time to set, so the worker does both."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdexplorer.ui.player import Player
from gdexplorer.ui.plot.brush import painting

SIZE = 15.0
MARGIN = 6
ROOM = r"\;"
"""Added to each line: ziamath's pictures are a little narrow for a last letter in italics."""


@lru_cache(maxsize=256)
def typeset(latex: str, colour: str) -> tuple[str, ...]:
    """Return the formula as SVG, one picture a line."""
    import ziamath

    ziamath.config.svg2 = False  # Qt's renderer does not know <symbol>
    lines = latex.splitlines()
    return tuple(ziamath.Latex(line + ROOM, size=SIZE, color=colour).svg() for line in lines)


class Formula(QWidget):
    """Shows a formula of some lines, as wide as it is or scaled down to fit."""

    def __init__(self, player: Player) -> None:
        super().__init__()
        self._player = player
        self._lane = player.lane(self._typeset, can_wait=True)
        self._wanted = ("", "")
        self.pictures: list[QSvgRenderer] = []
        player.warmed.connect(self._post)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(44)

    def show_latex(self, latex: str, colour: str) -> None:
        """Show a formula in this colour; at once if it was set before."""
        if (latex, colour) == self._wanted:
            return
        self._wanted = (latex, colour)
        self.setAccessibleName(latex)
        self.setToolTip(latex)
        if self._player.warm:
            self._post()

    def _post(self) -> None:
        latex, colour = self._wanted

        def setting(_interrupted: object) -> Iterator[tuple[str, ...]]:
            yield typeset(latex, colour)

        self._lane.post(setting)
        self._player.wake()

    def _typeset(self, lines: tuple[str, ...]) -> None:
        self.pictures = [QSvgRenderer(QByteArray(svg.encode()), self) for svg in lines]
        heights = [picture.defaultSize().height() for picture in self.pictures]
        self.setFixedHeight(sum(heights) + MARGIN * (len(heights) + 1))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        sizes = [picture.defaultSize() for picture in self.pictures]
        if not sizes:
            return
        widest = max(size.width() for size in sizes)
        scale = min(1.0, (self.width() - 2 * MARGIN) / widest)
        top = (self.height() - scale * sum(size.height() + MARGIN for size in sizes) + MARGIN) / 2
        with painting(self) as painter:
            for picture, size in zip(self.pictures, sizes, strict=True):
                place = QRectF(MARGIN, top, scale * size.width(), scale * size.height())
                picture.render(painter, place)
                top += scale * (size.height() + MARGIN)
