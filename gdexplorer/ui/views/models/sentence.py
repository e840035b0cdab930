"""One sentence as a model reads it: its answer after each word, its state, its gradient."""

from __future__ import annotations

import html
import random
from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gdexplorer.core.data import Rows
from gdexplorer.core.problem import Array, Problem
from gdexplorer.problems.recurrence import factor_per_word
from gdexplorer.problems.recurrent_network import RecurrentNetwork
from gdexplorer.problems.sentence_model import Reading, SentenceModel
from gdexplorer.problems.sentences import GRADES, LONGEST, Corpus, Sentences, words_of
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.pace import READING, Pace
from gdexplorer.ui.plot.diverging import ColourBar, graded
from gdexplorer.ui.plot.word_plots import LagsPlot, SharesPlot, StatesPlot
from gdexplorer.ui.steady import Aside
from gdexplorer.ui.views.bar import row
from gdexplorer.ui.views.panel import words
from gdexplorer.ui.views.view import Area, View

SIDE = 150
"""Pixels beside the plots for what their colours mean."""
MEASURED = 100
"""Sentences over which gradients are averaged."""
MOST_NAMED = 8
STEADY = 1.1
"""Up to this factor a word, or one over it, a gradient neither explodes nor vanishes."""


NOTHING: tuple[object, Array] = (None, np.empty(0))
SHARES = (4, 3, 3)
"""How the three plots share the height."""


class SentenceView(View):
    """A held-out sentence, or one that is typed, read by the selected run's model at the cursor.

    The classes' probabilities after each word; the hidden state, unit by unit; and how long the
    gradient of the sentence's loss is by the state, many words back: it vanishes or explodes.
    """

    name = "sentence"
    title = "Sentence"
    area = Area.LANDSCAPE
    order = 7
    interval = 0.2
    shows_rows = True

    def build(self) -> None:
        self.edit = QLineEdit()
        self.edit.setAccessibleName("sentence")
        self.edit.setPlaceholderText("Type a sentence and see the answer change")
        self.edit.setToolTip("Type a sentence and see the answer change at each key")
        self.edit.textChanged.connect(self._other_sentence)
        self.edit.returnPressed.connect(self.edit.selectAll)  # for the next one
        self.answer, self.note = ElidedLabel(), words("muted")
        self.shares, self.states, self.lags = SharesPlot(), StatesPlot(), LagsPlot()
        self.legend, self.verdict = words("muted"), words("muted")
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.bar = ColourBar("hidden state")
        self._lay_out()
        self.at = 0
        self._corpus: object = None
        self._legible = Pace(self.player, READING)
        self._known: tuple[object, Array] = NOTHING
        self._asked: object = None
        self._lane = self.player.lane(self._come, can_wait=True)
        self.reading: Reading | None = None
        self.shares.plot.hovered.connect(self._over_shares)
        self.states.plot.hovered.connect(self._over_states)
        self.lags.plot.hovered.connect(self._over_lags)

    def _lay_out(self) -> None:
        self.edit.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        typing = row(self, [self.edit], self._choosers())
        self.grid = grid = QGridLayout()
        grid.setSpacing(0)
        self._fate = Aside(self.verdict)
        beside = (Aside(self.legend), self.bar, self._fate)
        plots = (self.shares.plot, self.states.plot, self.lags.plot)
        for i, (plot, side) in enumerate(zip(plots, beside, strict=True)):
            side.setFixedWidth(SIDE)
            side.setBackgroundRole(QPalette.ColorRole.Base)
            side.setAutoFillBackground(True)
            grid.addWidget(plot, i, 0)
            grid.addWidget(side, i, 1)
        for label in (self.legend, self.verdict):
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            label.setContentsMargins(4, 4, 4, 0)
        self.note.setContentsMargins(8, 0, 8, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(typing)
        column.addLayout(row(self, [self.answer], []))
        column.addWidget(self.note)
        column.addLayout(grid, 1)

    def _choosers(self) -> list[QWidget | QAction]:
        offered = (
            ("‹", "The held-out sentence before", lambda: self.choose(self.at - 1)),
            ("›", "The next held-out sentence", lambda: self.choose(self.at + 1)),
            ("Random", "Any held-out sentence", self.choose_any),
        )
        made: list[QWidget | QAction] = []
        for text, tip, chosen in offered:
            action = QAction(text, self)
            action.setToolTip(tip)
            action.triggered.connect(chosen)
            made.append(action)
        self.before, self.after, self.any = made
        return made

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        return isinstance(problem, SentenceModel)

    def problem_changed(self) -> None:
        self._lane.cancel()
        self._asked, self._known = None, NOTHING

    def _problem(self) -> SentenceModel | None:
        problem = self.player.document.landscape
        return problem if isinstance(problem, SentenceModel) else None

    # ------------------------------------------------------------------ which sentence

    def choose(self, i: int) -> None:
        """Show a held-out sentence, counted round from 0."""
        problem = self._problem()
        if problem is not None:
            self._corpus, texts = problem.sentences, offered(problem).texts
            self.at = i % len(texts)
            self.edit.setText(texts[self.at])
            self.edit.setCursorPosition(0)

    def show_row(self, i: int) -> None:
        self.choose(i)

    def choose_any(self) -> None:
        """Show another sentence by chance."""
        problem = self._problem()
        if problem is not None:
            count = len(offered(problem))
            self.choose(self.at + random.randrange(1, max(count, 2)))

    def _choose_first(self, problem: SentenceModel) -> None:
        """Begin with the longest: in it a gradient goes furthest back."""
        lengths = [len(text.split()) for text in offered(problem).texts]
        self.choose(int(np.argmax(lengths)))

    def _other_sentence(self) -> None:
        self._legible = Pace(self.player, READING)
        self.refresh()

    # ------------------------------------------------------------------ drawing

    def refresh(self) -> None:
        problem = self._problem()
        _, trajectory, k = self.player.session.shown
        if problem is None or not len(trajectory):
            return
        if self._corpus is not problem.sentences:
            self._corpus = problem.sentences
            self._choose_first(problem)
        self._read(problem, trajectory.x[k], (trajectory, k))

    def _read(self, problem: SentenceModel, x: Array, place: tuple[object, int]) -> None:
        known, trouble = understood(problem, self.edit.text())
        if trouble != self.note.text():
            self.note.setText(trouble)
        self.note.setVisible(bool(trouble))
        self._make_room(isinstance(problem, RecurrentNetwork))
        if not known:
            self._clear()
            return
        with np.errstate(all="ignore"):
            self.reading = reading = problem.read(x, " ".join(known))
        shares, colours = np.nan_to_num(reading.probabilities), self._colours(problem)
        self.shares.show_shares(shares, reading.words, colours)
        if isinstance(problem, RecurrentNetwork):
            self.states.show_states(reading.states)
        if not self._legible.due():
            return
        label = _label(problem, self.edit.text())
        self._name_shares(problem, shares[-1], colours)
        spec, _, k = self.player.session.shown
        whose = f"{spec.label} at iteration {k}"
        self.answer.say(f"{answer_in_words(problem, reading, label)} · {whose}")
        if isinstance(problem, RecurrentNetwork):
            self._draw_lags(problem, x, place, label)

    def _clear(self) -> None:
        """Show nothing of a sentence that was read before."""
        self.answer.say("No answer without a word that was learned")
        self.reading = None
        for plot in (self.shares, self.states, self.lags):
            plot.clear()
        for label in (self.legend, self.verdict):
            label.clear()

    def _make_room(self, recurrent: bool) -> None:
        """Show what only a model with a state has, or leave its place to the probabilities."""
        for shown in (self.states.plot, self.bar, self.lags.plot, self._fate):
            shown.setVisible(recurrent)
        shares = [share if recurrent or i == 0 else 0 for i, share in enumerate(SHARES)]
        if shares != [self.grid.rowStretch(i) for i in range(len(SHARES))]:
            for i, share in enumerate(shares):
                self.grid.setRowStretch(i, share)

    def _name_shares(self, problem: SentenceModel, shares: Array, colours: list[str]) -> None:
        """Say what the colours mean, and the last word's probabilities (c,)."""
        named = list(zip(problem.labels, shares, colours, strict=True))[::-1]
        lines = [
            f'<span style="color:{colour}">■</span> {html.escape(name)} {share:.0%}'
            for name, share, colour in named[:MOST_NAMED]
        ]
        more = len(named) - MOST_NAMED
        self.legend.setText("<br>".join([*lines, f"… {more} more"] if more > 0 else lines))

    def _colours(self, problem: SentenceModel) -> list[str]:
        if problem.labels == GRADES:
            return graded(self.theme, problem.classes)
        cycle = self.theme.classes
        return [cycle[i % len(cycle)] for i in range(problem.classes)]

    # ------------------------------------------------------------------ gradient by lag

    def _draw_lags(
        self, problem: RecurrentNetwork, x: Array, place: tuple[object, int], label: int | None
    ) -> None:
        assert self.reading is not None
        numbers = problem.sentences.numbers(" ".join(self.reading.words))
        answer = int(np.nan_to_num(self.reading.probabilities[-1]).argmax())
        target = answer if label is None else label
        rows = Rows(numbers[None].astype(float), np.array([float(target)]))
        own = lags_at(problem, x, rows)
        self._ask(problem, x, place)
        shown = self._known[0] == place or self.player.streaming
        mean = self._known[1] if shown else np.empty(0)
        self.lags.show_lags(own, mean)
        many = len(measured_rows(problem))
        whose = "this sentence" if label is not None else "this sentence if its answer were right"
        self.verdict.setText(
            f"{fate(own)}.<br>Solid: {whose}. Dashed: mean of {many} sentence{'s' * (many > 1)}."
        )

    def _ask(self, problem: RecurrentNetwork, x: Array, place: tuple[object, int]) -> None:
        """Have the worker average over held-out sentences, where that was not done yet."""
        if place in (self._asked, self._known[0]) or (self._lane.busy and self.player.streaming):
            return
        self._asked = place
        some = measured_rows(problem)

        def averaging(_interrupted: object) -> Iterator[tuple[object, Array]]:
            yield place, lags_at(problem, x, some)

        self._lane.post(averaging)
        self.player.wake()

    def _come(self, found: tuple[object, Array]) -> None:
        self._known = found
        if self.isVisible():
            self.refresh()

    # ------------------------------------------------------------------ the rest

    def _after(self, place: QPointF | None, tell: Callable[[Reading, int], str]) -> None:
        """Read out what there is to tell after the word under the mouse."""
        reading = self.reading
        i = -1 if place is None else round(place.x())
        if reading is None or not 0 <= i < len(reading.words):
            self.player.hovered.emit("")
            return
        self.player.hovered.emit(f"after “{reading.words[i]}”:   {tell(reading, i)}")

    def _over_shares(self, place: QPointF | None) -> None:
        def tell(reading: Reading, i: int) -> str:
            problem = self._problem()
            labels = problem.labels if problem is not None else ()
            shares = list(zip(labels, reading.probabilities[i], strict=False))
            return "   ".join(f"{name} {share:.1%}" for name, share in shares[:MOST_NAMED])

        self._after(place, tell)

    def _over_states(self, place: QPointF | None) -> None:
        def tell(reading: Reading, i: int) -> str:
            unit = round(place.y()) if place is not None else 0
            there = 1 <= unit <= reading.states.shape[1]
            return f"unit {unit} is {reading.states[i, unit - 1]:.4g}" if there else ""

        self._after(place, tell)

    def _over_lags(self, place: QPointF | None) -> None:
        def tell(reading: Reading, i: int) -> str:
            lag = len(reading.words) - 1 - i
            norms = self.lags.norms
            return f"the gradient's norm is {norms[lag]:.4g}" if lag < len(norms) else ""

        self._after(place, tell)

    def restyle(self) -> None:
        for themed in (self.shares.plot, self.states, self.lags, self.bar):
            themed.set_theme(self.theme)


def offered(problem: SentenceModel) -> Sentences:
    """Return the sentences that can be chosen: the held-out ones, else those to train on."""
    corpus = problem.sentences
    return corpus.test if len(corpus.test) else corpus.train


def measured_rows(problem: SentenceModel) -> Rows:
    """Return some of these sentences: over so many a gradient is averaged quickly."""
    rows = problem.held_out if len(problem.held_out) else problem.shown
    return rows.only(slice(None, None, -(-len(rows) // MEASURED)))


def understood(problem: SentenceModel, sentence: str) -> tuple[list[str], str]:
    """Return a sentence's words that were learned, and what of it is left out in words."""
    corpus, typed = problem.sentences, words_of(sentence)
    unknown = corpus.unknown(sentence)
    known = [word for word in typed if word not in unknown]
    told = []
    if unknown:
        named = ", ".join(_asked_after(corpus, word) for word in unknown[:MOST_NAMED])
        more = len(unknown) - MOST_NAMED
        told.append(f"Left out: {named}" + (f" and {more} more" if more > 0 else ""))
    if len(known) > LONGEST:
        told.append(f"Of {len(known)} words, the first {LONGEST} are read: {LONGEST} are the most")
    return known[:LONGEST], ". ".join(told)


def _asked_after(corpus: Corpus, word: str) -> str:
    """Return an unknown word, and the one that may have been meant."""
    near = corpus.near(word)
    return f"'{word}' (did you mean '{near}'?)" if near else f"'{word}'"


def answer_in_words(problem: SentenceModel, reading: Reading, label: int | None) -> str:
    """Say what the model answers at the last word, and whether that is right."""
    shares = reading.probabilities[-1]
    if not np.isfinite(shares).all():
        return "No answer: the weights are too large"
    answer = int(shares.argmax())
    told = f"Answer: {problem.labels[answer]}, {shares[answer]:.0%}"
    if label is None:
        return told
    right = answer == label
    return f"{told} — right" if right else f"{told} — wrong: it is {problem.labels[label]}"


def fate(norms: Array) -> str:
    """Say what becomes of a gradient on its way back, from its norms by lag (t,)."""
    if np.count_nonzero(np.nan_to_num(norms)) == 0:
        return "There is no gradient"
    factor = factor_per_word(norms)
    if not np.isfinite(factor):
        return "The gradient goes no word back"
    fates = ((1 / STEADY, "Vanishes"), (STEADY, "Steady"), (np.inf, "Explodes"))
    word = next(word for most, word in fates if factor <= most)
    return f"{word}: ×{factor:.2g} for each word back"


def lags_at(problem: RecurrentNetwork, x: Array, rows: Rows) -> Array:
    """Return the gradient's norms by lag, quietly."""
    with np.errstate(all="ignore"):
        return problem.gradient_by_lag(x, rows)


def _label(problem: SentenceModel, sentence: str) -> int | None:
    """Return the known label of a sentence of the corpus."""
    for part in (problem.sentences.test, problem.sentences.train):
        if sentence in part.texts:
            return int(part.labels[part.texts.index(sentence)])
    return None
