"""Columns too large for memory."""

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.core import column as module
from gdexplorer.core import spacing, spare_file
from gdexplorer.core.column import Column, NoRoomError
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.run import Run
from gdexplorer.core.stop import StopReason


def test_a_column_on_disk_reads_as_one_in_memory(monkeypatch):
    monkeypatch.setattr(module, "IN_MEMORY", 10_000)
    rng = np.random.default_rng(0)
    column = Column(np.empty((0, 50)))
    blocks, views = [], []
    for _ in range(20):
        blocks.append(rng.random((7, 50)))
        column.extend(blocks[-1])
        views.append(column.rows)
    rows = np.concatenate(blocks)
    assert isinstance(column.rows.base.base, np.memmap)
    for view in views:
        np.testing.assert_array_equal(view, rows[: len(view)])
    frozen = column.frozen()
    column.extend(blocks[0])
    np.testing.assert_array_equal(frozen.rows, rows)
    np.testing.assert_array_equal(column.rows, np.concatenate([rows, blocks[0]]))


class Refusing:
    """A file on a disk that promised its room and has none."""

    def seek(self, _place): ...

    def write(self, _rows):
        raise OSError("no space left on device")


def test_where_a_disk_breaks_its_promise_rows_stay_in_memory(monkeypatch):
    rows = np.random.default_rng(0).random((400, 50))
    monkeypatch.setattr(module, "IN_MEMORY", 10_000)
    column = Column(np.empty((0, 50)))
    for block in np.split(rows[:200], 10):
        column.extend(block)
    assert column._file is not None
    column._file = Refusing()
    monkeypatch.setattr(module, "with_room", lambda _file, _size: None)
    for block in np.split(rows[200:], 10):
        column.extend(block)
    np.testing.assert_array_equal(column.rows, rows)


def test_without_room_anywhere_no_row_counts(monkeypatch):
    monkeypatch.setattr(module, "IN_MEMORY", 1000)
    monkeypatch.setattr(module, "WITHOUT_DISK", 2000)
    monkeypatch.setattr(module, "with_room", lambda _file, _size: Refusing())
    column = Column(np.empty((0, 50)))
    column.extend(np.ones((2, 50)))
    with pytest.raises(NoRoomError, match="no room"):
        column.extend(np.ones((200, 50)))
    np.testing.assert_array_equal(column.rows, np.ones((2, 50)))


@pytest.mark.parametrize("most", [1, 5])
def test_states_without_room_are_replayed_from_the_last_that_had_some(monkeypatch, most):
    problem = gd.Rosenbrock(n=30)
    whole = gd.descend(problem, "bfgs", iterations=60).trajectory
    state = 31 * 30 * 8
    monkeypatch.setattr(spacing, "BUDGET", most * state)
    monkeypatch.setattr(module, "IN_MEMORY", 30 * 30 * 8)
    monkeypatch.setattr(module, "WITHOUT_DISK", 3 * 30 * 30 * 8)  # three matrices H
    monkeypatch.setattr(module, "with_room", lambda _file, _size: None)
    run = gd.descend(problem, "bfgs", iterations=60)
    assert len(run.trajectory) == len(whole)
    assert max(run.trajectory.past_checkpoint(k) for k in range(61)) > 4 * run.walk._every
    for k in (0, 1, 17, 40, 60):
        assert run.trajectory.state(k).H.tobytes() == whole.state(k).H.tobytes()


def test_where_the_disk_is_full_rows_stay_in_memory(monkeypatch):
    monkeypatch.setattr(module, "IN_MEMORY", 10_000)
    monkeypatch.setattr(module, "with_room", lambda _file, _size: None)
    column = Column(np.empty((0, 50)))
    rows = np.random.default_rng(0).random((200, 50))
    for block in np.split(rows, 10):
        column.extend(block)
    np.testing.assert_array_equal(column.rows, rows)


def test_a_full_record_ends_the_run_and_keeps_what_there_is(monkeypatch):
    monkeypatch.setattr(module, "ON_DISK", 1000 * 3 * 4)  # 1000 counts of evaluations
    rule = gd.GradientDescent(learning_rate=1e-4)
    run = gd.descend(gd.Rosenbrock(), rule, iterations=5000)
    assert 500 < len(run.trajectory) <= 1000
    last = len(run.trajectory) - 1
    assert run.stop_reason.startswith(f"Stopped at iteration {last}: there is no room")


def test_where_neither_disk_nor_memory_has_room_nothing_is_half_appended(monkeypatch):
    monkeypatch.setattr(module, "IN_MEMORY", 1_000)
    monkeypatch.setattr(module, "WITHOUT_DISK", 10_000)
    monkeypatch.setattr(module, "with_room", lambda _file, _size: None)
    problem = gd.Sphere(n=10)
    run = Run(Recipe(problem, gd.GradientDescent(learning_rate=1e-3), problem.start))
    while run.stop is None:
        run.record(run.advance(20))
    record = run.trajectory
    assert run.stop.reason is StopReason.FULL
    assert len(record) == len(record.x) == len(record.f) == len(record.gradient) >= 20
    assert record.state(len(record) - 1).k == len(record) - 1


def test_a_disk_is_not_filled_to_the_last_byte(monkeypatch):
    monkeypatch.setattr(spare_file, "LEFT_FREE", 1 << 62)
    monkeypatch.setattr(module, "IN_MEMORY", 10_000)
    column = Column(np.empty((0, 50)))
    column.extend(np.ones((200, 50)))
    assert not isinstance(column.rows.base.base, np.memmap)
    np.testing.assert_array_equal(column.rows, np.ones((200, 50)))
