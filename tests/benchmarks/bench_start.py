"""From process start to the window's frame, and to the first drawn path."""

import os
import statistics
import subprocess
import sys
import time

import pytest

LABEL = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time() - float(sys.argv[1]), flush=True)
        QTimer.singleShot(0, app.quit)
window = Window()
window.setCentralWidget(QLabel("label"))
window.resize(1280, 800)
window.show()
app.exec()
"""

PLOT = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
import pyqtgraph
class Plot(pyqtgraph.PlotWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time() - float(sys.argv[1]), flush=True)
        QTimer.singleShot(0, app.quit)
window = QMainWindow()
plot = Plot()
plot.plot([1, 2, 3])
window.setCentralWidget(plot)
window.resize(1280, 800)
window.show()
app.exec()
"""

OURS = """
import sys, time
begun = float(sys.argv[1])
sys.argv = sys.argv[:1]
from gdexplorer.ui.app import application
app = application()
from PySide6.QtCore import QEvent, QObject, QSettings
from gdexplorer.ui.window import Window, make_window
paint = Window.paintEvent
def painted(self, event):
    paint(self, event)
    if self.docks == {}:
        print(time.time() - begun, flush=True)
        app.installEventFilter(eyes)
Window.paintEvent = painted
window = make_window(app, QSettings("gdexplorer", "gdexplorer"))
class Eyes(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            if window.views and watched is window.landscape.plot.viewport():
                if any(len(t.xs) > 1 for t in window.landscape.paths.tracks):
                    print(time.time() - begun, flush=True)
                    app.removeEventFilter(self)
                    window.close()
        return False
eyes = Eyes()
window.open()
app.exec()
"""


def started(program, folder):
    """Run a program; return the seconds at which it says it has painted."""
    environment = os.environ | {"XDG_CONFIG_HOME": str(folder)}
    command = [sys.executable, "-c", program, str(time.time())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    return [float(line) for line in done.stdout.split()]


@pytest.fixture(scope="module")
def times(tmp_path_factory):
    folder = tmp_path_factory.mktemp("settings")
    rounds = [
        (started(LABEL, folder)[0], started(PLOT, folder)[0], *started(OURS, folder)[:2])
        for _ in range(11)
    ]
    return rounds[1:]


def test_the_frame_against_a_bare_window(times, report, benchmark):
    benchmark.pedantic(lambda: None, rounds=1)
    ratio = statistics.median(frame / label for label, _, frame, _ in times)
    report("start to the window's frame : a bare window with a label", ratio, 1.5)


def test_the_first_path_against_a_bare_plot(times, report, benchmark):
    benchmark.pedantic(lambda: None, rounds=1)
    ratio = statistics.median(path / plot for _, plot, _, path in times)
    report("start to the first drawn path : a bare window with a plot", ratio, 1.5)
