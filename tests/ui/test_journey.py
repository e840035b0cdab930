"""One person's way through the program, from the first start to the exported file."""

import csv

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit

import gdexplorer as gd
from gdexplorer.ui.compare import CompareDialog


def test_launch_pick_play_step_drag_compare_export(person, tmp_path):
    window, player = person.window, person.player
    panel = person.view("problem")

    # the first start is alive: two runs that differ, paths drawn to the end
    assert len(player.document.runs) == 2
    assert all(run.stop is not None for run in player.session.runs.values())
    assert person.cursor == player.session.end > 100

    # pick a function by searching for it
    person.pick(panel.picker, "sine")
    assert player.document.problem == gd.SineParabola()
    curve = person.view("curve")
    assert curve.isVisible()
    assert not person.view("contour").isVisible()

    # click a start
    person.click_at(curve.curve_plot, 4.0, 50.0)
    person.wait()
    start = player.document.runs[0].start[0]
    assert abs(start - 4.0) < 0.05
    assert [box.value for box in panel.boxes] == [start]
    assert all(run.trajectory.x[0, 0] == start for run in player.session.runs.values())

    # from the beginning: play, pause
    person.press(Qt.Key.Key_Home)
    assert person.cursor == 0
    person.press(Qt.Key.Key_Space)
    person.until(lambda: person.cursor >= 3)
    assert player.playing
    person.press(Qt.Key.Key_Space)
    assert not player.playing
    paused = person.cursor

    # step five, back two
    for _ in range(5):
        person.press(Qt.Key.Key_Right)
    for _ in range(2):
        person.press(Qt.Key.Key_Left)
    assert person.cursor == paused + 3
    assert person.inspected()["k"] == str(paused + 3)

    # drag the start: every path follows while the mouse moves
    t = person.run().trajectory
    before = t.x[-1, 0]
    ends = [(x, 40.0) for x in (3.5, 2.5, 1.0, -2.0)]
    person.drag(curve.curve_plot, (start, t.f[0]), ends, release=False)
    person.wait()
    assert abs(player.document.runs[0].start[0] + 2.0) < 0.05
    assert person.run().trajectory.x[-1, 0] != before
    person.drag(curve.curve_plot, ends[-1], [ends[-1]])

    # compare three rates from 5 for 20 iterations
    person.pick(person.view("optimizer").picker, "gradient descent")
    person.choose(window.menus.compare)
    dialog = window.findChild(CompareDialog)
    assert dialog.values.text() == "0.01, 0.1, 0.5"
    person.type(dialog.start, "5", enter=False)
    person.click(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))
    person.wait()
    assert [r.optimizer.learning_rate for r in player.document.runs] == [0.01, 0.1, 0.5]
    ends = [r.trajectory.x[-1, 0] for r in player.session.runs.values()]
    assert abs(ends[0] - 3.71491502834313) < 1e-12
    assert abs(ends[2] - 1.8721070203855694) < 1e-12

    # export all, read back, find the same bits as the screen's
    person.choose(window.menus.export_all)
    files = window.findChild(QFileDialog)
    path = tmp_path / "rates.csv"
    person.type(files.findChild(QLineEdit), str(path))
    person.until(lambda: "Exported" in person.said)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 * 21
    last = next(r for r in rows if r["run"].endswith("0.1") and r["iteration"] == "20")
    person.click(
        person.view("runs").table.viewport(),
        person.view("runs").table.visualRect(person.view("runs").model.index(1, 1)).center(),
    )
    person.press(Qt.Key.Key_End)
    person.wait()
    shown = person.inspected()
    assert (shown["k"], shown["x"], shown["f"]) == ("20", last["x0"], last["f"])


def test_closing_in_mid_run_ends_cleanly(person):
    stop = person.view("optimizer").stop.rows
    for name, text in (
        ("gradient_tolerance", "0"),
        ("step_tolerance", "0"),
        ("iterations", "100000000"),
    ):
        person.type(stop[name].input, text)
    person.press(Qt.Key.Key_End)
    person.until(lambda: person.player.session.end > 12_000)
    assert person.player.computing
    person.window.close()
    assert not person.window.worker.isRunning()


def test_the_classic_comparison_is_one_menu_choice_away(person):
    person.choose(person.window.menus.classic)
    person.wait()
    ends = [r.trajectory.x[-1, 0] for r in person.player.session.runs.values()]
    lengths = {len(r.trajectory) for r in person.player.session.runs.values()}
    assert abs(ends[0] - 3.71491502834313) < 1e-12
    assert lengths == {21}
    assert person.cursor == 20
    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.wait()
    assert person.player.document.problem == gd.Rosenbrock()
