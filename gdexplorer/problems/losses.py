"""What outputs z answer, and the mean loss of the answers, with its gradient by z.

Made for the targets of some rows, so that what depends on them alone is had once. All take outputs
(..., m, k) with leading axes, complex ones too, and none overflows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from gdexplorer.core.problem import Array
from gdexplorer.problems.layers import sigmoid, softplus


class Loss(ABC):
    """A mean over rows. What it is made of: targets (m,), numbers or labels from 0 on."""

    def __init__(self, targets: Array) -> None:
        self._rows = len(targets)
        self._shares = np.full(self._rows, 1.0 / self._rows)

    @staticmethod
    @abstractmethod
    def answer(z: Array) -> Array:
        """Return what outputs say: numbers (..., m), or probabilities of classes (..., m, c)."""

    @abstractmethod
    def value(self, z: Array) -> Any:
        """Return the mean loss, (...)."""

    @abstractmethod
    def value_and_slopes(self, z: Array) -> tuple[Any, Array]:
        """Return the mean loss, (...), and its gradient by z, (..., m, k)."""

    def _mean(self, each: Array) -> Any:
        """Return the means of columns (..., m, 1): (...); of few rows faster than numpy's own."""
        return self._shares.dot(each)[..., 0]


def _both(p: Array) -> Array:
    """Return the probabilities (..., m, 2) of both classes, of that of the second."""
    return np.concatenate([1.0 - p, p], axis=-1)


class BinaryCrossEntropy(Loss):
    """−log of the probability σ(±z) of each row's label 0 or 1; one output."""

    def __init__(self, targets: Array) -> None:
        super().__init__(targets)
        self._signs = 1.0 - 2.0 * targets[:, None]
        self._slopes = self._signs / self._rows

    @staticmethod
    def answer(z: Array) -> Array:
        """Return the probabilities of both classes."""
        return _both(sigmoid(z))

    def value(self, z: Array) -> Any:
        """Return the mean, (...)."""
        return self._mean(softplus(self._signs * z))

    def value_and_slopes(self, z: Array) -> tuple[Any, Array]:
        """Return the mean, (...), and (σ(z) − y) / m, without its rounding where the two agree."""
        t = self._signs * z
        each = softplus(t)
        t -= each
        np.exp(t, t)
        t *= self._slopes
        return self._mean(each), t


def softmax(z: Array) -> Array:
    """Return the probabilities of the classes, (..., c)."""
    e = np.exp(z - z.real.max(axis=-1, keepdims=True))
    probabilities: Array = e / e.sum(axis=-1, keepdims=True)
    return probabilities


def _one_hot(targets: Array, classes: int) -> Array:
    """Return 1 at each label, 0 elsewhere, (m, c)."""
    hot: Array = (np.arange(classes) == targets[:, None]).astype(float)
    return hot


class CrossEntropy(Loss):
    """−log of the softmax probability of each row's label; as many outputs as classes."""

    answer = staticmethod(softmax)

    def __init__(self, targets: Array, classes: int) -> None:
        super().__init__(targets)
        self._one_hot = _one_hot(targets, classes)

    def _parts(self, z: Array) -> tuple[Any, Array, Array]:
        """Return the mean loss, e^z scaled, and its sums."""
        z = z - z.real.max(axis=-1, keepdims=True)
        e = np.exp(z)
        sums = e.sum(axis=-1, keepdims=True)
        each = np.log(sums) - (z * self._one_hot).sum(axis=-1, keepdims=True)
        return self._mean(each), e, sums

    def value(self, z: Array) -> Any:
        """Return the mean, (...)."""
        return self._parts(z)[0]

    def value_and_slopes(self, z: Array) -> tuple[Any, Array]:
        """Return the mean, (...), and (p − y) / m."""
        f, e, sums = self._parts(z)
        return f, (e / sums - self._one_hot) / self._rows


class SquaredError(Loss):
    """(z − y)² for numbers; one output."""

    def __init__(self, targets: Array) -> None:
        super().__init__(targets)
        self._targets = targets[:, None]

    @staticmethod
    def answer(z: Array) -> Array:
        """Return the numbers."""
        return z[..., 0]

    def value(self, z: Array) -> Any:
        """Return the mean, (...)."""
        return self.value_and_slopes(z)[0]

    def value_and_slopes(self, z: Array) -> tuple[Any, Array]:
        """Return the mean, (...), and 2 (z − y) / m."""
        r = z - self._targets
        return self._mean(r * r), r * (2.0 / self._rows)


class BinarySquaredError(Loss):
    """(σ(z) − y)² for labels 0 and 1; one output."""

    answer = staticmethod(BinaryCrossEntropy.answer)

    def __init__(self, targets: Array) -> None:
        super().__init__(targets)
        self._targets = targets[:, None]

    def value(self, z: Array) -> Any:
        """Return the mean, (...)."""
        return self.value_and_slopes(z)[0]

    def value_and_slopes(self, z: Array) -> tuple[Any, Array]:
        """Return the mean, (...), and its gradient."""
        p = sigmoid(z)
        r = p - self._targets
        return self._mean(r * r), r * p * (1.0 - p) * (2.0 / self._rows)


class BrierScore(Loss):
    """Σ (p − y)² over the softmax probabilities p, y being 1 at the label (Brier 1950)."""

    answer = staticmethod(softmax)

    def __init__(self, targets: Array, classes: int) -> None:
        super().__init__(targets)
        self._one_hot = _one_hot(targets, classes)

    def value(self, z: Array) -> Any:
        """Return the mean, (...)."""
        return self.value_and_slopes(z)[0]

    def value_and_slopes(self, z: Array) -> tuple[Any, Array]:
        """Return the mean, (...), and its gradient."""
        p = softmax(z)
        r = p - self._one_hot
        pull = (r * p).sum(axis=-1, keepdims=True)
        return self._mean((r * r).sum(axis=-1, keepdims=True)), p * (r - pull) * (2.0 / self._rows)
