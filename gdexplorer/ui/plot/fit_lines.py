"""Models of numbers as lines: through the points of one feature, or answers by their targets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg

from gdexplorer.core.data import DataProblem, Rows
from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.diverging import mixed
from gdexplorer.ui.plot.fit_part import DOT, FitPart, Fitted, feature_names, few, padded, scatter
from gdexplorer.ui.plot.pixels import plottable
from gdexplorer.ui.plot.plot import Plot

ALONG = 200
"""Points along a line."""


class Strokes(FitPart):
    """One item of lines for each run, in its colour, and thin ones below them."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self.lines: dict[int, pg.PlotCurveItem] = {}
        self.thin = pg.PlotCurveItem(connect="pairs")
        self.add(self.thin, 1)

    def clear(self) -> None:
        super().clear()
        self.thin.hide()
        self._keep(set())

    def show_models(self, problem: DataProblem, models: Sequence[Fitted]) -> None:
        self._keep({model.key for model in models})
        for model in models:
            self.show_model(problem, model, self._line(model))

    def show_model(self, problem: DataProblem, model: Fitted, line: pg.PlotCurveItem) -> None:
        """Draw one model by its own lines."""
        raise NotImplementedError

    def _keep(self, keys: set[int]) -> None:
        for gone in set(self.lines) - keys:
            self.plot.removeItem(self.lines.pop(gone))

    def _line(self, model: Fitted) -> pg.PlotCurveItem:
        if model.key not in self.lines:
            self.lines[model.key] = pg.PlotCurveItem(antialias=True)
            self.plot.addItem(self.lines[model.key])
        self.lines[model.key].setZValue(6 if model.chosen else 5)
        return self.lines[model.key]


class FitLine(Strokes):
    """One feature and a number: points, each run's line, the chosen one's residuals."""

    @classmethod
    def suits(cls, problem: DataProblem) -> bool:
        return not problem.classes and problem.shown.inputs.shape[1] == 1

    def axes(self, problem: DataProblem) -> tuple[str, str]:
        return feature_names(problem.shown)[0], problem.shown.target or "y"

    def places(self, rows: Rows) -> tuple[Array, Array]:
        return rows.inputs[:, 0], rows.targets

    def show_model(self, problem: DataProblem, model: Fitted, line: pg.PlotCurveItem) -> None:
        rows = few(problem.shown)
        along = np.linspace(*padded(rows.inputs[:, 0]), ALONG)
        answers = problem.predict(model.x, along[:, None])
        pen = pg.mkPen(model.colour, width=2.4 if model.chosen else 1.2)
        line.setData(along, plottable(answers), pen=pen)
        if model.chosen:
            self._draw_residuals(rows, problem.predict(model.x, rows.inputs))

    def _draw_residuals(self, rows: Rows, answers: Array) -> None:
        across = np.repeat(rows.inputs[:, 0], 2)
        up = np.stack([rows.targets, answers], axis=1).ravel()
        pen = pg.mkPen(mixed(self.theme.line, self.theme.muted, 0.5), width=1)
        self.thin.setData(plottable(across), plottable(up), pen=pen)
        self.thin.show()


class FitAnswers(Strokes):
    """Many features and a number: answers by their targets, which lie on the diagonal if right.

    Crosses are rows trained on; circles, of the chosen run, those held out.
    """

    held_out_as = "circles"
    movable = False

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self.circles = scatter(DOT)
        self.add(self.circles, 7)

    @classmethod
    def suits(cls, problem: DataProblem) -> bool:
        return not problem.classes and problem.shown.inputs.shape[1] > 2

    def axes(self, problem: DataProblem) -> tuple[str, str]:
        target = problem.shown.target or "y"
        return target, f"{target} as the model answers"

    def places(self, rows: Rows) -> tuple[Array, Array]:
        return rows.targets, rows.targets

    def clear(self) -> None:
        super().clear()
        self.circles.hide()

    def show_rows(self, problem: DataProblem) -> None:
        """Draw where right answers lie; the rows come with the models' answers."""
        ends = np.array(padded(self.targets(problem)))
        self.thin.setData(ends, ends, pen=pg.mkPen(self.theme.muted, width=1))
        self.thin.show()

    @staticmethod
    def targets(problem: DataProblem) -> Array:
        """Return the targets of all rows."""
        return np.concatenate([problem.shown.targets, problem.held_out.targets])

    def show_model(self, problem: DataProblem, model: Fitted, line: pg.PlotCurveItem) -> None:
        rows = few(problem.shown)
        self._cross(line, model, rows.targets, problem.predict(model.x, rows.inputs))
        if model.chosen:
            rows = few(problem.held_out)
            answers = problem.predict(model.x, rows.inputs)
            pen = pg.mkPen(model.colour, width=1.5)
            brush = pg.mkBrush(self.theme.base)
            self.circles.setData(rows.targets, plottable(answers), pen=pen, brush=brush)
            self.circles.show()

    def _cross(self, line: pg.PlotCurveItem, model: Fitted, targets: Array, answers: Array) -> None:
        """Draw little crosses as segments of one curve: cheap, and in the run's colour."""
        low, high = self.plot.box.viewRange()
        dx, dy = 0.006 * (low[1] - low[0]), 0.008 * (high[1] - high[0])
        across = np.stack([targets - dx, targets + dx, targets, targets], axis=1).ravel()
        up = np.stack([answers, answers, answers - dy, answers + dy], axis=1).ravel()
        pen = pg.mkPen(model.colour, width=1)
        line.setData(plottable(across), plottable(up), pen=pen, connect="pairs")
