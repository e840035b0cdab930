"""Trained parameters in files: written, read back to the bit, and checked against the model."""

import contextlib
import csv
import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.api import load_parameters, problems, save_parameters
from gdexplorer.cli import main
from gdexplorer.core.data import DataProblem
from gdexplorer.core.parameter import ParameterError
from gdexplorer.io.weights import is_weights

MODELS = [c for c in problems().values() if issubclass(c, DataProblem)]
SUFFIXES = pytest.mark.parametrize("suffix", ["npz", "csv"])
NUMBERS = st.floats(-1e12, 1e12)


def network(**settings):
    return gd.problem("neural_network", **settings)


@SUFFIXES
@pytest.mark.parametrize("cls", MODELS, ids=lambda c: c.name)
def test_every_models_parameters_are_read_back(cls, suffix, tmp_path):
    problem = cls()
    x = np.array(problem.start) + np.linspace(-1 / 3, 1e-7, problem.dimension)
    path = tmp_path / f"w.{suffix}"
    save_parameters(problem, x, path)
    assert load_parameters(cls(), path) == tuple(x.tolist())


@given(st.lists(NUMBERS, min_size=33, max_size=33), st.sampled_from(["npz", "csv"]))
def test_any_numbers_are_read_back_to_the_bit(tmp_path_factory, numbers, suffix):
    path = tmp_path_factory.mktemp("w") / f"w.{suffix}"
    problem = network()
    save_parameters(problem, numbers, path)
    assert np.array(load_parameters(problem, path)).tobytes() == np.array(numbers).tobytes()


@SUFFIXES
def test_a_formulas_point_is_read_back_and_so_is_one_in_a_frame(suffix, tmp_path):
    path = tmp_path / f"w.{suffix}"
    save_parameters(gd.problem("rosenbrock"), (0.1, -1 / 3), path)
    assert load_parameters(gd.problem("rosenbrock"), path) == (0.1, -1 / 3)
    framed = gd.Frame(rotation=30, shift_x=2).around(gd.problem("rosenbrock"))
    outside = load_parameters(framed, path)
    np.testing.assert_allclose(framed.inside(np.array(outside)), (0.1, -1 / 3), rtol=1e-14)
    save_parameters(framed, outside, path)
    there = load_parameters(gd.problem("rosenbrock"), path)
    np.testing.assert_allclose(there, (0.1, -1 / 3), rtol=1e-14)


@pytest.mark.parametrize(
    ("name", "own", "other"),
    [
        ("linear_regression", {"standardise": False}, {"standardise": True}),
        ("neural_network", {"activation": "tanh"}, {"activation": "ReLU"}),
        ("convolutional_network", {"pooling": "max"}, {"pooling": "average"}),
    ],
)
def test_parameters_that_would_mean_something_else_are_refused(name, own, other, tmp_path):
    problem = gd.problem(name, **own)
    save_parameters(problem, np.array(problem.start), tmp_path / "w.npz")
    load_parameters(problem, tmp_path / "w.npz")
    ((key, value),) = own.items()
    with pytest.raises(ParameterError, match=f"they were trained for .*{key}={value}.*, not "):
        load_parameters(problem.tuned(**other), tmp_path / "w.npz")


def test_an_npz_holds_one_array_a_part_and_is_read_without_pickle(tmp_path):
    problem = network()
    save_parameters(problem, problem.start, tmp_path / "w.npz")
    with np.load(tmp_path / "w.npz", allow_pickle=False) as held:
        assert set(held.files) == {
            *("format", "model", "labels", "trained_for", "W1", "b1", "W2", "b2")
        }
        assert held["W1"].shape == (2, 8)
        assert str(held["model"]) == "neural_network"


def test_a_csv_names_every_number(tmp_path):
    problem = network()
    save_parameters(problem, problem.start, tmp_path / "w.csv")
    with open(tmp_path / "w.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["part", "index", "value"]
    names = [f"{part}[{index}]" if index else part for part, index, _ in rows[1:]]
    assert names == [problem.coordinate(i) for i in range(problem.dimension)]


@SUFFIXES
@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"units": 4}, r"W1 is 2 x 8 in this file, 2 x 4 in this network"),
        ({"layers": 2}, r"W2 is 8 x 1 in this file, 8 x 8 in this network|has no W3"),
        ({"bias": False}, "part b1, which is none of W1, W2"),
    ],
)
def test_what_does_not_fit_is_said(other, sentence, suffix, tmp_path):
    path = tmp_path / f"w.{suffix}"
    save_parameters(network(), network().start, path)
    with pytest.raises(ParameterError, match=sentence):
        load_parameters(network(**other), path)


def test_parameters_of_another_model_or_of_other_features_are_refused(tmp_path):
    path, table = tmp_path / "w.npz", tmp_path / "t.csv"
    table.write_text("area,rooms,price\n1,2,3\n4,6,5\n7,7,1\n")
    linear = gd.problem("linear_regression")
    one = gd.api.learn_from(linear, table, "price", ["area", "rooms"])
    other = gd.api.learn_from(linear, table, "price", ["rooms", "area"])
    save_parameters(one, (1, 2, 3), path)
    with pytest.raises(ParameterError, match="features are area, rooms, not rooms, area"):
        load_parameters(other, path)
    with pytest.raises(ParameterError, match="those of a linear regression, not of Sphere"):
        load_parameters(gd.problem("sphere", n=3), path)
    save_parameters(one, (1, 2, 3), tmp_path / "w.csv")
    assert load_parameters(other, tmp_path / "w.csv") == (1, 3, 2)  # by their names


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no columns part, index, value"),
        ("x,y\n1,2\n", "no columns part, index, value"),
        ("part,index,value\n", "has no x"),
        ("part,index,value\nx,0,1\n", "x is 1 in this file, 2 in this problem"),
        ("part,index,value\nx,0,1\nx,1,two\n", "row 3: 'two' is not a number"),
        ("part,index,value\nx,0,1\nx,0,2\n", "row 3 gives x.0. a second time"),
        ("part,index,value\nx,0,1\nx,1\n", "row 3 has 2 cells, not 3"),
        ("part,index,value\nx,0,1\nx,1,nan\n", "y is nan, not finite"),
        ("part,index,value\nx,0,-1e300\nx,1,1\n", r"x is -1e\+300, larger than 1e\+12"),
        ("part,index,value\nx,0,1\nx,a,1\n", "x.1. is missing"),
        ("part,index,value\nx,0,1\nx,1,1\nx,a,1\n", "x.a. is nothing of rosenbrock"),
    ],
)
def test_what_is_wrong_with_a_csv_is_said(text, sentence, tmp_path):
    path = tmp_path / "w.csv"
    path.write_text(text)
    with pytest.raises(ParameterError, match=sentence):
        load_parameters(gd.problem("rosenbrock"), path)


def _archive(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


FORMAT = "gdexplorer parameters 1"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"PK\3\4nothing", "damaged, or no file of parameters"),
        (b"part of a download", "damaged, or no .npz file"),
        (_archive(a=1.0), "no parameters that gdexplorer wrote"),
        (_archive(format=FORMAT, model="rosenbrock"), "it has no x"),
        (_archive(format=FORMAT, model="rosenbrock", x=np.array([1, "a"])), "no real numbers"),
        (_archive(format=FORMAT, model="rosenbrock", x=np.array([{}, 1])), "damaged, or no file"),
        (_archive(format=FORMAT, model="rosenbrock", x=np.array([1, np.inf])), "y is inf"),
        (_archive(format=FORMAT, model="rosenbrock", x=np.eye(2)), "x is 2 x 2 in this file, 2 in"),
    ],
)
def test_what_is_wrong_with_an_npz_is_said(raw, sentence, tmp_path):
    path = tmp_path / "w.npz"
    path.write_bytes(raw)
    with pytest.raises(ParameterError, match=sentence):
        load_parameters(gd.problem("rosenbrock"), path)


def test_a_packed_giant_is_not_unpacked(tmp_path):
    path = tmp_path / "w.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", b"\0" * (300 << 20))
    with pytest.raises(ParameterError, match="too large"):
        load_parameters(gd.problem("rosenbrock"), path)


@given(st.binary(max_size=200), st.integers(0, 3000))
def test_any_bytes_are_parameters_or_a_sentence(tmp_path_factory, raw, place):
    path = tmp_path_factory.mktemp("any") / "w.npz"
    good = _archive(format=FORMAT, model="rosenbrock", x=np.ones(2))
    place %= len(good)
    path.write_bytes(good[:place] + raw + good[place + len(raw) :])
    with contextlib.suppress(ParameterError):
        assert len(load_parameters(gd.problem("rosenbrock"), path)) == 2


def test_a_file_of_parameters_is_told_from_a_table(tmp_path):
    (tmp_path / "a.csv").write_text("part,index,value\nb,,1\n")
    (tmp_path / "b.csv").write_text("x,y\n1,2\n")
    assert is_weights(tmp_path / "a.csv")
    assert is_weights("b.NPZ")
    assert not is_weights(tmp_path / "b.csv")
    assert not is_weights(tmp_path / "none.csv")


def test_the_command_line_saves_parameters_and_starts_from_them(tmp_path, capsys):
    path = str(tmp_path / "w.npz")
    run = ["run", "--problem", "neural_network", "--optimizer", "adam"]
    assert main([*run, "--iterations", "30", "--save-parameters", path]) == 0
    first = capsys.readouterr().out.splitlines()
    assert main([*run, "--iterations", "0", "--start-from", path]) == 0
    assert capsys.readouterr().out.splitlines()[1:4] == first[1:4]
    assert main([*run, "--start-from", path, "--problem-set", "units=4"]) == 2
    assert "W1 is 2 x 8 in this file, 2 x 4 in this network" in capsys.readouterr().err
    assert main([*run, "--start-from", path, "--start", "1"]) == 2
    assert "either --start or --start-from" in capsys.readouterr().err
    assert main([*run, "--start-from", str(tmp_path / "none.npz")]) == 2
    assert "cannot read" in capsys.readouterr().err
    assert main([*run, "--iterations", "1", "--save-parameters", "/nowhere/at/w.npz"]) == 2
    assert "cannot write /nowhere/at/w.npz" in capsys.readouterr().err
