"""Inputs that say what they allow: a number box and a slider that belongs to it."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QSlider, QSpinBox, QToolTip, QWidget

from gdexplorer.core.parameter import Parameter, ParameterError, Scale

STEPS = 1000
SIGNIFICANT = 3
ROOM, DIGITS = 9, 8
"""Characters of a number with an exponent that fit into its box, and digits of one without."""
BELOW_MOUSE = QPoint(0, 16)
"""How far Qt shows a tool tip from where it is asked for."""


class NumberBox(QAbstractSpinBox):
    """A spin box that takes any text and keeps the last good value.

    A value typed counts once Enter is pressed or the box is left, as half of it may mean something
    else; the arrows count at once. What is not allowed is marked and explained while it stands
    there; Escape, or leaving the box, brings the last good value back. Enter and Escape leave it:
    the next keys play and step.
    """

    changed = Signal(object)
    """A new good value."""
    finished = Signal()
    complained = Signal(str)
    """A sentence on what is wrong, or an empty one once it is mended."""

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.value: Any = parameter.default
        self._typing = False
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToPreviousValue)
        self.setAccessibleName(parameter.title)
        self.setMinimumWidth(84)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel would give it the focus
        self.lineEdit().textEdited.connect(self._edited)
        self.set_value(parameter.default)

    def set_value(self, value: Any) -> None:
        """Show a value without announcing it; a text being typed that means it is left alone."""
        self.value = value
        if not self._typing:
            self.restore()

    def _edited(self, text: str) -> None:
        self._typing = True
        try:
            self.parameter.parse(text)
        except ParameterError as error:
            self._mark(str(error))
        else:
            self._mark("")

    def _commit(self) -> None:
        """Take what was typed, or bring the last good value back."""
        typing, self._typing = self._typing, False
        if typing and not self.property("invalid"):
            self._accept(self.parameter.parse(self.lineEdit().text()))
        self.restore()
        self.finished.emit()

    def _accept(self, value: Any) -> None:
        if value != self.value:
            self.value = value
            self.changed.emit(value)

    def _mark(self, sentence: str) -> None:
        invalid = bool(sentence)
        if invalid != bool(self.property("invalid")):
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)
        if sentence or self.toolTip() != self.help_text():
            self.complained.emit(sentence)
        self.setToolTip(sentence or self.help_text())
        if sentence and self.isVisible():
            beside = self.mapToGlobal(self.rect().topRight()) - BELOW_MOUSE  # not over the next box
            QToolTip.showText(beside, sentence, self)

    def help_text(self) -> str:
        """Say what the value means and what is allowed."""
        sentence = self.parameter.help
        text = f"{sentence[:1].upper()}{sentence[1:]}: {self.parameter.allowed}."
        whole = shown(self.value)
        return text if whole == brief(self.value) else f"{text} Now it is {whole}."

    def restore(self) -> None:
        """Bring the last good value back."""
        self.lineEdit().setText(brief(self.value))
        self.lineEdit().setCursorPosition(0)  # of a long number the first digits tell most
        self._mark("")

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, position

    def fixup(self, text: str) -> str:
        return text

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flags = QAbstractSpinBox.StepEnabledFlag
        return flags.StepUpEnabled | flags.StepDownEnabled

    def stepBy(self, steps: int) -> None:
        for _ in range(abs(steps)):
            self._typing = False
            self._accept(stepped(self.parameter, self.value, 1 if steps > 0 else -1))
            self.restore()
        length = len(self.lineEdit().text())
        self.lineEdit().setSelection(length, -length)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the value only where the focus is: elsewhere the wheel scrolls the panel."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._commit()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if event.type() == QEvent.Type.ShortcutOverride and escape and self._typing:
            event.accept()  # here it mends the field; elsewhere it is the window's shortcut
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._typing:
            self._typing = False
            self.restore()
            self.clearFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self.property("invalid"):
                self.clearFocus()  # takes what was typed, and lets the next keys play and step
        else:
            super().keyPressEvent(event)


def shown(value: Any) -> str:
    """Return a number as a person would write it."""
    return str(value) if isinstance(value, int) else f"{value:.12g}"


def brief(value: Any) -> str:
    """Return a number with so few digits that a box shows how large it is."""
    text = shown(value)
    if "e" in text:
        return f"{value:.4g}" if len(text) > ROOM else text
    return text if len(text.partition(".")[0]) <= DIGITS else f"{value:.4g}"


def stepped(parameter: Parameter, value: Any, sign: int) -> Any:
    """Return the next value up or down: a twentieth of the scale's decade, or of its range."""
    if parameter.kind is int:
        step = max(1, 10 ** max(len(str(abs(value))) - 2, 0))
        moved: float = value + sign * step
    elif parameter.scale is Scale.LOG and value > 0:
        moved = rounded(value * 10 ** (sign / 20))
    elif parameter.scale is Scale.COMPLEMENT and value < 1:
        moved = 1 - rounded((1 - value) * 10 ** (-sign / 20))
        moved = float(f"{moved:.6g}")
    elif parameter.scale is Scale.LOG:
        moved = parameter.slider[0] if sign > 0 else value
    else:
        low, high = parameter.slider
        moved = float(f"{value + sign * (high - low) / 100:.6g}")
    highest = math.nextafter(parameter.high, -math.inf) if parameter.high_open else parameter.high
    bounded = min(max(moved, parameter.low), highest)
    return int(bounded) if parameter.kind is int else bounded


def rounded(value: float) -> float:
    """Round to three significant digits."""
    return float(f"{value:.{SIGNIFICANT}g}")


class CountBox(QSpinBox):
    """A whole number; Enter leaves it, so that the next keys play and step."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clearFocus()


class Choice(QComboBox):
    """One of a few words; the wheel changes it only where the focus is."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


class ScaleSlider(QSlider):
    """A slider over a parameter's useful range, spread as its scale says."""

    picked = Signal(object)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.parameter = parameter
        self.setRange(0, STEPS)
        self.setPageStep(STEPS // 10)
        self.setSingleStep(STEPS // 100)
        self.setMinimumWidth(60)
        self.setAccessibleName(f"{parameter.title} slider")
        low, high = parameter.slider
        self.setToolTip(f"{parameter.title}: drag from {low:g} to {high:g}")
        self._showing = False
        self.valueChanged.connect(self._moved)

    def set_value(self, value: float) -> None:
        """Show a value without announcing it."""
        self._showing = True
        self.setValue(round(position(self.parameter, value) * STEPS))
        self._showing = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel, which scrolls."""
        event.ignore()

    def _moved(self, step: int) -> None:
        if not self._showing:
            self.picked.emit(at_position(self.parameter, step / STEPS))


def position(parameter: Parameter, value: float) -> float:
    """Return where on the slider a value lies, in [0, 1]."""
    low, high = parameter.slider
    if parameter.scale is Scale.LOG:
        if value <= low:
            return 0.0
        t = math.log(value / low) / math.log(high / low)
    elif parameter.scale is Scale.COMPLEMENT:
        t = math.log((1 - low) / max(1 - value, 1e-300)) / math.log((1 - low) / (1 - high))
    else:
        t = (value - low) / (high - low)
    return min(max(t, 0.0), 1.0)


def at_position(parameter: Parameter, t: float) -> Any:
    """Return the value at t in [0, 1] along the slider, to three significant digits."""
    low, high = parameter.slider
    if parameter.scale is Scale.LOG:
        value = rounded(low * (high / low) ** t)
    elif parameter.scale is Scale.COMPLEMENT:
        value = float(f"{1 - rounded((1 - low) * ((1 - high) / (1 - low)) ** t):.6g}")
    else:
        value = rounded(low + t * (high - low))
    return int(value) if parameter.kind is int else value
