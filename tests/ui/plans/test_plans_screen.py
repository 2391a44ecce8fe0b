"""The list of plans and one plan: who is late, and what is done about it, by keyboard."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.plans import book, offers
from app.plans.book import PaymentTaken
from app.plans.view import Group, Standing
from app.values.money import Money
from tests import builders
from tests.conftest import AMY
from tests.ui.plans.conftest import TODAY, owing
from ui.plans.paying_off import LivePayoff
from ui.plans.plans import PaymentPlans
from ui.screen import Notice, Target


def plan(office, last, signed, paid="", count=6, first_due=None):
    """A plan of somebody, signed on a day; ``paid`` on the first due day."""
    who = owing(office.store, last, ("300.00", "300.00"))
    with office.store.write(AMY) as work:
        draft = offers.new_draft(work.session, who.account_id, signed).with_count(count)
        plan_id = book.start(work, draft)
        if paid:
            payment = PaymentTaken(amount=Money.parse(paid), on=draft.first_due)
            book.take_payment(work, plan_id, payment)
    return plan_id


@pytest.fixture
def plans(office):
    """One on time, one late in grace, one missed, one broken, one paid off, one offered."""
    found = {
        "on_time": plan(office, "Aldous", date(2026, 9, 4)),
        "in_grace": plan(office, "Brandt", date(2026, 8, 25)),
        "missed": plan(office, "Castellan", date(2026, 8, 14)),
        "broken": plan(office, "Dunmore", date(2026, 6, 2)),
        "paid_off": plan(office, "Ellery", date(2026, 8, 3), "600.00"),
    }
    with office.store.write(AMY) as work:
        draft = offers.new_draft(work.session, office.account_id, TODAY).with_count(5)
        found["offer"] = book.offer(work, draft)
    return found


@pytest.fixture
def screen(office, plans, qtbot):
    made = PaymentPlans(office.desk)
    qtbot.addWidget(made)
    made.resize(1240, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.open_with(Target("plans"))
    assert office.desk.wait_idle()
    return made


def state(office, plan_id):
    with office.store.read() as session:
        return book.plan_state(session, plan_id, TODAY)


def open_plan(office, screen, plan_id):
    screen.open_with(Target("plans", ("plan", plan_id)))
    assert office.desk.wait_idle()
    assert screen.page.plan.row.plan_id == plan_id


def notices(screen):
    found: list[Notice] = []
    screen.said.connect(found.append)
    return found


def answer(office, screen, **given):
    for key, value in given.items():
        screen.page.next.fields[key].put(value)
    screen.primary().click()
    assert office.desk.wait_idle()


def test_the_filters_count_what_is_late(office, screen, plans):
    with office.store.read() as session:
        rows = book.plans_due(session, TODAY)
    assert Counter(group for row in rows for group in row.groups) == {
        Group.DUE: 2, Group.IN_GRACE: 1, Group.MISSED: 1, Group.BROKEN: 1,
        Group.PAID_OFF: 1, Group.OFFERS: 1,
    }  # fmt: skip
    assert screen.filters.value() == "broken"
    assert screen.page.plan.standing is Standing.DEFAULTED
    assert "1 broken" in screen.header.state.text()


def test_a_payment_is_taken_in_place(office, screen, plans):
    open_plan(office, screen, plans["missed"])
    said = notices(screen)
    assert screen.perform("billing.take-payment")
    assert screen.page.next.fields["amount"].value() == Money.parse("100.00")
    answer(office, screen)
    assert state(office, plans["missed"]).standing is Standing.ACTIVE
    assert said[0].words.startswith("Taken: 100.00 on plan ")
    assert screen.page.plan.row.plan_id == plans["missed"]
    assert screen.page.is_receipt_shown
    assert screen.leave()
    assert not screen.page.is_receipt_shown
    screen.page.receipt_wanted.emit(screen.page.plan.payments[-1].number)
    assert office.desk.wait_idle()
    assert screen.page.is_receipt_shown
    assert Group.CURED in state(office, plans["missed"]).row.groups


def test_terms_are_changed_with_a_reason(office, screen, plans):
    open_plan(office, screen, plans["broken"])
    assert screen.perform("edit.change")
    assert office.desk.wait_idle()
    answer(office, screen, count=10, first_due=date(2026, 10, 15))
    assert state(office, plans["broken"]).standing is Standing.DEFAULTED
    screen.page.next.fields["reason"].put("lost work")
    screen.primary().click()
    assert office.desk.wait_idle()
    found = state(office, plans["broken"])
    assert found.standing is Standing.ACTIVE
    assert [v.reason for v in found.versions] == ["", "lost work"]
    assert found.remaining == Money.parse("600.00")


def test_a_plan_is_rescheduled_and_ended(office, screen, plans):
    open_plan(office, screen, plans["broken"])
    assert screen.perform("plans.reschedule")
    assert office.desk.wait_idle()
    answer(office, screen, count=12, first_due=date(2026, 10, 15), reason="asked for")
    old = state(office, plans["broken"])
    assert old.standing is Standing.RESCHEDULED
    assert state(office, old.successor_id).remaining == Money.parse("600.00")
    open_plan(office, screen, old.successor_id)
    assert screen.perform("plans.end")
    answer(office, screen, reason="moved away")
    assert state(office, old.successor_id).standing is Standing.CANCELED


def test_the_new_agreement_is_shown_where_the_filter_of_the_old_one_is_empty(office, screen, plans):
    screen.open_with(Target("plans", ("group", "broken")))
    assert office.desk.wait_idle()
    assert screen.page.plan.row.plan_id == plans["broken"]
    assert screen.perform("plans.reschedule")
    assert office.desk.wait_idle()
    answer(office, screen, count=12, first_due=date(2026, 10, 15), reason="asked for")
    fresh = state(office, plans["broken"]).successor_id
    assert screen.page.plan.row.plan_id == fresh
    assert screen.list.current_row().plan_id == fresh
    assert screen.filters.value() == "all"


def test_a_plan_is_paid_off(office, screen, plans):
    open_plan(office, screen, plans["on_time"])
    assert screen.perform("plans.payoff")
    assert office.desk.wait_idle()
    fields = screen.page.next.fields
    assert fields["amount"].value() == Money.parse("600.00")
    fields["on"].put(TODAY + timedelta(days=9))
    fields["on"].leave()
    assert office.desk.wait_idle()
    assert "still to come" in screen.page.next.findChild(LivePayoff).words.text()
    answer(office, screen)
    assert state(office, plans["on_time"]).standing is Standing.ACTIVE
    assert screen.can("plans.end")
    answer(office, screen, on=TODAY)
    assert state(office, plans["on_time"]).standing is Standing.PAID_OFF
    assert not screen.can("plans.end"), "what is kept to the end is not called ended"
    assert screen.page.end.isHidden()


def test_an_offer_is_signed_from_the_list(office, screen, plans):
    open_plan(office, screen, plans["offer"])
    screen.primary().click()
    assert office.desk.wait_idle()
    assert state(office, plans["offer"]).standing is Standing.ACTIVE


def test_escape_leaves_the_question(office, screen, plans):
    open_plan(office, screen, plans["missed"])
    screen.perform("billing.take-payment")
    assert screen.leave()
    assert not screen.page.next.is_asking
    assert not screen.leave()


def test_a_refusal_lets_the_question_be_answered_again(office, screen, plans):
    open_plan(office, screen, plans["missed"])
    heard = []
    office.desk.refused.connect(heard.append)
    screen.perform("billing.take-payment")
    answer(office, screen, amount=Money(0))
    assert heard[0].code == "ledger.amount_not_positive"
    assert screen.primary().isEnabled()


def test_the_agreement_is_shown_and_late_fees_are_charged_once(office, screen, plans):
    open_plan(office, screen, plans["missed"])
    assert screen.perform("file.print")
    assert office.desk.wait_idle()
    assert screen.page.paper.page_count() >= 1
    assert screen.paper_of() == ("payment_plan", str(plans["missed"])), "as the audit trail has it"
    said = notices(screen)
    assert screen.perform("plans.late-fees")
    assert office.desk.wait_idle()
    assert said[0].words == "No late fee has fallen due."


def test_every_deed_has_keys_and_every_row_a_sentence(office, screen, plans):
    open_plan(office, screen, plans["missed"])
    hints = screen.keys()
    assert {hint.key for hint in hints} >= {"F9", "F2", "Ins", "Ctrl+Enter"}
    index = screen.model.index(0, 0)
    told = screen.model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert told.endswith(".")
    QTest.keyClick(screen.list, Qt.Key.Key_Return)


def test_an_office_without_plans_says_how_to_make_one(office, qtbot):
    made = PaymentPlans(office.desk)
    qtbot.addWidget(made)
    made.show()
    made.open_with(Target("plans"))
    assert office.desk.wait_idle()
    assert made.page.plan is None
    assert not made.can("billing.take-payment")


def test_visits_are_added_with_a_live_schedule_and_a_reason(office, screen, plans):
    plan_id = plans["on_time"]
    open_plan(office, screen, plan_id)
    account = state(office, plan_id).row.account_id
    with office.store.write(AMY) as work:
        who = builders.patient(work, account, last="Aldous")
        builders.charge(work, who, "90.00", dos=TODAY)
    told = notices(screen)
    assert screen.perform("plans.add")
    assert office.desk.wait_idle()
    question = screen.page.next
    live = question._question.live
    assert live.headline.text().startswith("90.00 more: 6 × 100.00 + 1 × 90.00.")
    assert live.model.rows[-1].now == ""
    how = question.fields["how"]
    how.combo.setCurrentIndex(1)
    how.leave()
    assert live.headline.text().startswith("90.00 more: 6 × 115.00.")
    assert [(row.now, row.then) for row in live.model.rows] == [("100.00", "115.00")] * 6
    question.primary.click()
    assert question.fields["reason"].problem()
    answer(office, screen, reason="One bill a month")
    assert told[-1].words.startswith("The visits are in the plan")
    plan = state(office, plan_id)
    assert plan.remaining == Money.parse("690.00")
    assert plan.versions[-1].reason == "One bill a month"
    screen.messages.clear()
    assert screen.perform("plans.add")
    assert office.desk.wait_idle()
    assert "no visit with a patient balance" in screen.messages.words.text()


@pytest.mark.parametrize(("deed", "kept"), [("edit.change", True), ("plans.reschedule", False)])
def test_other_terms_show_their_payments_while_they_are_typed(
    office, screen, plans, qtbot, deed, kept
):
    plan_id = plans["on_time"]
    open_plan(office, screen, plan_id)
    assert screen.perform(deed)
    assert office.desk.wait_idle()
    question = screen.page.next
    live = question._question.live
    assert live.headline.text() == "Type a number of payments, or an amount."
    assert [(row.now, row.then) for row in live.model.rows] == [("100.00", "")] * 6
    assert question.fields["first_due"].value() == state(office, plan_id).row.next_due
    qtbot.keyClicks(question.fields["count"].line, "4")
    assert live.headline.text().startswith("4 × 150.00. Ends ")
    shown = [(row.due, row.then) for row in live.model.rows if row.then]
    answer(office, screen, reason="Asked for it")
    before = state(office, plan_id)
    held = before if kept else state(office, before.successor_id)
    asked = [row for row in held.installments if row.unpaid]
    assert [(row.due, str(row.unpaid)) for row in asked] == shown
