"""Operations in the order they are done, each written once however often it is used.

A node is the place of its operation. What differs only by a factor shares the rest, so derivatives
come out about as short as by hand, and their number of operations grows with the formula's, never
faster: no formula within the bounds can take long to differentiate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from gdexplorer.problems.expression.mistake import FormulaError

Number = float | int
Node = int
Operation = tuple[Any, ...]

LARGEST_EXACT = 2**53
LARGEST = 1e200
"""Of a factor."""
MOST_OPERATIONS = 30_000
"""Of a formula with its first and second derivatives; so many take about half a second to make."""


class Tape:
    """Makes operations and differentiates them.

    Kinds: number, variable and parameter (by place); sum (constant, (factor, node)…); product (two
    nodes); power (node, number); pow (two nodes); call (name, node); min and max (two nodes);
    select (condition, two nodes); the conditions <, <=, >, >=, and, or (two nodes).
    """

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self._known: dict[Operation, Node] = {}
        self._variables: list[int] = []
        """Of each operation, the places of the variables it depends on, as bits."""
        self._derivatives: dict[tuple[Node, int], Node] = {}

    def _make(self, *operation: Any) -> Node:
        key = (*operation, *(type(part) for part in operation))  # 1 and 1.0 are not the same
        if key not in self._known:
            if len(self.operations) >= MOST_OPERATIONS:
                most = f"at most {MOST_OPERATIONS:,} operations"
                raise FormulaError(f"the formula's second derivatives are too long: {most}")
            self._known[key] = len(self.operations)
            self.operations.append(operation)
            bits = 1 << operation[1] if operation[0] == "variable" else 0
            for part in self.parts(self._known[key]):
                bits |= self._variables[part]
            self._variables.append(bits)
        return self._known[key]

    # ------------------------------------------------------------------ making

    def number(self, value: Number) -> Node:
        """Return a constant."""
        if value != value:
            value = math.nan  # one object, which equals itself as a key
        return self._make("number", exact(value))

    def variable(self, place: int) -> Node:
        """Return a coordinate of the point."""
        return self._make("variable", place)

    def parameter(self, place: int) -> Node:
        """Return a parameter."""
        return self._make("parameter", place)

    def constant(self, node: Node) -> Number | None:
        """Return a constant's value, None for anything else."""
        kind, *rest = self.operations[node]
        return rest[0] if kind == "number" else None

    def sum(self, terms: Iterable[tuple[Number, Node]]) -> Node:
        """Return the sum of factor times node."""
        constant: Number = 0
        factors: dict[Node, Number] = {}
        for given, node in terms:
            value = self.constant(node)
            if value is not None:
                constant += given * value
                continue
            factor, rest = self._scaled(node)
            factors[rest] = factors.get(rest, 0) + given * factor
        left = tuple((exact(f), node) for node, f in sorted(factors.items()) if f != 0)
        if any(math.isinf(factor) for factor, _ in left):
            raise FormulaError("a number of the formula or its gradient is infinite, as is log(0)")
        if any(abs(factor) > LARGEST for factor, _ in left):
            raise FormulaError("the numbers of the formula become too large")
        if not left:
            return self.number(constant)
        if constant == 0 and len(left) == 1 and left[0][0] == 1:
            return left[0][1]
        return self._make("sum", constant, left)

    def scale(self, factor: Number, node: Node) -> Node:
        """Return factor times node."""
        return self.sum([(factor, node)])

    def _scaled(self, node: Node) -> tuple[Number, Node]:
        """Split off a node's factor."""
        operation = self.operations[node]
        if operation[0] == "sum" and operation[1] == 0 and len(operation[2]) == 1:
            factor, rest = operation[2][0]
            return factor, rest
        return 1, node

    def product(self, a: Node, b: Node) -> Node:
        """Return a times b."""
        for one, other in ((a, b), (b, a)):
            value = self.constant(one)
            if value is not None:
                return self.scale(value, other)
        (c, a), (d, b) = self._scaled(a), self._scaled(b)
        return self.scale(c * d, self._product(min(a, b), max(a, b)))

    def _product(self, a: Node, b: Node) -> Node:
        (base, p), (other, q) = self._powered(a), self._powered(b)
        if base == other and (p > 0) == (q > 0):
            return self.power(base, p + q)
        return self._make("product", a, b)

    def _powered(self, node: Node) -> tuple[Node, Number]:
        operation = self.operations[node]
        return (operation[1], operation[2]) if operation[0] == "power" else (node, 1)

    def power(self, base: Node, exponent: Number) -> Node:
        """Return base to a constant power."""
        value = self.constant(base)
        if value is not None:
            return self.number(power(value, exponent))
        if exponent == 0:
            return self.number(1)
        if exponent == 1:
            return base
        factor, rest = self._scaled(base)
        if factor == -1 and isinstance(exponent, int):
            return self.scale(-1 if exponent % 2 else 1, self.power(rest, exponent))
        return self._make("power", base, exponent)

    def pow(self, base: Node, exponent: Node) -> Node:
        """Return base to the power of a node."""
        value = self.constant(exponent)
        return self._make("pow", base, exponent) if value is None else self.power(base, value)

    def call(self, name: str, node: Node) -> Node:
        """Return a function of one node."""
        value = self.constant(node)
        if value is not None:
            return self.number(called(name, value))
        return self._make("call", name, node)

    def extreme(self, name: str, a: Node, b: Node) -> Node:
        """Return the min or max of two nodes."""
        x, y = self.constant(a), self.constant(b)
        if x is not None and y is not None:
            return self.number(min(x, y) if name == "min" else max(x, y))
        return self._make(name, a, b)

    def condition(self, sign: str, a: Node, b: Node) -> Node:
        """Return a comparison, or two conditions joined."""
        return self._make(sign, a, b)

    def select(self, condition: Node, a: Node, b: Node) -> Node:
        """Return a where the condition holds, else b."""
        return a if a == b else self._make("select", condition, a, b)

    # ------------------------------------------------------------------ differentiating

    def reached(
        self, nodes: Iterable[Node], parts: Callable[[Node], Iterable[Node]] | None = None
    ) -> list[Node]:
        """Return the nodes and all they are made of, in the order to do them.

        parts: what a node is made of, if not of its operation's.
        """
        of = parts or self.parts
        seen: set[Node] = set()
        left = list(nodes)
        while left:
            node = left.pop()
            if node not in seen:
                seen.add(node)
                left.extend(of(node))
        return sorted(seen)

    def is_of(self, node: Node, place: int) -> bool:
        """Say whether a node depends on this variable and on no other."""
        return self._variables[node] == 1 << place

    def parts(self, node: Node) -> tuple[Node, ...]:
        """Return what a node is made of."""
        kind, *rest = self.operations[node]
        if kind in ("number", "variable", "parameter"):
            return ()
        if kind == "sum":
            return tuple(part for _, part in rest[1])
        if kind == "power":
            return (rest[0],)
        return (rest[1],) if kind == "call" else tuple(rest)

    def derivative(self, node: Node, place: int) -> Node:
        """Return the derivative by a variable. At a kink it is one-sided, or 0 for abs and sign."""
        for part in self._underived(node, place):
            self._derivatives[part, place] = self._derived(part, place)
        return self._derivative(node, place)

    def _underived(self, node: Node, place: int) -> list[Node]:
        """Return what is to be differentiated first, in the order to do it."""
        seen: set[Node] = set()
        left = [node]
        while left:
            part = left.pop()
            if part not in seen and self._derivative(part, place) < 0:
                seen.add(part)
                left.extend(self.parts(part))
        return sorted(seen)

    def _derivative(self, node: Node, place: int) -> Node:
        """Return a derivative that is known, -1 for one that is not."""
        if not self._variables[node] >> place & 1:
            return self.number(0)
        return self._derivatives.get((node, place), -1)

    def _derived(self, node: Node, place: int) -> Node:
        kind, *rest = self.operations[node]
        if kind == "variable":
            return self.number(1)
        by = [self._derivative(part, place) for part in self.parts(node)]
        if kind == "sum":
            return self.sum(zip((factor for factor, _ in rest[1]), by, strict=True))
        if kind == "product":
            a, b = rest
            return self.sum([(1, self.product(by[0], b)), (1, self.product(a, by[1]))])
        if kind == "power":
            slope = self.scale(rest[1], self.power(rest[0], rest[1] - 1))
            return self.product(slope, by[0])
        if kind == "call":
            return self.product(self._slope(node, *rest), by[0])
        return self._derived_further(node, by)

    def _derived_further(self, node: Node, by: list[Node]) -> Node:
        kind, *rest = self.operations[node]
        if kind == "pow":
            base, exponent = rest
            lower = self.pow(base, self.sum([(1, exponent), (-1, self.number(1))]))
            first = self.product(self.product(exponent, lower), by[0])
            second = self.product(self.product(self.call("log", base), node), by[1])
            return self.sum([(1, first), (1, second)])
        if kind in ("min", "max"):
            first_is_it = self.condition("<=" if kind == "min" else ">=", *rest)
            return self.select(first_is_it, by[0], by[1])
        if kind == "select":
            return self.select(rest[0], by[1], by[2])
        return self.number(0)  # a condition's, which nobody asks for

    def _slope(self, node: Node, name: str, a: Node) -> Node:
        """Return a function's derivative at its argument a, where it has the value `node`."""
        one = self.number(1)
        if name in ("asin", "acos"):
            root = self.power(self.sum([(1, one), (-1, self.power(a, 2))]), -0.5)
            return self.scale(1 if name == "asin" else -1, root)
        if name == "atan":
            return self.power(self.sum([(1, one), (1, self.power(a, 2))]), -1)
        if name in ("tan", "tanh"):
            return self.sum([(1, one), (1 if name == "tan" else -1, self.power(node, 2))])
        if name in ("log", "log10"):
            return self.scale(1 if name == "log" else 1 / math.log(10), self.power(a, -1))
        if name == "sqrt":
            return self.scale(0.5, self.power(node, -1))
        return self._simple_slope(node, name, a)

    def _simple_slope(self, node: Node, name: str, a: Node) -> Node:
        if name == "exp":
            return node
        if name == "sign":
            return self.number(0)
        other = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh", "abs": "sign"}[name]
        return self.scale(-1 if name == "cos" else 1, self.call(other, a))


def exact(value: Number) -> Number:
    """Return a whole number beyond what a float holds exactly as a float."""
    return float(value) if isinstance(value, int) and abs(value) > LARGEST_EXACT else value


def power(base: Number, exponent: Number) -> Number:
    """Return a power of numbers: nan if it is not real, inf if it is too large or undefined."""
    try:
        value = float(base) ** float(exponent)
    except (OverflowError, ZeroDivisionError):
        return math.inf
    if isinstance(value, complex):
        return math.nan
    whole = isinstance(base, int) and isinstance(exponent, int) and exponent > 0
    return int(value) if whole and abs(value) <= LARGEST_EXACT else value


def called(name: str, value: Number) -> Number:
    """Return a function of a number: nan if it is not real, inf if too large or undefined."""
    if name == "abs":
        return abs(value)
    if name == "sign":
        return (value > 0) - (value < 0)
    try:
        found: float = getattr(math, name)(value)
    except ValueError:
        return -math.inf if name in ("log", "log10") and value == 0 else math.nan
    except OverflowError:
        return math.inf
    return found
