"""Which plane a problem of many variables is seen through."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from gdexplorer.core.plane import Plane, Sliced, coordinate_plane, path_plane, sliced
from gdexplorer.core.problem import Array, Problem
from gdexplorer.core.session import Session
from gdexplorer.ui.elided import ElidedLabel

COORDINATES, PATH = "two coordinates", "the path's directions"


class PlaneBar(QWidget):
    """A choice of plane, and of coordinates. `changed` is emitted when another one is wanted."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.plane = QComboBox()
        self.plane.addItems([COORDINATES, PATH])
        self.plane.setAccessibleName("plane")
        self.plane.setToolTip(
            "Through the iterate shown, along two coordinates; or through the selected path's end, "
            "along the two directions in which it extends most. f, a step's model and trust region "
            "are shown as this plane cuts them; paths and trials are projected onto it"
        )
        self.boxes = [self._box("horizontal"), self._box("vertical")]
        self.boxes[1].setValue(1)
        self._labels = [QLabel("x"), QLabel("x")]
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 2)
        row.setSpacing(4)
        row.addWidget(QLabel("seen along"))
        row.addWidget(self.plane)
        for label, box in zip(self._labels, self.boxes, strict=True):
            row.addWidget(label)
            row.addWidget(box)
        note = ElidedLabel("f in this plane; paths are projected onto it", least=0.7)
        note.setProperty("role", "muted")
        row.addWidget(note, 1)
        self.plane.currentTextChanged.connect(self._chosen)
        for box in self.boxes:
            box.valueChanged.connect(self.changed)
        self._choice: object = None
        self._place: object = None
        self._seen: Sliced | None = None

    def _box(self, which: str) -> QSpinBox:
        box = QSpinBox()
        box.setAccessibleName(f"{which} coordinate")
        box.setToolTip(f"The coordinate on the {which} axis, counted from 0")
        return box

    def _chosen(self, words: str) -> None:
        for widget in (*self.boxes, *self._labels):
            widget.setVisible(words == COORDINATES)
        self.changed.emit()

    def fit(self, dimension: int) -> None:
        """Offer the coordinates there are."""
        for box in self.boxes:
            box.setMaximum(dimension - 1)

    def seen(self, problem: Problem, session: Session, streaming: bool) -> Problem:
        """Return the problem in the plane; while iterates stream in, the plane stays in place."""
        trajectory = session.runs[session.selected].trajectory
        path = self.plane.currentText() == PATH and len(trajectory) > 1
        k = session.at(session.selected)
        choice = (problem, path, *(box.value() for box in self.boxes))
        place = (trajectory, len(trajectory) if path else k)
        if self._seen is None or choice != self._choice or (place != self._place and not streaming):
            self._choice, self._place = choice, place
            x = trajectory.x
            if not len(x):
                x = np.array([session.document.spec(session.selected).start])
            plane = path_plane(x) if path else self._coordinates(problem, x[min(k, len(x) - 1)])
            self._seen = sliced(problem, plane, x)
        return self._seen

    def _coordinates(self, problem: Problem, through: Array) -> Plane:
        across, up = (min(box.value(), len(through) - 1) for box in self.boxes)
        if across == up:  # no plane; take the next one
            up = (across + 1) % len(through)
        names = problem.coordinate(across), problem.coordinate(up)
        return coordinate_plane(through, across, up, names)
