"""One run, 10 000 iterations of Adam on Rosenbrock, everything recorded."""

import numpy as np
import pytest

import gdexplorer as gd

N = 10_000


def recorded(iterations=N):
    rule = gd.Adam(learning_rate=0.05)
    return gd.descend(
        "rosenbrock", rule, iterations=iterations, gradient_tolerance=0, step_tolerance=0
    )


def bare(iterations=N, rate=0.05, b1=0.9, b2=0.999, eps=1e-8):
    """Do what a person would write who wants the path, its values and its gradients."""

    def f(x):
        return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2

    def grad(x):
        return np.array(
            [-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] ** 2), 200 * (x[1] - x[0] ** 2)]
        )

    x, m, v = np.array([-1.2, 1.0]), np.zeros(2), np.zeros(2)
    path, values, slopes = [x], [f(x)], []
    for t in range(1, iterations + 1):
        g = grad(x)
        slopes.append(g)
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        x = x - rate * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
        path.append(x)
        values.append(f(x))
    return np.array(path), np.array(values), np.array(slopes)


def test_a_recorded_run_against_the_bare_loop(ratio, report):
    np.testing.assert_allclose(recorded(100).trajectory.x, bare(100)[0], rtol=1e-9)
    report("Adam, 10 000 iterations recorded : bare numpy loop", ratio(recorded, bare), 2)


def test_a_recorded_run_against_torch(ratio, report):
    torch = pytest.importorskip("torch")

    def with_torch(iterations=1000):
        x = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.Adam([x], lr=0.05)
        for _ in range(iterations):
            optimizer.zero_grad()
            ((1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2).backward()
            optimizer.step()

    speed = 1 / ratio(lambda: recorded(1000), with_torch)
    report("torch.optim.Adam with autograd : ours", speed, 5, least=True)
