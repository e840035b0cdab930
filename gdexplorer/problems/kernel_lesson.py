"""One kernel on one picture: the first lesson on convolution, learned by gradient descent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gdexplorer.core.data import DataProblem, Part, Rows, any_seed, batch_size, row_order
from gdexplorer.core.parameter import parameter
from gdexplorer.core.problem import Array, Box, Point, Trait
from gdexplorer.problems.convolution import windows

KERNELS = {
    "edge": np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    "blur": np.full((3, 3), 1 / 9),
    "sharpen": np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "sobel": np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
}
ROOM = 2.0
"""How far the view goes beyond start and kernel."""


SIDE = 3
"""Pixels of a kernel's side."""


@dataclass(frozen=True, eq=False)
class Photo:
    """The user's own picture: grey from 0 to 1, (height, width), and the file's name."""

    name: str
    grey: Array


def _square(size: int, low: int, high: int) -> Array:
    picture = np.zeros((size, size))
    picture[low:high, low:high] = 1.0
    return picture


PICTURES = {
    "square": _square(5, 1, 4),
    "cross": np.maximum(np.eye(9), np.eye(9)[::-1]),
    "grain": np.random.RandomState(0).rand(12, 12),
}


@dataclass(frozen=True)
class KernelLesson(DataProblem):
    """Mean (K ⋆ P − T)² over the pixels of the target T, the picture P seen by a known kernel."""

    name = "kernel_lesson"
    title = "One kernel on one picture"
    also = ("convolution", "cross-correlation")
    formula = r"f(K) = \frac{1}{m}\sum_{i,j} ((K \star P)_{ij} - T_{ij})^2"
    about = "Each pixel of the target is a row; the kernel that made it is found again."
    order = 75
    traits = frozenset({Trait.CONVEX})
    learning_rate = 0.05
    log_scale = True
    minimum = 0.0

    picture: str = parameter("grain", symbol="P", choices=tuple(PICTURES), help="the picture")
    kernel: str = parameter("edge", symbol="K", choices=tuple(KERNELS), help="what made the target")
    batch_size: int = batch_size()
    row_order: str = row_order()
    seed: int = any_seed("the shuffling")
    photo: Photo | None = None

    @property
    def absent(self) -> frozenset[str]:
        """The built-in picture, where the user's own takes its place."""
        return frozenset(("picture",) if self.photo else ())

    @property
    def seen(self) -> Array:
        """The picture that the kernel sees, (height, width)."""
        return PICTURES[self.picture] if self.photo is None else self.photo.grey

    @property
    def parts(self) -> tuple[Part, ...]:
        """The kernel."""
        return (Part("K", (SIDE, SIDE)),)

    @cached_property
    def train(self) -> Rows:
        """Every window of the picture as a row, (m, 9), and its pixel of the target, (m,)."""
        rows = windows(self.seen[..., None], SIDE).reshape(-1, SIDE * SIDE)
        target = "" if self.photo is None else f"pixels of {self.photo.name}"
        return Rows(rows, rows @ KERNELS[self.kernel].ravel(), target=target)

    def predict(self, x: Array, inputs: Array) -> Array:
        """Return the pixels (..., m) that kernels x (..., 9) make of windows (m, 9)."""
        pixels: Array = x @ inputs.T
        return pixels

    def loss(self, x: Array, rows: Rows) -> Any:
        """Return the mean squared error, (...)."""
        r = x @ rows.inputs.T - rows.targets
        return (r * r).sum(axis=-1) / len(rows)

    def loss_and_gradient(self, x: Array, rows: Rows) -> tuple[Any, Array]:
        """Return the mean squared error, (...), and its gradient, (..., 9)."""
        r = x @ rows.inputs.T - rows.targets
        return (r * r).sum(axis=-1) / len(rows), (r @ rows.inputs) * (2 / len(rows))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The kernel that made the target."""
        return (tuple(KERNELS[self.kernel].ravel().tolist()),)

    @property
    def start(self) -> Point:  # type: ignore[override]
        """All zero."""
        return (0.0,) * 9

    @cached_property
    def view(self) -> Box:  # type: ignore[override]
        """Start and kernel with room around them."""
        return tuple((min(0.0, c) - ROOM, max(0.0, c) + ROOM) for c in self.minima[0])
