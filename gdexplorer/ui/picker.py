"""A button that shows the choice, and the searchable, grouped list behind it."""

from __future__ import annotations

from itertools import chain, islice
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QHideEvent, QIcon, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gdexplorer.core.parameter import parameters_of
from gdexplorer.ui.trait_filter import TraitFilter

KIND = Qt.ItemDataRole.UserRole
ICON = QSize(48, 36)
WIDTH, HEIGHT = 860, 520
"""Pixels of the list."""
AROUND = 48
"""Pixels of the button that its title leaves to the arrow and the margins."""


class Popup(QFrame):
    """The list: type to search, arrows to move, Enter to choose, Escape to leave."""

    chosen = Signal(object)

    def __init__(self, kinds: list[Any], what: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._owner, self._what = parent, what
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.search = QLineEdit()
        self.search.setPlaceholderText(f"Search {what}s…")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(f"search {what}s")
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setColumnCount(3)
        self.tree.header().setStretchLastSection(False)
        fitted, stretched = QHeaderView.ResizeMode.ResizeToContents, QHeaderView.ResizeMode.Stretch
        for column, mode in enumerate((fitted, stretched, fitted)):
            self.tree.header().setSectionResizeMode(column, mode)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(10)
        self.tree.setAccessibleName(f"{what}s")
        self.tree.itemClicked.connect(self._pick)
        self.tree.itemActivated.connect(self._pick)
        self.nothing = QLabel()
        self.nothing.setProperty("role", "muted")
        self.nothing.hide()
        self.items: dict[Any, QTreeWidgetItem] = {}
        self._groups: dict[str, QTreeWidgetItem] = {}
        for kind in kinds:
            self.add(kind)
        self.traits = TraitFilter() if hasattr(kinds[0], "traits") else None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.search)
        if self.traits is not None:
            self.traits.changed.connect(self._filter)
            layout.addWidget(self.traits)
        for widget in (self.nothing, self.tree):
            layout.addWidget(widget)

    def add(self, kind: Any, first: bool = False) -> None:
        """List a choice at the end of its group; a new group stands last, or else first."""
        if kind.family not in self._groups:
            self._groups[kind.family] = self._new_group(kind.family, first)
        item = QTreeWidgetItem(self._groups[kind.family], [kind.title])
        item.setData(0, KIND, kind)
        self.items[kind] = item
        self.explain(kind, "")

    def explain(self, kind: Any, reason: str) -> None:
        """Say in a line what a choice is; grey it and say why where it cannot be chosen."""
        item, needs = self.items[kind], ", ".join(getattr(kind, "needs", ()))
        tips = [("Needs", needs), ("Also called", ", ".join(kind.also))]
        line = f"Not here: {reason}" if reason else kind.about
        item.setText(1, line)
        item.setText(2, needs)
        item.setDisabled(bool(reason))
        for column in range(3):
            item.setToolTip(column, "\n".join([line, *(f"{w}: {t}" for w, t in tips if t)]))
        self._mute(item)

    def _mute(self, item: QTreeWidgetItem) -> None:
        """Have what is said of a choice stand back behind its name."""
        muted = self.palette().brush(QPalette.ColorRole.PlaceholderText)
        for column in range(3):
            item.setForeground(column, QBrush() if item.isDisabled() or not column else muted)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for item in self.items.values():
                self._mute(item)

    def _new_group(self, family: str, first: bool) -> QTreeWidgetItem:
        group = QTreeWidgetItem([family])
        self.tree.insertTopLevelItem(0 if first else self.tree.topLevelItemCount(), group)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFirstColumnSpanned(True)
        group.setExpanded(True)
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        return group

    def remove(self, kind: Any) -> None:
        """List a choice no more, nor its group if it was the last there."""
        item, group = self.items.pop(kind), self._groups[kind.family]
        group.removeChild(item)
        if group.childCount() == 0:
            self.tree.takeTopLevelItem(self.tree.indexOfTopLevelItem(group))
            del self._groups[kind.family]

    def open_at(self, place: QPoint, current: Any, width: int) -> None:
        """Open with everything listed and the current choice marked."""
        self.search.clear()
        if self.traits is not None:
            self.traits.clear()
        self.resize(max(width, WIDTH), self.wanted_height())
        self.move(place)
        if current in self.items:
            self.tree.setCurrentItem(self.items[current])
        else:
            self.tree.clearSelection()
        self.show()
        self.search.setFocus()

    def wanted_height(self) -> int:
        """Return how high the list is, in pixels."""
        return min(80 + 40 * len(self.items), HEIGHT)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._owner.window().activateWindow()  # not every platform does so by itself

    def _filter(self, *_changed: Any) -> None:
        text = self.search.text().lower().strip()
        for kind, item in self.items.items():
            choices = chain.from_iterable(p.choices for p in parameters_of(kind))
            about = " ".join((_about(kind), *choices))
            suits = self.traits is None or self.traits.lets_through(kind)
            item.setHidden(not suits or not _found(text, about))
        shown = self._shown()
        for family, group in self._groups.items():
            listed = [item for kind, item in self.items.items() if kind.family == family]
            group.setHidden(all(item.isHidden() for item in listed))
        self.nothing.setText("Nothing is called so" if text else f"No {self._what} is of that kind")
        self.nothing.setVisible(all(item.isHidden() for item in self.items.values()))
        if shown and (text or self.tree.currentItem() not in shown):
            self.tree.setCurrentItem(min(shown, key=lambda item: _distance(item, text)))
        if shown and self.tree.currentItem() is shown[0]:
            self.tree.scrollToTop()  # with the heading above it

    def searched(self, kind: Any) -> dict[str, str]:
        """Return the table of a kind that was searched for, beside words of the kind itself."""
        about = _about(kind).lower()
        rest = [word for word in self.search.text().lower().split() if word not in about]
        tables = (p for p in parameters_of(kind) if p.name == "data")
        named = ((p.name, c) for p in tables for c in p.choices if _found(" ".join(rest), c))
        return dict(islice(named, 1)) if rest else {}

    def _shown(self) -> list[QTreeWidgetItem]:
        """Return the choices in sight that can be chosen, from above."""
        items = (self.items[kind] for kind in sorted(self.items, key=self._row))
        return [item for item in items if not item.isHidden() and not item.isDisabled()]

    def _row(self, kind: Any) -> tuple[int, int]:
        group = self._groups[kind.family]
        return self.tree.indexOfTopLevelItem(group), group.indexOfChild(self.items[kind])

    def _pick(self, item: QTreeWidgetItem | None) -> None:
        if item is None or item.isHidden() or item.isDisabled():
            return
        if item.data(0, KIND) is not None:
            self.hide()
            self.chosen.emit(item.data(0, KIND))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick(self.tree.currentItem())
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
        return super().eventFilter(watched, event)

    def _move(self, step: int) -> None:
        shown = self._shown()
        if shown:
            current = self.tree.currentItem()
            i = shown.index(current) + step if current in shown else 0
            self.tree.setCurrentItem(shown[max(0, min(i, len(shown) - 1))])


def _about(kind: Any) -> str:
    marks = [trait.value for trait in getattr(kind, "traits", ())]
    return " ".join((kind.title, kind.name, *kind.also, kind.family, kind.about, *marks))


def _found(words: str, text: str) -> bool:
    return all(word in text.lower() for word in words.split())


def _distance(item: QTreeWidgetItem, text: str) -> int:
    """Return how far a choice is from what was typed: its own title or name come first."""
    kind = item.data(0, KIND)
    if text in (kind.title.lower(), kind.name, *(name.lower() for name in kind.also)):
        return 0
    return 1 if kind.title.lower().startswith(text) else 2


class Picker(QToolButton):
    """Shows the current choice; a click, Space or Enter opens the list."""

    picked = Signal(object)

    def __init__(self, kinds: list[Any], what: str) -> None:
        super().__init__()
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"choose {what}")
        self.setToolTip(f"Choose another {what}")
        self.popup = Popup(kinds, what, self)
        self.popup.chosen.connect(self.picked)
        self.clicked.connect(self.open)
        self._current: Any = kinds[0]
        self._reasons: dict[Any, str] = {}

    def use_icons(self) -> None:
        """Make room for a little picture of each choice."""
        self.setIconSize(ICON)
        self.popup.tree.setIconSize(ICON)

    def set_icon(self, kind: Any, icon: QIcon) -> None:
        """Give a choice its picture."""
        if kind in self.popup.items:
            self.popup.items[kind].setIcon(0, icon)
        if kind is self._current:
            self.setIcon(icon)

    def add_kind(self, kind: Any) -> None:
        """List another choice, its group first."""
        self.popup.add(kind, first=True)

    def forbid(self, reasons: dict[Any, str]) -> None:
        """Grey the choices that have a reason, which is shown beside them."""
        for kind in self.popup.items:
            if reasons.get(kind, "") != self._reasons.get(kind, ""):
                self.popup.explain(kind, reasons.get(kind, ""))
        self._reasons = reasons

    def remove_kind(self, kind: Any) -> None:
        """List a choice no more; if it is the current one it stays shown."""
        self.popup.remove(kind)

    def show_choice(self, kind: Any) -> None:
        """Show a choice without announcing it."""
        self._current = kind
        self._elide()
        listed = kind in self.popup.items
        self.setIcon(self.popup.items[kind].icon(0) if listed else QIcon())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        """Show as much of the title as there is room for."""
        has_icon = self.iconSize() == ICON
        room = self.width() - (ICON.width() if has_icon else 0) - AROUND
        right = Qt.TextElideMode.ElideRight
        title = self.fontMetrics().elidedText(self._current.title, right, max(room, AROUND))
        self.setText(f" {title}  ▾")

    def open(self) -> None:
        """Open the list below the button, or as far up as the screen needs."""
        self.popup.open_at(self._place(), self._current, self.width())

    def _place(self) -> QPoint:
        below = self.mapToGlobal(QPoint(0, self.height()))
        screen = self.screen().availableGeometry()
        lowest = screen.bottom() - self.popup.wanted_height()
        furthest = max(screen.left(), screen.right() - WIDTH)
        return QPoint(min(below.x(), furthest), max(screen.top(), min(below.y(), lowest)))
