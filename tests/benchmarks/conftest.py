"""Benchmarks: each a ratio against a contender measured in the same run, in turns with it.

Run: python -m pytest tests/benchmarks/bench_*.py. They are no part of the default run.
"""

from __future__ import annotations

import os
import statistics
import time

import pytest

from gdexplorer.ui.app import leave_a_core

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
leave_a_core()  # as the program does; before numpy is imported

LONG_ENOUGH = 0.02
"""Seconds; what is shorter is timed several times at once, or a hiccup would decide."""
ROWS: list[tuple[str, str, str]] = []


@pytest.fixture
def report(benchmark):
    """Record a measured figure beside its limit, for the table at the end; fail beyond it."""

    def record(what: str, value: float, limit: float, unit: str = "×", least: bool = False):
        sign = "≥" if least else "≤"
        ROWS.append((what, f"{value:.2f}{unit}", f"{sign} {limit:g}{unit}"))
        benchmark.extra_info[what] = value
        assert value >= limit if least else value <= limit, f"{what}: {value:.2f}{unit}"

    return record


@pytest.fixture
def ratio(benchmark):
    """Time two functions in turns; return the median of their ratios."""

    def measure(ours, contender, rounds=7):
        ours(), contender()
        times = max(1, round(LONG_ENOUGH / timed(contender)))
        ratios = []
        for _ in range(rounds):
            mine, theirs = timed(ours, times), timed(contender, times)
            ratios.append(mine / theirs)
        benchmark.pedantic(ours, rounds=1)
        return statistics.median(ratios)

    return measure


def timed(function, times: int = 1) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        function()
    return time.perf_counter() - begun


def pytest_terminal_summary(terminalreporter):
    if ROWS:
        terminalreporter.write_line("\n| what | measured | limit |\n|---|---|---|")
        for row in ROWS:
            terminalreporter.write_line("| " + " | ".join(row) + " |")
