"""What models of a table have in common: rows held out, labels, units, and remarks."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from gdexplorer.core.data import Rows
from gdexplorer.core.parameter import ParameterError, Value, parameter
from gdexplorer.core.problem import Array
from gdexplorer.problems.designed import Designed
from gdexplorer.problems.tables import ALWAYS_THE_SAME, held_out, never_learned, table

MOST_LABELS = 100


class Goal(Enum):
    """What a target is taken for."""

    NUMBER = "a number"
    CLASSES = "classes"


def data_set(default: str, choices: tuple[str, ...]) -> Any:
    """Return the field for the made-up table."""
    return parameter(default, symbol="", choices=choices, help="the table to learn from")


def noise_on_inputs() -> Any:
    """Return the field for the noise of a made-up table."""
    return parameter(0.1, symbol="σ", high=1e3, slider=(0, 2), help="noise on the table")


def standardised() -> Any:
    """Return the field for the features' units."""
    return parameter(False, symbol="", help="features with mean 0 and deviation 1")


def row_count() -> Any:
    """Return the field for the rows of a made-up table."""
    return parameter(100, symbol="m", low=2, high=100_000, slider=(2, 1000), help="rows made")


def share_held_out(default: float = 0.0) -> Any:
    """Return the field for the rows that are held out."""
    return parameter(default, symbol="t", high=0.9, slider=(0, 0.5), help="share of rows held out")


def ridge() -> Any:
    """Return the field for the penalty on large weights."""
    return parameter(
        0.0, symbol="λ", high=1e6, slider=(0, 1), help="ridge: adds λ times the weights' squares"
    )


class TableModel(Designed):
    """A model of a made-up table, or of the user's own, whose target is a label or a number."""

    data: str
    rows: int
    noise: float
    data_seed: int
    test_share: float
    standardise: bool
    meant_for: ClassVar[tuple[str, ...]] = ("standardise",)
    better_standardised: ClassVar[bool] = True
    """Whether a table of one's own, of whatever units, had better be standardised at first."""
    learns: ClassVar[Mapping[Goal, Mapping[str, Value]]]
    """What its target may be, and the settings that go with it."""
    given: Rows | None
    """The user's own table, in place of a made-up one; labels are words or whole numbers."""

    def __post_init__(self) -> None:
        """Raise ParameterError where labels are wanted and the target has none, or numbers."""
        super().__post_init__()
        if self.given is None:
            return
        if self.labelled:
            check_labels(self.given.targets, self._way_to_numbers)
        elif self.given.labels:
            raise ParameterError(
                f"'{self.given.target}' holds words, such as '{self.given.labels[0]}': "
                f"{self.title.lower()} predicts numbers"
            )

    @property
    def _way_to_numbers(self) -> str:
        """How a model that learns labels would learn numbers instead; nothing if it cannot."""
        settings = self.learns.get(Goal.NUMBER, {})
        told = ", ".join(f"{name}={value}" for name, value in settings.items())
        return f"; numbers are learned with {told}" if told else ""

    @property
    def absent(self) -> frozenset[str]:
        """What makes a table, where the table is given or always the same."""
        if self.given is not None:
            return frozenset(("data", "rows", "noise"))
        return frozenset(("rows", "noise") if self.data in ALWAYS_THE_SAME else ())

    @property
    @abstractmethod
    def labelled(self) -> bool:
        """Whether the target is a label rather than a number."""

    @property
    def centred(self) -> bool:
        """Whether standardised features have mean 0: not where no intercept can take it back."""
        return True

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The classes' names, in order; none where the target is a number."""
        if not self.labelled:
            return ()
        if self.given is not None:
            own = self.given.labels
            places = np.unique(self.given.targets)
            return tuple(own[int(i)] if own else f"{i:g}" for i in places)
        return tuple(str(i) for i in range(max(2, int(self._whole.targets.max()) + 1)))

    @cached_property
    def classes(self) -> int:  # type: ignore[override]
        """How many labels there are in the whole table; 0 where the target is a number."""
        return len(self.labels)

    @cached_property
    def _whole(self) -> Rows:
        """The table, its labels counted from 0."""
        if self.given is None:
            return table(self.data, self.rows, self.noise, self.data_seed)
        if not self.labelled:
            return self.given
        places = np.searchsorted(np.unique(self.given.targets), self.given.targets)
        return replace(self.given, targets=places.astype(float), labels=self.labels)

    def with_row(self, row: int, inputs: Array, target: float) -> Self:
        """Return the model of the same table, its own, but for one row of `shown`.

        inputs: (d,), in raw units. target: of a number; labels stay. Raises ParameterError.
        """
        whole = self._whole if self.given is None else self.given
        numbers = Rows(whole.inputs, np.arange(len(whole), dtype=float))
        place = int(held_out(numbers, self.test_share, self.data_seed)[0].targets[row])
        changed = replace(whole, inputs=whole.inputs.copy(), targets=whole.targets.copy())
        changed.inputs[place] = inputs
        if not self.labelled:
            changed.targets[place] = target
        own: Any = self
        alike: Self = dataclasses.replace(own, given=changed, **self._taken_alike())
        return alike

    def _taken_alike(self) -> dict[str, Any]:
        """Return what must be set for a table of the user's to be taken as this one is.

        Raises ParameterError, with a sentence, where that cannot be.
        """
        return {}

    @cached_property
    def _tables(self) -> tuple[Rows, Rows]:
        return held_out(self._whole, self.test_share, self.data_seed)

    @property
    def shown(self) -> Rows:
        """The rows to train on, in their own units."""
        return self._tables[0]

    @property
    def held_out(self) -> Rows:
        """The rows held out, in their own units."""
        return self._tables[1]

    @cached_property
    def _units(self) -> tuple[Array, Array]:
        """Mean and deviation of each feature over the training rows; 1 for a constant one's."""
        x = self.shown.inputs
        spread = x.std(axis=0)
        middle = x.mean(axis=0) if self.centred else np.zeros(x.shape[1])
        return middle, np.where(spread > 0, spread, 1.0)

    def scaled(self, inputs: Array) -> Array:
        """Return raw inputs (m, d), standardised where that is wanted."""
        if not self.standardise:
            return inputs
        middle, spread = self._units
        return (inputs - middle) / spread

    def remarks(self, x: Array) -> tuple[str, ...]:
        """Return sentences on what is odd about the model at x (n,)."""
        return (*self._unseen(), *self._oddities(x))

    def _oddities(self, x: Array) -> tuple[str, ...]:  # noqa: ARG002 (for subclasses)
        """Return what a kind of model has to say of itself."""
        return ()

    def _unseen(self) -> tuple[str, ...]:
        """Name the labels that no training row has."""
        return never_learned(self.labels, self.train.targets)


def check_labels(targets: Array, way: str = "") -> None:
    """Raise ParameterError, with a sentence, where targets (m,) are no labels.

    way: what else might be done.
    """
    broken = targets[targets != np.floor(targets)]
    if broken.size:
        raise ParameterError(
            f"the target must be labels, whole numbers such as 0 and 1, not {broken[0]:g}{way}"
        )
    count = len(np.unique(targets))
    if count < 2:
        raise ParameterError("the target has one label only: nothing to tell apart")
    if count > MOST_LABELS:
        raise ParameterError(f"the target has {count} labels: {MOST_LABELS} are the most")
