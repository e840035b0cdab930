"""Every rule of first order against its bare loop; the searching ones against SciPy's own."""

import math
import os

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads only hinder L-BFGS-B in 100 variables

import numpy as np
from scipy.optimize import minimize, rosen, rosen_der, rosen_hess

import gdexplorer as gd

N = 2000
START = (-1.2, 1.0)


def grad(x):
    return np.array([-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] ** 2), 200 * (x[1] - x[0] ** 2)])


def f(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def mean(old, new, keep):
    return keep * old + (1 - keep) * new


def adam_like(t, x, g, s):
    s["m"], s["v"] = mean(s["m"], g, 0.9), mean(s["v"], g * g, 0.999)
    return s["m"] / (1 - 0.9**t), np.sqrt(s["v"] / (1 - 0.999**t)) + 1e-8


def gradient_descent(t, x, g, s):
    return x - 1e-3 * g


def momentum(t, x, g, s):
    s["m"] = 0.9 * s["m"] + g
    return x - 1e-3 * s["m"]


def nesterov(t, x, g, s):
    s["m"] = 0.9 * s["m"] + g
    return x - 1e-3 * (g + 0.9 * s["m"])


def qhm(t, x, g, s):
    s["m"] = mean(s["m"], g, 0.99)
    return x - 1e-3 * (0.3 * g + 0.7 * s["m"])


def barzilai_borwein(t, x, g, s):
    alpha = 1e-3
    if t > 1:
        y = g - s["g"]
        alpha = abs(s["s"] @ y) / (y @ y)
    s["g"], s["s"] = g, -alpha * g
    return x + s["s"]


def adagrad(t, x, g, s):
    s["v"] = s["v"] + g * g
    return x - 1e-2 * g / (np.sqrt(s["v"]) + 1e-10)


def adadelta(t, x, g, s):
    s["v"] = mean(s["v"], g * g, 0.9)
    delta = np.sqrt(s["m"] + 1e-6) / np.sqrt(s["v"] + 1e-6) * g
    s["m"] = mean(s["m"], delta * delta, 0.9)
    return x - delta


def rmsprop(t, x, g, s):
    s["v"] = mean(s["v"], g * g, 0.99)
    return x - 1e-2 * g / (np.sqrt(s["v"]) + 1e-8)


def adam(t, x, g, s):
    m, root = adam_like(t, x, g, s)
    return x - 1e-3 * m / root


def amsgrad(t, x, g, s):
    s["m"], s["v"] = mean(s["m"], g, 0.9), mean(s["v"], g * g, 0.999)
    s["w"] = np.maximum(s["w"], s["v"])
    root = np.sqrt(s["w"] / (1 - 0.999**t)) + 1e-8
    return x - 1e-3 * s["m"] / (1 - 0.9**t) / root


def adamw(t, x, g, s):
    m, root = adam_like(t, x, g, s)
    return x * (1 - 1e-5) - 1e-3 * m / root


def adamax(t, x, g, s):
    s["m"] = mean(s["m"], g, 0.9)
    s["v"] = np.maximum(0.999 * s["v"], np.abs(g) + 1e-8)
    return x - 2e-3 / (1 - 0.9**t) * s["m"] / s["v"]


def nadam(t, x, g, s):
    s["m"], s["v"] = mean(s["m"], g, 0.9), mean(s["v"], g * g, 0.999)
    mu, ahead = (0.9 * (1 - 0.5 * 0.96 ** (k * 0.004)) for k in (t, t + 1))
    s["c"] = s.get("c", 1.0) * mu
    root = np.sqrt(s["v"] / (1 - 0.999**t)) + 1e-8
    look = (1 - mu) / (1 - s["c"]) * g + ahead / (1 - s["c"] * ahead) * s["m"]
    return x - 2e-3 * look / root


def radam(t, x, g, s):
    m, root = adam_like(t, x, g, s)
    whole = 2 / (1 - 0.999) - 1
    rho = whole - 2 * t * 0.999**t / (1 - 0.999**t)
    if rho <= 5:
        return x - 1e-3 * m
    r = math.sqrt((rho - 4) * (rho - 2) * whole / ((whole - 4) * (whole - 2) * rho))
    return x - 1e-3 * m * r / root


def rprop(t, x, g, s):
    if t == 1:
        s["d"], s["g"] = np.full(2, 1e-2), np.zeros(2)
    turn = np.sign(g * s["g"])
    s["d"] = np.clip(s["d"] * np.where(turn > 0, 1.2, np.where(turn < 0, 0.5, 1)), 1e-6, 50)
    s["g"] = np.where(turn < 0, 0, g)
    return x - np.sign(s["g"]) * s["d"]


def adabelief(t, x, g, s):
    s["m"] = mean(s["m"], g, 0.9)
    s["v"] = mean(s["v"], (g - s["m"]) ** 2, 0.999) + 1e-16
    return x - 1e-3 * s["m"] / (1 - 0.9**t) / (np.sqrt(s["v"] / (1 - 0.999**t)) + 1e-16)


def yogi(t, x, g, s):
    s["m"] = mean(s["m"], g, 0.9)
    s["v"] = s["v"] - 1e-3 * np.sign(s["v"] - g * g) * g * g
    return x - 1e-2 * s["m"] / (np.sqrt(np.abs(s["v"])) + 1e-3)


def lion(t, x, g, s):
    direction = np.sign(mean(s["m"], g, 0.9))
    s["m"] = mean(s["m"], g, 0.99)
    return x - 1e-3 * direction


def qhadam(t, x, g, s):
    s["m"], s["v"] = mean(s["m"], g, 0.9), mean(s["v"], g * g, 0.999)
    direction = 0.3 * g + 0.7 * s["m"] / (1 - 0.9**t)
    return x - 1e-3 * direction / (np.sqrt(s["v"] / (1 - 0.999**t)) + 1e-8)


BARE = (
    *(gradient_descent, momentum, nesterov, qhm, barzilai_borwein, adagrad, adadelta, rmsprop),
    *(adam, amsgrad, adamw, adamax, nadam, radam, rprop, adabelief, yogi, lion, qhadam),
)


def bare_run(step):
    """Do what a person would write who wants the path, its values and its gradients."""
    x, memory = np.array(START), {"m": np.zeros(2), "v": np.zeros(2), "w": np.zeros(2)}
    path, values, slopes = [x], [f(x)], []
    with np.errstate(all="ignore"):
        for t in range(1, N + 1):
            g = grad(x)
            slopes.append(g)
            x = step(t, x, g, memory)
            path.append(x)
            values.append(f(x))
    return np.array(path), np.array(values), np.array(slopes)


@pytest.mark.parametrize("step", BARE, ids=lambda s: s.__name__)
def test_a_rule_against_its_bare_loop(step, ratio, report):
    rule = gd.optimizer(step.__name__)

    def ours():
        stop = {"iterations": N, "gradient_tolerance": 0, "step_tolerance": 0}
        return gd.descend("rosenbrock", rule, start=START, **stop)

    report(f"{step.__name__}, {N} iterations : bare loop", ratio(ours, lambda: bare_run(step)), 2)


PAIRS = [
    ("bfgs", "BFGS"),
    ("polak_ribiere", "CG"),
    ("l_bfgs", "L-BFGS-B"),
    ("newton_cg", "Newton-CG"),
]


PAIRED = pytest.mark.parametrize(("name", "method"), PAIRS)
IN_FEW_AND_MANY = pytest.mark.parametrize("n", [2, 100])


def scipys(method, problem, value=None, gradient=None, **more):
    hess = problem.hessian if method == "Newton-CG" else None
    start, f, g = np.array(problem.start), value or problem.value, gradient or problem.gradient
    return minimize(f, start, jac=g, hess=hess, method=method, **more)


def scipys_with_a_record(method, problem):
    """Do what a person would write who wants the path, f and gradient on it, and every trial."""
    start = np.array(problem.start)
    path, values, slopes, trials = [start], [problem.value(start)], [problem.gradient(start)], []
    latest = slopes[0]

    def value(x):
        f = problem.value(x)
        trials.append((x.copy(), f))
        return f

    def gradient(x):
        nonlocal latest
        latest = problem.gradient(x)
        return latest

    def note(intermediate_result):
        path.append(intermediate_result.x.copy())
        values.append(intermediate_result.fun)
        slopes.append(latest.copy())

    scipys(method, problem, value, gradient, callback=note)
    return np.array(path), np.array(values), np.array(slopes), trials


def ours(name, method, problem):
    """Return a recorded run as far down as SciPy's comes, to be made again and again."""
    tolerance = max(float(np.linalg.norm(scipys(method, problem).jac)), 1e-5)
    rule = gd.optimizer(name)

    def run():
        return gd.descend(problem, rule, iterations=5000, gradient_tolerance=tolerance)

    assert run().stop_reason.startswith("Converged")
    return run


@IN_FEW_AND_MANY
@PAIRED
def test_a_run_against_scipys_with_the_same_record(name, method, n, ratio, report):
    problem = gd.Rosenbrock(n=n)
    speed = ratio(ours(name, method, problem), lambda: scipys_with_a_record(method, problem))
    report(f"{name}, Rosenbrock in {n} : SciPy {method}, both recorded", speed, 1)


@IN_FEW_AND_MANY
@PAIRED
def test_a_recorded_run_against_scipys_without_a_record(name, method, n, ratio, report):
    problem = gd.Rosenbrock(n=n)
    speed = ratio(ours(name, method, problem), lambda: scipys(method, problem))
    report(f"{name}, Rosenbrock in {n}, recorded : SciPy {method} without", speed, 1)


@IN_FEW_AND_MANY
@PAIRED
def test_a_recorded_run_against_scipys_on_its_own_rosenbrock(name, method, n, ratio, report):
    problem = gd.Rosenbrock(n=n)
    hess = rosen_hess if method == "Newton-CG" else None

    def theirs():
        return minimize(rosen, problem.start, jac=rosen_der, hess=hess, method=method)

    speed = ratio(ours(name, method, problem), theirs)
    report(f"{name}, Rosenbrock in {n}, recorded : SciPy {method} with SciPy's rosen", speed, 1)


@IN_FEW_AND_MANY
@PAIRED
def test_a_run_in_the_house_against_scipys_there(name, method, n, ratio, report):
    problem = gd.Rosenbrock(n=n)
    bridged = gd.optimizer("scipy_" + method.lower().replace("-", "_"))

    def theirs():
        return gd.descend(problem, bridged, iterations=5000, gradient_tolerance=0)

    speed = ratio(ours(name, method, problem), theirs, rounds=3)
    report(f"{name}, Rosenbrock in {n} : SciPy {method} in the explorer", speed, 1)
