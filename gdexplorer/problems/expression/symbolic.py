"""The gradient as sympy writes it, to be read. Importing this takes sympy's 0.7 seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import sympy
from sympy.printing.latex import LatexPrinter

from gdexplorer.problems.expression.latex import number, symbol
from gdexplorer.problems.expression.syntax import Formula, Node

SECONDS = 0.45
"""Of one piece of work; of this thread's own time, so that a busy machine takes nothing away."""
PATIENCE = 1.5
"""Seconds after which no further piece is begun."""
MOST_LINES = 12
"""Variables up to which the gradient is written: nobody could read more."""
T = TypeVar("T")
MOST_NODES = 120
"""What is larger is not differentiated here: nobody could read it."""
MOST_OPERATIONS = 60
LARGEST_POWER = 30
LARGEST_WHOLE = 10**6


class Magnitude(sympy.Function):  # type: ignore[misc]
    """|u|, whose derivative is the sign of u; sympy's own also thinks of complex u."""

    def fdiff(self, _place: int = 1) -> Any:
        """Return the derivative."""
        return Sign(self.args[0])

    def _latex(self, printer: LatexPrinter, exp: str = "") -> str:
        return rf"\left|{printer._print(self.args[0])}\right|{_raised(exp)}"


class Sign(sympy.Function):  # type: ignore[misc]
    """The sign of u, whose derivative is 0 wherever it has one."""

    def fdiff(self, _place: int = 1) -> Any:
        """Return the derivative."""
        return sympy.S.Zero

    def _latex(self, printer: LatexPrinter, exp: str = "") -> str:
        argument = printer._print(self.args[0])
        return rf"\operatorname{{sign}}{_raised(exp)}\left({argument}\right)"


def _raised(exponent: str) -> str:
    return f"^{{{exponent}}}" if exponent else ""


SIMPLE = {
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "asin": sympy.asin,
    "acos": sympy.acos,
    "atan": sympy.atan,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "exp": sympy.exp,
    "log": sympy.log,
    "sqrt": sympy.sqrt,
    "abs": Magnitude,
    "sign": Sign,
    "log10": lambda u: sympy.log(u) / sympy.log(10),
}
RELATIONS = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}


class _TooSlow(BaseException):
    """Passes through whatever sympy catches."""


def _limited(work: Callable[[], T]) -> T | None:
    """Return what the work returns, or None if sympy fails at it or takes too long.

    sympy thinks for minutes about some short formulas. It is Python, so a profile function, which
    is asked at every call in this thread, can end it.
    """
    end = time.thread_time() + SECONDS

    def watch(_frame: object, _event: str, _argument: object) -> None:
        if time.thread_time() > end:
            raise _TooSlow

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        return work()
    except (_TooSlow, Exception):  # its troubles are none of the formula's
        return None
    finally:
        sys.setprofile(before)


def gradient_latex(formula: Formula) -> Iterator[str | None]:
    """Yield None between pieces of work, at last the gradient's LaTeX, one line a variable.

    It is empty where the gradient is too long to read, or takes sympy too long: half a second for
    one piece, two for all of them.
    """
    readable = len(formula.variables) <= MOST_LINES and _readable(formula.tree)
    end = time.thread_time() + PATIENCE
    f = _limited(lambda: expression(formula.tree)) if readable else None
    lines: list[str] = []
    for name in formula.variables if f is not None else ():
        yield None
        if time.thread_time() > end:
            break
        line = _limited(lambda name=name: _line(f, name, formula))  # type: ignore[misc]
        if not line:
            break
        lines.append(line)
    yield "\n".join(lines) if len(lines) == len(formula.variables) else ""


def _line(f: Any, name: str, formula: Formula) -> str:
    """Return one partial derivative, or nothing if it is too long to read."""
    slope = f.diff(sympy.Symbol(name, real=True))
    if sympy.count_ops(slope) > MOST_OPERATIONS:
        return ""
    return rf"\partial f / \partial {symbol(name)} = {_latex(slope, formula)}"


def _readable(tree: Node) -> bool:
    nodes = list(_nodes(tree))
    powers = [node.parts[1] for node in nodes if node.kind == "^"]
    return len(nodes) <= MOST_NODES and all(power.value <= LARGEST_POWER for power in powers)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _nodes(part)


def _latex(e: Any, formula: Formula) -> str:
    known = (*formula.variables, *formula.parameters)
    names = {s: symbol(s.name) if s.name in known else s.name for s in e.free_symbols}
    return str(sympy.latex(e, symbol_names=names, mul_symbol=r"\,"))


def expression(node: Node) -> Any:
    """Return a tree as sympy's expression."""
    kind = node.kind
    if kind == "number":
        return _number(node.value)
    if kind == "constant":
        return sympy.pi if node.name == "pi" else sympy.E
    if kind in ("variable", "parameter"):
        return sympy.Symbol(node.name, real=True)
    parts = [expression(part) for part in node.parts]
    if kind == "call":
        return _call(node.name, parts)
    if kind == "sum":
        return sympy.Add(*parts)
    if kind == "product":
        return sympy.Mul(*parts)
    return _operation(kind, parts)


def _operation(kind: str, parts: list[Any]) -> Any:
    if kind == "negative":
        return -parts[0]
    if kind == "inverse":
        return 1 / parts[0]
    if kind == "^":
        return sympy.Pow(*parts)
    if kind in RELATIONS:
        return RELATIONS[kind](*parts)
    return (sympy.And if kind == "and" else sympy.Or)(*parts)


def _number(value: float | int) -> Any:
    """Return a number; a very large or small one as a sign, with which nothing is worked out."""
    if isinstance(value, int) and value <= LARGEST_WHOLE:
        return sympy.Integer(value)
    if 1 / LARGEST_WHOLE <= value <= LARGEST_WHOLE:
        return sympy.Rational(str(value)) if len(str(value)) <= 6 else sympy.Float(value, 6)
    return sympy.Symbol(number(value), positive=True)


def _call(name: str, parts: list[Any]) -> Any:
    if name == "piecewise":
        pairs = list(zip(parts[1::2], parts[::2], strict=False))
        otherwise = [(parts[-1], True)] if len(parts) % 2 else []
        return sympy.Piecewise(*pairs, *otherwise, evaluate=False)
    if name in ("min", "max"):
        before = sympy.Le if name == "min" else sympy.Ge
        cases = [
            (part, sympy.And(*(before(part, other) for other in parts[i:])))
            for i, part in enumerate(parts, 1)
        ]
        return sympy.Piecewise(*cases, evaluate=False)
    return SIMPLE[name](parts[0])
