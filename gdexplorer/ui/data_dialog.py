"""File ▸ Open data: a table or texts of the user's, seen before they are learned from."""

from __future__ import annotations

import dataclasses
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
from gdexplorer.io.data_file import Table, reading
from gdexplorer.io.layout import Layout
from gdexplorer.io.text_file import Texts, reading_texts
from gdexplorer.problems.linear_regression import LinearRegression
from gdexplorer.problems.recurrent_network import RecurrentNetwork
from gdexplorer.problems.sentence_model import SentenceModel
from gdexplorer.problems.softmax_regression import SoftmaxRegression
from gdexplorer.problems.table_model import TableModel
from gdexplorer.ui.player import Player
from gdexplorer.ui.views.panel import words
from gdexplorer.ui.wording import as_sentence, failure
from gdexplorer.ui.worker import Work

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
        self._lane = player.lane(self._come, self._failed)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Open {laid.path.name}")
        self.preview = self._preview()
        self.model = QComboBox()
        self.model.setAccessibleName("model")
        self.model.setToolTip("What learns the target from the features, or from texts")
        for kind in api.problems().values():
            if issubclass(kind, (TableModel, SentenceModel)):
                self.model.addItem(kind.title, kind)
        self.target = QComboBox()
        self.target.setAccessibleName("target")
        self.target.setToolTip("What is to be predicted")
        self.features = QListWidget()
        self.features.setAccessibleName("features")
        self.features.setToolTip(
            "What it is predicted from: columns of numbers; for a model of sentences one of texts"
        )
        self.features.setMaximumHeight(130)
        self.share = QSpinBox()
        self.share.setRange(0, 90)
        self.share.setValue(20)
        self.share.setSuffix(" %")
        self.share.setAccessibleName("held out")
        self.share.setToolTip("Rows that are not trained on, to see how well the model does there")
        self.standardise = QCheckBox("standardise")
        self.standardise.setToolTip(
            "Features of mean 0 and deviation 1, and so the numbers a network learns: a rounder "
            "bowl; coefficients and answers are told in raw units"
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
        self.target.currentIndexChanged.connect(self._offer)
        self.model.currentIndexChanged.connect(self._offer)
        self.model.currentIndexChanged.connect(self._suit_units)
        self.features.itemChanged.connect(self._ticked)
        self._suit_units()
        self._offer()

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
        """Offer columns; choose the last that is no text, and what can learn it."""
        for name in self._laid.columns:
            if name in self._laid.numeric or name in self._laid.words:
                self.target.addItem(name)
            QListWidgetItem(name, self.features)
        prose = self._laid.prose
        targets = [self.target.itemText(i) for i in range(self.target.count())]
        chosen = [name for name in targets if name not in prose] or targets
        self.target.setCurrentIndex(targets.index(chosen[-1]) if chosen else -1)
        self.model.setCurrentText(self._fitting_model(self.target.currentText(), prose))

    def _fitting_model(self, target: str, prose: tuple[str, ...]) -> str:
        """Return the title of a model that can learn this target from the other columns."""
        numbers = set(self._laid.numeric) - {target}
        if set(prose) - {target} and len(numbers) <= 1:  # that one may but count the rows
            return RecurrentNetwork.title
        return SoftmaxRegression.title if target in self._laid.words else LinearRegression.title

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("&Model", self.model)
        form.addRow("&Target", self.target)
        form.addRow("&Features", self.features)
        form.addRow("&Held out", self.share)
        form.addRow("", self.standardise)
        marks = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
        decimal = "decimal comma" if self._laid.numerals.decimal == "," else "decimal point"
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
        return [i.text() for i in self._items() if i.checkState() is Qt.CheckState.Checked]

    @property
    def _reads_texts(self) -> bool:
        """Whether the model is one of sentences."""
        return issubclass(self.model.currentData(), SentenceModel)

    def _able(self) -> list[str]:
        """Return the columns that can be features: of the model's kind, and not the target."""
        kind = self._laid.words if self._reads_texts else self._laid.numeric
        return [name for name in kind if name != self.target.currentText()]

    def _suit_units(self) -> None:
        """Standardise where the model had better be; a line is told in its own units."""
        kind = self.model.currentData()
        self.standardise.setChecked(issubclass(kind, TableModel) and kind.better_standardised)

    def _offer(self) -> None:
        """Tick every column of numbers that can be a feature, or one of texts."""
        able = self._able()
        prose = [name for name in able if name in self._laid.prose]
        ticked = (prose or able)[:1] if self._reads_texts else able
        usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable
        for item in self._items():
            item.setFlags(usable if item.text() in able else Qt.ItemFlag.NoItemFlags)
        self._tick(ticked)
        self.standardise.setEnabled(not self._reads_texts)
        self._check()

    def _items(self) -> list[QListWidgetItem]:
        return [self.features.item(i) for i in range(self.features.count())]

    def _tick(self, names: list[str]) -> None:
        self.features.blockSignals(True)
        for item in self._items():
            ticked = item.text() in names
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.features.blockSignals(False)

    def _ticked(self, item: QListWidgetItem) -> None:
        """Of texts one column is learned from: another takes its place."""
        if self._reads_texts and item.checkState() is Qt.CheckState.Checked:
            self._tick([item.text()])
        self._check()

    def _check(self) -> None:
        sentence = self._missing()
        self.problem.setText(sentence)
        self.ok.setEnabled(not sentence)

    def _missing(self) -> str:
        """Say what keeps the file from being learned; nothing if it can be."""
        if not self.target.currentText():
            return "No column of this file holds numbers only, or words"
        if self.chosen():
            return ""
        if self._able():
            return "Tick the column of texts" if self._reads_texts else "Tick at least one feature"
        what = "texts" if self._reads_texts else "numbers"
        return f"There is no other column of {what} for this model to learn from"

    # ------------------------------------------------------------------ reading

    def accept(self) -> None:
        """Read the file; the dialog stays until that is done, and Cancel ends it."""
        work = self._work()
        self.problem.setText("")
        self.bar.setValue(0)
        self.bar.show()
        self._enable(False)
        self._lane.post(work)
        self._player.wake()

    def _work(self) -> Work:
        laid, target, features = self._laid, self.target.currentText(), self.chosen()
        share = self._share
        if self._reads_texts:
            return lambda _interrupted: reading_texts(laid, target, features[0], share)
        return lambda _interrupted: reading(laid, target, features)

    def _enable(self, enabled: bool) -> None:
        inputs = (self.model, self.target, self.features, self.share, self.standardise)
        for widget in (*inputs, self.ok):
            widget.setEnabled(enabled)
        self.standardise.setEnabled(enabled and not self._reads_texts)

    def _come(self, news: float | Table | Texts) -> None:
        if isinstance(news, (Table, Texts)):
            self._finish(news)
        else:
            self.bar.setValue(round(STEPS * news))

    @property
    def _share(self) -> float:
        return self.share.value() / 100

    def _finish(self, found: Table | Texts) -> None:
        try:
            model = self._learner(found)
        except ParameterError as error:  # such as a target that has no labels
            self._failed(error)
            return
        self.finished_with.emit(model, "; ".join(found.notes))
        super().accept()

    def _failed(self, error: Exception) -> None:
        """Say what is wrong, and let other columns be chosen."""
        self.bar.hide()
        self._enable(True)
        self.problem.setText(as_sentence(failure(error)))

    def _learner(self, found: Table | Texts) -> Problem:
        learner: Any = self.model.currentData()()
        if isinstance(found, Texts):
            return cast(Problem, dataclasses.replace(learner, corpus=found.corpus))
        settings = {"test_share": self._share, "standardise": self.standardise.isChecked()}
        return cast(Problem, dataclasses.replace(learner.tuned(**settings), given=found.rows))

    def reject(self) -> None:
        """Close, and read no further."""
        self._lane.cancel()
        super().reject()
