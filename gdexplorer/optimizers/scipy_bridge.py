"""SciPy's own optimizers, for reference: scipy.optimize.minimize, streamed as it runs.

An iterate is what SciPy's callback is given; the start comes before them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Generator
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from gdexplorer.core.coroutine import streamed
from gdexplorer.core.optimizer import ArrivedError, Differentiable, NoStepError, Optimizer, State
from gdexplorer.core.parameter import LARGEST, Scale, parameter, parameters_of
from gdexplorer.core.problem import Array
from gdexplorer.optimizers.scipy_trials import Asked, Record

MOST = 100_000_000
"""SciPy's own limit of iterations; the stop rule's comes first."""
Give = Callable[[State], None]


def tolerance(name: str, default: float, what: str) -> Any:
    """Return a tolerance of SciPy's, by its own name."""
    return parameter(
        default, symbol=name, scale=Scale.LOG, slider=(1e-12, 1), high=LARGEST, help=what
    )


def gradient_tolerance(default: float = 1e-5) -> Any:
    """Return SciPy's gtol."""
    return tolerance("gtol", default, "SciPy ends once the gradient is this small")


@dataclass(frozen=True)
class ScipyMinimize(Optimizer[Any]):
    """One method of scipy.optimize.minimize; its options are hyperparameters by SciPy's names."""

    family = "SciPy"
    batched = False
    pauses = True
    samples = False

    method: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ("gradient",)
    callback_comes_early: ClassVar[bool] = False
    """Whether SciPy calls back at a search's first trial; it accepts where it asks the gradient."""

    @abstractmethod
    def found(self, record: Record, x: Array, asked: list[Asked]) -> Any:
        """Return the state at SciPy's next iterate, (n,), to which these questions have led."""

    def step(self, problem: Differentiable, state: Any) -> Any:
        """Return the next iterate, by running SciPy from the start again as far as that."""
        stream = self.stream(problem, state.start)
        try:
            while (found := next(stream)).k <= state.k:
                pass
            return found
        except StopIteration as end:
            raise end.value or NoStepError("it was closed") from None
        finally:
            stream.close()

    def stream(self, problem: Differentiable, x: Array) -> Generator[Any, None, NoStepError]:
        """Return the iterates after the start as SciPy comes to them."""

        def run(give: Give) -> NoStepError:
            with np.errstate(all="ignore"):
                return self._minimize(Record(problem, x), give)

        return streamed(run)

    def _minimize(self, record: Record, give: Give) -> NoStepError:
        """Run SciPy; return in its words why it ended."""
        from scipy.optimize import minimize  # takes long to import

        def reach(x: Array) -> None:
            seen = record.at(x)
            x = np.array(x, dtype=float) if seen is None else seen.x
            state = self.found(record, x, record.asked)
            record.advance(x)
            give(state)

        def called_back(intermediate_result: Any) -> None:
            """Take an iterate; some methods hand over x alone, whatever the parameter's name."""
            reach(getattr(intermediate_result, "x", intermediate_result))

        def gradient(x: Array) -> Array:
            g = record.gradient(x)
            if self.callback_comes_early and record.asked:
                reach(x)
            return g

        try:
            result = minimize(
                record.value,
                record.start.copy(),
                method=self.solver(),
                jac=gradient if "gradient" in self.needs else None,
                hess=record.hessian if "Hessian" in self.needs else None,
                callback=None if self.callback_comes_early else called_back,
                options=self.options(len(record.start)),
            )
        except (ValueError, ArithmeticError, np.linalg.LinAlgError) as error:
            return NoStepError(f"SciPy gave up: {error}")
        if self.callback_comes_early and not np.array_equal(result.x, record.x):
            reach(result.x)
        end = ArrivedError if result.success else NoStepError
        return end(f"SciPy says: {str(result.message).strip().rstrip('.')}")

    def solver(self) -> str | Callable[..., Any]:
        """Return what scipy.optimize.minimize takes as its method."""
        return self.method

    def options(self, dimension: int) -> dict[str, Any]:  # noqa: ARG002 (for subclasses)
        """Return SciPy's options for a problem of so many variables."""
        own = {p.name for p in parameters_of(type(self))}
        chosen = {f.name: getattr(self, f.name) for f in fields(self) if f.name in own}
        return chosen | {"maxiter": MOST}
