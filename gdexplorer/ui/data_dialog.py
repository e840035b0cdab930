"""File ▸ Open data: a table of the user's, seen before it is learned from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gdexplorer import api
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Problem
from gdexplorer.io.data_file import DataError, Layout, Table, numeric_columns, reading
from gdexplorer.problems.table_model import TableModel
from gdexplorer.ui.player import Player
from gdexplorer.ui.views.panel import words

FEW_COLUMNS = 6
"""So many columns share the width of the preview."""
ROWS = 8
"""Rows of the preview."""
STEPS = 1000
"""Into how many parts the progress bar is divided."""


class DataDialog(QDialog):
    """Shows the first rows, asks for target and features, and reads the file in the background.

    `finished_with` carries the model that learns from it, and sentences on what was left out.
    """

    finished_with = Signal(object, str)

    def __init__(self, player: Player, laid: Layout, parent: QWidget) -> None:
        super().__init__(parent)
        self._player = player
        self._laid = laid
        self._lane = player.lane(self._come)
        self._numeric = numeric_columns(self._laid)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Open {laid.path.name}")
        self.preview = self._preview()
        self.model = QComboBox()
        self.model.setAccessibleName("model")
        self.model.setToolTip("What learns the target from the features")
        for kind in api.problems().values():
            if issubclass(kind, TableModel):
                self.model.addItem(kind.title, kind)
        self.target = QComboBox()
        self.target.setAccessibleName("target")
        self.target.setToolTip("What is to be predicted")
        self.features = QListWidget()
        self.features.setAccessibleName("features")
        self.features.setToolTip("What it is predicted from; columns of words cannot be chosen")
        self.features.setMaximumHeight(130)
        self.share = QSpinBox()
        self.share.setRange(0, 90)
        self.share.setValue(20)
        self.share.setSuffix(" %")
        self.share.setAccessibleName("held out")
        self.share.setToolTip("Rows that are not trained on, to see how well the model does there")
        self.standardise = QCheckBox("standardise features")
        self.standardise.setToolTip(
            "Mean 0 and deviation 1: a rounder bowl; coefficients are told in raw units"
        )
        self.problem = words("problem")
        self.bar = QProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.hide()
        ok, cancel = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel
        self.buttons = QDialogButtonBox(ok | cancel)
        self.ok = self.buttons.button(ok)
        self.ok.setText("Learn")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._fill()
        self._lay_out()
        self.target.currentIndexChanged.connect(self._target_chosen)
        self.features.itemChanged.connect(self._check)
        self._target_chosen()

    def _preview(self) -> QTableWidget:
        rows, columns = self._laid.preview[:ROWS], self._laid.columns
        table = QTableWidget(len(rows), len(columns))
        if len(columns) <= FEW_COLUMNS:
            table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.setHorizontalHeaderLabels(list(columns))
        table.setVerticalHeaderLabels([str(self._laid.first + i) for i in range(len(rows))])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAccessibleName("preview")
        table.setToolTip("The first rows; the numbers beside them are those in the file")
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                table.setItem(i, j, QTableWidgetItem(cell))
        return table

    def _fill(self) -> None:
        for name in self._laid.columns:
            if name in self._numeric:
                self.target.addItem(name)
            item = QListWidgetItem(name, self.features)
            item.setCheckState(Qt.CheckState.Unchecked)
            if name not in self._numeric:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                item.setToolTip("This column holds words")
        self.target.setCurrentIndex(self.target.count() - 1)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("&Model", self.model)
        form.addRow("&Target", self.target)
        form.addRow("&Features", self.features)
        form.addRow("&Held out", self.share)
        form.addRow("", self.standardise)
        marks = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
        decimal = "decimal comma" if self._laid.decimal == "," else "decimal point"
        written = f"Delimiter: {marks[self._laid.delimiter]} · {decimal}"
        column = QVBoxLayout(self)
        for widget in (words("muted", written), self.preview):
            column.addWidget(widget)
        column.addLayout(form)
        for last in (self.problem, self.bar, self.buttons):
            column.addWidget(last)
        self.resize(620, 560)

    # ------------------------------------------------------------------ choosing

    def chosen(self) -> list[str]:
        """Return the features that are ticked."""
        items = [self.features.item(i) for i in range(self.features.count())]
        return [i.text() for i in items if i.checkState() is Qt.CheckState.Checked]

    def _target_chosen(self) -> None:
        """Tick every other column of numbers; the target cannot be a feature."""
        target = self.target.currentText()
        self.features.blockSignals(True)
        for i in range(self.features.count()):
            item = self.features.item(i)
            able = item.text() in self._numeric and item.text() != target
            usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(usable if able else Qt.ItemFlag.NoItemFlags)
            item.setCheckState(Qt.CheckState.Checked if able else Qt.CheckState.Unchecked)
        self.features.blockSignals(False)
        self._check()

    def _check(self) -> None:
        sentence = ""
        if not self.target.currentText():
            sentence = "No column of this file holds numbers only"
        elif not self.chosen():
            sentence = "Tick at least one feature"
        self.problem.setText(sentence)
        self.ok.setEnabled(not sentence)

    # ------------------------------------------------------------------ reading

    def accept(self) -> None:
        """Read the file; the dialog stays until that is done, and Cancel ends it."""
        path, target, features = self._laid.path, self.target.currentText(), self.chosen()
        self.problem.setText("")
        self.bar.setValue(0)
        self.bar.show()
        self._enable(False)
        self._lane.post(lambda _interrupted: _read(path, target, features))
        self._player.wake()

    def _enable(self, enabled: bool) -> None:
        inputs = (self.model, self.target, self.features, self.share, self.standardise)
        for widget in (*inputs, self.ok):
            widget.setEnabled(enabled)

    def _come(self, news: float | Table | DataError) -> None:
        if isinstance(news, Table):
            self._finish(news)
        elif isinstance(news, DataError):
            self._complain(news)
        else:
            self.bar.setValue(round(STEPS * news))

    def _finish(self, table: Table) -> None:
        try:
            model = self._learner(table)
        except ParameterError as error:  # such as a target that has no labels
            self._complain(error)
            return
        self.finished_with.emit(model, "; ".join(table.notes))
        super().accept()

    def _complain(self, error: ParameterError) -> None:
        self.bar.hide()
        self._enable(True)
        self.problem.setText(f"{str(error)[:1].upper()}{str(error)[1:]}")

    def _learner(self, table: Table) -> Problem:
        kind: type[TableModel] = self.model.currentData()
        learner: Any = kind().tuned(
            test_share=self.share.value() / 100, standardise=self.standardise.isChecked()
        )
        return cast(Problem, dataclasses.replace(learner, given=table.rows))

    def reject(self) -> None:
        """Close, and read no further."""
        self._lane.cancel()
        super().reject()


def _read(path: Path, target: str, features: list[str]) -> Iterator[float | Table | DataError]:
    try:
        yield from reading(path, target, features)
    except DataError as error:
        yield error
