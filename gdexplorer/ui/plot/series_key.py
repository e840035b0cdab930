"""What the lines of a plot are: a sample of each with its words, in as many rows as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from html import escape

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdexplorer.ui.plot.brush import painting
from gdexplorer.ui.plot.glyphs import glyph

SIDE, FOOT = 8.0, 3.0
"""Pixels left free at the sides and below."""
LENGTH, NEAR, APART = 24.0, 6.0, 16.0
"""Pixels of a sample of a line, from it to its words, and from them to the next."""
SHADE, CROSS = 11.0, 4.5
"""Pixels that a sample of an area is high, and the radius of a ✕."""


class Look(Enum):
    """What a sample is of."""

    LINE = auto()
    SHADE = auto()
    CROSS = auto()
    NOTHING = auto()


@dataclass(frozen=True)
class Entry:
    """A sample and its words."""

    words: str
    colour: QColor
    look: Look = Look.LINE
    width: float = 2.0
    dashed: bool = False

    @property
    def length(self) -> float:
        """Pixels from the sample's left end to the words."""
        lengths = {Look.CROSS: 2 * CROSS + NEAR, Look.NOTHING: 0.0}
        return lengths.get(self.look, LENGTH + NEAR)


def off_scale(colour: str) -> Entry:
    """Return what a key says where not all of a curve can be shown."""
    return Entry("parts off the scale are left out", QColor(colour), Look.NOTHING)


class SeriesKey(QWidget):
    """Entries side by side, the next row begun where there is no more room; hidden without any."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def sentence(self) -> str:
        """All its words."""
        return " · ".join(entry.words for entry in self.entries)

    def show_entries(self, *entries: Entry) -> None:
        """Show these in their order."""
        if entries == self.entries:
            return
        self.entries = entries
        self.setAccessibleName(self.sentence)
        self.setToolTip(f"<p>{escape(self.sentence)}</p>" if entries else "")
        self.setVisible(bool(entries))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def heightForWidth(self, width: int) -> int:
        rows = [row for row, _, _ in self._places(width)]
        return round((1 + max(rows, default=0)) * self._row_height() + FOOT)

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 3

    def _places(self, width: int) -> Iterator[tuple[int, float, str]]:
        """Yield each entry's row, its left end, and its words as far as they fit."""
        row, left, metrics = 0, SIDE, self.fontMetrics()
        for entry in self.entries:
            room = int(width - 2 * SIDE - entry.length)
            words = metrics.elidedText(entry.words, Qt.TextElideMode.ElideRight, room)
            length = entry.length + metrics.horizontalAdvance(words)
            if left > SIDE and left + length > width - SIDE:
                row, left = row + 1, SIDE
            yield row, left, words
            left += length + APART

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 (Qt's)
        height, muted = self._row_height(), self.palette().placeholderText().color()
        with painting(self) as painter:
            for entry, (row, left, words) in zip(
                self.entries, self._places(self.width()), strict=True
            ):
                top = row * height
                _draw_sample(painter, entry, QPointF(left, top + height / 2))
                painter.setPen(muted)
                box = QRectF(left + entry.length, top, self.width(), height)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)


def _draw_sample(painter: QPainter, entry: Entry, start: QPointF) -> None:
    """Draw a sample to the right of `start`, half of it above."""
    if entry.look is Look.CROSS:
        centre = start + QPointF(CROSS, 0)
        painter.fillPath(glyph("cross", CROSS).translated(centre), entry.colour)
    elif entry.look is Look.SHADE:
        box = QRectF(start.x(), start.y() - SHADE / 2, LENGTH, SHADE)
        painter.fillRect(box, entry.colour)
    elif entry.look is Look.LINE:
        pen = QPen(entry.colour, entry.width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if entry.dashed:
            pen.setDashPattern([8 / entry.width, 4 / entry.width])
        painter.setPen(pen)
        painter.drawLine(QLineF(start, start + QPointF(LENGTH, 0)))
