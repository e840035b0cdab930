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
SMOOTH = [
    name
    for name, cls in problems().items()
    if not issubclass(cls, DataProblem)
    and not {Trait.NOT_SMOOTH, Trait.UNBOUNDED} & cls.traits
    and cls.family != "Your own"
]
PARTING = {
    ("rastrigin_1d", "CG"),
    ("levy_n13", "CG"),
    ("levy_n13", "Newton-CG"),
    ("michalewicz", "BFGS"),
    ("problem21", "Newton-CG"),
}
"""Where both converge, but in different ones of many minima: one trial step lands elsewhere."""
RUNNING_OFF = {*(("franke", method) for method in OURS), ("adjiman", "L-BFGS-B")}
"""Functions that fall off for ever outside their box; SciPy ends once the slope is small."""


def scipys(problem, method):
    hess = problem.hessian if method == "Newton-CG" else None
    start = np.array(problem.start)
    with np.errstate(all="ignore"):
        return minimize(problem.value, start, jac=problem.gradient, hess=hess, method=method)


@pytest.mark.parametrize("method", OURS)
@pytest.mark.parametrize("name", SMOOTH)
def test_ours_finds_scipys_minimiser_in_hardly_more_iterations(name, method):
    problem = gd.problem(name)
    theirs = scipys(problem, method)
    if not theirs.success or (name, method) in PARTING | RUNNING_OFF:
        pytest.skip("SciPy does not converge, or elsewhere")
    steepness = float(np.abs(theirs.jac).max())
    tolerance = max(steepness, 1e-9) if method == "Newton-CG" else max(steepness, 1e-5)
    ours = gd.descend(problem, OURS[method], iterations=500).trajectory
    reached = np.abs(ours.gradient).max(axis=1) <= tolerance
    assert reached.any()
    there = int(np.argmax(reached))
    assert there <= 1.5 * theirs.nit + 1
    precisely = minimize(problem.value, theirs.x, jac=problem.gradient, tol=1e-10)
    if np.linalg.eigvalsh(problem.hessian(theirs.x))[0] > 0:  # SciPy may end at a saddle
        np.testing.assert_allclose(ours.x[-1], precisely.x, rtol=1e-6, atol=1e-6)


def test_a_stream_that_is_dropped_ends_its_thread():
    run = Run(recipe("rosenbrock", "scipy_bfgs"))
    run.record(run.walk.advance(5))
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
