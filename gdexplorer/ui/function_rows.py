"""The numbers of a typed function: for each variable and parameter its range and its start."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from gdexplorer.problems.expression.definition import Definition
from gdexplorer.ui.fields import shown
from gdexplorer.ui.form import clear
from gdexplorer.ui.function_check import ends

COLUMNS = ("low", "high", "start")
HEADINGS = ("", "from", "to", "start")


class Rows(QObject):
    """A grid of fields. What was typed stays; what was not follows the suggestions."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(8)
        self.fields: dict[tuple[str, str], QLineEdit] = {}
        self._typed: dict[tuple[str, str], str] = {}
        self._variables: tuple[str, ...] = ()

    def forget(self) -> None:
        """Begin anew, with suggestions only."""
        self._typed, self.fields = {}, {}
        clear(self.grid)

    def keep(self, definition: Definition, variables: tuple[str, ...]) -> None:
        """Take the numbers of a definition as typed."""
        self._typed = {
            place: shown(value) for place, value in _numbers(definition, variables).items()
        }

    def show(self, definition: Definition, variables: tuple[str, ...]) -> None:
        """Show the numbers that are in force, with a row for each name."""
        numbers, self._variables = _numbers(definition, variables), variables
        if list(numbers) != list(self.fields):
            self._rebuild(list(numbers), variables)
        for place, value in numbers.items():
            if place not in self._typed:
                self.fields[place].setText(shown(value))

    def _rebuild(self, places: list[tuple[str, str]], variables: tuple[str, ...]) -> None:
        clear(self.grid)
        self.fields = {}
        for i, heading in enumerate(HEADINGS):
            self.grid.addWidget(_muted(heading), 0, i)
        for name, column in places:
            row = 1 + places.index((name, column)) // len(COLUMNS)
            if column == COLUMNS[0]:
                self.grid.addWidget(QLabel(name), row, 0)
            self.grid.addWidget(
                self._field(name, column, name in variables), row, 1 + COLUMNS.index(column)
            )

    def _field(self, name: str, column: str, variable: bool) -> QLineEdit:
        field = QLineEdit(self._typed.get((name, column), ""))
        what = {"low": "from", "high": "to", "start": "start"}[column]
        field.setAccessibleName(f"{name} {what}")
        field.setToolTip(_help(name, column, variable))
        field.textEdited.connect(lambda text, place=(name, column): self._edited(place, text))
        self.fields[name, column] = field
        return field

    def _edited(self, place: tuple[str, str], text: str) -> None:
        """Keep what was typed; a field left empty follows the suggestion again."""
        if text.strip():
            self._typed[place] = text
        else:
            self._typed.pop(place, None)
        self.edited.emit()

    def numbers(self) -> tuple[dict[tuple[str, str], float], str]:
        """Return what was typed, as numbers; and a sentence on the first that is none."""
        found, mistakes = {}, {}
        for place, text in self._typed.items():
            try:
                number = float(text.replace("−", "-"))
            except ValueError:
                number = math.nan
            if math.isfinite(number):
                found[place] = number
            else:
                mistakes[place] = f"{_named(*place)} must be a number, not {text}"
        wrong = mistakes.keys() | self._falling(found)
        for place, field in self.fields.items():
            _mark(field, place in wrong)
        return found, next((mistakes[place] for place in mistakes if place in self.fields), "")

    def _falling(self, numbers: dict[tuple[str, str], float]) -> set[tuple[str, str]]:
        """Return both ends of every range that does not go up."""
        falling = []
        for name in {name for name, _ in self.fields}:
            low, high = ends(name, name in self._variables, numbers)
            falling += [] if low < high else [name]
        return {(name, end) for name in falling for end in COLUMNS[:2]}


def _numbers(definition: Definition, variables: tuple[str, ...]) -> dict[tuple[str, str], float]:
    rows = {
        name: (*side, start)
        for name, side, start in zip(variables, definition.box, definition.start, strict=True)
    }
    rows |= {s.name: (s.low, s.high, s.default) for s in definition.settings}
    return {
        (name, column): value
        for name, values in rows.items()
        for column, value in zip(COLUMNS, values, strict=True)
    }


def _help(name: str, column: str, variable: bool) -> str:
    if column == "start":
        return f"Where the runs begin in {name}" if variable else f"The value of {name} at first"
    end = "lowest" if column == "low" else "highest"
    return f"The {end} {name} of the picture" if variable else f"The {end} {name} of its slider"


def _named(name: str, column: str) -> str:
    what = {"low": "the lowest", "high": "the highest", "start": "the start of"}[column]
    return f"{what} {name}"


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    return label


def _mark(field: QLineEdit, invalid: bool) -> None:
    if bool(field.property("invalid")) != invalid:
        field.setProperty("invalid", invalid)
        field.style().unpolish(field)
        field.style().polish(field)
