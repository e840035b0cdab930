"""Laws that hold for every problem there is."""

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.api import problems
from gdexplorer.core.data import DataProblem
from gdexplorer.core.parameter import parameters_of
from gdexplorer.core.problem import LeastSquares, Trait
from tests.typesetting import TALLEST, heights

PROBLEMS = list(problems().values())
SCALABLE = [c for c in PROBLEMS if "n" in {p.name for p in parameters_of(c)}]
SQUARES = [c for c in PROBLEMS if issubclass(c, LeastSquares)]
LANDSCAPES = [c for c in PROBLEMS if not issubclass(c, DataProblem)]
"""Models that learn from data have their own laws beside these: their x is long, sums are matrix
products, whose rounding depends on the batch."""
each_problem = pytest.mark.parametrize("cls", PROBLEMS, ids=lambda c: c.name)
each_landscape = pytest.mark.parametrize("cls", LANDSCAPES, ids=lambda c: c.name)
each_scalable = pytest.mark.parametrize("cls", SCALABLE, ids=lambda c: c.name)
each_size = pytest.mark.parametrize("n", [2, 3, 10])

KINKED = {"absolute_value", "ackley", "bukin_n6"}
"""Whose minimum is where no derivative exists."""


def sample(problem, count=200, seed=7):
    low, high = np.array(problem.view).T
    return low + (high - low) * np.random.default_rng(seed).random((count, problem.dimension))


def central_differences(function, x, h):
    """Return the derivative along each coordinate, stacked last."""
    steps = h * np.eye(x.shape[-1])
    return np.stack([(function(x + s) - function(x - s)) / (2 * h) for s in steps], axis=-1)


def complex_steps(problem, x):
    """Return the gradient by the complex step, exact but at kinks."""
    directions = 1e-30j * np.eye(problem.dimension)
    return np.stack([problem.value(x + d).imag / 1e-30 for d in directions], axis=-1)


def size(values):
    return 1 + np.abs(values).max()


def assert_gradient(problem, x):
    expected = complex_steps(problem, x)
    np.testing.assert_allclose(
        problem.gradient(x), expected, rtol=1e-11, atol=1e-14 * size(expected)
    )


def assert_hessian(problem, x):
    """Compare with differences of the gradient where two step lengths agree on them."""
    h = 1e-6 * np.ptp(np.array(problem.view))
    coarse = central_differences(problem.gradient, x, 2 * h)
    fine = central_differences(problem.gradient, x, h)
    hessian = problem.hessian(x)
    scale = size(hessian)
    smooth = np.abs(coarse - fine).max(axis=(-1, -2)) <= 1e-5 * scale
    assert smooth.mean() > 0.95
    np.testing.assert_allclose(hessian[smooth], fine[smooth], rtol=1e-5, atol=1e-5 * scale)
    np.testing.assert_array_equal(hessian, np.swapaxes(hessian, -1, -2))


def assert_curve(problem, x):
    v = np.random.default_rng(3).normal(size=x.shape)
    expected = np.einsum("...ij,...j->...i", problem.hessian(x), v)
    np.testing.assert_allclose(
        problem.curve(x, v), expected, rtol=1e-12, atol=1e-13 * size(expected)
    )


@each_landscape
def test_the_gradient_is_that_of_the_value(cls):
    problem = cls()
    x, h = sample(problem), 1e-6
    expected = complex_steps(problem, x)
    differences = central_differences(problem.value, x, h)
    near = np.isclose(differences, expected, rtol=1e-5, atol=1e-8 * size(problem.value(x)))
    assert near.mean() > (0.98 if Trait.NOT_SMOOTH in cls.traits else 0.999)


@each_landscape
def test_the_gradient_agrees_with_the_complex_step(cls):
    assert_gradient(cls(), sample(cls()))


@each_landscape
def test_the_hessian_is_that_of_the_gradient(cls):
    assert_hessian(cls(), sample(cls()))


@each_landscape
def test_a_curve_is_the_hessian_times_a_direction(cls):
    assert_curve(cls(), sample(cls()))


@each_landscape
def test_a_batch_is_its_points(cls):
    problem = cls()
    x = sample(problem, 12)
    for function in (problem.value, problem.gradient, problem.hessian):
        one_by_one = np.array([function(point) for point in x])
        assert function(x).shape == one_by_one.shape
        np.testing.assert_array_equal(function(x), one_by_one)
        np.testing.assert_array_equal(
            function(x.reshape(3, 4, -1)).reshape(one_by_one.shape), one_by_one
        )


@each_landscape
def test_a_large_batch_is_its_parts(cls):
    problem = cls()
    x = sample(problem, 20_000).reshape(100, 200, -1)
    for function in (problem.value, problem.gradient, problem.hessian):
        np.testing.assert_array_equal(function(x)[50:60], function(x[50:60]))


@each_landscape
def test_evaluating_leaves_the_points_alone(cls):
    problem = cls()
    x = sample(problem, 5)
    before = x.copy()
    for function in (problem.value, problem.gradient, problem.hessian):
        function(x)
    np.testing.assert_array_equal(x, before)


@each_landscape
def test_far_out_nothing_is_raised(cls):
    problem = cls()
    for far in (-1e12, 1e12, 1e200):
        x = np.full(problem.dimension, far)
        with np.errstate(all="ignore"):
            for function in (problem.value, problem.gradient, problem.hessian):
                np.testing.assert_array_equal(function(x[None])[0], function(x))


@each_landscape
def test_interior_minima_are_stationary(cls):
    problem = cls()
    if cls.name in KINKED or Trait.EDGE in cls.traits:
        return
    for point in problem.minima:
        x = np.array(point)
        hessian = problem.hessian(x)
        assert np.abs(problem.gradient(x)).max() <= 1e-12 * size(hessian)
        assert np.linalg.eigvalsh(hessian).min() > 0


@each_landscape
def test_no_point_of_the_box_is_lower_than_the_minimum(cls):
    problem = cls()
    if problem.minimum is None:
        assert Trait.UNBOUNDED in cls.traits
        assert problem.minima == ()
        return
    f = np.array([problem.value(np.array(point)) for point in problem.minima])
    assert f[0] == pytest.approx(problem.minimum, rel=1e-14, abs=1e-12)
    assert (np.diff(f) >= -1e-9).all()
    low, high = np.array(problem.bounds).T
    box = low + (high - low) * np.random.default_rng(5).random((20_000, problem.dimension))
    lowest = problem.minimum - 1e-9 * max(1.0, abs(problem.minimum))
    assert problem.value(box).min() >= lowest
    assert problem.value(sample(problem, 20_000)).min() >= lowest


@each_problem
def test_of_no_points_there_are_no_values(cls):
    problem = cls()
    none = np.empty((0, problem.dimension))
    assert np.shape(problem.value(none)) == (0,)
    assert problem.gradient(none).shape == none.shape


@each_problem
def test_minima_are_different_points_of_the_box(cls):
    problem = cls()
    assert len(set(problem.minima)) == len(problem.minima)
    low, high = np.array(problem.bounds).T
    for point in problem.minima:
        assert ((low <= point) & (point <= high)).all()


@each_problem
def test_what_is_shown_lies_in_the_domain(cls):
    problem = cls()
    for (a, b), (low, high), start in zip(problem.view, problem.bounds, problem.start, strict=True):
        assert low <= a < b <= high
        assert a <= start <= b
    assert len(problem.start) == problem.dimension
    assert np.linalg.norm(problem.gradient(np.array(problem.start))) > 1e-3
    assert problem.about.endswith(".")
    assert problem.about.count(". ") == 0
    assert problem.traits


@each_problem
def test_formulas_can_be_typeset(cls):
    assert 0 < max(heights(cls.formula)) <= TALLEST


@each_problem
def test_descent_from_the_start_goes_down_and_does_not_diverge(cls):
    rule = gd.GradientDescent(learning_rate=cls.learning_rate)
    run = gd.descend(cls(), rule, iterations=200)
    if Trait.UNBOUNDED not in cls.traits:
        assert "Diverged" not in run.stop_reason
    assert run.trajectory.f[len(run.trajectory) - 1] < run.trajectory.f[0]


@each_problem
def test_parameters_say_what_they_are(cls):
    for declared in parameters_of(cls):
        assert declared.help
        if declared.kind is str:
            assert set(declared.choices) >= {declared.default}
        elif declared.kind is not bool:
            assert declared.symbol
            least = declared.slider[0]
            assert cls(**{declared.name: least}).values()[declared.name] == least


@each_problem
def test_no_two_parameters_have_the_same_symbol(cls):
    shown = [declared.symbol or declared.title for declared in parameters_of(cls)]
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("n", [2, 5])
@pytest.mark.parametrize("cls", SQUARES, ids=lambda c: c.name)
def test_squares_of_residuals_add_up_to_the_value(cls, n):
    problem = cls(n=n) if cls in SCALABLE else cls()
    x = sample(problem)
    r, jacobian = problem.residuals(x), problem.jacobian(x)
    value, gradient = problem.value(x), problem.gradient(x)
    np.testing.assert_allclose((r * r).sum(-1), value, rtol=1e-12)
    product = 2 * np.einsum("...mn,...m->...n", jacobian, r)
    np.testing.assert_allclose(product, gradient, rtol=1e-11, atol=1e-13 * size(gradient))
    differences = central_differences(problem.residuals, x, 1e-6)
    np.testing.assert_allclose(jacobian, differences, rtol=1e-6, atol=1e-7 * size(jacobian))
    np.testing.assert_allclose(problem.residuals(x[0]), r[0], rtol=1e-14, atol=1e-15 * size(r))
    np.testing.assert_allclose(problem.jacobian(x[0]), jacobian[0], rtol=1e-14)


@each_size
@each_scalable
def test_in_n_variables_the_derivatives_are_those_of_the_value(cls, n):
    problem = cls(n=n)
    x = sample(problem, 30)
    assert problem.dimension == n == len(problem.start) == len(problem.bounds)
    assert_gradient(problem, x)
    assert_hessian(problem, x)
    assert_curve(problem, x)
    for function in (problem.value, problem.gradient, problem.hessian):
        one_by_one = np.array([function(point) for point in x])
        np.testing.assert_allclose(function(x), one_by_one, rtol=1e-13)


@each_size
@each_scalable
def test_in_n_variables_the_minima_are_stationary_and_lowest(cls, n):
    problem = cls(n=n)
    assert problem.minima
    for point in problem.minima:
        x = np.array(point)
        assert cls.name in KINKED or np.abs(problem.gradient(x)).max() < 1e-12 * size(
            problem.hessian(x)
        )
    assert problem.value(np.array(problem.minima[0])) == pytest.approx(problem.minimum, abs=1e-12)
    assert problem.value(sample(problem, 2000)).min() >= problem.minimum


@each_scalable
def test_a_thousand_variables_are_no_trouble(cls):
    problem = cls(n=1000)
    x = np.array(problem.start)
    v = np.ones(1000)
    assert np.isfinite(problem.value(x))
    assert np.isfinite(problem.gradient(x)).all()
    h = 1e-6 * np.ptp(np.array(problem.view))
    expected = (problem.gradient(x + h * v) - problem.gradient(x - h * v)) / (2 * h)
    np.testing.assert_allclose(problem.curve(x, v), expected, rtol=1e-5, atol=1e-6 * size(expected))
    assert problem.value(np.array(problem.minima[0])) == pytest.approx(
        problem.minimum, rel=1e-12, abs=1e-9
    )
