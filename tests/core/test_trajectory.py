"""The record: growing columns, read-only views, states at checkpoints."""

import math
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.core import checkpoints
from gdexplorer.core.checkpoints import Checkpoints
from gdexplorer.core.column import Column
from gdexplorer.core.run import Run


def adam(iterations=300):
    return gd.descend("rosenbrock", gd.Adam(learning_rate=0.05), iterations=iterations)


def test_columns_are_read_only_views():
    x = adam().trajectory.x
    with pytest.raises(ValueError, match="read-only"):
        x[0, 0] = 7.0


def test_states_are_copies():
    trajectory = adam().trajectory
    trajectory.state(3).m[:] = 99
    assert trajectory.state(3).m.max() < 99


def test_the_state_at_k_is_the_one_the_rule_had():
    problem, rule = gd.Rosenbrock(), gd.Adam(learning_rate=0.05)
    state = rule.init(problem, np.array([-1.2, 1.0]))
    for _ in range(20):
        state = rule.step(problem, state)
    kept = adam().trajectory.state(20)
    assert (kept.k, kept.m.tolist(), kept.v.tolist()) == (20, state.m.tolist(), state.v.tolist())


def test_states_count_from_the_end_and_end_there():
    trajectory = adam().trajectory
    assert trajectory.state(-1).k == 300
    for k in (301, -302):
        with pytest.raises(IndexError, match=f"iterate {k} of 301"):
            trajectory.state(k)


def test_a_small_budget_keeps_checkpoints_and_every_state_can_still_be_had(monkeypatch):
    whole = adam().trajectory
    monkeypatch.setattr(checkpoints, "BUDGET", 1000)
    thin = adam().trajectory
    assert max(thin.past_checkpoint(k) for k in range(301)) > 4
    for k in (0, 1, 17, 150, 299, 300):
        a, b = whole.state(k), thin.state(k)
        assert (a.m.tobytes(), a.v.tobytes(), a.x.tobytes()) == (
            b.m.tobytes(),
            b.v.tobytes(),
            b.x.tobytes(),
        )
    np.testing.assert_array_equal(thin.state_rows(0, 301), whole.state_rows(0, 301))
    np.testing.assert_array_equal(thin.state_rows(123, 130), whole.state_rows(123, 130))


def test_a_snapshot_does_not_grow():
    run = Run(adam().recipe)
    run.record(run.walk.advance(50))
    taken = run.trajectory.snapshot()
    run.solve()
    assert (len(taken), len(taken.x), len(run.trajectory)) == (50, 50, 301)
    assert taken.x.tolist() == run.trajectory.x[:50].tolist()


def test_step_length_is_that_of_the_step_that_led_there():
    t = adam().trajectory
    assert t.step_length[0] == 0
    np.testing.assert_allclose(t.step_length[1:], np.hypot(*np.diff(t.x, axis=0).T), rtol=1e-15)
    np.testing.assert_allclose(t.gradient_norm, np.hypot(*t.gradient.T), rtol=1e-15)


@given(st.lists(st.integers(0, 70), max_size=12))
def test_a_column_holds_what_was_put_in(sizes):
    rows = np.arange(2.0 * sum(sizes)).reshape(-1, 2)
    column = Column(np.empty((0, 2)))
    start = 0
    for size in sizes:
        column.extend(rows[start : start + size])
        start += size
    np.testing.assert_array_equal(column.rows, rows)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(0, 3), st.integers(1, 9))
def test_checkpoints_lie_where_they_are_looked_for(sizes, sparse, most):
    every, end = 1 << sparse, sum(sizes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoints, "BUDGET", 8 * most)
        kept = Checkpoints(every, {"k": np.empty((1,))})
    first = 0
    for size in sizes:
        given = [k for k in range(first, first + size) if k % every == 0]
        kept.admit(kept.write({"k": np.array(given, float)} if given else {}, first, first + size))
        first += size
    rows = kept.columns["k"].rows
    for k in range(end):
        row, past = kept.place(k)
        assert rows[row] == k - past
    assert rows[:most].tolist() == [float(k) for k in range(0, end, every)][:most]
    assert len(rows) <= most * (math.log2(end / (every * most) + 1) + 1)


def test_states_larger_than_the_budget_are_kept_ever_more_seldom(monkeypatch):
    whole = adam(50).trajectory
    monkeypatch.setattr(checkpoints, "BUDGET", 10)
    thin = adam(50).trajectory
    assert max(thin.past_checkpoint(k) for k in range(51)) >= 15
    assert whole.state_rows(0, 51).tobytes() == thin.state_rows(0, 51).tobytes()


def test_of_large_states_few_are_kept_and_every_one_can_still_be_had():
    record = gd.descend(gd.Rosenbrock(n=60), "bfgs", iterations=50).trajectory
    assert [record.past_checkpoint(k) for k in (15, 16, 17, 50)] == [15, 0, 1, 2]
    states = [record.state(0), *islice(record.recipe.onward(record.state(0)), 50)]
    for k in (1, 15, 16, 17, 47, 50):
        assert record.state(k).H.tobytes() == states[k].H.tobytes()
    assert record.state_rows(10, 20).shape[0] == 10
