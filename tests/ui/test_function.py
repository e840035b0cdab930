"""The user's own function, typed in the window with a mouse and a keyboard."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

import gdexplorer as gd
from gdexplorer.io import functions
from gdexplorer.problems.expression import symbolic
from gdexplorer.problems.expression.definition import define
from gdexplorer.ui import function_check
from gdexplorer.ui.function_dialog import FunctionDialog


@pytest.fixture(autouse=True)
def library(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, **_: tmp_path / name)
    return tmp_path / "gdexplorer" / "functions"


class Hands:
    """A person with the dialog open."""

    def __init__(self, person):
        self.person = person
        self.panel = person.view("problem")

    def open(self):
        self.person.press(
            Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        self.dialog = self.person.window.findChild(FunctionDialog)
        self.person.until(self.dialog.isVisible)
        return self.dialog

    def formula(self, text):
        edit = self.dialog.text
        QTest.mouseClick(edit.viewport(), Qt.MouseButton.LeftButton)
        QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(edit, text) if text else QTest.keyClick(edit, Qt.Key.Key_Delete)
        self.person.wait()

    def make(self, text, title=""):
        self.open()
        self.formula(text)
        self.person.type(self.dialog.title, title, enter=False)
        self.person.wait()
        self.person.click(self.dialog.done_button)
        self.person.wait()

    def marked(self):
        fields = self.dialog.rows.fields
        return [place for place, field in fields.items() if field.property("invalid")]

    def listed(self):
        return [k.title for k in self.panel.picker.popup.items if k.family == "Your own"]

    @property
    def problem(self):
        return self.person.player.document.problem


@pytest.fixture
def hands(person):
    return Hands(person)


def test_a_typed_function_is_drawn_kept_and_listed(hands, library):
    person, before = hands.person, hands.problem
    dialog = hands.open()
    hands.formula("a*x^2 + (y - 1)^2")
    assert dialog.problem.text() == ""
    assert [f"{n} {c}" for n, c in dialog.rows.fields][::3] == ["x low", "y low", "a low"]
    assert len(dialog.gradient.pictures) == 2
    assert r"\partial f / \partial y = 2\,y - 2" in dialog.gradient.toolTip()
    person.type(dialog.title, "My bowl", enter=False)
    person.type(dialog.rows.fields["x", "low"], "-2", enter=False)
    person.type(dialog.rows.fields["y", "start"], "4", enter=False)
    person.wait()
    person.click(dialog.done_button)
    person.wait()
    assert not dialog.isVisible()
    problem = hands.problem
    assert (problem.title, problem.view, problem.start[1]) == ("My bowl", ((-2, 5), (-5, 5)), 4)
    assert person.run().trajectory.x[0].tolist() == list(problem.start)
    assert person.view("contour").picture.problem == problem
    assert hands.listed() == ["My bowl"]
    assert hands.panel.picker.text().strip().startswith("My bowl")
    assert [p.name for p in library.iterdir()] == ["my_bowl.toml"]
    assert hands.panel.form.rows["a"].slider is not None

    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # picking is undone as always
    person.wait()
    assert hands.problem == before
    person.pick(hands.panel.picker, "my bowl")
    assert hands.problem == problem


def test_a_mistake_is_marked_at_its_character(hands):
    dialog = hands.open()
    hands.formula("x^2+5*sen(x)")
    assert dialog.problem.text() == "Unknown name 'sen' at 7: did you mean sin?"
    assert dialog.text.marked == "sen"
    assert not dialog.done_button.isEnabled()
    hands.formula("x^2+5*sin(x)")
    assert (dialog.problem.text(), dialog.text.marked) == ("", "")
    assert dialog.done_button.isEnabled()
    hands.formula("")
    assert (dialog.problem.text(), dialog.formula.isVisible()) == ("", False)
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    assert dialog.problem.text().startswith("Type a formula")
    assert dialog.isVisible()
    QTest.keyClick(dialog.text, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("9**9**9**9 x", "too large"),
        ("__import__('os')", "cannot stand in a formula"),
        ("log(-1 - x^2)", "not defined anywhere in its box"),
    ],
)
def test_what_cannot_be_drawn_gets_a_sentence(hands, text, sentence):
    dialog = hands.open()
    hands.formula(text)
    assert sentence in dialog.problem.text()
    assert not dialog.done_button.isEnabled()


def test_enter_makes_it_as_soon_as_it_is_checked(hands):
    dialog = hands.open()
    QTest.keyClicks(dialog.text, "|x| + 1")
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    hands.person.until(lambda: not dialog.isVisible())
    hands.person.wait()
    assert hands.problem.title == "|x| + 1"
    assert hands.person.view("curve").isVisible()


def test_escape_cancels_and_keeps_what_was_typed(hands):
    before = hands.problem
    dialog = hands.open()
    hands.formula("x^4 - x")
    QTest.keyClick(dialog.text, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert hands.problem == before
    assert hands.listed() == []
    hands.open()
    assert dialog.text.toPlainText() == "x^4 - x"


def test_a_number_that_is_none_is_marked_where_it_stands(hands):
    dialog = hands.open()
    hands.formula("x^2")
    field = dialog.rows.fields["x", "high"]
    place = field.mapToGlobal(field.rect().topLeft())
    hands.person.type(field, "five", enter=False)
    hands.person.wait()
    assert dialog.problem.text() == "The highest x must be a number, not five."
    hands.formula("sen(x)")
    assert dialog.problem.text().startswith("Unknown name 'sen'")
    assert not dialog.formula.isVisible()
    hands.formula("x^2")
    assert dialog.problem.text() == "The highest x must be a number, not five."
    assert field.property("invalid")
    assert not dialog.done_button.isEnabled()
    hands.person.type(field, "-9", enter=False)
    hands.person.wait()
    assert "up to a larger one" in dialog.problem.text()
    assert hands.marked() == [("x", "low"), ("x", "high")]
    assert dialog.formula.isVisible()
    assert dialog.gradient.isVisible()
    assert field.mapToGlobal(field.rect().topLeft()) == place
    hands.formula("x^2 +")
    assert not dialog.formula.isVisible()
    hands.formula("x^2")
    hands.person.type(field, "9", enter=False)
    hands.person.wait()
    assert (dialog.problem.text(), hands.marked()) == ("", [])
    hands.person.type(dialog.rows.fields["x", "low"], "7", enter=False)
    hands.person.wait()
    assert hands.marked() == []
    hands.person.type(field, "", enter=False)  # the usual one, 5, is below
    hands.person.wait()
    assert hands.marked() == [("x", "low"), ("x", "high")]
    hands.person.type(field, "1e999", enter=False)
    hands.person.wait()
    assert dialog.problem.text() == "The highest x must be a number, not 1e999."
    assert ("x", "high") in hands.marked()


def test_it_says_where_it_is_not_defined(hands):
    dialog = hands.open()
    hands.formula("log(x)")
    assert dialog.note.text() == "Not defined on about 50 % of the box."
    hands.person.type(dialog.rows.fields["x", "start"], "100", enter=False)
    hands.person.wait()
    assert dialog.note.text().endswith("of the box. The start lies outside the box.")
    assert dialog.done_button.isEnabled()
    hands.person.click(dialog.done_button)
    hands.person.wait()
    assert "Not defined" in hands.panel.about.text()
    assert hands.person.view("curve").picture.x.min() > 0


def test_it_begins_without_a_complaint_and_with_nothing_to_create(hands):
    dialog = hands.open()
    assert dialog.problem.text() == ""
    assert not dialog.done_button.isEnabled()
    hands.formula("x^2 + a*y^2")
    hands.person.click(dialog.done_button)
    hands.person.wait()
    hands.open()
    assert (dialog.text.toPlainText(), dialog.rows.fields, dialog.problem.text()) == ("", {}, "")
    assert not dialog.formula.isVisible()


def test_a_start_must_be_where_the_function_is_defined(hands):
    dialog = hands.open()
    hands.formula("log(x) + x^2")
    hands.person.type(dialog.rows.fields["x", "start"], "-1", enter=False)
    hands.person.wait()
    assert dialog.problem.text() == "The formula is not defined at its start, x = -1."
    assert not dialog.done_button.isEnabled()
    hands.person.type(dialog.rows.fields["x", "start"], "2", enter=False)
    hands.person.wait()
    assert dialog.done_button.isEnabled()


def test_a_built_in_functions_title_stays_its_own(hands):
    dialog = hands.open()
    hands.formula("x^2 + y^4")
    hands.person.type(dialog.title, "rosenbrock", enter=False)
    hands.person.wait()
    hands.person.click(dialog.done_button)
    hands.person.wait()
    assert hands.problem.title == "rosenbrock (yours)"


def test_edit_changes_it_in_its_place(hands, library):
    hands.make("x^2 + a", "Bowl")
    first = hands.problem
    hands.person.choose(hands.panel.own.edit)
    dialog = hands.dialog
    assert dialog.windowTitle() == "Edit Bowl"
    assert (dialog.text.toPlainText(), dialog.title.text()) == ("x^2 + a", "Bowl")
    hands.formula("x^4 + a")
    hands.person.click(dialog.done_button)
    hands.person.wait()
    assert hands.problem.definition.text == "x^4 + a"
    assert hands.listed() == ["Bowl"]
    assert [p.name for p in library.iterdir()] == ["bowl.toml"]
    hands.person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.person.wait()
    assert hands.problem == first
    assert functions.read(library / "bowl.toml") == first.definition
    assert hands.listed() == ["Bowl"]
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    hands.person.press(Qt.Key.Key_Z, control | shift)
    hands.person.wait()
    assert functions.read(library / "bowl.toml").text == "x^4 + a"
    hands.open()
    assert dialog.text.toPlainText() == ""


def test_remove_leaves_it_drawn_until_another_is_picked(hands, library):
    hands.make("x^2 + x", "Bowl")
    hands.person.choose(hands.panel.own.remove)
    assert hands.listed() == []
    assert list(library.iterdir()) == []
    assert hands.problem.title == "Bowl"
    hands.person.click(hands.panel.picker)  # the list opens without it
    hands.person.until(hands.panel.picker.popup.isVisible)
    QTest.keyClick(hands.panel.picker.popup.search, Qt.Key.Key_Escape)


def test_undo_and_edit_leave_another_function_of_a_removed_ones_name_alone(hands, library):
    hands.make("x^2", "Bowl")
    hands.person.choose(hands.panel.own.edit)
    hands.formula("x^4")
    hands.person.click(hands.dialog.done_button)
    hands.person.wait()
    hands.person.choose(hands.panel.own.remove)
    hands.make("sin(x)", "Bowl")
    other = functions.read(library / "bowl.toml")
    hands.person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.person.wait()
    assert hands.problem.definition.text == "x^4"
    assert functions.read(library / "bowl.toml") == other
    hands.person.choose(hands.panel.own.edit)
    hands.formula("x^6")
    hands.person.click(hands.dialog.done_button)
    hands.person.wait()
    assert functions.read(library / "bowl.toml") == other
    assert functions.read(library / "bowl_2.toml").text == "x^6"


def test_two_of_a_name_are_kept_apart(hands, library):
    hands.make("x^2", "Bowl")
    hands.make("x^4", "Bowl")
    assert sorted(p.name for p in library.iterdir()) == ["bowl.toml", "bowl_2.toml"]
    assert hands.listed() == ["Bowl", "Bowl"]


def choose_file(person, path):
    files = person.window.findChild(QFileDialog)
    files.findChild(QLineEdit, "fileNameEdit").setText(str(path))
    QTest.keyClick(files.findChild(QLineEdit, "fileNameEdit"), Qt.Key.Key_Return)
    person.wait()


def test_export_and_import_are_each_others_inverse(hands, tmp_path):
    hands.make("x^2 + a y^2", "Bowl")
    hands.person.choose(hands.panel.own.write)
    choose_file(hands.person, tmp_path / "out.toml")
    assert functions.read(tmp_path / "out.toml").text == "x^2 + a y^2"
    hands.person.choose(hands.panel.own.read)
    choose_file(hands.person, tmp_path / "out.toml")
    assert hands.problem.name == "bowl_2"
    assert hands.listed() == ["Bowl", "Bowl"]


def test_an_imported_function_is_called_by_its_title_whatever_its_file_is_called(hands, tmp_path):
    hands.make("x^2 + a y^2", "My bowl")
    hands.person.choose(hands.panel.own.write)
    choose_file(hands.person, tmp_path / "out.toml")
    hands.person.choose(hands.panel.own.remove)
    hands.person.choose(hands.panel.own.read)
    choose_file(hands.person, tmp_path / "out.toml")
    assert hands.problem.name == "my_bowl"
    assert gd.problem("my bowl") == hands.problem


def test_a_bad_file_changes_nothing(hands, tmp_path):
    (tmp_path / "bad.toml").write_text("?")
    before = hands.person.player.document
    hands.person.choose(hands.panel.own.read)
    choose_file(hands.person, tmp_path / "bad.toml")
    assert "is not a function's file" in hands.panel._complaint.text()
    assert not hands.panel._complaint.visibleRegion().isEmpty()
    assert hands.person.said == "bad.toml is not a function's file"
    assert hands.person.player.document == before
    assert hands.listed() == []


def test_the_library_is_there_at_the_next_start(open_window, library):
    functions.save(define("x^2 + b y^2", title="Bowl"))
    (library / "bad.toml").write_text("?")
    hands = Hands(open_window())
    assert hands.listed() == ["Bowl"]
    hands.person.pick(hands.panel.picker, "bowl")  # its group stands first
    assert hands.problem == gd.problem("bowl")


def test_the_window_leaves_what_is_typed_to_the_worker(hands, monkeypatch):
    threads = []

    def noted(function):
        def wrapper(*given):
            threads.append(threading.get_ident())
            return function(*given)

        return wrapper

    monkeypatch.setattr(function_check, "problem_class", noted(function_check.problem_class))
    monkeypatch.setattr(symbolic, "gradient_latex", noted(symbolic.gradient_latex))
    dialog = hands.open()
    text = "exp(-x^2) sin(3 y) + |x y|^1.5 + piecewise(x < y, x^3, y^2) / (1 + x^2)"
    for letter in text:
        QTest.keyClicks(dialog.text, letter)
        hands.person.qtbot.wait(5)
    hands.person.wait()
    assert len(threads) >= 2
    assert threading.main_thread().ident not in threads
    assert dialog.done_button.isEnabled()


def test_runs_that_are_off_the_scale_leave_no_curve_of_another_function(hands):
    view = hands.person.view("convergence")
    assert view.curves
    hands.make("(1 + x^2 + y^2) * 10^30")
    assert view.curves == {}
    hands.person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.person.wait()
    assert view.curves
