"""What the comparison suggests can be compared, of every rule."""

from dataclasses import replace

import pytest

import gdexplorer as gd
from gdexplorer.api import optimizers
from gdexplorer.core.parameter import parameters_of
from gdexplorer.ui.compare import CompareDialog, nearby


@pytest.mark.parametrize("cls", optimizers().values(), ids=lambda c: c.name)
def test_values_nearby_are_allowed(cls):
    for declared in (*parameters_of(cls), *parameters_of(gd.Around)):
        texts = nearby(declared, declared.default)
        assert len(texts) >= 2
        for text in texts:
            declared.parse(text)


def dialog(person, name):
    person.pick(person.view("optimizer").picker, name)
    return CompareDialog(person.player, person.window)


def test_decimal_commas_are_compared_as_they_are_meant(person):
    person.choose(person.window.menus.compare)
    dialog = person.window.findChild(CompareDialog)
    person.type(dialog.values, "0,1; 0,5", enter=False)
    person.type(dialog.start, "-1,5 2", enter=False)
    made = dialog.compared()
    assert [r.rate for r in made.runs] == [0.1, 0.5]
    assert {r.start for r in made.runs} == {(-1.5, 2.0)}
    dialog.reject()


def test_choices_with_spaces_are_compared(person):
    made = dialog(person, "bfgs")
    made.names.setCurrentIndex(made.names.findText("search"))
    assert made.values.text() == "strong Wolfe, exact"
    assert made.problem.text() == ""
    searches = [r.optimizer.search for r in made.compared().runs]
    assert searches == ["strong Wolfe", "exact"]


def test_a_rule_without_hyperparameters_says_so(person):
    made = dialog(person, "gradient descent, exact")
    assert "no hyperparameter to vary" in made.problem.text()


def test_what_is_around_is_kept_and_can_be_varied(person):
    person.player.change(
        person.player.document.with_run(replace(person.spec(), around=gd.Around(noise=1.0)))
    )
    made = CompareDialog(person.player, person.window)
    assert {r.around for r in made.compared().runs} == {gd.Around(noise=1.0)}
    made.names.setCurrentIndex(made.names.findText("schedule"))
    schedules = [r.around.schedule for r in made.compared().runs]
    assert schedules == list(parameters_of(gd.Around)[0].choices)


def test_the_start_is_kept_to_the_bit(person):
    person.player.start_at((1 / 3, -2 / 7))
    made = dialog(person, "adam")
    assert {r.start for r in made.compared().runs} == {(1 / 3, -2 / 7)}
