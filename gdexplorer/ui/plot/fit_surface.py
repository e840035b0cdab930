"""A number by two features: the answer as a heat map, rows on the same scale, rings for misses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdexplorer.core.data import DataProblem, Rows
from gdexplorer.core.number_words import number_words
from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.diverging import ends, mixed, rgb
from gdexplorer.ui.plot.fit_part import DOT, few
from gdexplorer.ui.plot.fit_plane import FitPlane
from gdexplorer.ui.plot.plot import Plot

SHADES = 64
SMALL = 0.02
"""A miss of less than this share of the targets' range has no ring."""
RING, LARGEST = 4, 26
"""Pixels that a ring is wider than its point: for the least miss, and for the whole range."""


class FitSurface(FitPlane):
    """The chosen run's answer over both features; a ring is the wider the further off it is."""

    held_out_as = "squares"

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self.held_out.setSymbol("s")  # a filled point can be as pale as what is around it

    @classmethod
    def suits(cls, problem: DataProblem) -> bool:
        return not problem.classes and problem.shown.inputs.shape[1] == 2

    def colours(self, problem: DataProblem, rows: Rows) -> Sequence[str]:
        shades = self._shades()
        return [shades[i] for i in _places(rows.targets, span(problem))]

    def show_rows(self, problem: DataProblem) -> None:
        """Draw the rows; the edge of one held out is seen on whatever it is answered."""
        super().show_rows(problem)
        others = few(problem.held_out)
        hollow = self.look(self.theme.text, "#00000000", 1.4)
        self.put(self.held_out, others, [hollow] * len(others))

    def legend(self, problem: DataProblem) -> tuple[str, str]:  # noqa: ARG002
        low, _, high = ends(self.theme)
        text = (
            f"<span style='color:{high}'>◯</span>&nbsp;too high&nbsp; "
            f"<span style='color:{low}'>◯</span>&nbsp;too low"
        )
        return text, "The answer is too high or too low: a ring is the wider the further off it is"

    def scale(self, problem: DataProblem) -> tuple[Sequence[str], Sequence[str]]:
        low, high = map(number_words, span(problem))
        shades, name = self._shades(), problem.shown.target or "y"
        return (shades[0], shades[-1]), (low, name, high)

    def _shades(self) -> list[str]:
        """Return the colours from low to high: the landscape's, with more between them."""
        low, high = self.theme.low, mixed(self.theme.high, self.theme.text, 0.4)
        return [mixed(low, high, i / (SHADES - 1)) for i in range(SHADES)]

    def coloured(self, problem: DataProblem, answers: Array) -> np.ndarray:
        shades = np.array([rgb(shade) for shade in self._shades()], dtype=np.uint8)
        picture: np.ndarray = shades[_places(answers, span(problem))]
        return picture

    def ring(self, problem: DataProblem, x: Array) -> None:
        """Draw a ring around each row that is missed, those held out too."""
        both = few(problem.shown), few(problem.held_out)
        inputs = np.concatenate([rows.inputs for rows in both])
        targets = np.concatenate([rows.targets for rows in both])
        low, high = span(problem)
        misses = np.nan_to_num((problem.predict(x, inputs) - targets) / (high - low), nan=1.0)
        seen = np.abs(misses) > SMALL
        sizes = DOT + RING + np.rint(np.minimum(np.abs(misses[seen]), 1.0) * (LARGEST - RING))
        below, _, above = ends(self.theme)
        looks = [self.look(above if m > 0 else below, "#00000000", 1.8) for m in misses[seen]]
        pens, brushes = [pen for pen, _ in looks], [brush for _, brush in looks]
        self.rings.setData(*inputs[seen].T, size=sizes, pen=pens, brush=brushes)


def span(problem: DataProblem) -> tuple[float, float]:
    """Return the range of all targets, never empty."""
    targets = np.concatenate([problem.shown.targets, problem.held_out.targets])
    low, high = float(targets.min()), float(targets.max())
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _places(values: Array, span: tuple[float, float]) -> np.ndarray:
    """Return the number of each value's shade; what is beyond the scale has its last one."""
    low, high = span
    shares = np.clip(np.nan_to_num((values - low) / (high - low)), 0.0, 1.0)
    return np.rint(shares * (SHADES - 1)).astype(int)
