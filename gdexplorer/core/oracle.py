"""What an optimizer sees of a problem: every question is counted, none is answered twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from gdexplorer.core.problem import Array, LeastSquares, Problem


class Oracle:
    """A problem that counts the evaluations an optimizer spends.

    The latest point's value and gradient are remembered by the identity of the array, so the
    record and the optimizer share one evaluation, and only the optimizer's request counts.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._whole = problem
        self._joint = problem.joint
        self.functions = 0
        self.gradients = 0
        self.hessians = 0
        self._x: Array | None = None
        self._g: Array | None = None
        self._charged = False
        self._valued: Array | None = None
        self._f: Any = None
        self._f_charged = False

    def turn(self, k: int) -> None:
        """Show what iteration k sees. Nothing remembered holds of it."""
        self.problem = self._whole.sample(k)
        self._x = self._g = self._valued = None

    def value(self, x: Array) -> Any:
        """Return f at x (..., n); a point asked about twice in a row counts once."""
        if x is not self._valued:
            self._valued, self._f, self._f_charged = x, self.problem.value(x), False
        if not self._f_charged:
            self.functions += 1
            self._f_charged = True
        return self._f

    def gradient(self, x: Array) -> Array:
        """Return the gradient at x (..., n); a point asked about twice in a row counts once."""
        g = self._g
        if g is None or x is not self._x:
            g = self._fresh(x)
        if not self._charged:
            self.gradients += 1
            self._charged = True
        return g

    def value_and_gradient(self, x: Array) -> tuple[Any, Array]:
        """Return both at x (..., n); each counts as if asked for alone."""
        if x is self._x or x is self._valued:
            return self.value(x), self.gradient(x)
        self._f, self._g = both = self.problem.value_and_gradient(x)
        self._x = self._valued = x
        self._charged = self._f_charged = True
        self.functions += 1
        self.gradients += 1
        return both

    def hessian(self, x: Array) -> Array:
        """Return the Hessian at x (..., n) and count it."""
        self.hessians += 1
        return self.problem.hessian(x)

    def curvature(self, x: Array) -> Callable[[Array], Array]:
        """Return v ↦ the Hessian at x times v, both (n,); each product counts as a Hessian."""
        product = self.problem.curvature(x)

        def counted(v: Array) -> Array:
            self.hessians += 1
            return product(v)

        return counted

    def residuals(self, x: Array) -> Array:
        """Return the residuals at x (..., n) and count them as a value."""
        self.functions += 1
        return cast(LeastSquares, self.problem).residuals(x)

    def jacobian(self, x: Array) -> Array:
        """Return the residuals' Jacobian at x (..., n) and count it as a gradient."""
        self.gradients += 1
        return cast(LeastSquares, self.problem).jacobian(x)

    def peek(self, x: Array) -> Array:
        """Return the gradient at x for the record, without counting it."""
        if x is self._x and self._g is not None:
            return self._g
        return self._fresh(x)

    def _fresh(self, x: Array) -> Array:
        g = self._both(x) if self._joint and x.ndim == 1 else self.problem.gradient(x)
        self._x, self._g, self._charged = x, g, False
        return g

    def _both(self, x: Array) -> Array:
        """Return the gradient at x (n,); the value that comes along is remembered too."""
        f, g = self.problem.value_and_gradient(x)
        if x is not self._valued:
            self._valued, self._f, self._f_charged = x, f, False
        return g

    def peek_value(self, x: Array) -> float:
        """Return f at x (n,) for the record, without counting it."""
        return float(self._f if x is self._valued else self.problem.value(x))
