"""A field for a formula: it underlines what is wrong, and Enter leaves it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from gdexplorer.ui.theme import Theme

LINES = 3


class FormulaEdit(QPlainTextEdit):
    """Some lines of text that wrap; Enter is for the dialog, Tab for the next field."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setPlaceholderText("x^2 + 5 sin(x)")
        self.setAccessibleName("formula")
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        self.setFont(font)
        margins = 2 * (self.frameWidth() + int(self.document().documentMargin()))
        self.setFixedHeight(LINES * self.fontMetrics().lineSpacing() + margins)

    def sizeHint(self) -> QSize:
        return QSize(420, self.height())

    def mark(self, position: int, length: int, theme: Theme) -> None:
        """Underline so many characters, none for a length of 0."""
        text = self.toPlainText()
        begin, end = (_units(text[:place]) for place in (position, position + length))
        cursor = QTextCursor(self.document())
        cursor.setPosition(begin)
        cursor.setPosition(min(end, _units(text)), QTextCursor.MoveMode.KeepAnchor)
        wrong = QTextEdit.ExtraSelection()
        wrong.cursor = cursor
        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        style.setUnderlineColor(QColor(theme.bad))
        style.setForeground(QColor(theme.bad))
        style.setBackground(QColor(theme.bad_base))
        wrong.format = style
        self.setExtraSelections([wrong] if length else [])

    @property
    def marked(self) -> str:
        """The text that is underlined."""
        chosen = self.extraSelections()
        return chosen[0].cursor.selectedText() if chosen else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # closes the dialog
        else:
            super().keyPressEvent(event)


def _units(text: str) -> int:
    """Count as Qt does: a character beyond the first 65,536 is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
