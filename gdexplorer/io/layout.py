"""Tells how a table is written: encoding, delimiter, numerals, header, kinds of columns."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from gdexplorer.core.parameter import ParameterError
from gdexplorer.io.numerals import Numerals, numerals

SAMPLE = 1 << 16
"""Bytes from which all is told, or more where rows are that long."""
LONGEST_SAMPLE = 1 << 23
ROWS = 20
"""Rows from which the kind of a column is told."""
SEVERAL = 2.5
"""Words of a cell, on average, from which a column holds texts rather than labels."""
MOST_CLASSES = 10
"""Whole numbers of a column up to which they are taken for classes."""
DELIMITERS = ",;\t|"
LESSER_DELIMITERS = " :"
"""They part rows only where no other does."""
COMMENT = "#"
MISSING = ("", "na", "n/a", "nan", "null", "none", "?", "-")
NO_LABEL = ("", "na", "n/a", "nan", "null", "?")
"""What is missing in a column of words: there "none" and "-" are words."""

Record = tuple[int, tuple[str, ...]]


class DataError(ParameterError):
    """What is wrong with a file of data, in one sentence, by row and column."""


@dataclass(frozen=True)
class Layout:
    """How a file is written.

    first: the row, counted from 1, where the numbers begin; skip: the lines above it. Columns by
    what the preview shows: numeric hold numbers in all rows, or nothing; of words more than half is
    no number; of these, prose holds texts rather than labels; classes are words, or few whole
    numbers. beyond: how many empty cells may end a row, without a column of theirs.
    """

    path: Path
    encoding: str
    delimiter: str
    numerals: Numerals
    header: bool
    columns: tuple[str, ...]
    first: int
    skip: int
    preview: tuple[tuple[str, ...], ...]
    numeric: tuple[str, ...]
    words: tuple[str, ...]
    prose: tuple[str, ...]
    classes: tuple[str, ...]
    beyond: int = 1


def stray(laid: Layout, name: str) -> str:
    """Return the first cell of a column in the preview that is no number; nothing if all are."""
    i = laid.columns.index(name)
    cells = (row[i] for row in laid.preview if i < len(row))
    told = (cell for cell in cells if cell.lower() not in MISSING)
    return next((cell for cell in told if laid.numerals.number(cell) is None), "")


def labels(laid: Layout, name: str) -> set[str]:
    """Return what stands in a column of the preview."""
    i = laid.columns.index(name)
    return {row[i] for row in laid.preview if i < len(row) and row[i].lower() not in NO_LABEL}


def layout(path: str | PathLike[str], header: bool | None = None) -> Layout:
    """Tell how a file is written; whether it has a header, if that is not said. Raises DataError.

    Lines that begin with # are skipped where they come first.
    """
    place = Path(path)
    encoding, lines, whole = _first_lines(place)
    above = next((i for i, line in enumerate(lines) if not line.startswith(COMMENT)), len(lines))
    lines = lines[above:]
    delimiter = _delimiter(lines)
    records = _closed(place, lines, _records(lines, delimiter), delimiter, whole, above)
    if not records:
        most = csv.field_size_limit()
        raise DataError(f"{place.name} has a cell of more than {most:,} characters")
    begin = next((i for i, (_, cells) in enumerate(records) if any(cells)), None)
    if begin is None:
        raise DataError(f"{place.name} is empty")
    written = numerals((c for _, cells in records for c in cells), delimiter)
    body = [cells for _, cells in records[begin:] if any(cells)][: ROWS + 1]
    if header is None:
        header = _has_header(body, written)
    names = _names(place, body[0][: max(map(_used, body))], header)
    start = begin + header
    _check_widths(place, records[start:], len(names), above + start + 1)
    body = body[header:][:ROWS]
    if not body:
        raise DataError(f"{place.name} has a header but no rows")
    skip = above + (records[start - 1][0] if start else 0)
    kinds = _kinds(names, body, written)
    return Layout(
        place,
        encoding,
        delimiter,
        written,
        header,
        names,
        above + start + 1,
        skip,
        tuple(body),
        *kinds,
        beyond=max(max(len(cells) for _, cells in records) - len(names), 1),
    )


def _used(cells: Sequence[str]) -> int:
    """Return how many cells a row has up to its last that is not empty."""
    return max((i + 1 for i, cell in enumerate(cells) if cell), default=0)


def unclosed(place: Path, row: int) -> DataError:
    """Say that a quote of this row has no end."""
    return DataError(f"row {row} of {place.name} has a quote that is not closed")


def cannot_read(path: Path, error: OSError) -> DataError:
    """Say why a file cannot be read."""
    if isinstance(error, IsADirectoryError):
        return DataError(f"{path} is a folder, not a file")
    return DataError(f"cannot read {path}: {(error.strerror or str(error)).lower()}")


def wrong_encoding(path: Path, encoding: str, row: int | None = None) -> DataError:
    """Say that bytes are no text."""
    where = "" if row is None else f" in row {row}"
    named = "UTF-16" if encoding == "utf-16" else "UTF-8"
    return DataError(f"{path.name} is not {named} text{where}: save it with that encoding")


def _first_lines(path: Path) -> tuple[str, list[str], bool]:
    """Return the encoding, the first lines, and whether these are all. Raises DataError."""
    raw, whole = _first_bytes(path)
    if not raw.strip():
        raise DataError(f"{path.name} is empty")
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if wide else "utf-8-sig"
    if b"\0" in raw and not wide:
        raise DataError(f"{path.name} is not a text file")
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(raw, final=whole)
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise wrong_encoding(path, encoding, row) from None
    if "\0" in text:
        raise DataError(f"{path.name} is not a text file")
    lines = list(io.StringIO(text, newline=None))
    return encoding, lines if whole or len(lines) == 1 else lines[:-1], whole


def _first_bytes(path: Path) -> tuple[bytes, bool]:
    """Return the first bytes, of some rows at least, and whether these are all."""
    try:
        with path.open("rb") as file:
            raw = file.read(SAMPLE)
            while raw.count(b"\n") <= ROWS and len(raw) < LONGEST_SAMPLE:
                more = file.read(SAMPLE)
                if not more:
                    break
                raw += more
            return raw, not file.read(1)
    except OSError as error:
        raise cannot_read(path, error) from None


def _records(lines: Sequence[str], delimiter: str) -> list[Record]:
    """Return the cells of each row, and the lines down to its end; none where it is no table."""
    text: Iterable[str] = lines
    if delimiter == " ":
        text = (line.strip().replace("\t", " ") for line in lines)
    reader = csv.reader(text, delimiter=delimiter, skipinitialspace=True)
    try:
        return [(reader.line_num, tuple(c.strip() for c in row)) for row in reader]
    except csv.Error:
        return []


def _closed(
    place: Path, lines: list[str], records: list[Record], delimiter: str, whole: bool, above: int
) -> list[Record]:
    """Return the records that are whole. Raises DataError where a quote is never closed."""
    begin = records[-2][0] if len(records) > 1 else 0
    try:
        list(csv.reader(lines[begin:], delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            if whole or len(lines) - begin > ROWS:
                raise unclosed(place, above + len(records)) from None
            return records[:-1]
    return records


def _delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that parts the rows most alike; a comma where none does."""

    def alike(delimiter: str) -> tuple[float, int]:
        widths = [len(cells) for _, cells in _records(lines, delimiter) if any(cells)] or [1]
        usual = max(set(widths), key=widths.count)
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)

    likely = max(DELIMITERS, key=alike)
    if (share := alike(likely)[0]) == 1:
        return likely
    lesser = max(LESSER_DELIMITERS, key=alike)
    return lesser if alike(lesser)[0] == 1 or share == 0 < alike(lesser)[0] else likely


def _has_header(body: list[tuple[str, ...]], written: Numerals) -> bool:
    """Tell a header: no number is in it, or a word stands above numbers alone."""
    first, rest = body[0], body[1:]
    if not any(written.number(cell) is not None for cell in first):
        return True
    return any(
        cell.lower() not in MISSING
        and written.number(cell) is None
        and rest != []
        and all(i < len(row) and written.number(row[i]) is not None for row in rest)
        for i, cell in enumerate(first)
    )


def _names(place: Path, first: tuple[str, ...], header: bool) -> tuple[str, ...]:
    """Return the columns' names; those that have none are numbered. Raises DataError."""
    written = first if header else ("",) * len(first)
    names = tuple(name or f"column{i + 1}" for i, name in enumerate(written))
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DataError(f"{place.name} has two columns named '{name}'")
        seen.add(name)
    return names


def _check_widths(place: Path, records: list[Record], columns: int, first: int) -> None:
    for row, (_, cells) in enumerate(records, first):
        if _used(cells) > columns:
            raise too_wide(place, row, _used(cells), columns)


def too_wide(place: Path, row: int, cells: int, columns: int) -> DataError:
    """Say that a row has more cells than there are columns."""
    return DataError(
        f"row {row} of {place.name} has {cells} cells, but there are {columns} columns"
    )


def _kinds(
    names: Sequence[str], body: Sequence[tuple[str, ...]], written: Numerals
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the names of the columns of numbers, of words, of texts, of classes."""
    numeric, words, prose, classes = [], [], [], []
    for i, name in enumerate(names):
        cells = [row[i] if i < len(row) else "" for row in body]
        told = [c for c in cells if c.lower() not in NO_LABEL]
        numbers = [n for c in told if (n := written.number(c)) is not None]
        if 0 < len(numbers) == sum(c.lower() not in MISSING for c in cells):
            numeric.append(name)
        if 2 * len(numbers) < len(told):
            words.append(name)
            if sum(len(c.split()) for c in cells) >= SEVERAL * len(body):
                prose.append(name)
        if name in words[-1:] or (name in numeric[-1:] and are_classes(numbers)):
            classes.append(name)
    return tuple(numeric), tuple(words), tuple(prose), tuple(classes)


def are_classes(numbers: Iterable[float]) -> bool:
    """Say whether numbers look like labels: few whole ones, each of them several times."""
    told = list(numbers)
    few = set(told)
    return 2 <= len(few) <= min(MOST_CLASSES, len(told) // 2) and all(n % 1 == 0 for n in few)
