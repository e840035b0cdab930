"""Numbers beside pictures and in sentences are short."""

import math

import pytest

from gdexplorer.core.number_words import number_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0.0, "0"),
        (-2.5, "−2.5"),
        (1234.0, "1230"),
        (344_123.0, "3.4·10⁵"),
        (-1e-5, "−10⁻⁵"),
        (1e6, "10⁶"),
        (999_999.0, "10⁶"),
        (math.inf, "∞"),
    ],
)
def test_a_number_is_written_in_a_few_digits(number, words):
    assert number_words(number) == words
