"""Rows of two features on a picture of what the chosen run's model answers everywhere."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF

from gdexplorer.core.data import DataProblem, Rows
from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.fit_part import FitPart, Fitted, feature_names, scatter
from gdexplorer.ui.plot.plot import Plot

GRID, FINE = 96, 288
"""Points along each side of a picture of the answers, while they change and at rest."""
SMALL = 2000
"""Parameters up to which a model answers so many points at once."""


class FitPlane(FitPart):
    """The picture, the points on it, and rings around those that are missed."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self.image, self.rings = pg.ImageItem(), scatter(0)
        self.add(self.image, 0)
        self.add(self.rings, 4)

    def axes(self, problem: DataProblem) -> tuple[str, str]:
        across, up = feature_names(problem.shown)
        return across, up

    def places(self, rows: Rows) -> tuple[Array, Array]:
        return rows.inputs[:, 0], rows.inputs[:, 1]

    def ink(self, problem: DataProblem) -> str:  # noqa: ARG002
        return self.theme.text  # a point may have the colour of what is around it

    def clear(self) -> None:
        super().clear()
        self.image.hide()
        self.rings.hide()

    def show_models(self, problem: DataProblem, models: Sequence[Fitted]) -> None:
        for model in models:
            if model.chosen:
                self._show_answers(problem, model.x)
                self.ring(problem, model.x)
                self.rings.show()

    @abstractmethod
    def coloured(self, problem: DataProblem, answers: Array) -> np.ndarray:
        """Return the colours of answers to m points, (m, 3) bytes."""

    @abstractmethod
    def ring(self, problem: DataProblem, x: Array) -> None:
        """Draw a ring around each row that a model with the parameters x misses."""

    def _show_answers(self, problem: DataProblem, x: Array) -> None:
        side = FINE if self.at_rest and problem.dimension <= SMALL else GRID
        points, edges = self._grid(side)
        colours = self.coloured(problem, problem.predict(x, points))
        picture = colours.reshape(side, side, 3)
        self.image.setImage(picture, axisOrder="row-major", autoLevels=False)
        self.image.setRect(edges)
        self.image.show()

    def _grid(self, side: int) -> tuple[Array, QRectF]:
        """Return points all over the picture, (side², 2), row by row from below, and its edges."""
        (x0, x1), (y0, y1) = self.plot.box.viewRange()
        across, up = np.meshgrid(np.linspace(x0, x1, side), np.linspace(y0, y1, side))
        points = np.stack([across.ravel(), up.ravel()], axis=1)
        return points, QRectF(x0, y0, x1 - x0, y1 - y0)
