"""Parameters of a model exported and loaded again, by menu and by dropping the file."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit


def name_file(person, path):
    """Type a path into the file dialog and press Enter."""
    dialogs = person.window.findChildren(QFileDialog)
    (dialog,) = (d for d in dialogs if d.isVisible())
    line = dialog.findChild(QLineEdit)
    line.setFocus()
    line.clear()
    QTest.keyClicks(line, str(path))
    QTest.keyClick(line, Qt.Key.Key_Return)
    person.until(lambda: not any(d.isVisible() for d in person.window.findChildren(QFileDialog)))


@pytest.fixture(autouse=True)
def own_dialogs(qapp):
    attribute = Qt.ApplicationAttribute.AA_DontUseNativeDialogs
    qapp.setAttribute(attribute, True)
    yield
    qapp.setAttribute(attribute, False)


@pytest.mark.parametrize("suffix", ["npz", "csv"])
def test_the_iterate_under_the_cursor_is_exported_and_starts_the_runs(person, tmp_path, suffix):
    person.pick(person.view("problem").picker, "Neural network")
    person.type(person.window.transport.number, "57")
    person.wait()
    before = person.spec().start
    key = person.player.session.selected
    wanted = person.player.session.runs[key].trajectory.x[57].copy()
    path = tmp_path / f"w.{suffix}"
    person.choose(person.window.menus.export_parameters)
    name_file(person, path)
    assert "33 parameters of iteration 57" in person.said
    person.choose(person.window.menus.load_parameters)
    name_file(person, path)
    assert "Starting from the 33 parameters" in person.said
    person.wait()
    for spec in person.player.document.runs:
        np.testing.assert_array_equal(spec.start, wanted)
    np.testing.assert_array_equal(person.run().trajectory.x[0], wanted)
    assert person.cursor == 0
    person.choose(person.window.menus.undo)
    person.wait()
    assert person.spec().start == before


def test_parameters_are_exported_to_the_folder_that_was_used_last(person, tmp_path):
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "t.csv"
    path.write_text("")
    person.drop(path)
    person.choose(person.window.menus.export_parameters)
    (dialog,) = (d for d in person.window.findChildren(QFileDialog) if d.isVisible())
    assert dialog.directory().absolutePath() == str(tmp_path / "data")
    dialog.reject()
    person.choose(person.window.menus.open_data)
    (dialog,) = (d for d in person.window.findChildren(QFileDialog) if d.isVisible())
    assert dialog.directory().absolutePath() == str(tmp_path / "data")
    dialog.reject()


@pytest.mark.parametrize("suffix", ["npz", "csv"])
def test_a_dropped_file_is_loaded_and_one_that_does_not_fit_is_said(person, tmp_path, suffix):
    person.pick(person.view("problem").picker, "Neural network")
    path = tmp_path / f"w.{suffix}"
    person.press(Qt.Key.Key_End)
    person.wait()
    person.window.parameter_files.save(str(path))
    trained = person.player.session.runs[person.player.session.selected].trajectory.x[-1].copy()
    person.drop(path)
    person.wait()
    np.testing.assert_array_equal(person.spec().start, trained)
    document = person.player.document
    person.player.change(document.with_problem(document.problem.tuned(units=4)))
    person.wait()
    small = person.player.document
    person.drop(path)
    assert person.said.endswith("W1 is 2 x 8 in this file, 2 x 4 in this network")
    assert person.player.document is small
    person.window.parameter_files.save(str(tmp_path / "no" / "w.npz"))
    assert "no such file" in person.said


def test_a_loaded_start_of_thousands_of_parameters_is_kept(person, tmp_path):
    person.pick(person.view("problem").picker, "Recurrent network", settle=False)
    problem = person.player.document.problem
    start = np.array(problem.start) * 0.9
    from gdexplorer.api import save_parameters

    save_parameters(problem, start, tmp_path / "w.npz")
    person.drop(tmp_path / "w.npz")
    assert problem.dimension > 3000
    np.testing.assert_array_equal(person.spec().start, start)
    person.until(lambda: len(person.run().trajectory) > 0, timeout=30_000)
    np.testing.assert_array_equal(person.run().trajectory.x[0], start)
