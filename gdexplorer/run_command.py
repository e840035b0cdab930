"""The command `run`: one optimizer on one problem, without a window."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
from tqdm import tqdm

from gdexplorer import api
from gdexplorer.cli import Mistake
from gdexplorer.core.csv_table import table, write_to
from gdexplorer.core.data import DataProblem
from gdexplorer.core.frame import Framed
from gdexplorer.core.learning import score_in_words
from gdexplorer.core.optimizer import Optimizer
from gdexplorer.core.parameter import ParameterError, parted, read_number
from gdexplorer.core.problem import Array, Problem
from gdexplorer.core.recipe import Recipe
from gdexplorer.core.run import BLOCK, Run
from gdexplorer.core.session import described_around, suggested
from gdexplorer.core.stop import StopReason
from gdexplorer.core.whole_file import why_not
from gdexplorer.io.weights import check_name
from gdexplorer.problems.kernel_lesson import KernelLesson
from gdexplorer.problems.linear_regression import LinearModel
from gdexplorer.problems.sentence_model import SentenceModel
from gdexplorer.problems.softmax_regression import LogisticRegression
from gdexplorer.problems.table_model import TableModel

MOST_NAMED = 20
"""Coefficients that are listed one by one."""
MOST_SHOWN = 100
"""Coordinates of x that are printed."""
WIDEST = 120
"""Characters of a formula below which carets are put."""


def run(options: argparse.Namespace) -> int:
    """Run as the options say, write what is asked for, and print how it ended. Raises Mistake."""
    try:
        recipe = _recipe(options)
    except ParameterError as error:
        raise Mistake(_pointed(error, options.function)) from None
    solved = _solved(recipe)
    _export(solved, options.csv)
    _save_parameters(solved, options.save_parameters)
    report = sys.stderr if options.csv == "-" else sys.stdout
    print(_report(solved, options), *_answers(solved, options.ask), sep="\n", file=report)
    return 0


def _recipe(options: argparse.Namespace) -> Recipe:
    stop = {
        name: getattr(options, name)
        for name in ("iterations", "gradient_tolerance", "step_tolerance")
        if getattr(options, name) is not None
    }
    problem = _problem(options)
    _check_questions(problem, options.ask)
    if options.save_parameters is not None:
        check_name(options.save_parameters)
    frame = api.frame(**_settings("--frame", options.frame))
    recipe = api.recipe(
        problem,
        _optimizer(options, problem),
        _start(options, frame.around(problem)),
        api.around(**_settings("--around", options.around)),
        frame,
        **stop,
    )
    _check_start(recipe)
    return recipe


def _check_start(recipe: Recipe) -> None:
    """Refuse to begin where there is no f. Raises Mistake."""
    with np.errstate(all="ignore"):
        f = recipe.problem.value(np.array(recipe.start))
    if not np.isfinite(f):
        raise Mistake("f is not defined at the start: choose another with --start")


def _optimizer(options: argparse.Namespace, problem: Problem) -> Optimizer[Any]:
    """Return the rule; where no learning rate is given, with one that suits the problem."""
    settings = _settings("--set", options.set)
    rule = api.optimizer(options.optimizer, **settings)
    if "learning_rate" in settings or not hasattr(rule, "learning_rate"):
        return rule
    rate = suggested(type(rule), problem).values()["learning_rate"]
    return rule.tuned(learning_rate=rate)


def _start(options: argparse.Namespace, framed: Problem) -> Iterable[float] | None:
    if options.start is not None and options.start_from is not None:
        raise Mistake("give either --start or --start-from")
    if options.start_from is not None:
        return api.load_parameters(framed, options.start_from)
    return None if options.start is None else _numbers("start", options.start)


def _problem(options: argparse.Namespace) -> Problem:
    settings = _settings("--problem-set", options.problem_set)
    if (options.problem is None) == (options.function is None):
        raise Mistake("give either --problem or --function (see gdexplorer run --help)")
    if options.function is None:
        if options.box is not None:
            raise Mistake("--box goes with --function")
        return _with_data(api.problem(options.problem, **settings), options, settings)
    if options.data is not None:
        raise Mistake("--data goes with --problem")
    if "box" in settings or "start" in settings:
        raise Mistake("box and start are no parameters: use --box and --start")
    box = None if options.box is None else _box(options)
    return api.function(options.function, box, None, **settings)


def _with_data(problem: Problem, options: argparse.Namespace, chosen: Collection[str]) -> Problem:
    """Return the problem of the data, if there are any. chosen: parameters set by hand."""
    if options.data is None:
        for option in ("target", "features", "held_out", "header"):
            if getattr(options, option) is not None:
                raise Mistake(f"--{option.replace('_', '-')} goes with --data")
        return problem
    if options.target is None and not isinstance(problem, KernelLesson):
        raise Mistake("--data needs --target, the column that is to be predicted")
    features = [] if options.features is None else options.features.split(",")
    share = None if options.held_out is None else _share(options.held_out)
    learner, notes = api.learning_from(
        problem, options.data, options.target or "", features, share, options.header, chosen
    )
    for note in notes:
        print(f"gdexplorer: {note}", file=sys.stderr)
    return learner


def _check_questions(problem: Problem, sentences: Sequence[str]) -> None:
    """Refuse what cannot be asked before anything is trained. Raises Mistake, ParameterError."""
    if not sentences:
        return
    if not isinstance(problem, SentenceModel):
        raise Mistake(f"--ask is for a model of sentences, which {problem.title} is not")
    corpus = problem.sentences
    for sentence in sentences:
        learned, unknown = corpus.learned(sentence), corpus.unknown(sentence)
        corpus.numbers(learned or sentence)
        if unknown:
            left_out = ", ".join(f"'{word}'" for word in unknown)
            print(f"gdexplorer: not learned, so left out: {left_out}", file=sys.stderr)


def _box(options: argparse.Namespace) -> list[list[float]] | list[float]:
    """Return one pair for all variables, or one for each."""
    ends = _numbers("box", options.box)
    if len(ends) % 2:
        raise Mistake(f"the box must be pairs of numbers, not '{options.box}'")
    return ends if len(ends) == 2 else [ends[i : i + 2] for i in range(0, len(ends), 2)]


def _pointed(error: Exception, formula: str | None) -> str:
    """Return what is wrong; of a formula, with carets below the place."""
    caret = getattr(error, "caret", "").strip(" ") and getattr(error, "caret", "")
    if not caret or not formula or len(formula) > WIDEST or not formula.isprintable():
        return str(error)
    return f"{error}\n  {formula}\n  {caret}"


def _settings(option: str, given: list[str]) -> dict[str, object]:
    for text in given:
        if "=" not in text:
            raise Mistake(f"{option} takes NAME=VALUE, not '{text}'")
    return {name.strip(): value for name, value in (text.split("=", 1) for text in given)}


def _share(text: str) -> float:
    try:
        return read_number(text)
    except ValueError:
        raise Mistake(f"the share held out must be a number, not '{text}'") from None


def _numbers(what: str, text: str) -> list[float]:
    try:
        return [read_number(part) for part in parted(text)]
    except ValueError:
        raise Mistake(f"the {what} must be numbers with commas between, not '{text}'") from None


def _solved(recipe: Recipe) -> Run:
    """Run with a progress bar on a terminal; Ctrl+C cancels and keeps what there is."""

    class Bar(tqdm):  # type: ignore[type-arg]
        monitor_interval = 0  # no thread beside this one

    run = Run(recipe)
    run.record(run.advance(1))
    total = recipe.stop_rule.iterations
    with Bar(total=total, unit="it", delay=1, disable=None, leave=False) as bar:
        try:
            while run.stop is None:
                run.record(run.advance(BLOCK))
                bar.update(len(run.trajectory) - 1 - bar.n)
        except KeyboardInterrupt:
            run.cancel()
    if not len(run.trajectory):
        raise Mistake(run.stop_reason)
    return run


def _export(run: Run, target: str | None) -> None:
    if target == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        for _ in write_to(sys.stdout, table(run.trajectory)):
            pass
        sys.stdout.flush()
    elif target is not None:
        try:
            run.trajectory.to_csv(target)
        except OSError as error:
            raise Mistake(why_not(target, error)) from None


def _save_parameters(run: Run, target: str | None) -> None:
    if target is None:
        return
    try:
        api.save_parameters(run.recipe.problem, run.trajectory.x[-1].tolist(), target)
    except OSError as error:
        raise Mistake(why_not(target, error)) from None


def _report(run: Run, options: argparse.Namespace) -> str:
    trajectory = run.trajectory
    f, g, h = (int(count) for count in trajectory.evaluations[-1])
    x = ", ".join(repr(c) for c in trajectory.x[-1][:MOST_SHOWN].tolist())
    if (n := trajectory.x.shape[1]) > MOST_SHOWN:
        x += f", … ({n:,} numbers: --save-parameters writes all)"
    lost = run.stop is not None and run.stop.reason is StopReason.DIVERGED
    lines = [
        run.stop_reason,
        *run.notes,
        *_remarks(run),
        *([f"iterate      {len(trajectory) - 1}, the last one that is finite"] if lost else []),
        f"x            {x}",
        *_level(run),
        f"evaluations  f {f}, ∇f {g}, ∇²f {h}",
        *_rate(run, "learning_rate" in _settings("--set", options.set)),
        *_learned(run),
    ]
    return "\n".join(lines)


def _level(run: Run) -> list[str]:
    """Say how low f is and how steep, over all rows where the last step saw only some."""
    problem, record = run.recipe.problem, run.trajectory
    f, slope, last = float(record.f[-1]), float(record.gradient_norm[-1]), ""
    if problem.stochastic:
        last = f" of all rows, {f!r} of the last mini-batch"
        with np.errstate(all="ignore"):
            f = float(problem.value(record.x[-1]))
            slope = float(np.linalg.norm(problem.gradient(record.x[-1])))
    return [f"f            {f!r}{last}", f"‖∇f‖         {slope!r}"]


def _rate(run: Run, chosen: bool) -> list[str]:
    """Say what the learning rate is, where there is one; if chosen by hand; what is around it."""
    rate = getattr(run.recipe.optimizer, "learning_rate", None)
    if rate is None:
        return []
    around = described_around(run.recipe.around)
    return [
        f"η            {rate!r}" + ("" if chosen else ", as suits the problem"),
        *([f"around it    {around}"] if around else []),
    ]


def _model(run: Run) -> tuple[Problem, Array]:
    """Return the problem without its frame, and the last x (n,) in its own coordinates."""
    framed, x = run.recipe.problem, run.trajectory.x[-1]
    return (framed.inner, framed.inside(x)) if isinstance(framed, Framed) else (framed, x)


def _remarks(run: Run) -> tuple[str, ...]:
    """Say what is odd about a model."""
    problem, x = _model(run)
    if not isinstance(problem, DataProblem):
        return ()
    with np.errstate(all="ignore"):
        return problem.remarks(x)


def _answers(run: Run, sentences: Sequence[str]) -> list[str]:
    """Say how probable each label of a sentence is."""
    problem, x = _model(run)
    if not isinstance(problem, SentenceModel):
        return []
    lines = []
    for sentence in sentences:
        shares = problem.read(x, problem.sentences.learned(sentence)).probabilities[-1].tolist()
        told = (f"{label} {p:.3f}" for label, p in zip(problem.labels, shares, strict=True))
        lines.append(f"{sentence}: {', '.join(told)}")
    return lines


def _learned(run: Run) -> list[str]:
    """Say how well a model does, and name its coefficients, where there are few."""
    problem, x = run.recipe.problem, run.trajectory.x[-1]
    if not isinstance(problem, DataProblem):
        return []
    word = "accuracy" if problem.classes else "R²"
    lines = [f"{word:<12} {score_in_words(problem.score(x, problem.shown), 6)}"]
    if len(problem.held_out):
        lines.append(f"held out     {score_in_words(problem.score(x, problem.held_out), 6)}")
    if isinstance(problem, TableModel) and problem.dimension <= MOST_NAMED:
        raw = problem.raw(x) if isinstance(problem, LinearModel) else x
        lines += [f"{problem.coordinate(i):<12} {c!r}" for i, c in enumerate(raw.tolist())]
    if isinstance(problem, LogisticRegression):
        lines.append(f"p            is that of {problem.labels[1]}, not of {problem.labels[0]}")
    return lines
