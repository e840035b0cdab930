"""What the pictures of a problem share: paths, the start handle and the view's range."""

from __future__ import annotations

import math
from abc import abstractmethod

import numpy as np
from PySide6.QtCore import QPointF

from gdexplorer.core.picture import CurvePicture, SurfacePicture
from gdexplorer.core.problem import Array, Box, Point
from gdexplorer.core.run import Run
from gdexplorer.core.session import RunSpec
from gdexplorer.ui.plot.path_item import Track
from gdexplorer.ui.views.view import View, marker

START = 7.0


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
