"""A landscape moved, stretched, turned and roughened: f(c + S⁻¹Rᵀ(x − c − shift)) + noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any, cast

import numpy as np

from gdexplorer.core.parameter import Parametrized, Scale, parameter
from gdexplorer.core.problem import FEW, Array, Box, LeastSquares, Point, Problem
from gdexplorer.core.wrapped import Wrapped

WAVES = 12
"""Plane waves that noise is made of."""
WAVELENGTHS = (0.04, 0.2)
"""Their lengths, as shares of the view's width."""


def stretch(symbol: str) -> Any:
    """Return the scale of one axis."""
    return parameter(
        1.0,
        symbol=symbol,
        low=1e-6,
        high=1e6,
        scale=Scale.LOG,
        slider=(0.1, 10),
        help="stretches the landscape along this axis, before it is turned",
    )


def offset(symbol: str) -> Any:
    """Return the shift along one axis."""
    return parameter(
        0.0, symbol=symbol, low=-1e6, high=1e6, slider=(-5, 5), help="moves the landscape"
    )


@dataclass(frozen=True)
class Frame(Parametrized):
    """How a landscape is moved, stretched and turned about the middle of its view, and roughened.

    Of more than two variables, the first two are moved, stretched and turned. The noise is a sum
    of random plane waves with this root mean square: smooth, and the same whenever it is asked for.
    """

    name = "frame"
    title = "Shift, scale, rotation, noise"
    family = "Around a problem"

    shift_x: float = offset("Δx")
    shift_y: float = offset("Δy")
    scale_x: float = stretch("sx")
    scale_y: float = stretch("sy")
    rotation: float = parameter(
        0.0, symbol="θ", low=-360, high=360, slider=(-180, 180), help="turns it, in degrees"
    )
    noise: float = parameter(
        0.0, symbol="σ", slider=(0, 10), help="noise added to f: the root mean square of its waves"
    )
    noise_seed: int = parameter(
        0, symbol="", high=2**31 - 1, slider=(0, 100), help="which waves the noise is made of"
    )

    @cached_property
    def active(self) -> bool:
        """Whether anything differs from the bare landscape."""
        return self != Frame(noise_seed=self.noise_seed)

    def around(self, problem: Problem) -> Problem:
        """Return the problem in this frame."""
        flat = self if problem.dimension > 1 else self.tuned(shift_y=0.0, scale_y=1.0, rotation=0.0)
        if not flat.active:
            return problem
        squares = isinstance(problem, LeastSquares) and not self.noise
        return (FramedSquares if squares else Framed)(problem, flat)


@dataclass(frozen=True)
class Framed(Wrapped):
    """A problem in a frame. x = c + shift + RS(z − c), z being the problem's own coordinates."""

    frame: Frame

    @property
    def dimension(self) -> int:  # type: ignore[override]
        """As the problem's own."""
        return self.inner.dimension

    @cached_property
    def _middle(self) -> Array:
        middle: Array = np.asarray(self.inner.view, dtype=float).mean(axis=1)
        return middle

    @cached_property
    def _shift(self) -> Array:
        shift = np.zeros(self.dimension)
        shift[:2] = (self.frame.shift_x, self.frame.shift_y)[: self.dimension]
        return shift

    @cached_property
    def _matrix(self) -> Array:
        """RS for the variables it concerns, (2, 2), or (1, 1) of one variable."""
        frame = self.frame
        if self.dimension == 1:
            return np.array([[frame.scale_x]])
        angle = math.radians(frame.rotation)
        c, s = math.cos(angle), math.sin(angle)
        return np.array([[c, -s], [s, c]]) * (frame.scale_x, frame.scale_y)

    @cached_property
    def _back(self) -> Array:
        return cast(Array, np.linalg.inv(self._matrix))

    def inside(self, x: Array) -> Array:
        """Return points (..., n) of the frame in the problem's own coordinates."""
        return self._middle + turned(x - self._middle - self._shift, self._back)

    def outside(self, z: Array) -> Array:
        """Return points (..., n) of the problem's own in the frame."""
        return self._middle + self._shift + turned(z - self._middle, self._matrix)

    def _boxed(self, box: Box) -> Box:
        """Return the box around a box's corners in the frame."""
        if self.dimension > 2:
            plane = self._flat(box)
            return (*plane, *box[2:])
        corners = self.outside(np.array(list(product(*box))))
        low, high = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        return tuple(zip(low, high, strict=True))

    def _flat(self, box: Box) -> Box:
        corners = np.tile(self._middle, (4, 1))
        corners[:, :2] = list(product(*box[:2]))
        seen = self.outside(corners)[:, :2]
        return tuple(zip(seen.min(axis=0).tolist(), seen.max(axis=0).tolist(), strict=True))

    @cached_property
    def bounds(self) -> Box:  # type: ignore[override]
        """The box around the domain's corners."""
        return self._boxed(self.inner.bounds)

    @cached_property
    def view(self) -> Box:  # type: ignore[override]
        """The box around the view's corners."""
        return self._boxed(self.inner.view)

    @property
    def start(self) -> Point:  # type: ignore[override]
        """The problem's start, moved along."""
        return tuple(self.outside(np.array(self.inner.start)).tolist())

    @property
    def minima(self) -> tuple[Point, ...]:
        """The problem's minima, moved along; with noise none are known."""
        if self.frame.noise:
            return ()
        return tuple(tuple(self.outside(np.array(m)).tolist()) for m in self.inner.minima)

    @property
    def minimum(self) -> float | None:
        """The problem's own; with noise it is not known."""
        return None if self.frame.noise else self.inner.minimum

    @cached_property
    def _waves(self) -> tuple[Array, Array]:
        width = float(np.ptp(np.array(self.view), axis=1).max())
        return _waves(self.frame.noise_seed, self.dimension, width)

    def _phases(self, x: Array) -> Array:
        numbers, phases = self._waves
        return products(x, numbers) + phases

    @property
    def _height(self) -> float:
        return self.frame.noise * math.sqrt(2 / WAVES)

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        f = self.inner.value(self.inside(x))
        if self.frame.noise:
            f = f + self._height * np.cos(self._phases(x)).sum(axis=-1)
        return f

    def gradient(self, x: Array) -> Array:
        """Return the gradient, (..., n)."""
        g = turned(self.inner.gradient(self.inside(x)), self._back.T)
        if self.frame.noise:
            g = g - products(self._height * np.sin(self._phases(x)), self._waves[0].T)
        return g

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, (..., n, n)."""
        h = turned(self.inner.hessian(self.inside(x)), self._back.T)
        h = turned(np.swapaxes(h, -1, -2), self._back.T)
        if self.frame.noise:
            numbers, weights = self._waves[0], self._height * np.cos(self._phases(x))
            h = h - np.einsum("...w,wi,wj->...ij", weights, numbers, numbers)
        return (h + np.swapaxes(h, -1, -2)) / 2

    def curve(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, (..., n), without forming it."""
        product = self.inner.curve(self.inside(x), turned(v, self._back))
        product = turned(product, self._back.T)
        if self.frame.noise:
            numbers, weights = self._waves[0], self._height * np.cos(self._phases(x))
            product = product - products(weights * products(v, numbers), numbers.T)
        return product


class FramedSquares(Framed, LeastSquares):
    """A sum of squares in a frame."""

    @property
    def _squares(self) -> LeastSquares:
        return cast(LeastSquares, self.inner)

    def residuals(self, x: Array) -> Array:
        """Return the residuals, (..., m)."""
        return self._squares.residuals(self.inside(x))

    def jacobian(self, x: Array) -> Array:
        """Return the residuals' Jacobian, (..., m, n)."""
        return turned(self._squares.jacobian(self.inside(x)), self._back.T)


def turned(v: Array, block: Array) -> Array:
    """Return vectors (..., n) with a small matrix (m, m) applied to their first m entries."""
    out = np.array(v, dtype=float)
    out[..., : len(block)] = products(v[..., : len(block)], block)
    return out


def products(v: Array, rows: Array) -> Array:
    """Return the dot products of vectors (..., n) with each of some rows (m, n), (..., m).

    Each vector's are the same bits however many there are: those of a matrix product are not.
    """
    n = v.shape[-1]
    if n <= FEW:
        out = v[..., :1] * rows[:, 0]
        for i in range(1, n):
            out += v[..., i : i + 1] * rows[:, i]
        return out
    return np.array([rows @ one for one in v.reshape(-1, n)]).reshape(*v.shape[:-1], len(rows))


@lru_cache(maxsize=32)
def _waves(seed: int, n: int, width: float) -> tuple[Array, Array]:
    """Return wave numbers (w, n) and phases (w,)."""
    rng = np.random.default_rng(seed)
    direction = rng.standard_normal((WAVES, n))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    lengths = width * rng.uniform(*WAVELENGTHS, (WAVES, 1))
    return 2 * math.pi * direction / lengths, rng.uniform(0, 2 * math.pi, WAVES)
