"""Gradient descent that finds its own step length: by a line search, or from the last step."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdexplorer.core.optimizer import Differentiable, Optimizer, State, frozen_state
from gdexplorer.core.parameter import Scale, parameter
from gdexplorer.core.problem import Array
from gdexplorer.optimizers import settings
from gdexplorer.optimizers.first_order import FAMILY
from gdexplorer.optimizers.line_search import (
    Ray,
    SearchState,
    Trial,
    backtrack,
    begun,
    exact,
    first_step,
)
from gdexplorer.optimizers.strong_wolfe import strong_wolfe


@dataclass(frozen=True)
class SteepestDescent(Optimizer[SearchState]):
    """x ← x − α g, α found along the ray. Subclasses say how. Invariant under rotation."""

    family = FAMILY
    needs = ("gradient", "line search")
    batched = False
    rotates = True

    def init(self, problem: Differentiable, x: Array) -> SearchState:  # noqa: ARG002
        """Return the start; no search led there."""
        return begun(x, SearchState)

    def step(self, problem: Differentiable, state: SearchState) -> SearchState:
        """Search down the gradient."""
        g = problem.gradient(state.x)
        ray = Ray(problem, state.x, -g, g)
        return ray.record(state.k + 1, self.search(ray, state), SearchState)

    @abstractmethod
    def search(self, ray: Ray, state: SearchState) -> Trial:
        """Return the trial to go to."""


@dataclass(frozen=True)
class Armijo(SteepestDescent):
    """α is halved until f(x − αg) ≤ f(x) − c₁α‖g‖² (Armijo 1966; Nocedal, Wright 2006, alg. 3.1).

    Invariant under rotation.
    """

    name = "gradient_descent_armijo"
    title = "Gradient descent, Armijo backtracking"
    short = "GD Armijo"
    formula = (
        r"x_{k+1} = x_k - \alpha_k\,g_k, \quad \alpha_k = \max\{\alpha_0\,\rho^{\,j}:\;"
        r"f(x_k-\alpha g_k) \leq f(x_k) - c_1\alpha\,\|g_k\|^2\}"
    )
    about = "Tries a long step and shortens it until f falls enough: it cannot diverge."
    order = 5

    initial_step: float = parameter(
        1.0, symbol="α₀", low=1e-12, scale=Scale.LOG, slider=(1e-3, 10), help="the first trial"
    )
    rho: float = parameter(
        0.5, symbol="ρ", low=0.01, high=0.99, help="what a step is multiplied by to shorten it"
    )
    c1: float = settings.armijo()

    def search(self, ray: Ray, state: SearchState) -> Trial:  # noqa: ARG002
        """Backtrack from the longest step."""
        return backtrack(ray, self.initial_step, self.c1, self.rho)


@dataclass(frozen=True)
class Wolfe(SteepestDescent):
    """α meets the strong Wolfe conditions (Wolfe 1969; searched as Moré, Thuente 1994).

    Invariant under rotation.
    """

    name = "gradient_descent_wolfe"
    title = "Gradient descent, strong Wolfe search"
    short = "GD Wolfe"
    formula = (
        r"x_{k+1} = x_k - \alpha_k\,g_k, \quad \phi(\alpha) = f(x_k-\alpha g_k)"
        "\n"
        r"\phi(\alpha_k) \leq \phi(0) + c_1\alpha_k\,\phi'(0), \quad "
        r"|\phi'(\alpha_k)| \leq c_2\,|\phi'(0)|"
    )
    about = "Goes far enough that little slope is left along the ray, and no further."
    order = 6

    c1: float = settings.armijo()
    c2: float = settings.curvature(0.4)

    def search(self, ray: Ray, state: SearchState) -> Trial:
        """Bracket and zoom."""
        return strong_wolfe(ray, first_step(state, ray), self.c1, self.c2)


@dataclass(frozen=True)
class Exact(SteepestDescent):
    """α is a minimiser along the ray, lower than its start (Cauchy 1847). Invariant under rotation.

    On a quadratic each step is at a right angle to the last, and f falls by at least the factor
    ((κ−1)/(κ+1))² (Nocedal, Wright 2006, theorem 3.3).
    """

    name = "gradient_descent_exact"
    title = "Gradient descent, exact line search"
    short = "GD exact"
    formula = (
        r"x_{k+1} = x_k - \alpha_k\,g_k, \quad "
        r"\alpha_k = \mathrm{arg\,min}_{\alpha>0}\, f(x_k-\alpha g_k)"
    )
    about = "Goes to where each ray is lowest, and so zigzags at right angles."
    order = 7

    def search(self, ray: Ray, state: SearchState) -> Trial:
        """Find where the slope along the ray is zero."""
        return exact(ray, first_step(state, ray))


@frozen_state
class BarzilaiBorweinState(State):
    """p: the last gradient, s: the last step, both (..., n). alpha: its step length, (...)."""

    p: Array
    s: Array
    alpha: Any


@dataclass(frozen=True)
class BarzilaiBorwein(Optimizer[BarzilaiBorweinState]):
    """x ← x − α g with α = sᵀs/sᵀy (long) or sᵀy/yᵀy (short), s and y the last changes of x and g.

    (Barzilai, Borwein 1988, eq. 5 and 6; ‖s‖/‖y‖ where sᵀy ≤ 0, after Dai, Al-Baali, Yang 2015.)
    Invariant under rotation.
    """

    name = "barzilai_borwein"
    title = "Barzilai–Borwein"
    short = "BB"
    family = FAMILY
    formula = (
        r"s = x_k - x_{k-1}, \quad y = g_k - g_{k-1}, \quad x_{k+1} = x_k - \alpha_k\,g_k"
        "\n"
        r"\alpha_k = \frac{s^T s}{s^T y}\;\mathrm{(long)}, \quad "
        r"\alpha_k = \frac{s^T y}{y^T y}\;\mathrm{(short)}"
    )
    about = "Guesses the curvature from the last step; f goes up and down, and it is fast."
    order = 8
    samples = False
    rotates = True

    first_step: float = parameter(
        1e-3, symbol="α₀", scale=Scale.LOG, slider=(1e-5, 10), help="the first step's α"
    )
    length: str = parameter(
        "short", symbol="", choices=("short", "long", "alternating"), help="which of the two steps"
    )

    def init(self, problem: Differentiable, x: Array) -> BarzilaiBorweinState:  # noqa: ARG002
        """Return the start; there was no step yet."""
        zero = np.zeros_like(x)
        return BarzilaiBorweinState(0, x, zero, zero, np.full_like(x[..., 0], self.first_step))

    def step(self, problem: Differentiable, state: BarzilaiBorweinState) -> BarzilaiBorweinState:
        """Go down the gradient by what the last step says of the curvature."""
        g = problem.gradient(state.x)
        alpha = self._length(state, g) if state.k else state.alpha
        s = -alpha[..., None] * g if g.ndim > 1 else -alpha * g
        return BarzilaiBorweinState(state.k + 1, state.x + s, g, s, alpha)

    def _length(self, state: BarzilaiBorweinState, g: Array) -> Any:
        s, y = state.s, g - state.p
        ss, sy, yy = _dot(s, s), _dot(s, y), _dot(y, y)
        long = self.length == "long" or (self.length == "alternating" and state.k % 2)
        if g.ndim == 1:  # of one point; numpy's choices between arrays are five times slower
            guess = (ss / sy if long else sy / yy) if sy > 0 else np.sqrt(ss / yy)
            return guess if 0 < guess < math.inf else state.alpha
        guess = np.where(sy > 0, ss / sy if long else sy / yy, np.sqrt(ss / yy))
        return np.where((guess > 0) & (guess < math.inf), guess, state.alpha)


def _dot(a: Array, b: Array) -> Any:
    return a.dot(b) if a.ndim == 1 else np.vecdot(a, b)  # the same BLAS, so the same bits
