"""File ▸ Export parameters and Load parameters: x of an iterate, kept in a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Array
from gdexplorer.core.whole_file import why_not
from gdexplorer.io import weights
from gdexplorer.ui.folders import last_folder, remember_folder
from gdexplorer.ui.player import Player
from gdexplorer.ui.wording import as_sentence

KINDS = {"NumPy arrays (*.npz)": "npz", "CSV files (*.csv)": "csv"}
EITHER = "Parameters (*.npz *.csv)"


class ParameterFiles(QObject):
    """Writes the parameters under the cursor, and starts the runs from those in a file."""

    def __init__(self, player: Player, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._player = player
        self._settings = settings
        self._window = window

    def ask_save(self) -> None:
        """Ask where to write the parameters of the selected run at the cursor."""
        spec = self._player.document.spec(self._player.session.selected)
        k = self._player.session.at(spec.key)
        problem = type(self._player.document.problem).name
        dialog = self._dialog(f"Export parameters of {spec.label} at iteration {k}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([*KINDS, "All files (*)"])
        dialog.setDefaultSuffix("npz")
        dialog.selectFile(f"{problem}-{type(spec.optimizer).name}-{k}.npz")
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(KINDS.get(kind, "npz")))
        dialog.fileSelected.connect(self._chosen_to_save)
        dialog.open()

    def ask_load(self) -> None:
        """Ask which file to start from."""
        dialog = self._dialog("Load parameters")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([EITHER, "All files (*)"])
        dialog.fileSelected.connect(self.load)
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, last_folder(self._settings))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _chosen_to_save(self, path: str) -> None:
        remember_folder(self._settings, path)
        self.save(path)

    def _under_cursor(self) -> tuple[int, Array]:
        """Return which iterate of the selected run is shown, and its x (n,)."""
        session = self._player.session
        run, k = session.runs[session.selected], session.at(session.selected)
        if not len(run.trajectory):  # nothing is computed yet
            return 0, np.array(run.recipe.start)
        return k, run.trajectory.x[k]

    def save(self, path: str) -> None:
        """Write the parameters of the selected run at the cursor; say how it went."""
        k, x = self._under_cursor()
        try:
            weights.save(path, self._player.document.landscape, x)
        except ParameterError as error:
            self._say(str(error))
        except OSError as error:
            self._say(why_not(path, error))
        else:
            self._say(f"Exported {_counted(len(x))} of iteration {k} to {path}")

    def takes(self, path: str) -> bool:
        """Say whether a file is one of parameters rather than a table."""
        return weights.is_weights(path)

    def load(self, path: str) -> None:
        """Begin the runs that are kept together at the parameters in a file; say what is wrong."""
        remember_folder(self._settings, path)
        try:
            start = weights.load(path, self._player.document.landscape)
        except ParameterError as error:
            self._say(str(error))
            return
        self._player.start_at(start)
        self._player.seek(0)
        self._say(f"Starting from the {_counted(len(start))} in {Path(path).name}")

    def _say(self, sentence: str) -> None:
        self._player.said.emit(as_sentence(sentence))


def _counted(n: int) -> str:
    return "one parameter" if n == 1 else f"{n:,} parameters"
