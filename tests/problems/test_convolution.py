"""The layers of a convolutional network: known answers, and gradients by the complex step."""

from collections.abc import Callable

import numpy as np

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


def test_of_no_pictures_there_are_no_windows():
    assert layers.windows(np.empty((0, 7, 6, 5, 3)), 3).shape == (0, 7, 4, 3, 27)


def test_the_edge_kernel_on_a_square() -> None:
    square = np.zeros((1, 5, 5, 1))
    square[0, 1:4, 1:4] = 1.0
    kernel = np.full((3, 3, 1, 1), -1.0)
    kernel[1, 1] = 8.0
    found = layers.correlate(square, kernel)[0, ..., 0]
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
    found = layers.kernel_gradient(layers.windows(PICTURES, 3), slopes).reshape(KERNELS.shape)
    np.testing.assert_allclose(found, by_kernels, rtol=1e-10, atol=1e-12)
    found = layers.picture_gradient(slopes, KERNELS)
    np.testing.assert_allclose(found, by_pictures, rtol=1e-10, atol=1e-12)


def test_many_kernels_see_the_same_pictures() -> None:
    kernels = np.stack([KERNELS, 2 * KERNELS, KERNELS**2])
    found = layers.correlate(PICTURES, kernels)
    assert found.shape == (3, 3, 5, 4, 4)
    seen, slopes = layers.windows(PICTURES, 3), np.cos(found)
    by_kernels = layers.kernel_gradient(seen, slopes)
    by_pictures = layers.picture_gradient(slopes, kernels)
    for i, one in enumerate(kernels):
        np.testing.assert_allclose(found[i], layers.correlate(PICTURES, one), rtol=1e-13)
        expected = layers.kernel_gradient(seen, slopes[i])
        np.testing.assert_allclose(by_kernels[i], expected, rtol=1e-12)
        expected = layers.picture_gradient(slopes[i], one)
        np.testing.assert_allclose(by_pictures[i], expected, rtol=1e-12)


def test_gradients_of_the_mean_pool_with_a_row_left_over() -> None:
    slopes = RNG.normal(size=(3, 3, 3, 2))
    expected = by_complex_step(lambda p: slopes * layers.mean_pool(p, 2), PICTURES)
    found = layers.mean_pool_gradient(PICTURES, slopes, 2)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


def test_gradients_of_the_max_pool_with_a_row_left_over() -> None:
    slopes = RNG.normal(size=(3, 3, 3, 2))
    expected = by_complex_step(lambda p: slopes * layers.max_pool(p, 2), PICTURES)
    found = layers.max_pool_gradient(PICTURES, layers.max_pool(PICTURES, 2), slopes, 2)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)
    ahead, behind = (layers.max_pool(PICTURES + h, 2) for h in (1e-6, -1e-6))
    differences = (ahead - behind) / 2e-6
    found = layers.max_pool_gradient(PICTURES, layers.max_pool(PICTURES, 2), differences, 2)
    np.testing.assert_allclose(found.sum(), differences.sum(), rtol=1e-6)


def test_of_equals_the_first_has_the_gradient() -> None:
    maps = np.array([[1.0, 3, 3, 0], [3, 2, 3, 3]])[..., None]
    found = layers.max_pool_gradient(maps, layers.max_pool(maps, 2), np.array([[[5.0], [7]]]), 2)
    assert found[..., 0].tolist() == [[0, 5, 7, 0], [0, 0, 0, 0]]


def test_pooling_known_answers() -> None:
    maps = np.arange(16.0).reshape(4, 4, 1)
    assert layers.max_pool(maps, 2)[..., 0].tolist() == [[5, 7], [13, 15]]
    assert layers.mean_pool(maps, 2)[..., 0].tolist() == [[2.5, 4.5], [10.5, 12.5]]


def test_gradient_of_relu() -> None:
    expected = by_complex_step(layers.relu, PICTURES)
    found = layers.relu_gradient(PICTURES, np.ones(PICTURES.shape))
    np.testing.assert_array_equal(found, expected)
