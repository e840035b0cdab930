"""Tables as people have them, and what is wrong with some."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.cli import main
from gdexplorer.core.parameter import ParameterError
from gdexplorer.io.data_file import read, reading
from gdexplorer.io.layout import DataError, layout


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
        "x y\n1.5 2\n3 4\n",
        "x  y \n 1.5   2\n3    4",
        "x y\n1,5 2\n3 4\n",
        "x:y\n1.5:2\n3:4\n",
        'x,y\n"1,5",2\n3,4\n',
        '# made by hand, "in" May\n#\nx,y\n1.5,2\n3,4\n',
        "x,y\n1.5,2\n3,4\n".encode("utf-16"),
        "\ufeffx;y\n1,5;2\n3;4\n".encode("utf-16-le"),
        "x,y\n1.5,2\n\n3,4\n\n",
    ],
)
def test_any_way_of_writing_it_reads_the_same(write, text):
    table = read(write(text), "y")
    np.testing.assert_array_equal(table.rows.inputs, [[1.5], [3]])
    np.testing.assert_array_equal(table.rows.targets, [2, 4])
    assert table.rows.names == ("x",)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("x;y\n1.000,5;2\n20;3\n", [1000.5, 20]),
        ("x;y\n1.000;2\n20,5;3\n", [1000, 20.5]),
        ("x;y\n1.000.000;2\n20;3\n", [1e6, 20]),
        ("x;y\n-1,000.5;2\n20;3\n", [-1000.5, 20]),
        ('x,y\n"1,000.5",2\n"12,345",3\n', [1000.5, 12345]),
        ('x,y\n"1,000",2\n20,3\n', [1000, 20]),
        ("x;y\n1,000;2\n20;3\n", [1, 20]),
        ("x;y\n1.234;2\n20;3\n", [1.234, 20]),
        ('x,y\n"10,1961",2\n"1,5e3",3\n', [10.1961, 1500]),
        ("x;y\n0,125;2\n1,250;3\n", [0.125, 1.25]),
    ],
)
def test_marks_of_decimals_and_thousands_are_told_apart(write, text, numbers):
    np.testing.assert_array_equal(read(write(text), "y").rows.inputs[:, 0], numbers)


def test_what_separates_thousands_must_part_three_digits(write):
    with pytest.raises(DataError, match=r"row 20003 of table\.csv, 'x': '1,23' is not a number"):
        read(write("x;y\n1,000.5;2\n" + "2;3\n" * 20_000 + "1,23;4\n"), "y")


def test_a_header_may_be_of_numbers_and_a_first_row_of_words(write, capsys):
    years = write("2019,2020\n1,2\n3,5\n4,8\n")
    assert layout(years).columns == ("column1", "column2")
    table = read(years, "2020", header=True)
    assert table.rows.names == ("2019",)
    assert table.rows.targets.tolist() == [2, 5, 8]
    named = write("name,2019,2020\n7,1,2\n8,3,4\n", "named.csv")
    assert layout(named).columns == ("name", "2019", "2020")
    words = write("good,1\nbad,2\ngood,1.5\nbad,4\n", "words.csv")
    assert not layout(words).header
    texts = write("a,b\nc,d\n", "texts.csv")
    assert layout(texts, header=False).preview == (("a", "b"), ("c", "d"))
    run = ["run", "--problem", "linear_regression", "--optimizer", "bfgs", "--data"]
    assert main([*run, str(years), "--target", "2020", "--header"]) == 0
    assert "w[2019]" in capsys.readouterr().out
    assert main([*run, str(years), "--target", "2020", "--no-header"]) == 2
    assert "unknown column of table.csv '2020'" in capsys.readouterr().err
    assert main([*run[:-1], "--header"]) == 2
    assert "--header goes with --data" in capsys.readouterr().err


@pytest.mark.parametrize("rows", [3, 60_000])
def test_a_quote_that_is_not_closed_is_told_on_opening_with_its_row(write, rows):
    path = write('x,y\n1,2\n3,"4\n' + "5,6\n" * rows)
    with pytest.raises(DataError, match=r"row 3 of table\.csv has a quote that is not closed"):
        layout(path)


@pytest.mark.parametrize("delimiter", [",", " "])
def test_a_quote_that_is_not_closed_far_down_is_told_with_its_row(write, delimiter):
    path = write(
        "x,y\n".replace(",", delimiter) + f"1{delimiter}2\n" * 60_000 + f'3{delimiter}"4\n5'
    )
    with pytest.raises(DataError, match=r"row 60002 of table\.csv has a quote that is not closed"):
        read(path, "y")


def test_a_quoted_cell_may_end_below_what_is_looked_at_first(write):
    row = '1,"' + "word\n" * 12 + '",2\n'
    path = write("x,t,y\n" + "0,a,5\n" + row * 2000)
    table = read(path, "y", ["x"])
    assert len(table.rows) == 2001


def test_a_wide_row_far_down_is_told_with_its_row(write):
    path = write("x,y\n" + "1,2\n3,4\n" * 30_000 + "1,2,3\n")
    with pytest.raises(
        DataError, match=r"row 60002 of table\.csv has 3 cells, but there are 2 columns"
    ):
        read(path, "y")


def test_columns_that_are_too_wide_for_a_model_are_refused(write):
    names = [f"feature{i}" for i in range(5000)]
    rows = [",".join(str((i * j) % 6) for i in range(5000)) for j in range(30)]
    path = write(",".join(names) + "\n" + "\n".join(rows))
    assert len(layout(path).numeric) == 5000
    with pytest.raises(DataError, match="4,999 features are too many: choose up to 1,000"):
        read(path, "feature7")
    assert read(path, "feature7", names[8:1008]).rows.inputs.shape == (30, 1000)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x,y\n1e200,1\n2e200,2\n", "row 2 of table.csv, 'x': 1e200 is too large to be squared"),
        ("x,y\n1,1\n2,-1e300\n", "row 3 of table.csv, 'y': -1e300 is too large"),
        ("x,y\n1,1\n2,1e999\n", "row 3 of table.csv, 'y': 1e999 is too large"),
    ],
)
def test_numbers_whose_squares_overflow_are_refused(write, text, sentence):
    with pytest.raises(DataError, match=sentence):
        read(write(text), "y")


def test_of_many_rows_with_gaps_three_are_named(write):
    path = write("x,y\n" + "1,2\n,3\n4,\n5,7\n" * 5)
    assert read(path, "y").notes == (
        "left out 10 of 20 rows: row 3 has no 'x', row 4 has no 'y', row 7 has no 'x', and 7 more",
    )


def test_a_table_knows_its_file_and_what_it_does_not_use(write, capsys):
    path = write("x,town,y\n1,A,2\n3,B,4\n5,C,9\n", "houses.csv")
    table = read(path, "y")
    assert table.rows.source == "houses.csv"
    assert table.rows.only(slice(2)).source == "houses.csv"
    assert table.notes == ("not used: town",)
    assert read(path, "y", ["x"]).notes == ()
    run = ["run", "--problem", "linear_regression", "--optimizer", "bfgs", "--target", "y"]
    assert main([*run, "--data", str(path)]) == 0
    assert capsys.readouterr().err == "gdexplorer: not used: town\n"


def test_without_a_header_columns_are_numbered(write):
    table = read(write("1\t2\n3\t4\n5\t7\n"), "column2")
    np.testing.assert_array_equal(table.rows.inputs[:, 0], [1, 3, 5])


def test_columns_of_words_are_left_out_and_rows_with_gaps(write):
    path = write("area;town;price\n50,5;A;200\n?;B;210\n70;C;270,5\n80;D;NA\n90;E;300\n")
    table = read(path, "price")
    assert table.rows.names == ("area",)
    np.testing.assert_array_equal(table.rows.inputs[:, 0], [50.5, 70, 90])
    assert table.notes == (
        "left out 2 of 5 rows: row 3 has no 'area', row 5 has no 'price'",
        "not used: town",
    )


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
    *shares, table = reading(layout(path), "y")
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


def test_the_command_line_takes_the_target_for_what_it_holds(write, capsys):
    path = write("x,y,k\n" + "\n".join(f"{i},{i * i / 9},{i % 2}" for i in range(40)))
    run = ["run", "--problem", "neural_network", "--optimizer", "l_bfgs", "--data", str(path)]
    assert main([*run, "--features", "x", "--target", "y"]) == 0
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "gdexplorer: 'y' is learned as a number: loss_kind=squared error",
        "gdexplorer: numbers are standardised (standardise=false leaves them as they are)",
    ]
    assert "R²" in said.out
    assert main([*run, "--features", "x", "--target", "k"]) == 0
    said = capsys.readouterr()
    assert "gdexplorer: 'k' is learned as classes: loss_kind=cross-entropy\n" in said.err
    assert "accuracy" in said.out
    entropy = ["--problem-set", "loss_kind=cross-entropy"]
    assert main([*run, "--features", "x", "--target", "y", *entropy]) == 2
    assert "numbers are learned with loss_kind=squared error" in capsys.readouterr().err
    squares = ["--problem-set", "loss_kind=squared error", "--problem-set", "standardise=false"]
    assert main([*run, "--features", "x", "--target", "k", *squares]) == 0
    said = capsys.readouterr()
    assert "R²" in said.out
    assert "standardised" not in said.err


def test_only_a_model_learns_from_a_table(write):
    path = write("x,y\n1,2\n3,5\n4,7\n")
    with pytest.raises(ParameterError, match="does not learn from a table"):
        gd.api.learn_from(gd.problem("rosenbrock"), path, "y")
    problem = gd.api.learn_from(gd.problem("linear_regression"), path, "y")
    assert problem.tuned(ridge=0.5).given is problem.given
    assert problem.coordinate(1) == "w[x]"


@pytest.mark.parametrize("text", ["a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,,\n", "1,2,\n3,4\n"])
def test_delimiters_that_end_a_row_make_no_column(write, text):
    laid = layout(write(text))
    assert len(laid.columns) == 2
    rows = read(laid.path, laid.columns[1]).rows
    np.testing.assert_array_equal(np.c_[rows.inputs, rows.targets], [[1, 2], [3, 4]])


@pytest.mark.parametrize("header", ["a,b", "a,b,"])
def test_a_cell_behind_them_far_down_is_told_with_its_row(write, header):
    path = write("\n".join([header, *["1,2,", "2,3,"] * 200, "3,4,5,,"]))
    with pytest.raises(DataError, match=r"row 402 of .* has 3 cells, but there are 2 columns"):
        read(path, "b")


def test_a_column_without_a_cell_is_no_feature(write):
    table = read(write("a,empty,b\n1,,2\n3,,4\n"), "b")
    assert table.rows.names == ("a",)
    assert table.notes == ("not used: empty",)


def test_numbers_with_units_are_shown_where_no_feature_is_left(write):
    with pytest.raises(DataError, match="beside 'kg': 'height' holds '164 cm'"):
        read(write("height,kg\n164 cm,60\n170 cm,70\n"), "kg")


def test_a_delimiter_that_ends_a_row_far_down_makes_no_column(write):
    path = write("\n".join(["a,b", *["1,2", "2,3"] * 30_000, "4,5,"]))
    rows = read(path, "b").rows
    assert (len(rows), float(rows.inputs[-1, 0])) == (60_001, 4.0)
