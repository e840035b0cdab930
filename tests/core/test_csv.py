"""What is exported reads back to the bit, and is written whole or not at all."""

import csv
import io
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.core.csv_table import Table, component_names, table, union, write, write_to
from gdexplorer.core.whole_file import whole_file

ADAM = (
    "iteration,x0,x1,f,gradient0,gradient1,gradient_norm,step_length,"
    "function_evaluations,gradient_evaluations,hessian_evaluations,m0,m1,v0,v1"
)


@pytest.fixture
def run():
    return gd.descend("rosenbrock", gd.Adam(learning_rate=0.05), iterations=200)


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_header_and_one_row_an_iterate(run, tmp_path):
    run.trajectory.to_csv(tmp_path / "a.csv")
    rows = read(tmp_path / "a.csv")
    assert ",".join(rows[0]) == ADAM
    assert len(rows) == 202
    assert [int(r[0]) for r in rows[1:]] == list(range(201))


def test_lines_end_as_rfc_4180_says(run, tmp_path):
    run.trajectory.to_csv(tmp_path / "a.csv")
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n") == 202


def test_every_number_reads_back_to_the_bit(run, tmp_path):
    run.trajectory.to_csv(tmp_path / "a.csv")
    columns = dict(
        zip(ADAM.split(","), zip(*read(tmp_path / "a.csv")[1:], strict=True), strict=True)
    )
    t = run.trajectory
    expected = {
        "x0": t.x[:, 0],
        "f": t.f,
        "gradient1": t.gradient[:, 1],
        "gradient_norm": t.gradient_norm,
        "step_length": t.step_length,
        "m1": [t.state(k).m[1] for k in range(201)],
        "v0": [t.state(k).v[0] for k in range(201)],
        "gradient_evaluations": range(201),
    }
    for name, values in expected.items():
        assert [float(c) for c in columns[name]] == [float(v) for v in values]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_any_float_reads_back_to_the_bit(values):
    stream = io.StringIO(newline="")
    list(write_to(stream, Table(["x"], iter([[[v] for v in values]]))))
    stream.seek(0)
    back = [float(row[0]) for row in list(csv.reader(stream))[1:]]
    assert np.array(back).tobytes() == np.array(values).tobytes()


def test_all_runs_have_a_first_column_run_and_blanks_where_a_field_is_missing(run, tmp_path):
    other = gd.descend("rosenbrock", gd.Momentum(), iterations=3)
    runs = [("Adam, fast", table(run.trajectory)), ("Momentum", table(other.trajectory))]
    write(tmp_path / "all.csv", union(runs))
    rows = read(tmp_path / "all.csv")
    assert rows[0] == ["run", *ADAM.split(","), "b0", "b1"]
    assert rows[1][0] == "Adam, fast"
    assert rows[1][-2:] == ["", ""]
    assert rows[-1][0] == "Momentum"
    assert rows[-1][12:16] == ["", "", "", ""]
    assert float(rows[-1][-1]) == other.trajectory.state(3).b[1]


def test_matrices_are_named_by_row_and_column():
    assert component_names("m", (2,)) == ["m0", "m1"]
    assert component_names("H", (2, 2)) == ["H00", "H01", "H10", "H11"]
    assert len(set(component_names("H", (12, 12)))) == 144


def test_an_unwritable_place_leaves_the_old_file_as_it_was(run, tmp_path):
    with pytest.raises(OSError, match="No such file"):
        run.trajectory.to_csv(tmp_path / "nowhere" / "a.csv")
    old = tmp_path / "old.csv"
    old.write_text("precious")
    with pytest.raises(ZeroDivisionError), whole_file(old) as file:
        file.write(f"half of it {1 / 0}")
    assert old.read_text() == "precious"
    assert os.listdir(tmp_path) == ["old.csv"]


def test_a_link_stays_a_link_and_permissions_stay(run, tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    run.trajectory.to_csv(link)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert len(read(real)) == 202


def test_a_file_that_may_not_be_written_is_left_alone(run, tmp_path, monkeypatch):
    old = tmp_path / "old.csv"
    old.write_text("precious")
    monkeypatch.setattr(os, "access", lambda *_: False)  # as root, every file may be written
    with pytest.raises(PermissionError, match=r"old\.csv"):
        run.trajectory.to_csv(old)
    assert old.read_text() == "precious"


def test_a_device_is_written_to_not_replaced(run):
    run.trajectory.to_csv(os.devnull)
    assert not os.path.isfile(os.devnull)
