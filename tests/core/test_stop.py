"""Every run ends with a reason in words."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.core.ending import definite
from gdexplorer.core.run import Run
from gdexplorer.core.stop import StopReason


def test_converged_says_the_tolerance_and_the_iteration():
    rule = gd.GradientDescent(learning_rate=0.1)
    run = gd.descend("sine_parabola", rule, gradient_tolerance=1e-6)
    assert run.stop.reason is StopReason.CONVERGED
    assert run.trajectory.gradient_norm[-1] <= 1e-6 < run.trajectory.gradient_norm[-2]
    assert run.stop_reason == f"Converged: ‖∇f‖ ≤ 1e-06 at iteration {len(run.trajectory) - 1}"


def test_stalled_at_the_first_step_that_is_short_enough():
    rule = gd.GradientDescent(learning_rate=0.001)
    run = gd.descend("ravine", rule, iterations=5000, step_tolerance=1e-3)
    assert run.stop.reason is StopReason.STALLED
    assert run.trajectory.step_length[-1] <= 1e-3
    assert (run.trajectory.step_length[1:-1] > 1e-3).all()


def noisy(batch_size):
    """A problem whose rows contradict each other: no parameters suit all of them."""
    return gd.problem(
        "logistic_regression", data="moons", noise=0.6, rows=80, batch_size=batch_size
    )


def test_what_suits_one_mini_batch_has_not_converged():
    rule = gd.GradientDescent(learning_rate=50.0)
    run = gd.descend(noisy(1), rule, iterations=200)
    assert run.trajectory.gradient_norm.min() < 1e-9  # of a row that is told with certainty
    assert run.stop.reason is StopReason.ITERATION_LIMIT


def test_what_suits_every_mini_batch_has():
    problem = gd.problem("linear_regression", noise=0, batch_size=5)
    run = gd.descend(problem, gd.GradientDescent(learning_rate=0.5), iterations=20_000)
    assert run.stop.reason is StopReason.CONVERGED
    x = run.trajectory.x[-1]
    assert np.linalg.norm(problem.gradient(x)) <= run.recipe.stop_rule.gradient_tolerance


def test_a_learning_rate_of_zero_stalls_at_once():
    run = gd.descend("rosenbrock", gd.GradientDescent(learning_rate=0))
    assert run.stop.reason is StopReason.STALLED
    assert len(run.trajectory) == 2


def test_the_iteration_limit():
    run = gd.descend("rosenbrock", gd.Adam(), iterations=7)
    assert run.stop.reason is StopReason.ITERATION_LIMIT
    assert len(run.trajectory) == 8


def test_no_iterations_leave_the_start():
    run = gd.descend("rosenbrock", gd.Adam(), iterations=0)
    assert run.trajectory.x.tolist() == [[-1.2, 1.0]]
    assert run.stop.reason is StopReason.ITERATION_LIMIT


def test_a_tolerance_of_zero_switches_its_rule_off():
    rule = gd.GradientDescent(learning_rate=0.1)
    run = gd.descend("quartic", rule, start=3, gradient_tolerance=0, step_tolerance=0, iterations=9)
    assert len(run.trajectory) == 10


def test_left_the_domain_is_a_note_not_a_stop():
    run = gd.descend("saddle", gd.GradientDescent(learning_rate=0.1), iterations=60)
    assert run.stop.reason is StopReason.ITERATION_LIMIT
    first = int(np.flatnonzero(np.abs(run.trajectory.x).max(axis=1) > 2)[0])
    assert run.notes == (f"Left the domain [-2, 2] × [-2, 2] at iteration {first}",)


def test_diverged_names_the_quantity_and_the_iteration_and_a_remedy():
    run = gd.descend("rosenbrock", gd.GradientDescent(learning_rate=1e6))
    assert run.stop.reason is StopReason.DIVERGED
    assert f"iteration {len(run.trajectory)}" in run.stop_reason
    assert "‖x‖ > 1e+12" in run.stop_reason
    assert "try a learning rate below 0.001" in run.stop_reason
    assert np.isfinite(run.trajectory.x).all()
    assert np.isfinite(run.trajectory.f).all()


@pytest.mark.parametrize("cls", [gd.GradientDescent, gd.Momentum, gd.Nesterov])
@pytest.mark.parametrize("kappa", [1, 35, 50, 777])
def test_the_remedy_is_a_remedy(cls, kappa):
    problem = gd.Ravine(kappa=kappa)
    said = gd.descend(problem, cls(learning_rate=5), iterations=2000).stop_reason
    rate = float(said.rpartition("below ")[2])
    run = gd.descend(problem, cls(learning_rate=0.999 * rate), iterations=2000)
    assert run.stop.reason is not StopReason.DIVERGED


def test_where_no_rate_helps_none_is_given():
    run = gd.descend("saddle", gd.GradientDescent(learning_rate=5), start=(1, 1))
    assert run.stop.reason is StopReason.DIVERGED
    assert "try" not in run.stop_reason


def test_a_start_at_1e300_gets_a_reason_and_keeps_the_start():
    run = gd.descend("rosenbrock", gd.GradientDescent(), start=(1e300, 1))
    assert run.stop.reason is StopReason.DIVERGED
    assert run.trajectory.x.tolist() == [[1e300, 1.0]]


def test_no_epsilon_and_no_gradient_is_not_a_number():
    run = gd.descend("ravine", gd.Adam(epsilon=0), start=(0, 1), gradient_tolerance=0)
    assert run.stop_reason == "Diverged at iteration 1: x0 is not a number"
    assert run.trajectory.x.tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize(
    ("problem", "start", "kind"), [("saddle", (0, 0), "saddle point"), ("quartic", 1, "maximum")]
)
def test_converging_to_what_is_no_minimum_is_said(problem, start, kind):
    run = gd.descend(problem, gd.GradientDescent(), start=start)
    assert run.stop.reason is StopReason.CONVERGED
    assert run.notes == (f"The end is a {kind}, not a minimum",)


def test_cancelled_keeps_what_there_is():
    run = Run(gd.descend("rosenbrock", gd.Adam(), iterations=1000).recipe)
    calls = iter(range(1000))
    run.solve(interrupted=lambda: next(calls) > 40)
    assert run.stop.reason is StopReason.CANCELLED
    assert run.stop_reason == f"Cancelled at iteration {len(run.trajectory) - 1}"
    assert 0 < len(run.trajectory) < 1001


def test_no_further_step_is_taken_once_somebody_interrupts():
    recipe = gd.descend("rosenbrock", gd.Adam(), iterations=1000).recipe
    assert len(Run(recipe).advance(50, interrupted=lambda: True).f) == 2


def test_a_value_that_overflows_is_diverged_with_the_last_finite_iterate_kept():
    problem = gd.problem("rosenbrock", b=1e12)
    rule = gd.GradientDescent(learning_rate=1e-9)
    run = gd.descend(problem, rule, start=(1e6, 0))
    assert run.stop.reason is StopReason.DIVERGED
    assert np.isfinite(run.trajectory.f).all()


def test_a_domain_of_many_sides_is_named_in_short():
    problem = gd.problem("neural_network")
    run = gd.descend(problem, gd.GradientDescent(learning_rate=1e9), iterations=5)
    domain = " × ".join(["[-1e+06, 1e+06]"] * 3)
    assert run.notes[0].startswith(f"Left the domain {domain} × … at iteration")


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), st.sampled_from([2, 3]))
def test_a_matrix_is_definite_where_its_eigenvalues_are_positive(entries, n):
    a, b, c = entries
    matrix = np.diag([a, c, 1.0])[:n, :n]
    matrix[0, 1] = matrix[1, 0] = b
    curvatures = np.linalg.eigvalsh(matrix)
    assume(abs(curvatures).min() > 1e-9 * abs(curvatures).max())
    assert definite(matrix) is bool(curvatures.min() > 0)


@pytest.mark.parametrize("entry", [np.nan, np.inf])
def test_what_is_not_finite_is_not_definite(entry):
    assert not definite(np.array([[entry, 0.0], [0.0, 1.0]]))
    assert not definite(np.array([[1.0, entry], [entry, 1.0]]))
