"""The Reports desk in the real window: visits found and opened, figures, files that leave."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.auditing import reading, sampling
from app.auditing.reading import Verdict
from app.auditing.sampling import Scope
from app.charting import visits as visits_
from app.coding import storing
from app.coding.comparing import Codes
from app.coding.draft import Diagnosis, Kept
from app.reports import leaving
from app.reports.second_looks import Agreement
from app.store import trail
from app.values.states import Hat, LookEnd
from models.audit import AuditEntry
from tests.app.superbills.visits import DOS, fee_list, handed_off, visit
from tests.conftest import AMY
from tests.ui.conftest import dress
from ui import actions, places
from ui.desk import Desk
from ui.looks import Looks, Workstation
from ui.places import PLACES
from ui.screen import Target
from ui.seat import Seat
from ui.shell import Window
from ui.shell_keys import KeyWatch

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def visits(store):
    """Two visits with the biller, one with diabetes; the first was audited."""
    with store.write(AMY) as work:
        fee_list(work, C99213="120.00")
        ids = [visit(work), visit(work)]
        handed_off(work, ids[0])
        handed_off(work, ids[1], codes=("J02.0",))
        audit = sampling.begin(work, Scope(DOS, DOS, 1), seed=7)
        (row,) = reading.visits(work.session, audit)
        codes = reading.codes_of(work.session, row.superbill_id)
        mine = Codes((*codes.diagnoses, Diagnosis("Z794")), codes.lines)
        found = reading.read(work, row.id, mine)
        reading.judge(work, row.id, [Verdict(one, True) for one in found.differences])
        return ids


@pytest.fixture
def reports(qtbot, qapp, store, visits, monkeypatch):
    kept = [one if one.id == "reports" else dataclasses.replace(one, screen="") for one in PLACES]
    monkeypatch.setattr(places, "PLACES", tuple(kept))
    monkeypatch.setattr(actions, "DESK_ACTIONS", ())
    Workstation().keep_looks(Looks("light"))
    watch = KeyWatch()
    qapp.installEventFilter(watch)
    desk = Desk(store, AMY)
    window = Window(desk, Workstation())
    dress(window)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.sit_down(Seat(AMY, "Amy", "Larkspur", "amy", (Hat.CODER, Hat.BILLER)))
    window.activateWindow()
    window.go(Target("reports"))
    screen = window.screens.here
    settle(screen)
    yield screen
    desk.close()
    qapp.removeEventFilter(watch)


def settle(screen) -> None:
    for _ in range(4):
        QTest.qWait(10)
        assert screen.desk.wait_idle()


def press(qtbot, screen, key, held=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, held)
    settle(screen)


def test_a_list_that_stays_empty_says_that_no_visit_fits(qtbot, reports):
    page = reports.page
    page.codes.line.setFocus()
    qtbot.keyClicks(page.codes.line, "Q99.9")
    press(qtbot, reports, KEY.Key_Return, CTRL)
    assert page.rows.rows == ()
    assert page.none.isVisible()
    assert page.none.text() == "No visit fits all that is asked."


def test_visits_are_found_by_a_family_and_opened_by_keyboard(qtbot, reports, visits):
    page = reports.page
    assert [row.id for row in page.rows.rows] == [visits[1], visits[0]]
    reports.list.setFocus()
    press(qtbot, reports, KEY.Key_Return)
    qtbot.keyClicks(QApplication.focusWidget(), "E11*")
    press(qtbot, reports, KEY.Key_Return, CTRL)
    assert [row.id for row in page.rows.rows] == [visits[0]]
    assert page.count.text() == "1 visit"
    page.table.setFocus()
    with qtbot.waitSignal(reports.go) as went:
        press(qtbot, reports, KEY.Key_Return)
    assert went.args == [Target("coder", ("visit", visits[0]))]


def test_a_code_that_is_none_is_told_and_the_list_stays(qtbot, reports, visits):
    page = reports.page
    page.codes.put("what?")
    page.search()
    settle(reports)
    assert reports.messages.isVisible()
    assert len(page.rows.rows) == 2


def test_words_that_are_no_date_ask_nothing_and_say_so(qtbot, reports, visits):
    page = reports.page
    page.codes.put("E11*")
    page.search()
    settle(reports)
    page.first.line.setFocus()
    page.first.line.selectAll()
    qtbot.keyClicks(page.first.line, "J02")
    press(qtbot, reports, KEY.Key_Return, CTRL)
    assert page.first.problem()
    assert page.first.line.hasFocus()
    assert page.count.text() == "1 visit"


def test_the_lag_clock_tells_slow_and_late_days_in_their_colors(reports, store):
    with store.write(AMY) as work:
        visit(work, dos=DOS - dt.timedelta(days=4))
        no_show = visit(work, dos=DOS - dt.timedelta(days=40))
        visits_.mark_not_billable(work, no_show, "No-show")
    reports.open_with(Target("reports", ("lag",)))
    settle(reports)
    page = reports.page
    page.first.set_value(DOS - dt.timedelta(days=60))
    settle(reports)
    row, total = page.rows.rows
    cells = [column.text(row) for column in page.rows.columns]
    assert (row.lag.visits, row.lag.coded) == (3, 2), "a no-show is no lag; one visit waits"
    assert cells[0] != "In all"
    assert [column.text(total) for column in page.rows.columns][1:] == cells[1:]
    (to_codes,) = [one for one in page.rows.columns if one.heading == "To codes"]
    for days, tone in ((29, ""), (30, "warn"), (69, "warn"), (70, "block")):
        assert dataclasses.replace(row, slow_days=3, late_days=7).tone(days) == tone
    late, early = (dataclasses.replace(row, slow_days=n, late_days=n) for n in (0, 999))
    assert (to_codes.tone(late), to_codes.icon(late)) == ("block", "clock")
    assert (to_codes.tone(early), to_codes.icon(early)) == ("", "")


def test_the_accuracy_tells_three_figures_apart_with_their_formula(reports):
    reports.open_with(Target("reports", ("accuracy",)))
    settle(reports)
    page = reports.page
    page.first.set_value(DOS)
    page.refresh()
    settle(reports)
    row, total = page.rows.rows
    cells = [column.text(row) for column in page.rows.columns]
    assert cells[0] == "Jun 2026"
    assert cells[4:8] == ["75.0%", "0.0%", "100.0%", "Below"]
    assert "1 missed" in cells[8]
    whole = [column.text(total) for column in page.rows.columns]
    assert whole[:2] == ["In all", ""]
    assert whole[2:] == cells[2:]


@pytest.mark.parametrize("name", ["looks", "levels", "kept"])
def test_every_report_opens_and_says_when_it_is_empty(reports, name):
    reports.open_with(Target("reports", (name,)))
    settle(reports)
    assert reports.page.name == name
    page = reports.page
    assert page.empty.isVisible() == (not page.rows.rows)
    assert page.panel.isVisible() == bool(page.rows.rows)
    assert page.csv.isEnabled() == bool(page.rows.rows)


def test_a_look_that_was_taken_back_is_counted_in_sight(reports):
    reports.open_with(Target("reports", ("looks",)))
    settle(reports)
    row = Agreement(dt.date(2026, 9, 1), "Robin", held=3, ends={LookEnd.WITHDRAWN: 2})
    told = {one.heading: one.text(row) for one in reports.page.rows.columns}
    assert (told["Held"], told["Taken back"]) == ("3", "2")


def test_enter_on_an_overridden_edit_finds_its_visits(
    reports, store, visits, qtbot, tmp_path, monkeypatch
):
    with store.write(AMY) as work:
        kept = Kept("dx.unused", "I10", "The note names it", "documented")
        storing.keep(work, storing.load(work.session, visits[1]), kept)
    reports.open_with(Target("reports", ("kept",)))
    settle(reports)
    told, count = reports.page.rows.columns[0], reports.page.rows.rows[0]
    assert told.text(count) == "Diagnosis no service points to"
    path = tmp_path / "kept.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_about: (str(path), ""))
    reports.page.csv.click()
    settle(reports)
    assert path.read_text("utf-8-sig").splitlines()[1].startswith("dx.unused,")
    with store.read() as session:
        [noted] = trail.trail(session, trail.Asked(deed=leaving.LISTED))
    assert (noted.subject, noted.actor, noted.facts) == ("report_kept", AMY.name, '{"rows":"1"}')
    reports.page.table.setFocus()
    hints = reports.keys()
    assert "Enter" in [hint.key for hint in hints]
    with qtbot.waitSignal(reports.go) as went:
        press(qtbot, reports, KEY.Key_Return)
    assert went.args == [Target("reports", ("find", "dx.unused"))]
    reports.open_with(went.args[0])
    settle(reports)
    assert [row.id for row in reports.page.rows.rows] == [visits[1]]
    assert reports.page.rule.value() == "dx.unused"
    assert reports.page.table.hasFocus(), "the next Enter opens the visit"
    reports.open_with(Target("reports", ("levels",)))
    settle(reports)
    reports.page.table.setFocus()
    hints = reports.keys()
    assert "Enter" not in [hint.key for hint in hints], "its rows lead nowhere"


def test_a_benchmark_is_loaded_from_its_file(reports, tmp_path, monkeypatch):
    path = tmp_path / "nation.csv"
    path.write_text("code,percent\n99213,38.5\n", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_about: (str(path), ""))
    reports.open_with(Target("reports", ("levels",)))
    reports.page.load.click()
    settle(reports)
    row, _total = reports.page.rows.rows
    assert [column.text(row) for column in reports.page.rows.columns][-1] == "38.5%"


def test_visit_levels_are_told_for_one_provider_and_saved_with_their_sum(
    reports, store, visits, tmp_path, monkeypatch
):
    path = tmp_path / "levels.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_about: (str(path), ""))
    reports.open_with(Target("reports", ("levels",)))
    settle(reports)
    page = reports.page
    counts = [(row.code, row.visits) for row in page.rows.rows]
    assert counts == [("99213", 2), ("", 2)]
    one = page.provider.combo.itemData(1)
    page.provider.put(one)
    page.provider.combo.activated.emit(1)
    settle(reports)
    assert [row.visits for row in page.rows.rows] == [1, 1]
    page.csv.click()
    settle(reports)
    told = path.read_text("utf-8-sig").splitlines()
    assert told[0] == "Code,Visits,Share,Before,Benchmark"
    assert told[1].startswith("99213,1,100.0%")
    assert told[2].startswith("In all,1,")


def test_what_leaves_the_office_stands_in_the_audit_trail(reports, store, tmp_path, monkeypatch):
    path, folder = tmp_path / "visits.csv", tmp_path / "bare"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_about: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_about: str(folder))
    reports.page.csv.click()
    settle(reports)
    reports.page.years.put(True)
    reports.page.bare.click()
    settle(reports)
    assert len(path.read_text("utf-8-sig").splitlines()) == 3
    assert ",2026," in (folder / "visits.csv").read_text("utf-8")
    with store.read() as session:
        deeds = list(session.scalars(sa.select(AuditEntry.deed).order_by(AuditEntry.id)))
    told = [deed for deed in deeds if deed in ("visits exported", leaving.BEGUN)]
    assert told == [leaving.BEGUN, "visits exported"] * 2


@pytest.mark.parametrize("size", [(1440, 900), (720, 450)])
def test_every_stop_has_a_name(qtbot, reports, size):
    reports.window().resize(*size)
    reports.list.setFocus()
    press(qtbot, reports, KEY.Key_Return)
    assert reports.page.codes.line.hasFocus()
    nameless = [
        one
        for one in reports.findChildren(QWidget)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and one.isVisible()
        and not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
    ]
    assert nameless == []
