"""The command line: the window; or run, list and check without one."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from gdexplorer import __version__

# Nothing that imports numpy may stand above: the window's first frame waits for this file.

BAD_INPUT = 2
INTERRUPTED = 130
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


class _Command(_Parser):
    def parse_known_args(self, *given: Any, **named: Any) -> tuple[Any, list[str]]:
        """Complain of what is unknown here, where --help tells more than the whole program's."""
        found, unknown = super().parse_known_args(*given, **named)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status, 2 for a mistake of the user's."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # ∇ is not in every encoding
    try:
        options = _parsed(_joined(sys.argv[1:] if arguments is None else arguments))
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


def _parsed(arguments: list[str]) -> argparse.Namespace:
    """Parse a command line; a file alone is one for the window to open."""
    if len(arguments) == 1 and _is_file(arguments[0]):
        arguments = ["--open", *arguments]
    try:
        options = _parser().parse_args(arguments)
    except Mistake:
        if not arguments[0].startswith("--") or not _understood(["run", *arguments]):
            raise
    else:
        if options.open and options.command is not _open_window:
            raise Mistake("--open is for the window: leave it out, or the command")
        return options
    first = arguments[0].partition("=")[0]
    raise Mistake(f"{first} is an option of 'run': write gdexplorer run {first} …")


def _is_file(argument: str) -> bool:
    """Say whether an argument names a file, or what was meant for one."""
    return argument[:1] != "-" and (Path(argument).is_file() or bool(Path(argument).suffix))


def _understood(arguments: list[str]) -> bool:
    try:
        _parser().parse_args(arguments)
    except Mistake:
        return False
    return True


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
    parser.add_argument(
        "--open", metavar="FILE", default="", help="a table or a picture to open in the window"
    )
    whole = parser.add_argument_group("instead of the window")
    whole.add_argument("--version", action="version", version=f"gdexplorer {__version__}")
    _flag(whole, "--selftest", _selftest, "check that this installation works")
    _flag(whole, "--install-desktop-entry", _install_entry, "add the program to the desktop's menu")
    commands = parser.add_subparsers(title="commands", parser_class=_Command)
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
    run.add_argument("--data", metavar="FILE", help="to learn from: CSV or TSV; or a picture")
    run.add_argument("--target", metavar="COLUMN", help="what is to be predicted")
    run.add_argument("--features", metavar="A,B,…", help="by default all other columns of numbers")
    run.add_argument("--held-out", metavar="SHARE", help="of the rows, not trained on: 0.2")
    run.add_argument(
        "--header", action=argparse.BooleanOptionalAction, default=None,
        help="whether the first row of the data is one; by default it is told",
    )  # fmt: skip
    run.add_argument(
        "--optimizer", default="gradient_descent", metavar="NAME", help="default: %(default)s"
    )
    run.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="set a hyperparameter"
    )
    for option, about in (
        ("--around", "a schedule, clipping or noise around the rule: schedule=cosine"),
        ("--frame", "shift, scale, turn or roughen the problem: rotation=30"),
    ):
        run.add_argument(option, action="append", default=[], metavar="NAME=VALUE", help=about)
    run.add_argument("--start", metavar="X0,X1,…", help="by default the problem's own")
    run.add_argument("--start-from", metavar="FILE", help="parameters in .npz or CSV")
    run.add_argument("--iterations", metavar="N")
    run.add_argument("--gradient-tolerance", metavar="TOL", help="0 switches it off")
    run.add_argument("--step-tolerance", metavar="TOL", help="0 switches it off")
    run.add_argument(
        "--ask", action="append", default=[], metavar="SENTENCE",
        help="what a trained model of sentences makes of it",
    )  # fmt: skip
    run.add_argument("--csv", metavar="FILE", help="write every iterate; - is standard output")
    run.add_argument("--save-parameters", metavar="FILE", help="write the last x: .npz or .csv")
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


def _open_window(options: argparse.Namespace) -> int:
    from gdexplorer.ui.app import CannotStartError, start

    if options.open and not Path(options.open).is_file():
        raise Mistake(f"there is no file {options.open}")
    try:
        return start(options.open)
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
    from gdexplorer.run_command import run

    return run(options)
