"""What trips re-implementers of the rules; numbers by hand from the formulas."""

import math

import numpy as np
import pytest

import gdexplorer as gd


def first_step(rule, start=(-1.2, 1.0)):
    run = gd.descend("rosenbrock", rule, start=start, iterations=1)
    return run.trajectory.x[1] - run.trajectory.x[0]


def test_adams_first_step_is_the_learning_rate_in_every_coordinate():
    np.testing.assert_allclose(np.abs(first_step(gd.Adam(learning_rate=0.05))), 0.05, rtol=1e-8)


def test_adagrads_first_step_is_the_learning_rate_in_every_coordinate():
    np.testing.assert_allclose(np.abs(first_step(gd.AdaGrad(learning_rate=0.1))), 0.1, rtol=1e-8)


def test_an_initial_accumulator_shortens_adagrads_first_step():
    rule = gd.AdaGrad(learning_rate=1, initial_accumulator=100, epsilon=0)
    g = gd.Rosenbrock().gradient(np.array([-1.2, 1.0]))
    np.testing.assert_allclose(first_step(rule), -g / np.sqrt(100 + g * g), rtol=1e-14)


def test_rmsprops_first_step_is_ten_times_the_learning_rate():
    step = first_step(gd.RMSProp(learning_rate=0.01, alpha=0.99))
    np.testing.assert_allclose(np.abs(step), 0.01 / math.sqrt(0.01), rtol=1e-7)


def test_the_first_momentum_buffer_is_the_gradient_undamped():
    damped = first_step(gd.Momentum(learning_rate=1e-3, dampening=0.5))
    np.testing.assert_array_equal(damped, first_step(gd.GradientDescent(learning_rate=1e-3)))


def test_weight_decay_moves_the_minimum():
    rule = gd.GradientDescent(learning_rate=0.1, weight_decay=1.0)
    run = gd.descend("ravine", rule, start=(1.0, 0.0), iterations=1)
    assert run.trajectory.x[1, 0] == pytest.approx(1 - 0.1 * 2)


def test_momentum_without_momentum_is_gradient_descent():
    a = gd.descend("rosenbrock", gd.Momentum(momentum=0, dampening=0.3), iterations=50)
    b = gd.descend("rosenbrock", gd.GradientDescent(), iterations=50)
    np.testing.assert_array_equal(a.trajectory.x, b.trajectory.x)


def test_a_centered_variance_that_rounds_below_zero_is_zero():
    rule = gd.RMSProp(learning_rate=0.001, alpha=0.5, centered=True, epsilon=1e-3)
    run = gd.descend("saddle", rule, start=(1.0, 0.0), iterations=100)
    assert np.isfinite(run.trajectory.x).all()
