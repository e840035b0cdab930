"""How far a long computation is, how fast it goes, and how long it will still take."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

from gdexplorer.core.run import Run

SPAN = 0.5
"""Seconds over which a rate is measured."""
LONG = 1.5
"""Seconds that must be left before progress is worth showing."""


class Meter:
    """Iterates per second: `rate` is that of the last half second, 0 at rest."""

    def __init__(self) -> None:
        self.rate = 0.0
        self._count = 0
        self._since = (time.perf_counter(), 0)

    def begin(self) -> None:
        """Measure from now on."""
        self._since = (time.perf_counter(), self._count)

    def add(self, iterates: int) -> None:
        """Count iterates."""
        self._count += iterates

    def look(self, now: float) -> None:
        """Bring the rate up to date."""
        since, count = self._since
        if now - since >= SPAN:
            self.rate = (self._count - count) / (now - since)
            self._since = (now, self._count)


@dataclass(frozen=True)
class Progress:
    """Iterates computed, of how many, at so many per second."""

    done: int
    total: int
    rate: float

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.done / self.total

    @property
    def seconds_left(self) -> float:
        """How long it will take, if no run stops before; infinite while no rate is known."""
        return (self.total - self.done) / self.rate if self.rate else math.inf

    @property
    def long(self) -> bool:
        """Whether it is worth showing."""
        return LONG < self.seconds_left < math.inf


def progress(runs: Iterable[Run], target: int, rate: float) -> Progress | None:
    """Return how far unfinished runs are on their way to iteration `target`; None at the end."""
    lengths = [min(len(r.trajectory), target + 1) for r in runs]
    done, total = sum(lengths), len(lengths) * (target + 1)
    return Progress(done, total, rate) if done < total else None


def duration(seconds: float) -> str:
    """Write a duration as one would say it: 8 s, 2 min 10 s, 3 h 5 min."""
    whole = math.ceil(seconds)
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest // 10 * 10} s"
