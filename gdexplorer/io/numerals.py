"""How a table writes its numbers: decimal mark, and marks between thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

MARKED = re.compile(r"[-+]?(\d*[.,][\d.,]*)(?:[eE][-+]?\d+)?$")
GROUPED = {mark: re.compile(rf"\d{{1,3}}(?:\{mark}\d{{3}})+$") for mark in ",."}
OTHER = {",": ".", ".": ","}


@dataclass(frozen=True)
class Numerals:
    """thousands: the mark between groups of three digits; nothing where there is none."""

    decimal: str = "."
    thousands: str = ""

    @cached_property
    def _grouped(self) -> re.Pattern[str]:
        thousands, decimal = re.escape(self.thousands), re.escape(self.decimal)
        return re.compile(rf"[-+]?\d{{1,3}}(?:{thousands}\d{{3}})+(?:{decimal}\d*)?$")

    def plain(self, cell: str) -> str:
        """Return a number as a program writes it."""
        if self.thousands and self._grouped.match(cell):
            cell = cell.replace(self.thousands, "")
        return cell.replace(",", ".") if self.decimal == "," else cell

    def number(self, cell: str) -> float | None:
        """Return what a cell says, or None where it is no number."""
        try:
            return float(self.plain(cell))
        except ValueError:
            return None

    def all_plain(self, cells: Any) -> Any:
        """Return a pandas column as a program writes its numbers."""
        if self.thousands:
            return cells.map(self.plain)
        return cells.str.replace(",", ".") if self.decimal == "," else cells


def numerals(cells: Iterable[str], delimiter: str) -> Numerals:
    """Tell how these cells write numbers.

    1,000 alone may be either: between commas it is a thousand, else a one.
    """
    marked = [match[1] for cell in cells if (match := MARKED.match(cell))]
    commas = any("," in digits for digits in marked)
    if not commas:
        return Numerals(thousands="." if any(d.count(".") > 1 for d in marked) else "")
    both = [digits for digits in marked if "," in digits and "." in digits]
    certain = {_decimal(digits) for digits in both or marked} - {""}
    if certain == {"."} or (not certain and delimiter == ","):
        return Numerals(".", ",")
    if certain == {","}:
        points = any("." in digits for digits in marked)
        return Numerals(",", "." if points else "")
    return Numerals("." if delimiter == "," else ",")


def _decimal(digits: str) -> str:
    """Return the mark that is surely the decimal one; nothing where none is."""
    last = digits[max(digits.rfind(","), digits.rfind("."))]
    other = OTHER[last]
    whole, _, fraction = digits.rpartition(last)
    if other in whole:
        return last if GROUPED[other].match(whole) else ""
    if last in whole:
        return other if GROUPED[last].match(digits) else ""
    unclear = GROUPED[last].match(digits) and not digits.startswith("0")
    return "" if unclear or not (whole or fraction) else last
