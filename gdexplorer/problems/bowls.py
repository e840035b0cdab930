"""Functions of two variables with one bowl or one curved valley.

Those without another source are as in Jamil & Yang, A literature survey of benchmark functions for
global optimisation problems, 2013.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt
from typing import Any

from gdexplorer.core.jet import power, sin
from gdexplorer.core.problem import Trait
from gdexplorer.problems.formulas import Formula, SumOfSquares, Surface, square


@dataclass(frozen=True)
class Booth(SumOfSquares, Surface):
    """(x + 2y − 7)² + (2x + y − 5)²."""

    name = "booth"
    title = "Booth"
    formula = r"f(x,y) = (x+2y-7)^2 + (2x+y-5)^2"
    about = "A slanted bowl: neither axis points along the valley, so coordinates must cooperate."
    order = 11
    traits = frozenset({Trait.CONVEX})
    bounds = view = square(10)
    start = (-8.0, -6.0)
    learning_rate = 0.05
    log_scale = True
    minima = ((1.0, 3.0),)
    minimum = 0.0

    def parts(self, x: Any, y: Any) -> tuple[Any, ...]:
        """Return both residuals."""
        return x + 2 * y - 7, 2 * x + y - 5


@dataclass(frozen=True)
class Matyas(Formula, Surface):
    """0.26 (x² + y²) − 0.48 xy."""

    name = "matyas"
    title = "Matyas"
    formula = r"f(x,y) = 0.26\,(x^2+y^2) - 0.48\,xy"
    about = "A flat bowl along the diagonal: the last part of the way takes most of the steps."
    order = 12
    traits = frozenset({Trait.CONVEX, Trait.VALLEY})
    bounds = view = square(10)
    start = (-9.0, 4.0)
    learning_rate = 0.5
    log_scale = True
    minima = ((0.0, 0.0),)
    minimum = 0.0

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        return 0.26 * (x * x + y * y) - 0.48 * (x * y)


@dataclass(frozen=True)
class McCormick(Formula, Surface):
    """sin(x + y) + (x − y)² − 1.5x + 2.5y + 1."""

    name = "mccormick"
    title = "McCormick"
    formula = r"f(x,y) = \sin(x+y) + (x-y)^2 - 1.5x + 2.5y + 1"
    about = "A valley that rises and falls like a wave and goes on falling outside the box."
    order = 22
    traits = frozenset({Trait.MULTIMODAL, Trait.VALLEY, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = ((-1.5, 4.0), (-3.0, 4.0))
    start = (-1.0, 3.5)
    learning_rate = 0.1
    minima = ((0.5 - pi / 3, -0.5 - pi / 3), (0.5 + 2 * pi / 3, -0.5 + 2 * pi / 3))
    minimum = -sqrt(3) / 2 - pi / 3

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        return sin(x + y) + power(x - y, 2) - 1.5 * x + 2.5 * y + 1


@dataclass(frozen=True)
class Beale(SumOfSquares, Surface):
    """(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)² (Beale 1958)."""

    name = "beale"
    title = "Beale"
    formula = (
        r"f(x,y) = (1.5-x+xy)^2 + (2.25-x+xy^2)^2"
        "\n"
        r"\qquad + (2.625-x+xy^3)^2"
    )
    about = "A flat valley between cliffs: near the corners the slope throws a path out of the box."
    order = 21
    traits = frozenset({Trait.UNIMODAL, Trait.VALLEY, Trait.HUGE_RANGE})
    bounds = view = square(4.5)
    start = (1.0, 1.5)
    learning_rate = 0.01
    log_scale = True
    minima = ((3.0, 0.5),)
    minimum = 0.0

    def parts(self, x: Any, y: Any) -> tuple[Any, ...]:
        """Return the three residuals."""
        return tuple(c - x + x * power(y, i) for i, c in ((1, 1.5), (2, 2.25), (3, 2.625)))


@dataclass(frozen=True)
class FreudensteinRoth(SumOfSquares, Surface):
    """(x − 13 + ((5 − y)y − 2)y)² + (x − 29 + ((y + 1)y − 14)y)² (Freudenstein & Roth 1963)."""

    name = "freudenstein_roth"
    title = "Freudenstein-Roth"
    formula = (
        r"f(x,y) = (x-13+((5-y)\,y-2)\,y)^2"
        "\n"
        r"\qquad + (x-29+((y+1)\,y-14)\,y)^2"
    )
    about = "A long flat valley ends in a trap: most starts find f = 48.98 and not the minimum 0."
    order = 23
    traits = frozenset({Trait.MULTIMODAL, Trait.VALLEY, Trait.HUGE_RANGE})
    bounds = view = ((-10.0, 15.0), (-10.0, 10.0))
    start = (0.5, -2.0)
    learning_rate = 3e-4
    log_scale = True
    minima = ((5.0, 4.0), (11.412778986902094, -0.8968052532744765))
    minimum = 0.0

    def parts(self, x: Any, y: Any) -> tuple[Any, ...]:
        """Return both residuals."""
        return x - 13 + ((5 - y) * y - 2) * y, x - 29 + ((y + 1) * y - 14) * y
