"""What a name in a formula means: a variable, a constant, or a parameter."""

from __future__ import annotations

import difflib
import keyword
import math
import re

from gdexplorer.core.problem import Problem
from gdexplorer.problems.expression.functions import CALLABLE
from gdexplorer.problems.expression.mistake import FormulaError

CONSTANTS = {"pi": math.pi, "e": math.e}
LETTERS = ("x", "y", "z")
NUMBERED = re.compile(r"x([1-9][0-9]*)")
MOST_VARIABLES = 100
MOST_PARAMETERS = 10
LONGEST_NAME = 20
TAKEN = frozenset(
    {*dir(Problem), *Problem.__annotations__, "definition", "compiled", "box", "text"}
)
"""Names that a problem uses for itself."""


class Names:
    """The names met in one formula."""

    def __init__(self) -> None:
        self.parameters: list[str] = []
        self._letters: set[str] = set()
        self._highest = 0

    @staticmethod
    def known(word: str) -> bool:
        """Whether a name is a variable's or a constant's."""
        return word in CONSTANTS or word in LETTERS or NUMBERED.fullmatch(word) is not None

    def kind(self, word: str, at: int, length: int) -> str:
        """Return what a name means. Raises FormulaError where it can mean nothing."""
        if word in CONSTANTS:
            return "constant"
        if word in LETTERS:
            return "variable"
        if numbered := NUMBERED.fullmatch(word):
            if len(word) > LONGEST_NAME or int(numbered[1]) > MOST_VARIABLES:
                last = f"beyond x{MOST_VARIABLES}, the last there is"
                sentence = f"the variable {_short(word)} at {at + 1} is {last}"
                raise FormulaError(sentence, at, length)
            return "variable"
        _check_parameter(word, at, length)
        return "parameter"

    def note(self, kind: str, word: str, at: int, length: int) -> None:
        """Remember a name. Raises FormulaError for too many, or two ways to name variables."""
        if kind == "variable":
            self._note_variable(word, at, length)
        elif kind == "parameter" and word not in self.parameters:
            self.parameters.append(word)
            if len(self.parameters) > MOST_PARAMETERS:
                most = f"at most {MOST_PARAMETERS} parameters"
                sentence = f"the name {word} at {at + 1} is one too many: {most}"
                raise FormulaError(sentence, at, length)
        self._check_first(word, at, length)

    def _check_first(self, word: str, at: int, length: int) -> None:
        """Refuse x0 beside x1: who counts from 0 means a variable, and would get a slider."""
        if self._highest and "x0" in self.parameters:
            sentence = f"the variable {word} at {at + 1}: they are counted from x1, so x0 is none"
            raise FormulaError(sentence, at, length)

    def _note_variable(self, word: str, at: int, length: int) -> None:
        if word in LETTERS:
            self._letters.add(word)
        else:
            self._highest = max(self._highest, int(word[1:]))
        if self._letters and self._highest:
            sentence = f"the variable {word} at {at + 1}: write x, y, z or x1, x2, …, not both"
            raise FormulaError(sentence, at, length)

    def variables(self) -> tuple[str, ...]:
        """Return the variables in order."""
        if self._highest:
            return tuple(f"x{i + 1}" for i in range(self._highest))
        return LETTERS[: max((1 + LETTERS.index(letter) for letter in self._letters), default=0)]


def _check_parameter(word: str, at: int, length: int) -> None:
    if keyword.iskeyword(word) or word in TAKEN or not word[0].isalpha():
        raise FormulaError(f"the name '{word}' at {at + 1} cannot be used", at, length)
    if len(word) > LONGEST_NAME:
        sentence = f"the name at {at + 1} is too long: at most {LONGEST_NAME} letters"
        raise FormulaError(sentence, at, length)
    if meant := _meant(word):
        raise FormulaError(f"unknown name '{word}' at {at + 1}: did you mean {meant}?", at, length)


def _meant(word: str) -> str:
    """Return what was meant by xy or sinx, written without the sign or the brackets."""
    if all(letter in LETTERS for letter in word):
        return "*".join(word)
    for function in CALLABLE:
        if word.startswith(function) and word[len(function) :] in LETTERS:
            return f"{function}({word[-1]})"
    return ""


def unknown(word: str, at: int, length: int) -> FormulaError:
    """Say that a name which is called is no function, and which is the nearest."""
    shown = _short(word)
    close = difflib.get_close_matches(word[:LONGEST_NAME].lower(), CALLABLE, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]}?" if close else f"for a product write {shown}*(…)"
    if not close and (len(word) > 2 or word.startswith("_")):
        hint = "known functions are " + ", ".join(CALLABLE)
    return FormulaError(f"unknown name '{shown}' at {at + 1}: {hint}", at, length)


def _short(word: str) -> str:
    return word if len(word) <= LONGEST_NAME else word[:LONGEST_NAME] + "…"
