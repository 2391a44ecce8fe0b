"""Which accounts hold anything of a kind on a day, asked before their figures are worked out."""

from __future__ import annotations

from datetime import date

from app.ledger import balances, book, totals
from app.ledger.drafts import HandOverDraft
from app.values.ledger import Bucket
from tests import builders
from tests.app.ledger.postings import stray
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


def test_all_accounts_at_once_owe_what_each_owes_also_at_the_next_payer(store, amy, insured, own):
    who, cover, charge = insured
    with store.write(amy) as work:
        second = builders.coverage(work, who.patient_id, rank=2)
        book.hand_over(
            work,
            HandOverDraft(
                account_id=who.account_id, charge_ids=(charge,), effective=ON,
                coverage_id=cover, next_coverage_id=second,
            ),
        )  # fmt: skip
        builders.payment(work, own[0].account_id, "130.00", on=ON, charge_id=own[1])
    with store.read() as session:
        together = totals.balances(session, LATER)
        assert together[who.account_id] == {charge: {Bucket.PAYER: 150_00}}
        for day in (DOS, ON, LATER):
            each = totals.balances(session, day, [who.account_id, own[0].account_id])
            assert totals.balances(session, day) == each


def test_books_in_which_two_accounts_moved_one_charge_lose_no_cent(store, amy, insured, own):
    who, _cover, charge = insured
    store.closing_checks = []
    with store.write(amy) as work:
        ends = (Bucket.PATIENT, Bucket.WRITE_OFF)
        stray(work, own[0].account_id, "1.00", ends, effective=ON, charge_id=charge)
        builders.payment(work, own[0].account_id, "1.00", on=LATER)
    with store.read() as session:
        all_of_it = totals.balances(session, ON)
    assert all_of_it[who.account_id] == {charge: {Bucket.PAYER: 150_00}}
    assert all_of_it[own[0].account_id][charge] == {Bucket.PATIENT: -1_00}
