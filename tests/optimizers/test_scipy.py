"""SciPy's own methods streamed, and ours beside them."""

import threading

import numpy as np
import pytest
from scipy.optimize import minimize

import gdexplorer as gd
from gdexplorer.api import optimizers, problems, recipe
from gdexplorer.core.data import DataProblem
from gdexplorer.core.problem import Trait
from gdexplorer.core.run import Run

OURS = {
    "BFGS": "bfgs",
    "CG": "polak_ribiere",
    "Newton-CG": "newton_cg",
    "L-BFGS-B": "l_bfgs",
}
BRIDGED = [c for c in optimizers().values() if c.family == "SciPy"]
STEEP = 0.1
"""A slope that is no end: down Adjiman's function, which falls for ever, SciPy ends on such."""
SMOOTH = [
    name
    for name, cls in problems().items()
    if not issubclass(cls, DataProblem)
    and not {Trait.NOT_SMOOTH, Trait.UNBOUNDED} & cls.traits
    and cls.family != "Your own"
]


def scipys(problem, method):
    hess = problem.hessian if method == "Newton-CG" else None
    start = np.array(problem.start)
    with np.errstate(all="ignore"):
        return minimize(problem.value, start, jac=problem.gradient, hess=hess, method=method)


@pytest.mark.parametrize("method", OURS)
@pytest.mark.parametrize("name", SMOOTH)
def test_ours_finds_scipys_minimiser_in_as_many_iterations(name, method):
    problem = gd.problem(name)
    theirs = scipys(problem, method)
    if not theirs.success or np.abs(theirs.jac).max() > STEEP:
        pytest.skip("SciPy does not converge")
    ours = gd.descend(problem, OURS[method], iterations=500).trajectory
    off = np.abs(ours.x - theirs.x).max(axis=1) / (1 + np.abs(theirs.x).max())
    assert (off <= 1e-6).any()
    assert np.argmax(off <= 1e-6) <= 1.5 * theirs.nit
    if np.linalg.eigvalsh(problem.hessian(theirs.x))[0] > 0:  # else a saddle, or a long slope
        precisely = minimize(problem.value, theirs.x, jac=problem.gradient, tol=1e-10)
        np.testing.assert_allclose(ours.x[-1], precisely.x, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("method", OURS)
@pytest.mark.parametrize("name", ["himmelblau", "ackley", "beale"])
def test_a_run_of_scipys_is_called_converged_where_scipy_says_so(name, method):
    bridged = "scipy_" + method.lower().replace("-", "_")
    run = gd.descend(name, bridged, iterations=500, gradient_tolerance=0)
    theirs = scipys(gd.problem(name), method)
    assert run.stop.reason.word == ("converged" if theirs.success else "ended")
    assert theirs.message.strip().rstrip(".") in run.stop_reason


@pytest.mark.parametrize("name", ["scipy_newton_cg", "scipy_powell"])
def test_where_the_gradient_is_as_steep_as_ever_no_method_converged(name):
    run = gd.descend("absolute_value" if "cg" in name else "eggholder", name, iterations=500)
    assert "terminated successfully" in run.stop_reason
    assert run.trajectory.gradient_norm[-1] > 0.5
    assert run.stop.reason.word == "ended"


@pytest.mark.parametrize("name", ["scipy_bfgs", "scipy_l_bfgs_b", "scipy_trust_ncg"])
def test_a_saddle_where_scipy_ends_is_named(name):
    run = gd.descend("double_well_saddle", name, iterations=500)
    assert run.stop.reason.word == "converged"
    assert run.notes == ("The end is a saddle point, not a minimum",)


def unlike(points):
    """Return the points without repetitions, which SciPy asks for again where it searches anew."""
    return np.array(list(dict.fromkeys(map(tuple, points))))


@pytest.mark.parametrize("method", OURS)
@pytest.mark.parametrize("name", ["himmelblau", "goldstein_price", "problem05", "problem21"])
def test_our_searches_try_the_points_that_scipys_try(name, method):
    problem, theirs = gd.problem(name), []

    def value(x):
        theirs.append(np.array(x))
        return problem.value(x)

    start = np.array(problem.start)
    hess = problem.hessian if method == "Newton-CG" else None
    result = minimize(value, start, jac=problem.gradient, hess=hess, method=method)
    ours, run = [start], gd.descend(problem, OURS[method], iterations=result.nit).trajectory
    for k in range(1, len(run)):
        state = run.state(k)
        ours += [run.x[k - 1] + a * state.d for a in state.alphas[~np.isnan(state.alphas)]]
    a, b = unlike(ours), unlike(theirs)
    few = min(len(a), len(b)) - 1  # of the last search SciPy's may end sooner, at its tolerance
    assert few >= 4
    np.testing.assert_allclose(a[:few], b[:few], rtol=1e-5, atol=1e-5)


def test_a_stream_that_is_dropped_ends_its_thread():
    run = Run(recipe("rosenbrock", "scipy_bfgs"))
    run.record(run.advance(5))
    stream = next(t for t in threading.enumerate() if t.name == "stream")
    run.close()
    stream.join(timeout=5)
    assert not stream.is_alive()


def test_every_method_without_constraints_is_there():
    methods = {c.method for c in BRIDGED}
    assert methods == {
        *("Nelder-Mead", "Powell", "CG", "BFGS", "L-BFGS-B", "TNC", "Newton-CG", "SLSQP"),
        *("dogleg", "trust-ncg", "trust-krylov", "trust-exact", "COBYQA"),
    }
