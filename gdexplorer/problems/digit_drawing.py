"""A drawn digit made like those of the data: as large, in the same place, as thick."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdexplorer.core.problem import Array
from gdexplorer.problems.digits import INK, SIZE

GRID = 32
"""Points along a side that are inked or not; a pixel counts those in a block of 4×4."""
WIDE = 19.0
"""Grid points that a drawing becomes wide; then it spreads as those of the data, GRID high, do."""
NARROW = 0.4
"""Sides' ratio below which a drawing is not stretched to its full size: a 1 stays narrow."""
INKED = 312.0
"""Grid points that are inked in the data, by the mean, nearly the same for every digit."""
THINNEST, THICKEST = 0.5, 7.0
"""Half of a stroke's width, in grid points."""
HALVINGS = 6
MIDDLES = np.arange(GRID) + 0.5 - GRID / 2
"""Where grid points are, from the middle."""
FINE = 1 / 40
"""Points of a stroke nearer than this to each other, as a share of the drawing, are one."""


def picture_of(strokes: Sequence[Array]) -> Array:
    """Return a picture (8, 8) of counts from 0 to 16.

    strokes: points (p, 2) each, in any unit, x to the right and y down. Without any, the picture
    is empty. As in the data (Garris et al. 1994), size and place of a digit are always the same,
    and so is its ink: half a stroke's width is found by bisection.
    """
    if not any(map(len, strokes)):
        return np.zeros((SIZE, SIZE))
    starts, ends = _segments(strokes)
    low, high = THINNEST, THICKEST
    for _ in range(HALVINGS):
        radius = (low + high) / 2
        covered = _covered(starts, ends, radius)
        low, high = (low, radius) if covered.sum() > INKED else (radius, high)
    block = GRID // SIZE
    counts = covered.reshape(SIZE, block, SIZE, block).sum(axis=(1, 3))
    picture: Array = (counts * (INK / block**2)).round()
    return picture


def _segments(strokes: Sequence[Array]) -> tuple[Array, Array]:
    """Return where segments start and end, (s, 2) each, in a box of sides 2 around 0, stretched."""
    points = np.concatenate([s for s in strokes if len(s)])
    low, high = points.min(axis=0), points.max(axis=0)
    extent = high - low
    largest = float(extent.max()) or 1.0
    size = np.minimum(1.0, extent / largest / NARROW)
    pieces = [_thinned(s, FINE * largest) for s in strokes if len(s)]
    scale = np.divide(2 * size, extent, out=np.zeros(2), where=extent > 0)
    pieces = [(s - (low + high) / 2) * scale for s in pieces]
    return np.concatenate([s[:-1] for s in pieces]), np.concatenate([s[1:] for s in pieces])


def _thinned(stroke: Array, step: float) -> Array:
    """Leave out points that are close along the way; a dot becomes a segment without length."""
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))]
    kept = np.r_[True, np.diff(np.floor(along / step)) > 0]
    return np.concatenate([stroke[kept], stroke[-1:]])


def _covered(starts: Array, ends: Array, radius: float) -> Array:
    """Return how much of each grid point is inked, (32, 32), from 0 to 1."""
    room = np.array([WIDE, GRID]) / 2 - radius
    x, y = (starts * room).T
    dx, dy = ((ends - starts) * room).T
    length = dx * dx + dy * dy
    across = MIDDLES[None, :, None] - x  # (1, 32, s), and down (32, 1, s)
    down = MIDDLES[:, None, None] - y
    share = (across * dx + down * dy) / np.where(length > 0, length, 1.0)
    share.clip(0, 1, out=share)
    away = (across - share * dx) ** 2 + (down - share * dy) ** 2
    covered: Array = (radius + 0.5 - np.sqrt(away.min(axis=-1))).clip(0, 1)
    return covered
