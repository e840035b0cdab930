"""Typed functions: known answers, every mistake with its sentence, and nothing but sentences."""

import itertools

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.core.parameter import parameters_of
from gdexplorer.problems.expression import program
from gdexplorer.problems.expression.compiled import Functions
from gdexplorer.problems.expression.definition import Setting, define
from gdexplorer.problems.expression.latex import formula_latex
from gdexplorer.problems.expression.mistake import FormulaError
from gdexplorer.problems.expression.symbolic import gradient_latex
from gdexplorer.problems.expression.syntax import parse
from tests.problems.hard_texts import ENDLESS, HEAVY, TOO_HEAVY
from tests.problems.typed import made

# ---------------------------------------------------------------------- known answers


@pytest.mark.parametrize("text", ["x**2 + 5*sin(x)", "x^2+5 sin(x)", "x² + 5·sin(x)"])
def test_the_sine_parabola_is_the_written_one(text):
    x = np.linspace(-10, 10, 41)[:, None]
    for what in ("value", "gradient", "hessian"):
        ours, written = (getattr(p, what)(x) for p in (made(text), gd.SineParabola()))
        np.testing.assert_allclose(ours, written, rtol=1e-14, atol=1e-14)


def test_rosenbrock_is_the_written_one():
    x = np.random.default_rng(0).normal(size=(3, 50, 2))
    typed, written = made("(1-x)^2 + 100*(y-x^2)^2"), gd.Rosenbrock()
    for what in ("value", "gradient", "hessian"):
        ours = getattr(typed, what)(x)
        np.testing.assert_allclose(ours, getattr(written, what)(x), rtol=1e-12, atol=1e-10)


@pytest.mark.parametrize(
    ("text", "point", "value"),
    [
        ("|x|", (-3,), 3),
        ("||x|-2|", (-1,), 1),
        ("2|x|", (-1,), 2),
        ("2x^2", (3,), 18),
        ("-x^2", (3,), -9),
        ("x^-2", (2,), 0.25),
        ("2^x^2", (2,), 16),
        ("(x+1)(x-1)", (3,), 8),
        ("x/2/3*4", (6,), 4),
        ("x - 1 - 2", (6,), 3),
        ("pi x + e", (1,), np.pi + np.e),
        ("ln(x) + log10(x)", (10,), np.log(10) + 1),
        ("min(x, 2, y) + max(x, y)", (1, 5), 6),
        ("piecewise(x < 0, -x, x < 2, x^2, 7)", (1.5,), 2.25),
        ("piecewise(x < 0, -x, x < 2, x^2, 7)", (3,), 7),
        ("piecewise(0 < x < 1 or x > 5 and y >= 0, 1, y)", (6, 3), 1),
        ("x1^2 + x3", (2, 50, 1), 5),
        ("1.5e1x + .5", (1,), 15.5),
        ("sin x" + "(1)", None, None),
    ],
)
def test_values(text, point, value):
    if point is None:
        with pytest.raises(FormulaError, match="needs brackets"):
            made(text)
        return
    assert made(text).value(np.array(point, dtype=float)) == pytest.approx(value, rel=1e-15)


def test_names_become_parameters_with_sliders():
    problem = made("a*x^2 + κ*y^2 + b_1")
    declared = parameters_of(type(problem))
    assert [p.name for p in declared] == ["a", "kappa", "b_1"]
    assert [(p.default, p.slider) for p in declared] == [(1.0, (-10.0, 10.0))] * 3
    assert declared[1].symbol == "κ"
    assert problem.tuned(a=3.0, kappa=0.5).gradient(np.array([1.0, 2.0])).tolist() == [6, 2]


def test_settings_box_and_start_are_kept():
    setting = Setting("a", 2.0, 0.0, 4.0)
    problem = made("a x", box=[(0, 2)], start=(1.5,), settings={"a": setting})
    assert (problem.bounds, problem.view, problem.start) == (((0, 2),), ((0, 2),), (1.5,))
    assert problem.value(np.array([3.0])) == 6


def test_kinks_have_one_sided_derivatives_or_none():
    assert made("|x|").gradient(np.array([0.0])).tolist() == [0]
    assert made("sign(x)").gradient(np.array([0.5])).tolist() == [0]
    assert made("max(x, 2x)").gradient(np.array([0.0])).tolist() == [1]
    assert made("piecewise(x < 0, -x, x^2)").gradient(np.array([[-1.0], [0.0]])).tolist() == [
        [-1],
        [0],
    ]


def test_what_is_undefined_in_one_case_leaves_the_others_alone():
    problem = made("piecewise(x < 0, x^2, sqrt(x))")
    assert problem.gradient(np.array([[-1.0], [4.0]])).tolist() == [[-2], [0.25]]
    assert problem.hessian(np.array([[-1.0]])).tolist() == [[[2]]]


@pytest.mark.parametrize("text", ["3 + 0x", "x - x", "5x - 2", "piecewise(x<0, 1, 2)", "sign(x)"])
def test_constant_parts_have_the_points_shape_and_are_floats(text):
    problem = made(text)
    for shape in ((), (4,), (2, 3)):
        x = np.ones((*shape, 1))
        assert np.shape(problem.value(x)) == shape
        assert np.asarray(problem.value(x)).dtype == float
        assert problem.gradient(x).shape == (*shape, 1)
        assert problem.hessian(x).shape == (*shape, 1, 1)


MANY = [
    *("x", "y + 0x", "|x|", "x*y", "x^2 + y^2", "piecewise(x < 0, x, y)", "3 + 0x*y"),
    *("(1-x)^2 + 100*(y-x^2)^2", "sin(x)*exp(y) + x/(1 + y^2) - min(x, y)"),
    *("(x^4-16x^2+5x + y^4-16y^2+5y)/2 + 3", "20 + x^2 - 10cos(2x) + y^2 - 10cos(2y)"),
    "+".join(f"x{i}^2 + x{i}" for i in range(1, 21)),
]


@pytest.mark.parametrize("text", MANY)
def test_at_many_points_it_is_what_it_is_at_each_and_its_own(text, monkeypatch):
    monkeypatch.setattr(program, "AT_ONCE", 5)  # several pieces, the last a shorter one
    problem = made(text)
    n = problem.dimension
    whole = np.random.default_rng(0).integers(-4, 5, size=(3, 2 * n, 4))
    x = whole[:, ::2].swapaxes(1, 2)  # integers, with gaps between
    for what in (problem.value, problem.gradient, problem.hessian):
        for points in (x, x.astype(float)):
            found = what(points)
            assert found.dtype == float
            assert not np.shares_memory(found, points)
        for place in np.ndindex(x.shape[:-1]):
            np.testing.assert_allclose(found[place], what(points[place]), rtol=1e-13)
        assert what(np.empty((0, n))).shape == (0, *found.shape[2:])


def test_where_it_is_not_real_it_is_nan_and_says_so():
    problem = made("log(x) + sqrt(x)")
    assert np.isnan(problem.value(np.array([[-1.0]]))).all()
    assert problem.about == "Not defined on about 50 % of the box."
    assert made("x^2").about == "A function of your own."
    assert made("x").definition.start != (0.0,)
    narrow = made("asin(100x - 3)")
    assert narrow.about == "Defined on less than 1 % of the box."
    assert np.isfinite(narrow.value(np.array(narrow.start)))
    with pytest.raises(FormulaError, match="not defined anywhere in its box"):
        made("log(-1 - x^2)")


def test_equal_definitions_are_one_class():
    assert type(made("x^2 + 1")) is type(made("x^2 + 1"))
    assert made("x^2 + 1") == made("x^2 + 1")
    assert type(made("x^2 + 1", title="other")) is not type(made("x^2 + 1"))


def test_it_runs_like_any_problem():
    run = gd.descend(made("x^2 + 5 sin(x)"), gd.Adam(learning_rate=0.1), start=5.0, iterations=500)
    other = gd.descend("sine_parabola", gd.Adam(learning_rate=0.1), start=5.0, iterations=500)
    np.testing.assert_allclose(run.trajectory.x, other.trajectory.x, rtol=1e-9)


def test_the_formula_is_set_as_it_was_typed():
    assert formula_latex(parse("(1-x)^2 + 100*(y-x^2)^2")) == (
        r"f(x,y) = \left(1 - x\right)^{2} + 100\,\left(y - x^{2}\right)^{2}"
    )
    assert formula_latex(parse("-x y - (-x) + 3*-x")) == (
        r"f(x,y) = -x\,y - \left(-x\right) + 3\,\left(-x\right)"
    )
    assert (
        formula_latex(parse("a |x1|/2 + κ"))
        == r"f(x_{1}) = \frac{a\,\left|x_{1}\right|}{2} + \kappa"
    )


# ---------------------------------------------------------------------- sympy


TEXTS = [
    "x**2+5*sin(x)",
    "(1-x)^2 + 100*(y-x^2)^2",
    "|x| + |x y - 1|",
    "a*x^2 + b*y^2",
    "exp(-x^2-y^2) cos(3x) / (1 + y^2)",
    "x^5 - 3x^-2 + x^2.5 + 2^x + (x^2+1)^y",
    "tan(x/3) + asin(x/9) + acos(y/9) + atan(x y) + sinh(x/3) cosh(y/3) + tanh(x)",
    "sqrt(x^2 + 1) + log(y^2 + 2) + log10(x^2 + 1) + sign(x)",
    "min(x, y) + max(x^2, y, 1) + piecewise(x < y, sin(x), 0 < x <= 2, y^2, x y)",
    "x^4 - 4x^3 - 2x^2 + 12x",
    "-x^9 + 0.5x^6 - x^3 + 7",
    "a*(x^4 - 16x^2 + 5x)/2 + a*(y^4 - 16y^2 + 5y)/2",
    "(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)/2 + 3",
    "(x+y)^7 + 2(x+y)^6 - (x+y)^2 - 2x - 2y + x^3 y - x^3",
    "+".join(f"{k}/{k + 1}*x^{k}" for k in range(1, 60)),
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_derivatives_are_those_of_sympy(text):
    import sympy

    from gdexplorer.problems.expression.symbolic import Magnitude, Sign, expression

    problem = made(text)
    formula = problem.compiled.formula
    names = [sympy.Symbol(n, real=True) for n in (*formula.variables, *formula.parameters)]
    f, n = expression(formula.tree), len(formula.variables)
    x = 0.1 + np.random.default_rng(3).random((20, n))
    given = [*x.T, *[np.ones(20)] * len(formula.parameters)]
    modules = [{"Magnitude": np.abs, "Sign": np.sign}, "numpy"]
    assert Magnitude(sympy.Symbol("t")).diff() == Sign(sympy.Symbol("t"))
    for i, j in itertools.product(range(n), repeat=2):
        first = sympy.lambdify(names, f.diff(names[i]), modules)(*given)
        second = sympy.lambdify(names, f.diff(names[i], names[j]), modules)(*given)
        np.testing.assert_allclose(problem.gradient(x)[:, i], first, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(problem.hessian(x)[:, i, j], second, rtol=1e-9, atol=1e-12)


def test_the_gradient_is_written():
    from gdexplorer.problems.expression.symbolic import gradient_latex

    *_, lines = gradient_latex(parse("(1-x)^2 + 100*(y-x^2)^2"))
    assert lines.splitlines() == [
        r"\partial f / \partial x = - 400\,x\,\left(- x^{2} + y\right) + 2\,x - 2",
        r"\partial f / \partial y = - 200\,x^{2} + 200\,y",
    ]
    *_, lines = gradient_latex(parse("1e30 |x|"))
    assert r"10^{30}\,\operatorname{sign}" in lines
    *_, lines = gradient_latex(parse("1/|x| + sign(x)^3 x"))
    assert r"\left|{x}\right|^{2}" in lines or r"\left|x\right|^{2}" in lines
    *_, nothing = gradient_latex(parse("+".join(["sin(x y)"] * 100)))
    assert nothing == ""


# ---------------------------------------------------------------------- mistakes


MISTAKES = [
    ("x^2+5*sen(x)", "unknown name 'sen' at 7: did you mean sin?", 6, 3),
    ("9**9**9**9", "too large", 3, 7),
    ("x + 9**9**9**9", "too large", 7, 7),
    ("x^99999", "the power at 3 is too large: at most 1,000", 2, 5),
    ("(" * 10_000, "a formula may have 2,000 characters", 0, 0),
    ("(" * 1_000 + "x", "nested too deep", 50, 1),
    ("(" * 1_000 + "x" + ")" * 900, "nested too deep", 50, 1),
    ("-" * 1_000 + "x", "nested too deep", 50, 1),
    ("x^" * 900 + "x", "nested too deep", None, None),
    ("sin(" * 390 + "x" + ")" * 390, "nested too deep", None, None),
    ("|" * 999 + "x", "nested too deep", None, None),
    ("1+" * 900 + "x", "too long: at most 500 operations", None, None),
    ("__import__('os')", "the character ' at 12 cannot stand in a formula", 11, 1),
    ("__import__(x)", "unknown name '__import__' at 1", 0, 10),
    ("x.__class__", "the character . at 2", 1, 1),
    ("lambda: x", "the character : at 7", 6, 1),
    ("lambda", "the name 'lambda' at 1 cannot be used", 0, 6),
    ("[x for x in y]", "the character [ at 1", 0, 1),
    ("'x'", "the character ' at 1", 0, 1),
    ("x\0", "the character U+0000 at 2", 1, 1),
    ("x\ud800", "the character U+D800 at 2", 1, 1),
    ("x\u202e", "the character U+202E at 2", 1, 1),
    ("x\N{FULLWIDTH PLUS SIGN}1", "the character ＋ at 2", 1, 1),
    ("١x", "the character ١ at 1", 0, 1),
    ("eval(x)", "unknown name 'eval' at 1", 0, 4),
    ("f(x)", "unknown name 'f' at 1: for a product write f*(…)", 0, 1),
    ("xy", "unknown name 'xy' at 1: did you mean x*y?", 0, 2),
    ("1 + sinx", "unknown name 'sinx' at 5: did you mean sin(x)?", 4, 4),
    ("sin x", "sin at 1 needs brackets", 0, 3),
    ("sin(x, y)", "sin at 1 takes one argument, not 2", 0, 9),
    ("max(x)", "max at 1 takes 2 to 40 arguments, not 1", 0, 6),
    ("value x", "the name 'value' at 1 cannot be used", 0, 5),
    ("x + x1", "write x, y, z or x1, x2, …, not both", 4, 2),
    ("x101", "the variable x101 at 1 is beyond x100", 0, 4),
    ("x" + "9" * 1_900, "is beyond x100", 0, 1_901),
    ("x0 + x1", "the variable x1 at 6: they are counted from x1, so x0 is none", 5, 2),
    ("+".join(f"k{i}" for i in range(11)), "at most 10 parameters", None, None),
    ("", "type a formula", 0, 0),
    ("  ", "type a formula", 0, 0),
    ("a + 1", "the formula has no variable", 0, 0),
    ("x +", "the formula ends too early", 2, 1),
    ("(x", "'(' at 1 is never closed", 0, 1),
    ("x)", "unexpected ')' at 2", 1, 1),
    ("|x", "'|' at 1 is never closed", 0, 1),
    ("2 3", "unexpected '3' at 3", 2, 1),
    ("0,5x", "write a decimal point, not a comma", 1, 1),
    ("x = 2", "the character = at 3", 2, 1),
    ("x < 1", "the comparison at 1 belongs into piecewise", 0, 5),
    ("piecewise(x, 1, 2)", "a condition such as x < 0 must stand at 11", 10, 1),
    ("1/0 + x", "division by zero at 3", 2, 1),
    ("log(0) x", "what stands at 1 is not defined", 0, 6),
    ("(-8)^(1/3) + x", "is not a real number", None, None),
    ("1e999 x", "the number at 1 is too large", 0, 5),
    ("1" * 1_900 + "x", "the number at 1 is too large", 0, 1_900),
    ("1e99^2 * x", "too large", None, None),
    ("*".join(["1e99x"] * 5), "become too large", 0, 0),
    ("exp(exp(exp(9)))*x", "too large", 4, 11),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence", "position", "length"), MISTAKES, ids=range(len(MISTAKES))
)
def test_a_mistake_gets_a_sentence_and_its_place(text, sentence, position, length):
    with pytest.raises(FormulaError) as caught:
        made(text)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    if position is not None:
        assert (caught.value.position, caught.value.length) == (position, length)
    assert 0 <= caught.value.position <= len(text)
    str(caught.value).encode()


@pytest.mark.parametrize("box", [(5, -5), (0, float("nan")), "ab", [(0, 1), (0, 1)], (0, 1e13), 3])
def test_a_box_that_does_not_hold_is_a_parameter_error(box):
    with pytest.raises(gd.ParameterError, match="box"):
        define("x^2", box=box)


@pytest.mark.parametrize("start", [(1, 2), "a", float("inf"), [[1.0]], None])
def test_a_start_that_does_not_hold_is_a_parameter_error(start):
    if start is None:
        assert define("x^2", start=None).start == (3.0,)
        return
    with pytest.raises(gd.ParameterError, match="start"):
        define("x^2", start=start)


@pytest.mark.parametrize("text", HEAVY, ids=range(len(HEAVY)))
def test_the_heaviest_formulas_are_compiled(text):
    functions = Functions(parse(text))
    pieces = len(list(functions.preparing()))
    assert pieces == len(functions.formula.variables) + 3
    assert all((functions.value, functions.gradient, functions.hessian))


@pytest.mark.parametrize("text", TOO_HEAVY, ids=range(len(TOO_HEAVY)))
def test_second_derivatives_that_are_too_long_get_a_sentence(text):
    with pytest.raises(FormulaError, match="second derivatives are too long: at most 30,000"):
        made(text)
    with pytest.raises(FormulaError, match="second derivatives are too long"):
        list(Functions(parse(text)).preparing())


def test_a_hundred_variables_have_the_derivatives_of_the_same_function_written():
    terms = [f"100(x{i + 1}-x{i}^2)^2+(1-x{i})^2" for i in range(1, 30)]
    typed, written = made("+".join(terms)), gd.Rosenbrock(n=30)
    x = np.random.default_rng(0).normal(size=(5, 30))
    for what in ("value", "gradient", "hessian"):
        expected = getattr(written, what)(x)
        np.testing.assert_allclose(getattr(typed, what)(x), expected, rtol=1e-12, atol=1e-9)
    bowl = made("+".join(f"{i} x{i}^2" for i in range(1, 101)))
    assert bowl.formula.startswith(r"f(x_{1},x_{2},\ldots,x_{100}) = ")
    assert bowl.hessian(np.ones(100)).diagonal().tolist() == list(range(2, 202, 2))
    run = gd.descend(bowl, gd.BFGS(), iterations=300)
    assert run.trajectory.f[-1] < 1e-12


@pytest.mark.parametrize("text", ENDLESS, ids=range(len(ENDLESS)))
def test_a_gradient_that_sympy_would_think_about_for_minutes_is_not_shown(text):
    assert list(gradient_latex(parse(text)))[-1] == ""
