"""Functions of two variables with a few minima, hills or saddles.

Those without another source are as in Jamil & Yang, A literature survey of benchmark functions for
global optimisation problems, 2013.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi
from typing import Any

from gdexplorer.core.jet import cos, exp, power, sin
from gdexplorer.core.problem import Trait
from gdexplorer.problems.formulas import Formula, Surface, square


@dataclass(frozen=True)
class ThreeHumpCamel(Formula, Surface):
    """2x² − 1.05x⁴ + x⁶/6 + xy + y²."""

    name = "three_hump_camel"
    title = "Three-hump camel"
    formula = r"f(x,y) = 2x^2 - 1.05x^4 + \frac{x^6}{6} + xy + y^2"
    about = "Three wells side by side: the outer two catch every path that starts beyond a ridge."
    order = 31
    traits = frozenset({Trait.MULTIMODAL, Trait.HUGE_RANGE})
    bounds = square(5)
    view = square(2.5)
    start = (-2.0, 2.0)
    learning_rate = 0.05
    log_scale = True
    minima = (
        (0.0, 0.0),
        (1.747552345830289, -0.8737761729151445),
        (-1.747552345830289, 0.8737761729151445),
    )
    minimum = 0.0

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        u = x * x
        return ((u / 6 - 1.05) * u + 2) * u + (x + y) * y


@dataclass(frozen=True)
class SixHumpCamel(Formula, Surface):
    """(4 − 2.1x² + x⁴/3) x² + xy + (−4 + 4y²) y² (Dixon & Szegö 1978)."""

    name = "six_hump_camel"
    title = "Six-hump camel"
    formula = r"f(x,y) = \left(4-2.1x^2+\frac{x^4}{3}\right)x^2 + xy + (-4+4y^2)\,y^2"
    about = "Six wells in two rows, and only the middle two are lowest."
    order = 32
    traits = frozenset({Trait.MULTIMODAL})
    bounds = view = ((-3.0, 3.0), (-2.0, 2.0))
    start = (-2.0, -1.2)
    learning_rate = 0.01
    log_scale = True
    minima = (
        (0.08984201310031806, -0.7126564030207396),
        (-0.08984201310031806, 0.7126564030207396),
        (-1.703606714969981, 0.7960835686726251),
        (1.703606714969981, -0.7960835686726251),
        (1.6071047529201976, 0.5686514548841314),
        (-1.6071047529201976, -0.5686514548841314),
    )
    minimum = -1.031628453489877

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        u, v = x * x, y * y
        return ((u / 3 - 2.1) * u + 4) * u + x * y + (4 * v - 4) * v


@dataclass(frozen=True)
class GoldsteinPrice(Formula, Surface):
    """A product of two quartics (Goldstein & Price 1971)."""

    name = "goldstein_price"
    title = "Goldstein-Price"
    formula = (
        r"f(x,y) = \left(1+(x+y+1)^2\,(19-14x+3x^2-14y+6xy+3y^2)\right)"
        "\n"
        r"\qquad \left(30+(2x-3y)^2\,(18-32x+12x^2+48y-36xy+27y^2)\right)"
    )
    about = (
        "Values from 3 to a million: a rate that suits the bottom is far too large on the walls."
    )
    order = 33
    traits = frozenset({Trait.MULTIMODAL, Trait.HUGE_RANGE})
    bounds = view = square(2)
    start = (1.0, 0.0)
    learning_rate = 1e-4
    log_scale = True
    minima = ((0.0, -1.0), (-0.6, -0.4), (1.8, 0.2), (1.2, 0.8))
    minimum = 3.0

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        u, v = x + y, 2 * x - 3 * y
        p, q = 19 + u * (3 * u - 14), 18 + v * (3 * v - 16)
        return (1 + power(u + 1, 2) * p) * (30 + power(v, 2) * q)


@dataclass(frozen=True)
class Branin(Formula, Surface):
    """(y − 5.1x²/4π² + 5x/π − 6)² + 10 (1 − 1/8π) cos x + 10 (Branin 1972)."""

    name = "branin"
    title = "Branin"
    formula = (
        r"f(x,y) = \left(y - \frac{5.1}{4\pi^2}x^2 + \frac{5}{\pi}x - 6\right)^2"
        "\n"
        r"\qquad + 10\left(1-\frac{1}{8\pi}\right)\cos x + 10"
    )
    about = "Three equally deep wells along a bent valley: the start decides which one is found."
    order = 34
    traits = frozenset({Trait.MULTIMODAL, Trait.VALLEY})
    bounds = view = ((-5.0, 10.0), (0.0, 15.0))
    start = (6.0, 14.0)
    learning_rate = 0.02
    log_scale = True
    minima = ((-pi, 12.275), (pi, 2.275), (3 * pi, 2.475))
    minimum = 5 / (4 * pi)

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        bent = y - (5.1 / (4 * pi * pi)) * (x * x) + (5 / pi) * x - 6
        return power(bent, 2) + (10 - 10 / (8 * pi)) * cos(x) + 10


@dataclass(frozen=True)
class Bird(Formula, Surface):
    """sin x exp((1 − cos y)²) + cos y exp((1 − sin x)²) + (x − y)² (Mishra 2006)."""

    name = "bird"
    title = "Bird"
    formula = r"f(x,y) = \sin x\,e^{(1-\cos y)^2} + \cos y\,e^{(1-\sin x)^2} + (x-y)^2"
    about = "Two deep pits between steep hills and gentle plains: one rate hardly suits both."
    order = 35
    traits = frozenset({Trait.MULTIMODAL})
    bounds = view = square(2 * pi)
    start = (2.0, 5.0)
    learning_rate = 0.002
    log_scale = True
    minima = (
        (4.701043130249553, 3.15293850372493),
        (-1.5821421769300335, -3.1302468034546562),
        (-1.536662471846804, 3.1074587986417006),
        (4.655171399427279, -3.084375072632382),
        (0.6652776279479201, 0.9055186988469766),
        (-5.617907679231666, -5.37766660833261),
    )
    minimum = -106.7645367492647

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        s, c = sin(x), cos(y)
        hills = s * exp(power(1 - c, 2)) + c * exp(power(1 - s, 2))
        return hills + power(x - y, 2)


@dataclass(frozen=True)
class Franke(Formula, Surface):
    """Two hills, a slope and a dip, of four exponentials (Franke 1979)."""

    name = "franke"
    title = "Franke"
    formula = (
        r"f(x,y) = \frac{3}{4}e^{-((9x-2)^2+(9y-2)^2)/4} + \frac{3}{4}e^{-(9x+1)^2/49-(9y+1)/10}"
        "\n"
        r"\qquad + \frac{1}{2}e^{-((9x-7)^2+(9y-3)^2)/4} - \frac{1}{5}e^{-(9x-4)^2-(9y-7)^2}"
    )
    about = "Smooth hills above a plain: paths run down the flanks and slow down where it levels."
    order = 36
    traits = frozenset({Trait.UNIMODAL, Trait.PLATEAU, Trait.LOWER_OUTSIDE})
    bounds = view = ((0.0, 1.0), (0.0, 1.0))
    start = (0.25, 0.3)
    learning_rate = 0.01
    minima = ((0.4557103793185635, 0.7841906776136751),)
    minimum = 0.001115282443175337

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        x, y = 9 * x, 9 * y
        hill = exp((power(x - 2, 2) + power(y - 2, 2)) / -4)
        slope = exp(power(x + 1, 2) / -49 - (y + 1) / 10)
        knoll = exp((power(x - 7, 2) + power(y - 3, 2)) / -4)
        dip = exp(-(power(x - 4, 2) + power(y - 7, 2)))
        return 0.75 * (hill + slope) + 0.5 * knoll - 0.2 * dip


@dataclass(frozen=True)
class DoubleWellSaddle(Formula, Surface):
    """x⁴/4 − x²/2 + y²/2: the plainest strict saddle."""

    name = "double_well_saddle"
    title = "Double-well saddle"
    formula = r"f(x,y) = \frac{x^4}{4} - \frac{x^2}{2} + \frac{y^2}{2}"
    about = "Two wells with a saddle point between them: a start on x = 0 ends on the saddle."
    order = 61
    traits = frozenset({Trait.MULTIMODAL, Trait.SADDLE})
    bounds = view = square(2)
    start = (1e-6, 1.5)
    learning_rate = 0.2
    minima = ((1.0, 0.0), (-1.0, 0.0))
    minimum = -0.25

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        u = x * x
        return 0.25 * (u * u) - 0.5 * u + 0.5 * (y * y)


@dataclass(frozen=True)
class MonkeySaddle(Formula, Surface):
    """x³ − 3xy²: stationary at the origin, where the Hessian is 0 too."""

    name = "monkey_saddle"
    title = "Monkey saddle"
    formula = r"f(x,y) = x^3 - 3xy^2"
    about = "Three ways down and no curvature at all where they meet; it falls without end."
    order = 62
    traits = frozenset({Trait.SADDLE, Trait.UNBOUNDED})
    bounds = view = square(2)
    start = (1.5, 0.01)
    learning_rate = 0.01

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        return x * (x * x - 3 * (y * y))
