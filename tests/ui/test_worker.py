"""One thread works while the window rests; the last to ask wins; ends are clean."""

import gc
import threading
import time
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest
from PySide6.QtCore import QObject, Qt, QTimer

import gdexplorer as gd
from gdexplorer.core.problem import vector
from gdexplorer.ui.worker import Lane, Worker


class Desk(QObject):
    def __init__(self, worker):
        super().__init__()
        self.worker, self.lanes, self.got, self.failures = worker, [], [], []
        worker.news.connect(self.collect)

    def lane(self, **options):
        self.lanes.append(Lane(self.worker, self.got.append, self.failures.append, **options))
        return self.lanes[-1]

    def collect(self):
        self.worker.collected()
        for lane in self.lanes:
            lane.collect()


@pytest.fixture
def desk(qtbot, qapp):
    worker = Worker()
    worker.follow(qapp)
    worker.start()
    yield Desk(worker)
    worker.end()
    assert worker.isFinished()


def counting(n, pause=0.0):
    def work(interrupted):
        for i in range(n):
            if pause:
                time.sleep(pause)
            yield i

    return work


def test_results_arrive_in_order_in_the_windows_thread(desk, qtbot):
    threads = set()
    lane = desk.lane()
    lane._deliver = lambda item: (threads.add(threading.current_thread()), desk.got.append(item))
    lane.post(counting(100))
    qtbot.waitUntil(lambda: len(desk.got) == 100)
    assert desk.got == list(range(100))
    assert threads == {threading.main_thread()}
    qtbot.waitUntil(lambda: not lane.busy)


def test_ten_quick_posts_show_only_the_last(desk, qtbot):
    lane = desk.lane()
    for i in range(10):
        lane.post(lambda _interrupted, i=i: iter([i]))
    qtbot.waitUntil(lambda: not lane.busy)
    assert desk.got == [9]


def test_what_is_outdated_is_never_delivered(desk, qtbot):
    lane = desk.lane()
    lane.post(counting(1000, pause=0.001))
    qtbot.waitUntil(lambda: len(desk.got) > 3)
    lane.post(lambda _interrupted: iter(["new"]))
    desk.got.clear()
    qtbot.waitUntil(lambda: not lane.busy)
    assert desk.got == ["new"]


def test_lanes_take_turns(desk, qtbot):
    slow, quick = desk.lane(), desk.lane()
    slow.post(counting(10_000, pause=0.001))
    quick.post(lambda _interrupted: iter(["quick"]))
    qtbot.waitUntil(lambda: "quick" in desk.got, timeout=500)
    slow.cancel()


def test_work_in_long_pieces_leaves_most_of_the_time_to_the_rest(desk, qtbot):
    slow, quick = desk.lane(gives_way=True), desk.lane()
    done = []
    slow._deliver = done.append
    slow.post(counting(10_000, pause=0.02))
    quick.post(counting(200, pause=0.001))
    qtbot.waitUntil(lambda: not quick.busy)
    assert 1 <= len(done) < 100  # taking turns would be 200
    slow.cancel()


def test_an_exception_is_told_once_and_the_thread_goes_on(desk, qtbot):
    def broken(_interrupted):
        yield 1
        raise ValueError("no")

    lane = desk.lane()
    lane.post(broken)
    qtbot.waitUntil(lambda: bool(desk.failures))
    assert [str(e) for e in desk.failures] == ["no"]
    lane.post(lambda _interrupted: iter([2]))
    qtbot.waitUntil(lambda: desk.got == [1, 2])


def test_a_long_turn_is_asked_to_hand_out_what_it_has(desk, qtbot):
    asked = []

    def work(interrupted):
        for _ in range(3):
            begun = time.perf_counter()
            while not interrupted():
                pass
            asked.append(time.perf_counter() - begun)
            yield 0

    desk.lane().post(work)
    qtbot.waitUntil(lambda: len(asked) == 3)
    assert max(asked) < 0.2


def test_a_job_that_is_cancelled_in_the_middle_is_announced(desk, qtbot):
    entered = threading.Event()

    def work(_interrupted):
        entered.set()
        time.sleep(0.1)
        yield "late"

    lane = desk.lane(keep_all=True)
    lane.post(work)
    entered.wait(1)
    lane.cancel()
    qtbot.waitUntil(lambda: desk.got == ["late"] and not lane.busy, timeout=2000)


@dataclass(frozen=True)
class Slow(gd.Problem):
    """A problem whose gradient takes 200 ms."""

    name = "slow"
    title = "Slow"
    family = "Two variables"
    formula = "f"
    about = "Slow."
    dimension = 2
    bounds = view = ((-2.0, 2.0), (-2.0, 2.0))
    start = (1.0, 1.0)
    learning_rate = 0.1
    ticks = threading.Semaphore(0)
    """One for each time that the window's timer struck."""
    lived: ClassVar[list[bool]] = []
    """Whether it went on striking, for each step."""

    def value(self, x):
        return x[..., 0] ** 2 + x[..., 1] ** 2

    def gradient(self, x):
        if x.ndim == 1:
            while self.ticks.acquire(blocking=False):
                pass
            self.lived.append(all(self.ticks.acquire(timeout=10) for _ in range(20)))
        return 2 * x

    def hessian(self, x):
        one = x[..., 0] * 0 + 1
        return vector(2 * one, 0 * one, 0 * one, 2 * one).reshape((*one.shape, 2, 2))


def test_a_long_step_does_not_freeze_the_window(person):
    runs = tuple(replace(r, start=(1.0, 1.0)) for r in person.player.document.runs)
    person.view("problem").refresh = lambda: None  # its picker does not know this problem
    timer = QTimer(person.window, interval=5)
    timer.timeout.connect(Slow.ticks.release)
    timer.start()
    person.player.change(replace(person.player.document, problem=Slow(), runs=runs))
    person.until(lambda: person.player.session.end >= 2, timeout=60_000)
    person.player.cancel()
    person.until(lambda: not person.player.busy)
    timer.stop()
    assert len(Slow.lived) >= 3
    assert all(Slow.lived)
    begun = time.perf_counter()
    person.window.close()
    assert time.perf_counter() - begun < 1.0


def test_quick_changes_of_a_parameter_show_only_the_last(person):
    form = person.view("optimizer").form
    shown = set()
    person.player.moved.connect(
        lambda: shown.update(r.recipe.optimizer for r in person.player.session.runs.values())
    )
    for step in range(300, 400, 10):
        form.rows["learning_rate"].slider.setValue(step)
    person.wait()
    last = person.player.document.runs[0].optimizer
    assert form.rows["learning_rate"].input.value == last.learning_rate
    assert last in shown
    assert len(shown) < 12
    assert person.run().recipe.optimizer == last
    expected = gd.descend("rosenbrock", last, start=(-1.2, 1), iterations=400)
    assert person.run().trajectory.x.tobytes() == expected.trajectory.x.tobytes()


def test_a_run_played_in_the_window_is_the_run_of_the_python_interface(person):
    person.press(Qt.Key.Key_End)
    person.wait()
    for run in person.player.session.runs.values():
        alone = gd.descend(gd.Rosenbrock(), run.recipe.optimizer, iterations=400)
        assert alone.trajectory.x.tobytes() == run.trajectory.x.tobytes()
        assert alone.trajectory.f.tobytes() == run.trajectory.f.tobytes()


def test_garbage_is_collected_in_the_windows_thread_only(person):
    assert not gc.isenabled()
    threads = []
    gc.callbacks.append(lambda *_: threads.append(threading.current_thread()))
    person.press(Qt.Key.Key_End)
    person.type(person.view("optimizer").stop.rows["iterations"].input, "3000")
    containers = [[] for _ in range(5000)]  # enough for a collection to be due
    person.until(lambda: bool(threads))
    person.wait()
    assert len(containers) == 5000
    gc.callbacks.pop()
    assert set(threads) == {threading.main_thread()}
    person.window.close()
    assert gc.isenabled()
