"""The key bar keeps its keys."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QMainWindow

from ui.kit.key_bar import KeyBar
from ui.screen import KeyHint


def test_the_reason_of_a_dead_button_never_takes_the_place_of_the_keys(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = KeyBar()
    window.setStatusBar(bar)
    bar.show_keys([KeyHint("Ctrl+L", "choose files")])
    bar.showMessage("Change a column first.")
    assert bar.currentMessage() == ""


def test_no_tails_of_keys_stand_beside_a_note_that_takes_their_room(qtbot):
    bar = KeyBar()
    qtbot.addWidget(bar)
    bar.resize(500, 28)
    bar.show_keys([KeyHint("Ctrl+L", "choose files")], [KeyHint("F6", "next pane")])
    bar.show()
    end = bar.findChildren(QLabel)[-1]
    assert end.text() == "next pane"
    assert end.isVisible()
    bar.give_room(460)
    assert not end.isVisible()
    bar.give_room(0)
    assert end.isVisible()
