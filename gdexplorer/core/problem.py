"""What is minimised."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from gdexplorer.core.parameter import Parametrized

Array = npt.NDArray[np.float64]
Box = tuple[tuple[float, float], ...]
Point = tuple[float, ...]

FEW = 16
"""Coordinates that are sooner dealt with in Python than in numpy."""


class Trait(Enum):
    """What a landscape is like; the value is what the user reads."""

    CONVEX = "convex"
    UNIMODAL = "unimodal"
    MULTIMODAL = "multimodal"
    VALLEY = "valley"
    PLATEAU = "plateau"
    SADDLE = "saddle"
    NOT_SMOOTH = "not smooth"
    EDGE = "minimum on the edge"
    UNBOUNDED = "unbounded below"
    UNBOUNDED_OUTSIDE = "unbounded outside its box"
    LOWER_OUTSIDE = "lower outside its box"
    HUGE_RANGE = "huge range"


class Problem(Parametrized, ABC):
    """A function of n real variables with exact first and second derivatives.

    Points have shape (..., n); leading axes are a batch. Concrete problems are frozen dataclasses
    whose fields are declared with `parameter`.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    also: ClassVar[tuple[str, ...]] = ()
    """Other names by which people look for it, such as CNN."""
    family: ClassVar[str]
    formula: ClassVar[str]
    """LaTeX of f."""
    about: ClassVar[str]
    """One sentence on what there is to see."""
    order: ClassVar[int] = 100
    """The place in its family's list; ties go by title."""
    traits: ClassVar[frozenset[Trait]] = frozenset()
    """Honest marks: what makes it easy or hard, with the parameters' defaults."""
    dimension: int
    """n. It, the bounds, the view and the start may depend on parameters."""
    bounds: Box
    """The domain; an iterate outside is noted."""
    view: Box
    """What a picture shows at first."""
    start: Point
    learning_rate: ClassVar[float]
    """A learning rate at which plain gradient descent does something worth watching."""
    iterations: ClassVar[int] = 400
    """As many as are worth watching."""
    log_scale: ClassVar[bool] = False
    """Whether colours are spread by the logarithm of f - f*."""
    joint: bool = False
    """Whether value and gradient are had together for little more than the gradient alone."""
    levels: ClassVar[tuple[float, ...]] = ()
    """Contour levels of f, where the source fixes them."""

    @property
    def present_traits(self) -> frozenset[Trait]:
        """The marks with the parameters in force."""
        return self.traits

    @property
    def fitting_rate(self) -> float:
        """The learning rate that suits these parameters."""
        return self.learning_rate

    @property
    def step_scale(self) -> float:
        """The learning rate that suits rules whose steps are about that long in each coordinate.

        It is an eightieth of the view's width, where nothing better is known.
        """
        low, high = self.view[0]
        return 0.0125 * (high - low)

    @property
    def minima(self) -> tuple[Point, ...]:
        """Every known local minimiser, global ones first."""
        return ()

    @property
    def minimum(self) -> float | None:
        """The least value f*, or None where f is unbounded below or f* is not known."""
        return None

    def coordinate(self, i: int) -> str:
        """Name the i-th variable."""
        return "xy"[i] if self.dimension <= 2 else f"x{i}"

    @abstractmethod
    def value(self, x: Array) -> Any:
        """Return f: points (..., n) to values (...)."""

    @abstractmethod
    def gradient(self, x: Array) -> Array:
        """Return the gradient: points (..., n) to (..., n)."""

    @abstractmethod
    def hessian(self, x: Array) -> Array:
        """Return the Hessian: points (..., n) to (..., n, n)."""

    def value_and_gradient(self, x: Array) -> tuple[Any, Array]:
        """Return both of points (..., n)."""
        return self.value(x), self.gradient(x)

    @property
    def costly(self) -> bool:
        """Whether one value takes so long that pictures are made in small steps."""
        return False

    @property
    def facts(self) -> tuple[str, ...]:
        """What is worth knowing of it besides its traits, in a few words each."""
        return ()

    @property
    def filter_numbers(self) -> Array:
        """Return the number of the filter that each variable belongs to, (n,); here all to one.

        A filter is what feeds one unit of a model (Li et al. 2018, section 4).
        """
        return np.zeros(self.dimension, dtype=int)

    @property
    def stochastic(self) -> bool:
        """Whether iterations see different functions, such as the loss over mini-batches."""
        return False

    def sample(self, k: int) -> Problem:  # noqa: ARG002 (for subclasses)
        """Return what iteration k sees: itself, or one mini-batch; of a seed and k alone."""
        return self

    def curve(self, x: Array, v: Array) -> Array:
        """Return the Hessian at x times v: two (..., n) to (..., n)."""
        product: Array = np.einsum("...ij,...j->...i", self.hessian(x), v)
        return product

    def curvature(self, x: Array) -> Callable[[Array], Array]:
        """Return v ↦ the Hessian at x (n,) times v (n,), for many v at one x."""
        return partial(self.curve, x)


class LeastSquares(ABC):
    """Mixed into problems that are a sum of squares: f = Σ r²."""

    @abstractmethod
    def residuals(self, x: Array) -> Array:
        """Return the residuals r: points (..., n) to (..., m)."""

    @abstractmethod
    def jacobian(self, x: Array) -> Array:
        """Return the Jacobian of r: points (..., n) to (..., m, n)."""


def components(x: Array) -> tuple[Any, ...]:
    """Split points (..., n) into n coordinates (...).

    Those of a single point are numpy scalars, whose arithmetic is five times faster than that of
    the zero-dimensional arrays x[..., i].
    """
    return tuple(x.flat) if x.ndim == 1 else tuple(x[..., i] for i in range(x.shape[-1]))


def vector(*parts: Any) -> Array:
    """Join coordinates, each (...), into points (..., n)."""
    if isinstance(parts[0], float):  # of a single point; np.stack is six times slower
        return np.array(parts)
    out = np.empty((*np.shape(parts[0]), len(parts)))
    for i, part in enumerate(parts):
        out[..., i] = part
    return out


def symmetric(xx: Any, xy: Any, yy: Any) -> Array:
    """Join the entries, each broadcastable to (...), into symmetric matrices (..., 2, 2)."""
    if isinstance(xx, float):  # of a single point; the rest takes four times as long
        return np.array([[xx, xy], [xy, yy]], dtype=float)
    xx, xy, yy = np.broadcast_arrays(xx, xy, yy)
    out = np.empty((*xx.shape, 2, 2))
    out[..., 0, 0], out[..., 0, 1], out[..., 1, 0], out[..., 1, 1] = xx, xy, xy, yy
    return out


def norm(x: Array) -> float:
    """Return the Euclidean norm of a point (n,); in few dimensions it cannot overflow."""
    if x.size <= FEW:
        return math.hypot(*x.tolist())  # three times faster than through numpy
    return math.sqrt(x.dot(x))


def distance(x: Array, y: Array) -> float:
    """Return the Euclidean distance of two points (n,); in few dimensions it cannot overflow."""
    if x.size <= FEW:
        return math.dist(x.tolist(), y.tolist())  # as fast as their difference alone
    return norm(x - y)
