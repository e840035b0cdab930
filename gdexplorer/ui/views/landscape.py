"""What the pictures of a problem share: paths, the start handle and the view's range."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction

from gdexplorer.core.picture import CurvePicture, SurfacePicture
from gdexplorer.core.problem import Array, Box, Point, Problem
from gdexplorer.core.run import Run
from gdexplorer.core.session import RunSpec
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.plot.path_item import PathItem, Track
from gdexplorer.ui.plot.plot import MarkItem, Plot
from gdexplorer.ui.plot.series_ends import diverged
from gdexplorer.ui.probe import Probe, Seen
from gdexplorer.ui.views.view import View, marker
from gdexplorer.ui.worker import Work

START = 8.0
MINIMUM, LOCAL = 5.5, 3.6
MARGIN = 0.04
"""The share of the view that is left beyond the paths for which it was widened."""
SAME = 1e-6
"""How far above the least value, relative to it, a minimum still counts as a global one."""


class LandscapeView(View):
    """A picture of the problem with the paths on it. Subclasses say what the axes are."""

    dimension: ClassVar[int]
    picture: CurvePicture | SurfacePicture | None = None
    _asked: Problem | None = None
    _fitted: tuple[type[Problem], int] | None = None

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        return problem.dimension == cls.dimension

    def seen(self) -> Problem:
        """Return the problem as this picture shows it, in as many variables as it has axes."""
        return self.player.document.landscape

    def columns(self, x: Array) -> tuple[Array, ...]:
        """Return the picture's coordinates of points (N, n), each (N,)."""
        return tuple(x.T)

    def share(self, plot: Plot) -> None:
        """Make what every picture has: paths and start on `plot`, pictures, read-out, Show all."""
        self.paths = PathItem()
        self.start = MarkItem("ring", START)
        self.start.setZValue(30)
        plot.addItem(self.paths)
        plot.addItem(self.start)
        self.minima: list[MarkItem] = []
        self._marked = plot
        self.pictures = self.player.lane(self.painted, gives_way=True)
        self.probe = Probe(self.player)
        self.everything = QAction("Show all", self)
        self.everything.setToolTip("Show the whole picture (A, or double click)")
        self.everything.triggered.connect(self.show_all)
        self._mouse: QPointF | None = None
        self._grain = plot.box.viewPixelSize

    def listen(self, plot: Plot) -> None:
        """Follow the mouse on a plot."""
        plot.box.clicked.connect(self.clicked)
        plot.box.dragged.connect(self.dragged)
        plot.box.show_all.connect(self.double_clicked)
        plot.hovered.connect(self.hovered)

    # ------------------------------------------------------------------ picture

    @abstractmethod
    def fit(self) -> None:
        """Show the problem's own view, if the problem suits."""

    @abstractmethod
    def work(self) -> Work:
        """Return the work that makes the picture of what is in sight."""

    @abstractmethod
    def blank(self) -> None:
        """Show no picture."""

    @abstractmethod
    def painted(self, picture: Any) -> None:
        """Show a picture that the worker made."""

    def ask(self, *_ignored: Any) -> None:
        """Have the worker make the picture of what is in sight."""
        landscape = self.player.document.landscape
        if self.suits(landscape) and self.isVisible() and self.under_way():
            self._asked = self.seen()
            self.pictures.post(self.work())
            if self._mouse is not None:
                self.hovered(self._mouse)
            self.player.wake()

    def problem_changed(self) -> None:
        problem = self.player.document.landscape
        if not self.suits(problem):
            self.pictures.cancel()
            return
        kind = type(self.player.document.problem), problem.dimension
        if self._fitted != kind:
            self._fitted = kind
            self.forget()
            self.fit()
        self.ask()

    def forget(self) -> None:
        """Take the old problem's picture away: the next one may take a while to be made."""
        self.picture = self._asked = None
        self._clear_minima()
        self.blank()

    def _clear_minima(self) -> None:
        for item in self.minima:
            self._marked.removeItem(item)
        self.minima = []

    def up_to_date(self) -> bool:
        """Say whether there is anything to draw here; ask for its picture if that was not yet."""
        if not self.suits(self.player.document.landscape):
            return False
        if self._asked != self.seen():
            self.ask()
        return True

    def mark_minima(self, points: Array, f: Array, minimum: float | None) -> None:
        """Mark the known minima, (m, 2) in the plot's coordinates, f (m,) there.

        Those above the problem's least value, where one is known, get a smaller star.
        """
        self._clear_minima()
        lowest = f.min(initial=math.inf) if minimum is None else minimum
        local = f > lowest + SAME * max(1.0, abs(lowest))
        for (x, y), small in zip(points.tolist(), local.tolist(), strict=True):
            item = MarkItem("star", LOCAL if small else MINIMUM)
            item.place(x, y, self.theme.minimum, self.theme.base)
            item.setZValue(4 if small else 5)
            kind = "Local minimum" if small else "Minimum"
            item.setToolTip(f"{kind} at ({x:.6g}, {y:.6g})")
            self._marked.addItem(item)
            self.minima.append(item)

    def all_in_sight(self, lost: bool = True) -> Box:
        """Return the problem's view, widened to every iterate within its bounds.

        lost: whether to those of runs that diverged as well.
        """
        problem = self.seen()
        bounds = np.array(problem.bounds)
        low, high = first, last = np.array(problem.view).T.copy()
        for spec, run in self.seen_runs():
            if diverged(run) and not lost:
                continue
            x = np.stack(self.path(spec, run), axis=1)
            inside = x[((x >= bounds[:, 0]) & (x <= bounds[:, 1])).all(axis=1)]
            if len(inside):
                low, high = (
                    np.minimum(low, inside.min(axis=0)),
                    np.maximum(high, inside.max(axis=0)),
                )
        pad = MARGIN * (high - low)  # only where it was widened: an end is not to lie on the edge
        low, high = low - pad * (low < first), high + pad * (high > last)
        return tuple((float(a), float(b)) for a, b in zip(low, high, strict=True))

    # ------------------------------------------------------------------ runs

    def path(self, spec: RunSpec, run: Run) -> tuple[Array, ...]:  # noqa: ARG002 (for subclasses)
        """Return a run's path in the plot's coordinates, (N,) each."""
        return self.columns(run.trajectory.path)

    def seen_runs(self) -> list[tuple[RunSpec, Run]]:
        """Return the runs that are not hidden and have come somewhere, the selected one last."""
        session = self.player.session
        specs = [s for s in session.document.runs if s.visible]
        specs.sort(key=lambda s: s.key == session.selected)
        return [(s, session.runs[s.key]) for s in specs if len(session.runs[s.key].trajectory)]

    def under_way(self) -> bool:
        """Say whether pictures may be made: at the start of the program the paths come first."""
        runs = self.player.session.runs.values()
        return self.player.warm or any(len(run.trajectory) for run in runs)

    def track(self, spec: RunSpec, xs: Array, ys: Array, source: object | None = None) -> Track:
        """Return a run's path along two columns, by default of its trajectory's own."""
        session = self.player.session
        trajectory = session.runs[spec.key].trajectory
        source = source or trajectory
        at = trajectory.row(session.at(spec.key))
        chosen = spec.key == session.selected
        return Track(source, xs, ys, at, self.colour(spec), marker(spec), chosen)

    # ------------------------------------------------------------------ mouse

    @abstractmethod
    def coordinates(self, place: QPointF) -> Point:
        """Return the point of the problem at a place on a plot."""

    @abstractmethod
    def place(self, place: QPointF) -> Point:
        """Return the same, rounded to what a mouse can mean."""

    @abstractmethod
    def show_all(self) -> None:
        """Show the whole picture."""

    def clicked(self, place: QPointF) -> None:
        """Begin the runs here; a costly training is not begun again by a mere click."""
        if self.player.document.problem.costly:
            self.player.said.emit("Drag the ring to begin elsewhere")
            return
        self.player.end_gesture()
        self.player.start_at(self.place(place), "click")

    def double_clicked(self) -> None:
        """Show all; the first of the two clicks was not meant to set the start."""
        if self.player.history.gesture == "click":
            self.player.undo()
        self.show_all()

    def dragged(self, place: QPointF, done: bool) -> None:
        """Move the start along with the mouse."""
        self.player.start_at(self.place(place), "drag")
        if done:
            self.player.end_gesture()

    def hovered(self, place: QPointF | None) -> None:
        """Read out what is under the mouse."""
        self._mouse = place
        if place is None:
            self.probe.leave()
            return
        runs = [Seen(s.label, r.trajectory.path, r.trajectory.iterate) for s, r in self.seen_runs()]
        grain = self._grain()[: self.dimension]
        self.probe.look(self.seen(), self.coordinates(place), grain, runs, self.columns)

    def selected_start(self) -> Point:
        """Return where the selected run begins."""
        return self.player.document.spec(self.player.session.selected).start


def at_resolution(value: float, span: float) -> float:
    """Round a coordinate picked with the mouse to about a pixel of `span`."""
    digits = max(0, 3 - math.floor(math.log10(span))) if span > 0 else 6
    return round(value, digits) + 0.0


def hint() -> ElidedLabel:
    """Return a line on what the mouse does, which gives way where there is no room."""
    label = ElidedLabel("Click or drag the ring: start  ·  wheel: zoom", least=0.5)
    label.setProperty("role", "muted")
    return label
