"""Layers of a convolutional network and their gradients: windows and matrix products, no loops.

Pictures are (..., h, w, c), the channels last. All are analytic in complex numbers, piecewise:
which value is the largest, and which is above 0, is decided by the real part.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from gdexplorer.core.problem import Array


def windows(pictures: Array, size: int) -> Array:
    """Return every window of size × size as a row: (..., h, w, c) to (..., H, W, size² c).

    H = h − size + 1, and so W. Raises ValueError if a picture is smaller than the window.
    """
    seen = np.moveaxis(sliding_window_view(pictures, (size, size), axis=(-3, -2)), -3, -1)
    return seen.reshape(*seen.shape[:-3], -1)


def correlate(pictures: Array, kernels: Array) -> Array:
    """Return the valid cross-correlation: (..., h, w, c) by (k, k, c, d) to (..., H, W, d)."""
    k, _, _, d = kernels.shape
    maps: Array = windows(pictures, k) @ kernels.reshape(-1, d)
    return maps


def kernel_gradient(pictures: Array, slopes: Array, size: int) -> Array:
    """Return the gradient by the kernels (k, k, c, d), given that by the maps (..., H, W, d)."""
    seen = windows(pictures, size)
    d = slopes.shape[-1]
    gradient = seen.reshape(-1, seen.shape[-1]).T @ slopes.reshape(-1, d)
    return gradient.reshape(size, size, pictures.shape[-1], d)


def picture_gradient(slopes: Array, kernels: Array) -> Array:
    """Return the gradient by the pictures (..., h, w, c), given that by the maps."""
    edge = kernels.shape[0] - 1
    around = [(0, 0)] * (slopes.ndim - 3) + [(edge, edge), (edge, edge), (0, 0)]
    turned = kernels[::-1, ::-1].swapaxes(-1, -2)
    return correlate(np.pad(slopes, around), turned)


def relu(x: Array) -> Array:
    """Return max(x, 0), by the real part."""
    return np.where(x.real > 0, x, 0.0)


def relu_gradient(x: Array, slopes: Array) -> Array:
    """Return the gradient by x, given that by relu(x)."""
    return np.where(x.real > 0, slopes, 0.0)


def _blocks(maps: Array, size: int) -> Array:
    """Return the blocks that pool, (..., H/s, W/s, c, s²); what is over at the edge is left out."""
    *lead, h, w, c = maps.shape
    rows, columns = h // size, w // size
    whole = maps[..., : rows * size, : columns * size, :]
    apart = whole.reshape(*lead, rows, size, columns, size, c)
    apart = np.moveaxis(apart, (-4, -2), (-2, -1))
    return apart.reshape(*lead, rows, columns, c, size * size)


def _laid_back(blocks: Array, size: int, shape: tuple[int, ...]) -> Array:
    """Return blocks as maps of a shape, 0 where no block was."""
    *lead, rows, columns, c, _ = blocks.shape
    apart = blocks.reshape(*lead, rows, columns, c, size, size)
    apart = np.moveaxis(apart, (-2, -1), (-4, -2))
    maps = np.zeros(shape, blocks.dtype)
    whole = apart.reshape(*lead, rows * size, columns * size, c)
    maps[..., : rows * size, : columns * size, :] = whole
    return maps


def max_pool(maps: Array, size: int) -> Array:
    """Return the largest of each block: (..., H, W, c) to (..., H/s, W/s, c)."""
    blocks = _blocks(maps, size)
    best = blocks.real.argmax(axis=-1)[..., None]
    return np.take_along_axis(blocks, best, axis=-1)[..., 0]


def max_pool_gradient(maps: Array, slopes: Array, size: int) -> Array:
    """Return the gradient by the maps, given that by max_pool; of equals the first has it."""
    blocks = _blocks(maps, size)
    best = blocks.real.argmax(axis=-1)[..., None]
    shares = np.zeros(blocks.shape, slopes.dtype)
    np.put_along_axis(shares, best, slopes[..., None], axis=-1)
    return _laid_back(shares, size, maps.shape)


def mean_pool(maps: Array, size: int) -> Array:
    """Return the mean of each block: (..., H, W, c) to (..., H/s, W/s, c)."""
    means: Array = _blocks(maps, size).mean(axis=-1)
    return means


def mean_pool_gradient(maps: Array, slopes: Array, size: int) -> Array:
    """Return the gradient by the maps, given that by mean_pool."""
    shares = np.repeat(slopes[..., None] / size**2, size * size, axis=-1)
    return _laid_back(shares, size, maps.shape)
