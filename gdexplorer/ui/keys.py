"""Who gets a key: a control reached with Tab keeps its own keys, all others play and step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QWidget

Key = Qt.Key
CONTROLS = (QAbstractButton, QAbstractSlider, QComboBox)
OWN_KEYS = {
    Key.Key_Space,
    Key.Key_Left,
    Key.Key_Right,
    Key.Key_Up,
    Key.Key_Down,
    Key.Key_Home,
    Key.Key_End,
}


class ControlKeys(QObject):
    """Watches controls: a focused one's own keys are no shortcuts of the window."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if plain and event.key() in OWN_KEYS:
                event.accept()
                return True
        return False


def leave_focus(parent: QWidget) -> None:
    """Have a click on a control leave the focus where it is.

    Tab still reaches it, and then it keeps its own keys.
    """
    keys = ControlKeys(parent)
    for kind in CONTROLS:
        for control in parent.findChildren(kind):
            if control.focusPolicy() != Qt.FocusPolicy.NoFocus:
                control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                control.installEventFilter(keys)
