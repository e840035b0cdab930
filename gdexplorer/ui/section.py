"""A heading that folds what stands below it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget


class Section(QWidget):
    """A button with an arrow, and content that it shows or hides."""

    def __init__(self, title: str, about: str, content: QWidget) -> None:
        super().__init__()
        self._title, self._about = title, about
        self.button = QToolButton()
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setAccessibleName(title)
        self.button.setProperty("role", "section")
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.toggled.connect(self._fold)
        self.content = content
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.button)
        layout.addWidget(content)
        self.note("")
        self._fold(False)

    def note(self, words: str) -> None:
        """Mark the title where something is in force inside; the tooltip says what."""
        self.button.setText(f"{self._title}  ●" if words else self._title)
        self.button.setToolTip(f"{self._about}\nIn force: {words}" if words else self._about)

    def _fold(self, shown: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow
        self.button.setArrowType(arrow)
        self.content.setVisible(shown)
