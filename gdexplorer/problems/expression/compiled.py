"""A formula's value, gradient and Hessian as programs, each made when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache

from gdexplorer.problems.expression.alike import Alike, AlikeSum, alike, summed
from gdexplorer.problems.expression.lower import Lowering
from gdexplorer.problems.expression.mistake import FormulaError
from gdexplorer.problems.expression.program import Program
from gdexplorer.problems.expression.source import compiled
from gdexplorer.problems.expression.syntax import Formula, parse
from gdexplorer.problems.expression.tape import Node, Tape


class Functions:
    """The programs of one formula."""

    def __init__(self, formula: Formula) -> None:
        self.formula = formula
        self._sizes = len(formula.variables), len(formula.parameters)
        self._tape = Tape()
        self._value = Lowering(formula, self._tape).node(formula.tree)
        n = len(formula.variables)
        if n == 0:
            raise FormulaError("the formula has no variable: use x, or x and y, or x1, x2, …")
        self._gradient = [self._tape.derivative(self._value, i) for i in range(n)]

    @cached_property
    def value(self) -> Program | AlikeSum:
        """Gives f."""
        found = summed(self._tape, self._value, *self._sizes)
        return found or self._compiled([self._value])

    @cached_property
    def gradient(self) -> Program | Alike:
        """Gives the n partial derivatives."""
        found = alike(self._tape, self._gradient, self._sizes[1])
        return found or self._compiled(self._gradient)

    @cached_property
    def hessian(self) -> Program:
        """Gives the second derivatives of the lower triangle, row by row."""
        n = len(self._gradient)
        return self._compiled([node for i in range(n) for node in self._curvatures(i)])

    def _curvatures(self, i: int) -> list[Node]:
        """Return a row of the Hessian's lower triangle. Raises FormulaError if it is too long."""
        return [self._tape.derivative(self._gradient[i], j) for j in range(i + 1)]

    def preparing(self) -> Iterator[None]:
        """Make all three in pieces; whoever asks for them afterwards does not wait.

        Raises FormulaError where they are too long.
        """
        for i in range(len(self._gradient)):
            self._curvatures(i)  # the tape remembers them
            yield
        for function in ("value", "gradient", "hessian"):
            getattr(self, function)
            yield

    def _compiled(self, nodes: list[Node]) -> Program:
        return compiled(self._tape, nodes, *self._sizes)


@lru_cache(maxsize=512)
def functions(text: str) -> Functions:
    """Return the functions of a formula. Raises FormulaError, and nothing else."""
    return Functions(parse(text))
