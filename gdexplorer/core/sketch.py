"""What a rule did inside the step that led to an iterate, as geometry: trials, model, region."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.optimizer import State
from gdexplorer.core.picture import contour_lines, grid
from gdexplorer.core.problem import Array, Box
from gdexplorer.core.trajectory import Trajectory

CORNERS = 97
GRID = 80
"""Points on each side of the grid on which a hyperbola is traced."""
LARGEST_MODEL = 2
"""Variables up to which a model can be drawn."""


@dataclass(frozen=True)
class Search:
    """A line search: f and slope where it began, its direction d (n,), and its trials.

    alphas, phis, slopes: (t,) each; a slope that was not asked for is NaN. taken: which trial was
    accepted, -1 for none.
    """

    origin: Array
    d: Array
    f: float
    slope: float
    alphas: Array
    phis: Array
    slopes: Array
    taken: int

    @property
    def points(self) -> Array:
        """Where the trials are, (t, n)."""
        points: Array = self.origin + self.alphas[:, None] * self.d
        return points


@dataclass(frozen=True)
class Model:
    """The quadratic f + gᵀp + ½ pᵀBp that a step was taken from: g (n,), B (n, n)."""

    origin: Array
    f: float
    g: Array
    B: Array

    def minimiser(self) -> Array | None:
        """Return where the model is least, (n,); None if it is not bounded below."""
        if np.linalg.eigvalsh(self.B)[0] <= 0:
            return None
        lowest: Array = self.origin - np.linalg.solve(self.B, self.g)
        return lowest

    def ellipse(self) -> Array | None:
        """Return the model's level line through its origin, (97, 2); None if it is no ellipse."""
        centre = self.minimiser()
        if centre is None or len(centre) != 2:
            return None
        away = self.origin - centre
        radius = math.sqrt(float(away @ self.B @ away))
        t = np.linspace(0, 2 * math.pi, CORNERS)
        circle = radius * np.stack([np.cos(t), np.sin(t)])
        line: Array = centre + np.linalg.solve(np.linalg.cholesky(self.B).T, circle).T
        return line

    def level_lines(self, box: Box) -> list[Array]:
        """Return the model's level lines through its origin inside a box, (p, 2) each.

        An ellipse is returned whole; what is none, a hyperbola, is traced.
        """
        ellipse = self.ellipse()
        if ellipse is not None:
            return [ellipse]
        if len(self.origin) != 2:
            return []
        return contour_lines(box, self.values(grid(box, GRID)), np.array([self.f]))

    def values(self, x: Array) -> Array:
        """Return the model at points (..., n)."""
        p = x - self.origin
        m: Array = self.f + p @ self.g + 0.5 * np.einsum("...i,ij,...j->...", p, self.B, p)
        return m


@dataclass(frozen=True)
class Region:
    """The trust region a step was proposed in: its centre (n,), and the point proposed (n,)."""

    centre: Array
    radius: float
    proposed: Array
    accepted: bool


@dataclass(frozen=True)
class Sketch:
    """Everything there is to draw of one step. inner: inner iterates, (i, n)."""

    search: Search | None = None
    model: Model | None = None
    region: Region | None = None
    inner: Array | None = None


def sketch(trajectory: Trajectory, k: int, state: State) -> Sketch:
    """Read from the state of iterate k what the step that led there looked like."""
    if k == 0:
        return Sketch()
    origin, g, f = trajectory.x[k - 1], trajectory.gradient[k - 1], float(trajectory.f[k - 1])
    inner = getattr(state, "inner", None)
    if inner is not None:
        inner = origin + inner[~np.isnan(inner[:, 0])]
    return Sketch(
        search=_search(state, origin, g, f),
        model=_model(state, origin, g, f),
        region=_region(state, origin),
        inner=inner,
    )


def _region(state: State, origin: Array) -> Region | None:
    trusted = getattr(state, "trusted", None)
    if trusted is None:
        return None
    proposed = origin + getattr(state, "d", 0.0)
    return Region(origin, float(trusted), proposed, bool(getattr(state, "accepted", False)))


def _search(state: State, origin: Array, g: Array, f: float) -> Search | None:
    alphas = getattr(state, "alphas", None)
    if alphas is None:
        return None
    tried = ~np.isnan(alphas)
    if not tried.any():
        return None
    d: Array = getattr(state, "d")  # noqa: B009 (a field of the states that search)
    taken = np.flatnonzero(alphas[tried] == getattr(state, "alpha", math.nan))
    return Search(
        origin=origin,
        d=d,
        f=f,
        slope=float(g @ d),
        alphas=alphas[tried],
        phis=getattr(state, "phis", alphas)[tried],
        slopes=getattr(state, "slopes", alphas)[tried],
        taken=int(taken[-1]) if len(taken) else -1,
    )


def _model(state: State, origin: Array, g: Array, f: float) -> Model | None:
    if len(origin) > LARGEST_MODEL:
        return None
    B, H = getattr(state, "B", None), getattr(state, "H", None)
    if H is not None and np.linalg.eigvalsh(H)[0] > 0:
        B = np.linalg.inv(H)
    if B is None or not np.isfinite(B).all() or not B.any():
        return None
    return Model(origin, f, g, B)
