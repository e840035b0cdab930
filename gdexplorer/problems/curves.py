"""Functions of one variable, differentiated by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gdexplorer.core.problem import Array, Point, Trait
from gdexplorer.problems.formulas import Curve


@dataclass(frozen=True)
class SineParabola(Curve):
    """x² + 5 sin x: one minimum, the only root of 2x + 5 cos x, and a flat shoulder around 2."""

    name = "sine_parabola"
    title = "Sine parabola"
    formula = r"f(x) = x^2 + 5 \sin x"
    about = "A first curve: from 5 a small rate crawls over the shoulder, a large one overshoots."
    order = 1
    traits = frozenset({Trait.UNIMODAL})
    bounds = ((-10.0, 10.0),)
    view = ((-10.0, 10.0),)
    start = (5.0,)
    learning_rate = 0.1

    @property
    def minima(self) -> tuple[Point, ...]:
        """The only stationary point."""
        return ((-1.110510503581112,),)

    @property
    def minimum(self) -> float:
        """f at -1.1105…."""
        return -3.246394272691540

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        t = x[..., 0]
        return t * t + 5 * np.sin(t)

    def gradient(self, x: Array) -> Array:
        """Return 2x + 5 cos x, shape (..., 1)."""
        slope: Array = 2 * x + 5 * np.cos(x)
        return slope

    def hessian(self, x: Array) -> Array:
        """Return 2 - 5 sin x, shape (..., 1, 1)."""
        second: Array = 2 - 5 * np.sin(x)
        return second[..., None]


@dataclass(frozen=True)
class Quartic(Curve):
    """x⁴ − 4x³ − 2x² + 12x: two equally deep minima with a maximum at 1 between them."""

    name = "quartic"
    title = "Quartic"
    formula = r"f(x) = x^4 - 4x^3 - 2x^2 + 12x"
    about = "Two equally deep minima: a start left or right of x = 1 decides which one is found."
    order = 2
    traits = frozenset({Trait.MULTIMODAL})
    bounds = ((-2.5, 4.0),)
    view = ((-2.5, 4.0),)
    start = (0.9,)
    learning_rate = 0.01

    @property
    def minima(self) -> tuple[Point, ...]:
        """Both are global."""
        return (-1.0,), (3.0,)

    @property
    def minimum(self) -> float:
        """f at -1 and at 3."""
        return -9.0

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        t = x[..., 0]
        return (((t - 4) * t - 2) * t + 12) * t

    def gradient(self, x: Array) -> Array:
        """Return 4x³ − 12x² − 4x + 12, shape (..., 1)."""
        return ((4 * x - 12) * x - 4) * x + 12

    def hessian(self, x: Array) -> Array:
        """Return 12x² − 24x − 4, shape (..., 1, 1)."""
        return ((12 * x - 24) * x - 4)[..., None]
