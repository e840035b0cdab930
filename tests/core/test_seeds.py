"""Bands over seeds: each is the quartiles of runs that one could have made by hand."""

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.seeds import bands, reseeded, varied
from gdexplorer.core.stop import StopRule
from gdexplorer.core.walk import never


def recipe(rate=0.1, name="linear_regression", **settings):
    problem = gd.problem(name, **settings)
    rule = gd.GradientDescent(learning_rate=rate)
    return Recipe(problem, rule, problem.start, StopRule(iterations=60))


def last(made, seeds):
    return [b for b in bands(made, seeds, 60, never) if b is not None][-1]


def test_a_band_is_the_quartiles_of_runs_made_one_by_one():
    made = recipe(batch_size=5)
    band = last(made, 5)
    losses = []
    for seed in range(5):
        problem = gd.problem("linear_regression", batch_size=5, seed=seed)
        run = gd.descend(problem, made.optimizer, iterations=60)
        losses.append([problem.value(run.trajectory.x[k]) for k in band.learning.k])
    expected = np.sort(losses, axis=0)[[1, 2, 3]]
    np.testing.assert_array_equal(band.learning.train_loss, expected)
    assert band.seeds == 5
    assert np.isnan(band.learning.test_loss).all()


def test_first_weights_differ_as_well_where_the_run_begins_at_the_models_own():
    made = recipe(name="neural_network", batch_size=10)
    assert varied(made) == ("seed", "weight_seed")
    other = reseeded(made, 3)
    assert (other.problem.seed, other.problem.weight_seed) == (3, 3)
    assert other.start == other.problem.start != made.start
    elsewhere = Recipe(made.problem, made.optimizer, (0.1,) * len(made.start))
    assert varied(elsewhere) == ("seed",)
    assert reseeded(elsewhere, 3).start == elsewhere.start


@pytest.mark.parametrize("settings", [{}, {"batch_size": 5, "row_order": "fixed"}])
def test_nothing_varies_where_no_seed_counts(settings):
    assert varied(recipe(**settings)) == ()


def test_formulas_have_no_seeds():
    assert varied(recipe(name="sphere")) == ()


def test_a_seed_that_diverges_is_infinitely_bad_from_there_on():
    made = recipe(rate=0.9, batch_size=3)
    learning = last(made, 4).learning
    assert not np.isnan(learning.train_loss).any()
    assert learning.train_loss[2, -1] >= learning.train_loss[1, -1] >= learning.train_loss[0, -1]
    wild = last(recipe(rate=50.0, batch_size=3), 3).learning
    assert (wild.train_loss[:, -1] == np.inf).all()
    assert (wild.train_score[:, -1] == -np.inf).all()


def test_a_band_can_be_given_up_between_its_pieces():
    work = bands(recipe(batch_size=5), 50, 60, never)
    assert [next(work) for _ in range(3)] == [None] * 3
    work.close()
