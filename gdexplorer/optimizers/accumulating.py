"""Rules that divide by what they have gathered of squared gradients, without momentum of their own.

Semantics and defaults are those of torch.optim; other libraries' forms are a choice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdexplorer.core.optimizer import Differentiable, Optimizer, State, frozen_state
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array
from gdexplorer.optimizers import settings
from gdexplorer.optimizers.first_order import decayed_gradient

FAMILY = "Adaptive"


@frozen_state
class AdaGradState(State):
    """s: the sum of squared gradients, shape (..., n)."""

    s: Array


@dataclass(frozen=True)
class AdaGrad(Optimizer[AdaGradState]):
    """s ← s + g², x ← x − η_k g / (√s + ε) with η_k = η / (1 + γk) (Duchi, Hazan, Singer 2011).

    The paper's form is torch's. keras and optax have ε inside the root, √(s + ε); optax takes no
    step where s = 0. Their initial accumulator is 0.1.
    """

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
    convention: str = settings.convention(
        "torch", "keras", "optax", "paper", what="keras and optax have ε inside the root"
    )

    def init(self, problem: Differentiable, x: Array) -> AdaGradState:  # noqa: ARG002
        """Return the start with the initial accumulator."""
        return AdaGradState(0, x, np.full_like(x, self.initial_accumulator))

    def step(self, problem: Differentiable, state: AdaGradState) -> AdaGradState:
        """Go down the gradient, each coordinate divided by the root of its sum of squares."""
        k, x = state.k, state.x
        g = decayed_gradient(problem, x, self.weight_decay)
        s = state.s + g * g
        rate = self.learning_rate / (1 + k * self.learning_rate_decay)
        if self.convention in ("torch", "paper"):
            direction = g / (np.sqrt(s) + self.epsilon)
        else:
            direction = g / np.sqrt(s + self.epsilon)
        if self.convention == "optax":
            direction = np.where(s > 0, direction, 0.0)
        return AdaGradState(k + 1, x - rate * direction, s)


@frozen_state
class AdaDeltaState(State):
    """v, u: running means of g² and of the unscaled steps' squares, shape (..., n)."""

    v: Array
    u: Array


@dataclass(frozen=True)
class AdaDelta(Optimizer[AdaDeltaState]):
    """v ← ρv + (1−ρ) g², Δ = √(u + ε) / √(v + ε) · g, u ← ρu + (1−ρ) Δ², x ← x − ηΔ (Zeiler 2012).

    As in torch.optim, and in the paper with η = 1. The first step is about √(ε / (1−ρ)) whatever
    the gradient is.
    """

    name = "adadelta"
    title = "AdaDelta"
    family = FAMILY
    formula = (
        r"v_{k+1} = \rho\,v_k + (1-\rho)\,g_k^2, \quad "
        r"\Delta_k = \frac{\sqrt{u_k+\epsilon}}{\sqrt{v_{k+1}+\epsilon}}\,g_k"
        "\n"
        r"u_{k+1} = \rho\,u_k + (1-\rho)\,\Delta_k^2, \quad x_{k+1} = x_k - \eta\,\Delta_k"
    )
    about = "Finds its step length from its own past steps; it needs many to get going."
    order = 11
    normalised = True
    own_rate = True

    learning_rate: float = settings.learning_rate(1.0)
    rho: float = settings.decay(0.9, "ρ", "the share of both running means that is kept")
    epsilon: float = settings.epsilon(1e-6)
    weight_decay: float = settings.weight_decay()

    def init(self, problem: Differentiable, x: Array) -> AdaDeltaState:  # noqa: ARG002
        """Return the start with empty means."""
        return AdaDeltaState(0, x, np.zeros_like(x), np.zeros_like(x))

    def step(self, problem: Differentiable, state: AdaDeltaState) -> AdaDeltaState:
        """Go down the gradient, scaled by the ratio of past steps to past gradients."""
        x, keep = state.x, self.rho
        g = decayed_gradient(problem, x, self.weight_decay)
        v = keep * state.v + (1 - keep) * (g * g)
        delta = np.sqrt(state.u + self.epsilon) / np.sqrt(v + self.epsilon) * g
        u = keep * state.u + (1 - keep) * (delta * delta)
        return AdaDeltaState(state.k + 1, x - self.learning_rate * delta, v, u)


@frozen_state
class RMSPropState(State):
    """v, a: running means of g² and, if centered, of g. b: momentum buffer. All (..., n)."""

    v: Array
    a: Array
    b: Array


@dataclass(frozen=True)
class RMSProp(Optimizer[RMSPropState]):
    """v ← αv + (1 − α) g², x ← x − η g / (√v + ε) (Tieleman, Hinton 2012; Graves 2013 centered).

    torch's form. keras, optax and the paper (Graves 2013, eq. 38-41) have ε inside the root,
    √(v + ε), and the learning rate inside the momentum buffer.
    """

    name = "rmsprop"
    title = "RMSProp"
    family = FAMILY
    formula = (
        r"v_{k+1} = \alpha\,v_k + (1-\alpha)\,g_k^2"
        "\n"
        r"x_{k+1} = x_k - \eta\,\frac{g_k}{\sqrt{v_{k+1}}+\epsilon}"
    )
    about = "Divides each coordinate by a running mean of its recent gradients' size."
    order = 12
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
    convention: str = settings.convention(
        "torch",
        "keras",
        "optax",
        "paper",
        what="all but torch have ε inside the root and η inside the momentum buffer",
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
        if self.convention == "torch":
            inside, outside = 1.0, self.learning_rate
            direction = g / (np.sqrt(spread) + self.epsilon)
        else:
            inside, outside = self.learning_rate, 1.0
            direction = inside * (g / np.sqrt(spread + self.epsilon))
        if self.momentum:
            direction = b = self.momentum * b + direction
        return RMSPropState(state.k + 1, x - outside * direction, v, a, b)


@frozen_state
class RpropState(State):
    """p: the last gradient, 0 where its sign changed. d: step sizes. Both (..., n)."""

    p: Array
    d: Array


@dataclass(frozen=True)
class Rprop(Optimizer[RpropState]):
    """d grows by η⁺ where the gradient keeps its sign, shrinks by η⁻ where not; x ← x − d sign(g).

    Where the sign changed there is no move, and no change of d next time (Riedmiller, Braun 1993,
    in torch.optim's form, known as iRprop⁻). The learning rate is the first step size.
    """

    name = "rprop"
    title = "Rprop"
    family = FAMILY
    formula = (
        r"d_{k+1} = \min(\max(d_k\,\eta^{\pm},\,d_{\min}),\,d_{\max})"
        "\n"
        r"x_{k+1} = x_k - d_{k+1}\,\mathrm{sign}(g_k)"
    )
    about = "Looks at the gradient's signs alone: longer while they stay, shorter when they turn."
    order = 23
    samples = False
    normalised = True
    scheduled = False
    pauses = True

    learning_rate: float = settings.learning_rate(1e-2)
    eta_minus: float = parameter(
        0.5,
        symbol="η⁻",
        high=1,
        high_open=True,
        slider=(0.1, 0.9),
        help="what a step shrinks by when the sign turns",
    )
    eta_plus: float = parameter(
        1.2, symbol="η⁺", low=1, high=100, slider=(1, 2), help="what a step grows by else"
    )
    step_min: float = parameter(1e-6, symbol="d min", slider=(0, 1), help="the shortest step")
    step_max: float = parameter(50.0, symbol="d max", slider=(0, 100), help="the longest step")

    def init(self, problem: Differentiable, x: Array) -> RpropState:  # noqa: ARG002
        """Return the start with the first step sizes."""
        return RpropState(0, x, np.zeros_like(x), np.full_like(x, self.learning_rate))

    def step(self, problem: Differentiable, state: RpropState) -> RpropState:
        """Go by the step sizes against the gradient's signs."""
        g = problem.gradient(state.x)
        turn = np.sign(g) * np.sign(state.p)
        factor = np.where(turn > 0, self.eta_plus, np.where(turn < 0, self.eta_minus, 1.0))
        d = np.minimum(np.maximum(state.d * factor, self.step_min), self.step_max)
        p = np.where(turn < 0, 0.0, g)
        return RpropState(state.k + 1, state.x - np.sign(p) * d, p, d)
