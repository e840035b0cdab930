"""A nameless file for what does not fit into memory; it is gone when the program is."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import weakref
from typing import IO

import platformdirs

LEFT_FREE = 2 << 30
"""Bytes of the disk that are left to others."""


def spare_file(owner: object) -> IO[bytes] | None:
    """Open one, on disk rather than in a temporary folder that may be memory; None if none can be.

    It is closed with its owner. The folder of caches comes first, then that of temporary files.
    """
    caches = platformdirs.user_cache_path("gdexplorer", appauthor=False)
    for folder in (str(caches), None):
        with contextlib.suppress(OSError):
            if folder is not None:
                caches.mkdir(parents=True, exist_ok=True)
            file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (its owner closes it)
            weakref.finalize(owner, file.close)
            return file
    return None


def with_room(file: IO[bytes] | None, size: int) -> IO[bytes] | None:
    """Return the file with so many bytes of its own; None where the disk has no room for them.

    LEFT_FREE stays free. Not every system can be asked to keep the room: there, writing may fail.
    """
    if file is None or not _spared(file, size):
        return None
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
        else:
            file.truncate(size)
    except OSError:
        return None
    return file


def _spared(file: IO[bytes], size: int) -> bool:
    """Say whether enough of the disk stays free where the file grows to so many bytes."""
    more = size - os.fstat(file.fileno()).st_size
    return shutil.disk_usage(file.name).free >= more + LEFT_FREE
