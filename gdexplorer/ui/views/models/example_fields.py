"""One row of a table in fields, a feature each, to be changed."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QWidget

from gdexplorer.core.data import Rows
from gdexplorer.core.problem import Array

MOST = 8
"""Features that have a field; the others stay as in the row."""
BESIDE = 4
"""Fields in one line."""
LARGEST = 1e9
WIDEST, NAME = 150, 62
"""Pixels of a field, and of its name."""
STEPS = 10
"""Steps of the arrows in a deviation of the feature."""


class ExampleFields(QWidget):
    """Shows a row; `inputs` is what it was changed to, exactly the row where it was not."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.inputs: Array = np.empty(0)
        self.changed = False
        self.boxes: list[QDoubleSpinBox] = []
        self._labels: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 0, 8, 4)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(2 * BESIDE, 1)

    def show_row(self, rows: Rows, i: int) -> None:
        """Show the i-th row of a table."""
        features = rows.inputs.shape[1]
        self.names = list(rows.names) or [f"x{j}" for j in range(features)]
        self.inputs, self.changed = rows.inputs[i].copy(), False
        while len(self.boxes) < min(features, MOST):
            self._add()
        for j, (box, label) in enumerate(zip(self.boxes, self._labels, strict=True)):
            box.setVisible(j < features)
            label.setVisible(j < features)
            if j < features:
                label.setText(_elided(label, self.names[j]))
                label.setToolTip(self.names[j])
                box.setAccessibleName(self.names[j])
                _show(box, rows.inputs[:, j], float(self.inputs[j]))

    def _add(self) -> None:
        j = len(self.boxes)
        box, label = QDoubleSpinBox(), QLabel()
        box.setLocale(QLocale.c())
        box.setRange(-LARGEST, LARGEST)
        box.setMaximumWidth(WIDEST)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.setToolTip("Change the feature and see the answer change")
        box.valueChanged.connect(self._edited)
        label.setProperty("role", "muted")
        line, place = divmod(j, BESIDE)
        self._grid.addWidget(label, line, 2 * place, Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(box, line, 2 * place + 1)
        self._grid.setColumnStretch(2 * place + 1, 100)
        self.boxes.append(box)
        self._labels.append(label)

    def _edited(self, value: float) -> None:
        self.inputs[self.boxes.index(self.sender())] = value  # type: ignore[arg-type]
        self.changed = True
        self.edited.emit()


def _show(box: QDoubleSpinBox, column: Array, value: float) -> None:
    """Show a value with as many decimals as tell a column's values apart."""
    spread = float(column.std()) or 1.0
    order = math.floor(math.log10(spread))
    box.blockSignals(True)
    box.setDecimals(min(max(2 - order, 0), 10))
    box.setSingleStep(float(f"{spread / STEPS:.1g}"))
    box.setValue(value)
    box.blockSignals(False)


def _elided(label: QLabel, name: str) -> str:
    return label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, NAME)
