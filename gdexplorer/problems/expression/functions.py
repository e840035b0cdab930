"""The functions that may be called in a formula."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """A function's place in numpy, its LaTeX, and how many arguments it takes."""

    numpy: str
    latex: str
    least: int = 1
    most: int = 1


MOST_ARGUMENTS = 40

FUNCTIONS = {
    "sin": Function("sin", r"\sin"),
    "cos": Function("cos", r"\cos"),
    "tan": Function("tan", r"\tan"),
    "asin": Function("arcsin", r"\arcsin"),
    "acos": Function("arccos", r"\arccos"),
    "atan": Function("arctan", r"\arctan"),
    "sinh": Function("sinh", r"\sinh"),
    "cosh": Function("cosh", r"\cosh"),
    "tanh": Function("tanh", r"\tanh"),
    "exp": Function("exp", r"\exp"),
    "log": Function("log", r"\log"),
    "log10": Function("log10", r"\log_{10}"),
    "sqrt": Function("sqrt", r"\sqrt"),
    "abs": Function("abs", ""),
    "sign": Function("sign", r"\operatorname{sign}"),
    "min": Function("minimum", r"\min", 2, MOST_ARGUMENTS),
    "max": Function("maximum", r"\max", 2, MOST_ARGUMENTS),
    "piecewise": Function("where", "", 2, MOST_ARGUMENTS),
}
OTHER_NAMES = {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "sgn": "sign"}
CALLABLE = [*FUNCTIONS, *OTHER_NAMES]
KINKED = frozenset({"abs", "sign", "min", "max", "piecewise"})
"""Those that may have no derivative somewhere."""
