"""The Python interface: make problems and optimizers by name, and descend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gdexplorer.core.optimizer import Optimizer
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Problem
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.registry import discover, make
from gdexplorer.core.run import Run
from gdexplorer.core.stop import StopRule


def problems() -> dict[str, type[Problem]]:
    """Return every problem class by name, in the order of the picker."""
    return discover("gdexplorer.problems", Problem)


def optimizers() -> dict[str, type[Optimizer[Any]]]:
    """Return every optimizer class by name, in the order of the picker."""
    return discover("gdexplorer.optimizers", Optimizer)


def problem(name: str, **parameters: object) -> Problem:
    """Make a problem by name. Raises ParameterError (a ValueError) with a sentence for the user."""
    return make("problem", problems(), name, parameters)


def optimizer(name: str, **hyperparameters: object) -> Optimizer[Any]:
    """Make an optimizer by name. Raises ParameterError (a ValueError)."""
    return make("optimizer", optimizers(), name, hyperparameters)


def stop_rule(**fields: object) -> StopRule:
    """Make a stop rule from its fields. Raises ParameterError (a ValueError)."""
    return make("stop rule", {"stop rule": StopRule}, "stop rule", fields)


def recipe(
    problem: str | Problem,
    optimizer: str | Optimizer[Any],
    start: float | Iterable[float] | None = None,
    **stop: object,
) -> Recipe:
    """Make what `descend` follows, of the same arguments."""
    chosen = make("problem", problems(), problem, {}) if isinstance(problem, str) else problem
    rule = optimizer
    if isinstance(optimizer, str):
        rule = make("optimizer", optimizers(), optimizer, {})
    if not isinstance(chosen, Problem) or not isinstance(rule, Optimizer):
        raise ParameterError("descend takes a problem and an optimizer, or their names")
    return Recipe(chosen, rule, chosen.start if start is None else start, stop_rule(**stop))  # type: ignore[arg-type]


def descend(
    problem: str | Problem,
    optimizer: str | Optimizer[Any],
    start: float | Iterable[float] | None = None,
    **stop: object,
) -> Run:
    """Run an optimizer on a problem until it stops.

    start: n numbers, by default the problem's own. stop: iterations (200), gradient_tolerance
    (1e-12) and step_tolerance (1e-16); a tolerance of 0 is off. Returns the run, with
    `run.trajectory` and `run.stop_reason`. Raises ParameterError (a ValueError) on bad input.
    """
    return Run(recipe(problem, optimizer, start, **stop)).solve()
