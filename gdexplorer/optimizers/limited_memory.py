"""BFGS with a short memory, as products with two thin matrices instead of two loops.

(Nocedal, Wright 2006, section 7.2; the product form of Byrd, Nocedal, Schnabel 1994.)
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.optimizer import Differentiable, NoStepError, Optimizer, frozen_state
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array
from gdexplorer.core.quadratic import Model
from gdexplorer.core.sketch import Departure
from gdexplorer.optimizers import settings
from gdexplorer.optimizers.blas import blas
from gdexplorer.optimizers.curvature import unrolled
from gdexplorer.optimizers.line_search import BLANK, UPHILL, Ray, SearchState, Trial, begun
from gdexplorer.optimizers.quasi_newton import CHANGES, FAMILY
from gdexplorer.optimizers.strong_wolfe import Bracketing, Limits

NO_CURVATURE = 2.2e-16
"""A slope that rose along a step by no more than this share of itself tells nothing."""
Memory = tuple[Array, Array, float, int]
SHORT = Limits(narrowest=0.1, longest=1e10, settles=True)
"""It searches no more closely than L-BFGS-B (Zhu, Byrd, Lu, Nocedal 1997)."""


@frozen_state
class LBFGSState(SearchState):
    """A search, and g_before: the gradient it began at, (n,).

    With every change s of x and y of g divided by √(sᵀy), the rows of Y, (memory, n), are the
    last y, and those of T the s, each as the later updates have left it: t ← t − (yᵀt) s. Then
    H = γ (I − TᵀY) (I − YᵀT) + TᵀT. Zero where there was none; the newest take the place of the
    oldest. scale: γ = 1 / yᵀy of the newest, 1 without. pairs: how many there were so far.
    rise: how much the slope rose along d to this iterate, 0 where that tells nothing.
    """

    g_before: Array
    T: Array
    Y: Array
    scale: float
    pairs: int
    rise: float

    def model(self, before: Departure) -> Model | None:
        """Return the quadratic whose curvature the remembered steps imply."""
        product = unrolled(self.T, self.Y, self.scale)
        return None if product is None else before.model(product)


@dataclass(frozen=True)
class LBFGS(Optimizer[LBFGSState]):
    """BFGS from the last few steps alone (Nocedal 1980; Liu, Nocedal 1989).

    (Nocedal, Wright 2006, section 7.2.) Where its search fails it forgets the steps and goes down
    the gradient, as L-BFGS-B does. Invariant under rotation.
    """

    name = "l_bfgs"
    title = "L-BFGS"
    also = ("LBFGS",)
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
        empty = np.zeros((self.memory, len(x)))
        return begun(x, LBFGSState, np.zeros(len(x)), empty, empty, 1.0, 0, 0.0)

    def step(self, problem: Differentiable, state: LBFGSState) -> LBFGSState:
        """Search along the direction that the remembered steps make of the gradient."""
        g = problem.gradient(state.x)
        memory = remembered(state, g)
        T, Y, scale, pairs = memory
        try:
            return self._searched(problem, state, direction(T, Y, scale, g), g, memory)
        except NoStepError:
            if not pairs:
                raise
            empty = np.zeros_like(T)
            return self._searched(problem, state, -g, g, (empty, empty, 1.0, 0))

    def _searched(
        self, problem: Differentiable, state: LBFGSState, d: Array, g: Array, memory: Memory
    ) -> LBFGSState:
        """Take the first step length if it will do, which it mostly does, or search on from it.

        It is tried without a ray and its trials, whose making would be a twentieth of a run.
        """
        T, Y, scale, pairs = memory
        dot = blas().ddot
        f, slope = float(problem.value(state.x)), dot(g, d)
        if not slope < 0:
            raise NoStepError(UPHILL)
        alpha = 1.0 if state.k else 1 / math.sqrt(g.dot(g))
        x = state.x + (d if alpha == 1 else alpha * d)
        phi, steep = problem.value_and_gradient(x)
        end = dot(steep, d)
        if abs(end) <= -self.c2 * slope and phi <= f + self.c1 * alpha * slope:
            trials = BLANK.copy()
            trials[0, 0], trials[1, 0], trials[2, 0] = alpha, phi, end
        else:
            ray = Ray(problem, state.x, d, g, f)
            ray.trials.append(Trial(alpha, x, float(phi), steep, end))
            taken = Bracketing(ray, self.c1, self.c2, None, SHORT).run(ray.trials[0])
            x, alpha, end, trials = taken.x, taken.alpha, ray.steepen(taken), ray.tried()
        rise = end - slope
        if not rise > NO_CURVATURE * -slope or alpha * rise < sys.float_info.min:
            rise = 0.0
        return LBFGSState(state.k + 1, x, d, alpha, f, trials, g, T, Y, scale, pairs, rise)


def remembered(state: LBFGSState, g: Array) -> Memory:
    """Return T, Y, γ and the number of pairs with the step that led here; g (n,) is of here."""
    T, Y, scale, pairs = state.T, state.Y, state.scale, state.pairs
    if not state.rise:
        return T, Y, scale, pairs
    kit = blas()
    share = 1 / math.sqrt(state.alpha * state.rise)
    s = kit.dscal(state.alpha * share, state.d.copy())
    y = kit.dscal(share, g - state.g_before)
    if not (square := kit.ddot(y, y)):
        return T, Y, scale, pairs
    row, Y = pairs % len(T), Y.copy()
    Y[row] = y
    T = kit.dger(-1.0, s, T.dot(y), 1, 1, T.T).T
    T[row] = s
    return T, Y, 1 / square, pairs + 1


def direction(T: Array, Y: Array, scale: float, g: Array) -> Array:
    """Return −Hg for the inverse Hessian that the remembered steps imply; g is (n,)."""
    gemv = blas().dgemv  # αAx + βy, with offsets and strides; then: of Aᵀ? in the place of y?
    w, columns = T.dot(g), Y.T
    r = gemv(-scale, columns, w, scale, g)
    w = gemv(-1.0, columns, r, 1.0, w, 0, 1, 0, 1, 1, 1)
    d: Array = gemv(-1.0, T.T, w, -1.0, r, 0, 1, 0, 1, 0, 1)
    return d
