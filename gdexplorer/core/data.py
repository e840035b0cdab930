"""Problems that are models trained on data: named parts of x, mini-batches, train and test rows."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from itertools import product
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from gdexplorer.core.parameter import Scale, parameter
from gdexplorer.core.problem import Array, Box, Point, Problem
from gdexplorer.core.wrapped import Wrapped

Numbers = npt.NDArray[np.int_]
TINY = 1e-30
"""The complex step: so small that its square is nothing beside 1."""
AT_ONCE = 1 << 22
"""Rows times parameters times points that are evaluated at once."""
CHEAP = 10_000
"""Rows times parameters up to which a picture is evaluated as that of a formula."""
FAR = 1e6
"""Beyond this a weight counts as outside the domain."""
ORDERS = ("fixed", "shuffled")


def batch_size(default: int = 0) -> Any:
    """Return the field for the rows of a mini-batch."""
    return parameter(
        default,
        symbol="B",
        high=1_000_000,
        slider=(0, 100),
        help="rows of a mini-batch; 0 takes all rows in every step",
    )


def row_order(default: str = "shuffled") -> Any:
    """Return the field for the order of rows."""
    return parameter(
        default,
        symbol="",
        choices=ORDERS,
        help="rows in the order of the table, or shuffled anew in each epoch",
    )


def any_seed(what: str, symbol: str = "s", default: int = 0) -> Any:
    """Return the field for a seed of something."""
    return parameter(
        default, symbol=symbol, high=2**31 - 1, slider=(0, 100), help=f"seed of {what}"
    )


def positive_int(default: int, symbol: str, high: int, what: str) -> Any:
    """Return the field for a count from 1 to `high`."""
    return parameter(
        default, symbol=symbol, low=1, high=high, scale=Scale.LOG, slider=(1, high), help=what
    )


@dataclass(frozen=True)
class Part:
    """One named piece of the flat parameter vector."""

    name: str
    shape: tuple[int, ...]
    names: tuple[str, ...] = ()
    """What its numbers belong to, where they have names."""
    unit_axis: int | None = None
    """The axis that counts the units which its weights feed; None where it is one filter."""

    @property
    def size(self) -> int:
        """How many numbers it is."""
        return math.prod(self.shape)

    @property
    def filter_numbers(self) -> Numbers:
        """The number of the filter of each of its numbers, from 0 on: (size,)."""
        if self.unit_axis is None:
            return np.zeros(self.size, dtype=int)
        numbers: Numbers = np.indices(self.shape)[self.unit_axis].ravel()
        return numbers

    def place(self, i: int) -> str:
        """Return what its i-th number belongs to: 2,3 of a matrix; nothing of a lone number."""
        return self.names[i] if self.names else _index(np.unravel_index(i, self.shape))

    def places(self) -> list[str]:
        """Return that of all its numbers, in order."""
        return list(self.names) or [_index(i) for i in product(*map(range, self.shape))]


def _index(numbers: Iterable[object]) -> str:
    return ",".join(map(str, numbers))


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a table. inputs: (m, ...). targets: (m,) of numbers, or of labels from 0 on."""

    inputs: Array
    targets: Array
    names: tuple[str, ...] = ()
    """The features'."""
    target: str = ""
    labels: tuple[str, ...] = ()
    """The classes' names, in order, where the target is a column of words."""
    source: str = ""
    """The file's name, where they come from one."""

    def __len__(self) -> int:
        return len(self.targets)

    def only(self, rows: Any) -> Rows:
        """Return some of the rows."""
        return replace(self, inputs=self.inputs[rows], targets=self.targets[rows])


class DataProblem(Problem):
    """A model whose parameters x (..., n) minimise the mean loss over rows of data.

    Concrete ones are frozen dataclasses that declare `batch_size`, `order` and `seed` among their
    fields, and write `loss` and `loss_and_gradient`, both analytic in x (or piecewise so): second
    derivatives are complex-step derivatives of the gradient (Squire, Trapp 1998), exact to
    rounding where there is one.
    """

    family = "Learning from data"
    meant_for: ClassVar[tuple[str, ...]] = ()
    """Settings without which x means something else, though its shape is the same."""
    joint = True
    batch_size: int
    row_order: str
    seed: int

    @property
    @abstractmethod
    def parts(self) -> tuple[Part, ...]:
        """The pieces of x, in order."""

    @property
    @abstractmethod
    def train(self) -> Rows:
        """What it is trained on."""

    @property
    def test(self) -> Rows:
        """Rows held out; by default none."""
        return self.train.only(slice(0, 0))

    @abstractmethod
    def loss(self, x: Array, rows: Rows) -> Any:
        """Return the mean loss over rows: (..., n) to (...)."""

    @abstractmethod
    def loss_and_gradient(self, x: Array, rows: Rows) -> tuple[Any, Array]:
        """Return the mean loss over rows and its gradient: (..., n) to (...) and (..., n)."""

    room: ClassVar[float] = 5.0
    """How far the view goes from the start, where nothing better is known."""
    classes: ClassVar[int] = 0
    """How many labels there are; 0 where the target is a number."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes' names, in order; none where the target is a number."""
        return tuple(str(i) for i in range(self.classes))

    @property
    def shown(self) -> Rows:
        """The training rows in their own units, for pictures."""
        return self.train

    @property
    def held_out(self) -> Rows:
        """The test rows in their own units, for pictures."""
        return self.test

    @abstractmethod
    def predict(self, x: Array, inputs: Array) -> Array:
        """Return what the model answers to inputs in their own units.

        Numbers, (..., m), or the probabilities of the classes, (..., m, c).
        """

    def remarks(self, x: Array) -> tuple[str, ...]:  # noqa: ARG002 (for subclasses)
        """Return sentences on what is odd about the model at x (n,)."""
        return ()

    def score(self, x: Array, rows: Rows) -> float:
        """Return the accuracy on rows in their own units, of numbers R²: NaN if all are alike."""
        answers = self.predict(x, rows.inputs)
        if self.classes:
            return float((answers.argmax(axis=-1) == rows.targets).mean())
        spread = rows.targets - rows.targets.mean()
        missed = rows.targets - answers
        return float(1 - (missed @ missed) / (spread @ spread)) if spread.any() else math.nan

    @cached_property
    def dimension(self) -> int:  # type: ignore[override]
        """How many numbers all parts are."""
        return sum(p.size for p in self.parts)

    @cached_property
    def view(self) -> Box:  # type: ignore[override]
        """Around the start, for there is nothing better to look at."""
        return tuple((c - self.room, c + self.room) for c in self.start)

    @property
    def bounds(self) -> Box:  # type: ignore[override]
        """All but overflowing."""
        return ((-FAR, FAR),) * self.dimension

    @property
    def filter_numbers(self) -> Array:
        """The number of the filter of each number of x, (n,)."""
        found, count = [], 0
        for part in self.parts:
            found.append(part.filter_numbers + count)
            count += 1 + int(part.filter_numbers.max(initial=0))
        return np.concatenate(found)

    def split(self, x: Array) -> Iterator[Array]:
        """Return views of the parts, (..., *shape) each, of x (..., n)."""
        begin = 0
        for part in self.parts:
            yield x[..., begin : begin + part.size].reshape((*x.shape[:-1], *part.shape))
            begin += part.size

    def part_norms(self, g: Array) -> dict[str, Array]:
        """Return the norm of each part of gradients (..., n), by its name: (...) each."""
        pieces = zip(self.parts, self.split(g), strict=True)
        lead = g.shape[:-1]
        return {p.name: np.linalg.norm(piece.reshape(*lead, -1), axis=-1) for p, piece in pieces}

    def coordinate(self, i: int) -> str:
        """Name the i-th number of x: b, w[0], W1[2,3]. Raises IndexError."""
        for part in self.parts:
            if i < part.size:
                place = part.place(i)
                return f"{part.name}[{place}]" if place else part.name
            i -= part.size
        raise IndexError(i)

    def value(self, x: Array) -> Any:
        """Return the mean loss over all training rows, shape (...)."""
        return self._in_lanes(lambda points: self.loss(points, self.train), x)

    def gradient(self, x: Array) -> Array:
        """Return its gradient, (..., n)."""
        g: Array = self._in_lanes(lambda points: self.loss_and_gradient(points, self.train)[1], x)
        return g

    def _in_lanes(self, function: Callable[[Array], Any], x: Array) -> Any:
        """Apply a function to points (..., n), no more at once than there is memory for."""
        lanes = max(1, AT_ONCE // (len(self.train) * self.dimension))
        if x.ndim == 1 or x.size <= lanes * x.shape[-1]:
            return function(x)
        flat = x.reshape(-1, x.shape[-1])
        parts = [function(flat[i : i + lanes]) for i in range(0, len(flat), lanes)]
        whole = np.concatenate(parts)
        return whole.reshape(*x.shape[:-1], *whole.shape[1:])

    @property
    def costly(self) -> bool:
        """Whether rows times parameters are many."""
        return len(self.train) * self.dimension > CHEAP

    def value_and_gradient(self, x: Array) -> tuple[Any, Array]:
        """Return both for little more than one of them."""
        return self.loss_and_gradient(x, self.train)

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, (..., n, n)."""
        return complex_hessian(self.gradient, x)

    def curve(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, (..., n), for the price of a gradient."""
        return complex_curve(self.gradient, x, v)

    # ------------------------------------------------------------------ mini-batches

    @property
    def idle(self) -> dict[str, str]:
        """The order of rows, where every step sees all of them; its seed, where it is fixed."""
        if not self.stochastic:
            return dict.fromkeys(("row_order", "seed"), "every step sees all rows")
        return {"seed": "the order of rows is fixed"} if self.row_order == "fixed" else {}

    @property
    def rows_in_batch(self) -> int:
        """How many rows a step sees."""
        m = len(self.train)
        return m if self.batch_size == 0 else min(self.batch_size, m)

    @property
    def steps_per_epoch(self) -> int:
        """How many mini-batches all rows make; the last one may be smaller."""
        return -(-len(self.train) // self.rows_in_batch)

    @property
    def stochastic(self) -> bool:
        """Whether iterations see different rows."""
        return self.rows_in_batch < len(self.train)

    def batch(self, k: int) -> Numbers:
        """Return the numbers of the rows that iteration k sees."""
        epoch, i = divmod(k, self.steps_per_epoch)
        b, m = self.rows_in_batch, len(self.train)
        if self.row_order == "fixed":
            return np.arange(i * b, min((i + 1) * b, m))
        return _shuffled(self.seed, epoch, m)[i * b : (i + 1) * b]

    def sample(self, k: int) -> Problem:
        """Return what iteration k sees: the loss over its mini-batch, of (seed, k) alone."""
        return Batch(self, self.train.only(self.batch(k))) if self.stochastic else self


@dataclass(frozen=True, eq=False)
class Batch(Wrapped):
    """A model's loss over some of its rows."""

    inner: DataProblem
    rows: Rows
    joint = True
    stochastic = False

    @property
    def dimension(self) -> int:  # type: ignore[override]
        """As the model's own."""
        return self.inner.dimension

    @property
    def start(self) -> Point:  # type: ignore[override]
        """As the model's own."""
        return self.inner.start

    @cached_property
    def _gradient(self) -> Callable[[Array], Array]:
        return lambda x: self.inner.loss_and_gradient(x, self.rows)[1]

    def value(self, x: Array) -> Any:
        """Return the mean loss, shape (...)."""
        return self.inner.loss(x, self.rows)

    def gradient(self, x: Array) -> Array:
        """Return its gradient, (..., n)."""
        return self._gradient(x)

    def value_and_gradient(self, x: Array) -> tuple[Any, Array]:
        """Return both."""
        return self.inner.loss_and_gradient(x, self.rows)

    def hessian(self, x: Array) -> Array:
        """Return the Hessian, (..., n, n)."""
        return complex_hessian(self._gradient, x)

    def curve(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, (..., n)."""
        return complex_curve(self._gradient, x, v)


def complex_curve(gradient: Callable[[Array], Any], x: Array, v: Array) -> Array:
    """Return the derivative of a gradient at x along v, both (..., n), by the complex step."""
    product: Array = gradient(x + (1j * TINY) * v).imag / TINY
    return product


def complex_hessian(gradient: Callable[[Array], Any], x: Array) -> Array:
    """Return the Hessian (..., n, n) at x (..., n), column by column, made symmetric."""
    columns = map(partial(complex_curve, gradient, x), np.eye(x.shape[-1]))
    h = np.stack(list(columns), axis=-1)
    return (h + np.swapaxes(h, -1, -2)) / 2


def steepest(inputs: Array, batch: int) -> float:
    """Return how steep the mean of ½ (xᵀw)² over mini-batches is: its expected smoothness.

    (Gower et al. 2019, proposition 3.8.) inputs: X, (m, d). batch: b rows of a mini-batch. Of all
    rows it is the largest eigenvalue of XᵀX/m, of single rows the largest squared norm.
    """
    m = len(inputs)
    whole = float(np.linalg.eigvalsh(inputs.T @ inputs / m)[-1])
    if batch >= m:
        return whole
    single = float((inputs * inputs).sum(axis=1).max())
    return (m * (batch - 1) * whole + (m - batch) * single) / (batch * (m - 1))


@lru_cache(maxsize=8)
def _shuffled(seed: int, epoch: int, rows: int) -> Numbers:
    """Return an order of the rows, which depends on seed and epoch alone."""
    return np.random.default_rng([seed, epoch]).permutation(rows)
