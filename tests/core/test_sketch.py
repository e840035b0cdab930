"""What is drawn of the inside of a step is what happened there."""

import threading

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.core.coroutine import streamed
from gdexplorer.core.plane import coordinate_plane, path_plane
from gdexplorer.core.sketch import Region, sketch
from gdexplorer.optimizers.limited_memory import direction

WHOLE = coordinate_plane(np.zeros(2), 0, 1)
MODELS = ["bfgs", "dfp", "l_bfgs", "newton", "gauss_newton", "levenberg_marquardt",
          "trust_region_dogleg", "trust_region_steihaug"]  # fmt: skip


def sketched(name, k, problem="himmelblau", **settings):
    run = gd.descend(problem, gd.optimizer(name, **settings), iterations=30)
    return run.trajectory, sketch(run.trajectory, k, run.trajectory.state(k))


@pytest.mark.parametrize("name", ["bfgs", "polak_ribiere", "l_bfgs", "gradient_descent_exact"])
def test_the_trial_that_was_taken_is_the_iterate(name):
    trajectory, drawn = sketched(name, 3)
    search = drawn.search
    np.testing.assert_allclose(search.points[search.taken], trajectory.x[3], atol=1e-12)
    assert search.phis[search.taken] == pytest.approx(trajectory.f[3])
    assert search.slope == pytest.approx(float(trajectory.gradient[2] @ search.d))
    assert search.slope < 0


@pytest.mark.parametrize("name", ["bfgs", "newton", "gauss_newton", "levenberg_marquardt"])
def test_a_models_ellipse_goes_through_its_origin_at_one_height(name):
    _, drawn = sketched(name, 2, problem="rosenbrock")
    model = drawn.model
    line = model.section(WHOLE).ellipse()
    np.testing.assert_allclose(model.values(line), model.f, rtol=1e-9, atol=1e-9)
    nearest = np.linalg.norm(line - model.origin, axis=1).min()
    assert nearest <= np.linalg.norm(np.diff(line, axis=0), axis=1).max()


def test_newtons_whole_step_leads_to_its_models_minimum():
    trajectory, drawn = sketched("newton", 1, problem="ravine", form="pure")
    lowest = drawn.model.section(WHOLE).minimiser
    np.testing.assert_allclose(lowest, trajectory.x[1], atol=1e-12)


def test_the_trust_region_is_the_one_the_step_was_proposed_in():
    for k in range(1, 8):
        trajectory, drawn = sketched("trust_region_dogleg", k, problem="rosenbrock")
        region = drawn.region
        np.testing.assert_array_equal(region.centre, trajectory.x[k - 1])
        assert region.radius == trajectory.state(k - 1).radius
        assert np.linalg.norm(region.proposed - region.centre) <= region.radius * (1 + 1e-9)
        if region.accepted:
            np.testing.assert_array_equal(region.proposed, trajectory.x[k])
        else:
            np.testing.assert_array_equal(trajectory.x[k], trajectory.x[k - 1])


def many(name, k, **settings):
    """Return the trajectory of a run in five variables, with its sketch."""
    rule, start = gd.optimizer(name, **settings), (-1.2, 1.0, 0.8, 0.5, 0.1)
    run = gd.descend(gd.Rosenbrock(n=5), rule, start=start, iterations=30)
    return run.trajectory, sketch(run.trajectory, k, run.trajectory.state(k))


def lifted(plane, line):
    return plane.point(*line.T)


@pytest.mark.parametrize("k", [2, 6])
@pytest.mark.parametrize("name", MODELS)
def test_a_plane_cuts_a_model_of_many_variables_at_the_height_where_the_step_began(name, k):
    trajectory, drawn = many(name, k)
    model = drawn.model
    for plane in (coordinate_plane(trajectory.x[k], 1, 3), path_plane(trajectory.x[: k + 1])):
        conic = model.section(plane)
        points = lifted(plane, np.random.default_rng(1).normal(size=(20, 2)))
        expected = model.values(points)
        scale = np.abs(expected).max()
        seen = np.stack(plane.project(points), axis=1)
        np.testing.assert_allclose(conic.values(seen), expected, atol=1e-12 * scale)
        box = ((-3.0, 3.0), (-3.0, 3.0))
        for line in conic.level_lines(box) if conic.minimiser is not None else ():
            np.testing.assert_allclose(model.values(lifted(plane, line)), model.f, rtol=1e-9)


@pytest.mark.parametrize("name", ["bfgs", "newton", "l_bfgs"])
def test_the_models_ellipse_is_there_in_the_plane_through_the_iterate_it_led_to(name):
    trajectory, drawn = many(name, 6)
    conic = drawn.model.section(coordinate_plane(trajectory.x[6], 0, 1))
    assert conic.ellipse() is not None


def test_a_plane_that_passes_by_shows_neither_model_nor_region():
    trajectory, drawn = many("trust_region_dogleg", 3)
    far = coordinate_plane(trajectory.x[2] + 50.0, 0, 1)
    assert drawn.model.section(far).minimiser is not None
    assert drawn.model.section(far).level_lines(((-9.0, 9.0), (-9.0, 9.0))) == []
    assert drawn.region.section(far) is None


def test_a_plane_cuts_a_ball_in_a_circle():
    centre = np.array([1.0, 2.0, 3.0, 4.0])
    region = Region(centre, 2.0, centre, True)
    plane = path_plane(np.array([[0.0, 1.0, 2.0, 3.0], [3.0, 0.0, 1.0, 3.0], [1.0, 2.0, 2.0, 5.0]]))
    points = lifted(plane, region.section(plane))
    np.testing.assert_allclose(np.linalg.norm(points - centre, axis=1), 2.0, rtol=1e-12)


@pytest.mark.parametrize("k", [1, 4, 12])
@pytest.mark.parametrize("memory", [3, 10])
def test_l_bfgs_model_undoes_its_direction(memory, k):
    trajectory, drawn = many("l_bfgs", k, memory=memory)
    state = trajectory.state(k)
    vectors = np.random.default_rng(2).normal(size=(6, 5))
    inverse = -np.array([direction(state.T, state.Y, state.scale, v) for v in vectors])
    np.testing.assert_allclose(drawn.model.product(inverse), vectors, atol=1e-9)


def test_an_indefinite_model_is_traced():
    run = gd.descend(
        "himmelblau", gd.optimizer("newton", form="pure"), start=(0.1, 0.0), iterations=1
    )
    model = sketch(run.trajectory, 1, run.trajectory.state(1)).model.section(WHOLE)
    assert model.ellipse() is None
    lines = model.level_lines(((-6.0, 6.0), (-6.0, 6.0)))
    assert lines
    for line in lines:
        np.testing.assert_allclose(model.values(line), model.f, atol=2.0)


def test_newton_cgs_inner_iterates_end_on_the_searched_ray():
    trajectory, drawn = sketched("newton_cg", 2, problem="rosenbrock")
    last = drawn.loop[-1]
    np.testing.assert_allclose(last, trajectory.x[1] + trajectory.state(2).d, atol=1e-12)


def test_there_is_nothing_inside_a_plain_step_nor_before_the_first():
    for name, k in (("adam", 3), ("bfgs", 0)):
        _, drawn = sketched(name, k)
        assert drawn.search is None
        assert drawn.model is None


def test_a_stream_yields_in_lockstep_and_returns_the_result():
    happened = []

    def count(give):
        for i in range(3):
            happened.append(i)
            give(i)
        return "done"

    stream = streamed(count)
    assert next(stream) == 0
    assert happened == [0]
    assert [next(stream), next(stream)] == [1, 2]
    with pytest.raises(StopIteration) as end:
        next(stream)
    assert end.value.value == "done"


def test_a_stream_that_is_closed_early_ends_its_function():
    ended = threading.Event()

    def endless(give):
        try:
            while True:
                give(1)
        finally:
            ended.set()

    stream = streamed(endless)
    next(stream)
    stream.close()
    assert ended.is_set()


def test_what_the_function_raises_comes_out_of_the_stream():
    def broken(give):
        give(1)
        raise ValueError("no")

    stream = streamed(broken)
    next(stream)
    with pytest.raises(ValueError, match="no"):
        next(stream)
