"""Labels whose text changes many times a second without the window being laid out each time."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


class SteadyLabel(QLabel):
    """Keeps its room while its text changes, takes more where it must, and none for no text."""

    def say(self, text: str) -> None:
        """Show another text."""
        if text and text == self.text():
            return
        self.setText(text)
        needed = self.sizeHint()
        room = needed.expandedTo(self.minimumSize()) if text else QSize(0, needed.height())
        if room != self.minimumSize():
            self.setFixedSize(room)


class Aside(QWidget):
    """Holds one label without asking for any room for it: the label fills what there is."""

    def __init__(self, label: QLabel) -> None:
        super().__init__()
        self._label = label
        label.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._label.resize(self.size())
