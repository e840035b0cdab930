"""The menus: every verb of the program with its shortcut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox, QToolButton

from gdexplorer import __version__
from gdexplorer.ui.compare import CompareDialog, classic
from gdexplorer.ui.theme import Mode
from gdexplorer.ui.views.landscape import LandscapeView
from gdexplorer.ui.views.problem_panel import ProblemPanel
from gdexplorer.ui.views.runs import RunsView
from gdexplorer.ui.views.view import View

if TYPE_CHECKING:
    from gdexplorer.ui.window import Window

THEMES = {Mode.LIGHT: "Light", Mode.DARK: "Dark", Mode.SYSTEM: "As the system"}
MOUSE_HELP = (
    ("Click a landscape", "set the start"),
    ("Drag the ring", "move the start"),
    ("Wheel, drag", "zoom, move the view"),
    ("Double click", "show all"),
    ("Drag the line in Convergence", "move the cursor"),
    ("Esc in a field", "bring the last good value back"),
)


class Menus(QObject):
    """Fills the window's menu bar."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._player = window.player
        self.file = self._file()
        self.edit = self._edit()
        self.run = self._run()
        self.view = self._view()
        self.help = self._help()
        self._add_export_button()
        self._player.document_changed.connect(self._enable)
        self._enable()

    def _menu(self, title: str) -> QMenu:
        menu = QMenu(title, self._window)
        menu.setToolTipsVisible(True)
        self._window.menuBar().addMenu(menu)
        return menu

    def _add(self, menu: QMenu, text: str, keys: Any, verb: Any, about: str) -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.setToolTip(about)
        action.triggered.connect(verb)
        menu.addAction(action)
        return action

    def _file(self) -> QMenu:
        menu = self._menu("&File")
        self.open_data = self._add(
            menu, "&Open data…", "Ctrl+O", self._window.opener.ask,
            "Learn from a table, texts or a picture of your own; or drop the file on the window",
        )  # fmt: skip
        menu.addSeparator()
        export = self._window.exporter
        self.export_selected = self._add(
            menu, "&Export trajectory (CSV)…", "Ctrl+E", export.export_selected,
            "Write every iterate of the selected run",
        )  # fmt: skip
        self.export_all = self._add(
            menu, "Export &all trajectories (CSV)…", "Ctrl+Shift+E", export.export_all,
            "Write every iterate of all runs into one file",
        )  # fmt: skip
        menu.addSeparator()
        parameters = self._window.parameter_files
        self.export_parameters = self._add(
            menu, "Export &parameters…", "", parameters.ask_save,
            "Write x of the selected run at the cursor: NumPy's .npz, or CSV",
        )  # fmt: skip
        self.load_parameters = self._add(
            menu, "&Load parameters…", "", parameters.ask_load,
            "Start the runs from parameters in a file; or drop the file on the window",
        )  # fmt: skip
        menu.addSeparator()
        own = cast(ProblemPanel, self._window.views["problem"]).own
        menu.addAction(own.new)
        menu.addMenu(own.menu(menu))
        menu.addSeparator()
        self._add(menu, "&Quit", "Ctrl+Q", self._window.close, "Close the program")
        return menu

    def _edit(self) -> QMenu:
        menu = self._menu("&Edit")
        player = self._player
        self.undo = self._add(menu, "&Undo", "Ctrl+Z", self._take_back, "Take the last change back")
        self.redo = self._add(menu, "&Redo", "", player.redo, "Make the change again")
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        return menu

    def _take_back(self) -> None:
        """Undo what was done last: in the view that is seen, or else to the document."""
        seen = self._window.landscapes.currentWidget()
        if not (isinstance(seen, View) and seen.take_back()):
            self._player.undo()

    def _run(self) -> QMenu:
        menu = self._menu("&Run")
        transport = self._window.transport
        menu.addActions(transport.actions_offered())
        self._add(menu, "Cancel", "Esc", self._player.cancel, "Stop playing and computing")
        self._add(menu, "&Go to iteration…", "Ctrl+G", self._go_to, "Type the iteration to go to")
        menu.addActions([transport.slower, transport.faster])
        menu.addSeparator()
        menu.addActions(cast(RunsView, self._window.views["runs"]).run_actions())
        menu.addSeparator()
        self.compare = self._add(
            menu, "&Compare learning rates…", "Ctrl+L", self._compare,
            "One run for each of a list of values of any hyperparameter",
        )  # fmt: skip
        self.classic = self._add(
            menu, "Compare η = 0.01, 0.1, 0.5 on &x² + 5 sin x", "", self._classic,
            "The first lesson: three learning rates from x = 5 for 20 iterations",
        )  # fmt: skip
        return menu

    def _view(self) -> QMenu:
        menu = self._menu("&View")
        self._add(menu, "Show &all", "A", self._show_all, "Show the whole landscape")
        menu.addSeparator()
        self._after_switches = menu.addSeparator()
        self._switches: list[QAction] = []
        menu.aboutToShow.connect(self._offer_switches)
        panels = menu.addMenu("&Panels")
        for dock in self._window.docks.values():
            panels.addAction(dock.toggleViewAction())
        self._themes(menu.addMenu("&Theme"))
        self._add(menu, "&Reset layout", "", self._window.reset_layout, "Bring all panels back")
        return menu

    def _offer_switches(self) -> None:
        """List the switches of the views that are in sight."""
        for action in self._switches:
            self.view.removeAction(action)
        views = [v for v in self._window.views.values() if v.isVisible()]
        self._switches = [action for view in views for action in view.actions_offered()]
        self.view.insertActions(self._after_switches, self._switches)

    def _themes(self, menu: QMenu) -> None:
        self.theme_actions = {}
        group = QActionGroup(self)
        for mode, title in THEMES.items():
            action = QAction(title, self, checkable=True)
            action.setData(mode.value)
            action.setChecked(self._window.themes.mode is mode)
            group.addAction(action)
            menu.addAction(action)
            self.theme_actions[mode] = action
        group.triggered.connect(self._theme_chosen)

    def _theme_chosen(self, action: QAction) -> None:
        self._window.choose_theme(Mode(action.data()))

    def _help(self) -> QMenu:
        menu = self._menu("&Help")
        self._add(menu, "&Keys and mouse", "F1", self._keys, "Every shortcut")
        self._add(menu, "&About gdexplorer", "", self._about, "Version")
        return menu

    def _add_export_button(self) -> None:
        """Put the exports on the tool bar too."""
        button = QToolButton()
        button.setText("Export")
        button.setAccessibleName("export")
        button.setToolTip("Write trajectories to CSV (Ctrl+E), or parameters")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.addActions([self.export_selected, self.export_all, self.export_parameters])
        button.setMenu(menu)
        self._window.transport.addSeparator()
        self._window.transport.addWidget(button)

    # ------------------------------------------------------------------ verbs

    def _enable(self) -> None:
        self.undo.setEnabled(self._player.history.can_undo)
        self.redo.setEnabled(self._player.history.can_redo)

    def _show_all(self) -> None:
        if isinstance(self._window.landscape, LandscapeView):
            self._window.landscape.show_all()

    def _go_to(self) -> None:
        number = self._window.transport.number
        number.setFocus()
        number.selectAll()

    def _compare(self) -> None:
        dialog = CompareDialog(self._player, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _classic(self) -> None:
        self._player.change(classic(self._player.document))

    def _keys(self) -> None:
        rows = [
            (a.shortcut().toString(QKeySequence.SequenceFormat.NativeText), a.text())
            for menu in (self.file, self.edit, self.run, self.view, self.help)
            for a in menu.actions()
            if not a.shortcut().isEmpty()
        ]
        cells = "".join(
            f"<tr><td><b>{keys}</b>&nbsp;&nbsp;&nbsp;</td><td>{_plain(text)}</td></tr>"
            for keys, text in [*rows, *MOUSE_HELP]
        )
        self._tell("Keys and mouse", f"<table cellspacing='3'>{cells}</table>")

    def _about(self) -> None:
        self._tell(
            "About gdexplorer",
            f"<b>gdexplorer {__version__}</b><br>An explorer for gradient descent.<br><br>"
            "Its update rules agree with torch.optim to 12 digits.",
        )

    def _tell(self, title: str, text: str) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(title)
        box.setText(text)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def _plain(text: str) -> str:
    return text.replace("&", "").replace("…", "")
