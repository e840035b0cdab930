"""When a run ends, and why it did, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gdexplorer.core.parameter import Parametrized, Scale, parameter


@dataclass(frozen=True)
class StopRule(Parametrized):
    """A run ends at the first of these that holds. A tolerance of 0 switches its rule off."""

    iterations: int = parameter(
        200,
        symbol="N",
        high=100_000_000,
        scale=Scale.LOG,
        slider=(1, 1_000_000),
        help="the run ends after this many iterations",
    )
    gradient_tolerance: float = parameter(
        1e-12,
        symbol="‖∇f‖",
        scale=Scale.LOG,
        slider=(1e-15, 1.0),
        help="converged once the gradient's Euclidean norm is at most this; 0 switches it off",
    )
    step_tolerance: float = parameter(
        1e-16,
        symbol="‖Δx‖",
        scale=Scale.LOG,
        slider=(1e-18, 1.0),
        help="stalled once a step is at most this long; 0 switches it off",
    )


class StopReason(Enum):
    """Why a run ended: the sentence the user reads."""

    CONVERGED = "Converged: ‖∇f‖ ≤ {detail} at iteration {k}"
    STALLED = "Stalled: step length ≤ {detail} at iteration {k}"
    ITERATION_LIMIT = "Iteration limit: {k} iterations done"
    DIVERGED = "Diverged at iteration {k}: {detail}"
    METHOD_CONVERGED = "Converged by the method's own test at iteration {k}: {detail}"
    ENDED = "Ended by the method at iteration {k}: {detail}"
    FULL = "Stopped at iteration {k}: {detail}"
    CANCELLED = "Cancelled at iteration {k}"

    @property
    def word(self) -> str:
        """The reason in one word: converged, stalled, limit, diverged, ended, cancelled."""
        return self.name.lower().partition("_")[-1] or self.name.lower()


@dataclass(frozen=True)
class Stop:
    """One run's end: the reason, the iteration at which it struck, and what exactly did."""

    reason: StopReason
    k: int
    detail: str = ""

    def __str__(self) -> str:
        return self.reason.value.format(k=self.k, detail=self.detail)
