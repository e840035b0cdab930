"""The folder in which files are looked for first: the last one used."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

KEY = "folder"


def last_folder(settings: QSettings) -> str:
    """Return the folder that was used last, or that of the user's documents."""
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    return str(settings.value(KEY) or QStandardPaths.writableLocation(documents))


def remember_folder(settings: QSettings, path: str) -> None:
    """Keep the folder of a file."""
    settings.setValue(KEY, str(Path(path).absolute().parent))
