"""The user's own table, dropped on the window."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from gdexplorer.cli import main
from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.session import Document
from gdexplorer.ui import app
from gdexplorer.ui.data_dialog import DataDialog
from gdexplorer.ui.theme import Mode


def test_a_dropped_table_is_learned_from(person, tmp_path):
    path = tmp_path / "flats.csv"
    rows = [f"{a};{r};{'AB'[a % 2]};{100 + 2 * a - 5 * r}" for a in range(20, 60) for r in (1, 3)]
    path.write_text("area;rooms;town;price\n" + "\n".join(rows))
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    assert dialog.target.currentText() == "price"
    assert dialog.chosen() == ["area", "rooms"]
    person.click(dialog.ok)
    person.until(lambda: person.player.document.problem.name == "linear_regression")
    person.wait()
    problem = person.player.document.problem
    assert problem.coordinate(1) == "w[area]"
    assert len(problem.held_out) == 16
    assert problem.raw(problem.train.inputs[0] * 0).shape == (3,)
    assert problem.minima[0] == pytest.approx((100, 2, -5))
    panel = person.view("problem")
    assert "64 rows of flats.csv, 3 parameters" in panel.about.text()
    rows = panel.form.rows["rows"]
    for widget in (rows.label, rows.input, rows.slider, panel.form.rows["data"].input):
        assert not widget.isVisible()
    person.choose(person.window.menus.undo)
    person.pick(panel.picker, "Linear regression")
    rows = panel.form.rows["rows"]
    assert rows.input.isVisible()


def test_a_file_named_on_the_command_line_is_opened_with_the_window(
    open_window, tmp_path, monkeypatch
):
    path = tmp_path / "flats.csv"
    path.write_text("area,price\n" + "".join(f"{a},{2 * a}\n" for a in range(9)))
    opened = []

    def start(file):
        opened.append(open_window(file=file))
        return 0

    monkeypatch.setattr(app, "start", start)
    assert main([str(path)]) == 0
    (person,) = opened
    dialog = QApplication.activeModalWidget()
    assert dialog.windowTitle() == "Open flats.csv"
    person.click(dialog.ok)
    person.until(lambda: person.player.document.problem.name == "linear_regression")


def test_a_column_with_a_slip_says_which_cell_it_is(person, tmp_path):
    path = tmp_path / "slip.csv"
    path.write_text("area,rooms,price\n" + "".join(f"{a},{a % 3},{2 * a}\n" for a in range(9)))
    path.write_text(path.read_text().replace("4,1,8", "4,two,8"))
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    tips = {i.text(): i.toolTip() for i in dialog._items()}
    assert tips == {
        "area": "",
        "rooms": "rooms holds “two”, which is no number",
        "price": "price is what is predicted",
    }


def test_what_is_no_table_is_said_and_nothing_is_lost(person, tmp_path):
    before = person.player.document
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\0\0")
    person.drop(path)
    assert "not a text file" in person.said
    assert not person.window.findChildren(DataDialog)
    assert person.player.document is before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "x,y\n" + "1,2.5\n3,5\n" * 12 + "1,2\n7,two\n",
            "Row 27 of t.csv, 'y': 'two' is not a number",
        ),
        ("x,y\n1,2\n", "t.csv has one row without missing values; two are the least"),
        ("x,y\n1,2\n3,2\n", "The target 'y' is the same in every row: nothing to learn"),
    ],
)
def test_what_is_found_wrong_while_reading_is_said_and_can_be_mended(
    person, tmp_path, text, sentence
):
    path = tmp_path / "t.csv"
    path.write_text(text)
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    person.click(dialog.ok)
    person.until(lambda: bool(dialog.problem.text()))
    assert dialog.problem.text() == sentence
    assert dialog.isVisible()
    assert not dialog.bar.isVisible()
    assert dialog.ok.isEnabled()
    assert "went wrong" not in person.said
    path.write_text("x,y\n1,2\n3,5\n4,5.5\n6,9\n")
    person.click(dialog.ok)
    person.until(lambda: person.player.document.problem.name == "linear_regression")
    person.wait()


def test_a_file_that_is_gone_when_it_is_read_is_said(person, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("x,y\n1,2\n3,5\n")
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    path.unlink()
    person.click(dialog.ok)
    person.until(lambda: bool(dialog.problem.text()))
    assert dialog.problem.text().startswith("Cannot read ")
    assert dialog.ok.isEnabled()


def test_a_files_name_is_told_as_it_is_written(person, tmp_path):
    (tmp_path / "empty.csv").write_text("")
    person.drop(tmp_path / "empty.csv")
    assert person.said == "empty.csv is empty"


def test_labels_are_learned_by_a_network_and_what_are_none_is_said(person, tmp_path):
    path = tmp_path / "flowers.csv"
    rows = [f"{a / 7},{b / 5},{int(a > b)}" for a in range(7) for b in range(7)]
    path.write_text("length,width,kind\n" + "\n".join(rows))
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    assert dialog.goal.currentText() == "classes"
    dialog.model.setCurrentText("Neural network")
    dialog.target.setCurrentText("length")
    dialog.goal.setCurrentText("classes")
    person.click(dialog.ok)
    person.until(lambda: bool(dialog.problem.text()))
    assert "must be labels" in dialog.problem.text()
    dialog.target.setCurrentText("kind")
    dialog.model.setCurrentText("Neural network")
    person.click(dialog.ok)
    person.until(lambda: person.player.document.problem.name == "neural_network")
    person.wait()
    problem = person.player.document.problem
    assert problem.classes == 2
    run = person.run()
    assert problem.score(run.trajectory.x[-1], problem.held_out) > 0.7


def test_two_labels_are_offered_to_logistic_regression(person, tmp_path):
    path = tmp_path / "exam.csv"
    path.write_text(
        "hours,passed\n" + "\n".join(f"{i},{'yes' if i > 5 else 'no'}" for i in range(12))
    )
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    assert dialog.model.currentText() == "Logistic regression"
    person.click(dialog.ok)
    person.until(lambda: person.player.document.problem.name == "logistic_regression")
    person.wait()


def models(dialog):
    return {dialog.model.itemText(i) for i in range(dialog.model.count())}


def test_a_number_of_ones_own_is_learned_by_a_network(person, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("x,y,k\n" + "\n".join(f"{i},{i * i / 9},{i % 3}" for i in range(40)))
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    assert (dialog.target.currentText(), dialog.goal.currentText()) == ("k", "classes")
    assert "Linear regression" not in models(dialog)
    dialog.target.setCurrentText("y")
    assert dialog.goal.currentText() == "a number"
    assert {"Linear regression", "Neural network"} <= models(dialog)
    assert not {"Softmax regression", "Bag of words"} & models(dialog)
    dialog.model.setCurrentText("Neural network")
    person.click(dialog.ok)
    person.until(lambda: person.player.document.problem.name == "neural_network")
    person.wait()
    problem = person.player.document.problem
    assert problem.classes == 0
    assert problem.loss_kind == "squared error"
    assert problem.score(person.run().trajectory.x[-1], problem.shown) > 0.8


def test_the_first_row_is_a_header_or_not_as_one_says(person, tmp_path):
    path = tmp_path / "years.csv"
    path.write_text("2019,2020\n" + "\n".join(f"{i},{2 * i}" for i in range(30)))
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    assert not dialog.header.isChecked()
    assert dialog.target.currentText() == "column2"
    person.click(dialog.header, QPoint(8, dialog.header.height() // 2))
    assert dialog.header.isChecked()
    assert dialog.target.currentText() == "2020"
    assert dialog.chosen() == ["2019"]
    assert dialog.preview.horizontalHeaderItem(0).text() == "2019"
    assert dialog.preview.verticalHeaderItem(0).text() == "2"
    person.click(dialog.ok)
    person.until(lambda: person.player.document.problem.name == "linear_regression")
    assert person.player.document.problem.coordinate(1) == "w[2019]"
    person.wait()


def test_a_header_that_cannot_be_one_is_said(person, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("1,1\n2,3\n4,6\n")
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    person.click(dialog.header, QPoint(8, dialog.header.height() // 2))
    assert dialog.problem.text() == "t.csv has two columns named '1'"
    assert not dialog.header.isChecked()
    assert dialog.ok.isEnabled()


def test_of_thousands_of_columns_no_more_are_ticked_than_can_be_learned(person, tmp_path):
    path = tmp_path / "wide.csv"
    rows = [",".join(str((i * j) % 17) for i in range(5000)) for j in range(30)]
    path.write_text(",".join(f"f{i}" for i in range(5000)) + "\n" + "\n".join(rows))
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    assert len(dialog.chosen()) == 1000
    assert dialog.note.text() == "The first 1,000 of 4,999 are ticked"
    assert dialog.ok.isEnabled()
    dialog.features.item(2000).setCheckState(Qt.CheckState.Checked)
    assert dialog.problem.text() == "1,001 features are too many: choose up to 1,000"
    assert not dialog.ok.isEnabled()


def test_what_overflows_and_what_is_not_used_is_said(person, tmp_path):
    path = tmp_path / "huge.csv"
    path.write_text("x,town,y\n" + "\n".join(f"{i}e200,A,{i}e300" for i in range(1, 30)))
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    person.click(dialog.ok)
    person.until(lambda: bool(dialog.problem.text()))
    assert "row 2 of huge.csv, 'x': 1e200 is too large" in dialog.problem.text().replace("R", "r")
    path.write_text("x,town,y\n" + "\n".join(f"{i},A,{i * i}" for i in range(1, 30)) + "\n5,A,")
    person.click(dialog.ok)
    person.until(lambda: person.player.document.problem.name == "linear_regression")
    assert person.said == "left out 1 of 30 rows: row 31 has no 'y'; not used: town".capitalize()
    person.wait()


def test_a_rate_that_is_out_of_range_is_said_and_nothing_is_lost(person, tmp_path, monkeypatch):
    def refused(*_: object):
        raise ParameterError("learning rate must be a number from 0 to 1e+12, not inf")

    monkeypatch.setattr(Document, "_adapted", refused)
    before = person.player.document
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "\n".join(f"{i},{i * i}" for i in range(1, 30)))
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    person.click(dialog.ok)
    person.until(lambda: "learning rate must be a number" in person.said)
    assert person.said.startswith("This cannot be learned from: ")
    assert person.player.document is before


def test_a_quote_that_is_not_closed_is_said_on_opening(person, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('x,y\n1,2\n3,"4\n5,6\n')
    person.drop(path)
    assert person.said == "Row 3 of t.csv has a quote that is not closed"
    assert not person.window.findChildren(DataDialog)


def test_boxes_that_are_not_ticked_are_seen_in_the_dark(person, tmp_path):
    person.window.choose_theme(Mode.DARK)
    path = tmp_path / "t.csv"
    path.write_text("x,z,y\n1,2,3.5\n3,4,5\n4,6,1\n")
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    dialog.features.item(0).setCheckState(Qt.CheckState.Unchecked)
    place = dialog.features.visualItemRect(dialog.features.item(0))
    picture = dialog.features.viewport().grab(place).toImage()
    box = [picture.pixelColor(x, y).lightness() for x in range(18) for y in range(place.height())]
    assert max(box) - min(box) > 60
    person.window.choose_theme(Mode.LIGHT)
    dialog.reject()


def reviews(path):
    words = [("good", "yes"), ("bad", "no"), ("fine", "yes"), ("poor", "no")]
    rows = [f'{i},"a {w} film, seen {i % 3} times",{g}' for i, (w, g) in enumerate(words * 6)]
    path.write_text("id,review,grade\n" + "\n".join([*rows, "99,,yes"]))


def test_texts_are_learned_by_a_model_of_sentences(person, tmp_path):
    path = tmp_path / "reviews.csv"
    reviews(path)
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    assert dialog.target.currentText() == "grade"
    assert dialog.model.currentText() == "Recurrent network"
    dialog.model.setCurrentText("Softmax regression")
    assert dialog.chosen() == ["id"]
    dialog.model.setCurrentText("Bag of words")
    assert dialog.chosen() == ["review"]
    assert not dialog.standardise.isEnabled()
    person.click(dialog.ok)
    person.until(lambda: person.player.document.problem.name == "bag_of_words")
    assert "row 26 has no words in 'review'" in person.said
    problem = person.player.document.problem
    assert problem.labels == ("no", "yes")
    assert len(problem.held_out) == 5
    assert "grade from review · 19 rows of reviews.csv" in person.view("problem").about.text()


def test_a_file_of_texts_alone_is_offered_to_the_recurrent_network(person, tmp_path):
    path = tmp_path / "reviews.tsv"
    rows = [f"a {w} film it was\t{g}\t{w}" for w, g in [("good", "yes"), ("bad", "no")] * 5]
    path.write_text("review\tgrade\tword\n" + "\n".join(rows))
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    assert dialog.model.currentText() == "Recurrent network"
    dialog.target.setCurrentText("grade")
    assert dialog.chosen() == ["review"]
    dialog.features.item(2).setCheckState(Qt.CheckState.Checked)
    assert dialog.chosen() == ["word"]
    dialog.features.item(2).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.problem.text() == "Tick the column of texts"
    assert not dialog.ok.isEnabled()
    dialog.model.setCurrentText("Softmax regression")
    assert "no other column of numbers" in dialog.problem.text()
    dialog.model.setCurrentText("Recurrent network")
    person.click(dialog.ok)
    person.until(lambda: person.player.document.problem.name == "recurrent_network")
    assert person.player.document.problem.labels == ("no", "yes")


def test_labels_that_are_words_keep_their_names(person, tmp_path):
    path = tmp_path / "flowers.csv"
    kinds = ("setosa", "versicolor", "virginica")
    rows = [f"{a},{b},{kinds[a % 3]}" for a in range(12) for b in (1, 2)]
    path.write_text("length,width,kind\n" + "\n".join(rows))
    person.drop(path)
    (dialog,) = person.window.findChildren(DataDialog)
    assert (dialog.target.currentText(), dialog.model.currentText()) == (
        "kind",
        "Softmax regression",
    )
    assert not dialog.goal.isEnabled()
    assert dialog.model.findText("Linear regression") == -1
    person.click(dialog.ok)
    person.until(lambda: person.player.document.problem.name == "softmax_regression")
    assert person.player.document.problem.labels == kinds
    person.wait()


@pytest.mark.parametrize("name", ["photo.png", "photo"])
def test_a_dropped_picture_is_what_the_kernel_sees(person, tmp_path, name):
    pixels = np.random.default_rng(1).integers(0, 256, (12, 16), dtype=np.uint8)
    path = tmp_path / name
    Image.fromarray(pixels).save(path, "PNG")
    person.drop(path)
    person.until(lambda: person.player.document.problem.name == "kernel_lesson")
    person.wait()
    problem = person.player.document.problem
    np.testing.assert_allclose(problem.seen, pixels / 255, atol=1e-7)
    assert f"on {name}, in grey, 16 x 12 pixels" in person.said
    panel = person.view("problem")
    assert f"pixels of {name} · 140 rows" in panel.about.text()
    assert not panel.form.rows["picture"].input.isVisible()
    panel.form.rows["kernel"].input.setCurrentText("blur")
    person.wait()
    assert person.player.document.problem.photo is problem.photo
    (tmp_path / "none.jpg").write_text("no picture")
    before = person.player.document
    person.drop(tmp_path / "none.jpg")
    person.until(lambda: person.said == "none.jpg is no PNG or JPEG picture: it holds text")
    assert person.player.document is before
