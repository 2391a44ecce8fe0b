"""An encounter list taken in through the window, over a real store."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from app.intake.preview import Beside
from app.reports import leaving
from app.store import trail
from app.store.store import Store
from app.values.states import DocumentKind
from models.document import Document
from models.encounter import Encounter
from models.merging import PatientMerge
from tests.app.intake.messages import a40, mdm
from ui.intake.seen import SeenRow, beside_words, columns, join_words
from ui.intake.take_in import TakeIn
from ui.screen import Target

HEAD = "Visit ID,MRN,Last Name,First Name,DOB,Date of Service,Provider,Color\n"
GOOD = (
    "V1,A1,Halloran,Wendell,3/1/1970,9/2/2026,Okafor,red\n"
    "V2,A2,Pruitt,Delphine,4/1/1971,9/3/2026,Okafor,red\n"
)
BAD = "V3,,,,,9/3/2026,Okafor,red\n"


def visits(store: Store) -> list[str | None]:
    with store.read() as session:
        return list(session.scalars(sa.select(Encounter.source_id).order_by(Encounter.id)))


def counts(screen: TakeIn) -> dict[str, int]:
    return {one.key: one.count for one in screen.seen.filters._filters}


def test_a_list_is_seen_before_anything_is_taken(screen, settle, store, listed):
    screen.take_paths([listed])
    settle()
    assert counts(screen) == {"new": 2, "changed": 0, "unchanged": 0, "rejected": 1, "warned": 0}
    assert screen.take.text() == "Take 2 visits"
    assert [row.who for row in screen.seen.table.rows_model.rows] == [
        "Halloran, Wendell",
        "Pruitt, Delphine",
    ]
    assert visits(store) == []
    screen.resize(1240, 500)
    bar = screen.seen.right.verticalScrollBar()
    columns = screen.seen.columns.minimumSizeHint().width()
    assert columns <= screen.seen.right.width() - bar.sizeHint().width(), "beside a bar as well"


def test_taking_writes_the_visits_and_shows_what_was_left_out(screen, settle, store, listed):
    screen.take_paths([listed])
    settle()
    screen.primary().click()
    settle()
    assert visits(store) == ["V1", "V2"]
    assert screen.stack.currentWidget() is screen.taken
    assert [row.row for row in screen.taken.rows.rows] == [4]
    gone = []
    screen.go.connect(gone.append)
    screen.primary().click()
    assert gone == [Target("coder")]


def test_a_note_and_a_merge_are_taken_in_though_no_visit_comes_with_them(
    screen, settle, store, tmp_path
):
    twice = (
        "V1,501,Stone,Ada,2/3/1960,3/4/2026,Reed,red\nV2,777,Stone,Ada,2/3/1960,3/6/2026,Reed,red\n"
    )
    for name, content in (("day.csv", HEAD + twice), ("note.hl7", mdm()), ("merge.hl7", a40())):
        (tmp_path / name).write_text(content, encoding="utf-8", newline="")
        screen.take_paths([tmp_path / name])
        settle()
        assert screen.take.isEnabled()
        asked = screen.take.text()
        told = screen.seen.beside.words.text()
        screen.primary().click()
        settle()
    assert asked == "Take it in"
    assert "Number 777 becomes part of number 501: STONE, ADA." in told
    assert screen.header.state.text() == (
        "Taken in; no visit came with it. Also in this list: 1 merge of two patients."
    )
    with store.read() as session:
        assert session.query(Document).filter_by(kind=DocumentKind.NOTE).count() == 1
        assert session.query(PatientMerge).count() == 1


def test_the_same_list_again_has_nothing_to_take(screen, settle, listed):
    for _ in range(2):
        screen.take_paths([listed])
        settle()
        screen.primary().click()
        settle()
    assert counts(screen)["unchanged"] == 2
    assert screen.take.statusTip() == "Everything in this list is already in the office."
    assert not screen.take.isEnabled()


def test_the_filter_shows_rejected_rows_with_reason_and_cells(screen, settle, listed):
    screen.take_paths([listed])
    settle()
    screen.seen.filters._group.button(3).click()
    (row,) = screen.seen.table.rows_model.rows
    assert row.row == "4"
    assert "no account number" in row.why
    assert screen.seen.values.text().startswith(row.why)
    assert "Visit ID: V3" in screen.seen.values.text()


def test_rejected_rows_are_saved_and_noted(screen, settle, store, listed, tmp_path, monkeypatch):
    screen.take_paths([listed])
    settle()
    screen.primary().click()
    settle()
    out = tmp_path / "rejected.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    assert screen.perform("file.save")
    settle()
    assert "V3" in out.read_text("utf-8-sig")
    with store.read() as session:
        [told] = trail.trail(session, trail.Asked(deed=leaving.LISTED))
    assert (told.subject, told.facts) == ("import", '{"rows":"1"}')


def test_a_pdf_is_refused_in_words_and_the_page_stays(screen, settle, tmp_path: Path):
    scan = tmp_path / "scan.csv"
    scan.write_bytes(b"%PDF-1.4 nothing")
    screen.take_paths([scan])
    settle()
    assert "is a PDF" in screen.messages.accessibleName()
    assert screen.primary() is None


def test_a_path_is_typed(qtbot, screen, settle, listed):
    screen.start.path.setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), str(listed))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle()
    assert screen.take.text() == "Take 2 visits"


@pytest.mark.parametrize("typed", ["nowhere.csv", "~nobody-of-that-name/list.csv"])
def test_a_path_that_is_not_there_is_said_beside_the_field(qtbot, screen, settle, typed):
    screen.messages.say("warn", "The list before was empty.")
    qtbot.keyClicks(screen.start.path.entry, typed)
    qtbot.keyClick(screen.start.path.entry, Qt.Key.Key_Return)
    assert screen.messages.isHidden()
    assert "nothing at this place" in screen.start.path.problem()


def test_files_are_dropped(screen, settle, listed):
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(listed))])
    drop = QDropEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    screen.dropEvent(drop)
    settle()
    assert screen.take.text() == "Take 2 visits"


def test_ctrl_l_asks_for_files(screen, settle, listed, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(listed)], ""))
    assert screen.perform("file.load")
    settle()
    assert screen.take.text() == "Take 2 visits"


def test_esc_puts_the_list_aside(screen, settle, store, listed):
    screen.take_paths([listed])
    settle()
    assert screen.leave()
    assert screen.stack.currentIndex() == 0
    assert not screen.leave()
    assert visits(store) == []


def test_in_a_narrow_window_the_columns_are_a_tab(screen, settle, listed):
    screen.resize(664, 420)
    screen.take_paths([listed])
    settle()
    assert screen.seen.tabs.isVisible()
    assert not screen.seen.right.isVisible()
    screen.seen.tabs.setCurrentIndex(1)
    assert screen.seen.right.isVisible()
    assert list(counts(screen)) == ["new", "rejected"]
    screen.seen.tabs.setCurrentIndex(0)
    screen.resize(760, 420)
    table = screen.seen.table
    assert table.isColumnHidden(len(table.rows_model.columns) - 1)
    assert table.horizontalHeader().length() >= table.viewport().width(), "rows reach the edge"


def test_what_comes_beside_visits_is_counted_in_words():
    told = beside_words({"notes": 3, "addenda": 1, "merges": 2})
    assert told == "Also in this list: 3 notes, 1 addendum, 2 merges of two patients."
    assert beside_words({}) == ""
    for name in (one.name for one in fields(Beside)):
        assert beside_words({name: 1})


def test_of_many_merges_the_first_few_are_named():
    told = [f"Number {n} becomes part of number 1: Stone, Ada." for n in range(2, 7)]
    assert join_words(told).endswith("Number 4 becomes part of number 1: Stone, Ada. And 2 more.")
    assert join_words(()) == ""


def test_a_long_id_is_shortened_and_whole_under_the_pointer():
    row = SeenRow(1, "new", "a.csv", "2", provider="22ae92ae-29c7-3d57-a2a1-b4f1f5d1a6e2")
    shown = next(one for one in columns(several_files=False) if one.tip and one.tip(row))
    assert shown.text(row) == "22ae92ae-29c7…"
    assert shown.tip(row) == row.provider


def test_a_list_of_nothing_but_rejected_rows_is_not_said_to_be_here(screen, settle, listed):
    listed.write_text(HEAD + BAD, "utf-8")
    screen.take_paths([listed])
    settle()
    assert screen.take.statusTip() == "No row of this list can come in as it is."


def test_tab_goes_from_the_rows_to_their_filters(qtbot, screen, settle, listed):
    screen.take_paths([listed])
    settle()
    screen.seen.table.setFocus()
    qtbot.keyClick(screen.seen.table, Qt.Key.Key_Tab)
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    settle()
    assert screen.seen.filters.value() == "rejected"
    assert [one.row for one in screen.seen.table.rows_model.rows] == ["4"]
