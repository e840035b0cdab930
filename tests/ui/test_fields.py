"""Bad input in any field is marked and explained, keeps the last good value, changes nothing."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QToolTip

from gdexplorer.api import optimizers, problems
from gdexplorer.core.parameter import Scale, parameters_of
from gdexplorer.core.session import suggested
from gdexplorer.core.stop import StopRule
from gdexplorer.ui.fields import at_position, position, stepped
from gdexplorer.ui.form import Form

BAD = ["", "nan", "inf", "-inf", "abc", "1e400", "1e13", "-1e13", "1,500", "--1"]
CLASSES = [*problems().values(), *optimizers().values(), StopRule]
NUMBERS = [p for c in CLASSES for p in parameters_of(c) if p.kind in (int, float)]


def fields(person):
    problem, optimizer = person.view("problem"), person.view("optimizer")
    yield "start", problem.boxes[0], problem
    yield "b", problem.form.rows["b"].input, problem
    yield "learning rate", optimizer.form.rows["learning_rate"].input, optimizer
    yield "momentum", optimizer.form.rows["momentum"].input, optimizer
    yield "iterations", optimizer.stop.rows["iterations"].input, optimizer


def complaint(panel):
    return panel._complaint.text() if panel._complaint.isVisible() else ""


def test_a_rate_is_reset_to_the_one_that_suits_the_problem(person):
    row = person.view("optimizer").form.rows["learning_rate"]
    suited = person.player.document.runs[0].rate
    assert not row.reset.isEnabled()
    person.type(row.input, "0.5")
    person.wait()
    assert row.reset.toolTip().startswith("Reset learning rate to ")
    person.click(row.reset)
    person.wait()
    assert person.player.document.runs[0].rate == suited
    person.pick(person.view("problem").picker, "Neural network", settle=False)
    document = person.player.document
    usual = suggested(type(document.runs[0].optimizer), document.problem).learning_rate
    assert document.runs[0].rate == usual != suited
    assert not row.reset.isEnabled()


def test_a_number_too_long_for_its_box_is_not_cut_to_another(person):
    box = person.view("optimizer").form.rows["learning_rate"].input
    for text, seen in (("100000000000", "1e+11"), ("12345678", "12345678"), ("0.125", "0.125")):
        person.type(box, text)
        assert box.text() == seen
        assert box.value == float(text)
        line = box.lineEdit()
        assert line.fontMetrics().horizontalAdvance(seen) <= line.contentsRect().width()


@pytest.mark.parametrize(("text", "key"), [("7", Qt.Key.Key_Return), ("x", Qt.Key.Key_Escape)])
def test_keys_step_again_once_a_field_was_left(person, text, key):
    person.seek(9)
    person.type(person.view("problem").form.rows["b"].input, text, enter=False)
    person.press(key)
    person.wait()
    person.press(Qt.Key.Key_Left)
    assert person.cursor == 8


def test_a_tab_that_comes_gives_no_field_the_keys(person):
    person.pick(person.view("problem").picker, "Logistic", settle=False)
    person.seek(9)
    for title in ("Data and fit", "Network", "Learning"):
        person.show(title)
        before = person.cursor
        person.press(Qt.Key.Key_Left)
        assert person.cursor == before - 1


def test_a_decimal_comma_is_understood(person):
    box = person.view("problem").form.rows["b"].input
    person.type(box, "12,5")
    person.wait()
    assert person.player.document.problem.b == 12.5
    assert box.lineEdit().text() == "12.5"


def test_what_counts_for_nothing_is_grey_and_says_why(person):
    person.pick(person.view("problem").picker, "Linear regression")
    row = person.view("problem").form.rows["row_order"]
    for widget in (row.label, row.input):
        assert not widget.isEnabled()
        assert widget.toolTip().endswith("Counts for nothing now: every step sees all rows")
    person.type(person.view("problem").form.rows["batch_size"].input, "10")
    person.wait()
    assert row.input.isEnabled()
    assert "Counts for nothing" not in row.input.toolTip()


def test_every_field_refuses_what_is_bad_with_a_sentence(person):
    before = person.player.document
    for name, box, panel in fields(person):
        for text in BAD:
            person.type(box, text, enter=False)
            assert box.property("invalid"), (name, text)
            assert "must be" in complaint(panel)
            assert f"not {text or repr(text)}" in complaint(panel)
            assert person.player.document == before
            person.press(Qt.Key.Key_Escape)
            assert not box.property("invalid")
            assert complaint(panel) == ""
            assert box.lineEdit().text() == f"{box.value:.12g}"
    assert person.player.document == before


def test_leaving_a_bad_field_brings_the_last_good_value_back(person):
    box = person.view("optimizer").form.rows["learning_rate"].input
    person.type(box, "0.002")
    person.type(box, "nonsense", enter=False)
    assert box.property("invalid")
    person.click(person.view("problem").boxes[0].lineEdit())
    assert box.lineEdit().text() == "0.002"
    assert person.player.document.runs[0].optimizer.learning_rate == 0.002


def test_a_good_value_after_a_bad_one_is_taken(person):
    box = person.view("optimizer").form.rows["learning_rate"].input
    person.type(box, "x", enter=False)
    person.type(box, "0.003")
    assert person.player.document.runs[0].optimizer.learning_rate == 0.003
    assert not box.property("invalid")


@pytest.mark.parametrize("extreme", [("learning_rate", "1e6"), ("learning_rate", "0")])
def test_extreme_but_allowed_values_get_a_stop_reason_and_an_intact_plot(person, extreme):
    name, text = extreme
    person.type(person.view("optimizer").form.rows[name].input, text)
    person.wait()
    assert person.run().stop_reason
    tracks = person.view("contour").paths.tracks
    assert len(tracks) == 2
    person.window.grab()


def test_a_ravine_of_condition_number_1e12(person):
    person.pick(person.view("problem").picker, "ravine")
    person.type(person.view("problem").form.rows["kappa"].input, "1e12")
    person.wait()
    assert "Diverged" in person.run().stop_reason
    person.window.grab()


def test_a_start_far_away_is_plotted_as_far_as_it_can_be(person):
    person.type(person.view("problem").boxes[0], "1e12")
    person.wait()
    assert person.run().stop_reason
    person.window.grab()


def test_the_slider_and_the_box_belong_together(person):
    row = person.view("optimizer").form.rows["learning_rate"]
    person.type(row.input, "0.1")
    assert row.slider.value() == round(1000 * position(row.declared, 0.1))
    row.slider.setFocus()
    QTest.keyClick(row.slider, Qt.Key.Key_PageDown)
    rate = person.player.document.runs[0].optimizer.learning_rate
    assert rate < 0.1
    assert float(f"{rate:.3g}") == rate
    assert row.input.value == rate


def test_reset_brings_the_default_back(person):
    row = person.view("optimizer").form.rows["momentum"]
    person.type(row.input, "0.5")
    assert row.reset.isEnabled()
    person.click(row.reset)
    assert person.player.document.runs[0].optimizer.momentum == 0.9
    assert not row.reset.isEnabled()


def test_the_spin_box_steps_with_the_arrow_keys(person):
    box = person.view("optimizer").form.rows["learning_rate"].input
    person.click(box.lineEdit())
    person.press(Qt.Key.Key_Up)
    assert person.player.document.runs[0].optimizer.learning_rate == 0.00112


def test_a_check_box_for_a_yes_or_no(person):
    person.pick(person.view("optimizer").picker, "rmsprop")
    row = person.view("optimizer").form.rows["centered"]
    assert isinstance(row.input, QCheckBox)
    QTest.mouseClick(
        row.input,
        Qt.MouseButton.LeftButton,
        pos=row.input.rect().center().__class__(8, row.input.height() // 2),
    )
    assert person.player.document.runs[0].optimizer.centered is True


@pytest.mark.parametrize("declared", NUMBERS, ids=lambda p: p.name)
def test_sliders_and_steps_stay_in_range_and_are_monotonic(declared):
    values = [at_position(declared, i / 100) for i in range(101)]
    assert values == sorted(values)
    for value in values:
        assert declared.check(value) == value
        assert declared.check(stepped(declared, value, 1)) >= value
        assert declared.check(stepped(declared, value, -1)) <= value
    if declared.kind is float and declared.scale is not Scale.LINEAR:
        assert abs(position(declared, values[50]) - 0.5) < 0.01


@pytest.mark.parametrize("cls", CLASSES, ids=lambda c: c.__name__)
def test_every_form_is_made_from_the_declarations(qtbot, cls):
    form = Form()
    qtbot.addWidget(form)
    form.show_object(cls())
    assert list(form.rows) == [p.name for p in parameters_of(cls)]
    for row in form.rows.values():
        assert row.label.toolTip() or isinstance(row.input, QCheckBox)
        assert row.input.toolTip()
        assert row.reset.toolTip()


def test_a_long_small_number_shows_its_exponent_and_tells_all_its_digits(person):
    person.pick(person.view("optimizer").picker, "SciPy L-BFGS-B")
    box = person.view("optimizer").form.rows["ftol"].input
    assert box.lineEdit().text() == "2.22e-09"
    assert box.toolTip().endswith("Now it is 2.22044604925e-09.")
    person.press(Qt.Key.Key_Tab)  # to look at a field changes nothing
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert person.player.document.runs[0].optimizer.ftol == 2.220446049250313e-09


def test_what_is_said_of_a_mistake_does_not_lie_over_the_next_field(person):
    rows = person.view("optimizer").form.rows
    first, second = (row.input for row in list(rows.values())[:2])
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    QTest.keyClick(first, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(first, "much")
    person.until(QToolTip.isVisible)
    tip = next(
        w for w in QApplication.topLevelWidgets() if w.metaObject().className() == "QTipLabel"
    )
    place = QRect(second.mapToGlobal(second.rect().topLeft()), second.size())
    assert not tip.geometry().intersects(place)
