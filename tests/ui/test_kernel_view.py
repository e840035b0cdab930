"""The first lesson on convolution, seen: picture, kernel, and what it makes."""

import numpy as np
from PySide6.QtCore import Qt

import gdexplorer as gd
from gdexplorer.ui.plot.tiles import brief

KNOWN = [[5, 3, 5], [3, 0, 3], [5, 3, 5]]


def kernel_view(person):
    person.pick(person.view("problem").picker, "One kernel")
    lesson = person.player.document.problem.tuned(picture="square")
    person.player.change(person.player.document.with_problem(lesson))
    person.wait()
    person.show("Kernel")
    person.wait()
    return person.view("kernel")


def shown(view, name):
    return view.tiles[name].pictures[0]


def test_the_known_kernel_makes_the_known_target(person):
    view = kernel_view(person)
    np.testing.assert_array_equal(shown(view, "target"), KNOWN)
    np.testing.assert_array_equal(shown(view, "known"), [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])
    assert shown(view, "picture").shape == (5, 5)


def test_what_the_kernel_makes_is_that_of_the_iterate_under_the_cursor(person):
    view = kernel_view(person)
    person.player.to_end()
    person.wait()
    assert np.abs(shown(view, "missed")).max() < 1
    person.press(Qt.Key.Key_Home)
    person.wait()
    assert not shown(view, "made").any()
    np.testing.assert_array_equal(shown(view, "missed"), -np.array(KNOWN, float))
    person.press(Qt.Key.Key_Right)
    person.wait()
    x = person.run().trajectory.x[1]
    np.testing.assert_array_equal(shown(view, "kernel"), x.reshape(3, 3))
    made = gd.problem("kernel_lesson", picture="square").predict(
        x, person.run().recipe.problem.train.inputs
    )
    np.testing.assert_array_equal(shown(view, "made"), made.reshape(3, 3))
    assert "iteration 1" in view.note.sentence


def test_numbers_are_brief():
    written = [brief(v) for v in (0.0, -0.001, 1.0, -2.5, 0.333, 12.0)]
    assert written == ["0", "0", "1", "−2.5", "0.33", "12"]
