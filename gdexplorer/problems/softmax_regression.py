"""Linear models of a label: logistic regression for two classes, softmax regression for any."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from gdexplorer.core.data import Part, Rows, any_seed, batch_size, row_order
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Array, Trait
from gdexplorer.problems.linear_logits import LinearLogits
from gdexplorer.problems.losses import BinaryCrossEntropy, CrossEntropy, Loss
from gdexplorer.problems.table_model import (
    Goal,
    TableModel,
    data_set,
    noise_on_inputs,
    ridge,
    row_count,
    share_held_out,
    standardised,
)
from gdexplorer.problems.tables import CLASSES, TWO_CLASSES


class LinearClassifier(LinearLogits, TableModel):
    """Linear logits z = b + x·w of a table's features, as many as outputs."""

    labelled = True
    learns = MappingProxyType({Goal.CLASSES: MappingProxyType({})})

    def design(self, inputs: Array) -> Array:
        """Return inputs (m, d) in raw units as the model sees them: a 1 in front, (m, 1 + d)."""
        seen: Array = np.c_[np.ones(len(inputs)), self.scaled(inputs)]
        return seen

    def _oddities(self, x: Array) -> tuple[str, ...]:
        if self.ridge or self.score(x, self.shown) < 1:
            return ()
        return ("Every row is told right: without ridge the weights will grow for ever",)


@dataclass(frozen=True)
class LogisticRegression(LinearClassifier):
    """Mean −log σ(±z) for z = b + x·w: the probability of one of two classes (Berkson 1944)."""

    name = "logistic_regression"
    title = "Logistic regression"
    also = ("logreg", "logit")
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
    test_share: float = share_held_out()
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
    also = ("multinomial logit", "maxent")
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
    test_share: float = share_held_out()
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

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The intercepts, then the weights of every feature."""
        shape = self.shown.inputs.shape[1], self.classes
        names = [f"{name},{label}" for name in self.shown.names for label in self.labels]
        of_classes = self.labels if names else ()
        return (Part("b", shape[1:], of_classes), Part("W", shape, tuple(names), unit_axis=1))

    def cross_entropy(self, targets: Array) -> Loss:
        """Return the loss on rows with these labels."""
        return CrossEntropy(targets, self.classes)
