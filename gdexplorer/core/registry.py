"""Finds every class of a kind: one class in one file is all it takes."""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from types import ModuleType
from typing import Any, TypeVar

from gdexplorer.core.parameter import Parameter, ParameterError, parameters_of

T = TypeVar("T")
MOST_LISTED = 100
"""Names that are listed where none is like the one that was given."""


class UnknownNameError(ParameterError):
    """A name that is not known; the message suggests the nearest."""


@cache
def discover(package: str, base: Any) -> dict[str, type[Any]]:
    """Map name to class for each concrete, named subclass of `base` in the modules of `package`.

    In the order of the picker: by `order`, then title.
    """
    found = [c for module in _modules(package) for c in _own_classes(module, base)]
    found.sort(key=lambda c: (getattr(c, "order", 100), getattr(c, "title", "")))
    return {c.name: c for c in found}


def _modules(package: str) -> Iterable[ModuleType]:
    root = importlib.import_module(package)
    for info in pkgutil.iter_modules(root.__path__, f"{package}."):
        yield importlib.import_module(info.name)


def _own_classes(module: ModuleType, base: type[T]) -> Iterable[type[T]]:
    for candidate in vars(module).values():
        if not inspect.isclass(candidate) or candidate.__module__ != module.__name__:
            continue
        concrete = hasattr(candidate, "name") and not inspect.isabstract(candidate)
        if issubclass(candidate, base) and concrete:
            yield candidate


def look_up(kind: str, names: Iterable[str], wanted: str) -> str:
    """Return `wanted` if it is among the names. Raises UnknownNameError with the nearest name."""
    known = list(names)
    if wanted in known:
        return wanted
    close = difflib.get_close_matches(wanted.lower(), known, n=3, cutoff=0.5)
    nearest = max(close, key=lambda name: _likeness(name, wanted.lower()), default="")
    hint = f"did you mean {nearest}?" if nearest else f"known are {listed(known)}"
    raise UnknownNameError(f"unknown {kind} '{wanted}': {hint}")


def listed(names: Sequence[str]) -> str:
    """Return names with commas between, of many the first ones."""
    more = len(names) - MOST_LISTED
    return ", ".join(names[:MOST_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def _likeness(name: str, wanted: str) -> float:
    """Return how much alike two names are; one of another length is less so."""
    alike = difflib.SequenceMatcher(None, name, wanted).ratio()
    return alike - 0.06 * abs(len(name) - len(wanted))


def make(kind: str, classes: dict[str, type[T]], name: str, settings: dict[str, object]) -> T:
    """Make the named class with these settings; text is parsed as a person would type it.

    Raises UnknownNameError for the class or a setting, ParameterError for a bad value.
    """
    if name not in classes and (spaced := name.strip().replace(" ", "_")) in classes:
        name = spaced
    if name not in classes and (meant := _known_as(classes, name)):
        raise UnknownNameError(f"unknown {kind} '{name}': did you mean {meant}?")
    cls = classes[look_up(kind, classes, name)]
    declared = {p.name: p for p in parameters_of(cls)}
    return cls(**{k: _value(name, declared, k, v) for k, v in settings.items()})


def _known_as(classes: dict[str, type[T]], name: str) -> str:
    """Return the first class that others call so, or nothing."""
    spoken = name.lower().replace("_", " ")
    known = ((k, getattr(cls, "also", ())) for k, cls in classes.items())
    return next((k for k, also in known if spoken in map(str.lower, also)), "")


def _written(declared: Iterable[Parameter], name: str) -> str:
    """Return the first parameter whose symbol is this Greek letter, spelled out, or nothing."""
    try:
        letter = unicodedata.lookup(f"GREEK SMALL LETTER {name}")
    except KeyError:
        return ""
    return next((p.name for p in declared if p.symbol in (letter, rf"\{name}")), "")


def _value(owner: str, declared: dict[str, Parameter], name: str, given: object) -> object:
    if not declared:
        raise UnknownNameError(f"{owner} has no parameters, so none named '{name}'")
    if name not in declared and (meant := _written(declared.values(), name)):
        raise UnknownNameError(f"unknown parameter of {owner} '{name}': did you mean {meant}?")
    found = declared[look_up(f"parameter of {owner}", declared, name)]
    return found.parse(given) if isinstance(given, str) else given
