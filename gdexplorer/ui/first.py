"""What the first start opens on."""

from __future__ import annotations

from gdexplorer import api
from gdexplorer.core.session import Document
from gdexplorer.core.stop import StopRule


def first_document() -> Document:
    """Momentum swings through Rosenbrock's valley; Adam cuts straight down and follows it."""
    problem = api.problem("rosenbrock")
    document = Document(problem, (), StopRule(iterations=400))
    for rule in (
        api.optimizer("momentum", learning_rate=0.001, momentum=0.9),
        api.optimizer("adam", learning_rate=0.05),
    ):
        document, _ = document.added(rule, problem.start)
    return document
