"""A dataclass field that also says its symbol, range, scale, choices and meaning.

Declared once on the field; forms, tables, the command line and the checks all read it here.
"""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Self, cast, get_type_hints

LARGEST = 1e12
"""No parameter and no iterate may be larger than this in magnitude."""

THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}(?!\d)")
"""What an English reader takes for a whole number."""

Value = float | int | bool | str


class ParameterError(ValueError):
    """A parameter was given a value that it does not allow; the message is for the user."""


class Scale(Enum):
    """How a slider spreads a parameter's range."""

    LINEAR = "linear"
    LOG = "log"
    COMPLEMENT = "log of 1 - value"


@dataclass(frozen=True)
class Parameter:
    """What is known of one field. `slider` is the useful range, `low` to `high` the allowed one."""

    name: str
    kind: type[Value]
    default: Value
    symbol: str
    help: str
    low: float
    high: float
    high_open: bool
    choices: tuple[str, ...]
    scale: Scale
    slider: tuple[float, float]

    @property
    def title(self) -> str:
        """The name in words."""
        return self.name.replace("_", " ")

    @property
    def allowed(self) -> str:
        """What is allowed, in words, to follow 'must be'."""
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return "one of " + ", ".join(self.choices)
        noun = "a whole number" if self.kind is int else "a number"
        below = f" to below {self.high:g}" if self.high_open else f" to {self.high:g}"
        return f"{noun} from {self.low:g}{below}"

    def check(self, value: object) -> Value:
        """Return `value` as this parameter's type.

        Raises ParameterError if it is of another type, not finite, or out of range.
        """
        if self.kind is bool or self.kind is str:
            good = isinstance(value, self.kind) and (self.kind is bool or value in self.choices)
            if good and isinstance(value, (bool, str)):
                return value
            raise self._error(value)
        if isinstance(value, bool) or not hasattr(value, "__float__"):
            raise self._error(value)
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            raise self._error(value) from None
        inside = self.low <= number <= self.high and not (self.high_open and number == self.high)
        if not inside or (self.kind is int and number != math.floor(number)):
            raise self._error(value)
        return int(number) if self.kind is int else number

    def parse(self, text: str) -> Value:
        """Read what a person typed. Raises ParameterError, with the text in it."""
        stripped = text.strip()
        if self.kind is bool:
            words = {"true": True, "yes": True, "on": True, "1": True}
            words |= {"false": False, "no": False, "off": False, "0": False}
            if stripped.lower() not in words:
                raise self._error(text)
            return words[stripped.lower()]
        if self.kind is str:
            return self.check(stripped)
        try:
            number = read_number(stripped)
        except ValueError:
            hint = " (leave out commas, but for one decimal)" if "," in stripped else ""
            raise ParameterError(f"{self._error(text)}{hint}") from None
        try:
            return self.check(number)
        except ParameterError:
            raise self._error(text) from None

    def _error(self, value: object) -> ParameterError:
        shown = value.strip() if isinstance(value, str) else value
        return ParameterError(f"{self.title} must be {self.allowed}, not {shown or repr(shown)}")


def read_number(text: str) -> float:
    """Read a number with a decimal point, or a comma that cannot be one of thousands.

    Raises ValueError.
    """
    plain = text.strip().replace("−", "-")
    if plain.count(",") == 1 and "." not in plain and not THOUSANDS.match(plain):
        plain = plain.replace(",", ".")
    return float(plain)


def parted(text: str) -> list[str]:
    """Part a list of numbers: at semicolons, else at blanks, else at commas.

    So 0,1; 0,5 and 0,1 0,5 are two numbers each, as are 0.1,0.5 and 0.1, 0.5.
    """
    if ";" in text:
        parts = text.split(";")
    else:
        parts = re.split(r",?\s+", text.strip()) if re.search(r"\S\s+\S", text) else [text]
        alone = len(parts) == 1
        parts = [p for part in parts for p in (part.split(",") if alone or "." in part else [part])]
    return [part.strip() for part in parts if part.strip()]


def parameter(
    default: Value,
    *,
    symbol: str,
    help: str,  # noqa: A002 (the field's own word)
    low: float = 0.0,
    high: float = LARGEST,
    high_open: bool = False,
    choices: tuple[str, ...] = (),
    scale: Scale = Scale.LINEAR,
    slider: tuple[float, float] | None = None,
) -> Any:
    """Declare a dataclass field with its default, symbol, range, scale, choices and help."""
    metadata = {
        "symbol": symbol,
        "help": help,
        "low": low,
        "high": high,
        "high_open": high_open,
        "choices": choices,
        "scale": scale,
        "slider": slider or (low, high),
    }
    return dataclasses.field(default=default, metadata={"parameter": metadata})


def parameters_of(cls: Any) -> tuple[Parameter, ...]:
    """List the declared parameters of a dataclass, in order."""
    return _parameters_of(cls)


@cache
def _parameters_of(cls: Any) -> tuple[Parameter, ...]:
    hints = get_type_hints(cls)
    return tuple(
        Parameter(
            name=field.name,
            kind=hints[field.name],
            default=cast(Value, field.default),
            **field.metadata["parameter"],
        )
        for field in dataclasses.fields(cls)
        if "parameter" in field.metadata
    )


class Parametrized:
    """A frozen dataclass whose declared fields are checked when it is made."""

    def __post_init__(self) -> None:
        for declared in parameters_of(type(self)):
            value = declared.check(getattr(self, declared.name))
            object.__setattr__(self, declared.name, value)

    @property
    def idle(self) -> dict[str, str]:
        """The parameters that count for nothing as the others stand, and why."""
        return {}

    @property
    def absent(self) -> frozenset[str]:
        """The parameters that are not asked for, as something else is in their place."""
        return frozenset()

    def tuned(self, **values: Value) -> Self:
        """Return the same with other values for some parameters. Raises ParameterError."""
        return dataclasses.replace(self, **values)  # type: ignore[type-var]

    def values(self) -> dict[str, Value]:
        """Return the declared parameters' values by name."""
        return {p.name: getattr(self, p.name) for p in parameters_of(type(self))}
