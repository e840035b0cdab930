"""Models that learn from data: their fit and their learning curves beside the landscape."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt

import gdexplorer as gd
from gdexplorer.core.session import suggested
from gdexplorer.core.stop import StopRule
from gdexplorer.ui.plane_bar import COORDINATES
from tests.ui.charts import button_of, measured_to


def test_tabs_come_with_a_model_and_go_with_it(person):
    assert "Data and fit" not in person.tabs()
    person.pick(person.view("problem").picker, "Linear regression")
    assert person.tabs() == ["Landscape", "Data and fit", "Learning"]
    person.pick(person.view("problem").picker, "Himmelblau")
    assert "Data and fit" not in person.tabs()


def test_the_line_is_that_of_the_iterate_under_the_cursor(person):
    person.pick(person.view("problem").picker, "Linear regression")
    person.show("Data and fit")
    person.wait()
    view, key = person.view("fit"), person.player.session.selected
    person.press(Qt.Key.Key_Home)
    person.wait()
    seen = []
    for _ in range(3):
        k = person.cursor
        intercept, slope = person.player.session.runs[key].trajectory.x[k]
        xs, ys = view.line.lines[key].getData()
        np.testing.assert_allclose(ys, intercept + slope * xs, rtol=1e-9)
        seen.append(slope)
        person.press(Qt.Key.Key_Right)
        person.until(lambda k=k: person.cursor == k + 1)
        person.wait()
        view.refresh()
    assert seen[0] < seen[1] < seen[2]
    person.press(Qt.Key.Key_Left)
    person.wait()
    view.refresh()
    assert view.line.lines[key].getData()[1] is not None
    assert "R²" in view.note.toolTip() + view.note.text()


def test_learning_curves_end_at_the_loss_of_the_last_iterate(person):
    person.pick(person.view("problem").picker, "Linear regression")
    person.player.to_end()
    person.wait()
    person.show("Learning")
    person.wait()
    view, key = person.view("learning"), person.player.session.selected
    trajectory = person.player.session.runs[key].trajectory
    person.until(lambda: measured_to(view, key) == len(trajectory) - 1)
    assert view.curves[key, False].getData()[1][-1] == pytest.approx(trajectory.f[-1])
    assert (key, True) not in view.curves  # no rows are held out
    person.player.change(
        person.player.document.with_problem(
            person.player.document.problem.tuned(test_share=0.3, batch_size=10)
        )
    )
    person.wait()
    person.until(lambda: (key, True) in view.curves)
    view.across.setCurrentIndex(1)
    epochs = (len(person.run().trajectory) - 1) / 7
    person.until(lambda: measured_to(view, key) == pytest.approx(epochs))


def test_the_loss_has_a_logarithmic_axis_and_the_score_none(person):
    person.pick(person.view("problem").picker, "Linear regression")
    person.show("Learning")
    person.wait()
    view, key = person.view("learning"), person.player.session.selected
    person.until(lambda: (key, False) in view.curves)
    loss = view.curves[key, False].getData()[1]
    assert not view.axis.log
    person.click(button_of(view, view.log))
    np.testing.assert_allclose(10 ** view.curves[key, False].getData()[1], loss)
    assert view.axis.log
    low, high = view.plot.box.viewRange()[1]
    assert low < np.log10(loss.min()) < np.log10(loss.max()) < high
    view.what.setCurrentText("score")
    assert not view.log.isEnabled()
    assert not view.axis.log
    assert view.curves[key, False].getData()[1].max() <= 1.0
    view.what.setCurrentText("loss")
    assert view.axis.log


def test_a_loss_of_0_lies_at_the_foot_of_the_logarithmic_axis(person, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("x,y\n1,2\n2,4\n4,8\n")
    given = gd.api.learn_from(gd.problem("linear_regression"), path, "y")
    document = person.player.document.with_problem(given, anew=True)
    solved, other = document.runs
    person.player.change(document.with_run(dataclasses.replace(solved, start=(0.0, 2.0))))
    person.show("Learning")
    person.wait()
    view = person.view("learning")
    person.click(button_of(view, view.log))
    person.until(lambda: {(solved.key, False), (other.key, False)} == set(view.curves))
    assert view._known[solved.key][2].train_loss.tolist() == [0.0]
    losses = view._known[other.key][2].train_loss
    heights = view.curves[solved.key, False].getData()[1]
    np.testing.assert_allclose(10**heights, [losses.min()])


def test_mini_batches_grey_what_compares_steps(person):
    person.pick(person.view("optimizer").picker, "BFGS")
    person.pick(person.view("problem").picker, "Least squares, row by row")
    assert person.spec().optimizer.name == "gradient_descent"
    assert "mini-batches" in person.said
    items = person.view("optimizer").picker.popup.items
    grey = {cls.name: item.text(1) for cls, item in items.items() if item.isDisabled()}
    assert {"bfgs", "rprop", "newton", "scipy_cg"} <= set(grey)
    assert "adam" not in grey
    assert "mini-batches" in grey["rprop"]


def test_a_costly_landscape_comes_coarse_at_first_and_no_old_one_stays(person):
    person.pick(person.view("problem").picker, "Himmelblau")
    assert person.view("contour").minima
    person.pick(person.view("problem").picker, "Bag of words", settle=False)
    view = person.view("contour")
    assert view.picture is None
    assert not view.minima
    person.until(lambda: view.picture is not None, timeout=60_000)
    assert view.picture.shades.shape == (12, 12)
    assert view.picture.problem.inner.name == "bag_of_words"


def test_standardised_features_come_with_the_rates_that_suit_them(person, tmp_path):
    path = tmp_path / "flats.csv"
    path.write_text("area,price\n" + "".join(f"{a},{9 * a}\n" for a in range(30, 60)))
    flats = gd.api.learn_from(gd.problem("linear_regression"), path, "price")
    person.player.change(person.player.document.with_problem(flats, gd.GradientDescent, anew=True))
    person.wait()
    long = person.player.document.runs[0].rate
    person.click(person.view("problem").form.rows["standardise"].input)
    person.wait()
    document = person.player.document
    rules = [type(run.optimizer) for run in document.runs]
    usual = [suggested(rule, document.problem).learning_rate for rule in rules]
    assert [run.rate for run in document.runs] == usual
    assert usual[0] != long
    assert person.said.startswith("Learning rates suited to Linear regression")


def test_coefficients_of_standardised_features_are_told_in_raw_units_too(person):
    person.pick(person.view("problem").picker, "Linear regression")
    cells = person.view("inspector").model.cells
    assert not any("raw units" in name for name, _ in cells)
    person.click(person.view("problem").form.rows["standardise"].input)
    person.wait()
    rows, told = person.player.document.problem.shown, dict(person.view("inspector").model.cells)
    design = np.c_[np.ones(len(rows)), rows.inputs]
    solution = np.linalg.lstsq(design, rows.targets, rcond=None)[0]
    raw = [float(told[f"{name} in raw units"]) for name in ("b", "w[0]")]
    np.testing.assert_allclose(raw, solution, rtol=1e-6)
    assert float(told["w[0]"]) != pytest.approx(raw[1], rel=0.1)


def test_two_coordinates_of_a_model_keep_its_path_in_sight(person):
    spirals = gd.problem("neural_network", data="spirals", units=4)
    document = person.player.document.with_problem(spirals, gd.GradientDescent, anew=True)
    person.player.change(dataclasses.replace(document, stop_rule=StopRule(iterations=600)))
    person.until(lambda: person.run().stop is not None, timeout=60_000)
    person.show("Landscape")
    view = person.view("contour")
    view.planes.plane.setCurrentText(COORDINATES)
    person.player.to_end()
    person.until(lambda: person.cursor == 600 and not person.player.streaming)
    ((left, right), (low, high)), x = view._box(), person.run().trajectory.x
    assert left <= x[:, 0].min() <= x[:, 0].max() <= right
    assert low <= x[:, 1].min() <= x[:, 1].max() <= high


def test_fields_that_make_a_table_are_hidden_where_the_table_is_given(person, tmp_path):
    person.pick(person.view("problem").picker, "Linear regression")
    rows = person.view("problem").form.rows
    assert rows["noise"].input.isEnabled()
    assert not rows["seed"].input.isEnabled()  # every step sees all rows
    path = tmp_path / "table.csv"
    path.write_text("x,y\n1,2\n2,3\n3,5\n")
    given = gd.api.learn_from(gd.problem("linear_regression"), path, "y")
    person.player.change(person.player.document.with_problem(given, anew=True))
    person.wait()
    assert not rows["noise"].input.isVisible()
    assert rows["ridge"].input.isEnabled()
    assert "y from x" in person.view("problem").about.text()


def test_what_a_model_was_drawn_with_goes_with_it(person):
    person.pick(person.view("problem").picker, "Linear regression")
    person.show("Data and fit")
    person.wait()
    assert person.view("fit").line.lines
    person.pick(person.view("problem").picker, "Softmax regression")
    person.show("Data and fit")
    person.wait()
    assert not person.view("fit").line.lines
    assert person.view("fit").regions.image.isVisible()


def test_start_fields_have_the_names_of_the_parameters(person):
    person.pick(person.view("problem").picker, "Neural network")
    person.pick(person.view("problem").picker, "One kernel")
    panel = person.view("problem")
    labels = [panel.starts.itemAtPosition(i, 0).widget().text() for i in range(3)]
    assert labels == ["K[0,0]", "K[0,1]", "K[0,2]"]


def test_several_seeds_are_drawn_as_a_band(person):
    person.pick(person.view("problem").picker, "Linear regression")
    person.show("Learning")
    person.wait()
    view = person.view("learning")
    assert not view.seeds.isEnabled()
    assert "Nothing in this run depends on a seed" in view.seeds.toolTip()
    person.type(person.view("problem").form.rows["batch_size"].input, "5")
    person.until(lambda: "the order of rows" in view.seeds.toolTip())
    person.type(view.seeds, "6")
    person.until(lambda: view._band is not None and view._band.seeds == 6)
    person.wait()
    median = view.bands[0].median.getData()[1]
    np.testing.assert_array_equal(median, view._band.learning.train_loss[1])
    assert view.bands[0].fill.isVisible()
    assert not view.bands[1].fill.isVisible()  # no rows are held out
    assert view.key.isVisible()
    assert view.key.sentence == "selected run · median of 6 seeds · quartiles"
    own = view.curves[person.player.session.selected, False].opts["pen"]
    of_median = view.bands[0].median.opts["pen"]
    assert of_median.width() >= 2 * own.width()
    assert of_median.color().alpha() < 0.5 * own.color().alpha()
    person.type(view.seeds, "1")
    person.wait()
    assert not view.bands[0].fill.isVisible()
    assert not view.key.isVisible()


def test_the_key_of_the_learning_curves_takes_a_second_row_where_the_first_is_full(person):
    person.pick(person.view("problem").picker, "Linear regression")
    drawn = person.player.document.problem.tuned(test_share=0.3, batch_size=10)
    person.player.change(person.player.document.with_problem(drawn))
    person.show("Learning")
    person.wait()
    view = person.view("learning")
    person.until(lambda: view.key.sentence == "trained on · held out")
    person.type(view.seeds, "3")
    whole = "selected run · held out · median of 3 seeds · quartiles"
    person.until(lambda: view.key.sentence == whole)
    assert view.key.heightForWidth(2000) < view.key.heightForWidth(250)
    assert view.key.height() == view.key.heightForWidth(view.key.width())
    assert view.key.accessibleName() == whole


def test_the_colours_of_classes_have_their_names(person, tmp_path):
    path = tmp_path / "table.csv"
    kinds = ("<b>setosa</b>", "a kind with a long name", "virginica")
    path.write_text("u,v,kind\n" + "".join(f"{i},{i % 5},{kinds[i % 3]}\n" for i in range(30)))
    given = gd.api.learn_from(gd.problem("softmax_regression"), path, "kind")
    person.player.change(person.player.document.with_problem(given, anew=True))
    person.wait()
    person.show("Data and fit")
    person.wait()
    view = person.view("fit")
    assert "&lt;b&gt;setosa&lt;/b&gt;" in view.legend.text()
    assert "a kind with a…" in view.legend.text()
    assert view.legend.text().count("●") == 3
    assert "a kind with a long name, virginica" in view.legend.toolTip()
    assert "accuracy" in view.note.sentence
    person.pick(person.view("problem").picker, "Linear regression")
    person.show("Data and fit")
    person.wait()
    assert not view.legend.isVisible()


# ------------------------------------------------------------------ moving a point


def drag_point(person, row, *ends):
    """Drag a training row's point through places of the plot."""
    plot, rows = person.view("fit").plot, person.player.document.problem.shown
    at = (rows.inputs[row, 0], rows.targets[row])
    if person.player.document.problem.classes:
        at = tuple(rows.inputs[row])
    person.move(plot.viewport(), person.pixel(plot, *at))
    person.drag(plot, at, ends)


def line_of(person):
    key = person.player.session.selected
    view = person.view("fit")
    view.refresh()
    return view.line.lines[key].getData()[1]


def test_a_dragged_point_of_the_line_is_solved_again_and_undone_as_one(person):
    person.pick(person.view("problem").picker, "Linear regression")
    person.show("Data and fit")
    person.wait()
    person.player.to_end()
    person.wait()
    made, before = person.player.document, line_of(person).copy()
    shown, seen = person.view("fit").plot.box.viewRange(), []
    person.player.moved.connect(lambda: seen.append(len(person.run().trajectory)))
    (low, high), row = shown[1], 7
    x = made.problem.shown.inputs[row, 0]
    ends = [(x, low + share * (high - low)) for share in (0.6, 0.8, 0.95)]
    drag_point(person, row, *ends)
    person.wait()
    problem = person.player.document.problem
    assert problem.given is not None
    assert problem.shown.targets[row] == pytest.approx(ends[-1][1], abs=0.02 * (high - low))
    others = np.arange(len(problem.shown)) != row
    np.testing.assert_array_equal(problem.shown.targets[others], made.problem.shown.targets[others])
    assert len(seen) > 1
    line_of(person)
    intercept, slope = person.run().trajectory.x[person.cursor]
    xs = person.view("fit").line.lines[person.player.session.selected].getData()[0]
    np.testing.assert_allclose(line_of(person), intercept + slope * xs)
    assert not np.allclose(line_of(person), before)
    assert person.view("fit").plot.box.viewRange() == shown
    assert [r.start for r in person.player.document.runs] == [r.start for r in made.runs]
    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.wait()
    assert person.player.document == made
    np.testing.assert_allclose(line_of(person), before)


def test_a_dragged_point_of_a_class_changes_the_answer(person):
    person.pick(person.view("problem").picker, "Softmax regression")
    person.show("Data and fit")
    person.wait()
    person.player.to_end()
    person.wait()
    made, weights = person.player.document.problem, person.run().trajectory.x[-1]
    drag_point(person, 4, (0.0, 0.2), (0.4, 0.5))
    person.wait()
    problem = person.player.document.problem
    np.testing.assert_allclose(problem.shown.inputs[4], (0.4, 0.5), atol=0.03)
    np.testing.assert_array_equal(problem.shown.targets, made.shown.targets)
    person.player.to_end()
    person.wait()
    assert not np.allclose(person.run().trajectory.x[-1], weights)


def test_a_click_on_a_point_and_a_drag_beside_it_change_no_table(person):
    person.pick(person.view("problem").picker, "Linear regression")
    person.show("Data and fit")
    person.wait()
    view, made = person.view("fit"), person.player.document
    rows = made.problem.shown
    at = (rows.inputs[3, 0], rows.targets[3])
    person.move(view.plot.viewport(), person.pixel(view.plot, *at))
    assert view.plot.viewport().cursor().shape() == Qt.CursorShape.OpenHandCursor
    person.click_at(view.plot, *at)
    assert person.player.document is made
    (x0, x1), (y0, y1) = view.plot.box.viewRange()
    beside = (x0 + 0.9 * (x1 - x0), y0 + 0.1 * (y1 - y0))
    person.qtbot.wait(25)
    person.move(view.plot.viewport(), person.pixel(view.plot, *beside))
    assert view.plot.viewport().cursor().shape() == Qt.CursorShape.CrossCursor
    person.drag(view.plot, beside, [(x0 + 0.5 * (x1 - x0), y0 + 0.1 * (y1 - y0))])
    assert person.player.document is made


def test_a_point_whose_table_could_not_be_kept_says_why(person):
    problem = gd.problem("neural_network", loss_kind="squared error", units=3)
    person.player.change(person.player.document.with_problem(problem, anew=True))
    person.show("Data and fit")
    person.wait()
    made = person.player.document
    drag_point(person, 2, (0.0, 0.0), (0.3, 0.3))
    assert "choose the cross-entropy" in person.said
    assert person.player.document is made


def test_what_streamed_in_is_drawn_to_its_end_while_a_costly_landscape_is_under_way(person):
    person.pick(person.view("problem").picker, "Bag of words", settle=False)
    person.until(lambda: person.run().stop is not None, timeout=60_000)
    curves, key = person.view("convergence").curves, (person.player.session.selected, "f")
    end = len(person.run().trajectory) - 1
    person.until(lambda: key in curves and curves[key].xs[-1] == end, timeout=2_000)
    assert person.player.busy
