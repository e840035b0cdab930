"""Probabilities of classes as bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.brush import painting
from gdexplorer.ui.theme import Theme

UNKNOWN = -1
"""In place of a class that is not known."""
WIDEST = 80
"""Pixels that a bar and its gap take at most."""


class Bars(QWidget):
    """A bar for each class, its name below and its share above where there is room."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.setAccessibleName(what)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.shares: Array = np.zeros(0)
        self._names: Sequence[str] = ()
        self._truth = UNKNOWN
        self._theme: Theme | None = None

    def sizeHint(self) -> QSize:
        return QSize(200, 80)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 56)

    def show_shares(self, shares: Array, names: Sequence[str], truth: int = UNKNOWN) -> None:
        """Show probabilities (c,); the class that is true, if it is known, is told apart."""
        self.shares, self._names, self._truth = np.nan_to_num(shares), names, truth
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme = self._theme
        if theme is None or not len(self.shares):
            return
        step = min(self.width() / len(self.shares), WIDEST)
        line = self.fontMetrics().height()
        room = self.height() - 2 * line - 4
        best = int(self.shares.argmax())
        with painting(self) as painter:
            for i, (share, name) in enumerate(zip(self.shares, self._names, strict=True)):
                height = max(room * float(share), 1.0)
                bar = QRectF(i * step + 0.14 * step, line + room - height, 0.72 * step, height)
                painter.fillRect(bar, QColor(self._colour(i, best, theme)))
                font = painter.font()
                font.setBold(i == self._truth)
                painter.setFont(font)
                painter.setPen(QColor(theme.text if i in (best, self._truth) else theme.muted))
                below = QRectF(i * step, line + room + 3, step, line)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)
                if share >= 0.01 and step >= 30:
                    above = QRectF(i * step - 4, bar.top() - line, step + 8, line)
                    painter.drawText(above, Qt.AlignmentFlag.AlignCenter, f"{share:.0%}")

    def _colour(self, i: int, best: int, theme: Theme) -> str:
        if i != best:
            return theme.muted
        return theme.accent if self._truth in (UNKNOWN, best) else theme.bad
