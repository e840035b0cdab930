"""Trust-region rules: the model's minimum, but no further than it is trusted.

(Nocedal, Wright 2006, algorithm 4.1.)
"""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from typing import cast

import numpy as np

from gdexplorer.core.optimizer import Differentiable, NoStepError, Optimizer, State, frozen_state
from gdexplorer.core.parameter import Scale, parameter
from gdexplorer.core.problem import Array, norm
from gdexplorer.core.quadratic import Model
from gdexplorer.core.sketch import Departure, Region
from gdexplorer.optimizers.curvature import times
from gdexplorer.optimizers.quasi_newton import FAMILY
from gdexplorer.optimizers.truncated_cg import truncated_cg

SMALLEST = 1e-15
"""A radius below this, relative to the point, is none."""


@frozen_state
class TrustState(State):
    """radius: how far the model will be trusted next; trusted: how far it was, for the step here.

    d: the step proposed last, (n,). rho: how much of the foreseen decrease it brought; accepted: 1
    if it was taken. B: the Hessian it was made from, (n, n). f_here: f at x, NaN at the start.
    """

    radius: float
    trusted: float
    d: Array
    rho: float
    accepted: float
    B: Array
    f_here: float

    def model(self, before: Departure) -> Model:
        """Return the quadratic that was trusted."""
        return before.model(times(self.B))

    def region(self, before: Departure) -> Region:
        """Return how far it was trusted, and what was proposed there."""
        return Region(before.x, self.trusted, before.x + self.d, bool(self.accepted))


@dataclass(frozen=True)
class TrustRegion(Optimizer[TrustState]):
    """The step that lowers the model within ‖d‖ ≤ Δ; Δ follows how good the model was.

    Subclasses say which step. Invariant under rotation.
    """

    family = FAMILY
    needs = ("gradient", "Hessian")
    batched = False
    rotates = True
    pauses = True

    initial_radius: float = parameter(
        1.0, symbol="Δ₀", low=1e-12, scale=Scale.LOG, slider=(0.01, 100), help="the first radius"
    )
    largest_radius: float = parameter(
        1000.0, symbol="Δ̂", low=1e-12, scale=Scale.LOG, slider=(0.1, 1e4), help="the largest radius"
    )
    acceptance: float = parameter(
        0.15,
        symbol="η",
        high=0.25,
        high_open=True,
        slider=(0, 0.24),
        help="a step is taken if it brings more than this share of the foreseen decrease",
    )

    def init(self, problem: Differentiable, x: Array) -> TrustState:  # noqa: ARG002
        """Return the start with the first radius."""
        none = np.zeros((len(x), len(x)))
        first = self.initial_radius
        return TrustState(0, x, first, math.nan, np.zeros_like(x), math.nan, 1.0, none, math.nan)

    def step(self, problem: Differentiable, state: TrustState) -> TrustState:
        """Propose a step, take it if it is good, and fit the radius."""
        x, radius = state.x, state.radius
        if radius <= SMALLEST * (1 + math.sqrt(float(x.dot(x)))):
            raise NoStepError("the trust region has shrunk to nothing")
        f = state.f_here if state.k else float(problem.value(x))
        g = problem.gradient(x)
        B = problem.hessian(x) if state.accepted else state.B
        if not np.isfinite(B).all():
            raise NoStepError("the Hessian is not finite here")
        d = self.proposed(g, B, radius)
        foreseen = -float(g.dot(d) + 0.5 * d.dot(B.dot(d)))
        there = x + d
        f_there = float(problem.value(there))
        rho = _gain(f, f_there, foreseen)
        taken, new = rho > self.acceptance, self._fitted(radius, rho, d)
        x, f = (there, f_there) if taken else (x, f)
        return TrustState(state.k + 1, x, new, radius, d, rho, float(taken), B, f)

    def _fitted(self, radius: float, rho: float, d: Array) -> float:
        """Return the next radius: a quarter after a bad step, twice after a good one that far."""
        if not rho >= 0.25:
            return 0.25 * radius
        if rho > 0.75 and math.sqrt(float(d.dot(d))) >= 0.999 * radius:
            return min(2 * radius, self.largest_radius)
        return radius

    @abstractmethod
    def proposed(self, g: Array, B: Array, radius: float) -> Array:
        """Return a step (n,) no longer than the radius, from g (n,) and B (n, n)."""


def _gain(f: float, there: float, foreseen: float) -> float:
    """Return the share of the foreseen decrease that came; rounding counts as all of it."""
    if not math.isfinite(there) or not foreseen > 0:
        return -1.0
    slack = 10 * np.finfo(float).eps * max(1.0, abs(f))
    if abs(f - there) <= slack and foreseen <= slack:
        return 1.0
    return (f - there) / foreseen


def to_edge(z: Array, d: Array, radius: float) -> Array:
    """Return the point z + τd, τ ≥ 0, at distance `radius`, z within it."""
    a, b, c = float(d.dot(d)), float(z.dot(d)), float(z.dot(z)) - radius * radius
    tau = (-b + math.sqrt(max(b * b - a * c, 0.0))) / a if a else 0.0
    edge: Array = z + tau * d
    return edge


@dataclass(frozen=True)
class Dogleg(TrustRegion):
    """From the model's steepest descent minimum to its Newton step, cut at the edge (Powell 1970).

    Where the Hessian is not positive definite the step is −g, to the edge. Invariant under
    rotation. (Nocedal, Wright 2006, section 4.1.)
    """

    name = "trust_region_dogleg"
    title = "Trust region, dogleg"
    short = "Dogleg"
    formula = (
        r"d_k \approx \mathrm{arg\,min}_{\|d\| \leq \Delta_k}\; g_k^T d + \frac{1}{2} d^T B_k d"
        "\n"
        r"d(\tau) = \tau d_C\;(\tau \leq 1), \quad d_C + (\tau-1)(d_N-d_C)\;(1 \leq \tau \leq 2)"
    )
    about = "Bends from the gradient to Newton's step, and stops where trust in the model ends."
    order = 45

    def proposed(self, g: Array, B: Array, radius: float) -> Array:
        """Return the dogleg's last point within the radius."""
        try:
            np.linalg.cholesky(B)
        except np.linalg.LinAlgError:
            return to_edge(np.zeros_like(g), -g, radius)
        newton = cast(Array, -np.linalg.solve(B, g))
        if newton.dot(newton) <= radius * radius:
            return newton
        bent = float(g.dot(B.dot(g)))  # 0 where it is too small for a number
        cauchy = -float(g.dot(g)) / bent * g if bent else -math.inf * g
        if not cauchy.dot(cauchy) < radius * radius:
            return to_edge(np.zeros_like(g), -g, radius)
        return to_edge(cauchy, newton - cauchy, radius)


@dataclass(frozen=True)
class Steihaug(TrustRegion):
    """Conjugate gradients on the model until the edge or negative curvature (Steihaug 1983).

    Invariant under rotation. (Nocedal, Wright 2006, algorithm 7.2.)
    """

    name = "trust_region_steihaug"
    title = "Trust region, Steihaug"
    short = "Steihaug"
    formula = (
        r"d_k \approx \mathrm{arg\,min}_{\|d\| \leq \Delta_k}\; g_k^T d + \frac{1}{2} d^T B_k d"
        "\n"
        r"\mathrm{by\;CG,\;to\;the\;edge\;where\;it\;leads\;out\;or}\;\;p^T B_k p \leq 0"
    )
    about = (
        "Truncated conjugate gradients in the region; negative curvature helps it leave saddles."
    )
    order = 46

    def proposed(self, g: Array, B: Array, radius: float) -> Array:
        """Return the last point of the inner loop within the radius."""
        loop = truncated_cg(B.dot, g, norm, radius=radius)
        z = loop.path[-1] if loop.path else np.zeros_like(g)
        return z if loop.ahead is None else to_edge(z, loop.ahead, radius)
