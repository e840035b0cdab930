"""What reaches the screen: thinned, clipped, finite, and painted only once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtCore import QPointF
from PySide6.QtGui import QTransform

from gdexplorer.ui.plot.log_axis import LogAxis, log_ticks
from gdexplorer.ui.plot.path_item import PathItem, Track
from gdexplorer.ui.plot.pixels import clipped, distinct, moved, plottable, to_pixels
from gdexplorer.ui.plot.plot import Plot
from gdexplorer.ui.plot.series import BUCKETS, in_sight, log10_floored, thinned
from gdexplorer.ui.plot.series_ends import End, EndMarks

ANY = st.floats(allow_nan=True, allow_infinity=True)
POINTS = arrays(float, st.tuples(st.integers(1, 40), st.just(2)), elements=st.floats(-1e4, 1e4))


@given(arrays(float, st.integers(0, 30), elements=ANY))
def test_nothing_beyond_1e12_and_nothing_that_is_no_number_is_plotted(values):
    shown = plottable(values)
    assert np.isfinite(shown).all()
    assert (np.abs(shown) <= 1e12).all()
    pixels = to_pixels(QTransform(1e3, 0, 0, -1e3, 5, 5), values, values)
    assert np.isfinite(pixels).all()


@given(POINTS)
def test_thinning_keeps_every_point_within_a_cell(points):
    kept = moved(points)
    assert kept[0] == 0
    nearest = kept[np.searchsorted(kept, np.arange(len(points)), side="right") - 1]
    assert (np.abs(points - points[nearest]) <= 0.5).all()


@given(POINTS, POINTS)
def test_clipped_segments_stay_near_and_on_their_lines(a, b):
    n = min(len(a), len(b))
    starts, ends = clipped(a[:n], b[:n], 800, 600)
    for points in (starts, ends):
        assert (points >= -64 - 1e-6).all()
        assert (points <= [864 + 1e-6, 664 + 1e-6]).all()
    inside = ((np.minimum(a[:n], b[:n]) >= 0) & (np.maximum(a[:n], b[:n]) <= [800, 600])).all(
        axis=1
    )
    assert len(starts) >= inside.sum()


def test_distinct_segments_are_counted_once():
    starts = np.array([[0.0, 0], [9, 9], [0, 0], [9, 9]])
    ends = np.array([[9.0, 9], [0, 0], [9, 9], [50, 1]])
    assert distinct(starts, ends).tolist() == [0, 1, 3]


@given(st.integers(1, 20_000), st.data())
def test_thinned_series_keep_their_extremes(length, data):
    ys = np.zeros(length)
    ys[data.draw(st.integers(0, length - 1))] = data.draw(st.sampled_from([-1.0, 1.0]))
    xs = np.arange(length)
    kept_x, kept_y = thinned(xs, ys)
    assert len(kept_x) <= 5 * BUCKETS
    assert (kept_y.min(), kept_y.max()) == (ys.min(), ys.max())
    assert (np.diff(kept_x) >= 0).all()
    np.testing.assert_array_equal(ys[kept_x], kept_y)


def test_rows_in_sight_have_a_neighbour_on_each_side():
    xs = np.arange(100)
    assert in_sight(xs, 10.5, 20.5) == slice(10, 22)
    assert in_sight(xs, -5, 500) == slice(0, 100)


def test_zero_on_a_logarithmic_axis_is_the_least_positive_value():
    assert log10_floored(np.array([1e-3, 0.0, -1.0, 10.0])).tolist() == [-3, -3, -3, 1]
    assert np.isfinite(log10_floored(np.zeros(3))).all()
    assert log10_floored(np.array([0.0, 10.0]), 1e-2).tolist() == [-2, 1]


def test_no_label_of_a_logarithmic_axis_is_cut_at_its_ends(qapp):
    axis = LogAxis()
    axis.log = True
    ((_, places),) = axis.tickValues(-3.0, 1.0, 200.0)
    words = axis.tickStrings(places, 1.0, None)
    assert words == ["0.003", "0.01", "0.03", "0.1", "0.3", "1", "3"]


def test_round_numbers_stand_on_a_low_logarithmic_axis(qapp):
    axis = LogAxis()
    axis.log = True
    for low, high, words in ((-1.45, -0.55, ["0.05", "0.2"]), (-0.35, 0.4, ["1", "2"])):
        ((_, places),) = axis.tickValues(low, high, 60.0)
        assert axis.tickStrings(places, 1.0, None) == words


def test_an_end_is_marked_where_its_curve_breaks_off(qtbot):
    plot = Plot("y", "x", "test")
    qtbot.addWidget(plot)
    marks = EndMarks()
    plot.addItem(marks)
    plot.show_range((0.0, 100.0), (0.0, 100.0))
    plot.resize(400, 300)
    plot.show()
    marks.show_ends([End(40.0, 30.0, "#ff0000"), End(1e300, np.inf, "#ff0000")], "#000000")
    at = plot.mapFromScene(plot.box.mapViewToScene(QPointF(40.0, 30.0)))
    assert plot.grab().toImage().pixelColor(at).name() == "#ff0000"
    marks.show_ends([], "#000000")
    assert plot.grab().toImage().pixelColor(at).name() != "#ff0000"


SOURCE = object()


def shown(qtbot, tracks_in_turn):
    plot = Plot("y", "x", "test")
    qtbot.addWidget(plot)
    item = PathItem()
    plot.addItem(item)
    plot.show_range((0.0, 100.0), (0.0, 100.0))
    plot.resize(400, 300)
    plot.show()
    images = []
    for tracks in tracks_in_turn:
        item.set_tracks(tracks)
        images.append(plot.grab().toImage())
    return item, images


def track(xs, ys, n, cursor=None):
    return Track(SOURCE, xs[:n], ys[:n], n - 1 if cursor is None else cursor, "#d55e00", "circle")


def test_a_path_that_grows_looks_like_the_path_drawn_at_once(qtbot):
    rng = np.random.default_rng(3)
    xs, ys = 50 + np.cumsum(rng.normal(size=(2, 300)), axis=1)
    _, grown = shown(
        qtbot, [[track(xs, ys, n)] for n in range(1, 301, 13)] + [[track(xs, ys, 300)]]
    )
    _, whole = shown(qtbot, [[track(xs, ys, 300)]])
    differing = sum(
        grown[-1].pixel(x, y) != whole[0].pixel(x, y) for x in range(400) for y in range(300)
    )
    assert differing < 0.01 * 400 * 300


def test_stepping_back_takes_the_bright_path_back(qtbot):
    xs, ys = np.linspace(10, 90, 50), np.linspace(10, 90, 50)
    _, images = shown(
        qtbot, [[track(xs, ys, 50, 20)], [track(xs, ys, 50, 49)], [track(xs, ys, 50, 20)]]
    )
    assert images[0] == images[2] != images[1]


def test_a_path_that_left_the_range_of_numbers_is_still_drawn_where_it_is_near(qtbot):
    xs = np.array([10.0, 50.0, 1e300, np.inf])
    _, images = shown(qtbot, [[track(xs, xs, 4)]])
    _, blank = shown(qtbot, [[]])
    assert images[0] != blank[0]


@pytest.mark.parametrize(("low", "high", "most"), [(-3.3, -0.9, 2), (0.2, 3.4, 3), (-9, 6, 4)])
def test_a_few_decades_have_more_than_one_label(low, high, most):
    ticks = log_ticks(low, high, most)
    assert 2 <= len(ticks) <= most
    assert all(low <= tick <= high for tick in ticks)
