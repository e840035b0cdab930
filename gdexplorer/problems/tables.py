"""Made-up tables to learn from, each from a seed alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from gdexplorer.core.data import Numbers, Rows
from gdexplorer.core.problem import Array

FAR_OFF = 5.0
"""How far from the line the outliers are."""
NEARLY = 0.05
"""How much the second of two collinear features differs from the first."""

Maker = Callable[[int, float, np.random.RandomState], tuple[Array, Array]]


def _line(rows: int, noise: float, rng: np.random.RandomState) -> tuple[Array, Array]:
    x = rng.rand(rows, 1)
    return x, (2 + 3 * x + noise * rng.randn(rows, 1))[:, 0]


def _outliers(rows: int, noise: float, rng: np.random.RandomState) -> tuple[Array, Array]:
    x, y = _line(rows, noise, rng)
    y[::10] += FAR_OFF
    return x, y


def _collinear(rows: int, noise: float, rng: np.random.RandomState) -> tuple[Array, Array]:
    first = rng.rand(rows)
    second = first + NEARLY * rng.randn(rows)
    y = 1 + 2 * first - second + noise * rng.randn(rows)
    return np.stack([first, second], axis=1), y


def _three_rows(_rows: int, _noise: float, _rng: np.random.RandomState) -> tuple[Array, Array]:
    return np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([5.0, 11.0, 17.0])


def _xor(rows: int, noise: float, rng: np.random.RandomState) -> tuple[Array, Array]:
    x = rng.uniform(-1, 1, (rows, 2))
    labels = ((x[:, 0] > 0) ^ (x[:, 1] > 0)).astype(float)
    return x + noise * rng.randn(rows, 2), labels


def _moons(rows: int, noise: float, rng: np.random.RandomState) -> tuple[Array, Array]:
    labels = np.arange(rows) % 2
    angle = math.pi * rng.rand(rows)
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x[labels == 1] = np.array([1.0, 0.5]) - x[labels == 1]
    return x + noise * rng.randn(rows, 2), labels.astype(float)


def _circles(rows: int, noise: float, rng: np.random.RandomState) -> tuple[Array, Array]:
    labels = np.arange(rows) % 2
    angle = 2 * math.pi * rng.rand(rows)
    radius = np.where(labels, 0.5, 1.0)[:, None]
    x = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * rng.randn(rows, 2), labels.astype(float)


def _spirals(rows: int, noise: float, rng: np.random.RandomState) -> tuple[Array, Array]:
    labels = np.arange(rows) % 2
    along = np.sqrt(rng.rand(rows))
    angle = 3 * math.pi * along + math.pi * labels
    x = along[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * rng.randn(rows, 2), labels.astype(float)


def _xor_table(_rows: int, _noise: float, _rng: np.random.RandomState) -> tuple[Array, Array]:
    """Return the four rows of exclusive or, with a constant third input in place of biases."""
    x = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
    return x, np.array([0.0, 1.0, 1.0, 0.0])


def _blobs(rows: int, noise: float, rng: np.random.RandomState) -> tuple[Array, Array]:
    labels = np.arange(rows) % 3
    centres = np.array([[-1.0, -0.6], [1.0, -0.6], [0.0, 1.1]])
    return centres[labels] + (0.3 + noise) * rng.randn(rows, 2), labels.astype(float)


REGRESSION: dict[str, Maker] = {
    "line": _line,
    "outliers": _outliers,
    "collinear": _collinear,
    "three rows": _three_rows,
}
CLASSES: dict[str, Maker] = {
    "moons": _moons,
    "circles": _circles,
    "spirals": _spirals,
    "xor": _xor,
    "xor table": _xor_table,
    "blobs": _blobs,
}
ALWAYS_THE_SAME = frozenset(("three rows", "xor table"))
TWO_CLASSES = tuple(name for name in CLASSES if name != "blobs")


def held_out(rows: Rows, share: float, seed: int) -> tuple[Rows, Rows]:
    """Part rows into those to train on and a share held out, drawn by the seed; both in order.

    At least one row is trained on.
    """
    trained, kept = parted(len(rows), share, seed)
    return rows.only(trained), rows.only(kept)


def parted(rows: int, share: float, seed: int) -> tuple[Numbers, Numbers]:
    """Return the numbers of the rows to train on and of those held out, each in order."""
    count = min(round(share * rows), rows - 1)
    drawn = np.random.RandomState(seed).permutation(rows)
    return np.sort(drawn[count:]), np.sort(drawn[:count])


@lru_cache(maxsize=32)
def table(kind: str, rows: int, noise: float, seed: int) -> Rows:
    """Return a made-up table of (m, d) inputs and (m,) targets, or labels from 0 on.

    noise: the standard deviation of what is added. seed: of numpy's legacy generator, whose
    numbers are the same in every version.
    """
    made = REGRESSION.get(kind) or CLASSES[kind]
    inputs, targets = made(rows, noise, np.random.RandomState(seed))
    inputs.flags.writeable = targets.flags.writeable = False
    return Rows(inputs, targets)


def never_learned(labels: Sequence[str], trained: Array | Numbers) -> tuple[str, ...]:
    """Say in a sentence which labels are none of the training rows', (m,), if any are not."""
    seen = set(trained.tolist())
    names = [name for i, name in enumerate(labels) if i not in seen]
    if not names:
        return ()
    noun, verb = ("Label", "is") if len(names) == 1 else ("Labels", "are")
    return (f"{noun} {joined(names)} {verb} on no training row, so never learned",)


def joined(names: Sequence[str]) -> str:
    """Return names as words: a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
