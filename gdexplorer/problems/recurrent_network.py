"""A recurrent network that reads sentences word by word and says what the last state means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gdexplorer.core.data import (
    Numbers,
    Part,
    Rows,
    any_seed,
    batch_size,
    positive_int,
    row_order,
)
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array, Point, Trait
from gdexplorer.problems.layers import first_weights
from gdexplorer.problems.losses import CrossEntropy, softmax
from gdexplorer.problems.recurrence import last_state, norms_by_lag, recur, recur_gradient, trimmed
from gdexplorer.problems.sentence_model import Reading, SentenceModel
from gdexplorer.problems.sentences import LONGEST, Corpus

ENCODINGS = ("one-hot", "embedded")
INITIALISATIONS = ("orthogonal", "Xavier", "normal")


@dataclass(frozen=True)
class RecurrentNetwork(SentenceModel):
    """h' = tanh(W_hh h + W_xh x + b_h) from h = 0 on; softmax(W_hy h + b_y) at the last word.

    Elman 1990. A word x is one-hot, or a row of the embedding E that is learned as well. The loss
    is the mean cross-entropy over sentences, its gradient goes back through time (Werbos 1990);
    truncated, it is that of the last words alone, their first state taken as given, and then no
    longer the loss's own. What clips a gradient that explodes is put around the rule: `clip_norm`.
    """

    name = "recurrent_network"
    title = "Recurrent network"
    also = ("RNN", "Elman network", "sentiment")
    formula = (
        r"f(W) = -\frac{1}{m}\sum_{i=1}^{m} \ln p_{i,y_i}, \quad "
        r"p_i = \mathrm{softmax}(W_{hy} h_{i,T} + b_y)"
        "\n"
        r"h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h), \quad h_0 = 0"
    )
    about = "Reads sentences word by word: what 'not' and 'but' do has to be remembered."
    order = 77
    traits = frozenset({Trait.MULTIMODAL, Trait.PLATEAU, Trait.SADDLE})
    learning_rate = 0.2
    step_scale = 0.01
    iterations = 2000

    units: int = positive_int(32, "u", 256, "numbers of the hidden state")
    encoding: str = parameter(
        "embedded", symbol="", choices=ENCODINGS, help="how a word becomes numbers"
    )
    embedding: int = positive_int(8, "d", 256, "numbers of an embedded word")
    bias: bool = parameter(True, symbol="b", help="whether state and answer have biases")
    truncation: int = parameter(
        0,
        symbol="back",
        high=LONGEST,
        slider=(0, 20),
        help="how many words back the gradient goes; 0 goes to the first",
    )
    initialisation: str = parameter(
        "orthogonal",
        symbol="init",
        choices=INITIALISATIONS,
        help="how first weights are drawn; W_hh orthogonal, the rest Xavier; normal shows why not",
    )
    weight_seed: int = any_seed("the first weights", "s₁")
    batch_size: int = batch_size(32)
    row_order: str = row_order()
    seed: int = any_seed("the shuffling")
    corpus: Corpus | None = None

    @property
    def train(self) -> Rows:
        """The sentences to train on."""
        return self.shown

    @property
    def test(self) -> Rows:
        """The held-out sentences."""
        return self.held_out

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """E where words are embedded, W_xh, W_hh, b_h, W_hy, b_y."""
        h, v, c = self.units, len(self.vocabulary), self.classes
        embedded = self.encoding == "embedded"
        wide = self.embedding if embedded else v
        first = (Part("E", (v, wide), unit_axis=0),) if embedded else ()
        weights = (
            *first,
            Part("W_xh", (h, wide), unit_axis=0),
            Part("W_hh", (h, h), unit_axis=0),
        )
        outputs = Part("W_hy", (c, h), unit_axis=0)
        if not self.bias:
            return (*weights, outputs)
        return (*weights, Part("b_h", (h,)), outputs, Part("b_y", (c,)))

    def _named(self, x: Array) -> dict[str, Array]:
        """Return views of x (..., n), or of a gradient, by the part's name."""
        return dict(zip((p.name for p in self.parts), self.split(x), strict=True))

    # ------------------------------------------------------------------ loss

    def _entries(self, w: dict[str, Array]) -> Array:
        """Return W_xh x + b_h for each word of the vocabulary, (..., v, h)."""
        entries = w["W_xh"].swapaxes(-1, -2)
        if "E" in w:
            entries = w["E"] @ entries
        return entries + w["b_h"][..., None, :] if self.bias else entries

    def _outputs(self, w: dict[str, Array], states: Array) -> Array:
        """Return W_hy h + b_y, (..., m, c), of states (..., m, h)."""
        z: Array = states @ w["W_hy"].swapaxes(-1, -2)
        return z + w["b_y"][..., None, :] if self.bias else z

    def _answers(self, x: Array, inputs: Array) -> Array:
        """Return the outputs at the last word, (..., m, c), of words as numbers (m, t)."""
        w = self._named(x)
        return self._outputs(w, last_state(self._entries(w), w["W_hh"], _words(inputs)))

    def loss(self, x: Array, rows: Rows) -> Any:
        """Return f over rows, (...)."""
        return self._loss_on(rows).value(self._answers(x, rows.inputs))

    def loss_and_gradient(self, x: Array, rows: Rows) -> tuple[Any, Array]:
        """Return f over rows, (...), and its gradient, back through time, (..., n)."""
        w, words = self._named(x), _words(rows.inputs)
        states = recur(self._entries(w), w["W_hh"], words)
        last = states[-1]
        f, slopes = self._loss_on(rows).value_and_slopes(self._outputs(w, last))
        steps = self.truncation or words.shape[1]
        by_entries, by_recurrent = recur_gradient(
            states, slopes @ w["W_hy"], w["W_hh"], words, len(self.vocabulary), steps
        )
        g = np.empty(x.shape, x.dtype)
        into = self._named(g)
        into["W_hh"][...] = by_recurrent
        into["W_hy"][...] = slopes.swapaxes(-1, -2) @ last
        if self.bias:
            into["b_h"][...] = by_entries.sum(axis=-2)
            into["b_y"][...] = slopes.sum(axis=-2)
        self._through_encoding(w, into, by_entries)
        return f, g

    def _through_encoding(
        self, w: dict[str, Array], into: dict[str, Array], by_entries: Array
    ) -> None:
        """Write the gradient by W_xh, and by E, given that by what words add."""
        across = by_entries.swapaxes(-1, -2)
        if "E" not in w:
            into["W_xh"][...] = across
            return
        into["W_xh"][...] = across @ w["E"]
        into["E"][...] = by_entries @ w["W_xh"]

    # ------------------------------------------------------------------ what is seen

    def predict(self, x: Array, inputs: Array) -> Array:
        """Return the classes' probabilities (..., m, c) for words as numbers (m, t)."""
        return softmax(self._answers(x, inputs))

    def read(self, x: Array, sentence: str) -> Reading:
        """Read a typed sentence: the states and probabilities after each word.

        Raises ParameterError, with a sentence for the user, for a word that was not learned.
        """
        words, numbers = self._typed(sentence)
        w = self._named(x)
        states = np.moveaxis(recur(self._entries(w), w["W_hh"], numbers)[1:, ..., 0, :], 0, -2)
        return Reading(words, states, softmax(self._outputs(w, states)))

    def gradient_by_lag(self, x: Array, rows: Rows) -> Array:
        """Return how long the gradient by the state is, l words before the last: (..., t).

        A mean over the sentences that have so many words, at parameters x (..., n), back to the
        first word whatever the truncation: it shows what vanishes, explodes, or is cut away.
        """
        w, words = self._named(x), _words(rows.inputs)
        states = recur(self._entries(w), w["W_hh"], words)
        outputs = self._outputs(w, states[-1])
        _, slopes = CrossEntropy(rows.targets, self.classes).value_and_slopes(outputs)
        own = slopes * len(rows)  # each sentence's own loss, not its share in the mean
        return norms_by_lag(states, own @ w["W_hy"], w["W_hh"], words)

    # ------------------------------------------------------------------ start

    @cached_property
    def start(self) -> Point:  # type: ignore[override]
        """Weights drawn by their seed; biases 0."""
        x = np.zeros(self.dimension)
        into = self._named(x)
        kind = "normal" if self.initialisation == "normal" else "Xavier"
        weights = [p for p in self.parts if len(p.shape) == 2]
        shapes = [(p.shape[0], p.shape[1]) for p in weights]
        for part, first in zip(weights, first_weights(kind, shapes, self.weight_seed), strict=True):
            into[part.name][...] = first
        if self.initialisation == "orthogonal":
            into["W_hh"][...] = orthogonal(into["W_hh"])
        return tuple(x.tolist())


def orthogonal(drawn: Array) -> Array:
    """Return the orthogonal matrix of a normally drawn one, evenly distributed (Mezzadri 2007)."""
    q, r = np.linalg.qr(drawn)
    turned: Array = q * np.sign(np.diag(r))
    return turned


def _words(inputs: Array) -> Numbers:
    """Return inputs (m, t) as word numbers, without columns that no sentence reaches."""
    return trimmed(inputs.astype(int))
