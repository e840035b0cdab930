"""Rules whose step is a multiple of the gradient, with or without memory of the last one.

Semantics and defaults are those of torch.optim.SGD.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gdexplorer.core.optimizer import Differentiable, Optimizer, State, frozen_state
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array
from gdexplorer.optimizers import settings

FAMILY = "First order"


def decayed_gradient(problem: Differentiable, x: Array, weight_decay: float) -> Array:
    """Return the gradient with weight decay as torch.optim adds it: g + λx."""
    g = problem.gradient(x)
    return g + weight_decay * x if weight_decay else g


@dataclass(frozen=True)
class GradientDescent(Optimizer[State]):
    """x ← x − η g (Cauchy 1847; torch.optim.SGD). Invariant under rotation."""

    name = "gradient_descent"
    title = "Gradient descent"
    short = "GD"
    also = ("GD", "SGD", "steepest descent")
    family = FAMILY
    formula = r"x_{k+1} = x_k - \eta\,\nabla f(x_k)"
    about = "Steps straight down the slope."
    order = 1
    rotates = True

    learning_rate: float = settings.learning_rate(1e-3)
    weight_decay: float = settings.weight_decay()

    def init(self, problem: Differentiable, x: Array) -> State:  # noqa: ARG002
        """Return the start; there is nothing to remember."""
        return State(0, x)

    def step(self, problem: Differentiable, state: State) -> State:
        """Go down the gradient."""
        x = state.x
        g = decayed_gradient(problem, x, self.weight_decay)
        return State(state.k + 1, x - self.learning_rate * g)


@frozen_state
class MomentumState(State):
    """b: the direction buffer, shape (..., n)."""

    b: Array


class _Rolling:
    """Has the rate in long doubles: a point then moves as by torch's fused multiply-add.

    That rounds once. Momentum carries a second rounding on: in doubles alone, a coordinate that
    crosses zero is off from torch by 5e-12 of its size. Where long doubles are no longer than
    doubles, so it stays.
    """

    learning_rate: float
    momentum: float

    @cached_property
    def _long_rate(self) -> np.ndarray[Any, np.dtype[np.longdouble]]:
        return np.array(self.learning_rate, dtype=np.longdouble)  # ready made: it is used each step

    @cached_property
    def _share(self) -> Array:
        return np.array(self.momentum)  # an array times a float takes half as long again


@dataclass(frozen=True)
class Momentum(_Rolling, Optimizer[MomentumState]):
    """b ← μ b + (1 − τ) g, x ← x − η b (Polyak 1964, in torch.optim.SGD's form).

    Invariant under rotation.
    """

    name = "momentum"
    title = "Momentum"
    also = ("heavy ball", "Polyak", "SGD with momentum")
    family = FAMILY
    formula = r"b_{k+1} = \mu\,b_k + (1-\tau)\,g_k, \quad x_{k+1} = x_k - \eta\,b_{k+1}"
    about = "Rolls like a heavy ball: keeps part of the last direction."
    order = 2
    rotates = True

    learning_rate: float = settings.learning_rate(1e-3)
    momentum: float = settings.momentum(0.9)
    dampening: float = parameter(
        0.0, symbol="τ", high=1, help="dampening: the share of each new gradient left out"
    )
    weight_decay: float = settings.weight_decay()

    def init(self, problem: Differentiable, x: Array) -> MomentumState:  # noqa: ARG002
        """Return the start with an empty buffer."""
        return MomentumState(0, x, np.zeros_like(x))

    def step(self, problem: Differentiable, state: MomentumState) -> MomentumState:
        """Go along the buffer."""
        x = state.x
        g = decayed_gradient(problem, x, self.weight_decay)
        b = g  # as in torch: the first buffer is g undamped, and without momentum there is none
        if state.k and self.momentum:
            b = self._share * state.b + ((1 - self.dampening) * g if self.dampening else g)
        return MomentumState(state.k + 1, (x - self._long_rate * b).astype(float), b)


@dataclass(frozen=True)
class Nesterov(_Rolling, Optimizer[MomentumState]):
    """b ← μ b + g, x ← x − η (g + μ b) (Nesterov 1983, in torch.optim.SGD's form).

    In torch's form the iterates drawn are the look-ahead points at which the gradient is taken
    (Sutskever et al. 2013 call them θ + μv). In the paper's look-ahead form they are θ itself:
    v ← μv − η ∇f(x + μv), x ← x + v, with b = v. Invariant under rotation.
    """

    name = "nesterov"
    title = "Nesterov"
    also = ("NAG", "accelerated gradient")
    family = FAMILY
    formula = r"b_{k+1} = \mu\,b_k + g_k, \quad x_{k+1} = x_k - \eta\,(g_k + \mu\,b_{k+1})"
    about = "Momentum that looks ahead: corrects the direction before it overshoots."
    order = 3
    stability = 0.68
    rotates = True

    learning_rate: float = settings.learning_rate(1e-3)
    momentum: float = settings.momentum(0.9)
    weight_decay: float = settings.weight_decay()
    form: str = parameter(
        "torch",
        symbol="",
        choices=("torch", "look-ahead"),
        help="which points are drawn: torch's shifted ones, or the paper's before the look-ahead",
    )

    def init(self, problem: Differentiable, x: Array) -> MomentumState:  # noqa: ARG002
        """Return the start with an empty buffer."""
        return MomentumState(0, x, np.zeros_like(x))

    def step(self, problem: Differentiable, state: MomentumState) -> MomentumState:
        """Go along the gradient and the buffer."""
        x = state.x
        if self.form == "look-ahead":
            ahead = self.momentum * state.b
            g = decayed_gradient(problem, x + ahead, self.weight_decay)
            v = ahead - self.learning_rate * g
            return MomentumState(state.k + 1, x + v, v)
        g = decayed_gradient(problem, x, self.weight_decay)
        b = self._share * state.b + g if state.k and self.momentum else g
        direction = g + self._share * b
        return MomentumState(state.k + 1, (x - self._long_rate * direction).astype(float), b)


@dataclass(frozen=True)
class QHM(Optimizer[MomentumState]):
    """b ← βb + (1−β) g, x ← x − η ((1−ν) g + νb) (Ma, Yarats 2019, section 3).

    ν = 0 is gradient descent, ν = 1 momentum with a normalised buffer, ν = β Nesterov's. Invariant
    under rotation.
    """

    name = "qhm"
    title = "Quasi-hyperbolic momentum"
    short = "QHM"
    also = ("QHM",)
    family = FAMILY
    formula = (
        r"b_{k+1} = \beta\,b_k + (1-\beta)\,g_k, \quad "
        r"x_{k+1} = x_k - \eta\,((1-\nu)\,g_k + \nu\,b_{k+1})"
    )
    about = "Mixes the plain gradient with momentum; between the two it damps oscillations."
    order = 4
    rotates = True

    learning_rate: float = settings.learning_rate(1e-3)
    beta: float = settings.decay(0.99, "β", "the share of the last direction that is kept")
    nu: float = parameter(0.7, symbol="ν", high=1, help="the buffer's share in the step")
    weight_decay: float = settings.weight_decay()

    def init(self, problem: Differentiable, x: Array) -> MomentumState:  # noqa: ARG002
        """Return the start with an empty buffer."""
        return MomentumState(0, x, np.zeros_like(x))

    def step(self, problem: Differentiable, state: MomentumState) -> MomentumState:
        """Go along the mixture of gradient and buffer."""
        x = state.x
        g = decayed_gradient(problem, x, self.weight_decay)
        b = self.beta * state.b + (1 - self.beta) * g
        direction = (1 - self.nu) * g + self.nu * b
        return MomentumState(state.k + 1, x - self.learning_rate * direction, b)
