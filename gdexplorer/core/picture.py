"""What a problem looks like, as numbers: samples of a curve, or shades with contour lines."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from gdexplorer.core.plane import coordinate_plane, sliced
from gdexplorer.core.problem import Array, Box, Problem

UNDEFINED = 255
"""The shade of a grid point at which f is not finite."""
SHADES = 255
FINE = 320
COSTLY_SIZES = (12, 30, 72)
COARSE = 72
CURVE_POINTS = 1200
LEVELS = 20
FIELD = 19
ROWS = 16
COARSER = 6
"""How much coarser a little picture is where values are costly."""
MOST = (0.05, 0.95)
"""The shares of the samples between which most of f lies."""
LEAP, STEEPER = 0.02, 10.0
"""A rise between neighbours, as a share of that; as a multiple of what the slopes would make it."""
NEAREST = 3
"""Samples that a piece has at least."""
DECADES = 4.5
"""How many decades below its top a logarithmic scale reaches."""


@dataclass(frozen=True)
class ColourScale:
    """How f becomes a shade: linear from low to high, or log10(f - base) from low to high."""

    log: bool
    low: float
    high: float
    base: float

    def position(self, f: Array) -> Array:
        """Return where each f lies, 0 at low and 1 at high, clipped; NaN where f is not finite."""
        t = np.log10(np.maximum(f - self.base, 10**self.low)) if self.log else f
        span = self.high - self.low or 1.0
        shares = (t - self.low) / span
        return np.where(np.isfinite(f), np.minimum(np.maximum(shares, 0.0), 1.0), np.nan)

    def levels(self, count: int) -> Array:
        """Return `count` values of f, evenly spread over the scale, its ends left out."""
        t = np.linspace(self.low, self.high, count + 2)[1:-1]
        levels: Array = self.base + 10**t if self.log else t
        return levels


@dataclass(frozen=True)
class CurvePicture:
    """Samples of f and f' along x, each (s,), and the known minima, (m, 2), in x and f.

    pieces: the samples between which the curve is whole: no gap, jump or pole parts them. poles:
    whether f changes its sign at any, beside which all else looks flat.
    """

    problem: Problem
    box: Box
    x: Array
    f: Array
    slope: Array
    minima: Array
    pieces: tuple[slice, ...]
    poles: bool

    def sight(self, ys: Array) -> tuple[float, float]:
        """Return from where to where f or f' is worth seeing, both (s,)."""
        low, high = float(ys.min()), float(ys.max())
        if self.poles:
            near, far = np.quantile(ys, MOST)
            low, high = max(low, float(2 * near - far)), min(high, float(2 * far - near))
        pad = 0.08 * (high - low) or 1.0
        return low - pad, high + pad


@dataclass(frozen=True)
class SurfacePicture:
    """A grid of shades (h, w), row 0 at the bottom, with contour lines and a gradient field.

    lines: polylines (p, 2) in x and y. field: points (q, 2) and the gradients there.
    """

    problem: Problem
    box: Box
    scale: ColourScale
    shades: np.ndarray[Any, np.dtype[np.uint8]]
    lines: list[Array]
    field: Array
    field_gradient: Array


def curve_picture(problem: Problem, box: Box, points: int = CURVE_POINTS) -> CurvePicture:
    """Sample a problem in one variable over the box."""
    x = np.linspace(*box[0], points)
    with np.errstate(all="ignore"):
        f, slope = problem.value(x[:, None]), problem.gradient(x[:, None])[:, 0]
    good = np.isfinite(f) & np.isfinite(slope)
    lowest = np.array(problem.minima).reshape(-1, 1)
    minima = np.hstack([lowest, problem.value(lowest)[:, None]])
    pieces, poles = _pieces(np.flatnonzero(good), x[good], f[good], slope[good])
    return CurvePicture(problem, box, x[good], f[good], slope[good], minima, pieces, poles)


@np.errstate(all="ignore")
def _pieces(places: Any, x: Array, f: Array, slope: Array) -> tuple[tuple[slice, ...], bool]:
    """Part samples, each (s,), where others lie between, and where f leaps; say if at a pole."""
    if not len(f):
        return (), False
    rise, run = np.diff(f), np.diff(x)
    leaps = np.abs(rise) > LEAP * np.ptp(np.quantile(f, MOST))
    steepest = np.maximum(np.abs(slope[1:]), np.abs(slope[:-1]))
    jumps = leaps & (np.abs(rise) > STEEPER * steepest * run)
    poles = leaps & ~jumps & (rise * slope[1:] < 0) & (rise * slope[:-1] < 0)
    lone = _lone(poles | jumps)
    poles &= lone
    parted = np.flatnonzero(lone | (np.diff(places) > 1)) + 1
    ends = [0, *parted.tolist(), len(f)]
    return tuple(slice(a, b) for a, b in pairwise(ends)), bool(poles.any())


def _lone(marks: Any) -> Any:
    """Return the marks that have no other beside them: those are waves too short to be sampled."""
    near = np.zeros_like(marks)
    for apart in range(1, NEAREST):
        near[apart:] |= marks[:-apart]
        near[:-apart] |= marks[apart:]
    return marks & ~near


def surface_picture(problem: Problem, box: Box, log: bool) -> Iterator[SurfacePicture | None]:
    """Yield a coarse picture, then a fine one, with None between the strips of work."""
    for size in COSTLY_SIZES if problem.costly else (COARSE, FINE):
        values = yield from _grid(problem, box, size)
        yield _picture(problem, box, values, log)


def _axes(box: Box, size: int) -> tuple[Array, Array]:
    return np.linspace(*box[0], size), np.linspace(*box[1], size)


def _points(x: Array, y: Array) -> Array:
    return np.stack(np.meshgrid(x, y), axis=-1)


def grid(box: Box, size: int) -> Array:
    """Return the points of a square grid over a box, (size, size, 2), row 0 at the bottom."""
    return _points(*_axes(box, size))


def _grid(problem: Problem, box: Box, size: int) -> Generator[None, None, Array]:
    points = grid(box, size).reshape(-1, 2)
    values = np.empty(len(points))
    strip = 1 if problem.costly else ROWS * size
    for i in range(0, len(points), strip):
        with np.errstate(all="ignore"):
            values[i : i + strip] = problem.value(points[i : i + strip])
        yield None
    return values.reshape(size, size)


def colour_scale(problem: Problem, values: Array, log: bool) -> ColourScale:
    """Fit a colour scale to the values in sight."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if not log:
        return ColourScale(False, low, high, 0.0)
    base = low if problem.minimum is None else min(problem.minimum, low)
    top = np.log10(max(high - base, 1e-300))
    bottom = np.log10(max(low - base, 1e-300))
    return ColourScale(True, float(max(bottom, top - DECADES)), float(top), base)


def contour_levels(problem: Problem, scale: ColourScale, values: Array) -> Array:
    """Return the problem's own levels while enough of them are in sight, else fitted ones."""
    own = np.array(problem.levels)
    finite = values[np.isfinite(values)]
    if own.size and finite.size:
        seen: Array = own[(own > finite.min()) & (own < finite.max())]
        if seen.size >= LEVELS // 2:
            return seen
    return scale.levels(LEVELS)


def _field(problem: Problem, box: Box, _values: Array) -> tuple[Array, Array]:
    """Return points (q, 2) spread over a box, and the gradients there."""
    (x0, x1), (y0, y1) = box
    x = x0 + (np.arange(FIELD) + 0.5) / FIELD * (x1 - x0)
    y = y0 + (np.arange(FIELD) + 0.5) / FIELD * (y1 - y0)
    field = _points(x, y).reshape(-1, 2)
    with np.errstate(all="ignore"):
        there = np.isfinite(problem.value(field))  # a derivative may go on where f does not
        return field, np.where(there[:, None], problem.gradient(field), np.nan)


def _field_between(_problem: Problem, box: Box, values: Array) -> tuple[Array, Array]:
    """Return grid points and central differences of the values: gradients would cost too much."""
    x, y = _axes(box, len(values))
    inner = np.unique(np.linspace(1, len(values) - 2, FIELD).round().astype(int))
    with np.errstate(all="ignore"):
        up, across = np.gradient(values, y, x)
    field = _points(x[inner], y[inner]).reshape(-1, 2)
    gradient = np.stack([across, up], axis=-1)[np.ix_(inner, inner)].reshape(-1, 2)
    return field, gradient


def _picture(problem: Problem, box: Box, values: Array, log: bool) -> SurfacePicture:
    scale = colour_scale(problem, values, log)
    position = scale.position(values)
    shades = np.where(np.isnan(position), UNDEFINED, np.nan_to_num(position) * (SHADES - 1))
    field, gradient = (_field_between if problem.costly else _field)(problem, box, values)
    good = np.isfinite(gradient).all(axis=1)
    lines = contour_lines(box, values, contour_levels(problem, scale, values))
    return SurfacePicture(
        problem, box, scale, shades.astype(np.uint8), lines, field[good], gradient[good]
    )


def contour_lines(box: Box, values: Array, levels: Array) -> list[Array]:
    """Trace the levels through a grid of values (h, w); polylines (p, 2)."""
    import contourpy  # takes long to import, so the first frame does not wait for it

    x, y = _axes(box, values.shape[0])
    tracer = contourpy.contour_generator(x, y, np.ma.masked_invalid(values))
    found: list[Any] = [tracer.lines(float(level)) for level in levels]
    return [line for lines in found for line in lines]


def thumbnail(problem: Problem, width: int, height: int) -> Array:
    """Return f at `width` points of a curve, or shades (height, width) in [0, 1]."""
    with np.errstate(all="ignore"):
        if problem.dimension == 1:
            return curve_picture(problem, problem.view, width).f
        if problem.dimension > 2:
            through = np.array(problem.start)
            if problem.costly:
                problem = problem.sample(0)  # a mini-batch looks much the same
            problem = sliced(problem, coordinate_plane(through, 0, 1), through[None])
        block = COARSER if problem.costly else 1
        x = np.linspace(*problem.view[0], -(-width // block))
        y = np.linspace(*problem.view[1], -(-height // block))
        values = problem.value(_points(x, y))
        shades = colour_scale(problem, values, problem.log_scale).position(values)
        return shades.repeat(block, axis=0).repeat(block, axis=1)[:height, :width]
