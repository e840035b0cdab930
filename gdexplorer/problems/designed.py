"""Models that see their rows otherwise than the table has them: scaled, counted, in windows."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property

from gdexplorer.core.data import DataProblem, Rows
from gdexplorer.core.problem import Array


class Designed(DataProblem):
    """A model with a design: made once of `shown` and `held_out`, not in every step."""

    @abstractmethod
    def design(self, inputs: Array) -> Array:
        """Return inputs (m, ...) in their own units as the model sees them."""

    @cached_property
    def train(self) -> Rows:
        """The rows to train on, as the model sees them."""
        return Rows(self.design(self.shown.inputs), self.shown.targets)

    @cached_property
    def test(self) -> Rows:
        """The rows held out, as the model sees them."""
        return Rows(self.design(self.held_out.inputs), self.held_out.targets)
