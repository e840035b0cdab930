"""The real window, driven as a person would: a mouse, a keyboard, and eyes."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gdexplorer.ui.app import SWITCH_INTERVAL
from gdexplorer.ui.window import make_window


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def open_window(qtbot, qapp, settings):
    """Open windows as the program does; each is closed at the end, its thread with it."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    opened = []

    def open_one(width=1280, height=800, file=""):
        window = make_window(qapp, settings, file)
        opened.append(window)
        window.showNormal()
        window.resize(width, height)
        qtbot.waitUntil(lambda: window.complete, timeout=10_000)
        person = Person(qtbot, window)
        window.activateWindow()
        qtbot.waitUntil(lambda: (bool(file) or window.isActiveWindow()) and window.player.warm)
        person.wait()
        return person

    yield open_one
    for window in opened:
        if window.isVisible():
            window.close()
        assert not window.worker.isRunning()
        window.deleteLater()
    sys.setswitchinterval(before)


@pytest.fixture
def person(open_window):
    return open_window()


class Person:
    """Uses the window with mouse and keys only, and looks at what it shows."""

    def __init__(self, qtbot, window):
        self.qtbot = qtbot
        self.window = window
        self.player = window.player

    # ------------------------------------------------------------------ waiting

    def quiet(self):
        drawn = not any(timer.isActive() for timer in self.player.findChildren(QTimer))
        return not self.player.playing and not self.player.busy and drawn

    def wait(self, timeout=15_000):
        """Wait until nothing is computed or drawn any more."""
        self.qtbot.wait(30)
        self.qtbot.waitUntil(self.quiet, timeout=timeout)
        self.qtbot.wait(30)

    def until(self, condition, timeout=10_000):
        self.qtbot.waitUntil(condition, timeout=timeout)

    # ------------------------------------------------------------------ hands

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier, on=None):
        """Press a key where the focus is, as a keyboard does."""
        if not QApplication.activeModalWidget() and not self.window.isActiveWindow():
            self.window.activateWindow()  # the offscreen platform has no window manager to do it
            self.until(self.window.isActiveWindow)
        QTest.keyClick(on or QApplication.focusWidget() or self.window, key, modifier)

    def type(self, widget, text, enter=True):
        """Click into a field, replace what is there, and press Enter."""
        line = widget.lineEdit() if hasattr(widget, "lineEdit") else widget
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(line, text) if text else QTest.keyClick(line, Qt.Key.Key_Delete)
        if enter:
            QTest.keyClick(line, Qt.Key.Key_Return)

    def click(self, widget, at=None):
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())

    def tool(self, action):
        """Click the tool bar's button of an action."""
        self.click(self.window.transport.widgetForAction(action))

    def choose(self, action):
        """Choose from a menu."""
        assert action.isEnabled(), action.text()
        action.trigger()
        self.qtbot.wait(10)

    def pick(self, picker, search, settle=True):
        """Open a picker's list, type, and press Enter; wait until all is drawn, or do not."""
        self.click(picker)
        popup = picker.popup
        self.until(popup.isVisible)
        QTest.keyClicks(popup.search, search)
        QTest.keyClick(popup.search, Qt.Key.Key_Return)
        if settle:
            self.wait()

    def pixel(self, plot, x, y):
        """Return where on a plot's viewport a point in data coordinates is."""
        return plot.mapFromScene(plot.box.mapViewToScene(QPointF(x, y)))

    def move(self, widget, place, buttons=Qt.MouseButton.NoButton):
        move(widget, place, buttons)

    def wheel(self, widget, place, notches):
        at = QPointF(place)
        event = QWheelEvent(
            at,
            QPointF(widget.mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)

    def click_at(self, plot, x, y):
        QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=self.pixel(plot, x, y))

    def drag(self, plot, start, ends, release=True):
        """Press at a data point, move through others, and let go at the last."""
        view, left = plot.viewport(), Qt.MouseButton.LeftButton
        QTest.mouseMove(view, self.pixel(plot, *start))
        QTest.mousePress(view, left, pos=self.pixel(plot, *start))
        for end in ends:
            self.qtbot.wait(25)  # pyqtgraph drops what comes faster than a hundred times a second
            move(view, self.pixel(plot, *end), left)
        if release:
            QTest.mouseRelease(view, left, pos=self.pixel(plot, *ends[-1]))

    def show(self, title):
        """Click the tab of this title; what is costly goes on meanwhile."""
        bar = self.window.landscapes.tabBar()
        self.click(bar, bar.tabRect(self.tabs().index(title)).center())

    def seek(self, k):
        """Type the iteration to go to."""
        self.type(self.window.transport.number, str(k))
        self.until(lambda: self.cursor == k)

    def drop(self, path):
        """Drop a file on the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        place, copy, left = QPoint(50, 50), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(place, copy, data, left, none)
        QApplication.sendEvent(self.window, enter)
        QApplication.sendEvent(self.window, QDropEvent(QPointF(place), copy, data, left, none))

    # ------------------------------------------------------------------ eyes

    def tabs(self):
        bar = self.window.landscapes
        return [bar.tabText(i) for i in range(bar.count())]

    def weights(self):
        """Return x of the selected run at the iterate it shows."""
        _, trajectory, k = self.player.session.shown
        return trajectory.x[k]

    @property
    def said(self):
        return self.window.status.words.sentence

    def spec(self):
        """Return what the selected run is made of."""
        return self.player.document.spec(self.player.session.selected)

    def run(self, row=0):
        return self.player.session.runs[self.player.document.runs[row].key]

    @property
    def cursor(self):
        return self.player.session.cursor

    def view(self, name):
        return self.window.views[name]

    def table(self):
        """Return the runs table's texts."""
        model = self.view("runs").model
        rows, columns = range(model.rowCount()), range(model.columnCount())
        return [[str(model.data(model.index(r, c))) for c in columns] for r in rows]

    def inspected(self):
        return dict(self.view("inspector").model.cells)


def move(widget, place: QPoint, buttons):
    """Move the mouse with buttons held, which QTest.mouseMove does not report."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)
