"""f along the ray of the last line search, with its trials and the Wolfe conditions' bounds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from gdexplorer.core.optimizer import Optimizer
from gdexplorer.core.problem import Array, Problem
from gdexplorer.core.sketch import Search, Sketch
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.pace import READING
from gdexplorer.ui.plot.pixels import HUGE, plottable
from gdexplorer.ui.plot.plot import Plot
from gdexplorer.ui.replay import Replay
from gdexplorer.ui.views.bar import below, row
from gdexplorer.ui.views.sketching import current_sketch
from gdexplorer.ui.views.view import Area, View

SAMPLES = 200
MARGIN = 1.15
"""How much further than the longest trial the ray is shown."""
HIGHEST = 3.0
"""How far above its start, in multiples of the decrease, a trial lies that is shown."""
FARTHEST = 6 / MARGIN
"""How far out one lies, in multiples of the step length taken."""
Bits = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class RayPicture:
    """f and its slope along a ray, (s,) each, and the search made on it."""

    search: Search
    alphas: Array
    phis: Array
    slopes: Array


def ray_picture(problem: Problem, search: Search) -> Iterator[RayPicture]:
    """Sample a ray as far as it was tried."""
    longest = float(search.alphas[_near(search)].max()) * MARGIN
    alphas = np.linspace(0.0, longest, SAMPLES)
    points = search.origin + alphas[:, None] * search.d
    with np.errstate(all="ignore"):
        phis, slopes = problem.value(points), problem.gradient(points) @ search.d
    good = (np.abs(phis) <= HUGE) & np.isfinite(slopes)  # beyond it nothing can be drawn truly
    yield RayPicture(search, alphas[good], phis[good], slopes[good])


def _near(search: Search) -> Bits:
    """Say which trials are near enough for the picture: one far off would make the rest a dot."""
    drop = search.f - search.phis[np.isfinite(search.phis)].min(initial=math.inf)
    if not drop > 0:
        return np.ones(len(search.alphas), dtype=bool)
    near = search.phis <= search.f + HIGHEST * drop
    if search.taken >= 0:
        near &= search.alphas <= FARTHEST * search.alphas[search.taken]
    return near


class LineSearchView(View):
    """φ(α) = f(x + αd): Armijo's line, where the curvature condition holds, every trial."""

    name = "line_search"
    title = "Line search"
    area = Area.BELOW
    order = 11
    tab_with = "convergence"
    interval = READING

    def build(self) -> None:
        self.plot = Plot("φ(α)", "step length α", "line search")
        self.plot.getAxis("left").setWidth(72)
        self.plot.box.setMouseEnabled(x=False, y=False)
        self.curve = pg.PlotCurveItem(antialias=True)
        self.allowed = pg.PlotCurveItem(antialias=True, connect="finite")
        self.armijo = pg.PlotCurveItem(antialias=True)
        self.trials = pg.ScatterPlotItem(size=9, pxMode=True)
        for item in (self.curve, self.allowed, self.armijo, self.trials):
            self.plot.addItem(item)
        self.words = ElidedLabel()
        self.words.setProperty("role", "muted")
        self.pictures = self.player.lane(self._painted)
        self.replay = Replay(self.player, self._refresh_if_seen)
        self._asked: object = None
        below(self, row(self, [self.words], []), self.plot)
        self.plot.setMinimumHeight(110)

    def refresh(self) -> None:
        session = self.player.session
        drawn = current_sketch(session, self.replay)
        search = drawn.search if drawn else None
        run = session.runs[session.selected]
        key = (run.trajectory, session.at(session.selected), drawn is None, search is None)
        if key == self._asked:
            return
        self._asked = key
        if search is None:
            self.pictures.cancel()
            self._clear(run.recipe.optimizer, drawn)
            return
        problem, wanted = run.recipe.problem, search
        self.pictures.post(lambda _interrupted: ray_picture(problem, wanted))
        self.player.wake()

    def _clear(self, rule: Optimizer[Any], drawn: Sketch | None) -> None:
        self.plot.hide()
        if "line search" not in rule.needs:
            self.words.say(f"{rule.short or rule.title} makes no line search.")
        elif drawn is not None and drawn.scatter is not None:
            self.words.say("It searched several rays: its trials are in the landscape.")
        elif self.player.session.at(self.player.session.selected) == 0:
            self.words.say("No search led to the start: step on to see the first.")
        else:
            self.words.say("There was no line search in this step.")

    def _painted(self, picture: RayPicture) -> None:
        search, rule = picture.search, self._rule()
        c1, c2 = getattr(rule, "c1", None), getattr(rule, "c2", None)
        self.plot.show()
        self.curve.setData(picture.alphas, picture.phis)
        line = search.f + (c1 or 0.0) * picture.alphas * search.slope
        self.armijo.setVisible(c1 is not None)
        self.armijo.setData(picture.alphas, plottable(line))
        good = np.ones(len(picture.alphas), dtype=bool)
        if c1 is not None:
            good &= picture.phis <= line
        if c2 is not None:
            good &= np.abs(picture.slopes) <= c2 * abs(search.slope)
        self.allowed.setVisible(c1 is not None)
        self.allowed.setData(picture.alphas, np.where(good, picture.phis, np.nan))
        self._place_trials(search)
        self._fit(picture)
        self.words.say(
            _sentence(search, float(picture.alphas.max(initial=0.0)), bounded=c1 is not None)
        )

    def _rule(self) -> object:
        session = self.player.session
        return session.runs[session.selected].recipe.optimizer

    def _place_trials(self, search: Search) -> None:
        theme, seen = self.theme, np.flatnonzero(np.abs(search.phis) <= HUGE)
        brushes = [pg.mkBrush(theme.text if i == search.taken else theme.base) for i in seen]
        pen = pg.mkPen(theme.text, width=1.6)
        self.trials.setData(search.alphas[seen], search.phis[seen], brush=brushes, pen=pen)

    def _fit(self, picture: RayPicture) -> None:
        if not len(picture.alphas):
            return
        low, high = float(picture.phis.min()), float(picture.phis.max())
        pad = 0.08 * (high - low) or 0.5
        right = float(picture.alphas[-1]) or 1.0
        self.plot.show_range((-0.03 * right, right), (low - pad, high + pad))

    def restyle(self) -> None:
        theme = self.theme
        self.plot.set_theme(theme)
        self.curve.setPen(pg.mkPen(theme.muted, width=1.4))
        self.allowed.setPen(pg.mkPen(theme.accent, width=4))
        self.armijo.setPen(pg.mkPen(theme.text, width=1.2, style=Qt.PenStyle.DashLine))
        self._asked = None


def _sentence(search: Search, longest: float, bounded: bool) -> str:
    count, beyond = len(search.alphas), int((search.alphas > longest).sum())
    tried = f"{count} trial{'s' if count > 1 else ''}"
    tried += f" ({beyond} beyond the plot)" if beyond else ""
    taken = f"α = {search.alphas[search.taken]:.4g} taken" if search.taken >= 0 else "none taken"
    bounds = "  ·  dashed: Armijo's bound  ·  thick: allowed" if bounded else ""
    return f"{tried}, {taken}{bounds}"
