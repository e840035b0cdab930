"""File ▸ New function: a formula, checked and typeset while it is typed."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from gdexplorer.core.parameter import ParameterError
from gdexplorer.problems.expression.definition import LONGEST_TITLE, Definition, Typed
from gdexplorer.problems.expression.mistake import FormulaError
from gdexplorer.ui.formula import Formula
from gdexplorer.ui.formula_edit import FormulaEdit
from gdexplorer.ui.function_check import Draft, Gradient, Verdict, checking
from gdexplorer.ui.function_rows import Rows
from gdexplorer.ui.player import Player
from gdexplorer.ui.theme import Themes
from gdexplorer.ui.views.panel import words

HELP = (
    "Variables x, y, z or x1 … x10; constants pi, e; any other name is a parameter with a slider. "
    "Powers ^ or **, |x|, piecewise(x &lt; 0, -x, x^2), sin cos tan asin acos atan sinh cosh tanh "
    "exp log log10 sqrt abs sign min max."
)
NOTHING = "Type a formula, such as x^2 + 5 sin(x)."
TOO_LONG = "The gradient is too long to show here; it is computed all the same."


class FunctionDialog(QDialog):
    """Made once and opened again; what was typed and cancelled is there the next time.

    `finished_with` carries the problem class that was asked for, and the one it takes the place of.
    """

    finished_with = Signal(object, object)

    def __init__(self, player: Player, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._player = player
        self._themes = themes
        self._lane = player.lane(self._learn)
        self._old: type[Typed] | None = None
        self._kind: type[Typed] | None = None
        self._hasty = False
        self._mistake: ParameterError | None = None
        self._latex = ["", ""]
        self.text = FormulaEdit()
        self.text.textChanged.connect(self._check)
        self.text.entered.connect(self.accept)
        self.problem = words("problem")
        self.formula, self.gradient = Formula(player), Formula(player)
        self.note = words("muted")
        self.title = QLineEdit()
        self.title.setMaxLength(LONGEST_TITLE)
        self.title.setAccessibleName("name")
        self.title.setPlaceholderText("Its formula, if you give it no name")
        self.title.textEdited.connect(self._check)
        self.rows = Rows(self)
        self.rows.edited.connect(self._check)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.done_button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        themes.changed.connect(self._restyle)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = self._layout = QVBoxLayout(self)
        label = QLabel("&f =")
        label.setBuddy(self.text)
        name = QLabel("&Name")
        name.setBuddy(self.title)
        self.problem.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        for picture in (self.formula, self.gradient):  # nothing jumps while one types
            policy = picture.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            picture.setSizePolicy(policy)
        pictures = (self.formula, self.gradient, self.note)
        for widget in (words("muted", HELP), label, self.text, self.problem, *pictures):
            layout.addWidget(widget)
        layout.addLayout(self.rows.grid)
        layout.addWidget(name)
        layout.addWidget(self.title)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumWidth(480)

    def event(self, event: QEvent) -> bool:
        """Grow with what is shown: a layout alone squeezes what stands beside wrapping words."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.setMinimumHeight(self._layout.totalHeightForWidth(self.width()))
        return super().event(event)

    # ------------------------------------------------------------------ opening

    def begin(self) -> None:
        """Open for a new function; an unfinished one is still there, selected."""
        if self._old is not None:
            self.rows.forget()
            self.title.clear()
            self.text.clear()
        self._open(None, "New function", "Create")

    def edit(self, kind: type[Typed]) -> None:
        """Open for changing a function."""
        definition = kind.definition
        self.rows.keep(definition, kind.compiled.formula.variables)
        self.title.setText("" if definition.title == definition.text else definition.title)
        self.text.setPlainText(definition.text)
        self._open(kind, f"Edit {definition.title}", "Save")

    def _open(self, old: type[Typed] | None, title: str, verb: str) -> None:
        self._old = old
        self.setWindowTitle(title)
        self.done_button.setText(verb)
        self.show()
        self.raise_()
        self.activateWindow()
        self.text.setFocus()
        self.text.selectAll()
        self._check()

    # ------------------------------------------------------------------ checking

    def _check(self) -> None:
        """Have what stands here checked by the worker; the latest text wins."""
        self._kind = None
        self.done_button.setEnabled(False)
        if not self.text.toPlainText().strip():  # nothing typed yet is no mistake
            self._lane.cancel()
            self._learn(Verdict())
            return
        draft = Draft(self.text.toPlainText(), self.title.text(), *self.rows.numbers())
        self._lane.post(lambda _interrupted: checking(draft))
        self._player.wake()

    def _learn(self, news: Verdict | Gradient) -> None:
        if isinstance(news, Gradient):
            self._show_gradient(news.latex)
            return
        self._complain(news.mistake)
        self._kind = news.kind
        self.done_button.setEnabled(news.kind is not None)
        self.formula.setVisible(news.pictured is not None)
        if news.pictured is None:
            self.gradient.hide()
            self.note.setText("")
        else:
            self._picture(news.pictured)
        if news.kind is not None:
            self._show_rows(news.kind)
            if not _inside(news.kind.definition):
                self.note.setText(f"{self.note.text()} The start lies outside the box.".strip())
        if self._hasty:
            self.accept()

    def _picture(self, kind: type[Typed]) -> None:
        if self._latex[0] != kind.formula:
            self._latex[0] = kind.formula
            self.gradient.hide()
        self._restyle()
        self.note.setText("" if kind.about.startswith("A function") else kind.about)

    def _show_rows(self, kind: type[Typed]) -> None:
        self.rows.show(kind.definition, kind.compiled.formula.variables)
        for before, after in pairwise([self.text, *self.rows.fields.values(), self.title]):
            QWidget.setTabOrder(before, after)

    def _show_gradient(self, latex: str) -> None:
        self._latex[1] = latex
        self.gradient.setVisible(bool(latex))
        if not latex:
            self.note.setText(TOO_LONG)
        self._restyle()

    def _complain(self, mistake: ParameterError | None) -> None:
        self._mistake = mistake
        text = "" if mistake is None else str(mistake)
        self.problem.setText(text[:1].upper() + text[1:] + ("." if text[-1:].isalnum() else ""))
        self._mark()

    def _mark(self) -> None:
        wrong = self._mistake if isinstance(self._mistake, FormulaError) else None
        position, length = (wrong.position, wrong.length) if wrong else (0, 0)
        self.text.mark(position, length, self._themes.current)

    def _restyle(self) -> None:
        self._mark()
        for picture, latex in zip((self.formula, self.gradient), self._latex, strict=True):
            if latex:
                picture.show_latex(latex, self._themes.current.text)

    # ------------------------------------------------------------------ closing

    def accept(self) -> None:
        """Hand the function over; if it is still being checked, as soon as that is done."""
        self._hasty = self._kind is None and self._mistake is None and self._lane.busy
        if self._kind is None:
            self._ask_for_formula()
            return
        kind, old = self._kind, self._old
        super().accept()
        self._old = kind  # so that the next new one begins empty
        self.finished_with.emit(kind, old)

    def _ask_for_formula(self) -> None:
        if not self.text.toPlainText().strip():
            self._complain(ParameterError(NOTHING))

    def reject(self) -> None:
        self._hasty = False
        super().reject()


def _inside(definition: Definition) -> bool:
    """Say whether the start lies in the box, so that the picture shows it."""
    sides = zip(definition.start, definition.box, strict=True)
    return all(low <= x <= high for x, (low, high) in sides)
