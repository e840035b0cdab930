"""The same training from several seeds: what of a learning curve is chance."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

import numpy as np

from gdexplorer.core.data import DataProblem
from gdexplorer.core.learning import Learning, at_points, spread
from gdexplorer.core.problem import Array
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.run import BLOCK
from gdexplorer.core.stop import StopReason
from gdexplorer.core.walk import Walk

ORDER, WEIGHTS = "seed", "weight_seed"
QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, eq=False)
class Band:
    """Quartiles over seeds: each quantity of `learning` is (3, p), the median in the middle."""

    learning: Learning
    seeds: int


def varied(recipe: Recipe) -> tuple[str, ...]:
    """Name the seeds that the run depends on: of the order of rows, of the weights it begins at."""
    problem = recipe.problem
    if not isinstance(problem, DataProblem):
        return ()
    own = problem.values()
    drawn = WEIGHTS in own and recipe.start == problem.start
    seeds = {ORDER: ORDER in own and ORDER not in problem.idle, WEIGHTS: drawn}
    return tuple(name for name, matters in seeds.items() if matters)


def reseeded(recipe: Recipe, i: int) -> Recipe:
    """Return the recipe with i added to each seed that it depends on."""
    problem, names = recipe.problem, varied(recipe)
    other = problem.tuned(**{name: getattr(problem, name) + i for name in names})
    start = other.start if WEIGHTS in names else recipe.start
    return dataclasses.replace(recipe, problem=other, start=start)


def bands(
    recipe: Recipe, seeds: int, iterations: int, interrupted: Callable[[], bool]
) -> Iterator[Band | None]:
    """Train from several seeds; yield the band of those that are done, None in between.

    A run that converged counts as it ended, one that diverged as infinitely bad from there on.
    """
    ks = spread(iterations + 1)
    rows: list[Array] = []
    for i in range(seeds):
        again = reseeded(recipe, i)
        assert isinstance(again.problem, DataProblem)
        points, length, diverged = yield from _walked(again, ks, interrupted)
        measured = yield from at_points(again.problem, points)
        if diverged:
            measured[:, ks >= length] = np.array([[np.inf], [np.inf], [-np.inf], [-np.inf]])
        rows.append(measured)
        if i:
            yield Band(Learning(ks, *_quartiles(np.array(rows))), i + 1)


def _quartiles(rows: Array) -> Array:
    """Return the quartiles of (s, 4, p) over s, (4, 3, p): each a seed's own value.

    (The least value that the share does not exceed: between two, an infinite one would spread.)
    """
    ordered = np.sort(rows, axis=0)
    places = [math.ceil(share * len(rows)) - 1 for share in QUARTILES]
    return ordered[places].swapaxes(0, 1)


def _walked(
    recipe: Recipe, ks: Array, interrupted: Callable[[], bool]
) -> Generator[None, None, tuple[Array, int, bool]]:
    """Return the iterates ks, (p, n), how many there were, and whether the run diverged."""
    walk = Walk(recipe)
    points = np.empty((len(ks), len(recipe.start)))
    last = np.array(recipe.start)
    while walk.stop is None and walk.length <= ks[-1]:
        begin = walk.length
        x = walk.advance(min(BLOCK, int(ks[-1]) + 1 - begin), interrupted).x
        here = (ks >= begin) & (ks < begin + len(x))
        points[here] = x[ks[here] - begin]
        last = x[-1] if len(x) else last
        yield None
    length, stop = walk.length, walk.stop
    walk.close()
    points[ks >= length] = last
    return points, length, stop is not None and stop.reason is StopReason.DIVERGED
