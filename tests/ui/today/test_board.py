"""Today: every number opens what it is made of, by keyboard."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from app.charting import attaching
from app.claims import life
from app.contacts import log
from app.contacts.log import ContactDraft
from app.remittance import posting
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.security import permissions
from app.store.actor import Actor
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.states import CodingStatus
from models.encounter import Encounter
from tests import builders
from tests.app.superbills.visits import fee_list, handed_off, visit
from tests.builders import usd
from tests.conftest import NOON
from ui.desk import Desk
from ui.screen import Target
from ui.today.board import Today

DENIED_ON = date(2026, 7, 2)


@pytest.fixture
def desk(qapp, store, amy, dressed):
    """A desk over a real office file."""
    made = Desk(store, amy)
    yield made
    made.close()


@pytest.fixture
def busy(store, amy):
    """A denied line whose 90 days end on Sep 30, and a visit to code."""
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work, last="Okafor-Lind", first="Teresa")
        coverage = builders.coverage(work, who.patient_id)
        payer = work.session.connection().exec_driver_sql("SELECT payer_id FROM coverage").scalar()
        charge = builders.charge(work, who, "145.00", coverage_id=coverage)
        claim = life.make(work, [charge], coverage)
        life.mark_billed(work, claim, builders.DOS)
        refusal = Adjustment(AdjustmentCode.parse("CO-11"), usd("145.00"))
        line = EobLine(charge, usd("145.00"), others=(refusal,))
        posting.post(work, EobDraft(payer, "1", DENIED_ON, claims=(EobClaim(claim, (line,)),)))
        day = date(2026, 9, 22)
        work.session.add(
            Encounter(
                patient_id=who.patient_id, dos=day, dos_last=day, status=CodingStatus.READY,
                status_since=NOON,
            )
        )  # fmt: skip
    return claim


def _open(qtbot, desk):
    board = Today(desk)
    qtbot.addWidget(board)
    board.resize(1240, 800)
    board.show()
    assert desk.wait_idle()
    return board


def _words(table):
    return [row.words for row in table.rows_model.rows]


def test_an_empty_office_shows_the_first_steps_until_somebody_is_in_it(qtbot, desk, store, amy):
    board = _open(qtbot, desk)
    assert board.panes() == (board.first,)
    assert not board.dates_panel.isVisible()
    assert not board.take.isVisible()
    assert board.primary() is None
    went = []
    board.go.connect(went.append)
    for step in board.first.findChildren(QAbstractButton)[1:]:
        qtbot.keyClick(step, Qt.Key.Key_Space)
    assert [target.screen for target in went] == ["office", "take-in"]
    with store.write(amy) as work:
        builders.patient(work)
    board.refresh()
    assert desk.wait_idle()
    assert board.first is None
    assert board.dates_panel.isVisible()
    assert board.primary() is board.take


def test_a_payment_is_offered_to_who_may_take_one(qtbot, store, amy, busy):
    reader = Desk(store, Actor("Cora", 2, frozenset({permissions.LOOK, permissions.CODE})))
    board = _open(qtbot, reader)
    assert not board.take.isVisible()
    assert board.primary() is None
    hints = board.keys()
    assert "F9" not in [hint.key for hint in hints]
    reader.close()


def test_an_office_without_a_date_says_that_nothing_presses(qtbot, desk, store, amy):
    with store.write(amy) as work:
        builders.patient(work)
    board = _open(qtbot, desk)
    assert board.none.isVisible()
    assert not board.dates_table.isVisible()
    assert "on time" in board.header.state.text()


def test_the_date_that_passes_today_comes_first_and_opens_its_claim(qtbot, desk, busy):
    board = _open(qtbot, desk)
    assert board.header.state.text().startswith("One thing cannot wait")
    board.begin()
    with qtbot.waitSignal(board.go) as went:
        qtbot.keyClick(board.dates_table, Qt.Key.Key_Return)
    assert went.args == [Target("biller", ("claim", busy))]


def test_both_desks_show_their_queues_and_open_them(qtbot, desk, busy):
    board = _open(qtbot, desk)
    coder, biller, *_ = board.panes()[1:]
    assert _words(coder) == ["Ready to code"]
    denied = next(row for row in biller.rows_model.rows if row.words == "Denied")
    assert (denied.number, str(denied.money)) == (1, "145.00")
    with qtbot.waitSignal(board.go) as went:
        coder.setFocus()
        coder.selectRow(0)
        qtbot.keyClick(coder, Qt.Key.Key_Return)
    assert went.args == [Target("coder", ("filter", "ready"))]


def test_it_follows_what_is_done_elsewhere(qtbot, desk, store, amy, busy):
    board = _open(qtbot, desk)

    def one_more(work):
        builders.charge(work, builders.patient(work), "80.00")

    with qtbot.waitSignal(desk.changed):
        desk.do(one_more)
    money = board.panes()[3]
    qtbot.waitUntil(lambda: any(row.number for row in money.rows_model.rows[:1]))
    assert (money.rows_model.rows[0].number, str(money.rows_model.rows[0].money)) == (1, "80.00")


def test_a_note_that_changes_after_the_release_is_told_at_once(qtbot, desk, store, amy, clock):
    with store.write(amy) as work:
        fee_list(work, C99213="120.00")
        released = visit(work)
        attaching.add_note(work, released, "Progress note", "First words.")
    clock.now += timedelta(hours=1)
    with store.write(amy) as work:
        handed_off(work, released)
    board = _open(qtbot, desk)
    assert all(row.kind != "changed_note" for row in board.dates.rows)
    clock.now += timedelta(hours=1)
    desk.do(attaching.add_note, released, "Progress note", "Other words.")
    qtbot.waitUntil(lambda: any(row.kind == "changed_note" for row in board.dates.rows))


def test_a_board_that_stands_overnight_tells_the_new_day(qtbot, desk, busy, clock):
    board = _open(qtbot, desk)
    assert board.header.title.text() == "Wednesday, September 30"
    clock.now += timedelta(days=1)
    desk.look_at_clock()
    assert board.header.title.text() == "Thursday, October 1"
    assert desk.wait_idle()
    assert board.dates.index(0, 3).data() == "1 day ago"


def test_a_narrow_window_leaves_the_money_to_its_desks(qtbot, desk, busy):
    board = _open(qtbot, desk)
    board.resize(720, 450)
    assert not board.right.isVisible()
    assert board.dates_table.isVisible()


def test_the_sums_are_read_once_the_board_is_seen_again(qtbot, desk, store, amy, busy):
    board = _open(qtbot, desk)
    money = board.panes()[3].rows_model
    qtbot.waitUntil(lambda: bool(money.rows))
    board.hide()
    with store.write(amy) as work:
        builders.charge(work, builders.patient(work), "80.00")
    board.refresh()
    assert desk.wait_idle()
    qtbot.wait(300)
    assert not money.rows[0].number
    board.show()
    qtbot.waitUntil(lambda: money.rows[0].number == 1)


def test_more_than_six_dates_are_shown_when_asked(qtbot, desk, store, amy):
    with store.write(amy) as work:
        for number in range(8):
            who = builders.patient(work, last=f"Ashdown {number}")
            log.log(work, ContactDraft(who.account_id, note="A promise", promised=usd("5.00"),
                                       promised_by=date(2026, 10, 5)))  # fmt: skip
    board = _open(qtbot, desk)
    assert len(board.dates.rows) == 6
    assert board.more.text() == "Show all 8"
    board.more.click()
    assert desk.wait_idle()
    assert len(board.dates.rows) == 8
    board.more.click()
    assert desk.wait_idle()
    assert len(board.dates.rows) == 6


def test_a_narrow_board_leaves_the_next_step_out_and_cuts_nothing(qtbot, desk, busy):
    board = _open(qtbot, desk)
    board.resize(660, 400)
    assert board.dates_table.isColumnHidden(4)
    assert board.dates_table.horizontalHeader().length() == board.dates_table.viewport().width()
