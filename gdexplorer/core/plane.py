"""A problem of many variables seen through a plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gdexplorer.core.problem import Array, Box, Point, Problem
from gdexplorer.core.wrapped import Wrapped

PADDING = 0.25
"""The share of the path's extent that is shown around it."""
NEAR = 0.005
"""The share of the view within which a point counts as lying in the plane."""
LONGEST = 4096
"""Iterates from which the leading directions of a path are found."""


@dataclass(frozen=True, eq=False)
class Plane:
    """The points origin + s·across + t·up: all (n,), across and up orthonormal."""

    origin: Array
    across: Array
    up: Array
    names: tuple[str, str]
    coordinates: tuple[int, int] | None = None
    """Which coordinates it is along, None where it is along others."""

    def project(self, x: Array) -> tuple[Array, Array]:
        """Return s and t, (...), of points (..., n)."""
        away = x - self.origin
        return away @ self.across, away @ self.up

    def point(self, s: Any, t: Any) -> Array:
        """Return the points (..., n) at s and t, (...)."""
        point: Array = (
            self.origin
            + np.asarray(s)[..., None] * self.across
            + np.asarray(t)[..., None] * self.up
        )
        return point


def coordinate_plane(through: Array, i: int, j: int, names: tuple[str, str] | None = None) -> Plane:
    """Return the plane of the coordinates i and j through a point (n,); s is x_i, t is x_j."""
    across, up = np.zeros((2, len(through)))
    across[i] = up[j] = 1.0
    origin = through.copy()
    origin[[i, j]] = 0.0
    return Plane(origin, across, up, names or (f"x{i}", f"x{j}"), (i, j))


def path_plane(x: Array) -> Plane:
    """Return the plane through a path's last point along its two leading directions.

    x: (N, n). The directions are the first right singular vectors of the path seen from its end
    (as in Li et al. 2018, section 7); where the path has only one, the other is an axis.
    """
    end = x[-1]
    away = x[:: max(1, len(x) // LONGEST)] - end
    directions = np.linalg.svd(away, full_matrices=False)[2] if len(x) > 1 else np.empty((0, 2))
    axes = np.eye(len(end))
    basis: list[Array] = []
    for direction in [*directions[:2], *axes[:3]]:
        rest = direction - sum((direction @ b * b for b in basis), np.zeros_like(end))
        length = float(np.linalg.norm(rest))
        if length > 1e-6:
            basis.append(rest / length)
        if len(basis) == 2:
            break
    return Plane(end.copy(), basis[0], basis[1], ("first direction", "second direction"))


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
    box = tuple(_around(c) for c in plane.project(x))
    reach = float(np.abs(np.array(problem.bounds)).max()) * len(plane.origin) ** 0.5
    return Sliced(problem, plane, box, ((-reach, reach), (-reach, reach)))


def _around(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    pad = PADDING * (high - low) or 1.0
    return low - pad, high + pad
