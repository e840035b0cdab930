"""A problem in one variable: the curve above, its gradient below, the paths on both."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter

from gdexplorer.core.picture import CurvePicture, curve_picture
from gdexplorer.core.problem import Point
from gdexplorer.ui.plot.path_item import PathItem, Track
from gdexplorer.ui.plot.pixels import HUGE, plottable
from gdexplorer.ui.plot.plot import Plot
from gdexplorer.ui.plot.sketch_item import SketchItem
from gdexplorer.ui.replay import Replay
from gdexplorer.ui.views.bar import below, row
from gdexplorer.ui.views.landscape import LandscapeView, at_resolution, hint
from gdexplorer.ui.views.sketching import current_sketch, draw_curve
from gdexplorer.ui.views.view import Area
from gdexplorer.ui.worker import Work

TANGENT = 0.14
"""Half of a tangent's length, as a share of the view's width."""


class CurveView(LandscapeView):
    """f with tangent and next step; under it, sharing the x axis, f' with its zero line."""

    name = "curve"
    title = "Curve and gradient"
    area = Area.LANDSCAPE
    order = 2

    dimension = 1

    def build(self) -> None:
        self.curve_plot = Plot("f(x)", "", "curve")
        self.gradient_plot = Plot("df / dx", "x", "gradient")
        self.gradient_plot.setXLink(self.curve_plot)
        self.share(self.curve_plot)
        self.curve, self.slope, self.slope_paths = PathItem(), PathItem(), PathItem()
        self.sketch = SketchItem()
        self.replay = Replay(self.player, self._refresh_if_seen)
        self.inside = QAction("Inside the step", self, checkable=True, checked=True)
        self.inside.setToolTip("Line search trials (○) and the quadratic model (dashed)")
        self.tangent = pg.PlotCurveItem(antialias=True)
        self.zero = pg.InfiniteLine(0.0, angle=0)
        for item in (self.curve, self.tangent, self.sketch):
            self.curve_plot.addItem(item)
        for item in (self.zero, self.slope, self.slope_paths):
            self.gradient_plot.addItem(item)
        self.curve.setZValue(1)
        self.slope.setZValue(1)
        for plot in (self.curve_plot, self.gradient_plot):
            plot.box.setMouseEnabled(y=False)  # f and f' are always shown whole
        below(self, row(self, [hint()], [self.inside, self.everything]), self._stacked())
        self.listen(self.curve_plot)
        self.listen(self.gradient_plot)
        self.curve_plot.box.sigXRangeChanged.connect(self.ask)
        self.inside.toggled.connect(self.refresh)
        self.fit()

    def actions_offered(self) -> list[QAction]:
        return [self.inside]

    def _stacked(self) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        for plot, share in ((self.curve_plot, 3), (self.gradient_plot, 2)):
            plot.getAxis("left").setWidth(68)
            splitter.addWidget(plot)
            splitter.setStretchFactor(splitter.count() - 1, share)
        return splitter

    # ------------------------------------------------------------------ picture

    def fit(self) -> None:
        problem = self.player.document.landscape
        if self.suits(problem):
            self.curve_plot.show_range(problem.view[0])

    def show_all(self) -> None:
        """Show the problem's view and every iterate inside its domain, f and f' whole."""
        self.curve_plot.show_range(*self.all_in_sight())
        self.ask()

    def work(self) -> Work:
        problem = self.player.document.landscape
        low, high = self.curve_plot.box.viewRange()[0]

        def sampling(_interrupted: object) -> Iterator[CurvePicture]:
            yield curve_picture(problem, ((low, high),))

        return sampling

    def blank(self) -> None:
        for item in (self.curve, self.slope):
            item.set_tracks([])
            item.update()

    def painted(self, picture: CurvePicture) -> None:
        self.picture = picture
        for item, ys, plot in (
            (self.curve, picture.f, self.curve_plot),
            (self.slope, picture.slope, self.gradient_plot),
        ):
            drawn = [(picture.x[piece], ys[piece]) for piece in picture.pieces]
            muted = self.theme.muted
            item.set_tracks([Track(picture, xs, ys, len(xs), muted, "") for xs, ys in drawn])
            item.update()
            if len(ys):
                plot.box.setRange(yRange=picture.sight(ys), padding=0)
        lowest = picture.problem.minimum
        self.mark_minima(picture.minima, picture.minima[:, 1], lowest)

    # ------------------------------------------------------------------ runs

    def refresh(self) -> None:
        if not self.up_to_date():
            return
        runs = [(spec, run.trajectory) for spec, run in self.seen_runs()]
        edge = self.theme.text
        self.paths.set_tracks([self.track(s, t.path[:, 0], t.f) for s, t in runs], edge)
        slopes = [self.track(s, t.path[:, 0], np.asarray(t.gradient)[:, 0]) for s, t in runs]
        self.slope_paths.set_tracks(slopes, edge)
        wanted = self.inside.isChecked()
        drawn = current_sketch(self.player.session, self.replay) if wanted else None
        low, high = self.curve_plot.box.viewRange()[0]
        draw_curve(self.sketch, drawn, self.theme, (low, high))
        self._draw_tangent()
        self._place_start()
        self.curve_plot.redraw(edges=not self.player.streaming)
        self.gradient_plot.redraw(edges=not self.player.streaming)

    def _draw_tangent(self) -> None:
        spec, trajectory, k = self.player.session.shown
        if not len(trajectory) or not spec.visible:
            self.tangent.hide()
            return
        self.tangent.setPen(pg.mkPen(self.colour(spec), width=1, style=Qt.PenStyle.DashLine))
        x, f, slope = trajectory.x[k][0], trajectory.f[k], trajectory.gradient[k][0]
        low, high = self.curve_plot.box.viewRange()[0]
        half = TANGENT * (high - low)
        ends = np.array([f - half * slope, f + half * slope])
        self.tangent.setVisible(bool(np.abs([x, *ends]).max() <= HUGE))
        self.tangent.setData(plottable(np.array([x - half, x + half])), plottable(ends))

    def _place_start(self) -> None:
        (x,) = self.selected_start()
        session = self.player.session
        trajectory = session.runs[session.selected].trajectory
        if len(trajectory) and abs(x) <= HUGE and abs(trajectory.f[0]) <= HUGE:
            self.start.place(x, float(trajectory.f[0]), self.theme.base, self.theme.text)
            self.curve_plot.box.handle = QPointF(x, float(trajectory.f[0]))

    def restyle(self) -> None:
        self.curve_plot.set_theme(self.theme)
        self.gradient_plot.set_theme(self.theme)
        self.zero.setPen(pg.mkPen(self.theme.line, width=1))
        if isinstance(self.picture, CurvePicture):
            self.painted(self.picture)

    # ------------------------------------------------------------------ mouse

    def place(self, place: QPointF) -> Point:
        low, high = self.curve_plot.box.viewRange()[0]
        return (at_resolution(place.x(), high - low),)

    def coordinates(self, place: QPointF) -> Point:
        return (place.x(),)
