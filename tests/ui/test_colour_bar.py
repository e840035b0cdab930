"""The values beside a landscape's colour bar: few, short, round, and in the right places."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.core.picture import ColourScale
from gdexplorer.ui.plot.scale_marks import scale_marks

EDGES = st.sampled_from([0.01, 0.02, 0.03, 0.04])
SPANS = st.floats(-9, 9).map(lambda power: 10**power)


def check(scale, edge):
    marks = scale_marks(scale, edge)
    assert 3 <= len(marks.texts) <= 6
    assert max(map(len, marks.texts)) <= 8
    assert len(set(marks.texts)) == len(marks.texts)
    assert min(marks.places) >= edge
    assert max(marks.places) <= 1 - edge
    assert np.diff(marks.places).min() >= 2 * edge - 1e-9
    return marks


@given(st.floats(-1e9, 1e9), SPANS, EDGES)
def test_from_three_to_six_marks_stand_beside_an_even_scale(low, span, edge):
    if span > 1e-10 * abs(low):
        check(ColourScale(False, low, low + span, 0.0), edge)


@given(st.floats(-14, 8), st.floats(-4, 0.65).map(lambda p: 10**p), EDGES)
def test_from_three_to_six_marks_stand_beside_a_logarithmic_scale(low, decades, edge):
    check(ColourScale(True, low, low + decades, 0.0), edge)


@pytest.mark.parametrize(
    ("scale", "title", "texts"),
    [
        ((False, 0.0, 2509.0, 0.0), "f", ["500", "1000", "1500", "2000"]),
        ((False, 3.0, 3.00000036, 0.0), "(f − 3) / 10⁻⁷", ["1", "2", "3"]),
        ((False, -0.7409445, -0.7408585, 0.0), "(f + 0.741) / 10⁻⁴", ["0.6", "0.8", "1.0", "1.2"]),
        ((False, 0.0, 2.6e-7, 0.0), "f / 10⁻⁷", ["0.5", "1.0", "1.5", "2.0", "2.5"]),
        ((True, -1.1, 3.4, 0.0), "f", ["0.1", "1", "10", "100", "1000"]),
        ((True, -3.4, 1.3, 3.0), "f − 3", ["10⁻³", "0.01", "0.1", "1", "10"]),
        ((True, 0.1, 0.85, 0.0), "f", ["2", "3", "5"]),
        ((False, 7.0, 7.0, 0.0), "f", ["7"]),
    ],
)
def test_marks_are_round(scale, title, texts):
    marks = scale_marks(ColourScale(*scale), 0.02)
    assert marks.title == title
    assert marks.texts == texts


@pytest.mark.parametrize("log", [False, True])
def test_a_mark_stands_where_its_value_has_its_colour(log):
    low, high = (-0.5, 1.2) if log else (2.0, 9.0)
    scale = ColourScale(log, low, high, 0.0)
    marks = check(scale, 0.03)
    values = np.array([float(text) for text in marks.texts])
    np.testing.assert_allclose(scale.position(values), marks.places, atol=1e-12)


def test_far_in_the_bar_still_has_marks(person):
    view = person.view("contour")
    person.player.change(person.player.document.with_problem(gd.problem("goldstein_price")))
    person.wait()
    for width in (1.0, 1e-3, 1e-6):
        for log in (False, True):
            view.plot.show_range((0.3, 0.3 + width), (-0.7, -0.7 + width))
            view.log.setChecked(log)
            person.wait()
            assert view.bar.scale_shown == view.picture.scale
            line = view.plot.fontMetrics().height()
            marks = view.bar.marks(line)
            assert 3 <= len(marks.texts) <= 6
            widest = max(map(view.plot.fontMetrics().horizontalAdvance, marks.texts))
            assert 19 + widest <= view.bar.rect().width() - line  # clear of the title
