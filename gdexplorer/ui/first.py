"""What the first start opens on."""

from __future__ import annotations

from gdexplorer.core.session import Document
from gdexplorer.core.stop import StopRule
from gdexplorer.optimizers.adam import Adam
from gdexplorer.optimizers.first_order import Momentum
from gdexplorer.problems.rosenbrock import Rosenbrock

# By class, not by name: to find every name takes longer than to draw the first path.


def first_document() -> Document:
    """Momentum swings through Rosenbrock's valley; Adam cuts straight down and follows it."""
    problem = Rosenbrock()
    document = Document(problem, (), StopRule(iterations=400))
    for rule in (Momentum(learning_rate=0.001, momentum=0.9), Adam(learning_rate=0.05)):
        document, _ = document.added(rule, problem.start)
    return document
