"""Which plane a problem of many variables is seen through."""

from __future__ import annotations

from itertools import chain

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from gdexplorer.core.plane import (
    Plane,
    Sliced,
    coordinate_plane,
    path_plane,
    random_plane,
    share_seen,
    sliced,
)
from gdexplorer.core.problem import Array, Problem
from gdexplorer.core.session import Session
from gdexplorer.ui.coordinate_box import CoordinateBox
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.fields import CountBox

COORDINATES, PATH, RANDOM = "two coordinates", "the path's directions", "random directions"
MOST_SEED = 9999
OUTGROWN = 4
"""How many times as long a path that streams in must be to be seen along other directions."""


class PlaneBar(QWidget):
    """A choice of plane, and of coordinates. `changed` is emitted when another one is wanted."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.plane = QComboBox()
        self.plane.addItems([COORDINATES, PATH, RANDOM])
        self.plane.setAccessibleName("plane")
        self.plane.setToolTip(
            "Through the iterate shown: along two coordinates; along the two directions in which "
            "the selected path extends most; or along two random ones, in which each unit's "
            "weights change as much as they are large (filter-normalised, Li et al. 2018). f, a "
            "step's model and trust region are shown as this plane cuts them; paths and trials are "
            "projected onto it"
        )
        self.boxes = [self._box("horizontal"), self._box("vertical")]
        self.boxes[1].setValue(1)
        self.seed = CountBox()
        self.seed.setRange(0, MOST_SEED)
        self.seed.setAccessibleName("seed of the directions")
        self.seed.setToolTip("Other numbers give other random directions")
        labels = [QLabel("across"), QLabel("up")]
        seed_label = QLabel("seed")
        self._widgets = {
            COORDINATES: [labels[0], self.boxes[0], labels[1], self.boxes[1]],
            RANDOM: [seed_label, self.seed],
        }
        self.note = ElidedLabel("", least=0.7)
        self.note.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 2)
        row.setSpacing(4)
        row.addWidget(QLabel("seen along"))
        row.addWidget(self.plane)
        for widget in chain.from_iterable(self._widgets.values()):
            row.addWidget(widget)
        row.addWidget(self.note, 1)
        self.plane.currentTextChanged.connect(self._chosen)
        for box in (*self.boxes, self.seed):
            box.valueChanged.connect(self.changed)
        self._choice: object = None
        self._base: tuple[object, Plane] | None = None
        self._place: object = None
        self._seen: Sliced | None = None
        self._length = 0
        self._show_widgets()

    def _box(self, which: str) -> CoordinateBox:
        box = CoordinateBox()
        box.setAccessibleName(f"{which} coordinate")
        box.setToolTip(f"The coordinate on the {which} axis: its name, or its number from 0 on")
        return box

    def _show_widgets(self) -> None:
        for kind, widgets in self._widgets.items():
            for widget in widgets:
                widget.setVisible(kind == self.plane.currentText())

    def _chosen(self) -> None:
        self._show_widgets()
        self.changed.emit()

    def prefer(self, kind: str) -> None:
        """Have another kind of plane chosen, quietly."""
        self.plane.blockSignals(True)
        self.plane.setCurrentText(kind)
        self.plane.blockSignals(False)
        self._show_widgets()

    def fit(self, problem: Problem) -> None:
        """Offer the coordinates there are."""
        for box in self.boxes:
            box.offer(problem)

    def seen(self, problem: Problem, session: Session, streaming: bool) -> Problem:
        """Return the problem in the plane; while iterates stream in, the plane stays in place."""
        kind = self.plane.currentText()
        trajectory = session.runs[session.selected].trajectory
        choice = (problem, kind, *(box.value() for box in (*self.boxes, self.seed)))
        place = (trajectory, len(trajectory), session.at(session.selected))
        moved = place != self._place and (not streaming or self._outgrown(kind, len(trajectory)))
        if self._seen is None or choice != self._choice or moved:
            self._choice, self._place = choice, place
            self._length = len(trajectory)
            start = np.array([session.document.spec(session.selected).start])
            path = trajectory.path if len(trajectory) else start
            base = self._directions(problem, kind, path, (choice, place[:2]))
            plane = base.through(trajectory.x[place[2]] if len(trajectory) else start[0])
            self._seen = sliced(problem, plane, path)
            self.note.say(_told(plane, path))
        return self._seen

    def _outgrown(self, kind: str, length: int) -> bool:
        """Say whether a path has become so much longer that its directions are others."""
        return kind == PATH and length >= OUTGROWN * self._length

    def _directions(self, problem: Problem, kind: str, x: Array, key: object) -> Plane:
        """Return a plane along what was chosen; the same one until choice or path change."""
        if self._base is None or self._base[0] != key:
            if kind == PATH:
                plane = path_plane(x)
            elif kind == RANDOM:
                plane = random_plane(x[-1], problem.filter_numbers, self.seed.value())
            else:
                plane = self._coordinates(problem, x[-1])
            self._base = key, plane
        return self._base[1]

    def _coordinates(self, problem: Problem, through: Array) -> Plane:
        across, up = (min(box.value(), len(through) - 1) for box in self.boxes)
        if across == up:  # no plane; take the next one
            up = (across + 1) % len(through)
        names = problem.coordinate(across), problem.coordinate(up)
        return coordinate_plane(through, across, up, names)


def _told(plane: Plane, x: Array) -> str:
    """Say how much of a path (N, n) is in sight."""
    return f"{100 * share_seen(plane, x):.3g} % of the path's variance" if len(x) > 1 else ""
