"""Rows of a record at the iterates that are kept; what lies between is replayed."""

from __future__ import annotations

import copy
import sys

from gdexplorer.core.column import Column
from gdexplorer.core.problem import Array
from gdexplorer.core.spacing import Spacing


class Checkpoints:
    """Columns with a row for each iterate that is kept. Nothing is ever copied or thrown away."""

    def __init__(self, fields: dict[str, Array], apart: int, most: float | None = None) -> None:
        """Begin with what is kept of the first iterates, those that `apart` divides.

        most: bytes that a column may have on disk. Raises NoRoomError.
        """
        self.columns = {name: Column(rows, most) for name, rows in fields.items()}
        self._spacing = Spacing()
        self._spacing.change(0, apart)
        self._kept_rows = 0

    def write(self, fields: dict[str, Array], first: int, apart: int) -> None:
        """Write what is kept of iterates from `first` on, now those that `apart` divides.

        Raises NoRoomError, having written nothing that counts.
        """
        self._spacing.change(first, apart)
        for name, rows in fields.items():
            self.columns[name].extend(rows)

    def admit(self, end: int) -> None:
        """Let what was written of iterates before `end` count."""
        written = min(map(len, self.columns.values()), default=sys.maxsize)
        self._kept_rows = min(self._spacing.rows(end), written)

    def row(self, k: int) -> int:
        """Return the row of the last iterate up to k that is kept."""
        return min(self._spacing.row(k), self._kept_rows - 1)

    def iterate(self, row: int) -> int:
        """Return which iterate a row is of."""
        return self._spacing.iterate(row)

    def last(self, k: int) -> int:
        """Return the last iterate up to k that is kept."""
        return self.iterate(self.row(k))

    def holds_all(self, end: int) -> bool:
        """Say whether all iterates before `end` are kept."""
        return self._spacing.rows(end) == end <= self._kept_rows

    def frozen(self) -> Checkpoints:
        """Return the same as they stand; they do not grow."""
        taken = copy.copy(self)
        taken.columns = {name: column.frozen() for name, column in self.columns.items()}
        return taken
