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
"""Bytes by which a column grows at most, unless a row is as long."""
FEWEST = 64
"""Rows that there is room for at least, if they are short."""
FULL = "there is no room for more iterates of so many parameters"


class NoRoomError(Exception):
    """A column cannot hold more rows: why, in words."""


class Column:
    """Rows of one shape that grow at the end; what `rows` hands out is a read-only view.

    One thread may extend it while another reads as many rows as it knows to be there.
    """

    _spare: IO[bytes] | None = None
    _file: IO[bytes] | None = None
    """The spare file, once the rows lie there."""

    def __init__(self, rows: np.ndarray[Any, Any], most: float | None = None) -> None:
        """Begin with rows (b, ...); they must not change, as few are kept without a copy.

        most: bytes that the column may have on disk. Raises NoRoomError.
        """
        self._most = ON_DISK if most is None else most
        few = rows.nbytes <= IN_MEMORY and rows.nbytes <= self._most
        self._data = rows if few else rows[:0]
        self._length = len(self._data)
        if not few:
            self.extend(rows)

    def extend(self, rows: np.ndarray[Any, Any]) -> None:
        """Append rows (b, ...). Raises NoRoomError, having appended none."""
        if not len(rows):
            return
        end = self._length + len(rows)
        if end > len(self._data):
            self._grow(end)
        if self._file is not None:
            try:
                self._put(self._file, rows, self._length)
            except OSError:  # not every system keeps the room that it promised
                self._stay_in_memory(end)
        if self._file is None:
            self._data[self._length : end] = rows
        self._length = end

    @property
    def _size(self) -> int:
        """Bytes of a row."""
        return max(math.prod(self._data.shape[1:]) * self._data.itemsize, 1)

    def _grow(self, end: int) -> None:
        """Make room for at least `end` rows."""
        if end * self._size > self._most:
            raise NoRoomError(FULL)
        longer = len(self._data) + min(len(self._data), MOST_GROWTH // self._size)
        fewest = min(FEWEST, IN_MEMORY // self._size)
        rows = int(min(max(longer, end, fewest), self._most // self._size))
        if rows * self._size <= IN_MEMORY or not self._moved(rows):
            self._stay_in_memory(max(min(rows, WITHOUT_DISK // self._size), end))

    def _stay_in_memory(self, rows: int) -> None:
        if rows * self._size > max(IN_MEMORY, WITHOUT_DISK):
            raise NoRoomError(FULL)
        grown = np.empty((rows, *self._data.shape[1:]), self._data.dtype)
        grown[: self._length] = self._data[: self._length]
        self._data, self._file = grown, None

    def _moved(self, rows: int) -> bool:
        """Have the rows in a file that no one else sees, with room for so many; say if it can be.

        They are read by its map but written by calls: writing to a map stalls now and then.
        """
        self._spare = self._spare or spare_file(self)
        file = with_room(self._spare, rows * self._size)
        if file is None:
            return False
        try:
            if self._file is None:
                self._put(file, self._data[: self._length], 0)
            shape = (rows, *self._data.shape[1:])
            data = np.memmap(file, self._data.dtype, "r", shape=shape).view(np.ndarray)
        except OSError:
            return False
        self._data, self._file = data, file
        return True

    def _put(self, file: IO[bytes], rows: np.ndarray[Any, Any], first: int) -> None:
        file.seek(first * self._size)
        file.write(np.ascontiguousarray(rows, self._data.dtype).data)
        file.flush()

    def __len__(self) -> int:
        return self._length

    def frozen(self) -> Column:
        """Return the same rows as a column of their own; rows are never written twice."""
        return copy.copy(self)

    @property
    def rows(self) -> np.ndarray[Any, Any]:
        """A read-only view of all rows."""
        view = self._data[: self._length]
        view.flags.writeable = False
        return view
