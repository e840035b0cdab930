"""Sentences with labels: their words as numbers, and the built-in corpus."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from gdexplorer.core.data import Numbers
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.resources import resource

NO_WORD = -1
"""Stands before the first word of a sentence that is shorter than others."""
GRADES = ("very negative", "negative", "neutral", "positive", "very positive")
WORD = re.compile(r"\w+(?:['’]\w+)*")
SHORT_NOT = ((r"\bcan['’]t\b", "cannot"), (r"\bwon['’]t\b", "will not"), (r"n['’]t\b", " not"))
LONGEST = 200
"""Words of a sentence."""
MOST_WORDS = 2000
"""Words that are learned; of more, those that come most often."""


def words_of(sentence: str) -> list[str]:
    """Return a sentence's words in small letters, without punctuation; "isn't" as "is not"."""
    text = sentence.lower()
    for short, full in SHORT_NOT:
        text = re.sub(short, full, text)
    return WORD.findall(text)


@dataclass(frozen=True, eq=False)
class Sentences:
    """Texts and their labels, from 0 on, (m,)."""

    texts: tuple[str, ...]
    labels: Numbers

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, eq=False)
class Corpus:
    """Sentences to train on and held-out ones, and the labels' names.

    The vocabulary is that of the sentences to train on. text, target, source: what the user's own
    columns and file are called. Raises ParameterError, with a sentence for
    the user, where there is nothing to learn, a sentence is empty or too long, or a label is none.
    """

    train: Sentences
    test: Sentences
    names: tuple[str, ...]
    text: str = ""
    target: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not len(self.train):
            raise ParameterError("there are no sentences to train on")
        for part in (self.train, self.test):
            _check_labels(part, len(self.names))
            _check_lengths(part)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The words of the sentences to train on, in alphabetical order."""
        counts = Counter(word for text in self.train.texts for word in words_of(text))
        common = sorted(counts, key=lambda word: (-counts[word], word))[:MOST_WORDS]
        return tuple(sorted(common))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.vocabulary)}

    def numbers(self, sentence: str) -> Numbers:
        """Return a sentence's words as numbers, (t,). Raises ParameterError for an unknown word."""
        words = words_of(sentence)
        if not words:
            raise ParameterError("type a sentence of at least one word")
        if len(words) > LONGEST:
            raise ParameterError(f"the sentence has {len(words)} words: {LONGEST} are the most")
        for word in words:
            if word not in self._places:
                raise ParameterError(self._unknown(word))
        return np.array([self._places[word] for word in words])

    def _unknown(self, word: str) -> str:
        near = self.near(word)
        hint = f"; did you mean '{near}'?" if near else ""
        return f"'{word}' is none of the {len(self.vocabulary)} words that were learned{hint}"

    def unknown(self, sentence: str) -> list[str]:
        """Return a sentence's words that were not learned, each once."""
        return [w for w in dict.fromkeys(words_of(sentence)) if w not in self._places]

    def learned(self, sentence: str) -> str:
        """Return a sentence's words without those that were not learned."""
        return " ".join(w for w in words_of(sentence) if w in self._places)

    def near(self, word: str) -> str:
        """Return the learned word that is most like this one, or nothing if none is."""
        close = difflib.get_close_matches(word, self.vocabulary, n=1, cutoff=0.7)
        return close[0] if close else ""

    def known(self, sentences: Sentences) -> Numbers:
        """Return sentences as numbers, (m, t), unknown words left out, NO_WORD in front."""
        rows = [
            [self._places[w] for w in words_of(text) if w in self._places]
            for text in sentences.texts
        ]
        return padded(rows)


def padded(rows: Sequence[Sequence[int]]) -> Numbers:
    """Return rows of any lengths as (m, t), NO_WORD in front, so that all end together."""
    width = max(map(len, rows), default=0)
    table = np.full((len(rows), width), NO_WORD)
    for line, row in zip(table, rows, strict=True):
        line[width - len(row) :] = row
    return table


def _check_labels(sentences: Sentences, count: int) -> None:
    labels = sentences.labels
    if len(labels) != len(sentences):
        raise ParameterError(f"{len(sentences)} sentences have {len(labels)} labels")
    if not ((labels == np.floor(labels)) & (labels >= 0) & (labels < count)).all():
        raise ParameterError(f"labels must be whole numbers from 0 to {count - 1}")


def _check_lengths(sentences: Sentences) -> None:
    for number, text in enumerate(sentences.texts, 1):
        count = len(words_of(text))
        if not 0 < count <= LONGEST:
            raise ParameterError(f"sentence {number} has {count} words, not 1 to {LONGEST}")


@cache
def built_in() -> Corpus:
    """Return the corpus of graded sentences, made by `sentence_grammar` and by hand."""
    lines = resource("sentences.tsv").read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return Corpus(_part(rows, "train"), _part(rows, "test"), GRADES)


def _part(rows: Iterable[list[str]], wanted: str) -> Sentences:
    chosen = [(int(grade), text) for grade, split, text in rows if split == wanted]
    return Sentences(tuple(text for _, text in chosen), np.array([grade for grade, _ in chosen]))
