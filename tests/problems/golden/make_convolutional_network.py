"""Writes convolutional_network.json: losses and gradients as PyTorch computes them.

python tests/problems/golden/make_convolutional_network.py, with torch installed.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

import gdexplorer as gd

CASES = [
    {"convolutions": convolutions, "filters": 3, "kernel_size": size, "pooling": pooling}
    | {"units": units, "activation": activation, "test_share": 0.9, "weight_seed": 3}
    for convolutions, size, pooling, units, activation in (
        (1, 3, "max", 0, "ReLU"),
        (1, 4, "max", 5, "tanh"),
        (1, 3, "average", 0, "ReLU"),
        (1, 7, "none", 4, "sigmoid"),
        (2, 3, "max", 0, "ReLU"),
        (2, 3, "max", 6, "ReLU"),
        (2, 2, "average", 0, "tanh"),
        (2, 4, "none", 5, "softplus"),
        (2, 5, "max", 0, "ReLU"),
    )
]
PHI = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "ReLU": torch.relu,
    "softplus": functional.softplus,
}
POOL = {
    "none": lambda h, _size: h,
    "average": functional.avg_pool2d,
    "max": functional.max_pool2d,
}


def point(problem):
    """Return the start, moved, so that biases are not 0."""
    return np.array(problem.start) + 0.1 * np.sin(np.arange(problem.dimension))


def torch_loss(problem, parts):
    """Return the mean loss of torch's own layers and losses, at parameters as tensors."""
    h = torch.tensor(problem.shown.inputs[:, None] / 16)
    phi, layers = PHI[problem.activation], list(zip(parts[::2], parts[1::2], strict=True))
    for kernels, biases in layers[: problem.convolutions]:
        h = phi(functional.conv2d(h, kernels.permute(3, 2, 0, 1), biases))
    h = POOL[problem.pooling](h, min(2, h.shape[-1]))
    h = h.permute(0, 2, 3, 1).flatten(1)  # the channels last
    dense = layers[problem.convolutions :]
    for number, (weights, biases) in enumerate(dense, 1):
        h = functional.linear(h, weights.T, biases)
        h = phi(h) if number < len(dense) else h
    return functional.cross_entropy(h, torch.tensor(problem.shown.targets).long())


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
        f, g = by_torch(gd.problem("convolutional_network", **case))
        found.append({"settings": case, "f": f, "gradient": g})
    text = json.dumps({"torch": torch.__version__, "cases": found})
    name = "convolutional_network.json"
    Path(__file__).with_name(name).write_text(text.replace('{"settings', '\n{"settings') + "\n")


if __name__ == "__main__":
    main()
