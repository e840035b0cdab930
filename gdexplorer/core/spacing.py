"""Which iterates of a run are kept: all at first, later those that some number divides."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

BUDGET = 256 << 20
"""Bytes for which all are kept, of x and gradient as of the rule's own state."""
FARTHEST = 8
"""Iterates that kept ones are apart at most, for want of room."""
LIGHT = 512
"""Bytes of a state up to which all are kept, as long as there is room."""
LARGE = 2 << 10
"""Bytes of one that may take long to make."""
SPARED, SPARSEST = 8, 32
"""Iterates that those which are not light are apart where steps are quick, least and most."""
NEAR = 0.1
"""Seconds that the steps from what is kept to any iterate shall take at most."""


class _Stretch(NamedTuple):
    """From iterate `begin` on those that `apart` divides; `rows` are kept before it."""

    begin: int
    apart: int
    rows: int

    def count(self, end: int) -> int:
        """Say how many are kept of those from its begin to before `end`."""
        return -(-end // self.apart) + (-self.begin // self.apart)


ALL: tuple[_Stretch, ...] = (_Stretch(0, 1, 0),)


class Spacing:
    """Which iterates are kept, a row each. One thread may change it while others ask."""

    def __init__(self) -> None:
        self._stretches = ALL

    def change(self, begin: int, apart: int) -> None:
        """From iterate `begin` on, which is later than any change before, keep each apart-th."""
        if apart != self._stretches[-1].apart:
            self._stretches += (_Stretch(begin, apart, self.rows(begin)),)

    def rows(self, end: int) -> int:
        """Say how many of the iterates before `end` are kept."""
        i = bisect_left(self._stretches, end, key=lambda stretch: stretch.begin)
        stretch = self._stretches[max(i - 1, 0)]
        return stretch.rows + stretch.count(end)

    def row(self, k: int) -> int:
        """Return the row of the last iterate up to k that is kept."""
        return self.rows(k + 1) - 1

    def iterate(self, row: int) -> int:
        """Return which iterate a row is of."""
        i = bisect_right(self._stretches, row, key=lambda stretch: stretch.rows)
        begin, apart, rows = self._stretches[i - 1]
        return (-(-begin // apart) + row - rows) * apart


def near(pace: float, most: int) -> int:
    """Return how far apart, a power of two up to `most`, iterates may be kept at `pace` s each."""
    steps = most if pace * most <= NEAR else int(NEAR / pace)
    return 1 << (min(most, steps + 1).bit_length() - 1)


def suited(now: int, most: int, pace: float) -> int:
    """Return how far apart to keep iterates that are `now` apart; a pace may waver by half."""
    return 1 if most == 1 else min(max(now, near(pace, most)), near(pace / 2, most))


def held(size: int) -> int:
    """Say how many iterates of `size` bytes the budget is for, one at least."""
    return max(BUDGET // max(size, 1), 1)


def roomy(k: int, size: int) -> int:
    """Return how far apart iterates of `size` bytes are kept from k on for want of room.

    All are up to the budget, then every second one until the run is twice as long, and so on.
    """
    return min(1 << (k // held(size)).bit_length(), FARTHEST)


def spared(size: int) -> int:
    """Return how far apart states of `size` bytes are kept because a few steps are soon retaken."""
    return 1 if size <= LIGHT else min(max(2 * size // LARGE, SPARED), SPARSEST)
