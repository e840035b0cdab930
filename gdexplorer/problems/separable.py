"""Problems in n variables that are a sum of one term a variable.

Their formulas are as in Surjanovic & Bingham, Virtual Library of Simulation Experiments
(sfu.ca/~ssurjano), where no other source is given.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from math import pi
from typing import Any

import numpy as np

from gdexplorer.core.parameter import Scale, parameter
from gdexplorer.core.problem import Array, Point, Trait
from gdexplorer.problems.lattice import with_local_minima
from gdexplorer.problems.scalable import Scalable, diagonal, total, variables


class Separable(Scalable):
    """A sum of terms of one variable each, so that the Hessian is diagonal."""

    @abstractmethod
    def terms(self, x: Array) -> Array:
        """Return each variable's share of f, shape (..., n)."""

    @abstractmethod
    def curvatures(self, x: Array) -> Array:
        """Return the Hessian's diagonal, shape (..., n)."""

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        return total(self.terms(x))

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, shape (..., n, n)."""
        return diagonal(self.curvatures(x))

    def curve(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, shape (..., n)."""
        return self.curvatures(x) * v


@dataclass(frozen=True)
class Sphere(Separable):
    """Σ xᵢ²."""

    name = "sphere"
    title = "Sphere"
    formula = r"f(x) = \sum_{i=1}^{n} x_i^2"
    about = "The roundest bowl: every step heads straight for the minimum."
    order = 10
    traits = frozenset({Trait.CONVEX})
    interval = (-5.12, 5.12)
    window = ((-5.12, 5.12),)
    first = (-4.0, 3.0)
    learning_rate = 0.1
    log_scale = True
    n: int = variables()

    @property
    def minima(self) -> tuple[Point, ...]:
        """The only stationary point."""
        return ((0.0,) * self.n,)

    def terms(self, x: Array) -> Array:
        """Return xᵢ², shape (..., n)."""
        return x * x

    def gradient(self, x: Array) -> Array:
        """Return 2x, shape (..., n)."""
        return 2 * x

    def curvatures(self, x: Array) -> Array:
        """Return 2s, shape (..., n)."""
        return np.full(x.shape, 2.0)


@dataclass(frozen=True)
class Ravine(Separable):
    """Σ cᵢ xᵢ² / 2, the curvatures cᵢ spread geometrically from 1 to κ, the condition number."""

    name = "ravine"
    title = "Ravine"
    formula = r"f(x) = \frac{1}{2} \sum_{i=1}^{n} \kappa^{\frac{i-1}{n-1}}\,x_i^2"
    about = "An ill-conditioned bowl: plain descent zigzags across it, the more the larger κ is."
    order = 5
    traits = frozenset({Trait.CONVEX, Trait.VALLEY})
    interval = (-5.0, 5.0)
    window = ((-5.0, 5.0),)
    first = (-4.5, 2.5)
    learning_rate = 0.035

    kappa: float = parameter(
        50.0,
        symbol="κ",
        low=1,
        scale=Scale.LOG,
        slider=(1, 1000),
        help="condition number: largest over smallest curvature",
    )
    n: int = variables()

    @property
    def minima(self) -> tuple[Point, ...]:
        """The only stationary point."""
        return ((0.0,) * self.n,)

    @cached_property
    def _spread(self) -> Array:
        return np.geomspace(1.0, self.kappa, self.n)

    def terms(self, x: Array) -> Array:
        """Return cᵢ xᵢ² / 2, shape (..., n)."""
        return 0.5 * (self._spread * (x * x))

    def gradient(self, x: Array) -> Array:
        """Return cᵢ xᵢ, shape (..., n)."""
        gradient: Array = self._spread * x
        return gradient

    def curvatures(self, x: Array) -> Array:
        """Return cᵢ, shape (..., n)."""
        return np.broadcast_to(self._spread, x.shape)


@dataclass(frozen=True)
class Rastrigin(Separable):
    """10n + Σ xᵢ² − 10 cos 2πxᵢ (Rastrigin 1974)."""

    name = "rastrigin"
    title = "Rastrigin"
    formula = r"f(x) = 10n + \sum_{i=1}^{n} \left(x_i^2 - 10\cos 2\pi x_i\right)"
    about = "A bowl full of dents on a lattice: descent stops in the nearest one."
    order = 40
    traits = frozenset({Trait.MULTIMODAL})
    interval = (-5.12, 5.12)
    window = ((-5.12, 5.12),)
    first = (3.4, -1.7)
    learning_rate = 0.001
    n: int = variables()

    @property
    def minima(self) -> tuple[Point, ...]:
        """The global one, and in two variables the local ones."""
        lowest = (0.0,) * self.n
        return with_local_minima(self, lowest) if self.n == 2 else (lowest,)

    def terms(self, x: Array) -> Array:
        """Return 10 + xᵢ² − 10 cos 2πxᵢ, shape (..., n)."""
        terms: Array = 10 + x * x - 10 * np.cos(2 * pi * x)
        return terms

    def gradient(self, x: Array) -> Array:
        """Return 2xᵢ + 20π sin 2πxᵢ, shape (..., n)."""
        gradient: Array = 2 * x + 20 * pi * np.sin(2 * pi * x)
        return gradient

    def curvatures(self, x: Array) -> Array:
        """Return 2 + 40π² cos 2πxᵢ, shape (..., n)."""
        curvatures: Array = 2 + 40 * pi * pi * np.cos(2 * pi * x)
        return curvatures


@dataclass(frozen=True)
class StyblinskiTang(Separable):
    """Σ (xᵢ⁴ − 16xᵢ² + 5xᵢ) / 2 (Styblinski & Tang 1990)."""

    name = "styblinski_tang"
    title = "Styblinski-Tang"
    formula = r"f(x) = \frac{1}{2} \sum_{i=1}^{n} \left(x_i^4 - 16x_i^2 + 5x_i\right)"
    about = "Two wells along each axis, one a little deeper: 2ⁿ minima, of which one is lowest."
    order = 37
    traits = frozenset({Trait.MULTIMODAL})
    interval = (-5.0, 5.0)
    window = ((-5.0, 5.0),)
    first = (0.5, -0.5)
    learning_rate = 0.01
    n: int = variables()

    @property
    def minima(self) -> tuple[Point, ...]:
        """The global one, and in two variables the local ones."""
        lowest = (-2.903534027771177,) * self.n
        return with_local_minima(self, lowest) if self.n == 2 else (lowest,)

    @property
    def minimum(self) -> float:
        """The least value."""
        return -39.16616570377141 * self.n

    def terms(self, x: Array) -> Array:
        """Return (xᵢ⁴ − 16xᵢ² + 5xᵢ) / 2, shape (..., n)."""
        return 0.5 * (((x * x - 16) * x + 5) * x)

    def gradient(self, x: Array) -> Array:
        """Return 2xᵢ³ − 16xᵢ + 5/2, shape (..., n)."""
        return (2 * (x * x) - 16) * x + 2.5

    def curvatures(self, x: Array) -> Array:
        """Return 6xᵢ² − 16, shape (..., n)."""
        return 6 * (x * x) - 16


@dataclass(frozen=True)
class Levy(Separable):
    """sin² πw₁ + Σ (wᵢ − 1)² (1 + 10 sin²(πwᵢ + 1)) + (wₙ − 1)² (1 + sin² 2πwₙ), i < n.

    w = 1 + (x − 1) / 4 (Levy & Montalvo 1985).
    """

    name = "levy"
    title = "Levy"
    formula = (
        r"f(x) = \sin^2 \pi w_1 + \sum_{i=1}^{n-1} (w_i-1)^2\,(1+10\sin^2(\pi w_i+1))"
        "\n"
        r"\qquad + (w_n-1)^2\,(1+\sin^2 2\pi w_n), \quad w_i = 1 + \frac{x_i-1}{4}"
    )
    about = "Troughs across a bowl: along one axis they are deep, along the other hardly there."
    order = 42
    traits = frozenset({Trait.MULTIMODAL})
    interval = (-10.0, 10.0)
    window = ((-10.0, 10.0),)
    first = (-7.0, 8.0)
    learning_rate = 0.1
    log_scale = True
    n: int = variables()

    @property
    def minima(self) -> tuple[Point, ...]:
        """The global one, and in two variables the local ones."""
        lowest = (1.0,) * self.n
        return with_local_minima(self, lowest) if self.n == 2 else (lowest,)

    def terms(self, x: Array) -> Array:
        """Return each variable's share of f, shape (..., n)."""
        u = 0.25 * (x - 1)
        weight, phase, frequency = self._ripples
        terms: Array = u * u * (1 + weight * np.sin(frequency * u + phase) ** 2)
        terms[..., 0] += np.sin(pi * u[..., 0]) ** 2
        return terms

    def gradient(self, x: Array) -> Array:
        """Return the gradient, shape (..., n)."""
        u = 0.25 * (x - 1)
        weight, phase, frequency = self._ripples
        angle = frequency * u + phase
        ripple = 1 + weight * np.sin(angle) ** 2
        slope = weight * frequency * np.sin(2 * angle)
        gradient: Array = 0.25 * u * (2 * ripple + u * slope)
        gradient[..., 0] += 0.25 * pi * np.sin(2 * pi * u[..., 0])
        return gradient

    def curvatures(self, x: Array) -> Array:
        """Return the Hessian's diagonal, shape (..., n)."""
        u = 0.25 * (x - 1)
        weight, phase, frequency = self._ripples
        angle = frequency * u + phase
        ripple = 1 + weight * np.sin(angle) ** 2
        slope = weight * frequency * np.sin(2 * angle)
        bend = 2 * weight * frequency**2 * np.cos(2 * angle)
        curvatures: Array = (2 * ripple + 4 * u * slope + u * u * bend) / 16
        curvatures[..., 0] += (pi * pi / 8) * np.cos(2 * pi * u[..., 0])
        return curvatures

    @cached_property
    def _ripples(self) -> tuple[Array, Array, Array]:
        """Weight, phase and frequency in u = w − 1, whose multiples of π the squares hide."""
        last = np.arange(self.n) == self.n - 1
        return np.where(last, 1.0, 10.0), np.where(last, 0.0, 1.0), np.where(last, 2 * pi, pi)
