"""Which classes a model takes for which."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gdexplorer.core.data import DataProblem, Numbers, Rows
from gdexplorer.core.problem import Array

AT_ONCE = 2048
"""Rows that are asked for at once, so that the work can be cancelled."""


def confused(problem: DataProblem, x: Array, rows: Rows) -> Iterator[Numbers | None]:
    """Yield None while there is more to do, then the confusion matrix (c, c) at x (n,).

    rows: in their own units. The matrix counts the rows of a class, down, that are taken for a
    class, across.
    """
    counts = np.zeros((problem.classes, problem.classes), int)
    for i in range(0, len(rows), AT_ONCE):
        few = rows.only(slice(i, i + AT_ONCE))
        with np.errstate(all="ignore"):  # not around `yield`: another thread may end the work
            answers = problem.predict(x, few.inputs).argmax(axis=-1)
        np.add.at(counts, (few.targets.astype(int), answers), 1)
        yield None
    yield counts
