"""Functions of two variables with kinks, plateaus, or their minimum on the edge of the box.

Those without another source are as in Jamil & Yang, A literature survey of benchmark functions for
global optimisation problems, 2013.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi
from typing import Any

from gdexplorer.core.jet import absolute, cos, exp, log, power, sin, sqrt
from gdexplorer.core.problem import Trait
from gdexplorer.problems.formulas import Formula, Surface, square


@dataclass(frozen=True)
class Easom(Formula, Surface):
    """−cos x cos y exp(−(x − π)² − (y − π)²) (Easom 1990)."""

    name = "easom"
    title = "Easom"
    formula = r"f(x,y) = -\cos x\,\cos y\;e^{-(x-\pi)^2-(y-\pi)^2}"
    about = "One hole in a plain so flat that further out the gradient underflows to nothing."
    order = 51
    traits = frozenset({Trait.MULTIMODAL, Trait.PLATEAU})
    bounds = square(10)
    view = ((0.0, 2 * pi), (0.0, 2 * pi))
    start = (2.2, 4.2)
    learning_rate = 0.1
    minima = ((pi, pi),)
    minimum = -1.0

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        return -cos(x) * cos(y) * exp(-(power(x - pi, 2) + power(y - pi, 2)))


@dataclass(frozen=True)
class CrossInTray(Formula, Surface):
    """−10⁻⁴ (|sin x sin y exp|100 − r/π|| + 1)^0.1, r² = x² + y² (Mishra 2006)."""

    name = "cross_in_tray"
    title = "Cross-in-tray"
    formula = (
        r"f(x,y) = -10^{-4}\left(\left|\sin x\,\sin y\;"
        r"e^{\left|100-r/\pi\right|}\right| + 1\right)^{0.1}, \quad r = \sqrt{x^2+y^2}"
    )
    about = "A tray of troughs between sharp ridges along the axes; four of them are deepest."
    order = 53
    traits = frozenset({Trait.MULTIMODAL, Trait.NOT_SMOOTH, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = square(10)
    start = (0.4, 2.4)
    learning_rate = 0.5
    minima = (
        (1.349406617153911, 1.349406617153911),
        (1.349406617153911, -1.349406617153911),
        (-1.349406617153911, 1.349406617153911),
        (-1.349406617153911, -1.349406617153911),
    )
    minimum = -2.062611870822738

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        tray = exp(absolute(100 - sqrt(x * x + y * y) / pi))
        return -1e-4 * exp(0.1 * log(absolute(sin(x) * sin(y) * tray) + 1))


@dataclass(frozen=True)
class HolderTable(Formula, Surface):
    """−|sin x cos y exp|1 − r/π||, r² = x² + y² (Mishra 2006)."""

    name = "holder_table"
    title = "Holder table"
    formula = (
        r"f(x,y) = -\left|\sin x\,\cos y\;e^{\left|1-r/\pi\right|}\right|,"
        r"\quad r = \sqrt{x^2+y^2}"
    )
    about = "A table whose legs are the four minima at the corners, with creases between all pits."
    order = 54
    traits = frozenset({Trait.MULTIMODAL, Trait.NOT_SMOOTH, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = square(10)
    start = (7.0, 8.6)
    learning_rate = 0.03
    minima = (
        (8.055023475736563, 9.664590019241273),
        (8.055023475736563, -9.664590019241273),
        (-8.055023475736563, 9.664590019241273),
        (-8.055023475736563, -9.664590019241273),
    )
    minimum = -19.20850256788673

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        table = exp(absolute(1 - sqrt(x * x + y * y) / pi))
        return -absolute(sin(x) * cos(y) * table)


@dataclass(frozen=True)
class Eggholder(Formula, Surface):
    """−(y + 47) sin √|x/2 + y + 47| − x sin √|x − y − 47|."""

    name = "eggholder"
    title = "Eggholder"
    formula = r"f(x,y) = -(y+47)\sin\sqrt{\left|\frac{x}{2}+y+47\right|} - x\sin\sqrt{|x-y-47|}"
    about = "Pits of every depth, the deepest on the edge: descent towards it leaves the box."
    order = 55
    traits = frozenset({Trait.MULTIMODAL, Trait.NOT_SMOOTH, Trait.EDGE, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = square(512)
    start = (490.0, 430.0)
    learning_rate = 0.2
    minima = ((512.0, 404.2318051137578),)
    minimum = -959.6406627208508

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        v = y + 47
        return -v * sin(sqrt(absolute(0.5 * x + v))) - x * sin(sqrt(absolute(x - v)))


@dataclass(frozen=True)
class SchafferN4(Formula, Surface):
    """0.5 + (cos²(sin|x² − y²|) − 0.5) / (1 + 0.001 (x² + y²))²."""

    name = "schaffer_n4"
    title = "Schaffer N.4"
    formula = r"f(x,y) = 0.5 + \frac{\cos^2(\sin|x^2-y^2|) - 0.5}{(1+0.001\,(x^2+y^2))^2}"
    about = "Narrow curved valleys beside a crease along both diagonals, nearly all equally deep."
    order = 56
    traits = frozenset({Trait.MULTIMODAL, Trait.VALLEY, Trait.NOT_SMOOTH})
    bounds = square(100)
    view = square(5)
    start = (1.2, 1.9)
    learning_rate = 0.05
    minima = (
        (0.0, 1.253131831463733),
        (0.0, -1.253131831463733),
        (1.253131831463733, 0.0),
        (-1.253131831463733, 0.0),
    )
    minimum = 0.2925786320359805

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        u, v = x * x, y * y
        wave = power(cos(sin(absolute(u - v))), 2) - 0.5
        return 0.5 + wave / power(1 + 0.001 * (u + v), 2)


@dataclass(frozen=True)
class BukinN6(Formula, Surface):
    """100 √|y − 0.01x²| + 0.01 |x + 10|."""

    name = "bukin_n6"
    title = "Bukin N.6"
    formula = r"f(x,y) = 100\sqrt{|y-0.01x^2|} + 0.01\,|x+10|"
    about = (
        "A ridge turned over: infinitely steep at the bottom of its bent crease, so no rate holds."
    )
    order = 57
    traits = frozenset({Trait.UNIMODAL, Trait.VALLEY, Trait.NOT_SMOOTH})
    bounds = view = ((-15.0, -5.0), (-3.0, 3.0))
    start = (-13.0, 2.5)
    learning_rate = 0.002
    minima = ((-10.0, 1.0),)
    minimum = 0.0

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        return 100 * sqrt(absolute(y - 0.01 * (x * x))) + 0.01 * absolute(x + 10)


@dataclass(frozen=True)
class Adjiman(Formula, Surface):
    """cos x sin y − x / (y² + 1) (Adjiman et al. 1998)."""

    name = "adjiman"
    title = "Adjiman"
    formula = r"f(x,y) = \cos x\,\sin y - \frac{x}{y^2+1}"
    about = "A slope without a bottom: the minimum is where the box ends, and descent runs past it."
    order = 58
    traits = frozenset({Trait.EDGE, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = ((-1.0, 2.0), (-1.0, 1.0))
    start = (-0.8, 0.8)
    learning_rate = 0.05
    minima = ((2.0, 0.1057834694517169),)
    minimum = -2.021806783359787

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        return cos(x) * sin(y) - x / (y * y + 1)
