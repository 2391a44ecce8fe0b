"""A plan is set up with four keys, and what is typed shows at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.plans import book
from app.plans.view import Standing
from app.values.money import Money
from tests.ui.plans.conftest import TODAY, owing
from ui.plans.dialog import PlanDialog, Signed

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


@pytest.fixture
def dialog(office, qtbot):
    made = PlanDialog(office.desk, office.account_id)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitExposed(made)
    made.activateWindow()
    assert office.desk.wait_idle()
    return made


def signed_by(dialog) -> list[Signed]:
    found: list[Signed] = []
    dialog.signed.connect(found.append)
    return found


def type_(words):
    QTest.keyClicks(QApplication.focusWidget(), words)


def press(key, mods=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, mods)


def plan_of(office, plan_id):
    with office.store.read() as session:
        return book.plan_state(session, plan_id, TODAY)


def test_six_months_are_set_up_with_four_keys(office, dialog):
    found = signed_by(dialog)
    type_("6")
    press(ENTER)
    type_("11/15/26")
    press(ENTER, CTRL)
    assert office.desk.wait_idle()
    (signed,) = found
    plan = plan_of(office, signed.plan_id)
    assert plan.standing is Standing.ACTIVE
    assert [row.amount.plain() for row in plan.installments] == ["140.90"] * 5 + ["140.87"]
    assert plan.installments[0].due.isoformat() == "2026-11-16"
    assert signed.pdf.startswith(b"%PDF")
    assert not dialog.isVisible()


def test_the_other_field_follows_the_one_typed_last(office, dialog):
    type_("6")
    assert dialog.terms.amount.text() == "140.90"
    dialog.terms.amount.setFocus()
    dialog.terms.amount.line.selectAll()
    type_("100")
    assert dialog.terms.count.text() == "9"
    assert dialog.draft.amount == Money.parse("100.00")
    dialog.terms.count.setFocus()
    dialog.terms.count.line.selectAll()
    type_("3")
    assert dialog.draft.count == 3
    assert dialog.draft.amount is None
    assert dialog.terms.amount.text() == "281.79"


def test_the_page_and_the_schedule_follow(office, dialog):
    assert dialog.paper.page_count() == 0
    type_("5")
    assert office.desk.wait_idle()
    assert dialog.paper.page_count() >= 1
    assert dialog.schedule.model.rowCount() == 5
    assert "169.07" in dialog.schedule.headline.text()


def test_limits_and_lending_speak_under_the_schedule(office, dialog):
    type_("4")
    assert said(dialog) == ["Within your limit of 25.00 a payment."]
    press(Qt.Key.Key_Backspace)
    type_("5")
    assert "Truth-in-Lending" in said(dialog)[0]
    press(Qt.Key.Key_Backspace)
    type_("60")
    assert said(dialog) == ["Payments would fall under 25.00, the least this practice allows."]
    found = signed_by(dialog)
    press(ENTER, CTRL)
    assert office.desk.wait_idle()
    assert not found
    assert dialog.terms.count.problem()


def said(dialog):
    return [one.words.text() for one in dialog.schedule.banners if not one.isHidden()]


def test_an_offer_locks_nothing(office, dialog):
    found = signed_by(dialog)
    type_("6")
    press(Qt.Key.Key_S, CTRL)
    assert office.desk.wait_idle()
    (signed,) = found
    assert signed.is_offer
    assert plan_of(office, signed.plan_id).standing is Standing.OFFERED
    assert not plan_of(office, signed.plan_id).charges


def test_a_visit_may_stay_out_and_a_down_payment_is_taken(office, dialog):
    found = signed_by(dialog)
    type_("2")
    dialog.terms.checks[1].box.click()
    dialog.terms.down.setFocus()
    dialog.terms.down.line.selectAll()
    type_("56.45")
    press(ENTER, CTRL)
    assert office.desk.wait_idle()
    plan = plan_of(office, found[0].plan_id)
    assert [row.amount.plain() for row in plan.installments] == ["200.00", "200.00"]
    assert len(plan.charges) == 2


def test_a_balance_that_changed_meanwhile_is_refused_and_nothing_is_lost(office, dialog):
    from tests import builders
    from tests.conftest import AMY

    found = signed_by(dialog)
    type_("6")
    with office.store.write(AMY) as work:
        builders.payment(work, office.account_id, "12.45",
                         charge_id=dialog.draft.charges[0].charge_id)  # fmt: skip
    press(ENTER, CTRL)
    assert office.desk.wait_idle()
    assert not found
    assert dialog.isVisible()
    assert "balance has changed" in dialog.messages.lead.text()


def test_an_account_that_owes_nothing_says_so(office, qtbot):
    who = owing(office.store, "Quist", ())
    made = PlanDialog(office.desk, who.account_id)
    qtbot.addWidget(made)
    made.open()
    assert office.desk.wait_idle()
    assert made.draft is None
    made.start()
    assert not made._start.isEnabled()


def test_no_plan_starts_while_what_is_typed_cannot_be_read(office, dialog):
    found = signed_by(dialog)
    type_("6")
    press(ENTER)
    type_("15 months hence")
    press(ENTER, CTRL)
    assert office.desk.wait_idle()
    assert found == []
    assert dialog.isVisible()
    assert dialog.terms.first_due.problem()
    assert dialog.terms.first_due.isAncestorOf(QApplication.focusWidget())
