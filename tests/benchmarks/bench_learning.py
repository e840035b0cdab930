"""Training a small network on the table of exclusive or, against the bare loop of the same rule."""

import numpy as np

import gdexplorer as gd

N = 10_000
RATE = 0.1
X = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])
NETWORK = {
    "data": "xor table",
    "layers": 1,
    "units": 4,
    "bias": False,
    "activation": "sigmoid",
    "initialisation": "normal",
}


def trained():
    problem = gd.problem("neural_network", **NETWORK)
    rule = gd.GradientDescent(learning_rate=RATE)
    return gd.descend(problem, rule, iterations=N, gradient_tolerance=0, step_tolerance=0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def first_weights():
    rng = np.random.RandomState(0)
    return rng.randn(3, 4), rng.randn(4, 1)


def bare():
    """Return the last weights, and keep nothing else."""
    W1, W2 = first_weights()
    for _ in range(N):
        h = sigmoid(X @ W1)
        d = (sigmoid(h @ W2) - Y) / 4
        g1 = X.T @ (d @ W2.T * h * (1 - h))
        g2 = h.T @ d
        W1 = W1 - RATE * g1
        W2 = W2 - RATE * g2
    return np.concatenate([W1.ravel(), W2.ravel()])


def bare_with_a_record():
    """Do what a person would write who wants the path, its losses and its gradients."""
    W1, W2 = first_weights()
    path, losses, slopes = [], [], []
    for _ in range(N):
        h = sigmoid(X @ W1)
        p = sigmoid(h @ W2)
        losses.append(-np.mean(Y * np.log(p) + (1 - Y) * np.log(1 - p)))
        d = (p - Y) / 4
        g1 = X.T @ (d @ W2.T * h * (1 - h))
        g2 = h.T @ d
        path.append((W1, W2))
        slopes.append((g1, g2))
        W1 = W1 - RATE * g1
        W2 = W2 - RATE * g2
    return np.concatenate([W1.ravel(), W2.ravel()]), path, losses, slopes


def test_a_network_against_the_bare_loop(ratio, report):
    np.testing.assert_allclose(trained().trajectory.x[-1], bare(), rtol=1e-8)
    report("exclusive or, 10 000 iterations recorded : bare numpy loop", ratio(trained, bare), 1.5)


def test_a_network_against_the_bare_loop_that_keeps_a_record(ratio, report):
    np.testing.assert_allclose(trained().trajectory.f[:-1], bare_with_a_record()[2], rtol=1e-8)
    value = ratio(trained, bare_with_a_record)
    report("exclusive or, 10 000 iterations recorded : bare loop, recorded too", value, 1.5)
