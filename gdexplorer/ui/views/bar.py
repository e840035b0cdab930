"""The row of switches above a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget


def tool_button(action: QAction, parent: QWidget) -> QToolButton:
    """Return a flat button for an action."""
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    return button


def row(
    parent: QWidget, left: Sequence[QWidget], right: Sequence[QWidget | QAction]
) -> QHBoxLayout:
    """Lay widgets out in a row, `left` and `right` of a gap; actions become buttons.

    A widget that ignores its size hint takes the gap.
    """
    layout = QHBoxLayout()
    layout.setContentsMargins(8, 4, 8, 2)
    layout.setSpacing(8)
    for widget in left:
        gives_way = widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored
        layout.addWidget(widget, int(gives_way))
    layout.addStretch(0)
    for item in right:
        layout.addWidget(tool_button(item, parent) if isinstance(item, QAction) else item)
    return layout


def below(
    parent: QWidget, bar: QHBoxLayout, picture: QWidget, between: QWidget | None = None
) -> None:
    """Fill a widget with a picture below its row, and what there may be in between."""
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addLayout(bar)
    if between is not None:
        layout.addWidget(between)
    layout.addWidget(picture, 1)
