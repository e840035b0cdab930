"""Dense layers and their activations, with gradients; first weights.

All take points with leading axes, and complex numbers: which side of 0 a number lies on is decided
by its real part.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.data import Part
from gdexplorer.core.problem import Array, Point
from gdexplorer.problems.convolution import relu, relu_gradient

ONE, HALF, ZERO = np.array(1.0), np.array(0.5), np.array(0.0)
"""As arrays: small arrays meet them in half the time that they take to meet Python's numbers."""

Layers = tuple[list[Array], list[Array]]
"""Weights (..., k, l) of each layer, and biases (..., 1, l) of each or none at all."""
Place = tuple[slice, tuple[int, int]]


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + e^−z), as (1 + tanh(z/2)) / 2, which cannot overflow."""
    h: Array = z * HALF
    np.tanh(h, h)
    h += ONE
    h *= HALF
    return h


def softplus(z: Array) -> Array:
    """Return log(1 + e^z); it cannot overflow."""
    if z.dtype.kind != "c":
        smooth: Array = np.logaddexp(ZERO, z)
        return smooth
    positive = z.real > 0
    return np.where(positive, z, 0.0) + np.log1p(np.exp(np.where(positive, -z, z)))


def _sigmoid_gradient(h: Array, slopes: Array) -> Array:
    g = ONE - h
    g *= h
    return slopes * g


def _tanh_gradient(h: Array, slopes: Array) -> Array:
    return slopes * (ONE - h * h)


def _softplus_gradient(h: Array, slopes: Array) -> Array:
    return slopes * -np.expm1(-h)  # 1 − e^−h is the sigmoid of z


@dataclass(frozen=True)
class Activation:
    """h = φ(z), and the gradient by z, of h = φ(z) and the gradient by h."""

    apply: Callable[[Array], Array]
    gradient: Callable[[Array, Array], Array]


ACTIVATIONS = {
    "sigmoid": Activation(sigmoid, _sigmoid_gradient),
    "tanh": Activation(np.tanh, _tanh_gradient),
    "ReLU": Activation(relu, relu_gradient),
    "softplus": Activation(softplus, _softplus_gradient),
}

INITIALISATIONS: dict[str, Callable[[int, int], float]] = {
    "normal": lambda _k, _l: 1.0,
    "Xavier": lambda k, l: math.sqrt(2 / (k + l)),  # noqa: E741 (Glorot, Bengio 2010)
    "He": lambda k, _l: math.sqrt(2 / k),  # He et al. 2015
    "zero": lambda _k, _l: 0.0,
}
"""The standard deviation of a layer's first weights, of its inputs and outputs."""


def first_weights(kind: str, shapes: Sequence[tuple[int, ...]], seed: int) -> list[Array]:
    """Draw weights of these shapes from normal distributions, layer by layer in order.

    Shapes are (inputs, outputs), or (k, k, inputs, outputs) of kernels. seed: of numpy's legacy
    generator, whose numbers are the same in every version.
    """
    rng = np.random.RandomState(seed)
    return [_deviation(kind, shape) * rng.randn(*shape) for shape in shapes]


def _deviation(kind: str, shape: tuple[int, ...]) -> float:
    """Return the standard deviation of weights; what a unit hears has k² inputs in each channel."""
    places = math.prod(shape[:-2])
    return INITIALISATIONS[kind](places * shape[-2], places * shape[-1])


Places = tuple[list[Place], list[Place]]
"""Where weights and biases are in x."""


def places_of(parts: Sequence[Part]) -> Places:
    """Return where weights and biases are in x; parts with one axis are biases."""
    weights: list[Place] = []
    biases: list[Place] = []
    begin = 0
    for part in parts:
        kind = biases if len(part.shape) == 1 else weights
        last = part.shape[-1]
        kind.append((slice(begin, begin + part.size), (part.size // last, last)))
        begin += part.size
    return weights, biases


def layers_of(x: Array, places: Places) -> Layers:
    """Return views of x (..., n), or of a gradient, as layers: kernels too as matrices."""
    weights, biases = places
    if x.ndim == 1:  # in fewer operations: they count in a small network
        return (
            [x[place].reshape(shape) for place, shape in weights],
            [x[place].reshape(shape) for place, shape in biases] if biases else [],
        )
    lead = x.shape[:-1]
    return (
        [x[..., place].reshape(lead + shape) for place, shape in weights],
        [x[..., place].reshape(lead + shape) for place, shape in biases],
    )


def first_point(parts: Sequence[Part], kind: str, seed: int) -> Point:
    """Return a first x: weights drawn by their seed, layer by layer in order; biases 0."""
    drawn = iter(first_weights(kind, [p.shape for p in parts if len(p.shape) > 1], seed))
    pieces = [next(drawn) if len(p.shape) > 1 else np.zeros(p.shape) for p in parts]
    return tuple(np.concatenate([piece.ravel() for piece in pieces]).tolist())


def as_point(pieces: Sequence[Array], lead: tuple[int, ...]) -> Array:
    """Return gradients of parts, in order, as one of x: (*lead, n)."""
    if not lead:
        return np.concatenate([g.ravel() for g in pieces])
    sizes = [math.prod(g.shape[len(lead) :]) for g in pieces]  # −1 would not do for no points
    flat = [g.reshape(*lead, size) for g, size in zip(pieces, sizes, strict=True)]
    return np.concatenate(flat, axis=-1)


def forward(layers: Layers, inputs: Array, activation: Activation) -> list[Array]:
    """Return the inputs (m, k), what each hidden layer answers, and the outputs z (..., m, l)."""
    weights, biases = layers
    answers = [inputs]
    last = len(weights) - 1
    h = inputs
    for i, W in enumerate(weights):
        h = h.dot(W) if W.ndim == 2 else h @ W  # of small matrices, dot takes half the time of @
        if biases:
            h += biases[i]
        if i < last:
            h = activation.apply(h)
        answers.append(h)
    return answers


def backward(
    layers: Layers,
    answers: Sequence[Array],
    slopes: Array,
    activation: Activation,
    by_inputs: bool = False,
) -> list[Array]:
    """Return the gradients by each layer's weights, and biases, given that by the outputs.

    by_inputs: whether that by the inputs is wanted too, in front of all others.
    """
    weights, biases = layers
    gradients: list[Array] = []
    for i in range(len(weights) - 1, -1, -1):
        h, W = answers[i], weights[i]
        single = W.ndim == 2
        if biases:
            gradients.append(np.add.reduce(slopes, axis=-2, keepdims=True))
        gradients.append(h.T.dot(slopes) if single else h.swapaxes(-1, -2) @ slopes)
        if i or by_inputs:
            slopes = slopes.dot(W.T) if single else slopes @ W.swapaxes(-1, -2)
        if i:
            slopes = activation.gradient(h, slopes)
    if by_inputs:
        gradients.append(slopes)
    gradients.reverse()
    return gradients
