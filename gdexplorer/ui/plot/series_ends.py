"""Where runs diverged: a ✕ where a curve breaks off, and the words for the plot's key."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from gdexplorer.core.run import Run
from gdexplorer.core.session import RunSpec, Session
from gdexplorer.core.stop import StopReason
from gdexplorer.ui.plot.glyphs import glyph
from gdexplorer.ui.plot.pixels import to_pixels
from gdexplorer.ui.plot.screen_item import ScreenItem
from gdexplorer.ui.plot.series_key import Entry, Look

RADIUS = 5.0
MOST = 3
"""How many runs that diverged are named; the rest are counted."""


class End(NamedTuple):
    """The last point of a curve, in the plot's coordinates."""

    x: float
    y: float
    colour: str


class EndMarks(ScreenItem):
    """A ✕ at each end, over curves and cursor, set off from them by an edge."""

    def __init__(self) -> None:
        super().__init__()
        self.ends: tuple[End, ...] = ()
        self._edge = QColor("white")
        self.setZValue(25)

    def show_ends(self, ends: Iterable[End], edge: str, top: float = math.inf) -> None:
        """Mark these, none above `top`; `edge` is the background's colour."""
        new = (tuple(end._replace(y=min(end.y, top)) for end in ends), QColor(edge))
        if new != (self.ends, self._edge):
            self.ends, self._edge = new
            self.update()

    def paint(self, painter: QPainter, *_ignored: Any) -> None:
        if not self.ends:
            return
        xs, ys = (np.array([end[i] for end in self.ends]) for i in (0, 1))
        pixels = to_pixels(painter.worldTransform(), xs, ys)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._edge, 1.6))
        for end, place in zip(self.ends, pixels.tolist(), strict=True):
            painter.setBrush(QColor(end.colour))
            painter.drawPath(glyph("cross", RADIUS).translated(QPointF(*place)))
        painter.restore()


def diverged(run: Run) -> bool:
    """Say whether a run left the range of numbers."""
    return run.stop is not None and run.stop.reason is StopReason.DIVERGED


def diverged_entries(
    session: Session, keys: Iterable[int], colour: Callable[[RunSpec], str]
) -> list[Entry]:
    """Return what a key says of those of the runs `keys` that diverged, the selected one first."""
    lost = [session.document.spec(key) for key in dict.fromkeys(keys)]
    lost = [spec for spec in lost if diverged(session.runs[spec.key])]
    lost.sort(key=lambda spec: spec.key != session.selected)
    entries: list[Entry] = []
    for spec in lost[:MOST]:
        stop = session.runs[spec.key].stop
        k = 0 if stop is None else stop.k
        words = f"at {k}" if entries else f"diverged at iteration {k}"
        entries.append(Entry(f"{spec.label} {words}", QColor(colour(spec)), Look.CROSS))
    if len(lost) > MOST:
        more = Entry(f"{len(lost) - MOST} more", QColor(colour(lost[MOST])), Look.CROSS)
        entries.append(more)
    return entries
