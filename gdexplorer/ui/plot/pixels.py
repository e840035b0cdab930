"""Points on their way to the screen: mapped, thinned to what can be seen, clipped to what is near.

All arrays are (p, 2) in widget pixels unless said otherwise.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QTransform

from gdexplorer.core.problem import Array

Indices = npt.NDArray[np.intp]

HUGE = 1e12
FAR = 3000.0
"""Cells from the screen's corner beyond which they are not told apart."""
NEXT = 3.0
"""Cells within which the ends of a short segment lie."""
GRAIN = 2.0
"""Cells a pixel is divided into: two points in one cell are one to the eye."""


def plottable(values: Array) -> Array:
    """Return values with what is not finite, or beyond 1e12, moved to ±1e12."""
    shown: Array = np.fmax(np.fmin(values, HUGE), -HUGE)
    return shown


def to_pixels(transform: QTransform, xs: Array, ys: Array) -> Array:
    """Map data coordinates, each (p,), to pixels."""
    out = np.empty((len(xs), 2))
    np.multiply(plottable(xs), transform.m11(), out=out[:, 0])
    np.multiply(plottable(ys), transform.m22(), out=out[:, 1])
    out[:, 0] += transform.dx()
    out[:, 1] += transform.dy()
    return out


def moved(pixels: Array) -> Indices:
    """Return the indices of points that leave the cell of the point before; the first always."""
    scaled = np.maximum(np.minimum(pixels * GRAIN, 2.0**30), -(2.0**30))
    across, down = np.diff(scaled.astype(np.int32), axis=0).T
    new = np.ones(len(pixels), dtype=bool)
    np.not_equal(across | down, 0, out=new[1:])
    return np.flatnonzero(new)


def distinct(starts: Array, ends: Array) -> Indices:
    """Return the indices of segments that no earlier one covers, in order.

    Those within a cell or two are told apart by where they start, which needs no sorting.
    """
    short = np.abs(ends - starts).max(axis=1) * GRAIN <= NEXT
    small, large = np.flatnonzero(short), np.flatnonzero(~short)
    kept = [small[_first_in_cells(starts[small])], large[_first_alike(starts[large], ends[large])]]
    return np.sort(np.concatenate(kept))


def _first_in_cells(points: Array) -> Indices:
    """Return the index of the first point in each cell."""
    if not len(points):
        return np.empty(0, dtype=np.intp)
    cells = np.clip(points * GRAIN, -FAR, FAR).astype(np.int32)
    cells -= cells.min(axis=0)
    across, down = (int(most) + 1 for most in cells.max(axis=0))
    places = cells[:, 0] * down + cells[:, 1]
    first = np.full(across * down, -1, dtype=np.intp)
    first[places[::-1]] = np.arange(len(places) - 1, -1, -1)
    return first[first >= 0]


def _first_alike(starts: Array, ends: Array) -> Indices:
    """Return the index of the first of the segments that join the same two cells."""
    cells = np.clip(np.hstack([starts, ends]) * GRAIN, -(2**15), 2**15 - 1).astype(np.int64)
    keys = cells + 2**15
    packed = (keys[:, 0] << 48) ^ (keys[:, 1] << 32) ^ (keys[:, 2] << 16) ^ keys[:, 3]
    return np.unique(packed, return_index=True)[1]


def clipped(starts: Array, ends: Array, width: float, height: float) -> tuple[Array, Array]:
    """Cut segments to a margin around the widget (Liang, Barsky 1984); drop those outside."""
    margin = 64.0
    low, high = np.array([-margin, -margin]), np.array([width + margin, height + margin])
    step = ends - starts
    with np.errstate(all="ignore"):
        a, b = (low - starts) / step, (high - starts) / step
    still = step == 0
    inside = (starts >= low) & (starts <= high)
    enter = np.where(still, np.where(inside, 0.0, 2.0), np.minimum(a, b)).max(axis=1)
    leave = np.where(still, 1.0, np.maximum(a, b)).min(axis=1)
    enter, leave = np.maximum(enter, 0.0), np.minimum(leave, 1.0)
    seen = enter <= leave
    t0, t1 = enter[seen, None], leave[seen, None]
    return starts[seen] + t0 * step[seen], starts[seen] + t1 * step[seen]
