"""Long trainings say how far they are: in words, in a bar, on the task bar."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

import gdexplorer as gd
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.run import Run
from gdexplorer.core.stop import StopRule
from gdexplorer.ui.progress import Progress, duration, progress
from gdexplorer.ui.task_bar import INTERFACE, update_message


def begun(iterates):
    problem = gd.problem("rosenbrock")
    run = Run(Recipe(problem, gd.GradientDescent(learning_rate=1e-3), problem.start, StopRule()))
    run.record(run.advance(iterates))
    return run


def test_progress_counts_the_iterates_of_all_runs():
    runs = [begun(10), begun(30)]
    made = progress(runs, 99, 20.0)
    assert (made.done, made.total) == (sum(len(r.trajectory) for r in runs), 200)
    assert made.seconds_left == pytest.approx((200 - made.done) / 20)
    assert progress(runs, 5, 20.0) is None
    assert progress([], 5, 20.0) is None


def test_progress_without_a_rate_is_not_shown():
    assert not Progress(1, 100, 0.0).long
    assert Progress(1, 100, 10.0).long
    assert not Progress(99, 100, 10.0).long


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (59, "59 s"), (130, "2 min 10 s"), (11_100, "3 h 5 min")]
)
def test_a_duration_is_written_as_one_would_say_it(seconds, words):
    assert duration(seconds) == words


@given(st.floats(0, 1e6))
def test_every_duration_has_a_unit(seconds):
    assert duration(seconds)[-1] in "sn"


def test_docks_are_told_in_the_launchers_own_terms():
    message = update_message(37)
    assert message.interface() == INTERFACE
    assert message.arguments()[1] == {"progress": 0.37, "progress-visible": True}
    assert not update_message(None).arguments()[1]["progress-visible"]


def test_what_was_said_of_one_problem_is_not_said_of_the_next(person):
    person.player.said.emit("diverged at iteration 17")
    assert "Diverged" in person.window.status.words.text()
    person.pick(person.view("problem").picker, "Himmelblau")
    assert "Diverged" not in person.window.status.words.text()


def test_a_long_training_shows_its_progress_and_can_be_cancelled(person):
    window, status = person.window, person.window.status
    person.pick(person.view("problem").picker, "Recurrent", settle=False)
    person.type(person.view("optimizer").stop.rows["iterations"].input, "20000")
    person.press(Qt.Key.Key_End)
    person.until(status.bar.isVisible, 30_000)
    person.until(lambda: "left" in status.words.text(), 30_000)
    assert "epoch" in status.words.text()
    assert "rows/s" in status.rate.text()
    assert window.windowTitle().endswith("% – gdexplorer")
    person.press(Qt.Key.Key_Escape)
    person.until(lambda: not status.bar.isVisible())
    assert window.windowTitle() == "gdexplorer"
    assert np.isfinite(person.run().trajectory.f).all()
