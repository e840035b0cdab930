"""Parameters of a model, or coordinates of a point, in files: NumPy's .npz, or CSV.

An .npz holds one array for each part of x, under the part's name; `format` and `model`; and, where
the model has them, the names of its `features`, `labels` and words (`vocabulary`), and the settings
that they were trained for (`trained_for`). A CSV has one row for each number: part, index, value.
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from gdexplorer.core.csv_table import Cell, Table, write
from gdexplorer.core.data import DataProblem, Part
from gdexplorer.core.frame import Framed
from gdexplorer.core.parameter import LARGEST, ParameterError
from gdexplorer.core.problem import Array, Point, Problem
from gdexplorer.core.whole_file import whole_binary_file

FORMAT = "gdexplorer parameters 1"
HEADER = ["part", "index", "value"]
LISTED = ("features", "labels", "vocabulary", "trained_for")
"""What the order of the parameters hangs on, and what they mean."""
SUFFIX = ".npz"
SUFFIXES = (SUFFIX, ".csv")
MOST_BYTES = 1 << 28
"""Of a file, or of what is packed in it."""
BROKEN = (
    ValueError, KeyError, EOFError, MemoryError, RuntimeError, SyntaxError, TypeError,
    NotImplementedError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What NumPy raises for bytes that are no .npz, or hold pickled objects."""


class WeightsError(ParameterError):
    """What does not fit, or is wrong with a file of parameters, in one sentence."""


def save(path: str | PathLike[str], problem: Problem, x: Array) -> None:
    """Write x (n,), as CSV or .npz as the name says, whole or not at all.

    In a frame they are the model's own parameters, not the frame's coordinates. Raises OSError,
    and WeightsError for another name.
    """
    check_name(path)
    own = problem.inner if isinstance(problem, Framed) else problem
    pieces = _pieces(own, problem.inside(x) if isinstance(problem, Framed) else x)
    if Path(path).suffix.lower() == ".csv":
        write(path, Table(HEADER, iter([list(_rows(pieces))])))
        return
    arrays: dict[str, Any] = {"format": FORMAT, "model": own.name, **_names(own)}
    arrays |= {part.name: piece for part, piece in pieces}
    with whole_binary_file(path) as file:
        np.savez(file, **arrays)


def check_name(path: str | PathLike[str]) -> None:
    """Raise WeightsError where a file's name says that it holds something else."""
    if Path(path).suffix.lower() not in SUFFIXES:
        raise WeightsError(f"parameters are written as .npz or .csv, not as '{Path(path).name}'")


def load(path: str | PathLike[str], problem: Problem) -> Point:
    """Read parameters for a problem, (n,), from .npz or CSV, told by what is in the file.

    Raises WeightsError, with a sentence on what does not fit.
    """
    raw = _bytes(Path(path))
    own = problem.inner if isinstance(problem, Framed) else problem
    try:
        zipped = raw.startswith(b"PK")
        if not zipped and Path(path).suffix.lower() == SUFFIX:
            raise WeightsError("it is damaged, or no .npz file at all")
        pieces = _from_npz(raw, own) if zipped else _from_csv(raw, own)
        x = np.concatenate([np.ravel(p) for p in pieces])
        _check_numbers(own, x)
    except WeightsError as error:
        raise WeightsError(f"{Path(path).name}: {error}") from None
    outside = problem.outside(x) if isinstance(problem, Framed) else x
    return tuple(outside.tolist())


def is_weights(path: str | PathLike[str]) -> bool:
    """Say whether a file looks like one of parameters rather than a table to learn from."""
    if Path(path).suffix.lower() == SUFFIX:
        return True
    try:
        with open(path, "rb") as file:
            return file.read(64).removeprefix(b"\xef\xbb\xbf").startswith(",".join(HEADER).encode())
    except OSError:
        return False


def parts_of(problem: Problem) -> tuple[Part, ...]:
    """Return the named pieces of x; of a formula it is one: x."""
    if isinstance(problem, DataProblem):
        return problem.parts
    return (Part("x", (problem.dimension,)),)


def _pieces(problem: Problem, x: Array) -> list[tuple[Part, Array]]:
    """Return x (n,) as parts and arrays of their shapes."""
    parts = parts_of(problem)
    ends = np.cumsum([p.size for p in parts])[:-1]
    return [(p, v.reshape(p.shape)) for p, v in zip(parts, np.split(x, ends), strict=True)]


def _names(problem: Problem) -> dict[str, Any]:
    """Return the names that the order of the parameters hangs on, as arrays of text."""
    if not isinstance(problem, DataProblem):
        return {}
    settings = tuple(f"{name}={getattr(problem, name)}" for name in problem.meant_for)
    names = (problem.shown.names, *(getattr(problem, k, ()) for k in LISTED[1:-1]), settings)
    return {kind: np.array(n) for kind, n in zip(LISTED, names, strict=True) if n}


def _rows(pieces: Iterable[tuple[Part, Array]]) -> Iterator[list[Cell]]:
    for part, piece in pieces:
        for place, value in zip(part.places(), piece.ravel().tolist(), strict=True):
            yield [part.name, place, value]


def _bytes(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise WeightsError(f"{path.name} is too large for a file of parameters")
        return path.read_bytes()
    except OSError as error:
        raise WeightsError(
            f"cannot read {path}: {(error.strerror or str(error)).lower()}"
        ) from None


# ---------------------------------------------------------------------- .npz


def _from_npz(raw: bytes, problem: Problem) -> list[Array]:
    held = _unpacked(raw)
    if str(held.get("format")) != FORMAT:
        raise WeightsError("it holds no parameters that gdexplorer wrote")
    if str(held.get("model")) != problem.name:
        theirs = str(held.get("model")).replace("_", " ")
        raise WeightsError(f"its parameters are those of a {theirs}, not of {problem.title}")
    return [_fitting(problem, part, held) for part in _known(problem, held)]


def _unpacked(raw: bytes) -> dict[str, Any]:
    """Return all arrays of an archive; what is pickled is never read."""
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as archive:
            if sum(info.file_size for info in archive.zip.infolist()) > MOST_BYTES:
                raise WeightsError("it is too large for a file of parameters")
            return {name: np.asarray(archive[name]) for name in archive.files}
    except WeightsError:
        raise
    except BROKEN:
        raise WeightsError("it is damaged, or no file of parameters") from None


def _known(problem: Problem, held: dict[str, Any]) -> tuple[Part, ...]:
    """Return the problem's parts once names and parts are those of the file."""
    parts, names = parts_of(problem), _names(problem)
    _check_parts(parts, [n for n in held if n not in ("format", "model", *LISTED)])
    for kind in LISTED:
        own, theirs = names.get(kind), held.get(kind)
        if own is not None and theirs is not None and not np.array_equal(own, theirs):
            told = "they were trained for" if kind == LISTED[-1] else f"its {kind} are"
            raise WeightsError(f"{told} {_some(theirs)}, not {_some(own)}")
    return parts


def _some(names: Any) -> str:
    """Return names as words; of many, the first ones and how many."""
    texts = [str(n) for n in np.ravel(names)]
    return ", ".join(texts) if len(texts) <= 4 else f"{', '.join(texts[:3])} … ({len(texts):,})"


def _fitting(problem: Problem, part: Part, held: dict[str, Any]) -> Array:
    piece = held[part.name]
    _check_shape(problem, part, piece.shape)
    if piece.dtype.kind not in "fiu":
        raise WeightsError(f"{part.name} holds no real numbers")
    numbers: Array = piece.astype(float)
    return numbers


# ---------------------------------------------------------------------- CSV


def _from_csv(raw: bytes, problem: Problem) -> list[Array]:
    values = _values(raw)
    parts = parts_of(problem)
    indices: dict[str, list[str]] = {}
    for part, index in values:
        indices.setdefault(part, []).append(index)
    _check_parts(parts, indices)
    return [_ordered(problem, part, indices[part.name], values) for part in parts]


def _values(raw: bytes) -> dict[tuple[str, str], float]:
    """Return each row's number by part and index."""
    try:
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    if not rows or rows[0] != HEADER:
        raise WeightsError(f"it has no columns {', '.join(HEADER)}, so no parameters")
    values: dict[tuple[str, str], float] = {}
    for number, row in enumerate(rows[1:], 2):
        if not row:
            continue
        if len(row) != len(HEADER):
            raise WeightsError(f"row {number} has {len(row)} cells, not {len(HEADER)}")
        part, index, text = row
        if (part, index) in values:
            raise WeightsError(f"row {number} gives {_called(part, index)} a second time")
        values[part, index] = _number(text, number)
    return values


def _number(text: str, row: int) -> float:
    try:
        return float(text)
    except ValueError:
        raise WeightsError(f"row {row}: '{text}' is not a number") from None


def _ordered(
    problem: Problem, part: Part, indices: list[str], values: dict[tuple[str, str], float]
) -> Array:
    """Return a part's numbers in order, (size,)."""
    places = part.places()
    found, wanted = set(indices), set(places)
    if found != wanted and not part.names and (shape := _shape(indices)) is not None:
        _check_shape(problem, part, shape)
    for place in places:
        if place not in found:
            raise WeightsError(f"{_called(part.name, place)} is missing")
    for index in indices:
        if index not in wanted:
            raise WeightsError(f"{_called(part.name, index)} is nothing of {problem.name}")
    return np.array([values[part.name, place] for place in places])


def _shape(indices: list[str]) -> tuple[int, ...] | None:
    """Return the shape that indices such as "2,3" tell of, where all are such."""
    try:
        numbers = [tuple(int(i) for i in index.split(",")) if index else () for index in indices]
    except ValueError:
        return None
    if len({len(n) for n in numbers}) != 1:
        return None
    return tuple(max(column) + 1 for column in zip(*numbers, strict=True))


def _called(part: str, index: str) -> str:
    return f"{part}[{index}]" if index else part


# ---------------------------------------------------------------------- checks


def _check_parts(parts: Iterable[Part], held: Collection[str]) -> None:
    own = [p.name for p in parts]
    for name in own:
        if name not in held:
            raise WeightsError(f"it has no {name}")
    for name in held:
        if name not in own:
            raise WeightsError(f"it has a part {name}, which is none of {', '.join(own)}")


def _check_shape(problem: Problem, part: Part, shape: tuple[int, ...]) -> None:
    if shape != part.shape:
        what = "network" if "network" in problem.name else "model"
        what = what if isinstance(problem, DataProblem) else "problem"
        raise WeightsError(
            f"{part.name} is {_sized(shape)} in this file, {_sized(part.shape)} in this {what}"
        )


def _sized(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "a single number"


def _check_numbers(problem: Problem, x: Array) -> None:
    bad = np.flatnonzero(~(np.abs(x) <= LARGEST))
    if bad.size:
        i = int(bad[0])
        value = float(x[i])
        wrong = "not finite" if not math.isfinite(value) else f"larger than {LARGEST:g}"
        raise WeightsError(f"{problem.coordinate(i)} is {value:g}, {wrong}")
