"""The literature's minima and condition numbers, as data."""

import math

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.api import problems
from gdexplorer.core.problem import Trait

PI, THIRD, ROOT = math.pi, math.pi / 3, math.sqrt(0.5)
TRAY, HOLDER, SHIFT = 1.349406617153911, (8.055023475736563, 9.664590019241273), 1.253131831463733
CAMEL = (0.08984201310031806, -0.7126564030207396)

MINIMA = {
    "sphere": (0, [(0, 0)]),
    "ravine": (0, [(0, 0)]),
    "booth": (0, [(1, 3)]),
    "matyas": (0, [(0, 0)]),
    "trid": (-2, [(2, 2)]),
    "zakharov": (0, [(0, 0)]),
    "rosenbrock": (0, [(1, 1)]),
    "beale": (0, [(3, 0.5)]),
    "himmelblau": (
        0,
        [
            (3, 2),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286169),
            (3.584428340330492, -1.848126526964404),
        ],
    ),
    "three_hump_camel": (0, [(0, 0)]),
    "six_hump_camel": (-1.031628453489877, [CAMEL, (-CAMEL[0], -CAMEL[1])]),
    "goldstein_price": (3, [(0, -1)]),
    "branin": (0.3978873577297383, [(-PI, 12.275), (PI, 2.275), (3 * PI, 2.475)]),
    "mccormick": (-1.913222954981036, [(0.5 - THIRD, -0.5 - THIRD)]),
    "styblinski_tang": (-78.33233140754283, [(-2.903534027771177,) * 2]),
    "rastrigin": (0, [(0, 0)]),
    "ackley": (0, [(0, 0)]),
    "griewank": (0, [(0, 0)]),
    "levy_n13": (0, [(1, 1)]),
    "levy": (0, [(1, 1)]),
    "easom": (-1, [(PI, PI)]),
    "drop_wave": (-1, [(0, 0)]),
    "michalewicz": (-1.801303410098553, [(2.202905520172609, PI / 2)]),
    "schwefel": (0, [(420.968746359982,) * 2]),
    "cross_in_tray": (-2.062611870822738, [(a * TRAY, b * TRAY) for a in (1, -1) for b in (1, -1)]),
    "holder_table": (
        -19.20850256788673,
        [(a * HOLDER[0], b * HOLDER[1]) for a in (1, -1) for b in (1, -1)],
    ),
    "eggholder": (-959.6406627208508, [(512, 404.2318051137578)]),
    "bird": (
        -106.7645367492647,
        [(4.701043130249553, 3.152938503724930), (-1.582142176930033, -3.130246803454656)],
    ),
    "schaffer_n2": (0, [(0, 0)]),
    "schaffer_n4": (0.2925786320359805, [(0, SHIFT), (0, -SHIFT), (SHIFT, 0), (-SHIFT, 0)]),
    "bohachevsky_1": (0, [(0, 0)]),
    "bohachevsky_2": (0, [(0, 0)]),
    "freudenstein_roth": (0, [(5, 4)]),
    "dixon_price": (0, [(1, ROOT), (1, -ROOT)]),
    "shubert": (-186.7309088310238, [(-7.08350640765156, 4.858056878859826)]),
    "bukin_n6": (0, [(-10, 1)]),
    "adjiman": (-2.021806783359787, [(2, 0.1057834694517169)]),
    "franke": (0.001115282443175, [(0.45571037931856, 0.78419067761368)]),
    "double_well_saddle": (-0.25, [(1, 0), (-1, 0)]),
    "saddle": (None, []),
    "monkey_saddle": (None, []),
    "sine_parabola": (-3.246394272691540, [(-1.110510503581112,)]),
    "quartic": (-9, [(-1,), (3,)]),
    "quadratic": (0, [(2,)]),
    "absolute_value": (0, [(0,)]),
    "double_well": (-1, [(1,), (-1,)]),
    "tilted_double_well": (-5.444192066610897, [(-1.47299760111403,)]),
    "tanh_plateau": (0, [(0,)]),
    "rastrigin_1d": (0, [(0,)]),
    "problem02": (-1.899599349152113, [(5.145735290256128,)]),
    "problem03": (
        -12.03124944216714,
        [(-6.774576143438901,), (-0.4913908362593146,), (5.791794470920272,)],
    ),
    "problem04": (-3.850450708800219, [(2.868033988749895,)]),
    "problem05": (-1.489072538689604, [(0.966085803826851,)]),
    "problem06": (-0.8242393984760767, [(0.6795786600198815,)]),
    "problem07": (-1.601307546494395, [(5.199778371061006,)]),
    "problem10": (-7.916727371587782, [(7.978665712413241,)]),
    "problem11": (-1.5, [(2 * PI / 3,), (4 * PI / 3,)]),
    "problem14": (-0.7886853874086726, [(0.224880385891562,)]),
    "problem15": (-0.03553390593273762, [(1 + math.sqrt(2),)]),
    "problem21": (-9.508350440633095, [(4.795408686623036,)]),
    "forrester": (-6.020740055767083, [(0.7572487578418559,)]),
    "gramacy_lee": (-0.8690111349894998, [(0.5485634445276052,)]),
}

CURVATURES = {  # λmax / λmin, and 2 / λmax, at the first minimum
    "sphere": (1, 1),
    "ravine": (50, 0.04),
    "booth": (9, 1 / 9),
    "matyas": (25, 2),
    "trid": (3, 2 / 3),
    "zakharov": (2.25, 0.444),
    "rosenbrock": (2508, 0.001997),
    "beale": (162.5, 0.0408),
    "himmelblau": (3.2, 0.0243),
    "three_hump_camel": (2.78, 0.453),
    "six_hump_camel": (2.15, 0.121),
    "goldstein_price": (2.4, 0.00207),
    "branin": (25.9, 0.0897),
    "mccormick": (2.31, 0.5),
    "styblinski_tang": (1, 0.0578),
    "rastrigin": (1, 0.00504),
    "griewank": (2, 2),
    "levy_n13": (89.8, 0.0111),
    "levy": (17.95, 0.891),
    "easom": (1, 2 / 3),
    "drop_wave": (1, 0.0276),
    "michalewicz": (2.49, 0.0247),
    "schwefel": (1, 7.9),
    "cross_in_tray": (1.16, 8),
    "holder_table": (1.03, 0.0987),
    "bird": (1.01, 0.00723),
    "schaffer_n2": (1, 1000),
    "schaffer_n4": (3437, 0.351),
    "bohachevsky_1": (2.34, 0.0298),
    "bohachevsky_2": (1.79, 0.0389),
    "freudenstein_roth": (1286, 5.4e-4),
    "dixon_price": (20.5, 0.0552),
    "shubert": (1.05, 4.3e-4),
    "double_well_saddle": (2, 1),
}


def _sum(f):
    return lambda x, y: f(x) + f(y)


def _levy(x, y):
    u, v = 1 + (x - 1) / 4, 1 + (y - 1) / 4
    across = (u - 1) ** 2 * (1 + 10 * np.sin(PI * u + 1) ** 2)
    return np.sin(PI * u) ** 2 + across + (v - 1) ** 2 * (1 + np.sin(2 * PI * v) ** 2)


def _ackley(x, y):
    funnel = -20 * np.exp(-0.2 * np.sqrt((x * x + y * y) / 2))
    return funnel - np.exp((np.cos(2 * PI * x) + np.cos(2 * PI * y)) / 2) + 20 + math.e


IN_TWO_VARIABLES = {  # those that are written for n, as the table has them
    "sphere": _sum(lambda t: t * t),
    "ravine": lambda x, y: (x * x + 50 * y * y) / 2,
    "rosenbrock": lambda x, y: 100 * (y - x * x) ** 2 + (1 - x) ** 2,
    "trid": lambda x, y: (x - 1) ** 2 + (y - 1) ** 2 - x * y,
    "zakharov": lambda x, y: x * x + y * y + (x / 2 + y) ** 2 + (x / 2 + y) ** 4,
    "styblinski_tang": _sum(lambda t: (t**4 - 16 * t * t + 5 * t) / 2),
    "rastrigin": _sum(lambda t: 10 + t * t - 10 * np.cos(2 * PI * t)),
    "ackley": _ackley,
    "griewank": lambda x, y: 1 + (x * x + y * y) / 4000 - np.cos(x) * np.cos(y / math.sqrt(2)),
    "levy": _levy,
    "dixon_price": lambda x, y: (x - 1) ** 2 + 2 * (2 * y * y - x) ** 2,
}


def test_every_function_of_the_table_is_there():
    assert set(MINIMA) <= set(problems())


@pytest.mark.parametrize("name", MINIMA)
def test_names_are_the_titles(name):
    title = problems()[name].title
    assert title.lower().replace(".", "").replace(" ", "_").replace("-", "_") == name


@pytest.mark.parametrize("name", IN_TWO_VARIABLES)
def test_in_two_variables_the_function_is_the_tables(name):
    problem = gd.problem(name)
    low, high = np.array(problem.bounds).T
    x = low + (high - low) * np.random.default_rng(2).random((500, 2))
    expected = IN_TWO_VARIABLES[name](*x.T)
    np.testing.assert_allclose(problem.value(x), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", MINIMA)
def test_minima_are_the_tables(name):
    problem = gd.problem(name)
    least, points = MINIMA[name]
    if least is None:
        assert problem.minimum is None
        return
    scale = 1000 if name == "schwefel" else 1  # of what cancels in f
    assert problem.minimum == pytest.approx(least, rel=1e-14, abs=1e-15)
    for point in points:
        known = np.abs(np.array(problem.minima) - point).max(axis=-1)
        assert known.min() <= 2e-14 * max(1.0, np.abs(point).max())
        f = problem.value(np.array(point, dtype=float))
        tolerance = 2e-8 if name == "bukin_n6" else 1e-15 * scale  # a root of rounding errors
        assert f == pytest.approx(least, rel=1e-13, abs=tolerance)


@pytest.mark.parametrize("name", CURVATURES)
def test_condition_numbers_and_largest_stable_rates_are_the_tables(name):
    problem = gd.problem(name)
    low, high = np.linalg.eigvalsh(problem.hessian(np.array(problem.minima[0])))
    condition, rate = CURVATURES[name]
    assert high / low == pytest.approx(condition, rel=0.006)
    assert 2 / high == pytest.approx(rate, rel=0.008)
    assert type(problem).learning_rate < 2 / high


def test_shubert_has_eighteen_equal_minima():
    problem = gd.problem("shubert")
    f = problem.value(np.array(problem.minima))
    assert len(f) == len(set(problem.minima)) == 18
    np.testing.assert_allclose(f, problem.minimum, rtol=1e-14)


def test_the_trap_of_freudenstein_and_roth_is_known():
    problem = gd.problem("freudenstein_roth")
    trap = np.array(problem.minima[1])
    np.testing.assert_allclose(trap, (11.4127789869, -0.896805253274), rtol=1e-11)
    assert problem.value(trap) == pytest.approx(48.9842536792, rel=1e-11)


def test_rosenbrocks_minimum_follows_its_parameters():
    problem = gd.problem("rosenbrock", a=2, b=5)
    assert problem.minima == ((2.0, 4.0),)
    np.testing.assert_array_equal(problem.gradient(np.array([2.0, 4.0])), 0)
    assert problem.tuned(n=3).minimum is None
    assert problem.tuned(n=4, a=1).minima == ((1.0,) * 4,)


@pytest.mark.parametrize(("n", "least"), [(4, 3.70142861), (7, 3.98360054), (1000, 3.98662385)])
def test_rosenbrocks_second_minimum_is_known_from_four_variables_on(n, least):
    problem = gd.Rosenbrock(n=n)
    second = np.array(problem.minima[1])
    assert problem.minima[0] == (1.0,) * n
    assert problem.value(second) == pytest.approx(least, rel=1e-8)
    assert np.abs(problem.gradient(second)).max() <= 1e-12 * problem.b
    np.linalg.cholesky(problem.hessian(second))
    assert Trait.MULTIMODAL in problem.present_traits
    assert Trait.UNIMODAL not in problem.present_traits


def test_rosenbrock_has_one_minimum_in_few_variables_or_a_shallow_valley():
    assert all(Trait.UNIMODAL in gd.Rosenbrock(n=n).present_traits for n in (2, 3))
    for problem in (gd.Rosenbrock(n=3), gd.Rosenbrock(n=4, b=10), gd.Rosenbrock(n=100, b=1)):
        assert len(problem.minima) == 1
        assert Trait.MULTIMODAL not in problem.present_traits


@pytest.mark.parametrize(
    ("name", "count"),
    [("rastrigin", 121), ("levy", 40), ("schwefel", 49), ("bohachevsky_1", 25),
     ("styblinski_tang", 4)],
)  # fmt: skip
def test_descent_on_a_lattice_ends_in_a_minimum_that_is_known(name, count):
    problem = gd.problem(name)
    known = np.array(problem.minima)
    assert len(known) == count
    low, high = np.array(problem.view).T
    rng = np.random.default_rng(4)
    for start in 0.8 * (low + (high - low) * rng.random((12, 2))):
        run = gd.descend(problem, gd.optimizer("bfgs"), start=tuple(start), iterations=200)
        end = run.trajectory.x[len(run.trajectory) - 1]
        if ((low <= end) & (end <= high)).all():
            assert np.abs(known - end).max(axis=1).min() <= 1e-5 * (high - low).max()


def test_rosenbrocks_levels_are_the_users():
    np.testing.assert_allclose(gd.Rosenbrock.levels, np.logspace(-1, 3, 20))


@pytest.mark.parametrize("n", [2, 7])
@pytest.mark.parametrize("kappa", [1.0, 50.0, 1e12])
def test_kappa_is_the_ravines_condition_number(kappa, n):
    hessian = gd.Ravine(kappa=kappa, n=n).hessian(np.zeros(n))
    assert np.linalg.cond(hessian) == pytest.approx(kappa)


def test_the_tip_of_ackleys_cone_is_flat():
    problem = gd.problem("ackley", n=3)
    tip = np.zeros(3)
    np.testing.assert_array_equal(problem.gradient(tip), 0)
    assert np.isfinite(problem.hessian(tip)).all()


def test_the_drop_wave_is_smooth_at_its_middle():
    problem = gd.problem("drop_wave")
    middle = problem.hessian(np.zeros(2))
    for near in (1e-9, 1e-6, 1e-4):
        hessian = problem.hessian(np.array([near, 0.0]))
        np.testing.assert_allclose(hessian, middle, rtol=1e-3 * near / 1e-4, atol=1e-12)


def test_in_six_variables_trid_has_the_literatures_minimum():
    problem = gd.problem("trid", n=6)
    assert problem.minimum == -50
    assert problem.minima == ((6.0, 10.0, 12.0, 12.0, 10.0, 6.0),)


def test_the_first_problems_stay_first():
    first = [c.name for c in problems().values() if c.order <= 4]
    assert first == ["sine_parabola", "quartic", "rosenbrock", "himmelblau"]
