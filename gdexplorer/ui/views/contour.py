"""The landscape of a problem in two variables, with every run's path on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction

from gdexplorer.core.data import DataProblem
from gdexplorer.core.picture import SurfacePicture, surface_picture
from gdexplorer.core.plane import Plane, Sliced, coordinate_plane
from gdexplorer.core.problem import Array, Box, Point, Problem
from gdexplorer.core.projection import Projection
from gdexplorer.core.run import Run
from gdexplorer.core.session import RunSpec
from gdexplorer.core.trajectory import Trajectory
from gdexplorer.ui.plane_bar import COORDINATES, PATH, PlaneBar
from gdexplorer.ui.plot.landscape_item import LandscapeItem
from gdexplorer.ui.plot.path_item import Track
from gdexplorer.ui.plot.plot import Plot
from gdexplorer.ui.plot.scale_bar import ScaleBar
from gdexplorer.ui.plot.sketch_item import SketchItem
from gdexplorer.ui.replay import Replay
from gdexplorer.ui.views.bar import below, row
from gdexplorer.ui.views.landscape import LandscapeView, at_resolution, hint
from gdexplorer.ui.views.sketching import current_sketch, draw_plane
from gdexplorer.ui.views.view import Area
from gdexplorer.ui.worker import Work

WHOLE = coordinate_plane(np.zeros(2), 0, 1)
"""The plane that two variables are."""


class ContourView(LandscapeView):
    """Heat map, contour lines, gradient field, minima, paths, current iterates, next steps."""

    name = "contour"
    title = "Landscape"
    area = Area.LANDSCAPE
    order = 1

    dimension = 2

    def build(self) -> None:
        self.plot = Plot("y", "x", "landscape")
        self.share(self.plot)
        self.landscape = LandscapeItem()
        self.plot.addItem(self.landscape)
        self.bar = ScaleBar()
        layout = self.plot.getPlotItem().layout
        layout.setColumnFixedWidth(4, 6)
        layout.addItem(self.bar, 2, 5)
        self.log = QAction("Logarithmic colours", self, checkable=True)
        self.field = QAction("Gradient field", self, checkable=True, checked=True)
        self.log.setToolTip("Spread the colours by the logarithm of f − f*, or evenly over f")
        self.field.setToolTip("Arrows that point straight downhill")
        self.inside = QAction("Inside the step", self, checkable=True, checked=True)
        self.inside.setToolTip("Line search trials (○), the quadratic model (dashed), trust region")
        self.sketch = SketchItem()
        self.replay = Replay(self.player, self._refresh_if_seen)
        self.plot.addItem(self.sketch)
        self.planes = PlaneBar()
        self.planes.hide()
        self._kind = type(self.player.document.problem)
        self._fitted_to: tuple[Array, tuple[int, ...], Box] = WHOLE.across, (), self._box()
        """The horizontal direction and the runs' lengths the range was fitted to, and the range."""
        self._shadows: dict[int, tuple[Trajectory, Projection]] = {}
        switches = [self.log, self.field, self.inside, self.everything]
        below(self, row(self, [hint()], switches), self.plot, self.planes)
        self.listen(self.plot)
        self.plot.box.sigRangeChanged.connect(self.ask)
        self.log.toggled.connect(self.ask)
        self.field.toggled.connect(self._repaint)
        self.inside.toggled.connect(self.refresh)
        self.planes.changed.connect(self._other_plane)
        self.fit()

    def actions_offered(self) -> list[QAction]:
        return [self.log, self.field, self.inside]

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        return problem.dimension >= cls.dimension

    # ------------------------------------------------------------------ plane

    def seen(self) -> Problem:
        problem = self.player.document.landscape
        if problem.dimension == self.dimension:
            return problem
        return self.planes.seen(problem, self.player.session, self.player.streaming)

    def columns(self, x: Array) -> tuple[Array, ...]:
        problem = self.seen()
        return problem.plane.project(x) if isinstance(problem, Sliced) else (x[:, 0], x[:, 1])

    def path(self, spec: RunSpec, run: Run) -> tuple[Array, ...]:
        problem, x = self.seen(), run.trajectory.path
        if not isinstance(problem, Sliced):
            return self.columns(x)
        return self._shadow(spec, run, problem.plane).of(x)  # long ones take long to project

    def _plane(self) -> Plane:
        problem = self.seen()
        return problem.plane if isinstance(problem, Sliced) else WHOLE

    def _shadow(self, spec: RunSpec, run: Run, plane: Plane) -> Projection:
        """Return a run's path as it lies in the plane."""
        known = self._shadows.get(spec.key)
        if known is None or known[0] is not run.trajectory or not known[1].suits(plane):
            known = self._shadows[spec.key] = run.trajectory, Projection(plane)
        return known[1]

    def _other_plane(self) -> None:
        self.forget()
        self.fit()
        self.refresh()

    def problem_changed(self) -> None:
        kind = type(self.player.document.problem)
        if kind is not self._kind:
            self._kind = kind
            self.planes.prefer(PATH if issubclass(kind, DataProblem) else COORDINATES)
        super().problem_changed()

    def _lengths(self) -> tuple[int, ...]:
        return tuple(len(run.trajectory) for _, run in self.seen_runs())

    def _stays(self) -> bool:
        """Say whether the problem's own view is shown: a model has none that its paths keep to."""
        model = isinstance(self.player.document.problem, DataProblem)
        return self._plane().coordinates is not None and not model

    def _follow(self) -> None:
        """Fit the range anew to paths that went on, if it is still the one that was fitted."""
        across, lengths, box = self._fitted_to
        if self._stays():
            return
        if self._plane().across is not across:
            self.forget()  # the path has other directions now
            self.fit()
        elif not self.player.streaming and box == self._box() and lengths != self._lengths():
            self.fit()

    # ------------------------------------------------------------------ picture

    def fit(self) -> None:
        landscape = self.player.document.landscape
        self.planes.setVisible(landscape.dimension > self.dimension)
        if self.suits(landscape):
            self.planes.fit(landscape)
            problem = self.seen()
            names = landscape.coordinate(0), landscape.coordinate(1)
            across, up = problem.plane.names if isinstance(problem, Sliced) else names
            self.plot.setLabel("bottom", across)
            self.plot.setLabel("left", up)
            self.log.blockSignals(True)
            self.log.setChecked(problem.log_scale)
            self.log.blockSignals(False)
            sight = problem.view if self._stays() else self.all_in_sight(lost=False)
            self.plot.show_range(*sight)
            self._fitted_to = self._plane().across, self._lengths(), self._box()

    def show_all(self) -> None:
        """Show the problem's view and every iterate inside its domain."""
        self.plot.show_range(*self.all_in_sight())

    def _box(self) -> Box:
        (x0, x1), (y0, y1) = self.plot.box.viewRange()
        return (x0, x1), (y0, y1)

    def work(self) -> Work:
        problem, box, log = self.seen(), self._box(), self.log.isChecked()
        return lambda _interrupted: surface_picture(problem, box, log)

    def blank(self) -> None:
        self.landscape.show_picture(None, self.theme, self.field.isChecked())
        self.bar.show_scale(None)

    def painted(self, picture: SurfacePicture) -> None:
        self.picture = picture
        self._repaint()

    def _repaint(self) -> None:
        if not isinstance(self.picture, SurfacePicture):
            return
        self.landscape.show_picture(self.picture, self.theme, self.field.isChecked())
        self.bar.show_scale(self.picture.scale)
        problem = self.picture.problem
        minima = np.array(problem.minima).reshape(-1, 2)
        self.mark_minima(minima, problem.value(minima), problem.minimum)

    # ------------------------------------------------------------------ runs

    def refresh(self) -> None:
        if not self.up_to_date():
            return
        self._follow()
        runs = self.seen_runs()
        tracks = [self._track(spec, run) for spec, run in runs]
        self.paths.set_tracks(tracks, self.theme.text)
        wanted = self.inside.isChecked()
        drawn = current_sketch(self.player.session, self.replay) if wanted else None
        draw_plane(self.sketch, drawn, self.theme, self._plane(), self._box())
        start = np.array([self.selected_start()])
        x, y = (float(c[0]) for c in self.columns(start))
        self.start.place(x, y, self.theme.base, self.theme.text)
        self.plot.box.handle = QPointF(x, y)
        self.plot.redraw(edges=not self.player.streaming)

    def _track(self, spec: RunSpec, run: Run) -> Track:
        problem, (x, y) = self.seen(), self.path(spec, run)
        shadow = self._shadow(spec, run, problem.plane) if isinstance(problem, Sliced) else None
        return self.track(spec, x, y, shadow)

    def restyle(self) -> None:
        self.plot.set_theme(self.theme)
        self.bar.restyle(self.theme)
        self._repaint()

    # ------------------------------------------------------------------ mouse

    def place(self, place: QPointF) -> Point:
        spans = [b - a for a, b in self._box()]
        x, y = at_resolution(place.x(), spans[0]), at_resolution(place.y(), spans[1])
        problem = self.seen()
        if not isinstance(problem, Sliced):
            return x, y
        start = np.array(self.selected_start())
        s, t = problem.plane.project(start)
        moved = start + (x - s) * problem.plane.across + (y - t) * problem.plane.up
        return tuple(moved.tolist())

    def coordinates(self, place: QPointF) -> Point:
        return place.x(), place.y()
