"""Models that learn from data: their fit and their learning curves beside the landscape."""

import numpy as np
import pytest
from PySide6.QtCore import Qt


def tabs(person):
    bar = person.window.landscapes
    return [bar.tabText(i) for i in range(bar.count())]


def show(person, title):
    """Click the tab of this title."""
    bar = person.window.landscapes.tabBar()
    place = bar.tabRect(tabs(person).index(title)).center()
    person.click(bar, place)
    person.wait()


def measured_to(view, key):
    """Return where a run's curve ends."""
    curve = view.curves.get((key, False))
    return None if curve is None else curve.getData()[0][-1]


def test_tabs_come_with_a_model_and_go_with_it(person):
    assert "Data and fit" not in tabs(person)
    person.pick(person.view("problem").picker, "Linear regression")
    assert tabs(person) == ["Landscape", "Data and fit", "Learning"]
    person.pick(person.view("problem").picker, "Himmelblau")
    assert "Data and fit" not in tabs(person)


def test_the_line_is_that_of_the_iterate_under_the_cursor(person):
    person.pick(person.view("problem").picker, "Linear regression")
    show(person, "Data and fit")
    view, key = person.view("fit"), person.player.session.selected
    person.press(Qt.Key.Key_Home)
    person.wait()
    seen = []
    for _ in range(3):
        k = person.cursor
        intercept, slope = person.player.session.runs[key].trajectory.x[k]
        xs, ys = view.lines[key].getData()
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
    assert view.lines[key].getData()[1] is not None
    assert "R²" in view.note.toolTip() + view.note.text()


def test_learning_curves_end_at_the_loss_of_the_last_iterate(person):
    person.pick(person.view("problem").picker, "Linear regression")
    person.player.to_end()
    person.wait()
    show(person, "Learning")
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
