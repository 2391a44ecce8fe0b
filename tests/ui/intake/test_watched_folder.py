"""The watched folder in the window: what comes is received off the window, listed, and opened."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.practice import settings
from app.store.store import local_day
from app.values.states import WatchOutcome
from models.encounter import Encounter
from models.watched import WatchedFile
from tests.conftest import AMY
from tests.ui import billing_office
from tests.ui.billing_office import Hands, only_these  # noqa: F401
from tests.ui.kit.test_gallery import nameless
from ui import actions
from ui.intake.folder_watch import FolderWatch
from ui.screen import Target

KEY = Qt.Key
HEAD = "MRN,Last Name,First Name,DOB,Date of Service,CPT\n"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "arriving"
    made.mkdir()
    return made


@pytest.fixture
def hands(qtbot, qapp, store, only_these, monkeypatch):  # noqa: F811
    monkeypatch.setattr(actions, "DESK_ACTIONS", ("ui.intake.actions",))
    opened = billing_office.window(qtbot, store)
    yield Hands(qtbot, next(opened))
    next(opened, None)


@pytest.fixture
def page(hands):
    hands.window.go(Target("watched"))
    hands.settle()
    return hands.window.screens.here


@pytest.fixture
def watch(hands, page):
    made = FolderWatch(page.desk, lambda: True, hands.window)
    told: list[str] = []
    made.said.connect(lambda notice: told.append(notice.words))
    made.told = told
    return made


def looks(hands, watch, times=2):
    for _ in range(times):
        watch.look()
        hands.settle()


def outcomes(store):
    with store.read() as session:
        return [row.outcome for row in session.query(WatchedFile).order_by("id")]


def test_a_folder_is_chosen_and_what_comes_waits_there_for_a_look(
    store, hands, page, watch, folder
):
    assert nameless(page) == []
    page.watch(str(folder))
    hands.settle()
    with store.read() as session:
        assert settings.value(session, settings.WATCH_FOLDER) == str(folder)
        day = local_day(store.clock())
    row = f"7,Stone,Ada,02/03/1960,{day:%m/%d/%Y},99213\n"
    (folder / "visits.csv").write_text(HEAD + row)
    (folder / "letter.csv").write_text("%PDF-1.4")
    looks(hands, watch)
    assert sorted(outcomes(store)) == [WatchOutcome.QUARANTINED, WatchOutcome.WAITING]
    assert len(watch.told) == 2
    looks(hands, watch)
    assert len(outcomes(store)) == 2
    with store.read() as session:
        assert session.query(Encounter).count() == 0
    names = [row.name for row in page.model.rows]
    assert sorted(names) == ["letter.csv", "visits.csv"]
    page.table.select_id(next(row.id for row in page.model.rows if row.name == "visits.csv"))
    asked = []
    page.go.disconnect(hands.window.go)
    page.go.connect(asked.append)
    page.table.setFocus()
    hands.press(KEY.Key_Return)
    assert asked == [Target("take-in", ("files", str(folder / "visits.csv")))]
    page.table.select_id(next(row.id for row in page.model.rows if row.name == "letter.csv"))
    hands.press(KEY.Key_Delete)
    hands.settle()
    assert [row.name for row in page.model.rows if row.needs_a_look] == ["visits.csv"]


def test_the_focus_goes_to_the_first_file_that_comes_and_not_out_of_the_page(
    store, hands, page, watch, folder
):
    with store.write(AMY) as work:
        settings.save(work, settings.WATCH_FOLDER, str(folder))
    hands.settle()
    hands.window.go(Target("today"))
    hands.window.go(Target("watched"))
    hands.settle()
    assert page.change.hasFocus()
    (folder / "letter.csv").write_text("%PDF-1.4")
    looks(hands, watch)
    assert page.table.hasFocus()


def test_messages_are_taken_at_once_and_put_by_where_that_was_said(
    store, hands, page, watch, folder, tmp_path
):
    done = tmp_path / "done"
    done.mkdir()
    with store.write(AMY) as work:
        settings.save(work, settings.WATCH_FOLDER, str(folder))
        settings.save(work, settings.WATCH_AT_ONCE, True)
        settings.save(work, settings.WATCH_DONE, str(done))
        day = f"{work.today:%Y%m%d}"
    (folder / "adt.hl7").write_text(
        "MSH|^~\\&|EHR|C|T|H|1||ADT^A04|A1|P|2.5.1\rPID|1||501^^^C^MR||STONE^ADA||19600203|F\r"
        "PV1|1|O|||||||||||||||||V1" + "|" * 25 + day + "\r"
    )
    looks(hands, watch)
    assert outcomes(store) == [WatchOutcome.TAKEN]
    assert "1 new" in watch.told[0]
    looks(hands, watch, 1)
    assert [path.name for path in done.iterdir()] == ["adt.hl7"]
    assert list(folder.iterdir()) == []


def test_a_locked_window_receives_nothing(store, hands, page, folder):
    page.watch(str(folder))
    hands.settle()
    (folder / "visits.csv").write_text(HEAD)
    looks(hands, FolderWatch(page.desk, lambda: False, hands.window))
    assert outcomes(store) == []


def test_a_folder_that_is_gone_is_told_and_the_next_look_goes_on(store, hands, page, watch, folder):
    page.watch(str(folder / "gone"))
    hands.settle()
    looks(hands, watch, 1)
    assert watch.trouble is not None
    assert watch.trouble.code == "intake.watch_folder"
    page.watch(str(folder))
    hands.settle()
    looks(hands, watch, 1)
    assert watch.trouble is None
