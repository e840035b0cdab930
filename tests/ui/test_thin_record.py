"""A record too long to keep every iterate looks no different: what is not kept is replayed."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

import gdexplorer as gd
from gdexplorer.core import spacing
from gdexplorer.core.stop import StopRule
from gdexplorer.ui.views.inspector import quantities

END = 60


@pytest.fixture
def whole():
    """The record of the same run with room for everything."""
    problem = gd.problem("neural_network", units=5)
    return gd.descend(problem, gd.Adam(learning_rate=0.1), iterations=END).trajectory


@pytest.fixture
def thin(person, whole, monkeypatch):
    """The record in the window."""
    monkeypatch.setattr(spacing, "BUDGET", 8 * 2 * 8 * whole.recipe.problem.dimension)
    document = person.player.document
    spec = replace(document.runs[0], optimizer=whole.recipe.optimizer)
    document = replace(document, runs=(spec,))
    document = document.with_problem(whole.recipe.problem, gd.GradientDescent, anew=True)
    rule = StopRule(iterations=END)
    kept = replace(document.runs[0], optimizer=whole.recipe.optimizer)
    person.player.change(replace(document, stop_rule=rule, runs=(kept,)))
    person.until(lambda: person.run().stop is not None, timeout=60_000)
    return person.run().trajectory


def test_every_iterate_can_be_visited_forth_and_back(person, thin, whole):
    assert len(thin.path) < 25 < END < len(thin)
    person.show("Network")
    person.until(person.view("network").isVisible)
    for k in (END, 51, 50, 13, 14, 59, 3):
        person.seek(k)
        person.wait()
        np.testing.assert_array_equal(person.weights(), whole.x[k])
        assert person.view("inspector").model.cells == quantities(whole, k, whole.state(k))
        person.view("network").refresh()
        row = whole.recipe.problem.shown.inputs[:1]
        own = whole.recipe.problem.activations(whole.x[k], row)
        np.testing.assert_array_equal(person.view("network").picture.wiring.values[-1], own[-1][0])


def test_the_path_has_what_is_kept_and_the_mouse_tells_which_iterate_that_is(person, thin):
    person.show("Landscape")
    view = person.view("contour")
    person.until(view.isVisible)
    person.seek(END)
    person.wait()
    (track,) = view.paths.tracks
    assert len(track.xs) == len(thin.path)
    assert track.cursor == len(thin.path) - 1
    row = len(thin.path) // 2
    said = []
    person.player.hovered.connect(said.append)
    view.hovered(QPointF(track.xs[row], track.ys[row]))
    person.until(lambda: any(f"iterate {thin.iterate(row)}" in s for s in said))


def test_stepping_back_by_key_from_an_iterate_that_is_not_kept(person, thin, whole):
    person.seek(55)
    person.wait()
    person.press(Qt.Key.Key_Left)
    person.wait()
    assert person.cursor == 54
    np.testing.assert_array_equal(person.weights(), whole.x[54])
