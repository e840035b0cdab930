"""Paths of any length, painted once.

The paths live on a transparent pixmap. A path that grew paints only its new segments onto it; a
change of the view paints all again, thinned to what the screen can tell apart. So a frame costs
the same at a thousand iterates and at a million.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform

from gdexplorer.core.column import Column
from gdexplorer.core.problem import Array
from gdexplorer.ui.plot.arrow import draw_arrow
from gdexplorer.ui.plot.brush import draw_lines, painting, stamp
from gdexplorer.ui.plot.glyphs import glyph, glyph_pixmap
from gdexplorer.ui.plot.pixels import clipped, distinct, moved, to_pixels
from gdexplorer.ui.plot.screen_item import ScreenItem

WIDTH = 2.0
AHEAD = 105
"""Opacity, of 255, of the part of a path that the cursor has not come to."""
MARK_EVERY = 14.0
"""Pixels of path between two markers."""
MANY = 2000
"""Segments above which those that are alike are drawn once."""
COMPACT = 20_000
"""Segments beyond twice the distinct ones at which those that are alike are looked for again."""
MARK_RADIUS = 3.2
CURRENT_RADIUS = 6.5
FAR = 1e5
"""Pixels beyond which nothing is drawn."""


@dataclass(frozen=True)
class Track:
    """One path: columns xs and ys (N,), the index under the cursor, colour, marker or none.

    source is what the columns belong to: rows of one source never change, they only become more.
    """

    source: object
    xs: Array
    ys: Array
    cursor: int
    colour: str
    marker: str
    chosen: bool = False
    """Whether it is the selected one, whose next step stands out."""


class _Painted:
    """One track on its way to the pixmap.

    points and ks are the points kept, in pixels, and their iterations, of the first `taken`
    iterates. segments and marks are the indices of the points that begin a segment worth drawing
    and that carry a marker; the first of them, as many as `drawn` says, are on the pixmap.
    """

    def __init__(self, track: Track) -> None:
        self.track = track
        self.points = Column(np.empty((0, 2), dtype=np.float32))  # there may be a million
        self.ks = Column(np.empty(0, dtype=np.int32))
        self.segments = Column(np.empty(0, dtype=np.int32))
        self.marks = Column(np.empty(0, dtype=np.int32))
        self.taken = 0
        self.drawn = (0, 0)
        self._since_mark = MARK_EVERY
        self._distinct = 0

    def _compact(self) -> None:
        """Leave out segments and marks that earlier ones cover, once there are many new ones."""
        points, segments, marks = self.points.rows, self.segments.rows, self.marks.rows
        if self.drawn != (len(segments), len(marks)):
            return
        if len(segments) < 2 * self._distinct + COMPACT:
            return
        starts, ends = points[segments].astype(float), points[segments + 1].astype(float)
        kept = distinct(starts / WIDTH, ends / WIDTH)
        self.segments = Column(segments[kept])
        self._distinct = len(kept)
        dots_at = points[marks].astype(float) / MARK_EVERY
        self.marks = Column(marks[distinct(dots_at, dots_at)])
        self.drawn = (self._distinct, len(self.marks))

    def afresh(self) -> _Painted:
        """Be about to be drawn onto an empty pixmap; what was worked out stays."""
        self.drawn = (0, 0)
        return self

    def continues(self, track: Track) -> bool:
        """Say whether `track` is this one, grown, with nothing to take off the pixmap."""
        old = self.track
        if track.source is not old.source:
            return False
        if (track.colour, track.marker) != (old.colour, old.marker):
            return False
        at_end = old.cursor >= len(old.xs) - 1 and track.cursor >= len(track.xs) - 1
        return len(track.xs) >= self.taken and (at_end or track.cursor == old.cursor)

    def take(self, track: Track, transform: QTransform) -> None:
        """Map the iterates that are new."""
        self._compact()
        self.track = track
        if len(track.xs) == self.taken:
            return
        first, before = max(self.taken - 1, 0), len(self.points)
        pixels = to_pixels(transform, track.xs[first:], track.ys[first:])
        kept = moved(pixels)
        if self.taken:
            kept = kept[kept > 0]
        self.points.extend(pixels[kept])
        self.ks.extend(kept + first)
        self.taken = len(track.xs)
        if len(kept):
            self._work_out(max(before - 1, 0), before)

    def _work_out(self, first: int, fresh: int) -> None:
        """Find the segments from point `first` on, and the marks from point `fresh` on."""
        points = self.points.rows[first:].astype(float)
        starts, ends = points[:-1], points[1:]
        many = len(starts) > MANY
        segments = distinct(starts, ends) if many else np.arange(len(starts))
        self.segments.extend(segments + first)
        steps = np.zeros(len(points))
        steps[1:] = np.minimum(np.hypot(*(ends - starts).T), MARK_EVERY)
        along = self._since_mark + np.cumsum(steps[fresh - first :])
        self._since_mark = float(along[-1] % MARK_EVERY)
        passed = np.flatnonzero(np.diff(np.floor(along / MARK_EVERY), prepend=0.0) > 0)
        self.marks.extend(passed + fresh)


class PathItem(ScreenItem):
    """All paths of a plot."""

    def __init__(self) -> None:
        super().__init__()
        self._tracks: list[Track] = []
        self._edge = QColor("black")
        self._painted: list[_Painted] = []
        self._pixmap: QPixmap | None = None
        self._seen: tuple[Any, ...] = ()
        self.setZValue(10)

    def set_tracks(self, tracks: list[Track], edge: str = "black") -> None:
        """Show these paths, their current iterates outlined in `edge`.

        The caller repaints the plot: at once, so that no paint event is left for later.
        """
        self._tracks, self._edge = tracks, QColor(edge)

    @property
    def tracks(self) -> list[Track]:
        """The paths shown."""
        return self._tracks

    def paint(self, painter: QPainter, *_ignored: Any) -> None:
        transform = painter.worldTransform()
        device = painter.device()
        ratio = device.devicePixelRatioF()
        size = (device.width(), device.height(), ratio)
        if not self._grown(transform, size):
            self._begin(transform, size)
        assert self._pixmap is not None
        with painting(self._pixmap) as brush:
            for painted, track in zip(self._painted, self._tracks, strict=True):
                self._add(brush, painted, track, transform, size)
        self._seen = (transform, size)
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(0, 0, self._pixmap)
        for track in self._tracks:
            if track.marker:
                self._draw_current(painter, track, transform)
        painter.restore()

    def _draw_current(self, painter: QPainter, track: Track, transform: QTransform) -> None:
        """Draw the current iterate, and an arrow to the next."""
        rows = slice(track.cursor, track.cursor + 2)
        places = to_pixels(transform, track.xs[rows], track.ys[rows]).tolist()
        if not places or max(map(abs, places[0])) > FAR:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here, *ahead = (QPointF(x, y) for x, y in places)
        if ahead:
            colour = self._edge if track.chosen else QColor(track.colour)
            draw_arrow(painter, here, ahead[0], colour)
        painter.setPen(QPen(self._edge, 1.6))
        painter.setBrush(QColor(track.colour))
        painter.drawPath(glyph(track.marker, CURRENT_RADIUS).translated(here))

    def _grown(self, transform: QTransform, size: tuple[Any, ...]) -> bool:
        """Say whether the pixmap only needs more, nothing taken off."""
        return (
            self._pixmap is not None
            and self._seen == (transform, size)
            and len(self._painted) == len(self._tracks)
            and all(p.continues(t) for p, t in zip(self._painted, self._tracks, strict=True))
        )

    def _begin(self, transform: QTransform, size: tuple[Any, ...]) -> None:
        """Begin with an empty pixmap; what is mapped to pixels already is not mapped again."""
        width, height, ratio = size
        known = self._painted if self._seen == (transform, size) else []
        mapped = {id(p.track.source): p for p in known}
        self._pixmap = QPixmap(round(width * ratio), round(height * ratio))
        self._pixmap.setDevicePixelRatio(ratio)
        self._pixmap.fill(Qt.GlobalColor.transparent)
        self._painted = [
            mapped[id(t.source)].afresh() if id(t.source) in mapped else _Painted(t)
            for t in self._tracks
        ]

    def _add(
        self,
        brush: QPainter,
        painted: _Painted,
        track: Track,
        transform: QTransform,
        size: tuple[Any, ...],
    ) -> None:
        painted.take(track, transform)
        lines, dots = painted.drawn
        points, ks = painted.points.rows, painted.ks.rows
        segments, marks = painted.segments.rows[lines:], painted.marks.rows[dots:]
        painted.drawn = (lines + len(segments), dots + len(marks))
        colour, faint = QColor(track.colour), QColor(track.colour)
        faint.setAlpha(AHEAD)
        solid = ks[segments + 1] <= track.cursor
        for chosen, ink in ((segments[~solid], faint), (segments[solid], colour)):
            _draw_lines(brush, points[chosen], points[chosen + 1], ink, size)
        if track.marker:
            self._draw_marks(brush, track, points[marks], ks[marks] <= track.cursor, size)

    def _draw_marks(
        self, brush: QPainter, track: Track, points: Any, solid: Any, size: tuple[Any, ...]
    ) -> None:
        width, height, ratio = size
        inside = ((points >= [-8, -8]) & (points <= [width + 8, height + 8])).all(axis=1)
        image = glyph_pixmap(track.marker, track.colour, MARK_RADIUS, ratio)
        for opacity, chosen in ((1.0, solid), (AHEAD / 255, ~solid)):
            brush.setOpacity(opacity)
            stamp(brush, image, points[inside & chosen])
        brush.setOpacity(1.0)


def _draw_lines(
    brush: QPainter, starts: Any, ends: Any, colour: QColor, size: tuple[Any, ...]
) -> None:
    if not len(starts):
        return
    starts, ends = clipped(starts.astype(float), ends.astype(float), size[0], size[1])
    pen = QPen(colour, WIDTH)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    brush.setPen(pen)
    draw_lines(brush, starts, ends)
