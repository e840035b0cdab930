"""A problem of many variables seen through a plane."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdexplorer.core.problem import Array, Box, Point, Problem
from gdexplorer.core.wrapped import Wrapped

PADDING = 0.25
"""The share of the path's extent that is shown around it."""
NEAR = 0.005
"""The share of the view within which a point counts as lying in the plane."""
SAME = 1e-6
"""The share of a direction's length below which what is left of it counts as nothing."""
TINY = 1e-300
LONGEST, WORK = 4096, 30_000_000
"""Iterates m from which the leading directions of a path are found at most, and m² n."""


@dataclass(frozen=True, eq=False)
class Plane:
    """The points origin + s·across + t·up: all (n,), across and up orthonormal."""

    origin: Array
    across: Array
    up: Array
    names: tuple[str, str]
    coordinates: tuple[int, int] | None = None
    """Which coordinates it is along, None where it is along others."""
    reach: tuple[float, float] = (0.0, 0.0)
    """How far from the origin it is worth seeing, whatever the path's extent."""

    def project(self, x: Array) -> tuple[Array, Array]:
        """Return s and t, (...), of points (..., n)."""
        basis = np.stack([self.across, self.up], axis=-1)
        st = x @ basis - self.origin @ basis  # without a copy of x, which may be a whole path
        return st[..., 0], st[..., 1]

    def point(self, s: Any, t: Any) -> Array:
        """Return the points (..., n) at s and t, (...)."""
        point: Array = (
            self.origin
            + np.asarray(s)[..., None] * self.across
            + np.asarray(t)[..., None] * self.up
        )
        return point

    def through(self, point: Array) -> Plane:
        """Return the parallel plane through a point (n,); s and t of every point stay the same."""
        s, t = self.project(point)
        return dataclasses.replace(self, origin=point - s * self.across - t * self.up)


def coordinate_plane(through: Array, i: int, j: int, names: tuple[str, str] | None = None) -> Plane:
    """Return the plane of the coordinates i and j through a point (n,); s is x_i, t is x_j."""
    across, up = np.zeros((2, len(through)))
    across[i] = up[j] = 1.0
    origin = through.copy()
    origin[[i, j]] = 0.0
    return Plane(origin, across, up, names or (f"x{i}", f"x{j}"), (i, j))


def path_plane(x: Array) -> Plane:
    """Return the plane through a path's last point along its two leading directions.

    x: (N, n). The directions are its principal ones, in which it varies most (as in Li et al.
    2018, section 7); where the path has only one, the other is an axis.
    """
    end = x[-1]
    few = some(x)
    away = few - few.mean(axis=0)
    directions = np.linalg.svd(away, full_matrices=False)[2] if len(x) > 1 else np.empty((0, 2))
    across, up = _orthonormal([*directions[:2], *np.eye(3, len(end))])
    return Plane(end.copy(), across, up, ("first direction", "second direction"))


def some(x: Array) -> Array:
    """Return evenly spread points of a path (N, n), no more than are needed to know its extent."""
    most = max(3, min(LONGEST, math.isqrt(WORK // x.shape[-1])))
    few: Array = x[:: -(-len(x) // most)]
    return few


def random_plane(through: Array, filters: Array, seed: int) -> Plane:
    """Return a plane through a point (n,) along two random directions, each filter as long there.

    Li et al. 2018, section 4: the part of a normal direction that belongs to a filter has the norm
    of that filter's weights. filters: (n,), the number of the filter of each weight. A step of one
    direction's whole length is the plane's reach. (Their directions are nearly orthogonal; here
    the second one is made so.)
    """
    directions = [
        normalised(draw, through, filters)
        for draw in np.random.default_rng(seed).standard_normal((2, len(through)))
    ]
    across, up = _orthonormal([*directions, *np.eye(3, len(through))])
    lengths = [float(np.linalg.norm(d)) or 1.0 for d in directions]
    names = ("first random direction", "second random direction")
    return Plane(through.copy(), across, up, names, reach=(lengths[0], lengths[1]))


def normalised(direction: Array, x: Array, filters: Array) -> Array:
    """Return a direction (n,) each of whose filters is as long as that of x (n,)."""
    wanted = np.bincount(filters, weights=x * x)
    had = np.bincount(filters, weights=direction * direction)
    scaled: Array = direction * np.sqrt(wanted / np.maximum(had, TINY))[filters]
    return scaled


def _orthonormal(directions: list[Array]) -> list[Array]:
    """Return the first two of the directions that differ, of length 1 and orthogonal."""
    basis: list[Array] = []
    for direction in directions:
        length = float(np.linalg.norm(direction))
        rest = direction - sum((direction @ b * b for b in basis), np.zeros_like(direction))
        left = float(np.linalg.norm(rest))
        if left > SAME * length and len(basis) < 2:
            basis.append(rest / left)
    return basis


def share_seen(plane: Plane, x: Array) -> float:
    """Return the share of a path's variance, x (N, n), that lies in the plane; 1 of a point's."""
    x = some(x)
    total = float(x.var(axis=0).sum())
    seen = sum(float(c.var()) for c in plane.project(x))
    return min(seen / total, 1.0) if total > 0 else 1.0


@dataclass(frozen=True, eq=False)
class Sliced(Wrapped):
    """A problem in the two coordinates of a plane. `view` and `bounds` are given."""

    plane: Plane
    view: Box
    bounds: Box
    dimension = 2

    @property
    def minima(self) -> tuple[Point, ...]:
        """The problem's minima that lie in the plane, as near as a picture can tell."""
        points = np.array(self.inner.minima).reshape(-1, self.inner.dimension)
        s, t = self.plane.project(points)
        away = np.linalg.norm(points - self.plane.point(s, t), axis=-1)
        near = away <= NEAR * float(np.ptp(np.array(self.view), axis=1).min())
        return tuple(zip(s[near].tolist(), t[near].tolist(), strict=True))

    def value(self, x: Array) -> Any:
        """Return f at points (..., 2) of the plane."""
        return self.inner.value(self.plane.point(x[..., 0], x[..., 1]))

    def gradient(self, x: Array) -> Array:
        """Return the gradient's part in the plane, (..., 2)."""
        g = self.inner.gradient(self.plane.point(x[..., 0], x[..., 1]))
        return np.stack([g @ self.plane.across, g @ self.plane.up], axis=-1)

    def hessian(self, x: Array) -> Array:
        """Return the curvature in the plane, (..., 2, 2)."""
        point = self.plane.point(x[..., 0], x[..., 1])
        basis = np.stack([self.plane.across, self.plane.up])
        h: Array = basis @ self.inner.hessian(point) @ basis.T
        return h


def sliced(problem: Problem, plane: Plane, x: Array) -> Sliced:
    """Return the problem in a plane, showing its own view, or all of the path x (N, n)."""
    if plane.coordinates is not None:
        i, j = plane.coordinates
        views, bounds = problem.view, problem.bounds
        return Sliced(problem, plane, (views[i], views[j]), (bounds[i], bounds[j]))
    box = tuple(_around(c, r) for c, r in zip(plane.project(some(x)), plane.reach, strict=True))
    reach = float(np.abs(np.array(problem.bounds)).max()) * len(plane.origin) ** 0.5
    return Sliced(problem, plane, box, ((-reach, reach), (-reach, reach)))


def _around(values: Array, reach: float) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    pad = PADDING * (high - low) or (0.0 if reach else 1.0)
    return min(low - pad, -reach), max(high + pad, reach)
