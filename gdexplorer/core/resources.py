"""Where the files of `resources/` are: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path


def resource(name: str) -> Path:
    """Return the path of a resource. Raises FileNotFoundError if it is not there."""
    package = Path(__file__).parent.parent
    for folder in (package / "resources", package.parent / "resources"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"the resource {name} is missing from this installation")
