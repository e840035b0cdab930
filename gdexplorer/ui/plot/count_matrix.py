"""A confusion matrix: counts in cells, shaded, with the classes' names around and shares beside."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gdexplorer.core.data import Numbers
from gdexplorer.ui.plot.brush import painting
from gdexplorer.ui.plot.tiles import rgb
from gdexplorer.ui.theme import Theme

LARGEST = 92
"""Pixels along a cell at most."""
LONGEST = 14
"""Letters of a class's name that are shown."""
SOME = 0.12
"""How strong the colour of a single row is, so that it is seen."""
STRONG = 0.75
"""How strong the colour of all rows of a class is: the number on it can still be read."""
LEGIBLE = 0.9
"""Cells smaller than so many lines of text have no numbers."""
SAYS, HINT = "the model says →", "click a cell: see what is in it"
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}

CENTRE, LEFT = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignLeft
WRAPPED = int(
    Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
)


class CountMatrix(QWidget):
    """Rows are what is true, columns what the model says; right answers lie on the diagonal.

    A cell can be chosen with a click, which leaves the focus where it is, or with Tab, arrows and
    Enter; unless there is nothing that this would do.
    """

    chosen = Signal(int, int)
    """The cell's row and column."""
    hovered = Signal(str)
    """What the cell under the mouse, or the keys' one, says; nothing where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("confusion matrix")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.counts: Numbers = np.zeros((0, 0), int)
        self.names: Sequence[str] = ()
        """The classes' in full."""
        self._shown: Sequence[str] = ()
        self._theme: Theme | None = None
        self._clickable = False
        self._under: tuple[int, int] | None = None
        """The cell under the mouse."""
        self._pressed: tuple[int, int] | None = None
        self._at = (0, 0)
        """The cell that the keys are at."""

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 160)

    def show_counts(self, counts: Numbers, names: Sequence[str]) -> None:
        """Show counts (c, c) of classes with these names."""
        self.counts, self.names = counts, names
        self._shown = [_short(name) for name in names]
        last = max(len(names) - 1, 0)
        self._at = min(self._at[0], last), min(self._at[1], last)
        self._look(self._under if max(self._under or (0,)) < len(names) else None)

    def set_clickable(self, clickable: bool) -> None:
        """Say whether cells can be chosen."""
        focus = Qt.FocusPolicy.TabFocus if clickable else Qt.FocusPolicy.NoFocus
        self._clickable = clickable
        self.setMouseTracking(clickable)
        self.setFocusPolicy(focus)
        self._look(None)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def shares(self) -> list[float]:
        """Return how much of each class is told right; NaN for one without rows."""
        totals = self.counts.sum(axis=1)
        right = np.diagonal(self.counts)
        return [r / t if t else float("nan") for r, t in zip(right, totals, strict=True)]

    # ------------------------------------------------------------------ layout

    def cells(self) -> QRectF:
        """Return where the square of all cells is."""
        return self._laid_out()[0]

    def _laid_out(self) -> tuple[QRectF, int]:
        """Return where the cells are, and the lines of the names above them; 0 is upright names."""
        for lines in (1, 2):
            cells = self._below(lines * self.fontMetrics().height())
            side = cells.width() / max(len(self.names), 1)
            if all(self._fits(name, side - 4, lines) for name in self._shown):
                return cells, lines
        return self._below(self._widest() + 4), 0

    def _widest(self) -> int:
        metrics = self.fontMetrics()
        return max((metrics.horizontalAdvance(name) for name in self._shown), default=0)

    def _fits(self, name: str, width: float, lines: int) -> bool:
        """Say whether a name can be read in so many lines of this width."""
        room = QRect(0, 0, max(int(width), 1), 10_000)
        needed = self.fontMetrics().boundingRect(room, WRAPPED, name)
        return needed.width() <= width and needed.height() <= lines * self.fontMetrics().height()

    def _below(self, head: int) -> QRectF:
        """Return where the cells are below names that are so high."""
        metrics = self.fontMetrics()
        line = metrics.height()
        left, top = self._widest() + 8 + line + 4, line + 8 + head
        right = metrics.horizontalAdvance(" 100.0% ")
        room = min(self.width() - left - right, self.height() - top - 8)
        side = min(max(room, 0) / max(len(self.names), 1), LARGEST)
        return QRectF(left, top, side * len(self.names), side * len(self.names))

    def _cell(self, cells: QRectF, i: int, j: int) -> QRectF:
        side = cells.width() / len(self.names)
        return QRectF(cells.left() + j * side, cells.top() + i * side, side, side)

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, (cells, lines) = self._theme, self._laid_out()
        if theme is None or not len(self.names):
            return
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            self._paint_cells(painter, cells, theme)
            self._paint_marks(painter, cells, theme)
            self._paint_names(painter, cells, theme)
            self._paint_heads(painter, cells, lines, theme)
            self._paint_titles(painter, cells, theme)

    def _paint_cells(self, painter: QPainter, cells: QRectF, theme: Theme) -> None:
        totals = np.maximum(self.counts.sum(axis=1, keepdims=True), 1)
        strength = np.where(self.counts, SOME + (STRONG - SOME) * self.counts / totals, 0.0)
        base, good, bad = rgb(theme.base), rgb(theme.accent), rgb(theme.bad)
        legible = self._cell(cells, 0, 0).height() >= LEGIBLE * self.fontMetrics().height()
        for i, j in np.ndindex(*self.counts.shape):
            place = self._cell(cells, i, j)
            colour = base + strength[i, j] * ((good if i == j else bad) - base)
            painter.fillRect(place, QColor(*colour.astype(int).tolist()))
            painter.setPen(QPen(QColor(theme.line)))
            painter.drawRect(place)
            if legible and self.counts[i, j]:
                painter.setPen(QColor(theme.text))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(self.counts[i, j]))

    def _paint_marks(self, painter: QPainter, cells: QRectF, theme: Theme) -> None:
        """Draw a frame around the cell that a click or Enter would choose."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.text), 2))
        if self._under is not None and self.counts[self._under]:
            painter.drawRect(self._cell(cells, *self._under))
        if self.hasFocus():
            painter.drawRect(self._cell(cells, *self._at).adjusted(3, 3, -3, -3))

    def _paint_names(self, painter: QPainter, cells: QRectF, theme: Theme) -> None:
        line = self.fontMetrics().height()
        side = self._cell(cells, 0, 0).height()
        if side < LEGIBLE * line:
            return
        for i, (name, share) in enumerate(zip(self._shown, self.shares(), strict=True)):
            cell = self._cell(cells, i, i)
            before = QRectF(line, cell.top(), cells.left() - line - 6, side)
            after = QRectF(cells.right() + 6, cell.top(), self.width(), side)
            painter.setPen(QColor(theme.text))
            painter.drawText(before, CENTRE | Qt.AlignmentFlag.AlignRight, name)
            painter.setPen(QColor(theme.muted))
            painter.drawText(after, CENTRE | LEFT, "–" if share != share else f"{share:.1%}")

    def _paint_heads(self, painter: QPainter, cells: QRectF, lines: int, theme: Theme) -> None:
        """Write the names above the columns; upright where they are wider than a column."""
        line, widest = self.fontMetrics().height(), self._widest()
        side = self._cell(cells, 0, 0).height()
        if side < LEGIBLE * line:
            return
        painter.setPen(QColor(theme.text))
        for j, name in enumerate(self._shown):
            left, bottom = cells.left() + j * side, cells.top() - 3
            if lines:
                room = QRectF(left + 2, bottom - lines * line, side - 4, lines * line)
                painter.drawText(room, WRAPPED, name)
                continue
            painter.save()
            painter.translate(left, bottom)
            painter.rotate(-90)
            painter.drawText(QRectF(0, 0, widest + 4, side), int(CENTRE | LEFT), name)
            painter.restore()

    def _paint_titles(self, painter: QPainter, cells: QRectF, theme: Theme) -> None:
        line = self.fontMetrics().height()
        painter.setPen(QColor(theme.muted))
        top = QRectF(cells.left(), 2, max(cells.width(), 120), line)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft, SAYS)
        room = self.fontMetrics().horizontalAdvance(f"{SAYS}   {HINT}")
        if self._clickable and room <= cells.width():
            painter.drawText(top, Qt.AlignmentFlag.AlignRight, HINT)
        right = QRectF(cells.right() + 6, cells.top() - line - 3, self.width(), line)
        painter.drawText(right, Qt.AlignmentFlag.AlignLeft, "right")
        painter.save()
        painter.translate(2, cells.bottom())
        painter.rotate(-90)
        down = QRectF(0, 0, max(cells.height(), 60), line)
        painter.drawText(down, Qt.AlignmentFlag.AlignRight, "← it is")
        painter.restore()

    # ------------------------------------------------------------------ hands

    def _look(self, cell: tuple[int, int] | None) -> None:
        """Show which cell is under the mouse, and whether there is anything in it."""
        self._under = cell
        filled = cell is not None and bool(self.counts[cell])
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.setCursor(hand if filled else arrow)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self._place(event.position().toPoint()) if self._clickable else None
        if cell != self._under:
            self._look(cell)
            self.hovered.emit("" if cell is None else self.words(*cell))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._under is not None:
            self._look(None)
            self.hovered.emit("")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = self._place(event.position().toPoint()) if left else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if self._clickable and pressed and pressed == self._place(event.position().toPoint()):
            self.chosen.emit(*pressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self.names) - 1
        if last >= 0 and key in ENTER:
            self.chosen.emit(*self._at)
        elif last >= 0 and key in ARROWS:
            down, right = ARROWS[key]
            i, j = self._at[0] + down, self._at[1] + right
            self._at = min(max(i, 0), last), min(max(j, 0), last)
            self._tell()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        """Say which cell the keys are at."""
        self.update()
        self.hovered.emit(self.words(*self._at) if self.hasFocus() and len(self.names) else "")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._tell()

    # ------------------------------------------------------------------ words

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.described(event.pos()), self)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() in (*ARROWS, *ENTER):
                event.accept()  # else an arrow would step
                return True
        return super().event(event)

    def _indices(self, place: QPoint) -> tuple[int, int]:
        """Return which row and column a place is in; beside them are -1 and less, or too many."""
        cells = self.cells()
        side = max(cells.width() / max(len(self.names), 1), 1e-9)
        across = math.floor((place.x() - cells.left()) / side)
        return math.floor((place.y() - cells.top()) / side), across

    def _place(self, place: QPoint) -> tuple[int, int] | None:
        i, j = self._indices(place)
        count = len(self.names)
        return (i, j) if 0 <= i < count and 0 <= j < count else None

    def described(self, place: QPoint) -> str:
        """Say what the cell at a place counts, or which class's name is there."""
        (i, j), count = self._indices(place), len(self.names)
        if i < 0 <= j < count:
            return self.names[j]
        if j < 0 <= i < count:
            return self.names[i]
        return self.words(i, j) if self._place(place) else ""

    def words(self, i: int, j: int) -> str:
        """Say what a cell counts, and what a click does."""
        true, read, total = self.names[i], self.names[j], int(self.counts[i].sum())
        if not self.counts[i, j]:
            return f"None of {total} that are {true} is read as {read}"
        click = "; click to see the next of them" if self._clickable else ""
        return f"{self.counts[i, j]} of {total} that are {true}: read as {read}{click}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
