"""What can be put around a rule with a learning rate: a schedule, clipping, gradient noise."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from gdexplorer.core.optimizer import Differentiable, Optimizer, State
from gdexplorer.core.parameter import Parametrized, Scale, parameter
from gdexplorer.core.problem import Array

DRAWN_AHEAD = 256
"""Iterations for which noise is drawn at once: a generator for each would cost 40 µs."""
RISE = 0.3
"""The share of a cycle in which one-cycle rises (Smith, Topin 2019; torch's pct_start)."""
FOOT = 25.0
"""One-cycle begins at the peak divided by this (torch's div_factor)."""


@dataclass(frozen=True)
class Around(Parametrized):
    """A schedule for the learning rate, and what happens to the gradient before the rule sees it.

    The noise is added first, then components are clipped, then the norm.
    """

    name = "around"
    title = "Schedule, clipping, noise"
    family = "Around a rule with a learning rate"

    schedule: str = parameter(
        "constant",
        symbol="",
        choices=(
            "constant",
            "step",
            "exponential",
            "cosine",
            "cosine restarts",
            "inverse time",
            "inverse square root",
            "one cycle",
        ),
        help="how the learning rate changes with the iterations",
    )
    period: int = parameter(
        200,
        symbol="T",
        low=1,
        high=100_000_000,
        scale=Scale.LOG,
        slider=(1, 10_000),
        help="iterations of the schedule: between two steps, of one cosine, of the cycle",
    )
    decay: float = parameter(
        0.1,
        symbol="γ",
        low=1e-12,
        high=1,
        scale=Scale.LOG,
        slider=(1e-4, 1),
        help="the share of the learning rate that is left after one period",
    )
    warmup: int = parameter(
        0,
        symbol="w",
        high=100_000_000,
        slider=(0, 200),
        help="iterations in which the learning rate first rises linearly; the schedule then begins",
    )
    clip_value: float = parameter(
        0.0, symbol="|g| ≤", slider=(0, 10), help="clips each component of the gradient; 0 is off"
    )
    clip_norm: float = parameter(
        0.0, symbol="‖g‖ ≤", slider=(0, 10), help="shortens a longer gradient to this; 0 is off"
    )
    noise: float = parameter(
        0.0,
        symbol="σ",
        slider=(0, 10),
        help="standard deviation of the Gaussian noise on each component of the gradient; 0 is off",
    )
    seed: int = parameter(
        0, symbol="", high=2**31 - 1, slider=(0, 100), help="seed of the noise: the same, replayed"
    )

    @property
    def idle(self) -> dict[str, str]:
        """What belongs to a schedule or to noise that is not there."""
        constant = dict.fromkeys(("period", "decay"), "the schedule is constant")
        without_schedule = constant if self.schedule == "constant" else {}
        return without_schedule | ({} if self.noise else {"seed": "there is no noise"})

    @property
    def scheduled(self) -> bool:
        """Whether the learning rate changes."""
        return self.schedule != "constant" or self.warmup > 0

    @property
    def active(self) -> bool:
        """Whether anything differs from the bare rule."""
        return self.scheduled or bool(self.clip_value or self.clip_norm or self.noise)

    def factor(self, k: int) -> float:
        """Return the share of the learning rate in force in the step from iterate k to k + 1."""
        if k < self.warmup:
            return (k + 1) / self.warmup
        return SCHEDULES[self.schedule]((k - self.warmup) / self.period, self.decay)

    def noise_at(self, k: int, n: int) -> Array:
        """Return the noise on the gradient of the step from iterate k, (n,)."""
        noise: Array = self.noise * _normal(self.seed, k // DRAWN_AHEAD, n)[k % DRAWN_AHEAD]
        return noise

    def step(
        self, optimizer: Optimizer[Any], problem: Differentiable, state: State
    ) -> tuple[State, dict[str, Any]]:
        """Take one step of the rule; return the new state, and what was in force."""
        rate = getattr(optimizer, "learning_rate", None)
        if self.scheduled and rate is not None:
            rate *= self.factor(state.k)
            optimizer = optimizer.tuned(learning_rate=rate)
        seen = Seen(problem, self, state.k)
        new = optimizer.step(seen, state)
        return new, self._record(rate, seen.clip_factor, state.k, state.x.shape[-1])

    def blank(self, optimizer: Optimizer[Any], n: int) -> dict[str, Any]:
        """Return what is recorded of the start, to which no step led: NaN throughout."""
        if not self.active:
            return {}
        rate = None if not hasattr(optimizer, "learning_rate") else math.nan
        record = self._record(rate, math.nan, 0, n)
        return {name: np.full(np.shape(value), math.nan) for name, value in record.items()}

    def _record(self, rate: float | None, clip: float, k: int, n: int) -> dict[str, Any]:
        record: dict[str, Any] = {}
        if rate is not None:
            record["learning_rate"] = rate
        if self.clip_value or self.clip_norm:
            record["clip_factor"] = clip
        if self.noise:
            record["noise"] = self.noise_at(k, n)
        return record


def takes_surroundings(optimizer: Optimizer[Any]) -> bool:
    """Say whether anything can be put around a rule: it must use a learning rate in each step."""
    return hasattr(optimizer, "learning_rate") and optimizer.scheduled


class Seen:
    """A problem as a rule sees it in iteration k: its gradient noisy and clipped.

    clip_factor: the norm of the latest gradient after clipping over that before.
    """

    def __init__(self, problem: Differentiable, around: Around, k: int) -> None:
        self._problem = problem
        self._around = around
        self._k = k
        self.clip_factor = 1.0

    def gradient(self, x: Array) -> Array:
        """Return the gradient at x (..., n), noisy and clipped."""
        around, g = self._around, self._problem.gradient(x)
        if around.noise:
            g = g + around.noise_at(self._k, x.shape[-1])
        before = _norms(g)
        if around.clip_value:
            g = np.clip(g, -around.clip_value, around.clip_value)
        if around.clip_norm:
            g = g * np.minimum(around.clip_norm / np.maximum(_norms(g), 1e-300), 1.0)
        self.clip_factor = float(np.min(_norms(g) / np.maximum(before, 1e-300))) or 1.0
        return g

    def value_and_gradient(self, x: Array) -> tuple[Any, Array]:
        """Return f as it is, and the gradient as it is seen: not what `__getattr__` would."""
        return self._problem.value(x), self.gradient(x)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._problem, name)


def _norms(g: Array) -> Array:
    norms: Array = np.sqrt((g * g).sum(axis=-1, keepdims=True))
    return norms


@lru_cache(maxsize=64)
def _normal(seed: int, block: int, n: int) -> Array:
    """Draw a block of standard normals; what iteration k draws depends on (seed, k) alone."""
    return np.random.default_rng([seed, block]).standard_normal((DRAWN_AHEAD, n))


def _one_cycle(t: float, decay: float) -> float:
    """Rise to the peak, then fall to `decay` of it, both along half a cosine."""
    if t < RISE:
        return _cosine(t / RISE, 1.0, 1 / FOOT)
    return _cosine(min((t - RISE) / (1 - RISE), 1.0), decay, 1.0)


def _cosine(t: float, end: float, begin: float = 1.0) -> float:
    return end + (begin - end) * (1 + math.cos(math.pi * t)) / 2


SCHEDULES: dict[str, Callable[[float, float], float]] = {
    "constant": lambda _t, _d: 1.0,
    "step": lambda t, d: d ** math.floor(t),
    "exponential": lambda t, d: d**t,
    "cosine": lambda t, d: _cosine(min(t, 1.0), d),
    "cosine restarts": lambda t, d: _cosine(t % 1.0, d),
    "inverse time": lambda t, d: 1 / (1 + (1 / d - 1) * t),
    "inverse square root": lambda t, d: 1 / math.sqrt(1 + (1 / d**2 - 1) * t),
    "one cycle": _one_cycle,
}
"""The share of the learning rate left t periods after the warm-up, `d` of it after one.

Cosine: Loshchilov, Hutter 2017 (restarts: SGDR, all periods alike).
"""
