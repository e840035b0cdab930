"""Makes numpy functions of a tape's nodes.

The text that Python compiles here is written from the tape alone: it holds operators, numbers, and
the names x0…, p0…, t0… and numpy's; nothing of what a person typed.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from gdexplorer.core.problem import FEW
from gdexplorer.problems.expression.functions import FUNCTIONS
from gdexplorer.problems.expression.polynomial import Polynomial, polynomials, whole
from gdexplorer.problems.expression.program import SHORT, Program
from gdexplorer.problems.expression.tape import Node, Number, Tape

DEEPEST = 12
"""Operations written inside one another; numpy reuses the memory of what is not named."""


class Source:
    """The source of one function: a line for each operation that is used more than once."""

    def __init__(self, tape: Tape, results: Sequence[Node]) -> None:
        self._tape = tape
        self._wholes: dict[tuple[Any, ...], Node] = {}
        self._polynomials = polynomials(tape, results)
        reached = tape.reached(results, self._parts)
        self._wholes = {tape.operations[n][1:]: n for n in reached if whole(tape, n)}
        self._nodes = sorted(reached, key=self._place)
        self._uses = self._counted(results)
        self._texts: dict[Node, str] = {}
        self._depths: dict[Node, int] = {}
        self._powers: dict[tuple[str, int], str] = {}
        self._lines: list[str] = []
        self._results = results
        self._sums = Counter(group for terms in self._terms() for group in _groups(terms).values())
        self._shared: dict[tuple[Node, ...], str] = {}
        """Names of what more than one sum holds with one factor."""

    def _terms(self) -> Iterator[Sequence[tuple[Number, Node]]]:
        """Yield the terms of every sum."""
        for node in self._nodes:
            if self._tape.operations[node][0] == "sum":
                yield self._others(node)

    def _others(self, node: Node) -> Sequence[tuple[Number, Node]]:
        """Return the terms of a sum that belong to no polynomial in it."""
        gone = {term for part in self._polynomials.get(node, ()) for term in part.nodes}
        return [(f, term) for f, term in self._tape.operations[node][2] if term not in gone]

    @property
    def length(self) -> int:
        """How many nodes the results are made of, themselves and the variables among them."""
        parts = [part for sums in self._polynomials.values() for part in sums]
        return len(self._nodes) + sum(len(part.factors) - 1 for part in parts)

    def _counted(self, results: Sequence[Node]) -> dict[Node, int]:
        uses = dict.fromkeys(self._nodes, 0)
        for node in (*results, *(p for n in self._nodes for p in self._parts(n))):
            uses[node] += 1
        return uses

    def _place(self, node: Node) -> tuple[Node, int]:
        """Order nodes so that a power comes after what it is made of, and after lower powers."""
        if whole(self._tape, node):
            _, base, exponent = self._tape.operations[node]
            return base, exponent
        return node, 0

    def _parts(self, node: Node) -> tuple[Node, ...]:
        """Return what a node is made of here: a power of others that are there anyway."""
        if node in self._polynomials:
            stems = (self._stem(part)[0] for part in self._polynomials[node])
            return (*(term for _, term in self._others(node)), *stems)
        if whole(self._tape, node):
            base, exponent = self._tape.operations[node][1:]
            half, rest = divmod(exponent, 2)
            if not rest and (base, half) in self._wholes:
                return (self._wholes[base, half],) * 2
            if (base, exponent - 1) in self._wholes:
                return self._wholes[base, exponent - 1], base
        return self._tape.parts(node)

    def body(self) -> list[str]:
        """Return the lines of the function, but for those that name what it is given."""
        for node in self._nodes:
            self._write(node)
        results = ", ".join(self._texts[node] for node in self._results)
        return [*self._lines, f"return ({results},)"]

    def _write(self, node: Node) -> None:
        kind, *rest = self._tape.operations[node]
        if kind in ("variable", "parameter"):
            self._texts[node] = f"{'x' if kind == 'variable' else 'p'}{rest[0]}"
            self._depths[node] = 0
            return
        self._depths[node] = 1 + max((self._depths[p] for p in self._parts(node)), default=0)
        text = self._operation(node, kind, rest)
        named = self._uses[node] > 1 or self._depths[node] > DEEPEST
        if named and kind != "number" and not text.isidentifier():
            text = self._name(text)
            self._depths[node] = 0
        self._texts[node] = text

    def _name(self, text: str) -> str:
        name = f"t{len(self._lines)}"
        self._lines.append(f"{name} = {text}")
        return name

    def _operation(self, node: Node, kind: str, rest: list[Any]) -> str:
        if kind == "number":
            return _number(rest[0])
        if kind == "sum":
            return self._sum(node, rest[0])
        if kind == "power":
            factors = [self._texts[part] for part in self._parts(node)]
            return f"({' * '.join(factors)})" if len(factors) > 1 else self._power(*rest)
        if kind == "call":
            return f"{FUNCTIONS[rest[0]].numpy}({self._texts[rest[1]]})"
        if kind == "select":
            return f"where({', '.join(self._texts[part] for part in rest)})"
        parts = [self._texts[part] for part in rest]
        if kind in ("min", "max"):
            return f"{FUNCTIONS[kind].numpy}({parts[0]}, {parts[1]})"
        sign = {"product": "*", "pow": "**", "and": "&", "or": "|"}.get(kind, kind)
        return f"({parts[0]} {sign} {parts[1]})"

    def _sum(self, node: Node, constant: Number) -> str:
        """Write first what is added, so that no sign stands alone."""
        nested: list[tuple[Number, str]] = [
            (1, self._nested(part)) for part in self._polynomials.get(node, ())
        ]
        ordered = sorted(nested + self._grouped(self._others(node)), key=lambda term: term[0] < 0)
        text = _number(constant) if constant and (constant > 0 or ordered[0][0] < 0) else ""
        for factor, shown in ordered:
            size = shown if abs(factor) == 1 else f"{_number(abs(factor))} * {shown}"
            sign = "-" if factor < 0 else "+"
            text = f"{text} {sign} {size}" if text else (f"-{size}" if factor < 0 else size)
        if constant < 0 and ordered[0][0] > 0:
            text += f" - {_number(-constant)}"
        return text if text.isidentifier() else f"({text})"

    def _grouped(self, terms: Sequence[tuple[Number, Node]]) -> list[tuple[Number, str]]:
        """Return factors with what they multiply; what has the same one is added first."""
        return [
            (factor, shown)
            for factor, nodes in _groups(terms).items()
            for shown in self._added(nodes, abs(factor) == 1)
        ]

    def _added(self, nodes: tuple[Node, ...], bare: bool) -> list[str]:
        """Write nodes of one factor, `bare`: of none, as one sum where that saves an operation."""
        texts = [self._texts[node] for node in nodes]
        shared = self._sums[nodes] > 1
        if len(texts) == 1 or (bare and not shared):
            return texts
        if not shared:
            return [f"({' + '.join(texts)})"]
        if nodes not in self._shared:
            self._shared[nodes] = self._name(" + ".join(texts))
        return [self._shared[nodes]]

    def _stem(self, part: Polynomial) -> tuple[Node, int]:
        """Return of what a polynomial is one: a power that is there anyway, or else its base."""
        unit = math.gcd(*part.factors)
        return self._wholes.get((part.base, unit), part.base), unit

    def _nested(self, part: Polynomial) -> str:
        """Write a polynomial without its constant as Horner did: x (a + x (b + …))."""
        stem, unit = self._stem(part)
        raised = self._texts[stem]
        if not raised.isidentifier():
            raised = self._name(raised)
        if unit > 1 and stem == part.base:
            raised = self._kept(raised, unit)
        exponents = sorted(part.factors, reverse=True)
        text = "" if part.factors[exponents[0]] == 1 else _number(part.factors[exponents[0]])
        for i, (exponent, lower) in enumerate(pairwise([*exponents, 0]), 1):
            leap = self._raised(raised, (exponent - lower) // unit)
            text = f"{text} * {leap}" if text else leap
            if lower:
                factor = part.factors[lower]
                text = f"({text} {'-' if factor < 0 else '+'} {_number(abs(factor))})"
            if i % DEEPEST == 0:
                text = self._name(text)
        return text

    def _power(self, base: Node, exponent: Number) -> str:
        shown = self._texts[base]
        if not isinstance(exponent, int):
            if abs(exponent) == 0.5:
                return f"sqrt({shown})" if exponent > 0 else f"(1 / sqrt({shown}))"
            return f"({shown} ** {_number(exponent)})"
        if not shown.isidentifier():
            shown = self._name(shown)
        raised = self._raised(shown, abs(exponent))
        return raised if exponent > 0 else f"(1 / {raised})"

    def _kept(self, name: str, exponent: int) -> str:
        """Return the name of a power that is used again."""
        raised = self._raised(name, exponent)
        if not raised.isidentifier():
            raised = self._powers[name, exponent] = self._name(raised)
        return raised

    def _raised(self, name: str, exponent: int) -> str:
        """Write a power as products, sharing those that are there."""
        if exponent == 1:
            return name
        if (name, exponent) in self._powers:
            return self._powers[name, exponent]
        if exponent <= 3:
            return "(" + " * ".join([name] * exponent) + ")"
        half = self._kept(name, exponent // 2)
        return f"({half} * {half}{f' * {name}' if exponent % 2 else ''})"


def _groups(terms: Sequence[tuple[Number, Node]]) -> dict[Number, tuple[Node, ...]]:
    """Return the nodes that have the same factor."""
    groups: dict[Number, tuple[Node, ...]] = {}
    for factor, node in terms:
        groups[factor] = (*groups.get(factor, ()), node)
    return groups


def _number(value: Number) -> str:
    """Write a number as a float, which numpy multiplies faster than an int."""
    return repr(float(value)) if np.isfinite(value) else f"float('{value!r}')"


def compiled(tape: Tape, results: Sequence[Node], variables: int, parameters: int) -> Program:
    """Return the program that gives the results' values."""
    source = Source(tape, results)
    made = program(source, source.body(), len(results), variables, parameters)
    if not 1 < len(results) <= FEW:
        return made
    if any(Source(tape, [node]).length > SHORT for node in results):
        return made
    singles = (compiled(tape, [node], variables, parameters) for node in results)
    return dataclasses.replace(made, singles=tuple(singles))


def program(
    source: Source, body: list[str], results: int, variables: int, parameters: int
) -> Program:
    """Return a source's program, of so many variables."""
    given = [("x", variables), ("p", parameters)]
    first = [f"{', '.join(f'{s}{i}' for i in range(n))}, = {s}" for s, n in given if n]
    text = "def compiled(x, p):\n" + "".join(f"    {line}\n" for line in [*first, *body])
    names: dict[str, Any] = {f.numpy: getattr(np, f.numpy) for f in FUNCTIONS.values()}
    names["__builtins__"] = {"float": float}
    exec(text, names)
    return Program(names["compiled"], results, source.length)
