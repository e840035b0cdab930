"""The main window: shows its frame at once, then fills itself; it connects and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QPaintEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMainWindow, QTabWidget, QWidget

from gdexplorer.io.resources import resource
from gdexplorer.ui.theme import Mode, Themes

if TYPE_CHECKING:
    from gdexplorer.ui.views.view import View

# What imports numpy or pyqtgraph is imported in `populate`: the frame is painted before.

LAYOUT = 1
"""The saved layout's version: another number forgets layouts that no longer fit."""
FRAME = 40
"""Pixels that a title bar may take."""
LATER = 300
"""Milliseconds after which what can wait begins: typesetting, little pictures."""
ROOMY = 1500
"""Pixels of screen width below which the window opens maximised."""


class Window(QMainWindow):
    """The program's window. `ready` is emitted once it is filled."""

    ready = Signal()

    def __init__(self, settings: QSettings, themes: Themes) -> None:
        super().__init__()
        self.settings = settings
        self.themes = themes
        self.views: dict[str, View] = {}
        self.docks: dict[str, QDockWidget] = {}
        self._filled = False
        self.setWindowTitle("gdexplorer")
        self.setWindowIcon(QIcon(str(resource("gdexplorer.svg"))))
        self.setDockNestingEnabled(True)
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea),
        ):
            self.setCorner(corner, area)
        self._waiting = QLabel("Loading…", alignment=Qt.AlignmentFlag.AlignCenter)
        self._waiting.setProperty("role", "muted")
        self.setCentralWidget(self._waiting)
        self.statusBar()
        self._restore_size()
        themes.choose(_mode(settings))

    def _restore_size(self) -> None:
        room = self.screen().availableGeometry().size()
        self.resize(min(1480, room.width()), min(920, room.height() - FRAME))
        geometry = self.settings.value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        elif room.width() < ROOMY:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._filled:
            self._filled = True
            QTimer.singleShot(0, self.populate)

    # ------------------------------------------------------------------ filling

    def populate(self) -> None:
        """Make the player, the views and the menus, and set the first runs going."""
        from gdexplorer.ui.export import Exporter
        from gdexplorer.ui.first import first_document
        from gdexplorer.ui.keys import leave_focus
        from gdexplorer.ui.menus import Menus
        from gdexplorer.ui.player import Player
        from gdexplorer.ui.status import Status
        from gdexplorer.ui.transport import Transport
        from gdexplorer.ui.worker import Worker

        self._filled = True
        self.worker = Worker(self)
        self.worker.follow(self.themes.app)
        self.player = Player(first_document(), self.worker, self)
        self.player.begin()
        self.worker.start()
        self.transport = Transport(self.player, self.themes)
        self.addToolBar(self.transport)
        self.exporter = Exporter(self.player, self.settings, self)
        self._place_views()
        self.menus = Menus(self)
        self.status = Status(self.player, self.statusBar())
        self.player.problem_changed.connect(self._show_suitable)
        leave_focus(self)
        self.default_state = self.saveState(LAYOUT)
        state = self.settings.value("window/state")
        if state is None or not self.restoreState(state, LAYOUT):
            QTimer.singleShot(0, self._size_docks)  # once the docks are laid out
        QTimer.singleShot(LATER, self.player.warm_up)
        self.ready.emit()

    def _place_views(self) -> None:
        from gdexplorer.ui.views.view import Area, views

        self.landscapes = QTabWidget()
        self.landscapes.setDocumentMode(True)
        self.landscapes.setTabBarAutoHide(True)
        self.landscapes.setMinimumSize(320, 240)
        sides = {
            Area.LEFT: Qt.DockWidgetArea.LeftDockWidgetArea,
            Area.RIGHT: Qt.DockWidgetArea.RightDockWidgetArea,
            Area.BELOW: Qt.DockWidgetArea.BottomDockWidgetArea,
        }
        self._kinds = views()
        self._show_suitable()  # first, so that the landscape is the first to hear of iterates
        for kind in self._kinds:
            if kind.area is not Area.LANDSCAPE:
                self._dock(self.view(kind), sides[kind.area])
        self.setCentralWidget(self.landscapes)

    def view(self, kind: type[View]) -> View:
        """Return the view of this class, made when it is first asked for."""
        if kind.name not in self.views:
            self.views[kind.name] = kind(self.player, self.themes)
        return self.views[kind.name]

    def _dock(self, view: View, side: Qt.DockWidgetArea) -> None:
        dock = QDockWidget(view.title, self)
        dock.setObjectName(view.name)
        dock.setWidget(view)
        self.addDockWidget(side, dock)
        self.docks[view.name] = dock

    def _size_docks(self) -> None:
        side = Qt.Orientation.Horizontal
        self.resizeDocks([self.docks["problem"], self.docks["runs"]], [280, 432], side)
        column = ["problem", "optimizer"], [340, 460]
        right = ["runs", "inspector"], [260, 440]
        for names, sizes in (column, right, (["convergence"], [240])):
            self.resizeDocks([self.docks[n] for n in names], sizes, Qt.Orientation.Vertical)

    def _show_suitable(self) -> None:
        """Show the landscape views that suit the problem, one tab each."""
        problem = self.player.document.problem
        kinds = [k for k in self._kinds if _is_landscape(k) and k.suits(problem)]
        suitable = [self.view(kind) for kind in kinds]
        shown = [v for v in self.views.values() if self.landscapes.indexOf(v) >= 0]
        if shown == suitable:
            return
        for view in shown:
            self.landscapes.removeTab(self.landscapes.indexOf(view))
            view.setParent(None)
        for view in suitable:
            self.landscapes.addTab(view, view.title)

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
        self._size_docks()

    # ------------------------------------------------------------------ closing

    def choose_theme(self, mode: Mode) -> None:
        """Put a theme in force and remember it."""
        self.settings.setValue("window/theme", mode.value)
        self.themes.choose(mode)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.settings.setValue("window/geometry", self.saveGeometry())
        if self.views:
            self.settings.setValue("window/state", self.saveState(LAYOUT))
            self.player.close()
        self.settings.sync()
        super().closeEvent(event)


def _is_landscape(kind: type[View]) -> bool:
    from gdexplorer.ui.views.view import Area

    return kind.area is Area.LANDSCAPE


def _mode(settings: QSettings) -> Mode:
    stored = settings.value("window/theme")
    return Mode(stored) if stored in {m.value for m in Mode} else Mode.SYSTEM


def make_window(app: QApplication, settings: QSettings) -> Window:
    """Make the window, not yet shown, in the theme that was chosen last."""
    return Window(settings, Themes(app))
