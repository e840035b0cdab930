"""Data and fit: lines, surfaces, answers and regions, as a person sees them."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

import gdexplorer as gd
from gdexplorer.core.number_words import number_words
from gdexplorer.ui.plot.fit_plane import FINE, GRID
from gdexplorer.ui.theme import DARK, LIGHT, Mode


def shown(person, problem):
    """Show a problem's data and fit, its runs come to their end."""
    document = person.player.document.with_problem(problem, gd.GradientDescent, anew=True)
    person.player.change(document)
    person.until(lambda: person.run().stop is not None, timeout=60_000)
    person.show("Data and fit")
    person.until(person.view("fit").isVisible)
    return person.view("fit")


def seek(person, k):
    person.seek(k)
    person.view("fit").refresh()


def table(tmp_path, features, rows=40):
    """Write a table of numbers whose target is the features' sum, and return its path."""
    rng, names = np.random.RandomState(1), [f"a{i}" for i in range(features)]
    inputs = rng.rand(rows, features)
    lines = [",".join(map(str, [*row, row.sum() + 2])) for row in inputs]
    path = tmp_path / "table.csv"
    path.write_text("\n".join([",".join([*names, "price"]), *lines]))
    return path


def brightness(picture):
    return picture.astype(float).sum(axis=-1)


def test_a_number_by_two_features_is_a_surface_that_moves_with_the_iterate(person):
    view = shown(person, gd.problem("linear_regression", data="collinear"))
    assert view.surface.image.isVisible()
    assert not view.line.lines
    assert [view.plot.getAxis(side).labelText for side in ("bottom", "left")] == ["x0", "x1"]
    seen = []
    for k in (0, 5, 100):
        seek(person, k)
        seen.append(view.surface.image.image.copy())
        slopes = person.weights()[1:]
        ends = brightness(seen[-1][[0, -1], [0, -1]])
        assert (ends[1] < ends[0]) == (slopes.sum() > 0)  # the higher the darker, in light
    assert not np.array_equal(seen[0], seen[1])
    assert not np.array_equal(seen[1], seen[2])


def test_points_of_a_surface_are_filled_by_their_target_on_the_scale_of_the_colour_bar(person):
    view = shown(person, gd.problem("linear_regression", data="collinear", test_share=0.25))
    problem = person.player.document.problem
    assert view.bar.isVisible()
    targets = np.concatenate([problem.shown.targets, problem.held_out.targets])
    assert view.bar.numbers == (number_words(targets.min()), "y", number_words(targets.max()))
    fills = [point.brush().color().lightness() for point in view.surface.points.points()]
    order = np.argsort(problem.shown.targets)
    assert (np.diff(np.array(fills)[order]) <= 0).all()
    hollow = view.surface.held_out.points()
    assert len(hollow) == len(problem.held_out)
    assert all(point.brush().color().alpha() == 0 for point in hollow)
    assert "held out (squares)" in view.note.sentence


def test_rings_on_a_surface_say_how_far_off_and_to_which_side(person):
    view = shown(person, gd.problem("linear_regression", data="collinear"))
    problem = person.player.document.problem
    seek(person, 0)  # all zero: every answer is too low
    rings = view.surface.rings.points()
    assert len(rings) == len(problem.shown)
    assert {ring.pen().color().name() for ring in rings} == {QColor(LIGHT.runs[0]).name()}
    seek(person, 3)
    misses = problem.predict(person.weights(), problem.shown.inputs) - problem.shown.targets
    rings = {(r.pos().x(), r.pos().y()): r for r in view.surface.rings.points()}
    sizes = []
    for place, miss in zip(problem.shown.inputs.tolist(), misses, strict=True):
        if tuple(place) in rings:
            ring = rings[tuple(place)]
            assert ring.pen().color().name() == QColor(LIGHT.runs[int(miss > 0)]).name()
            sizes.append((abs(miss), ring.size()))
    sizes.sort()
    assert (np.diff([size for _, size in sizes]) >= 0).all()
    assert "too high" in view.legend.text()


def test_a_dragged_point_of_a_surface_keeps_its_target(person):
    view = shown(person, gd.problem("linear_regression", data="collinear"))
    before = person.player.document.problem.shown
    at = tuple(before.inputs[3])
    person.move(view.plot.viewport(), person.pixel(view.plot, *at))
    person.drag(view.plot, at, [(0.5, 0.9), (0.2, 0.9)])
    person.wait()
    after = person.player.document.problem.shown
    i = int(np.flatnonzero((after.inputs != before.inputs).any(axis=1)).item())
    np.testing.assert_allclose(after.inputs[i], (0.2, 0.9), atol=0.03)
    np.testing.assert_array_equal(after.targets, before.targets)


def test_many_features_show_held_out_rows_by_another_mark_and_say_so(person, tmp_path):
    path = table(tmp_path, 4)
    given = gd.problem("linear_regression", test_share=0.25)
    view = shown(person, gd.api.learn_from(given, path, "price"))
    problem = person.player.document.problem
    xs, ys = view.answers.circles.getData()
    np.testing.assert_array_equal(xs, problem.held_out.targets)
    np.testing.assert_allclose(ys, problem.predict(person.weights(), problem.held_out.inputs))
    assert "held out (circles)" in view.note.sentence
    assert not view.answers.held_out.isVisible()
    assert not view.bar.isVisible()


def test_nothing_is_said_of_held_out_rows_where_there_are_none(person):
    view = shown(person, gd.problem("linear_regression"))
    assert "held out" not in view.note.sentence


def test_no_class_has_the_colour_of_a_run_and_its_points_are_seen_in_its_region(person):
    view = shown(person, gd.problem("softmax_regression"))
    for theme, mode in ((LIGHT, Mode.LIGHT), (DARK, Mode.DARK)):
        assert not set(theme.classes) & set(theme.runs)
        person.window.themes.choose(mode)
        person.wait()
        view.refresh()
        for point in view.regions.points.points():
            assert point.pen().color().name() == QColor(theme.text).name()
    assert view.legend.text().startswith("classes")


def test_a_picture_at_rest_is_finer_than_one_that_changes(person):
    view = shown(person, gd.problem("softmax_regression"))
    person.until(lambda: not person.player.streaming)
    view.refresh()
    assert view.regions.image.image.shape == (FINE, FINE, 3)
    view.regions.at_rest = False
    view.regions.show_models(person.player.document.problem, view._models())
    assert view.regions.image.image.shape == (GRID, GRID, 3)


@pytest.mark.parametrize("features", [1, 2, 3])
def test_a_run_that_diverges_is_drawn_without_a_warning(person, tmp_path, features):
    given = gd.problem("linear_regression", test_share=0.25)
    view = shown(person, gd.api.learn_from(given, table(tmp_path, features), "price"))
    person.type(person.view("optimizer").form.rows["learning_rate"].input, "1e9")
    person.wait()
    person.player.to_end()
    person.wait()
    assert np.abs(person.weights()).max() > 1e9
    view.refresh()
    view.grab()
    assert view.note.sentence.startswith("R² -")


def test_a_surface_fills_the_plot_when_one_zooms(person):
    view = shown(person, gd.problem("linear_regression", data="collinear"))
    before = view.plot.box.viewRange()
    person.wheel(view.plot.viewport(), view.plot.viewport().rect().center(), -3)
    (x0, x1), _ = view.plot.box.viewRange()
    assert x1 - x0 > before[0][1] - before[0][0]
    edges = view.surface.image.mapRectToView(view.surface.image.boundingRect())
    assert edges.left() == pytest.approx(x0)
    assert edges.right() == pytest.approx(x1)


@pytest.mark.parametrize("data", ["collinear", "line"])
def test_other_data_take_the_place_of_what_was_drawn(person, data):
    view = shown(person, gd.problem("softmax_regression"))
    shown(person, gd.problem("linear_regression", data=data))
    drawn = view.surface.image.isVisible if data == "collinear" else lambda: bool(view.line.lines)
    person.until(drawn)  # which happens a few times a second
    assert not view.regions.image.isVisible()
    assert view.surface.image.isVisible() == (data == "collinear")
    assert bool(view.line.lines) == (data == "line")
    assert isinstance(view.legend, QLabel)
    assert view.legend.isVisible() == (data == "collinear")


def test_rows_held_out_that_are_told_wrong_have_rings_too(person):
    problem = gd.problem("softmax_regression", data="moons", noise=0.4, test_share=0.3)
    view = shown(person, problem)
    x, missed = person.weights(), []
    for rows in (problem.shown, problem.held_out):
        wrong = problem.predict(x, rows.inputs).argmax(axis=-1) != rows.targets
        missed.append({tuple(place) for place in rows.inputs[wrong].tolist()})
    ringed = {(r.pos().x(), r.pos().y()) for r in view.regions.rings.points()}
    assert ringed == missed[0] | missed[1]
    assert min(map(len, missed)) > 0
