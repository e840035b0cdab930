"""Colours, light and dark, for widgets and plots alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication


class Mode(Enum):
    """What the user chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Theme:
    """Every colour of the program.

    `runs` is the cycle of run colours, told apart by the colour-blind (after Okabe and Ito 2008)
    and set off against the landscape's `low` to `high`. `classes` are others, lest a class seem
    to be a run's.
    """

    dark: bool
    window: str
    button: str
    base: str
    text: str
    muted: str
    line: str
    accent: str
    chosen: str
    bad: str
    bad_base: str
    low: str
    high: str
    contour: str
    field: str
    minimum: str
    runs: tuple[str, ...]
    classes: tuple[str, ...]


LIGHT = Theme(
    dark=False,
    window="#f3f4f6",
    button="#f3f4f6",
    base="#ffffff",
    text="#1c2127",
    muted="#59636e",
    line="#d3d8de",
    accent="#1f5fae",
    chosen="#d5e5f6",
    bad="#b3261e",
    bad_base="#fdecea",
    low="#ffffff",
    high="#86a3bf",
    contour="#4d6a86",
    field="#6f8aa5",
    minimum="#111111",
    runs=("#d55e00", "#0058a3", "#00785a", "#a3307c", "#5b3fc4", "#9a6a00", "#333333", "#c2185b"),
    classes=(
        *("#2ba3d4", "#e0a500", "#8fb339", "#e58aae"),
        *("#9c8fd6", "#b98b64", "#8896a5", "#34b8a6"),
    ),
)
DARK = Theme(
    dark=True,
    window="#1f2328",
    button="#333a43",
    base="#16191d",
    text="#e7eaee",
    muted="#9da7b3",
    line="#3a414a",
    accent="#6cabff",
    chosen="#2c4059",
    bad="#ff8a80",
    bad_base="#47211f",
    low="#0e141b",
    high="#53718f",
    contour="#86a4c2",
    field="#8aa5bf",
    minimum="#ffffff",
    runs=("#ff9b45", "#62c0ff", "#45d69a", "#ff8bd2", "#b9a5ff", "#ffd84d", "#e6e6e6", "#ff7a9c"),
    classes=(
        *("#2b8fc4", "#c08c10", "#7b9c33", "#c2698f"),
        *("#8171c4", "#a5744b", "#7d8b9a", "#1f9e8e"),
    ),
)

MARKERS = ("circle", "triangle", "square", "diamond", "cross", "plus", "down", "star")


class Themes(QObject):
    """The theme in force. `changed` is emitted once widgets have their new palette."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.app = app
        self.mode = Mode.SYSTEM
        self.current = LIGHT
        self._dressed = False
        if app.style().name() != "fusion":
            app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    def choose(self, mode: Mode) -> None:
        """Put a mode in force."""
        self.mode = mode
        system_dark = self._system_is_dark()
        dark = mode is Mode.DARK or (mode is Mode.SYSTEM and system_dark)
        self.current = DARK if dark else LIGHT
        if self._dressed:
            self.dress()
            self.changed.emit()
        elif dark != system_dark:
            self.app.setPalette(palette(self.current))

    def dress(self) -> None:
        """Give widgets the theme's colours.

        Before the first frame this would take too long; until it is called, the system's colours
        serve where they are as dark or light.
        """
        self._dressed = True
        self.app.setPalette(palette(self.current))
        outlined = palette(self.current)  # Fusion outlines a check box in a shade of its window
        outlined.setColor(QPalette.ColorRole.Window, QColor(self.current.muted))
        self.app.setPalette(outlined, "QTableView")  # type: ignore[arg-type]
        self.app.setPalette(outlined, "QListWidget")  # type: ignore[arg-type]
        self.app.setPalette(outlined, "QCheckBox")  # type: ignore[arg-type]  # bytes, it asks, fail
        self.app.setStyleSheet(style_sheet(self.current))

    def _system_is_dark(self) -> bool:
        return self.app.styleHints().colorScheme().name == "Dark"

    def _system_changed(self) -> None:
        if self.mode is Mode.SYSTEM:
            self.choose(Mode.SYSTEM)


def palette(theme: Theme) -> QPalette:
    """Return a widget palette in the theme's colours."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.base,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.Button: theme.button,
        role.ButtonText: theme.text,
        role.ToolTipBase: theme.base,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.base,
        role.Link: theme.accent,
        role.Mid: theme.line,
        role.Light: theme.base,
        role.Dark: theme.line,
    }
    made = QPalette()
    for key, colour in colours.items():
        made.setColor(key, QColor(colour))
    for key in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(group.Disabled, key, QColor(theme.muted))
    return made


def style_sheet(theme: Theme) -> str:
    """Return what a palette cannot say."""
    return f"""
QToolTip {{ color: {theme.text}; background: {theme.base}; border: 1px solid {theme.line};
           padding: 3px; }}
QMainWindow::separator {{ background: {theme.line}; width: 1px; height: 1px; }}
QDockWidget {{ font-weight: 600; color: {theme.muted}; }}
QDockWidget::title {{ padding: 5px 8px; background: {theme.window};
                      border-bottom: 1px solid {theme.line}; }}
QToolBar {{ border: 0; border-bottom: 1px solid {theme.line}; spacing: 4px; padding: 4px; }}
QStatusBar {{ border-top: 1px solid {theme.line}; }}
QStatusBar::item {{ border: 0; }}
QAbstractSpinBox[invalid="true"] {{ color: {theme.bad}; background: {theme.bad_base}; }}
QLineEdit[invalid="true"] {{ color: {theme.bad}; background: {theme.bad_base}; }}
QLabel[role="problem"] {{ color: {theme.bad}; }}
QLabel[role="muted"] {{ color: {theme.muted}; }}
QLabel[role="heading"] {{ color: {theme.muted}; font-weight: 600; }}
QToolButton:checked {{ border: 1px solid {theme.accent}; border-radius: 3px; padding: 2px 4px;
                       background: {theme.base}; }}
QToolButton[role="section"], QToolButton[role="section"]:checked {{
    color: {theme.muted}; font-weight: 600; border: 0; padding: 2px 0; background: transparent;
    text-align: left; }}
QToolButton[role="section"]:hover, QToolButton[role="section"]:focus {{ color: {theme.text}; }}
QTableView::item:selected {{ color: {theme.text}; background: {theme.chosen}; }}
QTableView {{ gridline-color: {theme.line}; border: 0; }}
QHeaderView::section {{ background: {theme.window}; color: {theme.muted}; border: 0;
                        border-bottom: 1px solid {theme.line}; padding: 3px 5px; }}
QScrollArea {{ border: 0; }}
QTabBar::tab {{ color: {theme.muted}; padding: 5px 10px; border: 0; }}
QTabBar::tab:hover {{ color: {theme.text}; }}
QTabBar::tab:selected {{ color: {theme.text}; }}
QTabBar::tab:top:selected {{ border-bottom: 2px solid {theme.accent}; padding-bottom: 3px; }}
QTabBar::tab:bottom:selected {{ border-top: 2px solid {theme.accent}; padding-top: 3px; }}
"""
