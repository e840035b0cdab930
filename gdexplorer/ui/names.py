"""Names of runs where there is little room: what tells them apart stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QStyle, QStyledItemDelegate

GAP = "…"
LEAST = 4
"""Letters of a rule's name that stay, at its ends."""


class NameDelegate(QStyledItemDelegate):
    """Draws the first column's names, shortened to the room there is."""

    def initStyleOption(self, option: Any, index: Any) -> None:
        super().initStyleOption(option, index)
        style, widget = option.widget.style(), option.widget
        place = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, widget)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, widget) + 1
        room = place.width() - 2 * margin
        width = option.fontMetrics.horizontalAdvance
        if room <= 0 or width(option.text) <= room:
            return
        model = index.model()
        names = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
        option.text = shortened(option.text, names, lambda text: width(text) <= room)


def shortened(name: str, names: Sequence[str], fits: Callable[[str], bool]) -> str:
    """Leave out of a name what tells least, until it fits: of its settings, then of the rule.

    Settings are its words from the first with = or ≤ on. First those go that other names share;
    then the rule's own name loses its middle; then the other settings go. What does not fit
    without any of them is returned whole.
    """
    words = name.split(" ")
    first = next((i for i, word in enumerate(words) if "=" in word or "≤" in word), len(words))
    others = [set(other.split(" ")) for other in names]
    shared = {i: sum(words[i] in other for other in others) for i in range(first, len(words))}
    left_out: set[int] = set()
    for i in sorted(shared, key=lambda i: -shared[i]):
        if fits(_without(words, left_out)):
            break
        if shared[i] <= 1 and (told := _in_short(words, first, left_out, fits)):
            return told
        left_out.add(i)
    text = _without(words, left_out)
    return text if fits(text) else name


def _in_short(
    words: Sequence[str], first: int, left_out: set[int], fits: Callable[[str], bool]
) -> str:
    """Return a name whose rule lost as much of its middle as is needed; nothing if all is not."""
    rule, settings = " ".join(words[:first]), _without(words, left_out).split(" ")[first:]
    for kept in range(len(rule) - 2, LEAST - 1, -1):
        front = rule[: (kept + 1) // 2].rstrip()
        text = " ".join([f"{front}{GAP}{rule[len(rule) - kept // 2 :].lstrip()}", *settings])
        if fits(text):
            return text
    return ""


def _without(words: Sequence[str], left_out: set[int]) -> str:
    """Join words, with one … for every gap."""
    kept = [GAP if i in left_out else word for i, word in enumerate(words)]
    return " ".join(w for i, w in enumerate(kept) if w != GAP or kept[i - 1] != GAP)
