"""What is odd about a model is said wherever the model is looked at."""

import pytest
from PySide6.QtCore import Qt

import gdexplorer as gd

ALIKE = "All weights are 0, so the units of a layer are alike"


@pytest.fixture
def zero(person):
    """A network whose weights begin at zero, the cursor at the start."""
    problem = gd.problem("neural_network", initialisation="zero", units=3)
    document = person.player.document.with_problem(problem, gd.GradientDescent, anew=True)
    person.player.change(document)
    person.press(Qt.Key.Key_Home)
    return person


@pytest.mark.parametrize(
    ("title", "name"),
    [("Data and fit", "fit"), ("Network", "network"), ("Confusion", "confusion")],
)
def test_a_start_at_zero_is_remarked_on_beside_every_picture_of_the_model(zero, title, name):
    zero.show(title)
    remarks = zero.view(name).remarks
    zero.until(lambda: ALIKE in remarks.text(), 30_000)
    assert remarks.isVisible()
    assert remarks.height() >= remarks.heightForWidth(remarks.width())  # all of it can be read
    sound = gd.problem("neural_network", units=3)
    zero.player.change(zero.player.document.with_problem(sound))
    zero.until(lambda: ALIKE not in remarks.text(), 30_000)


def test_labels_without_training_rows_are_remarked_on_in_the_confusion(person, tmp_path):
    path = tmp_path / "table.csv"
    rows = [f"{i},{i % 3},{'ab'[i % 2]}" for i in range(20)]
    path.write_text("\n".join(["u,v,kind", *rows, "4,4,c"]))
    for share in (0.3, 0.5, 0.7, 0.9):
        given = gd.problem("softmax_regression", test_share=share)
        problem = gd.api.learn_from(given, path, "kind")
        if 2.0 not in problem.shown.targets:
            break
    person.player.change(person.player.document.with_problem(problem, anew=True))
    person.wait()
    person.show("Confusion")
    remarks = person.view("confusion").remarks
    person.until(lambda: "Label c is on no training row" in remarks.text())
