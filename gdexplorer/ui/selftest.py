"""The window's part of gdexplorer --selftest: opens it, draws the first paths, closes it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from gdexplorer.ui.app import CannotStartError, application

PATIENCE_MS = 60_000


def selftest() -> int:
    """Print what was seen; return 0, or 2 where the window cannot open."""
    try:
        app = application()
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return 2
    from PySide6.QtCore import QSettings, QTimer

    from gdexplorer.ui.window import make_window

    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        window = make_window(app, settings)
        timer = QTimer()

        def look() -> None:
            if window.complete and window.player.session.end > 0:
                timer.stop()
                print(f"opened, drew {window.player.session.end} iterations, closed")
                window.close()

        timer.timeout.connect(look)
        timer.start(20)
        QTimer.singleShot(PATIENCE_MS, app.quit)
        window.open()
        app.exec()
        drawn = window.complete and window.player.session.end > 0
    return 0 if drawn else 1
