"""Functions of two variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gdexplorer.core.parameter import Scale, parameter
from gdexplorer.core.problem import Array, Point, Problem, Trait, components, symmetric, vector


class Surface(Problem):
    """A problem in two variables."""

    family = "Two variables"
    dimension = 2


@dataclass(frozen=True)
class Rosenbrock(Surface):
    """(a − x)² + b (y − x²)²: a curved, flat-bottomed valley (Rosenbrock 1960)."""

    name = "rosenbrock"
    title = "Rosenbrock"
    formula = r"f(x,y) = (a-x)^2 + b\,(y-x^2)^2"
    about = "A curved valley: finding it is easy, following it to the minimum is slow."
    order = 3
    traits = frozenset({Trait.UNIMODAL, Trait.VALLEY})
    bounds = ((-30.0, 30.0), (-30.0, 30.0))
    view = ((-2.0, 2.0), (-1.0, 3.0))
    start = (-1.2, 1.0)
    learning_rate = 0.001
    log_scale = True
    levels = tuple(np.logspace(-1, 3, 20).tolist())

    a: float = parameter(
        1.0,
        symbol="a",
        low=-1000,
        high=1000,
        slider=(-2, 2),
        help="where the minimum lies: (a, a²)",
    )
    b: float = parameter(
        100.0,
        symbol="b",
        low=0.001,
        scale=Scale.LOG,
        slider=(0.1, 1000),
        help="how steep the valley's walls are",
    )

    @property
    def minima(self) -> tuple[Point, ...]:
        """The only stationary point."""
        return ((self.a, self.a * self.a),)

    @property
    def minimum(self) -> float:
        """f at (a, a²)."""
        return 0.0

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        x, y = components(x)
        u, w = self.a - x, y - x * x
        return u * u + self.b * (w * w)

    def gradient(self, x: Array) -> Array:
        """Return the gradient, shape (..., 2)."""
        x, y = components(x)
        slope = 2 * self.b * (y - x * x)
        return vector(-2 * (self.a - x) - 2 * x * slope, slope)

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, shape (..., 2, 2)."""
        x, y = components(x)
        b = self.b
        return symmetric(2 + 12 * b * (x * x) - 4 * b * y, -4 * b * x, 2 * b)


@dataclass(frozen=True)
class Himmelblau(Surface):
    """(x² + y − 11)² + (x + y² − 7)²: four equal minima (Himmelblau 1972)."""

    name = "himmelblau"
    title = "Himmelblau"
    formula = r"f(x,y) = (x^2+y-11)^2 + (x+y^2-7)^2"
    about = "Four equally deep minima: where a path ends depends on its start and on the method."
    order = 4
    traits = frozenset({Trait.MULTIMODAL})
    bounds = ((-6.0, 6.0), (-6.0, 6.0))
    view = ((-6.0, 6.0), (-6.0, 6.0))
    start = (-1.0, -1.0)
    learning_rate = 0.01
    log_scale = True

    @property
    def minima(self) -> tuple[Point, ...]:
        """All four are global."""
        return (
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286169),
            (3.584428340330492, -1.848126526964404),
        )

    @property
    def minimum(self) -> float:
        """f at each of the four."""
        return 0.0

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        x, y = components(x)
        p, q = x * x + y - 11, x + y * y - 7
        return p * p + q * q

    def gradient(self, x: Array) -> Array:
        """Return the gradient, shape (..., 2)."""
        x, y = components(x)
        p, q = x * x + y - 11, x + y * y - 7
        return vector(4 * x * p + 2 * q, 2 * p + 4 * y * q)

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, shape (..., 2, 2)."""
        x, y = components(x)
        xx, yy = 12 * (x * x) + 4 * y - 42, 12 * (y * y) + 4 * x - 26
        return symmetric(xx, 4 * (x + y), yy)


@dataclass(frozen=True)
class Ravine(Surface):
    """(x² + κ y²) / 2: a quadratic whose Hessian has condition number κ."""

    name = "ravine"
    title = "Ravine"
    formula = r"f(x,y) = \frac{1}{2}\,(x^2 + \kappa\,y^2)"
    about = "An ill-conditioned bowl: plain descent zigzags across it, the more the larger κ is."
    order = 5
    traits = frozenset({Trait.CONVEX, Trait.VALLEY})
    bounds = ((-5.0, 5.0), (-5.0, 5.0))
    view = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-4.5, 2.5)
    learning_rate = 0.035

    kappa: float = parameter(
        50.0,
        symbol="κ",
        low=1,
        scale=Scale.LOG,
        slider=(1, 1000),
        help="condition number: largest over smallest curvature",
    )

    @property
    def minima(self) -> tuple[Point, ...]:
        """The only stationary point."""
        return ((0.0, 0.0),)

    @property
    def minimum(self) -> float:
        """f at the origin."""
        return 0.0

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        x, y = components(x)
        return 0.5 * (x * x + self.kappa * (y * y))

    def gradient(self, x: Array) -> Array:
        """Return (x, κ y), shape (..., 2)."""
        x, y = components(x)
        return vector(x, self.kappa * y)

    def hessian(self, x: Array) -> Array:
        """Return diag(1, κ), shape (..., 2, 2)."""
        return symmetric(np.ones(x.shape[:-1]), 0.0, self.kappa)


@dataclass(frozen=True)
class Saddle(Surface):
    """x² − y²: stationary at the origin, unbounded below."""

    name = "saddle"
    title = "Saddle"
    formula = r"f(x,y) = x^2 - y^2"
    about = "No minimum at all: paths linger at the saddle point, then fall without end."
    order = 6
    traits = frozenset({Trait.SADDLE, Trait.UNBOUNDED})
    bounds = ((-2.0, 2.0), (-2.0, 2.0))
    view = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.5, 0.01)
    learning_rate = 0.1

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        x, y = components(x)
        return x * x - y * y

    def gradient(self, x: Array) -> Array:
        """Return (2x, −2y), shape (..., 2)."""
        x, y = components(x)
        return vector(2 * x, -2 * y)

    def hessian(self, x: Array) -> Array:
        """Return diag(2, −2), shape (..., 2, 2)."""
        return symmetric(np.full(x.shape[:-1], 2.0), 0.0, -2.0)
