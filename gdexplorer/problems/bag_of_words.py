"""Softmax regression on how often each word occurs: what can be told without the order of words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gdexplorer.core.data import Part, any_seed, batch_size, row_order
from gdexplorer.core.problem import Array, Trait
from gdexplorer.problems.linear_logits import LinearLogits
from gdexplorer.problems.losses import CrossEntropy, Loss, softmax
from gdexplorer.problems.sentence_model import Reading, SentenceModel
from gdexplorer.problems.sentences import Corpus
from gdexplorer.problems.table_model import ridge


@dataclass(frozen=True)
class BagOfWords(LinearLogits, SentenceModel):
    """Mean −log softmax(b + n W) of each sentence's label, n counting its words; and λ ‖W‖²."""

    name = "bag_of_words"
    title = "Bag of words"
    also = ("BoW", "sentiment")
    formula = (
        r"f(b,W) = -\frac{1}{m}\sum_{i=1}^{m} \ln p_{i,y_i} + \lambda \|W\|^2"
        "\n"
        r"p_i = \mathrm{softmax}(b + n_i W)"
    )
    about = "Counts words and never sees their order: 'not bad but dull' is 'not dull but bad'."
    order = 78
    traits = frozenset({Trait.CONVEX})
    learning_rate = 0.5
    iterations = 1000

    ridge: float = ridge()
    batch_size: int = batch_size(32)
    row_order: str = row_order()
    seed: int = any_seed("the shuffling")
    corpus: Corpus | None = None

    def design(self, inputs: Array) -> Array:
        """Return words as numbers (m, t) as counts, a 1 in front, (m, 1 + v)."""
        counts = np.zeros((len(inputs), 2 + len(self.vocabulary)))
        row = np.arange(len(inputs))
        for words in inputs.T.astype(int):
            counts[row, 2 + words] += 1  # NO_WORD is the second column
        counts[:, 1] = 1
        return counts[:, 1:]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The intercepts, then the weights of every word."""
        return (
            Part("b", (self.classes,)),
            Part("W", (len(self.vocabulary), self.classes), unit_axis=1),
        )

    @property
    def outputs(self) -> int:
        """One for each class."""
        return self.classes

    def cross_entropy(self, targets: Array) -> Loss:
        """Return the loss on rows with these labels."""
        return CrossEntropy(targets, self.classes)

    def read(self, x: Array, sentence: str) -> Reading:
        """Read a typed sentence: the probabilities after each word; there is no hidden state.

        Raises ParameterError, with a sentence for the user, for a word that was not learned.
        """
        words, numbers = self._typed(sentence)
        so_far = np.cumsum(self.design(numbers.T.astype(float)), axis=0)
        so_far[:, 0] = 1
        nothing = np.zeros((*x.shape[:-1], len(words), 0))
        return Reading(words, nothing, softmax(self.logits(x, so_far)))
