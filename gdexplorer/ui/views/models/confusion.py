"""Which classes the selected run's model takes for which, at the cursor's iteration."""

from __future__ import annotations

import numpy as np

from gdexplorer.core.confusion import confused
from gdexplorer.core.data import DataProblem, Numbers, Rows
from gdexplorer.core.problem import Array, Problem
from gdexplorer.core.trajectory import Trajectory
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.plot.count_matrix import CountMatrix
from gdexplorer.ui.views.bar import below, row
from gdexplorer.ui.views.models.remarks import Remarks
from gdexplorer.ui.views.view import Area, View, model_views

COUNTING = "Counting …"


class ConfusionView(View):
    """Counts of rows held out, or where there are none of those trained on.

    Where another view shows single rows, a click on a cell has it show the cell's next one.
    """

    name = "confusion"
    title = "Confusion"
    area = Area.LANDSCAPE
    order = 8
    interval = 0.2

    def build(self) -> None:
        self.note = ElidedLabel(COUNTING)
        self.matrix = CountMatrix()
        self.matrix.chosen.connect(self._show_next)
        self.matrix.hovered.connect(self.player.hovered)
        self.remarks = Remarks(self.player)
        below(self, row(self, [self.note], []), self.matrix, self.remarks)
        self._asked: tuple[Trajectory, int] | None = None
        self._last: tuple[int, int, int] | None = None
        """The cell whose row was shown last, and the row."""
        self._offer()
        self._lane = self.player.lane(self._come, can_wait=True)

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        return isinstance(problem, DataProblem) and problem.classes > 0

    def problem_changed(self) -> None:
        self._lane.cancel()
        self._asked = self._last = None
        self._offer()
        self.matrix.show_counts(np.zeros((0, 0), int), ())
        self.note.say(COUNTING)

    def refresh(self) -> None:
        problem = self.player.document.landscape
        _, trajectory, k = self.player.session.shown
        if not isinstance(problem, DataProblem) or not self.suits(problem) or not len(trajectory):
            return
        self.remarks.ask()
        wanted = trajectory, k
        moving = self.player.streaming or self.player.playing
        if wanted == self._asked or (self._lane.busy and moving):
            return  # else, where counting takes long, it would begin again and again
        self._asked = wanted
        x, rows = trajectory.x[k], _rows(problem)
        self._lane.post(lambda _interrupted: confused(problem, x, rows))
        self.player.wake()

    def _come(self, counts: Numbers | None) -> None:
        problem = self.player.document.landscape
        if counts is None or self._asked is None or not isinstance(problem, DataProblem):
            return
        self.matrix.show_counts(counts, problem.labels)
        self._say(problem, counts, self._asked[1])

    def _say(self, problem: DataProblem, counts: Numbers, k: int) -> None:
        right, total = int(np.trace(counts)), int(counts.sum())
        spec, _, _ = self.player.session.shown
        kind = "held out" if len(problem.held_out) else "trained on"
        told = f"{right} of {total} rows {kind} are right ({right / max(total, 1):.1%})"
        self.note.say(f"{told} · {spec.label} at iteration {k}")
        self.matrix.setAccessibleDescription(told)

    # ------------------------------------------------------------------ clicks

    def _offer(self) -> None:
        """Have cells be clicked where there is a view that shows their rows."""
        problem = self.player.document.landscape
        able = any(kind.shows_rows and kind.suits(problem) for kind in model_views())
        self.matrix.set_clickable(able)

    def _show_next(self, i: int, j: int) -> None:
        """Have the next row shown that is of class i and read as j, round and round."""
        problem = self.player.document.landscape
        _, trajectory, k = self.player.session.shown
        if not isinstance(problem, DataProblem) or not len(trajectory):
            return
        rows = _in_cell(problem, trajectory.x[k], i, j)
        if not rows.size:
            self.player.said.emit("There is none to show in this cell")
            return
        last = self._last[2] if self._last and self._last[:2] == (i, j) else -1
        at = int(np.searchsorted(rows, last, side="right")) % len(rows)
        self._last = i, j, int(rows[at])
        self.row_asked.emit(int(rows[at]))
        true, read = problem.labels[i], problem.labels[j]
        many = f"Number {at + 1} of the {len(rows)} that are"
        which = many if len(rows) > 1 else "The only one that is"
        self.player.said.emit(f"{which} {true} and read as {read}")

    def restyle(self) -> None:
        self.matrix.restyle(self.theme)


def _rows(problem: DataProblem) -> Rows:
    return problem.held_out if len(problem.held_out) else problem.shown


def _in_cell(problem: DataProblem, x: Array, i: int, j: int) -> Numbers:
    """Return which rows are of class i and read as j at x (n,), in order."""
    rows = _rows(problem)
    places = np.flatnonzero(rows.targets == i)
    with np.errstate(all="ignore"):
        answers = problem.predict(x, rows.inputs[places]).argmax(axis=-1)
    return places[answers == j]
