"""A network is drawn as it answers to one row, at the iterate under the cursor."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import gdexplorer as gd
from gdexplorer.core.stop import StopRule
from gdexplorer.ui.plot.diverging import ends
from gdexplorer.ui.plot.network_picture import (
    MOST,
    WIDTHS,
    NetworkPicture,
    Wiring,
    named,
    shortened,
)


def shown(person, problem):
    document = person.player.document.with_problem(problem, gd.GradientDescent, anew=True)
    person.player.change(replace(document, stop_rule=StopRule(iterations=20)))
    person.until(lambda: person.run().stop is not None, timeout=60_000)
    person.show("Network")
    person.until(person.view("network").isVisible)
    return person.view("network")


def seek(person, k):
    person.seek(k)
    person.view("network").refresh()


@pytest.fixture
def view(person):
    return shown(person, gd.problem("neural_network", units=5, layers=2))


def test_units_and_edges_are_the_networks_own_at_every_iterate(person, view):
    problem, seen = person.player.document.problem, []
    for k in (0, 11, 20):
        seek(person, k)
        x, wiring = person.weights(), view.picture.wiring
        row = problem.shown.inputs[:1]
        for drawn, own in zip(wiring.values, problem.activations(x, row), strict=True):
            np.testing.assert_array_equal(drawn, own[0])
        own = [part for part in problem.split(x) if part.ndim == 2]
        for drawn, part in zip(wiring.weights, own, strict=True):
            np.testing.assert_array_equal(drawn, part)
        shares = problem.predict(x, row)[0]
        assert wiring.outputs == [f"{i}: {s:.1%}" for i, s in enumerate(shares)]
        seen.append(tuple(shares))
    assert len(set(seen)) == 3
    assert len(view.picture.places.kinds) == 2 * 5 + 5 * 5 + 5


def test_another_row_and_typed_features_are_answered(person, view):
    problem = person.player.document.problem
    person.type(view.number, "7")
    np.testing.assert_array_equal(view.fields.inputs, problem.shown.inputs[6])
    best = int(problem.predict(person.weights(), problem.shown.inputs[6:7])[0].argmax())
    right = best == problem.shown.targets[6]
    assert ("right" if right else "wrong") in view.answer.sentence
    before = view.picture.wiring.outputs
    person.type(view.fields.boxes[0], "-2.5")
    assert "features changed" in view.answer.sentence
    assert view.fields.inputs.tolist() == [-2.5, problem.shown.inputs[6, 1]]
    shares = problem.predict(person.weights(), view.fields.inputs[None])[0]
    assert view.picture.wiring.outputs == [f"{i}: {s:.1%}" for i, s in enumerate(shares)]
    assert view.picture.wiring.outputs != before
    QTest.keyClick(view.number.lineEdit(), Qt.Key.Key_Up)
    np.testing.assert_array_equal(view.fields.inputs, problem.shown.inputs[7])


def test_bars_are_the_norms_of_gradient_and_weights_by_part(person, view):
    seek(person, 9)
    problem, trajectory = person.player.document.problem, person.run().trajectory
    norms = problem.part_norms(trajectory.gradient[9])
    assert view.norms.names.names == tuple(norms) == ("W1", "b1", "W2", "b2", "W3", "b3")
    np.testing.assert_allclose(10 ** view.norms.gradients.opts["y1"], list(norms.values()))
    sizes = problem.part_norms(trajectory.x[9])
    np.testing.assert_allclose(10 ** view.norms.weights.opts["y1"], list(sizes.values()))
    told = []
    person.player.hovered.connect(told.append)
    plot = view.norms.plot
    person.move(plot.viewport(), person.pixel(plot, 2.0, plot.box.viewRange()[1][0] + 0.2))
    assert f"‖∇f‖ = {norms['W2']:.6g}" in told[-1]


def test_the_number_of_what_is_under_the_mouse_is_read_out(person, view):
    told = []
    person.player.hovered.connect(told.append)
    units, wiring = view.picture.places.units, view.picture.wiring
    person.move(view.picture, QPoint(*units[1][2].round().astype(int).tolist()))
    assert told[-1] == f"layer 1, unit 3: {wiring.values[1][2]:.6g}"
    middle = (units[0][1] + units[1][0]) / 2
    person.move(view.picture, QPoint(*middle.round().astype(int).tolist()))
    assert f"weight {wiring.weights[0][1, 0]:.6g}" in told[-1]
    person.move(view.picture, QPoint(2, 2))
    assert told[-1] == ""


def test_what_the_colours_of_units_and_edges_mean_is_said(view):
    assert view.signs.isVisible()
    told = view.signs.text()
    negative, _, positive = ends(view.theme)
    assert told.index(positive) < told.index("positive") < told.index(negative)
    assert "edges by their weight" in told


def test_one_linear_layer_is_drawn_as_well(person):
    view = shown(person, gd.problem("softmax_regression", standardise=True))
    problem, wiring = person.player.document.problem, view.picture.wiring
    np.testing.assert_array_equal(wiring.weights[0], list(problem.split(person.weights()))[1])
    np.testing.assert_array_equal(wiring.values[0], problem.train.inputs[0, 1:])
    assert len(wiring.outputs) == 3
    view = shown(person, gd.problem("logistic_regression"))
    person.until(lambda: view.picture.wiring.weights[0].shape == (2, 1))
    assert len(view.picture.wiring.outputs) == 2


def test_a_number_is_answered_as_a_number(person):
    problem = gd.problem("neural_network", data="line", loss_kind="squared error")
    view = shown(person, problem)
    answer = problem.predict(person.weights(), problem.shown.inputs[:1])[0]
    assert view.picture.wiring.outputs == [f"y = {answer:.4g}"]
    assert f"the target is {problem.shown.targets[0]:.4g}" in view.answer.sentence


def test_of_a_wide_layer_some_units_are_drawn_and_the_rest_counted(qtbot):
    rng = np.random.RandomState(0)
    sizes = (3, 60, 1)
    weights = [rng.randn(a, b) for a, b in ((3, 60), (60, 1))]
    weights[0][1, 2] = 0.0
    values = [rng.randn(n) for n in sizes]
    titles = ("inputs", "layer 1", "outputs")
    picture = NetworkPicture()
    qtbot.addWidget(picture)
    picture.resize(500, 300)
    picture.show_wiring(Wiring(values, weights, titles, ["a", "b", "c"], ["y"]))
    places = picture.places
    assert [len(u) for u in places.units] == [3, MOST, 1]
    kinds = places.kinds[: 3 * MOST].reshape(3, MOST)
    assert kinds[1, 2] == -1  # a weight of zero is no edge
    there = kinds >= 0
    np.testing.assert_array_equal(kinds[there] % 2, (weights[0][:, :MOST] < 0)[there])
    largest = np.abs(weights[0]).max()
    classes = np.minimum(np.abs(weights[0][:, :MOST]) / largest * len(WIDTHS), len(WIDTHS) - 1)
    np.testing.assert_array_equal(kinds[there] // 2, classes.astype(int)[there])
    assert named(picture.wiring, places, places.units[2][0]).startswith("outputs, unit 1")
    picture.grab()


def test_a_long_name_gives_way_to_its_number(qtbot):
    picture = NetworkPicture()
    qtbot.addWidget(picture)
    metrics = picture.fontMetrics()
    text = "the area of the whole house = -1.76"
    shown = shortened(metrics, text, 100)
    assert shown.endswith("… = -1.76")
    assert metrics.horizontalAdvance(shown) <= 100
    assert shortened(metrics, text, 1000) == text
    assert shortened(metrics, "class 1: 83.0%", 1000) == "class 1: 83.0%"
