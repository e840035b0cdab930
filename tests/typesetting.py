"""How large formulas are, as they are set in the window."""

import re

from gdexplorer.ui.formula import typeset

TALLEST = 60
"""Pixels: a fraction in a fraction. ziamath makes some brackets taller than a screen."""


def heights(latex):
    """Return the height of every line."""
    return [float(re.search(r'height="([\d.]+)', svg)[1]) for svg in typeset(latex, "black")]
