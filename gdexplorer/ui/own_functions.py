"""The user's own functions: made, changed, removed, and carried to and from files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from gdexplorer import api
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.whole_file import why_not
from gdexplorer.io import functions
from gdexplorer.problems.expression.definition import (
    Definition,
    Typed,
    problem_class,
    snake_case,
)
from gdexplorer.ui.function_dialog import FunctionDialog
from gdexplorer.ui.player import Player
from gdexplorer.ui.theme import Themes
from gdexplorer.ui.wording import as_sentence

FILTERS = ["Functions (*.toml)", "All files (*)"]


class OwnFunctions(QObject):
    """The library in the window. `kinds` are the problem classes by name."""

    added = Signal(object)
    removed = Signal(object)
    chosen = Signal(object)
    """A class that is to become the document's problem."""
    complained = Signal(str)

    def __init__(self, player: Player, themes: Themes, panel: QWidget) -> None:
        super().__init__(panel)
        self._player = player
        self._themes = themes
        self._panel = panel
        self._dialog: FunctionDialog | None = None
        self.kinds: dict[str, type[Typed]] = {}
        self._lane = player.lane(self._loaded)
        player.warmed.connect(self._load)
        self._versions: dict[str, set[Definition]] = {}
        """What functions that were edited have been, by name."""
        player.problem_changed.connect(self._enable)
        player.problem_changed.connect(self._follow)
        self._make_actions()
        self._enable()

    # ------------------------------------------------------------------ actions

    def _make_actions(self) -> None:
        self.new = self._action("&New function…", self.begin, "Type a function of your own")
        self.new.setShortcut(QKeySequence("Ctrl+Shift+N"))
        self.edit = self._action("&Edit function…", self.begin_edit, "Change this function")
        self.remove = self._action(
            "&Remove function", self.remove_current, "Take this function out of your own"
        )
        self.write = self._action(
            "E&xport function…", self.ask_export, "Write this function to a small text file"
        )
        self.read = self._action(
            "&Import function…", self.ask_import, "Take a function from a file into your own"
        )

    def _action(self, text: str, verb: Any, about: str) -> QAction:
        action = QAction(text, self)
        action.setToolTip(about)
        action.triggered.connect(verb)
        return action

    def menu(self, parent: QWidget) -> QMenu:
        """Return a menu of all that can be done."""
        menu = QMenu("&Your functions", parent)
        menu.setToolTipsVisible(True)
        menu.addAction(self.new)
        menu.addSeparator()
        menu.addActions([self.edit, self.remove])
        menu.addSeparator()
        menu.addActions([self.write, self.read])
        return menu

    @property
    def current(self) -> type[Typed] | None:
        """The class of the document's problem, if it is one of these."""
        kind = type(self._player.document.problem)
        return kind if issubclass(kind, Typed) else None

    def _enable(self) -> None:
        for action in (self.edit, self.write, self.remove):
            action.setEnabled(self.current is not None)

    # ------------------------------------------------------------------ the library

    def _load(self) -> None:
        self._lane.post(lambda _interrupted: _loading())
        self._player.wake()

    def _loaded(self, news: type[Typed] | str) -> None:
        if isinstance(news, str):
            self._player.said.emit(as_sentence(news))
        elif news.definition.name not in self.kinds:
            self._add(news)

    def _add(self, kind: type[Typed]) -> None:
        self.kinds[kind.definition.name] = kind
        self.added.emit(kind)

    def _drop(self, name: str) -> None:
        kind = self.kinds.pop(name, None)
        if kind is not None:
            self.removed.emit(kind)

    def keep(self, definition: Definition, name: str = "") -> type[Typed] | None:
        """Save a function under a name that is free, or in the place of the one of this name."""
        definition = _told_apart(definition)
        if name:
            final = dataclasses.replace(definition, name=name)
        else:
            final = functions.unique(definition, {*api.problems(), *self.kinds, *_files()})
            self._versions.pop(final.name, None)
        try:
            functions.save(final)
        except OSError as error:
            self.complained.emit(why_not(functions.place(final.name), error))
            return None
        kind = problem_class(final)
        self._drop(final.name)
        self._add(kind)
        return kind

    # ------------------------------------------------------------------ verbs

    def dialog(self) -> FunctionDialog:
        """Return the dialog, made when it is first asked for."""
        if self._dialog is None:
            self._dialog = FunctionDialog(self._player, self._themes, self._panel.window())
            self._dialog.finished_with.connect(self._finished)
        return self._dialog

    def begin(self) -> None:
        """Open the dialog for a new function."""
        self.dialog().begin()

    def begin_edit(self) -> None:
        """Open the dialog for the function that is shown."""
        if self.current is not None:
            self.dialog().edit(self.current)

    def _finished(self, kind: type[Typed], old: type[Typed] | None) -> None:
        name = old.definition.name if old is not None else ""
        if self.kinds.get(name, old) is not old:  # another function has the name by now
            name = ""
        made = self.keep(kind.definition, name)
        if made is not None and old is not None and name:
            versions = self._versions.setdefault(name, set())
            versions |= {old.definition, made.definition}
        # Where it could not be saved it is drawn all the same: nothing is lost.
        self.chosen.emit(made or kind)

    def _follow(self) -> None:
        """Save what is drawn once an edit is undone, or made again."""
        kind = self.current
        if kind is None or self.kinds.get(kind.definition.name, kind) is kind:
            return
        name = kind.definition.name
        if kind.definition in self._versions.get(name, ()):
            self.keep(kind.definition, name)

    def remove_current(self) -> None:
        """Take the function that is shown out of the library; it stays drawn."""
        kind = self.current
        if kind is None:
            return
        name = kind.definition.name
        try:
            functions.remove(name)
        except OSError as error:
            self.complained.emit(f"cannot remove {functions.place(name)}: {error.strerror}")
            return
        self._drop(name)
        self._versions.pop(name, None)
        self._player.said.emit(
            f"Removed {kind.title}; while it is drawn, Edit… and Save keep it again"
        )

    def ask_export(self) -> None:
        """Ask where to write the function that is shown."""
        if self.current is not None:
            dialog = self._files("Export function", QFileDialog.AcceptMode.AcceptSave)
            dialog.selectFile(self.current.definition.name + functions.SUFFIX)
            dialog.fileSelected.connect(self._export)
            dialog.open()

    def _export(self, path: str) -> None:
        kind = self.current
        if kind is None:
            return
        try:
            functions.write(kind.definition, path)
        except OSError as error:
            self.complained.emit(why_not(path, error))
        else:
            self._player.said.emit(f"Exported {kind.title} to {path}")

    def ask_import(self) -> None:
        """Ask for a file with a function."""
        dialog = self._files("Import function", QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def take(self, path: str) -> None:
        """Take a function from a file into the library, and draw it."""
        try:
            definition = functions.read(path)
            problem_class(definition)
        except ParameterError as error:
            self.complained.emit(str(error))
            return
        if definition.title != definition.text:  # its file may be called anything
            definition = dataclasses.replace(definition, name=snake_case(definition.title))
        made = self.keep(definition)
        if made is not None:
            self.chosen.emit(made)

    def _files(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = QStandardPaths.writableLocation(documents)
        dialog = QFileDialog(self._panel.window(), title, folder)
        dialog.setAcceptMode(mode)
        dialog.setNameFilters(FILTERS)
        dialog.setDefaultSuffix(functions.SUFFIX[1:])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog


def _told_apart(definition: Definition) -> Definition:
    """Return the function under a title that no built-in one has."""
    titles = {kind.title.casefold() for kind in api.problems().values()}
    if definition.title.casefold() not in titles:
        return definition
    return dataclasses.replace(definition, title=f"{definition.title} (yours)")


def _files() -> set[str]:
    """Return the names under which there are files, whether they can be read or not."""
    return {path.stem for path in functions.folder().glob("*" + functions.SUFFIX)}


def _loading() -> Iterator[type[Typed] | str]:
    definitions, complaints = functions.saved()
    yield from complaints
    for definition in definitions.values():
        try:
            yield problem_class(definition)
        except ParameterError as error:
            yield f"{definition.name}: {error}"
