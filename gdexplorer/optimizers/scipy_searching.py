"""SciPy's methods that search along a ray: CG, BFGS, L-BFGS-B, TNC, Newton-CG, SLSQP."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdexplorer.core.optimizer import Differentiable
from gdexplorer.core.parameter import LARGEST, Scale, parameter
from gdexplorer.core.problem import Array
from gdexplorer.optimizers.line_search import begun
from gdexplorer.optimizers.scipy_bridge import MOST, ScipyMinimize, gradient_tolerance, tolerance
from gdexplorer.optimizers.scipy_trials import Asked, Record, ScipySearch, searched

ROOT = float(np.finfo(float).eps) ** 0.5
"""What TNC falls back to for its precisions."""
NORMS = {
    "largest component": math.inf,
    "Euclidean": 2.0,
    "sum of components": 1.0,
    "smallest component": -math.inf,
}

UNIT_STEP = r", \quad \|d_k\| = 1" "\n" r"x_{k+1} = x_k + \alpha_k d_k"
"""How long SciPy's own direction is cannot be seen from outside: α is the step length."""


def armijo() -> Any:
    """Return SciPy's c1, which must stay below c2."""
    return parameter(1e-4, symbol="c₁", low=1e-12, high=0.3, help="Armijo's condition")


def curvature(default: float) -> Any:
    """Return SciPy's c2."""
    return parameter(default, symbol="c₂", low=0.31, high=0.99, help="curvature condition")


def order_of_norm() -> Any:
    """Return SciPy's norm."""
    return parameter(
        "largest component",
        symbol="",
        choices=tuple(NORMS),
        help="which norm of the gradient gtol is compared with",
    )


@dataclass(frozen=True)
class _Searching(ScipyMinimize):
    """Goes along one ray from iterate to iterate."""

    def init(self, problem: Differentiable, x: Array) -> ScipySearch:  # noqa: ARG002
        """Return the start."""
        return begun(x, ScipySearch, x)

    def found(self, record: Record, x: Array, asked: list[Asked]) -> ScipySearch:
        """Return an iterate with the trials on the ray to it."""
        return searched(record, x, asked)


@dataclass(frozen=True)
class ScipyCG(_Searching):
    """Polak–Ribière conjugate gradients with a Wolfe search. Invariant under rotation.

    (Nocedal, Wright 2006.)
    """

    name = "scipy_cg"
    title = "SciPy CG"
    method = "CG"
    formula = r"d_k \propto -g_k + \beta_k^{PR+} d_{k-1}" + UNIT_STEP
    about = "Nonlinear conjugate gradients after Polak and Ribière."
    order = 82
    needs = ("gradient", "line search")
    rotates = True

    gtol: float = gradient_tolerance()
    norm: str = order_of_norm()
    c1: float = armijo()
    c2: float = curvature(0.4)

    def options(self, dimension: int) -> dict[str, Any]:
        """Return SciPy's options."""
        return super().options(dimension) | {"norm": NORMS[self.norm]}


@dataclass(frozen=True)
class ScipyBFGS(_Searching):
    """BFGS with a Wolfe search (Nocedal, Wright 2006). Invariant under rotation."""

    name = "scipy_bfgs"
    title = "SciPy BFGS"
    method = "BFGS"
    formula = r"d_k \propto -H_k g_k" + UNIT_STEP
    about = "The quasi-Newton method that SciPy picks where none is named."
    order = 83
    needs = ("gradient", "line search")
    rotates = True

    gtol: float = gradient_tolerance()
    norm: str = order_of_norm()
    xrtol: float = tolerance("xrtol", 0.0, "SciPy ends once x changes by a share this small")
    c1: float = armijo()
    c2: float = curvature(0.9)
    hess_inv0: float = parameter(
        1.0,
        symbol="H₀",
        low=1e-12,
        high=1e12,
        scale=Scale.LOG,
        slider=(1e-4, 1e4),
        help="the first inverse Hessian is this times the identity",
    )

    def options(self, dimension: int) -> dict[str, Any]:
        """Return SciPy's options."""
        first = self.hess_inv0 * np.eye(dimension)
        own = super().options(dimension)
        return own | {"norm": NORMS[self.norm], "hess_inv0": first}


@dataclass(frozen=True)
class ScipyLBFGSB(_Searching):
    """L-BFGS-B (Byrd, Lu, Nocedal, Zhu 1995), here without bounds. Invariant under rotation."""

    name = "scipy_l_bfgs_b"
    title = "SciPy L-BFGS-B"
    method = "L-BFGS-B"
    formula = r"d_k \propto -H_k g_k, \quad H_k\;\mathrm{from}\;m\;\mathrm{pairs}" + UNIT_STEP
    about = "Quasi-Newton with a short memory."
    order = 84
    needs = ("gradient", "line search")
    rotates = True

    maxcor: int = parameter(10, symbol="m", low=1, high=100, help="how many steps are remembered")
    ftol: float = tolerance(
        "ftol", 1e7 * float(np.finfo(float).eps), "SciPy ends once f changes by a share this small"
    )
    gtol: float = gradient_tolerance()
    maxls: int = parameter(20, symbol="", low=1, high=1000, help="most trials of a line search")

    def options(self, dimension: int) -> dict[str, Any]:
        """Return SciPy's options."""
        return super().options(dimension) | {"maxfun": MOST}


@dataclass(frozen=True)
class ScipyTNC(_Searching):
    """Truncated Newton (Nash 1984), here without bounds.

    Not invariant under rotation: each variable has its own scale.
    """

    name = "scipy_tnc"
    title = "SciPy TNC"
    method = "TNC"
    formula = r"\nabla^2 f\,p_k \approx -g_k\;\;\mathrm{by\;CG}, \quad d_k \propto p_k" + UNIT_STEP
    about = "Truncated Newton with differences of gradients for the Hessian."
    order = 85
    needs = ("gradient", "line search")

    gtol: float = gradient_tolerance(1e-2 * ROOT**0.5)
    ftol: float = tolerance("ftol", ROOT, "SciPy ends once f changes by no more than this")
    xtol: float = tolerance("xtol", ROOT, "SciPy ends once x changes by no more than this")
    eta: float = parameter(
        0.25, symbol="η", high=1, high_open=True, slider=(0, 0.99), help="0: an exact line search"
    )
    stepmx: float = parameter(
        10.0,
        symbol="",
        low=1e-6,
        scale=Scale.LOG,
        slider=(0.01, 1e4),
        help="the longest step at first, in scaled variables; it grows where it is reached",
    )
    maxCGit: int = parameter(  # noqa: N815 (SciPy's name)
        -1,
        symbol="",
        low=-1,
        high=1000,
        slider=(-1, 50),
        help="most Hessian products for a direction; 0 is steepest descent, −1 half the variables",
    )
    accuracy: float = tolerance("accuracy", ROOT, "relative length of the gradient's differences")
    minfev: float = parameter(
        0.0, symbol="", low=-LARGEST, slider=(-100, 100), help="what f may be least, as one guesses"
    )
    rescale: float = parameter(
        1.3,
        symbol="",
        slider=(0, 10),
        help="decades of the gradient's norm at which f is scaled anew; 0 is always",
    )
    scale: float = parameter(
        0.0,
        symbol="",
        scale=Scale.LOG,
        slider=(1e-3, 1e3),
        help="the scale of every variable; 0 is 1 + |x| of each at the start",
    )

    def options(self, dimension: int) -> dict[str, Any]:
        """Return SciPy's options; TNC counts evaluations where others count iterations."""
        chosen = super().options(dimension) | {"maxfun": MOST}
        chosen["scale"] = np.full(dimension, self.scale) if self.scale else None
        del chosen["maxiter"]
        return chosen

    def found(self, record: Record, x: Array, asked: list[Asked]) -> ScipySearch:
        """Leave out the Hessian's differences: the first may lie on the ray, the others do not."""
        return searched(record, x, asked[1:] if self.maxCGit else asked)


@dataclass(frozen=True)
class ScipyNewtonCG(_Searching):
    """Newton-CG with Hessian (Nocedal, Wright 2006, algorithm 7.1).

    Not invariant under rotation: its inner loop ends by the 1-norm.
    """

    name = "scipy_newton_cg"
    title = "SciPy Newton-CG"
    method = "Newton-CG"
    formula = (
        r"\nabla^2 f(x_k)\,p_k \approx -g_k\;\;\mathrm{by\;CG}, \quad d_k \propto p_k" + UNIT_STEP
    )
    about = "Newton's system solved by conjugate gradients."
    order = 86
    needs = ("gradient", "Hessian", "line search")

    xtol: float = tolerance("xtol", 1e-5, "SciPy ends once x changes by no more than this")
    c1: float = armijo()
    c2: float = curvature(0.9)


@dataclass(frozen=True)
class ScipySLSQP(_Searching):
    """Sequential least squares programming (Kraft 1988), here without constraints.

    Its iterates are where it asks for the gradient: SciPy calls back before the line search is
    over, with a trial. Invariant under rotation.
    """

    name = "scipy_slsqp"
    title = "SciPy SLSQP"
    method = "SLSQP"
    formula = r"d_k \propto \mathrm{arg\,min}_p\; g_k^T p + \frac{1}{2} p^T B_k p" + UNIT_STEP
    about = "Made for constraints; without them it is a quasi-Newton method."
    order = 87
    needs = ("gradient", "line search")
    rotates = True
    callback_comes_early = True

    ftol: float = tolerance("ftol", 1e-6, "SciPy ends once f is this precise")
