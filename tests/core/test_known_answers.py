"""The answers that the program promises, through the public interface."""

import pytest

import gdexplorer as gd
from gdexplorer.api import problems


def last_x(optimizer, iterations, problem="sine_parabola", start=5.0):
    return gd.descend(problem, optimizer, start=start, iterations=iterations).trajectory.x[-1, 0]


def test_gradient_descent_finds_the_minimum_of_the_sine_parabola():
    rule = gd.GradientDescent(learning_rate=0.1)
    run = gd.descend("sine_parabola", rule, start=5, iterations=100)
    assert run.trajectory.x[-1, 0] == pytest.approx(-1.110510503581112, rel=1e-12)
    assert run.trajectory.f[-1] == pytest.approx(-3.24639427269154, rel=1e-14)


@pytest.mark.parametrize(("rate", "x"), [(0.01, 3.71491502834313), (0.5, 1.8721070203855694)])
def test_other_rates_end_elsewhere_after_twenty_iterations(rate, x):
    assert last_x(gd.GradientDescent(learning_rate=rate), 20) == pytest.approx(x, rel=1e-13)


def test_momentum_is_still_swinging_after_a_hundred_iterations():
    rule = gd.Momentum(learning_rate=0.1, momentum=0.9)
    assert last_x(rule, 100) == pytest.approx(-1.109727931431615, rel=1e-12)


def test_adagrad_creeps():
    rule = gd.AdaGrad(learning_rate=0.1, epsilon=1e-8)
    assert last_x(rule, 100) == pytest.approx(3.6121187563670047, rel=1e-10)


def test_the_quartic_has_two_equal_minima():
    problem = gd.problem("quartic")
    assert sorted(problem.minima) == [(-1.0,), (3.0,)]
    assert problem.minimum == -9.0


@pytest.mark.parametrize(("start", "end"), [(0.9, -1.0), (1.1, 3.0)])
def test_where_descent_on_the_quartic_ends_depends_on_the_start(start, end):
    rule = gd.GradientDescent(learning_rate=0.01)
    run = gd.descend("quartic", rule, start=start, iterations=5000)
    assert run.trajectory.x[-1, 0] == pytest.approx(end, abs=1e-9)
    assert run.trajectory.f[-1] == pytest.approx(-9.0, abs=1e-12)


def test_a_run_keeps_every_iterate_and_the_start():
    run = gd.descend("rosenbrock", gd.Adam(learning_rate=0.05), start=(-1.2, 1), iterations=200)
    trajectory = run.trajectory
    assert trajectory.x.shape == trajectory.gradient.shape == (201, 2)
    assert trajectory.f.shape == trajectory.gradient_norm.shape == (201,)
    assert trajectory.x[0].tolist() == [-1.2, 1.0]
    assert "200" in run.stop_reason


def test_problem_and_optimizer_may_be_names_or_objects():
    by_name = gd.descend("rosenbrock", "adam", iterations=10)
    made = gd.descend(gd.problem("rosenbrock"), gd.optimizer("adam"), iterations=10)
    assert by_name.trajectory.x.tolist() == made.trajectory.x.tolist()
    assert gd.problem("rosenbrock", b=50).b == 50.0
    assert gd.optimizer("adam", learning_rate=0.05) == gd.Adam(learning_rate=0.05)


def test_classes_are_found_by_their_names():
    assert gd.Rosenbrock is problems()["rosenbrock"]
    assert "RMSProp" in dir(gd)
    with pytest.raises(AttributeError):
        _ = gd.Nonsense


@pytest.mark.parametrize("rule", ["l_bfgs", "bfgs", "trust_region_steihaug"])
def test_rounding_makes_no_saddle_of_a_convex_functions_end(rule):
    run = gd.descend("softmax_regression", rule, iterations=1000)
    assert run.notes == ()
