"""The corpus of graded sentences: where it comes from, what is held out, what a word is."""

from collections import Counter

import numpy as np
import pytest

from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.resources import resource
from gdexplorer.problems import sentence_grammar as grammar
from gdexplorer.problems.sentences import Corpus, Sentences, built_in, words_of


def made(texts, labels, test=(), test_labels=(), names=("no", "yes")):
    return Corpus(
        Sentences(tuple(texts), np.array(labels)),
        Sentences(tuple(test), np.array(test_labels)),
        names,
    )


def test_the_shipped_corpus_is_what_the_grammar_makes(tmp_path):
    grammar.main(str(tmp_path / "sentences.tsv"))
    again = (tmp_path / "sentences.tsv").read_bytes()
    assert again == resource("sentences.tsv").read_bytes()


def test_no_held_out_combination_is_trained_on_and_every_test_sentence_has_one():
    corpus = built_in()
    trained = {p for text in corpus.train.texts for p in grammar.phrases_in(text)}
    for text in corpus.test.texts:
        new = [p for p in grammar.phrases_in(text) if p not in trained]
        assert any(len(p) > 1 for p in new), text


def test_every_held_out_word_was_trained_on():
    corpus = built_in()
    held_out = {word for text in corpus.test.texts for word in words_of(text)}
    assert held_out <= set(corpus.vocabulary)


def test_no_sentence_comes_twice_and_the_grades_are_even():
    corpus = built_in()
    texts = corpus.train.texts + corpus.test.texts
    assert len(set(texts)) == len(texts) > 3000
    for part in (corpus.train, corpus.test):
        counts = Counter(part.labels.tolist())
        assert sorted(counts) == [0, 1, 2, 3, 4]
        assert max(counts.values()) < 1.05 * min(counts.values())


@pytest.mark.parametrize(
    ("phrase", "grade"),
    [
        ("good", 3),
        ("very good", 4),
        ("slightly good", 3),
        ("superb", 4),
        ("somewhat superb", 3),
        ("not good", 1),
        ("not superb", 2),
        ("not very good", 1),
        ("not even slightly good", 0),
        ("not bad", 3),
        ("not awful", 2),
        ("not even slightly bad", 4),
        ("hardly liked", 1),
        ("never a delight", 1),
        ("utterly dull", 0),
        ("not ordinary", 2),
    ],
)
def test_operators_change_the_grade(phrase, grade):
    (found,) = grammar.phrases_in(phrase)
    assert grammar.grade(grammar.phrase_valence(found)) == grade


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("The film wasn't good!", ["the", "film", "was", "not", "good"]),
        ("I can’t, and won't.", ["i", "cannot", "and", "will", "not"]),
        ("  A  well-told\tstory … ", ["a", "well", "told", "story"]),
        ("?!", []),
    ],
)
def test_words_are_in_small_letters_without_punctuation(typed, words):
    assert words_of(typed) == words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("the film was goood", "'goood' is none of the .* learned; did you mean 'good'?"),
        ("zxqv", "'zxqv' is none of the 327 words that were learned$"),
        (" …", "at least one word"),
        ("good " * 201, "201 words: 200 are the most"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(typed, sentence):
    with pytest.raises(ParameterError, match=sentence):
        built_in().numbers(typed)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (((), ()), "no sentences to train on"),
        ((("a b", "!"), (0, 1)), "sentence 2 has 0 words"),
        ((("a",), (2,)), "labels must be whole numbers from 0 to 1"),
        ((("a", "b"), (1,)), "2 sentences have 1 labels"),
        ((("a",), (0.5,)), "labels must be whole numbers from 0 to 1"),
    ],
)
def test_a_corpus_that_cannot_be_learned_is_refused(arguments, sentence):
    with pytest.raises(ParameterError, match=sentence):
        made(*arguments)


def test_an_unknown_word_of_a_held_out_sentence_is_left_out():
    corpus = made(("a b", "b c d"), (0, 1), ("a x c", "x"), (0, 1))
    assert corpus.known(corpus.test).tolist() == [[0, 2], [-1, -1]]
    assert corpus.known(corpus.train).tolist() == [[-1, 0, 1], [1, 2, 3]]
