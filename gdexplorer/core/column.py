"""Rows that grow at the end: in memory while they are few, then in a file."""

from __future__ import annotations

import copy
import math
from typing import IO, Any

import numpy as np

from gdexplorer.core.spare_file import spare_file, with_room

IN_MEMORY = 4 << 20
"""Bytes of a column above which it lies on disk, where any row is as near and none is copied."""
ON_DISK, WITHOUT_DISK = 4 << 30, 256 << 20
"""Bytes that a column may have: on disk, and in memory where the disk has no room for it."""
MOST_GROWTH = 64 << 20
"""Bytes by which a column grows at most."""
FEWEST = 64
"""Rows that there is room for at least."""
FULL = "there is no room for more iterates of so many parameters"


class NoRoomError(Exception):
    """A column cannot hold more rows: why, in words."""


class Column:
    """Rows of one shape that grow at the end; what `rows` hands out is a read-only view."""

    def __init__(self, like: np.ndarray[Any, Any]) -> None:
        self._data = np.empty((0, *like.shape[1:]), dtype=like.dtype)
        self._size = max(math.prod(like.shape[1:]) * like.itemsize, 1)
        self._length = 0
        self._file: IO[bytes] | None = None

    def extend(self, rows: np.ndarray[Any, Any]) -> None:
        """Append rows (b, ...). Raises NoRoomError, having appended none."""
        self.write(rows)
        self.admit(len(rows))

    def write(self, rows: np.ndarray[Any, Any]) -> None:
        """Put rows (b, ...) behind the last; they count once admitted. Raises NoRoomError."""
        end = self._length + len(rows)
        if end > len(self._data):
            self._grow(end)
        if self._file is None:
            self._data[self._length : end] = rows
        else:
            self._put(self._file, rows, self._length)

    def admit(self, count: int) -> None:
        """Let rows that were written count."""
        self._length += count

    def _grow(self, end: int) -> None:
        """Make room for at least `end` rows."""
        most = ON_DISK // self._size
        if end > most:
            raise NoRoomError(FULL)
        longer = len(self._data) + min(len(self._data), MOST_GROWTH // self._size)
        rows = min(max(longer, end, FEWEST), most)
        size, shape = rows * self._size, (rows, *self._data.shape[1:])
        file = with_room(self._file or spare_file(self), size) if size > IN_MEMORY else None
        if file is None:
            self._stay_in_memory(shape, size)
        else:
            self._move_to(file, shape)

    def _stay_in_memory(self, shape: tuple[int, ...], size: int) -> None:
        if size > max(IN_MEMORY, WITHOUT_DISK):
            raise NoRoomError(FULL)
        grown = np.empty(shape, self._data.dtype)
        grown[: self._length] = self.rows
        self._data, self._file = grown, None

    def _move_to(self, file: IO[bytes], shape: tuple[int, ...]) -> None:
        """Have the rows in a file that no one else sees.

        They are read by its map but written by calls: writing to a map stalls now and then.
        """
        if self._file is None:
            self._put(file, self.rows, 0)
        self._data = np.memmap(file, self._data.dtype, "r", shape=shape).view(np.ndarray)
        self._file = file

    def _put(self, file: IO[bytes], rows: np.ndarray[Any, Any], first: int) -> None:
        try:
            file.seek(first * self._size)
            file.write(np.ascontiguousarray(rows, self._data.dtype).data)
            file.flush()
        except OSError:
            raise NoRoomError(FULL) from None

    def frozen(self) -> Column:
        """Return the same rows as a column of their own; rows are never written twice."""
        return copy.copy(self)

    @property
    def rows(self) -> np.ndarray[Any, Any]:
        """A read-only view of all rows."""
        view = self._data[: self._length]
        view.flags.writeable = False
        return view
