"""gdexplorer --selftest: does this installation work? Says so in a line for each check."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from gdexplorer import api
from gdexplorer.core.resources import resource
from gdexplorer.core.session import suggested

RESOURCES = ("gdexplorer.svg", "gdexplorer.desktop", "screenshot.png")
WINDOW = "from gdexplorer.ui.selftest import selftest; raise SystemExit(selftest())"


def selftest() -> int:
    """Run every check; return 0 if all passed, else 1."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("known answer", _known_answer),
        ("gradients", _gradients),
        ("optimizers", _optimizers),
        ("CSV", _csv),
        ("resources", _resources),
        ("window", _window),
    ]
    results = [_report(name, check) for name, check in checks]
    print("all is well" if all(results) else "something is wrong with this installation")
    return 0 if all(results) else 1


def _report(name: str, check: Callable[[], str]) -> bool:
    try:
        said, good = check(), True
    except Exception as error:  # whatever is wrong, the other checks go on
        said, good = f"{type(error).__name__}: {error}", False
    print(f"{'ok    ' if good else 'FAILED'}  {name}: {said}")
    return good


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise RuntimeError(sentence)


def _known_answer() -> str:
    rule = api.optimizer("gradient_descent", learning_rate=0.1)
    x = float(api.descend("sine_parabola", rule, start=5, iterations=100).trajectory.x[-1][0])
    _require(abs(x + 1.110510503581112) < 1e-11, f"descent ended at {x!r}")
    return f"x² + 5 sin x is least at {x:.12f}"


def _gradients() -> str:
    rng = np.random.default_rng(0)
    for name, cls in api.problems().items():
        problem, h = cls(), 1e-6
        x = np.array(problem.start) + 1e-3 * rng.random(problem.dimension)  # off a network's kinks
        directions = rng.standard_normal((3, len(x))) / len(x) ** 0.5
        slopes = [
            (problem.value(x + h * d) - problem.value(x - h * d)) / (2 * h) for d in directions
        ]
        good = np.allclose(directions @ problem.gradient(x), slopes, rtol=1e-4, atol=1e-5)
        _require(good, f"the gradient of {name} is not that of its value")
    return f"{len(api.problems())} problems"


def _optimizers() -> str:
    bowl, valley = api.problem("ravine"), api.problem("rosenbrock")
    for name, cls in api.optimizers().items():
        problem = valley if cls.misfit(bowl) else bowl
        f = api.descend(problem, suggested(cls, problem), iterations=200).trajectory.f
        _require(bool(f[-1] < f[0]), f"{name} does not descend")
    return f"{len(api.optimizers())} descend"


def _csv() -> str:
    run = api.descend("rosenbrock", "adam", iterations=20)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.csv"
        run.trajectory.to_csv(path)
        rows = path.read_text("utf-8").splitlines()
    back = [float(row.split(",")[1]) for row in rows[1:]]
    _require(back == run.trajectory.path[:, 0].tolist(), "what was written reads back otherwise")
    return f"{len(back)} rows read back to the bit"


def _resources() -> str:
    return ", ".join(resource(name).name for name in RESOURCES)


def _window() -> str:
    """Open the window in a process of its own: this one never imports Qt."""
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    done = subprocess.run(
        [sys.executable, "-c", WINDOW], env=environment, capture_output=True, text=True, timeout=120
    )
    lines = (done.stdout or done.stderr).strip().splitlines()
    _require(done.returncode == 0, lines[-1] if lines else f"exit status {done.returncode}")
    return lines[-1]
