"""Jets carry the derivatives of whatever is computed with them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdexplorer.core import jet
from gdexplorer.core.jet import bends, slopes

numbers = st.floats(-3, 3, allow_nan=False).map(np.float64)
positive = st.floats(0.1, 3).map(np.float64)

UNARY = {
    "sin": (jet.sin, np.cos, lambda x: -np.sin(x)),
    "cos": (jet.cos, lambda x: -np.sin(x), lambda x: -np.cos(x)),
    "exp": (jet.exp, np.exp, np.exp),
    "log": (jet.log, lambda x: 1 / x, lambda x: -1 / (x * x)),
    "sqrt": (jet.sqrt, lambda x: 0.5 / np.sqrt(x), lambda x: -0.25 / np.sqrt(x) ** 3),
    "tanh": (
        jet.tanh,
        lambda x: 1 / np.cosh(x) ** 2,
        lambda x: -2 * np.tanh(x) / np.cosh(x) ** 2,
    ),
    "absolute": (jet.absolute, np.sign, lambda x: 0.0),
    "cube": (lambda x: jet.power(x, 3), lambda x: 3 * x * x, lambda x: 6 * x),
    "operator": (lambda x: x**5, lambda x: 5 * x**4, lambda x: 20 * x**3),
    "first power": (lambda x: jet.power(x, 1), lambda x: 1.0, lambda x: 0.0),
    "square": (lambda x: x * x, lambda x: 2 * x, lambda x: 2.0),
    "inverse": (lambda x: 3 / x, lambda x: -3 / (x * x), lambda x: 6 / (x * x * x)),
    "linear": (lambda x: 2 - (-x + 1) / 4 + 3, lambda x: 0.25, lambda x: 0.0),
    "applied": (
        lambda x: jet.apply(x, np.arctan, lambda t: 1 / (1 + t * t), _arctan_bend),
        lambda x: 1 / (1 + x * x),
        lambda x: _arctan_bend(x),
    ),
}


def _arctan_bend(t):
    return -2 * t / (1 + t * t) ** 2


def parts(f):
    """Return the derivatives x, y, xx, xy, yy as numbers."""
    return [0.0 if p is None else float(p) for p in (f.x, f.y, f.xx, f.xy, f.yy)]


def close(a, b):
    np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", UNARY)
@settings(deadline=None)
@given(x=positive)
def test_functions_have_their_derivatives(name, x):
    f, f1, f2 = UNARY[name]
    (first,), (second,) = slopes((x,)), bends((x,))
    close(f(first).value, f(x))
    close([f(first).x, f(second).x], [f1(x)] * 2)
    close(parts(f(second))[2], f2(x))
    assert f(first).y is None


@pytest.mark.parametrize("name", UNARY)
@settings(deadline=None)
@given(x=positive, y=numbers)
def test_the_chain_rule_holds_in_two_variables(name, x, y):
    f, f1, f2 = UNARY[name]
    inner = x + 1 + 0.1 * y * y  # has the slope (1, 0.2y) and the second derivative 0.2 by yy
    a, b = bends((x, y))
    a1, a2 = f1(inner), f2(inner)
    expected = [a1, a1 * 0.2 * y, a2, a2 * 0.2 * y, a2 * (0.2 * y) ** 2 + 0.2 * a1]
    np.testing.assert_allclose(parts(f(a + 1 + 0.1 * b * b)), expected, rtol=1e-10, atol=1e-10)


@settings(deadline=None)
@given(x=numbers, y=numbers)
def test_a_polynomial_has_its_derivatives(x, y):
    a, b = bends((x, y))
    f = 3 * a * a * b - b * b * b + (a - b) * (a + 2 * b) - 5
    close(f.value, 3 * x * x * y - y * y * y + x * x + x * y - 2 * y * y - 5)
    expected = [
        6 * x * y + 2 * x + y,
        3 * x * x - 3 * y * y + x - 4 * y,
        6 * y + 2,
        6 * x + 1,
        -6 * y - 4,
    ]
    close(parts(f), expected)


@settings(deadline=None)
@given(x=numbers, y=positive)
def test_a_quotient_times_its_divisor_is_the_dividend(x, y):
    a, b = bends((x, y))
    np.testing.assert_allclose(parts(jet.sin(a) / b * b), parts(jet.sin(a)), atol=1e-10)
    one = a / (a * a + b) * (a * a + b) / a if abs(x) > 0.1 else a - a + 1
    np.testing.assert_allclose(parts(one), np.zeros(5), atol=1e-8)


@settings(deadline=None)
@given(x=numbers, y=numbers)
def test_first_and_second_order_agree(x, y):
    def f(a, b):
        return jet.exp(a * b) / (1 + b * b) - jet.tanh(a - 2 * b) * jet.cos(b)

    first, second = f(*slopes((x, y))), f(*bends((x, y)))
    assert (first.value, first.x, first.y) == (second.value, second.x, second.y)


def test_a_first_order_jet_carries_no_second_derivatives():
    assert not hasattr(jet.sin(slopes((np.float64(1.0),))[0]), "xx")


def test_arrays_are_differentiated_at_once():
    x = np.linspace(0.5, 2, 7)
    a, b = bends((x, 2 * x))
    f = jet.log(a) * b
    for i, t in enumerate(x):
        c, d = bends((t, 2 * t))
        one = jet.log(c) * d
        got = (f.x[i], f.y[i], f.xx[i], f.xy[i])
        assert got == (one.x, one.y, one.xx, one.xy)
    assert f.yy is None


def test_arrays_and_numbers_may_stand_on_the_left():
    x = np.array([1.0, 2.0])
    (a,) = slopes((x,))
    for f, slope in ((x * a, x), (x + a, 1.0), (x - a, -1.0), (np.float64(2) * a, 2.0)):
        assert type(f) is jet.Slope
        np.testing.assert_array_equal(f.x, slope)


@pytest.mark.parametrize("kind", [np.float64, lambda v: np.array([v, v])])
def test_at_a_kink_the_slope_is_zero(kind):
    (x,) = bends((kind(0.0),))
    for f in (jet.absolute(x), jet.sqrt(x * x), jet.sqrt(jet.absolute(x))):
        np.testing.assert_array_equal(f.x, kind(0.0))
        assert f.xx is None or np.isfinite(f.xx).all()


def test_numbers_are_left_as_they_are():
    assert jet.sin(1.0) == math.sin(1.0)
    assert jet.power(np.float64(3), 4) == 81
    assert jet.power(2 + 1j, 2) == 3 + 4j
    assert jet.absolute(-2.0) == 2


def test_the_complex_step_differentiates_the_absolute_value():
    for x in (-2.0, 3.0):
        assert jet.absolute(np.complex128(x + 1e-30j)).imag == np.sign(x) * 1e-30


def test_overflow_is_infinite_and_silent_for_who_asks():
    with np.errstate(all="ignore"):
        x, y = bends((np.float64(1e200), np.float64(800.0)))
        assert math.isinf((x * x).value)
        assert math.isinf(jet.exp(y).y)
        assert math.isinf((1 / (x - 1e200)).value)
