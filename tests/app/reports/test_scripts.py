"""A name in a script that the fonts lack is told, never left out or printed as boxes."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from app.ledger.drafts import PatientPaymentDraft
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

DAY = date(2026, 7, 31)
NAMES = {
    "Arabic": "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER REH}\N{ARABIC LETTER YEH}",
    "Hebrew": "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER RESH}\N{HEBREW LETTER HE}",
    "Chinese": "\N{CJK UNIFIED IDEOGRAPH-738B}\N{CJK UNIFIED IDEOGRAPH-82B3}",
    "Hindi": "\N{DEVANAGARI LETTER MA}\N{DEVANAGARI LETTER RA}",
    "Korean": "\N{HANGUL SYLLABLE GIM}",
}

SIGNS = {"Chinese": "CJK", "Hindi": "Devanagari", "Korean": "Hangul"}
"""What a script is called where that is not its language's name."""


@pytest.mark.parametrize("script", NAMES)
def test_each_paper_of_such_a_name_is_refused_and_keeps_nothing(
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
    with pytest.raises(Refused, match="no_glyph") as refused, store.write(amy) as work:
        receipts.take(work, draft)
    assert refused.value.values == {"sign": SIGNS.get(script, script)}
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count(Payment.id))) == 0


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
