"""A typed function as a problem like the written ones."""

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from gdexplorer.core.parameter import LARGEST, ParameterError, parameter
from gdexplorer.core.problem import Array, Box, Point, Problem, Trait
from gdexplorer.problems.expression.compiled import Functions, functions
from gdexplorer.problems.expression.latex import formula_latex
from gdexplorer.problems.expression.mistake import FormulaError
from gdexplorer.problems.expression.survey import (
    about,
    defined,
    few,
    learning_rate,
    samples,
    suggested_start,
)
from gdexplorer.problems.expression.tokens import GREEK

FAMILY = "Your own"
SIDE = (-5.0, 5.0)
LONGEST_TITLE = 60
KEPT = 512
"""Classes that are remembered, so that the same definition gives the same class."""


@dataclass(frozen=True)
class Setting:
    """A named parameter of a function: where it stands at first, and its slider's range."""

    name: str
    default: float = 1.0
    low: float = -10.0
    high: float = 10.0


@dataclass(frozen=True)
class Definition:
    """All there is to a typed function. Equal definitions give the same class."""

    name: str
    title: str
    text: str
    box: Box
    start: Point
    settings: tuple[Setting, ...] = ()


class Typed(Problem):
    """A function that a person typed."""

    family = FAMILY
    definition: ClassVar[Definition]
    compiled: ClassVar[Functions]

    def coordinate(self, i: int) -> str:
        """Name the i-th variable as it was typed."""
        return self.compiled.formula.variables[i]

    def value(self, x: Array) -> Any:
        """Return f, shape (...); nan where it is not real."""
        return self.compiled.value.value(x, self._given())

    def gradient(self, x: Array) -> Array:
        """Return the gradient, shape (..., n)."""
        return self.compiled.gradient.values(x, self._given())

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, shape (..., n, n)."""
        n = x.shape[-1]
        rows, columns = np.tril_indices(n)
        out = np.empty((*x.shape, n))
        out[..., rows, columns] = self.compiled.hessian.values(x, self._given())
        out[..., columns, rows] = out[..., rows, columns]
        return out

    def _given(self) -> list[Any]:
        return [np.float64(getattr(self, s.name)) for s in self.definition.settings]


def define(
    text: str,
    *,
    title: str = "",
    box: Iterable[Any] | None = None,
    start: object = None,
    settings: Mapping[str, Setting] | None = None,
) -> Definition:
    """Make a definition; what is not given gets a sensible value.

    box: (low, high) for each variable, or one pair for all. start: a number for each variable.
    Raises FormulaError for the text, ParameterError for anything else that does not hold.
    """
    formula = functions(text).formula
    count = len(formula.variables)
    known = settings or {}
    if strange := [name for name in known if name not in formula.parameters]:
        raise ParameterError(f"the formula has no parameter '{strange[0]}'")
    chosen = tuple(_checked_setting(known.get(n, Setting(n))) for n in formula.parameters)
    sides = checked_box([SIDE] * count if box is None else box, formula.variables)
    shown = checked_title(title or text)
    name = snake_case(shown) if title else "function"
    draft = Definition(name, shown, text, sides, tuple(b for _, b in sides), chosen)
    if start is None:
        return dataclasses.replace(draft, start=suggested_start(_bare_class(draft)()))
    return dataclasses.replace(draft, start=_checked_start(start, formula.variables))


def checked_title(title: str) -> str:
    """Return a title that can be shown in one line. Raises ParameterError."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in title).split())
    if not shown:
        raise ParameterError("the function needs a name")
    return shown if len(shown) <= LONGEST_TITLE else shown[: LONGEST_TITLE - 1] + "…"


def snake_case(title: str) -> str:
    """Return the title as a name for the command line and for files."""
    spelled = "".join(GREEK.get(c, c) for c in title)
    words = re.findall(r"[a-z0-9]+", spelled.lower())
    name = "_".join(words)[:40].strip("_")
    return name if name[:1].isalpha() else f"function_{name}".strip("_")


def checked_box(box: Iterable[Any], variables: tuple[str, ...]) -> Box:
    """Return the sides as pairs of floats. Raises ParameterError."""
    try:
        given = list(box)
        if len(given) == 2 and not any(hasattr(side, "__len__") for side in given):
            given = [given] * len(variables)
        sides = tuple((float(low), float(high)) for low, high in given)
    except (TypeError, ValueError, OverflowError):
        raise ParameterError("the box must be a pair of numbers for each variable") from None
    if len(sides) != len(variables):
        wanted = "one side" if len(variables) == 1 else f"{len(variables)} sides"
        raise ParameterError(f"the box must have {wanted}, not {len(sides)}")
    for name, (low, high) in zip(variables, sides, strict=True):
        if not (abs(low) <= LARGEST and abs(high) <= LARGEST and low < high):
            raise ParameterError(f"the box of {name} must go from a number up to a larger one")
        if high - low < 1e-9 * max(abs(low), abs(high)):
            raise ParameterError(f"the box of {name} is too narrow")
    return sides


def _checked_start(start: object, variables: tuple[str, ...]) -> Point:
    try:
        point = tuple(np.atleast_1d(np.asarray(start, dtype=float)).tolist())
    except (TypeError, ValueError, OverflowError):
        raise ParameterError(f"the start must be numbers, not {start!r}") from None
    if len(point) != len(variables) or not all(isinstance(c, float) for c in point):
        raise ParameterError(f"the start must be a number for each of {', '.join(variables)}")
    if not all(abs(c) <= LARGEST for c in point):
        raise ParameterError(f"the start must be numbers from {-LARGEST:g} to {LARGEST:g}")
    return point


def _checked_setting(setting: Setting) -> Setting:
    numbers = (setting.low, setting.default, setting.high)
    good = all(isinstance(n, (int, float)) and abs(n) <= LARGEST for n in numbers)
    if not good or not setting.low < setting.high:
        raise ParameterError(
            f"the range of {setting.name} must go up from a number to a larger one"
        )
    if not setting.low <= setting.default <= setting.high:
        raise ParameterError(
            f"the value of {setting.name} must be a number from {setting.low:g} to {setting.high:g}"
        )
    return Setting(setting.name, *(float(n) for n in (setting.default, setting.low, setting.high)))


# ---------------------------------------------------------------------- classes

_MAKING = threading.Lock()


def problem_class(definition: Definition) -> type[Typed]:
    """Return the problem class of a definition, the same for equal ones.

    Raises FormulaError if the formula cannot be used or is defined nowhere in its box, and
    ParameterError if it is not defined at its start.
    """
    with _MAKING:  # window and worker may ask at once, and must get the same class
        return _problem_class(definition)


@lru_cache(maxsize=KEPT)
def _problem_class(definition: Definition) -> type[Typed]:
    made = _bare_class(definition)
    problem = made()
    points = samples(definition.box)
    good = defined(problem, points)
    if not good.any():
        raise FormulaError("the formula is not defined anywhere in its box")
    made.about = about(float(good.mean()))
    made.learning_rate = learning_rate(problem, points[good][: few(len(definition.box))])
    if not np.isfinite(problem.value(np.array(definition.start))):
        raise ParameterError(f"the formula is not defined at its start, {_told(definition)}")
    return made


def _told(definition: Definition) -> str:
    """Return the start in words; of many variables the first ones."""
    variables = functions(definition.text).formula.variables
    told = [f"{v} = {c:.6g}" for v, c in zip(variables, definition.start, strict=True)]
    return ", ".join(told[:4] + ["…"] * (len(told) > 4))


def _bare_class(definition: Definition) -> type[Typed]:
    compiled = functions(definition.text)
    formula = compiled.formula
    members = {
        "__module__": __name__,
        "name": definition.name,
        "title": definition.title,
        "formula": formula_latex(formula),
        "traits": frozenset({Trait.NOT_SMOOTH} if formula.kinked else ()),
        "dimension": len(formula.variables),
        "bounds": definition.box,
        "view": definition.box,
        "start": definition.start,
        "definition": definition,
        "compiled": compiled,
        "about": "",
        "learning_rate": 0.1,
    }
    fields = [(s.name, float, _field(s)) for s in definition.settings]
    made: type[Typed] = dataclasses.make_dataclass(
        _class_name(definition.name), fields, bases=(Typed,), namespace=members, frozen=True
    )
    made.__doc__ = f"{definition.title}: {definition.text}"
    return made


def _class_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _field(setting: Setting) -> Any:
    return parameter(
        setting.default,
        symbol=_letter(setting.name),
        low=-LARGEST,
        slider=(setting.low, setting.high),
        help=f"the {setting.name} of your formula",
    )


def _letter(name: str) -> str:
    return next((letter for letter, word in GREEK.items() if word == name), name)
