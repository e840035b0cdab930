"""A problem in one variable: the curve above, its gradient below, the paths on both."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout

from gdexplorer.core.picture import CurvePicture, curve_picture
from gdexplorer.core.problem import Array, Point, Problem
from gdexplorer.ui.plot.path_item import PathItem, Track
from gdexplorer.ui.plot.pixels import HUGE, plottable
from gdexplorer.ui.plot.plot import MarkItem, Plot
from gdexplorer.ui.probe import Probe
from gdexplorer.ui.views.contour import hint, tool_button
from gdexplorer.ui.views.landscape import (
    START,
    LandscapeView,
    all_in_sight,
    at_resolution,
)
from gdexplorer.ui.views.view import Area

TANGENT = 0.14
"""Half of a tangent's length, as a share of the view's width."""


class CurveView(LandscapeView):
    """f with tangent and next step; under it, sharing the x axis, f' with its zero line."""

    name = "curve"
    title = "Curve and gradient"
    area = Area.LANDSCAPE
    order = 2

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        return problem.dimension == 1

    def build(self) -> None:
        self.curve_plot = Plot("f(x)", "", "curve")
        self.gradient_plot = Plot("f′(x)", "x", "gradient")
        self.gradient_plot.setXLink(self.curve_plot)
        self.curve, self.slope = PathItem(), PathItem()
        self.paths, self.slope_paths = PathItem(), PathItem()
        self.tangent = pg.PlotCurveItem(antialias=True)
        self.zero = pg.InfiniteLine(0.0, angle=0)
        self.start = MarkItem("circle", START)
        self.start.setZValue(30)
        for item in (self.curve, self.paths, self.tangent, self.start):
            self.curve_plot.addItem(item)
        for item in (self.zero, self.slope, self.slope_paths):
            self.gradient_plot.addItem(item)
        self.curve.setZValue(1)
        self.slope.setZValue(1)
        self.minima: list[MarkItem] = []
        self.pictures = self.player.lane(self._painted)
        self.probe = Probe(self.player)
        self.everything = QAction("Show all", self)
        self.everything.setToolTip("Show the whole curve (A, or double click)")
        self._fitted = False
        self._lay_out()
        self._connect()
        self._fit()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 2)
        bar.addWidget(hint(), 1)
        bar.addWidget(tool_button(self.everything, self))
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        for plot, share in ((self.curve_plot, 3), (self.gradient_plot, 2)):
            plot.getAxis("left").setWidth(58)
            splitter.addWidget(plot)
            splitter.setStretchFactor(splitter.count() - 1, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(splitter, 1)

    def _connect(self) -> None:
        self.everything.triggered.connect(self.show_all)
        self.curve_plot.box.sigXRangeChanged.connect(self._range_changed)
        for plot in (self.curve_plot, self.gradient_plot):
            plot.box.clicked.connect(self.clicked)
            plot.box.show_all.connect(self.double_clicked)
            plot.hovered.connect(self._hovered)
        self.curve_plot.box.dragged.connect(self.dragged)

    # ------------------------------------------------------------------ picture

    def problem_changed(self) -> None:
        problem = self.player.document.problem
        if not self.suits(problem):
            self.pictures.cancel()
            return
        if self.picture is None or type(self.picture.problem) is not type(problem):
            self._fit()
        self._ask()

    def _fit(self) -> None:
        problem = self.player.document.problem
        if self.suits(problem):
            self._fitted = False
            self.curve_plot.show_range(problem.view[0])

    def show_all(self) -> None:
        """Show the problem's view and every iterate inside its domain, f and f' whole."""
        problem = self.player.document.problem
        paths = [run.trajectory.x for _, run in self.seen_runs()]
        self._fitted = False
        self.curve_plot.show_range(*all_in_sight(problem.view, problem.bounds, paths))
        self._ask()

    def _range_changed(self) -> None:
        self._ask()

    def _ask(self) -> None:
        """Have the worker sample what is in sight."""
        problem = self.player.document.problem
        low, high = self.curve_plot.box.viewRange()[0]

        def sampling(_interrupted: object) -> Iterator[CurvePicture]:
            yield curve_picture(problem, ((low, high),))

        if self.suits(problem) and self.isVisible() and self.under_way():
            self.pictures.post(sampling)
            self.player.wake()

    def _painted(self, picture: CurvePicture) -> None:
        self.picture = picture
        for item, ys, plot in (
            (self.curve, picture.f, self.curve_plot),
            (self.slope, picture.slope, self.gradient_plot),
        ):
            item.set_tracks([Track(id(picture), picture.x, ys, len(ys), self.theme.muted, "")])
            item.update()
            if not self._fitted and len(ys):
                plot.box.setRange(yRange=_padded(ys), padding=0)
        self._fitted = True
        self._mark_minima(picture.minima.tolist())

    def _mark_minima(self, minima: list[list[float]]) -> None:
        for item in self.minima:
            self.curve_plot.removeItem(item)
        self.minima = []
        for x, f in minima:
            item = MarkItem("star", 5.5)
            item.place(x, f, self.theme.minimum, self.theme.base)
            item.setToolTip(f"Minimum at x = {x:.6g}")
            self.curve_plot.addItem(item)
            self.minima.append(item)

    # ------------------------------------------------------------------ runs

    def refresh(self) -> None:
        if not self.suits(self.player.document.problem):
            return
        if self.picture is None or self.picture.problem != self.player.document.problem:
            self._ask()
        runs = [(spec, run.trajectory) for spec, run in self.seen_runs()]
        edge = self.theme.text
        self.paths.set_tracks([self.track(s, t.x[:, 0], t.f) for s, t in runs], edge)
        slopes = [self.track(s, t.x[:, 0], t.gradient[:, 0]) for s, t in runs]
        self.slope_paths.set_tracks(slopes, edge)
        self._draw_tangent()
        self._place_start()
        self.curve_plot.redraw()
        self.gradient_plot.redraw()

    def _draw_tangent(self) -> None:
        session = self.player.session
        trajectory = session.runs[session.selected].trajectory
        if not len(trajectory) or not session.document.spec(session.selected).visible:
            self.tangent.hide()
            return
        k = session.at(session.selected)
        x, f, slope = trajectory.x[k, 0], trajectory.f[k], trajectory.gradient[k, 0]
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
        self.tangent.setPen(pg.mkPen(self.theme.accent, width=1, style=Qt.PenStyle.DashLine))
        self.zero.setPen(pg.mkPen(self.theme.line, width=1))
        if isinstance(self.picture, CurvePicture):
            self._painted(self.picture)

    # ------------------------------------------------------------------ mouse

    def place(self, place: QPointF) -> Point:
        low, high = self.curve_plot.box.viewRange()[0]
        return (at_resolution(place.x(), high - low),)

    def _hovered(self, place: QPointF | None) -> None:
        if place is None:
            self.probe.leave()
            return
        grain = self.curve_plot.box.viewPixelSize()[:1]
        runs = [(s.label, r.trajectory.x) for s, r in self.seen_runs()]
        self.probe.look(self.player.document.problem, (place.x(),), grain, runs)


def _padded(ys: Array) -> tuple[float, float]:
    low, high = float(ys.min()), float(ys.max())
    pad = 0.08 * (high - low) or 1.0
    return low - pad, high + pad
