"""Puts the program into the Linux desktop's menu (freedesktop.org Desktop Entry, Icon Theme)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gdexplorer.core.resources import resource
from gdexplorer.core.whole_file import whole_file

ICON = Path("icons/hicolor/scalable/apps/gdexplorer.svg")
ENTRY = Path("applications/gdexplorer.desktop")


def data_home() -> Path:
    """Return the folder of the user's own desktop files."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def install_desktop_entry() -> list[Path]:
    """Copy the icon and the entry, its command pointing at this installation; return their paths.

    Raises OSError where they cannot be written.
    """
    entry = resource("gdexplorer.desktop").read_text("utf-8")
    command = f"Exec={quoted(sys.executable)} -m gdexplorer %f"
    lines = [command if line.startswith("Exec=") else line for line in entry.splitlines()]
    contents = {ENTRY: "\n".join(lines) + "\n", ICON: resource("gdexplorer.svg").read_text("utf-8")}
    return [_write(data_home() / place, text) for place, text in contents.items()]


def quoted(argument: str) -> str:
    """Quote an argument of Exec as the Desktop Entry Specification says, section 7."""
    escaped = argument.replace("\\", r"\\\\").replace("%", "%%")
    for special in '"`$':
        escaped = escaped.replace(special, rf"\\{special}")
    return f'"{escaped}"'


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        file.write(text)
    return path
