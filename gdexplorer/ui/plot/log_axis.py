"""An axis for logarithms: labelled with the numbers they are of, as densely as there is room."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg

from gdexplorer.core.number_words import power_words

ROOM = 26.0
"""Pixels that a label needs."""
EDGE = 7.0
"""Pixels from the axis's ends within which a label would be cut."""


class LogAxis(pg.AxisItem):
    """A vertical axis whose range is in log10 while `log` is on, and plain while it is off."""

    def __init__(self) -> None:
        super().__init__("left")
        self.log = False

    def tickValues(self, low: float, high: float, size: float) -> Any:
        if not self.log:
            return super().tickValues(low, high, size)
        edge = (high - low) * EDGE / max(size, 4 * EDGE)
        return [(None, log_ticks(low + edge, high - edge, max(int(size / ROOM), 2)))]

    def tickStrings(self, values: Any, scale: float, spacing: Any) -> Any:
        if not self.log:
            return super().tickStrings(values, scale, spacing)
        return [power_words(value) for value in values]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most about `most` places between low and high, all in log10."""
    decades = high - low
    if decades > most:
        first, last = math.ceil(low), math.floor(high)
        step = math.ceil((last - first + 1) / most)
        return [float(d) for d in range(first, last + 1, step)]
    ways = [_round_places(low, high, mantissas) for mantissas in ((1, 2, 5), (1, 3), (1,))]
    seen = next((places for places in ways if len(places) <= most), ways[-1])
    if len(seen) < 2 <= len(ways[0]):
        return [ways[0][0], ways[0][-1]]  # little room: the outermost
    return seen if len(seen) > 1 else np.linspace(low, high, 4)[1:-1].tolist()


def _round_places(low: float, high: float, mantissas: tuple[int, ...]) -> list[float]:
    """Return where numbers of these first digits lie between low and high, all in log10."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    places = (d + math.log10(m) for d in decades for m in mantissas)
    return [place for place in places if low <= place <= high]
