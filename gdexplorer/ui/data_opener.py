"""Opens files of data: from the menu, or dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Problem
from gdexplorer.optimizers.first_order import GradientDescent
from gdexplorer.ui.player import Player

FOLDER = "data/folder"


class DataOpener(QObject):
    """Asks for a file, shows what is in it, and has the runs learn from it."""

    def __init__(self, player: Player, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._player = player
        self._settings = settings
        self._window = window

    def ask(self) -> None:
        """Ask which file to open."""
        dialog = QFileDialog(self._window, "Open data", str(self._settings.value(FOLDER) or ""))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["Tables (*.csv *.tsv *.txt)", "All files (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.open)
        dialog.open()

    def open(self, path: str) -> None:
        """Show what is in a file; say so where it is no table."""
        from gdexplorer.io.data_file import layout
        from gdexplorer.ui.data_dialog import DataDialog

        self._settings.setValue(FOLDER, str(Path(path).parent))
        try:
            dialog = DataDialog(self._player, layout(path), self._window)
        except ParameterError as error:
            self._player.said.emit(f"{str(error)[:1].upper()}{str(error)[1:]}")
            return
        dialog.finished_with.connect(self._learn)
        dialog.open()

    def _learn(self, problem: Problem, note: str) -> None:
        self._player.change(self._player.document.with_problem(problem, GradientDescent, anew=True))
        if note:
            self._player.said.emit(f"{note[:1].upper()}{note[1:]}")


def dropped_file(data: QMimeData) -> str:
    """Return the path of the one local file that is being dropped, or nothing."""
    urls = data.urls()
    return urls[0].toLocalFile() if len(urls) == 1 else ""
