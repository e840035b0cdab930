"""Polynomials within sums, which are soonest worked out as Horner did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gdexplorer.problems.expression.tape import Node, Number, Tape


@dataclass(frozen=True)
class Polynomial:
    """Terms of one sum. factors: of each exponent of the base. nodes: the powers."""

    base: Node
    factors: dict[int, Number]
    nodes: tuple[Node, ...]


def whole(tape: Tape, node: Node) -> bool:
    """Say whether a node is a power with a whole exponent."""
    kind, *rest = tape.operations[node]
    return kind == "power" and isinstance(rest[1], int) and rest[1] > 1


def polynomials(tape: Tape, results: Sequence[Node]) -> dict[Node, list[Polynomial]]:
    """Return those of each sum that is reached, where nothing else uses their powers."""
    reached = tape.reached(results)
    uses = Counter((*results, *(part for node in reached for part in tape.parts(node))))
    sums = [node for node in reached if tape.operations[node][0] == "sum"]
    found = {node: _within(tape, tape.operations[node][2], uses) for node in sums}
    return {node: parts for node, parts in found.items() if parts}


def _within(
    tape: Tape, terms: Sequence[tuple[Number, Node]], uses: Counter[Node]
) -> list[Polynomial]:
    groups: dict[Node, list[tuple[int, Number, Node]]] = {}
    for factor, node in terms:
        if not whole(tape, node):
            groups.setdefault(node, []).append((1, factor, node))
        elif uses[node] == 1:
            _, base, exponent = tape.operations[node]
            groups.setdefault(base, []).append((exponent, factor, node))
    return [
        Polynomial(base, {e: factor for e, factor, _ in group}, tuple(n for *_, n in group))
        for base, group in groups.items()
        if len(group) > 1
    ]
