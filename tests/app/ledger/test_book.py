"""What the books accept, and what every entry does to a charge."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.ledger import book, closing, posting
from app.ledger.drafts import PayerAnswerDraft, PayerLine
from app.ledger.undoing import ReversalDraft
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.problem import Refused
from models.ledger import Movement, Payment
from tests import builders
from tests.builders import DOS, usd


@pytest.fixture(autouse=True)
def _closing(store):
    store.closing_checks = list(closing.CHECKS)


def standing(session, charge_id):
    """Give what payer and patient owe and the credits on a charge, as text."""
    found = posting.positions(session, [charge_id])[charge_id]
    buckets = (Bucket.PAYER, Bucket.PATIENT, Bucket.PATIENT_CREDIT, Bucket.PAYER_CREDIT)
    return tuple(Money(found.at(bucket)).plain() for bucket in buckets)


def test_a_copay_at_the_visit_is_an_advance_on_the_payers_part(store, amy):
    with store.write(amy) as work:
        who = builders.patient(work)
        cover = builders.coverage(work, who.patient_id)
        charge = builders.charge(work, who, "185.00", coverage_id=cover)
        taken = builders.payment(work, who.account_id, "25.00", charge_id=charge)
    with store.read() as session:
        assert standing(session, charge) == ("160.00", "0.00", "0.00", "0.00")
        moves = session.scalars(select(Movement).where(Movement.entry_id == taken.entry_id))
        assert {(m.source, m.target) for m in moves} == {
            (Bucket.PATIENT, Bucket.RECEIVED),
            (Bucket.PAYER, Bucket.PATIENT),
        }
        assert session.scalars(select(Payment)).one().number == taken.number == 1


def test_posting_the_same_source_twice_is_refused(store, amy):
    with store.write(amy) as work:
        who = builders.patient(work)
        cover = builders.coverage(work, who.patient_id)
        charge = builders.charge(work, who, coverage_id=cover)
        draft = PayerAnswerDraft(
            account_id=who.account_id, coverage_id=cover, effective=DOS,
            lines=(PayerLine(charge_id=charge, paid=usd("10.00")),), source_key="835:1:2:3",
        )  # fmt: skip
        book.payer_payment(work, draft)
    with pytest.raises(Refused, match="ledger.already_posted"), store.write(amy) as work:
        book.payer_payment(work, draft)


def test_a_reversal_mirrors_every_move(store, amy):
    with store.write(amy) as work:
        who = builders.patient(work)
        charge = builders.charge(work, who, "100.00")
        taken = builders.payment(work, who.account_id, "130.00", charge_id=charge)
    with store.read() as session:
        assert standing(session, charge) == ("0.00", "0.00", "-30.00", "0.00")
    with store.write(amy) as work:
        undone = book.reverse(work, taken.entry_id, ReversalDraft("typed twice"))
    with store.read() as session:
        assert standing(session, charge) == ("0.00", "100.00", "0.00", "0.00")
        ends = [
            [(m.source, m.target, m.amount) for m in session.scalars(
                select(Movement).where(Movement.entry_id == entry).order_by(Movement.id))]
            for entry in (taken.entry_id, undone)
        ]  # fmt: skip
        assert ends[1] == [(target, source, amount) for source, target, amount in ends[0]]
    with pytest.raises(Refused, match="ledger.already_reversed"), store.write(amy) as work:
        book.reverse(work, taken.entry_id, ReversalDraft("again"))
