"""Rules for sums of squares, f = Σ r²: they know the residuals (Nocedal, Wright 2006, ch. 10)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import numpy as np

from gdexplorer.core.optimizer import Differentiable, NoStepError, Optimizer, State, frozen_state
from gdexplorer.core.parameter import Scale, parameter
from gdexplorer.core.problem import Array, LeastSquares, Problem
from gdexplorer.core.quadratic import Model
from gdexplorer.core.sketch import Departure
from gdexplorer.optimizers import settings
from gdexplorer.optimizers.curvature import times
from gdexplorer.optimizers.line_search import Ray, SearchState, begun
from gdexplorer.optimizers.quasi_newton import FAMILY
from gdexplorer.optimizers.strong_wolfe import strong_wolfe


def without_residuals(problem: Problem) -> str:
    """Say what is missing where a problem gives no residuals."""
    if isinstance(problem, LeastSquares):
        return ""
    return f"{problem.title} is not a sum of squares, so it has no residuals"


def linearised(problem: Differentiable, x: Array) -> tuple[Array, Array]:
    """Return residuals (m,) and Jacobian (m, n) at x (n,). Raises NoStepError."""
    squares = cast(LeastSquares, problem)
    r, J = squares.residuals(x), squares.jacobian(x)
    if not (np.isfinite(r).all() and np.isfinite(J).all()):
        raise NoStepError("the residuals are not finite here")
    return r, J


@frozen_state
class GaussNewtonState(SearchState):
    """A search, and B: the model's matrix 2JᵀJ it went along, (n, n)."""

    B: Array

    def model(self, before: Departure) -> Model:
        """Return the quadratic that the linearised residuals make."""
        return before.model(times(self.B))


@dataclass(frozen=True)
class GaussNewton(Optimizer[GaussNewtonState]):
    """x ← x + αd, d the least-squares solution of Jd = −r (Gauss 1809; Nocedal, Wright 10.3).

    Pure with α = 1, else with a line search. Invariant under rotation.
    """

    name = "gauss_newton"
    title = "Gauss–Newton"
    family = FAMILY
    formula = (
        r"f = \sum_i r_i^2, \quad d_k = \mathrm{arg\,min}_d\,\|r(x_k)+J(x_k)\,d\|^2"
        "\n"
        r"x_{k+1} = x_k + \alpha_k\,d_k"
    )
    about = "Newton for sums of squares, without second derivatives: J alone bends the model."
    order = 47
    needs = ("residuals", "gradient", "line search")
    batched = False
    rotates = True

    form: str = parameter(
        "damped", symbol="", choices=("pure", "damped"), help="the whole step, or a line search"
    )
    c1: float = settings.armijo()
    c2: float = settings.curvature(0.9)

    @classmethod
    def unfit(cls, problem: Problem) -> str:
        """Say so where there are no residuals."""
        return without_residuals(problem)

    def init(self, problem: Differentiable, x: Array) -> GaussNewtonState:  # noqa: ARG002
        """Return the start; no search led there."""
        return begun(x, GaussNewtonState, np.zeros((len(x), len(x))))

    def step(self, problem: Differentiable, state: GaussNewtonState) -> GaussNewtonState:
        """Go along the linearised residuals' least-squares solution."""
        x = state.x
        r, J = linearised(problem, x)
        d = cast(Array, np.linalg.lstsq(J, -r, rcond=None)[0])
        B = 2 * J.T @ J
        if self.form == "pure":
            blank = np.full_like(state.trials, math.nan)
            return GaussNewtonState(state.k + 1, x + d, d, 1.0, math.nan, blank, B)
        ray = Ray(problem, x, d, problem.gradient(x))
        taken = strong_wolfe(ray, 1.0, self.c1, self.c2)
        return ray.record(state.k + 1, taken, GaussNewtonState, B)


@frozen_state
class DampedState(State):
    """damping: λ of the next step. growth: what λ grows by at the next refusal.

    d: the step proposed last, (n,); rho: its gain ratio; accepted: 1 if it was taken. B: 2JᵀJ + 2λI
    it was made from, (n, n).
    """

    damping: float
    growth: float
    d: Array
    rho: float
    accepted: float
    B: Array

    def model(self, before: Departure) -> Model:
        """Return the damped quadratic whose minimum was proposed."""
        return before.model(times(self.B))


@dataclass(frozen=True)
class LevenbergMarquardt(Optimizer[DampedState]):
    """(JᵀJ + λI) d = −Jᵀr; λ shrinks after a good step and grows after a bad one.

    (Levenberg 1944, Marquardt 1963; λ after Nielsen 1999, Madsen, Nielsen, Tingleff 2004, alg.
    3.16.) Invariant under rotation.
    """

    name = "levenberg_marquardt"
    title = "Levenberg–Marquardt"
    short = "LM"
    also = ("LM", "LMA", "damped least squares")
    family = FAMILY
    formula = (
        r"(J_k^T J_k + \lambda_k I)\,d_k = -J_k^T r_k, \quad "
        r"\varrho = \frac{f(x_k)-f(x_k+d_k)}{\|r_k\|^2-\|r_k+J_k d_k\|^2}"
        "\n"
        r"\varrho > 0:\; x_{k+1} = x_k + d_k, \;"
        r"\lambda_{k+1} = \lambda_k \max(\frac{1}{3},\,1-(2\varrho-1)^3)"
        "\n"
        r"\varrho \leq 0:\; x_{k+1} = x_k, \;\lambda_{k+1} = \nu\lambda_k,\;\nu = 2, 4, 8 \ldots"
    )
    about = "Between Gauss–Newton and small gradient steps, as much of each as has worked."
    order = 48
    needs = ("residuals",)
    batched = False
    rotates = True
    pauses = True

    tau: float = parameter(
        1e-3,
        symbol="τ",
        low=1e-12,
        scale=Scale.LOG,
        slider=(1e-8, 1),
        help="the first λ, as a share of the largest eigenvalue of JᵀJ",
    )

    @classmethod
    def unfit(cls, problem: Problem) -> str:
        """Say so where there are no residuals."""
        return without_residuals(problem)

    def init(self, problem: Differentiable, x: Array) -> DampedState:
        """Return the start with the first damping."""
        J = cast(LeastSquares, problem).jacobian(x)
        first = self.tau * _largest_curvature(J)
        none = np.zeros((len(x), len(x)))
        return DampedState(0, x, first or self.tau, 2.0, np.zeros_like(x), math.nan, 1.0, none)

    def step(self, problem: Differentiable, state: DampedState) -> DampedState:
        """Propose a damped step, take it if f falls, and fit the damping."""
        x, damping = state.x, state.damping
        if damping > 1e30:
            raise NoStepError("the damping has grown beyond all bounds")
        r, J = linearised(problem, x)
        n = len(x)
        rows = np.vstack([J, math.sqrt(damping) * np.eye(n)])
        target = np.concatenate([-r, np.zeros(n)])
        d = cast(Array, np.linalg.lstsq(rows, target, rcond=None)[0])
        there = x + d
        rho = self._gain(r, J, d, float(problem.value(there)))
        B = 2 * (J.T @ J + damping * np.eye(n))
        if rho > 0:
            damping *= max(1 / 3, 1 - (2 * min(rho, 2.0) - 1) ** 3)
            return DampedState(state.k + 1, there, damping, 2.0, d, rho, 1.0, B)
        grown = damping * state.growth
        return DampedState(state.k + 1, x, grown, 2 * state.growth, d, rho, 0.0, B)

    def _gain(self, r: Array, J: Array, d: Array, there: float) -> float:
        now = float(r.dot(r))
        left = r + J.dot(d)
        foreseen = now - float(left.dot(left))
        if not math.isfinite(there) or not foreseen > 0:
            return -1.0
        return (now - there) / foreseen


def _largest_curvature(J: Array) -> float:
    """Return the largest eigenvalue of JᵀJ; 1 where J is not finite."""
    return float(np.linalg.norm(J, 2)) ** 2 if np.isfinite(J).all() else 1.0
