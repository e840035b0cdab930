"""Themes, layouts, export mistakes, keys; what is remembered."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QMessageBox, QSlider

from gdexplorer.ui.app import missing_library
from gdexplorer.ui.theme import DARK, LIGHT, Mode


@pytest.mark.parametrize(("mode", "theme"), [(Mode.DARK, DARK), (Mode.LIGHT, LIGHT)])
def test_a_theme_is_chosen_and_remembered(open_window, mode, theme):
    person = open_window()
    person.choose(person.window.menus.theme_actions[mode])
    person.wait()
    assert person.window.themes.current is theme
    assert person.window.palette().window().color().name() == theme.window
    person.window.close()
    again = open_window()
    assert again.window.themes.mode is mode
    assert again.window.menus.theme_actions[mode].isChecked()


def contrast(a, b):
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        lin = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(theme):
    for words in (theme.text, theme.muted, theme.bad):
        for ground in (theme.window, theme.base):
            assert contrast(words, ground) >= 4.5
    for colour in theme.runs:
        assert contrast(colour, theme.base) >= 3


def test_the_layout_is_remembered_and_can_be_reset(open_window):
    person = open_window()
    person.window.docks["inspector"].hide()
    person.window.close()
    again = open_window()
    assert not again.window.docks["inspector"].isVisible()
    again.window.reset_layout()
    assert again.window.docks["inspector"].isVisible()


def test_an_unwritable_place_gets_a_sentence(person, tmp_path):
    person.window.exporter.write(str(tmp_path / "no" / "such" / "folder.csv"), everything=False)
    person.until(lambda: "Cannot write" in person.said)
    assert "no such file or directory" in person.said


def test_every_action_is_in_a_menu_with_its_shortcut(person):
    menus = person.window.menus
    person.choose(menus.help.actions()[0])
    box = person.window.findChild(QMessageBox)
    for key in ("Space", "Right", "Left", "Home", "End", "Ctrl+E", "Ctrl+Z", "Ctrl+L"):
        assert f"<b>{key}</b>" in box.text()
    box.close()


def test_every_control_has_a_tooltip_and_an_accessible_name(person):
    controls = person.window.findChildren(QAbstractButton)
    controls += person.window.findChildren(QComboBox) + person.window.findChildren(QSlider)
    for control in controls:
        name = control.objectName()
        if name.startswith("qt_") or not control.isVisible():
            continue
        assert control.toolTip() or name.startswith("qt_dockwidget"), control
        assert control.accessibleName() or getattr(control, "text", str)(), control


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_nothing_is_cut_off(open_window, size):
    person = open_window(*size)
    person.wait()
    assert person.window.width() == size[0]
    for name in ("problem", "optimizer"):
        panel = person.view(name)
        for row in (*panel.form.rows.values(),):
            place = row.reset.mapTo(panel, row.reset.rect().bottomRight())
            assert place.x() <= panel.width()
    table = person.view("runs").table
    assert table.horizontalHeader().length() <= table.viewport().width() + 1


def start(**changes):
    environment = {k: v for k, v in os.environ.items()
                   if k not in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")}  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "gdexplorer"], env=environment | changes, text=True,
        capture_output=True, timeout=60,
    )  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are so on Linux")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "no display"),
        ({"DISPLAY": ":7654"}, "no display"),
        ({"QT_QPA_PLATFORM": "nonsense"}, "QT_QPA_PLATFORM=nonsense is no platform"),
    ],
)
def test_a_start_that_cannot_be_says_why_in_one_sentence(changes, sentence):
    done = start(**changes)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert sentence in done.stderr


@pytest.mark.parametrize(
    ("message", "package"),
    [
        ("libEGL.so.1: cannot open shared object file: No such file or directory", "libegl1"),
        ("libGL.so.1: cannot open shared object file", "libgl1"),
        ("libxkbcommon.so.0: cannot open shared object file", "libxkbcommon0"),
        ("libxcb-cursor.so.0: cannot open shared object file", "libxcb-cursor0"),
    ],
)
def test_a_missing_library_is_named_with_its_package(message, package):
    assert f"apt install {package}" in missing_library(message)


def test_space_on_a_button_reached_by_tab_presses_the_button(person):
    box = person.view("problem").together
    box.setFocus(Qt.FocusReason.TabFocusReason)
    person.press(Qt.Key.Key_Space)
    assert not person.player.playing
    assert not box.isChecked()


def test_resetting_the_layout_keeps_the_tool_bar(person, open_window):
    person.choose(menu_action(person.window, "Reset layout"))
    person.wait()
    assert person.window.transport.isVisible()
    person.window.close()
    assert open_window().window.transport.isVisible()


def test_the_window_keeps_its_width_when_parts_are_off_the_scale(person):
    width = person.window.width()
    person.pick(person.view("problem").picker, "saddle")
    assert person.window.width() == width


def menu_action(window, text):
    """Return the menus' action of this text."""
    actions = (a for menu in window.menuBar().actions() for a in menu.menu().actions())
    return next(a for a in actions if a.text().replace("&", "") == text)


def test_another_parameter_leaves_the_tab_in_front_whatever_was_opened_before(person):
    for name in ("kernel_lesson", "linear_regression", "neural_network"):
        person.pick(person.view("problem").picker, name)
    person.show("Network")
    person.player.change(
        person.player.document.with_problem(person.player.document.problem.tuned(units=5))
    )
    assert person.window.landscapes.currentWidget() is person.view("network")
