"""Runs that diverge, as the charts show them."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt

import gdexplorer as gd
from tests.ui.charts import button_of, measured_to


def with_rates(person, *rates):
    """Have a run of gradient descent at each of these learning rates, and no other."""
    document = dataclasses.replace(person.player.document, runs=())
    for rate in rates:
        document, _ = document.added(gd.GradientDescent(learning_rate=rate), document.problem.start)
    person.player.change(document)
    person.wait()
    person.player.to_end()
    person.wait()
    return [spec.key for spec in document.runs]


def test_charts_say_where_a_run_diverged_and_mark_where_it_breaks_off(person):
    person.pick(person.view("problem").picker, "Linear regression")
    person.show("Learning")
    fine, bad = with_rates(person, 0.5, 3.0)
    view, below = person.view("learning"), person.view("convergence")
    person.click(button_of(view, view.log))
    below.log.setChecked(True)
    run = person.player.session.runs[bad]
    person.until(lambda: measured_to(view, bad) == len(run.trajectory) - 1)
    words = f"GD η=3 diverged at iteration {run.stop.k}"
    assert run.stop.k == len(run.trajectory)
    for chart in (view, below):
        assert chart.key.sentence == words
        (end,) = chart.ends.ends
        assert (end.x, end.colour) == (run.stop.k - 1, chart.colour(person.player.document.runs[1]))
    assert view.curves[bad, False].getData()[1][-1] == pytest.approx(np.log10(run.trajectory.f[-1]))
    assert measured_to(view, fine) > run.stop.k
    below.boxes["gradient_norm"].setChecked(True)
    assert len(below.ends.ends) == 2
    assert below.key.sentence == words
    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.wait()
    for chart in (view, below):
        person.until(lambda chart=chart: not chart.ends.ends)
        assert not chart.key.isVisible()


def test_what_a_linear_axis_cannot_show_of_a_run_that_diverged_is_said(person):
    person.pick(person.view("problem").picker, "Linear regression")
    person.show("Learning")
    (bad,) = with_rates(person, 3.0)
    view, below = person.view("learning"), person.view("convergence")
    below.log.setChecked(False)
    person.until(lambda: "diverged" in view.key.sentence)
    for chart in (view, below):
        assert chart.key.sentence.endswith(" · parts off the scale are left out")
        assert 0 < chart.ends.ends[0].y <= 1e12
    person.until(lambda: measured_to(view, bad) == view.ends.ends[0].x)
    view.plot.grab()


def test_of_many_runs_that_diverged_three_are_named_and_the_selected_one_first(person):
    person.pick(person.view("problem").picker, "Linear regression")
    keys = with_rates(person, 3.0, 4.0, 0.5, 5.0, 6.0, 7.0)
    person.player.select(keys[4])
    person.wait()
    said = person.view("convergence").key.sentence.split(" · ")
    ks = [person.player.session.runs[key].stop.k for key in keys]
    assert said[0] == f"GD η=6 diverged at iteration {ks[4]}"
    assert said[1:] == [f"GD η=3 at {ks[0]}", f"GD η=4 at {ks[1]}", "2 more"]


@pytest.mark.parametrize("log", [True, False])
def test_a_run_that_diverged_leaves_room_for_the_others(person, log):
    person.pick(person.view("problem").picker, "Linear regression")
    fine, bad = with_rates(person, 0.5, 3.0)
    below = person.view("convergence")
    below.log.setChecked(log)
    curves = {key: below.curves[key, "f"].ys for key in (fine, bad)}
    assert_room(below, curves[fine], curves[bad])
    person.player.remove_run(fine)
    person.wait()
    assert below.plot.box.viewRange()[1][1] > curves[bad].max()
    assert below.ends.ends[0].y == curves[bad][-1]


@pytest.mark.parametrize("log", [True, False])
def test_so_it_does_in_learning(person, log):
    person.pick(person.view("problem").picker, "Linear regression")
    person.show("Learning")
    fine, bad = with_rates(person, 0.5, 3.0)
    view = person.view("learning")
    if view.log.isChecked() is not log:
        person.click(button_of(view, view.log))
    person.until(
        lambda: measured_to(view, fine) == len(person.player.session.runs[fine].trajectory) - 1
    )
    person.until(lambda: view.ends.ends != ())
    assert_room(view, *(view.curves[key, False].getData()[1] for key in (fine, bad)))


def assert_room(chart, fine, bad):
    low, high = chart.plot.box.viewRange()[1]
    assert low < fine.min() < fine.max() < high < bad.max()
    assert np.ptp(fine) > 0.5 * (high - low)
    (end,) = chart.ends.ends
    assert low < end.y < high


def test_a_landscape_is_not_fitted_to_a_run_that_diverged(person):
    person.type(person.view("optimizer").form.rows["learning_rate"].input, "1000")
    person.wait()
    person.pick(person.view("problem").picker, "linear regression")
    person.until(lambda: "diverged" in [row[5] for row in person.table()])
    person.wait()
    (left, right), (low, high) = person.view("contour").plot.box.viewRange()
    assert right - left < 100
    assert high - low < 100
