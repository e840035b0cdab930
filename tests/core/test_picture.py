"""The numbers of the pictures are true."""

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.api import problems
from gdexplorer.core import picture
from gdexplorer.core.problem import Problem, vector


def last(generator):
    return [item for item in generator if item is not None][-1]


def test_contour_lines_lie_on_their_levels():
    problem = gd.Himmelblau()
    for line in last(picture.surface_picture(problem, problem.view, log=True)).lines:
        f = problem.value(line)
        assert np.ptp(f) <= 0.05 * f.mean() + 0.5


def test_rosenbrocks_lines_are_at_the_users_levels():
    problem = gd.Rosenbrock()
    lines = last(picture.surface_picture(problem, problem.view, log=True)).lines
    found = {int(np.abs(np.log(problem.levels) - np.log(f)).argmin())
             for f in (float(np.median(problem.value(line))) for line in lines)}  # fmt: skip
    assert len(found) == 20


def test_a_narrow_view_gets_levels_that_are_in_it():
    problem = gd.Rosenbrock()
    box = ((0.99, 1.01), (0.98, 1.02))
    assert len(last(picture.surface_picture(problem, box, log=True)).lines) >= 10


def test_shades_grow_with_f():
    problem = gd.Ravine()
    shown = last(picture.surface_picture(problem, problem.view, log=False))
    assert shown.shades.min() == 0
    assert shown.shades.max() == picture.SHADES - 1
    middle = shown.shades[:, shown.shades.shape[1] // 2].astype(int)
    assert (np.diff(middle[: len(middle) // 2]) <= 0).all()


class Holed(Problem):
    name = title = family = formula = about = "holed"
    dimension = 2
    bounds = view = ((-1.0, 1.0), (-1.0, 1.0))
    start = (0.5, 0.5)
    learning_rate = 0.1

    def value(self, x):
        return np.log(x[..., 0]) + x[..., 1]

    def gradient(self, x):
        return vector(1 / x[..., 0], np.ones_like(x[..., 0]))

    def hessian(self, x):
        raise AssertionError


@pytest.mark.parametrize("log", [True, False])
def test_where_f_is_not_defined_nothing_is_drawn(log):
    shown = last(picture.surface_picture(Holed(), Holed.view, log))
    half = shown.shades.shape[1] // 2
    assert (shown.shades[:, : half - 1] == picture.UNDEFINED).all()
    assert (shown.shades[:, half + 1 :] != picture.UNDEFINED).all()
    assert np.isfinite(np.concatenate(shown.lines)).all()


@pytest.mark.parametrize("cls", problems().values(), ids=lambda c: c.name)
def test_every_problem_has_a_thumbnail(cls):
    numbers = picture.thumbnail(cls(), 48, 36)
    assert numbers.shape == ((48,) if cls.dimension == 1 else (36, 48))
    assert np.isfinite(numbers).all()


def test_a_curve_has_its_minima():
    shown = picture.curve_picture(gd.Quartic(), gd.Quartic.view)
    assert shown.minima.tolist() == [[-1.0, -9.0], [3.0, -9.0]]
    np.testing.assert_allclose(np.gradient(shown.f, shown.x)[1:-1], shown.slope[1:-1], atol=0.05)


def test_no_arrow_stands_where_f_is_not_defined():
    problem = gd.api.function("a*x^2 + log(x*y)")
    field = last(picture.surface_picture(problem, ((-2.0, 2.0), (-2.0, 2.0)), log=False)).field
    assert len(field)
    assert (field[:, 0] * field[:, 1] > 0).all()


@pytest.mark.parametrize(
    ("text", "ends", "poles"),
    [
        ("x^2 + 5sin(x)", [], False),
        ("sqrt(x^2 - 1)", [(-1, 1)], False),
        ("piecewise(x < 1, x, x^2 - 3)", [(1, 1)], False),
        ("|x| + tanh(20x)", [], False),
        ("tan(x/2)", [(-np.pi, -np.pi), (np.pi, np.pi)], True),
        ("1/(x - 2)", [(2, 2)], True),
        ("sin(900x)", [], False),
        ("exp(-10^5*(x-0.0042)^2) + x^2/100", [], False),
    ],
)
def test_a_curve_is_parted_where_it_is_not_defined_leaps_or_has_a_pole(text, ends, poles):
    shown = picture.curve_picture(gd.function(text), ((-5, 5),))
    assert shown.poles == poles
    parts = [shown.x[piece] for piece in shown.pieces]
    assert len(parts) == len(ends) + 1
    for before, after, (left, right) in zip(parts, parts[1:], ends, strict=False):
        assert before[-1] == pytest.approx(left, abs=0.01)
        assert after[0] == pytest.approx(right, abs=0.01)
    low, high = shown.sight(shown.f)
    assert low < np.median(shown.f) < high
    assert (high - low < 100) or not poles
