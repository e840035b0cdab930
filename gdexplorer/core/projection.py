"""Where a growing path lies in a plane."""

from __future__ import annotations

import numpy as np

from gdexplorer.core.column import Column
from gdexplorer.core.plane import Plane
from gdexplorer.core.problem import Array


class Projection:
    """A path's coordinates s and t in a plane; each iterate is projected once."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self._s, self._t = Column(np.empty(0)), Column(np.empty(0))

    def suits(self, plane: Plane) -> bool:
        """Say whether a plane is parallel to this one, so that s and t are the same."""
        return plane.across is self.plane.across and plane.up is self.plane.up

    def of(self, x: Array) -> tuple[Array, Array]:
        """Return s and t, (N,), of a path (N, n) that is the one seen last, or longer."""
        s, t = self.plane.project(x[len(self._s) :])
        self._s.extend(s)
        self._t.extend(t)
        return self._s.rows, self._t.rows
