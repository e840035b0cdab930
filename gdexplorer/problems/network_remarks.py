"""Sentences on what is odd about a network: dead units, units alike, parts without gradient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from gdexplorer.core.problem import Array
from gdexplorer.problems.layers import Layers
from gdexplorer.problems.tables import joined


def remarks_on(
    activation: str, hidden: Sequence[Array], layers: Layers, norms: Mapping[str, Array]
) -> tuple[str, ...]:
    """Return sentences on a network at one point.

    hidden: what each hidden layer answers, (m, units). norms: of the gradient's parts.
    """
    found = _all_zero(layers)
    if not found:
        found += _alike(layers)
    if activation == "ReLU":
        found += _dead(hidden)
    return (*found, *_still(norms))


def _all_zero(layers: Layers) -> list[str]:
    if any(weights.any() for weights in layers[0]):
        return []
    return [
        "All weights are 0, so the units of a layer are alike and will stay so: start otherwise"
    ]


def _alike(layers: Layers) -> list[str]:
    """Name the hidden layers whose units have equal weights in and out."""
    found = []
    for i, (before, after) in enumerate(pairwise(layers[0])):
        units = before.shape[-1]
        kinds = [before, after.T, *layers[1][i : i + 1]]
        if units > 1 and all(map(_one_value, kinds)):
            found.append(
                f"All {units} units of layer {i + 1} are alike: equal weights get equal "
                "gradients, so they will stay alike and do no more than one"
            )
    return found


def _one_value(weights: Array) -> bool:
    """Say whether all columns of weights (k, l) are the same."""
    return bool((weights == weights[:, :1]).all())


def _dead(hidden: Sequence[Array]) -> list[str]:
    """Count the ReLU units of each layer that answer 0 on every row."""
    found = []
    for number, answers in enumerate(hidden, 1):
        units = answers.shape[-1]
        dead = units - int(np.count_nonzero((answers > 0).any(axis=0)))
        if dead:
            one = dead == 1
            who = (
                f"All {units} ReLU units" if dead == units > 1 else f"{dead} of {units} ReLU units"
            )
            found.append(
                f"{who} of layer {number} {'is' if one else 'are'} dead: "
                f"{'it answers' if one else 'they answer'} 0 on every row, so "
                f"{'its' if one else 'their'} weights get no gradient"
            )
    return found


def _still(norms: Mapping[str, Array]) -> list[str]:
    """Name the parts whose gradient is exactly 0."""
    still = [name for name, size in norms.items() if size == 0]
    if not still:
        return []
    verb = "gets" if len(still) == 1 else "get"
    return [f"{joined(still)} {verb} no gradient here, so plain descent leaves them as they are"]
