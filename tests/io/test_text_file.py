"""The user's own texts and labels, and labels that are words in tables of numbers."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdexplorer as gd
from gdexplorer.api import learn_from
from gdexplorer.cli import main
from gdexplorer.core.parameter import ParameterError
from gdexplorer.io.data_file import read
from gdexplorer.io.layout import layout
from gdexplorer.io.text_file import MOST_TEXTS, SEED, read_texts
from gdexplorer.problems.sentences import MOST_WORDS
from gdexplorer.problems.tables import parted

GOOD, BAD = ("good", "fine", "lovely"), ("bad", "poor", "awful")
REVIEWS = "id,review,grade\n" + "".join(
    f'{i},"the film, it was {word}",{grade}\n'
    for i, (word, grade) in enumerate(
        [(w, g) for _ in range(6) for ws, g in ((GOOD, "yes"), (BAD, "no")) for w in ws]
    )
)


@pytest.fixture
def write(tmp_path):
    def written(text, name="reviews.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return written


def test_texts_and_labels_become_a_corpus_with_its_own_words(write):
    texts = read_texts(write(REVIEWS), "grade")
    corpus = texts.corpus
    assert corpus.names == ("no", "yes")
    assert set(corpus.vocabulary) == {"the", "film", "it", "was", *GOOD, *BAD}
    assert (len(corpus.train), len(corpus.test)) == (29, 7)
    labels = dict(zip(corpus.train.texts, corpus.train.labels, strict=True))
    assert labels["the film, it was good"] == 1
    assert labels["the film, it was bad"] == 0
    assert texts.notes == ()


def test_labels_that_are_numbers_are_in_their_order(write):
    rows = [f"some text number {i % 4},{(10, 9, 2, 9)[i % 4]}" for i in range(12)]
    corpus = read_texts(write("text,stars\n" + "\n".join(rows)), "stars", "text", 0).corpus
    assert corpus.names == ("2", "9", "10")
    assert len(corpus.test) == 0


def test_rows_that_cannot_be_learned_are_named_by_row_and_column(write):
    long = " ".join(["word"] * 201)
    path = write(f"text;grade\na b;x\n;y\na c;\n{long};x\n??;x\nb c;y\n")
    texts = read_texts(path, "grade", "text", 0)
    assert texts.notes == (
        "left out 4 of 6 rows: row 3 has no words in 'text', row 4 has no label in 'grade', "
        "row 5 has 201 words in 'text', 200 are the most, and 1 more",
    )
    assert texts.corpus.train.texts == ("a b", "b c")


def test_a_label_that_no_training_row_has_is_said(write):
    rows = ["a good film here,yes", "a bad film here,no"] * 6
    rows[parted(len(rows), 0.5, SEED)[1][0]] = "so so it was,maybe"
    texts = read_texts(write("t,g\n" + "\n".join(rows)), "g", "t", 0.5)
    sentence = "Label maybe is on no training row, so never learned"
    assert texts.notes == (sentence,)
    problem = learn_from(gd.problem("bag_of_words"), write("t,g\n" + "\n".join(rows)), "g", (), 0.5)
    assert problem.remarks(np.array(problem.start)) == (sentence,)


@pytest.mark.parametrize(
    ("text", "target", "feature", "sentence"),
    [
        ("text,grade\na b,x\nc d,x\n", "grade", "text", "the target 'grade' is the same in every"),
        ("text,grade\na b,x\n,x\n", "grade", "text", r"one row to learn from \(row 3 has no words"),
        ("text,grade\n??,x\n!,x\n", "grade", "text", r"no row to learn from \(row 2 has no words"),
        ("text,grade\na b,x\nc d,y\n", "grad", "", "unknown column of reviews.csv 'grad'"),
        ("text,grade\na b,x\nc d,y\n", "grade", "tex", "unknown column .* did you mean text"),
        ("text,grade\na b,x\nc d,y\n", "grade", "grade", "cannot be the text too"),
        ("a,grade\n1,x\n2,y\n", "grade", "", "no column of texts beside 'grade'"),
        ("text,grade\na b,x,z\nc d,y\n", "grade", "", "row 2 of reviews.csv has 3 cells"),
        (
            "text,grade\n" + "".join(f"a b,{i}\n" for i in range(101)),
            "grade",
            "",
            "the target has 101 labels: 100 are the most",
        ),
        ("text,grade\n" + "a b,x\n" * (MOST_TEXTS + 1), "grade", "", "too many texts: 10,000"),
    ],
)
def test_what_is_wrong_with_texts_is_said(write, text, target, feature, sentence):
    with pytest.raises(ParameterError, match=sentence):
        read_texts(write(text), target, feature)


def test_of_too_many_words_the_most_common_are_learned(write):
    rows = [f"word{i} common again,{'yn'[i % 2]}" for i in range(MOST_WORDS + 50)]
    corpus = read_texts(write("t,g\n" + "\n".join(rows)), "g", "t", 0).corpus
    assert len(corpus.vocabulary) == MOST_WORDS
    assert {"common", "again"} <= set(corpus.vocabulary)


@given(st.text(st.sampled_from('ab1,;\t"\n .'), max_size=150))
def test_any_text_is_a_corpus_or_a_sentence(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_text(text, "utf-8")
    with contextlib.suppress(ParameterError):
        corpus = read_texts(path, layout(path).columns[-1]).corpus
        assert len(corpus.train) >= 1
        assert len(corpus.names) >= 2


@pytest.mark.parametrize("name", ["recurrent_network", "bag_of_words"])
def test_a_model_learns_the_users_own_texts_and_answers_with_their_labels(write, name):
    problem = learn_from(gd.problem(name), write(REVIEWS), "grade", ["review"], 0.25)
    rule = gd.optimizer("adam", learning_rate=0.03)
    x = gd.descend(problem, rule, iterations=150).trajectory.x[-1]
    assert problem.score(x, problem.held_out) == 1
    reading = problem.read(x, "the film was lovely")
    assert problem.labels[reading.probabilities[-1].argmax()] == "yes"
    with pytest.raises(ParameterError, match="'terrible' is none of the 10 words"):
        problem.read(x, "the terrible film")


def test_the_command_line_learns_from_texts_and_is_asked(write, capsys):
    run = ["run", "--optimizer", "adam", "--set", "learning_rate=0.05", "--iterations", "100"]
    data = ["--data", str(write(REVIEWS)), "--target", "grade", "--features", "review"]
    asked = ["--ask", "the film was lovely", "--ask", "it was poor"]
    assert main([*run, "--problem", "bag_of_words", *data, *asked]) == 0
    lovely, poor = capsys.readouterr().out.splitlines()[-2:]
    assert lovely.startswith("the film was lovely: no 0.")
    assert float(lovely.rsplit(maxsplit=1)[1]) > 0.5 > float(poor.rsplit(maxsplit=1)[1])
    some = [*run, "--problem", "bag_of_words", *data, "--ask"]
    assert main([*some, "zxqv it was lovely, wasn't vwq"]) == 0
    answered = capsys.readouterr()
    assert answered.err == "gdexplorer: not learned, so left out: 'zxqv', 'not', 'vwq'\n"
    assert answered.out.splitlines()[-1].startswith("zxqv it was lovely, wasn't vwq: no 0.")
    assert main([*run, "--problem", "bag_of_words", *data, "--ask", "zxqv"]) == 2
    assert "'zxqv' is none of the" in capsys.readouterr().err
    assert main([*run, "--problem", "rosenbrock", "--ask", "good"]) == 2
    assert "--ask is for a model of sentences, which Rosenbrock is not" in capsys.readouterr().err
    assert main([*run, "--problem", "bag_of_words", *data[:-1], "id,review"]) == 2
    assert "bag of words learns from one column of texts" in capsys.readouterr().err
    assert main([*run, "--problem", "bag_of_words", *data, "--held-out", "2"]) == 2
    assert "held out must be a share from 0 to 0.9, not 2" in capsys.readouterr().err
    assert main([*run, "--problem", "bag_of_words", "--held-out", "0.5"]) == 2
    assert "--held-out goes with --data" in capsys.readouterr().err


FLOWERS = "length,width,kind\n" + "".join(
    f"{a},{b},{('virginica', 'setosa', 'versicolor')[a % 3]}\n" for a in range(9) for b in (1, 2)
)


def test_a_tables_labels_may_be_words_in_the_order_of_their_letters(write):
    path = write(FLOWERS)
    table = read(path, "kind")
    assert table.rows.labels == ("setosa", "versicolor", "virginica")
    assert table.rows.names == ("length", "width")
    assert table.rows.targets[:6].tolist() == [2, 2, 0, 0, 1, 1]
    for name in ("softmax_regression", "neural_network"):
        problem = learn_from(gd.problem(name), path, "kind")
        assert problem.labels == ("setosa", "versicolor", "virginica")
        assert problem.classes == 3
        np.testing.assert_array_equal(problem.shown.targets, table.rows.targets)
    with pytest.raises(ParameterError, match="logistic regression is for two labels, not 3"):
        learn_from(gd.problem("logistic_regression"), path, "kind")
    with pytest.raises(ParameterError, match="'kind' holds words, such as 'setosa'"):
        learn_from(gd.problem("linear_regression"), path, "kind")


def test_rows_without_a_label_are_left_out_but_none_and_minus_are_labels(write):
    path = write("x,y\n1,none\n2,-\n3,NA\n4,none\n5,\n6,-\n")
    table = read(path, "y")
    assert table.rows.labels == ("-", "none")
    assert table.rows.targets.tolist() == [1, 0, 1, 0]
    assert table.notes == ("left out 2 of 6 rows: row 4 has no 'y', row 6 has no 'y'",)


def test_a_held_out_label_that_is_never_trained_on_is_remarked(write):
    path = write("x,y\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(20)) + "9,rare\n")
    unseen = []
    for seed in range(30):
        problem = learn_from(gd.problem("softmax_regression", data_seed=seed), path, "y", (), 0.5)
        unseen += problem.remarks(np.array(problem.start))
    assert "Label rare is on no training row, so never learned" in unseen


def test_columns_are_told_apart(write):
    laid = layout(write("id,review,grade,gap\n1,a good film,yes,\n2,a bad one,no,NA\n"))
    assert laid.words == ("review", "grade")
    assert laid.prose == ("review",)
