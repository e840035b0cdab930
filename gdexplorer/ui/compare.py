"""Run ▸ Compare: one run for each of a list of values of one hyperparameter."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from gdexplorer import api
from gdexplorer.core.around import Around, takes_surroundings
from gdexplorer.core.optimizer import Optimizer
from gdexplorer.core.parameter import (
    LARGEST,
    Parameter,
    ParameterError,
    Scale,
    Value,
    parameters_of,
    parted,
    read_number,
)
from gdexplorer.core.problem import Point
from gdexplorer.core.recipe import checked_start
from gdexplorer.core.session import MOST_RUNS, Document
from gdexplorer.core.stop import StopRule
from gdexplorer.ui.player import Player

RATES = "0.01, 0.1, 0.5"
ITERATIONS = 20


def classic(document: Document) -> Document:
    """Return the comparison of every first lesson: three rates on x² + 5 sin x from 5."""
    empty = document.with_problem(api.problem("sine_parabola"))
    rule = dataclasses.replace(document.stop_rule, iterations=ITERATIONS)
    rates: list[Value] = [0.01, 0.1, 0.5]
    compared = empty.compared(api.optimizer("gradient_descent"), "learning_rate", rates, (5.0,))
    return dataclasses.replace(compared, stop_rule=rule)


class CompareDialog(QDialog):
    """Asks for a hyperparameter, its values, the start and the iterations."""

    def __init__(self, player: Player, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compare")
        self._player = player
        document = player.document
        spec = document.spec(player.session.selected)
        self._optimizer: Optimizer[Any] = spec.optimizer
        self._around = spec.around
        self.names = QComboBox()
        self._fill()
        self.names.currentIndexChanged.connect(self._suggest)
        self.values = QLineEdit()
        self.values.setAccessibleName("values")
        self.values.setToolTip("Any number of values, with commas or spaces between")
        self.start = QLineEdit(", ".join(map(repr, spec.start)))
        self.start.setAccessibleName("start")
        self.iterations = QLineEdit(str(min(document.stop_rule.iterations, ITERATIONS)))
        if document.problem.dimension > 1:
            self.iterations.setText(str(document.stop_rule.iterations))
        self.iterations.setAccessibleName("iterations")
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Compare")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for field in (self.values, self.start, self.iterations):
            field.textChanged.connect(self._check)
        self._lay_out(document)
        self._suggest()

    def _fill(self) -> None:
        surroundings = parameters_of(Around) if takes_surroundings(self._optimizer) else ()
        for declared in (*parameters_of(type(self._optimizer)), *surroundings):
            symbol = f"  {declared.symbol}" if declared.symbol else ""
            self.names.addItem(f"{declared.title}{symbol}", declared)

    def _lay_out(self, document: Document) -> None:
        form = QFormLayout()
        form.addRow("Of", QLabel(f"{self._optimizer.title} on {document.problem.title}"))
        form.addRow("Hyperparameter", self.names)
        form.addRow("Values", self.values)
        form.addRow("Start", self.start)
        form.addRow("Iterations", self.iterations)
        note = QLabel("One run for each value takes the place of the runs there are; Ctrl+Z "
                      "brings them back.")  # fmt: skip
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        for widget in (note, self.problem, self.buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(380)
        self.values.setFocus()

    @property
    def declared(self) -> Parameter | None:
        """The hyperparameter to vary, None where there is none."""
        declared: Parameter | None = self.names.currentData()
        return declared

    def _suggest(self) -> None:
        """Fill in values worth comparing."""
        declared = self.declared
        curve = self._player.document.problem.dimension == 1
        if declared is not None and declared.name == "learning_rate" and curve:
            self.values.setText(RATES)
        elif declared is not None:
            owner = self._optimizer if hasattr(self._optimizer, declared.name) else self._around
            self.values.setText(", ".join(nearby(declared, getattr(owner, declared.name))))
        self._check()

    def _values(self) -> list[Value]:
        declared = self.declared
        if declared is None:
            raise ParameterError(f"{self._optimizer.title} has no hyperparameter to vary")
        text = self.values.text()
        texts = _words(text) if declared.choices else parted(text)
        if not texts:
            raise ParameterError(f"give at least one value of {declared.title}")
        if len(texts) > MOST_RUNS:
            raise ParameterError(f"at most {MOST_RUNS} values can be compared")
        return list(dict.fromkeys(declared.parse(text) for text in texts))

    def _start(self) -> Point:
        texts = parted(self.start.text())
        try:
            numbers = [read_number(text) for text in texts]
        except ValueError:
            raise ParameterError(f"the start must be numbers, not {', '.join(texts)}") from None
        start = checked_start(self._player.document.problem, numbers)
        if max(map(abs, start)) > LARGEST:
            raise ParameterError(f"the start must be numbers from {-LARGEST:g} to {LARGEST:g}")
        return start

    def _rule(self) -> StopRule:
        iterations = parameters_of(StopRule)[0].parse(self.iterations.text())
        return self._player.document.stop_rule.tuned(iterations=iterations)

    def compared(self) -> Document:
        """Return the document asked for. Raises ParameterError with what is wrong."""
        document, values, start = self._player.document, self._values(), self._start()
        assert self.declared is not None
        name = self.declared.name
        compared = document.compared(self._optimizer, name, values, start, self._around)
        return dataclasses.replace(compared, stop_rule=self._rule())

    def _check(self) -> None:
        """Mark each field that does not hold, and say what is wrong with the first."""
        fields = (
            (self.values, self._values),
            (self.start, self._start),
            (self.iterations, self._rule),
        )
        sentences = [sentence for field, read in fields if (sentence := _marked(field, read))]
        said = sentences[0] if sentences else ""
        self.problem.setText(said[:1].upper() + said[1:])
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not sentences)

    def accept(self) -> None:
        self._player.change(self.compared())
        super().accept()


def _marked(field: QLineEdit, read: Callable[[], object]) -> str:
    """Mark a field if what stands in it cannot be read; return what is wrong with it."""
    sentence = ""
    try:
        read()
    except ParameterError as error:
        sentence = f"{error}."
    field.setProperty("invalid", bool(sentence))
    field.setToolTip(sentence or field.accessibleName())
    field.style().unpolish(field)
    field.style().polish(field)
    return sentence


def _words(text: str) -> list[str]:
    """Part a list of choices, which may have spaces in them."""
    return [part for part in text.replace(";", ",").split(",") if part.strip()]


def nearby(declared: Parameter, value: Value) -> list[str]:
    """Return texts of a few allowed values around the one in force, or all choices."""
    if declared.kind is bool:
        return ["false", "true"]
    if declared.choices:
        return list(declared.choices)
    now, (low, high) = float(value), declared.slider
    if now > 0 and (declared.high > 1 or declared.scale is Scale.LOG):
        guesses = [now * factor for factor in (0.1, 0.3, 1, 3)]
    else:
        guesses = [low + share * (high - low) for share in (0.1, 0.5, 0.9)]
    texts = [f"{round(g) if declared.kind is int else g:.3g}" for g in (*guesses, now)]
    return list(dict.fromkeys(text for text in texts if _allowed(declared, text)))


def _allowed(declared: Parameter, text: str) -> bool:
    try:
        declared.parse(text)
    except ParameterError:
        return False
    return True
