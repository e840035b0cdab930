"""Forward-mode automatic differentiation: numbers that carry their derivatives.

A formula written with the operators and functions of this module serves plain numbers and arrays,
real or complex, and jets alike. The derivatives are exact to rounding. Source: Griewank & Walther,
Evaluating Derivatives, 2nd ed., SIAM 2008, chapters 3 and 13.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Self, final

import numpy as np

Part = Any
"""A derivative: a number, an array, or None where it is 0 by the formula's structure."""


class Jet:
    """A value with its derivatives by one or two variables, each a number or an array.

    Not an ABC, whose isinstance is slower than the arithmetic of a single point.
    """

    __slots__ = ("value",)
    __array_ufunc__ = None  # so that numpy leaves array * jet to the jet

    value: Any

    def chained(self, value: Any, first: Any, second: Callable[[], Any]) -> Self:
        """Return f of this by the chain rule, given f, f′ and f″ at this value."""
        raise NotImplementedError

    def plus(self, other: Any) -> Self:
        """Return the sum with another jet."""
        raise NotImplementedError

    def minus(self, other: Any) -> Self:
        """Return the difference to another jet."""
        raise NotImplementedError

    def times(self, other: Any) -> Self:
        """Return the product with another jet."""
        raise NotImplementedError

    def shifted(self, constant: Any) -> Self:
        """Return this plus a constant."""
        raise NotImplementedError

    def scaled(self, constant: Any) -> Self:
        """Return this times a constant."""
        raise NotImplementedError

    def reciprocal(self) -> Self:
        """Return 1 / this."""
        inverse = 1 / self.value
        first = -inverse * inverse
        return self.chained(inverse, first, lambda: -2 * first * inverse)

    def _to_the(self, n: int) -> Self:
        value = self.value
        if n == 2:
            return self.chained(value * value, 2 * value, lambda: 2)
        less = _power(value, n - 1)
        return self.chained(less * value, n * less, lambda: n * (n - 1) * _power(value, n - 2))

    def __add__(self, other: Any) -> Self:
        return self.plus(other) if isinstance(other, Jet) else self.shifted(other)

    def __sub__(self, other: Any) -> Self:
        return self.minus(other) if isinstance(other, Jet) else self.shifted(-other)

    def __mul__(self, other: Any) -> Self:
        square = other is self
        if square:
            return self._to_the(2)
        return self.times(other) if isinstance(other, Jet) else self.scaled(other)

    def __truediv__(self, other: Any) -> Self:
        if isinstance(other, Jet):
            return self.times(other.reciprocal())
        return self.scaled(1 / other)

    def __pow__(self, exponent: int) -> Self:
        return self._to_the(exponent)

    def __neg__(self) -> Self:
        return self.scaled(-1)

    def __radd__(self, other: Any) -> Self:
        return self.shifted(other)

    def __rsub__(self, other: Any) -> Self:
        return self.scaled(-1).shifted(other)

    def __rmul__(self, other: Any) -> Self:
        return self.scaled(other)

    def __rtruediv__(self, other: Any) -> Self:
        return self.reciprocal().scaled(other)


@final
class Slope(Jet):
    """A value with its first derivatives x and y; y is None in one variable."""

    __slots__ = ("x", "y")

    def __init__(self, value: Any, x: Part, y: Part) -> None:
        self.value = value
        self.x = x
        self.y = y

    def chained(self, value: Any, first: Any, second: Callable[[], Any]) -> Slope:  # noqa: ARG002
        """Return f of this by the chain rule; f″ is not asked for."""
        return Slope(value, _product(first, self.x), _product(first, self.y))

    def plus(self, other: Slope) -> Slope:
        """Return the sum with another jet."""
        return Slope(self.value + other.value, _sum(self.x, other.x), _sum(self.y, other.y))

    def minus(self, other: Slope) -> Slope:
        """Return the difference to another jet."""
        x, y = _difference(self.x, other.x), _difference(self.y, other.y)
        return Slope(self.value - other.value, x, y)

    def times(self, other: Slope) -> Slope:
        """Return the product with another jet."""
        u, v = self.value, other.value
        return Slope(u * v, _leibniz(u, self.x, v, other.x), _leibniz(u, self.y, v, other.y))

    def shifted(self, constant: Any) -> Slope:
        """Return this plus a constant."""
        return Slope(self.value + constant, self.x, self.y)

    def scaled(self, constant: Any) -> Slope:
        """Return this times a constant."""
        x, y = _product(constant, self.x), _product(constant, self.y)
        return Slope(constant * self.value, x, y)


@final
class Bend(Jet):
    """A value with its first derivatives x and y and its second ones xx, xy and yy."""

    __slots__ = ("x", "xx", "xy", "y", "yy")

    def __init__(self, value: Any, x: Part, y: Part, xx: Part, xy: Part, yy: Part) -> None:
        self.value = value
        self.x = x
        self.y = y
        self.xx = xx
        self.xy = xy
        self.yy = yy

    def chained(self, value: Any, first: Any, second: Callable[[], Any]) -> Bend:
        """Return f of this by the chain rule, given f, f′ and f″ at this value."""
        a, b, f2 = self.x, self.y, second()
        ca = _product(f2, a)
        return Bend(
            value,
            _product(first, a),
            _product(first, b),
            _sum(_product(first, self.xx), _product(a, ca)),
            _sum(_product(first, self.xy), _product(b, ca)),
            _sum(_product(first, self.yy), _product(b, _product(f2, b))),
        )

    def plus(self, other: Bend) -> Bend:
        """Return the sum with another jet."""
        return Bend(*map(_sum, self._parts(), other._parts()))

    def minus(self, other: Bend) -> Bend:
        """Return the difference to another jet."""
        return Bend(*map(_difference, self._parts(), other._parts()))

    def times(self, other: Bend) -> Bend:
        """Return the product with another jet."""
        u, v = self.value, other.value
        (a, b), (c, d) = (self.x, self.y), (other.x, other.y)
        cross = _sum(_product(a, d), _product(b, c))
        return Bend(
            u * v,
            _leibniz(u, a, v, c),
            _leibniz(u, b, v, d),
            _sum(_leibniz(u, self.xx, v, other.xx), _product(2, _product(a, c))),
            _sum(_leibniz(u, self.xy, v, other.xy), cross),
            _sum(_leibniz(u, self.yy, v, other.yy), _product(2, _product(b, d))),
        )

    def shifted(self, constant: Any) -> Bend:
        """Return this plus a constant."""
        return Bend(self.value + constant, *self._parts()[1:])

    def scaled(self, constant: Any) -> Bend:
        """Return this times a constant."""
        return Bend(*(_product(constant, part) for part in self._parts()))

    def _parts(self) -> tuple[Part, ...]:
        return self.value, self.x, self.y, self.xx, self.xy, self.yy


def slopes(coordinates: tuple[Any, ...]) -> tuple[Slope, ...]:
    """Return one or two variables as jets with first derivatives."""
    x, *more = coordinates
    return (Slope(x, 1.0, None), *(Slope(y, None, 1.0) for y in more))


def bends(coordinates: tuple[Any, ...]) -> tuple[Bend, ...]:
    """Return one or two variables as jets with first and second derivatives."""
    x, *more = coordinates
    first = Bend(x, 1.0, None, None, None, None)
    return (first, *(Bend(y, None, 1.0, None, None, None) for y in more))


def apply(
    x: Any, f: Callable[[Any], Any], f1: Callable[[Any], Any], f2: Callable[[Any], Any]
) -> Any:
    """Return f(x), f1 and f2 being its first and second derivatives as functions of a number."""
    if isinstance(x, Jet):
        value = x.value
        return x.chained(f(value), f1(value), lambda: f2(value))
    return f(x)


def sin(x: Any) -> Any:
    """Return the sine."""
    if isinstance(x, Jet):
        sine = np.sin(x.value)
        return x.chained(sine, np.cos(x.value), lambda: -sine)
    return np.sin(x)


def cos(x: Any) -> Any:
    """Return the cosine."""
    if isinstance(x, Jet):
        cosine = np.cos(x.value)
        return x.chained(cosine, -np.sin(x.value), lambda: -cosine)
    return np.cos(x)


def exp(x: Any) -> Any:
    """Return e to the power of x."""
    if isinstance(x, Jet):
        value = np.exp(x.value)
        return x.chained(value, value, lambda: value)
    return np.exp(x)


def log(x: Any) -> Any:
    """Return the natural logarithm."""
    if isinstance(x, Jet):
        inverse = 1 / x.value
        return x.chained(np.log(x.value), inverse, lambda: -inverse * inverse)
    return np.log(x)


def tanh(x: Any) -> Any:
    """Return the hyperbolic tangent."""
    if isinstance(x, Jet):
        value = np.tanh(x.value)
        first = (1 - value) * (1 + value)
        return x.chained(value, first, lambda: -2 * value * first)
    return np.tanh(x)


def sqrt(x: Any) -> Any:
    """Return the square root; its derivatives at 0 are taken as 0."""
    if isinstance(x, Jet):
        root = np.sqrt(x.value)
        first = 0.5 / _infinite_at_zero(root)
        return x.chained(root, first, lambda: -2 * first * first * first)
    return np.sqrt(x)


def absolute(x: Any) -> Any:
    """Return |x|, with slope 0 at 0. A complex x takes the sign of its real part.

    So the complex step differentiates it.
    """
    if isinstance(x, Jet):
        return x.chained(np.abs(x.value), np.sign(x.value), lambda: None)
    return x * np.sign(x.real) if np.iscomplexobj(x) else np.abs(x)


def power(x: Any, exponent: int) -> Any:
    """Return x to a positive whole power by multiplications; numpy's own power is far slower."""
    return x**exponent if isinstance(x, Jet) else _power(x, exponent)


def _power(x: Any, exponent: int) -> Any:
    if exponent <= 1:
        return x if exponent else 1.0
    half = _power(x, exponent // 2)
    return half * half * x if exponent % 2 else half * half


def _infinite_at_zero(x: Any) -> Any:
    if isinstance(x, float):  # a single point's; np.where would make it an array
        return x if x else math.inf
    return np.where(x == 0, math.inf, x)


def _sum(a: Part, b: Part) -> Part:
    if a is None:
        return b
    return a if b is None else a + b


def _difference(a: Part, b: Part) -> Part:
    if b is None:
        return a
    return -b if a is None else a - b


def _product(a: Part, b: Part) -> Part:
    return None if a is None or b is None else a * b


def _leibniz(u: Any, du: Part, v: Any, dv: Part) -> Part:
    """Return du v + u dv."""
    if dv is None:
        return None if du is None else du * v
    return u * dv if du is None else du * v + u * dv
