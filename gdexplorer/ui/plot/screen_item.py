"""What is drawn in pixels over the whole of a plot's view."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF


class ScreenItem(pg.GraphicsObject):
    """An item as large as the view, which leaves the plot's range to others."""

    def boundingRect(self) -> QRectF:
        rect = self.viewRect()
        return rect if rect is not None else QRectF()

    def dataBounds(self, *_arguments: Any, **_options: Any) -> list[None]:
        """Have no part in finding the plot's range."""
        return [None, None]

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()
        super().viewTransformChanged()
