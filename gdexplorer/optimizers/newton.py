"""Newton's rule, with the whole Hessian or with its products alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import numpy as np

from gdexplorer.core.optimizer import Differentiable, NoStepError, Optimizer, frozen_state
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array
from gdexplorer.core.quadratic import Model
from gdexplorer.core.sketch import Departure
from gdexplorer.optimizers import settings
from gdexplorer.optimizers.curvature import times
from gdexplorer.optimizers.line_search import Ray, SearchState, Trial, begun, first_step
from gdexplorer.optimizers.quasi_newton import FAMILY
from gdexplorer.optimizers.strong_wolfe import Limits, strong_wolfe
from gdexplorer.optimizers.truncated_cg import truncated_cg

INNER = 24
"""Inner iterates of Newton-CG that are kept with the iterate."""
FLAT = 3e-16
"""The share of pᵀp up to which Newton-CG takes the curvature pᵀBp for none."""

CAUTIOUS = Limits(longest=50.0)
"""Newton-CG goes no further at once than so many of its directions, as SciPy's."""


@frozen_state
class NewtonState(SearchState):
    """A search, and B: the matrix it went along, (n, n): the Hessian or its stand-in."""

    B: Array

    def model(self, before: Departure) -> Model:
        """Return the quadratic whose minimum the direction leads to."""
        return before.model(times(self.B))


@dataclass(frozen=True)
class Newton(Optimizer[NewtonState]):
    """x ← x − α B⁻¹g with B the Hessian (Newton; Nocedal, Wright 2006, section 3.3 and 3.4).

    Pure: α = 1 and B = ∇²f, which goes to saddle points and maxima as well. Damped: with a line
    search, along −g where the Newton direction leads up. Positive: with a line search, and with
    the eigenvalues of B made positive, |λ| ≥ δ. Invariant under rotation.
    """

    name = "newton"
    title = "Newton"
    family = FAMILY
    formula = (
        r"x_{k+1} = x_k - \alpha_k\,B_k^{-1}\,\nabla f(x_k), \quad B_k = \nabla^2 f(x_k)"
        "\n"
        r"\mathrm{positive:}\;\; B_k = Q\,\max(|\Lambda|, \delta)\,Q^T, \quad "
        r"\nabla^2 f(x_k) = Q\,\Lambda\,Q^T"
    )
    about = "Jumps to the minimum of the local quadratic: from near by, nothing is faster."
    order = 40
    needs = ("gradient", "Hessian", "line search")
    batched = False
    rotates = True

    form: str = parameter(
        "positive",
        symbol="",
        choices=("pure", "damped", "positive"),
        help="pure: the whole step; damped: a line search; positive: and eigenvalues made positive",
    )
    delta: float = parameter(
        1e-6, symbol="δ", low=1e-15, slider=(1e-9, 1), help="the least eigenvalue (positive form)"
    )
    c1: float = settings.armijo()
    c2: float = settings.curvature(0.9)

    def init(self, problem: Differentiable, x: Array) -> NewtonState:  # noqa: ARG002
        """Return the start; no search led there."""
        return begun(x, NewtonState, np.zeros((len(x), len(x))))

    def step(self, problem: Differentiable, state: NewtonState) -> NewtonState:
        """Go along the Newton direction."""
        x = state.x
        g, B = problem.gradient(x), problem.hessian(x)
        if self.form == "positive":
            values, vectors = eigen(B)
            raised = np.maximum(np.abs(values), self.delta)
            B = (vectors * raised) @ vectors.T
            d = -vectors @ (vectors.T @ g / raised)
        else:
            d = -solved(B, g)
        if self.form == "pure":
            return self._whole(state, d, B)
        ray = Ray(problem, x, d if float(g.dot(d)) < 0 else -g, g)
        return ray.record(state.k + 1, self._search(ray), NewtonState, B)

    def _whole(self, state: NewtonState, d: Array, B: Array) -> NewtonState:
        blank = begun(state.x, NewtonState, B)
        return NewtonState(state.k + 1, state.x + d, d, 1.0, math.nan, blank.trials, B)

    def _search(self, ray: Ray) -> Trial:
        return strong_wolfe(ray, 1.0, self.c1, self.c2)


def eigen(B: Array) -> tuple[Array, Array]:
    """Return eigenvalues and eigenvectors of a symmetric (n, n). Raises NoStepError."""
    if not np.isfinite(B).all():
        raise NoStepError("the Hessian is not finite here")
    values, vectors = np.linalg.eigh(B)
    return values, vectors


def solved(B: Array, g: Array) -> Array:
    """Return B⁻¹g. Raises NoStepError where B is singular."""
    try:
        p = cast(Array, np.linalg.solve(B, g))
    except np.linalg.LinAlgError:
        raise NoStepError("the Hessian is singular here") from None
    if not np.isfinite(p).all():
        raise NoStepError("the Hessian is singular here")
    return p


@frozen_state
class NewtonCGState(SearchState):
    """A search, and inner: the first inner iterates, offsets from the outer one, (24, n).

    NaN where there was none. curved: 1 where the inner loop met negative curvature.
    """

    inner: Array
    curved: float

    def loop(self, before: Departure) -> Array:
        """Return the inner iterates, (i, n)."""
        points: Array = before.x + self.inner[~np.isnan(self.inner[:, 0])]
        return points


@dataclass(frozen=True)
class NewtonCG(Optimizer[NewtonCGState]):
    """Newton's system solved by conjugate gradients, only as far as it pays; no Hessian is formed.

    (Dembo, Eisenstat, Steihaug 1982; Nocedal, Wright 2006, algorithm 7.1; Martens 2010 calls it
    Hessian-free.) The inner loop ends at ‖r‖ ≤ min(½, √‖g‖) ‖g‖, in the 1-norm as SciPy's,
    or at negative curvature. Not invariant under rotation: the inner loop ends by the 1-norm.
    """

    name = "newton_cg"
    title = "Newton-CG (Hessian-free)"
    short = "Newton-CG"
    family = FAMILY
    formula = (
        r"\nabla^2 f(x_k)\,d \approx -g_k\;\;\mathrm{by\;CG\;until}\;\;"
        r"\|r\| \leq \min(\frac{1}{2}, \sqrt{\|g_k\|})\,\|g_k\|"
        "\n"
        r"x_{k+1} = x_k + \alpha_k\,d"
    )
    about = "Newton from Hessian-vector products alone: made for many dimensions."
    order = 41
    needs = ("gradient", "Hessian products", "line search")
    batched = False

    inner_iterations: int = parameter(
        0, symbol="inner", high=100_000, slider=(0, 50), help="most inner iterations; 0 is 20 n"
    )
    c1: float = settings.armijo()
    c2: float = settings.curvature(0.9)

    def init(self, problem: Differentiable, x: Array) -> NewtonCGState:  # noqa: ARG002
        """Return the start; no search led there."""
        return begun(x, NewtonCGState, np.full((INNER, len(x)), math.nan), 0.0)

    def step(self, problem: Differentiable, state: NewtonCGState) -> NewtonCGState:
        """Solve for the direction, then search along it."""
        g = problem.gradient(state.x)
        product = problem.curvature(state.x)
        found = truncated_cg(product, g, _size, self.inner_iterations, FLAT)
        path = found.path or [_downhill(g, found.curvature)]
        ray = Ray(problem, state.x, path[-1], g)
        first = first_step(state, ray) if state.k else 1.0
        taken = strong_wolfe(ray, first, self.c1, self.c2, limits=CAUTIOUS)
        inner = np.full((INNER, len(g)), math.nan)
        kept = path[:INNER]
        inner[: len(kept)] = kept
        return ray.record(state.k + 1, taken, NewtonCGState, inner, float(found.ahead is not None))


def _size(r: Array) -> float:
    return float(np.abs(r).sum())


def _downhill(g: Array, curvature: float) -> Array:
    """Return −g times ‖g‖² / |gᵀBg|, or once where that curvature is zero; g is (n,)."""
    d: Array = -g * (float(g.dot(g)) / abs(curvature) if curvature else 1.0)
    return d
