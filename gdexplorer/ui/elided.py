"""A label that gives way where there is no room, with … for what is left out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from gdexplorer.ui.plot.brush import painting


class ElidedLabel(QLabel):
    """Shows as much of `sentence` as fits; the tooltip is all of it.

    Where less than the share `least` of it fits, nothing is shown. It draws by itself: a label
    whose text is set has the whole window laid out anew, which takes as long as a picture.
    """

    def __init__(self, sentence: str = "", least: float = 0.0) -> None:
        super().__init__()
        self._least = least
        self._shown = ""
        self.sentence = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(1)
        self.say(sentence)

    def say(self, sentence: str) -> None:
        """Show another sentence."""
        if sentence != self.sentence:
            self.sentence = sentence
            self.setToolTip(sentence)
            self.setAccessibleDescription(sentence)  # a screen reader finds no text in the label
        margins = self.contentsMargins()
        room = self.width() - margins.left() - margins.right() - 2
        shown = self.fontMetrics().elidedText(sentence, Qt.TextElideMode.ElideRight, room)
        if len(shown) < self._least * len(sentence):
            shown = ""
        if shown != self._shown:
            self._shown = shown
            self.update()

    def text(self) -> str:
        """Return what is shown of the sentence."""
        return self._shown

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        place, enabled = self.contentsRect(), self.isEnabled()
        look = (self.alignment(), self.palette(), enabled, self._shown, self.foregroundRole())
        with painting(self) as painter:
            self.style().drawItemText(painter, place, *look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.say(self.sentence)
