"""What models of sentences have in common: a corpus, labels, the answer as a sentence is read."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property

from gdexplorer.core.data import DataProblem, Numbers, Rows
from gdexplorer.core.problem import Array
from gdexplorer.problems.losses import CrossEntropy, Loss
from gdexplorer.problems.sentences import Corpus, Sentences, built_in, words_of
from gdexplorer.problems.tables import never_learned


@dataclass(frozen=True, eq=False)
class Reading:
    """What a model makes of a sentence of t words, after each of them.

    states: hidden ones, (..., t, h); h is 0 where a model has none. probabilities: (..., t, c).
    """

    words: tuple[str, ...]
    states: Array
    probabilities: Array


class SentenceModel(DataProblem):
    """A model of sentences' labels. Inputs are words as numbers, (m, t), NO_WORD in front."""

    corpus: Corpus | None
    """The user's own sentences, in place of the built-in ones."""

    @abstractmethod
    def read(self, x: Array, sentence: str) -> Reading:
        """Read a typed sentence word by word, at parameters x (..., n).

        Raises ParameterError, with a sentence for the user, for a word that was not learned.
        """

    def remarks(self, x: Array) -> tuple[str, ...]:  # noqa: ARG002 (it is the corpus's)
        """Name the labels that no sentence to train on has."""
        return never_learned(self.labels, self.sentences.train.labels)

    @cached_property
    def sentences(self) -> Corpus:
        """The corpus."""
        return built_in() if self.corpus is None else self.corpus

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes' names, in order."""
        return self.sentences.names

    @property
    def classes(self) -> int:  # type: ignore[override]
        """How many labels there are."""
        return len(self.labels)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The words that are learned, in order."""
        return self.sentences.vocabulary

    def _rows(self, sentences: Sentences) -> Rows:
        corpus = self.sentences
        words = corpus.known(sentences).astype(float)
        names = (corpus.text,) if corpus.text else ()
        labels = sentences.labels.astype(float)
        return Rows(words, labels, names, corpus.target, source=corpus.source)

    @cached_property
    def shown(self) -> Rows:
        """The sentences to train on."""
        return self._rows(self.sentences.train)

    @cached_property
    def held_out(self) -> Rows:
        """The held-out sentences; words that none to train on has are left out."""
        return self._rows(self.sentences.test)

    @cached_property
    def _training_loss(self) -> Loss:
        return CrossEntropy(self.train.targets, self.classes)

    def _loss_on(self, rows: Rows) -> Loss:
        if rows is self.train:
            return self._training_loss
        return CrossEntropy(rows.targets, self.classes)

    def _typed(self, sentence: str) -> tuple[tuple[str, ...], Numbers]:
        """Return a sentence's words, and their numbers (1, t). Raises ParameterError."""
        numbers = self.sentences.numbers(sentence)
        return tuple(words_of(sentence)), numbers[None]
