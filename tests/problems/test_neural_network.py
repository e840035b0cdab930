"""Known answers of the network.

Stored values of PyTorch are in golden/networks.json, written by golden/make_networks.py.
"""

import importlib.util
import json
import warnings
from pathlib import Path

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.core.data import Rows
from gdexplorer.core.parameter import ParameterError
from gdexplorer.problems.layers import ACTIVATIONS, INITIALISATIONS
from gdexplorer.problems.neural_network import LOSSES, NeuralNetwork

GOLDEN = Path(__file__).parent / "golden"
STORED = json.loads((GOLDEN / "networks.json").read_text("utf-8"))["cases"]
EXACTLY = {"gradient_tolerance": 0, "step_tolerance": 0}
XOR = {
    "data": "xor table",
    "layers": 1,
    "units": 4,
    "bias": False,
    "activation": "sigmoid",
    "initialisation": "normal",
}
ANSWERS = {
    0: (0.00526, 0.98593, 0.98363, 0.02148),
    1: (0.01111, 0.98311, 0.98299, 0.01701),
    2: (0.00344, 0.99281, 0.98471, 0.02214),
}


def network(**settings):
    return gd.problem("neural_network", **settings)


def near_start(problem):
    """Return the start, moved, so that biases are not 0."""
    return np.array(problem.start) + 0.1 * np.sin(np.arange(problem.dimension))


@pytest.mark.parametrize("seed", ANSWERS)
def test_exclusive_or_is_learned_to_the_known_outputs(seed):
    problem = network(**XOR, weight_seed=seed)
    rng = np.random.RandomState(seed)
    first = [rng.randn(3, 4), rng.randn(4, 1)]
    np.testing.assert_array_equal(problem.start, np.concatenate([w.ravel() for w in first]))
    rule = gd.api.optimizer("gradient_descent", learning_rate=0.1)
    run = gd.descend(problem, rule, iterations=10_000, **EXACTLY)
    probabilities = problem.predict(run.trajectory.x[-1], problem.shown.inputs)
    np.testing.assert_allclose(probabilities[:, 1], ANSWERS[seed], atol=5.1e-6)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-15)


def assert_gradient(problem, x):
    g = problem.gradient(x)
    steps = 1e-30j * np.eye(problem.dimension)
    expected = np.array([problem.value(x + step).imag / 1e-30 for step in steps])
    np.testing.assert_allclose(g, expected, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("loss_kind", LOSSES)
@pytest.mark.parametrize("data", ["moons", "blobs", "line"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("bias", [False, True])
def test_gradients_agree_with_the_complex_step(activation, data, loss_kind, bias):
    settings = {"activation": activation, "data": data, "loss_kind": loss_kind, "bias": bias}
    for layers in (1, 3):
        problem = network(**settings, layers=layers, units=4, rows=15)
        assert_gradient(problem, near_start(problem))


@pytest.mark.parametrize("case", STORED, ids=lambda c: f"{c['settings']['activation']}")
def test_loss_and_gradient_are_those_that_torch_stored(case):
    problem = network(**case["settings"])
    f, g = problem.value_and_gradient(near_start(problem))
    assert f == pytest.approx(case["f"], rel=1e-12)
    np.testing.assert_allclose(g, case["gradient"], rtol=1e-10, atol=1e-15)


def test_loss_and_gradient_are_torchs_where_it_is_installed():
    pytest.importorskip("torch")
    spec = importlib.util.spec_from_file_location("make_networks", GOLDEN / "make_networks.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    for settings in maker.CASES:
        problem = network(**settings, data_seed=7)
        expected, slopes = maker.by_torch(problem)
        f, g = problem.value_and_gradient(near_start(problem))
        assert f == pytest.approx(expected, rel=1e-12)
        np.testing.assert_allclose(g, slopes, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("data", ["moons", "blobs", "line"])
@pytest.mark.parametrize("loss_kind", LOSSES)
def test_far_out_nothing_is_raised_nor_warned_of(activation, data, loss_kind):
    problem = network(activation=activation, data=data, loss_kind=loss_kind, units=3)
    away = np.resize([1.0, -1.0, 0.5], problem.dimension)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for far in (-1e6, 1e3, 1e6, 1e12):
            f, g = problem.value_and_gradient(far * away)
            assert np.isfinite(f)
            assert np.isfinite(g).all()
            assert np.isfinite(problem.curve(far * away, away)).all()


@pytest.mark.parametrize("kind", INITIALISATIONS)
def test_first_weights_have_the_deviation_that_their_name_says(kind):
    problem = network(initialisation=kind, layers=2, units=200)
    parts = dict(
        zip([p.name for p in problem.parts], problem.split(np.array(problem.start)), strict=True)
    )
    expected = {"normal": 1, "Xavier": np.sqrt(2 / 400), "He": np.sqrt(2 / 200), "zero": 0}[kind]
    assert parts["W2"].std() == pytest.approx(expected, rel=0.02)
    assert not parts["b1"].any()
    assert not parts["b2"].any()


def test_parts_are_named_and_any_number_of_layers_learns():
    problem = network(layers=6, units=16)
    assert [p.name for p in problem.parts][:4] == ["W1", "b1", "W2", "b2"]
    assert [p.shape for p in problem.parts][-2:] == [(16, 1), (1,)]
    assert problem.coordinate(0) == "W1[0,0]"
    assert problem.coordinate(problem.dimension - 1) == "b7[0]"
    run = gd.descend(problem, gd.api.optimizer("adam", learning_rate=0.01), iterations=300)
    assert problem.score(run.trajectory.x[-1], problem.shown) > 0.97


def test_moons_held_out_are_told_apart():
    problem = network(rows=400, test_share=0.25, layers=2, units=16, batch_size=32)
    run = gd.descend(problem, gd.api.optimizer("adam", learning_rate=0.01), iterations=1000)
    assert len(problem.held_out) == 100
    assert problem.score(run.trajectory.x[-1], problem.held_out) >= 0.97


def test_numbers_are_learned_with_squared_error():
    problem = network(data="line", units=8, noise=0)
    run = gd.descend(problem, gd.api.optimizer("adam", learning_rate=0.05), iterations=1500)
    assert problem.classes == 0
    assert problem.predict(run.trajectory.x[-1], problem.shown.inputs).shape == (100,)
    assert problem.score(run.trajectory.x[-1], problem.shown) > 0.999


def test_activations_are_those_of_each_layer():
    problem = network(data="blobs", layers=2, units=5, standardise=True)
    x = np.stack([near_start(problem), np.array(problem.start)])
    inputs = problem.shown.inputs[:7]
    seen, first, second, z = problem.activations(x, inputs)
    shown = problem.shown.inputs
    np.testing.assert_allclose(seen, (inputs - shown.mean(axis=0)) / shown.std(axis=0))
    assert [a.shape for a in (first, second, z)] == [(2, 7, 5), (2, 7, 5), (2, 7, 3)]
    w1, b1, w2, b2, w3, b3 = problem.split(x[0])
    np.testing.assert_allclose(first[0], np.tanh(seen @ w1 + b1), rtol=1e-14)
    np.testing.assert_allclose(second[0], np.tanh(first[0] @ w2 + b2), rtol=1e-13)
    p = np.exp(second[0] @ w3 + b3)
    expected = p / p.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(problem.predict(x, inputs)[0], expected, rtol=1e-12)


def test_the_norms_of_the_gradients_parts_make_its_norm():
    problem = network(layers=3)
    g = gd.descend(problem, "adam", iterations=5).trajectory.gradient
    norms = problem.part_norms(g)
    assert list(norms) == ["W1", "b1", "W2", "b2", "W3", "b3", "W4", "b4"]
    whole = np.sqrt(sum(n * n for n in norms.values()))
    np.testing.assert_allclose(whole, np.linalg.norm(g, axis=1), rtol=1e-13)


# ---------------------------------------------------------------------- remarks


def moved(problem, **parts):
    """Return the start with whole parts set to a number."""
    x = np.array(problem.start)
    for part, piece in zip(problem.parts, problem.split(x), strict=True):
        piece[...] = parts.get(part.name, piece)
    return x


def test_a_sound_network_gets_no_remark():
    for activation in ("sigmoid", "tanh", "softplus"):
        problem = network(activation=activation)
        assert problem.remarks(np.array(problem.start)) == ()


def test_a_dead_layer_is_said_and_does_not_learn():
    problem = network(activation="ReLU", units=8)
    x = moved(problem, b1=-100.0, b2=0.5)
    said = problem.remarks(x)
    assert said[0] == (
        "All 8 ReLU units of layer 1 are dead: they answer 0 on every row, "
        "so their weights get no gradient"
    )
    assert said[1].startswith("W1, b1 and W2 get no gradient")
    run = gd.descend(problem, "gradient_descent", start=x, iterations=20)
    w1, *_ = problem.split(run.trajectory.x[-1])
    np.testing.assert_array_equal(w1, next(problem.split(x)))


def test_one_dead_unit_is_counted():
    problem = network(activation="ReLU", initialisation="He", units=8)
    x = np.array(problem.start)
    _, b1, *_ = problem.split(x)
    before = [s for s in problem.remarks(x) if "dead" in s]
    assert before == []
    b1[3] = -100
    assert problem.remarks(x)[0].startswith("1 of 8 ReLU units of layer 1 is dead: it answers 0")


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_zero_weights_are_said_and_stay_alike(activation):
    problem = network(initialisation="zero", activation=activation, units=4)
    x = np.array(problem.start)
    assert problem.remarks(x)[0].startswith("All weights are 0, so the units")
    run = gd.descend(problem, gd.api.optimizer("adam", learning_rate=0.01), iterations=50)
    w1, _, w2, _ = problem.split(run.trajectory.x[-1])
    assert np.ptp(w1, axis=1).max() == 0
    assert np.ptp(w2) == 0
    if w1.any():
        assert problem.remarks(run.trajectory.x[-1])[0].startswith(
            "All 4 units of layer 1 are alike"
        )


# ---------------------------------------------------------------------- the user's own table


def own(targets, **settings):
    inputs = np.random.default_rng(0).normal(size=(len(targets), 2))
    return NeuralNetwork(given=Rows(inputs, np.array(targets, float), ("a", "b")), **settings)


def test_own_labels_are_counted_from_nought_and_keep_their_names():
    problem = own([7, 3, 5, 7, 3, 5])
    assert problem.labels == ("3", "5", "7")
    np.testing.assert_array_equal(problem.shown.targets, [2, 0, 1, 2, 0, 1])
    assert problem.predict(np.array(problem.start), problem.shown.inputs).shape == (6, 3)


def test_own_numbers_are_learned_with_squared_error():
    problem = own([0.5, 1.5, 2.5], loss_kind="squared error")
    assert problem.classes == 0
    np.testing.assert_array_equal(problem.train.targets, [0.5, 1.5, 2.5])


def test_a_target_without_labels_is_refused():
    with pytest.raises(ParameterError, match=r"whole numbers such as 0 and 1, not 0\.5"):
        own([0.5, 1.5, 2.5])
    with pytest.raises(ParameterError, match="one label only"):
        own([1, 1, 1])
    with pytest.raises(ParameterError, match="150 labels: 100 are the most"):
        own(range(150))


def test_a_label_unseen_in_training_is_said():
    for seed in range(20):
        problem = own([0, 0, 0, 0, 1, 1, 1, 2], test_share=0.3, data_seed=seed)
        x = np.array(problem.start)
        assert problem.predict(x, problem.shown.inputs).shape[-1] == 3
        unseen = 2 not in problem.shown.targets
        sentence = "Label 2 is on no training row, so never learned"
        assert (sentence in problem.remarks(x)) == unseen
        if unseen:
            return
    pytest.fail("no seed holds the last row out")


def test_numbers_far_from_one_are_learned_once_they_are_standardised():
    x = np.linspace(900.0, 1100.0, 80)[:, None]
    y = 3e5 + 2e4 * np.sin((x[:, 0] - 1000) / 40)
    rows = Rows(x, y, ("area",), "price")
    problem = gd.problem("neural_network", loss_kind="squared error").tuned(
        given=rows, standardise=True
    )
    run = gd.descend(problem, gd.Adam(learning_rate=0.05), iterations=1500)
    last = run.trajectory.x[-1]
    assert problem.score(last, problem.shown) > 0.95
    answers = problem.predict(last, x)
    np.testing.assert_allclose(
        problem.value(last), np.mean((answers - y) ** 2) / y.var(), rtol=1e-9
    )
