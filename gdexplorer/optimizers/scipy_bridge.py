"""SciPy's own optimizers, for reference: scipy.optimize.minimize, streamed as it runs.

An iterate is what SciPy's callback is given; the start comes before them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from gdexplorer.core.coroutine import streamed
from gdexplorer.core.optimizer import Differentiable, NoStepError, Optimizer, State
from gdexplorer.core.parameter import LARGEST, Scale, parameter, parameters_of
from gdexplorer.core.problem import Array

MOST = 100_000_000
"""SciPy's own limit of iterations; the stop rule's comes first."""


@dataclass(frozen=True, slots=True)
class ScipyState(State):
    """start: where SciPy was begun, (n,): all it takes to find any of its iterates again."""

    start: Array


def tolerance(name: str, default: float, what: str) -> Any:
    """Return a tolerance of SciPy's, by its own name."""
    return parameter(
        default, symbol=name, scale=Scale.LOG, slider=(1e-12, 1), high=LARGEST, help=what
    )


def gradient_tolerance(default: float = 1e-5) -> Any:
    """Return SciPy's gtol."""
    return tolerance("gtol", default, "SciPy ends once the gradient is this small")


def armijo() -> Any:
    """Return SciPy's c1, which must stay below c2."""
    return parameter(1e-4, symbol="c₁", low=1e-12, high=0.3, help="Armijo's condition")


def curvature(default: float) -> Any:
    """Return SciPy's c2."""
    return parameter(default, symbol="c₂", low=0.31, high=0.99, help="curvature condition")


@dataclass(frozen=True)
class ScipyMinimize(Optimizer[ScipyState]):
    """One method of scipy.optimize.minimize; its options are hyperparameters by SciPy's names."""

    family = "SciPy"
    batched = False
    pauses = True

    method: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ("gradient",)

    def init(self, problem: Differentiable, x: Array) -> ScipyState:  # noqa: ARG002
        """Return the start."""
        return ScipyState(0, x, x)

    def step(self, problem: Differentiable, state: ScipyState) -> ScipyState:
        """Return the next iterate, by running SciPy from the start again as far as that."""
        stream = self.stream(problem, state.start)
        try:
            while (found := next(stream)).k <= state.k:
                pass
            return found
        except StopIteration as end:
            raise NoStepError(end.value) from None
        finally:
            stream.close()

    def stream(self, problem: Differentiable, x: Array) -> Generator[ScipyState, None, str]:
        """Return the iterates after the start as SciPy comes to them; its message at the end."""

        def run(give: Callable[[ScipyState], None]) -> str:
            with np.errstate(all="ignore"):
                return self._minimize(problem, x, give)

        return streamed(run)

    def _minimize(
        self, problem: Differentiable, start: Array, give: Callable[[ScipyState], None]
    ) -> str:
        from scipy.optimize import minimize  # takes long to import

        count = 0

        def reached(intermediate_result: Any) -> None:
            """Take an iterate; some methods hand over x alone, whatever the parameter's name."""
            nonlocal count
            count += 1
            x = getattr(intermediate_result, "x", intermediate_result)
            give(ScipyState(count, np.array(x, dtype=float), start))

        try:
            result = minimize(
                lambda x: float(problem.value(np.array(x))),
                start.copy(),
                method=self.method,
                jac=(lambda x: problem.gradient(np.array(x))) if "gradient" in self.needs else None,
                hess=(lambda x: problem.hessian(np.array(x))) if "Hessian" in self.needs else None,
                callback=reached,
                options=self.options(),
            )
        except (ValueError, ArithmeticError, np.linalg.LinAlgError) as error:
            return f"SciPy gave up: {error}"
        return f"SciPy says: {str(result.message).strip().rstrip('.')}"

    def options(self) -> dict[str, Any]:
        """Return SciPy's options."""
        own = {p.name for p in parameters_of(type(self))}
        chosen = {f.name: getattr(self, f.name) for f in fields(self) if f.name in own}
        return chosen | {"maxiter": MOST}


@dataclass(frozen=True)
class ScipyNelderMead(ScipyMinimize):
    """Nelder, Mead 1965: a simplex that crawls downhill; the best vertex is drawn."""

    name = "scipy_nelder_mead"
    title = "SciPy Nelder–Mead"
    method = "Nelder-Mead"
    formula = r"x_{k+1} = \mathrm{best\;vertex\;of\;the\;simplex}"
    about = "A simplex that needs no gradient; the best vertex often stays for a while."
    order = 80
    needs = ("values only",)

    xatol: float = tolerance("xatol", 1e-4, "SciPy ends once the simplex is this small")
    fatol: float = tolerance("fatol", 1e-4, "and f differs by no more than this on it")
    adaptive: bool = parameter(
        default=False, symbol="", help="fit the simplex's moves to the dimension"
    )


@dataclass(frozen=True)
class ScipyPowell(ScipyMinimize):
    """Powell 1964: line searches along directions that it mends as it goes."""

    name = "scipy_powell"
    title = "SciPy Powell"
    method = "Powell"
    formula = r"x_{k+1} = \mathrm{arg\,min}\;\mathrm{along\;each\;direction\;in\;turn}"
    about = "Exact searches along one direction after the other, without a gradient."
    order = 81
    needs = ("values only", "line search")

    xtol: float = tolerance("xtol", 1e-4, "SciPy ends once x changes by a share this small")
    ftol: float = tolerance("ftol", 1e-4, "or f changes by a share this small")


@dataclass(frozen=True)
class ScipyCG(ScipyMinimize):
    """Polak–Ribière conjugate gradients with a Wolfe search (Nocedal, Wright 2006)."""

    name = "scipy_cg"
    title = "SciPy CG"
    method = "CG"
    formula = r"d_k = -g_k + \beta_k^{PR+} d_{k-1}, \quad x_{k+1} = x_k + \alpha_k d_k"
    about = "Nonlinear conjugate gradients after Polak and Ribière."
    order = 82
    needs = ("gradient", "line search")

    gtol: float = gradient_tolerance()
    c1: float = armijo()
    c2: float = curvature(0.4)


@dataclass(frozen=True)
class ScipyBFGS(ScipyMinimize):
    """BFGS with a Wolfe search (Nocedal, Wright 2006)."""

    name = "scipy_bfgs"
    title = "SciPy BFGS"
    method = "BFGS"
    formula = r"x_{k+1} = x_k - \alpha_k H_k g_k"
    about = "The quasi-Newton method it picks by default."
    order = 83
    needs = ("gradient", "line search")

    gtol: float = gradient_tolerance()
    xrtol: float = tolerance("xrtol", 0.0, "SciPy ends once x changes by a share this small")
    c1: float = armijo()
    c2: float = curvature(0.9)


@dataclass(frozen=True)
class ScipyLBFGSB(ScipyMinimize):
    """L-BFGS-B (Byrd, Lu, Nocedal, Zhu 1995), here without bounds."""

    name = "scipy_l_bfgs_b"
    title = "SciPy L-BFGS-B"
    method = "L-BFGS-B"
    formula = r"x_{k+1} = x_k - \alpha_k H_k g_k, \quad H_k\;\mathrm{from}\;m\;\mathrm{pairs}"
    about = "Quasi-Newton with a short memory."
    order = 84
    needs = ("gradient", "line search")

    maxcor: int = parameter(10, symbol="m", low=1, high=100, help="how many steps are remembered")
    ftol: float = tolerance("ftol", 2.22e-9, "SciPy ends once f changes by a share this small")
    gtol: float = gradient_tolerance()
    maxls: int = parameter(20, symbol="", low=1, high=1000, help="most trials of a line search")

    def options(self) -> dict[str, Any]:
        """Return SciPy's options."""
        return super().options() | {"maxfun": MOST}


@dataclass(frozen=True)
class ScipyTNC(ScipyMinimize):
    """Truncated Newton (Nash 1984), here without bounds."""

    name = "scipy_tnc"
    title = "SciPy TNC"
    method = "TNC"
    formula = r"\nabla^2 f\,d \approx -g\;\;\mathrm{by\;CG}, \quad x_{k+1} = x_k + \alpha_k d"
    about = "Truncated Newton with differences of gradients for the Hessian."
    order = 85
    needs = ("gradient", "line search")

    gtol: float = gradient_tolerance()
    ftol: float = tolerance("ftol", 1e-8, "SciPy ends once f changes by no more than this")
    xtol: float = tolerance("xtol", 1e-8, "SciPy ends once x changes by no more than this")

    def options(self) -> dict[str, Any]:
        """Return SciPy's options; TNC counts evaluations where others count iterations."""
        return {"gtol": self.gtol, "ftol": self.ftol, "xtol": self.xtol, "maxfun": MOST}


@dataclass(frozen=True)
class ScipyNewtonCG(ScipyMinimize):
    """Newton-CG with Hessian (Nocedal, Wright 2006, algorithm 7.1)."""

    name = "scipy_newton_cg"
    title = "SciPy Newton-CG"
    method = "Newton-CG"
    formula = (
        r"\nabla^2 f(x_k)\,d \approx -g_k\;\;\mathrm{by\;CG}, \quad x_{k+1} = x_k + \alpha_k d"
    )
    about = "Newton's system solved by conjugate gradients."
    order = 86
    needs = ("gradient", "Hessian", "line search")

    xtol: float = tolerance("xtol", 1e-5, "SciPy ends once x changes by no more than this")
    c1: float = armijo()
    c2: float = curvature(0.9)


@dataclass(frozen=True)
class ScipySLSQP(ScipyMinimize):
    """Sequential least squares programming (Kraft 1988), here without constraints."""

    name = "scipy_slsqp"
    title = "SciPy SLSQP"
    method = "SLSQP"
    formula = r"d_k = \mathrm{arg\,min}_d\; g_k^T d + \frac{1}{2} d^T B_k d"
    about = "Made for constraints; without them it is a quasi-Newton method."
    order = 87
    needs = ("gradient", "line search")

    ftol: float = tolerance("ftol", 1e-6, "SciPy ends once f is this precise")


@dataclass(frozen=True)
class _ScipyTrust(ScipyMinimize):
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
    """The dogleg trust region (Powell 1970); it needs a positive definite Hessian."""

    name = "scipy_dogleg"
    title = "SciPy dogleg"
    method = "dogleg"
    formula = r"d_k \approx \mathrm{arg\,min}_{\|d\|\leq\Delta_k}\; g_k^T d + \frac{1}{2}d^T B_k d"
    about = "It gives up where the Hessian is not positive definite."
    order = 88


@dataclass(frozen=True)
class ScipyTrustNCG(_ScipyTrust):
    """Steihaug's truncated conjugate gradients in a trust region (Steihaug 1983)."""

    name = "scipy_trust_ncg"
    title = "SciPy trust-ncg"
    method = "trust-ncg"
    formula = r"d_k \approx \mathrm{arg\,min}_{\|d\|\leq\Delta_k}\; g_k^T d + \frac{1}{2}d^T B_k d"
    about = "Conjugate gradients inside a trust region."
    order = 89


@dataclass(frozen=True)
class ScipyTrustKrylov(_ScipyTrust):
    """The trust region solved by Lanczos (Gould, Lucidi, Roma, Toint 1999)."""

    name = "scipy_trust_krylov"
    title = "SciPy trust-krylov"
    method = "trust-krylov"
    formula = r"d_k = \mathrm{arg\,min}_{\|d\|\leq\Delta_k}\; g_k^T d + \frac{1}{2}d^T B_k d"
    about = "Nearly exact trust-region steps from Hessian products."
    order = 90

    inexact: bool = parameter(default=True, symbol="", help="solve the inner problem roughly")


@dataclass(frozen=True)
class ScipyTrustExact(_ScipyTrust):
    """The trust region solved exactly (Moré, Sorensen 1983; Conn, Gould, Toint 2000)."""

    name = "scipy_trust_exact"
    title = "SciPy trust-exact"
    method = "trust-exact"
    formula = r"d_k = \mathrm{arg\,min}_{\|d\|\leq\Delta_k}\; g_k^T d + \frac{1}{2}d^T B_k d"
    about = "Exact trust-region steps by factorising the Hessian."
    order = 91


@dataclass(frozen=True)
class ScipyCOBYQA(ScipyMinimize):
    """Quadratic models of values alone in a trust region (Ragonneau, Zhang 2022)."""

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
