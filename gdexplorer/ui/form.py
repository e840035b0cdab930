"""A panel of inputs made from declared parameters."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLayout,
    QToolButton,
    QWidget,
)

from gdexplorer.core.parameter import Parameter, Parametrized, Value, parameters_of
from gdexplorer.ui.fields import Choice, NumberBox, ScaleSlider, shown
from gdexplorer.ui.keys import leave_focus

WIDEST = 70
"""Pixels that a label may take; its tooltip says the whole."""


class Row:
    """One parameter's widgets: symbol, input, slider where it helps, and reset-to-default."""

    def __init__(self, form: Form, declared: Parameter) -> None:
        self.declared = declared
        self.form = form
        self.label = QLabel()
        words, most = declared.symbol or declared.title, Qt.TextElideMode.ElideRight
        self.label.setText(self.label.fontMetrics().elidedText(words, most, WIDEST))
        self.label.setToolTip(f"<b>{declared.title}</b><br>{declared.help}")
        self.input, self.slider = self._inputs()
        self.label.setBuddy(self.input)
        inputs = (self.label, self.input, self.slider)
        self._tips = {widget: widget.toolTip() for widget in inputs if widget is not None}
        self.reset = QToolButton()
        self.reset.setText("↺")
        self.reset.setAutoRaise(True)
        self.reset.setAccessibleName(f"reset {declared.title}")
        self.reset.clicked.connect(self._reset)

    def _inputs(self) -> tuple[QWidget, ScaleSlider | None]:
        declared = self.declared
        if declared.kind is bool:
            box = QCheckBox(declared.title)
            box.setToolTip(declared.help)
            box.toggled.connect(self._picked)
            return box, None
        if declared.kind is str:
            combo = Choice()
            combo.addItems(declared.choices)
            combo.setAccessibleName(declared.title)
            combo.setToolTip(declared.help)
            combo.textActivated.connect(self._picked)
            return combo, None
        number, slider = NumberBox(declared), ScaleSlider(declared)
        number.changed.connect(self._picked)
        number.finished.connect(self.form.finished)
        number.complained.connect(self.form.complained)
        slider.picked.connect(self._picked)
        slider.sliderReleased.connect(self.form.finished)
        return number, slider

    def show(self, value: Any) -> None:
        """Show a value without announcing it."""
        if isinstance(self.input, QCheckBox):
            self.input.blockSignals(True)
            self.input.setChecked(value)
            self.input.blockSignals(False)
        elif isinstance(self.input, QComboBox):
            self.input.setCurrentText(value)
        elif isinstance(self.input, NumberBox):
            self.input.set_value(value)
        if self.slider is not None:
            self.slider.set_value(value)
        default = self.form.default(self.declared)
        self.reset.setEnabled(value != default)
        usual = "its default" if default == self.declared.default else "what suits the problem"
        self.reset.setToolTip(f"Reset {self.declared.title} to {usual}, {_words(default)}")

    def set_visible(self, seen: bool) -> None:
        """Show or hide the row, but for a label that a checkbox has itself."""
        for widget in (self.label, self.input, self.slider, self.reset):
            if widget is not None and widget.parent() is not None:
                widget.setVisible(seen)

    def set_idle(self, reason: str) -> None:
        """Grey the row where its value counts for nothing, and say why."""
        for widget, tip in self._tips.items():
            widget.setEnabled(not reason)
            line = "<br>" if tip.startswith("<") else "\n"
            told = f"{tip}{line}Counts for nothing now: {reason}"
            widget.setToolTip(told if reason else tip)

    def _picked(self, value: Any) -> None:
        self.form.pick(self.declared.name, value)

    def _reset(self) -> None:
        self.form.pick(self.declared.name, self.form.default(self.declared))
        self.form.finished.emit()


class Form(QWidget):
    """The inputs of one parametrized object. `picked` carries the changed object, as one drags."""

    picked = Signal(object)
    finished = Signal()
    complained = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, Row] = {}
        self._object: Parametrized | None = None
        self._without: tuple[str, ...] = ()
        self.usual: Parametrized | None = None
        """What values are reset to, if it is of the object's class; else to their defaults."""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(2, 1)

    def show_object(self, shown_object: Parametrized, *without: str) -> None:
        """Show an object's parameters but some, with new inputs if it is of another class."""
        if type(shown_object) is not type(self._object):
            self._rebuild(type(shown_object))
        self._object, self._without = shown_object, without
        hidden = shown_object.absent.union(without)
        for name, row in self.rows.items():
            row.show(getattr(shown_object, name))
            row.set_idle(shown_object.idle.get(name, ""))
            row.set_visible(name not in hidden)

    def default(self, declared: Parameter) -> Value:
        """Return what a value is reset to."""
        suits = type(self.usual) is type(self._object)
        value: Value = getattr(self.usual, declared.name) if suits else declared.default
        return value

    def pick(self, name: str, value: Any) -> None:
        """Change one parameter and announce the changed object."""
        assert self._object is not None
        changed = self._object.tuned(**{name: value})
        if changed != self._object:
            self.show_object(changed, *self._without)
            self.picked.emit(changed)

    def _rebuild(self, cls: type) -> None:
        clear(self._grid)
        self.rows = {p.name: Row(self, p) for p in parameters_of(cls)}
        for i, row in enumerate(self.rows.values()):
            self._place(i, row)
        leave_focus(self)

    def _place(self, i: int, row: Row) -> None:
        if isinstance(row.input, QCheckBox):
            self._grid.addWidget(row.input, i, 1, 1, 2)
        else:
            self._grid.addWidget(row.label, i, 0, Qt.AlignmentFlag.AlignRight)
            wide = row.slider is None
            self._grid.addWidget(row.input, i, 1, 1, 2 if wide else 1)
        if row.slider is not None:
            self._grid.addWidget(row.slider, i, 2)
        self._grid.addWidget(row.reset, i, 3)


def clear(layout: QLayout) -> None:
    """Take every widget off a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()


def _words(default: Value) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    return default if isinstance(default, str) else shown(default)
