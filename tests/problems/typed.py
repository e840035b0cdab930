"""What the tests of typed functions share."""

import numpy as np

from gdexplorer.problems.expression.definition import define, problem_class


def made(text, **more):
    return problem_class(define(text, **more))()


def differences(function, x, h):
    steps = h * np.eye(x.shape[-1])
    return np.stack([(function(x + s) - function(x - s)) / (2 * h) for s in steps], axis=-1)


def bends(function, x, h):
    """Return how far f lies from the middle of its neighbours along each axis, (..., n)."""
    steps = h * np.eye(x.shape[-1])
    middles = [(function(x + s) + function(x - s)) / 2 for s in steps]
    return np.stack(middles, axis=-1) - function(x)[..., None]
