"""The library of the user's own functions, and the files they travel in."""

import pytest

import gdexplorer as gd
from gdexplorer import api
from gdexplorer.io import functions
from gdexplorer.problems.expression.definition import Setting, define


@pytest.fixture(autouse=True)
def library(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, **_: tmp_path / "data" / name)
    return tmp_path / "data" / "gdexplorer" / "functions"


VALLEY = define(
    'a*x^2 + κ*|y| + 0 x',
    title='My "valley" \\ κ',
    box=[(-1, 2.5), (-3, 1e-7)],
    start=(0.1, -1 / 3),
    settings={"a": Setting("a", 0.5, 0, 3)},
)  # fmt: skip


def test_what_is_written_is_read_back_the_same(tmp_path):
    path = tmp_path / (VALLEY.name + ".toml")
    functions.write(VALLEY, path)
    assert functions.read(path) == VALLEY
    assert path.read_text("utf-8").startswith("# a function for gdexplorer\nformat = 1\n")


def test_a_saved_function_is_known_by_its_name(library):
    assert api.own_functions() == {}
    functions.save(VALLEY)
    assert [p.name for p in library.iterdir()] == ["my_valley_kappa.toml"]
    problem = gd.problem("my_valley_kappa", a=3)
    assert (problem.family, problem.title, problem.a) == ("Your own", 'My "valley" \\ κ', 3.0)
    assert gd.descend("my_valley_kappa", "adam", iterations=3).recipe.problem == gd.problem(
        VALLEY.name
    )
    with pytest.raises(gd.ParameterError, match="did you mean my_valley_kappa"):
        gd.problem("my_valey_kappa")
    functions.remove(VALLEY.name)
    assert api.own_functions() == {}


def test_names_are_made_unique():
    assert functions.unique(VALLEY, {"other"}) == VALLEY
    taken = {VALLEY.name, VALLEY.name + "_2"}
    assert functions.unique(VALLEY, taken).name == VALLEY.name + "_3"


def test_only_a_formula_is_needed(tmp_path):
    path = tmp_path / "Bowl 2.toml"
    path.write_text('format = 1\nformula = "x^2"\n', "utf-8")
    assert functions.read(path) == define("x^2", title="bowl_2", box=(-5, 5)).__class__(
        "bowl_2", "x^2", "x^2", ((-5.0, 5.0),), (3.0,)
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it has no formula"),
        (b"\xff\xfe", "is not a function's file"),
        (b"format = ", "is not a function's file"),
        (b"a = " + b"[" * 5000, "is not a function's file"),
        (b'format = 2\nformula = "x"', "format 1"),
        (b"format = 1\nformula = 3", "must be text"),
        (b'format = 1\nformula = "x + sen(x)"', "unknown name 'sen' at 5: did you mean sin?"),
        (b'format = 1\nformula = "x"\nbox = 3', "the box must be a pair of numbers"),
        (b'format = 1\nformula = "x"\nbox = [[1, 0]]', "up to a larger one"),
        (b'format = 1\nformula = "x"\nstart = ["a"]', "the start must be numbers"),
        (b'format = 1\nformula = "x"\nstart = {a = 1}', "the start must be numbers"),
        (b'format = 1\nformula = "x"\nrun = 1', "'run', which is not known"),
        (b'format = 1\nformula = "x"\nparameters = 1', "must be tables"),
        (b'format = 1\nformula = "x"\n[parameters.b]', "no parameter 'b'"),
        (b'format = 1\nformula = "a x"\n[parameters.a]\nlow = 19', "the range of a"),
        (b'format = 1\nformula = "a x"\n[parameters.a]\nlow = "z"', "the range of a"),
        (
            b'format = 1\nformula = "a x"\n[parameters.a]\ndefault = 99',
            "the value of a must be a number from",
        ),
        (b'format = 1\nformula = "a x"\n[parameters.a]\nstep = 9', "'step', which is not known"),
        (b"#" * 100_001, "too large for a function"),
    ],
)
def test_a_bad_file_gets_one_sentence(content, sentence, tmp_path, library):
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(gd.ParameterError) as caught:
        functions.read(path)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("bad.toml")
    assert not library.exists()


def test_a_bad_file_in_the_library_leaves_the_others(library):
    functions.save(VALLEY)
    (library / "bad.toml").write_text("?")
    found, complaints = functions.saved()
    assert list(found) == [VALLEY.name]
    assert complaints == ["bad.toml is not a function's file"]


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path):
    with pytest.raises(gd.ParameterError, match="no such file"):
        functions.read(tmp_path / "no.toml")
