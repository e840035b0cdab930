"""Laws that hold for every update rule there is."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.api import function, optimizers, problems
from gdexplorer.core import spacing
from gdexplorer.core.data import DataProblem
from gdexplorer.core.frame import Frame
from gdexplorer.core.parameter import parameters_of
from gdexplorer.core.run import Run
from gdexplorer.core.session import described, suggested
from gdexplorer.core.sketch import Departure
from tests.typesetting import TALLEST, heights

OPTIMIZERS = list(optimizers().values())
PROBLEMS = [c for c in problems().values() if not issubclass(c, DataProblem)]
"""Of models, any number of rows and layers may be asked for: too much for a test of each draw."""
VARIED = ["sine_parabola", "quartic", "rosenbrock", "himmelblau", "ravine", "saddle"]
FRAMED = [
    *((name, {}) for name in VARIED),
    ("himmelblau", {"rotation": 30, "scale_y": 2, "shift_x": 0.5}),
    ("rosenbrock", {"noise": 1}),
]
TURNED = [
    (gd.problem("rosenbrock"), [(-1.2, 1.0), (0.7, -0.4)]),
    (gd.problem("himmelblau"), [(-1.0, -1.0), (0.5, 2.6)]),
    (gd.problem("beale"), [(1.0, 1.5), (-0.8, 0.3)]),
    (gd.problem("booth"), [(-7.0, 4.0), (3.3, -8.0)]),
    (gd.problem("rosenbrock", n=4), [(-1.2, 1.0, -1.2, 1.0), (0.3, -0.6, 1.1, 0.2)]),
]
"""Functions and starts; of four variables, the first two are turned."""
EXTREME = ("1e20*x^2 + y^2", "1e-100*x^2", "exp(1e-100*x)", "x^30 + y^2", "1e100*(x - y)^4 + y^2")
"""Their squares and quotients leave the range of numbers from some starts."""
ANGLES = (30.0, -72.5, 161.0)
OFF = {"gradient_tolerance": 0, "step_tolerance": 0}
each_optimizer = pytest.mark.parametrize("cls", OPTIMIZERS, ids=lambda c: c.name)


def fields(state):
    return [getattr(state, f.name) for f in dataclasses.fields(state)]


def variants(cls):
    """Return the rule with its defaults, and with each other choice and switch in turn."""
    made = [cls()]
    for declared in parameters_of(cls):
        others = declared.choices[1:] or ([not declared.default] if declared.kind is bool else [])
        made += [cls(**{declared.name: value}) for value in others]
    return made


each_variant = pytest.mark.parametrize(
    "rule", [r for c in OPTIMIZERS for r in variants(c)], ids=lambda r: described(r)
)


@each_variant
def test_a_step_changes_none_of_its_inputs(rule):
    problem = gd.Rosenbrock()
    state = rule.init(problem, np.array([-1.2, 1.0]))
    for _ in range(3):
        before = [np.array(v, copy=True) for v in fields(state)]
        after = rule.step(problem, state)
        pairs = zip(fields(state), before, strict=True)
        assert all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)
        state = after


@each_variant
def test_the_same_run_twice_is_the_same_bits(rule):
    runs = [gd.descend("himmelblau", rule, iterations=50) for _ in range(2)]
    a, b = (r.trajectory for r in runs)
    assert a.x.tobytes() == b.x.tobytes()
    assert a.f.tobytes() == b.f.tobytes()


@each_optimizer
@pytest.mark.parametrize(("problem", "frame"), FRAMED)
def test_a_run_stepped_by_hand_is_the_run_played(cls, problem, frame):
    problem = Frame(**frame).around(gd.problem(problem))
    if cls.misfit(problem):
        pytest.skip(cls.misfit(problem))
    rule = suggested(cls, problem)
    played = gd.descend(problem, rule, iterations=60)
    stepped = Run(played.recipe)
    while stepped.stop is None:
        stepped.record(stepped.advance(1))
    for column in ("x", "f", "gradient", "gradient_norm", "step_length", "evaluations"):
        assert (
            getattr(played.trajectory, column).tobytes()
            == getattr(stepped.trajectory, column).tobytes()
        )
    assert played.stop == stepped.stop
    assert played.notes == stepped.notes


@each_variant
def test_going_back_and_on_again_is_the_same_bits(rule, monkeypatch):
    monkeypatch.setattr(spacing, "BUDGET", 2000)  # not every state is kept
    run = gd.descend("rosenbrock", rule, iterations=18, gradient_tolerance=0, step_tolerance=0)
    last = len(run.trajectory) - 1
    state = run.recipe.replay(run.trajectory.state(7), last - 7)
    assert state.k == last > 7
    assert state.x.tobytes() == run.trajectory.x[last].tobytes()


@each_variant
def test_a_record_that_keeps_few_iterates_gives_all_of_them(rule, monkeypatch):
    whole = gd.descend("rosenbrock", rule, iterations=40).trajectory
    monkeypatch.setattr(spacing, "BUDGET", 200)
    thin = gd.descend("rosenbrock", rule, iterations=40).trajectory
    assert np.asarray(thin.x).tobytes() == whole.x.tobytes()
    assert np.asarray(thin.gradient).tobytes() == whole.gradient.tobytes()


@each_variant
def test_a_batch_is_its_lanes(rule):
    if not rule.batched:
        pytest.skip("it says that it takes one point at a time")
    problem = gd.Himmelblau()
    starts = np.random.default_rng(0).uniform(-4, 4, (40, 2))
    batch = rule.init(problem, starts)
    lanes = [rule.init(problem, x) for x in starts]
    with np.errstate(all="ignore"):  # as in every walk: a lane may have converged
        for _ in range(25):
            batch = rule.step(problem, batch)
            lanes = [rule.step(problem, lane) for lane in lanes]
    np.testing.assert_array_equal(batch.x, np.array([lane.x for lane in lanes]))


@each_optimizer
def test_every_hyperparameter_says_what_it_is(cls):
    assert cls.__doc__
    assert cls.formula
    assert cls.about.endswith(".")
    assert cls.needs
    for declared in parameters_of(cls):
        assert declared.help
        assert declared.check(declared.default) == declared.default


@each_optimizer
def test_its_formula_can_be_typeset(cls):
    assert 0 < max(heights(cls.formula)) <= TALLEST


@each_optimizer
def test_no_two_hyperparameters_have_the_same_symbol(cls):
    shown = [declared.symbol or declared.title for declared in parameters_of(cls)]
    assert len(set(shown)) == len(shown)


@each_optimizer
def test_a_gradient_rule_spends_one_gradient_an_iteration(cls):
    if cls.needs != ("gradient",) or cls.family == "SciPy":
        pytest.skip("it needs more than the gradient")
    run = gd.descend("rosenbrock", cls(), iterations=10)
    assert run.trajectory.evaluations.tolist() == [[0, k, 0] for k in range(11)]


@each_optimizer
def test_a_search_spends_one_f_at_the_start_and_one_a_trial(cls):
    if "line search" not in cls.needs or cls.family == "SciPy" or "residuals" in cls.needs:
        pytest.skip("it asks for more than f along its rays")
    trajectory = gd.descend("rosenbrock", cls(), iterations=40).trajectory
    trials = [len(search.alphas) for search in searches(trajectory)]
    assert max(trials) > 1
    assert trajectory.evaluations[1:, 0].tolist() == (1 + np.cumsum(trials)).tolist()


def searching():
    """Make every rule that searches along a ray, in each way that it can search."""
    for cls in OPTIMIZERS:
        if "line search" in cls.needs and cls.family != "SciPy":
            ways = {p.name: p.choices for p in parameters_of(cls)}.get("search", (None,))
            yield from (cls(search=way) if way else cls() for way in ways)


@pytest.mark.parametrize("rule", list(searching()), ids=described)
def test_a_search_never_leads_uphill(rule):
    for problem in (cls() for cls in PROBLEMS if not rule.misfit(cls())):
        f = gd.descend(problem, rule, iterations=12).trajectory.f
        rises = np.diff(f) > 1e-9 * (1 + np.abs(f[:-1]))
        assert not rises.any(), (problem.name, f)


def searches(trajectory):
    """Return the search that led to each iterate but the start."""
    for k in range(1, len(trajectory)):
        before = Departure(trajectory.x[k - 1], trajectory.f[k - 1], trajectory.gradient[k - 1])
        yield trajectory.state(k).search(before)


@each_optimizer
def test_what_a_rule_says_it_needs_is_all_it_asks_for(cls):
    run = gd.descend("rosenbrock", cls(), iterations=10)
    values, gradients, hessians = run.trajectory.evaluations[-1].tolist()
    assert hessians == 0 or any(word.startswith("Hessian") for word in cls.needs)
    assert gradients == 0 or cls.needs[0] in ("gradient", "residuals")
    assert values == 0 or {"line search", "residuals", "Hessian", "values only"} & set(cls.needs)


def apart(rule, plain, start, angle):
    """Return how far a path is from the turned function's path turned back, and its length."""
    turned = Frame(rotation=angle).around(plain)
    free = {"iterations": 6, "gradient_tolerance": 0, "step_tolerance": 0}
    x = gd.descend(plain, rule, start=start, **free).trajectory.x
    back = gd.descend(turned, rule, start=turned.outside(np.array(start)), **free).trajectory.x
    common = min(len(x), len(back))  # what measures by components may end a step earlier
    off = np.abs(x[:common] - turned.inside(back[:common])).max()
    return off / (1 + np.abs(x).max()), common


def lengths_and_distances(cls):
    for plain, starts in TURNED:
        if not cls.misfit(plain):
            rule = suggested(cls, plain)
            for start, angle in itertools.product(starts, ANGLES):
                yield apart(rule, plain, start, angle)


@each_optimizer
def test_turning_the_function_turns_the_path_of_those_that_say_so_and_only_of_those(cls):
    distances, lengths = zip(*lengths_and_distances(cls), strict=True)
    assert len(distances) >= 3 * len(ANGLES)
    assert max(lengths) >= 5
    if cls.rotates:
        assert max(distances) <= 1e-9
    else:
        assert max(distances) > 1e-6
    assert ("Invariant under rotation" in " ".join(cls.__doc__.split())) == cls.rotates


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_setting_and_no_start_raises_or_warns_or_records_what_is_not_finite(data):
    problem_class = data.draw(st.sampled_from(PROBLEMS))
    cls = data.draw(st.sampled_from(OPTIMIZERS))
    problem = problem_class(**{p.name: data.draw(values(p)) for p in parameters_of(problem_class)})
    rule = cls(**{p.name: data.draw(values(p)) for p in parameters_of(cls)})
    assume(not cls.misfit(problem))
    coordinate = st.floats(-1e4, 1e4) | st.floats(allow_nan=False, allow_infinity=False)
    start = [data.draw(coordinate) for _ in range(problem.dimension)]
    run = gd.descend(problem, rule, start=start, iterations=30)
    assert run.stop_reason
    later = slice(1, None)
    for column in ("x", "f", "gradient", "gradient_norm", "step_length"):
        assert np.isfinite(getattr(run.trajectory, column)[later]).all()
    assert np.isfinite(run.trajectory.x).all()


def values(declared):
    if declared.kind is bool:
        return st.booleans()
    if declared.kind is str:
        return st.sampled_from(declared.choices)
    if declared.kind is int:
        return st.integers(int(declared.low), int(min(declared.high, 40)))
    usual = st.floats(*declared.slider)
    return usual | st.floats(declared.low, declared.high, exclude_max=declared.high_open)


@each_optimizer
@pytest.mark.parametrize("text", EXTREME)
def test_out_of_the_range_of_numbers_a_run_ends_with_a_sentence(cls, text):
    problem = function(text)
    if cls.misfit(problem):
        pytest.skip("it cannot run on this")
    for scale in (1e-150, 1e-12, 1.0, 1e8):
        start = (scale,) * problem.dimension
        run = gd.descend(problem, cls(), start, **OFF, iterations=30)
        assert run.stop_reason


def test_l_bfgs_goes_on_until_nothing_is_left_of_a_gradient():
    run = gd.descend("ackley", "l_bfgs", iterations=150, **OFF)
    assert run.trajectory.gradient_norm[-1] < 1e-100
