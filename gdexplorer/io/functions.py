"""The library of the user's own functions: a small text file (TOML) for each."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from collections.abc import Collection, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import platformdirs

from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.whole_file import whole_file
from gdexplorer.problems.expression.definition import Definition, Setting, define, snake_case

SUFFIX = ".toml"
FORMAT = 1
LARGEST = 100_000
"""Bytes of a file."""
KEYS = {"format", "title", "formula", "box", "start", "parameters"}
SETTING_KEYS = {"default", "low", "high"}


def folder() -> Path:
    """Return the folder of the saved functions, which need not be there yet."""
    return platformdirs.user_data_path("gdexplorer", appauthor=False) / "functions"


def saved() -> tuple[dict[str, Definition], list[str]]:
    """Return the saved functions by name, and a sentence for each file that cannot be read."""
    found, complaints = {}, []
    for path in sorted(folder().glob("*" + SUFFIX)):
        try:
            definition = read(path)
            found[definition.name] = definition
        except ParameterError as error:
            complaints.append(str(error))
    return found, complaints


def save(definition: Definition) -> Path:
    """Write a function into the library under its name; return the file's path.

    Raises OSError, a file of the same name being as it was.
    """
    path = place(definition.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write(definition, path)
    return path


def place(name: str) -> Path:
    """Return the path of a function in the library."""
    return folder() / (name + SUFFIX)


def remove(name: str) -> None:
    """Take a function out of the library. Raises OSError."""
    place(name).unlink(missing_ok=True)


def unique(definition: Definition, taken: Collection[str]) -> Definition:
    """Return the function under a name that is not taken, with a number behind if need be."""
    name, count = definition.name, 1
    while name in taken:
        count += 1
        name = f"{definition.name}_{count}"
    return dataclasses.replace(definition, name=name)


def write(definition: Definition, path: str | PathLike[str]) -> None:
    """Write a function to a file, whole or not at all. Raises OSError."""
    with whole_file(path) as file:
        file.write(as_text(definition))


def as_text(definition: Definition) -> str:
    """Return a function as TOML."""
    lines = [
        "# a function for gdexplorer",
        f"format = {FORMAT}",
        f"title = {_quoted(definition.title)}",
        f"formula = {_quoted(definition.text)}",
        f"box = [{', '.join(f'[{low!r}, {high!r}]' for low, high in definition.box)}]",
        f"start = [{', '.join(map(repr, definition.start))}]",
    ]
    for s in definition.settings:
        lines += ["", f"[parameters.{s.name}]"]
        lines += [f"default = {s.default!r}", f"low = {s.low!r}", f"high = {s.high!r}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a TOML string where all is printable


def read(path: str | PathLike[str]) -> Definition:
    """Read a function from a file. Raises ParameterError with a sentence that names the file."""
    file = Path(path)
    try:
        if file.stat().st_size > LARGEST:
            raise ParameterError("it is too large for a function")
        return from_text(file.read_text("utf-8"), file.stem)
    except OSError as error:
        raise ParameterError(
            f"cannot read {file}: {(error.strerror or str(error)).lower()}"
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise ParameterError(f"{file.name} is not a function's file") from None
    except ParameterError as error:
        raise ParameterError(f"{file.name}: {error}") from None


def from_text(text: str, name: str) -> Definition:
    """Read a function from TOML. Raises ParameterError, tomllib.TOMLDecodeError."""
    given = tomllib.loads(text)
    if "formula" not in given or given.get("format") != FORMAT:
        raise ParameterError(f"it has no formula, or is not of format {FORMAT}")
    _check_keys(given, KEYS)
    formula, title = given["formula"], given.get("title", "")
    if not isinstance(formula, str) or not isinstance(title, str):
        raise ParameterError("the formula and the title must be text")
    definition = define(
        formula,
        title=title,
        box=given.get("box"),
        start=given.get("start"),
        settings=_settings(given.get("parameters", {})),
    )
    own = name if re.fullmatch(r"[a-z][a-z0-9_]*", name) else snake_case(name)
    return dataclasses.replace(definition, name=own)


def _check_keys(given: Mapping[str, Any], known: set[str]) -> None:
    if strange := sorted(set(given) - known):
        raise ParameterError(f"it holds '{strange[0]}', which is not known")


def _settings(tables: Any) -> dict[str, Setting]:
    if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
        raise ParameterError("its parameters must be tables")
    for table in tables.values():
        _check_keys(table, SETTING_KEYS)
    return {name: Setting(name, **table) for name, table in tables.items()}
