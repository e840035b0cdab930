"""The grammar that makes the corpus `resources/sentences.tsv`: short sentences, graded 0 to 4.

python -m gdexplorer.problems.sentence_grammar resources/sentences.tsv writes it anew.

A phrase is a graded word with the operators in front of it ("not very good"). Its valence is the
word's, from −4 to 4, times what its intensifiers say, and a negation shifts it by 4 towards the
other side and no further than 0 from a word that is as strong as can be: "not good" is negative,
"not superb" is neutral (the shift of Taboada et al. 2011, doi:10.1162/COLI_a_00049). Of two
clauses that contrast only the one that is asserted counts (Polanyi, Zaenen 2004): that after
"but", that without "although".

A quarter of the phrases with operators is held out: no sentence to train on has one of them, each
sentence to test has at least one.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from gdexplorer.core.whole_file import whole_file
from gdexplorer.problems.sentences_by_hand import BY_HAND

T = TypeVar("T")
Words = tuple[str, ...]

ADJECTIVES = {
    4: "superb brilliant wonderful fantastic magnificent marvellous",
    2: "good nice pleasant charming clever funny",
    0: "ordinary average typical plain usual normal",
    -2: "bad dull weak boring silly clumsy",
    -4: "awful terrible dreadful horrible atrocious appalling",
}
VERBS = {
    4: "loved adored worshipped",
    2: "liked enjoyed appreciated",
    0: "noticed remembered mentioned",
    -2: "disliked resented regretted",
    -4: "hated loathed detested",
}
KINDS = {
    4: "masterpiece triumph marvel",
    2: "treat delight pleasure",
    0: "remake sequel copy",
    -2: "mess bore letdown",
    -4: "disaster catastrophe nightmare",
}
FACTORS = {
    "very": 1.5,
    "really": 1.5,
    "extremely": 1.5,
    "truly": 1.5,
    "utterly": 2.0,
    "absolutely": 2.0,
    "slightly": 0.5,
    "somewhat": 0.5,
    "even": 1.0,
}
NEGATIONS = {"not", "never", "hardly"}
SHIFT = 4.0
MOST = 4.0

BEFORE_ADJECTIVES = (
    "very",
    "really",
    "extremely",
    "utterly",
    "slightly",
    "somewhat",
    "not",
    "never",
    "hardly",
    "not very",
    "not really",
    "never very",
    "not even slightly",
)
BEFORE_VERBS = (
    "really",
    "truly",
    "absolutely",
    "slightly",
    "somewhat",
    "never",
    "hardly",
    "never really",
)
BEFORE_KINDS = ("really", "truly", "not", "never", "hardly", "not really")

THINGS = [
    "film",
    "story",
    "plot",
    "melody",
    "ending",
    "scene",
    "book",
    "play",
    "script",
    "song",
    "meal",
    "dish",
    "room",
    "hotel",
    "view",
    "concert",
]
OWNERS = ["the", "the", "the", "this", "that", "our"]
PEOPLE = ["i", "we", "they", "visitors", "critics", "children"]
LINKS = ["was", "was", "was", "is", "is", "felt", "seemed"]
SEEMING = {"felt", "seemed"}
CLOSINGS = ("", "", "", "", "again", "in the end", "after all", "on the whole", "i think")

GRADES = 5
TRAINED, TESTED = 500, 120
"""Sentences of each grade that the grammar makes."""
SEED = 2025


def _valences(table: dict[int, str]) -> dict[str, int]:
    return {word: valence for valence, words in table.items() for word in words.split()}


def _phrases(table: dict[int, str], operators: Sequence[str]) -> list[Words]:
    """Return every phrase of a kind of word, those without operators too."""
    return [(*o.split(), word) for o in ("", *operators) for word in _valences(table)]


def every_fourth_phrase(first: int) -> set[Words]:
    """Return phrases of every operator and of every word; `first`, 0 to 3, says which ones."""
    tables = (ADJECTIVES, BEFORE_ADJECTIVES), (VERBS, BEFORE_VERBS), (KINDS, BEFORE_KINDS)
    return {
        (*operator.split(), word)
        for table, operators in tables
        for i, operator in enumerate(operators)
        for j, word in enumerate(_valences(table))
        if (i + j) % 4 == first  # a slanted line through the table of both
    }


VALENCES = _valences(ADJECTIVES) | _valences(VERBS) | _valences(KINDS)
HELD_OUT = every_fourth_phrase(0)


def phrases_in(sentence: str) -> list[Words]:
    """Return a sentence's graded words, each with the operators between it and the one before."""
    found: list[Words] = []
    operators: Words = ()
    for word in sentence.split():
        if word in FACTORS or word in NEGATIONS:
            operators = (*operators, word)
        elif word in VALENCES:
            found.append((*operators, word))
            operators = ()
    return found


def held_out(sentence: str) -> bool:
    """Say whether a sentence has a phrase that is not to be trained on."""
    return not HELD_OUT.isdisjoint(phrases_in(sentence))


def phrase_valence(phrase: Words) -> float:
    """Return the valence of a phrase, from −4 to 4."""
    v = float(VALENCES[phrase[-1]])
    for operator in reversed(phrase[:-1]):
        if operator in FACTORS:
            v = max(-MOST, min(MOST, v * FACTORS[operator]))
        elif v:
            v -= SHIFT if v > 0 else -SHIFT
    return v


def grade(valence: float) -> int:
    """Return 0 for very negative to 4 for very positive; 2 is neutral."""
    size = abs(valence)
    step = 2 if size >= 3 else 1 if size >= 1 else 0
    return 2 + (step if valence > 0 else -step)


@dataclass(frozen=True)
class Clause:
    """Words, and what they say."""

    text: str
    valence: float


class Grammar:
    """Makes sentences at random."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._adjectives = _phrases(ADJECTIVES, BEFORE_ADJECTIVES)
        self._verbs = _phrases(VERBS, BEFORE_VERBS)
        self._kinds = _phrases(KINDS, BEFORE_KINDS)

    def _one_of(self, choices: Sequence[T]) -> T:
        """Choose; of Python's generator only random() is the same in every version."""
        return choices[int(self._random.random() * len(choices))]

    def sentence(self) -> Clause:
        """Return a sentence of one clause or two."""
        if self._random.random() < 0.55:
            return self._closed(self._clause())
        first, second = self._clause(), self._clause()
        return self._one_of(JOINTS)(first, second)

    def _closed(self, clause: Clause) -> Clause:
        closing = self._one_of(CLOSINGS)
        return Clause(f"{clause.text} {closing}".strip(), clause.valence)

    def _clause(self) -> Clause:
        makers = (self._quality, self._quality, self._quality, self._feeling, self._kind)
        return self._one_of((*makers, self._exclamation))()

    def _thing(self) -> str:
        return f"{self._one_of(OWNERS)} {self._one_of(THINGS)}"

    def _quality(self) -> Clause:
        """Make: the film was not very good; the film never seemed good."""
        phrase = self._one_of(self._adjectives)
        link = self._one_of(LINKS)
        if link in SEEMING and phrase[0] == "not":
            link = "was"
        words = (link, *phrase)
        if link in SEEMING and phrase[0] in NEGATIONS:
            words = (phrase[0], link, *phrase[1:])
        return Clause(f"{self._thing()} {' '.join(words)}", phrase_valence(phrase))

    def _feeling(self) -> Clause:
        """Make: we never liked the film."""
        phrase = self._one_of(self._verbs)
        who = self._one_of(PEOPLE)
        return Clause(f"{who} {' '.join(phrase)} {self._thing()}", phrase_valence(phrase))

    def _kind(self) -> Clause:
        """Make: the film was hardly a masterpiece."""
        phrase = self._one_of(self._kinds)
        who = self._one_of(("it", self._thing()))
        return Clause(" ".join((who, "was", *phrase[:-1], "a", phrase[-1])), phrase_valence(phrase))

    def _exclamation(self) -> Clause:
        """Make: it was a very good film; it was not a good film."""
        phrase = self._one_of(self._adjectives)
        before = [w for w in phrase if w in NEGATIONS]
        after = [w for w in phrase if w not in NEGATIONS]
        if after[0] == "even":
            before, after = [*before, "even"], after[1:]
        article = "an" if after[0][0] in "aeiou" else "a"
        words = ("it was", *before, article, *after, self._one_of(THINGS))
        return Clause(" ".join(words), phrase_valence(phrase))


def _side(clause: Clause) -> int:
    return (clause.valence > 0) - (clause.valence < 0)


def _but(first: Clause, second: Clause) -> Clause:
    return Clause(f"{first.text} but {second.text}", second.valence)


def _although(first: Clause, second: Clause) -> Clause:
    return Clause(f"although {first.text} {second.text}", second.valence)


def _concession(first: Clause, second: Clause) -> Clause:
    return Clause(f"{first.text} although {second.text}", first.valence)


def _and(first: Clause, second: Clause) -> Clause:
    """Join clauses that lean to the same side; others contrast (Hatzivassiloglou, McKeown 1997)."""
    if _side(first) != _side(second):
        return _but(first, second)
    return Clause(f"{first.text} and {second.text}", (first.valence + second.valence) / 2)


JOINTS = (_but, _but, _although, _concession, _and)
Line = tuple[int, str, str]
"""Grade, split, sentence."""


def by_hand() -> list[Line]:
    """Return the hand-written sentences."""
    return [(g, _split(text), text) for g, lines in BY_HAND.items() for text in lines]


def _split(text: str) -> str:
    return "test" if held_out(text) else "train"


def corpus() -> list[Line]:
    """Return all sentences, as many of each grade from the grammar, none twice."""
    grammar = Grammar(SEED)
    wanted = {(g, s): n for g in range(GRADES) for s, n in (("train", TRAINED), ("test", TESTED))}
    hand = by_hand()
    known = {text for _, _, text in hand}
    made: list[Line] = []
    while any(wanted.values()):
        clause = grammar.sentence()
        key = grade(clause.valence), _split(clause.text)
        if wanted[key] and clause.text not in known:
            wanted[key] -= 1
            known.add(clause.text)
            made.append((*key, clause.text))
    return sorted(chain(hand, made), key=lambda line: (line[1] == "test", line[0], line[2]))


def main(path: str) -> None:
    """Write the corpus into a file. Raises OSError."""
    with whole_file(path) as file:
        file.write("grade\tsplit\tsentence\n")
        file.writelines(f"{g}\t{split}\t{text}\n" for g, split, text in corpus())


if __name__ == "__main__":
    main(sys.argv[1])
