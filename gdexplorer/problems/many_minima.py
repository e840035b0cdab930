"""Functions of two variables with very many local minima.

Those without another source are as in Jamil & Yang, A literature survey of benchmark functions for
global optimisation problems, 2013.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import pi
from typing import Any

import numpy as np

from gdexplorer.core.jet import absolute, apply, cos, power, sin, sqrt
from gdexplorer.core.problem import Point, Trait
from gdexplorer.problems.formulas import Formula, Surface, square
from gdexplorer.problems.lattice import with_local_minima


@dataclass(frozen=True)
class LevyN13(Formula, Surface):
    """sin²(3πx) + (x − 1)² (1 + sin² 3πy) + (y − 1)² (1 + sin² 2πy)."""

    name = "levy_n13"
    title = "Levy N.13"
    formula = (
        r"f(x,y) = \sin^2(3\pi x) + (x-1)^2\,(1+\sin^2 3\pi y)"
        "\n"
        r"\qquad + (y-1)^2\,(1+\sin^2 2\pi y)"
    )
    about = "A bowl with a hundred ripples: small steps stay in the first one."
    order = 45
    traits = frozenset({Trait.MULTIMODAL})
    bounds = view = square(10)
    start = (-4.0, 5.0)
    learning_rate = 0.004
    log_scale = True
    minima = ((1.0, 1.0),)
    minimum = 0.0

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        across = power(x - 1, 2) * (1 + power(sin(3 * pi * y), 2))
        along = power(y - 1, 2) * (1 + power(sin(2 * pi * y), 2))
        return power(sin(3 * pi * x), 2) + across + along


@dataclass(frozen=True)
class DropWave(Formula, Surface):
    """−(1 + cos 12r) / (r²/2 + 2), r² = x² + y²; smooth, for the cosine is even in r."""

    name = "drop_wave"
    title = "Drop-wave"
    formula = r"f(x,y) = -\frac{1+\cos 12r}{\frac{1}{2}r^2+2}, \quad r = \sqrt{x^2+y^2}"
    about = "Rings around a drop: each ring is a moat from which descent does not escape."
    order = 46
    traits = frozenset({Trait.MULTIMODAL})
    bounds = square(5.12)
    view = square(2)
    start = (0.15, 0.1)
    learning_rate = 0.005
    minima = ((0.0, 0.0),)
    minimum = -1.0

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        u = x * x + y * y
        rings = apply(144 * u, _cosine_of_root, _cosine_slope, _cosine_bend)
        return (1 + rings) / (-0.5 * u - 2)


def _cosine_of_root(u: Any) -> Any:
    return np.cos(np.sqrt(u))


def _cosine_slope(u: Any) -> Any:
    """Return the derivative of cos √u by u: −sin t / 2t with t = √u, and −1/2 at 0."""
    t = np.sqrt(u)
    safe = np.where(t == 0, 1.0, t)
    return -0.5 * np.where(t == 0, 1.0, np.sin(t) / safe)


def _cosine_bend(u: Any) -> Any:
    """Return the second derivative by u: (sin t − t cos t) / 4t³; near 0 its series in t²."""
    t = np.sqrt(u)
    near = t < 0.1
    safe = np.where(near, 1.0, t)
    far = (np.sin(safe) - safe * np.cos(safe)) / (4 * safe * safe * safe)
    return np.where(near, 1 / 12 - u / 120 + u * u / 3360 - u * u * u / 181440, far)


@dataclass(frozen=True)
class Michalewicz(Formula, Surface):
    """−sin x sin²⁰(x²/π) − sin y sin²⁰(2y²/π) (Michalewicz 1992, m = 10)."""

    name = "michalewicz"
    title = "Michalewicz"
    formula = (
        r"f(x,y) = -\sin x\,\sin^{20}\left(\frac{x^2}{\pi}\right)"
        r" - \sin y\,\sin^{20}\left(\frac{2y^2}{\pi}\right)"
    )
    about = "Narrow canyons in a plain: only where two of them cross is it deepest."
    order = 52
    traits = frozenset({Trait.MULTIMODAL, Trait.PLATEAU, Trait.LOWER_OUTSIDE})
    bounds = view = ((0.0, pi), (0.0, pi))
    start = (1.85, 1.3)
    learning_rate = 0.01
    minima = ((2.2029055201726093, pi / 2), (2.2029055201726093, 2.7115714838430143))
    minimum = -1.801303410098553

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        across = sin(x) * power(sin(x * x / pi), 20)
        return -across - sin(y) * power(sin(y * y / (pi / 2)), 20)


@dataclass(frozen=True)
class Schwefel(Formula, Surface):
    """837.97 − x sin √|x| − y sin √|y| (Schwefel 1981, function 2.26)."""

    name = "schwefel"
    title = "Schwefel"
    formula = r"f(x,y) = 837.9657745448674 - x\sin\sqrt{|x|} - y\sin\sqrt{|y|}"
    about = "Deceptive: the second-best pits lie at the other end of the box."
    order = 47
    traits = frozenset({Trait.MULTIMODAL, Trait.NOT_SMOOTH, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = square(500)
    start = (350.0, -220.0)
    learning_rate = 1.0
    minimum = 0.0

    @property
    def minima(self) -> tuple[Point, ...]:  # type: ignore[override]
        """The global one, and the local ones inside the box."""
        return with_local_minima(self, (420.968746359982, 420.968746359982))

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        return 837.9657745448674 - x * sin(sqrt(absolute(x))) - y * sin(sqrt(absolute(y)))


LOWS = (-7.708313735499347, -1.425128428319761, 4.858056878859825)
HIGHS = (-7.0835064076515595, -0.8003211004719731, 5.482864206707613)
"""Where the sum of Shubert's function is least, and where it is greatest."""


@dataclass(frozen=True)
class Shubert(Formula, Surface):
    """The product over x and y of Σ i cos((i + 1)t + i), i = 1 … 5 (Shubert 1972)."""

    name = "shubert"
    title = "Shubert"
    formula = r"f(x,y) = \prod_{t \in \{x,y\}}\; \sum_{i=1}^{5} i\cos((i+1)\,t+i)"
    about = "760 minima, 18 of them equally deepest, in pairs on a lattice."
    order = 48
    traits = frozenset({Trait.MULTIMODAL})
    bounds = view = square(10)
    start = (-1.2, -0.6)
    learning_rate = 1e-4
    minima = (*product(LOWS, HIGHS), *product(HIGHS, LOWS))
    minimum = -186.7309088310238

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        return _waves(x) * _waves(y)


def _waves(t: Any) -> Any:
    return sum(i * cos((i + 1) * t + i) for i in range(1, 6))


@dataclass(frozen=True)
class SchafferN2(Formula, Surface):
    """0.5 + (sin²(x² − y²) − 0.5) / (1 + 0.001 (x² + y²))²."""

    name = "schaffer_n2"
    title = "Schaffer N.2"
    formula = r"f(x,y) = 0.5 + \frac{\sin^2(x^2-y^2) - 0.5}{(1+0.001\,(x^2+y^2))^2}"
    about = "Hyperbolic ripples, the finer the further out: the middle is all but flat."
    order = 49
    traits = frozenset({Trait.MULTIMODAL, Trait.PLATEAU})
    bounds = square(100)
    view = square(10)
    start = (2.0, 1.7)
    learning_rate = 0.05
    minima = ((0.0, 0.0),)
    minimum = 0.0

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        u, v = x * x, y * y
        return 0.5 + (power(sin(u - v), 2) - 0.5) / power(1 + 0.001 * (u + v), 2)


@dataclass(frozen=True)
class Bohachevsky1(Formula, Surface):
    """x² + 2y² − 0.3 cos 3πx − 0.4 cos 4πy + 0.7 (Bohachevsky et al. 1986)."""

    name = "bohachevsky_1"
    title = "Bohachevsky 1"
    formula = r"f(x,y) = x^2 + 2y^2 - 0.3\cos 3\pi x - 0.4\cos 4\pi y + 0.7"
    about = "From afar a bowl, close to it ripples that hold a small step fast."
    order = 43
    traits = frozenset({Trait.MULTIMODAL})
    bounds = square(100)
    view = square(2)
    start = (-1.6, 1.3)
    learning_rate = 0.01
    log_scale = True
    minimum = 0.0

    @property
    def minima(self) -> tuple[Point, ...]:  # type: ignore[override]
        """The global one, and the local ones."""
        return with_local_minima(self, (0.0, 0.0))

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        bowl = x * x + 2 * (y * y)
        return bowl - 0.3 * cos(3 * pi * x) - 0.4 * cos(4 * pi * y) + 0.7


@dataclass(frozen=True)
class Bohachevsky2(Formula, Surface):
    """x² + 2y² − 0.3 cos 3πx cos 4πy + 0.3 (Bohachevsky et al. 1986)."""

    name = "bohachevsky_2"
    title = "Bohachevsky 2"
    formula = r"f(x,y) = x^2 + 2y^2 - 0.3\cos 3\pi x\,\cos 4\pi y + 0.3"
    about = "A bowl with an egg-box pressed into it, so that its ripples are not along the axes."
    order = 44
    traits = frozenset({Trait.MULTIMODAL})
    bounds = square(100)
    view = square(2)
    start = (-1.6, 1.3)
    learning_rate = 0.01
    log_scale = True
    minima = ((0.0, 0.0),)
    minimum = 0.0

    def of(self, x: Any, y: Any) -> Any:
        """Return f."""
        return x * x + 2 * (y * y) - 0.3 * cos(3 * pi * x) * cos(4 * pi * y) + 0.3
