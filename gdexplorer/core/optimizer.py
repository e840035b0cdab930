"""How a point is moved: a pure update rule, and what it remembers between iterations."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar, dataclass_transform

from gdexplorer.core.parameter import Parametrized
from gdexplorer.core.problem import Array, Problem


class NoStepError(Exception):
    """A rule cannot go on from here; the message is for the user, without a full stop."""


class ArrivedError(NoStepError):
    """A rule does not go on because its own test says that it has arrived."""


T = TypeVar("T")


@dataclass_transform(eq_default=False, frozen_default=True)
def frozen_state(cls: type[T]) -> type[T]:
    """Make a dataclass that the type checker holds frozen.

    One is made in every step: frozen at run time too, it would take three times as long.
    """
    return dataclass(slots=True, eq=False)(cls)


@frozen_state
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

    def value_and_gradient(self, x: Array) -> tuple[Any, Array]:
        """Return both at points (..., n)."""

    def hessian(self, x: Array) -> Array:
        """Return the Hessian at points (..., n)."""

    def curvature(self, x: Array) -> Callable[[Array], Array]:
        """Return v ↦ the Hessian at x times v, both (n,)."""


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
    also: ClassVar[tuple[str, ...]] = ()
    """Other names by which people look for it, such as SGD."""
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
    own_rate: ClassVar[bool] = False
    """Whether the default learning rate suits any problem."""
    scheduled: ClassVar[bool] = True
    """Whether the learning rate counts in each step, not only in the first."""
    needs: ClassVar[tuple[str, ...]] = ("gradient",)
    """What it asks of a problem, in words: gradient, Hessian, line search, residuals."""
    batched: ClassVar[bool] = True
    """Whether points may carry leading batch axes; a search along a ray cannot."""
    rotates: ClassVar[bool] = False
    """Whether rotating the function rotates the path, and nothing else."""
    samples: ClassVar[bool] = True
    """Whether it may see another mini-batch in each step: nothing it keeps is compared with f."""
    pauses: ClassVar[bool] = False
    """Whether a step may have no length though the next one has."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Put the update rule into the docstring, declared once."""
        super().__init_subclass__(**kwargs)
        if "formula" in vars(cls) and cls.__doc__ and ".. math::" not in cls.__doc__:
            lines = "\n    ".join(cls.formula.splitlines())
            cls.__doc__ = f"{inspect.cleandoc(cls.__doc__)}\n\n.. math::\n\n    {lines}\n"

    @classmethod
    def misfit(cls, problem: Problem) -> str:
        """Say why it cannot run on this problem; empty if it can."""
        if problem.stochastic and not (cls.samples and set(cls.needs) <= {"gradient"}):
            return "it needs the same f in every step, not mini-batches; set batch size B to 0"
        return cls.unfit(problem)

    @classmethod
    def unfit(cls, problem: Problem) -> str:  # noqa: ARG003 (for subclasses)
        """Say why this kind of problem does not suit it; empty if it does."""
        return ""

    @abstractmethod
    def init(self, problem: Differentiable, x: Array) -> S:
        """Return the state at k = 0 from the start, shape (..., n)."""

    @abstractmethod
    def step(self, problem: Differentiable, state: S) -> S:
        """Return the state after one more iteration. Raises NoStepError where there is none."""

    def stream(
        self,
        problem: Differentiable,  # noqa: ARG002 (for subclasses)
        x: Array,  # noqa: ARG002
    ) -> Generator[S, None, NoStepError] | None:
        """Return the states after the start one by one, if that is cheaper than by `step`.

        The generator's result is what `step` would raise after the last of them.
        """
        return None
