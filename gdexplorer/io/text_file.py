"""Reads the user's own texts and their labels: one column of each, from CSV or TSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np

from gdexplorer.core.registry import look_up
from gdexplorer.io.data_file import left_out, pieces, same_everywhere, some
from gdexplorer.io.layout import NO_LABEL, DataError, Layout, layout
from gdexplorer.problems.sentences import LONGEST, Corpus, Sentences, words_of
from gdexplorer.problems.table_model import MOST_LABELS
from gdexplorer.problems.tables import never_learned, parted

SHARE = 0.2
"""Of the texts that are held out, if nothing else is said."""
SEED = 42
MOST_TEXTS = 10_000


@dataclass(frozen=True, eq=False)
class Texts:
    """A corpus of the user's. notes: sentences on what was left out or cannot be learned."""

    corpus: Corpus
    notes: tuple[str, ...]


def read_texts(
    path: str | PathLike[str],
    target: str,
    text: str = "",
    share: float = SHARE,
    header: bool | None = None,
) -> Texts:
    """Read texts and labels, holding a share of them out. Raises DataError."""
    for step in reading_texts(layout(path, header), target, text, share):
        if isinstance(step, Texts):
            return step
    raise AssertionError("reading ends with the texts")


def reading_texts(
    laid: Layout, target: str, text: str = "", share: float = SHARE
) -> Iterator[float | Texts]:
    """Yield the share of the file that is read, then the texts. Raises DataError.

    text: the column; by default the first one that holds several words a cell.
    """
    target, text = _columns(laid, target, text)
    texts: list[str] = []
    labels: list[str] = []
    gaps: list[str] = []
    for piece in pieces(laid, (text, target)):
        cells = (piece.column(name).tolist() for name in (text, target))
        for row, one, label in zip(piece.numbers.tolist(), *cells, strict=True):
            if gap := _gap(row, text, one, target, label):
                gaps.append(gap)
            else:
                texts.append(one)
                labels.append(label)
        if len(texts) > MOST_TEXTS:
            raise DataError(f"{laid.path.name} has too many texts: {MOST_TEXTS:,} are the most")
        yield piece.share
    yield _texts(laid, texts, labels, gaps, (text, target), share)


def _columns(laid: Layout, target: str, text: str) -> tuple[str, str]:
    """Return the columns' names. Raises ParameterError."""
    kind = f"column of {laid.path.name}"
    target = look_up(kind, laid.columns, target.strip())
    if text:
        text = look_up(kind, laid.columns, text.strip())
    else:
        candidates = (*laid.prose, *laid.words)
        text = next((name for name in candidates if name != target), "")
    if not text:
        raise DataError(f"{laid.path.name} has no column of texts beside '{target}'")
    if text == target:
        raise DataError(f"'{target}' is the target, so it cannot be the text too")
    return target, text


def _gap(row: int, column: str, text: str, target: str, label: str) -> str:
    """Say what keeps a row from being learned; nothing if it can be."""
    count = len(words_of(text))
    if not count:
        return f"row {row} has no words in '{column}'"
    if count > LONGEST:
        return f"row {row} has {count} words in '{column}', {LONGEST} are the most"
    return f"row {row} has no label in '{target}'" if label.lower() in NO_LABEL else ""


def _texts(
    laid: Layout,
    texts: Sequence[str],
    labels: Sequence[str],
    gaps: list[str],
    columns: tuple[str, str],
    share: float,
) -> Texts:
    if len(texts) < 2:
        has = "one row" if texts else "no row"
        why = f" ({some(gaps)})" if gaps else ""
        raise DataError(f"{laid.path.name} has {has} to learn from{why}; two are the least")
    names = in_order(labels)
    if len(names) < 2:
        raise DataError(same_everywhere(columns[1]))
    if len(names) > MOST_LABELS:
        raise DataError(f"the target has {len(names)} labels: {MOST_LABELS} are the most")
    places = {name: i for i, name in enumerate(names)}
    numbers = np.array([places[label] for label in labels])
    train, test = (
        Sentences(tuple(texts[i] for i in part.tolist()), numbers[part])
        for part in parted(len(texts), share, SEED)
    )
    notes = (
        *left_out(gaps, len(gaps), len(gaps) + len(texts)),
        *never_learned(names, train.labels),
    )
    return Texts(Corpus(train, test, names, *columns, laid.path.name), notes)


def in_order(labels: Sequence[str]) -> tuple[str, ...]:
    """Return every label once: numbers by size, words by their letters."""
    names = sorted(set(labels))
    try:
        return tuple(sorted(names, key=float))
    except ValueError:
        return tuple(names)
