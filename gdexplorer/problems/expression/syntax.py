"""Reads a formula into a tree. Nothing of what was typed is ever run.

Larger binding first: ^ (from the right), sign, * and /, + and -, comparisons, and, or. A product
may be written without its sign: 2x, 3(x + 1), 2 sin(x).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gdexplorer.problems.expression.functions import FUNCTIONS, KINKED, MOST_ARGUMENTS, OTHER_NAMES
from gdexplorer.problems.expression.mistake import FormulaError
from gdexplorer.problems.expression.names import CONSTANTS, Names, unknown
from gdexplorer.problems.expression.tokens import Token, tokens

DEEPEST = 50
"""Brackets within brackets."""
MOST_NODES = 500

BINDING = {
    "or": 1,
    "and": 2,
    "<": 3,
    "<=": 3,
    ">": 3,
    ">=": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "^": 7,
}
SIGN_BINDING = 6
COMPARISONS = ("<", "<=", ">", ">=")
CONDITIONS = (*COMPARISONS, "and", "or")


@dataclass(frozen=True, eq=False)
class Node:
    """A number, a variable, a parameter, a constant, a call, or an operation on its parts.

    kind: number, variable, parameter, constant, call; negative, inverse (1/part), sum, product, ^;
    or one of CONDITIONS. `at` and `length` say where in the text it stands.
    """

    kind: str
    parts: tuple[Node, ...] = ()
    name: str = ""
    value: float | int = 0
    at: int = 0
    length: int = 0
    depth: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        depth = 1 + max((part.depth for part in self.parts), default=0)
        object.__setattr__(self, "depth", depth)
        if depth > DEEPEST:
            raise FormulaError(TOO_DEEP, self.at, self.length)

    @property
    def end(self) -> int:
        """Where the text behind it begins."""
        return self.at + self.length


TOO_DEEP = f"the formula is nested too deep: at most {DEEPEST} levels are allowed"


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula that was read: its tree, its variables in order, its parameters by appearance."""

    text: str
    tree: Node
    variables: tuple[str, ...]
    parameters: tuple[str, ...]
    kinked: bool
    """Whether it uses a function that may have no derivative somewhere."""


def parse(text: str) -> Formula:
    """Read a formula. Raises FormulaError with what is wrong and where, and nothing else."""
    reader = _Reader(text)
    tree = reader.whole()
    variables = reader.names.variables()
    return Formula(text, tree, variables, tuple(reader.names.parameters), reader.kinked)


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._next = 0
        self._depth = 0
        self._nodes = 0
        self._bars = 0
        self.kinked = False
        self.names = Names()

    # ------------------------------------------------------------------ tokens

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        self._next += 1
        return token

    def _expect(self, sign: str, opened: Token) -> int:
        """Take a closing sign; return where it ends."""
        if self._token.kind == "end":
            sentence = f"'{opened.text}' at {opened.at + 1} is never closed"
            raise FormulaError(sentence, opened.at, opened.length)
        if self._token.kind != sign:
            raise self._unexpected()
        return self._take().at + 1

    def _unexpected(self) -> FormulaError:
        token = self._token
        if token.kind == "end":
            return FormulaError("the formula ends too early", max(token.at - 1, 0), 1)
        hint = " (write a decimal point, not a comma)" if token.kind == "," else ""
        sentence = f"unexpected '{token.text or '^'}' at {token.at + 1}{hint}"
        return FormulaError(sentence, token.at, max(token.length, 1))

    def _node(self, kind: str, parts: tuple[Node, ...], at: int, end: int, name: str = "") -> Node:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise FormulaError(f"the formula is too long: at most {MOST_NODES} operations", at, 1)
        return Node(kind, parts, name, 0, at, end - at)

    # ------------------------------------------------------------------ grammar

    def whole(self) -> Node:
        if self._token.kind == "end":
            raise FormulaError("type a formula, such as x^2 + 5 sin(x)")
        tree = _number_like(self._expression(0))
        if self._token.kind != "end":
            raise self._unexpected()
        return tree

    def _expression(self, least: int) -> Node:
        left = self._operand()
        while (sign := self._infix()) and BINDING[sign] >= least:
            if self._token.kind == sign or self._token.text == sign:
                self._take()
            right = self._expression(BINDING[sign] + (sign != "^"))
            left = self._joined(sign, left, right)
        return left

    def _infix(self) -> str:
        """Return the operator that comes, * where a product is meant without one, or nothing."""
        token = self._token
        if token.kind in BINDING:
            return token.kind
        if token.kind == "name" and token.text in ("and", "or"):
            return token.text
        opens_bar = token.kind == "|" and not self._bars
        return "*" if token.kind in ("name", "(") or opens_bar else ""

    def _joined(self, sign: str, left: Node, right: Node) -> Node:
        if sign in ("and", "or"):
            parts = (_condition(left), _condition(right))
            return self._node(sign, parts, left.at, right.end)
        if sign in COMPARISONS:
            return self._compared(sign, left, _number_like(right))
        left, right = _number_like(left), _number_like(right)
        if sign == "^":
            return self._node("^", (left, right), left.at, right.end)
        if sign in "-/":
            kind = "negative" if sign == "-" else "inverse"
            right = self._node(kind, (right,), right.at, right.end)
        kind = "sum" if sign in "+-" else "product"
        before = left.parts if left.kind == kind else (left,)
        return self._node(kind, (*before, right), left.at, right.end)

    def _compared(self, sign: str, left: Node, right: Node) -> Node:
        """Read a < b, and a < b < c as (a < b) and (b < c)."""
        chained = left.kind in COMPARISONS
        first = left.parts[1] if chained else _number_like(left)
        compared = self._node(sign, (first, right), first.at, right.end)
        return self._node("and", (left, compared), left.at, right.end) if chained else compared

    def _operand(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError(TOO_DEEP, self._token.at, 1)
        token = self._token
        if token.kind == "number":
            self._take()
            node = Node("number", (), token.text, token.value, token.at, token.length)
        elif token.kind == "name":
            node = self._named(self._take())
        elif token.kind in ("+", "-"):
            node = self._signed(self._take())
        elif token.kind in ("(", "|"):
            node = self._bracketed(self._take())
        else:
            raise self._unexpected()
        self._depth -= 1
        return node

    def _signed(self, sign: Token) -> Node:
        part = _number_like(self._expression(SIGN_BINDING))
        return part if sign.kind == "+" else self._node("negative", (part,), sign.at, part.end)

    def _bracketed(self, opened: Token) -> Node:
        bars, self._bars = self._bars, (self._bars + 1 if opened.kind == "|" else 0)
        inside = self._expression(0)
        end = self._expect(")" if opened.kind == "(" else "|", opened)
        self._bars = bars
        if opened.kind == "(":
            return inside
        self.kinked = True
        return self._node("call", (_number_like(inside),), opened.at, end, "abs")

    def _named(self, name: Token) -> Node:
        word, length = name.text, int(name.value)
        called = self._token.kind == "("
        if OTHER_NAMES.get(word, word) in FUNCTIONS:
            if not called:
                sentence = f"the function {word} at {name.at + 1} needs brackets: {word}(x)"
                raise FormulaError(sentence, name.at, length)
            return self._call(name)
        if called and not self.names.known(word):
            raise unknown(word, name.at, length)
        kind = self.names.kind(word, name.at, length)
        self.names.note(kind, word, name.at, length)
        value = CONSTANTS.get(word, 0)
        return Node(kind, (), word, value, name.at, length)

    def _call(self, name: Token) -> Node:
        opened = self._take()
        bars, self._bars = self._bars, 0
        parts = [self._expression(0)]
        while self._token.kind == ",":
            self._take()
            parts.append(self._expression(0))
        end = self._expect(")", opened)
        self._bars = bars
        function = OTHER_NAMES.get(name.text, name.text)
        self.kinked |= function in KINKED
        node = self._node("call", tuple(parts), name.at, end, function)
        _check_call(node, name.text)
        return node


def _check_call(node: Node, called: str) -> None:
    function, count = FUNCTIONS[node.name], len(node.parts)
    if not function.least <= count <= function.most:
        wanted = "one argument" if function.most == 1 else f"2 to {MOST_ARGUMENTS} arguments"
        raise FormulaError(
            f"the function {called} at {node.at + 1} takes {wanted}, not {count}",
            node.at,
            node.length,
        )
    for i, part in enumerate(node.parts):
        first_of_pair = node.name == "piecewise" and i % 2 == 0 and i + 1 < count
        (_condition if first_of_pair else _number_like)(part)


def _condition(node: Node) -> Node:
    if node.kind in CONDITIONS:
        return node
    sentence = f"a condition such as x < 0 must stand at {node.at + 1}"
    raise FormulaError(sentence, node.at, node.length)


def _number_like(node: Node) -> Node:
    if node.kind not in CONDITIONS:
        return node
    sentence = (
        f"the comparison at {node.at + 1} belongs into piecewise(condition, value, otherwise)"
    )
    raise FormulaError(sentence, node.at, node.length)
