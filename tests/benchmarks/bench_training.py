"""The window while models train: its frames, its memory, and the way to any iterate."""

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer

import gdexplorer as gd
from gdexplorer.core.session import Document, suggested
from gdexplorer.ui.player import FLAT_OUT
from tests.benchmarks.bench_window import ENDLESS, window  # noqa: F401

LOOKED = [
    ("neural_network", "contour", {"batch_size": 10}),
    ("neural_network", "fit", {"batch_size": 10}),
    ("neural_network", "network", {"batch_size": 10}),
    ("convolutional_network", "contour", {}),
    ("convolutional_network", "learning", {}),
    ("convolutional_network", "filters", {}),
    ("convolutional_network", "confusion", {}),
    ("recurrent_network", "contour", {}),
    ("recurrent_network", "sentence", {}),
]


def memory():
    """Return megabytes of this process's own: without pages that the disk holds as well."""
    _, resident, shared, *_ = Path("/proc/self/statm").read_text().split()
    return (int(resident) - int(shared)) * 4096 / 1e6


def rest(seconds):
    """Let the window live for a while, as it does for a person who looks on."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def train(window, problem, rule=gd.Adam, stop=ENDLESS):  # noqa: F811
    """Have the window train one run of a model, not yet playing."""
    document = window.player.document.with_problem(gd.problem(problem[0], **problem[1]))
    document = Document(document.problem, (), stop)
    document, _ = document.added(suggested(rule, document.problem), document.problem.start)
    window.player.change(document)


def show(window, name):  # noqa: F811
    view = window.views[name]
    window.landscapes.setCurrentWidget(view)
    return view


@pytest.mark.parametrize(("name", "view", "settings"), LOOKED)
def test_frames_while_a_model_trains(window, report, benchmark, name, view, settings):  # noqa: F811
    player = window.player
    train(window, (name, settings))
    rest(0.3)
    show(window, view)
    player.set_speed(FLAT_OUT)
    player.play()
    rest(1.5)  # what is drawn once is drawn
    ticks = []
    timer = QTimer(window, interval=1000 // 60, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    before = player.session.end
    rest(4)
    player.pause()
    timer.stop()
    gaps = np.diff(ticks) * 1e3
    assert player.session.end > before + 20
    benchmark.pedantic(lambda: None, rounds=1)
    report(f"{name}, {view}: frame interval, 95th percentile", np.quantile(gaps, 0.95), 20, " ms")


def test_any_iterate_of_a_long_training_is_near(window, qtbot, report, benchmark):  # noqa: F811
    before = memory()
    stop = gd.StopRule(iterations=20_000, gradient_tolerance=0, step_tolerance=0)
    train(window, ("convolutional_network", {}), stop=stop)
    player = window.player
    player.to_end()
    qtbot.waitUntil(lambda: player.session.end >= 20_000, timeout=300_000)
    report("memory of 20,000 iterations of 1,610 parameters by Adam", memory() - before, 256, " MB")
    show(window, "filters")
    times = []
    for k in np.random.default_rng(0).integers(0, 20_000, 30).tolist():
        begun = time.perf_counter()
        player.seek(k)
        trajectory = player.session.runs[player.session.selected].trajectory
        trajectory.state(k)
        times.append(time.perf_counter() - begun)
        rest(0.02)
    benchmark.pedantic(lambda: player.seek(0), rounds=1)
    report("the way to any of them with all of its state, at most", max(times) * 1e3, 200, " ms")
