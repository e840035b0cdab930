"""Laws that hold for every model that is trained on data."""

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.api import optimizers, problems
from gdexplorer.core.data import DataProblem, Rows
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.session import suggested
from gdexplorer.problems.table_model import TableModel

MODELS = [c for c in problems().values() if issubclass(c, DataProblem)]
STEPPING = [c for c in optimizers().values() if c.samples and set(c.needs) <= {"gradient"}]
each_model = pytest.mark.parametrize("cls", MODELS, ids=lambda c: c.name)


def some_points(problem, count=4):
    rng = np.random.default_rng(5)
    return np.array(problem.start) + 0.5 * rng.standard_normal((count, problem.dimension))


def few(problem, count=12):
    """Return some of the parameters' numbers, of every part."""
    return np.unique(np.linspace(0, problem.dimension - 1, count).astype(int))


@each_model
def test_the_gradient_agrees_with_the_complex_step(cls):
    problem = cls()
    x = some_points(problem)
    g, at = problem.gradient(x), few(problem)
    for i in at:
        step = np.zeros(problem.dimension, complex)
        step[i] = 1e-30j
        expected = problem.value(x + step).imag / 1e-30
        np.testing.assert_allclose(g[:, i], expected, rtol=1e-10, atol=1e-13)


@each_model
def test_a_curve_is_the_change_of_the_gradient(cls):
    problem = cls()
    x = some_points(problem, 1)[0]
    v = np.random.default_rng(1).standard_normal(problem.dimension)
    h = 1e-6
    expected = (problem.gradient(x + h * v) - problem.gradient(x - h * v)) / (2 * h)
    found = problem.curve(x, v)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5 * np.abs(expected).max())


@each_model
def test_value_and_gradient_together_are_those_alone(cls):
    problem = cls()
    for seen in (problem, problem.tuned(batch_size=2).sample(3)):
        for x in (some_points(problem), some_points(problem)[0]):
            f, g = seen.value_and_gradient(x)
            np.testing.assert_allclose(f, seen.value(x), rtol=1e-13)
            np.testing.assert_allclose(g, seen.gradient(x), rtol=1e-13)


@each_model
def test_a_batch_of_points_is_its_points(cls):
    problem = cls()
    x = some_points(problem)
    np.testing.assert_allclose(problem.value(x), [problem.value(p) for p in x], rtol=1e-12)
    expected = np.array([problem.gradient(p) for p in x])
    np.testing.assert_allclose(problem.gradient(x), expected, rtol=1e-10, atol=1e-14)


@each_model
def test_no_points_have_no_values(cls):
    problem = cls()
    none = np.empty((0, problem.dimension))
    assert problem.value(none).shape == (0,)
    assert problem.gradient(none).shape == none.shape


@each_model
def test_parts_are_all_of_x_in_order(cls):
    problem = cls()
    x = np.arange(float(problem.dimension))
    pieces = list(problem.split(x))
    assert [p.shape for p in pieces] == [p.shape for p in problem.parts]
    np.testing.assert_array_equal(np.concatenate([p.ravel() for p in pieces]), x)
    assert len(problem.start) == len(problem.view) == problem.dimension


@each_model
@pytest.mark.parametrize("order", ["fixed", "shuffled"])
def test_an_epoch_shows_every_row_once(cls, order):
    problem = cls().tuned(batch_size=2, row_order=order)
    steps, m = problem.steps_per_epoch, len(problem.train)
    for epoch in (0, 3):
        seen = np.concatenate([problem.batch(epoch * steps + i) for i in range(steps)])
        np.testing.assert_array_equal(np.sort(seen), np.arange(m))
        if order == "fixed":
            np.testing.assert_array_equal(seen, np.arange(m))


@each_model
def test_a_mini_batch_is_drawn_from_seed_and_iteration_alone(cls):
    problem = cls().tuned(batch_size=2, row_order="shuffled", seed=3)
    late, early = problem.batch(40), problem.batch(1)
    np.testing.assert_array_equal(cls(**problem.values()).batch(1), early)
    np.testing.assert_array_equal(problem.batch(40), late)
    others = [problem.tuned(seed=s).batch(k) for s in (4, 5, 6) for k in (0, 1)]
    assert any(not np.array_equal(o, problem.batch(0)) for o in others)


@each_model
def test_the_mean_over_equal_mini_batches_is_the_whole(cls):
    problem = cls()
    m = len(problem.train)
    size = next(d for d in range(2, m + 1) if m % d == 0)
    problem = problem.tuned(batch_size=size)
    x = some_points(problem, 1)[0]
    steps = problem.steps_per_epoch
    parts = [problem.sample(k).value_and_gradient(x) for k in range(steps)]
    f, g = problem.value_and_gradient(x)
    np.testing.assert_allclose(np.mean([p[0] for p in parts]), f, rtol=1e-10)
    np.testing.assert_allclose(np.mean([p[1] for p in parts], axis=0), g, rtol=1e-9, atol=1e-13)


@each_model
def test_a_run_on_mini_batches_records_what_each_step_saw(cls):
    problem = cls().tuned(batch_size=2)
    record = gd.descend(problem, "adam", iterations=6, gradient_tolerance=0).trajectory
    for k in range(len(record)):
        f, g = problem.sample(k).value_and_gradient(record.x[k])
        assert record.f[k] == f
        np.testing.assert_array_equal(record.gradient[k], g)


@pytest.mark.parametrize("rule", STEPPING, ids=lambda c: c.name)
def test_a_step_on_mini_batches_is_replayed_to_the_bit(rule):
    problem = gd.problem("stochastic_least_squares", row_order="shuffled")
    run = gd.descend(problem, rule(), iterations=40, gradient_tolerance=0)
    for k in (0, 7, 30):
        state = run.recipe.replay(run.trajectory.state(k), 9)
        np.testing.assert_array_equal(state.x, run.trajectory.x[k + 9])


@pytest.mark.parametrize("rule", optimizers().values(), ids=lambda c: c.name)
def test_a_rule_that_compares_steps_takes_no_mini_batches(rule):
    problem = gd.problem("stochastic_least_squares")
    if rule in STEPPING:
        assert rule.misfit(problem) == ""
        return
    with pytest.raises(ParameterError, match="mini-batches"):
        gd.descend(problem, rule())
    assert rule.misfit(problem.tuned(batch_size=0)) == ""


@each_model
def test_the_start_goes_down(cls):
    problem = cls()
    run = gd.descend(problem, gd.api.optimizer("adam", learning_rate=0.01), iterations=60)
    assert problem.value(run.trajectory.x[-1]) < problem.value(run.trajectory.x[0])


TABLES = [c for c in MODELS if issubclass(c, TableModel)]
each_table_model = pytest.mark.parametrize("cls", TABLES, ids=lambda c: c.name)


@each_table_model
def test_a_row_put_back_as_it_was_changes_nothing(cls):
    problem = cls().tuned(test_share=0.3, standardise=True)
    row = len(problem.shown) - 1
    same = problem.with_row(row, problem.shown.inputs[row], problem.shown.targets[row])
    assert same.given is not None
    assert same.labels == problem.labels
    x = some_points(problem)
    np.testing.assert_array_equal(same.value(x), problem.value(x))
    for mine, others in ((same.shown, problem.shown), (same.held_out, problem.held_out)):
        np.testing.assert_array_equal(mine.inputs, others.inputs)
        np.testing.assert_array_equal(mine.targets, others.targets)


@each_table_model
def test_of_a_changed_row_no_other_one_knows(cls):
    problem = cls().tuned(test_share=0.3)
    changed = problem.with_row(1, problem.shown.inputs[1] + 0.5, problem.shown.targets[1] + 0.5)
    others = np.arange(len(problem.shown)) != 1
    np.testing.assert_array_equal(changed.shown.inputs[others], problem.shown.inputs[others])
    np.testing.assert_array_equal(changed.shown.inputs[1], problem.shown.inputs[1] + 0.5)
    np.testing.assert_array_equal(changed.held_out.inputs, problem.held_out.inputs)
    moved = 0.0 if problem.labelled else 0.5  # labels stay
    assert changed.shown.targets[1] == problem.shown.targets[1] + moved
    again = changed.with_row(1, problem.shown.inputs[1], problem.shown.targets[1])
    x = some_points(problem)
    np.testing.assert_array_equal(again.value(x), problem.value(x))


def test_labels_that_are_not_counted_from_zero_stay_with_a_changed_row():
    rows = Rows(np.arange(8.0).reshape(4, 2), np.array([3.0, 7.0, 3.0, 7.0]))
    problem = gd.api.problems()["softmax_regression"](given=rows)
    changed = problem.with_row(2, np.array([9.0, 9.0]), 0.0)
    assert changed.labels == ("3", "7")
    assert changed.given.targets.tolist() == [3.0, 7.0, 3.0, 7.0]
    assert rows.inputs[2].tolist() == [4.0, 5.0]


def test_a_network_of_numbers_or_labels_stays_one_with_a_changed_row():
    numbers = gd.problem("neural_network", data="line")
    assert not numbers.with_row(0, np.array([0.5]), 1.0).labelled
    squares = gd.problem("neural_network", data="moons", loss_kind="squared error")
    with pytest.raises(ParameterError, match="choose the cross-entropy"):
        squares.with_row(0, np.array([0.0, 0.0]), 0.0)


@pytest.mark.parametrize("rule", ["gradient_descent", "momentum", "nesterov", "adam"])
@each_model
def test_the_suggested_rate_learns(cls, rule):
    problem = cls()
    made = suggested(optimizers()[rule], problem)
    run = gd.descend(problem, made, iterations=problem.iterations)
    before, after = (problem.value(run.trajectory.x[k]) for k in (0, -1))
    assert after < 0.8 * before
