"""Tables as people have them, and what is wrong with some."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.cli import main
from gdexplorer.core.parameter import ParameterError
from gdexplorer.io.data_file import DataError, layout, read, reading


@pytest.fixture
def write(tmp_path):
    def written(text, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


@pytest.mark.parametrize(
    "text",
    [
        "x,y\n1.5,2\n3,4\n",
        "x;y\n1,5;2\n3;4\n",
        "x\ty\n1.5\t2\n3\t4\n",
        "x|y\r\n1.5|2\r\n3|4\r\n",
        '"x","y"\n"1.5"," 2 "\n3,4',
        "\ufeffx,y\n1.5,2\n3,4\n",
        "\n\nx,y\n1.5,2\n3,4\n",
    ],
)
def test_any_way_of_writing_it_reads_the_same(write, text):
    table = read(write(text), "y")
    np.testing.assert_array_equal(table.rows.inputs, [[1.5], [3]])
    np.testing.assert_array_equal(table.rows.targets, [2, 4])
    assert table.rows.names == ("x",)


def test_without_a_header_columns_are_numbered(write):
    table = read(write("1\t2\n3\t4\n5\t7\n"), "column2")
    np.testing.assert_array_equal(table.rows.inputs[:, 0], [1, 3, 5])


def test_columns_of_words_are_left_out_and_rows_with_gaps(write):
    path = write("area;town;price\n50,5;A;200\n?;B;210\n70;C;270,5\n80;D;NA\n90;E;300\n")
    table = read(path, "price")
    assert table.rows.names == ("area",)
    np.testing.assert_array_equal(table.rows.inputs[:, 0], [50.5, 70, 90])
    assert table.notes == ("left out for missing values: 2 of 5 rows",)


@pytest.mark.parametrize(
    ("text", "target", "sentence"),
    [
        (b"", "y", "is empty"),
        (b" \n ", "y", "is empty"),
        (b"x,y\n", "y", "header but no rows"),
        (b"x,y\n1,2\n", "y", "one row"),
        (b"x,y\n,2\n3,\n", "y", "no row without missing"),
        (b"x,y\n1,2\n3,two\n", "y", "row 3 of table.csv, 'y': 'two' is not a number"),
        (b"x,y\n1,2\n\n3,two\n", "y", "row 4 of table.csv"),
        (b"x,y\n1,2\n3,inf\n", "y", "row 3 of table.csv, 'y': 'inf' is not a number"),
        (b"x,y\n1,2\n3,2\n", "y", "same in every row"),
        (b"x,y\n1,2\n3,4\n", "z", "unknown column of table.csv 'z'"),
        (b"x,x\n1,2\n3,4\n", "x", "two columns named 'x'"),
        (b"x,y\n1,\xe9\n3,4\n", "y", "not UTF-8 text in row 2"),
        (b"\x89PNG\0\0\0", "y", "not a text file"),
        (b"x,y\n1,2,3\n4,5,6,7\n", "y", "row 2 of table.csv has 3 cells, but there are 2 columns"),
        (b"town,y\nA,1\nB,2\n", "y", "no column of numbers beside 'y'"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(write, text, target, sentence):
    with pytest.raises(DataError if target != "z" else ParameterError, match=sentence):
        read(write(text), target)


def test_a_wrong_byte_far_down_is_said_too(write):
    path = write(b"x,y\n" + b"1,2\n3,4\n" * 20_000 + b"1,\xe9\n")
    with pytest.raises(DataError, match="not UTF-8"):
        read(path, "y")


def test_a_file_that_is_none(tmp_path):
    with pytest.raises(DataError, match="cannot read"):
        layout(tmp_path / "none.csv")
    with pytest.raises(DataError, match="folder"):
        layout(tmp_path)


def test_reading_says_how_far_it_is(write):
    path = write("x,y\n" + "1,2\n3,5\n" * 60_000)
    *shares, table = reading(path, "y")
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) >= 2
    assert len(table.rows) == 120_000


TABLE_LIKE = st.text(st.sampled_from('12.,;\t|\n\r"ab-e '), max_size=120).map(str.encode)


@given(st.one_of(st.binary(max_size=300), TABLE_LIKE))
def test_any_bytes_are_a_table_or_a_sentence(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(raw)
    with contextlib.suppress(ParameterError):
        laid = layout(path)
        table = read(path, laid.columns[-1])
        assert np.isfinite(table.rows.inputs).all()


def test_the_command_line_learns_from_a_file(write, capsys):
    rng = np.random.default_rng(3)
    area, rooms = rng.uniform(20, 200, 50), rng.integers(1, 6, 50)
    lines = [
        f"{a!r},{r},{30 + 2 * a - 7 * r!r}"
        for a, r in zip(area.tolist(), rooms.tolist(), strict=True)
    ]
    path = write("area,rooms,price\n" + "\n".join(lines))
    arguments = ["run", "--problem", "linear_regression", "--optimizer", "gauss_newton"]
    assert main([*arguments, "--data", str(path), "--target", "price"]) == 0
    said = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()[1:])
    assert float(said["b"]) == pytest.approx(30, rel=1e-6)
    assert float(said["w[area]"]) == pytest.approx(2, rel=1e-8)
    assert float(said["w[rooms]"]) == pytest.approx(-7, rel=1e-8)
    assert main([*arguments, "--data", str(path), "--target", "cost"]) == 2
    assert "unknown column" in capsys.readouterr().err
    assert main([*arguments, "--data", str(path)]) == 2
    assert "--target" in capsys.readouterr().err


def test_only_a_model_learns_from_a_table(write):
    path = write("x,y\n1,2\n3,5\n4,7\n")
    with pytest.raises(ParameterError, match="does not learn from a table"):
        gd.api.learn_from(gd.problem("rosenbrock"), path, "y")
    problem = gd.api.learn_from(gd.problem("linear_regression"), path, "y")
    assert problem.tuned(ridge=0.5).given is problem.given
    assert problem.coordinate(1) == "w[x]"
