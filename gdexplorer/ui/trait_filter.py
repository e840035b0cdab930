"""Switches that leave in a list of problems only those of a kind."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gdexplorer.core.data import DataProblem
from gdexplorer.core.parameter import parameters_of
from gdexplorer.core.problem import Trait

OFFERED = (Trait.CONVEX, Trait.MULTIMODAL, Trait.VALLEY, Trait.PLATEAU, Trait.NOT_SMOOTH)
DIMENSIONS = ("1-D", "2-D", "n-D")


class TraitFilter(QWidget):
    """One switch a trait and one for models, all of which must hold, and one a dimension.

    Of those for dimensions any may hold.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        self.traits = {trait: self._switch(trait.value) for trait in OFFERED}
        self.learning = self._switch(DataProblem.family.lower())
        self._layout.addStretch(1)
        self.dimensions = {words: self._switch(words) for words in DIMENSIONS}

    def _switch(self, words: str) -> QToolButton:
        button = QToolButton()
        button.setText(words)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setToolTip(f"List only what is {words}")
        button.setAccessibleName(f"only {words}")
        button.toggled.connect(self.changed)
        self._layout.addWidget(button)
        return button

    def clear(self) -> None:
        """Switch every filter off."""
        for button in (self.learning, *self.traits.values(), *self.dimensions.values()):
            button.setChecked(False)

    def lets_through(self, kind: Any) -> bool:
        """Say whether a problem class is of the kinds switched on."""
        wanted = {trait for trait, button in self.traits.items() if button.isChecked()}
        sizes = [words for words, button in self.dimensions.items() if button.isChecked()]
        learns = kind.family == DataProblem.family or not self.learning.isChecked()
        sized = not sizes or any(_has(kind, words) for words in sizes)
        return learns and wanted <= kind.traits and sized


def _has(kind: Any, words: str) -> bool:
    if words == "n-D":
        return any(p.name == "n" for p in parameters_of(kind)) or kind().dimension > 2
    return bool(kind().dimension == DIMENSIONS.index(words) + 1)
