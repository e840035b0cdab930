"""What the pictures of a problem share: marks, the start handle, read-outs and the view's range."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF

from gdexplorer.core.picture import CurvePicture, SurfacePicture
from gdexplorer.core.problem import Array, Box, Point
from gdexplorer.core.run import Run
from gdexplorer.core.session import RunSpec
from gdexplorer.ui.plot.path_item import Track
from gdexplorer.ui.plot.plot import ArrowItem, MarkItem, Plot
from gdexplorer.ui.views.view import View, marker

CURRENT = 6.5
START = 7.0


class RunMarks:
    """The current iterate and the next step of every run, on one plot."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._marks: dict[int, MarkItem] = {}
        self._arrows: dict[int, ArrowItem] = {}

    def show(
        self, key: int, here: tuple[float, float], ahead: tuple[float, float] | None, look: Any
    ) -> None:
        """Mark where a run is, with an arrow to its next iterate. look: colour, edge, marker."""
        colour, edge, shape = look
        if key not in self._marks:
            self._marks[key], self._arrows[key] = MarkItem(shape, CURRENT), ArrowItem()
            self._plot.addItem(self._marks[key])
            self._plot.addItem(self._arrows[key])
        self._marks[key].place(*here, colour, edge, shape)
        if ahead is None:
            self._arrows[key].hide()
        else:
            self._arrows[key].place((*here, *ahead), edge)

    def keep_only(self, keys: set[int]) -> None:
        """Take off the marks of all other runs."""
        for key in set(self._marks) - keys:
            self._plot.removeItem(self._marks.pop(key))
            self._plot.removeItem(self._arrows.pop(key))


class LandscapeView(View):
    """A picture of the problem with the paths on it. Subclasses say what the axes are."""

    picture: CurvePicture | SurfacePicture | None = None

    def seen_runs(self) -> list[tuple[RunSpec, Run]]:
        """Return the runs that are not hidden and have come somewhere."""
        session = self.player.session
        specs = [s for s in session.document.runs if s.visible]
        return [(s, session.runs[s.key]) for s in specs if len(session.runs[s.key].trajectory)]

    def under_way(self) -> bool:
        """Say whether the first iterates are there: pictures wait for them."""
        return any(len(run.trajectory) for run in self.player.session.runs.values())

    def track(self, spec: RunSpec, xs: Array, ys: Array) -> Track:
        """Return a run's path along two of its columns."""
        at = self.player.session.at(spec.key)
        return Track(spec.key, xs, ys, at, self.colour(spec), marker(spec))

    def mark(self, marks: RunMarks, spec: RunSpec, xs: Array, ys: Array) -> None:
        """Mark a run's current iterate and next step along two of its columns."""
        k = self.player.session.at(spec.key)
        here = plot_point(xs[k], ys[k])
        if here is None:
            marks.keep_only(set())
            return
        ahead = plot_point(xs[k + 1], ys[k + 1]) if k + 1 < len(xs) else None
        edge = self.theme.text
        marks.show(spec.key, here, ahead, (self.colour(spec), edge, marker(spec)))

    @abstractmethod
    def place(self, place: QPointF) -> Point:
        """Return the point of the problem that the mouse means by a place on the plot."""

    @abstractmethod
    def show_all(self) -> None:
        """Show the whole picture."""

    def clicked(self, place: QPointF) -> None:
        """Begin the runs here."""
        self.player.end_gesture()
        self.player.start_at(self.place(place), "click")

    def double_clicked(self) -> None:
        """Show all; the first of the two clicks was not meant to set the start."""
        if self.player.gesture == "click":
            self.player.undo()
        self.show_all()

    def dragged(self, place: QPointF, done: bool) -> None:
        """Move the start along with the mouse."""
        self.player.start_at(self.place(place), "drag")
        if done:
            self.player.end_gesture()

    def selected_start(self) -> Point:
        """Return where the selected run begins."""
        return self.player.document.spec(self.player.session.selected).start


def plot_point(x: float, y: float) -> tuple[float, float] | None:
    """Return a point fit for a plot item, or None."""
    if not (math.isfinite(x) and math.isfinite(y)) or max(abs(x), abs(y)) > 1e12:
        return None
    return float(x), float(y)


def at_resolution(value: float, span: float) -> float:
    """Round a coordinate picked with the mouse to about a pixel of `span`."""
    digits = max(0, 3 - math.floor(math.log10(span))) if span > 0 else 6
    return round(value, digits) + 0.0


def all_in_sight(view: Box, bounds: Box, paths: list[Array]) -> Box:
    """Return the problem's view, widened to every iterate within its bounds."""
    low, high = np.array(view).T.copy()
    for x in paths:
        inside = x[((x >= np.array(bounds)[:, 0]) & (x <= np.array(bounds)[:, 1])).all(axis=1)]
        if len(inside):
            low, high = np.minimum(low, inside.min(axis=0)), np.maximum(high, inside.max(axis=0))
    return tuple((float(a), float(b)) for a, b in zip(low, high, strict=True))


def as_point(place: QPointF) -> tuple[float, float]:
    """Return a place on a plot as coordinates."""
    return place.x(), place.y()
