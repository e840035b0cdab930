"""Every verb: what the user does to the session goes through here, and nowhere else."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gdexplorer import api
from gdexplorer.core.optimizer import Optimizer
from gdexplorer.core.parameter import LARGEST
from gdexplorer.core.problem import Point
from gdexplorer.core.run import Run, closing, solving
from gdexplorer.core.session import Document, Session, suggested
from gdexplorer.core.walk import Block
from gdexplorer.ui.history import History
from gdexplorer.ui.progress import Meter, Progress, progress
from gdexplorer.ui.settling import Settling
from gdexplorer.ui.worker import Lane, Worker

FRAME_MS = 17
WHOLE = 10_000
"""A changed run is solved again as far as it had come, at least this far."""
FLAT_OUT = float("inf")
READABLE = 30.0
"""Iterations per second that can still be read one by one."""
HURRY_MS = 200
"""Milliseconds after a change by drag or slider for which only the landscape keeps up."""


class Player(QObject):
    """The only writer of the session. Numbers come from the worker; views listen and draw."""

    document_changed = Signal()
    problem_changed = Signal()
    selection_changed = Signal()
    moved = Signal()
    """The cursor or a trajectory: redraw what depends on them."""
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    said = Signal(str)
    hovered = Signal(str)
    warmed = Signal()

    def __init__(self, document: Document, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = worker
        self.session = Session(document, {}, selected=document.runs[0].key)
        self.playing = False
        self.speed = 20.0
        self.together = True
        self.warm = False
        self.cancelled = False
        self._limit = document.stop_rule.iterations
        self._wish = self._limit
        """The iteration that the user wants to see; the cursor is as near as there are iterates."""
        self._phase = 0.0
        self._streamed = False
        self._solved_to = -1
        self._lanes: list[Lane] = []
        self.history = History()
        self._settling = Settling()
        self._runs = self.lane(self._record, keep_all=True)
        self._closing = self.lane(self._record)
        self._replaced: deque[Run] = deque()
        self._last_frame = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.frame)
        self._hurry = QTimer(self, singleShot=True, interval=HURRY_MS)
        self._hurry.timeout.connect(self.moved)
        self.meter = Meter()
        worker.news.connect(self.collect)

    def begin(self) -> None:
        """Start work on the first document."""
        self._renew()

    def warm_up(self) -> None:
        """Let what can wait begin: the first paths are drawn."""
        self.warm = True
        self.warmed.emit()

    def close(self) -> None:
        """End the worker; nothing is computed or shown after this."""
        self._timer.stop()
        self._hurry.stop()
        self.worker.news.disconnect(self.collect)
        self.worker.end()
        for run in (*self._replaced, *self.session.runs.values()):
            run.close()

    def lane(self, deliver: Any, failed: Any = None, **ways: bool) -> Lane:
        """Open a line of work; its results come to `deliver`, its exceptions to `failed`."""
        lane = Lane(self.worker, deliver, failed or self._failed, **ways)
        self._lanes.append(lane)
        return lane

    # ------------------------------------------------------------------ document

    @property
    def document(self) -> Document:
        """What is explored."""
        return self.session.document

    def change(self, document: Document, gesture: object = None) -> None:
        """Put another document in place. Changes of one gesture are undone together."""
        if document == self.document:
            return
        self.history.leave(self.document, gesture)
        if gesture is not None:
            self._hurry.start()
        self._show(document)

    def end_gesture(self) -> None:
        """Let the next change be undone on its own."""
        self.history.gesture = None

    def undo(self) -> None:
        """Take the last change back; what was said of it holds no more."""
        self.said.emit("")
        self._show(self.history.undo(self.document))

    def redo(self) -> None:
        """Make the change again that was last taken back."""
        self._show(self.history.redo(self.document))

    def _show(self, document: Document) -> None:
        old, self.session.document = self.document, document
        selected = self.session.selected
        if self.session.selected not in {r.key for r in document.runs}:
            self.session.selected = document.runs[0].key
        self._renew()
        if document.landscape != old.landscape:
            self.problem_changed.emit()
        self.document_changed.emit()
        if self.session.selected != selected:
            self.selection_changed.emit()
        self._approach()
        self._emit_moved()

    def start_at(self, point: Point, gesture: object = None) -> None:
        """Begin all runs, or the selected one if they are not kept together, at another point."""
        point = tuple(min(max(c, -LARGEST), LARGEST) for c in point)
        key = None if self.together else self.session.selected
        self.change(self.document.with_start(point, key), gesture)

    def add_run(self, optimizer: Optimizer[Any] | None) -> None:
        """Add a run and select it: a copy, or else of the first kind not there yet."""
        document = self.document
        start, there = self.session.shown[0].start, {type(r.optimizer) for r in document.runs}
        kinds = [k for k in api.optimizers().values() if not k.misfit(document.landscape)]
        fresh = next((c for c in kinds if c not in there), kinds[0])
        changed, spec = document.added(optimizer or suggested(fresh, document.problem), start)
        self.change(changed)
        self.select(spec.key)

    def remove_run(self, key: int) -> None:
        """Remove a run; the last one stays."""
        if len(self.document.runs) > 1:
            self.change(self.document.without(key))

    def select(self, key: int) -> None:
        """Make this run the one that the panels show."""
        if key != self.session.selected:
            self.session.selected = key
            self.selection_changed.emit()
            self.moved.emit()

    def _renew(self) -> None:
        """Begin the runs anew whose recipe changed, and solve them as far as had been seen."""
        session, limit = self.session, self.document.stop_rule.iterations
        horizon = max(session.end, WHOLE)
        runs = {}
        for spec in self.document.runs:
            recipe = self.document.recipe(spec)
            old = session.runs.get(spec.key)
            runs[spec.key] = old if old is not None and old.recipe == recipe else Run(recipe)
        self._settling.begin(session.runs, runs, most=WHOLE)
        self._let_go(run for key, run in session.runs.items() if runs.get(key) is not run)
        session.runs = runs
        self._wish = limit if self._wish >= self._limit else min(self._wish, limit)
        self._limit = limit
        session.cursor = min(session.cursor, limit)
        self._solve(horizon)

    def _let_go(self, runs: Iterable[Run]) -> None:
        """Have the worker close runs that were replaced: it may be advancing one of them."""
        self._replaced.extend(runs)
        self._closing.post(lambda _interrupted: closing(self._replaced))

    def _emit_moved(self) -> None:
        if self._settling.done(self.session.runs):
            self.moved.emit()

    # ------------------------------------------------------------------ computing

    def _solve(self, target: int) -> None:
        """Have every run computed up to iteration `target`, in turns."""
        self._solved_to = min(target, self.document.stop_rule.iterations)
        runs = [r for r in self.session.runs.values() if r.stop is None]
        if any(len(r.trajectory) <= self._solved_to for r in runs):
            self.cancelled = False
            self._runs.post(lambda interrupted: solving(runs, self._solved_to, interrupted))
            self.wake()

    def _need(self, target: int) -> None:
        if target > self._solved_to or not self._runs.busy:
            self._solve(max(target, self._solved_to))

    def _record(self, result: tuple[Run, Block]) -> None:
        run, block = result
        if any(run is known for known in self.session.runs.values()):
            run.record(block)
            self.meter.add(len(block.f))

    def _failed(self, error: Exception) -> None:
        self.pause()
        self.said.emit(f"Something went wrong inside: {type(error).__name__}: {error}")

    def cancel(self) -> None:
        """Stop playing and computing where it stands; step or play goes on from there."""
        working = self.computing
        self._runs.cancel()
        self._solved_to = -1
        self._wish = self.session.cursor
        self.pause()
        if working and self._unfinished():
            self.cancelled = True
            self.said.emit(f"Cancelled at iteration {self.available()}")
        self.moved.emit()

    @property
    def computing(self) -> bool:
        """Whether runs are being computed."""
        return self._runs.busy

    @property
    def progress(self) -> Progress | None:
        """How far the runs are that are being computed; None where nothing is."""
        if not self.computing:
            return None
        return progress(self._unfinished(), self._solved_to, self.meter.rate)

    @property
    def streaming(self) -> bool:
        """Whether iterates come, or change, faster than an eye can read them."""
        return (self.playing and self.speed > READABLE) or self.computing or self._hurry.isActive()

    @property
    def busy(self) -> bool:
        """Whether anything at all is under way, or waits to be shown."""
        return any(lane.busy for lane in self._lanes)

    # ------------------------------------------------------------------ transport

    def play(self) -> None:
        """Go on from the cursor; from the end of all runs, begin again at the start."""
        if self.session.cursor >= self.session.end and not self._unfinished():
            self._seek(0)
        self._set_playing(True)

    def pause(self) -> None:
        """Stop the cursor here; what is being computed for the display goes on."""
        if self.playing and self.speed == FLAT_OUT:
            self._runs.cancel()
            self._solved_to = -1
        self._set_playing(False)

    def toggle(self) -> None:
        """Play or pause."""
        self.pause() if self.playing else self.play()

    def step(self, count: int = 1) -> None:
        """Move the cursor; only past the computed end does this compute."""
        self.seek(self.session.cursor + count)

    def seek(self, k: int) -> None:
        """Move the cursor to iteration k, computing up to there where need be."""
        self._set_playing(False)
        self._seek(k)

    def reset(self) -> None:
        """Go back to the start; nothing is forgotten."""
        self.seek(0)

    def to_end(self) -> None:
        """Compute until every run has stopped, and show the end."""
        self.seek(self.document.stop_rule.iterations)

    def set_speed(self, speed: float) -> None:
        """Set iterations per second; FLAT_OUT is as fast as it goes."""
        if speed != self.speed:
            self.speed = speed
            self.speed_changed.emit(speed)

    def _seek(self, k: int) -> None:
        if k > self._limit:
            self.said.emit(f"The runs end at iteration {self._limit}; the stop rule allows no more")
        k = max(0, min(k, self._limit))
        if k > self.session.end and not self._unfinished():
            self._say_stopped()
        self._wish = k
        self._need(k + 1)
        self._approach()
        self.moved.emit()

    def _say_stopped(self) -> None:
        spec = self.session.shown[0]
        self.said.emit(f"{spec.label}: {self.session.runs[spec.key].stop_reason}")

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self._phase = 0.0
            self._wish = self.session.cursor
            self._last_frame = time.perf_counter()
            self.playing_changed.emit(playing)
        if playing:
            self.wake()

    def wake(self) -> None:
        """Have frames come until there is nothing left to take from the worker."""
        if not self._timer.isActive():
            self.meter.begin()
            self._timer.start()

    def frame(self) -> None:
        """Take what the worker has, move the cursor, and have the views draw once."""
        now = time.perf_counter()
        elapsed, self._last_frame = now - self._last_frame, now
        changed = self._collect()
        if self.playing:
            changed |= self._play_on(min(elapsed, 0.25))
        changed |= self._approach()
        changed |= self._streamed and not self.streaming  # what views left out meanwhile
        self._streamed = self.streaming
        self.meter.look(now)
        if changed:
            self._emit_moved()
        if not self.playing and not self.busy:
            self._timer.stop()
            self._rest()

    def collect(self) -> None:
        """Take the worker's results at once, between frames."""
        if self._collect():
            self._approach()
            self._emit_moved()

    def _collect(self) -> bool:
        self.worker.collected()
        for lane in self._lanes:
            if lane is not self._runs:  # their receivers draw for themselves
                lane.collect()
        return self._runs.collect()

    def _play_on(self, elapsed: float) -> bool:
        session, before = self.session, self.session.cursor
        if self.speed == FLAT_OUT:
            self._need(self.document.stop_rule.iterations)
            session.cursor = max(before, self.available())
        else:
            self._phase += elapsed * self.speed
            steps = int(self._phase)
            self._phase -= steps
            self._need(before + max(2, int(self.speed / 4)))
            session.cursor = max(before, min(before + steps, self.available()))
        if session.cursor >= session.end and not self._unfinished():
            self._set_playing(False)
            self._say_stopped()
            return True
        return session.cursor != before

    def _approach(self) -> bool:
        """Move the cursor to where it is wished, as far as iterates are there."""
        if self.playing:
            return False
        before, wish = self.session.cursor, self._wish
        if any(len(run.trajectory) <= wish for run in self._unfinished()):
            self.session.cursor = min(wish, max(before, self.available()))
        else:
            self.session.cursor = min(wish, self.session.end)
        return self.session.cursor != before

    def _unfinished(self) -> list[Run]:
        return [r for r in self.session.runs.values() if r.stop is None]

    def available(self) -> int:
        """Return the last iteration that every unfinished run has reached."""
        ends = [len(r.trajectory) - 1 for r in self._unfinished()]
        return max(min(ends), 0) if ends else self.session.end

    def _rest(self) -> None:
        self.meter.rate = 0.0
        self.moved.emit()
