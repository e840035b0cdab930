"""Functions of two variables, differentiated by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gdexplorer.core.problem import (
    Array,
    LeastSquares,
    Point,
    Trait,
    components,
    symmetric,
    vector,
)
from gdexplorer.problems.formulas import Surface


@dataclass(frozen=True)
class Himmelblau(Surface, LeastSquares):
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

    def residuals(self, x: Array) -> Array:
        """Return x² + y − 11 and x + y² − 7, shape (..., 2)."""
        x, y = components(x)
        return vector(x * x + y - 11, x + y * y - 7)

    def jacobian(self, x: Array) -> Array:
        """Return dr/dx, shape (..., 2, 2)."""
        x, y = components(x)
        return symmetric(2 * x, 1.0, 2 * y)


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
