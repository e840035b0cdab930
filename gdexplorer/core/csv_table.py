"""A trajectory as a table, and tables as RFC 4180 CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from os import PathLike
from typing import IO, TYPE_CHECKING

import numpy as np

from gdexplorer.core.whole_file import whole_file

if TYPE_CHECKING:
    from gdexplorer.core.trajectory import Trajectory

COUNTS = ("function_evaluations", "gradient_evaluations", "hessian_evaluations")
CHUNK_CELLS = 100_000
"""Numbers turned into text at a time."""

Cell = float | int | str


@dataclass(frozen=True)
class Table:
    """A header and the rows below it, made in chunks as they are asked for."""

    header: list[str]
    chunks: Iterator[list[list[Cell]]]


def component_names(name: str, shape: Sequence[int]) -> list[str]:
    """Name the entries of a vector m as m0, m1 … and of a matrix H as H00, H01 ….

    Where an index can be above 9, the two of a matrix are kept apart: H_10_2.
    """
    if len(shape) > 1 and max(shape) > 10:
        return [name + "".join(f"_{i}" for i in index) for index in product(*map(range, shape))]
    return [name + "".join(map(str, index)) for index in product(*map(range, shape))]


def header(trajectory: Trajectory) -> list[str]:
    """Name a trajectory's columns: the record's first, then the rule's own state."""
    n = (trajectory.recipe.problem.dimension,)
    names = ["iteration", *component_names("x", n), "f", *component_names("gradient", n)]
    names += ["gradient_norm", "step_length", *COUNTS]
    for name, rows in trajectory.around.items():
        names += component_names(name, rows.shape[1:])
    for field in trajectory.state_names:
        names += component_names(field, trajectory.state_shape(field))
    return names


def table(trajectory: Trajectory) -> Table:
    """Return one row for each iterate, the start included."""
    length, names = len(trajectory), header(trajectory)
    size = max(1, CHUNK_CELLS // len(names))
    ends = range(0, length, size)
    return Table(names, (_rows(trajectory, i, min(i + size, length)) for i in ends))


def union(tables: Sequence[tuple[str, Table]]) -> Table:
    """Put labelled tables under each other, with a first column `run`; missing fields are blank."""
    names = ["run", *dict.fromkeys(name for _, t in tables for name in t.header)]

    def chunks() -> Iterator[list[list[Cell]]]:
        for label, part in tables:
            places = [part.header.index(n) if n in part.header else -1 for n in names[1:]]
            for rows in part.chunks:
                yield [[label, *(row[i] if i >= 0 else "" for i in places)] for row in rows]

    return Table(names, chunks())


def write_to(stream: IO[str], content: Table) -> Iterator[int]:
    """Write to an open stream; yield the number of rows so far after each chunk."""
    writer = csv.writer(stream)  # RFC 4180 by default, and floats by repr, which reads back exactly
    writer.writerow(content.header)
    done = 0
    for rows in content.chunks:
        writer.writerows(rows)
        done += len(rows)
        yield done


def writing(path: str | PathLike[str], content: Table) -> Iterator[int]:
    """Write a file whole or not at all, yielding the rows so far; closed early, nothing changes."""
    with whole_file(path) as file:
        yield from write_to(file, content)


def write(path: str | PathLike[str], content: Table) -> None:
    """Write a file whole or not at all. Raises OSError."""
    for _ in writing(path, content):
        pass


def _rows(trajectory: Trajectory, start: int, end: int) -> list[list[Cell]]:
    columns = [
        trajectory.x[start:end],
        trajectory.f[start:end, None],
        trajectory.gradient[start:end],
        trajectory.gradient_norm[start:end, None],
        trajectory.step_length[start:end, None],
    ]
    numbers = np.concatenate(columns, axis=1).tolist()
    counts = trajectory.evaluations[start:end].tolist()
    own = [rows[start:end].reshape(end - start, -1) for rows in trajectory.around.values()]
    own.append(trajectory.state_rows(start, end))
    fields = [_cells(row) for row in np.concatenate(own, axis=1).tolist()]
    ks = range(start, end)
    return [[k, *row, *c, *s] for k, row, c, s in zip(ks, numbers, counts, fields, strict=True)]


def _cells(row: list[float]) -> list[Cell]:
    """Leave blank what is not there: NaN stands for it in the columns of a rule's own fields."""
    return ["" if number != number else number for number in row]
