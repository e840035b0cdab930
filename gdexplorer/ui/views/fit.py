"""What a model has learned: its fit through the points, or the regions of its classes."""

from __future__ import annotations

from html import escape

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import QLabel

from gdexplorer.core.data import DataProblem, Rows
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Array, Problem
from gdexplorer.core.run import Run
from gdexplorer.core.session import RunSpec
from gdexplorer.problems.table_model import TableModel
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.plot.pixels import plottable
from gdexplorer.ui.plot.plot import Plot
from gdexplorer.ui.views.bar import below, row
from gdexplorer.ui.views.landscape import at_resolution
from gdexplorer.ui.views.panel import words
from gdexplorer.ui.views.view import Area, View

FEW = 1500
"""Points that are drawn; of more, every second, third ..."""
GRID = 96
"""Points along each side of the picture of the regions."""
ALONG = 200
MARGIN = 0.08
MOST_NAMED = 6
"""Classes that are named beside the picture."""
LONGEST_NAME = 14
"""Characters of a class's name there."""
DOT = 7
REACH = 8.0
"""Pixels around a point in which it can be taken."""
STRENGTH = 0.55
"""How much of a class's colour its region has where the model is certain."""


class FitView(View):
    """The data and what each run's model makes of it at the cursor's iteration.

    One feature: points and lines. More: the answer by the target. Classes in two features: the
    regions of the selected run's model, and a ring around each point it gets wrong.
    """

    name = "fit"
    title = "Data and fit"
    area = Area.LANDSCAPE
    order = 5
    interval = 0.1

    def build(self) -> None:
        self.plot = Plot("", "", "data and fit")
        self.regions = pg.ImageItem()
        self.residuals = pg.PlotCurveItem(connect="pairs")
        self.held_out, self.points = _scatter(), _scatter()
        self.wrong = pg.ScatterPlotItem(size=DOT + 7, brush=None, pxMode=True)
        for z, item in enumerate(
            (self.regions, self.residuals, self.held_out, self.points, self.wrong)
        ):
            item.setZValue(z)
            self.plot.addItem(item)
        self.lines: dict[int, pg.PlotCurveItem] = {}
        self.note = ElidedLabel("", least=0.4)
        self.note.setProperty("role", "muted")
        self.legend = QLabel()
        self.legend.setAccessibleName("classes")
        self.remarks = words("problem")
        self.remarks.setContentsMargins(8, 0, 8, 4)
        self.remarks.hide()
        below(self, row(self, [self.note], [self.legend]), self.plot, self.remarks)
        self._looks: dict[tuple[str, bool], tuple[QPen, QBrush]] = {}
        self._drawn: object = None
        self._held: int | None = None
        self._moved_to: object = None
        self.plot.box.show_all.connect(self.fit)
        self.plot.box.dragged.connect(self._dragged)
        self.plot.box.seek_handle = self._point_near
        self.player.moved.connect(self._follow)

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        if not isinstance(problem, DataProblem) or problem.shown.inputs.ndim != 2:
            return False
        return not problem.classes or problem.shown.inputs.shape[1] == 2

    def problem_changed(self) -> None:
        self._drawn = None

    def refresh(self) -> None:
        problem = self.player.document.landscape
        if not isinstance(problem, DataProblem) or not self.suits(problem):
            return
        if self._drawn != problem:
            self._drawn = problem
            if problem is not self._moved_to:  # a dragged point leaves all else in its place
                self._clear()
                self.fit()
            self._draw_data(problem)
        for gone in set(self.lines) - {spec.key for spec in self._specs()}:
            self.plot.removeItem(self.lines.pop(gone))
        runs = self._runs()
        if problem.classes:
            self._draw_regions(problem)
        else:
            self._draw_lines(problem, runs)
        self._say(problem)

    def _specs(self) -> list[RunSpec]:
        """Return the visible runs, the selected one last."""
        session = self.player.session
        specs = [s for s in session.document.runs if s.visible or s.key == session.selected]
        return sorted(specs, key=lambda s: s.key == session.selected)

    def _runs(self) -> list[tuple[RunSpec, Array]]:
        """Return those that have come somewhere, with their parameters at the cursor."""
        runs = [(s, self.player.session.runs[s.key]) for s in self._specs()]
        return [(s, self._weights(s, run)) for s, run in runs if len(run.trajectory)]

    def _weights(self, spec: RunSpec, run: Run) -> Array:
        x: Array = run.trajectory.x[self.player.session.at(spec.key)]
        return x

    # ------------------------------------------------------------------ data

    def _clear(self) -> None:
        """Take away what another problem's models were drawn with."""
        for item in (self.regions, self.residuals, self.wrong):
            item.setVisible(False)
        for line in self.lines.values():
            self.plot.removeItem(line)
        self.lines = {}

    def _draw_data(self, problem: DataProblem) -> None:
        flat = problem.shown.inputs.shape[1] == 1
        for side, name in zip(("bottom", "left"), axis_names(problem), strict=True):
            self.plot.setLabel(side, name)
        self.points.setVisible(bool(problem.classes) or flat)
        self.held_out.setVisible(bool(problem.classes) or flat)
        self._name_classes(problem)
        self._place(self.points, problem, problem.shown, filled=True)
        self._place(self.held_out, problem, problem.held_out, filled=False)

    def _place(
        self, item: pg.ScatterPlotItem, problem: DataProblem, rows: Rows, filled: bool
    ) -> None:
        rows = few(rows)
        across, up = places(problem, rows)
        colours = [self.theme.muted] * len(rows)
        if problem.classes:
            colours = [self.class_colour(int(label)) for label in rows.targets]
        looks = [self._look(c, filled) for c in colours]
        item.setData(
            plottable(across),
            plottable(up),
            pen=[pen for pen, _ in looks],
            brush=[brush for _, brush in looks],
        )

    def _name_classes(self, problem: DataProblem) -> None:
        """Show which colour is which class; of many the first ones, all in the tooltip."""
        few, more = problem.labels[:MOST_NAMED], problem.labels[MOST_NAMED:]
        named = [
            f"<span style='color:{self.class_colour(i)}'>●</span>&nbsp;{escape(shortened(label))}"
            for i, label in enumerate(few)
        ]
        self.legend.setText("&nbsp; ".join([*named, *(["…"] if more else [])]))
        self.legend.setToolTip(f"<qt>{escape(', '.join(problem.labels))}</qt>")
        self.legend.setVisible(bool(named))

    def _look(self, colour: str, filled: bool) -> tuple[QPen, QBrush]:
        """Return pen and brush of a point: always the same ones, so that it is painted once."""
        if (colour, filled) not in self._looks:
            edge = self.theme.base if filled else colour
            inside = QColor(colour) if filled else QColor(0, 0, 0, 0)
            self._looks[colour, filled] = pg.mkPen(edge, width=1.2), pg.mkBrush(inside)
        return self._looks[colour, filled]

    def class_colour(self, label: int) -> str:
        """Return the colour of a class."""
        return self.theme.runs[(label + 2) % len(self.theme.runs)]  # the first two are for runs

    def fit(self) -> None:
        """Show all points."""
        problem = self.player.document.landscape
        if isinstance(problem, DataProblem) and self.suits(problem):
            across, up = places(problem, problem.shown)
            self.plot.show_range(_padded(across), _padded(up))

    # ------------------------------------------------------------------ moving a point

    def _movable(self) -> TableModel | None:
        problem = self.player.document.landscape
        if not isinstance(problem, TableModel) or not self.suits(problem):
            return None
        return problem if problem.classes or problem.shown.inputs.shape[1] == 1 else None

    def _nearest(self, problem: TableModel, place: QPointF) -> tuple[int, QPointF] | None:
        """Return the row whose point is under the mouse, and where it is."""
        across, up = places(problem, few(problem.shown))
        wide, high = self.plot.box.viewPixelSize()
        away = np.hypot((across - place.x()) / wide, (up - place.y()) / high)
        i = int(away.argmin())
        if away[i] > REACH:
            return None
        return i * every(problem.shown), QPointF(float(across[i]), float(up[i]))

    def _point_near(self, place: QPointF) -> QPointF | None:
        """Return the point that a drag from this place would take."""
        problem = self._movable()
        under = None if problem is None else self._nearest(problem, place)
        return None if under is None else under[1]

    def _dragged(self, place: QPointF, done: bool) -> None:
        """Move a point of the table along with the mouse; the runs are solved again."""
        problem, handle = self._movable(), self.plot.box.handle
        if self._held is None and problem is not None and handle is not None:
            under = self._nearest(problem, handle)
            self._held = None if under is None else under[0]
        if problem is not None and self._held is not None:
            self._move(problem, self._held, place)
        if done:
            self._held = None
            self.player.end_gesture()

    def _move(self, problem: TableModel, row: int, place: QPointF) -> None:
        spans = [high - low for low, high in self.plot.box.viewRange()]
        x, y = at_resolution(place.x(), spans[0]), at_resolution(place.y(), spans[1])
        try:
            changed = problem.with_row(row, np.array([x, y] if problem.classes else [x]), y)
        except ParameterError as error:
            self.player.said.emit(f"{str(error)[:1].upper()}{str(error)[1:]}")
            return
        self._moved_to = changed
        self.player.change(self.player.document.with_problem(changed), ("point", row))
        self._place(self.points, changed, changed.shown, filled=True)

    def _follow(self) -> None:
        """Keep up with the mouse in every frame while a point is dragged."""
        if self._held is not None:
            self._refresh_if_seen()

    # ------------------------------------------------------------------ regression

    def _draw_lines(self, problem: DataProblem, runs: list[tuple[RunSpec, Array]]) -> None:
        selected = self.player.session.selected
        rows = few(problem.shown)
        flat = rows.inputs.shape[1] == 1
        for spec, x in runs:
            chosen = spec.key == selected
            pen = pg.mkPen(self.colour(spec), width=2.4 if chosen else 1.2)
            line = self._line(spec.key)
            line.setZValue(6 if chosen else 5)
            if flat:
                low, high = _padded(rows.inputs[:, 0])
                along = np.linspace(low, high, ALONG)
                answers = problem.predict(x, along[:, None])
                line.setData(along, plottable(answers), pen=pen)
                if chosen:
                    self._draw_residuals(rows, problem.predict(x, rows.inputs))
            else:
                answers = problem.predict(x, rows.inputs)
                self._cloud(line, spec, rows.targets, answers)
        if not flat:
            ends = np.array(_padded(rows.targets))
            self.residuals.setData(ends, ends, pen=pg.mkPen(self.theme.muted, width=1))
            self.residuals.show()

    def _cloud(self, line: pg.PlotCurveItem, spec: RunSpec, targets: Array, answers: Array) -> None:
        """Draw little crosses as segments of one curve: cheap, and in the run's colour."""
        low, high = self.plot.box.viewRange()
        dx, dy = 0.006 * (low[1] - low[0]), 0.008 * (high[1] - high[0])
        across = np.stack([targets - dx, targets + dx, targets, targets], axis=1).ravel()
        up = np.stack([answers, answers, answers - dy, answers + dy], axis=1).ravel()
        pen = pg.mkPen(self.colour(spec), width=1)
        line.setData(plottable(across), plottable(up), pen=pen, connect="pairs")

    def _line(self, key: int) -> pg.PlotCurveItem:
        if key not in self.lines:
            self.lines[key] = pg.PlotCurveItem(antialias=True)
            self.plot.addItem(self.lines[key])
        return self.lines[key]

    def _draw_residuals(self, rows: Rows, answers: Array) -> None:
        across = np.repeat(rows.inputs[:, 0], 2)
        up = np.stack([rows.targets, answers], axis=1).ravel()
        pen = pg.mkPen(self.theme.line, width=1)
        self.residuals.setData(plottable(across), plottable(up), pen=pen)
        self.residuals.show()

    # ------------------------------------------------------------------ classes

    def _draw_regions(self, problem: DataProblem) -> None:
        session = self.player.session
        run = session.runs[session.selected]
        if not len(run.trajectory):
            return
        x = self._weights(session.document.spec(session.selected), run)
        (x0, x1), (y0, y1) = self.plot.box.viewRange()
        across, up = np.meshgrid(np.linspace(x0, x1, GRID), np.linspace(y0, y1, GRID))
        points = np.stack([across.ravel(), up.ravel()], axis=1)
        shares = problem.predict(x, points).reshape(GRID, GRID, -1)
        self.regions.setImage(self._mixed(shares), axisOrder="row-major", autoLevels=False)
        self.regions.setRect(QRectF(x0, y0, x1 - x0, y1 - y0))
        self.regions.show()
        rows = few(problem.shown)
        missed = problem.predict(x, rows.inputs).argmax(axis=-1) != rows.targets
        self.wrong.setData(*rows.inputs[missed].T, pen=pg.mkPen(self.theme.bad, width=1.6))
        self.wrong.show()

    def _mixed(self, shares: Array) -> np.ndarray:
        """Return the classes' colours mixed by their probabilities, (GRID, GRID, 3) bytes."""
        named = [QColor(self.class_colour(i)) for i in range(shares.shape[-1])]
        colours = np.array([(c.red(), c.green(), c.blue()) for c in named], dtype=float)
        base = QColor(self.theme.base)
        empty = np.array((base.red(), base.green(), base.blue()), dtype=float)
        mixed = np.nan_to_num(shares) @ (colours - empty) * STRENGTH + empty
        return np.clip(mixed, 0, 255).astype(np.uint8)

    # ------------------------------------------------------------------ words

    def _say(self, problem: DataProblem) -> None:
        session = self.player.session
        spec = session.document.spec(session.selected)
        run = session.runs[spec.key]
        if not len(run.trajectory):
            return
        x = self._weights(spec, run)
        word = "accuracy" if problem.classes else "R²"
        parts = [f"{spec.label}: {word} {problem.score(x, problem.shown):.4g}"]
        if len(problem.held_out):
            parts.append(f"held out (hollow) {problem.score(x, problem.held_out):.4g}")
        if self._movable() is not None:
            parts.append("drag a point and see the answer change")
        remarks = problem.remarks(x)
        self.note.say(" · ".join(parts))
        self.remarks.setText(". ".join(remarks))
        self.remarks.setVisible(bool(remarks))

    def restyle(self) -> None:
        self.plot.set_theme(self.theme)
        self._looks = {}
        self._drawn = None


def shortened(label: str) -> str:
    """Return a label that leaves room for others."""
    return label if len(label) <= LONGEST_NAME else f"{label[: LONGEST_NAME - 1]}…"


def _scatter() -> pg.ScatterPlotItem:
    item = pg.ScatterPlotItem(size=DOT, pxMode=True)
    item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
    return item


def few(rows: Rows) -> Rows:
    """Return as many rows as are drawn."""
    return rows.only(slice(None, None, every(rows)))


def every(rows: Rows) -> int:
    """Return how many rows there are for each that is drawn."""
    return -(-max(len(rows), 1) // FEW)


def axis_names(problem: DataProblem) -> tuple[str, str]:
    """Return what the horizontal and the vertical axis are."""
    rows = problem.shown
    features = rows.names or tuple(f"x{i}" for i in range(rows.inputs.shape[1]))
    target = rows.target or "y"
    if problem.classes:
        return features[0], features[1]
    if len(features) == 1:
        return features[0], target
    return target, f"{target} as the model answers"


def places(problem: DataProblem, rows: Rows) -> tuple[Array, Array]:
    """Return where rows lie on the plot, (m,) each."""
    if problem.classes:
        return rows.inputs[:, 0], rows.inputs[:, 1]
    if rows.inputs.shape[1] == 1:
        return rows.inputs[:, 0], rows.targets
    return rows.targets, rows.targets


def _padded(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    pad = MARGIN * (high - low) or 1.0
    return low - pad, high + pad
