"""Every rule of first order against its bare loop; the searching ones against SciPy's own."""

import math
import os

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads only hinder L-BFGS-B in 100 variables

import numpy as np
from scipy.optimize import minimize

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


@pytest.mark.parametrize("n", [2, 100])
@pytest.mark.parametrize(("name", "method"), PAIRS)
def test_a_run_against_scipys(name, method, n, ratio, report):
    problem, rule = gd.Rosenbrock(n=n), gd.optimizer(name)
    start = np.array(problem.start)
    hess = problem.hessian if method == "Newton-CG" else None

    def theirs():
        return minimize(problem.value, start, jac=problem.gradient, hess=hess, method=method)

    tolerance = max(float(np.linalg.norm(theirs().jac)), 1e-5)

    def ours():
        return gd.descend(problem, rule, iterations=5000, gradient_tolerance=tolerance)

    assert ours().stop_reason.startswith("Converged")
    report(f"{name}, Rosenbrock in {n} : SciPy {method}", ratio(ours, theirs), 1)
