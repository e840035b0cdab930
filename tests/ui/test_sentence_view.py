"""A sentence is read by the model of the iterate under the cursor, word by word."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtTest import QTest

import gdexplorer as gd
from gdexplorer.core.stop import StopRule
from gdexplorer.problems.recurrent_network import RecurrentNetwork
from gdexplorer.problems.sentences import Corpus, Sentences
from gdexplorer.ui.views.models.sentence import fate
from tests.ui.charts import button_of

TYPED = "the meal was not bad"


@pytest.fixture
def reader(person):
    """Show the sentence view of a small recurrent network with a short run."""
    return shown(person, gd.problem("recurrent_network", units=6, embedding=3))


def shown(person, problem):
    document = person.player.document.with_problem(problem, gd.GradientDescent, anew=True)
    person.player.change(replace(document, stop_rule=StopRule(iterations=12)))
    person.until(lambda: len(person.run().trajectory) > 12, timeout=60_000)
    person.show("Sentence")
    person.until(person.view("sentence").isVisible)
    return person


def test_a_click_on_a_cell_of_the_confusion_shows_its_sentences_in_turn(reader):
    reader.show("Confusion")
    matrix = reader.view("confusion").matrix
    reader.until(lambda: matrix.counts.sum() > 0)
    i, j = map(int, np.unravel_index(matrix.counts.argmax(), matrix.counts.shape))
    problem, x = reader.player.document.landscape, reader.weights()
    answers = problem.predict(x, problem.held_out.inputs).argmax(axis=-1)
    rows = np.flatnonzero((problem.held_out.targets == i) & (answers == j))
    for row in rows[:2]:
        reader.show("Confusion")
        reader.click(matrix, matrix._cell(matrix.cells(), i, j).center().toPoint())
        assert reader.window.landscape is reader.view("sentence")
        assert reader.view("sentence").edit.text() == problem.sentences.test.texts[row]


def seek(person, k):
    person.seek(k)
    person.until(lambda: not person.player.streaming)
    person.view("sentence").refresh()


def drawn_shares(person):
    """Return the heights of the stacked bars, (t, c)."""
    bars = person.view("sentence").shares.bars
    return np.stack([b.opts["height"] for b in bars], axis=1)


def drawn_mean(view):
    ys = view.lags.mean.getData()[1]
    return np.empty(0) if ys is None else ys


def press(person, action):
    """Click the button of an action."""
    person.click(button_of(person.view("sentence"), action))


def predicted(person, sentence):
    problem = person.player.document.problem
    inputs = problem.sentences.numbers(sentence)[None].astype(float)
    return problem.predict(person.weights(), inputs)[0]


def test_a_sentence_typed_key_by_key_is_answered_at_each_word(reader):
    view = reader.view("sentence")
    reader.type(view.edit, "", enter=False)
    assert "without a word" in view.answer.sentence
    seen = []
    for i, word in enumerate(TYPED.split(), 1):
        QTest.keyClicks(view.edit, f"{word} ")
        np.testing.assert_allclose(drawn_shares(reader)[-1], predicted(reader, view.edit.text()))
        assert len(drawn_shares(reader)) == i
        seen.append(tuple(drawn_shares(reader)[-1]))
    assert len(set(seen)) == len(seen)
    best = int(np.argmax(seen[-1]))
    assert reader.player.document.problem.labels[best] in view.answer.sentence
    assert view.shares.names.names == tuple(TYPED.split())


def test_the_heat_map_is_the_models_own_state_at_the_iterate(reader):
    view, problem = reader.view("sentence"), reader.player.document.problem
    maps = []
    for k in (0, 7, 12):
        seek(reader, k)
        states = problem.read(reader.weights(), view.edit.text()).states
        np.testing.assert_array_equal(view.states.image.image, states.T)
        maps.append(states)
    assert not np.array_equal(maps[0], maps[2])


def test_the_gradient_by_lag_is_the_models_own(reader):
    view, problem = reader.view("sentence"), reader.player.document.problem
    seek(reader, 5)
    texts = problem.sentences.test.texts
    i = texts.index(view.edit.text())
    own = problem.gradient_by_lag(reader.weights(), problem.held_out.only(slice(i, i + 1)))
    xs, ys = view.lags.own.getData()
    np.testing.assert_allclose(10**ys, own)
    np.testing.assert_array_equal(xs, len(own) - 1 - np.arange(len(own)))
    some = problem.held_out.only(slice(None, None, 7))
    mean = problem.gradient_by_lag(reader.weights(), some)[: len(own)]
    reader.until(lambda: drawn_mean(view).shape == mean.shape)
    reader.until(lambda: np.allclose(10 ** drawn_mean(view), mean))
    assert fate(own).split(":")[0] in view.verdict.text()


def test_a_held_out_sentence_is_told_right_or_wrong(reader):
    view, problem = reader.view("sentence"), reader.player.document.problem
    first = view.edit.text()
    press(reader, view.after)
    assert view.edit.text() != first
    i = problem.sentences.test.texts.index(view.edit.text())
    answer = int(predicted(reader, view.edit.text()).argmax())
    right = answer == problem.sentences.test.labels[i]
    assert ("right" if right else "wrong") in view.answer.sentence
    press(reader, view.before)
    assert view.edit.text() == first
    press(reader, view.any)
    assert view.edit.text() != first


def test_the_numbers_under_the_mouse_are_read_out(reader):
    view, told = reader.view("sentence"), []
    seek(reader, 5)
    reader.type(view.edit, TYPED, enter=False)
    reader.player.hovered.connect(told.append)
    reading, problem = view.reading, reader.player.document.problem
    for plot, y, said in (
        (view.shares.plot, 0.5, f"{problem.labels[0]} {reading.probabilities[3, 0]:.1%}"),
        (view.states.plot, 5.0, f"unit 5 is {reading.states[3, 4]:.4g}"),
        (view.lags.plot, view.lags.own.getData()[1][1], f"norm is {view.lags.norms[1]:.4g}"),
    ):
        reader.move(plot.viewport(), reader.pixel(plot, 3.0, y))
        assert told[-1].startswith("after “not”:")
        assert said in told[-1]


def test_unknown_words_are_all_said_and_left_out(reader):
    view = reader.view("sentence")
    reader.type(view.edit, "the magnificant zxqv meal zxqv", enter=False)
    assert view.note.text() == "Left out: 'magnificant' (did you mean 'magnificent'?), 'zxqv'"
    np.testing.assert_allclose(drawn_shares(reader)[-1], predicted(reader, "the meal"))
    reader.type(view.edit, "the meal", enter=False)
    assert not view.note.isVisible()


def test_nothing_stays_of_the_sentence_before_where_no_word_is_known(reader):
    view = reader.view("sentence")
    reader.type(view.edit, TYPED, enter=False)
    assert view.states.image.isVisible()
    reader.type(view.edit, "zxqv qwrt", enter=False)
    assert "No answer" in view.answer.sentence
    assert view.note.text() == "Left out: 'zxqv', 'qwrt'"
    assert not view.shares.bars
    assert not view.states.image.isVisible()
    assert not len(view.lags.dots.getData()[0])
    assert view.legend.text() == view.verdict.text() == ""
    assert view.shares.names.names == ()
    reader.move(view.shares.plot.viewport(), reader.pixel(view.shares.plot, 1.0, 0.5))
    reader.type(view.edit, "the meal", enter=False)
    assert view.states.image.isVisible()
    assert len(drawn_shares(reader)) == 2


def test_a_sentence_longer_than_the_model_takes_is_cut_and_said(reader):
    view = reader.view("sentence")
    view.edit.setText("good " * 300)
    assert "200 are the most" in view.note.text()
    assert len(drawn_shares(reader)) == 200
    view.grab()


def test_a_bag_of_words_has_probabilities_and_no_state(person):
    shown(person, gd.problem("bag_of_words"))
    view = person.view("sentence")
    seek(person, 9)
    np.testing.assert_allclose(drawn_shares(person)[-1], predicted(person, view.edit.text()))
    assert not view.states.plot.isVisible()
    assert not view.lags.plot.isVisible()


def test_a_gradient_vanishes_explodes_or_is_steady():
    lags = np.arange(4)
    assert fate(0.5**lags) == "Vanishes: ×0.5 for each word back"
    assert fate(1.7**lags) == "Explodes: ×1.7 for each word back"
    assert fate(np.ones(3)).startswith("Steady")
    assert fate(np.zeros(3)) == "There is no gradient"
    assert fate(np.array([0.3])) == "The gradient goes no word back"


def test_of_one_word_it_is_not_said_that_there_is_no_gradient(reader):
    view = reader.view("sentence")
    reader.type(view.edit, "good", enter=False)
    assert len(view.lags.dots.getData()[0]) == 1
    assert "no gradient" not in view.verdict.text()


def test_sentences_of_ones_own_without_held_out_ones_are_read(person):
    texts = Sentences(("a <b> good day", "bad day", "not a bad day"), np.array([1, 0, 1]))
    corpus = Corpus(texts, Sentences((), np.array([], int)), ("bad", "<b>good</b>"))
    shown(person, RecurrentNetwork(corpus=corpus, units=4, embedding=2))
    view = person.view("sentence")
    assert view.edit.text() in texts.texts
    np.testing.assert_allclose(drawn_shares(person)[-1], predicted(person, view.edit.text()))
    assert "&lt;b&gt;good" in view.legend.text()
    person.until(lambda: len(drawn_mean(view)) > 0)
    shown(person, gd.problem("bag_of_words"))
    held_out = person.player.document.problem.sentences.test.texts
    person.until(lambda: view.edit.text() in held_out)
