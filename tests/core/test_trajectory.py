"""The record: growing columns, read-only views, states at checkpoints."""

import queue
import threading
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.core import column, spacing
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
    monkeypatch.setattr(spacing, "BUDGET", 1000)
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
    run.record(run.advance(50))
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


@given(st.floats(1e-7, 1e3), st.sampled_from([1, 2, 8, 32]))
def test_no_more_steps_lie_between_what_is_kept_than_are_soon_taken(pace, most):
    apart = spacing.near(pace, most)
    assert apart in (1, 2, 4, 8, 16, 32)
    assert apart <= most
    assert apart == 1 or (apart - 1) * pace <= spacing.NEAR
    assert apart == most or (2 * apart - 1) * pace > spacing.NEAR * (1 - 1e-12)


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 5)), min_size=1, max_size=12))
def test_what_is_kept_lies_where_it_is_looked_for(blocks):
    kept, places, first = Checkpoints({"k": np.empty(0)}, 1), [], 0
    for size, power in blocks:
        apart = 1 << power
        given = [k for k in range(first, first + size) if k % apart == 0]
        kept.write({"k": np.array(given, float)}, first, apart)
        first, places = first + size, places + given
        kept.admit(first)
    assert kept.columns["k"].rows.tolist() == places
    assert [kept.iterate(row) for row in range(len(places))] == places
    for k in range(first):
        assert places[kept.row(k)] == kept.last(k) == max(p for p in places if p <= k)
        assert kept.holds_all(k + 1) == (places[: k + 1] == list(range(k + 1)))


@given(st.integers(0, 10**9), st.integers(0, 10**8))
def test_for_want_of_room_every_second_fourth_and_at_last_every_eighth_is_kept(k, size):
    apart = spacing.roomy(k, size)
    assert apart in (1, 2, 4, 8)
    assert (apart == 1) == (k < spacing.held(size))
    assert apart == 8 or k < apart * spacing.held(size)


@given(st.sampled_from([1, 2, 4, 8, 32]), st.sampled_from([1, 4, 32]), st.floats(1e-6, 1.0))
def test_a_pace_that_wavers_a_little_changes_nothing(now, most, pace):
    apart = spacing.suited(now, most, pace)
    assert apart <= most
    assert (apart - 1) * pace <= 2 * spacing.NEAR
    assert spacing.suited(apart, most, 0.8 * pace) >= apart
    if spacing.near(pace, most) <= now <= spacing.near(pace / 2, most):
        assert apart == now


def test_states_larger_than_the_budget_are_kept_ever_more_seldom(monkeypatch):
    whole = adam(50).trajectory
    monkeypatch.setattr(spacing, "BUDGET", 10)
    thin = adam(50).trajectory
    assert max(thin.past_checkpoint(k) for k in range(51)) == 7
    assert whole.state_rows(0, 51).tobytes() == thin.state_rows(0, 51).tobytes()


def test_where_steps_take_long_everything_is_kept(monkeypatch):
    monkeypatch.setattr(spacing, "BUDGET", 10)
    monkeypatch.setattr(spacing, "NEAR", 0.0)  # any time is long
    record = gd.descend(gd.Rosenbrock(n=60), "bfgs", iterations=50).trajectory
    assert [record.past_checkpoint(k) for k in range(51)] == [0] * 51
    assert len(record.path) == 51
    record = gd.descend("rosenbrock", "l_bfgs", iterations=30).trajectory
    assert [record.past_checkpoint(k) for k in range(31)] == [0] * 31


def test_of_states_with_a_search_every_eighth_is_kept_from_the_start_and_all_can_be_had():
    gd.descend("rosenbrock", "l_bfgs")  # the first run imports what later ones use
    record = gd.descend("rosenbrock", "l_bfgs", iterations=20).trajectory
    assert [record.past_checkpoint(k) for k in range(21)] == [*range(8), *range(8), 0, 1, 2, 3, 0]
    states = [record.state(0), *islice(record.recipe.onward(record.state(0)), 20)]
    for k, state in enumerate(states):
        assert record.state(k).trials.tobytes() == state.trials.tobytes()
        assert record.state(k).T.tobytes() == state.T.tobytes()
    light = gd.descend("rosenbrock", "adam", iterations=20).trajectory
    assert [light.past_checkpoint(k) for k in range(21)] == [0] * 21


def test_how_long_a_state_takes_is_told_by_the_steps_to_it(monkeypatch):
    gd.descend("rosenbrock", "l_bfgs")
    record = gd.descend("rosenbrock", "l_bfgs", iterations=20).trajectory
    assert record.wait(16) == 0 < record.wait(17) < record.wait(18) < 0.1
    monkeypatch.setattr(spacing, "BUDGET", 2000)
    bridged = gd.descend("rosenbrock", "scipy_bfgs", iterations=20).trajectory
    far = max(range(20), key=bridged.past_checkpoint)
    assert bridged.wait(far) == pytest.approx(bridged._pace * far)  # it runs from the start


def test_of_large_states_few_are_kept_and_every_one_can_still_be_had():
    record = gd.descend(gd.Rosenbrock(n=60), "bfgs", iterations=50).trajectory
    assert [record.past_checkpoint(k) for k in (15, 16, 17, 47, 48, 50)] == [0, 0, 1, 15, 0, 0]
    states = [record.state(0), *islice(record.recipe.onward(record.state(0)), 50)]
    for k in (1, 15, 16, 17, 47, 50):
        assert record.state(k).H.tobytes() == states[k].H.tobytes()
    assert record.state_rows(10, 20).shape[0] == 10


def thin_and_whole(monkeypatch, budget, *what, **settings):
    whole = gd.descend(*what, **settings).trajectory
    monkeypatch.setattr(spacing, "BUDGET", budget)
    return gd.descend(*what, **settings).trajectory, whole


def test_beyond_the_budget_iterates_are_kept_ever_more_seldom_and_all_can_be_had(monkeypatch):
    problem = gd.Rosenbrock(n=20)
    rule = gd.Adam(learning_rate=0.01)
    thin, whole = thin_and_whole(monkeypatch, 64 * 2 * 20 * 8, problem, rule, iterations=2000)
    assert len(thin.path) < 2 * 64 + 2001 / 8 < len(thin.x) == 2001
    kept = [thin.iterate(row) for row in range(len(thin.path))]
    np.testing.assert_array_equal(thin.path, whole.x[kept])
    assert thin.x[-1].tobytes() == whole.x[-1].tobytes()
    for k in (1, 63, 64, 65, 500, 501, 499, 1999, 7, 2000):
        assert thin.x[k].tobytes() == whole.x[k].tobytes()
        assert thin.gradient[k].tobytes() == whole.gradient[k].tobytes()
        assert thin.state(k).m.tobytes() == whole.state(k).m.tobytes()
    np.testing.assert_array_equal(thin.x[300:-1600:7], whole.x[300:-1600:7])
    np.testing.assert_array_equal(np.asarray(thin.gradient), whole.gradient)
    assert thin.x[-1, 3] == whole.x[-1, 3]
    np.testing.assert_array_equal(thin.x[990:, 2:4], whole.x[990:, 2:4])
    with pytest.raises(IndexError):
        thin.x[2001]
    with pytest.raises(TypeError, match=r"numpy\.asarray"):
        thin.x[[1, 2]]
    with pytest.raises(ValueError, match="read-only"):
        thin.x[-1][0] = 7.0


def test_mini_batches_are_replayed_with_their_gradients(monkeypatch):
    problem = gd.api.problem("linear_regression", batch_size=5)
    thin, whole = thin_and_whole(monkeypatch, 200, problem, "adam", iterations=90)
    assert len(thin.path) < 40
    np.testing.assert_array_equal(np.asarray(thin.gradient), whole.gradient)
    np.testing.assert_array_equal(np.asarray(thin.x), whole.x)


def test_a_thin_record_is_exported_whole(monkeypatch, tmp_path):
    what = (gd.Rosenbrock(n=3), "bfgs")
    thin, whole = thin_and_whole(monkeypatch, 300, *what, iterations=60)
    assert len(thin.path) < len(whole.path)
    for name, record in (("thin", thin), ("whole", whole)):
        record.to_csv(tmp_path / name)
    assert (tmp_path / "thin").read_bytes() == (tmp_path / "whole").read_bytes()


def come_to(length):
    run = Run(adam().recipe)
    while len(run.trajectory) < length:
        run.record(run.advance(length - len(run.trajectory)))
    return run


def test_a_snapshot_of_a_thin_record_does_not_grow(monkeypatch):
    monkeypatch.setattr(spacing, "BUDGET", 400)
    run = come_to(101)
    taken, x = run.trajectory.snapshot(), np.array(run.trajectory.x)
    run.solve()
    np.testing.assert_array_equal(np.array(taken.x), x)
    assert len(taken.path) < len(run.trajectory.path)


def test_one_thread_writes_while_another_records_and_reads(monkeypatch):
    whole = adam(3000).trajectory
    monkeypatch.setattr(column, "IN_MEMORY", 4096)  # columns grow and move to the disk meanwhile
    run, blocks = Run(adam(3000).recipe), queue.SimpleQueue()

    def walk():
        while run.walk.stop is None:
            blocks.put(run.advance(7))

    thread = threading.Thread(target=walk)
    thread.start()
    while run.stop is None:
        run.record(blocks.get(timeout=20))
        k = len(run.trajectory) - 1
        np.testing.assert_array_equal(run.trajectory.x[k - 5 :], whole.x[k - 5 : k + 1])
    thread.join()
    assert run.trajectory.state(2999).m.tobytes() == whole.state(2999).m.tobytes()


def test_a_snapshot_taken_while_a_block_is_admitted_is_that_of_before_or_after(monkeypatch):
    monkeypatch.setattr(spacing, "BUDGET", 400)
    run = come_to(101)
    block, x = run.advance(1), run.trajectory.x[-1].copy()
    admitted = Checkpoints.admit

    def admit(kept, end):
        admitted(kept, end)
        taken.append(run.trajectory.snapshot())

    taken = []
    monkeypatch.setattr(Checkpoints, "admit", admit)
    run.record(block)
    assert [len(t) for t in taken] == [101, 101]
    assert all(t.x[-1].tobytes() == x.tobytes() for t in taken)
    assert all(t.f.shape == (101,) and t.iterate(len(t.path) - 1) <= 100 for t in taken)
