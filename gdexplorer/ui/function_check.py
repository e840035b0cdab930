"""Checks what stands in the function dialog; all of it in the worker, in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gdexplorer.core.parameter import ParameterError
from gdexplorer.problems.expression.definition import (
    SIDE,
    Definition,
    Setting,
    Typed,
    define,
    problem_class,
)
from gdexplorer.problems.expression.mistake import FormulaError
from gdexplorer.problems.expression.syntax import parse


@dataclass(frozen=True)
class Draft:
    """What a person has given. Numbers by what they belong to: ('x', 'low'), ('a', 'start')."""

    text: str
    title: str
    numbers: Mapping[tuple[str, str], float]
    unread: str = ""
    """What is wrong with a number that is none."""


@dataclass(frozen=True)
class Verdict:
    """What is known of a draft: its class, or what is wrong with it.

    pictured: what its formula alone would make, where that is good.
    """

    kind: type[Typed] | None = None
    mistake: ParameterError | None = None
    pictured: type[Typed] | None = None


@dataclass(frozen=True)
class Gradient:
    """The gradient's LaTeX, one line a variable; empty where it is too long to read."""

    latex: str


def checking(draft: Draft) -> Iterator[Verdict | Gradient | None]:
    """Yield the verdict on a draft, then its gradient, with None between the pieces of work."""
    try:
        kind = problem_class(completed(draft))
        if draft.unread:
            raise ParameterError(draft.unread)
        yield Verdict(kind, pictured=kind)
    except ParameterError as error:
        unread = bool(draft.unread) and not isinstance(error, FormulaError)
        mistake = ParameterError(draft.unread) if unread else error
        pictured = _pictured(draft.text)
        yield Verdict(mistake=mistake, pictured=pictured)
        if pictured is None:
            return
    yield from _gradient(draft.text)


def _pictured(text: str) -> type[Typed] | None:
    try:
        return problem_class(define(text))
    except ParameterError:
        return None


def _gradient(text: str) -> Iterator[Gradient | None]:
    yield None
    from gdexplorer.problems.expression.symbolic import gradient_latex  # sympy takes long

    for latex in gradient_latex(parse(text)):
        yield None if latex is None else Gradient(latex)


def completed(draft: Draft) -> Definition:
    """Return the draft's definition, with sensible values for what was not given.

    Raises FormulaError, ParameterError.
    """
    formula, given = parse(draft.text), draft.numbers
    if not formula.variables:
        return define(draft.text)  # says what is wrong
    box = [ends(name, True, given) for name in formula.variables]
    settings = {name: _setting(name, given) for name in formula.parameters}
    made = define(draft.text, title=draft.title, box=box, settings=settings)
    start = [given.get((v, "start"), c) for v, c in zip(formula.variables, made.start, strict=True)]
    return define(draft.text, title=draft.title, box=box, start=start, settings=settings)


def ends(name: str, variable: bool, given: Mapping[tuple[str, str], float]) -> tuple[float, float]:
    """Return where the range of a variable or a parameter is from and to, as given or usual."""
    if variable:
        return given.get((name, "low"), SIDE[0]), given.get((name, "high"), SIDE[1])
    setting = _setting(name, given)
    return setting.low, setting.high


def _setting(name: str, given: Mapping[tuple[str, str], float]) -> Setting:
    """Return a parameter's range; one that does not reach to its value is widened."""
    usual = Setting(name)
    default = given.get((name, "start"), usual.default)
    low = given.get((name, "low"), min(usual.low, default))
    high = given.get((name, "high"), max(usual.high, default))
    return Setting(name, default, low, high)
