"""Nonlinear conjugate gradients: directions that keep a share of the last one.

(Nocedal, Wright 2006, section 5.2.)
"""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.optimizer import Differentiable, Optimizer, frozen_state
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array
from gdexplorer.optimizers import settings
from gdexplorer.optimizers.line_search import (
    Ray,
    SearchState,
    Trial,
    begun,
    exact,
    first_step,
)
from gdexplorer.optimizers.strong_wolfe import strong_wolfe

DIRECTION = r"d_k = -g_k + \beta_k d_{k-1}, \quad x_{k+1} = x_k + \alpha_k d_k, \quad "
LEVEL = 1e-5
"""A gradient this short ends the search, whichever way the next direction leads, as in SciPy."""
DIFFERENCE = "\n" r"y = g_k - g_{k-1}, \quad "


@frozen_state
class ConjugateState(SearchState):
    """A search, and g_before: the gradient it began at, (n,).

    beta: the share of the last direction kept. restart: 1 where the direction was the bare
    gradient's, else 0.
    """

    g_before: Array
    beta: float
    restart: float


@dataclass(frozen=True)
class ConjugateGradient(Optimizer[ConjugateState]):
    """d ← −g + βd, x ← x + αd. Subclasses say what β is. Invariant under rotation."""

    family = "Conjugate gradient"
    needs = ("gradient", "line search")
    batched = False
    rotates = True

    search: str = settings.search()
    c1: float = settings.armijo()
    c2: float = settings.curvature(0.4)
    restart_after: int = parameter(
        0,
        symbol="restart",
        high=1_000_000,
        slider=(0, 50),
        help="begins again with the bare gradient after so many steps; 0 is only where it must",
    )

    def init(self, problem: Differentiable, x: Array) -> ConjugateState:  # noqa: ARG002
        """Return the start; no search led there."""
        return begun(x, ConjugateState, np.zeros_like(x), 0.0, 0.0)

    def step(self, problem: Differentiable, state: ConjugateState) -> ConjugateState:
        """Search along the gradient and a share of the last direction."""
        g = problem.gradient(state.x)
        beta = self._share(state, g)
        d = beta * state.d - g
        if not float(g.dot(d)) < 0:
            beta, d = 0.0, -g
        ray = Ray(problem, state.x, d, g)
        taken = self._search(ray, first_step(state, ray), d)
        return ray.record(state.k + 1, taken, ConjugateState, g, beta, float(beta == 0))

    def _search(self, ray: Ray, first: float, d: Array) -> Trial:
        if self.search == "exact":
            return exact(ray, first)

        def leads_down(trial: Trial) -> bool:
            """Ask that the next direction leads down as well (Gilbert, Nocedal 1992)."""
            g = trial.g
            assert g is not None
            square = float(g.dot(g))
            if square <= LEVEL * LEVEL:
                return True
            return float(self.share(g, ray.g, d)) * trial.slope <= 0.99 * square

        return strong_wolfe(ray, first, self.c1, self.c2, leads_down)

    def _share(self, state: ConjugateState, g: Array) -> float:
        if state.k == 0 or (self.restart_after and state.k % self.restart_after == 0):
            return 0.0
        beta = float(self.share(g, state.g_before, state.d))
        return beta if math.isfinite(beta) else 0.0

    @abstractmethod
    def share(self, g: Array, old: Array, d: Array) -> float:
        """Return β from this gradient, the last, and the last direction, all (n,)."""


@dataclass(frozen=True)
class FletcherReeves(ConjugateGradient):
    """β = ‖g‖² / ‖g₋‖² (Fletcher, Reeves 1964). Invariant under rotation."""

    name = "fletcher_reeves"
    title = "Fletcher–Reeves"
    short = "CG FR"
    also = ("CG", "conjugate gradient", "FR")
    formula = DIRECTION + "\n" + r"\beta_k = \frac{g_k^T g_k}{g_{k-1}^T g_{k-1}}"
    about = "The first nonlinear conjugate gradients; after a bad step they take long to recover."
    order = 30

    def share(self, g: Array, old: Array, d: Array) -> float:  # noqa: ARG002
        """Return the ratio of the squared norms."""
        return float(g.dot(g) / old.dot(old))


@dataclass(frozen=True)
class PolakRibiere(ConjugateGradient):
    """β = max(gᵀy / ‖g₋‖², 0), y = g − g₋ (Polak, Ribière 1969; the + is Powell's 1986).

    Invariant under rotation.
    """

    name = "polak_ribiere"
    title = "Polak–Ribière+"
    short = "CG PR+"
    also = ("CG", "conjugate gradient", "PR+")
    formula = (
        DIRECTION
        + DIFFERENCE
        + (r"\beta_k = \max\left(\frac{g_k^T y}{g_{k-1}^T g_{k-1}},\,0\right)")
    )
    about = "Conjugate gradients that begin again by themselves when a step brought little."
    order = 31

    def share(self, g: Array, old: Array, d: Array) -> float:  # noqa: ARG002
        """Return the share, 0 where it would be negative."""
        return max(float(g.dot(g - old) / old.dot(old)), 0.0)


@dataclass(frozen=True)
class HestenesStiefel(ConjugateGradient):
    """β = gᵀy / dᵀy, y = g − g₋ (Hestenes, Stiefel 1952). Invariant under rotation."""

    name = "hestenes_stiefel"
    title = "Hestenes–Stiefel"
    short = "CG HS"
    also = ("CG", "conjugate gradient", "HS")
    formula = DIRECTION + DIFFERENCE + r"\beta_k = \frac{g_k^T y}{d_{k-1}^T y}"
    about = "Keeps each direction conjugate to the last, whatever the line search did."
    order = 32

    def share(self, g: Array, old: Array, d: Array) -> float:
        """Return the share that makes the new direction conjugate to the last."""
        y = g - old
        return float(g.dot(y) / d.dot(y))


@dataclass(frozen=True)
class DaiYuan(ConjugateGradient):
    """β = ‖g‖² / dᵀy, y = g − g₋ (Dai, Yuan 1999). Invariant under rotation."""

    name = "dai_yuan"
    title = "Dai–Yuan"
    short = "CG DY"
    also = ("CG", "conjugate gradient", "DY")
    formula = DIRECTION + DIFFERENCE + r"\beta_k = \frac{g_k^T g_k}{d_{k-1}^T y}"
    about = "Leads down with any step that meets the Wolfe conditions."
    order = 33

    def share(self, g: Array, old: Array, d: Array) -> float:
        """Return the share that keeps every direction leading down."""
        return float(g.dot(g) / d.dot(g - old))
