"""Cross-entropy of logits that are linear in the parameters: z = x Θ, the intercepts in front."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import Any

import numpy as np

from gdexplorer.core.data import Rows, steepest
from gdexplorer.core.problem import Array, Point
from gdexplorer.problems.designed import Designed
from gdexplorer.problems.losses import Loss


class LinearLogits(Designed):
    """f = mean cross-entropy of z = X Θ + λ ‖w‖², the row's first number being 1.

    Θ is x, (d, k), row by row: so the k intercepts come first, and they bear no penalty.
    """

    ridge: float

    @property
    @abstractmethod
    def outputs(self) -> int:
        """k: how many logits there are."""

    @abstractmethod
    def cross_entropy(self, targets: Array) -> Loss:
        """Return the loss on rows with these labels."""

    def logits(self, x: Array, design: Array) -> Array:
        """Return z, (..., m, k), for a design (m, d) and parameters x (..., d k)."""
        theta = x.reshape(*x.shape[:-1], design.shape[-1], self.outputs)
        logits: Array = design @ theta
        return logits

    @cached_property
    def _training_loss(self) -> Loss:
        return self.cross_entropy(self.train.targets)

    def _loss_on(self, rows: Rows) -> Loss:
        return self._training_loss if rows is self.train else self.cross_entropy(rows.targets)

    @cached_property
    def _penalty(self) -> Array:
        """λ for each weight, 0 for the intercepts, (n,)."""
        penalty = np.full(self.dimension, self.ridge)
        penalty[: self.outputs] = 0.0
        return penalty

    def loss(self, x: Array, rows: Rows) -> Any:
        """Return f over rows, (...)."""
        f = self._loss_on(rows).value(self.logits(x, rows.inputs))
        return f + (self._penalty * x * x).sum(axis=-1) if self.ridge else f

    def loss_and_gradient(self, x: Array, rows: Rows) -> tuple[Any, Array]:
        """Return f over rows, (...), and Xᵀ(p − y)/m + 2λw, (..., n)."""
        f, slopes = self._loss_on(rows).value_and_slopes(self.logits(x, rows.inputs))
        g = (rows.inputs.T @ slopes).reshape(x.shape)
        if not self.ridge:
            return f, g
        pull = self._penalty * x
        return f + (pull * x).sum(axis=-1), g + 2 * pull

    def predict(self, x: Array, inputs: Array) -> Array:
        """Return the classes' probabilities (..., m, c) for inputs in their own units."""
        return self._training_loss.answer(self.logits(x, self.design(inputs)))

    @cached_property
    def fitting_rate(self) -> float:
        """The usual one, or three quarters of what is surely stable where that is less.

        The cross-entropy's curvature by z is at most 1/4 for one output, 1/2 for more (Böhning
        1992).
        """
        share = 0.25 if self.outputs == 1 else 0.5
        curvature = share * steepest(self.train.inputs, self.rows_in_batch) + 2 * self.ridge
        return min(self.learning_rate, 1.5 / curvature)

    @property
    def start(self) -> Point:  # type: ignore[override]
        """All zero."""
        return (0.0,) * self.dimension
