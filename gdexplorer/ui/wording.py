"""How what is said in the window is written."""

from __future__ import annotations

from gdexplorer.core.parameter import ParameterError


def as_sentence(text: str) -> str:
    """Return a text with a capital first, but where it begins with a file's name."""
    first = text.split(" ", 1)[0].rstrip(".:")
    return text if "." in first else f"{text[:1].upper()}{text[1:]}"


def failure(error: Exception) -> str:
    """Say what an error is: of bad input its own sentence, else that something is wrong inside."""
    if isinstance(error, ParameterError):
        return str(error)
    return f"something went wrong inside: {type(error).__name__}: {error}"
