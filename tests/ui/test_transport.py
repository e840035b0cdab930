"""Reset, back, play, pause, step, end, speed, timeline, iteration number."""

import re

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gdexplorer.ui.player import FLAT_OUT


def test_the_keys_of_the_design(person):
    end = person.player.session.end
    person.press(Qt.Key.Key_Home)
    assert person.cursor == 0
    person.press(Qt.Key.Key_Right)
    assert person.cursor == 1
    person.press(Qt.Key.Key_Left)
    assert person.cursor == 0
    person.press(Qt.Key.Key_Left)
    assert person.cursor == 0
    person.press(Qt.Key.Key_End)
    assert person.cursor == end
    person.press(Qt.Key.Key_Space)
    assert person.player.playing
    person.press(Qt.Key.Key_Space)
    assert not person.player.playing


def test_the_buttons_do_the_same(person):
    transport = person.window.transport
    person.tool(transport.reset)
    person.tool(transport.step)
    person.tool(transport.step)
    person.tool(transport.back)
    assert person.cursor == 1
    person.tool(transport.end)
    assert person.cursor == person.player.session.end
    person.tool(transport.play)
    assert person.player.playing
    person.tool(transport.play)
    assert not person.player.playing


def test_playing_from_the_end_begins_again(person):
    person.press(Qt.Key.Key_End)
    person.press(Qt.Key.Key_Space)
    person.until(lambda: 0 < person.cursor < 100)
    assert person.player.playing


def test_playing_stops_at_the_end_and_says_why(person):
    person.player.set_speed(FLAT_OUT)
    person.press(Qt.Key.Key_Home)
    person.press(Qt.Key.Key_Space)
    person.until(lambda: not person.player.playing)
    assert person.cursor == person.player.session.end
    assert "Iteration limit" in person.said


def test_the_speed_slider_goes_from_one_to_flat_out(person):
    slider = person.window.transport.speed
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    slider.setValue(0)
    assert person.player.speed == 1
    slider.setValue(slider.maximum())
    assert person.player.speed == FLAT_OUT
    assert person.window.transport.speed_words.text() == "flat out"


def test_ten_iterations_per_second_are_ten_per_second(person):
    person.press(Qt.Key.Key_Home)
    person.player.set_speed(10.0)
    person.press(Qt.Key.Key_Space)
    person.qtbot.wait(1000)
    person.press(Qt.Key.Key_Space)
    assert 5 <= person.cursor <= 12


def test_typing_an_iteration_goes_there(person):
    person.type(person.window.transport.number, "123")
    assert person.cursor == 123
    assert person.inspected()["k"] == "123"
    assert person.window.transport.timeline.value() == 123


def test_typing_an_iteration_beyond_what_is_computed_computes_it(person):
    stop = person.view("optimizer").stop.rows
    for name, text in (
        ("gradient_tolerance", "0"),
        ("step_tolerance", "0"),
        ("iterations", "30000"),
    ):
        person.type(stop[name].input, text)
    person.wait()
    assert person.player.session.end < 30000
    person.type(person.window.transport.number, "12345")
    person.wait()
    assert person.cursor == 12345


def test_dragging_the_timeline_scrubs(person):
    timeline, left = person.window.transport.timeline, Qt.MouseButton.LeftButton
    handle = QPoint(timeline.width() - 8, timeline.height() // 2)
    QTest.mousePress(timeline, left, pos=handle)
    seen = []
    for share in (0.75, 0.5, 0.25):
        place = QPoint(int(timeline.width() * share), handle.y())
        person.move(timeline, place, left)
        seen.append(person.cursor)
    QTest.mouseRelease(timeline, left, pos=place)
    assert person.player.session.end > seen[0] > seen[1] > seen[2] > 0


def test_an_iteration_beyond_the_limit_is_marked(person):
    person.type(person.window.transport.number, "5000", enter=False)
    assert person.window.transport.number.property("invalid")
    assert "from 0 to 400" in person.said
    person.press(Qt.Key.Key_Escape)
    assert person.cursor == 400


def test_tuning_keeps_the_cursor(person):
    slider = person.view("optimizer").form.rows["learning_rate"].slider
    for wish in (120, 400):
        person.type(person.window.transport.number, str(wish))
        for step in range(200, 240, 4):
            slider.setValue(step)
            person.qtbot.wait(4)
        person.wait()
        assert person.cursor == wish


def test_tuning_while_playing_does_not_throw_the_cursor_back(person):
    person.press(Qt.Key.Key_Home)
    person.player.set_speed(100.0)
    person.press(Qt.Key.Key_Space)
    person.until(lambda: person.cursor > 20)
    person.view("optimizer").form.rows["learning_rate"].slider.setValue(300)
    person.until(lambda: person.cursor > 60)
    person.press(Qt.Key.Key_Space)
    paused = person.cursor
    person.wait()
    assert person.cursor == paused > 60


def test_going_back_forgets_nothing_and_computes_nothing(person):
    before = person.run().trajectory.x.tobytes()
    person.press(Qt.Key.Key_Home)
    for _ in range(10):
        person.press(Qt.Key.Key_Right)
    person.press(Qt.Key.Key_Left)
    assert person.run().trajectory.x.tobytes() == before


def test_escape_cancels_and_play_goes_on(person):
    stop = person.view("optimizer").stop.rows
    person.type(stop["gradient_tolerance"].input, "0")
    person.type(stop["step_tolerance"].input, "0")
    person.type(stop["iterations"].input, "1000000")
    person.press(Qt.Key.Key_End)
    person.until(lambda: person.player.session.end > 11_000)
    person.press(Qt.Key.Key_Escape)
    said = person.said.replace("\u202f", "")
    assert said.startswith("Cancelled at iteration")
    assert person.cursor <= int(re.findall(r"\d+", said)[0]) <= person.player.session.end
    person.wait()
    reached = person.player.session.end
    assert reached < 1_000_000
    assert "cancelled" in [row[5] for row in person.table()]
    person.press(Qt.Key.Key_Right)
    person.player.set_speed(FLAT_OUT)
    person.press(Qt.Key.Key_Space)
    person.until(lambda: person.player.session.end > reached)
    person.press(Qt.Key.Key_Space)


def test_the_convergence_line_is_tied_to_the_timeline(person):
    view = person.view("convergence")
    person.press(Qt.Key.Key_Home)
    assert view.cursor_line.value() == 0
    y = sum(view.plot.box.viewRange()[1]) / 2
    person.drag(view.plot, (0, y), [(40, y), (100, y), (200, y)])
    assert abs(person.cursor - 200) <= 3
    assert person.window.transport.timeline.value() == person.cursor


def test_one_cursor_moves_all_runs_in_lockstep(person):
    person.type(person.window.transport.number, "50")
    assert [row[1] for row in person.table()] == ["50", "50"]
