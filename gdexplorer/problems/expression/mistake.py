"""What is wrong with a formula, and where."""

from __future__ import annotations

from gdexplorer.core.parameter import ParameterError


class FormulaError(ParameterError):
    """A formula that cannot be used; the message is one sentence for the user.

    `position` is the first wrong character, from 0, and `length` how many there are; the sentence
    counts from 1. A mistake of the whole has position 0 and length 0.
    """

    def __init__(self, sentence: str, position: int = 0, length: int = 0) -> None:
        super().__init__(sentence)
        self.position = position
        self.length = length

    @property
    def caret(self) -> str:
        """Return carets to stand below the text, or nothing for a mistake of the whole."""
        return " " * self.position + "^" * self.length
