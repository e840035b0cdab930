"""Linear models of a label: logistic regression for two classes, softmax regression for any."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gdexplorer.core.data import Part, Rows, any_seed, batch_size, row_order
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Array, Box, Point, Trait
from gdexplorer.problems.linear_regression import ridge, row_count, test_share
from gdexplorer.problems.losses import BinaryCrossEntropy, CrossEntropy, Loss
from gdexplorer.problems.table_model import TableModel, data_set, noise_on_inputs, standardised
from gdexplorer.problems.tables import CLASSES, TWO_CLASSES

ROOM = 5.0
"""How far the view goes from the start."""


def linear_logits(x: Array, design: Array, outputs: int) -> Array:
    """Return z = design Θ, (..., m, k), for a design (m, d) and parameters Θ as x (..., d k)."""
    theta = x.reshape(*x.shape[:-1], design.shape[-1], outputs)
    logits: Array = design @ theta
    return logits


class LinearClassifier(TableModel):
    """Cross-entropy of linear logits z = b + x·w, as many as outputs, and λ ‖w‖²; b comes first."""

    ridge: float
    labelled = True

    @property
    @abstractmethod
    def outputs(self) -> int:
        """How many logits there are."""

    @abstractmethod
    def cross_entropy(self, targets: Array) -> Loss:
        """Return the loss on rows with these labels."""

    def design(self, inputs: Array) -> Array:
        """Return inputs (m, d) in raw units as the model sees them: a 1 in front, (m, 1 + d)."""
        seen: Array = np.c_[np.ones(len(inputs)), self.scaled(inputs)]
        return seen

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
        f = self._loss_on(rows).value(linear_logits(x, rows.inputs, self.outputs))
        return f + (self._penalty * x * x).sum(axis=-1) if self.ridge else f

    def loss_and_gradient(self, x: Array, rows: Rows) -> tuple[Any, Array]:
        """Return f over rows, (...), and Xᵀ(p − y)/m + 2λw, (..., n)."""
        z = linear_logits(x, rows.inputs, self.outputs)
        f, slopes = self._loss_on(rows).value_and_slopes(z)
        g = (rows.inputs.T @ slopes).reshape(x.shape)
        if not self.ridge:
            return f, g
        pull = self._penalty * x
        return f + (pull * x).sum(axis=-1), g + 2 * pull

    def predict(self, x: Array, inputs: Array) -> Array:
        """Return the classes' probabilities (..., m, c) for inputs (m, d) in raw units."""
        z = linear_logits(x, self.design(inputs), self.outputs)
        return self._training_loss.answer(z)

    @property
    def start(self) -> Point:  # type: ignore[override]
        """All zero."""
        return (0.0,) * self.dimension

    @property
    def view(self) -> Box:  # type: ignore[override]
        """Around the start."""
        return ((-ROOM, ROOM),) * self.dimension

    def _oddities(self, x: Array) -> tuple[str, ...]:
        if self.ridge or self.score(x, self.shown) < 1:
            return ()
        return ("Every row is told right: without ridge the weights will grow for ever",)


@dataclass(frozen=True)
class LogisticRegression(LinearClassifier):
    """Mean −log σ(±z) for z = b + x·w: the probability of one of two classes (Berkson 1944)."""

    name = "logistic_regression"
    title = "Logistic regression"
    formula = (
        r"f(b,w) = -\frac{1}{m}\sum_{i=1}^{m} \left( y_i \ln p_i + (1-y_i) \ln(1-p_i) \right)"
        "\n"
        r"p_i = \frac{1}{1 + e^{-(b + x_i\cdot w)}}"
    )
    about = "A straight boundary between two classes: it turns, then sharpens."
    order = 72
    traits = frozenset({Trait.CONVEX})
    learning_rate = 1.0

    data: str = data_set("moons", TWO_CLASSES)
    rows: int = row_count()
    noise: float = noise_on_inputs()
    data_seed: int = any_seed("the table", "s₀", 42)
    test_share: float = test_share()
    standardise: bool = standardised()
    ridge: float = ridge()
    batch_size: int = batch_size()
    row_order: str = row_order()
    seed: int = any_seed("the shuffling")
    given: Rows | None = None

    def __post_init__(self) -> None:
        """Raise ParameterError where the user's own table has more than two labels."""
        super().__post_init__()
        if self.classes != 2:
            raise ParameterError(
                f"logistic regression is for two labels, not {self.classes}: "
                "choose softmax regression"
            )

    @property
    def outputs(self) -> int:
        """One: the other class's is 0."""
        return 1

    @property
    def parts(self) -> tuple[Part, ...]:
        """The intercept, then the weights."""
        return (Part("b", ()), Part("w", (self.shown.inputs.shape[1],), self.shown.names))

    def cross_entropy(self, targets: Array) -> Loss:
        """Return the loss on rows with these labels."""
        return BinaryCrossEntropy(targets)


@dataclass(frozen=True)
class SoftmaxRegression(LinearClassifier):
    """Mean −log of each row's softmax probability, for logits z = b + xW: one for each class."""

    name = "softmax_regression"
    title = "Softmax regression"
    formula = (
        r"f(b,W) = -\frac{1}{m}\sum_{i=1}^{m} \ln p_{i,y_i}"
        "\n"
        r"p_{ij} = \frac{e^{z_{ij}}}{\sum_{k=1}^{c} e^{z_{ik}}}, \quad z_i = b + x_i W"
    )
    about = "Straight boundaries between any number of classes, each with its own weights."
    order = 73
    traits = frozenset({Trait.CONVEX})
    learning_rate = 1.0

    data: str = data_set("blobs", tuple(CLASSES))
    rows: int = row_count()
    noise: float = noise_on_inputs()
    data_seed: int = any_seed("the table", "s₀", 42)
    test_share: float = test_share()
    standardise: bool = standardised()
    ridge: float = ridge()
    batch_size: int = batch_size()
    row_order: str = row_order()
    seed: int = any_seed("the shuffling")
    given: Rows | None = None

    @property
    def outputs(self) -> int:
        """One for each class."""
        return self.classes

    @property
    def parts(self) -> tuple[Part, ...]:
        """The intercepts, then the weights of every feature."""
        features = self.shown.inputs.shape[1]
        return (Part("b", (self.classes,)), Part("W", (features, self.classes)))

    def cross_entropy(self, targets: Array) -> Loss:
        """Return the loss on rows with these labels."""
        return CrossEntropy(targets, self.classes)
