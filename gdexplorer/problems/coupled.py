"""Problems in n variables whose Hessian is tridiagonal or of low rank plus a diagonal.

Their formulas are as in Surjanovic & Bingham, Virtual Library of Simulation Experiments
(sfu.ca/~ssurjano), where no other source is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import e, pi, sqrt
from typing import Any

import numpy as np

from gdexplorer.core.problem import Array, Box, LeastSquares, Point, Trait
from gdexplorer.problems.scalable import (
    Scalable,
    diagonal,
    total,
    tridiagonal,
    tridiagonal_times,
    variables,
)


@dataclass(frozen=True)
class Trid(Scalable):
    """Σ (xᵢ − 1)² − Σ xᵢ xᵢ₋₁ (Neumaier's third problem)."""

    name = "trid"
    title = "Trid"
    formula = r"f(x) = \sum_{i=1}^{n} (x_i-1)^2 - \sum_{i=2}^{n} x_i\,x_{i-1}"
    about = "A bowl that is harder the more variables there are: neighbours pull at each other."
    order = 13
    traits = frozenset({Trait.CONVEX})
    learning_rate = 0.2
    n: int = variables()

    @property
    def bounds(self) -> Box:  # type: ignore[override]
        """n² to both sides."""
        return ((-float(self.n**2), float(self.n**2)),) * self.n

    @property
    def view(self) -> Box:  # type: ignore[override]
        """The box."""
        return self.bounds

    @property
    def start(self) -> Point:  # type: ignore[override]
        """Off centre, in the box."""
        reach = float(self.n**2)
        return tuple((-0.9 * reach, 0.8 * reach)[i % 2] for i in range(self.n))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The only stationary point, xᵢ = i (n + 1 − i)."""
        return (tuple(float(i * (self.n + 1 - i)) for i in range(1, self.n + 1)),)

    @property
    def minimum(self) -> float:
        """The least value."""
        return -self.n * (self.n + 4) * (self.n - 1) / 6

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        return total((x - 1) * (x - 1)) - total(x[..., 1:] * x[..., :-1])

    def gradient(self, x: Array) -> Array:
        """Return the gradient, shape (..., n)."""
        out = 2 * (x - 1)
        out[..., :-1] -= x[..., 1:]
        out[..., 1:] -= x[..., :-1]
        return out

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, shape (..., n, n)."""
        return tridiagonal(np.full(x.shape, 2.0), np.full(x[..., 1:].shape, -1.0))

    def curve(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, shape (..., n)."""
        return tridiagonal_times(np.full(x.shape, 2.0), np.full(x[..., 1:].shape, -1.0), v)


@dataclass(frozen=True)
class Zakharov(Scalable):
    """Σ xᵢ² + s² + s⁴ with s = Σ i xᵢ / 2."""

    name = "zakharov"
    title = "Zakharov"
    formula = r"f(x) = \sum_{i=1}^{n} x_i^2 + s^2 + s^4, \quad s = \sum_{i=1}^{n} \frac{i\,x_i}{2}"
    about = "A bowl with one direction of quartic walls, and a flat plate across it."
    order = 14
    traits = frozenset({Trait.UNIMODAL, Trait.HUGE_RANGE})
    interval = (-5.0, 10.0)
    window = ((-5.0, 10.0),)
    first = (8.0, -3.0)
    learning_rate = 0.02
    log_scale = True
    n: int = variables()

    @property
    def minima(self) -> tuple[Point, ...]:
        """The only stationary point."""
        return ((0.0,) * self.n,)

    @cached_property
    def _weights(self) -> Array:
        return 0.5 * np.arange(1.0, self.n + 1)

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        s = total(self._weights * x)
        return total(x * x) + s * s * (1 + s * s)

    def gradient(self, x: Array) -> Array:
        """Return 2x + (2s + 4s³) w, shape (..., n)."""
        s = total(self._weights * x)
        gradient: Array = 2 * x + np.multiply.outer(s * (2 + 4 * (s * s)), self._weights)
        return gradient

    def hessian(self, x: Array) -> Array:
        """Return 2I + (2 + 12s²) w wᵀ, shape (..., n, n)."""
        s = total(self._weights * x)
        outer = np.outer(self._weights, self._weights)
        hessian: Array = 2 * np.eye(self.n) + np.multiply.outer(2 + 12 * (s * s), outer)
        return hessian

    def curve(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, shape (..., n)."""
        s, along = total(self._weights * x), total(self._weights * v)
        curve: Array = 2 * v + np.multiply.outer((2 + 12 * (s * s)) * along, self._weights)
        return curve


@dataclass(frozen=True)
class DixonPrice(Scalable, LeastSquares):
    """(x₁ − 1)² + Σ i (2xᵢ² − xᵢ₋₁)², i = 2 … n (Dixon & Price 1989)."""

    name = "dixon_price"
    title = "Dixon-Price"
    formula = r"f(x) = (x_1-1)^2 + \sum_{i=2}^{n} i\,(2x_i^2-x_{i-1})^2"
    about = "A bent valley with two arms, a minimum in each; the start decides between them."
    order = 24
    traits = frozenset({Trait.MULTIMODAL, Trait.VALLEY, Trait.HUGE_RANGE})
    interval = (-10.0, 10.0)
    window = ((-4.0, 4.0),)
    first = (3.5, -0.3)
    learning_rate = 0.01
    log_scale = True
    n: int = variables()

    @property
    def minima(self) -> tuple[Point, ...]:
        """Both global ones: xᵢ₋₁ = 2xᵢ², so that only the last sign is free."""
        x = [1.0]
        for _ in range(1, self.n):
            x.append(sqrt(x[-1] / 2))
        return tuple(x), (*x[:-1], -x[-1])

    @cached_property
    def _weights(self) -> Array:
        return np.arange(2.0, self.n + 1)

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        r, first = self._bent(x), x[..., 0] - 1
        return first * first + total(self._weights * (r * r))

    def gradient(self, x: Array) -> Array:
        """Return the gradient, shape (..., n)."""
        slope = 2 * self._weights * self._bent(x)
        out = np.empty(x.shape)
        out[..., 0] = 2 * (x[..., 0] - 1)
        out[..., 1:] = 4 * x[..., 1:] * slope
        out[..., :-1] -= slope
        return out

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, shape (..., n, n)."""
        return tridiagonal(*self._bands(x))

    def curve(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, shape (..., n)."""
        return tridiagonal_times(*self._bands(x), v)

    def residuals(self, x: Array) -> Array:
        """Return x₁ − 1 and √i (2xᵢ² − xᵢ₋₁), shape (..., n)."""
        return np.concatenate([x[..., :1] - 1, np.sqrt(self._weights) * self._bent(x)], axis=-1)

    def jacobian(self, x: Array) -> Array:
        """Return dr/dx, shape (..., n, n)."""
        root = np.sqrt(self._weights)
        out = diagonal(np.concatenate([np.ones_like(x[..., :1]), 4 * root * x[..., 1:]], axis=-1))
        i = np.arange(1, self.n)
        out[..., i, i - 1] = -root
        return out

    def _bent(self, x: Array) -> Array:
        return 2 * (x[..., 1:] * x[..., 1:]) - x[..., :-1]

    def _bands(self, x: Array) -> tuple[Array, Array]:
        tail, w = x[..., 1:], self._weights
        middle = np.empty(x.shape)
        middle[..., 0] = 2
        middle[..., 1:] = 8 * w * (6 * (tail * tail) - x[..., :-1])
        middle[..., :-1] += 2 * w
        return middle, -8 * w * tail


@dataclass(frozen=True)
class Griewank(Scalable):
    """1 + Σ xᵢ² / 4000 − Π cos(xᵢ / √i) (Griewank 1981)."""

    name = "griewank"
    title = "Griewank"
    formula = (
        r"f(x) = 1 + \sum_{i=1}^{n} \frac{x_i^2}{4000}"
        r" - \prod_{i=1}^{n} \cos\frac{x_i}{\sqrt{i}}"
    )
    about = "An egg-box on a bowl so shallow that from nearby all pits look equally deep."
    order = 41
    traits = frozenset({Trait.MULTIMODAL})
    interval = (-600.0, 600.0)
    window = ((-10.0, 10.0),)
    first = (-8.0, 2.5)
    learning_rate = 0.5
    n: int = variables()

    @property
    def minima(self) -> tuple[Point, ...]:
        """The global one."""
        return ((0.0,) * self.n,)

    @cached_property
    def _roots(self) -> Array:
        roots: Array = np.sqrt(np.arange(1.0, self.n + 1))
        return roots

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        return 1 + total(x * x) / 4000 - np.cos(x / self._roots).prod(axis=-1)

    def gradient(self, x: Array) -> Array:
        """Return x / 2000 + P u, P the product and uᵢ = tan(xᵢ / √i) / √i, shape (..., n)."""
        product, u = self._product(x)
        return x / 2000 + product * u

    def hessian(self, x: Array) -> Array:
        """Return the Hessian: −P uᵢ uⱼ, and 1/2000 + P / i on the diagonal, shape (..., n, n)."""
        product, u = self._product(x)
        out: Array = -product[..., None] * (u[..., None] * u[..., None, :])
        i = np.arange(self.n)
        out[..., i, i] = 1 / 2000 + product / (i + 1)
        return out

    def curve(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, shape (..., n)."""
        product, u = self._product(x)
        own = 1 / 2000 + product * (1 / self._roots**2 + u * u)
        curve: Array = own * v - product * u * np.asarray(total(u * v))[..., None]
        return curve

    def _product(self, x: Array) -> tuple[Array, Array]:
        """Return P (..., 1) and u (..., n). No floating-point number has the cosine 0."""
        angles = x / self._roots
        return np.cos(angles).prod(axis=-1, keepdims=True), np.tan(angles) / self._roots


@dataclass(frozen=True)
class Ackley(Scalable):
    """20 + e − 20 exp(−0.2 √mean xᵢ²) − exp(mean cos 2πxᵢ) (Ackley 1987)."""

    name = "ackley"
    title = "Ackley"
    formula = (
        r"f(x) = -20\,e^{-0.2\sqrt{\frac{1}{n}\sum x_i^2}}"
        r" - e^{\frac{1}{n}\sum \cos 2\pi x_i} + 20 + e"
    )
    about = "A dented plain around a deep funnel that ends in a cone, where no derivative exists."
    order = 50
    traits = frozenset({Trait.MULTIMODAL, Trait.NOT_SMOOTH, Trait.PLATEAU})
    interval = (-32.768, 32.768)
    window = ((-5.0, 5.0),)
    first = (-1.4, 1.3)
    learning_rate = 0.01
    n: int = variables()

    @property
    def minima(self) -> tuple[Point, ...]:
        """The tip of the cone."""
        return ((0.0,) * self.n,)

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        n = self.n
        radius = np.sqrt(total(x * x) / n)
        dents = np.exp(total(np.cos(2 * pi * x)) / n)
        return (20 - 20 * np.exp(-0.2 * radius)) + (e - dents)

    def gradient(self, x: Array) -> Array:
        """Return the gradient, shape (..., n); 0 at the tip."""
        funnel, _, dents = self._shares(x)
        gradient: Array = funnel * x + (2 * pi / self.n) * dents * np.sin(2 * pi * x)
        return gradient

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, shape (..., n, n)."""
        own, bend, dents, s = self._bends(x)
        funnel = bend[..., None] * (x[..., None] * x[..., None, :])
        return diagonal(own) + funnel - dents[..., None] * (s[..., None] * s[..., None, :])

    def curve(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, shape (..., n)."""
        own, bend, dents, s = self._bends(x)
        along, across = (np.asarray(total(a * v))[..., None] for a in (x, s))
        curve: Array = own * v + bend * along * x - dents * across * s
        return curve

    def _shares(self, x: Array) -> tuple[Array, Array, Array]:
        """Return 4 exp(−r/5) / nr, r and exp(mean cos), each (..., 1); r is ∞ at the tip."""
        radius = np.sqrt(np.asarray(total(x * x)) / self.n)[..., None]
        radius = np.where(radius == 0, np.inf, radius)
        dents = np.exp(np.asarray(total(np.cos(2 * pi * x))) / self.n)[..., None]
        return 4 * np.exp(-0.2 * radius) / (self.n * radius), radius, dents

    def _bends(self, x: Array) -> tuple[Array, Array, Array, Array]:
        """Return d, b, c, s, the Hessian being diag(d) + b x xᵀ − c s sᵀ."""
        funnel, radius, dents = self._shares(x)
        own = funnel + (4 * pi * pi / self.n) * dents * np.cos(2 * pi * x)
        bend = -funnel * (0.2 + 1 / radius) / (self.n * radius)
        return own, bend, dents, (2 * pi / self.n) * np.sin(2 * pi * x)
