"""The first rows of a table, as they are written."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from gdexplorer.io.layout import Layout

FEW_COLUMNS = 6
"""So many columns share the width of the preview."""
ROWS = 8
MOST_COLUMNS = 100
"""Rows and columns of the preview."""
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space", ":": "colon"}
MARKS = {",": "comma", ".": "point"}


class DataPreview(QTableWidget):
    """Shows cells under the columns' names, beside the numbers of their rows in the file."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("preview")
        self.setToolTip("The first rows and columns; the numbers beside them are those in the file")

    def show_layout(self, laid: Layout) -> None:
        """Show the rows of a file."""
        rows, columns = laid.preview[:ROWS], laid.columns[:MOST_COLUMNS]
        self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(len(columns))
        mode = QHeaderView.ResizeMode
        few = len(columns) <= FEW_COLUMNS
        self.horizontalHeader().setSectionResizeMode(mode.Stretch if few else mode.Interactive)
        self.setHorizontalHeaderLabels(list(columns))
        self.setVerticalHeaderLabels([str(laid.first + i) for i in range(len(rows))])
        for i, row in enumerate(rows):
            for j, cell in enumerate(row[:MOST_COLUMNS]):
                self.setItem(i, j, QTableWidgetItem(cell))


def described(laid: Layout) -> str:
    """Say in words how a file is written."""
    marks = [f"decimal {MARKS[laid.numerals.decimal]}"]
    if laid.numerals.thousands:
        marks.append(f"thousands {MARKS[laid.numerals.thousands]}")
    if laid.encoding == "utf-16":
        marks.append("UTF-16")
    return " · ".join([f"Delimiter: {DELIMITERS[laid.delimiter]}", *marks])
