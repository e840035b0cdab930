"""Hyperparameters that several rules share, each declared once."""

from __future__ import annotations

from typing import Any

from gdexplorer.core.parameter import Scale, parameter


def learning_rate(default: float) -> Any:
    """η: how far a step goes."""
    return parameter(
        default,
        symbol="η",
        scale=Scale.LOG,
        slider=(1e-5, 10),
        help="learning rate: how far a step goes",
    )


def weight_decay() -> Any:
    """λ: added to the gradient as λx, as torch.optim does (it moves the minimum)."""
    return parameter(
        0.0,
        symbol="λ",
        slider=(0, 1),
        help="weight decay: adds λx to the gradient, which moves the minimum; 0 is off",
    )


def decay(default: float, symbol: str, what: str) -> Any:
    """Return a share in [0, 1) kept of a running mean."""
    return parameter(
        default,
        symbol=symbol,
        high=1,
        high_open=True,
        scale=Scale.COMPLEMENT,
        slider=(0, 0.9999),
        help=what,
    )


def momentum(default: float) -> Any:
    """μ: the share of the last direction that is kept."""
    return parameter(
        default,
        symbol="μ",
        high=1,
        slider=(0, 1),
        help="momentum: the share of the last direction kept",
    )


def epsilon(default: float) -> Any:
    """ε: keeps a division from blowing up."""
    return parameter(
        default,
        symbol="ε",
        scale=Scale.LOG,
        slider=(1e-12, 1),
        help="added to the denominator so that it is not 0",
    )


def convention(*choices: str, what: str) -> Any:
    """Whose form of the rule, torch's by default."""
    return parameter(choices[0], symbol="", choices=choices, help=f"whose form: {what}")


def beta1(default: float = 0.9) -> Any:
    """β₁: the share of the running mean of g that is kept."""
    return decay(default, "β₁", "the share of the running mean of g that is kept")


def beta2(default: float = 0.999) -> Any:
    """β₂: the share of the running mean of g² that is kept."""
    return decay(default, "β₂", "the share of the running mean of g² that is kept")


def armijo(default: float = 1e-4) -> Any:
    """c₁: the share of the foreseen decrease that a step must bring."""
    return parameter(
        default,
        symbol="c₁",
        high=1,
        high_open=True,
        scale=Scale.LOG,
        slider=(1e-6, 0.5),
        help="Armijo's condition: f must fall by this share of what the slope foresees",
    )


def curvature(default: float) -> Any:
    """c₂: the share of the slope that may be left."""
    return parameter(
        default,
        symbol="c₂",
        high=1,
        high_open=True,
        slider=(0.01, 0.99),
        help="curvature condition: at most this share of the slope may be left; above c₁",
    )


def search() -> Any:
    """How a step length is found."""
    return parameter(
        "strong Wolfe",
        symbol="",
        choices=("strong Wolfe", "exact"),
        help="how the step length is found: good enough, or where the slope along the ray is zero",
    )
