"""The tanh recurrence over words and its gradient: products over the batch, a loop over time only.

Words are numbers (m, t), all sentences ending together; NO_WORD stands in front of shorter ones.
It adds nothing, so the state stays 0 until a sentence begins: no mask is needed. All take
parameters with leading axes, and complex numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from gdexplorer.core.data import Numbers
from gdexplorer.core.problem import Array
from gdexplorer.problems.sentences import NO_WORD


def trimmed(words: Numbers) -> Numbers:
    """Return words (m, t) without the columns before the longest sentence's first word."""
    there = (words != NO_WORD).any(axis=0)
    return words[:, there.argmax() :] if there.any() else words[:, :0]


def recur(entries: Array, recurrent: Array, words: Numbers) -> Array:
    """Return the states h_0 = 0, h_t = tanh(W h_{t−1} + e_word): (t + 1, ..., m, h).

    entries: what each word adds, (..., v, h). recurrent: W, (..., h, h).
    """
    *lead, _, width = entries.shape
    m, t = words.shape
    table = np.concatenate([entries, np.zeros((*lead, 1, width))], axis=-2)  # NO_WORD is the last
    added = np.moveaxis(table[..., words.T, :], -3, 0)
    states = np.zeros((t + 1, *lead, m, width), entries.dtype)
    across = recurrent.swapaxes(-1, -2)
    for i in range(t):
        z = states[i] @ across
        z += added[i]
        np.tanh(z, out=states[i + 1])
    return states


def last_state(entries: Array, recurrent: Array, words: Numbers) -> Array:
    """Return the last of the states alone, (..., m, h): what has not begun costs nothing."""
    there = words != NO_WORD
    order = np.argsort(-there.sum(axis=1), kind="stable")  # the longest first
    states = np.zeros((*recurrent.shape[:-2], *words.shape[:1], recurrent.shape[-1]), entries.dtype)
    across = recurrent.swapaxes(-1, -2)
    for column, begun in zip(words[order].T, there.sum(axis=0), strict=True):
        seen = states[..., :begun, :]
        z = seen @ across
        z += entries[..., column[:begun], :]
        np.tanh(z, out=seen)
    in_place = np.empty_like(states)
    in_place[..., order, :] = states
    return in_place


def back_through_time(states: Array, slopes: Array, recurrent: Array) -> Iterator[Array]:
    """Yield the gradients by W h_{t−1} + e_word, (..., m, h), from the last word to the first.

    slopes: the gradient by the last state, (..., m, h).
    """
    for h in states[:0:-1]:
        inner = slopes * (1.0 - h * h)
        yield inner
        slopes = inner @ recurrent


def recur_gradient(
    states: Array, slopes: Array, recurrent: Array, words: Numbers, size: int, steps: int
) -> tuple[Array, Array]:
    """Return the gradients by the entries, (..., v, h), and by W, (..., h, h).

    slopes: the gradient by the last state, (..., m, h). size: v. steps: how many words back.
    """
    steps = min(steps, words.shape[1])
    inner = np.empty((steps, *states.shape[1:]), states.dtype)
    for i, one in zip(range(steps), back_through_time(states, slopes, recurrent), strict=False):
        inner[steps - 1 - i] = one
    before = states[len(states) - 1 - steps : -1]
    flat = _rows(inner)
    return (
        sums_by_word(flat, words[:, words.shape[1] - steps :].T.ravel(), size),
        flat.swapaxes(-1, -2) @ _rows(before),
    )


def _rows(over_time: Array) -> Array:
    """Return (t, ..., m, h) as (..., t m, h)."""
    together = np.moveaxis(over_time, 0, -3)
    *lead, t, m, h = together.shape
    return together.reshape(*lead, t * m, h)


def sums_by_word(rows: Array, words: Numbers, size: int) -> Array:
    """Return for each word the sum of its rows: (..., k, h) and (k,) to (..., v, h)."""
    sums = np.zeros((*rows.shape[:-2], size, rows.shape[-1]), rows.dtype)
    order = words.argsort(kind="stable")
    order = order[np.searchsorted(words[order], 0) :]  # without NO_WORD
    if not len(order):
        return sums
    ordered = words[order]
    begins = np.flatnonzero(np.diff(ordered, prepend=NO_WORD))
    sums[..., ordered[begins], :] = np.add.reduceat(rows[..., order, :], begins, axis=-2)
    return sums


def norms_by_lag(states: Array, slopes: Array, recurrent: Array, words: Numbers) -> Array:
    """Return how long the gradient by the state is, l words before the last: (..., t).

    slopes: the gradient by the last state, (..., m, h), of each sentence's own loss. A mean over
    the sentences that are so long.
    """
    there = (words != NO_WORD)[:, ::-1].T
    earlier = (inner @ recurrent for inner in back_through_time(states, slopes, recurrent))
    norms = (np.linalg.norm(by_state, axis=-1) for by_state in chain([slopes], earlier))
    means = [(n * row).sum(axis=-1) / row.sum() for n, row in zip(norms, there, strict=False)]
    return np.stack(means, axis=-1)


def factor_per_word(norms: Array) -> float:
    """Return what gradients by lag, (t,), are multiplied with for each word further back.

    The slope of the least-squares line through their logarithms, as a factor; NaN where fewer than
    two are positive numbers. Below 1 they vanish, above 1 they explode (Bengio et al. 1994).
    """
    lags = np.flatnonzero(np.isfinite(norms) & (norms > 0))
    if len(lags) < 2:
        return float("nan")
    away = lags - lags.mean()
    with np.errstate(over="ignore"):
        return float(np.exp(away @ np.log(norms[lags]) / (away @ away)))
