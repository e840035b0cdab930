"""File ▸ Open data: a table or texts of the user's, seen before they are learned from."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gdexplorer import api
from gdexplorer.core.parameter import ParameterError, Value
from gdexplorer.core.problem import Problem
from gdexplorer.io.data_file import MOST_FEATURES, Table, preparing, reading, too_many
from gdexplorer.io.layout import Layout, labels, layout, stray
from gdexplorer.io.text_file import Texts, reading_texts
from gdexplorer.problems.linear_regression import LinearRegression
from gdexplorer.problems.recurrent_network import RecurrentNetwork
from gdexplorer.problems.sentence_model import SentenceModel
from gdexplorer.problems.softmax_regression import LogisticRegression, SoftmaxRegression
from gdexplorer.problems.table_model import Goal, TableModel
from gdexplorer.ui.data_preview import DataPreview, described
from gdexplorer.ui.player import Player
from gdexplorer.ui.views.panel import words
from gdexplorer.ui.wording import as_sentence, failure
from gdexplorer.ui.worker import Work

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
        self.written = words("muted")
        self.header = QCheckBox("First &row is a header")
        self.header.setToolTip("Whether the first row names the columns or is one of numbers")
        self.header.setChecked(laid.header)
        self.preview = DataPreview()
        self.target = _combo("target", "What is to be predicted")
        self.goal = _combo("learn", "Whether the target is learned as a number or as classes")
        self.model = _combo("model", "What learns the target from the features, or from texts")
        self.features = QListWidget()
        self.features.setAccessibleName("features")
        self.features.setToolTip(
            "What it is predicted from: columns of numbers; for a model of sentences one of texts"
        )
        self.features.setMaximumHeight(130)
        self.note = words("muted")
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
        self._lay_out()
        self._fill()
        self._connect()
        self._lane.post(lambda _interrupted: preparing())
        player.wake()

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.header.toggled.connect(self._lay_anew)
        self.target.currentIndexChanged.connect(self._propose)
        self.goal.currentIndexChanged.connect(self._offer_models)
        self.model.currentIndexChanged.connect(self._suit)
        self.features.itemChanged.connect(self._ticked)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("&Target", self.target)
        form.addRow("L&earn", self.goal)
        form.addRow("&Model", self.model)
        form.addRow("&Features", self.features)
        form.addRow("", self.note)
        form.addRow("&Held out", self.share)
        form.addRow("", self.standardise)
        top = QHBoxLayout()
        top.addWidget(self.written, 1)
        top.addWidget(self.header)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.preview)
        column.addLayout(form)
        for last in (self.problem, self.bar, self.buttons):
            column.addWidget(last)
        self.resize(620, 600)

    # ------------------------------------------------------------------ columns

    def _lay_anew(self, header: bool) -> None:
        """Read the columns with a header or without; where that cannot be, say why."""
        try:
            self._laid = layout(self._laid.path, header)
        except ParameterError as error:
            self.header.blockSignals(True)
            self.header.setChecked(not header)
            self.header.blockSignals(False)
            self._failed(error)
            return
        self._fill()

    def _fill(self) -> None:
        """Offer columns; choose the last that is no text, and what can learn it."""
        laid = self._laid
        self.written.setText(described(laid))
        self.preview.show_layout(laid)
        self.features.blockSignals(True)
        self.features.clear()
        self.features.addItems(list(laid.columns))
        self.features.blockSignals(False)
        able, prose = {*laid.numeric, *laid.words}, set(laid.prose)
        targets = [name for name in laid.columns if name in able]
        chosen = [name for name in targets if name not in prose] or targets
        self._put(self.target, targets, chosen[-1] if chosen else "")
        self._put(self.model, [], "")
        self._propose()

    def _put(self, combo: QComboBox, names: Sequence[str], chosen: str) -> None:
        """Fill a list without announcing it."""
        combo.blockSignals(True)
        combo.clear()
        combo.addItems(names)
        combo.setCurrentIndex(names.index(chosen) if chosen in names else -1)
        combo.blockSignals(False)

    def _propose(self) -> None:
        """Propose what to take the target for: words are classes, and so are few whole numbers."""
        target = self.target.currentText()
        classes = target in self._laid.classes
        goals = [goal.value for goal in Goal]
        self._put(self.goal, goals, (Goal.CLASSES if classes else Goal.NUMBER).value)
        self.goal.setEnabled(target not in self._laid.words)
        self._offer_models()

    @property
    def _goal(self) -> Goal:
        return Goal(self.goal.currentText())

    def _offer_models(self) -> None:
        """Offer what can learn the target as it is taken; keep the model where it can."""
        texts = bool(set(self._laid.words) - {self.target.currentText()})
        kinds = [kind for kind in api.problems().values() if _learns(kind, self._goal, texts)]
        titles = [kind.title for kind in kinds]
        now = self.model.currentText()
        self._put(self.model, titles, now if now in titles else self._fitting_model())
        for i, kind in enumerate(kinds):
            self.model.setItemData(i, kind)
        self._suit()

    def _fitting_model(self) -> str:
        """Return the title of a model that can learn this target from the other columns."""
        target = {self.target.currentText()}
        if self._goal is Goal.NUMBER:
            return LinearRegression.title
        few = len(set(self._laid.numeric) - target) <= 1  # that one may but count the rows
        texts = few and set(self._laid.prose) - target
        if texts:
            return RecurrentNetwork.title
        two = len(labels(self._laid, self.target.currentText())) == 2
        return (LogisticRegression if two else SoftmaxRegression).title

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

    def _suit(self) -> None:
        """Standardise where the model had better be; a line is told in its own units."""
        kind = self.model.currentData()
        self.standardise.setChecked(issubclass(kind, TableModel) and kind.better_standardised)
        self._offer()

    def _offer(self) -> None:
        """Tick every column of numbers that can be a feature, up to the most, or one of texts."""
        able = self._able()
        texts = [name for name in self._laid.prose if name in able] or able
        ticked = texts[:1] if self._reads_texts else able[:MOST_FEATURES]
        usable, names = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable, set(able)
        self.features.blockSignals(True)
        for item in self._items():
            item.setFlags(usable if item.text() in names else Qt.ItemFlag.NoItemFlags)
            item.setToolTip("" if item.text() in names else self._why_not(item.text()))
        self.features.blockSignals(False)
        self._tick(ticked)
        many = not self._reads_texts and len(able) > MOST_FEATURES
        self.note.setText(
            f"The first {MOST_FEATURES:,} of {len(able):,} are ticked" if many else ""
        )
        self.note.setVisible(many)
        self.standardise.setEnabled(not self._reads_texts)
        self._check()

    def _why_not(self, name: str) -> str:
        """Say why a column can be no feature."""
        if name == self.target.currentText():
            return f"{name} is what is predicted"
        cell = "" if self._reads_texts else stray(self._laid, name)
        return f"{name} holds “{cell}”, which is no number" if cell else ""

    def _items(self) -> list[QListWidgetItem]:
        return [self.features.item(i) for i in range(self.features.count())]

    def _tick(self, names: Sequence[str]) -> None:
        wanted = set(names)
        self.features.blockSignals(True)
        for item in self._items():
            ticked = item.text() in wanted
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
        if chosen := self.chosen():
            return too_many(len(chosen))
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
        laid, target, chosen = self._laid, self.target.currentText(), self.chosen()
        share = self._share
        if self._reads_texts:
            return lambda _interrupted: reading_texts(laid, target, chosen[0], share)
        features = [] if chosen == self._able() else chosen  # of all, what is not used is told
        return lambda _interrupted: reading(laid, target, features)

    def _enable(self, enabled: bool) -> None:
        choices = (self.header, self.target, self.goal, self.model, self.features, self.share)
        for widget in (*choices, self.ok):
            widget.setEnabled(enabled)
        self.goal.setEnabled(enabled and self.target.currentText() not in self._laid.words)
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
        settings: dict[str, Value] = dict(learner.learns[self._goal])
        settings |= {"test_share": self._share, "standardise": self.standardise.isChecked()}
        return cast(Problem, dataclasses.replace(learner.tuned(**settings), given=found.rows))

    def reject(self) -> None:
        """Close, and read no further."""
        self._lane.cancel()
        super().reject()


def _combo(name: str, tip: str) -> QComboBox:
    """Return a list to choose from that is no wider for long names."""
    combo = QComboBox()
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(20)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    return combo


def _learns(kind: type[Problem], goal: Goal, texts: bool) -> bool:
    """Say whether a model can learn a target as it is taken; texts: whether there are any."""
    if issubclass(kind, SentenceModel):
        return texts and goal is Goal.CLASSES
    return issubclass(kind, TableModel) and goal in kind.learns
