"""Keeps the old paths on show for a moment while changed runs are solved again."""

from __future__ import annotations

import time

from gdexplorer.core.run import Run

PATIENCE = 0.05
"""Seconds after which the new paths are shown, however short they are."""


class Settling:
    """Which runs are new, and how far they must come before they are shown."""

    def __init__(self) -> None:
        self._wanted: dict[int, int] = {}
        self._deadline = 0.0

    def begin(self, old: dict[int, Run], new: dict[int, Run], most: int) -> None:
        """Wait for the new runs to be as long as the old ones were, at most `most`."""
        if not self._wanted:
            self._deadline = time.perf_counter() + PATIENCE
        lengths = {key: len(run.trajectory) for key, run in old.items()}
        self._wanted = {
            key: min(lengths.get(key, 1), most)
            for key, run in new.items()
            if not run.trajectory and run.stop is None
        }

    def done(self, runs: dict[int, Run]) -> bool:
        """Say whether the runs may be shown."""
        if time.perf_counter() > self._deadline or all(
            runs[key].stop is not None or len(runs[key].trajectory) >= wanted
            for key, wanted in self._wanted.items()
        ):
            self._wanted = {}
        return not self._wanted
