"""How well a model does along its path: loss and score over whole tables, at some iterates."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.data import DataProblem
from gdexplorer.core.problem import Array
from gdexplorer.core.trajectory import Trajectory

POINTS = 65
LEVELS, COSTLY_LEVELS = (9, 33, 257), (9, 33, POINTS)
"""How many iterates are measured: few at first, then more between them."""


@dataclass(frozen=True, eq=False)
class Learning:
    """Iterations k, (p,), and there the loss and the score on trained and held-out rows, (p,) each.

    Those of held-out rows are NaN where there are none.
    """

    k: Array
    train_loss: Array
    test_loss: Array
    train_score: Array
    test_score: Array


def looked_at(trajectory: Trajectory, points: int = POINTS) -> list[int]:
    """Return which iterates are measured: of many some of those that are kept, and the last."""
    evenly = spread(len(trajectory), points).tolist()
    return sorted({trajectory.iterate(trajectory.row(k)) for k in evenly} | {evenly[-1]})


def spread(length: int, points: int = POINTS) -> Array:
    """Return all of so many iterates, or of many so many evenly, with both ends."""
    return np.unique(np.linspace(0, length - 1, min(length, points)).round().astype(int))


def measured(problem: DataProblem, trajectory: Trajectory) -> Iterator[Learning | None]:
    """Measure a run ever more finely; None in between, so that the work can be cancelled."""
    known: dict[int, Array] = {}
    for points in COSTLY_LEVELS if problem.costly else LEVELS:
        new = [k for k in looked_at(trajectory, points) if k not in known]
        columns = yield from at_points(problem, (trajectory.x[k] for k in new))
        known.update(zip(new, columns.T, strict=True))
        ks = np.array(sorted(known))
        yield Learning(ks, *np.array([known[k] for k in ks.tolist()]).T)
        if len(ks) == len(trajectory):
            return


def score_in_words(score: float, digits: int) -> str:
    """Write an accuracy or R² with so many digits."""
    return f"{score:.{digits}g}" if score == score else "not defined (the targets are all alike)"


def at_points(problem: DataProblem, points: Iterable[Array]) -> Generator[None, None, Array]:
    """Return what is measured at points (n,) each: (4, p), in the order of Learning's columns."""
    rows = []
    for x in points:
        with np.errstate(all="ignore"):  # not around `yield`: another thread may end the work
            rows.append(_at(problem, x))
        yield None
    return np.array(rows).T


def _at(problem: DataProblem, x: Array) -> tuple[float, float, float, float]:
    test_loss = test_score = np.nan
    if len(problem.held_out):
        test_loss = float(problem.loss(x, problem.test))
        test_score = problem.score(x, problem.held_out)
    return float(problem.value(x)), test_loss, problem.score(x, problem.shown), test_score
