"""The runs, one a row: what they are, how far they are, how they ended."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QColorDialog,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QTableView,
    QVBoxLayout,
)

from gdexplorer.core.run import Run
from gdexplorer.core.session import MOST_RUNS, RunSpec, described
from gdexplorer.ui.names import NameDelegate
from gdexplorer.ui.pace import READING
from gdexplorer.ui.player import Player
from gdexplorer.ui.plot.glyphs import run_icon
from gdexplorer.ui.views.bar import tool_button
from gdexplorer.ui.views.view import Area, View, marker

HEADERS = ("run", "k", "f", "‖∇f‖", "evals", "status")
HELP = (
    "Tick to show, double click to rename, right click for colours",
    "The iteration shown",
    "The value there",
    "The gradient's Euclidean norm there",
    "Evaluations of f, ∇f and ∇²f the optimizer had spent; a product ∇²f·v counts as one too",
    "Why the run ended, or what it is doing",
)


class RunsView(View):
    """A table with colour, marker, label, iteration, f, ‖∇f‖, evaluations and status."""

    name = "runs"
    title = "Runs"
    area = Area.RIGHT
    order = 20
    interval = READING

    def build(self) -> None:
        self.table = QTableView()
        self.model = RunsModel(self)
        self.table.setModel(self.model)
        self.table.setAccessibleName("runs")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.names = NameDelegate(self.table)
        self.table.setItemDelegateForColumn(0, self.names)
        self.table.setMinimumSize(400, 110)
        font = self.table.font()
        font.setPointSizeF(font.pointSizeF() - 0.5)
        self.table.setFont(font)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(25)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self._size_columns()
        self._make_actions()
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.player.document_changed.connect(self._document_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._buttons())

    def _size_columns(self) -> None:
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(24)
        header.setResizeContentsPrecision(0)  # the rows in sight
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.model.modelReset.connect(self._narrow_columns)

    def _narrow_columns(self) -> None:
        """Leave the names all the room that the headers of the numbers do not need."""
        header = self.table.horizontalHeader()
        for column in range(1, len(HEADERS)):
            header.resizeSection(column, header.sectionSizeHint(column))

    def _widen_columns(self) -> None:
        """Let every number be seen; a column that has become wider stays so, lest it flicker."""
        header = self.table.horizontalHeader()
        for column in range(1, len(HEADERS)):
            needed = self.table.sizeHintForColumn(column)
            if needed > header.sectionSize(column):
                header.resizeSection(column, needed)

    def _make_actions(self) -> None:
        def action(text: str, keys: str, about: str, verb: Any) -> QAction:
            made = QAction(text, self)
            made.setShortcut(keys)
            made.setToolTip(f"{about} ({keys})" if keys else about)
            made.triggered.connect(verb)
            return made

        self.add = action("Add", "Ctrl+N", "Add a run of another optimizer", self.add_run)
        self.duplicate = action("Duplicate", "Ctrl+D", "Add a copy of this run", self.duplicate_run)
        self.remove = action("Remove", "Delete", "Remove this run", self.remove_run)
        self.hide_run = action("Hide or show", "Ctrl+H", "Hide or show this run", self.toggle_run)
        self.rename = action("Rename", "F2", "Give this run another name", self.rename_run)
        self.recolour = action("Colour…", "", "Choose this run's colour", self.choose_colour)

    def _buttons(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(6, 3, 6, 3)
        for action in (self.add, self.duplicate, self.remove):
            bar.addWidget(tool_button(action, self))
        bar.addStretch(1)
        return bar

    def run_actions(self) -> list[QAction]:
        """Return the verbs on runs, for the menus."""
        return [self.add, self.duplicate, self.remove, self.rename, self.hide_run, self.recolour]

    # ------------------------------------------------------------------ verbs

    @property
    def selected(self) -> RunSpec:
        """The run whose row is chosen."""
        return self.player.document.spec(self.player.session.selected)

    def add_run(self) -> None:
        """Add a run of the first optimizer that is not there yet, from the same start."""
        self.player.add_run(None)

    def duplicate_run(self) -> None:
        """Add a copy of the selected run."""
        self.player.add_run(self.selected.optimizer)

    def remove_run(self) -> None:
        """Remove the selected run; the last one stays."""
        self.player.remove_run(self.selected.key)

    def toggle_run(self) -> None:
        """Hide or show the selected run."""
        self._replace(visible=not self.selected.visible)

    def rename_run(self) -> None:
        """Edit the selected run's name in its row."""
        row = self.player.document.runs.index(self.selected)
        self.table.edit(self.model.index(row, 0))

    def choose_colour(self) -> None:
        """Ask for the selected run's colour."""
        spec = self.selected
        dialog = QColorDialog(QColor(self.colour(spec)), self)
        dialog.setWindowTitle(f"Colour of {spec.label}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(self._colour_chosen)
        dialog.open()

    def _colour_chosen(self, colour: QColor) -> None:
        self._replace(colour=colour.name())

    def _replace(self, **changes: Any) -> None:
        document = self.player.document
        self.player.change(document.with_run(dataclasses.replace(self.selected, **changes)))

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.run_actions())
        menu.addSeparator()
        reset = menu.addAction("Automatic colour")
        reset.setEnabled(bool(self.selected.colour))
        reset.triggered.connect(self._automatic_colour)
        menu.popup(self.table.viewport().mapToGlobal(place))
        menu.aboutToHide.connect(menu.deleteLater)

    def _automatic_colour(self) -> None:
        self._replace(colour="")

    # ------------------------------------------------------------------ drawing

    def _document_changed(self) -> None:
        """Have the right rows at once; what stands in them may wait while iterates stream."""
        self.model.fit_rows()
        self._moved()

    def refresh(self) -> None:
        self.model.refresh()
        self._widen_columns()
        document, session = self.player.document, self.player.session
        row = next(i for i, s in enumerate(document.runs) if s.key == session.selected)
        if self.table.currentIndex().row() != row:
            selection = self.table.selectionModel()
            selection.blockSignals(True)
            self.table.selectRow(row)
            selection.blockSignals(False)
            self.table.viewport().update()
        self.remove.setEnabled(len(document.runs) > 1)
        alone = len(document.runs) == 1
        self.remove.setToolTip("The last run stays" if alone else "Remove this run (Delete)")
        for action in (self.add, self.duplicate):
            action.setEnabled(len(document.runs) < MOST_RUNS)

    def _row_chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        if 0 <= index.row() < len(self.player.document.runs):
            self.player.select(self.player.document.runs[index.row()].key)


class RunsModel(QAbstractTableModel):
    """The document's runs as rows."""

    def __init__(self, view: RunsView) -> None:
        super().__init__(view)
        self._view = view
        self._keys: list[int] = []

    def refresh(self) -> None:
        """Read the session again."""
        if not self.fit_rows():
            last = self.index(len(self._keys) - 1, len(HEADERS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def fit_rows(self) -> bool:
        """Have one row for each run; say whether they changed."""
        keys = [s.key for s in self._view.player.document.runs]
        if keys == self._keys:
            return False
        self.beginResetModel()
        self._keys = keys
        self.endResetModel()
        return True

    def rowCount(self, parent: Any = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._keys)

    def columnCount(self, parent: Any = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADERS)

    def _spec(self, index: Any) -> tuple[RunSpec, Run]:
        key = self._keys[index.row()]
        player = self._view.player
        return player.document.spec(key), player.session.runs[key]

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        spec, run = self._spec(index)
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(spec, run, column)
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return run_icon(marker(spec), self._view.colour(spec))
        if role == Qt.ItemDataRole.CheckStateRole and column == 0:
            return Qt.CheckState.Checked if spec.visible else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(spec, run, column)
        if role == Qt.ItemDataRole.ForegroundRole and not spec.visible:
            return QColor(self._view.theme.muted)
        return None

    def _text(self, spec: RunSpec, run: Run, column: int) -> str:
        player = self._view.player
        if column == 0:
            return spec.label
        if column == 5:
            return status(run, player)
        if not len(run.trajectory):
            return ""
        k = player.session.at(spec.key)
        if column == 1:
            return str(k)
        if column == 4:
            return str(int(run.trajectory.evaluations[k].sum()))
        value = run.trajectory.f[k] if column == 2 else run.trajectory.gradient_norm[k]
        return f"{float(value):.3g}"

    def _tip(self, spec: RunSpec, run: Run, column: int) -> str:
        sentences = [s for s in (run.stop_reason, *run.notes) if s]
        if column == 5 and sentences:
            return ". ".join(sentences)
        return f"{spec.label}\n{HELP[column]}"

    def setData(self, index: Any, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        spec, _ = self._spec(index)
        if role == Qt.ItemDataRole.CheckStateRole:
            changed = dataclasses.replace(
                spec, visible=Qt.CheckState(value) == Qt.CheckState.Checked
            )
        elif role == Qt.ItemDataRole.EditRole:
            name = " ".join(str(value).split())[:60]
            changed = dataclasses.replace(
                spec, name="" if name == described(spec.optimizer, spec.around) else name
            )
        else:
            return False
        self._view.player.change(self._view.player.document.with_run(changed))
        return True

    def flags(self, index: Any) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return HELP[section] if role == Qt.ItemDataRole.ToolTipRole else None


def status(run: Run, player: Player) -> str:
    """Say in a word or two how a run stands."""
    if run.stop is not None:
        return run.stop.reason.word
    if player.computing:
        return "running"
    return "cancelled" if player.cancelled else "paused"
