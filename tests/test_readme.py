"""What README shows works, and its commands are the ones CI runs."""

import re
import subprocess
import sys
from pathlib import Path

import gdexplorer as gd
from gdexplorer.api import optimizers, problems
from gdexplorer.io.tables import with_tables

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def block(language, containing):
    found = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return next(text for text in found if containing in text)


def test_the_python_example_runs_and_says_the_truth(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(block("python", "gd.descend"), names)
    run = names["run"]
    assert run.stop_reason == "Iteration limit: 200 iterations done"
    assert run.trajectory.x.shape == (201, 2)
    assert (tmp_path / "run.csv").exists()


def test_the_interface_is_there_at_once():
    program = "import gdexplorer as gd; print(gd.api.problem('neural_network').dimension)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(told.stdout) > 0


def test_the_example_optimizer_is_one(monkeypatch):
    names = {"__name__": "readme"}
    exec(
        "from dataclasses import dataclass\nimport numpy as np\n"
        "from gdexplorer.core.optimizer import Optimizer, State\n"
        "from gdexplorer.optimizers import settings\n" + block("python", "class SignDescent"),
        names,
    )
    run = gd.descend(
        "ravine", names["SignDescent"](learning_rate=0.5), start=(2.0, 1.0), iterations=3
    )
    assert run.trajectory.x.tolist() == [[2.0, 1.0], [1.5, 0.5], [1.0, 0.0], [0.5, 0.0]]


def test_every_name_in_the_command_line_example_is_known():
    example = block("sh", "gdexplorer run")
    assert re.search(r"--problem (\w+)", example)[1] in problems()
    assert re.search(r"--optimizer (\w+)", example)[1] in optimizers()


def test_each_setup_command_is_a_single_line():
    for name in ("start", "test", "apt"):
        text = README.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]
        assert len(text.strip().splitlines()) == 3


def test_the_tables_are_what_the_code_says():
    assert with_tables(README) == README, "run python -m gdexplorer.io.tables README.md"
