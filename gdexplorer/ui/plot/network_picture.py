"""A network as a graph: units filled by what they answer, edges by sign and size of weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.brush import draw_lines, painting
from gdexplorer.ui.plot.diverging import ends, mixed
from gdexplorer.ui.theme import Theme

MOST = 16
"""Units of a layer that are drawn."""
WIDTHS = (0.6, 1.2, 2.2, 3.6)
"""Pixels of an edge, for weights up to each quarter of the layer's largest."""
STRENGTHS = (0.35, 0.6, 0.8, 1.0)
FEW, FAINT = 300, 4
"""Of more edges than so many, those of the kinds below are painted fast and not antialiased."""
NAMES = 116
"""Pixels on the left and on the right for names and numbers."""
TITLE = 20
APART = 64.0
"""Pixels between two units at most."""
LARGEST, SMALLEST = 13.0, 3.0
"""Pixels of a unit's radius."""
NEAR = 5.0
"""Pixels within which an edge is under the mouse."""
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, eq=False)
class Wiring:
    """A network and what it makes of one example.

    values: what each layer answers, (units,) each, the inputs first. weights: into each layer but
    the first, (units before, units). titles: of the layers. inputs, outputs: lines of text beside
    the first and the last layer; of outputs there may be more than units.
    """

    values: Sequence[Array]
    weights: Sequence[Array]
    titles: Sequence[str]
    inputs: Sequence[str]
    outputs: Sequence[str]


@dataclass(frozen=True, eq=False)
class Places:
    """Where all is drawn, in pixels: units (u, 2) of each layer, their radius, and the edges.

    starts, ends: (e, 2) of all edges; kinds: (e,), twice the width's class, and 1 where negative.
    """

    units: list[Array] = field(default_factory=list)
    radius: float = LARGEST
    starts: Array = field(default_factory=lambda: np.empty((0, 2)))
    ends: Array = field(default_factory=lambda: np.empty((0, 2)))
    kinds: Array = field(default_factory=lambda: np.empty(0))


class NetworkPicture(QWidget):
    """Draws a wiring. `hovered` says what is under the mouse in words, or nothing."""

    hovered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.wiring: Wiring | None = None
        self.places = Places()
        self._theme: Theme | None = None
        self.setAccessibleName("network")
        self.setMouseTracking(True)
        self.setMinimumHeight(120)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def show_wiring(self, wiring: Wiring) -> None:
        """Draw another wiring."""
        self.wiring = wiring
        self._place()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        if self.wiring is not None:
            self.places = placed(self.wiring, self.width(), self.height())
        self.update()

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._theme is None:
            return
        with painting(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.base))
            if self.wiring is not None:
                self._paint_edges(painter, self._theme)
                self._paint_units(painter, self._theme, self.wiring)
                self._paint_words(painter, self._theme, self.wiring)

    def _paint_edges(self, painter: QPainter, theme: Theme) -> None:
        low, _, high = ends(theme)
        for kind in range(2 * len(WIDTHS)):
            width, strength = WIDTHS[kind // 2], STRENGTHS[kind // 2]
            colour = mixed(theme.base, low if kind % 2 else high, strength)
            painter.setPen(QPen(QColor(colour), width))
            smooth = kind >= FAINT or len(self.places.kinds) <= FEW
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
            chosen = self.places.kinds == kind
            draw_lines(painter, self.places.starts[chosen], self.places.ends[chosen])

    def _paint_units(self, painter: QPainter, theme: Theme, wiring: Wiring) -> None:
        low, middle, high = ends(theme)
        painter.setPen(QPen(QColor(theme.muted), 1.2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self.places.radius
        for centres, values in zip(self.places.units, wiring.values, strict=True):
            for (x, y), share in zip(centres.tolist(), shares(values).tolist(), strict=False):
                painter.setBrush(QColor(mixed(middle, low if share < 0 else high, abs(share))))
                painter.drawEllipse(QPointF(x, y), radius, radius)

    def _paint_words(self, painter: QPainter, theme: Theme, wiring: Wiring) -> None:
        units = self.places.units
        painter.setPen(QColor(theme.muted))
        bottom = self.height() - self.fontMetrics().height() - 1.0
        for centres, values, title in zip(units, wiring.values, wiring.titles, strict=True):
            self._above(painter, float(centres[0, 0]), 2.0, title, title.split()[-1])
            more = len(values) - MOST
            if more > 0:
                self._above(painter, float(centres[0, 0]), bottom, f"… {more} more", f"+{more}")
        painter.setPen(QColor(theme.text))
        self._beside(painter, units[0], wiring.inputs, RIGHT)
        self._beside(painter, units[-1], wiring.outputs, LEFT)

    def _above(self, painter: QPainter, x: float, y: float, text: str, short: str) -> None:
        """Write a text in the middle of a layer's column, or a short one where it has no room."""
        room = float(self.places.units[1][0, 0] - self.places.units[0][0, 0])
        metrics = self.fontMetrics()
        shown = text if metrics.horizontalAdvance(text) < room - 4 else short
        painter.drawText(QRectF(x - 80, y, 160, metrics.height()), int(CENTRE), shown)

    def _beside(
        self, painter: QPainter, centres: Array, texts: Sequence[str], side: Qt.AlignmentFlag
    ) -> None:
        """Write a line beside each unit; if there are more lines than units, around their middle.

        Where units are too close for a line each, some go without.
        """
        line = self.fontMetrics().height()
        heights = centres[:, 1]
        if len(texts) > len(heights):
            heights = heights.mean() + line * (np.arange(len(texts)) - (len(texts) - 1) / 2)
        gap = self.places.radius + 8
        left = 4.0 if side is RIGHT else centres[0, 0] + gap
        width = centres[0, 0] - gap - left if side is RIGHT else self.width() - left - 4
        written = -np.inf
        for y, text in zip(heights.tolist(), texts, strict=False):
            if y - written >= 0.9 * line:
                written = y
                shown = shortened(self.fontMetrics(), text, int(width))
                painter.drawText(QRectF(left, y - line / 2, width, line), int(side), shown)

    # ------------------------------------------------------------------ mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = np.array([event.position().x(), event.position().y()])
        self.hovered.emit("" if self.wiring is None else named(self.wiring, self.places, place))

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002
        self.hovered.emit("")


def shortened(metrics: QFontMetrics, text: str, width: int) -> str:
    """Return a text in so many pixels; of "name = number" the name gives way."""
    name, equals, number = text.rpartition(" = ")
    room = width - metrics.horizontalAdvance(equals + number)
    if not name or room <= 0:
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    return metrics.elidedText(name, Qt.TextElideMode.ElideRight, room) + equals + number


def shares(values: Array) -> Array:
    """Return a layer's values from −1 to 1: as they are, or of the largest where that is more."""
    finite = np.nan_to_num(values, posinf=1.0, neginf=-1.0)
    return finite / max(1.0, float(np.abs(finite).max(initial=0.0)))


def placed(wiring: Wiring, width: float, height: float) -> Places:
    """Lay a network out in so many pixels."""
    across = np.linspace(NAMES, max(width - NAMES, NAMES + 1.0), len(wiring.values))
    counts = [min(len(values), MOST) for values in wiring.values]
    bottom = height - (TITLE if max(len(v) for v in wiring.values) > MOST else 4)
    steps = [min((bottom - TITLE) / n, APART) for n in counts]
    middle = (bottom + TITLE) / 2
    units = [
        np.stack([np.full(n, x), middle + step * (np.arange(n) - (n - 1) / 2)], axis=1)
        for x, n, step in zip(across, counts, steps, strict=True)
    ]
    radius = min(max(0.36 * min(steps), SMALLEST), LARGEST)
    gaps = list(_edges(wiring, units))
    starts, stops, kinds = (np.concatenate(part) for part in zip(*gaps, strict=True))
    return Places(units, radius, starts, stops, kinds)


def _edges(wiring: Wiring, units: list[Array]) -> Iterator[tuple[Array, Array, Array]]:
    """Yield starts, ends and kinds of the edges into each layer, row by row of its weights."""
    for i, weights in enumerate(wiring.weights):
        before, after = units[i], units[i + 1]
        drawn = weights[: len(before), : len(after)]
        starts = np.repeat(before, len(after), axis=0)
        stops = np.tile(after, (len(before), 1))
        sizes = np.abs(drawn).ravel()
        share = sizes / max(float(np.abs(weights).max()), 1e-300)
        levels = np.minimum((share * len(WIDTHS)).astype(int), len(WIDTHS) - 1)
        kinds = 2 * levels + (drawn.ravel() < 0)
        kinds[sizes == 0] = -1  # no edge
        yield starts, stops, kinds


def named(wiring: Wiring, places: Places, place: Array) -> str:
    """Say which unit or edge is at a place, (2,), with its number."""
    for layer, centres in enumerate(places.units):
        away = np.hypot(*(centres - place).T)
        unit = int(away.argmin())
        if away[unit] <= places.radius + 2:
            return f"{wiring.titles[layer]}, unit {unit + 1}: {wiring.values[layer][unit]:.6g}"
    return _edge_named(wiring, places, place)


def _edge_named(wiring: Wiring, places: Places, place: Array) -> str:
    along = places.ends - places.starts
    t = ((place - places.starts) * along).sum(axis=1) / (along * along).sum(axis=1)
    nearest = places.starts + np.clip(t, 0, 1)[:, None] * along
    away = np.hypot(*(nearest - place).T)
    e = int(away.argmin())
    if away[e] > NEAR:
        return ""
    for layer, weights in enumerate(wiring.weights):
        shape = len(places.units[layer]), len(places.units[layer + 1])
        if e < shape[0] * shape[1]:
            i, j = divmod(e, shape[1])
            ends_at = f"unit {i + 1} of {wiring.titles[layer]} to unit {j + 1}"
            return f"{ends_at} of {wiring.titles[layer + 1]}: weight {weights[i, j]:.6g}"
        e -= shape[0] * shape[1]
    return ""
