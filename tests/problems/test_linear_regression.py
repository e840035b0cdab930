"""Known answers of the linear models."""

import math

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.core.learning import score_in_words
from gdexplorer.core.number_words import number_words

EXACTLY = {"gradient_tolerance": 0, "step_tolerance": 0}


def test_a_line_through_a_hundred_points():
    rule = gd.api.optimizer("gradient_descent", learning_rate=0.1)
    run = gd.descend("linear_regression", rule, iterations=1000, **EXACTLY)
    np.testing.assert_allclose(run.trajectory.x[-1], [2.02214971, 2.95275765], atol=5e-9)


def test_three_rows_one_at_a_time():
    rule = gd.api.optimizer("gradient_descent", learning_rate=0.01)
    run = gd.descend("stochastic_least_squares", rule, iterations=3000, **EXACTLY)
    np.testing.assert_allclose(run.trajectory.x[-1], [1.00057122, 1.99951681], atol=5e-9)


@pytest.mark.parametrize("data", ["line", "outliers", "collinear"])
@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("rule", ["bfgs", "gauss_newton"])
def test_a_converged_run_is_the_least_squares_solution(data, standardise, rule):
    problem = gd.problem("linear_regression", data=data, standardise=standardise)
    run = gd.descend(problem, rule, iterations=1000)
    raw = problem.shown.inputs
    X = np.c_[np.ones(len(raw)), raw]
    expected = np.linalg.lstsq(X, problem.shown.targets)[0]
    np.testing.assert_allclose(problem.raw(run.trajectory.x[-1]), expected, rtol=1e-8)


def test_ridge_is_the_solution_of_its_normal_equations():
    problem = gd.problem("linear_regression", data="collinear", ridge=0.3)
    X, y = problem.train.inputs, problem.train.targets
    penalty = np.diag([0.0, 0.3, 0.3])
    expected = np.linalg.solve(X.T @ X / len(y) + penalty, X.T @ y / len(y))
    run = gd.descend(problem, "newton")
    np.testing.assert_allclose(run.trajectory.x[-1], expected, rtol=1e-10)
    np.testing.assert_allclose(problem.minima[0], expected, rtol=1e-10)


def test_standardised_features_make_a_rounder_bowl():
    plain = gd.problem("linear_regression", data="collinear")
    round_ = gd.problem("linear_regression", data="line", standardise=True)
    condition = [np.linalg.cond(p.hessian(np.array(p.start))) for p in (plain, round_)]
    assert condition[0] > 1000
    assert condition[1] == pytest.approx(1)


def test_it_says_how_long_the_bowl_is_and_that_standardised_features_shorten_it(tmp_path):
    path, rng = tmp_path / "flats.csv", np.random.RandomState(3)
    area, rooms = rng.uniform(30, 200, 50), rng.randint(1, 6, 50)
    lines = [f"{a},{r},{9 * a + 500 * r}" for a, r in zip(area, rooms, strict=True)]
    path.write_text("\n".join(["area,rooms,price", *lines]))
    raw = gd.api.learn_from(gd.problem("linear_regression"), path, "price")
    scaled = raw.tuned(standardise=True)
    kappa = [np.linalg.cond(p.hessian(np.array(p.start))) for p in (raw, scaled)]
    assert [raw.condition, scaled.condition] == pytest.approx(kappa)
    assert kappa[0] > 1e4 > 10 > kappa[1]
    assert raw.facts == (f"condition number {number_words(kappa[0])}",)
    (said,) = raw.remarks(np.zeros(3))
    assert said.endswith(f"with 'standardise' it is {number_words(kappa[1])}")
    assert scaled.remarks(np.zeros(3)) == ()
    assert gd.problem("linear_regression").remarks(np.zeros(2)) == ()


@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("ridge", [0.0, 0.1])
def test_what_standardised_features_would_make_of_it_is_known_beforehand(intercept, ridge):
    settings = {"data": "collinear", "intercept": intercept, "ridge": ridge}
    raw = gd.problem("linear_regression", **settings)
    scaled = raw.tuned(standardise=True)
    for problem in (raw, scaled):
        assert problem._standardised_condition == pytest.approx(scaled.condition, rel=1e-9)


def test_features_that_are_one_another_make_a_bowl_without_end(tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("a,b,y\n" + "\n".join(f"{i},{2 * i},{i}" for i in range(9)))
    twice = gd.api.learn_from(gd.problem("linear_regression"), path, "y")
    assert twice.condition == np.inf
    assert twice.facts == ("condition number ∞",)
    assert twice.remarks(np.zeros(3))[0].startswith("Many weights fit equally well")
    assert "Many weights" not in twice.tuned(ridge=0.1).remarks(np.zeros(3))[0]


def test_predictions_are_in_raw_units():
    plain = gd.problem("linear_regression")
    scaled = plain.tuned(standardise=True)
    raw = plain.shown.inputs
    np.testing.assert_allclose(
        plain.predict(np.array(plain.minima[0]), raw),
        scaled.predict(np.array(scaled.minima[0]), raw),
        rtol=1e-10,
    )


@pytest.mark.parametrize("intercept", [False, True])
def test_raw_coefficients_answer_what_the_standardised_model_answers(intercept):
    problem = gd.problem("linear_regression", data="collinear", standardise=True)
    problem = problem.tuned(intercept=intercept)
    x = np.random.default_rng(4).standard_normal(problem.dimension)
    inputs = problem.shown.inputs
    raw = problem.raw(x)
    answers = raw[0] + inputs @ raw[1:] if intercept else inputs @ raw
    np.testing.assert_allclose(answers, problem.predict(x, inputs), rtol=1e-10)


def test_a_single_row_held_out_has_no_spread_to_explain(tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("area,price\n" + "".join(f"{a},{2 * a + a % 2}\n" for a in range(1, 7)))
    problem = gd.api.learn_from(
        gd.problem("linear_regression"), path, "price", ["area"], held_out=0.1
    )
    assert len(problem.held_out) == 1
    assert math.isnan(problem.score(np.zeros(2), problem.held_out))
    assert problem.score(np.zeros(2), problem.shown) < 0
    told = score_in_words(problem.score(np.zeros(2), problem.held_out), 4)
    assert told.startswith("not defined")


def test_a_table_that_is_always_the_same_asks_for_no_rows_and_no_noise():
    assert gd.LinearRegression(data="three rows").absent == {"rows", "noise"}
    assert not gd.LinearRegression(data="line").absent
