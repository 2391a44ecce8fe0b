"""The ways to the screens from anywhere in the window: keys, menu, dropped files, the Office."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from app.store.store import Store
from app.values.states import Hat
from tests import builders
from tests.conftest import AMY
from tests.ui.conftest import dress
from ui import places
from ui.desk import Desk
from ui.intake.take_in import TakeIn
from ui.intake.type_visit import TypeVisit
from ui.looks import Workstation
from ui.screen import Target
from ui.seat import Seat
from ui.shell import Window
from ui.shell_drops import Drops
from ui.shell_keys import KeyWatch

CTRL = Qt.KeyboardModifier.ControlModifier
SEAT = Seat(AMY, "Amy", "Larkspur", "amy", (Hat.CODER, Hat.BILLER))


@pytest.fixture
def window(qtbot, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    with store.write(AMY) as work:
        builders.practice(work)
    table = tuple(
        one if one.id == "office" else dataclasses.replace(one, screen="") for one in places.PLACES
    )
    monkeypatch.setattr(places, "PLACES", table)
    app = QApplication.instance()
    watch = KeyWatch()
    app.installEventFilter(watch)
    desk = Desk(store, AMY)
    made = Window(desk, Workstation())
    dress(made)
    qtbot.addWidget(made)
    made.show()
    made.sit_down(SEAT)
    made.activateWindow()
    desk.wait_idle()
    yield made
    desk.close()
    app.removeEventFilter(watch)


def test_ctrl_n_types_a_visit_and_esc_comes_back(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
    assert isinstance(window.screens.here, TypeVisit)
    assert window.screens.here.form.who.line.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not isinstance(window.screens.here, TypeVisit)


def test_ctrl_l_takes_a_list_in_from_anywhere(qtbot, window, tmp_path: Path, monkeypatch):
    listed = tmp_path / "visits.csv"
    listed.write_text("Visit ID,MRN,Patient Name,DOS\nV1,A1,Halloran Wendell,9/2/2026\n", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(listed)], ""))
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    here = window.screens.here
    assert isinstance(here, TakeIn)
    qtbot.waitUntil(lambda: here.seen.seen is not None)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: here.stack.currentWidget() is here.taken)
    assert here.header.state.text() == "Taken: 1 visit is on the Coder’s desk."


def test_files_dropped_on_any_page_are_looked_at(qtbot, window, tmp_path: Path):
    listed = tmp_path / "visits.csv"
    listed.write_text("Visit ID,MRN,Patient Name,DOS\nV1,A1,Halloran Wendell,9/2/2026\n", "utf-8")
    drops = Drops(window)
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(listed))])
    drop = QDropEvent(
        QPoint(50, 50),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    assert drops.eventFilter(window, drop)
    assert isinstance(window.screens.here, TakeIn)
    qtbot.waitUntil(lambda: window.screens.here.seen.seen is not None)


def test_the_office_opens_by_its_key_and_saves_by_ctrl_enter(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_0, CTRL)
    here = window.screens.here
    here.open_with(Target("office", ("practice",)))
    here.desk.wait_idle()
    here.page.begin()
    qtbot.keyClicks(QApplication.focusWidget(), " West")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    here.desk.wait_idle()
    assert here.page._draft.name.endswith("West")
