"""Classes in two features: the regions of the chosen run's model, and what it gets wrong."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pyqtgraph as pg

from gdexplorer.core.data import DataProblem, Rows
from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.diverging import rgb
from gdexplorer.ui.plot.fit_part import DOT, few
from gdexplorer.ui.plot.fit_plane import FitPlane

STRENGTH = 0.55
"""How much of a class's colour its region has where the model is certain."""
MOST_NAMED = 6
"""Classes that are named beside the picture."""
LONGEST_NAME = 14
"""Characters of a class's name there."""


class FitRegions(FitPlane):
    """Points in their class's colour; a ring around each point that is taken for another class."""

    @classmethod
    def suits(cls, problem: DataProblem) -> bool:
        return bool(problem.classes) and problem.shown.inputs.shape[1] == 2

    def colour(self, label: int) -> str:
        """Return the colour of a class; no run has it."""
        return self.theme.classes[label % len(self.theme.classes)]

    def colours(self, problem: DataProblem, rows: Rows) -> Sequence[str]:  # noqa: ARG002
        return [self.colour(int(label)) for label in rows.targets]

    def legend(self, problem: DataProblem) -> tuple[str, str]:
        """Show which colour is which class; of many the first ones, all in the tooltip."""
        first, more = problem.labels[:MOST_NAMED], problem.labels[MOST_NAMED:]
        named = [
            f"<span style='color:{self.colour(i)}'>●</span>&nbsp;{escape(shortened(label))}"
            for i, label in enumerate(first)
        ]
        text = "&nbsp; ".join(["classes:", *named, *(["…"] if more else [])])
        return text, f"<qt>{escape(', '.join(problem.labels))}</qt>"

    def ring(self, problem: DataProblem, x: Array) -> None:
        seen = [few(problem.shown), few(problem.held_out)]
        missed = [r.inputs[problem.predict(x, r.inputs).argmax(axis=-1) != r.targets] for r in seen]
        pen = pg.mkPen(self.theme.bad, width=1.6)
        self.rings.setData(*np.concatenate(missed).T, size=DOT + 7, pen=pen, brush=None)

    def coloured(self, problem: DataProblem, answers: Array) -> np.ndarray:  # noqa: ARG002
        """Return the classes' colours mixed by their probabilities, (m, 3) bytes."""
        colours = np.array([rgb(self.colour(i)) for i in range(answers.shape[-1])])
        empty = rgb(self.theme.base)
        mixed = np.nan_to_num(answers) @ (colours - empty) * STRENGTH + empty
        return np.clip(mixed, 0, 255).astype(np.uint8)


def shortened(label: str) -> str:
    """Return a label that leaves room for others."""
    return label if len(label) <= LONGEST_NAME else f"{label[: LONGEST_NAME - 1]}…"
