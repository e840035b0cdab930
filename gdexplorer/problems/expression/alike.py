"""Formulas that treat every variable alike, worked out for all of them at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdexplorer.core.problem import FEW, Array
from gdexplorer.problems.expression.mistake import FormulaError
from gdexplorer.problems.expression.program import SHORT, Program
from gdexplorer.problems.expression.source import Source, program
from gdexplorer.problems.expression.tape import Node, Number, Tape


@dataclass(frozen=True)
class Alike:
    """As many results as variables, each the same function of its own: one gives them all."""

    one: Program

    def values(self, x: Array, given: Sequence[Any]) -> Array:
        """Return all results at points (..., n), shape (..., n); given are the parameters."""
        x = np.asarray(x, float)
        if x.ndim == 1 and x.size <= FEW:  # numbers are faster than arrays
            with np.errstate(all="ignore"):
                return np.array([self.one.function((c,), given)[0] for c in x.flat], dtype=float)
        found: Array = self.one.value(x[..., None], given)
        return found


@dataclass(frozen=True)
class AlikeSum:
    """A constant, and the same function of each variable."""

    terms: Alike
    constant: float

    def value(self, x: Array, given: Sequence[Any]) -> Any:
        """Return f at points (..., n), shape (...); given are the parameters."""
        parts = self.terms.values(x, given)
        if parts.ndim == 1:
            return np.float64(sum(parts.tolist(), self.constant))
        with np.errstate(all="ignore"):
            total = parts[..., 0] + self.constant
            for i in range(1, parts.shape[-1]):
                total += parts[..., i]
        return total


def alike(tape: Tape, results: Sequence[Node], parameters: int) -> Alike | None:
    """Return what gives each of the results from its own variable, if one program does."""
    if len(results) < 2 or not all(map(tape.is_of, results, range(len(results)))):
        return None
    sources = [Source(tape, [node]) for node in results]
    bodies = [re.sub(rf"\bx{i}\b", "x0", "\n".join(s.body())) for i, s in enumerate(sources)]
    if len(set(bodies)) > 1:
        return None
    return Alike(program(sources[0], bodies[0].splitlines(), 1, 1, parameters))


def summed(tape: Tape, node: Node, variables: int, parameters: int) -> AlikeSum | None:
    """Return what gives a node as a sum of the same for each variable, if it is one.

    None as well for so short a formula that its few operations are done as soon.
    """
    if Source(tape, [node]).length <= SHORT:
        return None
    factor: Number = 1
    kind, *rest = tape.operations[node]
    while kind == "sum" and rest[0] == 0 and len(rest[1]) == 1:
        factor, node = factor * rest[1][0][0], rest[1][0][1]
        kind, *rest = tape.operations[node]
    if kind != "sum":
        return None
    shares: list[list[tuple[Number, Node]]] = [[] for _ in range(variables)]
    for number, term in rest[1]:
        own = [share for i, share in enumerate(shares) if tape.is_of(term, i)]
        if not own:
            return None
        own[0].append((factor * number, term))
    try:
        terms = alike(tape, [tape.sum(share) for share in shares], parameters)
    except FormulaError:  # its factors become too large, multiplied out
        return None
    return None if terms is None else AlikeSum(terms, float(factor * rest[0]))
