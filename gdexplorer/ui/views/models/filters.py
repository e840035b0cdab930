"""What a convolutional network sees: its filters, its feature maps of a digit, and its answer."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gdexplorer.core.data import Rows
from gdexplorer.core.problem import Array, Problem
from gdexplorer.core.session import Document
from gdexplorer.problems.convolutional_network import ConvolutionalNetwork
from gdexplorer.problems.digit_drawing import picture_of
from gdexplorer.problems.digits import INK
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.fields import CountBox
from gdexplorer.ui.plot.bars import UNKNOWN, Bars
from gdexplorer.ui.plot.drawing_canvas import DrawingCanvas
from gdexplorer.ui.plot.tiles import Tiles
from gdexplorer.ui.views.bar import below, row
from gdexplorer.ui.views.models.remarks import Remarks
from gdexplorer.ui.views.panel import words
from gdexplorer.ui.views.view import Area, View

WIDEST = 240
"""Pixels that the digit and the drawing are wide at most."""
Looked = tuple[ConvolutionalNetwork, Array]


class FiltersView(View):
    """The selected run's network at the cursor's iteration, and what it makes of one digit.

    The digit is one of those held out, or one that the user draws; it is no part of the session.
    """

    name = "filters"
    title = "Filters"
    area = Area.LANDSCAPE
    order = 7
    interval = 0.1
    shows_rows = True

    def build(self) -> None:
        self.note = ElidedLabel("")
        self.layer = QComboBox()
        self.layer.setAccessibleName("layer")
        self.layer.setToolTip("Whose filters and feature maps are shown")
        self.number = CountBox()
        self.number.setAccessibleName("picture")
        self.number.setPrefix("picture ")
        self.number.setMinimum(1)
        self.wrong = QPushButton("Next wrong")
        self.wrong.setToolTip("Show the next digit that is not recognised")
        self.remarks = Remarks(self.player)
        below(
            self,
            row(self, [self.note], [self.layer, self.number, self.wrong]),
            self._body(),
            self.remarks,
        )
        self._offered: Problem | None = None
        self._drawn_on: Document | None = None
        """The document as it was when the user drew last."""
        self._own: Array | None = None
        """The user's own digit, while it is the one that is shown."""
        self.layer.currentIndexChanged.connect(self.refresh)
        self.number.valueChanged.connect(self._chosen)
        self.wrong.clicked.connect(self._next_wrong)
        self.clear.clicked.connect(self.canvas.clear)
        self.canvas.changed.connect(self._canvas_changed)

    def _body(self) -> QWidget:
        """Make what is below the row: the digits on the left, the network on the right."""
        titles = [ElidedLabel() for _ in range(4)]
        for title in titles:
            title.setProperty("role", "heading")
        self.seen_title, self.filters_title, self.maps_title, self.answer = titles
        narrow = QWidget()
        narrow.setMaximumWidth(WIDEST)
        narrow.setLayout(self._digits())
        body = QWidget()
        layout = QHBoxLayout(body)
        layout.setContentsMargins(8, 2, 8, 8)
        layout.setSpacing(14)
        layout.addWidget(narrow, 2)
        layout.addLayout(self._network(), 5)
        return body

    def _digits(self) -> QVBoxLayout:
        self.seen = Tiles("digit")
        self.canvas = DrawingCanvas("your own digit", "Draw a digit here")
        self.clear = QPushButton("Clear")
        self.clear.setToolTip("Take the drawing away and show a digit of the data again")
        head = QHBoxLayout()
        head.addWidget(words("heading", "Your own"), 1)
        head.addWidget(self.clear)
        return _column([self.seen_title, self.seen, head, self.canvas], [0, 1, 0, 1])

    def _network(self) -> QVBoxLayout:
        self.filters, self.maps = Tiles("filter"), Tiles("map")
        self.bars = Bars("probabilities of the digits")
        return _column(
            [self.filters_title, self.filters, self.maps_title, self.maps, self.answer, self.bars],
            [0, 1, 0, 1, 0, 1],
        )

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        return isinstance(problem, ConvolutionalNetwork)

    # ------------------------------------------------------------------ what is looked at

    def _looked(self) -> Looked | None:
        """Return the network, and the selected run's parameters at the cursor's iteration."""
        problem = self.player.document.landscape
        _, trajectory, k = self.player.session.shown
        if not isinstance(problem, ConvolutionalNetwork) or not len(trajectory):
            return None
        return problem, trajectory.x[k]

    @staticmethod
    def _rows(problem: ConvolutionalNetwork) -> Rows:
        """Return the digits to choose from: those held out, or all where there are none."""
        return problem.held_out if len(problem.held_out) else problem.shown

    def _chosen(self) -> None:
        self._own = None
        self.refresh()

    def _canvas_changed(self) -> None:
        strokes = self.canvas.strokes
        self._drawn_on = self.player.document
        self._own = picture_of(strokes) if strokes else None
        self.refresh()

    def take_back(self) -> bool:
        if not self.canvas.strokes or self._drawn_on is not self.player.document:
            return False
        self.canvas.take_back()
        return True

    def _next_wrong(self) -> None:
        looked = self._looked()
        if looked is None:
            return
        problem, x = looked
        rows = self._rows(problem)
        missed = problem.predict(x, rows.inputs).argmax(axis=-1) != rows.targets
        places = np.flatnonzero(missed)
        if not places.size:
            self.player.said.emit("Every digit is recognised here: none is wrong")
            return
        later = places[places >= self.number.value()]
        self.show_row(int(later[0] if later.size else places[0]))

    def show_row(self, i: int) -> None:
        self._own = None
        self.number.setValue(1 + i)
        self.refresh()

    # ------------------------------------------------------------------ drawing

    def refresh(self) -> None:
        network = self.player.document.landscape
        if isinstance(network, ConvolutionalNetwork) and network is not self._offered:
            self._offer(network)
        looked = self._looked()
        if looked is None:
            return
        problem, x = looked
        rows = self._rows(problem)
        i = self.number.value() - 1
        picture, truth = rows.inputs[i], int(rows.targets[i])
        if self._own is not None:
            picture, truth = self._own, UNKNOWN
        self._show_layer(problem, x, picture)
        self._show_answer(problem, x, picture, truth)
        self.remarks.ask()

    def _offer(self, problem: ConvolutionalNetwork) -> None:
        """Have the inputs offer what there is."""
        self._offered = problem
        names = [f"convolution {i + 1}" for i in range(problem.convolutions)]
        names += ["pooled"] if problem.pooling != "none" else []
        if [self.layer.itemText(i) for i in range(self.layer.count())] != names:
            self.layer.blockSignals(True)
            self.layer.clear()
            self.layer.addItems(names)
            self.layer.blockSignals(False)
        rows = self._rows(problem)
        self.number.setMaximum(len(rows))
        self.number.setSuffix(f" of {len(rows)}")
        kind = "held out" if len(problem.held_out) else "trained on"
        self.number.setToolTip(f"Which of the {len(rows)} pictures {kind} is shown")

    def _show_layer(self, problem: ConvolutionalNetwork, x: Array, picture: Array) -> None:
        layer = max(self.layer.currentIndex(), 0)
        kernels = problem.filters_of(x)
        kernel = kernels[min(layer, len(kernels) - 1)]
        maps = problem.feature_maps(x, picture)[layer]
        size, channels = kernel.shape[0], kernel.shape[2]
        self.filters.show_pictures(np.moveaxis(kernel, (3, 2), (0, 1)).reshape(-1, size, size))
        self.maps.show_pictures(np.moveaxis(maps, -1, 0))
        through = f" through {channels} channels" if channels > 1 else ""
        self.filters_title.say(
            f"{problem.filters} filters of {size}×{size}{through}, ±{self.filters.scale:.2g}"
        )
        self.maps_title.say(f"Feature maps, up to {self.maps.scale:.2g}")

    def _show_answer(
        self, problem: ConvolutionalNetwork, x: Array, picture: Array, truth: int
    ) -> None:
        self.seen.show_pictures(picture[None], INK)
        whose = "Your digit" if truth == UNKNOWN else f"A {truth}"
        self.seen_title.say(f"{whose}, as seen")
        shares = problem.predict(x, picture[None])[0]
        self.bars.show_shares(shares, problem.labels, truth)
        best = int(shares.argmax())
        said = f"Answer {problem.labels[best]} ({shares[best]:.0%})"
        if truth != UNKNOWN:
            said += ": right" if best == truth else f": wrong, it is a {truth}"
        self.answer.say(said)
        spec, _, k = self.player.session.shown
        self.note.say(f"{spec.label} at iteration {k}")

    def restyle(self) -> None:
        for part in (self.seen, self.filters, self.maps, self.bars, self.canvas):
            part.restyle(self.theme)


def _column(items: list[QWidget | QHBoxLayout], stretches: list[int]) -> QVBoxLayout:
    """Lay widgets and rows out below each other."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    for item, stretch in zip(items, stretches, strict=True):
        if isinstance(item, QWidget):
            layout.addWidget(item, stretch)
        else:
            layout.addLayout(item, stretch)
    return layout
