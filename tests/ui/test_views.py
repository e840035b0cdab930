"""What the views show is what the session holds."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest

import gdexplorer as gd
from gdexplorer.api import optimizers, problems
from gdexplorer.core.picture import SurfacePicture
from gdexplorer.ui.form import Form
from gdexplorer.ui.picker import KIND
from gdexplorer.ui.views.view import Area, model_views, views


def test_every_view_is_found_and_stands_in_the_window(person):
    names = {"contour", "convergence", "inspector", "optimizer", "problem", "runs"}
    assert names <= set(person.window.views)
    assert {kind.name for kind in views()} >= names | {"curve"}
    for kind in [*views(), *model_views()]:
        if kind.area is not Area.LANDSCAPE:
            assert person.view(kind.name).isVisible()
        assert kind.__doc__


def pictured(person):
    """Return the problem in the picture; of many variables, the one that the plane cuts."""
    problem = person.window.landscape.picture.problem
    return getattr(problem, "inner", problem)


def test_every_problem_can_be_picked_and_is_drawn(person):
    for cls in (c for c in problems().values() if not c().costly):
        person.pick(person.view("problem").picker, cls.title)
        assert type(person.player.document.problem) is cls
        person.until(lambda: person.window.landscape.picture is not None)
        person.until(lambda cls=cls: pictured(person) == cls())
        tracks, runs = person.window.landscape.paths.tracks, person.window.landscape.seen_runs()
        assert len(tracks) == 2
        for track, (_, run) in zip(tracks, runs, strict=True):
            x = run.trajectory.x
            plane = getattr(person.window.landscape.seen(), "plane", None)
            along = x[:, 0] if plane is None else (x - plane.origin) @ plane.across
            np.testing.assert_allclose(track.xs, along, atol=1e-9)


def test_the_landscape_has_a_heat_map_contours_field_minima_and_a_colour_bar(person):
    view = person.view("contour")
    picture = view.picture
    assert isinstance(picture, SurfacePicture)
    assert picture.scale.log
    assert len(picture.lines) >= 20
    assert len(picture.field) > 300
    assert [(m.pos().x(), m.pos().y()) for m in view.minima] == [(1.0, 1.0)]
    assert view.bar.isVisible()


def colours_at(plot, x, y):
    """Return the colours on the screen around a point."""
    place = plot.mapFromScene(plot.box.mapViewToScene(QPointF(x, y)))
    image, reach = plot.viewport().grab().toImage(), range(-3, 4)
    return {image.pixelColor(place.x() + i, place.y() + j).name() for i in reach for j in reach}


def alike(name, other):
    """Say whether two colours are one but for the smoothing of edges."""
    pairs = zip(QColor(name).getRgb(), QColor(other).getRgb(), strict=True)
    return all(abs(a - b) <= 8 for a, b in pairs)


def unlike_painted_anew(view):
    """Return the share of the view's pixels that change if all paths are painted anew."""
    drawn = view.plot.grab().toImage()
    view.paths._pixmap, view.paths._painted = None, []
    anew = view.plot.grab().toImage()
    places = [(x, y) for x in range(0, drawn.width(), 2) for y in range(0, drawn.height(), 2)]
    return sum(drawn.pixel(*p) != anew.pixel(*p) for p in places) / len(places)


def test_what_is_solved_again_is_drawn_again(person):
    view = person.view("contour")
    for change in ("0.002", "0.0005"):
        person.type(person.view("optimizer").form.rows["learning_rate"].input, change)
        person.wait()
        assert unlike_painted_anew(view) < 0.005


def test_a_dragged_start_is_drawn_where_it_ends(person):
    view = person.view("contour")
    person.drag(view.plot, (-1.2, 1.0), [(-0.5, 2.0), (0.5, 2.2), (1.3, 2.0)])
    person.wait()
    assert unlike_painted_anew(view) < 0.005


def test_the_field_can_be_switched_off(person):
    view = person.view("contour")
    before = view.plot.grab().toImage()
    person.choose(view.field)
    person.wait()
    assert view.plot.grab().toImage() != before
    person.choose(view.field)
    person.wait()
    assert view.plot.grab().toImage() == before


def test_colours_are_logarithmic_or_linear(person):
    view = person.view("contour")
    assert view.log.isChecked()
    person.choose(view.log)
    person.until(lambda: not view.picture.scale.log)
    assert not view.log.isChecked()
    person.choose(view.log)
    person.until(lambda: view.picture.scale.log)


def test_the_current_iterate_and_the_next_step_are_marked(person):
    person.type(person.window.transport.number, "10")
    view = person.view("contour")
    for spec in person.player.document.runs:
        x = person.player.session.runs[spec.key].trajectory.x
        assert view.colour(spec) in colours_at(view.plot, *x[10])
        seen = colours_at(view.plot, *(x[10] + 0.8 * (x[11] - x[10])))
        assert any(alike(view.theme.text, colour) for colour in seen)


def test_the_curve_has_a_tangent_and_shares_its_axis_with_the_gradient(person):
    person.pick(person.view("problem").picker, "quartic")
    person.type(person.window.transport.number, "3")
    view, t = person.view("curve"), person.run().trajectory
    xs, ys = view.tangent.getData()
    assert (ys[1] - ys[0]) / (xs[1] - xs[0]) == pytest.approx(t.gradient[3, 0])
    assert np.interp(t.x[3, 0], xs, ys) == pytest.approx(t.f[3])
    view.curve_plot.show_range((-1.0, 2.0))
    assert view.gradient_plot.box.viewRange()[0] == pytest.approx([-1.0, 2.0])
    np.testing.assert_array_equal(view.slope_paths.tracks[-1].ys, t.gradient[:, 0])


def test_wheel_zooms_and_a_shows_all(person):
    view = person.view("contour")
    before = np.array(view.plot.box.viewRange())
    person.wheel(view.plot.viewport(), person.pixel(view.plot, 0.5, 0.5), 5)
    person.wait()
    assert (np.ptp(view.plot.box.viewRange(), axis=1) < np.ptp(before, axis=1)).all()
    assert view.picture.box == tuple(tuple(r) for r in view.plot.box.viewRange())
    person.press(Qt.Key.Key_A)
    assert np.allclose(view.plot.box.viewRange(), before)


def test_a_double_click_shows_all_and_leaves_the_start(person):
    view = person.view("contour")
    start = person.player.document.runs[0].start
    view.plot.box.scaleBy((0.5, 0.5))
    place = person.pixel(view.plot, 0.1, 0.6)
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(view.plot.viewport(), left, pos=place)
    QTest.mouseDClick(view.plot.viewport(), left, pos=place)
    QTest.mouseRelease(view.plot.viewport(), left, pos=place)
    person.wait()
    assert np.allclose(view.plot.box.viewRange(), [[-2, 2], [-1, 3]])
    assert person.player.document.runs[0].start == start


def test_hovering_reads_out_the_place_f_and_the_iterate(person):
    view = person.view("contour")
    x, y = person.run().trajectory.x[30]
    QTest.mouseMove(view.plot.viewport(), person.pixel(view.plot, 1.5, 2.5))
    person.qtbot.wait(50)
    QTest.mouseMove(view.plot.viewport(), person.pixel(view.plot, x, y))
    person.until(lambda: "iterate" in person.window.status.mouse.text())
    said = person.window.status.mouse.text()
    assert said.startswith("(x, y) = (")
    assert "f = " in said


def test_the_inspector_shows_every_quantity_in_full_precision(person):
    person.type(person.window.transport.number, "7")
    t, cells = person.run().trajectory, person.inspected()
    assert float(cells["x"]) == t.x[7, 0]
    assert float(cells["∂f/∂y"]) == t.gradient[7, 1]
    assert float(cells["‖∇f‖"]) == t.gradient_norm[7]
    assert float(cells["step length"]) == t.step_length[7]
    assert float(cells["b₁"]) == t.state(7).b[1]
    assert cells["evaluations"] == "f 0, ∇f 7, ∇²f 0"


def test_cells_can_be_copied(person):
    table = person.view("inspector").table
    index = person.view("inspector").model.index(1, 1)
    person.click(table.viewport(), table.visualRect(index).center())
    person.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier, on=table)
    assert QGuiApplication.clipboard().text() == person.inspected()["x"]


def test_convergence_shows_f_above_its_minimum_the_gradient_and_the_step(person):
    view = person.view("convergence")
    for box in view.boxes.values():
        box.setChecked(True)
    assert len(view.curves) == 6
    key = person.player.document.runs[0].key
    np.testing.assert_allclose(
        10 ** view.curves[key, "gradient_norm"].ys,
        person.run().trajectory.gradient_norm,
        rtol=1e-12,
    )
    view.log.setChecked(False)
    np.testing.assert_array_equal(view.curves[key, "f"].ys, person.run().trajectory.f)
    view.across.setCurrentIndex(1)
    assert view.curves[key, "f"].xs[-1] == person.run().trajectory.evaluations[-1].sum()


def test_where_no_minimum_is_known_f_itself_is_shown_on_a_linear_axis(person):
    person.pick(person.view("problem").picker, "saddle")
    view = person.view("convergence")
    assert view.boxes["f"].text().startswith("f  ")
    assert not view.log.isChecked()


def test_a_changed_problem_parameter_redraws_the_landscape_and_the_path(person):
    before, x = person.view("contour").picture, person.run().trajectory.x.copy()
    slider = person.view("problem").form.rows["b"].slider
    slider.setValue(300)
    person.wait()
    assert person.view("contour").picture is not before
    assert person.view("contour").picture.problem == person.player.document.problem
    assert person.run().trajectory.x[-1].tolist() != x[-1].tolist()


def test_a_search_for_a_table_picks_a_model_of_that_table(person):
    picker = person.view("problem").picker
    person.pick(picker, "spirals", settle=False)
    assert person.player.document.problem.data == "spirals"
    assert person.said.startswith("It learns from the table 'spirals'")
    person.pick(picker, "softmax circles", settle=False)
    assert person.player.document.problem.name == "softmax_regression"
    assert person.player.document.problem.data == "circles"
    person.pick(picker, "linear regression", settle=False)
    assert person.player.document.problem == gd.problem("linear_regression")


def test_the_picker_searches_groups_and_has_little_pictures(person):
    picker = person.view("problem").picker
    person.until(lambda: all(not i.icon(0).isNull() for i in picker.popup.items.values()))
    person.click(picker)
    person.until(picker.popup.isVisible)
    tree = picker.popup.tree
    groups = [tree.topLevelItem(i).text(0) for i in range(tree.topLevelItemCount())]
    assert groups == ["One variable", "Two variables", "Learning from data"]
    QTest.keyClicks(picker.popup.search, "curved valley: finding")
    shown = [k for k, item in picker.popup.items.items() if not item.isHidden()]
    assert shown == [gd.Rosenbrock]
    picker.popup.search.clear()
    QTest.keyClicks(picker.popup.search, "zzz")
    assert picker.popup.nothing.isVisible()
    assert picker.popup.nothing.text() == "Nothing is called so"
    QTest.keyClick(picker.popup.search, Qt.Key.Key_Escape)
    assert not picker.popup.isVisible()


@pytest.mark.parametrize(
    ("what", "typed", "name"),
    [
        ("problem", "CNN", "convolutional_network"),
        ("problem", "RNN", "recurrent_network"),
        ("problem", "nn", "neural_network"),
        ("problem", "MLP", "neural_network"),
        ("problem", "perceptron", "neural_network"),
        ("problem", "logreg", "logistic_regression"),
        ("problem", "sgd", "stochastic_least_squares"),
        ("problem", "OLS", "linear_regression"),
        ("optimizer", "SGD", "gradient_descent"),
        ("optimizer", "heavy ball", "momentum"),
        ("optimizer", "nag", "nesterov"),
        ("optimizer", "lbfgs", "l_bfgs"),
    ],
)
def test_a_list_finds_what_is_also_called_so(person, what, typed, name):
    picker = person.view(what).picker
    person.click(picker)
    person.until(picker.popup.isVisible)
    QTest.keyClicks(picker.popup.search, typed)
    item = picker.popup.tree.currentItem()
    assert item.data(0, KIND).name == name
    assert not item.isHidden()
    assert "Also called: " in item.toolTip(0)
    QTest.keyClick(picker.popup.search, Qt.Key.Key_Escape)


def test_no_label_of_a_parameter_is_cut(qtbot):
    for cls in (*problems().values(), *optimizers().values()):
        form = Form()
        qtbot.addWidget(form)
        form.show_object(cls())
        labels = [row.label.text() for row in form.rows.values() if row.label.parent()]
        assert not [text for text in labels if "…" in text], cls


def test_formulas_are_typeset(person):
    person.until(lambda: bool(person.view("problem").formula.pictures))
    assert all(p.isValid() for p in person.view("inspector").formula.pictures)
