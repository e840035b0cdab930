"""The landscape of a problem in two variables, with every run's path on it."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction

from gdexplorer.core.picture import SurfacePicture, surface_picture
from gdexplorer.core.problem import Box, Point
from gdexplorer.ui.plot.landscape_item import LandscapeItem
from gdexplorer.ui.plot.plot import Plot, log_mode
from gdexplorer.ui.views.bar import below, row
from gdexplorer.ui.views.landscape import LandscapeView, at_resolution, hint
from gdexplorer.ui.views.view import Area
from gdexplorer.ui.worker import Work

BAR = 66
"""Pixels that the colour bar takes, so that nothing moves when it comes."""


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
        self.bar: pg.ColorBarItem | None = None
        layout = self.plot.getPlotItem().layout
        layout.setColumnFixedWidth(4, 6)
        layout.setColumnFixedWidth(5, BAR)
        self.log = QAction("Logarithmic colours", self, checkable=True)
        self.field = QAction("Gradient field", self, checkable=True, checked=True)
        self.log.setToolTip("Spread the colours by the logarithm of f − f*, or evenly over f")
        self.field.setToolTip("Arrows that point straight downhill")
        below(self, row(self, [hint()], [self.log, self.field, self.everything]), self.plot)
        self.listen(self.plot)
        self.plot.box.sigRangeChanged.connect(self.ask)
        self.log.toggled.connect(self.ask)
        self.field.toggled.connect(self._repaint)
        self.fit()

    def actions_offered(self) -> list[QAction]:
        return [self.log, self.field]

    # ------------------------------------------------------------------ picture

    def fit(self) -> None:
        problem = self.player.document.landscape
        if self.suits(problem):
            self.log.blockSignals(True)
            self.log.setChecked(problem.log_scale)
            self.log.blockSignals(False)
            self.plot.show_range(*problem.view)

    def show_all(self) -> None:
        """Show the problem's view and every iterate inside its domain."""
        self.plot.show_range(*self.all_in_sight())

    def _box(self) -> Box:
        (x0, x1), (y0, y1) = self.plot.box.viewRange()
        return (x0, x1), (y0, y1)

    def work(self) -> Work:
        problem, box, log = self.player.document.landscape, self._box(), self.log.isChecked()
        return lambda _interrupted: surface_picture(problem, box, log)

    def painted(self, picture: SurfacePicture) -> None:
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
        sign = "−" if scale.base > 0 else "+"
        base = f"f {sign} {abs(scale.base):.4g}" if scale.log and scale.base else "f"
        self.bar.setLabel("right", base, color=self.theme.muted)
        minima = np.array(self.picture.problem.minima).reshape(-1, 2)
        self.mark_minima(self.plot, minima)

    # ------------------------------------------------------------------ runs

    def refresh(self) -> None:
        if not self.up_to_date():
            return
        runs = self.seen_runs()
        tracks = [self.track(s, r.trajectory.x[:, 0], r.trajectory.x[:, 1]) for s, r in runs]
        self.paths.set_tracks(tracks, self.theme.text)
        x, y = self.selected_start()
        self.start.place(x, y, self.theme.base, self.theme.text)
        self.plot.box.handle = QPointF(x, y)
        self.plot.redraw(edges=not self.player.streaming)

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
        return at_resolution(place.x(), spans[0]), at_resolution(place.y(), spans[1])

    def coordinates(self, place: QPointF) -> Point:
        return place.x(), place.y()
