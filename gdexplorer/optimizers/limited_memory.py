"""BFGS with a short memory, in the compact form (Byrd, Nocedal, Schnabel 1994)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.optimizer import Differentiable, NoStepError, Optimizer
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array
from gdexplorer.core.quadratic import Model
from gdexplorer.core.sketch import Departure
from gdexplorer.optimizers import settings
from gdexplorer.optimizers.curvature import unrolled
from gdexplorer.optimizers.line_search import Ray, SearchState, begun
from gdexplorer.optimizers.quasi_newton import CHANGES, FAMILY
from gdexplorer.optimizers.strong_wolfe import Limits, strong_wolfe

NO_CURVATURE = 2.2e-16
"""A slope that rose along a step by no more than this share of itself tells nothing."""
SHORT = Limits(narrowest=0.1, longest=1e10, settles=True)
"""It searches no more closely than L-BFGS-B (Zhu, Byrd, Lu, Nocedal 1997)."""


@dataclass(frozen=True, slots=True)
class LBFGSState(SearchState):
    """A search, and g_before: the gradient it began at, (n,).

    pairs: the last changes s of x and y of g, each pair divided by √(sᵀy), newest last,
    (2, memory, n); zero where there was none. inverse: R⁻¹, (memory, memory), where R is what
    lies on and above the diagonal of SYᵀ; zero where there was no pair.
    """

    g_before: Array
    pairs: Array
    inverse: Array

    def model(self, before: Departure) -> Model | None:
        """Return the quadratic whose curvature the remembered steps imply."""
        product = unrolled(*self.pairs)
        return None if product is None else before.model(product)


@dataclass(frozen=True)
class LBFGS(Optimizer[LBFGSState]):
    """BFGS from the last few steps alone (Nocedal 1980; Liu, Nocedal 1989).

    (Nocedal, Wright 2006, algorithm 7.4, in the compact form of theorem 7.4.) Where its search
    fails it forgets the steps and goes down the gradient, as L-BFGS-B does. Invariant under
    rotation.
    """

    name = "l_bfgs"
    title = "L-BFGS"
    family = FAMILY
    formula = (
        CHANGES + "\n"
        r"H_k\;\mathrm{from\;the\;last}\;m\;\mathrm{pairs}\;(s, y), \quad "
        r"H_k^0 = \frac{s^T y}{y^T y}\,I"
    )
    about = "BFGS with a short memory: hardly dearer than gradient descent in many dimensions."
    order = 44
    needs = ("gradient", "line search")
    batched = False
    rotates = True

    memory: int = parameter(
        10, symbol="m", low=1, high=100, slider=(1, 30), help="how many past steps are remembered"
    )
    c1: float = settings.armijo(1e-3)
    c2: float = settings.curvature(0.9)

    def init(self, problem: Differentiable, x: Array) -> LBFGSState:  # noqa: ARG002
        """Return the start with an empty memory."""
        m = self.memory
        empty = np.zeros((2, m, len(x))), np.zeros((m, m))
        return begun(x, LBFGSState, np.zeros_like(x), *empty)

    def step(self, problem: Differentiable, state: LBFGSState) -> LBFGSState:
        """Search along the direction that the remembered steps make of the gradient."""
        g = problem.gradient(state.x)
        pairs, inverse = remembered(state, g) if state.k else (state.pairs, state.inverse)
        try:
            d = direction(pairs, inverse, g)
            return self._searched(problem, state, d, g, pairs, inverse)
        except NoStepError:
            if not inverse[-1, -1]:
                raise
            forgotten = np.zeros_like(pairs), np.zeros_like(inverse)
            return self._searched(problem, state, -g, g, *forgotten)

    def _searched(
        self,
        problem: Differentiable,
        state: LBFGSState,
        d: Array,
        g: Array,
        pairs: Array,
        inverse: Array,
    ) -> LBFGSState:
        ray = Ray(problem, state.x, d, g)
        first = 1.0 if state.k else 1 / math.sqrt(g.dot(g))
        taken = strong_wolfe(ray, first, self.c1, self.c2, limits=SHORT)
        return ray.record(state.k + 1, taken, LBFGSState, g, pairs, inverse)


def remembered(state: LBFGSState, g: Array) -> tuple[Array, Array]:
    """Return the pairs and R⁻¹ with the step that led here, g (n,) being the gradient here.

    A new column c of R, with 1 on the diagonal, gives R⁻¹ the column −R⁻¹c. What is forgotten is
    its first row and column.
    """
    d, old, y = state.d, state.pairs, g - state.g_before
    rise = y.dot(d)
    if not rise > NO_CURVATURE * -d.dot(state.g_before):
        return old, state.inverse
    size = math.sqrt(state.alpha * rise)
    pairs = np.empty_like(old)
    pairs[:, :-1] = old[:, 1:]
    np.multiply(d, state.alpha / size, out=pairs[0, -1])
    newest = np.divide(y, size, out=pairs[1, -1])
    m = len(state.inverse)
    inverse = np.zeros((m, m))
    inverse.reshape(-1)[: -m - 1] = state.inverse.reshape(-1)[m + 1 :]  # one up, one to the left
    np.negative(inverse.dot(pairs[0].dot(newest)), out=inverse[:, -1])
    inverse[-1, -1] = 1.0
    return pairs, inverse


def direction(pairs: Array, inverse: Array, g: Array) -> Array:
    """Return −Hg for the inverse Hessian that the remembered steps imply; g is (n,).

    With w = R⁻¹Sg and r = γ (Yᵀw − g), that is r − Sᵀ R⁻ᵀ (w + Yr): the two loops as products.
    """
    S, Y = pairs
    newest = Y[-1]
    square = newest.dot(newest)
    if not square:
        return -g
    w = inverse.dot(S.dot(g))
    r = w.dot(Y)
    r -= g
    r /= square
    w += Y.dot(r)
    r -= w.dot(inverse).dot(S)
    return r
