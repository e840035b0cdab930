"""What the ways to draw data and fit share: rows as points, filled or hollow, below the models."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPen

from gdexplorer.core.data import DataProblem, Rows
from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.pixels import plottable
from gdexplorer.ui.plot.plot import Plot
from gdexplorer.ui.theme import LIGHT, Theme

FEW = 1500
"""Points that are drawn; of more, every second, third ..."""
DOT = 8
MARGIN = 0.08


@dataclass(frozen=True, eq=False)
class Fitted:
    """A run's model: its parameters x (n,) at the iterate that is shown, and how it is drawn."""

    key: int
    colour: str
    chosen: bool
    x: Array


class FitPart(ABC):
    """One way to draw rows and what models make of them. It says which problems it suits."""

    held_out_as: ClassVar[str] = "hollow"
    """How rows that are held out are drawn."""
    movable: ClassVar[bool] = True
    """Whether a point is where its row's numbers are, so that it can be dragged."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.theme: Theme = LIGHT
        self.at_rest = True
        """Whether there is time to draw finely: nothing streams in."""
        self.held_out, self.points = scatter(DOT), scatter(DOT)
        self._looks: dict[tuple[str, str, float], tuple[QPen, QBrush]] = {}
        self.add(self.held_out, 2)
        self.add(self.points, 3)

    def add(self, item: pg.GraphicsObject, z: int) -> None:
        """Put an item on the plot, not seen before there is anything to draw."""
        item.setZValue(z)
        item.hide()
        self.plot.addItem(item)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours, from the next drawing on."""
        self.theme = theme
        self._looks = {}

    @classmethod
    @abstractmethod
    def suits(cls, problem: DataProblem) -> bool:
        """Say whether it can draw this problem's rows."""

    @abstractmethod
    def axes(self, problem: DataProblem) -> tuple[str, str]:
        """Name the horizontal and the vertical axis."""

    @abstractmethod
    def places(self, rows: Rows) -> tuple[Array, Array]:
        """Return where rows lie on the plot, (m,) each."""

    @abstractmethod
    def show_models(self, problem: DataProblem, models: Sequence[Fitted]) -> None:
        """Draw what models answer, the chosen one last."""

    def clear(self) -> None:
        """Take everything from sight."""
        for item in (self.held_out, self.points):
            item.hide()

    def legend(self, problem: DataProblem) -> tuple[str, str]:  # noqa: ARG002 (for subclasses)
        """Return what the colours mean, as rich text, and the tooltip that says it in full."""
        return "", ""

    def scale(self, problem: DataProblem) -> tuple[Sequence[str], Sequence[str]]:  # noqa: ARG002
        """Return the colours of a colour bar, and its numbers, from low to high; if it has one."""
        return (), ()

    def colours(self, problem: DataProblem, rows: Rows) -> Sequence[str]:  # noqa: ARG002
        """Return each row's colour."""
        return [self.theme.muted] * len(rows)

    def ink(self, problem: DataProblem) -> str:  # noqa: ARG002 (for subclasses)
        """Return the colour of the edge around a filled point."""
        return self.theme.base

    def show_rows(self, problem: DataProblem) -> None:
        """Draw the rows: those trained on filled, those held out hollow."""
        rows, others, edge = few(problem.shown), few(problem.held_out), self.ink(problem)
        filled = [self.look(edge, c, 1.2) for c in self.colours(problem, rows)]
        self.put(self.points, rows, filled)
        hollow = [self.look(c, self.theme.base, 1.8) for c in self.colours(problem, others)]
        self.put(self.held_out, others, hollow)

    def put(
        self, item: pg.ScatterPlotItem, rows: Rows, looks: Sequence[tuple[QPen, QBrush]]
    ) -> None:
        """Put a point at each row's place."""
        across, up = self.places(rows)
        pens, brushes = [pen for pen, _ in looks], [brush for _, brush in looks]
        item.setData(plottable(across), plottable(up), pen=pens, brush=brushes)
        item.show()

    def look(self, edge: str, inside: str, width: float) -> tuple[QPen, QBrush]:
        """Return pen and brush of a point: always the same ones, so that it is painted once."""
        key = edge, inside, width
        if key not in self._looks:
            self._looks[key] = pg.mkPen(edge, width=width), pg.mkBrush(inside)
        return self._looks[key]


def scatter(size: int) -> pg.ScatterPlotItem:
    """Return an item for points that lets the mouse through."""
    item = pg.ScatterPlotItem(size=size, pxMode=True)
    item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
    return item


def few(rows: Rows) -> Rows:
    """Return as many rows as are drawn."""
    return rows.only(slice(None, None, every(rows)))


def every(rows: Rows) -> int:
    """Return how many rows there are for each that is drawn."""
    return -(-max(len(rows), 1) // FEW)


def feature_names(rows: Rows) -> tuple[str, ...]:
    """Return the features' own names, or x0, x1 ..."""
    return rows.names or tuple(f"x{i}" for i in range(rows.inputs.shape[1]))


def padded(values: Array) -> tuple[float, float]:
    """Return the least and the largest value, with room around them."""
    low, high = float(values.min()), float(values.max())
    pad = MARGIN * (high - low) or 1.0
    return low - pad, high + pad
