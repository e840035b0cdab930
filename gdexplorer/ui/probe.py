"""Reads out what is under the mouse; the numbers come from the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from gdexplorer.core.plane import Sliced
from gdexplorer.core.problem import Array, Problem
from gdexplorer.ui.player import Player

Columns = Callable[[Array], tuple[Array, ...]]

NEAR = 9.0
"""Pixels within which an iterate is under the mouse."""


class Seen(NamedTuple):
    """A run's path (m, n), and which iterate a row of it is."""

    label: str
    path: Array
    iterate: Callable[[int], int]


class Probe:
    """One view's read-out. It reaches the status bar through the player."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._lane = player.lane(player.hovered.emit)

    def look(
        self,
        problem: Problem,
        point: Sequence[float],
        grain: Sequence[float],
        runs: Sequence[Seen],
        columns: Columns,
    ) -> None:
        """Ask for f at a point, and which iterate is there.

        grain: a pixel's size, (n,). columns: finds the picture's coordinates of iterates.
        """
        self._lane.post(lambda _interrupted: reading(problem, point, grain, runs, columns))

    def leave(self) -> None:
        """Read out nothing: the mouse is elsewhere."""
        self._lane.cancel()
        self._player.hovered.emit("")


def reading(
    problem: Problem,
    point: Sequence[float],
    grain: Sequence[float],
    runs: Sequence[Seen],
    columns: Columns,
) -> Iterator[str]:
    """Yield the read-out in words."""
    x = np.array(point)
    with np.errstate(all="ignore"):
        f = float(problem.value(x[None])[0])
        slope = problem.gradient(x)
    digits = [max(0, 1 - int(np.floor(np.log10(g)))) if g > 0 else 3 for g in grain]
    shown = [f"{v:.{min(d, 9)}f}" for v, d in zip(point, digits, strict=True)]
    if len(point) == 1:
        words = f"x = {shown[0]}   f = {f:.6g}   f′ = {slope[0]:.4g}"
    else:
        names = ", ".join(problem.plane.names) if isinstance(problem, Sliced) else "x, y"
        words = f"({names}) = ({', '.join(shown)})   f = {f:.6g}   ‖∇f‖ = {np.hypot(*slope):.4g}"
    yield words + _iterate_near(x, np.array(grain), runs, columns)


def _iterate_near(x: Array, grain: Array, runs: Sequence[Seen], columns: Columns) -> str:
    best, found = NEAR, ""
    for run in runs:
        away = np.abs((np.stack(columns(run.path), axis=1) - x) / grain).max(axis=1)
        row = int(away.argmin())
        if away[row] <= best:
            best, found = float(away[row]), f"   ·   {run.label}, iterate {run.iterate(row)}"
    return found
