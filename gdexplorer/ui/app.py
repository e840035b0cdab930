"""Starts the window, or says in one sentence why it cannot."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

PACKAGES = {
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libxkbcommon": "libxkbcommon0",
    "libxkbcommon-x11": "libxkbcommon-x11-0",
    "libdbus-1": "libdbus-1-3",
    "libfontconfig": "libfontconfig1",
    "libglib-2": "libglib2.0-0",
    "libxcb-cursor": "libxcb-cursor0",
    "libxcb-icccm": "libxcb-icccm4",
    "libxcb-keysyms": "libxcb-keysyms1",
    "libxcb-image": "libxcb-image0",
    "libxcb-render-util": "libxcb-render-util0",
    "libxcb-shape": "libxcb-shape0",
    "libxcb-xkb": "libxcb-xkb1",
    "libxcb-randr": "libxcb-randr0",
}
"""Shared libraries that a bare Linux lacks, and the Debian packages that bring them."""

XCB = (
    "libxcb-cursor.so.0",
    "libxcb-icccm.so.4",
    "libxcb-image.so.0",
    "libxcb-keysyms.so.1",
    "libxcb-randr.so.0",
    "libxcb-render-util.so.0",
    "libxcb-shape.so.0",
    "libxcb-xkb.so.1",
    "libxkbcommon-x11.so.0",
)
"""What Qt's plugin for X11 loads."""

NO_DISPLAY = (
    "no display: start it on a desktop, or with 'xvfb-run gdexplorer' (apt install xvfb), "
    "or use 'gdexplorer run', which needs none"
)


SWITCH_INTERVAL = 0.0005
"""Seconds after which the window gets its turn while the worker computes."""


class CannotStartError(Exception):
    """Why the window cannot open, in one sentence."""


def start(file: str = "") -> int:
    """Open the window, and a file in it; return the exit status. Raises CannotStartError."""
    leave_a_core()
    app = application()
    from PySide6.QtCore import QSettings

    from gdexplorer.ui.window import make_window

    sys.setswitchinterval(SWITCH_INTERVAL)
    window = make_window(app, QSettings("gdexplorer", "gdexplorer"), file)
    window.open()
    return app.exec()


def leave_a_core() -> None:
    """Have matrix products of the worker leave one core to the window. Before numpy is imported."""
    others = max(1, (os.cpu_count() or 2) - 1)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", str(others))


def application() -> QApplication:
    """Make Qt's application. Raises CannotStartError; where Qt would abort, exits with status 2."""
    _require_display()
    try:
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise CannotStartError(missing_library(str(error))) from None
    _tell_fatal_errors()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("gdexplorer")
    app.setDesktopFileName("gdexplorer")
    return app


def _require_display() -> None:
    chosen = os.environ.get("QT_QPA_PLATFORM")
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not chosen and not screen:
        raise CannotStartError(NO_DISPLAY)


def missing_library(message: str) -> str:
    """Name the package that brings the shared library an error message complains of."""
    found = re.search(r"(lib[\w.+-]+?)\.so", message)
    if found is None:
        return f"Qt cannot be loaded: {message}"
    library = found[1]
    package = PACKAGES.get(library)
    remedy = f"apt install {package}" if package else "install the package that has it"
    return f"the system library {library} is missing: {remedy} (README has the whole line)"


def _tell_fatal_errors() -> None:
    """Have Qt end with a sentence where it would abort the process."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    said: list[str] = []

    def tell(kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            print(f"gdexplorer: {_why_fatal(said, message)}", file=sys.stderr, flush=True)
            os._exit(2)
        said.append(message)
        if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtWarningMsg) and not _of_platform(message):
            print(message, file=sys.stderr)

    qInstallMessageHandler(tell)


def _cannot_load(library: str) -> bool:
    from ctypes import CDLL

    try:
        CDLL(library)
    except OSError:
        return True
    return False


def _of_platform(message: str) -> bool:
    words = (
        "platform plugin",
        "this plugin does not support",
        "could not connect to display",
        "xcb",
        "wayland",
    )
    return any(word in message.lower() for word in words)


def _why_fatal(said: list[str], message: str) -> str:
    before = " ".join(said)
    if "could not connect to display" in before or "wayland display" in before.lower():
        return NO_DISPLAY
    if "libxcb-cursor0" in before:  # said whatever library the platform's plugin lacks
        return missing_library(next(filter(_cannot_load, XCB), XCB[0]))
    if "Could not find the Qt platform plugin" in before:
        name = os.environ.get("QT_QPA_PLATFORM", "")
        return f"QT_QPA_PLATFORM={name} is no platform of this Qt; unset it, or use offscreen"
    return " ".join(message.split())
