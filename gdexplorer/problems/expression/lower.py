"""Writes a formula's tree as operations on a tape, numbers being worked out on the way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce

from gdexplorer.problems.expression import tape
from gdexplorer.problems.expression.mistake import FormulaError
from gdexplorer.problems.expression.syntax import COMPARISONS, Formula, Node
from gdexplorer.problems.expression.tape import Tape
from gdexplorer.problems.expression.tokens import LARGEST_NUMBER

LARGEST_POWER = 1000


class Lowering:
    """Puts a formula on a tape. Raises FormulaError for numbers too large or not real."""

    def __init__(self, formula: Formula, target: Tape) -> None:
        self._formula = formula
        self._tape = target

    def node(self, node: Node) -> tape.Node:
        """Return the tape's node for a tree's."""
        made = self._made(node)
        value = self._tape.constant(made)
        if value is not None and (not math.isfinite(value) or abs(value) > LARGEST_NUMBER):
            raise _no_number(node, value)
        return made

    def _made(self, node: Node) -> tape.Node:
        kind, target = node.kind, self._tape
        if kind in ("number", "constant"):
            return target.number(node.value)
        if kind == "variable":
            return target.variable(self._formula.variables.index(node.name))
        if kind == "parameter":
            return target.parameter(self._formula.parameters.index(node.name))
        if kind == "call":
            return self._call(node)
        return self._operation(kind, [self.node(part) for part in node.parts], node)

    def _operation(self, kind: str, parts: list[tape.Node], node: Node) -> tape.Node:
        target = self._tape
        if kind == "sum":
            return target.sum((1, part) for part in parts)
        if kind == "product":
            return _balanced(target, parts)
        if kind == "negative":
            return target.scale(-1, parts[0])
        if kind == "inverse":
            return target.power(parts[0], -1)
        if kind == "^":
            return self._power(parts[0], parts[1], node)
        return target.condition(kind, parts[0], parts[1])

    def _power(self, base: tape.Node, exponent: tape.Node, node: Node) -> tape.Node:
        value = self._tape.constant(exponent)
        too_large = value is not None and abs(value) > LARGEST_POWER
        if too_large and self._tape.constant(base) is None:
            at, length = node.parts[1].at, node.parts[1].length
            sentence = f"the power at {at + 1} is too large: at most {LARGEST_POWER:,} is allowed"
            raise FormulaError(sentence, at, length)
        return self._tape.pow(base, exponent)

    def _call(self, node: Node) -> tape.Node:
        parts = [self.node(part) for part in node.parts]
        if node.name == "piecewise":
            return self._piecewise(parts)
        if node.name in ("min", "max"):
            return reduce(lambda a, b: self._tape.extreme(node.name, a, b), parts)
        return self._tape.call(node.name, parts[0])

    def _piecewise(self, parts: list[tape.Node]) -> tape.Node:
        result = parts.pop() if len(parts) % 2 else self._tape.number(math.nan)
        for condition, value in reversed(list(zip(parts[::2], parts[1::2], strict=True))):
            result = self._tape.select(condition, value, result)
        return result


def _balanced(target: Tape, parts: Sequence[tape.Node]) -> tape.Node:
    """Multiply in pairs, so that derivatives of long products share their halves."""
    if len(parts) <= 3:
        return reduce(target.product, parts)
    half = len(parts) // 2
    return target.product(_balanced(target, parts[:half]), _balanced(target, parts[half:]))


def _no_number(node: Node, value: float) -> FormulaError:
    place = node.at + 1
    if math.isnan(value):
        sentence = f"what stands at {place} is not a real number"
    elif node.kind == "inverse":
        sentence = f"division by zero at {place}"
    elif value == -math.inf or node.kind in COMPARISONS:
        sentence = f"what stands at {place} is not defined"
    else:
        sentence = f"the number at {place} is too large: at most {LARGEST_NUMBER:g} is allowed"
    return FormulaError(sentence, node.at, node.length)
