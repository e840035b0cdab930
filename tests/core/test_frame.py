"""Landscapes moved, stretched, turned and roughened, and seen through planes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.core.plane import (
    Sliced,
    coordinate_plane,
    normalised,
    path_plane,
    random_plane,
    share_seen,
    sliced,
)
from gdexplorer.core.problem import LeastSquares
from gdexplorer.core.projection import Projection

PROBLEMS = ["sine_parabola", "rosenbrock", "himmelblau", "branin", "rastrigin"]
ALL = gd.Frame(shift_x=0.5, shift_y=-1, scale_x=2, scale_y=0.5, rotation=25, noise=0.7)


def sample(problem, count=60):
    low, high = np.array(problem.view).T
    return low + (high - low) * np.random.default_rng(2).random((count, problem.dimension))


def differences(function, x, h):
    steps = h * np.eye(x.shape[-1])
    return np.stack([(function(x + s) - function(x - s)) / (2 * h) for s in steps], axis=-1)


def check_derivatives(problem, rtol=2e-5):
    x = sample(problem)
    g, h = differences(problem.value, x, 1e-5), differences(problem.gradient, x, 1e-5)
    np.testing.assert_allclose(problem.gradient(x), g, rtol=rtol, atol=rtol * np.abs(g).max())
    np.testing.assert_allclose(problem.hessian(x), h, rtol=rtol, atol=rtol * np.abs(h).max())
    v = np.linspace(-1, 2, problem.dimension)
    product = np.einsum("kij,j->ki", problem.hessian(x), v)
    size = np.abs(product).max()
    np.testing.assert_allclose(
        problem.curve(x, np.broadcast_to(v, x.shape)), product, atol=1e-9 * size
    )


@pytest.mark.parametrize("name", PROBLEMS)
def test_derivatives_in_a_frame_are_those_of_its_value(name):
    check_derivatives(ALL.around(gd.problem(name)))


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_frames_minima_are_stationary_and_as_low(name):
    frame = gd.Frame(shift_x=0.5, shift_y=-1, scale_x=2, scale_y=0.5, rotation=25)
    problem = frame.around(gd.problem(name))
    for minimum, plain in list(zip(problem.minima, gd.problem(name).minima, strict=True))[:4]:
        x = np.array(minimum)
        scale = np.abs(problem.hessian(x)).max()
        assert np.abs(problem.gradient(x)).max() <= 1e-11 * (1 + scale) * (1 + np.abs(x).max())
        height = gd.problem(name).value(np.array(plain))
        assert problem.value(x) == pytest.approx(height, abs=1e-9)
    assert problem.value(np.array(problem.minima[0])) == pytest.approx(problem.minimum, abs=1e-9)


@given(st.floats(-180, 180), st.floats(0.1, 10), st.floats(-5, 5))
@settings(max_examples=40, deadline=None)
def test_a_point_comes_back_from_a_frame(angle, scale, shift):
    problem = gd.Frame(rotation=angle, scale_x=scale, shift_y=shift).around(gd.Himmelblau())
    z = sample(gd.Himmelblau(), 5)
    np.testing.assert_allclose(problem.value(problem.outside(z)), gd.Himmelblau().value(z))


def test_no_frame_is_the_problem_itself():
    problem = gd.Rosenbrock()
    assert gd.Frame().around(problem) is problem


def test_sums_of_squares_stay_so_without_noise():
    framed = gd.Frame(rotation=30).around(gd.Rosenbrock())
    assert isinstance(framed, LeastSquares)
    x = sample(framed)
    r, j = framed.residuals(x), framed.jacobian(x)
    np.testing.assert_allclose((r * r).sum(axis=-1), framed.value(x))
    np.testing.assert_allclose(2 * np.einsum("kmn,km->kn", j, r), framed.gradient(x), atol=1e-9)
    assert not isinstance(gd.Frame(noise=1).around(gd.Rosenbrock()), LeastSquares)


def test_noise_has_the_height_it_says_and_its_seed():
    flat = gd.Frame(noise=3.0, noise_seed=1).around(gd.Sphere())
    x = sample(flat, 20_000)
    rough = flat.value(x) - gd.Sphere().value(x)
    assert rough.std() == pytest.approx(3.0, rel=0.1)
    other = gd.Frame(noise=3.0, noise_seed=2).around(gd.Sphere())
    assert not np.allclose(other.value(x), flat.value(x))
    assert flat.minimum is None


def test_more_than_two_variables_are_turned_in_the_first_two():
    problem = gd.Frame(rotation=90, shift_x=1).around(gd.Rosenbrock(n=5))
    check_derivatives(problem)
    assert len(problem.view) == 5


def test_a_coordinate_plane_shows_the_coordinates_themselves():
    problem, x = gd.Rosenbrock(n=6), np.arange(6.0)
    seen = sliced(problem, coordinate_plane(x, 1, 4), x[None])
    assert isinstance(seen, Sliced)
    assert seen.value(np.array([1.0, 4.0])) == problem.value(x)
    np.testing.assert_array_equal(seen.plane.project(x), (1.0, 4.0))
    check_derivatives(seen, rtol=1e-4)


def test_a_paths_plane_holds_its_two_leading_directions():
    rng = np.random.default_rng(1)
    basis = np.linalg.qr(rng.standard_normal((8, 2)))[0].T
    x = 3 + rng.standard_normal((50, 2)) * [5, 1] @ basis
    plane = path_plane(x)
    s, t = plane.project(x)
    np.testing.assert_allclose(plane.point(s, t), x, atol=1e-9)
    assert np.std(s) > np.std(t)
    np.testing.assert_allclose([plane.across @ plane.across, plane.across @ plane.up], [1, 0],
                               atol=1e-12)  # fmt: skip


@pytest.mark.parametrize("rows", [1, 2])
def test_a_path_that_hardly_moved_has_a_plane_all_the_same(rows):
    plane = path_plane(np.ones((rows, 4)) + np.arange(rows)[:, None])
    assert plane.across @ plane.up == pytest.approx(0, abs=1e-12)
    assert np.linalg.norm(plane.up) == pytest.approx(1)


def test_each_filter_of_a_random_direction_is_as_long_as_its_weights():
    problem = gd.problem("neural_network")
    x = np.array(problem.start) + 0.1
    filters = problem.filter_numbers
    direction = normalised(np.random.default_rng(0).normal(size=len(x)), x, filters)
    W1, b1, W2, _ = problem.split(direction)
    theirs = list(problem.split(x))
    np.testing.assert_allclose(np.linalg.norm(W1, axis=0), np.linalg.norm(theirs[0], axis=0))
    np.testing.assert_allclose(np.linalg.norm(W2, axis=0), np.linalg.norm(theirs[2], axis=0))
    np.testing.assert_allclose(np.linalg.norm(b1), np.linalg.norm(theirs[1]))
    assert filters.max() + 1 == 8 + 1 + 1 + 1
    assert len(filters) == problem.dimension


def test_a_random_plane_is_orthonormal_and_its_seeds_differ():
    x = np.arange(1.0, 41.0)
    planes = [random_plane(x, np.arange(40) // 5, seed) for seed in (0, 0, 1)]
    basis = np.stack([planes[0].across, planes[0].up])
    np.testing.assert_allclose(basis @ basis.T, np.eye(2), atol=1e-12)
    assert planes[0].reach[0] == pytest.approx(np.linalg.norm(x))
    np.testing.assert_array_equal(planes[0].across, planes[1].across)
    assert not np.allclose(planes[0].across, planes[2].across)
    flat = random_plane(np.zeros(5), np.zeros(5, dtype=int), 0)  # zero weights have no directions
    assert np.isfinite(flat.across).all()
    assert flat.across @ flat.up == 0


def test_the_paths_own_plane_shows_most_of_its_variance():
    x = np.random.default_rng(0).normal(size=(50, 6)) * [9, 1, 7, 1, 1, 1]
    own, other = path_plane(x), coordinate_plane(x[-1], 1, 3)
    assert share_seen(own, x) > 0.9 > 0.1 > share_seen(other, x)
    expected = x.var(axis=0)[[1, 3]].sum() / x.var(axis=0).sum()
    assert share_seen(other, x) == pytest.approx(expected)


def test_a_plane_through_another_point_leaves_all_projections_in_place():
    x = np.random.default_rng(0).normal(size=(9, 5))
    plane = path_plane(x)
    moved = plane.through(x[3])
    np.testing.assert_allclose(moved.project(x), plane.project(x), atol=1e-12)
    np.testing.assert_allclose(moved.point(*moved.project(x[3])), x[3], atol=1e-12)


def test_a_growing_path_is_projected_as_a_whole_one_would_be():
    x = np.random.default_rng(0).normal(size=(9, 5))
    plane = path_plane(x)
    shadow = Projection(plane)
    shadow.of(x[:1])
    np.testing.assert_allclose(shadow.of(x), plane.project(x), atol=1e-14)
    assert shadow.suits(plane.through(x[2]))
    assert not shadow.suits(path_plane(x))
