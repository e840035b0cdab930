"""Columns too large for memory."""

import numpy as np

from gdexplorer.core import trajectory


def test_a_column_on_disk_reads_as_one_in_memory(monkeypatch):
    monkeypatch.setattr(trajectory, "IN_MEMORY", 10_000)
    rng = np.random.default_rng(0)
    column = trajectory.Column(np.empty((0, 50)))
    blocks, views = [], []
    for _ in range(20):
        blocks.append(rng.random((7, 50)))
        column.extend(blocks[-1])
        views.append(column.rows)
    rows = np.concatenate(blocks)
    assert isinstance(column.rows.base, np.memmap)
    for view in views:
        np.testing.assert_array_equal(view, rows[: len(view)])
    frozen = column.frozen()
    column.halve()
    column.extend(blocks[0])
    np.testing.assert_array_equal(frozen.rows, rows)
    np.testing.assert_array_equal(column.rows, np.concatenate([rows[::2], blocks[0]]))


def test_where_the_disk_is_full_rows_stay_in_memory(monkeypatch):
    monkeypatch.setattr(trajectory, "IN_MEMORY", 10_000)
    monkeypatch.setattr(trajectory, "with_room", lambda _file, _size: None)
    column = trajectory.Column(np.empty((0, 50)))
    rows = np.random.default_rng(0).random((200, 50))
    for block in np.split(rows, 10):
        column.extend(block)
    np.testing.assert_array_equal(column.rows, rows)
