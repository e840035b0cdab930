"""Other libraries' forms by hand-worked steps, and where they matter: Reddi's counter-example."""

import math

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.core.problem import Problem

G = np.array([3.0, -0.02])


class Slope(Problem):
    """f = gᵀx: the same gradient everywhere."""

    name = "slope"
    title = "Slope"
    dimension = 2
    bounds = view = ((-10.0, 10.0),) * 2
    start = (0.0, 0.0)

    def value(self, x):
        return x @ G

    def gradient(self, x):
        return np.broadcast_to(G, x.shape).copy()

    def hessian(self, x):
        return np.zeros((*x.shape, 2))


def steps(rule, count=2):
    run = gd.descend(Slope(), rule, iterations=count, step_tolerance=0)
    return np.diff(run.trajectory.x, axis=0)


def test_adams_epsilon_in_keras_stands_beside_the_uncorrected_root():
    eps = 1e-2
    rule = gd.Adam(learning_rate=0.1, epsilon=eps, convention="keras")
    t = np.arange(1, 3)[:, None]
    m, v = (1 - 0.9**t) * G, (1 - 0.999**t) * G**2
    expected = -0.1 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + eps)
    np.testing.assert_allclose(steps(rule), expected, rtol=1e-12)


@pytest.mark.parametrize("convention", ["optax", "paper"])
def test_adam_is_torchs_in_optax_and_the_paper(convention):
    torch = steps(gd.Adam(epsilon=1e-3))
    np.testing.assert_array_equal(steps(gd.Adam(epsilon=1e-3, convention=convention)), torch)


@pytest.mark.parametrize("convention", ["keras", "optax", "paper"])
def test_rmsprops_epsilon_stands_inside_the_root_elsewhere(convention):
    rule = gd.RMSProp(learning_rate=0.1, alpha=0.9, epsilon=1e-2, convention=convention)
    v = (1 - 0.9 ** np.arange(1, 3))[:, None] * G**2
    np.testing.assert_allclose(steps(rule), -0.1 * G / np.sqrt(v + 1e-2), rtol=1e-12)


def test_the_same_epsilon_is_a_floor_of_its_root_inside():
    tiny = gd.RMSProp(learning_rate=1.0, alpha=0.0, epsilon=1e-8, convention="keras")
    assert steps(tiny, 1)[0, 1] == pytest.approx(0.02 / math.sqrt(0.02**2 + 1e-8))


@pytest.mark.parametrize("convention", ["keras", "optax"])
def test_adagrads_epsilon_stands_inside_the_root_elsewhere(convention):
    rule = gd.AdaGrad(
        learning_rate=0.1, epsilon=1e-2, initial_accumulator=0.1, convention=convention
    )
    s = 0.1 + np.arange(1, 3)[:, None] * G**2
    np.testing.assert_allclose(steps(rule), -0.1 * G / np.sqrt(s + 1e-2), rtol=1e-12)


def test_optaxs_adagrad_stays_where_there_was_no_gradient():
    rule = gd.AdaGrad(learning_rate=0.1, epsilon=0, convention="optax")
    run = gd.descend("ravine", rule, start=(1.0, 0.0), iterations=3)
    assert (run.trajectory.x[:, 1] == 0).all()
    assert len(run.trajectory) == 4


def test_amsgrads_three_forms_part_once_the_gradient_shrinks():
    paths = {}
    for convention in ("torch", "keras", "optax", "paper"):
        rule = gd.AMSGrad(learning_rate=0.05, convention=convention)
        paths[convention] = gd.descend("rosenbrock", rule, iterations=20).trajectory.x[-1]
    assert len({tuple(np.round(p, 6)) for p in paths.values()}) == 3  # keras differs by ε alone
    np.testing.assert_allclose(paths["keras"], paths["torch"], atol=1e-6)


def test_amsgrad_in_optax_takes_the_largest_corrected_moment():
    rule = gd.AMSGrad(learning_rate=0.1, epsilon=1e-2, convention="optax")
    np.testing.assert_allclose(steps(rule), [-0.1 * G / (np.abs(G) + 1e-2)] * 2, rtol=1e-9)


def test_nadams_momentum_rises_faster_in_keras():
    rule = gd.NAdam(learning_rate=0.1, epsilon=1e-2, convention="keras")
    mu = [0.9 * (1 - 0.5 * 0.96**t) for t in (1, 2)]
    ahead = mu[1] * (0.1 * G) / (1 - mu[0] * mu[1]) + (1 - mu[0]) * G / (1 - mu[0])
    np.testing.assert_allclose(steps(rule, 1)[0], -0.1 * ahead / (np.abs(G) + 1e-2), rtol=1e-12)


def test_nadam_in_optax_has_no_schedule():
    rule = gd.NAdam(learning_rate=0.1, epsilon=1e-2, convention="optax")
    mean = 0.9 * (0.1 * G) / (1 - 0.9**2) + 0.1 * G / (1 - 0.9)
    np.testing.assert_allclose(steps(rule, 1)[0], -0.1 * mean / (np.abs(G) + 1e-2), rtol=1e-12)


def test_adadeltas_first_step_does_not_depend_on_the_gradient():
    rule = gd.AdaDelta(rho=0.9, epsilon=1e-6)
    expected = -np.sign(G) * math.sqrt(1e-6 / 0.1)
    np.testing.assert_allclose(steps(rule, 1)[0], expected, rtol=2e-2)


def test_radams_first_steps_are_not_normalised():
    rule = gd.RAdam(learning_rate=0.01)
    np.testing.assert_allclose(steps(rule, 5), [-0.01 * G] * 5, rtol=1e-12)
    assert np.abs(steps(rule, 6)[5]).max() < 0.01 * 3


def test_rprop_does_not_move_where_the_sign_turned():
    rule = gd.Rprop(learning_rate=1.5)
    x = gd.descend("ravine", rule, start=(1.0, 1.0), iterations=2).trajectory.x
    np.testing.assert_array_equal(x[1], [-0.5, -0.5])
    np.testing.assert_array_equal(x[2], x[1])
    onward = gd.descend("ravine", rule, start=(1.0, 1.0), iterations=3).trajectory.x
    np.testing.assert_array_equal(onward[3], [0.25, 0.25])


def test_lion_moves_by_the_learning_rate_in_every_coordinate():
    np.testing.assert_allclose(np.abs(steps(gd.Lion(learning_rate=0.01), 5)), 0.01)


def test_adamw_shrinks_before_it_steps():
    rule = gd.AdamW(learning_rate=0.1, weight_decay=0.5, epsilon=0)
    run = gd.descend(Slope(), rule, start=(2.0, 4.0), iterations=1)
    np.testing.assert_allclose(run.trajectory.x[1], [2 * 0.95 - 0.1, 4 * 0.95 + 0.1])


def test_qhm_is_descent_without_its_buffer_and_momentum_with_nothing_else():
    plain = gd.descend("rosenbrock", gd.GradientDescent(), iterations=30).trajectory.x
    alone = gd.descend("rosenbrock", gd.QHM(nu=0), iterations=30).trajectory.x
    np.testing.assert_array_equal(alone, plain)
    heavy = gd.Momentum(momentum=0.9, dampening=0.1)
    buffered = gd.QHM(beta=0.9, nu=1)
    a, b = (gd.descend("ravine", r, iterations=1).trajectory.x for r in (heavy, buffered))
    np.testing.assert_allclose(b[1] - b[0], 0.1 * (a[1] - a[0]))


def test_nesterovs_two_forms_are_one_path_seen_at_two_places():
    shifted = gd.Nesterov(learning_rate=1e-3, momentum=0.9)
    plain = shifted.tuned(form="look-ahead")
    a = gd.descend("rosenbrock", shifted, iterations=50).trajectory.x
    run = gd.descend("rosenbrock", plain, iterations=50)
    b = run.trajectory.x
    ahead = b[1:] + 0.9 * (b[1:] - b[:-1])
    np.testing.assert_allclose(ahead, a[1:], rtol=1e-9)


class Reddi(Problem):
    """Reddi et al. 2018, theorem 1: f_t = Cx for t mod 3 = 1, else −x, on [−1, 1]; best at −1.

    A problem whose gradient depends on how often it was asked, as an online one does.
    """

    name = "reddi"
    title = "Reddi"
    dimension = 1
    bounds = view = ((-1.0, 1.0),)
    start = (0.0,)
    C = 4.0

    def __init__(self):
        self.asked = 0

    def gradient(self, x):
        self.asked += 1
        return np.array([self.C if self.asked % 3 == 1 else -1.0])

    def value(self, x):
        return x[..., 0]

    def hessian(self, x):
        return np.zeros((*x.shape, 1))


@pytest.mark.parametrize(("name", "end"), [("adam", 1.0), ("amsgrad", -1.0)])
def test_adam_goes_to_reddis_worst_point_and_amsgrad_to_the_best(name, end):
    problem = Reddi()
    beta2 = 1 / (1 + Reddi.C**2)
    rule = gd.optimizer(name, learning_rate=0.01, beta1=0.0, beta2=beta2)
    state = rule.init(problem, np.array([0.0]))
    for _ in range(3000):
        state = rule.step(problem, state)
        state.x[:] = np.clip(state.x, -1, 1)  # their projection
    assert state.x[0] == pytest.approx(end, abs=0.05)
