"""Writes networks.json: losses and gradients of small networks as PyTorch computes them.

python tests/problems/golden/make_networks.py, with torch installed.
"""

import json
from pathlib import Path

import numpy as np
import torch

import gdexplorer as gd

CASES = [
    {"data": data, "layers": layers, "units": 5, "bias": bias, "activation": activation}
    | {"loss_kind": loss, "rows": 12, "initialisation": "Xavier", "weight_seed": 3}
    for data, layers, bias, activation, loss in (
        ("moons", 1, True, "sigmoid", "cross-entropy"),
        ("moons", 2, False, "tanh", "squared error"),
        ("moons", 3, True, "softplus", "cross-entropy"),
        ("blobs", 1, True, "ReLU", "cross-entropy"),
        ("blobs", 2, True, "tanh", "squared error"),
        ("blobs", 2, False, "softplus", "cross-entropy"),
        ("line", 1, True, "ReLU", "squared error"),
        ("line", 2, True, "sigmoid", "squared error"),
        ("xor table", 1, False, "sigmoid", "cross-entropy"),
    )
]
PHI = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "ReLU": torch.relu,
    "softplus": torch.nn.functional.softplus,
}


def point(problem):
    """Return the start, moved, so that biases are not 0."""
    return np.array(problem.start) + 0.1 * np.sin(np.arange(problem.dimension))


def torch_loss(problem, parts):
    """Return the mean loss of torch's own layers and losses, at parameters as tensors."""
    h = torch.tensor(problem.train.inputs)
    per_layer = 2 if problem.bias else 1
    layers = [parts[i : i + per_layer] for i in range(0, len(parts), per_layer)]
    for number, layer in enumerate(layers):
        h = torch.nn.functional.linear(h, layer[0].T, *layer[1:])
        if number < len(layers) - 1:
            h = PHI[problem.activation](h)
    return mean_loss(problem, h)


def mean_loss(problem, z):
    """Return torch's loss of outputs z (m, k)."""
    y = torch.tensor(problem.train.targets)
    entropy = problem.loss_kind == "cross-entropy"
    if problem.classes == 0:
        return torch.nn.functional.mse_loss(z[:, 0], y)
    if problem.classes == 2 and entropy:
        return torch.nn.functional.binary_cross_entropy_with_logits(z[:, 0], y)
    if problem.classes == 2:
        return torch.nn.functional.mse_loss(torch.sigmoid(z[:, 0]), y)
    if entropy:
        return torch.nn.functional.cross_entropy(z, y.long())
    one_hot = torch.nn.functional.one_hot(y.long(), problem.classes)
    return ((torch.softmax(z, dim=1) - one_hot) ** 2).sum(dim=1).mean()


def by_torch(problem):
    """Return loss and gradient at the point, by automatic differentiation in doubles."""
    parts = [torch.tensor(p.copy(), requires_grad=True) for p in problem.split(point(problem))]
    f = torch_loss(problem, parts)
    f.backward()
    return f.item(), torch.cat([p.grad.reshape(-1) for p in parts]).tolist()


def main():
    """Write the file."""
    found = []
    for case in CASES:
        f, g = by_torch(gd.problem("neural_network", **case))
        found.append({"settings": case, "f": f, "gradient": g})
    text = json.dumps({"torch": torch.__version__, "cases": found}, indent=1)
    Path(__file__).with_name("networks.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
