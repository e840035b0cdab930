"""How f, the gradient and the step shrink, by iteration or by evaluations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QPen
from PySide6.QtWidgets import QCheckBox, QComboBox

from gdexplorer.core.problem import Array
from gdexplorer.core.run import Run
from gdexplorer.core.session import RunSpec
from gdexplorer.ui.pace import READING
from gdexplorer.ui.plot.log_axis import LogAxis
from gdexplorer.ui.plot.pixels import HUGE
from gdexplorer.ui.plot.plot import Plot
from gdexplorer.ui.plot.reach import Reach, sight_of
from gdexplorer.ui.plot.series import in_sight, log10_floored, thinned
from gdexplorer.ui.plot.series_ends import End, EndMarks, diverged, diverged_entries
from gdexplorer.ui.plot.series_item import SeriesItem
from gdexplorer.ui.plot.series_key import SeriesKey, off_scale
from gdexplorer.ui.views.bar import below, row
from gdexplorer.ui.views.view import Area, View

STYLES = {
    "f": Qt.PenStyle.SolidLine,
    "gradient_norm": Qt.PenStyle.DashLine,
    "step_length": Qt.PenStyle.DotLine,
}
Wanted = dict[tuple[int, str], tuple[RunSpec, Run]]
SELECTED, OTHERS = 1.8, 1.0


class ConvergenceView(View):
    """f − f* where f* is known, ‖∇f‖ and step length of every run, with the cursor's line."""

    name = "convergence"
    title = "Convergence"
    area = Area.BELOW
    order = 10
    interval = 2 * READING

    def build(self) -> None:
        self.axis = LogAxis()
        self.plot = Plot("", "iteration", "convergence", self.axis)
        self.cursor_line = pg.InfiniteLine(0, angle=90, movable=True)
        self.cursor_line.setZValue(20)
        self.cursor_line.sigDragged.connect(self._dragged)
        self.ends, self.key = EndMarks(), SeriesKey()
        for item in (self.cursor_line, self.ends):
            self.plot.addItem(item)
        self.curves: dict[tuple[int, str], SeriesItem] = {}
        self.boxes = {
            "f": _switch("f − f*  ——", "the value above the known minimum, else f itself"),
            "gradient_norm": _switch("‖∇f‖  – –", "the gradient's Euclidean norm"),
            "step_length": _switch("step  ····", "the length of the step that led to the iterate"),
        }
        self.boxes["f"].setChecked(True)
        self.log = QAction("Logarithmic convergence", self, checkable=True, checked=True)
        self.log.setIconText("Logarithmic")
        self.log.setToolTip("Logarithmic or linear vertical axis")
        self.everything = QAction("Show all iterations", self)
        self.everything.setToolTip("Let the plot follow the runs again (double click)")
        self.across = QComboBox()
        self.across.addItems(["by iteration", "by evaluations"])
        self.across.setAccessibleName("horizontal axis")
        self.across.setToolTip("What the horizontal axis counts: iterations, or the evaluations of "
                               "f, ∇f and ∇²f that the optimizer spent")  # fmt: skip
        self.follows = True
        self._shown: object = None
        self._off_scale = False
        self._ends: list[End] = []
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = row(self, list(self.boxes.values()), [self.across, self.log])
        below(self, bar, self.plot, self.key)
        self.plot.getAxis("left").setWidth(58)
        self.plot.setMinimumHeight(110)

    def _connect(self) -> None:
        for box in self.boxes.values():
            box.toggled.connect(self._redraw)
        self.log.toggled.connect(self._redraw)
        self.across.currentIndexChanged.connect(self._redraw)
        self.everything.triggered.connect(self.show_all)
        self.plot.box.show_all.connect(self.show_all)
        self.plot.box.sigRangeChangedManually.connect(self._taken_by_hand)
        self.plot.box.clicked.connect(self._clicked)

    def problem_changed(self) -> None:
        """Use a linear axis where f has no known minimum, as logarithms of it say nothing."""
        self.log.setChecked(self._least() is not None)

    def _least(self) -> float | None:
        """Return f*; the loss over a mini-batch has another one each time."""
        problem = self.player.document.landscape
        return None if problem.stochastic else problem.minimum

    def actions_offered(self) -> list[QAction]:
        return [self.log, self.everything]

    def _taken_by_hand(self, *_ignored: Any) -> None:
        self.follows = False
        self.refresh()

    def show_all(self) -> None:
        """Follow the runs."""
        self.follows = True
        self.refresh()

    def _redraw(self, *_ignored: Any) -> None:
        self.follows = True
        self.refresh()

    # ------------------------------------------------------------------ drawing

    def refresh(self) -> None:
        wanted: Wanted = {}
        for spec in self.player.document.runs:
            run = self.player.session.runs[spec.key]
            if spec.visible and len(run.trajectory):
                for name, box in self.boxes.items():
                    if box.isChecked():
                        wanted[spec.key, name] = (spec, run)
        shown = self._shown_of(wanted)
        if shown != self._shown:
            self._shown = shown
            self._draw_all(wanted)
        self._place_cursor()

    def _shown_of(self, wanted: Wanted) -> object:
        """Return all that the curves depend on: while it stays, only the cursor can have moved."""
        session = self.player.session
        runs = [
            (curve, spec, run.trajectory, len(run.trajectory), run.stop, self.colour(spec))
            for curve, (spec, run) in wanted.items()
        ]
        sight = () if self.follows else tuple(self.plot.box.viewRange()[0])
        switches = (self.theme.base, self.log.isChecked(), self.across.currentIndex(), self.follows)
        return (runs, session.selected, session.document.landscape, sight, switches)

    def _draw_all(self, wanted: Wanted) -> None:
        for gone in set(self.curves) - set(wanted):
            self.plot.removeItem(self.curves.pop(gone))
        self._off_scale = False
        self._ends = []
        reaches = [self._draw(name, *wanted[key, name]) for key, name in wanted]
        self._dress()
        lost = diverged_entries(self.player.session, (key for key, _ in wanted), self.colour)
        self.key.show_entries(*lost, *([off_scale(self.theme.muted)] if self._off_scale else []))
        self._follow(reaches)

    def _draw(self, name: str, spec: RunSpec, run: Run) -> Reach:
        """Draw one curve; return how far it reaches."""
        xs = self._across(run)
        ys = getattr(run.trajectory, name)
        rows = slice(0, len(xs))
        if not self.follows:
            rows = in_sight(xs, *self.plot.box.viewRange()[0])
        if name == "step_length":  # no step led to the start
            rows = slice(max(rows.start, 1), rows.stop)
        whole = rows.stop == len(xs)
        xs, ys = self._up(name, *thinned(xs[rows], ys[rows]))
        if len(xs) == 0:
            if old := self.curves.pop((spec.key, name), None):
                self.plot.removeItem(old)
            return Reach(1.0, 0.0, 1.0)
        if whole and diverged(run):
            self._ends.append(End(float(xs[-1]), float(ys[-1]), self.colour(spec)))
        width = SELECTED if spec.key == self.player.session.selected else OTHERS
        pen = QPen(QColor(self.colour(spec)), width, STYLES[name])
        self._curve(spec, name).show_series(xs.astype(float), ys, pen)
        right = max(float(xs[-1]), 1.0)
        return Reach(right, float(ys.min()), float(ys.max()), diverged(run))

    def _up(self, name: str, xs: Array, ys: Array) -> tuple[Array, Array]:
        """Return what the axis can show of a curve, as the axis counts it."""
        minimum = self._least()
        if name == "f" and minimum is not None:
            ys = np.maximum(ys - minimum, 0.0)  # rounding can take it just below 0
        shown = ys >= 0 if self.log.isChecked() else np.abs(ys) <= HUGE
        self._off_scale |= not shown.all()
        xs, ys = xs[shown], ys[shown]
        return xs, log10_floored(ys) if self.log.isChecked() else ys

    def _across(self, run: Run) -> Any:
        if self.across.currentIndex() == 0:
            return np.arange(len(run.trajectory))
        return run.trajectory.evaluations.sum(axis=1)

    def _curve(self, spec: RunSpec, name: str) -> SeriesItem:
        if (spec.key, name) not in self.curves:
            curve = self.curves[spec.key, name] = SeriesItem()
            self.plot.addItem(curve)
        return self.curves[spec.key, name]

    def _dress(self) -> None:
        name = "f − f*" if self._least() is not None else "f"
        if self.player.document.landscape.stochastic:
            name = "f of the mini-batch"
        self.boxes["f"].setText(f"{name}  ——")
        self.axis.log = self.log.isChecked()
        bottom = "iteration" if self.across.currentIndex() == 0 else "evaluations of f, ∇f, ∇²f"
        if self.plot.getAxis("bottom").labelText != bottom:
            self.plot.setLabel("bottom", bottom)

    def _follow(self, reaches: list[Reach]) -> None:
        """Show the curves that reach so far, unless the user chose what to see."""
        top = math.inf
        if self.follows and reaches:
            xs, ys, top = sight_of(reaches)
            self.plot.show_range(xs, ys)
        self.ends.show_ends(self._ends, self.theme.base, top)

    def _place_cursor(self) -> None:
        session = self.player.session
        x = float(session.cursor)
        if self.across.currentIndex() == 1:
            evaluations = session.runs[session.selected].trajectory
            if len(evaluations):
                x = float(evaluations.evaluations[session.at(session.selected)].sum())
        if self.cursor_line.value() != x and not self.cursor_line.moving:
            self.cursor_line.setValue(x)

    def _dragged(self, line: pg.InfiniteLine) -> None:
        self._seek(float(line.value()))

    def _clicked(self, place: Any) -> None:
        self._seek(place.x())

    def _seek(self, x: float) -> None:
        session = self.player.session
        if self.across.currentIndex() == 1:
            spent = self._across(session.runs[session.selected])
            k = int(np.searchsorted(spent, x))
        else:
            k = round(x)
        self.player.seek(max(0, min(k, session.end)))

    def restyle(self) -> None:
        self.plot.set_theme(self.theme)
        self.cursor_line.setPen(pg.mkPen(self.theme.accent, width=1.5))
        self.cursor_line.setHoverPen(pg.mkPen(self.theme.accent, width=3))


def _switch(text: str, about: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setToolTip(f"Show {about}")
    return box
