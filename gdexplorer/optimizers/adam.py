"""Adam and the rules that differ from it by a line: AMSGrad, AdamW, AdaMax, NAdam, RAdam.

Semantics and defaults are those of torch.optim; other libraries' forms are a choice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from gdexplorer.core.optimizer import Differentiable, Optimizer, State, frozen_state
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array
from gdexplorer.optimizers import settings
from gdexplorer.optimizers.first_order import decayed_gradient

FAMILY = "Adaptive"
S = TypeVar("S", bound=State)
MEANS = (
    r"m_{k+1} = \beta_1 m_k + (1-\beta_1)\,g_k, \quad "
    r"v_{k+1} = \beta_2 v_k + (1-\beta_2)\,g_k^2"
    "\n"
)
HATS = (
    r"\hat m = \frac{m_{k+1}}{1-\beta_1^{k+1}}, \quad "
    r"\hat v = \frac{v_{k+1}}{1-\beta_2^{k+1}}"
)


@frozen_state
class AdamState(State):
    """m, v: running means of g and of g², shape (..., n)."""

    m: Array
    v: Array


@dataclass(frozen=True)
class Moments(Optimizer[S]):
    """What Adam and its kin share: running means of g and of g², and how they are weighed."""

    family = FAMILY
    normalised = True

    learning_rate: float = settings.learning_rate(1e-3)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    epsilon: float = settings.epsilon(1e-8)
    weight_decay: float = settings.weight_decay()

    def means(self, problem: Differentiable, state: AdamState) -> tuple[Array, Array, Array]:
        """Return the gradient, decayed, and the running means of g and g² with it in them."""
        g = decayed_gradient(problem, state.x, self.weight_decay)
        return g, *self.averaged(state, g)

    def averaged(self, state: AdamState, g: Array) -> tuple[Array, Array]:
        """Return the running means of g and g² with this gradient in them."""
        m = state.m + (1 - self.beta1) * (g - state.m)
        return m, self.beta2 * state.v + (1 - self.beta2) * (g * g)

    def moved(self, x: Array, t: int, m: Array, v: Array) -> Array:
        """Return x after the t-th step along the bias-corrected means, as torch computes it."""
        rate = self.learning_rate / (1 - self.beta1**t)
        root = np.sqrt(v) / math.sqrt(1 - self.beta2**t) + self.epsilon
        shifted: Array = x - rate * (m / root)
        return shifted

    def moved_as_keras(self, x: Array, t: int, m: Array, v: Array) -> Array:
        """Return the same with ε beside the uncorrected √v: the paper's "epsilon hat"."""
        rate = self.learning_rate * math.sqrt(1 - self.beta2**t) / (1 - self.beta1**t)
        shifted: Array = x - rate * (m / (np.sqrt(v) + self.epsilon))
        return shifted


@dataclass(frozen=True)
class PlainMoments(Moments[AdamState]):
    """The kin that remember nothing but the two means."""

    def init(self, problem: Differentiable, x: Array) -> AdamState:  # noqa: ARG002
        """Return the start with empty means."""
        return AdamState(0, x, np.zeros_like(x), np.zeros_like(x))


@dataclass(frozen=True)
class Adam(PlainMoments):
    """m ← β₁m + (1−β₁) g, v ← β₂v + (1−β₂) g², x ← x − η m̂ / (√v̂ + ε) (Kingma, Ba 2015).

    torch, optax and the paper's algorithm 1 agree. keras adds ε to √v before it is corrected, so
    that the first steps are shorter.
    """

    name = "adam"
    title = "Adam"
    formula = MEANS + r"x_{k+1} = x_k - \eta\,\frac{\hat m}{\sqrt{\hat v}+\epsilon}, \quad " + HATS
    about = "Momentum and RMSProp together, corrected for their empty start: the first step is ±η."
    order = 13

    convention: str = settings.convention(
        "torch", "keras", "optax", "paper", what="keras adds ε before √v is corrected"
    )

    def step(self, problem: Differentiable, state: AdamState) -> AdamState:
        """Go along the bias-corrected mean gradient, divided by its root mean square."""
        t = state.k + 1
        _, m, v = self.means(problem, state)
        move = self.moved_as_keras if self.convention == "keras" else self.moved
        return AdamState(t, move(state.x, t, m, v), m, v)


@frozen_state
class AMSGradState(AdamState):
    """m, v: running means of g and of g²; w: the largest v (optax: v̂) so far. All (..., n)."""

    w: Array


@dataclass(frozen=True)
class AMSGrad(Moments[AMSGradState]):
    """Adam with v̂ that never shrinks: w ← max(w, v) (Reddi, Kale, Kumar 2018).

    torch and keras take the largest uncorrected v and correct it then (keras adds ε before). optax
    corrects first. The paper (algorithm 2) corrects nothing: x ← x − η m / (√w + ε).
    """

    name = "amsgrad"
    title = "AMSGrad"
    formula = (
        MEANS + r"w_{k+1} = \max(w_k, v_{k+1}), \quad "
        r"x_{k+1} = x_k - \eta\,\frac{\hat m}{\sqrt{\hat w}+\epsilon}"
    )
    about = "Adam with a memory for large gradients: a coordinate's step never grows again."
    order = 14

    convention: str = settings.convention(
        "torch", "keras", "optax", "paper", what="where the largest v is taken, and corrected"
    )

    def init(self, problem: Differentiable, x: Array) -> AMSGradState:  # noqa: ARG002
        """Return the start with empty means."""
        return AMSGradState(0, x, np.zeros_like(x), np.zeros_like(x), np.zeros_like(x))

    def step(self, problem: Differentiable, state: AMSGradState) -> AMSGradState:
        """Go along the mean gradient, divided by the largest root mean square so far."""
        t, x = state.k + 1, state.x
        _, m, v = self.means(problem, state)
        if self.convention == "optax":
            w = np.maximum(state.w, v / (1 - self.beta2**t))
            x = x - self.learning_rate * (m / (1 - self.beta1**t) / (np.sqrt(w) + self.epsilon))
            return AMSGradState(t, x, m, v, w)
        w = np.maximum(state.w, v)
        if self.convention == "paper":
            x = x - self.learning_rate * (m / (np.sqrt(w) + self.epsilon))
        else:
            move = self.moved_as_keras if self.convention == "keras" else self.moved
            x = move(x, t, m, w)
        return AMSGradState(t, x, m, v, w)


@dataclass(frozen=True)
class AdamW(PlainMoments):
    """x ← (1 − ηλ) x, then Adam's step: weight decay apart from g (Loshchilov, Hutter 2019; torch).

    The minimum moves all the same; only the decay is not divided by √v̂.
    """

    name = "adamw"
    title = "AdamW"
    formula = (
        MEANS
        + (r"x_{k+1} = (1-\eta\lambda)\,x_k - \eta\,\frac{\hat m}{\sqrt{\hat v}+\epsilon}, \quad ")
        + HATS
    )
    about = "Adam whose weight decay shrinks x itself; without decay it is Adam."
    order = 15

    weight_decay: float = parameter(
        0.01,
        symbol="λ",
        slider=(0, 1),
        help="decoupled weight decay: shrinks x by ηλ in each step, which moves the minimum",
    )

    def step(self, problem: Differentiable, state: AdamState) -> AdamState:
        """Shrink the point, then go as Adam goes."""
        t, g = state.k + 1, problem.gradient(state.x)
        m, v = self.averaged(state, g)
        x = state.x * (1 - self.learning_rate * self.weight_decay)
        return AdamState(t, self.moved(x, t, m, v), m, v)


@frozen_state
class AdaMaxState(State):
    """m: running mean of g; u: the decaying largest |g|. Both (..., n)."""

    m: Array
    u: Array


@dataclass(frozen=True)
class AdaMax(Optimizer[AdaMaxState]):
    """u ← max(β₂u, |g| + ε), x ← x − η m̂ / u: Adam in the infinity norm (Kingma, Ba 2015, alg. 2).

    ε where torch and optax have it; the paper has none.
    """

    name = "adamax"
    title = "AdaMax"
    family = FAMILY
    formula = (
        r"m_{k+1} = \beta_1 m_k + (1-\beta_1)\,g_k, \quad "
        r"u_{k+1} = \max(\beta_2 u_k,\, |g_k|+\epsilon)"
        "\n"
        r"x_{k+1} = x_k - \frac{\eta}{1-\beta_1^{k+1}}\,\frac{m_{k+1}}{u_{k+1}}"
    )
    about = "Adam that divides by the largest recent gradient instead of the mean square."
    order = 16
    normalised = True

    learning_rate: float = settings.learning_rate(2e-3)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    epsilon: float = settings.epsilon(1e-8)
    weight_decay: float = settings.weight_decay()

    def init(self, problem: Differentiable, x: Array) -> AdaMaxState:  # noqa: ARG002
        """Return the start with an empty mean."""
        return AdaMaxState(0, x, np.zeros_like(x), np.zeros_like(x))

    def step(self, problem: Differentiable, state: AdaMaxState) -> AdaMaxState:
        """Go along the bias-corrected mean gradient, divided by the largest recent one."""
        t, x = state.k + 1, state.x
        g = decayed_gradient(problem, x, self.weight_decay)
        m = state.m + (1 - self.beta1) * (g - state.m)
        u = np.maximum(self.beta2 * state.u, np.abs(g) + self.epsilon)
        return AdaMaxState(t, x - self.learning_rate / (1 - self.beta1**t) * (m / u), m, u)


@frozen_state
class NAdamState(AdamState):
    """m, v: running means of g and of g², (..., n). c: the product of the momenta so far."""

    c: float


@dataclass(frozen=True)
class NAdam(Moments[NAdamState]):
    """Adam with Nesterov's look-ahead in the mean (Dozat 2016).

    torch and the paper let the momentum rise as μ_t = β₁ (1 − ½ 0.96^(tψ)) with ψ = 0.004; keras
    has ψ = 1. optax has no schedule: m̂ = β₁m/(1 − β₁^(t+1)) + (1−β₁) g/(1 − β₁^t).
    """

    name = "nadam"
    title = "NAdam"
    formula = MEANS + (
        r"\mu_t = \beta_1\,(1 - \frac{1}{2}\,0.96^{t\psi}), \quad t = k+1, \quad "
        r"\hat v = \frac{v_t}{1-\beta_2^t}, \quad \Pi_t = \mu_1 \cdots \mu_t"
        "\n"
        r"x_t = x_k - \frac{\eta}{\sqrt{\hat v}+\epsilon}\left("
        r"\frac{1-\mu_t}{1-\Pi_t}\,g_k + \frac{\mu_{t+1}}{1-\Pi_{t+1}}\,m_t\right)"
    )
    about = "Adam that looks ahead along its momentum, as Nesterov does."
    order = 17

    learning_rate: float = settings.learning_rate(2e-3)
    momentum_decay: float = parameter(
        4e-3, symbol="ψ", slider=(0, 1), help="how fast the momentum rises to β₁ (torch, paper)"
    )
    convention: str = settings.convention(
        "torch", "keras", "optax", "paper", what="how the momentum rises: keras has ψ = 1"
    )

    def init(self, problem: Differentiable, x: Array) -> NAdamState:  # noqa: ARG002
        """Return the start with empty means."""
        return NAdamState(0, x, np.zeros_like(x), np.zeros_like(x), 1.0)

    def _momentum(self, t: int) -> float:
        if self.convention == "optax":
            return self.beta1
        psi = 1.0 if self.convention == "keras" else self.momentum_decay
        return self.beta1 * (1 - 0.5 * math.pow(0.96, t * psi))

    def step(self, problem: Differentiable, state: NAdamState) -> NAdamState:
        """Go along the gradient and the mean ahead, divided by the root mean square."""
        t, x = state.k + 1, state.x
        g, m, v = self.means(problem, state)
        mu, ahead = self._momentum(t), self._momentum(t + 1)
        c = state.c * mu
        root = np.sqrt(v / (1 - self.beta2**t)) + self.epsilon
        x = x - self.learning_rate * (1 - mu) / (1 - c) * (g / root)
        x = x - self.learning_rate * ahead / (1 - c * ahead) * (m / root)
        return NAdamState(t, x, m, v, c)


@dataclass(frozen=True)
class RAdam(PlainMoments):
    """Adam that waits until it knows the variance of its step (Liu et al. 2020; torch's ρ > 5).

    Until then (5 iterations with β₂ = 0.999) the step is η m̂, not normalised: on a steep function
    a rate that suits Adam is far too large for it.
    """

    name = "radam"
    title = "RAdam"
    normalised = False
    formula = (
        r"\rho_\infty = \frac{2}{1-\beta_2}-1, \quad "
        r"\rho_t = \rho_\infty - \frac{2t\,\beta_2^t}{1-\beta_2^t}, \quad t = k+1"
        "\n"
        r"x_t = x_k - \eta\,\hat m\;\;(\rho_t \leq 5), \quad "
        r"x_t = x_k - \eta\,r_t\,\frac{\hat m}{\sqrt{\hat v}+\epsilon}\;\;(\rho_t > 5)"
    )
    about = "Adam with a cautious start: plain momentum until the second moment can be trusted."
    order = 18

    def rectification(self, t: int) -> float:
        """Return r_t, or 0 while the variance is not tractable."""
        whole, kept = 2 / (1 - self.beta2) - 1, self.beta2**t
        rho = whole - 2 * t * kept / (1 - kept)
        if rho <= 5:
            return 0.0
        return math.sqrt((rho - 4) * (rho - 2) * whole / ((whole - 4) * (whole - 2) * rho))

    def step(self, problem: Differentiable, state: AdamState) -> AdamState:
        """Go along the mean gradient, normalised once that can be trusted."""
        t, x = state.k + 1, state.x
        _, m, v = self.means(problem, state)
        direction = m / (1 - self.beta1**t)
        rectified = self.rectification(t)
        if rectified:
            root = np.sqrt(v) + self.epsilon
            direction = direction * (math.sqrt(1 - self.beta2**t) / root) * rectified
        return AdamState(t, x - self.learning_rate * direction, m, v)
