"""The inside of a step, what is put around a rule and a problem, and problems of many variables."""

import csv
import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gdexplorer as gd
from gdexplorer.api import optimizers, problems
from gdexplorer.core.problem import Trait


def cells(person):
    return dict(person.view("inspector").model.cells)


def test_a_line_search_is_listed_drawn_and_plotted(person):
    person.pick(person.view("optimizer").picker, "bfgs")
    person.press(Qt.Key.Key_Home)
    for _ in range(2):
        person.press(Qt.Key.Key_Right)
    person.wait()
    state = person.run().trajectory.state(2)
    tried = state.alphas[~np.isnan(state.alphas)]
    listed = {name: words for name, words in cells(person).items() if name.startswith("trial")}
    alphas = [float(words) for name, words in listed.items() if " α" in name]
    assert alphas == tried.tolist()
    assert f"trial {len(tried)} φ(α) ✓" in listed
    assert len(person.view("contour").sketch._dots) == len(tried)
    before = person.run().trajectory.gradient[1]
    assert [float(cells(person)[f"∇f{i}(xₖ₋₁)"]) for i in "₀₁"] == before.tolist()

    person.window.docks["line_search"].raise_()
    view = person.view("line_search")
    person.until(lambda: view.plot.isVisible() and len(view.trials.data) == len(tried))
    assert "taken" in view.words.sentence
    xs, ys = view.curve.getData()
    ray = person.run().trajectory.x[1] + xs[:, None] * state.d
    np.testing.assert_allclose(ys, gd.Rosenbrock().value(ray), rtol=1e-12)

    person.press(Qt.Key.Key_Home)
    person.wait()
    assert "step on" in view.words.sentence
    assert not view.plot.isVisible()


def test_the_inside_of_a_step_can_be_switched_off(person):
    person.pick(person.view("optimizer").picker, "dogleg")
    view = person.view("contour")
    assert view.sketch._lines
    person.choose(view.inside)
    person.wait()
    assert not view.sketch._lines


def test_newtons_parabola_touches_the_curve_where_the_step_began(person):
    person.pick(person.view("problem").picker, "sine parabola")
    person.pick(person.view("optimizer").picker, "newton")
    person.press(Qt.Key.Key_Home)
    person.press(Qt.Key.Key_Right)
    person.wait()
    ((line, _style),) = person.view("curve").sketch._lines
    trajectory = person.run().trajectory
    at_start = np.interp(trajectory.x[0, 0], line[:, 0], line[:, 1])
    assert at_start == pytest.approx(trajectory.f[0], abs=0.1)


def test_what_cannot_run_is_grey_with_the_reason(person):
    picker = person.view("optimizer").picker
    lm = optimizers()["levenberg_marquardt"]
    assert not picker.popup.items[lm].isDisabled()
    person.pick(picker, "levenberg")
    person.pick(person.view("problem").picker, "saddle")
    assert person.spec().optimizer.name == "gradient_descent"
    item = picker.popup.items[lm]
    assert item.isDisabled()
    assert "not a sum of squares" in item.text(1)
    person.click(picker)
    person.until(picker.popup.isVisible)
    QTest.keyClicks(picker.popup.search, "levenberg")
    QTest.keyClick(picker.popup.search, Qt.Key.Key_Return)
    QTest.keyClick(picker.popup.search, Qt.Key.Key_Escape)
    assert person.spec().optimizer.name == "gradient_descent"


def test_functions_are_filtered_by_trait_and_dimension(person):
    picker = person.view("problem").picker
    person.click(picker)
    person.until(picker.popup.isVisible)
    filters = picker.popup.traits

    def shown():
        return {k.name for k, item in picker.popup.items.items() if not item.isHidden()}

    person.click(filters.traits[Trait.PLATEAU])
    assert shown() == {n for n, c in problems().items() if Trait.PLATEAU in c.traits}
    person.click(filters.dimensions["1-D"])
    assert shown() == {
        n for n, c in problems().items() if Trait.PLATEAU in c.traits and c().dimension == 1
    }
    person.click(filters.traits[Trait.PLATEAU])
    person.click(filters.dimensions["1-D"])
    person.click(filters.dimensions["n-D"])
    assert {"rosenbrock", "ackley", "trid"} <= shown()
    assert "beale" not in shown()
    person.click(filters.dimensions["n-D"])
    person.click(filters.learning)
    assert shown() == {n for n, c in problems().items() if c.family == "Learning from data"}
    person.click(filters.dimensions["1-D"])
    assert not shown()
    assert picker.popup.nothing.text() == "No function is of that kind"
    person.click(filters.dimensions["1-D"])
    person.click(filters.learning)
    assert "beale" in shown()
    QTest.keyClick(picker.popup.search, Qt.Key.Key_Escape)


def test_a_schedule_is_put_around_shown_and_exported(person, tmp_path):
    panel = person.view("optimizer")
    person.click(panel.surroundings.button)
    row = panel.around.rows["schedule"]
    assert not panel.around.rows["period"].input.isEnabled()
    row.input.setFocus()
    QTest.keyClicks(row.input, "cos")
    row.input.textActivated.emit(row.input.currentText())  # as Enter in its list does
    person.wait()
    assert person.spec().around == gd.Around(schedule="cosine")
    assert "cosine" in person.spec().label
    assert panel.around.rows["period"].input.isEnabled()
    rates = person.run().trajectory.around["learning_rate"]
    eta = person.spec().rate
    assert np.isnan(rates[0])
    assert rates[1] == eta
    assert rates[101] == pytest.approx(0.55 * eta)
    person.until(lambda: cells(person).get("learning rate of this step") == repr(float(rates[-1])))
    person.run().trajectory.to_csv(tmp_path / "a.csv")
    with open(tmp_path / "a.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["learning_rate"] == ""
    assert float(rows[101]["learning_rate"]) == rates[101]
    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, on=person.window)
    person.wait()
    assert person.spec().around == gd.Around()


def test_rules_without_a_rate_have_nothing_around_them(person):
    person.pick(person.view("optimizer").picker, "bfgs")
    assert not person.view("optimizer").surroundings.isVisible()


def test_the_landscape_is_turned_and_roughened(person):
    panel = person.view("problem")
    person.click(panel.framing.button)
    person.wait()
    before = person.run().trajectory.f[0]
    person.type(panel.frame_form.rows["rotation"].input, "90")
    person.wait()
    document = person.player.document
    assert document.frame == gd.Frame(rotation=90)
    assert person.run().trajectory.f[0] != before
    np.testing.assert_allclose(document.landscape.minima, [(0.0, 2.0)], atol=1e-12)
    person.until(lambda: person.view("contour").picture.problem == document.landscape)
    assert [(m.pos().x(), m.pos().y()) for m in person.view("contour").minima] == [
        pytest.approx((0.0, 2.0), abs=1e-9)
    ]
    person.type(panel.frame_form.rows["noise"].input, "5")
    person.wait()
    assert person.player.document.landscape.minimum is None
    person.pick(panel.picker, "himmelblau")
    assert person.player.document.frame == gd.Frame()
    assert "Left behind with Rosenbrock: θ=90 σ=5" in person.window.status.words.sentence


def test_many_variables_are_seen_through_a_plane(person):
    panel, view = person.view("problem"), person.view("contour")
    assert not view.planes.isVisible()
    person.type(panel.form.rows["n"].input, "6")
    person.wait()
    assert person.player.document.problem.dimension == 6
    assert view.planes.isVisible()
    tracks = view.paths.tracks
    x = person.run().trajectory.x
    np.testing.assert_array_equal(tracks[-1].xs, x[:, 0])
    person.type(view.planes.boxes[1], "4")
    person.wait()
    np.testing.assert_array_equal(view.paths.tracks[-1].ys, person.run().trajectory.x[:, 4])

    view.plot.setFocus()
    person.press(Qt.Key.Key_Home)
    person.press(Qt.Key.Key_Right)
    person.wait()
    assert view.picture.problem.plane.origin[2] == x[1, 2]

    start = person.spec().start
    person.click_at(view.plot, 0.5, 0.5)
    person.wait()
    moved = person.spec().start
    assert moved[0] == pytest.approx(0.5, abs=0.02)
    assert moved[4] == pytest.approx(0.5, abs=0.02)
    assert moved[1:4] == start[1:4]

    view.planes.plane.setFocus()
    QTest.keyClick(view.planes.plane, Qt.Key.Key_Down)
    person.wait()
    assert not view.planes.boxes[0].isVisible()
    across = view.seen().plane.across
    x = person.run().trajectory.x
    np.testing.assert_allclose(view.paths.tracks[-1].xs, (x - x[-1]) @ across, atol=1e-9)
    plane, k = view.seen().plane, person.cursor
    here = plane.point(*plane.project(x[k]))
    np.testing.assert_allclose(here, x[k], atol=1e-9)  # what is shown is cut at this iterate
    view.plot.setFocus()
    person.press(Qt.Key.Key_Right)
    person.wait()
    np.testing.assert_array_equal(view.seen().plane.across, across)
    assert not np.array_equal(view.seen().plane.origin, plane.origin)
    assert "of the path's variance" in view.planes.note.sentence
    person.type(panel.form.rows["n"].input, "2")
    person.wait()
    assert not view.planes.isVisible()


def test_a_models_loss_is_seen_along_two_random_directions(person):
    person.pick(person.view("problem").picker, "Neural network", settle=False)
    view = person.view("contour")
    view.planes.plane.setFocus()
    for _ in range(2):
        QTest.keyClick(view.planes.plane, Qt.Key.Key_Down)
    assert view.planes.seed.isVisible()
    person.until(lambda: len(person.run().trajectory) > 50)
    person.player.cancel()
    person.until(lambda: view.picture is not None and view.picture.problem == view.seen(), 60_000)
    first = view.seen().plane
    assert view.plot.getAxis("bottom").labelText == "first random direction"
    (low, high), _ = view.seen().view
    assert low <= -first.reach[0] < first.reach[0] <= high
    person.type(view.planes.seed, "3")
    assert not np.allclose(view.seen().plane.across, first.across)


def test_a_models_path_is_seen_along_its_own_directions_from_the_first(person):
    person.pick(person.view("problem").picker, "One kernel")
    person.player.to_end()
    person.wait()
    view = person.view("contour")
    assert view.planes.plane.currentText() == "the path's directions"
    (x0, x1), (y0, y1) = view.plot.box.viewRange()
    for track in view.paths.tracks:  # all of every path is in sight
        assert x0 <= track.xs.min() <= track.xs.max() <= x1
        assert y0 <= track.ys.min() <= track.ys.max() <= y1
    person.pick(person.view("problem").picker, "sphere")
    assert view.planes.plane.currentText() == "two coordinates"


def test_another_plane_takes_the_old_picture_away(person):
    person.pick(person.view("problem").picker, "Recurrent", settle=False)
    view = person.view("contour")
    person.until(lambda: view.picture is not None, 60_000)
    view.planes.plane.setFocus()
    QTest.keyClick(view.planes.plane, Qt.Key.Key_Down)
    assert view.picture is None
    before = person.player.document
    person.click_at(view.plot, 0.1, 0.1)  # a training is not begun again by a click
    assert person.player.document is before
    assert "Drag the ring" in person.said


def test_scipys_methods_stream_and_step_like_any_other(person):
    person.pick(person.view("optimizer").picker, "scipy bfgs")
    run = person.run()
    assert "SciPy says" in run.stop_reason
    end = len(run.trajectory) - 1
    person.press(Qt.Key.Key_Home)
    for _ in range(3):
        person.press(Qt.Key.Key_Right)
    person.press(Qt.Key.Key_Left)
    assert person.player.session.cursor == 2
    assert len(run.trajectory) - 1 == end == 32
    person.until(lambda: not any(t.name == "stream" for t in threading.enumerate()))


def test_closing_ends_a_stream_that_is_under_way(person):
    person.pick(person.view("problem").picker, "neural network")
    person.type(person.view("optimizer").stop.rows["iterations"].input, "100000")
    person.pick(person.view("optimizer").picker, "nelder", settle=False)  # slow in 33 variables
    person.until(lambda: len(person.run().trajectory) > 5)
    assert person.run().stop is None
    assert any(t.name == "stream" for t in threading.enumerate())
    person.window.close()
    person.until(lambda: not any(t.name == "stream" for t in threading.enumerate()))


def test_noise_takes_the_residuals_away_and_another_rule_takes_over(person):
    person.pick(person.view("optimizer").picker, "levenberg")
    panel = person.view("problem")
    person.click(panel.framing.button)
    person.wait()
    person.type(panel.frame_form.rows["noise"].input, "1")
    person.wait()
    assert person.spec().optimizer.name == "gradient_descent"
    assert "cannot run here" in person.window.status.words.sentence
    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, on=person.window)
    person.wait()
    assert person.spec().optimizer.name == "levenberg_marquardt"


def test_what_lies_too_far_down_is_left_out_of_the_ray_not_drawn_elsewhere(person):
    person.pick(person.view("problem").picker, "saddle")
    person.pick(person.view("optimizer").picker, "bfgs")
    person.window.docks["line_search"].raise_()
    view = person.view("line_search")
    person.until(lambda: view.plot.isVisible() and len(view.trials.data) > 0)
    search = view.replay.state(person.run().trajectory, len(person.run().trajectory) - 1)
    seen = np.abs(search.phis) <= 1e12
    np.testing.assert_array_equal(view.trials.data["y"], search.phis[seen])
    assert np.abs(view.curve.getData()[1]).max() <= 1e12


def test_a_coordinate_is_chosen_by_its_name_or_its_number(person):
    person.type(person.view("problem").form.rows["n"].input, "6")
    person.wait()
    box = person.view("contour").planes.boxes[1]
    for typed, number in (("x4", 4), ("2", 2), ("99", 5), ("nothing", 5)):
        person.type(box, typed)
        assert (box.value(), box.text()) == (number, f"x{number}")


def test_what_the_inspector_lists_has_the_names_of_the_axes(person):
    names = [name for name, _ in person.view("inspector").model.cells]
    assert {"x", "y", "∂f/∂x", "∂f/∂y"} <= set(names)


def test_a_start_has_no_search_behind_it(person):
    person.pick(person.view("optimizer").picker, "l_bfgs")
    person.press(Qt.Key.Key_Home)
    person.until(lambda: person.inspected()["α"] == "–")
    assert {person.inspected()[name] for name in ("d₀", "f(xₖ₋₁)", "∇f₁(xₖ₋₁)")} == {"–"}
    person.press(Qt.Key.Key_Right)
    person.until(lambda: person.inspected()["k"] == "1")
    assert float(person.inspected()["α"]) > 0


def test_a_trial_far_above_its_start_is_left_out_of_the_line_search_plot(person):
    person.pick(person.view("problem").picker, "Double well")
    person.pick(person.view("optimizer").picker, "newton")
    person.type(person.view("problem").boxes[0], "0.01")
    person.press(Qt.Key.Key_Home)
    person.press(Qt.Key.Key_Right)
    view = person.view("line_search")
    person.window.docks["line_search"].raise_()
    person.until(lambda: "8 trials (1 beyond the plot), α = 98.98 taken" in view.words.sentence)
    assert 98.98 < view.plot.box.viewRange()[0][1] < 150
