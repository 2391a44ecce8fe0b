"""A name in a script that the fonts lack is told; it never prints as boxes, nor stops money."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from app.ledger.drafts import PatientPaymentDraft, RefundDraft
from app.reports import receipts, why
from app.statements import run
from app.store.actor import Actor
from app.store.store import Store
from app.values.problem import Refused
from app.values.states import PaymentMethod
from models.account import Account
from models.ledger import Payment
from models.patient import Patient
from tests import builders
from tests.builders import usd
from tests.stories.conftest import words_of

DAY = date(2026, 7, 31)
NAMES = {
    "Arabic": "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER REH}\N{ARABIC LETTER YEH}",
    "Hebrew": "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER RESH}\N{HEBREW LETTER HE}",
    "Chinese": "\N{CJK UNIFIED IDEOGRAPH-738B}\N{CJK UNIFIED IDEOGRAPH-82B3}",
    "Hindi": "\N{DEVANAGARI LETTER MA}\N{DEVANAGARI LETTER RA}",
    "Korean": "\N{HANGUL SYLLABLE GIM}",
}


@pytest.mark.parametrize("script", NAMES)
def test_money_of_such_a_name_is_taken_and_its_receipt_names_the_account(
    store: Store, amy: Actor, script: str
):
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work, builders.account(work, NAMES[script]))
        charge = builders.charge(work, who, dos=date(2026, 7, 1))
    with store.write(amy) as work:
        outcome = run.issue(work, DAY)
        assert not outcome.issued
        assert [row.code for row in outcome.skipped] == ["unprintable"]
    draft = PatientPaymentDraft(
        account_id=who.account_id,
        received_on=DAY,
        amount=usd("10.00"),
        method=PaymentMethod.CASH,
        on_charges=((charge, usd("10.00")),),
    )
    with store.write(amy) as work:
        taken = receipts.take(work, draft)
    with store.read() as session:
        number = session.get_one(Account, who.account_id).number
        told = words_of(receipts.receipt_pdf(session, taken.payment_id))
        assert f"Account {number}" in told
        assert "$10.00" in told
        assert session.scalar(sa.select(sa.func.count(Payment.id))) == 1
    back = RefundDraft(
        account_id=who.account_id, effective=DAY, amount=usd("4.00"), reason=NAMES[script],
        charge_id=charge, decided=True,
    )  # fmt: skip
    with store.write(amy) as work:
        given = receipts.refund(work, back)
        assert f"Account {number}" in words_of(receipts.refund_pdf(work.session, given.entry_id))


def test_a_name_that_is_written_anew_prints_again(store: Store, amy: Actor):
    with store.write(amy) as work:
        builders.practice(work)
        account = builders.account(work, NAMES["Arabic"])
        who = builders.patient(work, account)
        charge = builders.charge(work, who, dos=date(2026, 7, 1))
        work.session.get_one(Account, account).guarantor_last = "Amari"
        work.session.get_one(Patient, who.patient_id).first = NAMES["Arabic"]
    with pytest.raises(Refused, match="no_glyph"), store.write(amy) as work:
        why.why_pdf(work.session, account, 1, DAY)
    with store.write(amy) as work:
        work.session.get_one(Patient, who.patient_id).first = "Mary"
    with store.write(amy) as work:
        assert run.issue(work, DAY).issued
        draft = PatientPaymentDraft(
            account_id=account,
            received_on=DAY,
            amount=usd("10.00"),
            method=PaymentMethod.CASH,
            on_charges=((charge, usd("10.00")),),
        )
        assert receipts.take(work, draft).document_id
