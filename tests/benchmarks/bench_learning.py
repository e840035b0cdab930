"""Training small networks: against the bare loop of the same rule, and against PyTorch."""

import numpy as np
import pytest

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


STEPS = 200


def digits_trained(problem):
    rule = gd.GradientDescent(learning_rate=problem.fitting_rate)
    return gd.descend(problem, rule, iterations=STEPS, gradient_tolerance=0, step_tolerance=0)


def torch_network(torch, problem, dtype):
    """Return torch's layers with the same first weights."""
    k1, b1, w2, b2 = (torch.tensor(p) for p in problem.split(np.array(problem.start)))
    network = torch.nn.Sequential(
        torch.nn.Conv2d(1, problem.filters, problem.kernel_size),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(9 * problem.filters, 10),
    ).to(dtype)
    # torch flattens maps with the channels first, ours stand last
    first = w2.reshape(9, problem.filters, 10).permute(2, 1, 0).reshape(10, -1)
    with torch.no_grad():
        weights = (k1.permute(3, 2, 0, 1), b1, first, b2)
        for into, value in zip(network.parameters(), weights, strict=True):
            into.copy_(value)
    return network


def trained_by_torch(torch, problem, dtype):
    """Train on the same mini-batches; return the losses and nothing else."""
    network = torch_network(torch, problem, dtype)
    rule = torch.optim.SGD(network.parameters(), lr=problem.fitting_rate)
    pictures = torch.tensor(problem.shown.inputs[:, None] / 16, dtype=dtype)
    labels = torch.tensor(problem.shown.targets).long()
    losses = []
    for k in range(STEPS):
        rows = torch.from_numpy(problem.batch(k))
        rule.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(pictures[rows]), labels[rows])
        loss.backward()
        rule.step()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize("kind", ["float32", "float64"])
def test_training_on_digits_against_torch(kind, ratio, report):
    torch = pytest.importorskip("torch")
    problem, dtype = gd.problem("convolutional_network"), getattr(torch, kind)
    found = trained_by_torch(torch, problem, dtype)
    tolerance = 1e-8 if kind == "float64" else 1e-2
    ours = digits_trained(problem).trajectory.f[:-1]
    np.testing.assert_allclose(ours, found, rtol=tolerance, atol=tolerance)
    value = ratio(lambda: trained_by_torch(torch, problem, dtype), lambda: digits_trained(problem))
    what = f"digits, batches of 64: our throughput, recorded : torch's in {kind}"
    report(what, value, 0.5, least=True)
