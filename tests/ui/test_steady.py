"""Numbers that change many times a second do not have the window laid out anew."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from gdexplorer.ui.elided import ElidedLabel
from gdexplorer.ui.player import FLAT_OUT
from gdexplorer.ui.steady import Aside, SteadyLabel
from gdexplorer.ui.views.panel import words


class Layouts(QObject):
    """Counts how often a widget is laid out."""

    def __init__(self, watched):
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, _watched, event):
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    QVBoxLayout(widget)
    qtbot.addWidget(widget)
    widget.resize(300, 200)
    return widget


def settled(widget):
    widget.show()
    QApplication.processEvents()
    return Layouts(widget)


def test_an_elided_label_says_another_sentence_where_it_stands(parent):
    label = ElidedLabel("one sentence")
    parent.layout().addWidget(label)
    layouts = settled(parent)
    label.say("quite another sentence " * 20)
    QApplication.processEvents()
    assert layouts.count == 0
    assert label.text().endswith("…")
    assert label.toolTip() == label.accessibleDescription() == "quite another sentence " * 20


def test_a_steady_label_takes_more_room_only_where_it_must(parent):
    label = SteadyLabel()
    parent.layout().addWidget(label)
    label.say("10 000 it/s")
    layouts = settled(parent)
    room = label.size()
    label.say("900 it/s")
    QApplication.processEvents()
    assert (layouts.count, label.size(), label.text()) == (0, room, "900 it/s")
    label.say("10 000 it/s · 20 000 rows/s")
    QApplication.processEvents()
    assert layouts.count == 1
    assert label.width() > room.width()
    label.say("")
    QApplication.processEvents()
    assert label.width() == 0


def test_what_stands_aside_fills_its_place(parent):
    label = words("muted")
    aside = Aside(label)
    parent.layout().addWidget(aside)
    layouts = settled(parent)
    label.setText("<b>several</b> words " * 9)
    QApplication.processEvents()
    assert layouts.count == 0
    assert label.size() == aside.size()


@pytest.mark.parametrize(
    ("problem", "title", "name"),
    [
        ("recurrent network", "Sentence", "sentence"),
        ("convolutional network", "Filters", "filters"),
    ],
)
def test_a_training_leaves_the_window_as_it_is(person, monkeypatch, problem, title, name):
    person.pick(person.window.views["problem"].picker, problem, settle=False)
    person.type(person.view("optimizer").stop.rows["iterations"].input, "20000")  # longer than this
    person.until(lambda: len(person.run().trajectory) > 3, timeout=60_000)
    person.show(title)
    person.player.set_speed(FLAT_OUT)
    person.player.play()
    person.until(lambda: len(person.run().trajectory) > 20, timeout=60_000)
    view, seen = person.view(name), []
    refresh = view.refresh
    monkeypatch.setattr(view, "refresh", lambda: (seen.append(1), refresh()))
    layouts = Layouts(person.window)
    person.until(lambda: len(seen) >= 8, timeout=60_000)
    person.player.pause()
    assert layouts.count <= 3  # a number has become longer


def test_another_rule_and_what_its_search_says_leave_the_panels_as_wide_as_they_are(person):
    person.window.docks["line_search"].raise_()
    widths = []
    for rule in ("Adam", "Armijo", "L-BFGS", "Newton-CG", "SciPy trust-krylov"):
        person.pick(person.view("optimizer").picker, rule)
        person.press(Qt.Key.Key_Home)
        person.press(Qt.Key.Key_Right)
        person.wait()
        widths.append({name: dock.width() for name, dock in person.window.docks.items()})
    assert widths == widths[:1] * 5
