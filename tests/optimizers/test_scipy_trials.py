"""What SciPy does between two of its iterates, and that its own methods run as SciPy runs them."""

import re

import numpy as np
import pytest
from scipy.optimize import minimize, show_options

import gdexplorer as gd
from gdexplorer.api import optimizers, recipe
from gdexplorer.core import spacing
from gdexplorer.core.parameter import parameters_of
from gdexplorer.core.run import Run
from gdexplorer.core.sketch import sketch
from gdexplorer.optimizers.scipy_trials import Record, searched

BRIDGED = [c for c in optimizers().values() if c.family == "SciPy"]
SEARCHING = [c for c in BRIDGED if c.method in ("CG", "BFGS", "L-BFGS-B", "Newton-CG", "SLSQP")]
ASKING = [c for c in BRIDGED if c not in SEARCHING and c.method != "TNC"]
PROBLEMS = ["rosenbrock", "himmelblau", "beale", "booth", "quartic", "sine_parabola"]
LIMITS = {"maxiter", "maxfev", "maxfun"}
LEFT_OUT = LIMITS | {
    *("disp", "return_all", "iprint", "workers"),  # change nothing of the path
    *("eps", "finite_diff_rel_step"),  # the gradient is given
    *("bounds", "feasibility_tol"),  # there are no constraints
    *("initial_simplex", "direc", "offset"),  # a matrix, or a point: no hyperparameter
    "subproblem_maxiter",  # SciPy before 1.17 warns of it
}
each_bridged = pytest.mark.parametrize("cls", BRIDGED, ids=lambda c: c.name)


class Spy:
    """A problem that SciPy is run on without us: its iterates, and what it asked before each."""

    def __init__(self, cls, problem, options, most=10**9):
        self.problem, self.cls, self.most = problem, cls, most
        self.iterates, self.asked, self.pending = [np.array(problem.start)], [], []
        uses = {"gradient": self.gradient, "Hessian": problem.hessian}
        early = cls.method == "SLSQP"  # calls back with a trial, accepts where it asks the gradient
        with np.errstate(all="ignore"):
            self.result = minimize(
                self.value,
                np.array(problem.start),
                method=cls.method,
                jac=uses["gradient"] if "gradient" in cls.needs else None,
                hess=uses["Hessian"] if "Hessian" in cls.needs else None,
                callback=None if early else self.called_back,
                options=options,
            )
        if early and not np.array_equal(self.result.x, self.iterates[-1]):
            self.reach(self.result.x)

    def value(self, x):
        self.pending.append(np.array(x))
        return float(self.problem.value(x))

    def gradient(self, x):
        if self.cls.method == "SLSQP" and not np.array_equal(x, self.iterates[-1]):
            self.reach(x)
        return self.problem.gradient(x)

    def called_back(self, intermediate_result):
        self.reach(getattr(intermediate_result, "x", intermediate_result))

    def reach(self, x):
        before = self.iterates[-1]
        self.asked.append([a for a in self.pending if not np.array_equal(a, before)])
        self.iterates.append(np.array(x))
        self.pending = []


def ran(cls, name):
    """Return our run of one method and SciPy's own, on a problem of one or two variables."""
    problem = gd.problem(name)
    free = {"gradient_tolerance": 0, "step_tolerance": 0, "iterations": 2000}
    run = gd.descend(problem, cls(), **free)
    return run.trajectory, Spy(cls, problem, cls().options(problem.dimension))


def states(record):
    return [record.state(k) for k in range(1, len(record))]


@each_bridged
def test_a_bridged_run_is_scipys_own(cls):
    rule, problem = cls(), gd.Rosenbrock()
    run = gd.descend(problem, rule, iterations=400, step_tolerance=0)
    spy = Spy(cls, problem, rule.options(2))
    np.testing.assert_array_equal(run.trajectory.x, spy.iterates[: len(run.trajectory)])
    assert run.trajectory.evaluations[-1, 0] <= spy.result.nfev
    if len(run.trajectory) == len(spy.iterates):
        assert "SciPy says" in run.stop_reason
    else:
        assert "gradient" in run.stop_reason.lower() or "∇f" in run.stop_reason


@each_bridged
@pytest.mark.parametrize("name", ["himmelblau", "booth"])
def test_the_defaults_are_scipys(cls, name):
    problem = gd.problem(name)
    ours = cls().options(2)
    limits = {name: value for name, value in ours.items() if name in LIMITS}
    given, plain = Spy(cls, problem, ours), Spy(cls, problem, limits)
    np.testing.assert_array_equal(given.iterates, plain.iterates)
    assert given.result.message == plain.result.message


@each_bridged
def test_every_documented_option_is_a_hyperparameter_or_left_out_for_a_reason(cls):
    text = show_options("minimize", cls.method, disp=False)
    text = text.split("Options\n-------")[-1].split("Returns\n-------")[0]
    lines = re.findall(r"^(\w+(?:, \w+)*) : ", text, re.MULTILINE)
    documented = {name for line in lines for name in line.split(", ")}
    if cls.method == "COBYQA":
        documented.discard("scale")  # by the bounds, of which there are none
    declared = {p.name for p in parameters_of(cls)}
    assert documented - LEFT_OUT <= declared
    shared = {"initial_trust_radius", "max_trust_radius", "eta", "gtol"}  # not told of trust-krylov
    assert declared <= documented | shared


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("scipy_tnc", {"eta": 0.9}),
        ("scipy_tnc", {"stepmx": 0.05}),
        ("scipy_tnc", {"maxCGit": 0}),
        ("scipy_tnc", {"maxCGit": 2}),
        ("scipy_tnc", {"accuracy": 1e-3}),
        ("scipy_tnc", {"minfev": 24.0}),
        ("scipy_tnc", {"rescale": 0.0}),
        ("scipy_tnc", {"scale": 1.0}),
        ("scipy_bfgs", {"hess_inv0": 0.01}),
        ("scipy_bfgs", {"norm": "smallest component", "gtol": 1.0}),
        ("scipy_cg", {"norm": "smallest component", "gtol": 1.0}),
        ("scipy_cobyqa", {"f_target": 1.0}),
    ],
)
def test_an_option_changes_what_scipy_does(name, setting):
    free = {"gradient_tolerance": 0, "step_tolerance": 0, "iterations": 200}
    plain, set_so = (
        gd.descend("rosenbrock", gd.optimizer(name, **s), **free).trajectory.x
        for s in ({k: v for k, v in setting.items() if k == "gtol"}, setting)
    )
    assert len(plain) != len(set_so) or not np.array_equal(plain, set_so)


@pytest.mark.parametrize("cls", SEARCHING, ids=lambda c: c.name)
@pytest.mark.parametrize("name", PROBLEMS)
def test_a_searchs_trials_are_all_that_scipy_asked(cls, name):
    record, spy = ran(cls, name)
    assert len(record) == len(spy.iterates)
    for state, origin, asked in zip(states(record), spy.iterates, spy.asked, strict=False):
        tried = ~np.isnan(state.alphas)
        if np.array_equal(state.x, origin):
            assert not tried.any()  # no step, no search
            continue
        points = origin + state.alphas[tried, None] * state.d
        np.testing.assert_allclose(points, asked[-24:], rtol=1e-9, atol=1e-9)
        np.testing.assert_array_equal(state.phis[tried], spy.problem.value(np.array(asked[-24:])))
        gradients = spy.problem.gradient(np.array(asked[-24:]))
        known = ~np.isnan(state.slopes[tried])
        off = np.abs(state.slopes[tried] - gradients @ state.d)[known]
        assert (off <= 1e-14 * np.abs(gradients[known]).sum(axis=1)).all()
        assert np.linalg.norm(state.d) == pytest.approx(1)


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("maxcg", [-1, 0, 2])
def test_tncs_differences_of_gradients_are_no_trials(name, maxcg):
    problem = gd.problem(name)
    rule = gd.optimizer("scipy_tnc", maxCGit=maxcg)
    free = {"gradient_tolerance": 0, "step_tolerance": 0, "iterations": 100}
    record = gd.descend(problem, rule, **free).trajectory
    spy = Spy(type(rule), problem, rule.options(problem.dimension))
    assert len(record) == min(len(spy.iterates), 101) > 2
    for state, asked in zip(states(record), spy.asked, strict=False):
        count = int((~np.isnan(state.alphas)).sum())
        products = len(asked) - count
        assert products <= (maxcg if maxcg >= 0 else 1)
        assert (products == 0) == (maxcg == 0)
        values = problem.value(np.array(asked[products:]))
        np.testing.assert_array_equal(state.phis[:count], values)


@pytest.mark.parametrize("cls", [c for c in BRIDGED if c not in ASKING], ids=lambda c: c.name)
@pytest.mark.parametrize("name", PROBLEMS)
def test_the_accepted_trial_of_a_search_is_the_iterate(cls, name):
    record, _ = ran(cls, name)
    searches = 0
    for k in range(1, len(record)):
        search = sketch(record, k, record.state(k)).search
        if search is not None:
            searches += 1
            assert search.taken >= 0
            assert search.phis[search.taken] == record.f[k]
            np.testing.assert_allclose(search.points[search.taken], record.x[k], atol=1e-12)
    assert searches >= 1


@pytest.mark.parametrize("cls", ASKING, ids=lambda c: c.name)
@pytest.mark.parametrize("name", PROBLEMS)
def test_the_points_of_a_step_are_all_that_scipy_asked(cls, name):
    record, spy = ran(cls, name)
    assert len(record) == len(spy.iterates)
    for k, asked in enumerate(spy.asked, 1):
        drawn = sketch(record, k, record.state(k)).scatter
        moved = not np.array_equal(record.x[k], record.x[k - 1])
        if drawn is None:
            assert not asked
            assert not moved
            continue
        np.testing.assert_array_equal(drawn.points, asked[-cls.kept :])
        np.testing.assert_array_equal(drawn.values, spy.problem.value(drawn.points))
        assert (drawn.taken >= 0) == moved
        if moved:
            np.testing.assert_array_equal(drawn.points[drawn.taken], record.x[k])


@pytest.mark.parametrize("accepted", [0, 20, 39])
def test_of_more_trials_than_there_is_room_for_the_last_and_the_accepted_are_kept(accepted):
    start, d = np.array([3.0, -2.0]), np.array([0.6, 0.8])
    record = Record(gd.problem("booth"), start)
    record.value(start)
    alphas = 10.0 + np.arange(40)
    for alpha in alphas:
        record.value(start + alpha * d)
    state = searched(record, start + alphas[accepted] * d, record.asked)
    np.testing.assert_allclose(state.alphas[1:], alphas[-23:])
    assert state.alpha in state.alphas
    assert state.alpha == pytest.approx(alphas[accepted])
    assert state.alphas[0] == pytest.approx(alphas[min(accepted, 16)])


def test_what_lies_off_the_ray_is_no_trial_of_the_search():
    start, x = np.array([3.0, -2.0]), np.array([3.6, -1.2])
    record = Record(gd.problem("booth"), start)
    for point in (start, x + np.array([0, 1e-7]), 2 * start - x, x, start + 3 * (x - start)):
        record.value(point)
    state = searched(record, x, record.asked)
    np.testing.assert_allclose(state.alphas[:2], [1.0, 3.0])
    assert np.isnan(state.alphas[2:]).all()
    assert state.f_before == gd.problem("booth").value(start)


@each_bridged
def test_two_runs_may_be_under_way_at_once(cls):
    runs = [Run(recipe("rosenbrock", cls.name, start=s)) for s in ([-1.2, 1.0], [0.5, 2.0])]
    for _ in range(2):
        for run in runs:
            run.record(run.advance(2))
    for run in runs:
        run.close()
        assert run.trajectory.x[0].tolist() == list(run.recipe.start)


@each_bridged
def test_the_start_is_the_runs_and_not_recorded_again(cls):
    run = gd.descend("himmelblau", cls(), iterations=5)
    assert "start" not in run.trajectory.state_names
    last = run.trajectory.state(-1)
    np.testing.assert_array_equal(last.start, run.recipe.start)
    assert last.start.tobytes() == run.trajectory.x[0].tobytes()


@pytest.mark.parametrize("name", ["scipy_bfgs", "scipy_nelder_mead"])
def test_a_state_between_checkpoints_is_found_by_running_scipy_once(name, monkeypatch):
    monkeypatch.setattr(spacing, "BUDGET", 2000)
    run = gd.descend("rosenbrock", name, iterations=40)
    record = run.trajectory
    k = max(range(len(record)), key=record.past_checkpoint)
    assert record.past_checkpoint(k) >= 7
    asked = []
    value = gd.Rosenbrock.value
    monkeypatch.setattr(gd.Rosenbrock, "value", lambda s, x: asked.append(x) or value(s, x))
    for going in (lambda: record.state(k), lambda: record.state_rows(0, k + 1)):
        asked.clear()
        going()
        assert len(asked) <= record.evaluations[k, 0]


@each_bridged
def test_states_found_again_are_the_same_bits(cls, monkeypatch):
    whole = gd.descend("himmelblau", cls(), iterations=20).trajectory
    budget = 2 * whole.state_rows(0, 1).nbytes
    monkeypatch.setattr(spacing, "BUDGET", budget)
    thin = gd.descend("himmelblau", cls(), iterations=20).trajectory
    end = len(whole)
    assert max(thin.past_checkpoint(k) for k in range(end)) > 0 or end < 4
    assert whole.state_rows(0, end).tobytes() == thin.state_rows(0, end).tobytes()
    assert thin.state(end - 1).x.tobytes() == whole.x[-1].tobytes()


def test_slsqps_path_goes_down_though_its_callback_shows_trials():
    record = gd.descend("rosenbrock", "scipy_slsqp").trajectory
    shown = []
    minimize(
        gd.Rosenbrock().value,
        np.array([-1.2, 1.0]),
        jac=gd.Rosenbrock().gradient,
        method="SLSQP",
        callback=lambda x: shown.append(gd.Rosenbrock().value(x)),
    )
    assert max(shown) > 1e6
    assert (np.diff(record.f) < 0).all()
