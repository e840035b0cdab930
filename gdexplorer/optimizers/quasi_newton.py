"""Quasi-Newton rules: curvature learnt from how the gradient changed.

(Nocedal, Wright 2006, chapter 6.)
"""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.optimizer import Differentiable, Optimizer, frozen_state
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array
from gdexplorer.core.quadratic import Model
from gdexplorer.core.sketch import Departure
from gdexplorer.optimizers import settings
from gdexplorer.optimizers.curvature import inverted
from gdexplorer.optimizers.line_search import (
    Ray,
    SearchState,
    Trial,
    begun,
    exact,
    first_step,
)
from gdexplorer.optimizers.strong_wolfe import strong_wolfe

FAMILY = "Newton and quasi-Newton"
LEAST_CURVATURE = 1e-12
"""sᵀy below this share of ‖s‖‖y‖ tells nothing: the model stays as it is."""
CHANGES = r"s = x_k - x_{k-1}, \quad y = g_k - g_{k-1}, \quad x_{k+1} = x_k - \alpha_k H_k g_k"


def bent(s: Array, y: Array) -> bool:
    """Say whether a step s and the gradient's change y along it show curvature upwards."""
    return bool(s.dot(y) > LEAST_CURVATURE * math.sqrt(s.dot(s) * y.dot(y)))


@frozen_state
class QuasiNewtonState(SearchState):
    """A search, and g_before: the gradient it began at, (n,).

    H: the inverse Hessian's model in force in the search that led here, (n, n).
    """

    g_before: Array
    H: Array

    def model(self, before: Departure) -> Model | None:
        """Return the quadratic whose curvature is H⁻¹."""
        product = inverted(self.H)
        return None if product is None else before.model(product)


@dataclass(frozen=True)
class DenseQuasiNewton(Optimizer[QuasiNewtonState]):
    """d = −Hg, x ← x + αd, with H updated after each step. Invariant under rotation."""

    family = FAMILY
    needs = ("gradient", "line search")
    batched = False
    rotates = True

    search: str = settings.search()
    c1: float = settings.armijo()
    c2: float = settings.curvature(0.9)
    scaled: bool = parameter(
        default=False,
        symbol="",
        help="scale the first model by sᵀy / yᵀy of the first step (Nocedal, Wright eq. 6.20)",
    )

    def init(self, problem: Differentiable, x: Array) -> QuasiNewtonState:  # noqa: ARG002
        """Return the start with the identity for a model."""
        return begun(x, QuasiNewtonState, np.zeros_like(x), np.eye(len(x)))

    def step(self, problem: Differentiable, state: QuasiNewtonState) -> QuasiNewtonState:
        """Search along the model's Newton direction."""
        g = problem.gradient(state.x)
        H = self._model(state, g)
        d = -H.dot(g)
        if not float(g.dot(d)) < 0:
            H, d = np.eye(len(g)), -g
        ray = Ray(problem, state.x, d, g)
        taken = self._search(ray, first_step(state, ray))
        return ray.record(state.k + 1, taken, QuasiNewtonState, g, H)

    def _model(self, state: QuasiNewtonState, g: Array) -> Array:
        if state.k == 0:
            return state.H
        s, y = state.alpha * state.d, g - state.g_before
        if not bent(s, y):
            return state.H
        H = state.H
        if state.k == 1 and self.scaled:
            H = H * (s.dot(y) / y.dot(y))
        return self.updated(H, s, y)

    def _search(self, ray: Ray, first: float) -> Trial:
        if self.search == "exact":
            return exact(ray, first)
        return strong_wolfe(ray, first, self.c1, self.c2)

    @abstractmethod
    def updated(self, H: Array, s: Array, y: Array) -> Array:
        """Return H, (n, n), after a step s, (n,), along which the gradient changed by y, (n,)."""


@dataclass(frozen=True)
class BFGS(DenseQuasiNewton):
    """H ← (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ, ρ = 1/yᵀs (Broyden, Fletcher, Goldfarb, Shanno 1970).

    (Nocedal, Wright 2006, eq. 6.17.) Invariant under rotation.
    """

    name = "bfgs"
    title = "BFGS"
    formula = (
        CHANGES + "\n"
        r"H_k = (I-\rho\,s y^T)\,H_{k-1}\,(I-\rho\,y s^T) + \rho\,s s^T, \quad "
        r"\rho = \frac{1}{y^T s}"
    )
    about = "Learns the whole inverse Hessian from gradients; the standard for small problems."
    order = 42

    def updated(self, H: Array, s: Array, y: Array) -> Array:
        """Update the inverse by rank two."""
        rho = 1 / s.dot(y)
        u = H.dot(y)
        outer = s[:, None] * u
        weight = (1 + rho * y.dot(u)) * rho
        new: Array = H - rho * (outer + outer.T) + weight * (s[:, None] * s)
        return new


@dataclass(frozen=True)
class DFP(DenseQuasiNewton):
    """H ← H − Hyyᵀ H / yᵀHy + ssᵀ / yᵀs (Davidon 1959, Fletcher, Powell 1963).

    (Nocedal, Wright 2006, eq. 6.15.) Invariant under rotation.
    """

    name = "dfp"
    title = "DFP"
    formula = (
        CHANGES + "\n"
        r"H_k = H_{k-1} - \frac{H_{k-1}\,y y^T H_{k-1}}{y^T H_{k-1}\,y} + \frac{s s^T}{y^T s}"
    )
    about = "The first quasi-Newton rule: like BFGS, but slow to mend a bad model."
    order = 43

    def updated(self, H: Array, s: Array, y: Array) -> Array:
        """Update the inverse by rank two."""
        u = H.dot(y)
        new: Array = H - u[:, None] * u / y.dot(u) + s[:, None] * s / s.dot(y)
        return new
