"""What the window leaves out until its first page stands, and what needs it before."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.shell import test_window
from tests.ui.shell.rows_page import Rows
from ui import shell
from ui.shell_rail import COUNT_ROLE

window = test_window.window


def six_wait(_session, *_asked):
    return {"coder": 6}


def items_of(window, number):
    return window.menuBar().actions()[number].menu().actions()


def test_a_key_pressed_before_the_menus_are_made_does_what_it_says(qtbot, window):
    assert not items_of(window, 0)
    test_window.press(qtbot, window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(window.screens.here, Rows)
    assert items_of(window, 0)


def test_a_menu_opened_before_the_others_are_made_has_all_its_items(qtbot, window):
    titles = [one.text() for one in window.menuBar().actions() if one.isVisible()]
    menu = window.menuBar().actions()[0].menu()
    menu.aboutToShow.emit()
    assert "file.quit" in [one.data() for one in menu.actions()]
    assert titles == [one.text() for one in window.menuBar().actions() if one.isVisible()]
    assert window.menus.made["view.light"].isChecked()


def test_menus_and_counts_come_by_themselves_once_the_page_stands(qtbot, window, monkeypatch):
    monkeypatch.setattr(shell, "COUNTS", f"{__name__}:six_wait")
    rows = window.rail.rows
    assert not items_of(window, 0)
    qtbot.waitUntil(lambda: bool(items_of(window, 0)))
    row = rows.index(rows.row_of("coder"))
    qtbot.waitUntil(lambda: row.data(COUNT_ROLE) == "6")
