"""Rows of a record at some iterates, later ones seldomer; what lies between is replayed."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np

from gdexplorer.core.column import Column
from gdexplorer.core.problem import Array

BUDGET = 256 << 20
"""Bytes that are kept at full density, at most."""
FARTHEST = 8
"""Iterates that kept ones are apart at most."""
NEAR = 0.1
"""Seconds that the steps from what is kept to any iterate may take again."""


def near(pace: float, most: int) -> int:
    """Return how far apart, a power of two up to `most`, iterates may be kept at `pace` s each."""
    steps = most if pace * most < NEAR else int(NEAR / pace)
    return 1 << (min(most, steps + 1).bit_length() - 1)


class Checkpoints:
    """Columns with a row for each iterate whose number `every` divides, while the budget lasts.

    `every` and the number of rows that the budget is for are powers of two. Once the run is longer
    only every second is kept until it is twice as long, then every fourth, up to one in FARTHEST
    (or `every`), or fewer if the steps between take long. Nothing is ever copied or thrown away,
    and whatever is kept near an iterate k has a number that `apart(k)` divides.

    whole: keep every one whatever the budget. most: bytes that a column may have on disk.
    """

    def __init__(
        self,
        every: int,
        fields: dict[str, Array],
        whole: bool = False,
        most: float | None = None,
    ) -> None:
        self._every = every
        self.columns = {name: Column(rows, most) for name, rows in fields.items()}
        rows = BUDGET // max(sum(rows[:1].nbytes for rows in fields.values()), 1)
        self._dense = 1 << 62 if whole else 1 << max(rows.bit_length() - 1, 1)
        """How many are kept at full density: two at least, so that half of them are some."""
        self._limit(FARTHEST)
        self._kept_rows = 0

    def _limit(self, farthest: int) -> None:
        self._sparsest = max(farthest // self._every, 1).bit_length() - 1

    def apart(self, k: int) -> int:
        """Return how far apart what is kept lies around iterate k."""
        return self._every << self._density(k)

    def row(self, k: int) -> int:
        """Return the row of the last iterate up to k that is kept; there may be no such row yet."""
        density = self._density(k)
        past = (k // self._every - self._begin(density)) >> density
        return self._first_row(density) + past

    def iterate(self, row: int) -> int:
        """Return which iterate a row is of."""
        density = min(max(2 * row // self._dense - 1, 0), self._sparsest)
        past = row - self._first_row(density)
        return (self._begin(density) + (past << density)) * self._every

    @property
    def last(self) -> int:
        """The last iterate that is kept."""
        return self.iterate(self._kept_rows - 1)

    def _density(self, k: int) -> int:
        """Say how often what is kept has become half as dense at iterate k."""
        return min((k // (self._every * self._dense)).bit_length(), self._sparsest)

    def _begin(self, density: int) -> int:
        """Return from where on, in units of `every`, a density holds."""
        return (self._dense << density) // 2 if density else 0

    def _first_row(self, density: int) -> int:
        return (self._dense * (density + 1)) // 2 if density else 0

    def write(self, fields: dict[str, Array], first: int, end: int, pace: float = 0.0) -> None:
        """Write what is kept of iterates first to end; `pace`: seconds that a step takes.

        `fields` has a row for each of these that `every` divides. Raises NoRoomError, having
        written nothing that counts.
        """
        if first <= self._every * self._dense < end:  # from here on some are left out
            self._limit(near(pace, FARTHEST))
        spans = list(self._kept(first, end))
        given = -(-first // self._every)
        for name, column in self.columns.items():
            rows = fields.get(name, column.rows[:0])
            column.write(_joined([rows[self._slice(span, given)] for span in spans]))

    def _slice(self, span: range, given: int) -> slice:
        """Return where iterates are among rows of all that `every` divides, after so many."""
        begin, end = span.start // self._every, -(-span.stop // self._every)
        return slice(begin - given, end - given, span.step // self._every)

    def _kept(self, first: int, end: int) -> Iterator[range]:
        """Say which of the iterates first to end are kept."""
        while first < end:
            density, apart = self._density(first), self.apart(first)
            after = end
            if density < self._sparsest:
                after = min(end, self._begin(density + 1) * self._every)
            yield range(-(-first // apart) * apart, after, apart)
            first = after

    def admit(self, end: int) -> None:
        """Let what was written of iterates before `end` count."""
        rows = self.row(end - 1) + 1
        for column in self.columns.values():
            column.admit(rows)
        self._kept_rows = min((len(c.rows) for c in self.columns.values()), default=rows)

    def holds_all(self, end: int) -> bool:
        """Say whether all iterates before `end` are kept."""
        return self._every == 1 and end <= min(self._dense, self._kept_rows)

    def frozen(self) -> Checkpoints:
        """Return the same as they stand; they do not grow."""
        taken = copy.copy(self)
        taken.columns = {name: column.frozen() for name, column in self.columns.items()}
        return taken


def _joined(parts: list[Array]) -> Array:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
