"""The command line: the window; or run, list and check without one."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from gdexplorer import __version__

if TYPE_CHECKING:
    from gdexplorer.core.problem import Problem
    from gdexplorer.core.recipe import Recipe
    from gdexplorer.core.run import Run

# Nothing that imports numpy may stand above: the window's first frame waits for this file.

BAD_INPUT = 2
INTERRUPTED = 130
MOST_NAMED = 20
"""Coefficients that are listed one by one."""
WIDEST = 120
"""Characters of a formula below which carets are put."""
NUMERIC = (
    "--start",
    "--box",
    "--function",
    "--iterations",
    "--gradient-tolerance",
    "--step-tolerance",
)


class Mistake(Exception):  # noqa: N818 (it is the user's, and says so in one sentence)
    """What the user got wrong, in one sentence."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Mistake(f"{message} (see {self.prog} --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status, 2 for a mistake of the user's."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # ∇ is not in every encoding
    try:
        options = _parser().parse_args(_joined(sys.argv[1:] if arguments is None else arguments))
        status = int(options.command(options))
        sys.stdout.flush()
        return status
    except Mistake as mistake:
        print(f"gdexplorer: {mistake}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # the reader, `head` perhaps, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"gdexplorer: cannot write the output: {error.strerror}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED


def _joined(arguments: Sequence[str]) -> list[str]:
    """Let `--start -1.2,1` be written without `=`: argparse would take -1.2,1 for an option.

    So too `--function -x^2`.
    """
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] in NUMERIC and argument[:1] == "-":
            joined[-1] = f"{joined[-1]}={argument}"
        else:
            joined.append(argument)
    return joined


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="gdexplorer",
        description="Explore gradient descent. Without a command, the window opens.",
        allow_abbrev=False,
    )
    parser.set_defaults(command=_open_window)
    whole = parser.add_argument_group("instead of the window")
    whole.add_argument("--version", action="version", version=f"gdexplorer {__version__}")
    _flag(whole, "--selftest", _selftest, "check that this installation works")
    _flag(whole, "--install-desktop-entry", _install_entry, "add the program to the desktop's menu")
    commands = parser.add_subparsers(title="commands", parser_class=_Parser)
    _add_run(commands)
    _add_list(commands)
    return parser


def _flag(group: Any, name: str, command: Any, about: str) -> None:
    group.add_argument(name, dest="command", action="store_const", const=command, help=about)


def _add_run(commands: Any) -> None:
    run = commands.add_parser(
        "run",
        help="run one optimizer without a window",
        description="Run one optimizer on one problem and print how it ended.",
        allow_abbrev=False,
    )
    run.add_argument("--problem", metavar="NAME")
    run.add_argument("--function", metavar="FORMULA", help="in place of a problem: x^2+5*sin(x)")
    run.add_argument("--box", metavar="LOW,HIGH,…", help="of the function, by default -5,5")
    run.add_argument(
        "--problem-set", action="append", default=[], metavar="NAME=VALUE", help="set a parameter"
    )
    run.add_argument("--data", metavar="FILE", help="CSV or TSV for a problem to learn from")
    run.add_argument("--target", metavar="COLUMN", help="what is to be predicted")
    run.add_argument("--features", metavar="A,B,…", help="by default all other columns of numbers")
    run.add_argument("--optimizer", required=True, metavar="NAME")
    run.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="set a hyperparameter"
    )
    for option, about in (
        ("--around", "a schedule, clipping or noise around the rule: schedule=cosine"),
        ("--frame", "shift, scale, turn or roughen the problem: rotation=30"),
    ):
        run.add_argument(option, action="append", default=[], metavar="NAME=VALUE", help=about)
    run.add_argument("--start", metavar="X0,X1,…", help="by default the problem's own")
    run.add_argument("--iterations", metavar="N")
    run.add_argument("--gradient-tolerance", metavar="TOL", help="0 switches it off")
    run.add_argument("--step-tolerance", metavar="TOL", help="0 switches it off")
    run.add_argument("--csv", metavar="FILE", help="write every iterate; - is standard output")
    run.set_defaults(command=_run)


def _add_list(commands: Any) -> None:
    listing = commands.add_parser(
        "list",
        help="list problems, optimizers, or what --around and --frame take",
        allow_abbrev=False,
    )
    listing.add_argument("kind", choices=("problems", "optimizers", "settings"))
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(command=_list)


def _open_window(_options: argparse.Namespace) -> int:
    from gdexplorer.ui.app import CannotStartError, start

    try:
        return start()
    except CannotStartError as error:
        raise Mistake(str(error)) from None


def _selftest(_options: argparse.Namespace) -> int:
    from gdexplorer.selftest import selftest

    return selftest()


def _install_entry(_options: argparse.Namespace) -> int:
    from gdexplorer.io.desktop_entry import data_home, install_desktop_entry

    if not sys.platform.startswith("linux"):
        raise Mistake("a desktop entry is for Linux only")
    try:
        for path in install_desktop_entry():
            print(path)
    except OSError as error:
        raise Mistake(f"cannot write below {data_home()}: {error.strerror or error}") from None
    return 0


def _list(options: argparse.Namespace) -> int:
    from gdexplorer import api
    from gdexplorer.core.around import Around
    from gdexplorer.core.frame import Frame
    from gdexplorer.io.listing import as_text, described

    classes: dict[str, Any] = api.optimizers()
    if options.kind == "problems":
        classes = api.problems() | api.own_functions()
    elif options.kind == "settings":
        classes = {"around": Around, "frame": Frame}
    entries = [described(c) for c in classes.values()]
    if options.json:
        print(json.dumps(entries, ensure_ascii=False, indent=2))
    else:
        print(as_text(entries))
    return 0


def _run(options: argparse.Namespace) -> int:
    from gdexplorer.core.parameter import ParameterError

    try:
        recipe = _recipe(options)
    except ParameterError as error:
        raise Mistake(_pointed(error, options.function)) from None
    run = _solved(recipe)
    _export(run, options.csv)
    report = sys.stderr if options.csv == "-" else sys.stdout
    print(_report(run), file=report)
    return 0


def _recipe(options: argparse.Namespace) -> Recipe:
    from gdexplorer import api

    stop = {
        name: getattr(options, name)
        for name in ("iterations", "gradient_tolerance", "step_tolerance")
        if getattr(options, name) is not None
    }
    return api.recipe(
        _problem(options),
        api.optimizer(options.optimizer, **_settings("--set", options.set)),
        None if options.start is None else _numbers("start", options.start),
        api.around(**_settings("--around", options.around)),
        api.frame(**_settings("--frame", options.frame)),
        **stop,
    )


def _problem(options: argparse.Namespace) -> Problem:
    from gdexplorer import api

    settings = _settings("--problem-set", options.problem_set)
    if (options.problem is None) == (options.function is None):
        raise Mistake("give either --problem or --function (see gdexplorer run --help)")
    if options.function is None:
        if options.box is not None:
            raise Mistake("--box goes with --function")
        return _with_data(api.problem(options.problem, **settings), options)
    if options.data is not None:
        raise Mistake("--data goes with --problem")
    if "box" in settings or "start" in settings:
        raise Mistake("box and start are no parameters: use --box and --start")
    box = None if options.box is None else _box(options)
    return api.function(options.function, box, None, **settings)


def _with_data(problem: Problem, options: argparse.Namespace) -> Problem:
    from gdexplorer import api

    if options.data is None:
        if options.target is not None or options.features is not None:
            raise Mistake("--target and --features go with --data")
        return problem
    if options.target is None:
        raise Mistake("--data needs --target, the column that is to be predicted")
    features = [] if options.features is None else options.features.split(",")
    return api.learn_from(problem, options.data, options.target, features)


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


def _numbers(what: str, text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise Mistake(f"the {what} must be numbers with commas between, not '{text}'") from None


def _solved(recipe: Recipe) -> Run:
    """Run with a progress bar on a terminal; Ctrl+C cancels and keeps what there is."""
    from tqdm import tqdm

    from gdexplorer.core.run import BLOCK, Run

    class Bar(tqdm):  # type: ignore[type-arg]
        monitor_interval = 0  # no thread beside this one

    run = Run(recipe)
    run.record(run.walk.advance(1))
    total = recipe.stop_rule.iterations
    with Bar(total=total, unit="it", delay=1, disable=None, leave=False) as bar:
        try:
            while run.stop is None:
                run.record(run.walk.advance(BLOCK))
                bar.update(len(run.trajectory) - 1 - bar.n)
        except KeyboardInterrupt:
            run.cancel()
    return run


def _export(run: Run, target: str | None) -> None:
    from gdexplorer.core.csv_table import table, write_to
    from gdexplorer.core.whole_file import why_not

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


def _report(run: Run) -> str:
    trajectory = run.trajectory
    f, g, h = (int(count) for count in trajectory.evaluations[-1])
    x = ", ".join(repr(c) for c in trajectory.x[-1].tolist())
    lines = [
        run.stop_reason,
        *run.notes,
        f"x            {x}",
        f"f            {float(trajectory.f[-1])!r}",
        f"‖∇f‖         {float(trajectory.gradient_norm[-1])!r}",
        f"evaluations  f {f}, ∇f {g}, ∇²f {h}",
        *_learned(run),
    ]
    return "\n".join(lines)


def _learned(run: Run) -> list[str]:
    """Say how well a model does, and name its coefficients, where there are few."""
    from gdexplorer.core.data import DataProblem

    problem, x = run.recipe.problem, run.trajectory.x[-1]
    if not isinstance(problem, DataProblem):
        return []
    word = "accuracy" if problem.classes else "R²"
    lines = [f"{word:<12} {problem.score(x, problem.shown):.6g}"]
    if len(problem.held_out):
        lines.append(f"held out     {problem.score(x, problem.held_out):.6g}")
    if hasattr(problem, "raw") and problem.dimension <= MOST_NAMED:
        raw = problem.raw(x).tolist()
        lines += [f"{problem.coordinate(i):<12} {c!r}" for i, c in enumerate(raw)]
    return lines
