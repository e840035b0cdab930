"""Schedules, clipping and noise around a rule."""

import math

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.api import optimizers
from gdexplorer.core.around import SCHEDULES, takes_surroundings
from gdexplorer.core.run import Run
from gdexplorer.core.session import suggested

RATED = [c for c in optimizers().values() if takes_surroundings(c())]


def rates(around, iterations=30, eta=0.5):
    rule = gd.GradientDescent(learning_rate=eta)
    run = gd.descend("sphere", rule, iterations=iterations, around=around,
                     gradient_tolerance=0, step_tolerance=0)  # fmt: skip
    return run.trajectory.around["learning_rate"] / eta


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("step", lambda k: 0.1 ** (k // 10)),
        ("exponential", lambda k: 0.1 ** (k / 10)),
        ("cosine", lambda k: 0.1 + 0.9 * (1 + math.cos(math.pi * min(k / 10, 1))) / 2),
        ("cosine restarts", lambda k: 0.1 + 0.9 * (1 + math.cos(math.pi * (k % 10) / 10)) / 2),
        ("inverse time", lambda k: 1 / (1 + 9 * k / 10)),
        ("inverse square root", lambda k: 1 / math.sqrt(1 + 99 * k / 10)),
    ],
)
def test_a_schedules_rates_are_its_formulas(schedule, expected):
    found = rates(gd.Around(schedule=schedule, period=10, decay=0.1))
    assert math.isnan(found[0])  # no step led to the start
    np.testing.assert_allclose(found[1:], [expected(k) for k in range(30)], rtol=1e-12)


def test_one_cycle_rises_to_the_peak_and_falls():
    found = rates(gd.Around(schedule="one cycle", period=10, decay=0.01))[1:]
    assert found[0] == pytest.approx(1 / 25)
    assert found[3] == pytest.approx(1.0)
    assert found[10:].tolist() == pytest.approx([0.01] * 20)
    assert (np.diff(found[:4]) > 0).all()
    assert (np.diff(found[3:11]) < 0).all()


def test_a_warm_up_is_linear_and_the_schedule_begins_after_it():
    found = rates(gd.Around(schedule="exponential", period=10, decay=0.1, warmup=4))[1:]
    np.testing.assert_allclose(found[:4], [0.25, 0.5, 0.75, 1.0])
    np.testing.assert_allclose(found[4:], 0.1 ** (np.arange(26) / 10))


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_leaves_its_share_after_one_period_and_stays_a_share(schedule):
    factors = [SCHEDULES[schedule](t, 0.2) for t in np.linspace(0, 4, 81)]
    assert all(0 < f <= 1 for f in factors)
    if schedule not in ("constant", "cosine restarts"):
        assert SCHEDULES[schedule](1.0, 0.2) == pytest.approx(0.2)


def test_the_rate_in_force_is_the_rate_used():
    around = gd.Around(schedule="exponential", period=10, decay=0.5)
    run = gd.descend("sphere", gd.GradientDescent(learning_rate=0.1), around=around, iterations=9)
    x, g = run.trajectory.x, run.trajectory.gradient
    used = run.trajectory.around["learning_rate"][1:, None]
    np.testing.assert_allclose(x[1:], x[:-1] - used * g[:-1], rtol=1e-12)


def test_clipping_by_norm_and_by_value():
    start = (3.0, -4.0)  # the gradient is (6, −8)
    for around, step in (
        (gd.Around(clip_norm=5.0), (3.0, -4.0)),
        (gd.Around(clip_value=2.0), (2.0, -2.0)),
        (gd.Around(clip_norm=50.0), (6.0, -8.0)),
    ):
        run = gd.descend(
            "sphere",
            gd.GradientDescent(learning_rate=1.0),
            start=start,
            around=around,
            iterations=1,
        )
        np.testing.assert_allclose(run.trajectory.x[0] - run.trajectory.x[1], step)
        factor = run.trajectory.around["clip_factor"][1]
        assert factor == pytest.approx(np.linalg.norm(step) / 10)


def test_noise_is_gaussian_seeded_and_what_was_added():
    around = gd.Around(noise=2.0, seed=7)
    rule = gd.GradientDescent(learning_rate=0.01)
    a, b = (gd.descend("sphere", rule, around=around, iterations=3000).trajectory for _ in "ab")
    assert a.x.tobytes() == b.x.tobytes()
    noise = a.around["noise"][1:]
    np.testing.assert_allclose(a.x[1:], a.x[:-1] - 0.01 * (a.gradient[:-1] + noise), atol=1e-12)
    assert abs(noise.mean()) < 0.1
    assert noise.std() == pytest.approx(2.0, rel=0.05)
    other = gd.descend("sphere", rule, around=gd.Around(noise=2.0, seed=8), iterations=5)
    assert not np.allclose(other.trajectory.x[1:], a.x[1:6])


@pytest.mark.parametrize("cls", RATED, ids=lambda c: c.name)
def test_every_rule_with_a_rate_replays_exactly_with_all_of_it_around(cls):
    around = gd.Around(schedule="cosine", period=20, warmup=3, clip_norm=3.0, noise=0.1, seed=1)
    problem = gd.Himmelblau()
    run = gd.descend(problem, suggested(cls, problem), around=around, iterations=25)
    last = len(run.trajectory) - 1
    again = run.recipe.replay(run.trajectory.state(5), last - 5)
    assert again.x.tobytes() == run.trajectory.x[last].tobytes()
    stepped = Run(run.recipe)
    while stepped.stop is None:
        stepped.record(stepped.advance(1))
    assert stepped.trajectory.x.tobytes() == run.trajectory.x.tobytes()
    for name, column in run.trajectory.around.items():
        np.testing.assert_array_equal(stepped.trajectory.around[name], column)


@pytest.mark.parametrize("cls", RATED, ids=lambda c: c.name)
def test_a_schedule_changes_the_path_of_every_rule_that_records_one(cls):
    problem = gd.Himmelblau()
    rule = suggested(cls, problem)
    around = gd.Around(schedule="exponential", period=5)
    plain, scheduled = (
        gd.descend(problem, rule, around=a, iterations=15).trajectory.x for a in (None, around)
    )
    np.testing.assert_allclose(scheduled[1], plain[1], rtol=1e-12)
    assert np.abs(scheduled[-1] - plain[-1]).max() > 1e-4


@pytest.mark.parametrize("name", ["rprop", "newton", "scipy_cg"])
def test_rules_that_use_no_rate_in_each_step_take_nothing(name):
    assert not takes_surroundings(gd.optimizer(name))


def test_a_rule_without_a_rate_refuses():
    with pytest.raises(gd.ParameterError, match="uses no learning rate"):
        gd.descend("sphere", "bfgs", around=gd.Around(schedule="cosine"))


def test_nothing_around_records_nothing():
    assert gd.descend("sphere", "adam", iterations=3).trajectory.around == {}
