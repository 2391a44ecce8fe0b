"""Collections, reversals and returned checks."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.ledger import book
from app.ledger.drafts import (
    ReturnedPaymentDraft,
)
from app.ledger.undoing import ReversalDraft
from app.values.states import EntryKind
from models.ledger import Entry, Movement
from tests import builders
from tests.app.ledger.postings import LATER, change, refused, standing
from tests.builders import usd


def test_collections_take_what_the_patient_owes_and_bring_some_in(store, amy, own):
    who, charge = own
    with store.write(amy) as work:
        book.to_collections(work, change(who, charge, "80.00"))
        book.recovery(work, change(who, charge, "30.00"))
        assert standing(work.session, charge) == ("0.00", "20.00", "0.00", "0.00")
    over = change(who, charge, "50.01")
    refused(store, amy, "ledger.more_than_owed", book.recovery, over)
    refused(store, amy, "ledger.more_than_owed", book.to_collections, change(who, charge, "21.00"))


def test_a_reversal_mirrors_every_move(store, amy, own):
    who, charge = own
    with store.write(amy) as work:
        taken = builders.payment(work, who.account_id, "130.00", charge_id=charge)
    with store.read() as session:
        assert standing(session, charge) == ("0.00", "0.00", "-30.00", "0.00")
    with store.write(amy) as work:
        undone = book.reverse(work, taken.entry_id, ReversalDraft("typed twice"))
    with store.read() as session:
        assert standing(session, charge) == ("0.00", "100.00", "0.00", "0.00")
        ends = [
            [(m.source, m.target, m.amount) for m in session.scalars(
                sa.select(Movement).where(Movement.entry_id == entry).order_by(Movement.id))]
            for entry in (taken.entry_id, undone)
        ]  # fmt: skip
        assert ends[1] == [(target, source, amount) for source, target, amount in ends[0]]
    again = ReversalDraft("again")
    refused(store, amy, "ledger.already_reversed", book.reverse, taken.entry_id, again)
    refused(store, amy, "ledger.no_such_entry", book.reverse, 999, again)
    refused(store, amy, "ledger.reason_missing", book.reverse, undone, ReversalDraft(" "))


def test_what_followed_from_an_entry_is_not_undone_alone(store, amy, own):
    who, charge = own
    with store.write(amy) as work:
        builders.plan(work, who.account_id, (charge,), ((date(2026, 8, 1), "100.00"),))
        builders.payment(work, who.account_id, "90.00", plan_id=1)
        book.write_off(work, change(who, charge, "50.00", decided=True))
        moved = sa.select(Entry.id).where(Entry.kind == EntryKind.REALLOCATION)
        followed = work.session.scalars(moved).one()
    again = ReversalDraft("x")
    refused(store, amy, "ledger.only_with_its_cause", book.reverse, followed, again)


def test_a_returned_check_is_owed_again_with_its_fee(store, amy, own):
    who, charge = own
    with store.write(amy) as work:
        taken = builders.payment(work, who.account_id, "100.00", charge_id=charge)
        draft = ReturnedPaymentDraft(
            payment_entry_id=taken.entry_id, effective=LATER, reason="account closed",
            fee=usd("25.00"), patient_id=who.patient_id,
        )  # fmt: skip
        back = book.nsf(work, draft)
        assert standing(work.session, charge)[1] == "100.00"
        assert standing(work.session, back.fee_charge_id)[1] == "25.00"


def test_a_returned_check_without_a_fee_charges_nothing(store, amy, own):
    who, charge = own
    with store.write(amy) as work:
        taken = builders.payment(work, who.account_id, "100.00", charge_id=charge)
    draft = ReturnedPaymentDraft(payment_entry_id=taken.entry_id, effective=LATER, reason="nsf")
    with_fee = ReturnedPaymentDraft(
        payment_entry_id=taken.entry_id, effective=LATER, reason="nsf", fee=usd("1.00")
    )
    refused(store, amy, "ledger.fee_without_patient", book.nsf, with_fee)
    with store.write(amy) as work:
        assert book.nsf(work, draft).fee_charge_id is None
