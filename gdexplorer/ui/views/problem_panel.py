"""What is minimised, and where the runs start."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QToolButton

from gdexplorer import api
from gdexplorer.core.data import DataProblem
from gdexplorer.core.frame import Frame, Framed
from gdexplorer.core.parameter import Parameter, Scale, parameters_of
from gdexplorer.core.problem import Problem
from gdexplorer.core.session import Document, described_frame
from gdexplorer.ui.fields import NumberBox
from gdexplorer.ui.form import Form, clear
from gdexplorer.ui.formula import Formula
from gdexplorer.ui.picker import Picker
from gdexplorer.ui.section import Section
from gdexplorer.ui.thumbnails import Thumbnails
from gdexplorer.ui.views.panel import Panel, words
from gdexplorer.ui.views.view import Area
from gdexplorer.ui.wording import as_sentence

MOST_BOXES = 6
"""Coordinates of the start that have an input; all can be moved in the landscape."""


class ProblemPanel(Panel):
    """Function picker, formula, the problem's parameters, the start point as numbers."""

    name = "problem"
    title = "Problem"
    area = Area.LEFT
    order = 30

    def build(self) -> None:
        from gdexplorer.ui.own_functions import OwnFunctions  # the first path does not wait for it

        kinds = list(api.problems().values())
        self.picker = Picker(kinds, "function")
        self.picker.use_icons()
        self.picker.picked.connect(self._picked)
        self.thumbnails = Thumbnails(self.player, kinds, self.picker.set_icon)
        self.own = OwnFunctions(self.player, self.themes, self)
        self.own.added.connect(self._list)
        self.own.removed.connect(self.picker.remove_kind)
        self.own.chosen.connect(self._picked)
        self.own.complained.connect(self._not_done)
        self.about = words("muted")
        self.formula = Formula(self.player)
        self.form = Form()
        self.form.picked.connect(self._tuned)
        self.form.finished.connect(self.player.end_gesture)
        self.form.complained.connect(self.complain)
        self.frame_form = Form()
        self.frame_form.picked.connect(self._framed)
        self.frame_form.finished.connect(self.player.end_gesture)
        self.frame_form.complained.connect(self.complain)
        self.framing = Section(
            "Move, stretch, turn, roughen",
            "The function shifted, scaled along each axis, rotated about the middle of its view, "
            "and with noise added",
            self.frame_form,
        )
        self.starts = QGridLayout()
        self.starts.setColumnStretch(1, 1)
        self.boxes: list[NumberBox] = []
        self._symbols: list[str] = []
        self.more = words("muted")
        self._plain = api.optimizers()["gradient_descent"]
        self.together = QCheckBox("All runs start here")
        self.together.setChecked(True)
        self.together.setToolTip("Move the start of all runs, or of the selected one only")
        self.together.toggled.connect(self._keep_together)
        column = self.column()
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.picker)
        row.addWidget(self._own_button())
        column.addLayout(row)
        for widget in (self.about, self.formula, self.form):
            column.addWidget(widget)
        column.addWidget(words("heading", "Start"))
        column.addLayout(self.starts)
        column.addWidget(self.more)
        column.addWidget(self.together)
        column.addWidget(self.framing)
        column.addStretch(1)

    def _own_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("+")
        button.setAccessibleName("your own functions")
        button.setToolTip("New function… (Ctrl+Shift+N); the arrow has more for your own")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        button.setMenu(self.own.menu(button))
        button.clicked.connect(self.own.begin)
        self.own_button = button
        return button

    def _not_done(self, sentence: str) -> None:
        """Say what could not be done with a file, here and where it is seen if this is closed."""
        self.complain(sentence)
        self.player.said.emit(as_sentence(sentence))

    def _list(self, kind: type[Problem]) -> None:
        self.picker.add_kind(kind)
        self.thumbnails.add(kind)

    def refresh(self) -> None:
        problem = self.player.document.problem
        self.picker.show_choice(type(problem))
        model = isinstance(problem, DataProblem)
        told = marks(problem if model else self.player.document.landscape)
        self.about.setText(f"{problem.about}\n{told}")
        self.formula.show_latex(problem.formula, self.theme.text)
        self.form.show_object(problem)
        self.form.setVisible(bool(parameters_of(type(problem))))
        frame = self.player.document.frame
        flat = problem.dimension == 1  # there is nothing to turn
        self.frame_form.show_object(frame, *(("shift_y", "scale_y", "rotation") if flat else ()))
        self.framing.note(described_frame(frame))
        self._show_start(problem)

    def _show_start(self, problem: Problem) -> None:
        start = self.player.document.spec(self.player.session.selected).start
        if self._symbols != symbols(problem):
            self._rebuild_starts(problem)
        for box, value in zip(self.boxes, start, strict=False):
            box.set_value(value)
        self.more.setText(f"and {len(start) - MOST_BOXES} more coordinates, kept as they are")
        self.more.setVisible(len(start) > MOST_BOXES)

    def _rebuild_starts(self, problem: Problem) -> None:
        clear(self.starts)
        self.boxes = []
        self._symbols = symbols(problem)
        for i, symbol in enumerate(self._symbols):
            box = NumberBox(coordinate(problem, i, symbol))
            box.changed.connect(self._start_typed)
            box.finished.connect(self.player.end_gesture)
            box.complained.connect(self.complain)
            label = QLabel(symbol)
            label.setBuddy(box)
            self.starts.addWidget(label, i, 0)
            self.starts.addWidget(box, i, 1)
            self.boxes.append(box)

    def _picked(self, kind: type[Problem]) -> None:
        before = self.player.document
        sought = self.picker.popup.searched(kind)  # such as a table to learn from
        self.player.change(before.with_problem(kind(**sought), self._plain))
        learned = [f"It learns from the table '{table}'" for table in sought.values()]
        self._say([*learned, *self._changes(before)])

    def _changes(self, before: Document) -> list[str]:
        """Say what became of the rules, and of how the landscape was moved."""
        after = self.player.document
        rates = [
            f"{new.optimizer.short or new.optimizer.title} {old.rate:g} → {new.rate:g}"
            for old, new in zip(before.runs, after.runs, strict=True)
            if type(old.optimizer) is type(new.optimizer) and old.rate != new.rate
        ]
        title = after.problem.title
        said = [f"Learning rates suited to {title}: {', '.join(rates)}"] if rates else []
        if before.frame.active and not after.frame.active:
            said.append(f"Left behind with {before.problem.title}: {described_frame(before.frame)}")
        return [*replaced(before, after), *said]

    def _say(self, sentences: list[str]) -> None:
        if sentences:
            self.player.said.emit(". ".join(sentences))

    def _tuned(self, problem: Problem) -> None:
        before = self.player.document
        self.player.change(before.with_problem(problem, self._plain), "problem parameter")
        self._say(self._changes(before))

    def _framed(self, frame: Frame) -> None:
        before = self.player.document
        self.player.change(before.with_frame(frame, self._plain), "frame")
        self._say(replaced(before, self.player.document))

    def _start_typed(self, _value: Any) -> None:
        start = self.player.document.spec(self.player.session.selected).start
        typed = tuple(box.value for box in self.boxes)
        self.player.start_at((*typed, *start[len(typed) :]), "start typed")

    def _keep_together(self, together: bool) -> None:
        self.player.together = together

    def problem_changed(self) -> None:
        self.complain("")

    def restyle(self) -> None:
        self.formula.show_latex(self.player.document.problem.formula, self.theme.text)
        self.thumbnails.restyle(self.theme)


def replaced(before: Document, after: Document) -> list[str]:
    """Say which rules another took the place of, as they cannot run, and which runs became alike.

    Both documents have the same runs.
    """
    sentences = []
    for old, new in zip(before.runs, after.runs, strict=True):
        if type(old.optimizer) is not type(new.optimizer):
            reason = old.optimizer.misfit(after.landscape)
            sentences.append(f"{old.optimizer.title} cannot run here: {reason}")
            sentences.append(f"{new.optimizer.title} runs in its place")
    once = {r.key for r in before.runs} - {r.key for r in before.repeated}
    alike = dict.fromkeys(r.label for r in after.repeated if r.key in once)
    if alike:
        sentences.append(f"More than one run is now {', '.join(alike)} from the same start")
    return sentences


def marks(problem: Problem) -> str:
    """Say where a problem is defined, and what it is like."""
    traits = sorted(trait.value for trait in problem.present_traits)
    if isinstance(problem, Framed) and problem.frame.noise and traits:
        traits[-1] += " before noise"
    if isinstance(problem, DataProblem):
        rows = problem.shown
        features = ", ".join(rows.names) if len(rows.names) <= MOST_BOXES else "the features"
        whole = f"{rows.target} from {features}" if features else rows.target
        source = [whole] if rows.target else []
        origin = f" of {rows.source}" if rows.source else ""
        count = f"{len(rows)} rows{origin}, {problem.dimension} parameters"
        return " · ".join([*source, count, *traits, *problem.facts])
    sides = [f"[{low:g}, {high:g}]" for low, high in problem.bounds]
    box = f"{sides[0]}ⁿ, n = {len(sides)}" if len(sides) > 2 else " × ".join(sides)
    return " · ".join([f"On {box}", *traits])


def symbols(problem: Problem) -> list[str]:
    """Name the coordinates that have an input."""
    return [problem.coordinate(i) for i in range(min(problem.dimension, MOST_BOXES))]


def coordinate(problem: Problem, i: int, symbol: str) -> Parameter:
    """Describe one coordinate of the start for its input."""
    return Parameter(
        name=f"start_{symbol}",
        kind=float,
        default=problem.start[i],
        symbol=symbol,
        help="where the runs begin",
        low=-1e12,
        high=1e12,
        high_open=False,
        choices=(),
        scale=Scale.LINEAR,
        slider=problem.view[i],
    )
