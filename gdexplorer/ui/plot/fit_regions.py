"""Classes in two features: the regions of the chosen run's model, and what it gets wrong."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pyqtgraph as pg

from gdexplorer.core.data import DataProblem, Rows
from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.diverging import rgb
from gdexplorer.ui.plot.fit_part import DOT, GRID, FitPart, Fitted, feature_names, few
from gdexplorer.ui.plot.plot import Plot

STRENGTH = 0.55
"""How much of a class's colour its region has where the model is certain."""
MOST_NAMED = 6
"""Classes that are named beside the picture."""
LONGEST_NAME = 14
"""Characters of a class's name there."""


class FitRegions(FitPart):
    """Points in their class's colour; a ring around each point that is taken for another class."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self.image = pg.ImageItem()
        self.wrong = pg.ScatterPlotItem(size=DOT + 7, brush=None, pxMode=True)
        self.add(self.image, 0)
        self.add(self.wrong, 4)

    @classmethod
    def suits(cls, problem: DataProblem) -> bool:
        return bool(problem.classes) and problem.shown.inputs.shape[1] == 2

    def axes(self, problem: DataProblem) -> tuple[str, str]:
        across, up = feature_names(problem.shown)
        return across, up

    def places(self, rows: Rows) -> tuple[Array, Array]:
        return rows.inputs[:, 0], rows.inputs[:, 1]

    def clear(self) -> None:
        super().clear()
        self.image.hide()
        self.wrong.hide()

    def colour(self, label: int) -> str:
        """Return the colour of a class; no run has it."""
        return self.theme.classes[label % len(self.theme.classes)]

    def colours(self, problem: DataProblem, rows: Rows) -> Sequence[str]:  # noqa: ARG002
        return [self.colour(int(label)) for label in rows.targets]

    def ink(self, problem: DataProblem) -> str:  # noqa: ARG002
        return self.theme.text  # a point lies in a region of its own colour

    def legend(self, problem: DataProblem) -> tuple[str, str]:
        """Show which colour is which class; of many the first ones, all in the tooltip."""
        first, more = problem.labels[:MOST_NAMED], problem.labels[MOST_NAMED:]
        named = [
            f"<span style='color:{self.colour(i)}'>●</span>&nbsp;{escape(shortened(label))}"
            for i, label in enumerate(first)
        ]
        text = "&nbsp; ".join(["classes:", *named, *(["…"] if more else [])])
        return text, f"<qt>{escape(', '.join(problem.labels))}</qt>"

    def show_models(self, problem: DataProblem, models: Sequence[Fitted]) -> None:
        for model in models:
            if model.chosen:
                self._show_regions(problem, model.x)
                self._ring(problem, model.x)

    def _show_regions(self, problem: DataProblem, x: Array) -> None:
        points, edges = self.grid()
        shares = problem.predict(x, points).reshape(GRID, GRID, -1)
        self.image.setImage(self._mixed(shares), axisOrder="row-major", autoLevels=False)
        self.image.setRect(edges)
        self.image.show()

    def _ring(self, problem: DataProblem, x: Array) -> None:
        rows = few(problem.shown)
        missed = problem.predict(x, rows.inputs).argmax(axis=-1) != rows.targets
        self.wrong.setData(*rows.inputs[missed].T, pen=pg.mkPen(self.theme.bad, width=1.6))
        self.wrong.show()

    def _mixed(self, shares: Array) -> np.ndarray:
        """Return the classes' colours mixed by their probabilities, (GRID, GRID, 3) bytes."""
        colours = np.array([rgb(self.colour(i)) for i in range(shares.shape[-1])])
        empty = rgb(self.theme.base)
        mixed = np.nan_to_num(shares) @ (colours - empty) * STRENGTH + empty
        return np.clip(mixed, 0, 255).astype(np.uint8)


def shortened(label: str) -> str:
    """Return a label that leaves room for others."""
    return label if len(label) <= LONGEST_NAME else f"{label[: LONGEST_NAME - 1]}…"
