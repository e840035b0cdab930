"""The document: one problem, a stop rule, and the runs made on it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gdexplorer.core.around import Around
from gdexplorer.core.data import DataProblem
from gdexplorer.core.frame import Frame
from gdexplorer.core.optimizer import Optimizer
from gdexplorer.core.parameter import Parameter, Parametrized, Value, parameters_of
from gdexplorer.core.problem import Point, Problem, Trait
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.run import Run
from gdexplorer.core.stop import StopRule
from gdexplorer.core.trajectory import Trajectory

MOST_RUNS = 64
COLOURS = 8
"""Colours that runs have in turn."""
LEAST_RATE, MOST_RATE = 1e-12, 1e6
"""What is suggested lies between these, whatever a table's units."""


@dataclass(frozen=True)
class RunSpec:
    """One run of the document. `slot` picks colour and marker from the cycle.

    name and colour are the user's own, empty where the automatic ones serve.
    """

    key: int
    optimizer: Optimizer[Any]
    start: Point
    slot: int
    name: str = ""
    colour: str = ""
    visible: bool = True
    around: Around = field(default_factory=Around)

    @property
    def rate(self) -> float:
        """The learning rate, 0 where the optimizer has none."""
        return float(getattr(self.optimizer, "learning_rate", 0.0))

    @property
    def label(self) -> str:
        """The user's name for it, or the optimizer's with what tells it from its default."""
        return self.name or described(self.optimizer, self.around)


@dataclass(frozen=True)
class Document:
    """All that can be undone. Immutable: every change makes a new one."""

    problem: Problem
    runs: tuple[RunSpec, ...]
    stop_rule: StopRule = field(default_factory=StopRule)
    frame: Frame = field(default_factory=Frame)

    @cached_property
    def landscape(self) -> Problem:
        """The problem in its frame: what is minimised and drawn."""
        return self.frame.around(self.problem)

    @property
    def repeated(self) -> tuple[RunSpec, ...]:
        """Runs that are an earlier one over again: the same rule and surroundings and start."""
        seen: set[tuple[Any, ...]] = set()
        found = []
        for r in self.runs:
            what = (r.optimizer, r.around, r.start)
            if what in seen:
                found.append(r)
            seen.add(what)
        return tuple(found)

    def recipe(self, spec: RunSpec) -> Recipe:
        """Return what determines this run."""
        return Recipe(self.landscape, spec.optimizer, spec.start, self.stop_rule, spec.around)

    def spec(self, key: int) -> RunSpec:
        """Return the run of this key. Raises KeyError."""
        for spec in self.runs:
            if spec.key == key:
                return spec
        raise KeyError(key)

    def with_run(self, spec: RunSpec) -> Document:
        """Put `spec` in the place of the run with its key."""
        runs = tuple(spec if r.key == spec.key else r for r in self.runs)
        return dataclasses.replace(self, runs=runs)

    def added(self, optimizer: Optimizer[Any], start: Point) -> tuple[Document, RunSpec]:
        """Add a run in the first free slot of the cycle, if there is one in a colour not taken."""
        key = 1 + max((r.key for r in self.runs), default=0)
        taken = {r.slot for r in self.runs}
        colours = {slot % COLOURS for slot in taken}
        free = [slot for slot in range(len(taken) + COLOURS) if slot not in taken]
        slot = next((slot for slot in free if slot % COLOURS not in colours), free[0])
        spec = RunSpec(key, optimizer, start, slot)
        return dataclasses.replace(self, runs=(*self.runs, spec)), spec

    def with_problem(
        self,
        problem: Problem,
        fallback: type[Optimizer[Any]] | None = None,
        anew: bool = False,
    ) -> Document:
        """Explore another problem.

        A learning rate that was the suggested one becomes the one suggested for it, but of a rule
        whose rates are compared. Of another kind or dimension, or `anew`, the runs begin at its own
        start, with as many iterations as it suggests. `fallback` takes the place of rules that
        cannot run there; without one, on a problem of the same kind, all rules stay.
        """
        same = type(problem) is type(self.problem) and problem.dimension == self.problem.dimension
        if same and not anew:
            if fallback is None:  # a point of the data is dragged: the rules stay
                return dataclasses.replace(self, problem=problem)
            runs = tuple(
                dataclasses.replace(r, optimizer=self._adapted(r, problem, fallback))
                for r in self.runs
            )
            return dataclasses.replace(self, problem=problem, runs=runs)
        runs = tuple(
            dataclasses.replace(
                r, start=problem.start, optimizer=self._adapted(r, problem, fallback)
            )
            for r in self.runs
        )
        rule = self.stop_rule
        if rule.iterations == self.problem.iterations:  # nobody asked for another number
            rule = rule.tuned(iterations=problem.iterations)
        return dataclasses.replace(self, problem=problem, runs=runs, frame=Frame(), stop_rule=rule)

    def _adapted(
        self, spec: RunSpec, problem: Problem, fallback: type[Optimizer[Any]] | None
    ) -> Optimizer[Any]:
        rule = spec.optimizer
        if fallback is not None and rule.misfit(problem):
            return suggested(fallback, problem)
        rates = {r.rate for r in self.runs if type(r.optimizer) is type(rule)}
        usual = getattr(suggested(type(rule), self.problem), "learning_rate", None)
        if rates != {usual}:
            return rule  # it has none, or it was chosen, or several are compared
        suited = suggested(type(rule), problem).values()["learning_rate"]
        return rule.tuned(learning_rate=suited)

    def with_frame(self, frame: Frame, fallback: type[Optimizer[Any]]) -> Document:
        """Put the problem in another frame; `fallback` replaces rules that cannot run there."""
        framed = dataclasses.replace(self, frame=frame)
        landscape, plain = framed.landscape, suggested(fallback, self.problem)
        runs = tuple(
            dataclasses.replace(r, optimizer=plain) if r.optimizer.misfit(landscape) else r
            for r in self.runs
        )
        return dataclasses.replace(framed, runs=runs)

    def with_start(self, start: Point, key: int | None = None) -> Document:
        """Begin the run of this key, or every run, at another point."""
        runs = (
            dataclasses.replace(r, start=start) if key in (None, r.key) else r for r in self.runs
        )
        return dataclasses.replace(self, runs=tuple(runs))

    def compared(
        self,
        optimizer: Optimizer[Any],
        name: str,
        values: Sequence[Value],
        start: Point,
        around: Around | None = None,
    ) -> Document:
        """Replace the runs by one for each value of `name`, of the rule or of what is around it."""
        around = around or Around()
        own = name in optimizer.values()
        empty = dataclasses.replace(self, runs=())
        for value in values:
            rule = optimizer.tuned(**{name: value}) if own else optimizer
            surroundings = around if own else around.tuned(**{name: value})
            empty, spec = empty.added(rule, start)
            empty = empty.with_run(dataclasses.replace(spec, around=surroundings))
        return empty

    def without(self, key: int) -> Document:
        """Leave a run out."""
        return dataclasses.replace(self, runs=tuple(r for r in self.runs if r.key != key))


@dataclass
class Session:
    """The document, the runs it led to, and where the user looks. Only the player writes to it."""

    document: Document
    runs: dict[int, Run]
    selected: int
    cursor: int = 0

    @property
    def end(self) -> int:
        """The last iteration that any run has reached."""
        return max([0, *(len(r.trajectory) - 1 for r in self.runs.values())])

    @property
    def shown(self) -> tuple[RunSpec, Trajectory, int]:
        """The selected run, its record, and the iterate that it shows (of an empty record, 0)."""
        key = self.selected
        return self.document.spec(key), self.runs[key].trajectory, self.at(key)

    def at(self, key: int) -> int:
        """Return the iterate that a run shows: the cursor's, or its last."""
        return max(min(self.cursor, len(self.runs[key].trajectory) - 1), 0)


def described(optimizer: Optimizer[Any], around: Around | None = None) -> str:
    """Name an optimizer with its learning rate and what differs from its defaults: Adam η=0.05."""
    parts = [optimizer.short or optimizer.title, *_settings(optimizer)]
    if around is not None and around.active:
        parts.append(described_around(around))
    return " ".join(parts)


def described_around(around: Around) -> str:
    """Say what is put around a rule: cosine T=100; empty if nothing is."""
    if around.schedule == "constant":  # what belongs to a schedule says nothing
        around = Around(
            warmup=around.warmup,
            clip_value=around.clip_value,
            clip_norm=around.clip_norm,
            noise=around.noise,
            seed=around.seed,
        )
    return " ".join(_settings(around)) if around.active else ""


def described_frame(frame: Frame) -> str:
    """Say how a landscape is framed: θ=30; empty if it is not."""
    return " ".join(_settings(frame)) if frame.active else ""


def _settings(owner: Parametrized) -> list[str]:
    return [
        _setting(p, getattr(owner, p.name))
        for p in parameters_of(type(owner))
        if _worth_showing(owner, p)
    ]


def _worth_showing(owner: Parametrized, declared: Parameter) -> bool:
    value = getattr(owner, declared.name)
    return declared.name == "learning_rate" or value != declared.default


def _setting(declared: Parameter, value: object) -> str:
    if isinstance(value, bool):
        return declared.title if value else f"not {declared.title}"
    if isinstance(value, str):
        return value
    shown = f"{float(f'{value:.3g}'):g}" if isinstance(value, float) else str(value)
    if declared.symbol.endswith("≤"):
        return declared.symbol.replace(" ", "") + shown
    return f"{declared.symbol or declared.title}={shown}"


def suggested(cls: type[Optimizer[Any]], problem: Problem) -> Optimizer[Any]:
    """Make an optimizer whose learning rate does something worth watching on this problem."""
    if cls.own_rate or not any(p.name == "learning_rate" for p in parameters_of(cls)):
        return cls()
    if cls.normalised:
        rate = float(f"{problem.step_scale:.1g}")
    else:
        rate = float(f"{cls.stability * problem.fitting_rate * _calmed(cls, problem):.2g}")
    return cls().tuned(learning_rate=min(max(rate, LEAST_RATE), MOST_RATE))


def _calmed(cls: type[Optimizer[Any]], problem: Problem) -> float:
    """Return 1 − β for a rule with momentum on mini-batches: their noise adds up in the buffer.

    So too in a network, whose curvature may have grown beyond what the first steps saw.
    """
    learned = isinstance(problem, DataProblem) and Trait.CONVEX not in problem.traits
    unsteady = problem.stochastic or learned
    return 1 - float(getattr(cls(), "momentum", 0.0)) if unsteady else 1.0
