"""A label that gives way where there is no room, with … for what is left out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class ElidedLabel(QLabel):
    """Shows as much of `sentence` as fits; the tooltip is all of it.

    Where less than the share `least` of it fits, nothing is shown.
    """

    def __init__(self, sentence: str = "", least: float = 0.0) -> None:
        super().__init__()
        self._least = least
        self.sentence = sentence
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(1)
        self.say(sentence)

    def say(self, sentence: str) -> None:
        """Show another sentence."""
        self.sentence = sentence
        self.setToolTip(sentence)
        margins = self.contentsMargins()
        room = self.width() - margins.left() - margins.right() - 2
        shown = self.fontMetrics().elidedText(sentence, Qt.TextElideMode.ElideRight, room)
        if len(shown) < self._least * len(sentence):
            shown = ""
        if shown != self.text():
            self.setText(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.say(self.sentence)
