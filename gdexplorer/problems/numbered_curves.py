"""The numbered one-variable test functions of global optimisation.

Numbers as in Gavana, Global Optimization Benchmarks (infinity77.net), which has them from Törn &
Žilinskas 1989 and Hansen, Jaumard & Lu 1992; there some are maximised, here all are minimised.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt
from typing import Any

from gdexplorer.core.jet import cos, exp, log, sin
from gdexplorer.core.problem import Trait
from gdexplorer.problems.formulas import Curve, Formula


@dataclass(frozen=True)
class Problem02(Formula, Curve):
    """sin x + sin(10x/3)."""

    name = "problem02"
    title = "Problem02"
    formula = r"f(x) = \sin x + \sin\frac{10x}{3}"
    about = "Two waves added: three wells of different depth, the middle one lowest."
    order = 52
    traits = frozenset({Trait.MULTIMODAL, Trait.LOWER_OUTSIDE})
    bounds = view = ((2.7, 7.5),)
    start = (6.1,)
    learning_rate = 0.03
    minima = ((5.145735290256128,), (3.3872517184446305,), (7.000149116862254,))
    minimum = -1.899599349152113

    def of(self, x: Any) -> Any:
        """Return f."""
        return sin(x) + sin((10 / 3) * x)


@dataclass(frozen=True)
class Problem03(Formula, Curve):
    """−Σ k sin((k + 1)x + k), k = 1 … 5."""

    name = "problem03"
    title = "Problem03"
    formula = r"f(x) = -\sum_{k=1}^{5} k\sin((k+1)\,x+k)"
    about = "Five waves added: nineteen wells, three of them equally deepest."
    order = 53
    traits = frozenset({Trait.MULTIMODAL})
    bounds = view = ((-10.0, 10.0),)
    start = (0.3,)
    learning_rate = 0.002
    minima = (
        (-6.774576143438901,),
        (-0.49139083625931457,),
        (5.791794470920272,),
        (-8.008677762742566,),
        (-1.7254924555629805,),
        (4.557692851616606,),
        (-9.037443743829343,),
        (-2.754258436649756,),
        (3.5289268705298307,),
        (9.812112177709418,),
        (-5.706235435360214,),
        (0.5769498718193729,),
        (6.860135178998959,),
        (-3.7392069227871945,),
        (2.5439783843923918,),
        (8.827163691571979,),
        (-4.7198110874802275,),
        (1.5633742196993585,),
        (7.846559526878945,),
    )
    minimum = -12.03124944216714

    def of(self, x: Any) -> Any:
        """Return f."""
        return sum(-k * sin((k + 1) * x + k) for k in range(1, 6))


@dataclass(frozen=True)
class Problem04(Formula, Curve):
    """−(16x² − 24x + 5) e^−x; the minimum is 5/4 plus the golden ratio."""

    name = "problem04"
    title = "Problem04"
    formula = r"f(x) = -(16x^2-24x+5)\,e^{-x}"
    about = "One round well: an easy curve, whose minimum is 5/4 plus the golden ratio."
    order = 54
    traits = frozenset({Trait.UNIMODAL, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = ((1.9, 3.9),)
    start = (2.0,)
    learning_rate = 0.05
    minima = ((1.25 + (1 + sqrt(5)) / 2,),)
    minimum = -3.850450708800219

    def of(self, x: Any) -> Any:
        """Return f."""
        return -((16 * x - 24) * x + 5) * exp(-x)


@dataclass(frozen=True)
class Problem05(Formula, Curve):
    """−(1.4 − 3x) sin 18x."""

    name = "problem05"
    title = "Problem05"
    formula = r"f(x) = -(1.4-3x)\,\sin 18x"
    about = "A wave whose swing grows to both sides of a knot at x = 0.47."
    order = 55
    traits = frozenset({Trait.MULTIMODAL, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = ((0.0, 1.2),)
    start = (0.8,)
    learning_rate = 5e-4
    minima = (
        (0.9660858038268509,),
        (0.07935168932404989,),
        (0.6291665321684388,),
        (0.39838733704287693,),
    )
    minimum = -1.489072538689604

    def of(self, x: Any) -> Any:
        """Return f."""
        return (3 * x - 1.4) * sin(18 * x)


@dataclass(frozen=True)
class Problem06(Formula, Curve):
    """−(x + sin x) exp(−x²)."""

    name = "problem06"
    title = "Problem06"
    formula = r"f(x) = -(x+\sin x)\,e^{-x^2}"
    about = "One well and one hill in an endless plain, where the gradient underflows to nothing."
    order = 56
    traits = frozenset({Trait.UNIMODAL, Trait.PLATEAU})
    bounds = ((-10.0, 10.0),)
    view = ((-4.0, 4.0),)
    start = (2.0,)
    learning_rate = 0.1
    minima = ((0.6795786600198815,),)
    minimum = -0.8242393984760767

    def of(self, x: Any) -> Any:
        """Return f."""
        return -(x + sin(x)) * exp(-(x * x))


@dataclass(frozen=True)
class Problem07(Formula, Curve):
    """sin x + sin(10x/3) + ln x − 0.84x + 3."""

    name = "problem07"
    title = "Problem07"
    formula = r"f(x) = \sin x + \sin\frac{10x}{3} + \ln x - 0.84x + 3"
    about = "Problem02 on a slope: three wells of different depth; f exists only above 0."
    order = 57
    traits = frozenset({Trait.MULTIMODAL, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = ((2.7, 7.5),)
    start = (6.1,)
    learning_rate = 0.03
    minima = ((5.199778371061005,), (7.067757428399765,), (3.4392331010924813,))
    minimum = -1.601307546494395

    def of(self, x: Any) -> Any:
        """Return f."""
        return sin(x) + sin((10 / 3) * x) + log(x) - 0.84 * x + 3


@dataclass(frozen=True)
class Problem10(Formula, Curve):
    """−x sin x."""

    name = "problem10"
    title = "Problem10"
    formula = r"f(x) = -x\sin x"
    about = "A growing wave: the further right, the deeper the well, and without end."
    order = 60
    traits = frozenset({Trait.MULTIMODAL, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = ((0.0, 10.0),)
    start = (5.5,)
    learning_rate = 0.03
    minima = ((7.978665712413241,), (2.028757838110434,))
    minimum = -7.916727371587782

    def of(self, x: Any) -> Any:
        """Return f."""
        return -x * sin(x)


@dataclass(frozen=True)
class Problem11(Formula, Curve):
    """2 cos x + cos 2x."""

    name = "problem11"
    title = "Problem11"
    formula = r"f(x) = 2\cos x + \cos 2x"
    about = "Two equal wells side by side; the low hump between them turns descent either way."
    order = 61
    traits = frozenset({Trait.MULTIMODAL})
    bounds = view = ((-pi / 2, 2 * pi),)
    start = (3.2,)
    learning_rate = 0.05
    minima = ((2 * pi / 3,), (4 * pi / 3,))
    minimum = -1.5

    def of(self, x: Any) -> Any:
        """Return f."""
        return 2 * cos(x) + cos(2 * x)


@dataclass(frozen=True)
class Problem14(Formula, Curve):
    """−e^−x sin 2πx."""

    name = "problem14"
    title = "Problem14"
    formula = r"f(x) = -e^{-x}\,\sin 2\pi x"
    about = "A fading wave: every well is shallower than the one to its left."
    order = 64
    traits = frozenset({Trait.MULTIMODAL, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = ((0.0, 4.0),)
    start = (0.7,)
    learning_rate = 0.01
    minima = (
        (0.22488038589156198,),
        (1.224880385891562,),
        (2.224880385891562,),
        (3.224880385891562,),
    )
    minimum = -0.7886853874086726

    def of(self, x: Any) -> Any:
        """Return f."""
        return -exp(-x) * sin((2 * pi) * x)


@dataclass(frozen=True)
class Problem15(Formula, Curve):
    """(x² − 5x + 6) / (x² + 1); the minimum is 1 + √2."""

    name = "problem15"
    title = "Problem15"
    formula = r"f(x) = \frac{x^2-5x+6}{x^2+1}"
    about = "A tall hill and a long shallow trough behind it, where descent takes its time."
    order = 65
    traits = frozenset({Trait.UNIMODAL, Trait.PLATEAU})
    bounds = view = ((-5.0, 5.0),)
    start = (0.0,)
    learning_rate = 0.1
    minima = ((1 + sqrt(2),),)
    minimum = (7 - 5 * sqrt(2)) / 2

    def of(self, x: Any) -> Any:
        """Return f."""
        return ((x - 5) * x + 6) / (x * x + 1)


@dataclass(frozen=True)
class Problem21(Formula, Curve):
    """x sin x + x cos 2x."""

    name = "problem21"
    title = "Problem21"
    formula = r"f(x) = x\sin x + x\cos 2x"
    about = "A growing wave with a shallow and a deep well in each turn."
    order = 71
    traits = frozenset({Trait.MULTIMODAL, Trait.UNBOUNDED_OUTSIDE})
    bounds = view = ((0.0, 10.0),)
    start = (6.4,)
    learning_rate = 0.01
    minima = ((4.795408686623036,), (pi / 2,), (5 * pi / 2,))
    minimum = -9.508350440633095

    def of(self, x: Any) -> Any:
        """Return f."""
        return x * (sin(x) + cos(2 * x))
