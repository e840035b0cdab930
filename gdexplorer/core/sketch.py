"""What a rule did inside the step that led to an iterate, as geometry: trials, model, region.

A state tells of it by a method: `search`, `model`, `region`, `loop`; most have none of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from gdexplorer.core.optimizer import State
from gdexplorer.core.plane import Plane
from gdexplorer.core.problem import Array, norm
from gdexplorer.core.quadratic import Model, Product, circle
from gdexplorer.core.trajectory import Trajectory


@dataclass(frozen=True, eq=False)
class Departure:
    """The iterate that a step left: x (n,), f and its gradient g (n,) there."""

    x: Array
    f: float
    g: Array

    def model(self, product: Product) -> Model:
        """Return the quadratic with f and g here, and the curvature B of p ↦ Bp."""
        return Model(self.x, self.f, self.g, product)


@dataclass(frozen=True, eq=False)
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


@dataclass(frozen=True, eq=False)
class Region:
    """The trust region a step was proposed in: its centre (n,), and the point proposed (n,)."""

    centre: Array
    radius: float
    proposed: Array
    accepted: bool

    def section(self, plane: Plane) -> Array | None:
        """Return the circle in which a plane cuts it, (97, 2); None where it passes by."""
        middle = np.stack(plane.project(self.centre), axis=-1)
        off = norm(plane.point(*middle) - self.centre)
        square = self.radius * self.radius - off * off
        if square < 0:
            return None
        line: Array = middle + circle(math.sqrt(square))
        return line


@dataclass(frozen=True)
class Scatter:
    """Trials that lie on no one ray: points (t, n), f there (t,). taken: as in Search."""

    points: Array
    values: Array
    taken: int


@runtime_checkable
class Searching(Protocol):
    """A state to which a search along a ray may have led."""

    def search(self, before: Departure) -> Search | None:
        """Return the search; None where there was none."""


@runtime_checkable
class Scattering(Protocol):
    """A state to which trials here and there led."""

    def scatter(self) -> Scatter | None:
        """Return the trials; None where there were none."""


@runtime_checkable
class Modelling(Protocol):
    """A state to which a quadratic model led."""

    def model(self, before: Departure) -> Model | None:
        """Return the model; None where it cannot be told."""


@runtime_checkable
class Trusting(Protocol):
    """A state to which a step within a trust region led."""

    def region(self, before: Departure) -> Region:
        """Return the region."""


@runtime_checkable
class Looping(Protocol):
    """A state whose direction an inner loop found."""

    def loop(self, before: Departure) -> Array:
        """Return the inner iterates, (i, n)."""


@dataclass(frozen=True, eq=False)
class Sketch:
    """Everything there is to draw of one step. loop: inner iterates, (i, n)."""

    search: Search | None = None
    scatter: Scatter | None = None
    model: Model | None = None
    region: Region | None = None
    loop: Array | None = None


def sketch(trajectory: Trajectory, k: int, state: State) -> Sketch:
    """Ask the state of iterate k what the step that led there looked like."""
    if k == 0 or not isinstance(state, Searching | Scattering | Modelling | Trusting | Looping):
        return Sketch()
    x, f, g = trajectory.x[k - 1], float(trajectory.f[k - 1]), trajectory.gradient[k - 1]
    before = Departure(x, f, g)
    return Sketch(
        search=state.search(before) if isinstance(state, Searching) else None,
        scatter=state.scatter() if isinstance(state, Scattering) else None,
        model=state.model(before) if isinstance(state, Modelling) else None,
        region=state.region(before) if isinstance(state, Trusting) else None,
        loop=state.loop(before) if isinstance(state, Looping) else None,
    )
