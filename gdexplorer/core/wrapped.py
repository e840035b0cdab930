"""A problem that stands around another one and says of itself what that one says."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from gdexplorer.core.problem import Array, Problem, Trait


@dataclass(frozen=True, eq=False)
class Wrapped(Problem):
    """Has the inner problem's name, traits, learning rate …; subclasses say where it is seen."""

    inner: Problem

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "inner":
            raise AttributeError(name)
        return getattr(self.inner, name)

    @property
    def traits(self) -> frozenset[Trait]:  # type: ignore[override]
        """As the problem's own."""
        return self.inner.traits

    @property
    def present_traits(self) -> frozenset[Trait]:
        """As the problem's own."""
        return self.inner.present_traits

    def coordinate(self, i: int) -> str:
        """As the problem's own."""
        return self.inner.coordinate(i)

    @property
    def costly(self) -> bool:
        """As the problem's own."""
        return self.inner.costly

    @property
    def step_scale(self) -> float:
        """As the problem's own."""
        return self.inner.step_scale

    @property
    def filter_numbers(self) -> Array:
        """As the problem's own."""
        return self.inner.filter_numbers

    @property
    def fitting_rate(self) -> float:
        """As the problem's own."""
        return self.inner.fitting_rate

    @property
    def stochastic(self) -> bool:
        """As the problem's own."""
        return self.inner.stochastic

    def sample(self, k: int) -> Problem:
        """Return what iteration k sees of the problem, seen the same way."""
        return dataclasses.replace(self, inner=self.inner.sample(k)) if self.stochastic else self

    @property
    def log_scale(self) -> bool:  # type: ignore[override]
        """As the problem's own."""
        return self.inner.log_scale

    @property
    def levels(self) -> tuple[float, ...]:  # type: ignore[override]
        """As the problem's own."""
        return self.inner.levels

    @property
    def minimum(self) -> float | None:
        """As the problem's own."""
        return self.inner.minimum
