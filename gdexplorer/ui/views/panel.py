"""What the two panels of inputs share: a scrolling column, and below it a line for complaints."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from gdexplorer.ui.views.view import View
from gdexplorer.ui.wording import as_sentence

NARROWEST = 292
"""Pixels that the inputs need side by side."""


class Panel(View):
    """A scrolling column of inputs."""

    interval = math.inf

    def column(self) -> QVBoxLayout:
        """Make the column; what is added to it scrolls."""
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setMinimumWidth(NARROWEST)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        outside.addWidget(scroll)
        self._complaint = words("problem")  # below what scrolls, so that it is seen
        self._complaint.setContentsMargins(8, 4, 8, 6)
        self._complaint.hide()
        outside.addWidget(self._complaint)
        return layout

    def complain(self, sentence: str) -> None:
        """Say what is wrong, or take it back."""
        text = f"{as_sentence(sentence)}." if sentence else ""
        self._complaint.setText(text)
        self._complaint.setVisible(bool(text))


def words(role: str, text: str = "") -> QLabel:
    """Return a wrapping label in one of the theme's roles."""
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
