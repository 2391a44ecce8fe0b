"""The statement run worked by keyboard over a real office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.practice import settings
from app.reports import leaving
from app.store import trail
from app.store.actor import Actor
from app.store.store import Store
from models.account import Account
from models.statement import Statement
from tests import builders
from tests.app.paper import reading
from ui.desk import Desk
from ui.screen import Target
from ui.statements.rows import filters, verdict_words, why_words
from ui.statements.run import StatementRun

DOS = date(2026, 8, 3)


def fill(store: Store, amy: Actor) -> list[int]:
    """Three accounts that owe, one below the minimum, one without an address."""
    found = []
    with store.write(amy) as work:
        builders.practice(work)
        for amount, changes in (
            ("150.00", {}),
            ("80.00", {}),
            ("60.00", {}),
            ("3.20", {}),
            ("90.00", {"bad_address": True}),
        ):
            account_id = builders.account(work, **changes)
            who = builders.patient(work, account_id)
            builders.charge(work, who, amount, dos=DOS)
            found.append(account_id)
    return found


@pytest.fixture
def screen(qtbot, dressed, store: Store, amy: Actor) -> Iterator[StatementRun]:
    fill(store, amy)
    made = open_screen(qtbot, store, amy)
    yield made
    made.desk.close()


def open_screen(qtbot, store: Store, amy: Actor) -> StatementRun:
    desk = Desk(store, amy)
    made = StatementRun(desk)
    made.trial_day = date(2026, 9, 30)
    made._set_day(date(2026, 9, 30))
    qtbot.addWidget(made)
    made.resize(1240, 820)
    made.show()
    assert desk.wait_idle()
    made.begin()
    return made


def codes(screen: StatementRun) -> list[str]:
    return [row.code for row in screen.board.rows.rows]


def test_the_list_gives_each_account_a_verdict_and_one_reason(screen):
    assert codes(screen) == ["send", "send", "send", "bad_address", "below_minimum"]
    assert screen.issue.text() == "Issue 3 statements"
    assert screen.board.fact.text() == "3 in ZIP order · $290.00 asked for"
    says = screen.board.rows.index(4, 5).data()
    assert says == "Under the 5.00 minimum"


def test_filters_show_how_many_and_which(screen):
    screen.board.filters._tell(3)
    screen.board.filters._group.button(3).click()
    assert codes(screen) == ["bad_address"]
    screen.board.filters._group.button(0).click()
    assert len(codes(screen)) == 5


def test_the_selected_account_tells_its_tests_with_values(screen):
    screen.board.table.setFocus()
    QTest.keyClick(screen.board.table, Qt.Key.Key_Down)
    row = screen.board.table.current_row()
    assert row.name in screen.board.why.title.text()
    texts = [
        part.accessibleName()
        for part in screen.board.why.findChildren(object)
        if hasattr(part, "accessibleName") and part.accessibleName()
    ]
    assert any("Due at least 5.00" in text and str(row.amount) in text for text in texts)


def test_issuing_prints_all_and_opens_the_pages(screen, store):
    screen.primary().click()
    assert screen.desk.wait_idle()
    assert screen.stack.currentWidget() is screen.paper
    assert screen.paper.view.page_count() == 6
    assert screen.paper.words.text() == "3 statements issued, asking for 290.00 in all."
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count(Statement.id))) == 3
    assert screen.leave()
    assert screen.stack.currentWidget() is screen.board
    assert set(codes(screen)) == {"cycle", "bad_address", "below_minimum"}
    assert not screen.primary().isEnabled()


def test_the_issued_pages_can_be_saved(screen, tmp_path: Path, qtbot):
    screen.primary().click()
    assert screen.desk.wait_idle()
    screen.paper.save_at(tmp_path / "run.pdf")
    assert screen.desk.wait_idle()
    assert (tmp_path / "run.pdf").read_bytes().startswith(b"%PDF")
    with qtbot.waitSignal(screen.paper.failed):
        screen.paper.save_at(tmp_path / "nowhere" / "run.pdf")
    assert "run.pdf could not be written" in screen.messages.words.text()


def test_ctrl_s_saves_the_page_that_is_shown_and_no_other(
    screen, store, tmp_path: Path, monkeypatch
):
    assert not screen.can("file.save")
    screen.primary().click()
    assert screen.desk.wait_idle()
    path = tmp_path / "run.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_about: (str(path), ""))
    assert screen.perform("file.save")
    assert not path.exists()
    assert screen.desk.wait_idle()
    assert path.read_bytes().startswith(b"%PDF")
    with store.read() as session:
        [told] = trail.trail(session, trail.Asked(deed=leaving.SAVED))
    assert "Statements S-000001 to S-000003" in told.facts


def test_f2_leads_to_who_pays_on_the_chosen_account(screen, qtbot):
    row = next(one for one in screen.board.rows.rows if one.code == "bad_address")
    screen.board.table.select_id(row.account_id)
    with qtbot.waitSignal(screen.go) as gone:
        assert screen.perform("edit.change")
    (target,) = gone.args
    assert (target.ids, target.where) == (("account", row.account_id), ("people", 0))


def test_a_trial_changes_nothing_until_it_is_kept(screen, store):
    screen.perform("statements.try")
    field = screen.board.trial.minimum
    field.entry.setText("3.00")
    field.leave()
    assert screen.desk.wait_idle()
    assert screen.board.trial.switch.isChecked()
    assert screen.board.result.lead.text() == "With these settings: 4 statements instead of 3."
    assert screen.issue.text() == "Issue 3 statements"
    screen.board.result.show_them.click()
    assert [row.code for row in screen.board.rows.rows] == ["send"]
    with store.read() as session:
        assert settings.value(session, settings.STATEMENT_MINIMUM).plain() == "5.00"
    screen.board.result.keep.click()
    assert screen.desk.wait_idle()
    with store.read() as session:
        assert settings.value(session, settings.STATEMENT_MINIMUM).plain() == "3.00"
    assert screen.issue.text() == "Issue 4 statements"
    assert screen.board.result.isHidden()


def test_nothing_is_issued_while_a_setting_that_is_tried_cannot_be_read(screen):
    field = screen.board.trial.cycle
    field.entry.setText("soon")
    field.leave()
    assert screen.desk.wait_idle()
    assert not screen.issue.isEnabled()
    assert screen.issue.statusTip() == (
        "A setting that you try cannot be read. Correct it, or turn trying off."
    )
    screen.board.trial.stop()
    assert screen.desk.wait_idle()
    assert screen.issue.isEnabled()


def test_check_boxes_and_the_aging_basis_can_be_tried_and_say_what_is_saved(screen, store):
    trial = screen.board.trial
    QTest.keyClick(trial.hold.box, Qt.Key.Key_Space)
    assert screen.desk.wait_idle()
    assert trial._hints[trial.hold].text() == "saved: on"
    assert screen.board.result.isVisible()
    assert "The same accounts would print." in screen.board.result.words.text()
    trial.spare.box.click()
    trial.aging.combo.setCurrentIndex(1)
    trial.aging.leave()
    assert screen.desk.wait_idle()
    assert trial._hints[trial.aging].text() == "saved: Responsibility"
    screen.board.result.keep.click()
    assert screen.desk.wait_idle()
    with store.read() as session:
        for setting in (settings.STATEMENT_HOLD_UNFINISHED, settings.STATEMENT_SPARE_PLANS):
            assert settings.value(session, setting) is False
        assert settings.value(session, settings.STATEMENT_AGING_BASIS) == "dos"
    assert trial._hints[trial.aging].isHidden()


def test_a_hold_needs_a_reason_and_ends_again(screen, store):
    screen.board.table.setFocus()
    row = screen.board.table.current_row()
    assert screen.perform("statements.hold")
    form = screen.board.why
    assert form.is_asking()
    form._keep()
    assert form.is_asking()
    form.reason.set_value("Waiting for the new address")
    form._keep()
    assert screen.desk.wait_idle()
    assert "hold" in codes(screen)
    with store.read() as session:
        account = session.get(Account, row.account_id)
        assert account.hold_reason == "Waiting for the new address"
    screen.board.table.select_id(row.account_id)
    screen.perform("statements.hold")
    assert screen.desk.wait_idle()
    assert "hold" not in codes(screen)


def begin_hold(screen, reason):
    """Type a hold of the first account in the list; give the one that follows it."""
    first, following = (row.account_id for row in screen.board.rows.rows[:2])
    screen.board.table.select_id(first)
    screen.perform("statements.hold")
    screen.board.why.reason.set_value(reason)
    return following


def test_a_hold_half_typed_outlives_a_reading_of_the_list_and_ends_on_another_account(screen):
    following = begin_hold(screen, "Waiting for the")
    table, why = screen.board.table, screen.board.why
    screen.refresh()
    assert screen.desk.wait_idle()
    assert (why.is_asking(), why.reason.value()) == (True, "Waiting for the")
    table.select_id(following)
    assert not why.is_asking()


def test_a_hold_leaves_the_cursor_at_the_place_in_the_list(screen):
    following = begin_hold(screen, "Waiting for the new address")
    table, why = screen.board.table, screen.board.why
    why._keep()
    assert screen.desk.wait_idle()
    assert table.current_row().account_id == following
    assert why._row.account_id == following


def test_the_main_key_puts_on_hold_while_a_hold_is_asked_and_issues_nothing(screen, store):
    screen.board.table.setFocus()
    screen.perform("statements.hold")
    assert not screen.issue.isEnabled(), "one button of the main key"
    assert screen.issue.statusTip()
    form = screen.board.why
    assert screen.primary() is form.keep
    hints = screen.keys()
    assert [hint.key for hint in hints] == ["Ctrl+Enter", "Esc"]
    form.until.entry.setFocus()
    screen.primary().click()
    assert form.is_asking()
    assert form.reason.entry.hasFocus()
    form.reason.set_value("Waiting for the new address")
    screen.primary().click()
    assert screen.desk.wait_idle()
    assert "hold" in codes(screen)
    assert screen.primary() is screen.issue
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count(Statement.id))) == 0


def test_the_main_key_issues_from_the_list_and_from_its_pages_only(screen):
    screen.perform("edit.look")
    assert screen.desk.wait_idle()
    assert screen.primary() is None
    screen.leave()
    screen.perform("file.print")
    assert screen.desk.wait_idle()
    assert screen.primary() is screen.issue
    screen.leave()
    screen.perform("statements.past")
    assert screen.desk.wait_idle()
    assert screen.primary() is None
    screen.leave()
    assert screen.primary() is screen.issue


def test_space_shows_the_page_and_esc_comes_back_to_the_row(screen):
    screen.board.table.select_id(screen.board.rows.rows[1].account_id)
    assert screen.perform("edit.look")
    assert screen.desk.wait_idle()
    assert screen.stack.currentWidget() is screen.paper
    assert screen.paper.view.page_count() == 2
    assert screen.leave()
    assert screen.board.table.current_row() == screen.board.rows.rows[1]


def test_past_runs_print_copies(screen):
    screen.primary().click()
    assert screen.desk.wait_idle()
    screen.leave()
    screen.perform("statements.past")
    assert screen.desk.wait_idle()
    assert [row.issued for row in screen.past.runs.rows] == [3]
    assert [row.number for row in screen.past.statements.rows] == [1, 2, 3]
    screen.past.statements_table.opened.emit(screen.past.statements.rows[0])
    assert screen.desk.wait_idle()
    assert screen.stack.currentWidget() is screen.paper
    assert "COPY" in reading.text(screen.paper._pdf)
    assert screen.leave()
    assert screen.stack.currentWidget() is screen.past
    screen.past.runs_table.opened.emit(screen.past.runs.rows[0])
    assert screen.desk.wait_idle()
    assert reading.text(screen.paper._pdf).count("COPY") >= 3
    assert screen.leave()
    assert screen.leave()
    assert screen.stack.currentWidget() is screen.board
    assert not screen.leave()


def test_who_asked_for_no_paper_is_listed_so_and_handed_a_page_that_is_no_copy(
    qtbot, dressed, store, amy
):
    silent = fill(store, amy)[0]
    with store.write(amy) as work:
        work.session.get_one(Account, silent).paperless = True
    screen = open_screen(qtbot, store, amy)
    shown = [(one.key, one.count) for one in filters(screen.board.rows.rows)]
    assert ("paperless", 1) in shown
    assert ("send", 2) in shown
    row = next(row for row in screen.board.rows.rows if row.account_id == silent)
    assert (why_words(row), verdict_words(row)) == ("Asked for no paper", "No paper")
    assert screen.issue.text() == "Issue 3 statements"
    said = []
    screen.said.connect(said.append)
    screen.primary().click()
    assert screen.desk.wait_idle()
    assert "1 asked for no paper" in said[0].words
    assert "S-000003" not in reading.text(screen.paper._pdf)
    screen.leave()
    screen.perform("statements.past")
    assert screen.desk.wait_idle()
    last = screen.past.statements.rows[-1]
    assert (last.account_id, last.on_paper) == (silent, False)
    screen.past.statements_table.opened.emit(last)
    assert screen.desk.wait_idle()
    handed = reading.text(screen.paper._pdf)
    assert "S-000003" in handed
    assert "COPY" not in handed
    screen.desk.close()


def test_an_office_without_balances_says_what_the_list_is_for(qtbot, dressed, store, amy):
    made = open_screen(qtbot, store, amy)
    assert made.board.stack.currentWidget() is made.board.empty
    assert not made.primary().isEnabled()
    assert made.primary().statusTip()
    made.desk.close()


def test_a_refusal_to_issue_is_told_and_nothing_is_written(qtbot, dressed, store, amy):
    fill(store, amy)
    clerk = Actor("clerk", permissions=frozenset({"look"}))
    made = open_screen(qtbot, store, clerk)
    with qtbot.waitSignal(made.desk.refused):
        made.primary().click()
    made.desk.wait_idle()
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count(Statement.id))) == 0
    made.desk.close()


def test_a_narrow_window_makes_the_settings_a_tab(screen):
    screen.resize(720, 400)
    assert screen.board.tabs.isVisible()
    assert not screen.board.right.isVisible()
    screen.perform("statements.try")
    assert screen.board.right.isVisible()
    assert not screen.board.left.isVisible()


def test_the_settings_lead_to_the_envelope_test_page(screen):
    screen.open_with(Target("statements", ("envelopes",)))
    assert screen.desk.wait_idle()
    assert screen.stack.currentWidget() is screen.paper
    assert "Envelope test page" in reading.text(screen.paper._pdf)
    assert screen.leave()
    assert screen.stack.currentWidget() is screen.board
