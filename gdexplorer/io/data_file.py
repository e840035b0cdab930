"""Reads the user's own table: CSV or TSV, any delimiter, decimal comma, header or none."""

from __future__ import annotations

import csv
import importlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any, cast

import numpy as np

from gdexplorer.core.data import Numbers, Rows
from gdexplorer.core.problem import Array
from gdexplorer.core.registry import look_up
from gdexplorer.io.layout import (
    MISSING,
    NO_LABEL,
    DataError,
    Layout,
    are_classes,
    cannot_read,
    layout,
    stray,
    too_wide,
    unclosed,
    wrong_encoding,
)
from gdexplorer.problems.table_model import Goal

CHUNK = 50_000
"""Rows that are read at once, if they have few cells."""
CELLS = 1_000_000
"""Cells that are read at once."""
MOST_FEATURES = 1000
MOST_NUMBER = 1e100
"""Squares of larger numbers, added up over rows, would overflow."""
TOO_WIDE = re.compile(r"fields in line (\d+), saw (\d+)")
"""How pandas says it, which counts from the first line that it is given."""
FEW = 3
"""Rows left out, or columns not used, that are named one by one."""


@dataclass(frozen=True, eq=False)
class Table:
    """Chosen columns as numbers. notes: sentences on what was left out or is of no use."""

    rows: Rows
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Piece:
    """Some rows of a file, as cells. numbers: those of the rows in the file, (m,)."""

    cells: Any
    numbers: Numbers
    share: float
    """How much of the file is read."""

    def column(self, name: str) -> Any:
        """Return a column without spaces around its cells."""
        return self.cells[name].fillna("").str.strip()


def read(
    path: str | PathLike[str],
    target: str,
    features: Sequence[str] = (),
    header: bool | None = None,
) -> Table:
    """Read the target and the features, by default all other columns of numbers.

    header: whether the first row is one; by default it is told. Raises DataError, with row and
    column where there is one.
    """
    for step in reading(layout(path, header), target, features):
        if isinstance(step, Table):
            return step
    raise AssertionError("reading ends with the table")


def reading(laid: Layout, target: str, features: Sequence[str] = ()) -> Iterator[float | Table]:
    """Yield the share of the file that is read, then the table. Raises DataError."""
    wanted = _chosen(laid, target, features)
    codes: dict[str, int] | None = {} if wanted[-1] in laid.words else None
    parts: list[Array] = []
    places: list[Numbers] = []
    for piece in pieces(laid, wanted):
        parts.append(_numbers(laid, piece, wanted, codes))
        places.append(piece.numbers)
        yield piece.share
    numbers, at = np.concatenate(parts), np.concatenate(places)
    unused = () if features else _unused(laid, wanted)
    table = _table(laid, numbers, at, wanted, tuple(codes or ()))
    yield replace(table, notes=(*table.notes, *unused))


def _unused(laid: Layout, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Say which columns are of no use for lack of numbers."""
    used = {*wanted, *laid.numeric}
    names = [_with_reason(laid, name) for name in laid.columns if name not in used]
    return (f"not used: {some(names)}",) if names else ()


def _with_reason(laid: Layout, name: str) -> str:
    """Name a column, with what looks like a number there and is none, such as 164 cm."""
    cell = stray(laid, name)
    return f"{name} ('{cell}' is no number)" if cell[:1].isdigit() else name


def some(things: Sequence[str], count: int = 0) -> str:
    """Name a few, and count the others, of as many as there are or `count`."""
    others = max(count, len(things)) - FEW
    more = f", and {others:,} more" if others > 0 else ""
    return f"{', '.join(things[:FEW])}{more}"


def left_out(gaps: Sequence[str], count: int, rows: int) -> tuple[str, ...]:
    """Say what keeps `count` of the rows from being learned. gaps: of the first of them."""
    return (f"left out {count:,} of {rows:,} rows: {some(gaps, count)}",) if gaps else ()


def _chosen(laid: Layout, target: str, features: Sequence[str]) -> tuple[str, ...]:
    """Return the features' and, last, the target's column. Raises DataError."""
    kind = f"column of {laid.path.name}"
    target = look_up(kind, laid.columns, target.strip())
    names = [name for name in laid.numeric if name != target]
    if features:
        _check_count(len(features))
        names = list(dict.fromkeys(look_up(kind, laid.columns, f.strip()) for f in features))
    if target in names:
        raise DataError(f"'{target}' is the target, so it cannot be a feature too")
    if not names:
        others = [n for n in laid.columns if n != target and stray(laid, n)]
        why = f": '{others[0]}' holds '{stray(laid, others[0])}'" if others else ""
        raise DataError(f"{laid.path.name} has no column of numbers beside '{target}'{why}")
    _check_count(len(names))
    return (*names, target)


def too_many(features: int) -> str:
    """Say that so many features are too many; nothing if they are not."""
    if features <= MOST_FEATURES:
        return ""
    return f"{features:,} features are too many: choose up to {MOST_FEATURES:,}"


def _check_count(features: int) -> None:
    if sentence := too_many(features):
        raise DataError(sentence)


def preparing() -> Iterator[None]:
    """Import what reading needs, in one step: a worker gives way for long after a long one."""
    importlib.import_module("pandas")
    yield None


def pieces(laid: Layout, wanted: Sequence[str]) -> Iterator[Piece]:
    """Yield the wanted columns as text, some rows at a time, but blank ones. Raises DataError."""
    import pandas as pd  # takes long to import

    try:
        size = max(laid.path.stat().st_size, 1)
        with laid.path.open(encoding=laid.encoding, newline="") as file:
            for _ in range(laid.skip):
                file.readline()
            frames = pd.read_csv(
                file,
                sep=r"\s+" if laid.delimiter == " " else laid.delimiter,
                header=None,
                names=[*laid.columns, *range(laid.beyond)],
                dtype=str,
                keep_default_na=False,
                chunksize=min(CHUNK, 1 + CELLS // len(laid.columns)),
                skipinitialspace=True,
                skip_blank_lines=False,
                index_col=False,
            )
            for frame in frames:
                frame = _as_wide(laid, frame)
                share = min(os.lseek(file.fileno(), 0, os.SEEK_CUR) / size, 1.0)
                yield Piece(frame[list(wanted)], laid.first + frame.index.to_numpy(), share)
    except UnicodeDecodeError:
        raise wrong_encoding(laid.path, laid.encoding) from None
    except pd.errors.EmptyDataError:
        raise DataError(f"{laid.path.name} has a header but no rows") from None
    except pd.errors.ParserError as error:
        raise _misread(laid, str(error)) from None
    except OSError as error:
        raise cannot_read(laid.path, error) from None


def _as_wide(laid: Layout, frame: Any) -> Any:
    """Return the rows of a frame that are not blank. Raises DataError where one is too wide."""
    filled, columns = frame.fillna("") != "", len(laid.columns)
    cells = filled.to_numpy()
    wide = cells[:, columns:].any(axis=1)
    if wide.any():
        row = int(wide.argmax())
        width = int(cells[row].nonzero()[0][-1]) + 1
        raise too_wide(laid.path, laid.first + int(frame.index[row]), width, columns)
    return frame[filled.any(axis=1)]


def _misread(laid: Layout, error: str) -> DataError:
    """Say where a file is no table."""
    if match := TOO_WIDE.search(error):
        return too_wide(laid.path, laid.first - 1 + int(match[1]), int(match[2]), len(laid.columns))
    with laid.path.open(encoding=laid.encoding, newline="") as file:
        for _ in range(laid.skip):
            file.readline()
        row = laid.first
        try:
            for _ in csv.reader(file, delimiter=laid.delimiter, skipinitialspace=True, strict=True):
                row += 1
        except csv.Error:
            return unclosed(laid.path, row)
    short = error.removeprefix("Error tokenizing data. C error: ").strip().rstrip(".")
    return DataError(f"{laid.path.name} cannot be read: {short}")


def _numbers(
    laid: Layout, piece: Piece, wanted: tuple[str, ...], codes: dict[str, int] | None
) -> Array:
    """Return text as numbers (m, d), NaN where it is missing. Raises DataError.

    codes: of the target's labels, in the order they come, where it is a column of words.
    """
    names = wanted if codes is None else wanted[:-1]
    columns = [_column(laid, piece, name) for name in names]
    if codes is not None:
        columns.append(_coded(piece.column(wanted[-1]), codes))
    return cast(Array, np.stack(columns, axis=1))


def _column(laid: Layout, piece: Piece, name: str) -> Array:
    """Return a column of numbers, (m,)."""
    import pandas as pd

    text = piece.column(name)
    missing = text.str.lower().isin(MISSING).to_numpy()
    plain = laid.numerals.all_plain(text)
    numbers = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = np.flatnonzero(~(np.abs(numbers) <= MOST_NUMBER) & ~missing)
    if bad.size:
        cell = str(text.iloc[int(bad[0])])
        large = not np.isnan(numbers[bad[0]]) and any(c.isdigit() for c in cell)
        why = f"too large to be squared: {MOST_NUMBER:g} is the most" if large else "not a number"
        row = int(piece.numbers[bad[0]])
        cell = cell if large else f"'{cell}'"
        raise DataError(f"row {row} of {laid.path.name}, '{name}': {cell} is {why}")
    return cast(Array, numbers)


def _coded(labels: Any, codes: dict[str, int]) -> Array:
    """Return labels as numbers (m,), NaN where one is missing; new ones are added to the codes."""
    missing = float("nan")
    return np.array(
        [
            missing if t.lower() in NO_LABEL else codes.setdefault(t, len(codes))
            for t in labels.tolist()
        ],
        dtype=float,
    )


def goal_of(rows: Rows) -> Goal:
    """Tell what a target is to be taken for: words and few whole numbers are classes."""
    classes = rows.labels or are_classes(rows.targets.tolist())
    return Goal.CLASSES if classes else Goal.NUMBER


def same_everywhere(target: str) -> str:
    """Say that a target has one value only."""
    return f"the target '{target}' is the same in every row: nothing to learn"


def _table(
    laid: Layout, numbers: Array, at: Numbers, wanted: tuple[str, ...], labels: tuple[str, ...]
) -> Table:
    """Return the rows without gaps; labels by name, in the order of their names."""
    whole: Any = np.isfinite(numbers).all(axis=1)
    broken = np.flatnonzero(~whole)
    gaps = [
        f"row {at[i]} has no '{wanted[int(np.isnan(numbers[i]).argmax())]}'" for i in broken[:FEW]
    ]
    numbers = numbers[whole]
    if len(numbers) < 2:
        has = "no row" if len(numbers) == 0 else "one row"
        why = f" ({some(gaps, len(broken))})" if gaps else ""
        raise DataError(
            f"{laid.path.name} has {has} without missing values{why}; two are the least"
        )
    notes = [*left_out(gaps, len(broken), len(whole))]
    constant = [n for n, column in zip(wanted, numbers.T, strict=True) if np.ptp(column) == 0]
    if wanted[-1] in constant:
        raise DataError(same_everywhere(wanted[-1]))
    if constant:
        notes.append(f"constant, so of no use: {some(constant)}")
    targets, names = numbers[:, -1], tuple(sorted(labels))
    if labels:
        places = {name: i for i, name in enumerate(names)}
        targets = np.array([places[n] for n in labels], dtype=float)[targets.astype(int)]
    rows_read = Rows(numbers[:, :-1], targets, wanted[:-1], wanted[-1], names, laid.path.name)
    return Table(rows_read, tuple(notes))
