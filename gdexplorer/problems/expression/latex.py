"""Writes a formula as LaTeX, in the order in which it was typed."""

from __future__ import annotations

import math
import re

from gdexplorer.problems.expression.functions import FUNCTIONS
from gdexplorer.problems.expression.syntax import Formula, Node
from gdexplorer.problems.expression.tokens import GREEK

SIGNS = {"<=": r"\le", ">=": r"\ge", "and": r"\wedge", "or": r"\vee"}
MOST_NAMES = 5
"""Variables up to which all are named at the left."""
RAISED = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
"""Functions whose powers are written at the name."""


def formula_latex(formula: Formula) -> str:
    """Return f(x, y) = … ."""
    shown = [symbol(name) for name in formula.variables]
    if len(shown) > MOST_NAMES:
        shown[2:-1] = [r"\ldots"]
    names = ",".join(shown)
    return f"f({names}) = {written(formula.tree)}"


def symbol(name: str) -> str:
    """Return a name's LaTeX: Greek letters, digits as an index, longer names upright."""
    letters, digits = re.fullmatch(r"(.*?)_?([0-9]*)", name).groups()  # type: ignore[union-attr]
    if letters in GREEK.values() or letters == "pi":
        shown = "\\" + letters.replace("amda", "ambda")
    elif len(letters) == 1:
        shown = letters
    else:
        shown = r"\mathrm{" + letters.replace("_", r"\_") + "}"
    return f"{shown}_{{{digits}}}" if digits else shown


def written(node: Node) -> str:
    """Return a node's LaTeX."""
    kind = node.kind
    if kind == "number":
        return number(node.value)
    if kind in ("variable", "parameter", "constant"):
        return symbol(node.name)
    if kind == "call":
        return _call(node)
    if kind == "sum":
        return _sum(node)
    if kind in ("product", "inverse"):
        return _product(node.parts if kind == "product" else (node,))
    if kind == "negative":
        return "-" + _factor(node.parts[0])
    if kind == "^":
        return _power(*node.parts)
    left, right = (written(part) for part in node.parts)
    return f"{left} {SIGNS.get(kind, kind)} {right}"


def number(value: float) -> str:
    """Return a number's LaTeX."""
    if not math.isfinite(value):
        return r"\infty"
    digits, _, exponent = f"{value:.12g}".partition("e")
    if not exponent:
        return digits
    power = f"10^{{{int(exponent)}}}"
    return power if digits == "1" else rf"{digits} \cdot {power}"


def _brackets(text: str) -> str:
    return rf"\left({text}\right)"


def _sum(node: Node) -> str:
    text = written(node.parts[0])
    for part in node.parts[1:]:
        negative = part.kind == "negative"
        shown = _factor(part.parts[0]) if negative else _guarded(written(part))
        text += f" {'-' if negative else '+'} {shown}"
    return text


def _factor(node: Node) -> str:
    """Write what stands behind a sign or in a product."""
    text = written(node)
    return _brackets(text) if node.kind == "sum" else _guarded(text)


def _guarded(text: str) -> str:
    """Put brackets around what begins with a sign, to stand behind another."""
    return _brackets(text) if text.startswith("-") else text


def _product(parts: tuple[Node, ...]) -> str:
    above = [part for part in parts if part.kind != "inverse"]
    below = [part.parts[0] for part in parts if part.kind == "inverse"]
    if not below:
        return _times(above)
    return rf"\frac{{{_times(above) if above else '1'}}}{{{_times(below)}}}"


def _times(parts: list[Node]) -> str:
    if len(parts) == 1:
        return written(parts[0])
    first = parts[0]
    text = _factor(first) if first.kind == "sum" else written(first)
    for part in parts[1:]:
        shown = _factor(part)
        text += (r" \cdot " if shown[:1].isdigit() else r"\,") + shown
    return text


def _power(base: Node, exponent: Node) -> str:
    raised = f"^{{{written(exponent)}}}"
    if base.kind == "call" and base.name in RAISED:
        return FUNCTIONS[base.name].latex + raised + _brackets(written(base.parts[0]))
    simple = base.kind in ("variable", "parameter", "constant")
    simple |= base.kind == "number" or (base.kind == "call" and base.name == "abs")
    text = written(base)
    return (text if simple and r"\cdot" not in text else _brackets(text)) + raised


def _call(node: Node) -> str:
    parts = [written(part) for part in node.parts]
    if node.name == "abs":
        return rf"\left|{parts[0]}\right|"
    if node.name == "sqrt":
        return rf"\sqrt{{{parts[0]}}}"
    if node.name == "exp":
        return f"e^{{{parts[0]}}}"
    if node.name == "piecewise":
        return cases(parts)
    return FUNCTIONS[node.name].latex + _brackets(", ".join(parts))


def cases(parts: list[str]) -> str:
    """Write condition, value, …, otherwise."""
    pairs = zip(parts[::2], parts[1::2], strict=False)
    rows = [rf"{value} & \text{{for }} {condition}" for condition, value in pairs]
    if len(parts) % 2:
        rows.append(rf"{parts[-1]} & \text{{otherwise}}")
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"
