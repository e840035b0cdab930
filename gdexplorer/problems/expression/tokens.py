"""Cuts a formula into numbers, names and signs, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gdexplorer.problems.expression.mistake import FormulaError

LONGEST = 2000
"""Characters of a formula."""
LARGEST_NUMBER = 1e100
EXACT = 2**53

NUMBER = r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
NAME = r"(?P<name>[A-Za-z_][A-Za-z_0-9]*|[α-ωΑ-Ω][0-9]*)"
SIGN = r"(?P<sign>\*\*|<=|>=|[-+*/^(),|<>])"
TOKEN = re.compile(rf"\s*(?:{NUMBER}|{NAME}|{SIGN})", re.ASCII)

LIKE = str.maketrans("−–·×÷⋅≤≥", "--**/*≤≥")
"""Signs that mean the same, one character each."""
RAISED = {"²": 2, "³": 3}
GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ι": "iota",
    "κ": "kappa",
    "λ": "lamda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "υ": "upsilon",
    "φ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
    "Γ": "Gamma",
    "Δ": "Delta",
    "Θ": "Theta",
    "Λ": "Lamda",
    "Ξ": "Xi",
    "Π": "Pi",
    "Σ": "Sigma",
    "Φ": "Phi",
    "Ψ": "Psi",
    "Ω": "Omega",
}


@dataclass(frozen=True)
class Token:
    """kind: number, name, end, or the sign itself."""

    kind: str
    text: str
    at: int
    value: float | int = 0

    @property
    def length(self) -> int:
        """How many characters it has."""
        return len(self.text)


def tokens(text: str) -> list[Token]:
    """Cut a formula; the last token is the end. Raises FormulaError."""
    if len(text) > LONGEST:
        raise FormulaError(f"a formula may have {LONGEST:,} characters, not {len(text):,}")
    return [*_cut(text.translate(LIKE)), Token("end", "", len(text))]


def _cut(text: str) -> Iterator[Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = TOKEN.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            yield from _other(text[at], at)
            at += 1
        else:
            yield _token(found)
            at = found.end()


def _token(found: re.Match[str]) -> Token:
    kind, word = str(found.lastgroup), found[str(found.lastgroup)]
    at = found.end() - len(word)
    if kind == "number":
        return Token(kind, word, at, _number(word, at))
    if kind == "name":
        name = GREEK.get(word[0], word[0]) + word[1:]
        return Token(kind, name if word[0] in GREEK else word, at, len(word))
    return Token("^" if word == "**" else word, word, at)


def _number(word: str, at: int) -> float | int:
    value = float(word)
    if value > LARGEST_NUMBER:
        sentence = f"the number at {at + 1} is too large: at most {LARGEST_NUMBER:g} is allowed"
        raise FormulaError(sentence, at, len(word))
    return int(value) if value.is_integer() and value < EXACT else value


def _other(sign: str, at: int) -> Iterator[Token]:
    if sign in RAISED:
        yield Token("^", "", at)
        yield Token("number", sign, at, RAISED[sign])
    elif sign in "≤≥":
        yield Token("<=" if sign == "≤" else ">=", sign, at)
    else:
        shown = sign if sign.isprintable() else f"U+{ord(sign):04X}"
        sentence = f"the character {shown} at {at + 1} cannot stand in a formula"
        raise FormulaError(sentence, at, 1)
