"""The account's page over a real office: found, read, asked and paid by keyboard alone."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.ledger import balances
from app.reports import account_page, accounts_list, office_aging
from app.values.dates import show_date
from app.values.money import ZERO, Money
from tests.builders import usd
from tests.ui.ledger.conftest import TODAY
from ui.ledger.ledger_table import MORE, TOTAL

Key = Qt.Key


def columns(table, row):
    return [column.text(row) for column in table.rows_model.columns]


def figures(page):
    return [(f.word, f.amount) for f in page.board.strip._figures]


def test_typing_a_name_finds_the_account_and_enter_opens_it(at, family):
    page = at.go_list()
    assert QApplication.focusWidget() is page.list.search
    at.type("castel")
    assert [row.name for row in page.list.model.rows] == ["Castellan, Priya"]
    at.press(Key.Key_Return)
    assert page.page.account_id == family.account_id
    assert page.header.title.text() == "Castellan, Priya"
    assert "also Milo, 7" in page.header.beside.text()
    assert "date of birth" in page.header.state.text()


def test_the_window_title_names_no_patient(at, family):
    page = at.open(family.account_id)
    assert "Castellan" not in at.window.windowTitle()
    assert "Castellan" not in page.windowTitle()


def test_the_list_finds_by_a_patients_first_letters_and_by_number(at, family, store):
    page = at.go_list()
    at.type("castellan, mi")
    assert len(page.list.model.rows) == 1
    page.list.search.clear()
    at.settle()
    at.type(str(page.list.model.rows[0].number))
    assert [row.id for row in page.list.model.rows] == [family.account_id]
    page.list.search.clear()
    at.type("nobody")
    assert page.list.shown.currentWidget() is page.list.empty


def test_the_strip_and_the_last_row_show_the_ledgers_own_figures(at, family, store):
    page = at.open(family.account_id)
    with store.read() as session:
        summary = balances.account_summary(session, family.account_id, TODAY)
    assert figures(page) == [
        ("With payer", str(summary.insurance_pending)),
        ("Patient owes", str(summary.patient_balance)),
        ("In payment plan", str(summary.plan_balance)),
        ("Credit held", str(summary.unapplied_credit)),
        ("Account balance", str(summary.account_balance)),
    ]
    total = page.board.ledger.rows_model.groups[-1]
    assert total.key == TOTAL
    assert total.figures == {4: "275.00", 5: "38.00"}
    assert summary.account_balance == Money(31300)


def test_a_visits_lines_run_down_to_what_is_left(at, family):
    page = at.open(family.account_id)
    group = next(g for g in page.board.ledger.rows_model.groups if g.title.endswith("Milo"))
    told = [columns(page.board.ledger, row)[1:] for row in group.rows]
    assert told == [
        ["Charged, 2 services", "Claim 1", "203.00", "203.00", "0.00"],
        ["Insurance paid, Blue Prairie", "", "−103.00", "100.00", "0.00"],
        ["Insurance discount, CO-45", "", "−62.00", "38.00", "0.00"],
        ["To patient, 38.00 not covered", "", "38.00", "0.00", "38.00"],
    ]


def test_the_question_mark_answers_in_plain_words(at, family):
    page = at.open(family.account_id)
    page.board.ledger.select_visit(family.answered[0])
    page.board.ledger.setFocus()
    at.type("?")
    said = page.board.answer.text()
    assert said.startswith("Milo’s visit on September 3 was 203.00.")
    assert "Your plan paid 103.00 and took off 62.00." in said
    assert "does not cover" in said
    assert "38.00 is yours." in said


def test_a_visit_that_waits_says_that_nothing_is_due_yet(at, family):
    page = at.open(family.account_id)
    page.board.ledger.select_visit(family.waiting)
    page.board.ledger.setFocus()
    at.type("?")
    assert "Blue Prairie has not answered yet: 165.00 is with them." in page.board.answer.text()
    assert "Nothing is due from you yet." in page.board.answer.text()


def test_control_p_shows_the_page_of_the_answer_and_esc_goes_back(at, family):
    page = at.open(family.account_id)
    page.board.ledger.select_visit(family.answered[0])
    page.board.ledger.setFocus()
    at.type("?")
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert page.stack.currentWidget() is page.paper
    assert page.paper.view.page_count() == 1
    at.press(Key.Key_Escape)
    assert page.stack.currentWidget() is page.board
    assert page.board.ledger.hasFocus()


def test_each_figure_is_a_door_to_the_visits_behind_it(at, family):
    page = at.open(family.account_id)
    wide = page.board.tabs.width()
    page.board.strip._boxes[0].setFocus()
    at.press(Key.Key_Return)
    assert page.board.door.isVisible()
    assert page.board.tabs.width() == wide, "its words take nothing from the tabs"
    groups = page.board.ledger.rows_model.groups
    assert [g.figures[4] for g in groups[:-1]] == ["110.00", "165.00"]
    assert groups[-1].title == "These visits 275.00"
    assert page.board.ledger.hasFocus()
    at.press(Key.Key_Escape)
    assert len(page.board.ledger.rows_model.groups) == 4


def test_a_copay_with_its_receipt_takes_four_actions(at, family, store):
    page = at.open(family.account_id)
    at.actions = 0
    at.press(Key.Key_F9)
    at.type("30")
    at.press(Key.Key_Return)
    at.press(Key.Key_Return)
    assert at.actions == 4
    assert at.toast() == "Taken: 30.00 by card from Castellan, Priya. Receipt 1."
    with store.read() as session:
        shown = account_page.account_page(session, family.account_id, TODAY)
    assert shown.figures.patient == Money(800)
    assert shown.counts.documents == 1
    assert page.board.paper.is_receipt
    assert page.board.paper.title.text() == "Receipt 1"


def test_f9_on_another_desk_asks_whose_payment_it_is(at, family):
    at.window.run("go.today")
    at.settle()
    at.window.run("billing.take-payment")
    at.settle()
    page = at.page
    assert "Whose payment" in at.said()
    at.type("castellan")
    at.press(Key.Key_Return)
    assert page.dialog is not None
    assert page.dialog.isVisible()
    page.dialog.reject()


def test_enter_on_a_payment_opens_its_receipt_in_place(at, family):
    page = at.open(family.account_id)
    at.press(Key.Key_F9)
    at.press(Key.Key_Return)
    at.press(Key.Key_Return)
    ledger = page.board.ledger
    row = next(r for g in ledger.rows_model.groups for r in g.rows if r.payment_id)
    ledger.select_id(row.identity)
    at.qtbot.keyClick(ledger, Key.Key_Return)
    at.settle()
    assert page.stack.currentWidget() is page.paper
    assert page.paper.words.text() == "Receipt 1"


def test_a_call_is_logged_in_four_actions_and_stands_in_the_list(at, family):
    page = at.open(family.account_id)
    at.actions = 0
    at.press(Key.Key_F8)
    at.type("Asked what a deductible is; will pay on Friday.")
    at.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert at.actions <= 4
    assert at.toast() == "Contact logged."
    page.board.turn_to("contacts")
    at.settle()
    assert len(page.contacts.model.rows) == 1
    assert page.board.tabs.tabText(3) == "Contacts 1"


def test_what_was_typed_of_a_call_is_there_again_after_esc(at, family):
    page = at.open(family.account_id)
    at.press(Key.Key_F8)
    at.type("Asked for installments")
    at.press(Key.Key_Escape)
    assert page.board.form() is None
    at.press(Key.Key_F8)
    assert page.call.note.value() == "Asked for installments"
    at.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    at.press(Key.Key_F8)
    assert page.call.note.value() is None


def test_beside_a_form_at_1280_nothing_is_taken_from_the_tabs_when_they_are_turned(at, family):
    page = at.open(family.account_id)
    at.window.resize(1280, 800)
    at.settle()
    assert page.board.order.isVisible()
    at.press(Key.Key_F8)
    page.board.turn_to("contacts")
    page.board.turn_to("ledger")
    assert not page.board.order.isVisible()


def test_the_number_of_an_account_is_whole_beside_a_long_name_in_a_small_window(at, family):
    header, window = at.open(family.account_id).header, at.window
    assert header.beside.text().startswith("Account ")
    window.resize(720, 450)
    at.settle()
    assert header.beside.text() == ""
    assert header.state.text().startswith("Account ")
    window.resize(1280, 800)
    at.settle()
    assert header.beside.text().startswith("Account ")


def test_esc_takes_a_message_away_and_leaves_the_focus_in_the_form(at, family):
    page = at.open(family.account_id)
    at.press(Key.Key_F8)
    page.messages.say("note", "Something to know.")
    at.press(Key.Key_Escape)
    assert page.messages.isHidden()
    assert page.call.isAncestorOf(QApplication.focusWidget())


def test_esc_walks_back_from_the_tab_to_the_list(at, family):
    page = at.go_list()
    at.type("castellan")
    at.press(Key.Key_Return)
    page.board.turn_to("people")
    at.settle()
    at.press(Key.Key_Escape)
    assert page.board.here() == "ledger"
    at.press(Key.Key_Escape)
    assert page.stack.currentWidget() is page.list


def test_a_change_made_elsewhere_shows_at_once(at, family, store):
    page = at.open(family.account_id)
    at.desk.do(_hold, family.account_id)
    at.settle()
    assert "held until" in page.board.flags.words.text()
    listed = at.go_list()
    at.settle()
    assert listed.list.model.rows[0].state == "hold"


def _hold(work, account_id):
    from app.patients import registration

    draft = registration.account_draft_of(work.session, account_id)
    import dataclasses

    held = dataclasses.replace(draft, hold_until=TODAY, hold_reason="Asked to wait")
    registration.save_account(work, held)


def test_no_page_of_a_long_list_asks_a_query_per_row(store, family):
    import sqlalchemy as sa

    with store.read() as session:
        seen = []
        sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *a: seen.append(a[2]))
        accounts_list.accounts(session, TODAY)
        assert len(seen) < 25


def test_the_more_row_lays_out_the_rest(at, family, monkeypatch):
    monkeypatch.setattr("ui.ledger.ledger_table.FIRST_VISITS", 2)
    page = at.open(family.account_id)
    groups = page.board.ledger.rows_model.groups
    assert [g.key for g in groups][2:] == [MORE, TOTAL]
    page.board.ledger.select_id(("group", MORE))
    page.board.ledger.setFocus()
    at.press(Key.Key_Return)
    assert len(page.board.ledger.rows_model.groups) == 4


def test_accounts_are_told_as_of_another_day_and_nothing_is_posted_there(at, family, store):
    # Before the payer answered 14 days ago, all of 203.00 was its own; the third visit was not.
    before = TODAY - timedelta(days=15)
    at.open(family.account_id)
    at.page.board.ledger.setFocus()
    at.press(Key.Key_D)
    page = at.page
    at.type(before.isoformat())
    at.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.board.form() is None
    assert page.header.state.text().startswith("As of ")
    assert page.board.paper.title.text() == f"Statement as of {show_date(before)}"
    assert (page.page.figures.with_payer, page.page.figures.patient) == (usd("203.00"), ZERO)
    assert sum((visit.payer for visit in page.page.ledger.visits), ZERO) == usd("203.00")
    at.press(Key.Key_W)
    assert "An earlier day is shown" in at.said()
    at.go_list()
    told = page.list.office.text()
    assert "with payers 203.00, patients 0.00" in told
    with store.read() as session:
        found = office_aging.office_aging(session, before)
    owed = found.with_payer - found.payer_credit + found.patient + found.plan - found.credit
    assert (owed, found.accounts) == (found.balance, 1)
    page.list.table.setFocus()
    at.press(Key.Key_D)
    assert not page.header.state.text().startswith("As of ")
    assert page.list.office.isHidden()
