"""Reads the user's own table: CSV or TSV, any delimiter, decimal comma, header or none."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, cast

import numpy as np

from gdexplorer.core.data import Rows
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Array
from gdexplorer.core.registry import look_up

SAMPLE = 1 << 16
"""Bytes from which delimiter, decimal mark and header are told."""
CHUNK = 50_000
MOST_FEATURES = 1000
SEVERAL = 2.5
"""Words of a cell, on average, from which a column holds texts rather than labels."""
DELIMITERS = ",;\t|"
COMMA_NUMBER = re.compile(r"[-+]?\d+,\d+([eE][-+]?\d+)?$")
MISSING = ("", "na", "n/a", "nan", "null", "none", "?", "-")
NO_LABEL = ("", "na", "n/a", "nan", "null", "?")
"""What is missing in a column of words: there "none" and "-" are words."""


class DataError(ParameterError):
    """What is wrong with a file of data, in one sentence, by row and column."""


@dataclass(frozen=True)
class Layout:
    """How a file is written. `first`: the row, counted from 1, where the numbers begin."""

    path: Path
    delimiter: str
    decimal: str
    columns: tuple[str, ...]
    first: int
    preview: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Table:
    """Chosen columns as numbers. notes: sentences on what was left out or is of no use."""

    rows: Rows
    notes: tuple[str, ...]


def layout(path: str | PathLike[str]) -> Layout:
    """Tell delimiter, decimal mark, header and columns of a file. Raises DataError."""
    place = Path(path)
    lines = _first_lines(place)
    delimiter = _delimiter(lines)
    written = [tuple(c.strip() for c in row) for row in _cells(lines, delimiter)]
    cells = [row for row in written if any(row)]
    if not cells:
        raise DataError(f"{place.name} is empty")
    blank = written.index(cells[0])
    decimal = "," if delimiter != "," and _decimal_comma(cells) else "."
    header = not any(_number(c, decimal) is not None for c in cells[0])
    names = cells[0] if header else tuple(f"column{i + 1}" for i in range(len(cells[0])))
    names = tuple(n or f"column{i + 1}" for i, n in enumerate(names))
    twice = next((n for i, n in enumerate(names) if n in names[:i]), None)
    if twice is not None:
        raise DataError(f"{place.name} has two columns named '{twice}'")
    body = cells[1:] if header else cells
    if not body:
        raise DataError(f"{place.name} has a header but no rows")
    long = next((i for i, row in enumerate(body) if len(row) > len(names)), None)
    if long is not None:
        has, columns = len(body[long]), len(names)
        row = 1 + blank + header + long
        raise DataError(
            f"row {row} of {place.name} has {has} cells, but there are {columns} columns"
        )
    return Layout(place, delimiter, decimal, names, 1 + blank + header, tuple(body[:20]))


def read(path: str | PathLike[str], target: str, features: Sequence[str] = ()) -> Table:
    """Read the target and the features, by default all other columns of numbers.

    Raises DataError, with row and column where there is one.
    """
    for step in reading(path, target, features):
        if isinstance(step, Table):
            return step
    raise AssertionError("reading ends with the table")


def reading(
    path: str | PathLike[str], target: str, features: Sequence[str] = ()
) -> Iterator[float | Table]:
    """Yield the share of the file that is read, then the table. Raises DataError."""
    laid = layout(path)
    wanted = _chosen(laid, target, features)
    codes: dict[str, int] | None = {} if wanted[-1] in word_columns(laid) else None
    parts: list[Array] = []
    at = laid.first
    for frame, share in chunks(laid, wanted):
        parts.append(_numbers(laid, frame, wanted, codes, at))
        at += len(frame)
        yield share
    yield _table(laid, np.concatenate(parts), wanted, tuple(codes or ()))


def _first_lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            raw = file.read(SAMPLE)
            more = bool(file.read(1))
    except IsADirectoryError:
        raise DataError(f"{path} is a folder, not a file") from None
    except OSError as error:
        raise DataError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    if not raw.strip():
        raise DataError(f"{path.name} is empty")
    if b"\0" in raw:
        raise DataError(f"{path.name} is not a text file")
    if more:
        raw = raw[: raw.rfind(b"\n") + 1] or raw
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise _wrong_encoding(path, row) from None
    return text.splitlines()


def _wrong_encoding(path: Path, row: int | None = None) -> DataError:
    where = "" if row is None else f" in row {row}"
    return DataError(f"{path.name} is not UTF-8 text{where}: save it with that encoding")


def _cells(lines: list[str], delimiter: str) -> list[list[str]]:
    """Return the cells of each row; none where the quotes are those of no table."""
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter that parts the rows most alike; a comma where none does."""

    def alike(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in _cells(lines, delimiter) if row] or [1]
        usual = max(set(widths), key=widths.count)
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)

    return max(DELIMITERS, key=alike)


def _decimal_comma(cells: list[tuple[str, ...]]) -> bool:
    return any(COMMA_NUMBER.match(c) for row in cells for c in row)


def _number(cell: str, decimal: str) -> float | None:
    try:
        return float(cell.replace(decimal, ".") if decimal == "," else cell)
    except ValueError:
        return None


def _chosen(laid: Layout, target: str, features: Sequence[str]) -> tuple[str, ...]:
    """Return the features' and, last, the target's column. Raises DataError."""
    target = look_up(f"column of {laid.path.name}", laid.columns, target.strip())
    if not features:
        features = [name for name in numeric_columns(laid) if name != target]
    names = [look_up(f"column of {laid.path.name}", laid.columns, f.strip()) for f in features]
    names = list(dict.fromkeys(names))
    if target in names:
        raise DataError(f"'{target}' is the target, so it cannot be a feature too")
    if not names:
        raise DataError(f"{laid.path.name} has no column of numbers beside '{target}'")
    if len(names) > MOST_FEATURES:
        raise DataError(f"{len(names)} features are too many: choose up to {MOST_FEATURES}")
    return (*names, target)


def numeric_columns(laid: Layout) -> tuple[str, ...]:
    """Return the columns that hold numbers in all rows of the preview, or nothing."""
    return tuple(
        name
        for i, name in enumerate(laid.columns)
        if all(_numeric(row, i, laid.decimal) for row in laid.preview)
    )


def word_columns(laid: Layout) -> tuple[str, ...]:
    """Return the columns where more than half of what the preview shows is no number."""
    return tuple(name for name in laid.columns if _mostly_words(laid, name))


def prose_columns(laid: Layout) -> tuple[str, ...]:
    """Return the columns of words that hold texts rather than labels: of several words each."""
    rows = max(len(laid.preview), 1)
    return tuple(
        name
        for name in word_columns(laid)
        if sum(len(cell.split()) for cell in _column(laid, name)) >= SEVERAL * rows
    )


def _column(laid: Layout, name: str) -> list[str]:
    """Return the cells of a column in the preview."""
    i = laid.columns.index(name)
    return [row[i] for row in laid.preview if i < len(row)]


def _mostly_words(laid: Layout, name: str) -> bool:
    cells = [cell for cell in _column(laid, name) if cell.lower() not in NO_LABEL]
    return 2 * sum(_number(c, laid.decimal) is None for c in cells) > len(cells)


def _numeric(row: tuple[str, ...], i: int, decimal: str) -> bool:
    cell = row[i] if i < len(row) else ""
    return cell.lower() in MISSING or _number(cell, decimal) is not None


def chunks(laid: Layout, wanted: Sequence[str]) -> Iterator[tuple[Any, float]]:
    """Yield the wanted columns as text, some rows at a time, and the share of the file read.

    Raises DataError.
    """
    import pandas as pd  # takes long to import

    size = max(laid.path.stat().st_size, 1)
    try:
        with laid.path.open(encoding="utf-8-sig", newline="") as file:
            frames = pd.read_csv(
                file,
                sep=laid.delimiter,
                header=None,
                names=list(laid.columns),
                skiprows=laid.first - 1,
                usecols=list(wanted),
                dtype=str,
                keep_default_na=False,
                chunksize=CHUNK,
                skipinitialspace=True,
                skip_blank_lines=False,
                index_col=False,
            )
            for frame in frames:
                yield frame, min(os.lseek(file.fileno(), 0, os.SEEK_CUR) / size, 1.0)
    except UnicodeDecodeError:
        raise _wrong_encoding(laid.path) from None
    except pd.errors.ParserError as error:
        raise DataError(f"{laid.path.name} cannot be read: {_short(str(error))}") from None


def _short(error: str) -> str:
    return error.removeprefix("Error tokenizing data. C error: ").strip().rstrip(".")


def _numbers(
    laid: Layout, frame: Any, wanted: tuple[str, ...], codes: dict[str, int] | None, at: int
) -> Array:
    """Return text as numbers (m, d), NaN where it is missing. Raises DataError.

    codes: of the target's labels, in the order they come, where it is a column of words.
    """
    import pandas as pd

    columns = []
    for name in wanted if codes is None else wanted[:-1]:
        text = frame[name].fillna("").str.strip()
        if laid.decimal == ",":
            text = text.str.replace(",", ".")
        missing = text.str.lower().isin(MISSING).to_numpy()
        numbers = pd.to_numeric(text, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        bad = np.flatnonzero(~np.isfinite(numbers) & ~missing)
        if bad.size:
            cell = str(frame[name].iloc[int(bad[0])])
            row = at + int(bad[0])
            raise DataError(f"row {row} of {laid.path.name}, '{name}': '{cell}' is not a number")
        columns.append(numbers)
    if codes is not None:
        columns.append(_coded(frame[wanted[-1]], codes))
    return cast(Array, np.stack(columns, axis=1))


def _coded(texts: Any, codes: dict[str, int]) -> Array:
    """Return labels as numbers (m,), NaN where one is missing; new ones are added to the codes."""
    labels = texts.fillna("").str.strip().tolist()
    missing = float("nan")
    return np.array(
        [missing if t.lower() in NO_LABEL else codes.setdefault(t, len(codes)) for t in labels],
        dtype=float,
    )


def same_everywhere(target: str) -> str:
    """Say that a target has one value only."""
    return f"the target '{target}' is the same in every row: nothing to learn"


def _table(laid: Layout, numbers: Array, wanted: tuple[str, ...], labels: tuple[str, ...]) -> Table:
    """Return the rows without gaps; labels by name, in the order of their names."""
    whole: Any = np.isfinite(numbers).all(axis=1)
    left_out = int((~whole).sum())
    numbers = numbers[whole]
    if len(numbers) < 2:
        has = "no row" if len(numbers) == 0 else "one row"
        raise DataError(f"{laid.path.name} has {has} without missing values; two are the least")
    notes = []
    if left_out:
        notes.append(f"left out for missing values: {left_out:,} of {len(whole):,} rows")
    constant = [n for n, column in zip(wanted, numbers.T, strict=True) if np.ptp(column) == 0]
    if wanted[-1] in constant:
        raise DataError(same_everywhere(wanted[-1]))
    if constant:
        notes.append(f"constant, so of no use: {', '.join(constant)}")
    targets, names = numbers[:, -1], tuple(sorted(labels))
    if labels:
        places = {name: i for i, name in enumerate(names)}
        targets = np.array([places[n] for n in labels], dtype=float)[targets.astype(int)]
    return Table(Rows(numbers[:, :-1], targets, wanted[:-1], wanted[-1], names), tuple(notes))
