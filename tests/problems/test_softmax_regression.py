"""Known answers of logistic and softmax regression."""

import warnings

import numpy as np
import pytest
from scipy.optimize import minimize

import gdexplorer as gd
from gdexplorer.core.data import Rows
from gdexplorer.core.parameter import ParameterError
from gdexplorer.problems.softmax_regression import LogisticRegression, SoftmaxRegression

KINDS = [("logistic_regression", "moons"), ("softmax_regression", "blobs")]


def textbook(problem, x):
    """Return the loss as the book writes it, and its gradient."""
    raw, y = problem.shown.inputs, problem.shown.targets.astype(int)
    logistic = problem.name == "logistic_regression"
    theta = x.reshape(1 + raw.shape[1], -1)
    z = theta[0] + raw @ theta[1:]
    if logistic:
        z = np.c_[np.zeros(len(z)), z]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    f = -np.log(p[np.arange(len(y)), y]).mean() + problem.ridge * (theta[1:] ** 2).sum()
    off = p - np.eye(problem.classes)[y]
    if logistic:
        off = off[:, 1:]
    g = np.c_[np.ones(len(y)), raw].T @ off / len(y)
    g[1:] += 2 * problem.ridge * theta[1:]
    return f, g.ravel()


@pytest.mark.parametrize(("name", "data"), KINDS)
@pytest.mark.parametrize("ridge", [0.0, 0.1])
def test_loss_and_gradient_are_the_textbooks(name, data, ridge):
    problem = gd.problem(name, data=data, ridge=ridge)
    x = np.random.default_rng(1).normal(size=problem.dimension)
    f, g = problem.value_and_gradient(x)
    expected, slopes = textbook(problem, x)
    assert f == pytest.approx(expected, rel=1e-13)
    np.testing.assert_allclose(g, slopes, rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize(("name", "data"), KINDS)
def test_a_converged_run_is_scipys_minimum(name, data):
    problem = gd.problem(name, data=data, ridge=0.01)
    found = minimize(
        lambda x: textbook(problem, x), problem.start, jac=True, method="BFGS", tol=1e-10
    )
    run = gd.descend(problem, "newton")
    assert "Converged" in run.stop_reason
    assert run.trajectory.f[-1] == pytest.approx(found.fun, rel=1e-10)
    p = problem.predict(run.trajectory.x[-1], problem.shown.inputs)
    np.testing.assert_allclose(p, problem.predict(found.x, problem.shown.inputs), atol=1e-6)


def test_softmax_of_two_classes_is_logistic_regression():
    logistic, softmax = (
        gd.problem("logistic_regression"),
        gd.problem("softmax_regression", data="moons"),
    )
    x = np.array([0.3, -1.2, 0.8])
    both = np.stack([np.zeros(3), x], axis=1).ravel()
    assert softmax.value(both) == pytest.approx(logistic.value(x), rel=1e-14)
    np.testing.assert_allclose(
        softmax.predict(both, softmax.shown.inputs),
        logistic.predict(x, logistic.shown.inputs),
        rtol=1e-12,
    )


def test_against_torch():
    torch = pytest.importorskip("torch")
    problem = gd.problem("softmax_regression")
    x = np.random.default_rng(2).normal(size=problem.dimension)
    b, w = (torch.tensor(p.copy(), requires_grad=True) for p in problem.split(x))
    labels = torch.tensor(problem.train.targets).long()
    z = torch.tensor(problem.shown.inputs) @ w + b
    loss = torch.nn.functional.cross_entropy(z, labels)
    loss.backward()
    f, g = problem.value_and_gradient(x)
    assert f == pytest.approx(loss.item(), rel=1e-13)
    expected = torch.cat([b.grad.ravel(), w.grad.ravel()]).numpy()
    np.testing.assert_allclose(g, expected, rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize(("name", "data"), KINDS)
def test_far_out_nothing_is_raised_nor_warned_of(name, data):
    problem = gd.problem(name, data=data)
    away = np.resize([1.0, -1.0, 0.5], problem.dimension)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for far in (-1e6, 1e3, 1e6, 1e12):
            f, g = problem.value_and_gradient(far * away)
            assert np.isfinite(f)
            assert np.isfinite(g).all()
            assert np.isfinite(problem.hessian(far * away)).all()


def test_predictions_are_probabilities_and_parts_are_named():
    problem = gd.problem("softmax_regression", test_share=0.3, standardise=True)
    assert len(problem.held_out) == 30
    run = gd.descend(problem, gd.api.optimizer("gradient_descent", learning_rate=1), iterations=300)
    x = run.trajectory.x[-1]
    p = problem.predict(np.stack([x, x]), problem.held_out.inputs)
    assert p.shape == (2, 30, 3)
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-14)
    assert problem.score(x, problem.held_out) > 0.95
    assert [problem.coordinate(i) for i in (0, 2, 3, 8)] == ["b[0]", "b[2]", "W[0,0]", "W[1,2]"]


def test_separable_rows_without_ridge_are_remarked_on():
    inputs = np.array([[-2.0], [-1.0], [1.0], [2.0]])
    problem = LogisticRegression(given=Rows(inputs, np.array([0.0, 0, 1, 1]), ("width",)))
    assert problem.coordinate(1) == "w[width]"
    assert problem.remarks(np.array(problem.start)) == ()
    said = problem.remarks(np.array([0.0, 5.0]))
    assert said == ("Every row is told right: without ridge the weights will grow for ever",)
    assert problem.tuned(ridge=0.1).remarks(np.array([0.0, 5.0])) == ()


def test_three_labels_are_too_many_for_logistic_regression():
    rows = Rows(np.eye(3), np.array([0.0, 1, 2]))
    with pytest.raises(ParameterError, match="for two labels, not 3: choose softmax regression"):
        LogisticRegression(given=rows)
    assert SoftmaxRegression(given=rows).classes == 3


def test_weights_of_a_table_with_names_are_named_by_feature_and_class():
    rows = Rows(
        np.arange(12.0).reshape(6, 2),
        np.array([0.0, 1, 2, 0, 1, 2]),
        ("length", "width"),
        labels=("a", "b", "c"),
    )
    problem = SoftmaxRegression(given=rows)
    names = [problem.coordinate(i) for i in range(problem.dimension)]
    assert names[:4] == ["b[a]", "b[b]", "b[c]", "W[length,a]"]
    assert names[-1] == "W[width,c]"
    assert SoftmaxRegression().coordinate(3) == "W[0,0]"
