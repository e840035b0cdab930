"""Known answers of the convolutional network.

Stored values of PyTorch are in golden/, written by golden/make_convolutional_network.py.
"""

import importlib.util
import json
import warnings
from pathlib import Path

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.api import optimizers
from gdexplorer.core.session import suggested
from gdexplorer.problems.convolutional_network import POOLINGS
from gdexplorer.problems.digit_drawing import picture_of
from gdexplorer.problems.digits import digits
from gdexplorer.problems.layers import ACTIVATIONS, INITIALISATIONS

GOLDEN = Path(__file__).parent / "golden"
STORED = json.loads((GOLDEN / "convolutional_network.json").read_text("utf-8"))["cases"]
COUNTS = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
"""Of each digit, as the source says."""


def network(**settings):
    return gd.problem("convolutional_network", **settings)


def small(**settings):
    return network(**({"filters": 2, "test_share": 0.9} | settings))


def near_start(problem):
    """Return the start, moved, so that biases are not 0."""
    return np.array(problem.start) + 0.1 * np.sin(np.arange(problem.dimension))


def maker():
    path = GOLDEN / "make_convolutional_network.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_digits_are_those_of_the_source():
    rows = digits()
    assert rows.inputs.shape == (1797, 8, 8)
    assert (rows.inputs.min(), rows.inputs.max()) == (0, 16)
    assert np.bincount(rows.targets.astype(int)).tolist() == COUNTS
    assert rows.inputs[0, 0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]


def test_rows_held_out_are_drawn_by_their_seed_and_are_not_trained_on():
    problem = network()
    assert (len(problem.shown), len(problem.held_out)) == (1258, 539)
    assert len(problem.train) == 1258
    both = np.concatenate([problem.shown.inputs, problem.held_out.inputs]).reshape(1797, -1)
    everything = digits().inputs.reshape(1797, -1)
    np.testing.assert_array_equal(np.unique(both, axis=0), np.unique(everything, axis=0))
    other = network(data_seed=1)
    assert not np.array_equal(other.held_out.targets, problem.held_out.targets)


@pytest.mark.parametrize("pooling", POOLINGS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("convolutions", "units"), [(1, 0), (1, 3), (2, 0), (2, 3)])
def test_gradients_agree_with_the_complex_step(activation, pooling, convolutions, units):
    problem = small(activation=activation, pooling=pooling, convolutions=convolutions, units=units)
    x = near_start(problem)
    g = problem.gradient(x)
    some = np.unique(np.linspace(0, problem.dimension - 1, 60).astype(int))
    steps = 1e-30j * np.eye(problem.dimension)[some]
    expected = np.array([problem.value(x + step).imag / 1e-30 for step in steps])
    np.testing.assert_allclose(g[some], expected, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("pooling", POOLINGS)
def test_gradients_agree_with_central_differences(pooling):
    problem = small(pooling=pooling, convolutions=2, units=3)
    x, h = near_start(problem), 1e-6
    for v in np.random.default_rng(0).normal(size=(3, problem.dimension)):
        v /= np.linalg.norm(v)
        expected = (problem.value(x + h * v) - problem.value(x - h * v)) / (2 * h)
        assert problem.gradient(x) @ v == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("case", STORED, ids=lambda c: "-".join(map(str, c["settings"].values())))
def test_loss_and_gradient_are_those_that_torch_stored(case):
    problem = network(**case["settings"])
    f, g = problem.value_and_gradient(near_start(problem))
    assert f == pytest.approx(case["f"], rel=1e-12)
    np.testing.assert_allclose(g, case["gradient"], rtol=1e-10, atol=1e-15)


def test_loss_and_gradient_are_torchs_where_it_is_installed():
    pytest.importorskip("torch")
    module = maker()
    for settings in module.CASES:
        problem = network(**settings | {"weight_seed": 5, "data_seed": 5})
        expected, slopes = module.by_torch(problem)
        f, g = problem.value_and_gradient(near_start(problem))
        assert f == pytest.approx(expected, rel=1e-12)
        np.testing.assert_allclose(g, slopes, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("rule", ["gradient_descent", "momentum", "nesterov", "adam"])
def test_held_out_digits_are_recognised_after_ten_epochs_with_the_suggested_rate(rule):
    problem = network()
    run = gd.descend(problem, suggested(optimizers()[rule], problem), iterations=200)
    assert run.trajectory.x.shape == (201, problem.dimension)
    assert problem.steps_per_epoch == 20
    assert problem.score(run.trajectory.x[-1], problem.held_out) > 0.95


@pytest.mark.parametrize("pooling", POOLINGS)
def test_every_kind_of_network_learns(pooling):
    problem = network(pooling=pooling, convolutions=2, units=32)
    rule = gd.api.optimizer("adam", learning_rate=0.003)
    x = gd.descend(problem, rule, iterations=400).trajectory.x[-1]
    assert problem.score(x, problem.held_out) > 0.95


def test_a_batch_of_one_picture_and_points_in_a_grid():
    problem = small(batch_size=1, convolutions=2, units=3)
    x = near_start(problem) * np.linspace(0.5, 1.5, 6).reshape(2, 3, 1)
    one = problem.sample(5)
    f, g = one.value_and_gradient(x)
    assert (f.shape, g.shape) == ((2, 3), x.shape)
    np.testing.assert_allclose(f[1, 2], one.value(x[1, 2]), rtol=1e-13)
    np.testing.assert_allclose(g[1, 2], one.gradient(x[1, 2]), rtol=1e-11, atol=1e-15)
    whole = problem.value(x)
    np.testing.assert_allclose(whole[0, 1], problem.value(x[0, 1]), rtol=1e-13)
    answers = problem.predict(x, problem.shown.inputs[:1])
    assert answers.shape == (2, 3, 1, 10)
    np.testing.assert_allclose(answers.sum(axis=-1), 1, rtol=1e-13)


def test_parts_have_names_and_shapes():
    problem = network(convolutions=2, units=32)
    parts = [(p.name, p.shape) for p in problem.parts]
    assert parts == [
        ("K1", (3, 3, 1, 16)),
        ("b1", (16,)),
        ("K2", (3, 3, 16, 16)),
        ("b2", (16,)),
        ("W3", (64, 32)),
        ("b3", (32,)),
        ("W4", (32, 10)),
        ("b4", (10,)),
    ]
    assert problem.coordinate(17) == "K1[0,1,0,1]"


@pytest.mark.parametrize("size", range(1, 8))
@pytest.mark.parametrize("pooling", POOLINGS)
def test_every_kernel_size_fits_once_and_twice(size, pooling):
    for convolutions in (1, 2):
        problem = small(kernel_size=size, convolutions=convolutions, pooling=pooling)
        assert np.isfinite(problem.value_and_gradient(near_start(problem))[1]).all()


def test_the_norms_of_the_gradients_parts_make_its_norm():
    problem = small()
    g = np.stack([problem.gradient(near_start(problem)), np.ones(problem.dimension)])
    norms = problem.part_norms(g)
    assert list(norms) == ["K1", "b1", "W2", "b2"]
    whole = np.sqrt(sum(n * n for n in norms.values()))
    np.testing.assert_allclose(whole, np.linalg.norm(g, axis=1), rtol=1e-13)


def test_feature_maps_are_what_the_filters_see():
    problem = network(convolutions=2, filters=4)
    x, picture = near_start(problem), digits().inputs[3]
    first, second, pooled = problem.feature_maps(x, picture)
    assert [m.shape for m in (first, second, pooled)] == [(6, 6, 4), (4, 4, 4), (2, 2, 4)]
    k1, k2 = problem.filters_of(x)
    b1 = dict(zip([p.name for p in problem.parts], problem.split(x), strict=True))["b1"]
    expected = ((picture[1:4, 2:5] / 16) * k1[:, :, 0, 3]).sum() + b1[3]
    assert first[1, 2, 3] == pytest.approx(max(expected, 0))
    assert k2.shape == (3, 3, 4, 4)
    assert pooled[0, 1, 2] == second[:2, 2:, 2].max()


@pytest.mark.parametrize("kind", INITIALISATIONS)
def test_first_kernels_have_the_deviation_that_their_name_says(kind):
    problem = network(initialisation=kind, convolutions=2, filters=64)
    kernels = problem.filters_of(np.array(problem.start))[1]
    fan_in = fan_out = 9 * 64
    deviations = {
        "normal": 1,
        "Xavier": np.sqrt(2 / (fan_in + fan_out)),
        "He": np.sqrt(2 / fan_in),
        "zero": 0,
    }
    assert kernels.std() == pytest.approx(deviations[kind], rel=0.02)


def test_dead_filters_and_equal_weights_are_said():
    problem = small()
    x = np.array(problem.start)
    assert problem.remarks(x) == ()
    _, b1, *_ = problem.split(x)
    b1[:] = -100
    assert problem.remarks(x)[0].startswith("All 2 ReLU units of layer 1 are dead")
    zero = small(initialisation="zero")
    assert zero.remarks(np.array(zero.start))[0].startswith("All weights are 0")


@pytest.mark.parametrize("pooling", POOLINGS)
def test_far_out_nothing_is_raised_nor_warned_of(pooling):
    problem = small(pooling=pooling, units=3)
    away = np.resize([1.0, -1.0, 0.5], problem.dimension)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for far in (-1e6, 1e3, 1e6):
            f, g = problem.value_and_gradient(far * away)
            assert np.isfinite(f)
            assert np.isfinite(g).all()


# ---------------------------------------------------------------------- drawn digits


def arc(middle, radii, begin, end):
    angle = np.radians(np.linspace(begin, end, 40))
    return np.array(middle) + np.array(radii) * np.stack([np.cos(angle), np.sin(angle)], axis=1)


TURN = np.linspace(0, 2 * np.pi, 80)
DRAWN = {
    0: [arc((50, 50), (25, 40), -90, 270)],
    1: [np.array([[50.0, 10], [50, 90]])],
    2: [np.concatenate([arc((50, 32), (22, 22), -170, 40), [[28, 88], [75, 88]]])],
    3: [np.concatenate([arc((48, 30), (20, 20), -150, 90), arc((48, 70), (22, 20), -90, 150)])],
    4: [np.array([[55.0, 10], [25, 60], [78, 60]]), np.array([[60.0, 40], [60, 92]])],
    5: [np.array([[72.0, 12], [34, 12], [32, 45]]), arc((48, 65), (24, 24), -120, 140)],
    6: [np.concatenate([[[58, 8], [45, 25], [36, 50]], arc((50, 72), (16, 16), 180, -180)])],
    7: [np.array([[25.0, 12], [75, 12], [42, 90]]), np.array([[35.0, 50], [70, 50]])],
    8: [np.stack([50 + 20 * np.sin(2 * TURN), 50 - 40 * np.cos(TURN)], axis=1)],
    9: [np.concatenate([arc((50, 32), (20, 20), 0, -360), [[70, 32], [66, 92]]])],
}


@pytest.fixture(scope="module")
def trained():
    problem = network()
    rule = gd.api.optimizer("momentum", learning_rate=0.2)
    return problem, gd.descend(problem, rule, iterations=300).trajectory.x[-1]


@pytest.mark.parametrize("digit", range(10))
def test_a_drawn_digit_is_recognised(digit, trained):
    problem, x = trained
    answer = problem.predict(x, picture_of(DRAWN[digit])[None])[0]
    assert answer.argmax() == digit
    assert answer.max() > 0.5


def test_where_and_how_large_one_draws_does_not_matter():
    for strokes in DRAWN.values():
        picture = picture_of(strokes)
        elsewhere = picture_of([0.3 * s + np.array([7, -80]) for s in strokes])
        np.testing.assert_allclose(picture, elsewhere, atol=1)
        assert picture.sum() == pytest.approx(digits().inputs.sum(axis=(1, 2)).mean(), rel=0.06)
        assert picture.max() <= 16
        assert picture[[0, -1]].sum(axis=1).min() > 0


def test_drawn_digits_are_spread_as_those_of_the_data_are():
    def spread(pictures):
        across, places = pictures.sum(axis=-2), np.arange(8)
        middle = (across * places).sum(axis=-1) / across.sum(axis=-1)
        squares = (places - middle[..., None]) ** 2
        return np.sqrt((across * squares).sum(axis=-1) / across.sum(axis=-1))

    rows = digits()
    for digit in (0, 2, 3, 9):
        expected = spread(rows.inputs[rows.targets == digit]).mean()
        assert spread(picture_of(DRAWN[digit])) == pytest.approx(expected, rel=0.05)


def test_nothing_and_a_dot_are_drawn_too():
    assert not picture_of([]).any()
    assert not picture_of([np.empty((0, 2))]).any()
    dot = picture_of([np.array([[3.0, 4.0]])])
    np.testing.assert_array_equal(dot, dot[::-1, ::-1])
    assert dot[3:5, 3:5].min() == 16
