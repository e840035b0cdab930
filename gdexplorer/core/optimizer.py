"""How a point is moved: a pure update rule, and what it remembers between iterations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from gdexplorer.core.parameter import Parametrized
from gdexplorer.core.problem import Array


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step needs. Subclasses add the rule's own memory as array fields.

    k: how many steps were taken. x: the iterate, shape (..., n).
    """

    k: int
    x: Array


class Differentiable(Protocol):
    """What an update rule may ask of the problem it walks on."""

    def value(self, x: Array) -> Array:
        """Return f at points (..., n)."""

    def gradient(self, x: Array) -> Array:
        """Return the gradient at points (..., n)."""

    def hessian(self, x: Array) -> Array:
        """Return the Hessian at points (..., n)."""


S = TypeVar("S", bound=State)


class Optimizer(Parametrized, ABC, Generic[S]):
    """An update rule. Concrete ones are frozen dataclasses; their fields are hyperparameters.

    `step` is pure: it changes none of its arguments and returns a new state. Points may carry
    leading batch axes.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    short: ClassVar[str] = ""
    """A shorter title for labels, where there is one."""
    family: ClassVar[str]
    formula: ClassVar[str]
    """LaTeX of the update rule, one or more lines."""
    about: ClassVar[str]
    """One line: what it does."""
    order: ClassVar[int] = 100
    normalised: ClassVar[bool] = False
    """Whether the learning rate is a length in x rather than a factor on the gradient."""
    stability: ClassVar[float] = 1.0
    """The largest stable learning rate on a quadratic, as a share of plain descent's 2/L."""

    @abstractmethod
    def init(self, problem: Differentiable, x: Array) -> S:
        """Return the state at k = 0 from the start, shape (..., n)."""

    @abstractmethod
    def step(self, problem: Differentiable, state: S) -> S:
        """Return the state after one more iteration."""
