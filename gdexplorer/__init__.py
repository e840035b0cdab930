"""gdexplorer: watch optimizers descend, step by hand, see every number.

The Python interface: `descend`, `problem`, `function`, `optimizer`, the rest of `api`, the
classes of every problem and optimizer by their names (`Adam`, `Rosenbrock` …), `Run`, `Trajectory`,
`StopRule`. All of it is imported on first use, because the window's first frame waits for this
file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_PLACES = {
    "descend": "gdexplorer.api",
    "problem": "gdexplorer.api",
    "function": "gdexplorer.api",
    "optimizer": "gdexplorer.api",
    "Around": "gdexplorer.core.around",
    "Frame": "gdexplorer.core.frame",
    "Problem": "gdexplorer.core.problem",
    "Optimizer": "gdexplorer.core.optimizer",
    "State": "gdexplorer.core.optimizer",
    "ParameterError": "gdexplorer.core.parameter",
    "Recipe": "gdexplorer.core.recipe",
    "Run": "gdexplorer.core.run",
    "StopReason": "gdexplorer.core.stop",
    "StopRule": "gdexplorer.core.stop",
    "Trajectory": "gdexplorer.core.trajectory",
}

if TYPE_CHECKING:
    from gdexplorer import api as api
    from gdexplorer.api import descend as descend
    from gdexplorer.api import function as function
    from gdexplorer.api import optimizer as optimizer
    from gdexplorer.api import problem as problem
    from gdexplorer.core.around import Around as Around
    from gdexplorer.core.frame import Frame as Frame
    from gdexplorer.core.run import Run as Run
    from gdexplorer.core.stop import StopRule as StopRule
    from gdexplorer.core.trajectory import Trajectory as Trajectory


def _discovered() -> dict[str, type]:
    api = import_module("gdexplorer.api")
    return {c.__name__: c for c in [*api.problems().values(), *api.optimizers().values()]}


def __getattr__(name: str) -> Any:
    if name == "api":
        return import_module("gdexplorer.api")
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    if not name.startswith("_") and name[:1].isupper() and name in (found := _discovered()):
        return found[name]
    raise AttributeError(f"module 'gdexplorer' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), "api", *_PLACES, *_discovered()])
