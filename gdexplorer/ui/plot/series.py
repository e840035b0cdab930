"""Columns over the iteration, thinned to what a screen can show, extremes kept."""

from __future__ import annotations

import numpy as np

from gdexplorer.core.problem import Array

BUCKETS = 900
FLOOR = 1e-300
"""The least that a logarithmic axis shows."""


def in_sight(xs: Array, low: float, high: float) -> slice:
    """Return the rows of an ascending column that lie in a range, with one more on each side."""
    first = int(np.searchsorted(xs, low, side="left"))
    last = int(np.searchsorted(xs, high, side="right"))
    return slice(max(first - 1, 0), min(last + 1, len(xs)))


def thinned(xs: Array, ys: Array) -> tuple[Array, Array]:
    """Keep the lowest and the highest of each bucket of rows, in their order."""
    size = len(xs) // BUCKETS
    if size < 4:
        return xs, ys
    whole = len(ys) - len(ys) % size
    table = ys[:whole].reshape(-1, size)
    offsets = np.arange(len(table)) * size
    extremes = [table.argmin(axis=1) + offsets, table.argmax(axis=1) + offsets]
    if whole < len(ys):
        tail = ys[whole:]
        extremes += [np.array([whole + tail.argmin(), whole + tail.argmax()])]
    kept = np.unique(np.concatenate([[0, len(ys) - 1], *extremes]))
    return xs[kept], ys[kept]


def least_positive(ys: Array) -> float:
    """Return the least positive of ys, at least the floor; the floor where none is positive."""
    positive = ys[ys > 0]
    return max(float(positive.min()), FLOOR) if positive.size else FLOOR


def log10_floored(ys: Array, least: float | None = None) -> Array:
    """Return log10, with zero and below drawn as `least`, by default the least positive of ys."""
    floor: float = least_positive(ys) if least is None else least
    return np.log10(np.maximum(ys, floor))
