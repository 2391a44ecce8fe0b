"""Which accounts hold anything of a kind on a day, asked before their figures are worked out."""

from __future__ import annotations

from datetime import date

from app.ledger import balances
from app.values.ledger import Bucket
from tests import builders
from tests.builders import DOS

ON, LATER = date(2026, 8, 1), date(2026, 8, 15)


def test_accounts_are_told_apart_by_what_they_hold(store, amy, insured, own):
    with store.write(amy) as work:
        held = builders.patient(work, builders.account(work, "Held"))
        builders.payment(work, held.account_id, "12.00", on=DOS)
        settled = builders.patient(work, builders.account(work, "Settled"))
        charge = builders.charge(work, settled, "40.00")
        builders.payment(work, settled.account_id, "40.00", on=DOS, charge_id=charge)
    accounts = [who.account_id for who in (insured[0], own[0], held, settled)]
    with store.read() as session:

        def holding(*buckets, until=None, on=ON):
            return balances.accounts_with(session, on, accounts, buckets, until)

        assert holding(Bucket.PAYER) == {insured[0].account_id}
        assert holding(Bucket.PATIENT) == {own[0].account_id}
        assert holding(Bucket.PATIENT_CREDIT) == {held.account_id}
        assert holding(Bucket.PATIENT, until=DOS) == {own[0].account_id}
        assert holding(Bucket.PATIENT, until=date(2025, 1, 1)) == set()


def test_an_account_with_a_later_entry_has_to_be_looked_at(store, amy, own):
    who, charge = own
    with store.write(amy) as work:
        builders.payment(work, who.account_id, "100.00", on=LATER, charge_id=charge)
    with store.read() as session:
        asked = [who.account_id], (Bucket.PATIENT,)
        assert balances.accounts_with(session, ON, *asked) == {who.account_id}
        assert balances.accounts_with(session, LATER, *asked) == set()
