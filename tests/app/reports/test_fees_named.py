"""A fee is called what it is, wherever it is told: returned payment, late, or a plan's interest."""

from __future__ import annotations

from datetime import date

import pytest

from app.ledger import book, fee_names
from app.ledger.drafts import ChargeDraft, ChargesDraft, PatientPaymentDraft
from app.plans import offers
from app.reports import account_story, receipts, why
from app.values.states import PaymentMethod
from tests import builders
from tests.builders import usd
from tests.stories.conftest import words_of
from ui.ledger.words import happened

DAY = date(2026, 7, 31)


@pytest.fixture
def charged(store, amy):
    """An account with one late fee and one for a returned payment, on two days."""
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work)
        for code, day in (("LATE", 1), ("NSF", 2)):
            line = ChargeDraft(
                patient_id=who.patient_id, dos=date(2026, 7, day), code=code,
                amount=usd("5.00"), is_fee=True,
            )  # fmt: skip
            book.charge(work, ChargesDraft(account_id=who.account_id, lines=(line,)))
    return who


def test_the_ledger_and_a_plan_name_each_fee(store, charged):
    with store.read() as session:
        story = account_story.story_of(session, charged.account_id, DAY)
        open_ = offers.open_charges(session, charged.account_id)
    assert [visit.services for visit in story.visits] == [("Returned-payment fee",), ("Late fee",)]
    assert [line.words for visit in story.visits for line in visit.lines][1] == "Late fee"
    assert [happened(row) for visit in story.visits for row in visit.rows] == [
        "Returned-payment fee", "Late fee",
    ]  # fmt: skip
    assert [one.service for one in open_] == ["Late fee", "Returned-payment fee"]


def test_receipt_and_answer_name_each_fee(store, amy, charged):
    with store.write(amy) as work:
        draft = PatientPaymentDraft(
            account_id=charged.account_id, received_on=DAY, amount=usd("6.00"),
            method=PaymentMethod.CASH, on_charges=((1, usd("2.00")), (2, usd("4.00"))),
        )  # fmt: skip
        taken = receipts.take(work, draft)
    with store.read() as session:
        receipt = words_of(receipts.receipt_pdf(session, taken.payment_id))
        answer = words_of(why.why_pdf(session, charged.account_id, 1, DAY))
        lead = why.answer(session, charged.account_id, 1, DAY).lead
        spanish = words_of(why.why_pdf(session, charged.account_id, 1, DAY, "es"))
    assert lead == "Late fee: 5.00, charged on July 1."
    assert "Cargo por pago atrasado" in spanish
    assert "Late fee" in receipt
    assert "LATE" not in receipt
    said = " ".join(answer.split())
    assert "Late fee What happened" in said
    assert "not paid in time, and this is the fee (3.00)" in said


@pytest.mark.parametrize(
    ("code", "name", "spanish"),
    [
        ("NSF", "Returned-payment fee", "Cargo por pago devuelto"),
        ("LATE", "Late fee", "Cargo por pago atrasado"),
        ("INTEREST", "Interest of the payment plan", "Intereses del plan de pagos"),
        ("COPIES", "Fee", "Cargo"),
    ],
)
def test_a_fee_has_its_name_in_both_languages(code, name, spanish):
    assert fee_names.service_name("", code, is_fee=True) == name
    assert fee_names.service_name("", code, is_fee=True, language="es") == spanish
    assert fee_names.service_name("", code, is_fee=False) == code
    assert fee_names.service_name("Copies of records", code, is_fee=True) == "Copies of records"
