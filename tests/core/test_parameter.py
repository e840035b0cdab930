"""Bad values get one clear sentence."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.api import optimizers, problems
from gdexplorer.core.parameter import ParameterError, parameters_of, parted, read_number
from gdexplorer.core.stop import StopRule

DECLARED = [
    p for c in (*problems().values(), *optimizers().values(), StopRule) for p in parameters_of(c)
]
each_parameter = pytest.mark.parametrize("declared", DECLARED, ids=lambda p: p.name)


@each_parameter
@pytest.mark.parametrize(
    "text", ["", " ", "nan", "inf", "-inf", "1e400", "abc", "1e13", "-1e13", "0x1"]
)
def test_what_is_not_allowed_is_refused_with_a_sentence(declared, text):
    with pytest.raises(ParameterError, match=f"{declared.title} must be .*, not "):
        declared.parse(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0,5", 0.5), ("-0,001", -0.001), ("1,25e3", 1250.0), ("1234,567", 1234.567), (" −2 ", -2.0)],
)
def test_a_decimal_comma_is_understood(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["1,000", "-12,500", "1,000e3", "1,2,3", "1,234.5", ","])
def test_a_comma_that_may_be_one_of_thousands_is_not_guessed_at(text):
    with pytest.raises(ParameterError, match="leave out commas, but for one decimal"):
        parameters_of(gd.Rosenbrock)[1].parse(text)


def test_of_a_number_out_of_range_the_comma_is_not_what_is_wrong():
    with pytest.raises(ParameterError, match=r"not 1,5$"):
        next(p for p in parameters_of(gd.Momentum) if p.name == "momentum").parse("1,5")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("0,1; 0,5", ["0,1", "0,5"]),
        ("0,1 0,5", ["0,1", "0,5"]),
        ("0,1, 0,5", ["0,1", "0,5"]),
        ("0.1,0.5", ["0.1", "0.5"]),
        (" 0.1, 0.5,  2 ", ["0.1", "0.5", "2"]),
        ("0.1, 0.5,0.7", ["0.1", "0.5", "0.7"]),
        ("1,2", ["1", "2"]),
        ("0.5", ["0.5"]),
        ("", []),
    ],
)
def test_a_list_of_numbers_is_parted_where_a_person_means_it(text, parts):
    assert parted(text) == parts


@each_parameter
def test_the_default_is_allowed_and_reads_back(declared):
    assert declared.parse(str(declared.default)) == declared.default


@each_parameter
@given(text=st.text(max_size=12))
def test_no_text_raises_anything_else(declared, text):
    try:
        value = declared.parse(text)
    except ParameterError:
        return
    assert isinstance(value, declared.kind)
    if not isinstance(value, (bool, str)):
        assert declared.low <= value <= declared.high
        assert math.isfinite(value)


def test_whole_numbers_only_where_they_are_meant():
    with pytest.raises(ParameterError, match=r"iterations must be a whole number .* not 1\.5"):
        StopRule(iterations=1.5)
    assert StopRule(iterations=1e3).iterations == 1000


def test_an_open_end_is_said():
    with pytest.raises(ParameterError, match="beta1 must be a number from 0 to below 1, not 1"):
        gd.Adam(beta1=1)


@pytest.mark.parametrize("value", [None, "0.1", [1], True, complex(1)])
def test_other_types_are_refused(value):
    with pytest.raises(ParameterError):
        gd.Adam(learning_rate=value)


def test_parametrized_objects_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        gd.Adam().learning_rate = 1


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: gd.problem("rosenbrok"), "unknown problem 'rosenbrok': did you mean rosenbrock?"),
        (lambda: gd.optimizer("Adma"), "unknown optimizer 'Adma': did you mean adam?"),
        (lambda: gd.optimizer("adam", lr=1), "unknown parameter of adam 'lr'"),
        (lambda: gd.problem("saddle", a=1), "saddle has no parameters, so none named 'a'"),
        (lambda: gd.descend("rosenbrock", "adam", start=1), "must be 2 numbers"),
        (lambda: gd.descend("rosenbrock", "adam", start=(1, math.nan)), "must be finite"),
        (lambda: gd.descend("rosenbrock", "adam", start=("a", 1)), "must be numbers"),
        (lambda: gd.descend("rosenbrock", "adam", iteration=5), "did you mean iterations?"),
        (lambda: gd.descend("rosenbrock", 3), "takes a problem and an optimizer"),
    ],
)
def test_mistakes_are_said_in_words(call, sentence):
    with pytest.raises(ValueError, match=sentence.replace("?", r"\?")):
        call()
