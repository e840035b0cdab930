"""Typed functions on a 512×512 grid against the same functions written by hand."""

import contextlib
import time

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.problems.expression.compiled import Functions
from gdexplorer.problems.expression.definition import define, problem_class
from gdexplorer.problems.expression.mistake import FormulaError
from gdexplorer.problems.expression.symbolic import gradient_latex
from gdexplorer.problems.expression.syntax import parse
from tests.problems.hard_texts import ENDLESS, HEAVY, TOO_HEAVY

GRID = 512
PAIRS = [
    ("(1-x)^2 + 100*(y-x^2)^2", gd.Rosenbrock),
    ("a + b*(y-x^2)^2 + (a-x)^2 - a", gd.Rosenbrock),
    ("x^2 + 5*sin(x)", gd.SineParabola),
    ("x^4 - 4x^3 - 2x^2 + 12x", gd.Quartic),
    ("(x^2 + 50y^2)/2", gd.Ravine),
    ("x^2 - y^2", gd.Saddle),
    ("x^2 + y^2", gd.Sphere),
    ("(x+2y-7)^2 + (2x+y-5)^2", gd.Booth),
    ("(x-1)^2 + (y-1)^2 - x*y", gd.Trid),
    ("(x^4-16x^2+5x + y^4-16y^2+5y)/2", gd.StyblinskiTang),
    ("(x^2+y-11)^2 + (x+y^2-7)^2", gd.Himmelblau),
    ("(1.5-x+x*y)^2 + (2.25-x+x*y^2)^2 + (2.625-x+x*y^3)^2", gd.Beale),
    ("-20exp(-0.2sqrt((x^2+y^2)/2)) - exp((cos(2pi*x)+cos(2pi*y))/2) + 20 + e", gd.Ackley),
    ("20 + x^2 - 10cos(2pi*x) + y^2 - 10cos(2pi*y)", gd.Rastrigin),
    (
        "(1 + (x+y+1)^2 * (19-14x+3x^2-14y+6x*y+3y^2))"
        " * (30 + (2x-3y)^2 * (18-32x+12x^2+48y-36x*y+27y^2))",
        gd.GoldsteinPrice,
    ),
    ("sin(x)*exp((1-cos(y))^2) + cos(y)*exp((1-sin(x))^2) + (x-y)^2", gd.Bird),
    ("sin(3pi*x)^2 + (x-1)^2*(1+sin(3pi*y)^2) + (y-1)^2*(1+sin(2pi*y)^2)", gd.LevyN13),
    ("(4-2.1x^2+x^4/3)*x^2 + x*y + (-4+4y^2)*y^2", gd.SixHumpCamel),
    ("-(1+cos(12*sqrt(x^2+y^2))) / ((x^2+y^2)/2 + 2)", gd.DropWave),
]

SHORT = [
    ("x^2", lambda x: x**2, lambda x: [2 * x]),
    ("x^4 - x^2", lambda x: x * x * x * x - x * x, lambda x: [4 * (x * x * x) - 2 * x]),
    ("exp(-x)", lambda x: np.exp(-x), lambda x: [-np.exp(-x)]),
    ("x*y", lambda x, y: x * y, lambda x, y: [y, x]),
    ("x^2 + y^2", lambda x, y: x**2 + y**2, lambda x, y: [2 * x, 2 * y]),
    ("x^2 + 10y^2", lambda x, y: x**2 + 10 * y**2, lambda x, y: [2 * x, 20 * y]),
    ("|x| + |y|", lambda x, y: abs(x) + abs(y), lambda x, y: [np.sign(x), np.sign(y)]),
]
"""Written as one would for two coordinates: f, and its partial derivatives."""


def grid(dimension):
    sides = [np.linspace(-2, 2, GRID)] * 2
    return np.stack(np.meshgrid(*sides), axis=-1)[..., :dimension].copy()


@pytest.mark.parametrize("what", ["value", "gradient"])
@pytest.mark.parametrize(("text", "value", "slopes"), SHORT, ids=[text for text, *_ in SHORT])
def test_a_short_typed_function_against_lines_by_hand(text, value, slopes, what, ratio, report):
    typed = problem_class(define(text))()
    x, ours = grid(typed.dimension), getattr(typed, what)

    def theirs(x):
        parts = np.moveaxis(x, -1, 0)
        return value(*parts) if what == "value" else np.stack(slopes(*parts), axis=-1)

    np.testing.assert_allclose(ours(x), theirs(x), rtol=1e-12, atol=1e-12)
    limit = 1.5 if what == "value" else 1.8
    measured = ratio(lambda: ours(x), lambda: theirs(x), rounds=25)
    report(f"typed {text} : by hand, {what}", measured, limit)


@pytest.mark.parametrize("what", ["value", "gradient"])
@pytest.mark.parametrize(("text", "written"), PAIRS)
def test_a_typed_function_against_the_written_one(text, written, what, ratio, report):
    contender = written()
    typed = problem_class(define(text))()
    if "b" in typed.values():
        typed = typed.tuned(b=100.0)
    x = grid(contender.dimension)
    ours, theirs = getattr(typed, what), getattr(contender, what)
    np.testing.assert_allclose(ours(x), theirs(x), rtol=1e-9, atol=1e-9)
    limit = 1.5 if what == "value" else 1.8
    measured = ratio(lambda: ours(x), lambda: theirs(x), rounds=15)
    report(f"typed {text[:24]} : written {written.name}, {what}", measured, limit)


def test_the_heaviest_formulas_hold_nothing_up(report, benchmark):
    longest = 0.0
    for text in HEAVY + TOO_HEAVY:
        begun = time.perf_counter()
        with contextlib.suppress(FormulaError):
            for _ in Functions(parse(text)).preparing():
                pass
        longest = max(longest, time.perf_counter() - begun)
    benchmark.pedantic(lambda: None, rounds=1)
    report("compiling the heaviest formula, or refusing it", longest * 1e3, 2000, " ms")


def test_writing_a_gradient_hands_back_often(report, benchmark):
    longest = 0.0
    for text in HEAVY + ENDLESS:
        begun = time.perf_counter()
        for _ in gradient_latex(parse(text)):
            longest = max(longest, time.perf_counter() - begun)
            begun = time.perf_counter()
    benchmark.pedantic(lambda: None, rounds=1)
    report("longest piece of writing a gradient with sympy", longest * 1e3, 600, " ms")
