"""Linear models of a table's target: mean squared error, all rows at once or a few at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from gdexplorer.core.data import Part, Rows, any_seed, batch_size, row_order, steepest
from gdexplorer.core.number_words import number_words
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array, Box, LeastSquares, Point, Trait
from gdexplorer.problems.table_model import (
    Goal,
    TableModel,
    data_set,
    ridge,
    row_count,
    share_held_out,
    standardised,
)
from gdexplorer.problems.tables import REGRESSION

ROUNDING = 1e-25
"""A loss this small beside that of answering 0 is none."""
LEAST = 1e-300
FLAT = 1e-14
"""The share of the largest curvature that rounding can make of none."""
MOST_CURVATURES = 100
"""Parameters up to which their curvatures are soon found."""
PIECE = 1 << 16
"""Rows that are standardised at once."""
LONG = 100.0
"""The condition number of a bowl that is worth a remark."""
MARGIN = 0.6
"""How far beyond start and minimum the view goes, as a share of their distance."""


def noise_on_target() -> Any:
    """Return the field for the noise of a made-up table."""
    return parameter(0.1, symbol="σ", high=1e3, slider=(0, 2), help="noise on the target")


class LinearModel(TableModel, LeastSquares):
    """A linear model with mean squared error; concrete ones say what stands before the mean.

    With the intercept in front, if there is one: ŷ = b + x·w. f = c (1/m Σ (ŷ − y)² + λ ‖w‖²).
    """

    intercept: bool
    ridge: float
    labelled = False
    learns = MappingProxyType({Goal.NUMBER: MappingProxyType({})})
    better_standardised = False
    factor: ClassVar[float]
    """c."""

    @property
    def centred(self) -> bool:
        """Only with an intercept."""
        return self.intercept

    def design(self, inputs: Array) -> Array:
        """Return inputs (m, d) in raw units as the model sees them, a 1 in front for b."""
        seen = self.scaled(inputs)
        return np.c_[np.ones(len(seen)), seen] if self.intercept else seen

    @property
    def parts(self) -> tuple[Part, ...]:
        """The intercept, then the weights."""
        weights = Part("w", (self.shown.inputs.shape[1],), self.shown.names)
        return (Part("b", ()), weights) if self.intercept else (weights,)

    def predict(self, x: Array, inputs: Array) -> Array:
        """Return ŷ (..., m) of inputs (m, d) in raw units, with parameters x (..., n)."""
        predicted: Array = x @ self.design(inputs).T
        return predicted

    def raw(self, x: Array) -> Array:
        """Return parameters x (..., n) as coefficients for features in raw units."""
        if not self.standardise:
            return x
        middle, spread = self._units
        weights = (x[..., 1:] if self.intercept else x) / spread
        if not self.intercept:
            return weights
        return np.concatenate([x[..., :1] - (weights @ middle)[..., None], weights], axis=-1)

    @cached_property
    def _penalty(self) -> Array:
        """λ for each weight, 0 for the intercept, (n,)."""
        penalty = np.full(self.dimension, self.ridge)
        penalty[: int(self.intercept)] = 0.0
        return penalty

    def loss(self, x: Array, rows: Rows) -> Any:
        """Return f over rows, (...)."""
        r = x @ rows.inputs.T - rows.targets
        f = (r * r).sum(axis=-1) / len(rows)
        if self.ridge:
            f = f + (self._penalty * x * x).sum(axis=-1)
        return self.factor * f

    def loss_and_gradient(self, x: Array, rows: Rows) -> tuple[Any, Array]:
        """Return f over rows, (...), and 2c (1/m Σ r x + λ w), (..., n)."""
        X = rows.inputs
        r = x @ X.T - rows.targets
        f = (r * r).sum(axis=-1) / len(rows)
        g = (r @ X) * (2 * self.factor / len(rows))
        if self.ridge:
            f = f + (self._penalty * x * x).sum(axis=-1)
            g = g + 2 * self.factor * self._penalty * x
        return self.factor * f, g

    def hessian(self, x: Array) -> Array:
        """Return the Hessian 2c (XᵀX/m + λ), the same everywhere, (..., n, n)."""
        n = self.dimension
        return np.broadcast_to(self._hessian, (*x.shape[:-1], n, n)).copy()

    @cached_property
    def _hessian(self) -> Array:
        X = self.train.inputs
        h: Array = 2 * self.factor * (X.T @ X / len(X) + np.diag(self._penalty))
        return h

    @cached_property
    def condition(self) -> float | None:
        """κ: the largest curvature over the smallest; inf if that is none, None of too many."""
        return _condition(self._hessian)

    @property
    def facts(self) -> tuple[str, ...]:
        """The condition number, where it is soon found."""
        if self.dimension == 1 or self.costly or self.condition is None:
            return ()
        return (f"condition number {number_words(self.condition)}",)

    def _oddities(self, x: Array) -> tuple[str, ...]:  # noqa: ARG002 (it is so everywhere)
        """Say where the units of the features, or features alike, make descent slow."""
        here, rounder = self.condition, self._standardised_condition
        if here is None or rounder is None:
            return ()
        if here > max(LONG, LONG / 10 * rounder):
            return (
                f"The features' units make this a long bowl, of condition number "
                f"{number_words(here)}: with 'standardise' it is {number_words(rounder)}",
            )
        if math.isinf(rounder):
            return ("Many weights fit equally well: there are too few rows, or features that "
                    "follow from others",)  # fmt: skip
        return ()

    @cached_property
    def _standardised_condition(self) -> float | None:
        """κ as it would be of standardised features. A table of them is not kept: it is large."""
        (middle, spread), rows = self._units, self.shown.inputs
        n, offset = rows.shape[1], int(self.intercept)
        moments = np.zeros((n + offset, n + offset))
        moments[:offset, :offset] = 1.0
        for i in range(0, len(rows), PIECE):
            z = (rows[i : i + PIECE] - middle) / spread
            moments[offset:, offset:] += z.T @ z / len(rows)
        return _condition(2 * self.factor * (moments + np.diag(self._penalty)))

    @property
    def fitting_rate(self) -> float:
        """The usual one, or three quarters of what is stable where that is less."""
        curvature = 2 * self.factor * (steepest(self.train.inputs, self.rows_in_batch) + self.ridge)
        return min(self.learning_rate, 1.5 / max(curvature, LEAST))

    @cached_property
    def _squares(self) -> tuple[Array, Array]:
        """A and b of the residuals Ax − b."""
        c, m = self.factor, len(self.train)
        A = self.train.inputs * np.sqrt(c / m)
        b = self.train.targets * np.sqrt(c / m)
        if not self.ridge:
            return A, b
        return np.r_[A, np.diag(np.sqrt(c * self._penalty))], np.r_[b, np.zeros(self.dimension)]

    def residuals(self, x: Array) -> Array:
        """Return the residuals, (..., m), or (..., m + n) with ridge."""
        A, b = self._squares
        residuals: Array = x @ A.T - b
        return residuals

    def jacobian(self, x: Array) -> Array:
        """Return their Jacobian, the same everywhere, (..., m, n)."""
        A, _ = self._squares
        return np.broadcast_to(A, (*x.shape[:-1], *A.shape)).copy()

    @cached_property
    def _solution(self) -> Point:
        A, b = self._squares
        return tuple(np.linalg.lstsq(A, b, rcond=None)[0].tolist())

    @property
    def minima(self) -> tuple[Point, ...]:
        """The least-squares solution."""
        return (self._solution,)

    @cached_property
    def minimum(self) -> float:
        """The loss there."""
        least = float(self.value(np.array(self._solution)))
        return least if least > ROUNDING * float(self.value(np.zeros(self.dimension))) else 0.0

    @property
    def start(self) -> Point:  # type: ignore[override]
        """All zero."""
        return (0.0,) * self.dimension

    @cached_property
    def view(self) -> Box:  # type: ignore[override]
        """Start and solution with room around them."""
        room = max(1.0, *(abs(c) for c in self._solution)) * MARGIN
        return tuple((min(0.0, c) - room, max(0.0, c) + room) for c in self._solution)


def _condition(hessian: Array) -> float | None:
    """Return the condition number of a symmetric (n, n); None if it takes long to find."""
    if len(hessian) > MOST_CURVATURES:
        return None
    curvatures = np.linalg.eigvalsh(hessian)
    low, high = float(curvatures[0]), float(curvatures[-1])
    return high / low if low > FLAT * high else math.inf


@dataclass(frozen=True)
class LinearRegression(LinearModel):
    """½ mean (ŷ − y)² for ŷ = b + x·w, in raw or standardised units; optional ridge."""

    name = "linear_regression"
    title = "Linear regression"
    also = ("OLS", "least squares", "linreg", "ridge regression")
    formula = r"f(b,w) = \frac{1}{2m}\sum_{i=1}^{m} (b + x_i\cdot w - y_i)^2"
    about = "A line through points: a bowl whose long axis comes from features that are alike."
    order = 70
    traits = frozenset({Trait.CONVEX})
    learning_rate = 0.1
    log_scale = True
    factor = 0.5

    data: str = data_set("line", tuple(REGRESSION))
    rows: int = row_count()
    noise: float = noise_on_target()
    data_seed: int = any_seed("the table", "s₀", 42)
    test_share: float = share_held_out()
    intercept: bool = parameter(True, symbol="b", help="whether the line has an intercept")
    standardise: bool = standardised()
    ridge: float = ridge()
    batch_size: int = batch_size()
    row_order: str = row_order()
    seed: int = any_seed("the shuffling")
    given: Rows | None = None


@dataclass(frozen=True)
class StochasticLeastSquares(LinearModel):
    """Mean (x·w − y)², one row at a time: stochastic gradient descent (Robbins, Monro 1951)."""

    name = "stochastic_least_squares"
    title = "Least squares, row by row"
    also = ("SGD", "LMS", "Widrow–Hoff")
    formula = r"f(w) = \frac{1}{m}\sum_{i=1}^{m} (x_i\cdot w - y_i)^2"
    about = "Each step sees one row: the path zigzags between the rows' own valleys."
    order = 71
    traits = frozenset({Trait.CONVEX, Trait.VALLEY})
    learning_rate = 0.01
    log_scale = True
    factor = 1.0

    data: str = data_set("three rows", tuple(REGRESSION))
    rows: int = row_count()
    noise: float = noise_on_target()
    data_seed: int = any_seed("the table", "s₀", 42)
    test_share: float = share_held_out()
    intercept: bool = parameter(False, symbol="b", help="whether the line has an intercept")
    standardise: bool = standardised()
    ridge: float = ridge()
    batch_size: int = batch_size(1)
    row_order: str = row_order("fixed")
    seed: int = any_seed("the shuffling")
    given: Rows | None = None
