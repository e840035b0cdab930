"""What a model has learned: its fit through the points, or the regions of its classes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gdexplorer.core.data import DataProblem
from gdexplorer.core.learning import score_in_words
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Problem
from gdexplorer.problems.table_model import TableModel
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.plot.diverging import ColourBar
from gdexplorer.ui.plot.fit_lines import FitAnswers, FitLine
from gdexplorer.ui.plot.fit_part import FitPart, Fitted, every, few, padded
from gdexplorer.ui.plot.fit_regions import FitRegions
from gdexplorer.ui.plot.fit_surface import FitSurface
from gdexplorer.ui.plot.plot import Plot
from gdexplorer.ui.views.bar import below, row
from gdexplorer.ui.views.landscape import at_resolution
from gdexplorer.ui.views.models.remarks import Remarks
from gdexplorer.ui.views.view import Area, View

REACH = 8.0
"""Pixels around a point in which it can be taken."""
SIDE = 78
"""Pixels beside the plot for what its shades mean."""


class FitView(View):
    """The data and what each run's model makes of it at the cursor's iteration.

    One feature: points and lines. Two: the answer as a heat map. More: the answer by the target.
    Classes in two features: the regions of the selected run's model, and a ring around each point
    it gets wrong.
    """

    name = "fit"
    title = "Data and fit"
    area = Area.LANDSCAPE
    order = 5
    interval = 0.1

    def build(self) -> None:
        self.plot = Plot("", "", "data and fit")
        self.line, self.answers = FitLine(self.plot), FitAnswers(self.plot)
        self.surface, self.regions = FitSurface(self.plot), FitRegions(self.plot)
        self.parts: tuple[FitPart, ...] = (self.line, self.surface, self.answers, self.regions)
        self.note = ElidedLabel("", least=0.4)
        self.note.setProperty("role", "muted")
        self.legend = QLabel()
        self.legend.setAccessibleName("colours")
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.remarks = Remarks(self.player)
        below(self, row(self, [self.note], [self.legend]), self._body(), self.remarks)
        self._drawn: object = None
        self._held: int | None = None
        self._moved_to: object = None
        self.plot.box.show_all.connect(self._show_all)
        self.plot.box.dragged.connect(self._dragged)
        self.plot.box.seek_handle = self._point_near
        self.plot.box.sigRangeChangedManually.connect(self._refresh_if_seen)
        self.player.moved.connect(self._follow)

    def _body(self) -> QWidget:
        """Lay the plot out beside the bar that says what its shades mean."""
        self.bar = ColourBar("answers")
        self.bar.setFixedWidth(SIDE)
        self.bar.setBackgroundRole(QPalette.ColorRole.Base)
        self.bar.setAutoFillBackground(True)
        body = QWidget()
        layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.bar)
        return body

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        if not isinstance(problem, DataProblem) or problem.shown.inputs.ndim != 2:
            return False
        return not problem.classes or problem.shown.inputs.shape[1] == 2

    def problem_changed(self) -> None:
        self._drawn = None

    def _problem(self) -> tuple[DataProblem, FitPart] | None:
        """Return what is drawn, and the part that draws it."""
        problem = self.player.document.landscape
        if not isinstance(problem, DataProblem) or not self.suits(problem):
            return None
        return problem, next(part for part in self.parts if part.suits(problem))

    # ------------------------------------------------------------------ drawing

    def refresh(self) -> None:
        found = self._problem()
        if found is None:
            return
        problem, part = found
        if self._drawn != problem:
            self._drawn = problem
            self._take(problem, part)
        part.at_rest = not self.player.streaming
        with np.errstate(all="ignore"):  # a run that diverges is drawn all the same
            part.show_models(problem, self._models())
            self._say(problem, part)
        self.remarks.ask()

    def _take(self, problem: DataProblem, part: FitPart) -> None:
        """Draw the rows of another problem."""
        if problem is not self._moved_to:  # a dragged point leaves all else in its place
            for other in self.parts:
                other.clear()
            self.fit()
        for side, name in zip(("bottom", "left"), part.axes(problem), strict=True):
            self.plot.setLabel(side, name)
        text, tip = part.legend(problem)
        self.legend.setText(text)
        self.legend.setToolTip(tip)
        self.legend.setVisible(bool(text))
        colours, numbers = part.scale(problem)
        self.bar.setVisible(bool(colours))
        if colours:
            self.bar.set_scale(colours, numbers)
        part.show_rows(problem)

    def _models(self) -> list[Fitted]:
        """Return the visible runs that have come somewhere, the selected one last."""
        session = self.player.session
        chosen = session.selected
        specs = [s for s in session.document.runs if s.visible or s.key == chosen]
        return [
            Fitted(s.key, self.colour(s), s.key == chosen, trajectory.x[session.at(s.key)])
            for s in sorted(specs, key=lambda s: s.key == chosen)
            if len(trajectory := session.runs[s.key].trajectory)
        ]

    def fit(self) -> None:
        """Show all points."""
        found = self._problem()
        if found is not None:
            problem, part = found
            rows = [part.places(rows) for rows in (problem.shown, problem.held_out)]
            across, up = (np.concatenate(values) for values in zip(*rows, strict=True))
            self.plot.show_range(padded(across), padded(up))

    def _show_all(self) -> None:
        self.fit()
        self._refresh_if_seen()

    def _say(self, problem: DataProblem, part: FitPart) -> None:
        spec, trajectory, k = self.player.session.shown
        if not len(trajectory):
            return
        x, word = trajectory.x[k], "accuracy" if problem.classes else "R²"
        parts = [f"{word} {score_in_words(problem.score(x, problem.shown), 4)}"]
        if len(problem.held_out):
            score = score_in_words(problem.score(x, problem.held_out), 4)
            parts.append(f"held out ({part.held_out_as}) {score}")
        parts.append(spec.label)
        if self._movable() is not None:
            parts.append("drag a point and see the answer change")
        self.note.say(" · ".join(parts))

    def restyle(self) -> None:
        self.plot.set_theme(self.theme)
        self.bar.set_theme(self.theme)
        for part in self.parts:
            part.set_theme(self.theme)
        self._drawn = None

    # ------------------------------------------------------------------ moving a point

    def _movable(self) -> tuple[TableModel, FitPart] | None:
        found = self._problem()
        if found is None or not isinstance(found[0], TableModel) or not found[1].movable:
            return None
        return found[0], found[1]

    def _nearest(self, place: QPointF) -> tuple[int, QPointF] | None:
        """Return the row whose point is under the mouse, and where it is."""
        found = self._movable()
        if found is None:
            return None
        problem, part = found
        across, up = part.places(few(problem.shown))
        wide, high = self.plot.box.viewPixelSize()
        away = np.hypot((across - place.x()) / wide, (up - place.y()) / high)
        i = int(away.argmin())
        if away[i] > REACH:
            return None
        return i * every(problem.shown), QPointF(float(across[i]), float(up[i]))

    def _point_near(self, place: QPointF) -> QPointF | None:
        """Return the point that a drag from this place would take."""
        under = self._nearest(place)
        return None if under is None else under[1]

    def _dragged(self, place: QPointF, done: bool) -> None:
        """Move a point of the table along with the mouse; the runs are solved again."""
        handle = self.plot.box.handle
        if self._held is None and handle is not None:
            under = self._nearest(handle)
            self._held = None if under is None else under[0]
        if self._held is not None:
            self._move(self._held, place)
        if done:
            self._held = None
            self.player.end_gesture()

    def _move(self, row: int, place: QPointF) -> None:
        found = self._movable()
        if found is None:
            return
        problem, part = found
        spans = [high - low for low, high in self.plot.box.viewRange()]
        x, y = at_resolution(place.x(), spans[0]), at_resolution(place.y(), spans[1])
        flat = part is self.line
        inputs, target = ([x], y) if flat else ([x, y], float(problem.shown.targets[row]))
        try:
            changed = problem.with_row(row, np.array(inputs), target)
        except ParameterError as error:
            self.player.said.emit(f"{str(error)[:1].upper()}{str(error)[1:]}")
            return
        self._moved_to = changed
        self.player.change(self.player.document.with_problem(changed), ("point", row))
        part.show_rows(changed)

    def _follow(self) -> None:
        """Keep up with the mouse in every frame while a point is dragged."""
        if self._held is not None:
            self._refresh_if_seen()
