"""A network of dense layers that learns labels or numbers from a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from gdexplorer.core.data import Part, Rows, any_seed, batch_size, positive_int, row_order
from gdexplorer.core.parameter import ParameterError, parameter
from gdexplorer.core.problem import Array, Point, Trait
from gdexplorer.problems.layers import (
    ACTIVATIONS,
    INITIALISATIONS,
    Activation,
    Layers,
    Places,
    as_point,
    backward,
    first_point,
    forward,
    layers_of,
    places_of,
)
from gdexplorer.problems.losses import (
    BinaryCrossEntropy,
    BinarySquaredError,
    BrierScore,
    CrossEntropy,
    Loss,
    SquaredError,
)
from gdexplorer.problems.network_remarks import remarks_on
from gdexplorer.problems.table_model import (
    Goal,
    TableModel,
    data_set,
    noise_on_inputs,
    row_count,
    share_held_out,
    standardised,
)
from gdexplorer.problems.tables import CLASSES, REGRESSION

LOSSES = ("cross-entropy", "squared error")


@dataclass(frozen=True)
class NeuralNetwork(TableModel):
    """h_l = φ(h_{l−1} W_l + b_l) from the inputs h_0 on; the last layer's outputs have no φ.

    Two classes have one output, the probability's logit; more have one each, through softmax;
    a number has one, as it is. The loss is the mean over rows of the cross-entropy, or of the
    squared error of the probabilities or the number; a number has no cross-entropy, so of the
    made-up tables of numbers it is the squared error; standardised, their targets have mean 0 and
    deviation 1 in it, as the features have. The user's own target is a label where the
    loss is the cross-entropy, a number where it is the squared error.
    """

    name = "neural_network"
    title = "Neural network"
    also = ("NN", "MLP", "multilayer perceptron", "feed-forward", "dense")
    formula = (
        r"f(W,b) = \frac{1}{m}\sum_{i=1}^{m} \ell(z_i, y_i)"
        "\n"
        r"h_0 = x_i, \quad h_l = \varphi(h_{l-1} W_l + b_l), \quad z_i = h_L W_{L+1} + b_{L+1}"
    )
    about = "Bent boundaries, learned from any start, though not always the same ones."
    order = 74
    traits = frozenset({Trait.MULTIMODAL, Trait.PLATEAU, Trait.SADDLE})
    learning_rate = 0.5
    step_scale = 0.05
    iterations = 1000
    meant_for = ("standardise", "activation")
    learns = MappingProxyType(
        {
            Goal.CLASSES: MappingProxyType({"loss_kind": "cross-entropy"}),
            Goal.NUMBER: MappingProxyType({"loss_kind": "squared error"}),
        }
    )

    data: str = data_set("moons", (*CLASSES, *REGRESSION))
    rows: int = row_count()
    noise: float = noise_on_inputs()
    data_seed: int = any_seed("the table", "s₀", 42)
    test_share: float = share_held_out()
    standardise: bool = standardised()
    layers: int = positive_int(1, "L", 6, "hidden layers")
    units: int = positive_int(8, "u", 256, "units of each hidden layer")
    bias: bool = parameter(True, symbol="b", help="whether units have biases")
    activation: str = parameter(
        "tanh", symbol="φ", choices=tuple(ACTIVATIONS), help="what a hidden unit makes of its sum"
    )
    loss_kind: str = parameter(
        "cross-entropy", symbol="", choices=LOSSES, help="what is minimised; for numbers squares"
    )
    initialisation: str = parameter(
        "Xavier",
        symbol="init",
        choices=tuple(INITIALISATIONS),
        help="how first weights are drawn; zero shows why not",
    )
    weight_seed: int = any_seed("the first weights", "s₁")
    batch_size: int = batch_size()
    row_order: str = row_order()
    seed: int = any_seed("the shuffling")
    given: Rows | None = None

    @property
    def labelled(self) -> bool:
        """Whether the target is a label rather than a number."""
        if self.given is None:
            return self.data in CLASSES
        return self.loss_kind == "cross-entropy"

    def _taken_alike(self) -> dict[str, Any]:
        if not self.labelled:
            return {"loss_kind": "squared error"}
        if self.loss_kind == "squared error":
            raise ParameterError(
                "with the squared error a table of one's own is one of numbers: "
                "choose the cross-entropy to change this one's rows"
            )
        return {}

    def design(self, inputs: Array) -> Array:
        """Return inputs (m, d) in raw units as the model sees them."""
        return self.scaled(inputs)

    # ------------------------------------------------------------------ layers

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """How many numbers each layer has: inputs, hidden ones, outputs."""
        outputs = self.classes if self.classes > 2 else 1
        return (self.shown.inputs.shape[1], *(self.units,) * self.layers, outputs)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Return W1, b1, W2, b2 and so on."""
        parts = []
        for i, (k, l) in enumerate(pairwise(self.widths), 1):  # noqa: E741
            parts.append(Part(f"W{i}", (k, l), unit_axis=1))
            if self.bias:
                parts.append(Part(f"b{i}", (l,)))
        return tuple(parts)

    @cached_property
    def _places(self) -> Places:
        return places_of(self.parts)

    def _layers(self, x: Array) -> Layers:
        """Return views of x (..., n), or of a gradient, as layers."""
        return layers_of(x, self._places)

    @cached_property
    def _activation(self) -> Activation:
        return ACTIVATIONS[self.activation]

    # ------------------------------------------------------------------ loss

    def _made_loss(self, targets: Array) -> Loss:
        entropy = self.loss_kind == "cross-entropy"
        if not self.classes:
            middle, spread = self._target_units
            return SquaredError((targets - middle) / spread)
        if self.classes == 2:
            return BinaryCrossEntropy(targets) if entropy else BinarySquaredError(targets)
        made = CrossEntropy if entropy else BrierScore
        return made(targets, self.classes)

    @cached_property
    def _target_units(self) -> tuple[float, float]:
        """Mean and deviation of numbers to learn, where all is standardised; else 0 and 1."""
        targets = self.shown.targets
        if not self.standardise or self.classes:
            return 0.0, 1.0
        return float(targets.mean()), float(targets.std()) or 1.0

    @cached_property
    def _training_loss(self) -> Loss:
        return self._made_loss(self.train.targets)

    def _loss_on(self, rows: Rows) -> Loss:
        return self._training_loss if rows is self.train else self._made_loss(rows.targets)

    def loss(self, x: Array, rows: Rows) -> Any:
        """Return f over rows, (...)."""
        answers = forward(self._layers(x), rows.inputs, self._activation)
        return self._loss_on(rows).value(answers[-1])

    def loss_and_gradient(self, x: Array, rows: Rows) -> tuple[Any, Array]:
        """Return f over rows, (...), and its gradient by back-propagation, (..., n)."""
        layers = self._layers(x)
        answers = forward(layers, rows.inputs, self._activation)
        f, slopes = self._loss_on(rows).value_and_slopes(answers[-1])
        gradients = backward(layers, answers, slopes, self._activation)
        return f, as_point(gradients, x.shape[:-1])

    # ------------------------------------------------------------------ what is seen

    def activations(self, x: Array, inputs: Array) -> list[Array]:
        """Return what each layer answers to inputs (m, d) in raw units, at x (..., n).

        The inputs as the network sees them (m, d), each hidden layer (..., m, units), and the
        outputs (..., m, k) before they become probabilities.
        """
        return forward(self._layers(x), self.design(inputs), self._activation)

    def predict(self, x: Array, inputs: Array) -> Array:
        """Return the classes' probabilities (..., m, c), or numbers (..., m), for raw inputs."""
        answers = self._training_loss.answer(self.activations(x, inputs)[-1])
        middle, spread = self._target_units
        return answers if self.classes else answers * spread + middle

    def _oddities(self, x: Array) -> tuple[str, ...]:
        hidden = self.activations(x, self.shown.inputs)[1:-1]
        g = self.loss_and_gradient(x, self.train)[1]
        return remarks_on(self.activation, hidden, self._layers(x), self.part_norms(g))

    # ------------------------------------------------------------------ start

    @cached_property
    def start(self) -> Point:  # type: ignore[override]
        """Weights drawn by their seed; biases 0."""
        return first_point(self.parts, self.initialisation, self.weight_seed)
