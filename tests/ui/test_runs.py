"""The runs table and its verbs; undo; comparing."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QDialogButtonBox, QLineEdit

import gdexplorer as gd
from gdexplorer.core.session import COLOURS, described
from gdexplorer.ui.compare import CompareDialog
from gdexplorer.ui.names import shortened
from gdexplorer.ui.theme import MARKERS


def row_place(person, row, column=1):
    view = person.view("runs")
    return view.table.visualRect(view.model.index(row, column)).center()


def test_a_row_says_what_a_run_is_and_how_it_stands(person):
    label, k, f, norm, evaluations, status = person.table()[0]
    t = person.run().trajectory
    assert label == "Momentum η=0.001"
    assert (k, evaluations, status) == ("400", "400", "limit")
    assert float(f) == pytest.approx(t.f[-1], rel=5e-3)
    assert float(norm) == pytest.approx(t.gradient_norm[-1], rel=5e-3)


def test_add_duplicate_and_remove(person):
    runs = person.view("runs")
    person.choose(runs.add)
    person.wait()
    assert len(person.table()) == 3
    assert person.player.session.selected == person.player.document.runs[2].key
    person.choose(runs.duplicate)
    person.wait()
    optimizers = [r.optimizer for r in person.player.document.runs]
    assert optimizers[2] == optimizers[3]
    assert len({r.slot for r in person.player.document.runs}) == 4
    person.choose(runs.remove)
    assert len(person.table()) == 3


def test_a_run_that_is_added_has_a_colour_of_its_own_while_there_is_one(person):
    assert COLOURS == len(MARKERS) == len(person.view("runs").theme.runs)
    document, start = person.player.document, (0.0, 0.0)
    for _ in range(COLOURS - 1):
        document, spec = document.added(gd.Adam(), start)
    assert spec.slot == COLOURS  # there are no more colours
    for run in document.runs[:-1]:
        document = document.without(run.key)
    _, other = document.added(gd.Adam(), start)
    assert person.view("runs").colour(other) != person.view("runs").colour(spec)


def test_without_the_longest_run_the_cursor_is_at_the_end_of_the_others(person):
    person.type(person.view("optimizer").form.rows["learning_rate"].input, "1")
    person.until(lambda: person.table()[0][5] == "diverged")
    person.press(Qt.Key.Key_End)
    person.until(lambda: person.cursor == 400)
    person.click(person.view("runs").table.viewport(), row_place(person, 1))
    person.choose(person.view("runs").remove)
    person.wait()
    last = len(person.run().trajectory) - 1
    assert person.cursor == person.window.transport.number.value == last < 100


def test_the_last_run_stays(person):
    person.choose(person.view("runs").remove)
    person.wait()
    assert not person.view("runs").remove.isEnabled()


def test_choosing_a_row_shows_that_run_in_the_panels(person):
    table = person.view("runs").table
    person.click(table.viewport(), row_place(person, 1))
    assert person.player.session.selected == person.player.document.runs[1].key
    assert "Adam" in person.view("optimizer").picker.text()
    assert "m₀" in person.inspected()


def test_the_tick_hides_a_run_everywhere(person):
    table, model = person.view("runs").table, person.view("runs").model
    tick = table.visualRect(model.index(0, 0)).topLeft() + QPoint(10, 12)
    person.click(table.viewport(), tick)
    person.wait()
    assert len(person.view("contour").paths.tracks) == 1
    assert len(person.view("convergence").curves) == 1
    person.choose(person.view("runs").hide_run)
    person.wait()
    assert len(person.view("contour").paths.tracks) == 2


def test_a_double_click_renames(person):
    table = person.view("runs").table
    place = row_place(person, 0, 0)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    editor = table.findChild(QLineEdit)
    QTest.keyClicks(editor, "Slow  one")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    person.until(lambda: table.findChild(QLineEdit) is None)
    assert person.table()[0][0] == "Slow one"
    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert person.table()[0][0] == "Momentum η=0.001"


def test_a_run_can_be_recoloured_and_coloured_automatically_again(person):
    runs = person.view("runs")
    person.choose(runs.recolour)
    dialog = person.window.findChild(QColorDialog)
    dialog.setCurrentColor("#123456")
    person.press(Qt.Key.Key_Return, on=dialog)
    assert person.player.document.runs[0].colour == "#123456"
    assert person.view("contour").paths.tracks[-1].colour == "#123456"


def test_changes_can_be_undone_and_made_again(person):
    before = person.player.document
    row = person.view("optimizer").form.rows["learning_rate"]
    person.type(row.input, "0.0005")
    control = Qt.KeyboardModifier.ControlModifier
    changed = person.player.document
    assert changed != before
    person.press(Qt.Key.Key_Z, control)
    assert person.player.document == before
    person.press(Qt.Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert person.player.document == changed


def test_a_drag_is_undone_at_once(person):
    before = person.player.document
    start = before.runs[0].start
    view = person.view("contour")
    person.drag(view.plot, start, [(-1.0, 1.5), (-0.5, 2.0), (0.0, 2.5)])
    assert person.player.document != before
    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert person.player.document == before


def test_only_the_selected_run_moves_when_they_are_not_kept_together(person):
    person.view("problem").together.setChecked(False)
    person.type(person.view("problem").boxes[0], "0.5")
    starts = [r.start for r in person.player.document.runs]
    assert starts == [(0.5, 1.0), (-1.2, 1.0)]


def test_an_untouched_rate_is_suited_to_the_next_problem_a_tuned_one_stays(person):
    person.type(person.view("optimizer").form.rows["learning_rate"].input, "0.0042")
    person.pick(person.view("problem").picker, "himmelblau")
    rates = [r.optimizer.learning_rate for r in person.player.document.runs]
    assert rates == [0.0042, 0.2]


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("values", "", "at least one value"),
        ("values", "0.1, x", "must be a number"),
        ("values", "0.1, nan", "must be a number"),
        ("start", "1", "must be 2 numbers"),
        ("start", "a b", "must be numbers"),
        ("start", "1e300 1", "must be numbers from -1e+12 to 1e+12"),
        ("iterations", "1.5", "must be a whole number"),
    ],
)
def test_a_mistake_in_the_comparison_is_said_and_nothing_changes(person, field, text, sentence):
    before = person.player.document
    person.choose(person.window.menus.compare)
    dialog = person.window.findChild(CompareDialog)
    person.type(getattr(dialog, field), text, enter=False)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert sentence in dialog.problem.text()
    assert getattr(dialog, field).property("invalid")
    assert not ok.isEnabled()
    person.press(Qt.Key.Key_Escape, on=dialog)
    assert person.player.document == before


def test_any_hyperparameter_can_be_compared(person):
    person.choose(person.window.menus.compare)
    dialog = person.window.findChild(CompareDialog)
    dialog.names.setCurrentIndex(dialog.names.findText("momentum", Qt.MatchFlag.MatchStartsWith))
    person.type(dialog.values, "0 0.5 0.9 0.99", enter=False)
    person.click(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))
    person.wait()
    rules = [r.optimizer for r in person.player.document.runs]
    assert [r.momentum for r in rules] == [0.0, 0.5, 0.9, 0.99]
    assert all(type(r) is gd.Momentum for r in rules)
    assert QApplication.activeModalWidget() is None


def test_a_name_with_too_little_room_keeps_what_tells_it_apart():
    names = ["Adam η=0.05 β₁=0.85 keras", "AMSGrad η=0.05 β₁=0.86 keras", "Nesterov η=0.001"]
    whole = shortened(names[0], names, lambda text: len(text) <= 25)
    assert whole == names[0]
    assert shortened(names[0], names, lambda text: len(text) <= 24) == "Adam … β₁=0.85 keras"
    assert shortened(names[0], names, lambda text: len(text) <= 17) == "Adam … β₁=0.85 …"
    assert shortened(names[0], names, lambda _: False) == names[0]
    assert shortened("Gauss–Newton", names, lambda _: False) == "Gauss–Newton"


def test_a_rule_loses_its_middle_before_the_value_that_differs():
    names = ["Momentum η=0.1 μ=0.95", "Momentum η=0.01 μ=0.95", "Adam η=0.05"]
    assert shortened(names[0], names, lambda text: len(text) <= 20) == "Momentum η=0.1 …"
    assert shortened(names[0], names, lambda text: len(text) <= 14) == "Mom…um η=0.1 …"
    assert shortened(names[1], names, lambda text: len(text) <= 14) == "Mo…um η=0.01 …"
    assert shortened(names[2], names, lambda text: len(text) <= 7) == "Adam …"


def test_the_mark_of_the_chosen_run_has_the_runs_own_colour(person):
    view = person.view("runs")
    for row, spec in enumerate(person.player.document.runs):
        icon = view.model.data(view.model.index(row, 0), Qt.ItemDataRole.DecorationRole)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            image = icon.pixmap(15, mode).toImage()
            centre = image.pixelColor(image.width() // 2, image.height() // 2)
            assert centre.name() == QColor(view.colour(spec)).name()


def test_names_have_the_room_that_numbers_do_not_need_and_numbers_are_whole(person):
    table = person.view("runs").table
    person.pick(person.view("optimizer").picker, "bfgs")
    person.press(Qt.Key.Key_End)
    person.wait()
    metrics = table.fontMetrics()
    for row, texts in enumerate(person.table()):
        for column, text in enumerate(texts[1:], 1):
            assert metrics.horizontalAdvance(text) < table.columnWidth(column), (row, text)
    others = sum(table.columnWidth(column) for column in range(1, 6))
    assert table.columnWidth(0) == table.viewport().width() - others
    assert others < 290


def compare_rates(person, *rates):
    rule = gd.optimizer("gradient_descent")
    document = person.player.document
    start = document.problem.start
    person.player.change(document.compared(rule, "learning_rate", list(rates), start))
    person.wait()


def test_another_function_does_not_make_two_rates_one(person):
    own, other = gd.Rosenbrock.learning_rate, gd.Himmelblau.learning_rate
    compare_rates(person, own, other)
    person.pick(person.view("problem").picker, "himmelblau")
    assert [r.rate for r in person.player.document.runs] == [own, other]
    assert person.player.document.repeated == ()
    assert "now" not in person.said


def test_a_rate_becomes_the_one_suited_to_another_function(person):
    own, other = gd.Rosenbrock.learning_rate, gd.Himmelblau.learning_rate
    compare_rates(person, own)
    person.pick(person.view("problem").picker, "himmelblau")
    assert [r.rate for r in person.player.document.runs] == [other]


def test_runs_of_one_rule_at_its_usual_rate_become_suited_together(person):
    own, other = gd.Rosenbrock.learning_rate, gd.Himmelblau.learning_rate
    compare_rates(person, own, own)
    person.pick(person.view("problem").picker, "himmelblau")
    assert [r.rate for r in person.player.document.runs] == [other, other]


def test_compared_rates_stay_what_was_typed(person):
    own = gd.Rosenbrock.learning_rate
    compare_rates(person, own, 0.5)
    person.pick(person.view("problem").picker, "himmelblau")
    assert [r.rate for r in person.player.document.runs] == [own, 0.5]


def test_runs_that_become_alike_are_said_to_be(person):
    document = person.player.document
    rule = gd.optimizer("gradient_descent")
    compared = document.compared(rule, "learning_rate", [0.3, 0.3], (0.0, 0.0))
    second = compared.runs[1]
    person.player.change(compared.with_start((1.0, 1.0), second.key))
    person.wait()
    assert person.player.document.repeated == ()
    person.pick(person.view("problem").picker, "himmelblau")
    assert person.said.startswith("More than one run is now GD η=0.3")
    assert [r.key for r in person.player.document.repeated] == [second.key]


def test_a_large_rate_is_named_as_one_would_write_it():
    assert described(gd.GradientDescent(learning_rate=6000)) == "GD η=6000"
    assert described(gd.GradientDescent(learning_rate=1e-5)) == "GD η=1e-05"
