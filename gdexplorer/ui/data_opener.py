"""Opens files of data: from the menu, or dropped on the window."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Problem
from gdexplorer.optimizers.first_order import GradientDescent
from gdexplorer.problems.kernel_lesson import KernelLesson, Photo
from gdexplorer.ui.folders import last_folder, remember_folder
from gdexplorer.ui.player import Player
from gdexplorer.ui.wording import as_sentence, failure

FILTERS = [
    "Tables and pictures (*.csv *.tsv *.txt *.png *.jpg *.jpeg)",
    "Tables (*.csv *.tsv *.txt)",
    "Pictures (*.png *.jpg *.jpeg)",
    "All files (*)",
]


class DataOpener(QObject):
    """Asks for a file, shows what is in it, and has the runs learn from it."""

    def __init__(self, player: Player, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._player = player
        self._settings = settings
        self._window = window
        self._lane = player.lane(self._picture_came, self._failed)

    def ask(self) -> None:
        """Ask which file to open."""
        dialog = QFileDialog(self._window, "Open data", last_folder(self._settings))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(FILTERS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.open)
        dialog.open()

    def open(self, path: str) -> None:
        """Show what is in a file, or have a kernel see a picture; say so where it is neither."""
        from gdexplorer.io.layout import layout
        from gdexplorer.io.picture_file import is_picture
        from gdexplorer.io.weights import is_weights
        from gdexplorer.ui.data_dialog import DataDialog

        remember_folder(self._settings, path)
        if is_weights(path):
            self._say(f"{Path(path).name} holds parameters: see File ▸ Load parameters")
            return
        if is_picture(path):
            self._lane.post(lambda _interrupted: _seen(path))
            self._player.wake()
            return
        try:
            dialog = DataDialog(self._player, layout(path), self._window)
        except ParameterError as error:
            self._say(str(error))
            return
        dialog.finished_with.connect(self._learn)
        dialog.open()

    def _learn(self, problem: Problem, note: str) -> None:
        try:
            learning = self._player.document.with_problem(problem, GradientDescent, anew=True)
        except (
            ParameterError
        ) as error:  # such as a learning rate that numbers this small would need
            self._say(f"this cannot be learned from: {error}")
            return
        self._player.change(learning)
        if note:
            self._say(note)

    def _failed(self, error: Exception) -> None:
        self._say(failure(error))

    def _picture_came(self, found: Photo) -> None:
        now = self._player.document.problem
        lesson = now if isinstance(now, KernelLesson) else KernelLesson()
        height, width = found.grey.shape
        self._learn(
            dataclasses.replace(lesson, photo=found),
            f"the {lesson.kernel} kernel is to be found on {found.name}, "
            f"in grey, {width} x {height} pixels",
        )

    def _say(self, sentence: str) -> None:
        self._player.said.emit(as_sentence(sentence))


def _seen(path: str) -> Iterator[Photo]:
    from gdexplorer.io.picture_file import read_picture

    yield read_picture(path)


def dropped_file(data: QMimeData) -> str:
    """Return the path of the one local file that is being dropped, or nothing."""
    urls = data.urls()
    return urls[0].toLocalFile() if len(urls) == 1 else ""
