"""How the loss and the score fall and rise, over all training rows and over those held out."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QPen
from PySide6.QtWidgets import QComboBox

from gdexplorer.core.data import DataProblem
from gdexplorer.core.learning import Learning, measured
from gdexplorer.core.problem import Array, Problem
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.seeds import ORDER, WEIGHTS, Band, bands, varied
from gdexplorer.core.trajectory import Trajectory
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.fields import CountBox
from gdexplorer.ui.plot.band_item import FILL, MEDIAN, WIDTH, BandItem, faded
from gdexplorer.ui.plot.log_axis import LogAxis
from gdexplorer.ui.plot.pixels import HUGE
from gdexplorer.ui.plot.plot import Plot
from gdexplorer.ui.plot.reach import Reach, sight_of
from gdexplorer.ui.plot.series import FLOOR, least_positive, log10_floored
from gdexplorer.ui.plot.series_ends import End, EndMarks, diverged, diverged_entries
from gdexplorer.ui.plot.series_key import Entry, Look, SeriesKey, off_scale
from gdexplorer.ui.views.bar import below, row
from gdexplorer.ui.views.view import Area, View

LOSS, SCORE = "loss", "score"
MOST_SEEDS = 50
WORDS = {ORDER: "the order of rows", WEIGHTS: "the first weights"}
ABOUT_SEEDS = (
    "Train the selected run again from other seeds of {}, and shade the middle half of their "
    "curves around the median"
)
NO_SEEDS = "Nothing in this run depends on a seed: all rows in every step, or in a fixed order"
SELECTED, OTHERS = 2.2, 1.2
"""Pixels of a curve."""
FRESH = 1.1
"""A run is measured again once it is this many times as long."""


class LearningView(View):
    """Solid: the rows trained on. Dashed: the rows held out. By iteration or by epoch."""

    name = "learning"
    title = "Learning"
    area = Area.LANDSCAPE
    order = 6
    interval = 0.2

    def build(self) -> None:
        self.axis = LogAxis()
        self.plot = Plot("loss", "iteration", "learning curves", self.axis)
        self.what, self.across = QComboBox(), QComboBox()
        self.what.addItems([LOSS, SCORE])
        self.what.setAccessibleName("quantity")
        self.what.setToolTip("The mean loss over all rows; or accuracy, of numbers R²")
        self.across.addItems(["by iteration", "by epoch"])
        self.across.setAccessibleName("horizontal axis")
        self.across.setToolTip("An epoch shows every training row once")
        self.log = QAction("Logarithmic loss", self, checkable=True)
        self.log.setIconText("Logarithmic")
        self.log.setToolTip("Logarithmic or linear vertical axis of the loss")
        self._floor, self._off_scale = FLOOR, False
        self.note = ElidedLabel("", least=0.2)
        self.note.setProperty("role", "muted")
        self.seeds = CountBox()
        self.seeds.setRange(1, MOST_SEEDS)
        self.seeds.setSuffix(" seeds")
        self.seeds.setSpecialValueText("one seed")
        self.seeds.setAccessibleName("seeds of the band")
        self.key = SeriesKey()
        bar = row(self, [self.note], [self.seeds, self.log, self.what, self.across])
        below(self, bar, self.plot, self.key)
        self.cursor_line = pg.InfiniteLine(0.0, movable=False)
        self.ends = EndMarks()
        for item in (self.cursor_line, self.ends):
            self.plot.addItem(item)
        self.curves: dict[tuple[int, bool], pg.PlotCurveItem] = {}
        self._known: dict[int, tuple[Trajectory, int, Learning]] = {}
        self._kind = type(self.player.document.problem)
        self._asked: set[tuple[int, Trajectory, int]] = set()
        self._lane = self.player.lane(self._come, can_wait=True)
        self.bands = [BandItem(self.plot) for _ in (False, True)]
        self._band: Band | None = None
        self._ends: list[End] = []
        self._band_of: tuple[Recipe, int, int] | None = None
        self._band_lane = self.player.lane(self._band_come, can_wait=True)
        self.seeds.valueChanged.connect(self.refresh)
        self.what.currentIndexChanged.connect(self.refresh)
        self.across.currentIndexChanged.connect(self.refresh)
        self.log.toggled.connect(self.refresh)
        self.plot.box.clicked.connect(self._clicked)
        self.plot.box.show_all.connect(self.refresh)

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        return isinstance(problem, DataProblem)

    def actions_offered(self) -> list[QAction]:
        return [self.log]

    def problem_changed(self) -> None:
        for lane in (self._lane, self._band_lane):
            lane.cancel()
        self._known, self._asked = {}, set()
        self._band = self._band_of = None
        kind = type(self.player.document.problem)
        if kind is not self._kind:  # nothing of another model stays
            self._kind = kind
            self.seeds.setValue(1)
            self.plot.show_range((0.0, 1.0), (0.0, 1.0))

    def _problem(self) -> DataProblem | None:
        problem = self.player.document.landscape
        return problem if isinstance(problem, DataProblem) else None

    def refresh(self) -> None:
        problem = self._problem()
        if problem is None:
            return
        self._ask(problem)
        self._ask_band()
        self._draw(problem)

    # ------------------------------------------------------------------ measuring

    def _ask(self, problem: DataProblem) -> None:
        """Have the worker measure the runs that are new, or much longer than when last measured."""
        session = self.player.session
        wanted = []
        for spec in session.document.runs:
            trajectory = session.runs[spec.key].trajectory
            known = self._known.get(spec.key)
            if not spec.visible or not len(trajectory):
                continue
            old = known is not None and known[0] is trajectory
            grown = len(trajectory) / (known[1] if old and known is not None else 1)
            if not old or grown >= FRESH or (grown > 1 and not self.player.streaming):
                wanted.append((spec.key, trajectory, len(trajectory)))
        wanted.sort(key=lambda run: run[0] != session.selected)
        under_way = self._lane.busy and (self.player.streaming or set(wanted) <= self._asked)
        if wanted and not under_way:
            self._asked = set(wanted)
            self._lane.post(lambda _interrupted: _measuring(problem, wanted))
            self.player.wake()

    def _come(self, found: tuple[int, Trajectory, int, Learning] | None) -> None:
        if found is not None:
            key, trajectory, length, learning = found
            self._known[key] = (trajectory, length, learning)
            if self.isVisible():
                self.refresh()

    def _ask_band(self) -> None:
        """Have the worker train the selected run from more seeds, as far as it has come."""
        session = self.player.session
        run, seeds = session.runs[session.selected], self.seeds.value()
        names = [WORDS[name] for name in varied(run.recipe)]
        self.seeds.setEnabled(bool(names))
        self.seeds.setToolTip(ABOUT_SEEDS.format(" and ".join(names)) if names else NO_SEEDS)
        end = len(run.trajectory) - 1
        known = self._band_of is not None and self._band_of[:2] == (run.recipe, seeds)
        fresh = known and self._band_of is not None and end < FRESH * self._band_of[2]
        if self.player.streaming or fresh:
            return
        self._band_lane.cancel()
        self._band, self._band_of = None, (run.recipe, seeds, end)
        if names and seeds > 1 and end > 0:
            self._band_lane.post(lambda interrupted: bands(run.recipe, seeds, end, interrupted))
            self.player.wake()

    def _band_come(self, band: Band) -> None:
        self._band = band
        if self.isVisible():
            self.refresh()

    # ------------------------------------------------------------------ drawing

    def _draw(self, problem: DataProblem) -> None:
        self._dress(problem)
        learnings = self._learnings()
        bands = [] if self._band is None else [self._band.learning]
        self._floor = self._least([*learnings.values(), *bands])
        reaches = [*self._draw_runs(problem, learnings), *self._draw_band(problem)]
        self.note.say("over all rows" if reaches else "Measuring the loss over all rows …")
        lost = diverged_entries(self.player.session, learnings, self.colour)
        lost += [off_scale(self.theme.muted)] if self._off_scale else []
        self.key.show_entries(*self._entries(bool(len(problem.held_out))), *lost)
        top = math.inf
        if reaches:
            xs, ys, top = sight_of(reaches)
            self.plot.show_range(xs, ys)
        self.ends.show_ends(self._ends, self.theme.base, top)

    def _draw_runs(self, problem: DataProblem, learnings: dict[int, Learning]) -> list[Reach]:
        """Draw the runs' own curves; return how far each reaches."""
        reaches: dict[tuple[int, bool], Reach] = {}
        self._ends = []
        self._off_scale = False
        for key, learning in learnings.items():
            broken = self._breaks_off(key, learning)
            lost = diverged(self.player.session.runs[key])
            for held_out in (False, True):
                xs, ys = self._points(problem, learning, held_out)
                if len(xs):
                    self._curve(key, held_out).setData(xs, ys, pen=self._pen(key, held_out))
                    reaches[key, held_out] = Reach(xs[-1], ys.min(), ys.max(), lost)
                    self._ends += [End(xs[-1], ys[-1], self._colour(key))] if broken else []
        for gone in set(self.curves) - set(reaches):
            self.plot.removeItem(self.curves.pop(gone))
        return list(reaches.values())

    def _learnings(self) -> dict[int, Learning]:
        """Return what is known of the runs to show, by their keys."""
        session, found = self.player.session, {}
        for spec in session.document.runs:
            known = self._known.get(spec.key)
            own = known is not None and known[0] is session.runs[spec.key].trajectory
            if spec.visible and own and known is not None:
                found[spec.key] = known[2]
        return found

    def _points(
        self, problem: DataProblem, learning: Learning, held_out: bool
    ) -> tuple[Array, Array]:
        """Return what the axes can show of a column, (p,) each, as they count it."""
        ys = self._height(self._column(learning, held_out))
        good = np.isfinite(ys) & (np.abs(ys) <= HUGE)
        self._off_scale |= not (good | np.isnan(ys)).all()
        return (learning.k / self._unit(problem))[good], ys[good]

    def _breaks_off(self, key: int, learning: Learning) -> bool:
        """Say whether what was measured goes to the end of a run that diverged."""
        run = self.player.session.runs[key]
        return diverged(run) and int(learning.k[-1]) == len(run.trajectory) - 1

    def _colour(self, key: int) -> str:
        return self.colour(self.player.document.spec(key))

    def _pen(self, key: int, held_out: bool) -> QPen:
        return pg.mkPen(
            self._colour(key),
            width=SELECTED if key == self.player.session.selected else OTHERS,
            style=Qt.PenStyle.DashLine if held_out else Qt.PenStyle.SolidLine,
        )

    def _draw_band(self, problem: DataProblem) -> list[Reach]:
        """Draw the band; return how far its halves reach, where they are."""
        if self._band is None:
            for item in self.bands:
                item.set_visible(False)
            return []
        reaches = []
        learning, colour = self._band.learning, self._colour(self.player.session.selected)
        xs = learning.k / self._unit(problem)
        for item, held_out in zip(self.bands, (False, True), strict=True):
            quartiles = self._height(self._column(learning, held_out))
            item.show(xs, quartiles, colour, held_out)
            known = quartiles[np.isfinite(quartiles) & (np.abs(quartiles) <= HUGE)]
            if known.size:
                reaches.append(Reach(xs[-1], known.min(), known.max()))
        return reaches

    def _height(self, ys: Array) -> Array:
        return log10_floored(ys, self._floor) if self.axis.log else ys

    def _least(self, learnings: list[Learning]) -> float:
        """Return the least positive value shown: where a loss of 0 is drawn on a logarithmic axis.

        One for all curves, so that a 0 is never above what is not.
        """
        columns = [
            np.ravel(self._column(a, held_out)) for a in learnings for held_out in (False, True)
        ]
        return least_positive(np.concatenate(columns)) if columns else FLOOR

    def _entries(self, held_out: bool) -> list[Entry]:
        """Say what the lines are, where there are several of a run."""
        colour = self._colour(self.player.session.selected)
        own = QColor(self.theme.muted if self._band is None else colour)
        dashed = [Entry("held out", own, width=SELECTED, dashed=True)] if held_out else []
        if self._band is None:
            return [Entry("trained on", own, width=SELECTED), *dashed] if held_out else []
        return [
            Entry("selected run", own, width=SELECTED),
            *dashed,
            Entry(f"median of {self._band.seeds} seeds", faded(colour, MEDIAN), width=WIDTH),
            Entry("quartiles", faded(colour, FILL), Look.SHADE),
        ]

    def _unit(self, problem: DataProblem) -> int:
        return problem.steps_per_epoch if self.across.currentIndex() else 1

    def _column(self, learning: Learning, held_out: bool) -> Array:
        which = "test" if held_out else "train"
        column: Array = getattr(learning, f"{which}_{self.what.currentText()}")
        return column

    def _curve(self, key: int, held_out: bool) -> pg.PlotCurveItem:
        if (key, held_out) not in self.curves:
            curve = self.curves[key, held_out] = pg.PlotCurveItem(antialias=True)
            self.plot.addItem(curve)
        return self.curves[key, held_out]

    def _dress(self, problem: DataProblem) -> None:
        loss = self.what.currentText() == LOSS
        score = "accuracy" if problem.classes else "R²"
        left = "mean loss" if loss else score
        self.log.setEnabled(loss)
        self.axis.log = loss and self.log.isChecked()
        bottom = "epoch" if self.across.currentIndex() else "iteration"
        for side, text in (("left", left), ("bottom", bottom)):
            if self.plot.getAxis(side).labelText != text:
                self.plot.setLabel(side, text)
        self.cursor_line.setValue(self.player.session.cursor / self._unit(problem))

    def _clicked(self, place: Any) -> None:
        problem = self._problem()
        if problem is not None:
            k = round(place.x() * self._unit(problem))
            self.player.seek(max(0, min(k, self.player.session.end)))

    def restyle(self) -> None:
        self.plot.set_theme(self.theme)
        self.cursor_line.setPen(pg.mkPen(self.theme.accent, width=1.5))


def _measuring(
    problem: DataProblem, wanted: list[tuple[int, Trajectory, int]]
) -> Iterator[tuple[int, Trajectory, int, Learning] | None]:
    """Measure runs, all of them coarsely first; None in between, so that it can be cancelled."""
    under_way = deque((run, measured(problem, run[1].snapshot())) for run in wanted)
    while under_way:
        run, work = under_way.popleft()
        for learning in work:
            yield None if learning is None else (*run, learning)
            if learning is not None:
                under_way.append((run, work))
                break
