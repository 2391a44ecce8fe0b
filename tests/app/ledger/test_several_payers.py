"""What several payers of one charge owe, and what goes from one of them to another."""

from __future__ import annotations

from app.ledger import balances, book
from app.ledger.drafts import EntryDraft, HandOverDraft
from app.values.ledger import Bucket, Move
from app.values.money import Money
from app.values.states import EntryKind
from tests import builders
from tests.app.ledger.postings import LATER, answer
from tests.builders import usd


def test_what_one_payer_leaves_goes_to_the_next(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        second = builders.coverage(work, who.patient_id, rank=2)
        draft = HandOverDraft(
            account_id=who.account_id, charge_ids=(charge,), effective=LATER,
            coverage_id=cover, next_coverage_id=second,
        )  # fmt: skip
        book.hand_over(work, draft)
        assert balances.with_payers(work.session, charge) == {second: usd("150.00")}
        assert balances.charge_balance(work.session, charge, Bucket.PATIENT) == Money(0)


def test_what_all_payers_leave_goes_to_one_of_them_who_keeps_what_it_has(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        second = builders.coverage(work, who.patient_id, rank=2)
        part = EntryDraft(
            kind=EntryKind.NEXT_PAYER, account_id=who.account_id, effective=LATER,
            moves=(Move(Bucket.PAYER, Bucket.PAYER, usd("50.00"), charge, cover, second),),
        )  # fmt: skip
        book.post(work, part)
        every = HandOverDraft(
            account_id=who.account_id, charge_ids=(charge,), effective=LATER,
            next_coverage_id=second,
        )  # fmt: skip
        book.hand_over(work, every)
        assert balances.with_payers(work.session, charge) == {second: usd("150.00")}


def test_a_payer_below_zero_draws_from_the_other_payer_first(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        second = builders.coverage(work, who.patient_id, rank=2)
        part = EntryDraft(
            kind=EntryKind.NEXT_PAYER, account_id=who.account_id, effective=LATER,
            moves=(Move(Bucket.PAYER, Bucket.PAYER, usd("50.00"), charge, cover, second),),
        )  # fmt: skip
        book.post(work, part)
        book.payer_payment(work, answer(who, cover, charge, paid="120.00"))
        assert balances.with_payers(work.session, charge) == {second: usd("30.00")}
