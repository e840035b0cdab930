"""The layers of a convolutional network: known answers, and gradients by the complex step."""

from collections.abc import Callable

import numpy as np
import pytest

from gdexplorer.problems import convolution as layers

RNG = np.random.default_rng(0)
PICTURES = RNG.normal(size=(3, 7, 6, 2))
KERNELS = RNG.normal(size=(3, 3, 2, 4))


def by_complex_step(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> np.ndarray:
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        z = x.astype(complex)
        z[i] += 1e-30j
        g[i] = f(z).sum().imag / 1e-30
    return g


def test_the_edge_kernel_on_a_square() -> None:
    square = np.zeros((5, 5, 1))
    square[1:4, 1:4] = 1.0
    kernel = np.full((3, 3, 1, 1), -1.0)
    kernel[1, 1] = 8.0
    found = layers.correlate(square, kernel)[..., 0]
    assert found.tolist() == [[5, 3, 5], [3, 0, 3], [5, 3, 5]]


def test_correlation_does_not_turn_the_kernel() -> None:
    found = layers.correlate(PICTURES, KERNELS)
    assert found.shape == (3, 5, 4, 4)
    expected = (PICTURES[1, 2:5, 1:4, :, None] * KERNELS).sum(axis=(0, 1, 2))
    np.testing.assert_allclose(found[1, 2, 1], expected, rtol=1e-12)


def test_gradients_of_the_correlation() -> None:
    slopes = RNG.normal(size=(3, 5, 4, 4))
    by_kernels = by_complex_step(lambda k: slopes * layers.correlate(PICTURES, k), KERNELS)
    by_pictures = by_complex_step(lambda p: slopes * layers.correlate(p, KERNELS), PICTURES)
    found = layers.kernel_gradient(PICTURES, slopes, 3)
    np.testing.assert_allclose(found, by_kernels, rtol=1e-10, atol=1e-12)
    found = layers.picture_gradient(slopes, KERNELS)
    np.testing.assert_allclose(found, by_pictures, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("kind", ["max", "mean"])
def test_gradients_of_pooling_with_a_row_left_over(kind: str) -> None:
    pool = getattr(layers, f"{kind}_pool")
    slopes = RNG.normal(size=(3, 3, 3, 2))
    expected = by_complex_step(lambda p: slopes * pool(p, 2), PICTURES)
    found = getattr(layers, f"{kind}_pool_gradient")(PICTURES, slopes, 2)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


def test_pooling_known_answers() -> None:
    maps = np.arange(16.0).reshape(4, 4, 1)
    assert layers.max_pool(maps, 2)[..., 0].tolist() == [[5, 7], [13, 15]]
    assert layers.mean_pool(maps, 2)[..., 0].tolist() == [[2.5, 4.5], [10.5, 12.5]]


def test_gradient_of_relu() -> None:
    expected = by_complex_step(layers.relu, PICTURES)
    found = layers.relu_gradient(PICTURES, np.ones(PICTURES.shape))
    np.testing.assert_array_equal(found, expected)
