"""Random texts and formulas: a function or a sentence, and true gradients."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import HealthCheck, assume, given, settings

from gdexplorer.problems.expression.mistake import FormulaError
from tests.problems.typed import bends, differences, made

PIECES = [
    "x", "y", "z", "x1", "x2", "a", "pi", "e", "sin(", "log(", "abs(", "piecewise(", "min(", "(",
    ")", "|", ",", "+", "-", "*", "/", "^", "**", "<", "<=", " and ", " or ", "0", "1", "2", "0.5",
    "1e99", "999", " ", "²", "κ", "__import__", "'", ".", "lambda", "\0", "[", "=", "exp(",
]  # fmt: skip
random_texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.binary(max_size=40).map(lambda b: b.decode("utf-8", "surrogateescape")),
)
quick = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(random_texts)
def test_random_text_is_a_function_or_gets_a_sentence(text):
    try:
        problem = made(text)
    except FormulaError as error:
        mistake = error
    else:
        mistake = None
    if mistake is not None:
        assert 0 <= mistake.position <= len(text)
        str(mistake).encode()
        return
    x = np.ones((2, problem.dimension))
    assert np.shape(problem.value(x)) == (2,)
    assert problem.hessian(x).shape == (2, problem.dimension, problem.dimension)
    assert problem.formula


leaves = st.sampled_from(["x", "y", "a", "2", "0.5", "pi", "(x-y)"])
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: "(" + "".join(t) + ")"),
        st.tuples(st.sampled_from(["sin", "cos", "tanh", "atan", "exp", "abs"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        st.tuples(inner, st.sampled_from(["2", "3", "-1", "5"])).map(lambda t: f"({t[0]})^{t[1]}"),
        st.tuples(inner, inner).map(lambda t: f"min({t[0]}, {t[1]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"piecewise({t[0]}<{t[1]}, {t[2]}, {t[0]})"),
    ),
    max_leaves=8,
)


@quick
@given(expressions)
def test_gradients_of_random_formulas_agree_with_differences(text):
    try:
        problem = made(f"x + {text}")
    except FormulaError:
        assume(False)
    x = np.random.default_rng(5).uniform(0.4, 1.6, (30, problem.dimension))
    h = 1e-6
    with np.errstate(all="ignore"):
        coarse, fine = (differences(problem.value, x, s) for s in (h, h / 2))
        size = np.abs(problem.value(x))[:, None]
        sound = np.abs(coarse - fine) <= 1e-5 * (1 + np.abs(fine))  # no kink and no pole here
        sound &= (size < 1e4) & np.isfinite(problem.gradient(x))
        # nor does rounding decide which case of a piecewise function a point lies in
        sound &= np.abs(bends(problem.value, x, h)) <= 1e-8 * (1 + size)
    wrong = np.abs(problem.gradient(x) - fine) > 1e-4 * (1 + np.abs(fine) + size)
    assert not (wrong & sound).any()
