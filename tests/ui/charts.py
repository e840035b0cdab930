"""What tests find in charts."""

from PySide6.QtWidgets import QToolButton


def measured_to(view, key):
    """Return where a run's curve ends."""
    curve = view.curves.get((key, False))
    return None if curve is None else curve.getData()[0][-1]


def button_of(view, action):
    """Return the button of a view's switch."""
    return next(b for b in view.findChildren(QToolButton) if b.defaultAction() is action)
