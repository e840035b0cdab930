"""Laws that hold for every update rule there is."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.api import optimizers, problems
from gdexplorer.core.parameter import parameters_of
from gdexplorer.core.run import Run
from gdexplorer.core.session import suggested

OPTIMIZERS = list(optimizers().values())
PROBLEMS = list(problems().values())
each_optimizer = pytest.mark.parametrize("cls", OPTIMIZERS, ids=lambda c: c.name)


def fields(state):
    return [getattr(state, f.name) for f in dataclasses.fields(state)]


@each_optimizer
def test_a_step_changes_none_of_its_inputs(cls):
    problem, rule = gd.Rosenbrock(), cls()
    state = rule.init(problem, np.array([-1.2, 1.0]))
    for _ in range(3):
        before = [np.array(v, copy=True) for v in fields(state)]
        after = rule.step(problem, state)
        assert all(np.array_equal(a, b) for a, b in zip(fields(state), before, strict=True))
        state = after


@each_optimizer
def test_the_same_run_twice_is_the_same_bits(cls):
    runs = [gd.descend("himmelblau", cls(), iterations=50) for _ in range(2)]
    a, b = (r.trajectory for r in runs)
    assert a.x.tobytes() == b.x.tobytes()
    assert a.f.tobytes() == b.f.tobytes()


@each_optimizer
@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda c: c.name)
def test_a_run_stepped_by_hand_is_the_run_played(cls, problem):
    rule = suggested(cls, problem())
    played = gd.descend(problem(), rule, iterations=60)
    stepped = Run(played.recipe)
    while stepped.stop is None:
        stepped.record(stepped.walk.advance(1))
    for column in ("x", "f", "gradient", "gradient_norm", "step_length", "evaluations"):
        assert (
            getattr(played.trajectory, column).tobytes()
            == getattr(stepped.trajectory, column).tobytes()
        )
    assert played.stop == stepped.stop
    assert played.notes == stepped.notes


@each_optimizer
def test_going_back_and_on_again_is_the_same_bits(cls):
    run = gd.descend("rosenbrock", cls(), iterations=40, gradient_tolerance=0, step_tolerance=0)
    state = run.recipe.replay(run.trajectory.state(17), 23)
    assert state.k == 40
    assert state.x.tobytes() == run.trajectory.x[40].tobytes()


@each_optimizer
def test_a_batch_is_its_lanes(cls):
    problem, rule = gd.Himmelblau(), suggested(cls, gd.Himmelblau())
    starts = np.array([[-1.0, -1.0], [2.0, 3.0], [0.5, -4.0]])
    batch = rule.init(problem, starts)
    lanes = [rule.init(problem, x) for x in starts]
    for _ in range(25):
        batch = rule.step(problem, batch)
        lanes = [rule.step(problem, lane) for lane in lanes]
    np.testing.assert_array_equal(batch.x, np.array([lane.x for lane in lanes]))


@each_optimizer
def test_every_hyperparameter_says_what_it_is(cls):
    assert cls.__doc__
    assert cls.formula
    assert cls.about.endswith(".")
    assert "learning_rate" in {p.name for p in parameters_of(cls)}
    for declared in parameters_of(cls):
        assert declared.help
        assert declared.check(declared.default) == declared.default


@each_optimizer
def test_a_gradient_rule_spends_one_gradient_an_iteration(cls):
    run = gd.descend("rosenbrock", cls(), iterations=10)
    assert run.trajectory.evaluations.tolist() == [[0, k, 0] for k in range(11)]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_setting_and_no_start_raises_or_warns_or_records_what_is_not_finite(data):
    problem_class = data.draw(st.sampled_from(PROBLEMS))
    cls = data.draw(st.sampled_from(OPTIMIZERS))
    problem = problem_class(**{p.name: data.draw(values(p)) for p in parameters_of(problem_class)})
    rule = cls(**{p.name: data.draw(values(p)) for p in parameters_of(cls)})
    coordinate = st.floats(-1e4, 1e4) | st.floats(allow_nan=False, allow_infinity=False)
    start = [data.draw(coordinate) for _ in range(problem.dimension)]
    run = gd.descend(problem, rule, start=start, iterations=30)
    assert run.stop_reason
    later = slice(1, None)
    for column in ("x", "f", "gradient", "gradient_norm", "step_length"):
        assert np.isfinite(getattr(run.trajectory, column)[later]).all()
    assert np.isfinite(run.trajectory.x).all()


def values(declared):
    if declared.kind is bool:
        return st.booleans()
    usual = st.floats(*declared.slider)
    return usual | st.floats(declared.low, declared.high, exclude_max=declared.high_open)
