"""The current iterate of the selected run, with every quantity of the optimizer's state."""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout

from gdexplorer.core.csv_table import component_names
from gdexplorer.core.data import DataProblem
from gdexplorer.core.optimizer import State
from gdexplorer.core.problem import Array, Problem
from gdexplorer.core.sketch import Scatter, Search, sketch
from gdexplorer.core.trajectory import Trajectory
from gdexplorer.core.walk import own_fields
from gdexplorer.problems.linear_regression import LinearModel
from gdexplorer.ui.formula import Formula
from gdexplorer.ui.pace import READING
from gdexplorer.ui.replay import Replay
from gdexplorer.ui.views.view import Area, View

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
Cells = list[tuple[str, str]]
SEARCHED = ("d", "alpha", "f_before", "g_before", "beta", "restart", "rise")
"""Fields of the search that led to an iterate, of which the start has none."""
TRIALS = ("trials", "alphas", "phis", "slopes", "points", "values")
"""Fields listed trial by trial."""
SYMBOLS = {
    "f_before": "f(xₖ₋₁)",
    "f_here": "f(xₖ)",
    "g_before": "∇f#(xₖ₋₁)",
    "alpha": "α",
    "rho": "ρ",
    "beta": "β",
}
"""Fields whose name is not how one would write it; # is where an index goes, else at the end."""
FEW = 10
"""Variables up to which they are listed before what tells of the whole iterate."""
MOST = 400
"""Numbers of one quantity up to which they are listed one by one."""


class InspectorView(View):
    """A table whose cells can be copied; under the update rule that made them."""

    name = "inspector"
    title = "Inspector"
    area = Area.RIGHT
    order = 21
    interval = READING

    def build(self) -> None:
        self.formula = Formula(self.player)
        self.table = QTableView()
        self.model = Quantities()
        self.table.setModel(self.model)
        self.table.setAccessibleName("quantities of the current iterate")
        self.table.setToolTip("Select cells and press Ctrl+C to copy them")
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(22)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setTabKeyNavigation(False)
        copy = QAction("Copy", self.table)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.table.addAction(copy)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.replay = Replay(self.player, self._refresh_if_seen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.formula)
        layout.addWidget(self.table, 1)

    def copy(self) -> None:
        """Put the selected cells on the clipboard, tabs between columns."""
        rows: dict[int, list[str]] = {}
        for index in sorted(self.table.selectedIndexes(), key=lambda i: (i.row(), i.column())):
            rows.setdefault(index.row(), []).append(str(index.data()))
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in rows.values()))

    def refresh(self) -> None:
        spec, trajectory, k = self.player.session.shown
        self.formula.show_latex(spec.optimizer.formula, self.theme.text)
        if not len(trajectory):
            self.model.show([])
            return
        state = self.replay.state(trajectory, k)
        if state is not None:
            self.model.show(quantities(trajectory, k, state))

    def restyle(self) -> None:
        spec, _, _ = self.player.session.shown
        self.formula.show_latex(spec.optimizer.formula, self.theme.text)


def quantities(trajectory: Trajectory, k: int, state: State) -> Cells:
    """List every quantity of iterate k by its symbol, in full precision."""
    problem = trajectory.recipe.problem
    f, g, h = trajectory.evaluations[k].tolist()
    value = [("f", repr(float(trajectory.f[k])))]
    x = _variables(problem, "x", trajectory.x[k]) + _in_raw_units(problem, trajectory.x[k])
    slopes = _variables(problem, "∇f", trajectory.gradient[k])
    others = [
        ("‖∇f‖", repr(float(trajectory.gradient_norm[k]))),
        ("step length", repr(float(trajectory.step_length[k]))),
        ("evaluations", f"f {f}, ∇f {g}, ∇²f {h}"),
    ]
    many = problem.dimension > FEW
    parts = (value, others, x, slopes) if many else (x, value, slopes, others)
    rows = [("k", str(k)), *chain.from_iterable(parts)]
    for name, column in trajectory.around.items():
        rows += _in_force(name, column[k])
    own = own_fields(type(state))
    none = SEARCHED if k == 0 and "f_before" in own else ()
    for name in own:
        if name not in TRIALS:
            cells = _components(SYMBOLS.get(name, name), np.asarray(getattr(state, name)))
            rows += _dashes(cells) if name in none else cells
    return rows + _trials(trajectory, k, state)


def _dashes(cells: Cells) -> Cells:
    return [(symbol, "–") for symbol, _ in cells]


def _in_force(name: str, values: Array) -> Cells:
    """List what was in force in the step that led here: dashes at the start, to which none led."""
    cells = _components(f"{name}# of this step", np.nan_to_num(values))
    return _dashes(cells) if np.isnan(values).all() else cells


def _variables(problem: Problem, symbol: str, values: Array) -> Cells:
    """List x or ∇f: a model's weights by name, the norms of its parts where they are many."""
    if not isinstance(problem, DataProblem):
        return _coordinates(problem, "∂f/∂" if symbol == "∇f" else "", symbol, values)
    sign = "∇" if symbol == "∇f" else ""
    if values.size > MOST:
        norms = problem.part_norms(values).items()
        return [(f"‖{sign}{name}‖", repr(float(norm))) for name, norm in norms]
    pairs = enumerate(values.tolist())
    return [(f"{sign}{problem.coordinate(i)}", repr(value)) for i, value in pairs]


def _in_raw_units(problem: Problem, x: Array) -> Cells:
    """List what the weights of standardised features are for the features as they are."""
    if not isinstance(problem, LinearModel) or not problem.standardise or x.size > MOST:
        return []
    raw = enumerate(problem.raw(x).tolist())
    return [(f"{problem.coordinate(i)} in raw units", repr(value)) for i, value in raw]


def _coordinates(problem: Problem, sign: str, symbol: str, values: Array) -> Cells:
    """List numbers by the names that the axes have too, where they are few."""
    if values.size > MOST:
        return _components(symbol, values)
    names = (problem.coordinate(i).translate(SUBSCRIPTS) for i in range(values.size))
    return [(sign + name, repr(v)) for name, v in zip(names, values.tolist(), strict=True)]


def _trials(trajectory: Trajectory, k: int, state: State) -> Cells:
    """List the trials that led here, the accepted one marked."""
    drawn = sketch(trajectory, k, state)
    if drawn.search is not None:
        return _searched(drawn.search)
    problem = trajectory.recipe.problem
    return [] if drawn.scatter is None else _scattered(problem, drawn.scatter)


def _scattered(problem: Problem, scatter: Scatter) -> Cells:
    rows = []
    for i, (x, f) in enumerate(zip(scatter.points, scatter.values.tolist(), strict=True)):
        mark = " ✓" if i == scatter.taken else ""
        named = _coordinates(problem, "", "x", x)
        rows += [(f"trial {i + 1} {symbol}{mark}", value) for symbol, value in named]
        rows.append((f"trial {i + 1} f{mark}", repr(f)))
    return rows


def _searched(search: Search) -> Cells:
    rows = []
    triples = zip(search.alphas.tolist(), search.phis.tolist(), search.slopes.tolist(), strict=True)
    for i, triple in enumerate(triples, 1):
        mark = " ✓" if i == search.taken + 1 else ""
        for symbol, value in zip(("α", "φ(α)", "φ′(α)"), triple, strict=True):
            if value == value:
                rows.append((f"trial {i} {symbol}{mark}", repr(value)))
    return rows


def _components(symbol: str, values: Any) -> Cells:
    if values.size > MOST:
        return [(_indexed(symbol, ""), " × ".join(map(str, values.shape)) + " numbers")]
    if values.size == 1:
        return [(_indexed(symbol, ""), repr(float(values.ravel()[0])))]
    indices = component_names("", values.shape)
    pairs = zip(indices, values.ravel().tolist(), strict=True)
    return [(_indexed(symbol, i), repr(v)) for i, v in pairs if v == v]


def _indexed(symbol: str, index: str) -> str:
    """Write an index, 3 or 12 or _10_2, as a subscript where it belongs."""
    written = index if "_" in index else index.translate(SUBSCRIPTS)
    whole = symbol.replace("#", written) if "#" in symbol else symbol + written
    return whole.replace("_", " ")


class Quantities(QAbstractTableModel):
    """Rows of symbol and value."""

    HEADERS = ("quantity", "value")

    def __init__(self) -> None:
        super().__init__()
        self.cells: Cells = []

    def show(self, cells: Cells) -> None:
        """Show other rows; the selection stays where the symbols stay."""
        if [name for name, _ in cells] != [name for name, _ in self.cells]:
            self.beginResetModel()
            self.cells = cells
            self.endResetModel()
        elif cells:
            self.cells = cells
            self.dataChanged.emit(self.index(0, 1), self.index(len(cells) - 1, 1))

    def rowCount(self, parent: Any = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.cells)

    def columnCount(self, parent: Any = None) -> int:
        return 0 if parent is not None and parent.isValid() else 2

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells[index.row()][index.column()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.HEADERS[section]
        return None
