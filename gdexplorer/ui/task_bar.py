"""Progress where the desktop shows the program: in the window's title, and on its icon.

The icon's bar is the LauncherEntry interface, which the docks of KDE, Ubuntu and others listen to:
https://wiki.ubuntu.com/Unity/LauncherAPI#Low_level_DBus_API:_com.canonical.Unity.LauncherEntry
"""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtWidgets import QWidget

TITLE = "gdexplorer"
ENTRY = "application://gdexplorer.desktop"
PATH = "/com/canonical/unity/launcherentry/1"
INTERFACE = "com.canonical.Unity.LauncherEntry"


class TaskBar:
    """Shows a share of work done; None takes it away."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._shown: int | None = None

    def show(self, share: float | None) -> None:
        """Show a share from 0 to 1, in whole percent."""
        percent = None if share is None else int(100 * share)
        if percent == self._shown:
            return
        self._shown = percent
        self._window.setWindowTitle(TITLE if percent is None else f"{percent} % – {TITLE}")
        if sys.platform.startswith("linux"):
            _tell_dock(percent)


def update_message(percent: int | None) -> Any:
    """Return the D-Bus signal that has docks draw a bar, or none."""
    from PySide6.QtDBus import QDBusMessage  # takes long to import, and is seldom needed

    message = QDBusMessage.createSignal(PATH, INTERFACE, "Update")
    properties = {"progress": (percent or 0) / 100, "progress-visible": percent is not None}
    message.setArguments([ENTRY, properties])
    return message


def _tell_dock(percent: int | None) -> None:
    from PySide6.QtDBus import QDBusConnection

    bus = QDBusConnection.sessionBus()
    if bus.isConnected():
        bus.send(update_message(percent))
