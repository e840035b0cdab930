"""How the selected run moves, and when all runs stop."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel

from gdexplorer import api
from gdexplorer.core.around import Around, takes_surroundings
from gdexplorer.core.optimizer import Optimizer
from gdexplorer.core.problem import Problem
from gdexplorer.core.session import RunSpec, described_around, suggested
from gdexplorer.core.stop import StopRule
from gdexplorer.ui.form import Form
from gdexplorer.ui.picker import Picker
from gdexplorer.ui.plot.glyphs import glyph_pixmap
from gdexplorer.ui.section import Section
from gdexplorer.ui.views.panel import Panel, words
from gdexplorer.ui.views.view import Area, marker


class OptimizerPanel(Panel):
    """Optimizer picker by family, its hyperparameters, the stop rule."""

    name = "optimizer"
    title = "Optimizer"
    area = Area.LEFT
    order = 31

    def build(self) -> None:
        self.mark, self.whose = QLabel(), words("muted")
        self.picker = Picker(list(api.optimizers().values()), "optimizer")
        self.picker.picked.connect(self._picked)
        self._greyed_for: Problem | None = None
        self._usual_of: object = None
        self.about = words("muted")
        self.form, self.stop, self.around = Form(), Form(), Form()
        self.surroundings = Section(
            "Schedule, clipping, noise",
            "What is put around the rule: how its learning rate changes, and what happens to the "
            "gradient before the rule sees it",
            self.around,
        )
        self.around.picked.connect(self._surrounded)
        self.form.picked.connect(self._tuned)
        self.stop.picked.connect(self._stop_tuned)
        for form in (self.form, self.stop, self.around):
            form.finished.connect(self.player.end_gesture)
            form.complained.connect(self.complain)
        heading = QHBoxLayout()
        heading.addWidget(self.mark)
        heading.addWidget(self.whose, 1)
        column = self.column()
        column.addLayout(heading)
        for widget in (
            self.picker,
            self.about,
            self.form,
            self.surroundings,
            words("heading", "Stop rule"),
            self.stop,
        ):
            column.addWidget(widget)
        column.addStretch(1)

    @property
    def selected(self) -> RunSpec:
        """The run that is tuned here."""
        return self.player.document.spec(self.player.session.selected)

    def refresh(self) -> None:
        spec = self.selected
        self.mark.setPixmap(
            glyph_pixmap(marker(spec), self.colour(spec), 5, self.devicePixelRatioF())
        )
        self.whose.setText(f"of run {spec.label}")
        self.picker.show_choice(type(spec.optimizer))
        self._grey()
        self.about.setText(f"{spec.optimizer.about} Needs: {', '.join(spec.optimizer.needs)}.")
        self._find_usual(type(spec.optimizer))
        self.form.show_object(spec.optimizer)
        self.around.show_object(spec.around)
        self.surroundings.setVisible(takes_surroundings(spec.optimizer))
        self.surroundings.note(described_around(spec.around))
        self.stop.show_object(self.player.document.stop_rule)

    def _find_usual(self, kind: type[Optimizer[Any]]) -> None:
        """Have hyperparameters be reset to what suits the problem, found once for each."""
        wanted = kind, self.player.document.problem
        if wanted != self._usual_of:
            self._usual_of, self.form.usual = wanted, suggested(*wanted)

    def _grey(self) -> None:
        """Grey what cannot run on the problem; ask only when there is another one."""
        landscape = self.player.document.landscape
        if landscape != self._greyed_for:
            self._greyed_for = landscape
            self.picker.forbid({kind: kind.misfit(landscape) for kind in self.picker.popup.items})

    def _picked(self, kind: type[Optimizer[Any]]) -> None:
        if kind is not type(self.selected.optimizer):
            self._replace(suggested(kind, self.player.document.problem), None)
        self.complain("")

    def _tuned(self, optimizer: Optimizer[Any]) -> None:
        self._replace(optimizer, ("tune", self.selected.key))

    def _replace(self, optimizer: Optimizer[Any], gesture: object) -> None:
        around = self.selected.around if takes_surroundings(optimizer) else Around()
        spec = dataclasses.replace(self.selected, optimizer=optimizer, around=around)
        self.player.change(self.player.document.with_run(spec), gesture)

    def _surrounded(self, around: Around) -> None:
        spec = dataclasses.replace(self.selected, around=around)
        gesture = ("around", self.selected.key)
        self.player.change(self.player.document.with_run(spec), gesture)

    def _stop_tuned(self, rule: StopRule) -> None:
        document = dataclasses.replace(self.player.document, stop_rule=rule)
        self.player.change(document, "stop rule")
