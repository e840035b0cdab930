"""What views share that draw the inside of a step."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from gdexplorer.core.plane import Plane
from gdexplorer.core.problem import Array, Box
from gdexplorer.core.session import Session
from gdexplorer.core.sketch import Sketch, sketch
from gdexplorer.ui.plot.sketch_item import SketchItem
from gdexplorer.ui.replay import Replay
from gdexplorer.ui.theme import Theme

NONE = np.empty((0, 2))


def current_sketch(session: Session, replay: Replay) -> Sketch | None:
    """Return what the selected run did in the step that led to the iterate it shows.

    None before the first iterate is there, and while its state is replayed.
    """
    spec, trajectory, k = session.shown
    if not len(trajectory) or not spec.visible:
        return None
    state = replay.state(trajectory, k)
    return None if state is None else sketch(trajectory, k, state)


def draw_plane(
    item: SketchItem, drawn: Sketch | None, theme: Theme, plane: Plane, sight: Box
) -> None:
    """Draw a step as a plane shows it.

    Model and trust region are cut by the plane, as f is whose contour it shows; ray, trials and
    inner iterates are projected onto it, as paths are.
    """

    def flat(points: Array) -> Array:
        return np.stack(plane.project(points), axis=1)

    lines: list[tuple[Array, Qt.PenStyle]] = []
    dots, small, taken = NONE, NONE, -1
    if drawn is not None:
        if drawn.search is not None:
            points, taken = drawn.search.points, drawn.search.taken
            ends = np.array([drawn.search.origin, points[np.argmax(drawn.search.alphas)]])
            dots = flat(points)
            lines.append((flat(ends), Qt.PenStyle.DotLine))
        if drawn.scatter is not None:
            dots, taken = flat(drawn.scatter.points), drawn.scatter.taken
        if drawn.model is not None:
            conic = drawn.model.section(plane)
            lines += [(line, Qt.PenStyle.DashLine) for line in conic.level_lines(sight)]
        if drawn.region is not None:
            edge = drawn.region.section(plane)
            if edge is not None:
                lines.append((edge, Qt.PenStyle.SolidLine))
            dots = flat(drawn.region.proposed[None])
            taken = 0 if drawn.region.accepted else -1
        if drawn.loop is not None:
            small = flat(drawn.loop)
    item.show_sketch(lines, dots, taken, small, theme.text, theme.base)


def draw_curve(
    item: SketchItem, drawn: Sketch | None, theme: Theme, sight: tuple[float, float]
) -> None:
    """Draw a step of one variable: the trials on the curve, the model's parabola."""
    lines: list[tuple[Array, Qt.PenStyle]] = []
    dots, taken = NONE, -1
    if drawn is not None:
        if drawn.search is not None:
            dots = np.stack([drawn.search.points[:, 0], drawn.search.phis], axis=1)
            taken = drawn.search.taken
        if drawn.scatter is not None:
            dots = np.stack([drawn.scatter.points[:, 0], drawn.scatter.values], axis=1)
            taken = drawn.scatter.taken
        if drawn.model is not None:
            xs = np.linspace(*sight, 160)
            model = drawn.model.values(xs[:, None])
            lines.append((np.stack([xs, model], axis=1), Qt.PenStyle.DashLine))
    item.show_sketch(lines, dots, taken, NONE, theme.text, theme.base)
