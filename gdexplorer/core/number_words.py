"""Numbers in a few digits, as a person would write them."""

from __future__ import annotations

import math

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number_words(value: float) -> str:
    """Return a number in a few digits as one would write it: 1200, 3.4·10⁵."""
    if value == 0:
        return "0"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return ("−" if value < 0 else "") + power_words(math.log10(abs(value)))


def power_words(exponent: float) -> str:
    """Return 10**exponent as one would write it."""
    whole = round(exponent)
    if abs(exponent - whole) < 1e-9 and not -3 < whole < 4:
        return "10" + str(whole).translate(SUPERSCRIPTS)
    if -3 < exponent < 4:
        return f"{float(f'{10**exponent:.3g}'):g}"  # 1000 rather than 1e+03
    below = math.floor(exponent)
    head = f"{10 ** (exponent - below):.2g}"
    if head == "10":
        return power_words(below + 1)
    return f"{head}·10" + str(below).translate(SUPERSCRIPTS)
