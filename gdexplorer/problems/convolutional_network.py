"""A convolutional network that recognises handwritten digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from gdexplorer.core.data import (
    Part,
    Rows,
    any_seed,
    batch_size,
    positive_int,
    row_order,
)
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array, Point, Trait
from gdexplorer.problems.convolution import (
    kernel_gradient,
    max_pool,
    max_pool_gradient,
    mean_pool,
    mean_pool_gradient,
    picture_gradient,
    seen_by,
    windows,
)
from gdexplorer.problems.designed import Designed
from gdexplorer.problems.digits import CLASSES, INK, SIZE, digits
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
from gdexplorer.problems.losses import CrossEntropy, softmax
from gdexplorer.problems.network_remarks import remarks_on
from gdexplorer.problems.table_model import share_held_out
from gdexplorer.problems.tables import held_out

BLOCK = 2
"""Maps pool blocks of so many pixels a side."""
AT_ONCE = 64
"""Pictures that are evaluated at once: the maps of more would not stay in the cache."""


@dataclass(frozen=True)
class Pooling:
    """Maps and a block's side to pooled maps; these two, their gradient and the side to maps'."""

    apply: Callable[[Array, int], Array]
    gradient: Callable[[Array, Array, Array, int], Array]


POOLINGS = {
    "none": Pooling(lambda maps, _size: maps, lambda _maps, _pooled, slopes, _size: slopes),
    "average": Pooling(mean_pool, lambda maps, _pooled, g, size: mean_pool_gradient(maps, g, size)),
    "max": Pooling(max_pool, max_pool_gradient),
}


@dataclass(frozen=True, eq=False)
class Answers:
    """What every layer of the network answers to m pictures.

    seen: the windows that each convolution sees, (..., m, H, W, k² c). maps: what it answers,
    (..., m, H, W, d). pooled: the last of these, pooled. dense: its numbers (..., m, p), what each
    hidden dense layer answers, and the outputs z (..., m, 10).
    """

    seen: list[Array]
    maps: list[Array]
    pooled: Array
    dense: list[Array]


@dataclass(frozen=True)
class ConvolutionalNetwork(Designed):
    """h_l = φ(K_l ⋆ h_{l−1} + b_l) of a picture h_0, pooled, then dense layers and softmax.

    LeCun et al. 1989. ⋆ is the valid cross-correlation: each filter is laid on every place where
    it fits whole. Blocks of 2×2 are pooled; a second kernel is no larger than the maps it sees.
    The loss is the mean cross-entropy over pictures.
    """

    name = "convolutional_network"
    title = "Convolutional network"
    also = ("CNN", "ConvNet", "LeNet")
    formula = (
        r"f(K,W,b) = -\frac{1}{m}\sum_{i=1}^{m} \ln p_{i,y_i}"
        "\n"
        r"p_i = \mathrm{softmax}(\mathrm{pool}(h_i)\, W + b)"
        "\n"
        r"h_i = \varphi(K \star P_i + b_K)"
    )
    about = "Recognises handwritten digits by small filters that it finds by itself."
    order = 76
    traits = frozenset({Trait.MULTIMODAL, Trait.PLATEAU, Trait.SADDLE})
    learning_rate = 0.4
    step_scale = 0.03
    room = 1.0
    meant_for = ("pooling", "activation")

    convolutions: int = parameter(1, symbol="L", low=1, high=2, help="convolutions, one or two")
    filters: int = positive_int(16, "d", 64, "filters of each convolution")
    kernel_size: int = parameter(
        3, symbol="side", low=1, high=SIZE - 1, slider=(1, 5), help="pixels along a filter's side"
    )
    pooling: str = parameter(
        "max", symbol="", choices=tuple(POOLINGS), help="what 2×2 blocks of a map become"
    )
    units: int = parameter(
        0, symbol="u", high=256, slider=(0, 64), help="units of a hidden dense layer; 0 has none"
    )
    activation: str = parameter(
        "ReLU", symbol="φ", choices=tuple(ACTIVATIONS), help="what a unit makes of its sum"
    )
    initialisation: str = parameter(
        "He",
        symbol="init",
        choices=tuple(INITIALISATIONS),
        help="how first weights are drawn; zero shows why not",
    )
    test_share: float = share_held_out(0.3)
    data_seed: int = any_seed("the digits held out", "s₀", 42)
    weight_seed: int = any_seed("the first weights", "s₁")
    batch_size: int = batch_size(64)
    row_order: str = row_order()
    seed: int = any_seed("the shuffling")

    classes = CLASSES

    # ------------------------------------------------------------------ pictures

    @cached_property
    def _tables(self) -> tuple[Rows, Rows]:
        return held_out(digits(), self.test_share, self.data_seed)

    @property
    def shown(self) -> Rows:
        """The pictures to train on, (m, 8, 8), of counts from 0 to 16."""
        return self._tables[0]

    @property
    def held_out(self) -> Rows:
        """The pictures held out."""
        return self._tables[1]

    def design(self, pictures: Array) -> Array:
        """Return the windows (m, H, W, k²) that filters see of pictures, from 0 to 1."""
        return windows(pictures[..., None] / INK, self.kernel_size)

    # ------------------------------------------------------------------ layers

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """K1, b1, then K2, b2 where there are, then W and b of each dense layer."""
        shapes: list[tuple[int, ...]] = []
        size, channels = SIZE, 1
        for _ in range(self.convolutions):
            k = min(self.kernel_size, size)
            shapes.append((k, k, channels, self.filters))
            size, channels = size - k + 1, self.filters
        size //= self._block(size)
        wide = (size * size * channels, *((self.units,) if self.units else ()), self.classes)
        shapes += pairwise(wide)
        parts = []
        for i, shape in enumerate(shapes, 1):
            name = "W" if len(shape) == 2 else "K"
            parts.append(Part(f"{name}{i}", shape, unit_axis=len(shape) - 1))
            parts.append(Part(f"b{i}", shape[-1:]))
        return tuple(parts)

    def _block(self, size: int) -> int:
        """Return the side of the blocks that maps of a size pool."""
        return 1 if self.pooling == "none" else min(BLOCK, size)

    @property
    def fitting_rate(self) -> float:
        """The deeper the network, the lower."""
        return self.learning_rate / (len(self.parts) // 2 - 1)

    @cached_property
    def _places(self) -> Places:
        return places_of(self.parts)

    def _layers(self, x: Array) -> tuple[Layers, Layers]:
        """Return views of x (..., n): the convolutions, kernels as matrices; the dense layers."""
        weights, biases = layers_of(x, self._places)
        count = self.convolutions
        return (weights[:count], biases[:count]), (weights[count:], biases[count:])

    @cached_property
    def _activation(self) -> Activation:
        return ACTIVATIONS[self.activation]

    # ------------------------------------------------------------------ loss

    def _answers(self, x: Array, seen: Array) -> Answers:
        """Return what the layers answer to windows (m, H, W, k²) at x (..., n)."""
        convolutions, dense = self._layers(x)
        all_seen: list[Array] = []
        maps: list[Array] = []
        for i, (kernels, biases) in enumerate(zip(*convolutions, strict=True)):
            if i:
                seen = windows(maps[-1], self.parts[2 * i].shape[0])
            all_seen.append(seen)
            z = seen_by(kernels, seen)
            z += biases[..., None, None, :]
            maps.append(self._activation.apply(z))
        last = maps[-1]
        pooled = POOLINGS[self.pooling].apply(last, self._block(last.shape[-2]))
        numbers = pooled.reshape(*pooled.shape[:-3], self.parts[2 * self.convolutions].shape[0])
        return Answers(all_seen, maps, pooled, forward(dense, numbers, self._activation))

    def _outputs(self, x: Array, seen: Array) -> Array:
        """Return z (..., m, 10) of windows (m, H, W, k²), some at a time."""
        pieces = [seen[i : i + AT_ONCE] for i in range(0, max(len(seen), 1), AT_ONCE)]
        return np.concatenate([self._answers(x, piece).dense[-1] for piece in pieces], axis=-2)

    def loss(self, x: Array, rows: Rows) -> Any:
        """Return f over rows, (...)."""
        return CrossEntropy(rows.targets, self.classes).value(self._outputs(x, rows.inputs))

    def loss_and_gradient(self, x: Array, rows: Rows) -> tuple[Any, Array]:
        """Return f over rows, (...), and its gradient by back-propagation, (..., n)."""
        if len(rows) <= AT_ONCE:
            return self._loss_and_gradient(x, rows)
        f: Any = 0.0
        g = np.zeros(x.shape, x.dtype)
        for i in range(0, len(rows), AT_ONCE):
            few = rows.only(slice(i, i + AT_ONCE))
            share = len(few) / len(rows)
            its_f, its_g = self._loss_and_gradient(x, few)
            f = f + share * its_f
            g += share * its_g
        return f, g

    def _loss_and_gradient(self, x: Array, rows: Rows) -> tuple[Any, Array]:
        answers = self._answers(x, rows.inputs)
        f, slopes = CrossEntropy(rows.targets, self.classes).value_and_slopes(answers.dense[-1])
        convolutions, dense = self._layers(x)
        by_numbers, *gradients = backward(
            dense, answers.dense, slopes, self._activation, by_inputs=True
        )
        maps = answers.maps[-1]
        by_maps = POOLINGS[self.pooling].gradient(
            maps,
            answers.pooled,
            by_numbers.reshape(answers.pooled.shape),
            self._block(maps.shape[-2]),
        )
        first = self._backward(convolutions[0], answers, by_maps)
        return f, as_point([*first, *gradients], x.shape[:-1])

    def _backward(self, kernels: list[Array], answers: Answers, slopes: Array) -> list[Array]:
        """Return the gradients by the convolutions' parts, given that by the last maps."""
        gradients: list[Array] = []
        for i in range(self.convolutions - 1, -1, -1):
            slopes = self._activation.gradient(answers.maps[i], slopes)
            gradients.append(slopes.sum(axis=(-4, -3, -2)))
            gradients.append(kernel_gradient(answers.seen[i], slopes))
            if i:
                shape = (*kernels[i].shape[:-2], *self.parts[2 * i].shape)
                slopes = picture_gradient(slopes, kernels[i].reshape(shape))
        gradients.reverse()
        return gradients

    # ------------------------------------------------------------------ what is seen

    def predict(self, x: Array, inputs: Array) -> Array:
        """Return the digits' probabilities (..., m, 10) for pictures (m, 8, 8) of counts."""
        return softmax(self._outputs(x, self.design(inputs)))

    def filters_of(self, x: Array) -> list[Array]:
        """Return each convolution's filters, (..., k, k, c, d), at x (..., n)."""
        pieces = zip(self.parts, self.split(x), strict=True)
        return [piece for part, piece in pieces if part.name.startswith("K")]

    def feature_maps(self, x: Array, picture: Array) -> list[Array]:
        """Return what each convolution answers to a picture (8, 8), and the last, pooled.

        (..., H, W, d) each, at x (..., n).
        """
        answers = self._answers(x, self.design(picture[None]))
        return [maps[..., 0, :, :, :] for maps in (*answers.maps, answers.pooled)]

    def remarks(self, x: Array) -> tuple[str, ...]:
        """Return sentences on what is odd about the network at x (n,)."""
        answers = self._answers(x, self.train.inputs)
        hidden = [a.reshape(-1, a.shape[-1]) for a in (*answers.maps, *answers.dense[1:-1])]
        g = self.loss_and_gradient(x, self.train)[1]
        layers = layers_of(x, self._places)
        return remarks_on(self.activation, hidden, layers, self.part_norms(g))

    # ------------------------------------------------------------------ start

    @cached_property
    def start(self) -> Point:  # type: ignore[override]
        """Weights drawn by their seed; biases 0."""
        return first_point(self.parts, self.initialisation, self.weight_seed)
