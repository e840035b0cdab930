"""The gradient as sympy writes it, to be read. Importing this takes sympy's 0.7 seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter

from gdexplorer.problems.expression.latex import number, symbol
from gdexplorer.problems.expression.mistake import FormulaError
from gdexplorer.problems.expression.syntax import Formula, Node

SECONDS = 2.0
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

    def _latex(self, printer: LatexPrinter) -> str:
        return rf"\left|{printer._print(self.args[0])}\right|"


class Sign(sympy.Function):  # type: ignore[misc]
    """The sign of u, whose derivative is 0 wherever it has one."""

    def fdiff(self, _place: int = 1) -> Any:
        """Return the derivative."""
        return sympy.S.Zero

    def _latex(self, printer: LatexPrinter) -> str:
        return rf"\operatorname{{sign}}\left({printer._print(self.args[0])}\right)"


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


def gradient_latex(formula: Formula) -> Iterator[str | None]:
    """Yield None between pieces of work, at last the gradient's LaTeX, one line a variable.

    It is empty where the gradient would be too long to read. Raises FormulaError after two seconds.
    """
    end = time.perf_counter() + SECONDS
    if not _readable(formula.tree):
        yield ""
        return
    f = expression(formula.tree)
    lines = []
    for name in formula.variables:
        yield None
        slope = f.diff(sympy.Symbol(name, real=True))
        if sympy.count_ops(slope) > MOST_OPERATIONS:
            yield ""
            return
        if time.perf_counter() > end:
            raise FormulaError(f"the formula takes more than {SECONDS:g} seconds to differentiate")
        lines.append(rf"\partial f / \partial {symbol(name)} = {_latex(slope, formula)}")
    yield "\n".join(lines)


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
        least = parts[0]
        for part in parts[1:]:
            first = sympy.Le(least, part) if name == "min" else sympy.Ge(least, part)
            least = sympy.Piecewise((least, first), (part, True), evaluate=False)
        return least
    return SIMPLE[name](parts[0])
