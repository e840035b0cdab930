"""What views share that draw the inside of a step."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from gdexplorer.core.problem import Array
from gdexplorer.core.session import Session
from gdexplorer.core.sketch import Sketch, sketch
from gdexplorer.ui.plot.sketch_item import SketchItem
from gdexplorer.ui.theme import Theme

NONE = np.empty((0, 2))


def current_sketch(session: Session) -> Sketch | None:
    """Return what the selected run did in the step that led to the iterate it shows.

    None before the first iterate is there, and where the state was not kept.
    """
    trajectory = session.runs[session.selected].trajectory
    spec = session.document.spec(session.selected)
    k = session.at(session.selected)
    if not len(trajectory) or not spec.visible or k % trajectory.stride:
        return None
    return sketch(trajectory, k, trajectory.checkpoint(k))


def draw_plane(item: SketchItem, drawn: Sketch | None, theme: Theme) -> None:
    """Draw a step of two variables: ray, trials, model, region, inner iterates."""
    lines: list[tuple[Array, Qt.PenStyle]] = []
    dots, small, taken = NONE, NONE, -1
    if drawn is not None:
        if drawn.search is not None:
            dots, taken = drawn.search.points, drawn.search.taken
            ends = np.array([drawn.search.origin, dots[np.argmax(drawn.search.alphas)]])
            lines.append((ends, Qt.PenStyle.DotLine))
        if drawn.model is not None and (ellipse := drawn.model.ellipse()) is not None:
            lines.append((ellipse, Qt.PenStyle.DashLine))
        if drawn.radius and drawn.centre is not None:
            lines.append((_circle(drawn.centre, drawn.radius), Qt.PenStyle.SolidLine))
        if drawn.inner is not None and len(drawn.inner):
            small = drawn.inner
    item.show_sketch(lines, dots, taken, small, theme.text, theme.base)


def _circle(centre: Array, radius: float) -> Array:
    t = np.linspace(0, 2 * np.pi, 97)
    line: Array = centre + radius * np.stack([np.cos(t), np.sin(t)], axis=1)
    return line


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
        if drawn.model is not None:
            xs = np.linspace(*sight, 160)
            model = drawn.model.values(xs[:, None])
            lines.append((np.stack([xs, model], axis=1), Qt.PenStyle.DashLine))
    item.show_sketch(lines, dots, taken, NONE, theme.text, theme.base)
