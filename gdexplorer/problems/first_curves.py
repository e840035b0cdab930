"""Functions of one variable that each show one thing."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi
from typing import Any

from gdexplorer.core.jet import absolute, cos, power, sin, tanh
from gdexplorer.core.problem import Trait
from gdexplorer.problems.formulas import Curve, Formula, SumOfSquares


@dataclass(frozen=True)
class Quadratic(SumOfSquares, Curve):
    """(x − 2)²."""

    name = "quadratic"
    title = "Quadratic"
    formula = r"f(x) = (x-2)^2"
    about = "The simplest bowl: descent converges below a rate of 1, bounces at 1, diverges above."
    order = 11
    traits = frozenset({Trait.CONVEX})
    bounds = view = ((-3.0, 7.0),)
    start = (-2.0,)
    learning_rate = 0.1
    minima = ((2.0,),)
    minimum = 0.0

    def parts(self, x: Any) -> tuple[Any, ...]:
        """Return the only residual."""
        return (x - 2,)


@dataclass(frozen=True)
class AbsoluteValue(Formula, Curve):
    """|x|."""

    name = "absolute_value"
    title = "Absolute value"
    formula = r"f(x) = |x|"
    about = (
        "A kink at the bottom: the slope never shrinks, so a fixed rate jumps to and fro forever."
    )
    order = 12
    traits = frozenset({Trait.CONVEX, Trait.NOT_SMOOTH})
    bounds = view = ((-2.0, 2.0),)
    start = (1.73,)
    learning_rate = 0.1
    minima = ((0.0,),)
    minimum = 0.0

    def of(self, x: Any) -> Any:
        """Return f."""
        return absolute(x)


@dataclass(frozen=True)
class DoubleWell(Formula, Curve):
    """x⁴ − 2x²."""

    name = "double_well"
    title = "Double well"
    formula = r"f(x) = x^4 - 2x^2"
    about = "Two equal wells: near the maximum at 0 descent first hesitates, then takes a side."
    order = 21
    traits = frozenset({Trait.MULTIMODAL})
    bounds = view = ((-2.0, 2.0),)
    start = (0.01,)
    learning_rate = 0.05
    minima = ((1.0,), (-1.0,))
    minimum = -1.0

    def of(self, x: Any) -> Any:
        """Return f."""
        u = x * x
        return (u - 2) * u


@dataclass(frozen=True)
class TiltedDoubleWell(Formula, Curve):
    """x⁴ − 4x² + x."""

    name = "tilted_double_well"
    title = "Tilted double well"
    formula = r"f(x) = x^4 - 4x^2 + x"
    about = "Two wells, one deeper: from the right descent settles in the wrong one."
    order = 22
    traits = frozenset({Trait.MULTIMODAL})
    bounds = view = ((-2.5, 2.5),)
    start = (2.3,)
    learning_rate = 0.01
    minima = ((-1.4729976011140302,), (1.346997408527774,))
    minimum = -5.444192066610897

    def of(self, x: Any) -> Any:
        """Return f."""
        u = x * x
        return (u - 4) * u + x


@dataclass(frozen=True)
class TanhPlateau(Formula, Curve):
    """tanh² x."""

    name = "tanh_plateau"
    title = "Tanh plateau"
    formula = r"f(x) = \tanh^2 x"
    about = "Flat far out: the gradient vanishes there, and descent hardly leaves its start."
    order = 23
    traits = frozenset({Trait.UNIMODAL, Trait.PLATEAU})
    bounds = view = ((-6.0, 6.0),)
    start = (2.5,)
    learning_rate = 0.3
    minima = ((0.0,),)
    minimum = 0.0

    def of(self, x: Any) -> Any:
        """Return f."""
        return power(tanh(x), 2)


@dataclass(frozen=True)
class RastriginCurve(Formula, Curve):
    """10 + x² − 10 cos 2πx (Rastrigin 1974)."""

    name = "rastrigin_1d"
    title = "Rastrigin 1D"
    formula = r"f(x) = 10 + x^2 - 10\cos 2\pi x"
    about = "A bowl full of dents: descent stops in the nearest one."
    order = 31
    traits = frozenset({Trait.MULTIMODAL})
    bounds = view = ((-5.12, 5.12),)
    start = (3.4,)
    learning_rate = 0.001
    minima = (
        (0.0,),
        (-0.9949586376523348,),
        (0.9949586376523348,),
        (-1.9899122337085495,),
        (1.9899122337085495,),
        (-2.984855701039481,),
        (2.984855701039481,),
        (-3.979783860300754,),
        (3.979783860300754,),
        (-4.974691390895051,),
        (4.974691390895051,),
    )
    minimum = 0.0

    def of(self, x: Any) -> Any:
        """Return f."""
        return 10 + x * x - 10 * cos(2 * pi * x)


@dataclass(frozen=True)
class Forrester(Formula, Curve):
    """(6x − 2)² sin(12x − 4) (Forrester et al. 2008)."""

    name = "forrester"
    title = "Forrester"
    formula = r"f(x) = (6x-2)^2\,\sin(12x-4)"
    about = "A shallow dip on the left, a flat shoulder, and the deep minimum on the right."
    order = 32
    traits = frozenset({Trait.MULTIMODAL, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = ((0.0, 1.0),)
    start = (0.5,)
    learning_rate = 5e-4
    minima = ((0.7572487578418559,), (0.14258918932471631,))
    minimum = -6.020740055767083

    def of(self, x: Any) -> Any:
        """Return f."""
        u = 6 * x - 2
        return u * u * sin(2 * u)


@dataclass(frozen=True)
class GramacyLee(Formula, Curve):
    """sin(10πx) / 2x + (x − 1)⁴ (Gramacy & Lee 2012)."""

    name = "gramacy_lee"
    title = "Gramacy-Lee"
    formula = r"f(x) = \frac{\sin(10\pi x)}{2x} + (x-1)^4"
    about = "Ripples that fade to the right on a quartic: large steps cross them, small ones stay."
    order = 33
    traits = frozenset({Trait.MULTIMODAL, Trait.LOWER_OUTSIDE})
    bounds = view = ((0.5, 2.5),)
    start = (2.4,)
    learning_rate = 0.001
    minima = (
        (0.5485634445276052,),
        (0.7487437781430086,),
        (0.9489336866904863,),
        (1.1490876188021966,),
        (1.348785167362593,),
        (1.5472883271844393,),
        (1.7435767404694347,),
        (1.9362196625299228,),
        (2.121899166052543,),
    )
    minimum = -0.8690111349894998

    def of(self, x: Any) -> Any:
        """Return f."""
        return sin((10 * pi) * x) / (2 * x) + power(x - 1, 4)
