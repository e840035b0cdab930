"""The first lesson on convolution: the picture, the kernel as it is found, and what it makes."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QGridLayout, QWidget

from gdexplorer.core.problem import Array, Problem
from gdexplorer.problems.kernel_lesson import KERNELS, SIDE, KernelLesson
from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.plot.tiles import Tiles
from gdexplorer.ui.views.bar import below, row
from gdexplorer.ui.views.panel import words
from gdexplorer.ui.views.view import Area, View

TITLES = {
    "picture": "Picture P",
    "kernel": "Kernel K",
    "known": "Kernel behind T",
    "made": "K ⋆ P",
    "target": "Target T",
    "missed": "K ⋆ P − T",
}
"""Each picture's title, row by row."""
COLUMNS = 3


class KernelView(View):
    """The selected run's kernel at the cursor's iteration; numbers where there is room for them."""

    name = "kernel"
    title = "Kernel"
    area = Area.LANDSCAPE
    order = 4
    interval = 0.05

    def build(self) -> None:
        self.note = ElidedLabel("")
        self.tiles = {name: Tiles(title, numbered=True) for name, title in TITLES.items()}
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(8, 2, 8, 8)
        grid.setHorizontalSpacing(14)
        for i, (name, title) in enumerate(TITLES.items()):
            line, column = divmod(i, COLUMNS)
            grid.addWidget(words("heading", title), 2 * line, column)
            grid.addWidget(self.tiles[name], 2 * line + 1, column)
        for line in (1, 3):
            grid.setRowStretch(line, 1)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        below(self, row(self, [self.note], []), body)

    @classmethod
    def suits(cls, problem: Problem) -> bool:
        return isinstance(problem, KernelLesson)

    def refresh(self) -> None:
        problem = self.player.document.landscape
        spec, trajectory, k = self.player.session.shown
        if not isinstance(problem, KernelLesson) or not len(trajectory):
            return
        x = trajectory.x[k]
        for name, picture in pictures(problem, x).items():
            ink = name != "picture" or problem.photo is None
            self.tiles[name].show_pictures(picture[None], scale_of(problem, name), ink)
        away = float(np.abs(x - np.array(problem.minima[0])).max())
        self.note.say(
            f"f = {problem.value(x):.3g}, K within {away:.2g} of the kernel behind T"
            f" · {spec.label} at iteration {k}"
        )

    def restyle(self) -> None:
        for tiles in self.tiles.values():
            tiles.restyle(self.theme)


def pictures(problem: KernelLesson, x: Array) -> dict[str, Array]:
    """Return each picture of the view by its name, (h, w), at a kernel x (9,)."""
    height, width = problem.seen.shape
    inner = (height - SIDE + 1, width - SIDE + 1)
    made = problem.predict(x, problem.train.inputs).reshape(inner)
    target = problem.train.targets.reshape(inner)
    return {
        "picture": problem.seen,
        "kernel": x.reshape(SIDE, SIDE),
        "known": KERNELS[problem.kernel],
        "made": made,
        "target": target,
        "missed": made - target,
    }


def scale_of(problem: KernelLesson, name: str) -> float:
    """Return which magnitude has full colour: the same one for what is to become alike."""
    if name == "picture":
        return 1.0
    alike = KERNELS[problem.kernel] if name in ("kernel", "known") else problem.train.targets
    return float(np.abs(alike).max()) or 1.0
