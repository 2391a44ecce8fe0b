"""The check of the books finds what a damaged ledger would show, and nothing in a sound one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.ledger import balances, book, findings
from app.ledger.undoing import ReversalDraft
from app.values.ledger import Bucket
from app.values.states import EntryKind
from models.ledger import Movement
from tests import builders
from tests.app.ledger.postings import LATER, stray
from tests.builders import usd


def found(store, name):
    check = next(one for one in findings.CHECKS if one.name == name)
    with store.read() as session:
        return list(check.run(session))


@pytest.fixture
def slip(store, amy, own):
    """Write an entry past the books on the account of ``own``."""
    who, _charge = own
    store.closing_checks = []

    def write(source, target, amount="5.00", **more):
        with store.write(amy) as work:
            return stray(work, who.account_id, amount, (source, target), **more)

    return write


def test_sound_books_show_nothing(store, amy, own):
    who, charge = own
    with store.write(amy) as work:
        taken = builders.payment(work, who.account_id, "30.00", charge_id=charge)
        book.reverse(work, taken.entry_id, ReversalDraft("twice"))
    assert [found(store, check.name) for check in findings.CHECKS] == [[]] * len(findings.CHECKS)


def test_empty_books_show_nothing(store):
    assert found(store, "account sums") == []


def test_a_move_that_its_kind_does_not_make_is_found(store, own, slip):
    entry = slip(Bucket.COLLECTIONS, Bucket.RECEIVED, charge_id=own[1])
    assert found(store, "ledger moves") == [
        f"entry {entry} (write_off) moves from collections to received"
    ]


def test_a_reversal_that_is_no_mirror_is_found(store, amy, own, slip):
    who, charge = own
    with store.write(amy) as work:
        taken = builders.payment(work, who.account_id, "30.00", charge_id=charge)
    entry = slip(
        Bucket.RECEIVED, Bucket.PATIENT, "29.00", kind=EntryKind.REVERSAL, charge_id=charge,
        reverses_id=taken.entry_id,
    )  # fmt: skip
    assert found(store, "ledger reversals") == [
        f"entry {entry} does not mirror the entry it reverses"
    ]


def test_a_reversal_with_a_move_too_many_is_found(store, amy, own, slip):
    who, charge = own
    with store.write(amy) as work:
        taken = builders.payment(work, who.account_id, "30.00", charge_id=charge)
    entry = slip(
        Bucket.RECEIVED, Bucket.PATIENT, "30.00", kind=EntryKind.REVERSAL, charge_id=charge,
        reverses_id=taken.entry_id,
    )  # fmt: skip
    with store.write(amy) as work:
        work.session.add(
            Movement(
                entry_id=entry, charge_id=charge, source=Bucket.RECEIVED, target=Bucket.PATIENT,
                amount=usd("1.00"),
            )
        )  # fmt: skip
    assert found(store, "ledger reversals") == [
        f"entry {entry} does not mirror the entry it reverses"
    ]


def test_balances_upside_down_are_found(store, amy, own, slip):
    who, charge = own
    slip(Bucket.PATIENT, Bucket.WRITE_OFF, "130.00", charge_id=charge)
    slip(Bucket.RECEIVED, Bucket.PATIENT_CREDIT, "7.00", kind=EntryKind.REFUND)
    with store.write(amy) as work:
        cover = builders.coverage(work, who.patient_id)
    slip(
        Bucket.PAYER, Bucket.RECEIVED, "9.00", kind=EntryKind.PAYER_PAYMENT, charge_id=charge,
        source_coverage_id=cover,
    )  # fmt: skip
    assert found(store, "ledger balances") == [
        f"charge {charge}: patient stands at -30.00",
        f"charge {charge}: payer of coverage {cover} stands at -9.00",
        f"account {who.account_id}: more credit was used than there is, 7.00",
    ]


def test_a_move_on_a_charge_of_another_account_is_found(store, amy, own, slip):
    with store.write(amy) as work:
        stranger = builders.patient(work)
        other = builders.charge(work, stranger, "40.00")
    entry = slip(Bucket.PATIENT, Bucket.WRITE_OFF, "3.00", charge_id=other)
    assert found(store, "account sums") == [
        f"entry {entry} moves money on a charge of another account"
    ]


def test_figures_that_do_not_add_up_are_found(store, own):
    who, _charge = own
    with store.read() as session:
        summary = balances.account_summary(session, who.account_id, LATER)
    assert list(findings.disagreements(summary, 10_000)) == []
    assert list(findings.disagreements(summary, 9_999)) == [
        f"account {who.account_id}: its figures give 100.00, its movements 99.99"
    ]
    askew = replace(summary, patient_balance=usd("90.00"))
    assert list(findings.disagreements(askew, 10_000)) == [
        f"account {who.account_id}: its figures give 100.00, its movements 100.00",
        f"account {who.account_id}: aging does not add up to the patient's part",
    ]


def test_a_receipt_that_differs_from_its_entry_is_found(store, amy, own, slip):
    who, charge = own
    with store.write(amy) as work:
        taken = builders.payment(work, who.account_id, "30.00", charge_id=charge)
        work.session.add(
            Movement(
                entry_id=taken.entry_id, charge_id=charge, source=Bucket.PATIENT,
                target=Bucket.RECEIVED, amount=usd("1.00"),
            )
        )  # fmt: skip
    assert found(store, "receipts") == [f"receipt {taken.number} and its entry differ"]
