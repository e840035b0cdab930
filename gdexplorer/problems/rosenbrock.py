"""Rosenbrock's function in n variables; in two it is the user's own and as fast as can be."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from gdexplorer.core.parameter import Scale, parameter
from gdexplorer.core.problem import (
    Array,
    LeastSquares,
    Point,
    Trait,
    components,
    symmetric,
    vector,
)
from gdexplorer.problems.scalable import (
    Scalable,
    diagonal,
    tridiagonal,
    tridiagonal_times,
    variables,
)

MANY = 120
"""Variables that are enough to find the second minimum in."""
NEWTON_STEPS = 40


@dataclass(frozen=True)
class Rosenbrock(Scalable, LeastSquares):
    """Σ (a − xᵢ)² + b (xᵢ₊₁ − xᵢ²)²: a curved, flat-bottomed valley (Rosenbrock 1960).

    With a = 1 and four or more variables there is a second, local minimum near (−1, 1, …, 1), for
    b that is not small (Shang, Qiu 2006, who prove it for b = 100 and n ≤ 30).
    """

    name = "rosenbrock"
    title = "Rosenbrock"
    also = ("banana",)
    formula = r"f(x) = \sum_{i=1}^{n-1} (a-x_i)^2 + b\,(x_{i+1}-x_i^2)^2"
    about = "A curved valley: finding it is easy, following it to the minimum is slow."
    order = 3
    traits = frozenset({Trait.UNIMODAL, Trait.VALLEY})
    interval = (-30.0, 30.0)
    window = ((-2.0, 2.0), (-1.0, 3.0))
    first = (-1.2, 1.0)
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
    n: int = variables()

    @property
    def present_traits(self) -> frozenset[Trait]:
        """Unimodal in up to three variables; multimodal where the second minimum was found."""
        if self.n == 2 or (self.n == 3 and self.a == 1):
            return self.traits
        rest = self.traits - {Trait.UNIMODAL}
        return rest | {Trait.MULTIMODAL} if self._second else rest

    @property
    def minima(self) -> tuple[Point, ...]:
        """The global one, which in more than two variables is known only where a² = a.

        Then the second one, where there is one.
        """
        if self.n == 2:
            return ((self.a, self.a * self.a),)
        return ((self.a,) * self.n, *self._second) if self.a in (0, 1) else ()

    @cached_property
    def _second(self) -> tuple[Point, ...]:
        """The local minimum to which Newton's rule leads from (−1, 1, …, 1), if it does.

        Away from both its ends it is 1 to rounding, so that it is sought in no more than MANY.
        """
        if self.a != 1 or self.n < 4:
            return ()
        few = dataclasses.replace(self, n=min(self.n, MANY))
        x = _minimum_near(few, np.array([-1.0] + [1.0] * (few.n - 1)))
        if x is None or x[0] > 0:
            return ()
        head, tail = x[: few.n // 2].tolist(), x[few.n // 2 :].tolist()
        return ((*head, *[1.0] * (self.n - few.n), *tail),)

    @property
    def minimum(self) -> float | None:
        """0, or None where it is not known."""
        return 0.0 if self.minima else None

    @property
    def joint(self) -> bool:  # type: ignore[override]
        """True in more than two variables: value and gradient are made of the same differences."""
        return self.n > 2

    def value_and_gradient(self, x: Array) -> tuple[Any, Array]:
        """Return f, shape (...), and the gradient, shape (..., n)."""
        if self.n == 2:
            return self._short(x)
        u, w = self._both(x)
        return self._long_value(u, w), self._long_gradient(x, u, w)

    def value(self, x: Array) -> Any:
        """Return f, shape (...)."""
        if self.n > 2:
            return self._long_value(*self._both(x))
        x, y = _pair(x)
        u, w = self.a - x, y - x * x
        f = u * u + self.b * (w * w)
        return np.float64(f) if isinstance(f, float) else f

    def gradient(self, x: Array) -> Array:
        """Return the gradient, shape (..., n)."""
        if self.n > 2:
            return self._long_gradient(x, *self._both(x))
        x, y = _pair(x)
        slope = 2 * self.b * (y - x * x)
        return vector(-2 * (self.a - x) - 2 * x * slope, slope)

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, shape (..., n, n)."""
        if self.n > 2:
            return tridiagonal(*self._bands(x))
        x, y = components(x)
        b = self.b
        return symmetric(2 + 12 * b * (x * x) - 4 * b * y, -4 * b * x, 2 * b)

    def curve(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, shape (..., n)."""
        return tridiagonal_times(*self._bands(x), v)

    def curvature(self, x: Array) -> Callable[[Array], Array]:
        """Return v ↦ the Hessian at x (n,) times v (n,); its bands are found once."""
        return partial(tridiagonal_times, *self._bands(x))

    def residuals(self, x: Array) -> Array:
        """Return a − xᵢ, then √b (xᵢ₊₁ − xᵢ²), shape (..., 2n − 2)."""
        u, w = self._both(x)
        return np.concatenate([u, np.sqrt(self.b) * w], axis=-1)

    def jacobian(self, x: Array) -> Array:
        """Return dr/dx, shape (..., 2n − 2, n)."""
        root = np.sqrt(self.b)
        own = np.full(x.shape, -1.0)
        bent = diagonal(-2 * root * x)
        i = np.arange(self.n - 1)
        bent[..., i, i + 1] = root
        return np.concatenate([diagonal(own)[..., :-1, :], bent[..., :-1, :]], axis=-2)

    def _short(self, x: Array) -> tuple[Any, Array]:
        x, y = _pair(x)
        u, w = self.a - x, y - x * x
        slope = 2 * self.b * w
        return u * u + self.b * (w * w), vector(-2 * u - 2 * x * slope, slope)

    def _both(self, x: Array) -> tuple[Array, Array]:
        head = x[..., :-1]
        return self.a - head, x[..., 1:] - head * head

    def _long_value(self, u: Array, w: Array) -> Any:
        return (u * u + self.b * (w * w)).sum(axis=-1)

    def _long_gradient(self, x: Array, u: Array, w: Array) -> Array:
        slope = 2 * self.b * w
        out = np.empty(x.shape)
        inner = out[..., :-1]
        np.multiply(x[..., :-1], slope, out=inner)
        inner += u
        inner *= -2
        out[..., -1] = 0
        out[..., 1:] += slope
        return out

    def _bands(self, x: Array) -> tuple[Array, Array]:
        """Return the Hessian's diagonal (..., n) and what is beside it (..., n − 1)."""
        head, b = x[..., :-1], self.b
        middle = np.zeros(x.shape)
        middle[..., :-1] = 2 + 12 * b * (head * head) - 4 * b * x[..., 1:]
        middle[..., 1:] += 2 * b
        return middle, -4 * b * head


def _pair(x: Array) -> tuple[Any, Any]:
    """Split points (..., 2); a single one into plain floats, whose sums and products are fastest.

    They have the same bits, and overflow to infinity as silently.
    """
    return x.tolist() if x.ndim == 1 else components(x)


@np.errstate(all="ignore")
def _minimum_near(problem: Rosenbrock, x: Array) -> Array | None:
    """Return the minimum to which Newton's whole steps lead from x (n,), if to one."""
    try:
        for _ in range(NEWTON_STEPS):
            step = np.linalg.solve(problem.hessian(x), problem.gradient(x))
            x = x - step
            if not np.abs(step).max() > 1e-15:
                break
        np.linalg.cholesky(problem.hessian(x))
    except np.linalg.LinAlgError:
        return None
    return x if np.abs(problem.gradient(x)).max() <= 1e-12 * problem.b else None
