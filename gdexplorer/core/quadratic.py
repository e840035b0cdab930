"""The quadratic model that a step was taken from, and what a plane shows of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gdexplorer.core.picture import contour_lines, grid
from gdexplorer.core.plane import Plane
from gdexplorer.core.problem import Array, Box

CORNERS = 97
GRID = 80
"""Points on each side of the grid on which a hyperbola is traced."""

Product = Callable[[Array], Array]


def circle(radius: float) -> Array:
    """Return points around the origin, (97, 2), the last one the first again."""
    t = np.linspace(0, 2 * math.pi, CORNERS)
    points: Array = radius * np.stack([np.cos(t), np.sin(t)], axis=1)
    return points


@dataclass(frozen=True, eq=False)
class Model:
    """f + gᵀp + ½ pᵀBp, p = x − origin (n,). product: vectors p (..., n) to Bp (..., n)."""

    origin: Array
    f: float
    g: Array
    product: Product

    def values(self, x: Array) -> Array:
        """Return the model at points (..., n)."""
        p = x - self.origin
        m: Array = self.f + p @ self.g + 0.5 * (p * self.product(p)).sum(axis=-1)
        return m

    def section(self, plane: Plane) -> Conic:
        """Return the model at the points of a plane, which need not go through its origin."""
        origin = np.stack(plane.project(self.origin), axis=-1)
        off = plane.point(*origin) - self.origin
        basis = np.stack([plane.across, plane.up])
        bent = self.product(np.stack([off, *basis]))
        rise = -float(off @ self.g + 0.5 * off @ bent[0])
        return Conic(origin, self.f - rise, rise, basis @ (self.g + bent[0]), basis @ bent[1:].T)


@dataclass(frozen=True, eq=False)
class Conic:
    """A model in two variables, f + gᵀp + ½ pᵀBp, p = x − origin: all (2,), B is (2, 2).

    rise: how far above f the level is that is drawn, which is where the step began.
    """

    origin: Array
    f: float
    rise: float
    g: Array
    B: Array

    @cached_property
    def minimiser(self) -> Array | None:
        """Where the model is least, (2,); None if it is not bounded below."""
        if np.linalg.eigvalsh(self.B)[0] <= 0:
            return None
        lowest: Array = self.origin - np.linalg.solve(self.B, self.g)
        return lowest

    def ellipse(self) -> Array | None:
        """Return the level line, (97, 2); None if it is no ellipse, or nowhere."""
        if self.minimiser is None:
            return None
        away = self.origin - self.minimiser
        square = float(away @ self.B @ away) + 2 * self.rise
        if square < 0:  # the whole plane is above the level
            return None
        points = circle(math.sqrt(square))
        line: Array = self.minimiser + np.linalg.solve(np.linalg.cholesky(self.B).T, points.T).T
        return line

    def level_lines(self, box: Box) -> list[Array]:
        """Return the level lines inside a box, (p, 2) each.

        An ellipse is returned whole; what is none, a hyperbola, is traced.
        """
        if not (np.isfinite(self.B).all() and np.isfinite(self.g).all()):
            return []
        if self.minimiser is None:
            level = np.array([self.f + self.rise])
            return contour_lines(box, self.values(grid(box, GRID)), level)
        ellipse = self.ellipse()
        return [] if ellipse is None else [ellipse]

    def values(self, x: Array) -> Array:
        """Return the model at points (..., 2)."""
        p = x - self.origin
        m: Array = self.f + p @ self.g + 0.5 * ((p @ self.B) * p).sum(axis=-1)
        return m
