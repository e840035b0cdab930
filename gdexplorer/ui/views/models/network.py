"""A network's layers and weights as a graph, for one example, and the norms of its parts."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout

from gdexplorer.core.problem import Array, Problem
from gdexplorer.problems.neural_network import NeuralNetwork
from gdexplorer.problems.softmax_regression import LinearClassifier
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.fields import CountBox
from gdexplorer.ui.plot.diverging import ends
from gdexplorer.ui.plot.network_picture import NetworkPicture, Wiring
from gdexplorer.ui.plot.norm_bars import NormBars
from gdexplorer.ui.views.bar import row
from gdexplorer.ui.views.models.example_fields import ExampleFields
from gdexplorer.ui.views.models.remarks import Remarks
from gdexplorer.ui.views.view import Area, View

Network = NeuralNetwork | LinearClassifier
MOST_CLASSES = 16


class NetworkView(View):
    """Units filled by what they answer to one row, edges by sign and size of their weights.

    The row can be chosen, its features changed. Below: the norm of the gradient by each part, the
    part's own beside it; of mini-batches, the gradient is that of the iteration's.
    """

    name = "network"
    title = "Network"
    area = Area.LANDSCAPE
    order = 8
    interval = 0.1

    def build(self) -> None:
        self.number = CountBox()
        self.number.setAccessibleName("row")
        self.number.setToolTip("Which row of the training table the network answers to")
        self.number.valueChanged.connect(self._choose)
        self.answer = ElidedLabel()
        self.fields = ExampleFields()
        self.fields.edited.connect(self.refresh)
        self.remarks = Remarks(self.player)
        self.picture, self.norms = NetworkPicture(), NormBars()
        self.picture.hovered.connect(self.player.hovered)
        self.norms.plot.hovered.connect(self._hovered)
        self.signs, self.key = QLabel(), QLabel()
        self.signs.setAccessibleName("colours of units and edges")
        for label in (self.signs, self.key):
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setContentsMargins(8, 2, 8, 0)
        self.signs.setAutoFillBackground(True)
        self.signs.setBackgroundRole(QPalette.ColorRole.Base)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row(self, [QLabel("Row"), self.number, self.answer], []))
        column.addWidget(self.fields)
        column.addWidget(self.remarks)
        column.addWidget(self.signs)
        column.addWidget(self.picture, 3)
        column.addWidget(self.key)
        column.addWidget(self.norms.plot, 2)
        self._shown: Problem | None = None

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        return isinstance(problem, NeuralNetwork | LinearClassifier)

    def _problem(self) -> Network | None:
        problem = self.player.document.landscape
        return problem if isinstance(problem, NeuralNetwork | LinearClassifier) else None

    # ------------------------------------------------------------------ example

    def _take(self, problem: Network) -> None:
        """Offer the rows of another table, and keep the number of the row where it has one."""
        self._shown = problem
        self.number.blockSignals(True)
        self.number.setRange(1, len(problem.shown))
        self.number.blockSignals(False)
        self.fields.show_row(problem.shown, self.number.value() - 1)

    def _choose(self, number: int) -> None:
        problem = self._problem()
        if problem is not None:
            self.fields.show_row(problem.shown, number - 1)
            self.refresh()

    # ------------------------------------------------------------------ drawing

    def refresh(self) -> None:
        problem = self._problem()
        _, trajectory, k = self.player.session.shown
        if problem is None or not len(trajectory):
            return
        if self._shown is not problem:
            self._take(problem)
        x, g = trajectory.x[k], trajectory.gradient[k]
        with np.errstate(all="ignore"):
            answer = problem.predict(x, self.fields.inputs[None])[0]
            self.picture.show_wiring(self._wiring(problem, x, answer))
            self.norms.show_norms(problem.part_norms(g), problem.part_norms(x))
        self.answer.say(self._in_words(problem, answer))
        self.remarks.ask()

    def _wiring(self, problem: Network, x: Array, answer: Array) -> Wiring:
        values, weights = wired(problem, x, self.fields.inputs[None])
        hidden = [f"layer {i}" for i in range(1, len(values) - 1)]
        inputs = zip(self.fields.names, self.fields.inputs, strict=True)
        return Wiring(
            values,
            weights,
            ("inputs", *hidden, "outputs"),
            [f"{name} = {value:.3g}" for name, value in inputs],
            answers(problem, answer),
        )

    def _in_words(self, problem: Network, answer: Array) -> str:
        """Say what is answered, and whether that is right where the row was not changed."""
        of = f"of {len(problem.shown)}"
        target = None if self.fields.changed else problem.shown.targets[self.number.value() - 1]
        if not np.isfinite(answer).all():
            return f"{of}: no answer, the weights are too large"
        if not problem.classes:
            known = "" if target is None else f", the target is {target:.4g}"
            return f"{of}: answer {answer:.4g}{known}"
        best = int(answer.argmax())
        told = f"{of}: answer {problem.labels[best]}, {answer[best]:.0%}"
        if target is None:
            return f"{told} (features changed)"
        return f"{told} — right" if best == target else f"{told} — wrong: {_label(problem, target)}"

    def _hovered(self, place: QPointF | None) -> None:
        self.player.hovered.emit(self.norms.named(place))

    def restyle(self) -> None:
        for themed in (self.picture, self.norms):
            themed.set_theme(self.theme)
        negative, _, positive = ends(self.theme)
        self.signs.setText(
            f'<span style="color:{self.theme.muted}">● units by what they answer, — edges by their '
            f'weight: <span style="color:{positive}">■</span> positive '
            f'<span style="color:{negative}">■</span> negative</span>'
        )
        self.key.setText(
            f'<span style="color:{self.theme.muted}">Norms of each part: '
            f'<span style="color:{self.theme.accent}">■</span> gradient '
            f'<span style="color:{self.norms.second(self.theme)}">■</span> weights</span>'
        )


def wired(problem: Network, x: Array, inputs: Array) -> tuple[list[Array], list[Array]]:
    """Return what each layer answers to one row (1, d), and the weights into each, at x (n,)."""
    if isinstance(problem, NeuralNetwork):
        answers = [layer[0] for layer in problem.activations(x, inputs)]
        return answers, [part for part in problem.split(x) if part.ndim == 2]
    theta = x.reshape(-1, problem.outputs)
    logits = problem.logits(x, problem.design(inputs))
    return [problem.scaled(inputs)[0], logits[0]], [theta[1:]]


def answers(problem: Network, answer: Array) -> list[str]:
    """Return what stands beside the outputs: each class's probability, or the number."""
    if not problem.classes:
        return [f"{problem.shown.target or 'y'} = {answer:.4g}"]
    named = zip(problem.labels, answer, strict=True)
    return [f"{name}: {share:.1%}" for name, share in named][:MOST_CLASSES]


def _label(problem: Network, target: float) -> str:
    return f"it is {problem.labels[int(target)]}"
