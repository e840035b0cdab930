"""Layers of a convolutional network and their gradients: windows and matrix products.

Pictures are (..., m, h, w, c): leading axes in front, the channels last. All are analytic in
complex numbers, piecewise: which value is the largest, and which is above 0, is decided by the
real part.
"""

from __future__ import annotations

import math
from functools import reduce
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from gdexplorer.core.problem import Array


def windows(pictures: Array, size: int) -> Array:
    """Return every window of size × size as a row: (..., h, w, c) to (..., H, W, size² c).

    H = h − size + 1, and so W. Raises ValueError if a picture is smaller than the window.
    """
    seen = np.moveaxis(sliding_window_view(pictures, (size, size), axis=(-3, -2)), -3, -1)
    return seen.reshape(*seen.shape[:-3], math.prod(seen.shape[-3:]))  # −1 fails on no pictures


def places(maps: Array) -> Array:
    """Return maps (..., m, H, W, d), or windows, as a matrix a picture, a row for each place."""
    *lead, h, w, d = maps.shape
    return maps.reshape(*lead, h * w, d)


def seen_by(kernels: Array, seen: Array) -> Array:
    """Return the maps (..., m, H, W, d) that matrices (..., k² c, d) make of windows.

    One small product a picture: in one large one BLAS would call for threads, which the window has
    better use for, and be no faster.
    """
    maps = places(seen) @ kernels[..., None, :, :]
    return maps.reshape(*maps.shape[:-2], *seen.shape[-3:-1], maps.shape[-1])


def correlate(pictures: Array, kernels: Array) -> Array:
    """Return the valid cross-correlation: (..., m, h, w, c) by (..., k, k, c, d) to (..., H, W, d).

    Leading axes of the kernels are those of the pictures, or of many kernels on the same pictures.
    """
    *lead, k, _, c, d = kernels.shape
    return seen_by(kernels.reshape(*lead, k * k * c, d), windows(pictures, k))


def kernel_gradient(seen: Array, slopes: Array) -> Array:
    """Return the gradient (..., k² c, d) by the matrices that made maps of windows.

    seen: the windows (..., m, H, W, k² c). slopes: the gradient by the maps (..., m, H, W, d).
    """
    gradient: Array = (places(seen).swapaxes(-1, -2) @ places(slopes)).sum(axis=-3)
    return gradient


def picture_gradient(slopes: Array, kernels: Array) -> Array:
    """Return the gradient by the pictures (..., m, h, w, c), given that by the maps."""
    edge = kernels.shape[-3] - 1
    around = [(0, 0)] * (slopes.ndim - 3) + [(edge, edge), (edge, edge), (0, 0)]
    turned = kernels[..., ::-1, ::-1, :, :].swapaxes(-1, -2)
    return correlate(np.pad(slopes, around), turned)


def relu(x: Array) -> Array:
    """Return max(x, 0), by the real part."""
    if x.dtype.kind != "c":
        positive: Array = np.maximum(x, 0.0)
        return positive
    return np.where(x.real > 0, x, 0.0)


def relu_gradient(x: Array, slopes: Array) -> Array:
    """Return the gradient by x, given that by relu(x)."""
    return np.where(x.real > 0, slopes, 0.0)


def _corners(maps: Array, size: int) -> list[Array]:
    """Return the first, second ... number of each block that pools, (..., H/s, W/s, c) each.

    They are views; what is over at the edge is in none.
    """
    h, w = (n // size * size for n in maps.shape[-3:-1])
    steps = product(range(size), repeat=2)
    return [maps[..., i:h:size, j:w:size, :] for i, j in steps]


def _larger(a: Array, b: Array) -> Array:
    if a.dtype.kind != "c":
        bigger: Array = np.maximum(a, b)
        return bigger
    return np.where(b.real > a.real, b, a)


def max_pool(maps: Array, size: int) -> Array:
    """Return the largest of each block: (..., H, W, c) to (..., H/s, W/s, c)."""
    return reduce(_larger, _corners(maps, size))


def max_pool_gradient(maps: Array, pooled: Array, slopes: Array, size: int) -> Array:
    """Return the gradient by the maps, given that by max_pool's answer; of equals the first has it.

    pooled: that answer.
    """
    gradient = np.zeros(maps.shape, slopes.dtype)
    free = np.ones(pooled.shape, bool)
    best = pooled.real
    for corner, into in zip(_corners(maps.real, size), _corners(gradient, size), strict=True):
        won = corner == best
        won &= free
        free ^= won
        np.multiply(slopes, won, out=into)
    return gradient


def mean_pool(maps: Array, size: int) -> Array:
    """Return the mean of each block: (..., H, W, c) to (..., H/s, W/s, c)."""
    means: Array = reduce(np.add, _corners(maps, size)) / size**2
    return means


def mean_pool_gradient(maps: Array, slopes: Array, size: int) -> Array:
    """Return the gradient by the maps, given that by mean_pool's answer."""
    gradient = np.zeros(maps.shape, slopes.dtype)
    shares = slopes / size**2
    for into in _corners(gradient, size):
        into[...] = shares
    return gradient
