"""The command line, as a person types it."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest

import gdexplorer as gd
from gdexplorer import __version__
from gdexplorer.cli import main
from gdexplorer.core.session import suggested
from gdexplorer.io.desktop_entry import quoted

RUN = ["run", "--problem", "rosenbrock", "--optimizer", "adam"]
TABLE = ["run", "--problem", "linear_regression", "--data", "table.csv", "--target", "y"]


def test_a_run_says_how_it_ended(capsys):
    arguments = ["--problem-set", "b=50", "--set", "learning_rate=0.05", "--start=-1.2,1"]
    assert main([*RUN, *arguments, "--iterations", "200"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Iteration limit: 200 iterations done\n")
    for word in ("x  ", "f  ", "‖∇f‖", "∇f 200"):
        assert word in said


def test_a_learning_rate_that_suits_the_problem_is_taken_unless_one_is_given(capsys):
    descent = ["run", "--problem", "rosenbrock", "--optimizer", "gradient_descent"]
    assert main([*descent, "--iterations", "50"]) == 0
    rate = suggested(gd.GradientDescent, gd.Rosenbrock()).learning_rate
    said = capsys.readouterr().out
    assert f"η            {rate!r}, as suits the problem\n" in said
    assert said.startswith("Iteration limit")
    assert main([*descent, "--iterations", "5", "--set", "learning_rate=0.0001"]) == 0
    assert "η            0.0001\n" in capsys.readouterr().out
    around = ["--around", "schedule=cosine", "--around", "clip_norm=10"]
    assert main([*descent, "--iterations", "5", *around]) == 0
    assert "around it    cosine ‖g‖≤10\n" in capsys.readouterr().out
    assert main([*descent[:-1], "bfgs", "--iterations", "5"]) == 0
    assert "η" not in capsys.readouterr().out


def test_what_is_odd_about_a_trained_model_is_said(capsys):
    network = ["run", "--problem", "neural_network", "--optimizer", "adam", "--iterations", "5"]
    assert main([*network, "--problem-set", "initialisation=zero"]) == 0
    assert "All weights are 0" in capsys.readouterr().out
    assert main([*network, "--problem-set", "initialisation=zero", "--frame", "shift_x=0.5"]) == 0
    assert "All weights are 0" in capsys.readouterr().out


def test_a_negative_start_needs_no_equals_sign(capsys):
    assert main([*RUN, "--start", "-1.2,1", "--iterations", "0"]) == 0
    assert "-1.2, 1.0" in capsys.readouterr().out


def test_csv_goes_to_standard_output_and_the_report_beside_it(capsys):
    assert main([*RUN, "--iterations", "5", "--csv", "-"]) == 0
    captured = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(captured.out)))
    assert [r["iteration"] for r in rows] == list("012345")
    assert "Iteration limit" in captured.err


def test_csv_goes_to_a_file(capsys, tmp_path):
    assert main([*RUN, "--iterations", "5", "--csv", str(tmp_path / "a.csv")]) == 0
    assert len((tmp_path / "a.csv").read_text("utf-8").splitlines()) == 7


def test_tolerances_of_zero_switch_the_rules_off(capsys):
    options = ["--gradient-tolerance", "0", "--step-tolerance", "0", "--iterations", "9"]
    descent = ["run", "--problem", "quartic", "--optimizer", "gradient_descent"]
    assert main([*descent, "--start", "3", *options]) == 0
    assert "9 iterations" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["problems", "optimizers"])
def test_lists_are_json_with_every_parameter(kind, capsys):
    assert main(["list", kind, "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)
    assert len(entries) >= 6
    for entry in entries:
        assert list(entry) == ["name", "title", "family", "parameters"]
        for parameter in entry["parameters"]:
            assert list(parameter) == ["name", "default", "low", "high", "choices", "help"]


def test_lists_are_text_too(capsys):
    assert main(["list", "optimizers"]) == 0
    said = capsys.readouterr().out
    for word in ("gradient_descent", "initial_accumulator", "centered", "learning_rate_decay"):
        assert word in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "--problem", "rosenbrok", "--optimizer", "adam"], "did you mean rosenbrock?"),
        (["run", "--problem", "rosenbrock", "--optimizer", "adamm"], "did you mean adam?"),
        (
            ["run", "--problem", "rosenbrock", "--optimizer", "sgd"],
            "did you mean gradient_descent?",
        ),
        (["run", "--problem", "cnn", "--optimizer", "adam"], "did you mean convolutional_network?"),
        ([*RUN, "--set", "learning_rat=1"], "did you mean learning_rate?"),
        ([*RUN, "--set", "eta=1"], "did you mean learning_rate?"),
        ([*RUN, "--set", "learning_rate=nan"], "must be a number from 0 to 1e+12, not nan"),
        ([*RUN, "--set", "learning_rate"], "--set takes NAME=VALUE, not 'learning_rate'"),
        ([*RUN, "--problem-set", "c=1"], "unknown parameter of rosenbrock 'c'"),
        ([*RUN, "--start", "1"], "the start of rosenbrock must be 2 numbers"),
        ([*RUN, "--start", "a,b"], "the start must be numbers with commas between, not 'a,b'"),
        ([*RUN, "--start", "nan,1"], "the start must be finite numbers"),
        ([*RUN, "--iterations", "-1"], "iterations must be a whole number from 0 to 1e+08, not -1"),
        ([*RUN, "--gradient-tolerance", "-1e-6"], "gradient tolerance must be a number from 0"),
        ([*RUN, "--csv", "/nowhere/at/all.csv"], "cannot write /nowhere/at/all.csv: no such file"),
        (["--data", "x.csv"], "--data is an option of 'run': write gdexplorer run --data …"),
        (["--problem=rosenbrock"], "--problem is an option of 'run'"),
        (
            [*TABLE, "--held-out", "0.2,0.3"],
            "the share held out must be a number, not '0.2,0.3'",
        ),
        (["--open", "x.csv", "list", "problems"], "--open is for the window"),
        (["nowhere.csv"], "there is no file nowhere.csv"),
        (["fly"], "invalid choice: 'fly'"),
        (["--nonsense"], "--nonsense"),
        (["list", "cats"], "'cats'"),
    ],
)
def test_a_mistake_gets_one_sentence_and_status_2(arguments, sentence, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("gdexplorer: ")
    assert captured.err.count("\n") == 1
    assert sentence in captured.err


def test_without_an_optimizer_it_is_plain_descent(capsys):
    assert main(["run", "--problem", "rosenbrock", "--iterations", "3"]) == 0
    said = capsys.readouterr().out
    assert main([*RUN[:-1], "gradient_descent", "--iterations", "3"]) == 0
    assert capsys.readouterr().out == said


def test_of_mini_batches_f_over_all_rows_is_said(capsys):
    run = ["run", "--problem", "stochastic_least_squares", "--iterations", "7"]
    assert main(run) == 0
    said = capsys.readouterr().out
    record = gd.descend(
        gd.problem("stochastic_least_squares"),
        suggested(gd.GradientDescent, gd.problem("stochastic_least_squares")),
        iterations=7,
    ).trajectory
    f = float(record.recipe.problem.value(record.x[-1]))
    assert f"f            {f!r} of all rows, {float(record.f[-1])!r} of the last mini-batch" in said


def test_the_version(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"gdexplorer {__version__}\n"


def test_running_and_listing_never_import_qt():
    program = """
import sys
from gdexplorer.cli import main
from gdexplorer.io.desktop_entry import quoted
main(["list", "problems"])
main(["run", "--problem", "quartic", "--optimizer", "adam"])
print([m for m in sys.modules if m.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph")])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_module_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "gdexplorer", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"gdexplorer {__version__}\n"


def test_a_reader_that_has_seen_enough_is_no_error():
    command = f"{sys.executable} -m gdexplorer run --problem rosenbrock --optimizer adam"
    done = subprocess.run(
        f"{command} --iterations 20000 --csv - 2>/dev/null | head -1; exit ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("iteration,")


def test_an_encoding_without_greek_is_no_error():
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(
        [sys.executable, "-m", "gdexplorer", "list", "optimizers"],
        capture_output=True,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a full device")
def test_a_full_disk_gets_a_sentence():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gdexplorer", "list", "problems"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 2
    assert done.stderr == "gdexplorer: cannot write the output: No space left on device\n"


def test_the_desktop_entry_points_at_this_installation(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["--install-desktop-entry"]) == 0
    entry = (tmp_path / "applications" / "gdexplorer.desktop").read_text("utf-8")
    assert f'Exec="{sys.executable}" -m gdexplorer' in entry
    assert (tmp_path / "icons/hicolor/scalable/apps/gdexplorer.svg").exists()


def test_commands_in_desktop_entries_are_quoted_as_the_specification_says():
    assert quoted("/a b/50% off") == '"/a b/50%% off"'
    assert quoted("a$b") == r'"a\\$b"'


FUNCTION = ["run", "--optimizer", "gradient_descent", "--function"]


def test_a_typed_function_runs(capsys):
    assert main([*FUNCTION, "x^2+5*sin(x)", "--set", "learning_rate=0.1", "--start", "5"]) == 0
    typed = capsys.readouterr().out
    written = ["run", "--problem", "sine_parabola", "--optimizer", "gradient_descent"]
    assert main([*written, "--set", "learning_rate=0.1", "--start", "5"]) == 0
    last = [line for line in typed.splitlines() if line.startswith("x ")]
    assert last[0][:25] == capsys.readouterr().out.splitlines()[1][:25]


def test_a_typed_function_has_parameters_and_a_box(capsys):
    arguments = ["--problem-set", "a=2", "--box", "-1,1,0,2", "--iterations", "0"]
    assert main([*FUNCTION, "-a*x*y", *arguments]) == 0
    assert "0.6, 1.4" in capsys.readouterr().out


def test_a_mistake_in_a_formula_is_pointed_at(capsys):
    assert main([*FUNCTION, "x^2+5*sen(x)"]) == 2
    assert capsys.readouterr().err == (
        "gdexplorer: unknown name 'sen' at 7: did you mean sin?\n  x^2+5*sen(x)\n        ^^^\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "--optimizer", "adam"], "give either --problem or --function"),
        ([*RUN, "--function", "x"], "give either --problem or --function"),
        ([*RUN, "--box", "0,1"], "--box goes with --function"),
        ([*FUNCTION, "x", "--box", "1"], "the box must be pairs of numbers"),
        ([*FUNCTION, "x", "--box", "1,0"], "the box of x must go from a number up to a larger one"),
        ([*FUNCTION, "x", "--box", "0,1,2,3"], "the box must have one side, not 2"),
        ([*FUNCTION, "x", "--start", "1,2"], "the start of function must be 1 number"),
        ([*FUNCTION, "x", "--problem-set", "a=1"], "function has no parameters"),
        ([*FUNCTION, "a*x", "--problem-set", "b=1"], "unknown parameter of function 'b'"),
        ([*FUNCTION, "a*x", "--problem-set", "start=1"], "use --box and --start"),
        ([*FUNCTION, ""], "type a formula"),
        ([*FUNCTION, "(" * 10_000], "a formula may have 2,000 characters"),
    ],
)
def test_mistakes_about_functions(arguments, sentence, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.err.count("\n") == 1


def test_a_saved_function_is_listed_and_runs(tmp_path, monkeypatch, capsys):
    from gdexplorer.io import functions
    from gdexplorer.problems.expression.definition import define

    monkeypatch.setattr("platformdirs.user_data_path", lambda name, **_: tmp_path / name)
    functions.save(define("a*x^2", title="My bowl"))
    assert main(["list", "problems"]) == 0
    assert "my_bowl              My bowl · your own" in capsys.readouterr().out
    run = ["run", "--problem", "my_bowl", "--problem-set", "a=2", "--optimizer", "adam"]
    assert main(run) == 0


def test_a_typed_function_is_computed_without_sympy():
    program = """
import sys
from gdexplorer.cli import main
main(["run", "--function", "x^2+5*sin(x)", "--optimizer", "adam"])
print("sympy" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"


def test_a_run_does_not_begin_where_f_is_not_defined(capsys):
    assert main(["run", "--function", "log(x)", "--optimizer", "adam", "--start=-1"]) == 2
    assert "f is not defined at the start" in capsys.readouterr().err


def test_parameters_are_saved_under_names_that_say_what_they_are(capsys, tmp_path):
    target = tmp_path / "w.txt"
    run = ["run", "--problem", "rosenbrock", "--optimizer", "adam"]
    assert main([*run, "--save-parameters", str(target)]) == 2
    assert "parameters are written as .npz or .csv" in capsys.readouterr().err
    assert not target.exists()


def test_an_unknown_option_of_a_command_points_to_the_commands_help(capsys):
    assert main(["run", "--foo"]) == 2
    said = capsys.readouterr().err
    assert said == "gdexplorer: unrecognized arguments: --foo (see gdexplorer run --help)\n"
