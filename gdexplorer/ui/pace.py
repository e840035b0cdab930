"""How often something is drawn while iterates stream in."""

from __future__ import annotations

import math
import time

from gdexplorer.ui.player import Player

READING = 0.4
"""Seconds for which a number stands still while they stream, so that it can be read."""


class Pace:
    """Says whether it is time to draw again: each time at rest, else after `interval` seconds.

    An interval of 0 is every frame; one of infinity is never, at rest or not.
    """

    def __init__(self, player: Player, interval: float) -> None:
        self._player = player
        self._interval = interval
        self._last = -math.inf

    def due(self) -> bool:
        """Say so, and count from now if it is."""
        if self._interval == math.inf:
            return False
        now = time.perf_counter()
        if self._player.streaming and now < self._last + self._interval:
            return False
        self._last = now
        return True
