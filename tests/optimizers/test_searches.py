"""Line searches where f is not defined everywhere, or the direction is no good."""

import dataclasses

import numpy as np
import pytest

import gdexplorer as gd

SEARCHING = ("bfgs", "polak_ribiere", "l_bfgs", "newton_cg", "newton")


@pytest.mark.parametrize("name", SEARCHING)
@pytest.mark.parametrize(
    ("text", "start", "minimiser"),
    [
        ("log(x) + 1/x", 5.0, 1.0),
        ("-log(x) - log(1-x)", 0.9, 0.5),
        ("sqrt(x) + 1/x", 3.0, 4 ** (1 / 3)),
    ],
)
def test_a_search_comes_back_from_where_f_is_not_defined(name, text, start, minimiser):
    run = gd.descend(gd.function(text, start=start), name)
    assert run.stop_reason.startswith("Converged")
    assert run.trajectory.x[-1, 0] == pytest.approx(minimiser, rel=1e-9)


def test_l_bfgs_forgets_what_leads_up_and_goes_down_the_gradient():
    problem, rule = gd.Rosenbrock(), gd.optimizer("l_bfgs")
    state = gd.descend(problem, rule, iterations=6).trajectory.state(6)
    misled = dataclasses.replace(state, T=0 * state.T, Y=0 * state.Y, scale=-1.0, rise=0.0)
    after = rule.step(problem, misled)
    g = problem.gradient(state.x)
    np.testing.assert_array_equal(after.d, -g)
    assert after.pairs == 0
    assert not after.T.any()
    assert problem.value(after.x) < problem.value(state.x)


def test_l_bfgs_keeps_as_many_pairs_as_it_may_and_knows_the_newest():
    rule = gd.optimizer("l_bfgs", memory=3)
    run = gd.descend(gd.Rosenbrock(n=5), rule, iterations=9).trajectory
    state, before = run.state(9), run.state(8)
    assert state.pairs == 8
    s, y = run.x[8] - run.x[7], run.gradient[8] - run.gradient[7]
    row = (state.pairs - 1) % 3
    np.testing.assert_allclose(state.T[row], s / np.sqrt(s @ y), rtol=1e-9)
    np.testing.assert_allclose(state.Y[row], y / np.sqrt(s @ y), rtol=1e-9)
    assert state.scale == pytest.approx((s @ y) / (y @ y))
    others = [i for i in range(3) if i != row]
    np.testing.assert_array_equal(state.Y[others], before.Y[others])
    np.testing.assert_allclose(state.T[others] @ state.Y[row], 0, atol=1e-12)


@pytest.mark.parametrize("factor", [1.0, 1e-9, 1e10])
def test_an_exact_search_finds_a_parabolas_minimum_at_once_whatever_its_scale(factor):
    bowl = gd.function(f"{factor}*((x-1.3)^2 + (y-0.7)^2)", start=(1, 2.1))
    run = gd.descend(bowl, "gradient_descent_exact", gradient_tolerance=1e-6 * factor)
    assert run.stop_reason.startswith("Converged")
    assert len(run.trajectory) <= 4
    assert run.trajectory.evaluations[-1, 0] <= 20


@pytest.mark.parametrize(
    ("text", "start", "least"),
    [("|x|", 0.73, 1e-6), ("sqrt(x^2)", 1.0, 1e-3), ("sqrt(x-1) + 1", 3.0, 1.01)],
)
def test_an_exact_search_takes_the_lowest_point_at_a_kink_or_before_a_wall(text, start, least):
    run = gd.descend(gd.function(text, start=start), "gradient_descent_exact", iterations=1)
    assert run.trajectory.f[-1] <= least


def test_an_exact_search_says_where_f_falls_on_and_on():
    run = gd.descend(gd.function("-x^2 - y", start=(1, 1)), "gradient_descent_exact")
    assert run.stop_reason.endswith("f falls on and on along the direction")
