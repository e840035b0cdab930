"""The convolutional network's filters and answers, a digit of one's own, the confusion matrix."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gdexplorer.ui.plot.count_matrix import CountMatrix
from gdexplorer.ui.theme import LIGHT
from tests.ui.conftest import move

LEFT = Qt.MouseButton.LeftButton


def take(person, problem):
    person.player.change(person.player.document.with_problem(problem))


@pytest.fixture
def trained(person):
    """Train a network on digits and come to its filters."""
    person.pick(person.view("problem").picker, "Convolutional", settle=False)
    person.show("Filters")
    take(person, person.player.document.problem.tuned(filters=8, test_share=0.4))
    person.player.to_end()
    person.until(lambda: person.run().stop is not None and not person.player.computing, 60_000)
    person.until(lambda: person.cursor == person.player.session.end)
    return person


def looked_at(person):
    k = person.player.session.at(person.player.session.selected)
    return person.player.document.problem, person.run().trajectory.x[k]


def draw(person, canvas, *strokes):
    """Draw strokes of points from 0 to 1 with the mouse."""
    paper = canvas.paper()
    for stroke in strokes:
        points = [
            QPoint(round(paper.left() + x * paper.width()), round(paper.top() + y * paper.height()))
            for x, y in stroke
        ]
        QTest.mousePress(canvas, LEFT, pos=points[0])
        for point in points[1:]:
            move(canvas, point, LEFT)
        QTest.mouseRelease(canvas, LEFT, pos=points[-1])
    person.qtbot.wait(20)


def ring():
    angle = np.linspace(0, 2 * np.pi, 40)
    return np.stack([0.5 + 0.22 * np.sin(angle), 0.5 - 0.35 * np.cos(angle)], axis=1)


LINE = [(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]


def test_the_filters_are_those_of_the_iterate_under_the_cursor(trained):
    person, view = trained, trained.view("filters")
    seen = []
    for key in (None, Qt.Key.Key_Left, Qt.Key.Key_Home):
        if key is not None:
            person.press(key)
            person.until(lambda before=seen[-1][0]: person.cursor != before)
        problem, x = looked_at(person)
        kernels = np.moveaxis(problem.filters_of(x)[0][:, :, 0, :], -1, 0)
        person.until(lambda k=kernels: np.array_equal(view.filters.pictures, k))
        picture = problem.held_out.inputs[view.number.value() - 1]
        maps = np.moveaxis(problem.feature_maps(x, picture)[0], -1, 0)
        np.testing.assert_array_equal(view.maps.pictures, maps)
        np.testing.assert_allclose(view.bars.shares, problem.predict(x, picture[None])[0])
        seen.append((person.cursor, kernels))
    assert [k for k, _ in seen] == [400, 399, 0]
    assert "at iteration 0" in view.note.sentence


def test_a_one_and_a_nought_that_are_drawn_are_recognised_and_the_document_stays(trained):
    person, view = trained, trained.view("filters")
    before = person.player.document
    draw(person, view.canvas, LINE)
    assert view.bars.shares.argmax() == 1
    assert view.answer.text().startswith("Answer 1 (")
    first = view.maps.pictures
    assert view.seen.pictures[0].max() == 16
    person.click(view.clear)
    assert not view.canvas.strokes
    assert "right" in view.answer.text() or "wrong" in view.answer.text()  # one of the data again
    draw(person, view.canvas, ring())
    assert view.bars.shares.argmax() == 0
    assert not np.array_equal(view.maps.pictures, first)
    person.press(Qt.Key.Key_Home)
    person.until(lambda: "at iteration 0" in view.note.sentence)
    assert view.seen_title.text() == "Your digit, as seen"  # it stays while one scrubs
    assert person.player.document is before


def test_one_draws_with_the_keys_and_nothing_plays(trained):
    person, view = trained, trained.view("filters")
    view.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    person.until(view.canvas.hasFocus)
    cursor = person.cursor
    for key in [Qt.Key.Key_Up] * 5 + [Qt.Key.Key_Space] + [Qt.Key.Key_Down] * 10:
        person.press(key, on=view.canvas)
    assert view.bars.shares.argmax() == 1
    assert (person.cursor, person.player.playing) == (cursor, False)
    person.press(Qt.Key.Key_Delete, on=view.canvas)
    assert not view.canvas.strokes


def test_undo_takes_back_the_last_stroke_and_after_that_the_last_change(trained):
    person, view = trained, trained.view("filters")
    document = person.player.document
    draw(person, view.canvas, LINE, ring())
    for left in (1, 0):
        person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert len(view.canvas.strokes) == left
    assert person.player.document is document
    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert person.player.document is not document


def test_a_click_on_the_canvas_leaves_the_keys_to_the_player(trained):
    person, view = trained, trained.view("filters")
    draw(person, view.canvas, LINE)
    assert not view.canvas.hasFocus()
    person.press(Qt.Key.Key_Left)
    person.until(lambda: person.cursor == 399)


def test_the_next_wrong_digit_is_shown_and_said_to_be_wrong(trained):
    person, view = trained, trained.view("filters")
    person.click(view.wrong)
    problem, x = looked_at(person)
    row = view.number.value() - 1
    truth = int(problem.held_out.targets[row])
    answer = int(problem.predict(x, problem.held_out.inputs[row : row + 1]).argmax())
    assert answer != truth
    assert view.answer.text().startswith(f"Answer {answer} (")
    assert view.answer.text().endswith(f"wrong, it is a {truth}")
    person.type(view.number, "7")
    assert view.seen_title.text().startswith(f"A {int(problem.held_out.targets[6])},")


def test_pictures_are_counted_from_one_as_those_held_out_are_many(trained):
    view, rows = trained.view("filters"), trained.player.document.problem.held_out
    assert view.number.text() == f"picture 1 of {len(rows)}"
    assert "held out" in view.number.toolTip()
    QTest.keyClick(view.number.lineEdit(), Qt.Key.Key_Down)
    assert view.number.value() == 1
    trained.type(view.number, str(len(rows)))
    assert view.seen_title.text().startswith(f"A {int(rows.targets[-1])},")


def test_space_plays_after_a_click_on_a_button_of_the_view(trained):
    person, view = trained, trained.view("filters")
    person.press(Qt.Key.Key_Home)
    row = view.number.value() - 1
    person.click(view.clear)
    person.press(Qt.Key.Key_Space)
    person.until(lambda: person.cursor > 0)
    assert view.number.value() == row + 1
    person.press(Qt.Key.Key_Space)
    assert not person.player.playing


def test_each_layer_of_two_convolutions_can_be_seen(trained):
    person, view = trained, trained.view("filters")
    take(person, person.player.document.problem.tuned(convolutions=2, filters=4))
    person.until(lambda: view.layer.count() == 3 and len(view.maps.pictures) == 4)
    assert [view.layer.itemText(i) for i in range(3)] == [
        "convolution 1",
        "convolution 2",
        "pooled",
    ]
    shapes = []
    for i in range(3):
        view.layer.setCurrentIndex(i)
        shapes.append((view.filters.pictures.shape, view.maps.pictures.shape))
    assert shapes == [
        ((4, 3, 3), (4, 6, 6)),
        ((16, 3, 3), (4, 4, 4)),
        ((16, 3, 3), (4, 2, 2)),
    ]


def test_dead_filters_are_said(trained):
    person, view = trained, trained.view("filters")
    problem = person.player.document.problem
    start = np.array(problem.start)
    start[72:80] = -100.0  # the filters' biases
    person.player.start_at(tuple(start.tolist()))
    person.press(Qt.Key.Key_Home)
    person.until(lambda: "8 ReLU units of layer 1 are dead" in view.remarks.text(), 30_000)
    assert view.remarks.isVisible()
    person.player.start_at(problem.start)
    person.until(lambda: "8 ReLU" not in view.remarks.text(), 30_000)


def test_pictures_and_cells_say_what_they_are(trained):
    person, view = trained, trained.view("filters")
    place = view.filters.places()[3].center().toPoint()
    assert view.filters.described(place).startswith("filter 3: from ")
    assert view.filters.described(QPoint(-5, -5)) == ""
    person.show("Confusion")
    matrix = person.view("confusion").matrix
    person.until(lambda: matrix.counts.sum() > 0)
    inside = matrix.cells()
    assert "read as 0" in matrix.described(inside.topLeft().toPoint() + QPoint(2, 2))
    assert matrix.described(QPoint(0, 0)) == ""


def counted(person, rows):
    problem, x = looked_at(person)
    answers = problem.predict(x, rows.inputs).argmax(axis=-1)
    counts = np.zeros((problem.classes, problem.classes), int)
    for truth, answer in zip(rows.targets.astype(int), answers, strict=True):
        counts[truth, answer] += 1
    return counts


def test_the_confusion_is_that_of_the_iterate_under_the_cursor(trained):
    person = trained
    person.show("Confusion")
    view = person.view("confusion")
    for key in (Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Home):
        person.press(key)
        held_out = person.player.document.problem.held_out
        person.until(lambda h=held_out: np.array_equal(view.matrix.counts, counted(person, h)))
        right = np.trace(view.matrix.counts) / len(held_out)
        person.until(lambda r=right: f"({r:.1%})" in view.note.sentence)
        assert "held out" in view.note.sentence
    assert "at iteration 0" in view.note.sentence


def test_where_nothing_is_held_out_the_confusion_is_of_training_rows(person):
    person.pick(person.view("problem").picker, "Logistic regression")
    assert "Confusion" in person.tabs()
    assert "Filters" not in person.tabs()
    person.show("Confusion")
    view = person.view("confusion")
    shown = person.player.document.problem.shown
    person.until(lambda: np.array_equal(view.matrix.counts, counted(person, shown)))
    assert view.matrix.counts.sum() == 100
    assert "trained on" in view.note.sentence
    person.pick(person.view("problem").picker, "Linear regression")
    assert "Confusion" not in person.tabs()


def in_cell(person, i, j):
    """Return which rows held out are i and read as j at the cursor's iteration."""
    problem, x = looked_at(person)
    rows = problem.held_out
    answers = problem.predict(x, rows.inputs).argmax(axis=-1)
    return np.flatnonzero((rows.targets == i) & (answers == j)).tolist()


def cell(matrix, i, j):
    return matrix._cell(matrix.cells(), i, j).center().toPoint()


@pytest.fixture
def confused(trained):
    """Come to the confusion of what was trained, and return it with its fullest wrong cell."""
    trained.show("Confusion")
    matrix = trained.view("confusion").matrix
    trained.until(lambda: matrix.counts.sum() > 0)
    wrong = matrix.counts - np.diag(np.diagonal(matrix.counts))
    i, j = map(int, np.unravel_index(wrong.argmax(), wrong.shape))
    return trained, matrix, (i, j)


def test_clicks_on_a_cell_show_its_digits_in_turn_and_round_again(confused):
    person, matrix, (i, j) = confused
    filters, rows = person.view("filters"), in_cell(person, i, j)
    assert len(rows) == matrix.counts[i, j] > 0
    document = person.player.document
    for turn, row in enumerate([*rows, rows[0]]):
        person.show("Confusion")
        person.click(matrix, cell(matrix, i, j))
        assert person.window.landscape is filters
        assert filters.number.value() == row + 1
        assert filters.answer.text().endswith(f"wrong, it is a {i}")
        assert person.said.startswith(f"Number {turn % len(rows) + 1} of the {len(rows)} that are")
    person.show("Confusion")
    person.click(matrix, cell(matrix, i, i))  # another cell begins with its first
    assert filters.number.value() == in_cell(person, i, i)[0] + 1
    assert person.player.document is document


def test_a_click_takes_the_users_own_digit_from_sight(confused):
    person, matrix, (i, j) = confused
    person.show("Filters")
    draw(person, person.view("filters").canvas, LINE)
    person.show("Confusion")
    person.click(matrix, cell(matrix, i, j))
    assert person.view("filters").seen_title.text() == f"A {i}, as seen"


def test_an_empty_cell_says_that_there_is_none(confused):
    person, matrix, _ = confused
    i, j = map(int, np.argwhere(matrix.counts == 0)[0])
    sentence = f"None of {matrix.counts[i].sum()} that are {i} is read as {j}"
    assert matrix.described(cell(matrix, i, j)) == sentence
    person.click(matrix, cell(matrix, i, j))
    assert person.said == "There is none to show in this cell"
    assert person.window.landscape is person.view("confusion")


def test_the_mouse_over_a_cell_says_that_it_can_be_clicked(confused):
    person, matrix, (i, j) = confused
    told = []
    person.player.hovered.connect(told.append)
    person.move(matrix, cell(matrix, i, j))
    assert told[-1].endswith("click to see the next of them")
    assert matrix.cursor().shape() is Qt.CursorShape.PointingHandCursor
    empty = np.argwhere(matrix.counts == 0)[0]
    person.move(matrix, cell(matrix, *map(int, empty)))
    assert told[-1].startswith("None of ")
    assert matrix.cursor().shape() is Qt.CursorShape.ArrowCursor
    person.move(matrix, QPoint(1, 1))
    assert told[-1] == ""


def test_arrows_and_enter_choose_a_cell_and_do_not_step(confused):
    person, matrix, (i, j) = confused
    cursor, rows = person.cursor, in_cell(person, i, j)
    matrix.setFocus(Qt.FocusReason.TabFocusReason)
    person.until(matrix.hasFocus)
    for key in [Qt.Key.Key_Left] + [Qt.Key.Key_Down] * i + [Qt.Key.Key_Right] * j:
        person.press(key, on=matrix)
    matrix.grab()
    person.press(Qt.Key.Key_Return, on=matrix)
    assert person.view("filters").number.value() == rows[0] + 1
    assert person.cursor == cursor


def test_where_no_view_shows_rows_a_cell_cannot_be_clicked(person):
    person.pick(person.view("problem").picker, "Logistic regression")
    person.show("Confusion")
    view = person.view("confusion")
    matrix, said = view.matrix, person.said
    person.until(lambda: matrix.counts.sum() > 0)
    assert "click" not in matrix.described(cell(matrix, 0, 0))
    person.click(matrix, cell(matrix, 0, 0))
    person.move(matrix, cell(matrix, 0, 0))
    assert (person.window.landscape, person.said) == (view, said)
    assert matrix.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert matrix.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_the_names_of_classes_are_whole_above_the_matrix(qtbot):
    matrix = CountMatrix()
    qtbot.addWidget(matrix)
    matrix.restyle(LIGHT)
    matrix.resize(540, 400)
    grades = ("very negative", "negative", "neutral", "positive", "very positive")
    for names in (("a", "b"), grades, (*grades, "immeasurablypositive")):
        matrix.show_counts(np.eye(len(names), dtype=int), names)
        matrix.grab()
        cells = matrix.cells()
        side = cells.width() / len(names)
        above = QPoint(round(cells.left() + 1.5 * side), round(cells.top() - 8))
        assert matrix.described(above) == names[1]
        assert cells.bottom() <= matrix.height()
    before = QPoint(round(cells.left() - 8), round(cells.top() + 5.5 * side))
    assert matrix.described(before) == "immeasurablypositive"


def test_heads_wrap_before_they_are_turned(qtbot):
    matrix = CountMatrix()
    qtbot.addWidget(matrix)
    matrix.resize(540, 400)
    lines = []
    for name in ("a", "very negative", "w" * 14):
        matrix.show_counts(np.eye(5, dtype=int), [name] * 5)
        lines.append(matrix._laid_out()[1])
    assert lines == [1, 2, 0]
