"""The inner loop of Newton-CG and of Steihaug's trust region goes as far as it pays."""

import numpy as np

from gdexplorer.core.problem import norm
from gdexplorer.optimizers.truncated_cg import truncated_cg

B = np.diag([1.0, 4.0, 9.0])
G = np.array([1.0, -2.0, 3.0])


def test_a_small_gradient_is_solved_for_in_as_many_iterations_as_variables():
    g = 1e-16 * G
    loop = truncated_cg(B.dot, g, norm)
    assert len(loop.path) == 3
    assert loop.ahead is None
    np.testing.assert_allclose(loop.path[-1], -np.linalg.solve(B, g), rtol=1e-6)


def test_it_ends_as_soon_as_the_residual_is_small_enough():
    path = truncated_cg(B.dot, G, norm).path
    enough = min(0.5, norm(G) ** 0.5) * norm(G)
    residuals = [norm(G + B @ z) for z in path]
    assert residuals[-1] <= enough
    assert all(r > enough for r in residuals[:-1])


def test_it_takes_no_more_iterations_than_it_may():
    assert len(truncated_cg(B.dot, 1e-16 * G, norm, most=2).path) == 2


def test_it_stops_where_the_model_does_not_bend_upwards():
    product = np.diag([1.0, 1.0, -5.0]).dot
    loop = truncated_cg(product, G, norm)
    assert loop.path == []
    np.testing.assert_array_equal(loop.ahead, -G)
    assert loop.curvature == G @ product(G) < 0


def test_it_stays_within_the_radius():
    g = 1e-16 * G
    whole = truncated_cg(B.dot, g, norm).path
    radius = (norm(whole[1]) + norm(whole[2])) / 2
    loop = truncated_cg(B.dot, g, norm, radius=radius)
    assert len(loop.path) == 2
    assert all(norm(z) < radius for z in loop.path)
    outward = (whole[2] - whole[1]) / norm(whole[2] - whole[1])
    np.testing.assert_allclose(loop.ahead / norm(loop.ahead), outward, rtol=1e-6)
