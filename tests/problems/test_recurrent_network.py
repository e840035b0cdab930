"""Known answers of the recurrent network; torch's are made by golden/make_recurrent_network.py."""

import json
import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.core.parameter import ParameterError
from gdexplorer.problems import sentence_grammar
from gdexplorer.problems.bag_of_words import BagOfWords
from gdexplorer.problems.recurrence import factor_per_word
from gdexplorer.problems.recurrent_network import RecurrentNetwork
from gdexplorer.problems.sentences import GRADES, Corpus, Sentences

GOLDEN = Path(__file__).parent / "golden" / "recurrent_network.json"
SCRIPT = runpy.run_path(str(GOLDEN.with_name("make_recurrent_network.py")))
EXACTLY = {"gradient_tolerance": 0, "step_tolerance": 0}
TINY = 1e-30


def corpus_of(texts, labels, classes):
    none = Sentences((), np.array([], int))
    names = tuple(str(i) for i in range(classes))
    return Corpus(Sentences(tuple(texts), np.array(labels)), none, names)


def small(**fields):
    corpus = corpus_of(SCRIPT["TEXTS"], SCRIPT["LABELS"], SCRIPT["CLASSES"])
    settings = {"units": SCRIPT["UNITS"], "embedding": SCRIPT["WIDE"]} | fields
    return RecurrentNetwork(corpus=corpus, **settings)


def a_point(problem, scale=0.7):
    return scale * np.random.RandomState(2).randn(problem.dimension)


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def test_a_step_of_the_cell_is_its_formula():
    words = [f"w{i:03}" for i in range(1000)]
    texts = [" ".join(words[i : i + 100]) for i in range(0, 1000, 100)]
    problem = RecurrentNetwork(
        corpus=corpus_of(texts, [i % 5 for i in range(10)], 5),
        units=100,
        encoding="one-hot",
        bias=False,
    )
    assert [p.shape for p in problem.parts] == [(100, 1000), (100, 100), (5, 100)]
    x = a_point(problem, 0.3)
    W_xh, W_hh, W_hy = problem.split(x)
    reading = problem.read(x, "w017 w903 w017")
    h = np.zeros(100)
    for i, word in enumerate((17, 903, 17)):
        one_hot = np.zeros(1000)
        one_hot[word] = 1.0
        h = np.tanh(W_hh @ h + W_xh @ one_hot)
        y = softmax(W_hy @ h)
        np.testing.assert_allclose(reading.states[i], h, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(reading.probabilities[i], y, rtol=1e-12)


@pytest.mark.parametrize("encoding", ["one-hot", "embedded"])
@pytest.mark.parametrize("bias", [True, False])
def test_every_component_of_the_gradient_is_the_complex_steps(encoding, bias):
    problem = small(encoding=encoding, bias=bias)
    x = a_point(problem)
    steps = x + 1j * TINY * np.eye(problem.dimension)
    expected = problem.value(steps).imag / TINY
    np.testing.assert_allclose(problem.gradient(x), expected, rtol=1e-10, atol=1e-15)


def test_loss_gradient_and_probabilities_are_torchs():
    check_against(json.loads(GOLDEN.read_text("utf-8")))


def test_they_are_those_of_the_torch_that_is_installed():
    pytest.importorskip("torch")
    check_against(SCRIPT["answers"]())


def check_against(expected):
    problem, x = small(), SCRIPT["PARAMETERS"]
    f, g = problem.value_and_gradient(x)
    assert f == pytest.approx(expected["loss"], rel=1e-12)
    np.testing.assert_allclose(g, expected["gradient"], rtol=1e-10, atol=1e-14)
    probabilities = problem.predict(x, problem.shown.inputs)
    np.testing.assert_allclose(probabilities, expected["probabilities"], rtol=1e-10)


def test_a_padded_batch_is_the_mean_of_its_sentences():
    problem = small()
    x = a_point(problem)
    whole = problem.loss_and_gradient(x, problem.train)
    alone = [
        problem.loss_and_gradient(x, problem.train.only([i])) for i in range(len(problem.train))
    ]
    assert whole[0] == pytest.approx(np.mean([f for f, _ in alone]), rel=1e-13)
    np.testing.assert_allclose(whole[1], np.mean([g for _, g in alone], axis=0), atol=1e-15)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_truncated_gradient_takes_the_earlier_state_as_given(steps):
    """By the complex step of a transcription whose first words are read with real weights."""
    problem = small(truncation=steps, encoding="one-hot")
    x = a_point(problem)
    numbers = [problem.vocabulary.index(w) for w in ["it", "was", "not", "very", "good"]]

    def loss(z):
        h = np.zeros(problem.units)
        for i, word in enumerate(numbers):
            weights = z if i >= len(numbers) - steps else x
            W_xh, W_hh, b_h, W_hy, b_y = problem.split(weights)
            h = np.tanh(W_xh[:, word] + W_hh @ h + b_h)
        W_hy, b_y = list(problem.split(z))[3:]
        out = W_hy @ h + b_y
        return np.log(np.exp(out).sum()) - out[0]

    expected = [
        loss(x + 1j * TINY * direction).imag / TINY for direction in np.eye(problem.dimension)
    ]
    (row,) = (i for i, t in enumerate(SCRIPT["TEXTS"]) if t == "it was not very good")
    _, g = problem.loss_and_gradient(x, problem.train.only([row]))
    np.testing.assert_allclose(g, expected, rtol=1e-10, atol=1e-15)


def test_truncation_beyond_the_first_word_truncates_nothing():
    x = a_point(small())
    whole = small().gradient(x)
    np.testing.assert_array_equal(small(truncation=5).gradient(x), whole)
    assert np.abs(small(truncation=1).gradient(x) - whole).max() > 1e-3


def test_the_gradient_by_lag_is_that_of_the_loss_by_each_state():
    problem = small()
    x = a_point(problem)
    rows = problem.train.only([2])
    words = SCRIPT["TEXTS"][2].split()
    E, W_xh, W_hh, b_h, W_hy, b_y = problem.split(x)
    states = problem.read(x, SCRIPT["TEXTS"][2]).states

    def loss(h, position):
        for word in words[position + 1 :]:
            h = np.tanh(W_hh @ h + W_xh @ E[problem.vocabulary.index(word)] + b_h)
        z = W_hy @ h + b_y
        return np.log(np.exp(z).sum()) - z[int(rows.targets[0])]

    by_lag = problem.gradient_by_lag(x, rows)
    assert by_lag.shape == (5,)
    for lag, norm in enumerate(by_lag):
        i = len(words) - 1 - lag
        g = [loss(states[i] + 1j * TINY * e, i).imag / TINY for e in np.eye(problem.units)]
        assert norm == pytest.approx(np.linalg.norm(g), rel=1e-10)


def test_the_gradient_by_lag_is_a_mean_over_sentences_that_are_so_long():
    problem = small(truncation=1)
    x = a_point(problem)
    alone = [problem.gradient_by_lag(x, problem.train.only([i])) for i in range(6)]
    for lag, mean in enumerate(problem.gradient_by_lag(x, problem.train)):
        assert mean == pytest.approx(np.mean([a[lag] for a in alone if len(a) > lag]))


def test_a_gradient_vanishes_with_small_weights_and_explodes_with_large_ones():
    problem = gd.problem("recurrent_network", bias=False)
    rows = problem.held_out

    def share_left(factor):
        x = np.array(problem.start) * 1e-3  # so small a state that tanh is straight
        W_hh = list(problem.split(x))[2]
        W_hh *= 1e3 * factor  # orthogonal times the factor
        norms = problem.gradient_by_lag(x, rows)
        return norms[8] / norms[0]

    assert share_left(0.5) == pytest.approx(0.5**8, rel=0.2)
    assert share_left(1.0) == pytest.approx(1.0, rel=0.2)
    assert share_left(1.5) == pytest.approx(1.5**8, rel=0.2)


def test_the_orthogonal_start_is_orthogonal_and_drawn_from_its_seed():
    problem = gd.problem("recurrent_network")
    W_hh = list(problem.split(np.array(problem.start)))[2]
    np.testing.assert_allclose(W_hh @ W_hh.T, np.eye(problem.units), atol=1e-12)
    assert gd.problem("recurrent_network").start == problem.start
    assert problem.tuned(weight_seed=1).start != problem.start
    others = [problem.tuned(initialisation=kind) for kind in ("Xavier", "normal")]
    spread = [np.std(list(p.split(np.array(p.start)))[2]) for p in others]
    np.testing.assert_allclose(spread, [1 / np.sqrt(problem.units), 1.0], rtol=0.1)


def test_clipping_is_put_around_the_rule():
    problem = gd.problem("recurrent_network", initialisation="normal")
    rule = gd.api.optimizer("gradient_descent", learning_rate=0.5)
    around = gd.api.around(clip_norm=0.25)
    run = gd.descend(problem, rule, around=around, iterations=20, **EXACTLY)
    steps = np.linalg.norm(np.diff(run.trajectory.x, axis=0), axis=-1)
    assert steps.max() == pytest.approx(0.5 * 0.25)
    assert run.trajectory.gradient_norm.max() > 1


@pytest.mark.parametrize("name", ["recurrent_network", "bag_of_words"])
def test_the_last_word_read_is_the_prediction(name):
    problem = gd.problem(name)
    x = a_point(problem, 0.3)
    for i in (0, 100, 600):
        text = problem.sentences.test.texts[i]
        reading = problem.read(x, text)
        t = len(reading.words)
        assert " ".join(reading.words) == text
        assert reading.probabilities.shape == (t, 5)
        assert reading.states.shape == (t, 32 if name == "recurrent_network" else 0)
        expected = problem.predict(x, problem.held_out.inputs)[i]
        np.testing.assert_allclose(reading.probabilities[-1], expected, rtol=1e-10)
        before = problem.read(x, " ".join(reading.words[:-1]))
        np.testing.assert_allclose(before.probabilities, reading.probabilities[:-1], rtol=1e-10)


@pytest.mark.parametrize("name", ["recurrent_network", "bag_of_words"])
def test_a_word_that_was_not_learned_is_named(name):
    problem = gd.problem(name)
    with pytest.raises(ParameterError, match=r"'goood' .* did you mean 'good'"):
        problem.read(np.array(problem.start), "a goood film")


@pytest.mark.parametrize("name", ["recurrent_network", "bag_of_words"])
@pytest.mark.parametrize("scale", [1e6, 1e100, 1e300])
def test_nothing_is_raised_far_out(name, scale):
    problem = gd.problem(name)
    x = a_point(problem, scale)
    with np.errstate(all="ignore"):
        for point in (x, x + 1j * TINY * x):
            f, g = problem.value_and_gradient(point)
        probabilities = problem.read(x, "the film was not good").probabilities
    assert g.shape == x.shape
    assert f.real > 0 or np.isnan(f)
    if scale <= 1e100:
        assert np.isfinite(f)
        np.testing.assert_allclose(probabilities.sum(axis=-1), 1.0)


def test_a_bag_of_words_does_not_see_their_order():
    problem = gd.problem("bag_of_words")
    x = a_point(problem)
    pair = ("the film was good but the room was awful", "the film was awful but the room was good")
    one, other = (problem.read(x, text).probabilities[-1] for text in pair)
    np.testing.assert_allclose(one, other)


def test_a_network_of_no_held_out_sentences_can_be_scored():
    for cls in (RecurrentNetwork, BagOfWords):
        problem = replace(cls(), corpus=small().corpus)
        assert len(problem.held_out) == 0
        assert 0 <= problem.score(np.array(problem.start), problem.shown) <= 1


def trained(problem, iterations, rate):
    rule = gd.api.optimizer("adam", learning_rate=rate)
    around = gd.api.around(clip_norm=5.0)
    run = gd.descend(problem, rule, around=around, iterations=iterations, **EXACTLY)
    return run.trajectory.x[-1]


def test_word_order_is_learned_for_combinations_that_were_not_trained_on():
    network, bag = RecurrentNetwork(), BagOfWords()
    x, w = trained(network, 1500, 0.01), trained(bag, 1500, 0.05)
    learned, counted = network.score(x, network.held_out), bag.score(w, bag.held_out)
    assert learned > 0.85
    assert counted < 0.65
    good_last = network.read(x, "the hotel was awful but the view was good")
    bad_last = network.read(x, "the view was good but the hotel was awful")
    assert good_last.probabilities[-1].argmax() == 3
    assert bad_last.probabilities[-1].argmax() == 0


def chosen_from(lines, wanted):
    rows = [(text, grade) for grade, split, text in lines if split == wanted]
    return Sentences(tuple(text for text, _ in rows), np.array([grade for _, grade in rows]))


def test_what_was_chosen_holds_for_combinations_that_no_choice_was_made_on(monkeypatch):
    others = sentence_grammar.every_fourth_phrase(2)
    assert others.isdisjoint(sentence_grammar.HELD_OUT)
    monkeypatch.setattr(sentence_grammar, "HELD_OUT", others)
    monkeypatch.setattr(sentence_grammar, "SEED", 7)
    lines = sentence_grammar.corpus()
    corpus = Corpus(chosen_from(lines, "train"), chosen_from(lines, "test"), GRADES)
    network, bag = RecurrentNetwork(corpus=corpus), BagOfWords(corpus=corpus)
    x, w = trained(network, 1500, 0.01), trained(bag, 1500, 0.05)
    assert network.score(x, network.held_out) > 0.85
    assert bag.score(w, bag.held_out) < 0.65


def test_the_factor_a_word_is_that_of_a_geometric_fall_or_rise():
    lags = np.arange(12)
    assert factor_per_word(3 * 0.5**lags) == pytest.approx(0.5)
    assert factor_per_word(1e-3 * 1.7**lags) == pytest.approx(1.7)
    assert factor_per_word(np.where(lags == 5, 0.0, 2.0**-lags)) == pytest.approx(0.5)
    assert np.isnan(factor_per_word(np.zeros(4)))
