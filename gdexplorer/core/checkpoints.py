"""What a rule remembered at some iterates, the further on the fewer; the rest by replay."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator

import numpy as np

from gdexplorer.core.column import Column, NoRoomError
from gdexplorer.core.problem import Array

BUDGET = 1 << 30
"""Bytes that are kept at one density: as much again at half of it, at a quarter …"""


class Checkpoints:
    """A rule's own fields at iterates whose number `every` divides, as long as the budget lasts.

    From there on at every second of them for as many more, then every fourth, and so on: what is
    kept grows like the logarithm of the run's length, and nothing is ever copied or thrown away.
    Where there is no room for more, what follows is replayed from the last one.
    """

    def __init__(self, every: int, fields: dict[str, Array]) -> None:
        self.every = every
        self.columns = {name: Column(rows, math.inf) for name, rows in fields.items()}
        size = sum(rows[:1].nbytes for rows in fields.values())
        self.most = max(1, BUDGET // max(size, 1))
        """How many are kept at one density."""
        self._kept_rows = 0
        self._full = False

    def place(self, k: int) -> tuple[int, int]:
        """Return the row of the last checkpoint up to iterate k, and how many steps k is past it.

        The columns may end before that row, where k is beyond the run.
        """
        density = self._density(k)
        row, past = divmod(k - self._first(density), self.every << density)
        row += density * self.most
        if not self._full or row < self._kept_rows:
            return row, past
        last = self._kept_rows - 1
        return last, k - self._iterate(last)

    def _iterate(self, row: int) -> int:
        """Return which iterate a row is of."""
        density, place = divmod(row, self.most)
        return self._first(density) + (place * self.every << density)

    def _density(self, k: int) -> int:
        return (k // (self.every * self.most) + 1).bit_length() - 1

    def _first(self, density: int) -> int:
        """Return the iterate from which on every (2^density × every)-th one is kept."""
        return self.every * self.most * ((1 << density) - 1)

    def write(self, fields: dict[str, Array], first: int, end: int) -> int:
        """Write what is kept of iterates first to end; return how many that are.

        `fields` has a row for each of these that `every` divides. Raises NoRoomError where there
        is none for the first.
        """
        if self._full:
            return 0
        try:
            return self._write(fields, first, end)
        except NoRoomError:
            self._full = True
        return 0 if self._kept_rows else self._write(fields, first, first + 1)

    def _write(self, fields: dict[str, Array], first: int, end: int) -> int:
        spans = list(self._kept(first, end))
        given = -(-first // self.every)
        for name, column in self.columns.items():
            rows = fields.get(name, column.rows[:0])
            column.write(np.concatenate([rows[self._slice(span, given)] for span in spans]))
        return sum(map(len, spans))

    def _slice(self, span: range, given: int) -> slice:
        """Return where iterates are among rows of all that `every` divides, after so many."""
        begin, end = span.start // self.every, -(-span.stop // self.every)
        return slice(begin - given, end - given, span.step // self.every)

    def _kept(self, first: int, end: int) -> Iterator[range]:
        """Say which of the iterates first to end are kept."""
        density = self._density(first)
        while first < end:
            begin, after = self._first(density), self._first(density + 1)
            apart = self.every << density
            yield range(first + (begin - first) % apart, min(end, after), apart)
            first, density = after, density + 1

    def admit(self, count: int) -> None:
        """Let what was written count."""
        self._kept_rows += count
        for column in self.columns.values():
            column.admit(count)

    def whole(self, end: int) -> bool:
        """Say whether all iterates before `end` are kept."""
        return self.every == 1 and end <= min(self.most, self._kept_rows)

    def frozen(self) -> Checkpoints:
        """Return the same as they stand; they do not grow."""
        taken = copy.copy(self)
        taken.columns = {name: column.frozen() for name, column in self.columns.items()}
        return taken
