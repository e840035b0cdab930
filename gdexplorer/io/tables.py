"""README's tables of problems and optimizers, written from the code.

python -m gdexplorer.io.tables README.md puts them between the marks <!-- problems --> and
<!-- /problems -->, and likewise for the optimizers.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gdexplorer import api
from gdexplorer.core.parameter import parameters_of
from gdexplorer.core.whole_file import whole_file


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _table(header: tuple[str, ...], rows: Iterable[Iterable[str]]) -> str:
    lines = [_row(header), "|" + "---|" * len(header)]
    return "\n".join([*lines, *map(_row, rows)])


def _parameters(cls: Any) -> str:
    return ", ".join(f"`{p.name}`" for p in parameters_of(cls))


def optimizers() -> str:
    """Return the table of every optimizer."""
    header = ("`--optimizer`", "family", "what it does", "needs", "hyperparameters")
    return _table(
        header,
        (
            (f"`{c.name}`", c.family, c.about, ", ".join(c.needs), _parameters(c))
            for c in api.optimizers().values()
        ),
    )


def problems() -> str:
    """Return the table of every problem; f* is at the default parameters."""
    header = ("`--problem`", "variables", "f*", "marks", "what is hard about it", "parameters")
    return _table(header, map(_problem, api.problems().values()))


def _problem(cls: Any) -> tuple[str, ...]:
    problem = cls()
    sized = any(p.name == "n" for p in parameters_of(cls))
    least = "" if problem.minimum is None else f"{problem.minimum:.10g}"
    marks = ", ".join(sorted(t.value for t in cls.traits))
    variables = "2 … 1000" if sized else str(problem.dimension)
    return f"`{cls.name}`", variables, least, marks, cls.about, _parameters(cls)


def with_tables(text: str) -> str:
    """Return README's text with both tables anew."""
    for name, table in (("problems", problems()), ("optimizers", optimizers())):
        pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = pattern.sub(lambda m, t=table: f"{m[1]}{t}\n{m[2]}", text)  # type: ignore[misc]
    return text


def main(path: str) -> None:
    """Write both tables into a file that has the marks. Raises OSError."""
    text = with_tables(Path(path).read_text("utf-8"))
    with whole_file(path) as file:
        file.write(text)


if __name__ == "__main__":
    main(sys.argv[1])
