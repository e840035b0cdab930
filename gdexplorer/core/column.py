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

    One thread may write while another admits and reads. most: bytes that it may have on disk.
    """

    _length = 0
    _written = 0
    _spare: IO[bytes] | None = None
    _file: IO[bytes] | None = None
    """The spare file, once the rows lie there."""

    def __init__(self, like: np.ndarray[Any, Any], most: float | None = None) -> None:
        self._data = like[:0]
        self._most = ON_DISK if most is None else most

    def extend(self, rows: np.ndarray[Any, Any]) -> None:
        """Append rows (b, ...). Raises NoRoomError, having appended none."""
        self.write(rows)
        self.admit(self._written)

    def write(self, rows: np.ndarray[Any, Any]) -> None:
        """Put rows (b, ...) behind the last; they count once admitted. Raises NoRoomError.

        The first are kept as they are, not copied: they must not change.
        """
        if not len(rows):
            return
        end = self._written + len(rows)
        if self._taken_over(rows):
            self._written = end
            return
        if end > len(self._data):
            self._grow(end)
        if self._file is not None:
            try:
                self._put(self._file, rows, self._written)
            except OSError:  # not every system keeps the room that it promised
                self._stay_in_memory(end)
        if self._file is None:
            self._data[self._written : end] = rows
        self._written = end

    def admit(self, length: int) -> None:
        """Let the first `length` rows count, as far as they are written."""
        self._length = min(length, self._written)

    @property
    def _size(self) -> int:
        """Bytes of a row."""
        return max(math.prod(self._data.shape[1:]) * self._data.itemsize, 1)

    def _taken_over(self, rows: np.ndarray[Any, Any]) -> bool:
        """Keep the first rows as they are, if they are few enough; say whether."""
        few = not self._written and rows.nbytes <= min(IN_MEMORY, self._most)
        if few and rows.dtype == self._data.dtype:
            self._data = rows
            return True
        return False

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
        grown[: self._written] = self._data[: self._written]
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
                self._put(file, self._data[: self._written], 0)
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
