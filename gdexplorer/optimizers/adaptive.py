"""Rules that scale each coordinate by the gradients it has seen.

Semantics and defaults are those of torch.optim.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.optimizer import Differentiable, Optimizer, State
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array
from gdexplorer.optimizers import settings
from gdexplorer.optimizers.first_order import decayed_gradient

FAMILY = "Adaptive"


@dataclass(frozen=True, slots=True)
class AdaGradState(State):
    """s: the sum of squared gradients, shape (..., n)."""

    s: Array


@dataclass(frozen=True)
class AdaGrad(Optimizer[AdaGradState]):
    """s ← s + g², x ← x − η_k g / (√s + ε) with η_k = η / (1 + γk) (Duchi, Hazan, Singer 2011)."""

    name = "adagrad"
    title = "AdaGrad"
    family = FAMILY
    formula = (
        r"s_{k+1} = s_k + g_k^2"
        "\n"
        r"x_{k+1} = x_k - \frac{\eta}{1+\gamma k}\,\frac{g_k}{\sqrt{s_{k+1}}+\epsilon}"
    )
    about = "Shrinks the step of each coordinate by all the gradients it has seen."
    order = 10
    normalised = True

    learning_rate: float = settings.learning_rate(1e-2)
    learning_rate_decay: float = parameter(
        0.0, symbol="γ", slider=(0, 1), help="divides the learning rate by 1 + γk; 0 is off"
    )
    weight_decay: float = settings.weight_decay()
    initial_accumulator: float = parameter(
        0.0, symbol="s₀", slider=(0, 1), help="what the sum of squared gradients starts from"
    )
    epsilon: float = settings.epsilon(1e-10)

    def init(self, problem: Differentiable, x: Array) -> AdaGradState:  # noqa: ARG002
        """Return the start with the initial accumulator."""
        return AdaGradState(0, x, np.full_like(x, self.initial_accumulator))

    def step(self, problem: Differentiable, state: AdaGradState) -> AdaGradState:
        """Go down the gradient, each coordinate divided by the root of its sum of squares."""
        k, x = state.k, state.x
        g = decayed_gradient(problem, x, self.weight_decay)
        s = state.s + g * g
        rate = self.learning_rate / (1 + k * self.learning_rate_decay)
        return AdaGradState(k + 1, x - rate * (g / (np.sqrt(s) + self.epsilon)), s)


@dataclass(frozen=True, slots=True)
class RMSPropState(State):
    """v, a: running means of g² and, if centered, of g. b: momentum buffer. All (..., n)."""

    v: Array
    a: Array
    b: Array


@dataclass(frozen=True)
class RMSProp(Optimizer[RMSPropState]):
    """v ← αv + (1 − α) g², x ← x − η g / (√v + ε) (Tieleman, Hinton 2012; Graves 2013 centered)."""

    name = "rmsprop"
    title = "RMSProp"
    family = FAMILY
    formula = (
        r"v_{k+1} = \alpha\,v_k + (1-\alpha)\,g_k^2"
        "\n"
        r"x_{k+1} = x_k - \eta\,\frac{g_k}{\sqrt{v_{k+1}}+\epsilon}"
    )
    about = "Divides each coordinate by a running mean of its recent gradients' size."
    order = 11
    normalised = True

    learning_rate: float = settings.learning_rate(1e-2)
    alpha: float = settings.decay(
        0.99, "α", "decay: the share of the running mean of g² that is kept"
    )
    epsilon: float = settings.epsilon(1e-8)
    weight_decay: float = settings.weight_decay()
    momentum: float = settings.momentum(0.0)
    centered: bool = parameter(
        default=False, symbol="", help="divide by the gradient's standard deviation instead"
    )

    def init(self, problem: Differentiable, x: Array) -> RMSPropState:  # noqa: ARG002
        """Return the start with empty means."""
        return RMSPropState(0, x, np.zeros_like(x), np.zeros_like(x), np.zeros_like(x))

    def step(self, problem: Differentiable, state: RMSPropState) -> RMSPropState:
        """Go down the gradient, each coordinate divided by its root mean square."""
        x, a, b = state.x, state.a, state.b
        g = decayed_gradient(problem, x, self.weight_decay)
        v = self.alpha * state.v + (1 - self.alpha) * (g * g)
        spread = v
        if self.centered:
            a = a + (1 - self.alpha) * (g - a)
            spread = np.maximum(v - a * a, 0.0)  # rounding can take it just below 0
        direction = g / (np.sqrt(spread) + self.epsilon)
        if self.momentum:
            direction = b = self.momentum * b + direction
        return RMSPropState(state.k + 1, x - self.learning_rate * direction, v, a, b)


@dataclass(frozen=True, slots=True)
class AdamState(State):
    """m, v: running means of g and of g², shape (..., n)."""

    m: Array
    v: Array


@dataclass(frozen=True)
class Adam(Optimizer[AdamState]):
    """m ← β₁m + (1−β₁) g, v ← β₂v + (1−β₂) g², x ← x − η m̂ / (√v̂ + ε) (Kingma, Ba 2015)."""

    name = "adam"
    title = "Adam"
    family = FAMILY
    formula = (
        r"m_{k+1} = \beta_1 m_k + (1-\beta_1)\,g_k, \quad "
        r"v_{k+1} = \beta_2 v_k + (1-\beta_2)\,g_k^2"
        "\n"
        r"x_{k+1} = x_k - \eta\,\frac{\hat m}{\sqrt{\hat v}+\epsilon}, \quad "
        r"\hat m = \frac{m_{k+1}}{1-\beta_1^{k+1}}, \quad "
        r"\hat v = \frac{v_{k+1}}{1-\beta_2^{k+1}}"
    )
    about = "Momentum and RMSProp together, corrected for their empty start: the first step is ±η."
    order = 12
    normalised = True

    learning_rate: float = settings.learning_rate(1e-3)
    beta1: float = settings.decay(0.9, "β₁", "the share of the running mean of g that is kept")
    beta2: float = settings.decay(0.999, "β₂", "the share of the running mean of g² that is kept")
    epsilon: float = settings.epsilon(1e-8)
    weight_decay: float = settings.weight_decay()

    def init(self, problem: Differentiable, x: Array) -> AdamState:  # noqa: ARG002
        """Return the start with empty means."""
        return AdamState(0, x, np.zeros_like(x), np.zeros_like(x))

    def step(self, problem: Differentiable, state: AdamState) -> AdamState:
        """Go along the bias-corrected mean gradient, divided by its root mean square."""
        t, x = state.k + 1, state.x
        g = decayed_gradient(problem, x, self.weight_decay)
        m = state.m + (1 - self.beta1) * (g - state.m)
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        rate = self.learning_rate / (1 - self.beta1**t)
        root = np.sqrt(v) / math.sqrt(1 - self.beta2**t) + self.epsilon
        return AdamState(t, x - rate * (m / root), m, v)
