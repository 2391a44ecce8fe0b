"""What is done to a line of the ledger: shown before, posted as a new entry, refused in words."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt

from app.ledger import balances, book
from app.ledger.drafts import PatientPaymentDraft, PayerAnswerDraft, PayerLine
from app.practice import settings
from app.reports import account_story, receipts
from app.reports.account_story import What
from app.values.money import ZERO, Money
from app.values.states import PaymentMethod
from tests import builders
from tests.builders import usd
from tests.ui.ledger.conftest import ROBIN, TODAY, sit
from ui import actions
from ui.ledger.change_sheet import KINDS
from ui.text import tr

Key = Qt.Key
ENTER = (Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def on_visit(at, family, number):
    page = at.open(family.account_id)
    page.board.ledger.select_visit(number)
    page.board.ledger.setFocus()
    return page


def summary(store, family):
    with store.read() as session:
        return balances.account_summary(session, family.account_id, TODAY)


def rows(store, family, what):
    with store.read() as session:
        story = account_story.story_of(session, family.account_id, TODAY)
    return [row for visit in story.visits for row in visit.rows if row.what is what]


def test_a_write_off_shows_its_effect_and_is_posted(at, family, store):
    page = on_visit(at, family, family.answered[0])
    at.press(Key.Key_W)
    assert page.change.isVisible()
    assert "Patient owes 38.00 → 0.00" in page.change.effect.words.text()
    at.press(Key.Key_Return)
    at.type("Small balance")
    at.press(*ENTER)
    assert at.toast() == "Written off: 38.00."
    assert summary(store, family).patient_balance == ZERO
    assert [row.reason for row in rows(store, family, What.WRITE_OFF)] == ["Small balance"]


def test_a_write_off_needs_a_reason(at, family, store):
    page = on_visit(at, family, family.answered[0])
    at.press(Key.Key_W)
    at.press(*ENTER)
    assert page.change.reason.problem()
    assert not rows(store, family, What.WRITE_OFF)


@pytest.fixture
def clerk(qtbot, qapp, dressed, store, family, monkeypatch):
    monkeypatch.setattr(actions, "DESK_ACTIONS", ("ui.ledger.actions",))
    limited = dataclasses.replace(ROBIN, write_off_limit_cents=2000)
    yield from sit(qtbot, qapp, store, limited)


def test_the_limit_is_told_in_words_and_the_button_is_off(clerk, family, store):
    page = on_visit(clerk, family, family.answered[0])
    clerk.press(Key.Key_W)
    said = "You may write off up to 20.00. 38.00 needs the owner."
    assert page.change.effect.words.text() == said
    assert not page.change.save.isEnabled()
    assert page.change.save.statusTip() == said


def test_a_part_is_moved_to_the_patient_and_back(at, family, store):
    page = on_visit(at, family, family.waiting)
    at.press(Key.Key_M)
    at.type("40")
    at.press(Key.Key_Return)
    at.type("Copay asked by the plan")
    at.press(*ENTER)
    assert summary(store, family).patient_balance == Money(7800)
    page.board.ledger.select_visit(family.waiting)
    page.board.ledger.setFocus()
    at.press(Key.Key_B)
    assert "Payer owes 125.00 → 165.00" in page.change.effect.words.text()
    at.press(Key.Key_Return)
    at.type("Asked again")
    at.press(*ENTER)
    assert summary(store, family).patient_balance == Money(3800)


def test_a_payment_is_reversed_and_its_receipt_says_void(at, family, store):
    page = on_visit(at, family, family.answered[0])
    with store.write(ROBIN) as work:
        taken = builders.payment(work, family.account_id, "38.00", charge_id=family.answered[1])
    at.desk.changed.emit(work.changes)
    at.settle()
    line = rows(store, family, What.PATIENT_PAID)[0]
    page.board.ledger.select_id(line.identity)
    at.press(Key.Key_V)
    assert "38.00 is owed again" in page.change.effect.words.text()
    at.type("Typed twice")
    at.press(*ENTER)
    assert summary(store, family).patient_balance == Money(3800)
    undone = rows(store, family, What.REVERSED)
    assert [row.undoes for row in undone] == [What.PATIENT_PAID]
    assert page.board.paper.title.text() == "Receipt 1, void"
    assert page.board.paper.is_receipt
    with store.read() as session:
        view = receipts.receipt_view(session, taken.payment_id)
    assert view.void is not None
    assert view.void.reason == "Typed twice"


def test_a_reversed_line_cannot_be_reversed_again(at, family, store):
    with store.write(ROBIN) as work:
        builders.payment(work, family.account_id, "38.00", charge_id=family.answered[1])
    page = on_visit(at, family, family.answered[0])
    page.board.ledger.select_id(rows(store, family, What.PATIENT_PAID)[0].identity)
    at.press(Key.Key_V)
    at.type("Typed twice")
    at.press(*ENTER)
    page.board.ledger.select_id(rows(store, family, What.PATIENT_PAID)[0].identity)
    page.board.ledger.setFocus()
    at.press(Key.Key_V)
    assert not page.change.isVisible()
    assert "A reversed line stays as it is." in at.said()


def test_a_returned_check_is_reversed_with_the_offices_fee(at, family, store):
    with store.write(ROBIN) as work:
        settings.save(work, settings.NSF_FEE, usd("35.00"))
        builders.payment(work, family.account_id, "38.00", charge_id=family.answered[1])
    page = on_visit(at, family, family.answered[0])
    page.board.ledger.select_id(rows(store, family, What.PATIENT_PAID)[0].identity)
    at.press(Key.Key_N)
    assert "A fee of 35.00" in page.change.effect.words.text()
    at.type("No funds")
    at.press(*ENTER)
    assert summary(store, family).patient_balance == Money(7300)


def test_a_payment_in_parts_goes_back_whole_and_says_so(at, family, store):
    draft = PatientPaymentDraft(
        account_id=family.account_id, received_on=TODAY, amount=usd("100.00"),
        method=PaymentMethod.CHECK, on_charges=((family.answered[1], usd("38.00")),),
    )  # fmt: skip
    with store.write(ROBIN) as work:
        book.patient_payment(work, draft)
    page = on_visit(at, family, family.answered[0])
    part = next(r for r in rows(store, family, What.PATIENT_PAID) if r.amount == usd("-38.00"))
    page.board.ledger.select_id(part.identity)
    at.press(Key.Key_N)
    assert "100.00 goes back, 38.00 of it on this visit." in page.change.effect.words.text()


def test_what_is_missing_takes_the_focus_when_it_is_posted(at, family):
    page = on_visit(at, family, family.answered[0])
    at.press(Key.Key_W)
    assert page.change.amount.entry.hasFocus()
    at.press(*ENTER)
    assert page.change.reason.entry.hasFocus()
    assert page.change.isVisible()


@pytest.mark.parametrize("kind", KINDS)
def test_each_form_fits_beside_the_ledger(at, family, kind):
    page = on_visit(at, family, family.answered[0])
    at.press(Key.Key_W)
    page.change.save.setText(tr(f"accounts.change.{kind}.do"))
    at.settle()
    assert page.change.minimumSizeHint().width() <= 340


def test_credit_is_applied_then_the_rest_is_refunded(at, family, store):
    with store.write(ROBIN) as work:
        builders.payment(work, family.account_id, "400.00")
    page = on_visit(at, family, family.answered[0])
    at.press(Key.Key_R)
    assert page.change.isVisible()
    assert "is given back" in page.change.effect.words.text()
    at.press(Key.Key_Return)
    at.type("Paid too much")
    at.press(*ENTER)
    left = summary(store, family)
    assert (left.unapplied_credit, left.patient_balance) == (ZERO, ZERO)


def test_credit_smaller_than_what_is_owed_can_be_applied(at, family, store):
    with store.write(ROBIN) as work:
        builders.payment(work, family.account_id, "20.00")
    page = on_visit(at, family, family.answered[0])
    facts = [figure.fact for figure in page.board.strip._figures]
    assert "20.00 set off" in facts
    at.press(Key.Key_C)
    assert "Patient owes 38.00 → 18.00" in page.change.effect.words.text()
    at.press(*ENTER)
    assert [row.amount for row in rows(store, family, What.CREDIT_USED)] != []
    assert summary(store, family).patient_balance == Money(1800)


def test_credit_is_put_to_all_that_is_owed_in_one_gesture(at, family, store):
    with store.write(ROBIN) as work:
        builders.payment(work, family.account_id, "60.00")
        builders.charge(work, builders.patient(work, family.account_id), "90.00", dos=TODAY)
    page = on_visit(at, family, family.waiting)
    at.press(Key.Key_C)
    assert page.change.line.value() == "account"
    assert page.change.amount.value() == usd("60.00")
    told = page.change.effect.words.text()
    assert told.startswith("It pays 38.00 of ")
    assert ", 22.00 of " in told
    at.press(*ENTER)
    assert at.toast() == "Paid from credit: 60.00."
    assert summary(store, family).patient_balance == usd("68.00")


def test_a_refund_of_what_counted_as_paid_says_that_it_is_owed_again(at, family, store):
    with store.write(ROBIN) as work:
        builders.payment(work, family.account_id, "20.00")
    page = on_visit(at, family, family.answered[0])
    at.press(Key.Key_R)
    assert "20.00 that was counted as paid is owed again." in page.change.effect.words.text()
    at.press(Key.Key_Return)
    at.type("Asked for it back")
    at.press(*ENTER)
    assert summary(store, family).patient_balance == Money(3800)


def test_what_an_insurer_overpaid_is_refunded_to_the_insurer(at, family, store):
    with store.write(ROBIN) as work:
        who = builders.patient(work, builders.account(work, "Whitcomb"), last="Whitcomb")
        cover = builders.coverage(work, who.patient_id)
        charge = builders.charge(work, who, "100.00", coverage_id=cover, dos=TODAY)
        line = PayerLine(charge_id=charge, paid=usd("150.00"))
        answer = PayerAnswerDraft(
            account_id=who.account_id, coverage_id=cover, effective=TODAY, lines=(line,)
        )
        book.payer_payment(work, answer)
    page = at.open(who.account_id)
    assert [figure.fact for figure in page.board.strip._figures][3] == "50.00 to payer"
    at.press(Key.Key_R)
    assert page.change.whom.value() == "payer"
    assert page.change.amount.value() == usd("50.00")
    at.press(Key.Key_Return)
    at.type("Paid twice")
    at.press(*ENTER)
    with store.read() as session:
        left = balances.account_summary(session, who.account_id, TODAY)
    assert (left.payer_credit, left.account_balance) == (ZERO, ZERO)


def test_the_fee_of_a_returned_check_may_be_waived_or_typed(at, family, store):
    with store.write(ROBIN) as work:
        settings.save(work, settings.NSF_FEE, usd("35.00"))
        builders.payment(work, family.account_id, "38.00", charge_id=family.answered[1])
    page = on_visit(at, family, family.answered[0])
    page.board.ledger.select_id(rows(store, family, What.PATIENT_PAID)[0].identity)
    at.press(Key.Key_N)
    at.type("No funds")
    at.press(Key.Key_Return)
    assert page.change.fee.value() == usd("35.00")
    page.change.fee.line.selectAll()
    at.type("-5")
    assert not page.change.save.isEnabled()
    page.change.fee.line.selectAll()
    at.type("0")
    assert "fee" not in page.change.effect.words.text()
    at.press(*ENTER)
    assert summary(store, family).patient_balance == Money(3800)


def test_what_does_not_fit_is_said_and_changes_nothing(at, family, store):
    page = on_visit(at, family, family.answered[0])
    at.press(Key.Key_R)
    assert "holds no credit" in at.said()
    at.press(Key.Key_M)
    assert "No payer owes anything" in at.said()
    assert page.board.form() is None
