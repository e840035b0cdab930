"""The Python interface: make problems and optimizers by name, and descend."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Collection, Iterable, Sequence
from os import PathLike
from typing import Any, cast

import numpy as np

from gdexplorer.core.around import Around, takes_surroundings
from gdexplorer.core.data import DataProblem, Rows
from gdexplorer.core.frame import Frame
from gdexplorer.core.optimizer import Optimizer
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Point, Problem
from gdexplorer.core.recipe import Recipe, checked_start
from gdexplorer.core.registry import discover, make
from gdexplorer.core.run import Run
from gdexplorer.core.stop import StopRule

MOST_HELD_OUT = 0.9


def problems() -> dict[str, type[Problem]]:
    """Return every problem class by name, in the order of the picker."""
    return discover("gdexplorer.problems", Problem)


def optimizers() -> dict[str, type[Optimizer[Any]]]:
    """Return every optimizer class by name, in the order of the picker."""
    return discover("gdexplorer.optimizers", Optimizer)


def own_functions() -> dict[str, type[Problem]]:
    """Return the classes of the user's saved functions by name; what cannot be read is left out."""
    from gdexplorer.io.functions import saved
    from gdexplorer.problems.expression.definition import problem_class

    found: dict[str, type[Problem]] = {}
    for name, definition in saved()[0].items():
        with contextlib.suppress(ParameterError):
            found[name] = problem_class(definition)
    return found


def problem(name: str, **parameters: object) -> Problem:
    """Make a problem by name, a written or a saved one of the user's own.

    Raises ParameterError (a ValueError) with a sentence for the user.
    """
    return make("problem", _known(name), name, parameters)


def _known(name: str) -> dict[str, type[Problem]]:
    """Return the problems; only for a name that is none of the written ones the library is read."""
    written = problems()
    return written if name in written else own_functions() | written


def function(
    text: str,
    box: Iterable[Any] | None = None,
    start: float | Iterable[float] | None = None,
    **parameters: object,
) -> Problem:
    """Make a problem of a formula, such as "x^2 + 5 sin(x)" or "a*x^2 + b*y^2".

    box: (low, high) for each variable, or one such pair for all, by default (-5, 5). start: a
    number for each variable. parameters: values of the names that the formula uses besides its
    variables, by default 1. Raises FormulaError, ParameterError (both ValueErrors).
    """
    from gdexplorer.problems.expression.definition import define, problem_class

    made = problem_class(define(text, box=box, start=start))
    return make("problem", {made.name: made}, made.name, parameters)


def learn_from(
    problem: Problem,
    path: str | PathLike[str],
    target: str = "",
    features: Sequence[str] = (),
    held_out: float | None = None,
    header: bool | None = None,
) -> Problem:
    """Have a model learn from a file of the user's: CSV, TSV, any delimiter, header or none.

    target, features: column names; by default every other column of numbers is a feature, and a
    model of sentences learns from the first column of texts. header: whether the first row is one;
    by default it is told. held_out: the share of rows that are
    not trained on; by default as the model says, of sentences a fifth. The kernel lesson takes a
    picture, PNG or JPEG, and nothing else. Raises ParameterError (a ValueError) with a sentence on
    what is wrong and where.
    """
    return learning_from(problem, path, target, features, held_out, header)[0]


def learning_from(
    problem: Problem,
    path: str | PathLike[str],
    target: str = "",
    features: Sequence[str] = (),
    held_out: float | None = None,
    header: bool | None = None,
    chosen: Collection[str] | None = None,
) -> tuple[Problem, tuple[str, ...]]:
    """Return what `learn_from` does, and sentences on the rows that were left out.

    chosen: the parameters that were set by hand. If it is given, a model of both learns a target
    as a number or as classes by what it holds, unless they say which, and one that had better see
    standardised numbers does, unless they say so.
    """
    if not isinstance(problem, DataProblem):
        raise ParameterError(f"{problem.title} does not learn from a table")
    if hasattr(problem, "photo"):
        if target or features or held_out is not None:
            raise ParameterError("a picture has no target, no features, and no rows to hold out")
        return _seeing(problem, path), ()
    if not target:
        raise ParameterError("name the target: the column that is to be predicted")
    if held_out is not None and not 0 <= held_out <= MOST_HELD_OUT:
        raise ParameterError(
            f"held out must be a share from 0 to {MOST_HELD_OUT}, not {held_out:g}"
        )
    if hasattr(problem, "corpus"):
        return _reading(problem, path, target, features, held_out, header)
    if not hasattr(problem, "given"):
        raise ParameterError(f"{problem.title} does not learn from a table")
    from gdexplorer.io.data_file import read

    learner: Any = problem if held_out is None else problem.tuned(test_share=held_out)
    table = read(path, target, features, header)
    notes = table.notes
    if chosen is not None:
        for suit in (_suited, _standardised):
            learner, said = suit(learner, table.rows, chosen)
            notes += said
    return cast(Problem, dataclasses.replace(learner, given=table.rows)), notes


def _suited(learner: Any, rows: Rows, chosen: Collection[str]) -> tuple[Any, tuple[str, ...]]:
    """Set a model that learns both to what the target holds; say so."""
    from gdexplorer.io.data_file import goal_of

    goal = goal_of(rows)
    settings = learner.learns.get(goal, {})
    if len(learner.learns) < 2 or any(name in chosen for name in settings):
        return learner, ()
    told = ", ".join(f"{name}={value}" for name, value in settings.items())
    return learner.tuned(**settings), (f"'{rows.target}' is learned as {goal.value}: {told}",)


def _standardised(
    learner: Any, _rows: Rows, chosen: Collection[str]
) -> tuple[Any, tuple[str, ...]]:
    """Have numbers of whatever units standardised where a model had better see them so."""
    if "standardise" in chosen or not learner.better_standardised:
        return learner, ()
    told = "numbers are standardised (standardise=false leaves them as they are)"
    return learner.tuned(standardise=True), (told,)


def _seeing(problem: Any, path: str | PathLike[str]) -> Problem:
    from gdexplorer.io.picture_file import read_picture

    return cast(Problem, dataclasses.replace(problem, photo=read_picture(path)))


def _reading(
    problem: Any,
    path: str | PathLike[str],
    target: str,
    features: Sequence[str],
    held_out: float | None,
    header: bool | None,
) -> tuple[Problem, tuple[str, ...]]:
    from gdexplorer.io.text_file import SHARE, read_texts

    if len(features) > 1:
        raise ParameterError(f"{problem.title.lower()} learns from one column of texts")
    column = features[0] if features else ""
    share = SHARE if held_out is None else held_out
    texts = read_texts(path, target, column, share, header)
    return cast(Problem, dataclasses.replace(problem, corpus=texts.corpus)), texts.notes


def save_parameters(problem: Problem, x: Iterable[float], path: str | PathLike[str]) -> None:
    """Write parameters x (n,) of a problem, such as run.trajectory.x[-1], as .npz or .csv.

    Raises ParameterError where x does not fit the problem or the name says that the file is
    something else, OSError where it cannot be written.
    """
    from gdexplorer.io.weights import save

    save(path, problem, np.array(checked_start(problem, x)))


def load_parameters(problem: Problem, path: str | PathLike[str]) -> Point:
    """Read what `save_parameters` wrote, to start from: `descend(problem, "adam", start=...)`.

    Raises ParameterError (a ValueError) with a sentence on what does not fit this problem.
    """
    from gdexplorer.io.weights import load

    return load(path, problem)


def optimizer(name: str, **hyperparameters: object) -> Optimizer[Any]:
    """Make an optimizer by name. Raises ParameterError (a ValueError)."""
    return make("optimizer", optimizers(), name, hyperparameters)


BARE = Around()
"""Nothing around a rule."""


def around(**settings: object) -> Around:
    """Make what is put around a rule: schedule, clipping, noise. Raises ParameterError."""
    return make("setting", {"around": Around}, "around", settings)


def frame(**settings: object) -> Frame:
    """Make a landscape's frame: shift, scale, rotation, noise. Raises ParameterError."""
    return make("setting", {"frame": Frame}, "frame", settings)


def stop_rule(**fields: object) -> StopRule:
    """Make a stop rule from its fields. Raises ParameterError (a ValueError)."""
    return make("stop rule", {"stop rule": StopRule}, "stop rule", fields)


def recipe(
    problem: str | Problem,
    optimizer: str | Optimizer[Any],
    start: float | Iterable[float] | None = None,
    around: Around | None = None,
    frame: Frame | None = None,
    **stop: object,
) -> Recipe:
    """Make what `descend` follows, of the same arguments."""
    chosen = make("problem", _known(problem), problem, {}) if isinstance(problem, str) else problem
    rule = optimizer
    if isinstance(optimizer, str):
        rule = make("optimizer", optimizers(), optimizer, {})
    if not isinstance(chosen, Problem) or not isinstance(rule, Optimizer):
        raise ParameterError("descend takes a problem and an optimizer, or their names")
    if around is not None and around.active and not takes_surroundings(rule):
        raise ParameterError(f"{rule.title} uses no learning rate, so nothing goes around it")
    framed = chosen if frame is None else frame.around(chosen)
    begin: Any = framed.start if start is None else start  # checked there
    return Recipe(framed, rule, begin, stop_rule(**stop), around or BARE)


def descend(
    problem: str | Problem,
    optimizer: str | Optimizer[Any],
    start: float | Iterable[float] | None = None,
    around: Around | None = None,
    frame: Frame | None = None,
    **stop: object,
) -> Run:
    """Run an optimizer on a problem until it stops.

    start: n numbers, by default the problem's own. around: a schedule, clipping and noise. frame:
    shifts, scales, turns and roughens the problem. stop: iterations (200), gradient_tolerance
    (1e-12) and step_tolerance (1e-16); a tolerance of 0 is off. Returns the run, with
    `run.trajectory` and `run.stop_reason`. Raises ParameterError (a ValueError) on bad input.
    """
    return Run(recipe(problem, optimizer, start, around, frame, **stop)).solve()
