"""One thread that advances generators while the window rests.

A lane is one line of work, such as the runs or the landscape: what is posted there takes the place
of what was there before. The worker takes turns between lanes, one `next` each, and works only
while the gate is open; the first event that the window handles shuts it, the event loop opens it
when it is about to block. (Its `awake` will not do to shut it: GLib's loop, which Qt uses on most
desktops, emits that after the events.)
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QCoreApplication,
    QEvent,
    QObject,
    QThread,
    Signal,
)

Interrupted = Callable[[], bool]
Work = Callable[[Interrupted], Iterator[Any]]

LONGEST_WAIT = 0.03
"""Seconds after which the worker takes a turn although the window has not rested."""
PATIENCE = 0.4
"""Seconds that what can wait lets all else go first."""
MOST_TURN = 0.005
"""Seconds after which a piece of work is asked to hand out what it has, even while all rests."""
GIVES_WAY = 6.0
"""How often over a piece of work that took longer than its turn lets all else go first."""


class _Job:
    def __init__(self, lane: Lane, work: Work, gate: threading.Event) -> None:
        self.lane = lane
        self.cancelled = False
        self.due = time.perf_counter() + (PATIENCE if lane.can_wait else 0.0)
        self._begun = 0.0
        self._minds_gate = True
        self._gate = gate
        self._steps = work(self._interrupted)

    def _interrupted(self) -> bool:
        """Wait while the gate is shut; then say whether to hand out what there is."""
        if not self._gate.is_set() and self._minds_gate:
            waiting = time.perf_counter()
            self._minds_gate = self._gate.wait(LONGEST_WAIT)
            self._begun += time.perf_counter() - waiting
        return self.cancelled or time.perf_counter() - self._begun > MOST_TURN

    def advance(self, minds_gate: bool) -> bool:
        """Do one piece of work, stopping while the gate is shut; say if more is left."""
        self._begun, self._minds_gate = time.perf_counter(), minds_gate
        try:
            result = next(self._steps)
        except StopIteration:
            return False
        except Exception as error:  # whatever a problem raises is told in the window, once
            self.lane.results.append((self, error))
            return False
        if result is not None:
            self.lane.results.append((self, result))
        self.due = now = time.perf_counter()
        if self.lane.gives_way:
            self.due += GIVES_WAY * max(0.0, now - self._begun - MOST_TURN)
        return True


class Lane:
    """One line of work. `deliver` is called in the window's thread with each result.

    Results of a job that was replaced are dropped, unless `keep_all`. `failed` is called with an
    exception that the work raised. What can wait is done when nothing else is to do, or has waited
    for long enough. That, and what is to give way, leaves most of the time to all else where its
    pieces are long.
    """

    def __init__(
        self,
        worker: Worker,
        deliver: Callable[[Any], None],
        failed: Callable[[Exception], None],
        keep_all: bool = False,
        can_wait: bool = False,
        gives_way: bool = False,
    ) -> None:
        self.can_wait = can_wait
        self.gives_way = can_wait or gives_way
        self.results: deque[tuple[_Job, Any]] = deque()
        self._worker = worker
        self._deliver = deliver
        self._failed = failed
        self._keep_all = keep_all
        self._job: _Job | None = None

    @property
    def busy(self) -> bool:
        """Whether posted work has not ended, or results wait to be collected."""
        return bool(self.results) or (self._job is not None and self._worker.has(self._job))

    def post(self, work: Work) -> None:
        """Begin `work` in place of what was under way here."""
        self.cancel()
        self._job = self._worker.begin(self, work)

    def cancel(self) -> None:
        """Ask for no more of what is under way."""
        if self._job is not None:
            self._worker.drop(self._job)
            self._job = None

    def collect(self) -> bool:
        """Deliver what has come; return whether anything was delivered."""
        delivered = False
        while self.results:
            job, result = self.results.popleft()
            if job is not self._job and not self._keep_all:
                continue
            (self._failed if isinstance(result, Exception) else self._deliver)(result)
            delivered = True
        return delivered


class Worker(QThread):
    """The thread. `news` is emitted when a job has ended, at most once until results are taken.

    What comes before the end waits for the window's next frame.
    """

    news = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._gate = threading.Event()
        self._gate.set()
        self._ending = False
        self._announced = False
        self._current: _Job | None = None
        self._app: QCoreApplication | None = None

    def follow(self, app: QCoreApplication) -> None:
        """Work only while the application's event loop rests."""
        self._app = app
        app.installEventFilter(self)
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self._window_rests)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        self._gate.clear()
        return False

    def _window_rests(self) -> None:
        self._gate.set()

    def begin(self, lane: Lane, work: Work) -> _Job:
        """Queue a job."""
        job = _Job(lane, work, self._gate)
        with self._changed:
            self._jobs.append(job)
            self._changed.notify()
        return job

    def drop(self, job: _Job) -> None:
        """Forget a job; if it is at work it ends at its next look."""
        job.cancelled = True
        with self._changed:
            if job in self._jobs:
                self._jobs.remove(job)

    def has(self, job: _Job) -> bool:
        """Say whether a job is queued or at work."""
        with self._changed:
            return job in self._jobs or job is self._current

    def collected(self) -> None:
        """Be told that the results were taken."""
        self._announced = False

    def end(self) -> None:
        """End the thread; returns when it has ended."""
        with self._changed:
            self._ending = True
            for job in self._jobs:
                job.cancelled = True
            if self._current is not None:
                self._current.cancelled = True
            self._changed.notify()
        self._gate.set()
        self.wait()
        if self._app is not None:
            self._app.removeEventFilter(self)

    def run(self) -> None:
        while (job := self._next()) is not None:
            rests = self._gate.wait(LONGEST_WAIT)
            more = not job.cancelled and job.advance(minds_gate=rests)
            self._put_back(job, more)
            if not more or job.cancelled:
                self._announce()

    def _next(self) -> _Job | None:
        with self._changed:
            while not self._jobs and not self._ending:
                self._changed.wait()
            self._current = None if self._ending else self._foremost()
            return self._current

    def _foremost(self) -> _Job:
        """Take the first job that is due, or else the one that will be first."""
        now = time.perf_counter()
        due = (job for job in self._jobs if job.due <= now)
        job = next(due, None) or min(self._jobs, key=lambda job: job.due)
        self._jobs.remove(job)
        return job

    def _put_back(self, job: _Job, more: bool) -> None:
        with self._changed:
            self._current = None
            if more and not job.cancelled:
                self._jobs.append(job)

    def _announce(self) -> None:
        if not self._announced:
            self._announced = True
            self.news.emit()
