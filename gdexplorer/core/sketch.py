"""What a rule did inside the step that led to an iterate, as geometry: trials, model, region."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.optimizer import State
from gdexplorer.core.problem import Array
from gdexplorer.core.trajectory import Trajectory

CORNERS = 97
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

    def values(self, x: Array) -> Array:
        """Return the model at points (..., n)."""
        p = x - self.origin
        m: Array = self.f + p @ self.g + 0.5 * np.einsum("...i,ij,...j->...", p, self.B, p)
        return m


@dataclass(frozen=True)
class Sketch:
    """Everything there is to draw of one step. inner: inner iterates, (i, n)."""

    search: Search | None = None
    model: Model | None = None
    radius: float = 0.0
    centre: Array | None = None
    inner: Array | None = None


def sketch(trajectory: Trajectory, k: int, state: State) -> Sketch:
    """Read from the state of iterate k what the step that led there looked like."""
    before = max(k - 1, 0)
    origin, g, f = trajectory.x[before], trajectory.gradient[before], float(trajectory.f[before])
    inner = getattr(state, "inner", None)
    if inner is not None:
        inner = origin + inner[~np.isnan(inner[:, 0])]
    return Sketch(
        search=_search(state, origin, g, f) if k else None,
        model=_model(state, origin, g, f) if k else None,
        radius=float(getattr(state, "radius", 0.0)),
        centre=trajectory.x[k],
        inner=inner if k else None,
    )


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
