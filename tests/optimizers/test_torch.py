"""Every iterate agrees with those that PyTorch computed (tests/data/torch.json)."""

import json
from pathlib import Path

import numpy as np
import pytest

import gdexplorer as gd
from gdexplorer.api import optimizers

CASES = json.loads((Path(__file__).parents[1] / "data" / "torch.json").read_text("utf-8"))["cases"]
NAMES = {
    "lr": "learning_rate",
    "eps": "epsilon",
    "initial_accumulator_value": "initial_accumulator",
}


def ours(torch_name, settings):
    settings = {NAMES.get(k, k): v for k, v in settings.items()}
    if "betas" in settings:
        settings["beta1"], settings["beta2"] = settings.pop("betas")
    name = torch_name.lower()
    if name == "sgd":
        name = "momentum" if "momentum" in settings else "gradient_descent"
        if settings.pop("nesterov", False):
            name = "nesterov"
    if settings.pop("amsgrad", False):
        name = "amsgrad"
    return gd.optimizer(name, **settings)


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{c['problem']}-{c['optimizer']}-{c['settings']}" for c in CASES]
)
def test_every_iterate_is_torchs(case):
    expected = np.array(case["x"])
    run = gd.descend(
        case["problem"],
        ours(case["optimizer"], case["settings"]),
        start=case["start"],
        iterations=len(expected) - 1,
        gradient_tolerance=0,
        step_tolerance=0,
    )
    assert run.trajectory.x.shape == expected.shape
    np.testing.assert_allclose(run.trajectory.x, expected, rtol=1e-12, atol=0)


def test_every_rule_that_is_torchs_has_a_case():
    covered = {ours(c["optimizer"], c["settings"]).name for c in CASES}
    torchs = {"gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam"}
    torchs |= {"adadelta", "adamw", "adamax", "nadam", "radam", "rprop", "amsgrad"}
    assert covered == torchs <= set(optimizers())
