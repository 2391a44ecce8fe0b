"""The key bar keeps its keys."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow

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
