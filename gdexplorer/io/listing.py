"""Problems and optimizers described for people and programs, from what their classes declare."""

from __future__ import annotations

from typing import Any

from gdexplorer.core.parameter import Parameter, parameters_of


def described(cls: Any) -> dict[str, Any]:
    """Return name, title, family and parameters of a problem or optimizer class."""
    return {
        "name": cls.name,
        "title": cls.title,
        "family": cls.family,
        "parameters": [_parameter(p) for p in parameters_of(cls)],
    }


def _parameter(declared: Parameter) -> dict[str, Any]:
    ranged = declared.kind in (int, float)
    choices: list[Any] | None = list(declared.choices) or None
    return {
        "name": declared.name,
        "default": declared.default,
        "low": declared.low if ranged else None,
        "high": declared.high if ranged else None,
        "choices": [False, True] if declared.kind is bool else choices,
        "help": declared.help,
    }


def as_text(entries: list[dict[str, Any]]) -> str:
    """Return the same as an indented list."""
    return "\n".join(line for entry in entries for line in _lines(entry))


def _lines(entry: dict[str, Any]) -> list[str]:
    lines = [f"{entry['name']:<20} {entry['title']} · {entry['family'].lower()}"]
    for p in entry["parameters"]:
        allowed = f"{p['low']:g} … {p['high']:g}" if p["low"] is not None else "true, false"
        if p["choices"] and p["choices"] != [False, True]:
            allowed = ", ".join(p["choices"])
        default = str(p["default"]).lower() if isinstance(p["default"], bool) else f"{p['default']}"
        lines.append(f"    {p['name']:<20} {default:<8} {allowed:<16} {p['help']}")
    return lines
