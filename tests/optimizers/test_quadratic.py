"""What theory says of every rule on a strictly convex quadratic."""

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.core.problem import Problem

KAPPA = 50.0


class Quadratic(Problem):
    """½ (x − b)ᵀA(x − b) with eigenvalues from 1 to 40."""

    name = "quadratic_in_five"
    title = "Quadratic"
    dimension = 5
    bounds = view = ((-10.0, 10.0),) * 5
    start = (3.0, -2.0, 1.0, 4.0, -5.0)

    def __init__(self):
        rng = np.random.default_rng(3)
        q, _ = np.linalg.qr(rng.standard_normal((5, 5)))
        self.A = q @ np.diag([1.0, 3.0, 9.0, 20.0, 40.0]) @ q.T
        self.b = rng.standard_normal(5)

    def value(self, x):
        return 0.5 * np.einsum("...i,ij,...j->...", x - self.b, self.A, x - self.b)

    def gradient(self, x):
        return (x - self.b) @ self.A

    def hessian(self, x):
        return np.broadcast_to(self.A, (*x.shape[:-1], 5, 5))


def ends_at(name, iterations, **settings):
    problem = Quadratic()
    rule = gd.optimizer(name, **settings)
    run = gd.descend(problem, rule, iterations=iterations)
    return np.abs(run.trajectory.x[-1] - problem.b).max(), len(run.trajectory) - 1


@pytest.mark.parametrize(
    "name", ["fletcher_reeves", "polak_ribiere", "hestenes_stiefel", "dai_yuan", "bfgs", "dfp"]
)
def test_with_exact_searches_it_ends_in_n_steps(name):
    error, _ = ends_at(name, 5, search="exact")
    assert error < 1e-9
    before, _ = ends_at(name, 4, search="exact")
    assert before > 1e-3


@pytest.mark.parametrize("form", ["pure", "damped", "positive"])
def test_newton_ends_in_one_step(form):
    error, steps = ends_at("newton", 50, form=form)
    assert steps <= 2
    assert ends_at("newton", 1, form=form)[0] < 1e-12
    assert error < 1e-12


def test_newton_cg_solves_a_quadratic_in_a_few_steps():
    error, steps = ends_at("newton_cg", 50)
    assert steps <= 10
    assert error < 1e-10


@pytest.mark.parametrize("name", ["trust_region_dogleg", "trust_region_steihaug"])
def test_a_trust_region_that_reaches_far_enough_is_newton(name):
    error, steps = ends_at(name, 50, initial_radius=100)
    assert error < 1e-10
    assert steps <= 8


def test_gradient_descents_rate_is_what_theory_says():
    rate = 2 / (1 + KAPPA)
    run = gd.descend(
        gd.Ravine(kappa=KAPPA),
        gd.GradientDescent(learning_rate=rate),
        start=(KAPPA, 1.0),
        iterations=100,
    )
    errors = np.linalg.norm(run.trajectory.x, axis=1)
    shrinks = errors[1:] / errors[:-1]
    np.testing.assert_allclose(shrinks, (KAPPA - 1) / (KAPPA + 1), atol=1e-6)


@pytest.mark.parametrize(("factor", "falls"), [(0.999, True), (1.001, False)])
def test_gradient_descent_is_stable_just_below_two_over_the_largest_curvature(factor, falls):
    rule = gd.GradientDescent(learning_rate=factor * 2 / KAPPA)
    run = gd.descend(gd.Ravine(kappa=KAPPA), rule, start=(0.0, 1.0), iterations=200)
    assert (run.trajectory.f[-1] < run.trajectory.f[0]) == falls


def test_exact_steps_are_at_right_angles():
    x = gd.descend(
        "ravine", "gradient_descent_exact", start=(-4.5, 2.5), iterations=20
    ).trajectory.x
    steps = np.diff(x, axis=0)
    cosines = (steps[1:] * steps[:-1]).sum(axis=1)
    cosines /= np.linalg.norm(steps[1:], axis=1) * np.linalg.norm(steps[:-1], axis=1)
    np.testing.assert_allclose(cosines, 0, atol=1e-9)


def test_a_search_keeps_its_trials_and_marks_the_one_it_took():
    run = gd.descend("rosenbrock", "gradient_descent_armijo", iterations=1)
    state = run.trajectory.state(1)
    tried = state.alphas[~np.isnan(state.alphas)]
    np.testing.assert_allclose(tried, 0.5 ** np.arange(len(tried)))
    assert state.alpha == tried[-1]
    points = run.trajectory.x[0] + tried[:, None] * state.d
    np.testing.assert_array_equal(state.phis[: len(tried)], gd.Rosenbrock().value(points))
    np.testing.assert_array_equal(points[-1], run.trajectory.x[1])


def test_the_wolfe_conditions_hold_at_every_accepted_step():
    rule = gd.optimizer("bfgs")
    run = gd.descend("himmelblau", rule, iterations=8)
    x, g = run.trajectory.x, run.trajectory.gradient
    for k in range(1, len(x)):
        state = run.trajectory.state(k)
        slope, after = g[k - 1] @ state.d, g[k] @ state.d
        f = run.trajectory.f
        assert f[k] <= f[k - 1] + rule.c1 * state.alpha * slope + 1e-12
        assert abs(after) <= rule.c2 * abs(slope) + 1e-12
