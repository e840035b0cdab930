"""SciPy's trials as the window shows them."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

import gdexplorer as gd


def first_steps(person, rule, steps=2):
    person.pick(person.view("optimizer").picker, rule)
    person.press(Qt.Key.Key_Home)
    for _ in range(steps):
        person.press(Qt.Key.Key_Right)
    person.wait()
    return person.run().trajectory


def listed(person):
    cells = dict(person.view("inspector").model.cells)
    return {name: words for name, words in cells.items() if name.startswith("trial")}


@pytest.mark.parametrize("rule", ["scipy cg", "scipy l-bfgs-b", "scipy slsqp"])
def test_scipys_line_search_is_listed_drawn_and_plotted(person, rule):
    record = first_steps(person, rule)
    state = record.state(2)
    tried = state.alphas[~np.isnan(state.alphas)]
    cells = listed(person)
    assert [float(w) for name, w in cells.items() if " α" in name] == tried.tolist()
    assert sum(name.endswith("φ(α) ✓") for name in cells) == 1
    assert len(person.view("contour").sketch._dots) == len(tried)

    person.window.docks["line_search"].raise_()
    view = person.view("line_search")
    person.until(lambda: view.plot.isVisible() and len(view.trials.data) == len(tried))
    assert "taken" in view.words.sentence
    xs, ys = view.curve.getData()
    ray = record.x[1] + xs[:, None] * state.d
    np.testing.assert_allclose(ys, gd.Rosenbrock().value(ray), rtol=1e-12)


@pytest.mark.parametrize(
    "rule", ["scipy nelder", "scipy powell", "scipy trust-ncg", "scipy trust-exact"]
)
def test_points_that_scipy_asks_are_listed_and_drawn(person, rule):
    record = first_steps(person, rule)
    state = record.state(2)
    points = state.points[~np.isnan(state.points[:, 0])]
    cells = listed(person)
    firsts = [float(w) for name, w in cells.items() if name.removesuffix(" ✓").endswith(" x")]
    assert firsts == points[:, 0].tolist()
    np.testing.assert_array_equal(person.view("contour").sketch._dots, points)
    ticked = [float(w) for name, w in cells.items() if "✓" in name]
    accepted = [*record.x[2].tolist(), record.f[2]] if record.step_length[2] else []
    assert ticked == accepted

    person.window.docks["line_search"].raise_()
    words = person.view("line_search").words.text
    wanted = "several rays" if "powell" in rule else "makes no line search"
    person.until(lambda: wanted in words())


def test_of_one_variable_they_lie_on_the_curve(person):
    person.pick(person.view("problem").picker, "sine parabola")
    state = first_steps(person, "scipy nelder").state(2)
    tried = ~np.isnan(state.values)
    dots = person.view("curve").sketch._dots
    np.testing.assert_array_equal(dots[:, 0], state.points[tried, 0])
    np.testing.assert_array_equal(dots[:, 1], state.values[tried])
