"""Adam's further kin, after their papers: AdaBelief, Yogi, Lion, QHAdam."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdexplorer.core.optimizer import Differentiable, Optimizer, State, frozen_state
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array
from gdexplorer.optimizers import settings
from gdexplorer.optimizers.adam import FAMILY, HATS, MEANS, AdamState, PlainMoments
from gdexplorer.optimizers.first_order import decayed_gradient


@dataclass(frozen=True)
class AdaBelief(PlainMoments):
    """v ← β₂v + (1−β₂)(g − m)² + ε, x ← x − η m̂ / (√v̂ + ε) (Zhuang et al. 2020, algorithm 2)."""

    name = "adabelief"
    title = "AdaBelief"
    formula = (
        r"m_{k+1} = \beta_1 m_k + (1-\beta_1)\,g_k, \quad "
        r"v_{k+1} = \beta_2 v_k + (1-\beta_2)\,(g_k-m_{k+1})^2 + \epsilon"
        "\n"
        r"x_{k+1} = x_k - \eta\,\frac{\hat m}{\sqrt{\hat v}+\epsilon}, \quad " + HATS
    )
    about = "Steps far where the gradient is as foreseen, and carefully where it surprises."
    order = 19

    epsilon: float = settings.epsilon(1e-16)

    def step(self, problem: Differentiable, state: AdamState) -> AdamState:
        """Go along the mean gradient, divided by how far gradients stray from it."""
        t, x = state.k + 1, state.x
        g = decayed_gradient(problem, x, self.weight_decay)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        surprise = g - m
        v = self.beta2 * state.v + (1 - self.beta2) * (surprise * surprise) + self.epsilon
        root = np.sqrt(v / (1 - self.beta2**t)) + self.epsilon
        return AdamState(t, x - self.learning_rate * (m / (1 - self.beta1**t) / root), m, v)


@dataclass(frozen=True)
class Yogi(PlainMoments):
    """v ← v − (1−β₂) sign(v − g²) g², x ← x − η m / (√v + ε) (Zaheer et al. 2018, algorithm 2).

    Means are not corrected for their start, as in the paper; v begins at the initial accumulator.
    """

    name = "yogi"
    title = "Yogi"
    formula = (
        r"m_{k+1} = \beta_1 m_k + (1-\beta_1)\,g_k, \quad "
        r"v_{k+1} = v_k - (1-\beta_2)\,\mathrm{sign}(v_k-g_k^2)\,g_k^2"
        "\n"
        r"x_{k+1} = x_k - \eta\,\frac{m_{k+1}}{\sqrt{v_{k+1}}+\epsilon}"
    )
    about = "Adam whose second moment changes by g² at most, so steps do not grow at a blow."
    order = 20

    learning_rate: float = settings.learning_rate(1e-2)
    epsilon: float = settings.epsilon(1e-3)
    initial_accumulator: float = parameter(
        1e-6, symbol="v₀", slider=(0, 1), help="what the second moment starts from"
    )

    def init(self, problem: Differentiable, x: Array) -> AdamState:  # noqa: ARG002
        """Return the start with the initial accumulator."""
        return AdamState(0, x, np.zeros_like(x), np.full_like(x, self.initial_accumulator))

    def step(self, problem: Differentiable, state: AdamState) -> AdamState:
        """Go along the mean gradient, divided by a second moment that changes slowly."""
        x = state.x
        g = decayed_gradient(problem, x, self.weight_decay)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        square = g * g
        v = state.v - (1 - self.beta2) * (np.sign(state.v - square) * square)
        step = self.learning_rate * (m / (np.sqrt(v) + self.epsilon))
        return AdamState(state.k + 1, x - step, m, v)


@frozen_state
class LionState(State):
    """m: running mean of g, shape (..., n)."""

    m: Array


@dataclass(frozen=True)
class Lion(Optimizer[LionState]):
    """x ← x − η (sign(β₁m + (1−β₁) g) + λx), m ← β₂m + (1−β₂) g (Chen et al. 2023, algorithm 2)."""

    name = "lion"
    title = "Lion"
    family = FAMILY
    formula = (
        r"x_{k+1} = x_k - \eta\,(\mathrm{sign}(\beta_1 m_k + (1-\beta_1)\,g_k) + \lambda x_k)"
        "\n"
        r"m_{k+1} = \beta_2 m_k + (1-\beta_2)\,g_k"
    )
    about = "Every coordinate moves by exactly η each time, in the sign of a mean gradient."
    order = 21
    normalised = True

    learning_rate: float = settings.learning_rate(1e-3)
    beta1: float = settings.decay(0.9, "β₁", "the mean's share in the direction")
    beta2: float = settings.decay(0.99, "β₂", "the share of the running mean of g that is kept")
    weight_decay: float = parameter(
        0.0, symbol="λ", slider=(0, 1), help="decoupled weight decay, which moves the minimum"
    )

    def init(self, problem: Differentiable, x: Array) -> LionState:  # noqa: ARG002
        """Return the start with an empty mean."""
        return LionState(0, x, np.zeros_like(x))

    def step(self, problem: Differentiable, state: LionState) -> LionState:
        """Go by η in the sign of the mean gradient."""
        x, m = state.x, state.m
        g = problem.gradient(x)
        direction = np.sign(self.beta1 * m + (1 - self.beta1) * g) + self.weight_decay * x
        m = self.beta2 * m + (1 - self.beta2) * g
        return LionState(state.k + 1, x - self.learning_rate * direction, m)


@dataclass(frozen=True)
class QHAdam(PlainMoments):
    """x ← x − η ((1−ν₁) g + ν₁m̂) / (√((1−ν₂) g² + ν₂v̂) + ε) (Ma, Yarats 2019, section 4)."""

    name = "qhadam"
    title = "QHAdam"
    formula = MEANS + (
        r"x_{k+1} = x_k - \eta\,\frac{(1-\nu_1)\,g_k + \nu_1\hat m}"
        r"{\sqrt{(1-\nu_2)\,g_k^2 + \nu_2\hat v}+\epsilon}"
    )
    about = "Adam that mixes the gradient of the moment into both of its means."
    order = 22

    nu1: float = parameter(0.7, symbol="ν₁", high=1, help="the mean's share in the direction")
    nu2: float = parameter(1.0, symbol="ν₂", high=1, help="the mean square's share in the divisor")

    def step(self, problem: Differentiable, state: AdamState) -> AdamState:
        """Go along gradient and mean, divided by the root of square and mean square."""
        t, x = state.k + 1, state.x
        g, m, v = self.means(problem, state)
        direction = (1 - self.nu1) * g + self.nu1 / (1 - self.beta1**t) * m
        square = (1 - self.nu2) * (g * g) + self.nu2 * (v / (1 - self.beta2**t))
        root = np.sqrt(square) + self.epsilon
        return AdamState(t, x - self.learning_rate * (direction / root), m, v)
