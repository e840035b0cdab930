"""A nameless file for what does not fit into memory; it is gone when the program is."""

from __future__ import annotations

import contextlib
import os
import tempfile
import weakref
from typing import IO

import platformdirs


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

    Bytes that were only promised would end the process when they are written.
    """
    if file is None:
        return None
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
        else:
            file.truncate(size)
    except OSError:
        return None
    return file
