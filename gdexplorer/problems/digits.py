"""The built-in handwritten digits: pictures of 8×8 pixels, and what each is."""

from __future__ import annotations

import gzip
from functools import cache

import numpy as np

from gdexplorer.core.data import Rows
from gdexplorer.core.resources import resource

SIZE = 8
"""Pixels along a picture's side."""
INK = 16
"""The most that a pixel counts: 0 is paper, this is ink all over."""
CLASSES = 10


@cache
def digits() -> Rows:
    """Return pictures (1797, 8, 8) of counts from 0 to 16, and their digits (1797,).

    Alpaydin, Kaynak 1998; see `resources/digits.txt`. Raises FileNotFoundError.
    """
    with gzip.open(resource("digits.csv.gz"), "rt", encoding="utf-8") as file:
        table = np.loadtxt(file, delimiter=",")
    table.flags.writeable = False
    return Rows(table[:, :-1].reshape(-1, SIZE, SIZE), table[:, -1])
