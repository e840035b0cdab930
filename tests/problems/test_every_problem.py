"""Laws that hold for every problem there is."""

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.api import problems
from gdexplorer.core.parameter import parameters_of

PROBLEMS = list(problems().values())
each_problem = pytest.mark.parametrize("cls", PROBLEMS, ids=lambda c: c.name)


def sample(problem, count=200):
    low, high = np.array(problem.view).T
    return low + (high - low) * np.random.default_rng(7).random((count, problem.dimension))


def central_differences(function, x, h):
    """Return the derivative along each coordinate, stacked last."""
    steps = h * np.eye(x.shape[-1])
    return np.stack([(function(x + s) - function(x - s)) / (2 * h) for s in steps], axis=-1)


@each_problem
def test_the_gradient_is_that_of_the_value(cls):
    problem = cls()
    x, h = sample(problem), 1e-6
    expected = central_differences(problem.value, x, h)
    scale = 1 + np.abs(problem.value(x)).max()
    np.testing.assert_allclose(problem.gradient(x), expected, rtol=1e-6, atol=1e-8 * scale)


@each_problem
def test_the_gradient_agrees_with_the_complex_step(cls):
    problem = cls()
    x = sample(problem)
    directions = 1e-30j * np.eye(problem.dimension)
    expected = np.stack([problem.value(x + d).imag / 1e-30 for d in directions], axis=-1)
    np.testing.assert_allclose(problem.gradient(x), expected, rtol=1e-12, atol=1e-10)


@each_problem
def test_the_hessian_is_that_of_the_gradient(cls):
    problem = cls()
    x, h = sample(problem), 1e-5
    expected = central_differences(problem.gradient, x, h)
    hessian = problem.hessian(x)
    np.testing.assert_allclose(hessian, expected, rtol=1e-6, atol=1e-5)
    np.testing.assert_array_equal(hessian, np.swapaxes(hessian, -1, -2))


@each_problem
def test_a_batch_is_its_points(cls):
    problem = cls()
    x = sample(problem, 12)
    for function in (problem.value, problem.gradient, problem.hessian):
        one_by_one = np.array([function(point) for point in x])
        np.testing.assert_array_equal(function(x), one_by_one)
        np.testing.assert_array_equal(
            function(x.reshape(3, 4, -1)).reshape(one_by_one.shape), one_by_one
        )


@each_problem
def test_minima_are_stationary_and_lowest(cls):
    problem = cls()
    for point in problem.minima:
        x = np.array(point)
        scale = 1 + np.abs(problem.hessian(x)).max()
        assert np.abs(problem.gradient(x)).max() <= 1e-12 * scale
        assert np.linalg.eigvalsh(problem.hessian(x)).min() > 0
        assert problem.value(x) == pytest.approx(problem.minimum, abs=1e-13)
    if problem.minimum is not None:
        assert problem.value(sample(problem, 20_000)).min() >= problem.minimum - 1e-12


@each_problem
def test_what_is_shown_lies_in_the_domain(cls):
    problem = cls()
    for (a, b), (low, high), start in zip(
        problem.view, problem.bounds, problem.start, strict=False
    ):
        assert low <= a < b <= high
        assert a <= start <= b
    assert len(problem.start) == problem.dimension
    assert problem.about.endswith(".")
    assert problem.formula


@each_problem
def test_parameters_say_what_they_are(cls):
    for declared in parameters_of(cls):
        assert declared.help
        assert declared.symbol
        assert (
            cls(**{declared.name: declared.slider[0]}).values()[declared.name] == declared.slider[0]
        )


def test_rosenbrocks_minimum_follows_its_parameters():
    problem = gd.problem("rosenbrock", a=2, b=5)
    assert problem.minima == ((2.0, 4.0),)
    np.testing.assert_array_equal(problem.gradient(np.array([2.0, 4.0])), 0)


def test_rosenbrocks_levels_are_the_users():
    np.testing.assert_allclose(gd.Rosenbrock.levels, np.logspace(-1, 3, 20))


@pytest.mark.parametrize("kappa", [1.0, 50.0, 1e12])
def test_kappa_is_the_ravines_condition_number(kappa):
    assert np.linalg.cond(gd.Ravine(kappa=kappa).hessian(np.zeros(2))) == pytest.approx(kappa)


def test_the_saddle_has_no_minimum():
    assert gd.Saddle().minimum is None
    assert gd.Saddle().minima == ()
