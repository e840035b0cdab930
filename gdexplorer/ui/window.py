"""The main window: shows its frame at once, then fills itself; it connects and decides nothing."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMainWindow, QTabWidget, QWidget

from gdexplorer.ui.theme import Mode, Themes

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

    from gdexplorer.ui.views.view import View

# The start has three stages, each painted before the next begins: the frame; the landscape with
# the first paths; everything else. So what is slow to import (numpy, pyqtgraph, even the name Qt,
# which takes as long as a window) is imported where it is used.

LAYOUT = 2
"""The saved layout's version: another number forgets layouts that no longer fit."""
FRAME = 40
"""Pixels that a title bar may take."""
LATEST = 1000
"""Milliseconds after which the rest of the window comes, even if there is no path yet."""
CLOSE_AGAIN = 100
"""Milliseconds between two tries to close while an export is being written."""
ROOMY = 1500
"""Pixels of screen width below which the window opens maximised."""


class Window(QMainWindow):
    """The program's window. `complete` is true once all three stages are done.

    file: what it opens then, if anything.
    """

    def __init__(self, settings: QSettings, themes: Themes, file: str = "") -> None:
        super().__init__()
        self.settings = settings
        self.themes = themes
        self.views: dict[str, View] = {}
        self.docks: dict[str, QDockWidget] = {}
        self.complete = False
        self._file = file
        self._begun = False
        self._closed = False
        self.setWindowTitle("gdexplorer")
        self.setCentralWidget(QLabel())
        self.statusBar()
        themes.choose(_mode(settings))
        room = self.screen().availableGeometry().size()
        self.resize(min(1480, room.width()), min(920, room.height() - FRAME))

    def open(self) -> None:
        """Show the window where it was last, or where there is room for it."""
        geometry = self.settings.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
            self.show()
        elif self.screen().availableGeometry().width() < ROOMY:
            self.showMaximized()
        else:
            self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._begun:
            self._begun = True
            QTimer.singleShot(0, self._begin)

    # ------------------------------------------------------------------ filling

    def _begin(self) -> None:
        """Make the player and the landscape, and set the first runs going."""
        if self._closed:
            return
        from pyqtgraph.util.garbage_collector import GarbageCollector

        from gdexplorer.ui.first import first_document
        from gdexplorer.ui.player import Player
        from gdexplorer.ui.worker import Worker

        # Python collects garbage in any thread; a widget that the worker collected would take
        # the process down. From here on only this thread does.
        self._garbage = GarbageCollector()
        self.worker = Worker(self)
        self.worker.follow(self.themes.app)
        self.player = Player(first_document(), self.worker, self)
        self.player.begin()
        self.worker.start()
        self._place_landscape()
        self._place_docks()
        self.player.problem_changed.connect(self._show_suitable)
        self.player.moved.connect(self._first_moved)
        QTimer.singleShot(LATEST, self._complete)

    def _first_moved(self) -> None:
        self.player.moved.disconnect(self._first_moved)
        QTimer.singleShot(0, self._complete)

    def _complete(self) -> None:
        """Make what could wait until the first paths were drawn."""
        if self.complete or self._closed:
            return
        from PySide6.QtGui import QIcon

        from gdexplorer.core.resources import resource
        from gdexplorer.ui.data_opener import DataOpener
        from gdexplorer.ui.export import Exporter
        from gdexplorer.ui.keys import leave_focus
        from gdexplorer.ui.menus import Menus
        from gdexplorer.ui.parameter_files import ParameterFiles
        from gdexplorer.ui.status import Status
        from gdexplorer.ui.transport import Transport
        from gdexplorer.ui.views.view import model_views

        self.themes.dress()
        self.setWindowIcon(QIcon(str(resource("gdexplorer.svg"))))
        self.transport = Transport(self.player, self.themes)
        self.addToolBar(self.transport)
        self.exporter = Exporter(self.player, self.settings, self)
        self.parameter_files = ParameterFiles(self.player, self.settings, self)
        self.opener = DataOpener(self.player, self.settings, self)
        self.setAcceptDrops(True)
        for kind in self._kinds:
            if kind.name in self.docks:
                self.docks[kind.name].setWidget(self.view(kind))
        self._kinds += model_views()
        self._show_suitable()
        self.menus = Menus(self)
        self.status = Status(self.player, self.statusBar())
        leave_focus(self)
        self.default_state = self.saveState(LAYOUT)
        self._restore_layout()  # again, now that the panels have their sizes
        self.transport.show()  # nothing else would bring it back
        self.complete = True
        gc.freeze()  # what is here stays: to look through it takes as long as four frames
        self.player.warm_up()
        if self._file:
            self.open_file(self._file)

    def _place_landscape(self) -> None:
        from gdexplorer.ui.views.view import views

        self._kinds = views()
        self.landscapes = QTabWidget()
        self.landscapes.setDocumentMode(True)
        self.landscapes.setTabBarAutoHide(True)
        self.landscapes.setMinimumSize(320, 240)
        self.landscapes.currentChanged.connect(self._leave_fields)
        self._show_suitable()
        self.setCentralWidget(self.landscapes)

    def _place_docks(self) -> None:
        """Make the docks, empty for now, so that nothing moves when they are filled."""
        from PySide6.QtCore import Qt

        from gdexplorer.ui.views.view import Area

        sides = {
            Area.LEFT: Qt.DockWidgetArea.LeftDockWidgetArea,
            Area.RIGHT: Qt.DockWidgetArea.RightDockWidgetArea,
            Area.BELOW: Qt.DockWidgetArea.BottomDockWidgetArea,
        }
        self.setDockNestingEnabled(True)
        self.setCorner(Qt.Corner.BottomLeftCorner, sides[Area.LEFT])
        self.setCorner(Qt.Corner.BottomRightCorner, sides[Area.RIGHT])
        for kind in self._kinds:
            if kind.area in sides:
                self._dock(kind, sides[kind.area])
        for kind in self._kinds:
            if kind.tab_with:
                self.tabifyDockWidget(self.docks[kind.tab_with], self.docks[kind.name])
                self.docks[kind.tab_with].raise_()
        self._restore_layout()

    def _restore_layout(self) -> None:
        """Put the panels where they were last, or else where they are at first."""
        state = self.settings.value("window/state")
        if not isinstance(state, QByteArray) or not self.restoreState(state, LAYOUT):
            QTimer.singleShot(0, self._size_docks)  # once the docks are laid out

    def view(self, kind: type[View]) -> View:
        """Return the view of this class, made when it is first asked for."""
        if kind.name not in self.views:
            view = self.views[kind.name] = kind(self.player, self.themes)
            view.row_asked.connect(self._show_row)
            if self.complete:
                from gdexplorer.ui.keys import leave_focus

                leave_focus(view)
        return self.views[kind.name]

    def _dock(self, kind: type[View], side: Qt.DockWidgetArea) -> None:
        dock = QDockWidget(kind.title, self)
        dock.setObjectName(kind.name)
        dock.setWidget(QWidget())
        self.addDockWidget(side, dock)
        self.docks[kind.name] = dock

    def _size_docks(self) -> None:
        from PySide6.QtCore import Qt

        side = Qt.Orientation.Horizontal
        self.resizeDocks([self.docks["problem"], self.docks["runs"]], [300, 440], side)
        column = ["problem", "optimizer"], [430, 370]
        right = ["runs", "inspector"], [260, 440]
        for names, sizes in (column, right, (["convergence"], [240])):
            self.resizeDocks([self.docks[n] for n in names], sizes, Qt.Orientation.Vertical)

    def _show_suitable(self) -> None:
        """Show the landscape views that suit the problem, one tab each."""
        problem = self.player.document.landscape
        kinds = [k for k in self._kinds if _is_landscape(k) and k.suits(problem)]
        suitable = [self.view(kind) for kind in kinds]
        shown = [v for v in self.views.values() if self.landscapes.indexOf(v) >= 0]
        shown.sort(key=self.landscapes.indexOf)
        if shown == suitable:
            return
        front = self.landscapes.currentWidget()
        for view in shown:
            self.landscapes.removeTab(self.landscapes.indexOf(view))
            view.setParent(self)  # hidden, yet its own: what nobody owns is collected at random
        for view in suitable:
            self.landscapes.addTab(view, view.title)
        if front in suitable:
            self.landscapes.setCurrentWidget(front)

    def _leave_fields(self) -> None:
        """Qt gives the keyboard to a field of the tab that comes; nobody clicked it."""
        focus, page = self.focusWidget(), self.landscapes.currentWidget()
        if focus is not None and page is not None and page.isAncestorOf(focus):
            focus.clearFocus()

    def _show_row(self, i: int) -> None:
        """Bring the view to the front that shows rows of the data, and have it show this one."""
        able = [v for v in self.views.values() if v.shows_rows and self.landscapes.indexOf(v) >= 0]
        for view in able[:1]:
            self.landscapes.setCurrentWidget(view)
            view.show_row(i)

    @property
    def landscape(self) -> QWidget:
        """The picture of the problem in sight."""
        return self.landscapes.currentWidget()

    def reset_layout(self) -> None:
        """Bring the panels back to where they stood at first."""
        self.restoreState(self.default_state, LAYOUT)
        for dock in self.docks.values():
            dock.setFloating(False)
            dock.show()
        self.transport.show()  # the state was taken before it was first shown
        self._size_docks()

    # ------------------------------------------------------------------ dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from gdexplorer.ui.data_opener import dropped_file

        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from gdexplorer.ui.data_opener import dropped_file

        event.acceptProposedAction()
        self.open_file(dropped_file(event.mimeData()))

    def open_file(self, path: str) -> None:
        """Start from a file's parameters, or learn from its table or picture."""
        if self.parameter_files.takes(path):
            self.parameter_files.load(path)
        else:
            self.opener.open(path)

    # ------------------------------------------------------------------ closing

    def choose_theme(self, mode: Mode) -> None:
        """Put a theme in force and remember it."""
        self.settings.setValue("window/theme", mode.value)
        self.themes.choose(mode)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.complete and not self._closed and self.exporter.busy:
            self.player.said.emit("Closing once the export is written")
            QTimer.singleShot(CLOSE_AGAIN, self.close)
            event.ignore()
            return
        self.settings.setValue("window/geometry", self.saveGeometry())
        self._closed = True
        if self.complete:
            self.settings.setValue("window/state", self.saveState(LAYOUT))
        if self.views:
            self.player.close()
            self._garbage.timer.stop()
            gc.unfreeze()
            gc.enable()
        self.settings.sync()
        super().closeEvent(event)


def _is_landscape(kind: type[View]) -> bool:
    from gdexplorer.ui.views.view import Area

    return kind.area is Area.LANDSCAPE


def _mode(settings: QSettings) -> Mode:
    stored = settings.value("window/theme")
    return next((mode for mode in Mode if mode.value == stored), Mode.SYSTEM)


def make_window(app: QApplication, settings: QSettings, file: str = "") -> Window:
    """Make the window, not yet shown, in the theme that was chosen last."""
    return Window(settings, Themes(app), file)
