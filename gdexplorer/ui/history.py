"""What can be taken back, and made again."""

from __future__ import annotations

from gdexplorer.core.session import Document

MOST = 200


class History:
    """The documents before and after the one in force.

    Changes of one gesture, such as one drag, are taken back together; `gesture` is what the last
    change was part of, None if it stood alone.
    """

    def __init__(self) -> None:
        self.gesture: object = None
        self._before: list[Document] = []
        self._after: list[Document] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to make again."""
        return bool(self._after)

    def leave(self, document: Document, gesture: object) -> None:
        """Remember a document that a change replaces."""
        if gesture is None or gesture != self.gesture:
            self._before = [*self._before[1 - MOST :], document]
        self.gesture = gesture
        self._after.clear()

    def undo(self, document: Document) -> Document:
        """Return the document before `document`, which can then be made again."""
        return self._move(document, self._before, self._after)

    def redo(self, document: Document) -> Document:
        """Return the document that was last taken back."""
        return self._move(document, self._after, self._before)

    def _move(self, document: Document, source: list[Document], to: list[Document]) -> Document:
        self.gesture = None
        if not source:
            return document
        to.append(document)
        return source.pop()
