"""The landscape of a problem in two variables, with every run's path on it."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gdexplorer.core.picture import SurfacePicture, surface_picture
from gdexplorer.core.problem import Box, Point, Problem
from gdexplorer.ui.plot.landscape_item import LandscapeItem
from gdexplorer.ui.plot.path_item import PathItem
from gdexplorer.ui.plot.plot import MarkItem, Plot, log_mode
from gdexplorer.ui.probe import Probe
from gdexplorer.ui.views.landscape import (
    START,
    LandscapeView,
    all_in_sight,
    as_point,
    at_resolution,
)
from gdexplorer.ui.views.view import Area

BAR = 66
"""Pixels that the colour bar takes, so that nothing moves when it comes."""


class ContourView(LandscapeView):
    """Heat map, contour lines, gradient field, minima, paths, current iterates, next steps."""

    name = "contour"
    title = "Landscape"
    area = Area.LANDSCAPE
    order = 1

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        return problem.dimension == 2

    def build(self) -> None:
        self.plot = Plot("y", "x", "landscape")
        self.landscape, self.paths = LandscapeItem(), PathItem()
        self.start = MarkItem("circle", START)
        self.start.setZValue(30)
        for item in (self.landscape, self.paths, self.start):
            self.plot.addItem(item)
        self.minima: list[MarkItem] = []
        self.bar: pg.ColorBarItem | None = None
        layout = self.plot.getPlotItem().layout
        layout.setColumnFixedWidth(4, 6)
        layout.setColumnFixedWidth(5, BAR)
        self.pictures = self.player.lane(self._painted)
        self.probe = Probe(self.player)
        self.log = QAction("Logarithmic colours", self, checkable=True)
        self.field = QAction("Gradient field", self, checkable=True, checked=True)
        self.log.setToolTip("Spread the colours by the logarithm of f − f*, or evenly over f")
        self.field.setToolTip("Arrows that point straight downhill")
        self.everything = QAction("Show all", self)
        self.everything.setToolTip("Show the whole landscape (A, or double click)")
        self._lay_out()
        self._connect()
        self._fit()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 2)
        bar.addWidget(hint(), 1)
        for action in (self.log, self.field, self.everything):
            bar.addWidget(tool_button(action, self))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.plot, 1)

    def _connect(self) -> None:
        box = self.plot.box
        box.clicked.connect(self.clicked)
        box.dragged.connect(self.dragged)
        box.show_all.connect(self.double_clicked)
        box.sigRangeChanged.connect(self._range_changed)
        self.plot.hovered.connect(self._hovered)
        self.log.toggled.connect(self._ask)
        self.field.toggled.connect(self._repaint)
        self.everything.triggered.connect(self.show_all)

    def actions_offered(self) -> list[QAction]:
        return [self.log, self.field]

    # ------------------------------------------------------------------ picture

    def problem_changed(self) -> None:
        problem = self.player.document.problem
        if not self.suits(problem):
            self.pictures.cancel()
            return
        if self.picture is None or type(self.picture.problem) is not type(problem):
            self.log.blockSignals(True)
            self.log.setChecked(problem.log_scale)
            self.log.blockSignals(False)
            self._fit()
        self._ask()

    def _fit(self) -> None:
        problem = self.player.document.problem
        if self.suits(problem):
            self.log.setChecked(problem.log_scale)
            self.plot.show_range(*problem.view)

    def show_all(self) -> None:
        """Show the problem's view and every iterate inside its domain."""
        problem = self.player.document.problem
        paths = [run.trajectory.x for _, run in self.seen_runs()]
        self.plot.show_range(*all_in_sight(problem.view, problem.bounds, paths))

    def _box(self) -> Box:
        (x0, x1), (y0, y1) = self.plot.box.viewRange()
        return (x0, x1), (y0, y1)

    def _range_changed(self) -> None:
        self._ask()

    def _ask(self) -> None:
        """Have the worker paint what is in sight."""
        problem, box, log = self.player.document.problem, self._box(), self.log.isChecked()
        if self.suits(problem) and self.isVisible() and self.under_way():
            self.pictures.post(lambda _interrupted: surface_picture(problem, box, log))
            self.player.wake()

    def _painted(self, picture: SurfacePicture) -> None:
        self.picture = picture
        self._repaint()

    def _repaint(self) -> None:
        if not isinstance(self.picture, SurfacePicture):
            return
        self.landscape.show_picture(self.picture, self.theme, self.field.isChecked())
        scale = self.picture.scale
        if self.bar is None:
            self.bar = self._make_bar()
        high = scale.high if scale.high > scale.low else scale.low + 1
        with log_mode(self.bar.axis, scale.log):
            self.bar.setLevels((scale.low, high))
        base = "f" if not scale.log or scale.base == 0 else f"f − ({scale.base:.6g})"
        self.bar.setLabel("right", base, color=self.theme.muted)
        self._mark_minima()

    def _mark_minima(self) -> None:
        for item in self.minima:
            self.plot.removeItem(item)
        self.minima = []
        for x, y in self.player.document.problem.minima:
            item = MarkItem("star", 5.5)
            item.place(x, y, self.theme.minimum, self.theme.base)
            item.setZValue(5)
            item.setToolTip(f"Minimum at ({x:.6g}, {y:.6g})")
            self.plot.addItem(item)
            self.minima.append(item)

    # ------------------------------------------------------------------ runs

    def refresh(self) -> None:
        if not self.suits(self.player.document.problem):
            return
        if self.picture is None or self.picture.problem != self.player.document.problem:
            self._ask()
        runs = self.seen_runs()
        tracks = [self.track(s, r.trajectory.x[:, 0], r.trajectory.x[:, 1]) for s, r in runs]
        self.paths.set_tracks(tracks, self.theme.text)
        x, y = self.selected_start()
        self.start.place(x, y, self.theme.base, self.theme.text)
        self.plot.box.handle = QPointF(x, y)
        self.plot.redraw()

    def restyle(self) -> None:
        self.plot.set_theme(self.theme)
        if self.bar is not None:
            self._dress_bar(self.bar)
        self._repaint()

    def _make_bar(self) -> pg.ColorBarItem:
        """Make the colour bar once it is needed: it takes as long as a plot."""
        bar = pg.ColorBarItem(values=(0, 1), width=12, interactive=False)
        self.plot.getPlotItem().layout.addItem(bar, 2, 5)
        self._dress_bar(bar)
        return bar

    def _dress_bar(self, bar: pg.ColorBarItem) -> None:
        bar.setColorMap(pg.ColorMap([0.0, 1.0], [self.theme.low, self.theme.high]))
        bar.axis.setTextPen(self.theme.muted)
        bar.axis.setPen(self.theme.line)

    # ------------------------------------------------------------------ mouse

    def place(self, place: QPointF) -> Point:
        spans = [b - a for a, b in self._box()]
        x, y = (at_resolution(v, s) for v, s in zip(as_point(place), spans, strict=True))
        return x, y

    def _hovered(self, place: QPointF | None) -> None:
        if place is None:
            self.probe.leave()
            return
        grain = self.plot.box.viewPixelSize()
        runs = [(s.label, r.trajectory.x) for s, r in self.seen_runs()]
        self.probe.look(self.player.document.problem, as_point(place), grain, runs)


def hint() -> QLabel:
    """Return a line on what the mouse does, which gives way where there is no room."""
    label = QLabel("Click or drag the ring: start  ·  wheel: zoom")
    label.setProperty("role", "muted")
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def tool_button(action: QAction, parent: QWidget) -> QToolButton:
    """Return a flat button for an action, reached with Tab but not taking the focus on a click."""
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    return button
