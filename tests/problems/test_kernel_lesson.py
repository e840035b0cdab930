"""One kernel on one picture: the known answer, and every kernel learned from its target."""

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.problems.kernel_lesson import KERNELS


def test_the_target_of_the_edge_kernel_on_the_square():
    target = gd.problem("kernel_lesson", picture="square", kernel="edge").train.targets
    assert target.reshape(3, 3).tolist() == [[5, 3, 5], [3, 0, 3], [5, 3, 5]]


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_kernel_is_learned(kernel):
    problem = gd.problem("kernel_lesson", kernel=kernel)
    x = np.array(problem.start)
    for _ in range(6000):
        x = x - problem.learning_rate * problem.gradient(x)
    np.testing.assert_allclose(x.reshape(3, 3), KERNELS[kernel], atol=1e-4)
