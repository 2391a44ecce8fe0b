"""The payment dialog: what it pays is shown live, and is what is posted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.ledger import balances
from app.reports import paying
from app.reports.paying import Way
from app.values.money import ZERO, Money
from tests import builders
from tests.ui.ledger.conftest import ROBIN, TODAY, tell
from ui.desk import Desk
from ui.payments.dialog import PaymentDialog


@pytest.fixture
def family(store):
    return tell(store)


@pytest.fixture
def open_dialog(qtbot, dressed, store, family):
    desk = Desk(store, ROBIN)
    made = []

    def opened(visit=0):
        dialog = PaymentDialog(desk, family.account_id, visit)
        qtbot.addWidget(dialog)
        dialog.show()
        desk.wait_idle()
        made.append(dialog)
        return dialog

    yield opened
    desk.wait_idle()
    desk.close()


def sheet(store, family):
    with store.read() as session:
        return paying.payment_sheet(session, family.account_id, TODAY)


def test_what_the_patient_owes_is_offered_oldest_first(open_dialog, family):
    dialog = open_dialog()
    assert dialog.chosen_way() is Way.OLDEST
    assert dialog.amount.value() == Money(3800)
    assert [share.charge_id for share in dialog.shares()] == [family.answered[1]]


def test_an_amount_that_cannot_be_read_is_named_on_no_button(open_dialog):
    dialog = open_dialog()
    assert "38.00" in dialog.save.text()
    dialog.amount.line.setText("3x")
    dialog._note_typed()
    assert not any(sign.isdigit() for sign in dialog.save.text())
    assert not dialog.save.isEnabled()


def test_what_is_over_is_shown_as_credit(open_dialog):
    dialog = open_dialog()
    dialog.amount.line.selectAll()
    dialog.amount.line.setText("50")
    assert [share.amount for share in dialog.shares()] == [Money(3800), Money(1200)]
    assert dialog.shares()[-1].charge_id == 0


def test_an_amount_that_was_typed_stays_when_it_is_paid_another_way(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.amount.line.selectAll()
    qtbot.keyClicks(dialog.amount.line, "50")
    dialog.amount.leave()  # writes it as 50.00, as Tab does
    qtbot.mouseClick(dialog.way._group.button(3), Qt.MouseButton.LeftButton)
    assert dialog.chosen_way() is Way.CREDIT
    assert dialog.amount.value() == Money(5000)
    assert [share.amount for share in dialog.shares()] == [Money(5000)]


def test_nothing_is_taken_without_an_amount(open_dialog, qtbot, store, family):
    dialog = open_dialog()
    dialog.amount.line.clear()
    dialog._show_shares()
    assert not dialog.save.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheet(store, family).credit == ZERO


def test_a_copay_is_taken_ahead_of_the_insurers_answer(open_dialog, qtbot, store, family):
    dialog = open_dialog(family.today)
    assert dialog.chosen_way() is Way.VISIT
    dialog.amount.line.selectAll()
    qtbot.keyClicks(dialog.amount.line, "30")
    chip = dialog.way._group.checkedButton()
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.save
    dialog._take()
    dialog._desk.wait_idle()
    with store.read() as session:
        summary = balances.account_summary(session, family.account_id, TODAY)
    assert summary.insurance_pending == Money(24500)
    assert summary.patient_balance == Money(3800)


def test_a_plan_that_is_behind_is_paid_first_and_says_so(open_dialog, store, family):
    with store.write(ROBIN) as work:
        due = ((TODAY - timedelta(days=20), "19.00"), (TODAY + timedelta(days=10), "19.00"))
        builders.plan(
            work, family.account_id, (family.answered[1],), due,
            agreed_on=TODAY - timedelta(days=40),
        )  # fmt: skip
    dialog = open_dialog()
    assert dialog.chosen_way() is Way.PLAN
    assert "behind by 19.00" in dialog.banner.words.text()
    assert dialog.shares()[0].plan_id
    assert dialog.amount.value() == Money(1900)


def test_of_two_plans_the_one_that_is_chosen_is_paid(open_dialog, qtbot, store, family):
    with store.write(ROBIN) as work:
        later = builders.charge(
            work, builders.patient(work, family.account_id, last="Aldous"), "60.00", dos=TODAY
        )
        first, second = (
            builders.plan(work, family.account_id, (charge,), ((due, owed),))
            for charge, due, owed in (
                (family.answered[1], TODAY + timedelta(days=10), "38.00"),
                (later, TODAY + timedelta(days=20), "60.00"),
            )
        )
    dialog = open_dialog()
    assert not dialog.plan.isHidden()
    qtbot.mouseClick(dialog.way._group.button(2), Qt.MouseButton.LeftButton)
    assert dialog.shares()[0].plan_id == first
    qtbot.keyClick(dialog.plan.combo, Qt.Key.Key_Down)
    dialog.plan.leave()
    assert dialog.chosen_way() is Way.PLAN
    assert dialog.amount.value() == Money(6000), "its next installment, though not due yet"
    dialog.amount.line.setText("25")
    dialog._take()
    dialog._desk.wait_idle()
    with store.read() as session:
        paid = {one.plan_id: one.balance for one in balances_of(session, family)}
    assert paid == {first: Money(3800), second: Money(3500)}


def test_one_plan_leaves_nothing_to_choose(open_dialog):
    assert open_dialog().plan.isHidden()


def balances_of(session, family):
    return paying.payment_sheet(session, family.account_id, TODAY).plans


def test_the_focus_starts_in_the_amount_with_it_marked(open_dialog):
    dialog = open_dialog()
    dialog.activateWindow()
    assert dialog.focusWidget() is dialog.amount.line or QApplication.focusWidget() is None
    assert dialog.amount.line.selectedText() == "38.00"
