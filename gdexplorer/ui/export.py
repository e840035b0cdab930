"""File ▸ Export: trajectories to CSV, written by the worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from gdexplorer.core.csv_table import Table, table, union, writing
from gdexplorer.core.session import RunSpec
from gdexplorer.core.trajectory import Trajectory
from gdexplorer.core.whole_file import why_not
from gdexplorer.ui.folders import last_folder, remember_folder
from gdexplorer.ui.player import Player
from gdexplorer.ui.worker import Lane


class Exporter(QObject):
    """Asks where to, and writes the record as it stood when asked."""

    def __init__(self, player: Player, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._player = player
        self._settings = settings
        self._window = window
        self._lanes: list[Lane] = []
        self._all = False

    def export_selected(self) -> None:
        """Ask where to write the selected run."""
        spec = self._player.document.spec(self._player.session.selected)
        self._ask(False, f"Export {spec.label}", type(spec.optimizer).name)

    def export_all(self) -> None:
        """Ask where to write all runs."""
        self._ask(True, "Export all runs", "runs")

    def _ask(self, everything: bool, title: str, stem: str) -> None:
        self._all = everything
        folder = last_folder(self._settings)
        name = f"{type(self._player.document.problem).name}-{stem}.csv"
        dialog = QFileDialog(self._window, title, str(Path(folder) / name))
        dialog.setDirectory(folder)
        dialog.selectFile(name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["CSV files (*.csv)", "All files (*)"])
        dialog.setDefaultSuffix("csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, path: str) -> None:
        remember_folder(self._settings, path)
        self.write(path, self._all)

    def write(self, path: str, everything: bool) -> None:
        """Write the selected run, or all of them, in the background; say how it went."""
        session = self._player.session
        chosen = [s for s in session.document.runs if everything or s.key == session.selected]
        taken = [(s, session.runs[s.key].trajectory.snapshot()) for s in chosen]
        self._free_lane().post(lambda _interrupted: _written(path, taken, everything))
        self._player.wake()

    @property
    def busy(self) -> bool:
        """Whether a file is being written."""
        return any(lane.busy for lane in self._lanes)

    def _free_lane(self) -> Lane:
        """Return a lane where nothing is under way: what is being written is written to its end."""
        for lane in self._lanes:
            if not lane.busy:
                return lane
        self._lanes.append(self._player.lane(self._player.said.emit))
        return self._lanes[-1]


def _content(taken: list[tuple[RunSpec, Trajectory]], everything: bool) -> Table:
    if not everything:
        return table(taken[0][1])
    return union([(label, table(t)) for label, (_, t) in zip(labels(taken), taken, strict=True)])


def labels(taken: list[tuple[RunSpec, Any]]) -> list[str]:
    """Return the runs' labels; where one is there already, with a number behind."""
    result: list[str] = []
    for spec, _ in taken:
        label, count = spec.label, 1
        while label in result:
            count += 1
            label = f"{spec.label} ({count})"
        result.append(label)
    return result


def _written(path: str, taken: list[tuple[RunSpec, Trajectory]], everything: bool) -> Iterator[str]:
    total = sum(len(t) for _, t in taken)
    done = 0
    try:
        for done in writing(path, _content(taken, everything)):
            if done < total:
                yield f"Exporting: {done:,} of {total:,} rows"
    except OSError as error:
        sentence = why_not(path, error)
        yield f"{sentence[:1].upper()}{sentence[1:]}"
        return
    yield f"Exported {done:,} rows to {path}"
