"""SciPy's methods whose trials lie on no one ray: simplex, directions in turn, trust regions."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gdexplorer.core.optimizer import Differentiable
from gdexplorer.core.parameter import LARGEST, Scale, parameter
from gdexplorer.core.problem import Array
from gdexplorer.optimizers.scipy_bridge import MOST, ScipyMinimize, gradient_tolerance, tolerance
from gdexplorer.optimizers.scipy_trials import Asked, Record, ScipyPoints, scattered


@dataclass(frozen=True)
class _Asking(ScipyMinimize):
    """Asks for f here and there between two iterates."""

    kept: ClassVar[int] = 1
    """How many of the points asked are kept with an iterate."""

    def init(self, problem: Differentiable, x: Array) -> ScipyPoints:  # noqa: ARG002
        """Return the start."""
        none = np.full((self.kept, len(x)), math.nan)
        return ScipyPoints(0, x, none, none[:, 0].copy(), x)

    def found(self, record: Record, x: Array, asked: list[Asked]) -> ScipyPoints:
        """Return an iterate with the points asked."""
        return scattered(record, x, asked, self.kept)


@dataclass(frozen=True)
class ScipyNelderMead(_Asking):
    """Nelder, Mead 1965: a simplex that crawls downhill; the best vertex is drawn.

    Not invariant under rotation: the first simplex lies along the axes.
    """

    name = "scipy_nelder_mead"
    title = "SciPy Nelder–Mead"
    method = "Nelder-Mead"
    formula = r"x_{k+1} = \mathrm{best\;vertex\;of\;the\;simplex}"
    about = "A simplex that needs no gradient; the best vertex often stays for a while."
    order = 80
    needs = ("values only",)
    kept = 24

    xatol: float = tolerance("xatol", 1e-4, "SciPy ends once the simplex is this small")
    fatol: float = tolerance("fatol", 1e-4, "and f differs by no more than this on it")
    adaptive: bool = parameter(
        default=False, symbol="", help="fit the simplex's moves to the dimension"
    )


@dataclass(frozen=True)
class ScipyPowell(_Asking):
    """Powell 1964: line searches along directions that it mends as it goes.

    Not invariant under rotation: the first directions are the axes.
    """

    name = "scipy_powell"
    title = "SciPy Powell"
    method = "Powell"
    formula = r"x_{k+1} = \mathrm{arg\,min}\;\mathrm{along\;each\;direction\;in\;turn}"
    about = "Exact searches along one direction after the other, without a gradient."
    order = 81
    needs = ("values only", "line search")
    kept = 64

    xtol: float = tolerance("xtol", 1e-4, "SciPy ends once x changes by a share this small")
    ftol: float = tolerance("ftol", 1e-4, "or f changes by a share this small")


@dataclass(frozen=True)
class _ScipyTrust(_Asking):
    """SciPy's trust regions share their options."""

    needs = ("gradient", "Hessian")

    initial_trust_radius: float = parameter(
        1.0, symbol="Δ₀", low=1e-12, scale=Scale.LOG, slider=(0.01, 100), help="the first radius"
    )
    max_trust_radius: float = parameter(
        1000.0, symbol="Δ̂", low=1e-12, scale=Scale.LOG, slider=(0.1, 1e4), help="the largest radius"
    )
    eta: float = parameter(
        0.15,
        symbol="η",
        high=0.25,
        high_open=True,
        slider=(0, 0.24),
        help="the share of decrease that is enough",
    )
    gtol: float = gradient_tolerance(1e-4)


@dataclass(frozen=True)
class ScipyDogleg(_ScipyTrust):
    """The dogleg trust region (Powell 1970); it needs a positive definite Hessian.

    Invariant under rotation.
    """

    name = "scipy_dogleg"
    title = "SciPy dogleg"
    method = "dogleg"
    formula = r"d_k \approx \mathrm{arg\,min}_{\|d\|\leq\Delta_k}\; g_k^T d + \frac{1}{2}d^T B_k d"
    about = "It gives up where the Hessian is not positive definite."
    order = 88
    rotates = True


@dataclass(frozen=True)
class ScipyTrustNCG(_ScipyTrust):
    """Steihaug's truncated conjugate gradients in a trust region (Steihaug 1983).

    Invariant under rotation.
    """

    name = "scipy_trust_ncg"
    title = "SciPy trust-ncg"
    method = "trust-ncg"
    formula = r"d_k \approx \mathrm{arg\,min}_{\|d\|\leq\Delta_k}\; g_k^T d + \frac{1}{2}d^T B_k d"
    about = "Conjugate gradients inside a trust region."
    order = 89
    rotates = True


@dataclass(frozen=True)
class ScipyTrustKrylov(_ScipyTrust):
    """The trust region solved by Lanczos (Gould, Lucidi, Roma, Toint 1999).

    Invariant under rotation.
    """

    name = "scipy_trust_krylov"
    title = "SciPy trust-krylov"
    method = "trust-krylov"
    formula = r"d_k = \mathrm{arg\,min}_{\|d\|\leq\Delta_k}\; g_k^T d + \frac{1}{2}d^T B_k d"
    about = "Nearly exact trust-region steps from Hessian products."
    order = 90
    rotates = True

    inexact: bool = parameter(default=True, symbol="", help="solve the inner problem roughly")


@dataclass(frozen=True)
class ScipyTrustExact(_ScipyTrust):
    """The trust region solved exactly (Moré, Sorensen 1983; Conn, Gould, Toint 2000).

    Not invariant under rotation: where it begins to look for the multiplier depends on the axes,
    and it is content with nearly the radius.
    """

    name = "scipy_trust_exact"
    title = "SciPy trust-exact"
    method = "trust-exact"
    formula = r"d_k = \mathrm{arg\,min}_{\|d\|\leq\Delta_k}\; g_k^T d + \frac{1}{2}d^T B_k d"
    about = "Exact trust-region steps by factorising the Hessian."
    order = 91


@dataclass(frozen=True)
class ScipyCOBYQA(_Asking):
    """Quadratic models of values alone in a trust region (Ragonneau, Zhang 2022).

    Not invariant under rotation: its first points lie along the axes.
    """

    name = "scipy_cobyqa"
    title = "SciPy COBYQA"
    method = "COBYQA"
    formula = r"d_k \approx \mathrm{arg\,min}_{\|d\|\leq\Delta_k}\;\mathrm{interpolated\;model}"
    about = "Quadratic models from values alone, without a gradient."
    order = 92
    needs = ("values only",)

    initial_tr_radius: float = parameter(
        1.0, symbol="Δ₀", low=1e-6, scale=Scale.LOG, slider=(0.01, 100), help="the first radius"
    )
    final_tr_radius: float = parameter(
        1e-6, symbol="Δ end", low=1e-15, high=1e-6, scale=Scale.LOG, help="the radius it ends at"
    )
    f_target: float = parameter(
        -LARGEST,
        symbol="",
        low=-LARGEST,
        slider=(-100, 100),
        help="SciPy ends once f is this low; −1e12 is never",
    )

    def options(self, dimension: int) -> dict[str, Any]:
        """Return SciPy's options."""
        target = self.f_target if self.f_target > -LARGEST else -math.inf
        return super().options(dimension) | {"maxfev": MOST, "f_target": target}

    def solver(self) -> Callable[..., Any]:
        """Return COBYQA without SciPy's lock, with which one run under way would block another."""
        return _unlocked


def _unlocked(
    fun: Any,
    x0: Array,
    *,
    callback: Any,
    maxiter: int,
    maxfev: int,
    f_target: float,
    initial_tr_radius: float,
    final_tr_radius: float,
    **_nothing: Any,
) -> Any:
    from scipy._lib.cobyqa import minimize  # takes long to import

    own = {"maxiter": maxiter, "maxfev": maxfev, "target": f_target}
    radii = {"radius_init": initial_tr_radius, "radius_final": final_tr_radius}
    return minimize(fun, x0, callback=callback, options=own | radii)
