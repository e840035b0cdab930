"""A typeset formula. ziamath takes long to import and some time to set, so the worker does both."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdexplorer.ui.player import Player
from gdexplorer.ui.plot.brush import painting

SIZE = 15.0
MARGIN = 8


@lru_cache(maxsize=256)
def typeset(latex: str, colour: str) -> str:
    """Return the formula as SVG."""
    import ziamath

    ziamath.config.svg2 = False  # Qt's renderer does not know <symbol>
    svg: str = ziamath.Latex(latex, size=SIZE, color=colour).svg()
    return svg


class Formula(QWidget):
    """Shows one formula, as wide as it is or scaled down to fit."""

    def __init__(self, player: Player) -> None:
        super().__init__()
        self._player = player
        self._lane = player.lane(self._typeset)
        self._wanted = ("", "")
        self._renderer = QSvgRenderer(self)
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

        def setting(_interrupted: object) -> Iterator[str]:
            yield typeset(latex, colour)

        self._lane.post(setting)
        self._player.wake()

    def _typeset(self, svg: str) -> None:
        self._renderer.load(QByteArray(svg.encode()))
        self.setFixedHeight(max(30, self._renderer.defaultSize().height() + MARGIN))
        self.update()

    def sizeHint(self) -> QSize:
        return self._renderer.defaultSize()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        natural = self._renderer.defaultSize()
        if natural.isEmpty():
            return
        room = self.size() - QSize(MARGIN, MARGIN)
        scale = min(1.0, room.width() / natural.width(), room.height() / natural.height())
        width, height = natural.width() * scale, natural.height() * scale
        target = QRectF(MARGIN / 2, (self.height() - height) / 2, width, height)
        with painting(self) as painter:
            self._renderer.render(painter, target)
