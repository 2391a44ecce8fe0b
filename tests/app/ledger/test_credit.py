"""Money that is held: applied, given back, and taken away again with its payment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.ledger import balances, book, credit
from app.ledger.drafts import (
    ChangeDraft,
    EntryDraft,
    PayerAnswerDraft,
    PayerLine,
    RefundDraft,
    SpreadDraft,
)
from app.ledger.undoing import ReversalDraft
from app.values.ledger import Bucket, Move
from app.values.problem import Refused
from app.values.states import ClaimStatus, EntryKind
from models.ledger import Entry, Movement
from tests import builders
from tests.app.ledger.postings import stray
from tests.builders import usd

DAY = date(2026, 7, 1)
WRONG = ReversalDraft("wrong account")


@pytest.fixture
def family(store, amy):
    """Give (account, first, second): two charges of 100.00 that the patient owes."""
    with store.write(amy) as work:
        who = builders.patient(work)
        first = builders.charge(work, who, "100.00", dos=date(2026, 5, 1))
        second = builders.charge(work, who, "100.00", dos=date(2026, 6, 1))
    return who.account_id, first, second


def applying(account_id, charge_id, amount):
    return ChangeDraft(
        account_id=account_id, charge_id=charge_id, effective=DAY, amount=usd(amount)
    )


def giving(account_id, amount, **more):
    return RefundDraft(account_id=account_id, effective=DAY, amount=usd(amount), **more)


def figures(session, account_id):
    found = balances.account_summary(session, account_id, DAY)
    return found.patient_balance.plain(), found.unapplied_credit.plain()


def owed(session, *charges):
    return [balances.charge_balance(session, one, Bucket.PATIENT).plain() for one in charges]


def test_credit_is_applied_from_the_payments_it_came_from(store, amy, family):
    account, first, second = family
    with store.write(amy) as work:
        one = builders.payment(work, account, "30.00", on=date(2026, 6, 2))
        two = builders.payment(work, account, "50.00", on=date(2026, 6, 3))
        applied = book.apply_credit(work, applying(account, second, "60.00"))
        causes = work.session.scalars(sa.select(Entry.caused_by_id).where(Entry.id.in_(applied)))
        assert sorted(causes) == [one.entry_id, two.entry_id]
        assert owed(work.session, first, second) == ["100.00", "40.00"]
        book.apply_credit(work, applying(account, first, "20.00"))
        assert owed(work.session, first, second) == ["80.00", "40.00"]


def spreading(account_id, amount, *charges):
    return SpreadDraft(
        account_id=account_id, effective=DAY, amount=usd(amount), charge_ids=tuple(charges)
    )


def test_credit_is_put_to_all_that_is_owed_oldest_service_first(store, amy, family):
    account, first, second = family
    with store.write(amy) as work:
        builders.payment(work, account, "130.00", on=date(2026, 6, 2))
        coming = credit.shares(work.session, spreading(account, "130.00"))
        assert [(one.charge_id, one.amount.plain()) for one in coming] == [
            (first, "100.00"), (second, "30.00"),
        ]  # fmt: skip
        (only,) = credit.shares(work.session, spreading(account, "100.00"))
        assert only.charge_id == first
        book.spread_credit(work, spreading(account, "130.00"))
        assert owed(work.session, first, second) == ["0.00", "70.00"]
        assert figures(work.session, account) == ("70.00", "0.00")


def test_credit_is_put_to_some_charges_alone_and_to_no_more_than_they_owe(store, amy, family):
    account, first, second = family
    with store.write(amy) as work:
        builders.payment(work, account, "130.00", on=date(2026, 6, 2))
        for amount, charges, code in (
            ("101.00", (second,), "ledger.more_than_owed"),
            ("131.00", (), "ledger.more_than_credit"),
            ("0.00", (), "ledger.amount_not_positive"),
        ):
            with pytest.raises(Refused) as caught, work.session.begin_nested():
                book.spread_credit(work, spreading(account, amount, *charges))
            assert caught.value.code == code
        book.spread_credit(work, spreading(account, "60.00", second))
        assert owed(work.session, first, second) == ["100.00", "40.00"]


def test_credit_put_to_the_account_leaves_plans_alone(store, amy, family):
    account, first, second = family
    with store.write(amy) as work:
        builders.plan(work, account, (first,), ((date(2026, 8, 1), "100.00"),))
        builders.payment(work, account, "130.00", on=date(2026, 6, 2))
        (only,) = credit.shares(work.session, spreading(account, "130.00"))
        assert (only.charge_id, only.amount.plain()) == (second, "100.00")


def test_credit_of_a_charge_can_pay_another(store, amy, family):
    account, first, second = family
    with store.write(amy) as work:
        builders.payment(work, account, "130.00", charge_id=first)
        book.apply_credit(work, applying(account, second, "30.00"))
        assert owed(work.session, first, second) == ["0.00", "70.00"]
        held = balances.charge_balance(work.session, first, Bucket.PATIENT_CREDIT)
        assert held.plain() == "0.00"


def test_credit_without_a_payment_can_be_applied_too(store, amy, family):
    account, first, second = family
    with store.write(amy) as work:
        draft = ChangeDraft(
            account_id=account, charge_id=first, effective=DAY, amount=usd("120.00"),
            reason="assistance", decided=True,
        )  # fmt: skip
        book.write_off(work, draft)
        (applied,) = book.apply_credit(work, applying(account, second, "20.00"))
        assert work.session.get(Entry, applied).caused_by_id is None


def test_no_more_is_applied_than_is_held_or_owed(store, amy, family):
    account, first, second = family
    with store.write(amy) as work:
        builders.payment(work, account, "300.00")
    for charge, amount, code in (
        (second, "300.01", "ledger.more_than_credit"),
        (second, "100.01", "ledger.more_than_owed"),
        (first, "0.00", "ledger.amount_not_positive"),
    ):
        with pytest.raises(Refused, match=code), store.write(amy) as work:
            book.apply_credit(work, applying(account, charge, amount))


def test_undoing_a_payment_undoes_what_was_applied_from_it(store, amy, family):
    account, first, second = family
    with store.write(amy) as work:
        one = builders.payment(work, account, "30.00")
        builders.payment(work, account, "50.00")
        book.apply_credit(work, applying(account, first, "60.00"))
    with store.write(amy) as work:
        book.reverse(work, one.entry_id, WRONG)
        assert owed(work.session, first, second) == ["70.00", "100.00"]


def test_undoing_a_payment_undoes_the_newest_applications_as_far_as_credit_lacks(
    store, amy, family
):
    account, first, second = family
    with store.write(amy) as work:
        builders.payment(work, account, "30.00")
        late = builders.payment(work, account, "30.00")
        unnamed = EntryDraft(
            kind=EntryKind.CREDIT_APPLIED, account_id=account, effective=DAY,
            moves=(
                Move(Bucket.RECEIVED, Bucket.PATIENT_CREDIT, usd("40.00")),
                Move(Bucket.PATIENT, Bucket.RECEIVED, usd("40.00"), first),
            ),
        )  # fmt: skip
        book.post(work, unnamed)
    with store.write(amy) as work:
        book.reverse(work, late.entry_id, WRONG)
        assert owed(work.session, first, second) == ["100.00", "100.00"]


def test_a_refund_takes_free_credit_first_and_then_the_oldest_charge(store, amy, family):
    account, first, second = family
    with store.write(amy) as work:
        builders.payment(work, account, "20.00")
        builders.payment(work, account, "110.00", charge_id=second)
        builders.payment(work, account, "110.00", charge_id=first)
        refund = book.refund(work, giving(account, "35.00"))
        moved = sa.select(Movement.charge_id, Movement.amount).where(Movement.entry_id == refund)
        assert [(c, m.plain()) for c, m in work.session.execute(moved)] == [
            (None, "20.00"),
            (first, "10.00"),
            (second, "5.00"),
        ]
        assert figures(work.session, account) == ("0.00", "5.00")


def test_no_more_is_refunded_than_is_held(store, amy, family):
    account, first, _second = family
    with store.write(amy) as work:
        builders.payment(work, account, "20.00")
    for draft in (giving(account, "20.01"), giving(account, "1.00", charge_id=first)):
        with pytest.raises(Refused, match=r"ledger\.more_than_credit"), store.write(amy) as work:
            book.refund(work, draft)


def test_a_payer_gets_back_its_credit_alone(store, amy):
    with store.write(amy) as work:
        who = builders.patient(work)
        cover = builders.coverage(work, who.patient_id)
        charge = builders.charge(work, who, "100.00", coverage_id=cover)
        line = PayerLine(charge_id=charge, paid=usd("130.00"))
        draft = PayerAnswerDraft(
            account_id=who.account_id, coverage_id=cover, effective=DAY, lines=(line,)
        )
        book.payer_payment(work, draft)
    with pytest.raises(Refused, match=r"ledger\.more_than_credit"), store.write(amy) as work:
        book.refund(work, giving(who.account_id, "1.00"))
    with store.write(amy) as work:
        book.refund(work, giving(who.account_id, "30.00", to_payer=True))
        found = balances.account_summary(work.session, who.account_id, DAY)
        assert found.payer_credit.plain() == "0.00"


def test_a_refunded_payment_that_comes_back_is_owed_by_the_newest_charge(store, amy, family):
    account, first, second = family
    with store.write(amy) as work:
        taken = builders.payment(work, account, "40.00")
        book.refund(work, giving(account, "40.00"))
        book.reverse(work, taken.entry_id, ReversalDraft("check returned", DAY))
        assert owed(work.session, first, second) == ["100.00", "140.00"]
        # The next money held clears it.
        builders.payment(work, account, "25.00", on=DAY)
        assert owed(work.session, first, second) == ["100.00", "115.00"]
        assert figures(work.session, account) == ("215.00", "0.00")


def test_a_refunded_payment_without_any_charge_cannot_come_back(store, amy):
    with store.write(amy) as work:
        account = builders.account(work)
        taken = builders.payment(work, account, "40.00")
        book.refund(work, giving(account, "40.00"))
    with pytest.raises(Refused, match=r"ledger\.refund_in_the_way"), store.write(amy) as work:
        book.reverse(work, taken.entry_id, WRONG)


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        (Bucket.PATIENT, Bucket.RECEIVED, "ledger.below_zero"),
        (Bucket.RECEIVED, Bucket.PATIENT_CREDIT, "ledger.credit_above_zero"),
    ],
)
def test_a_unit_of_work_that_turns_a_balance_over_is_not_kept(
    store, amy, family, source, target, code
):
    account, first, _second = family
    for charge in (first, None):
        if charge is None and source is Bucket.PATIENT:
            continue
        with pytest.raises(Refused, match=code), store.write(amy) as work:
            ends = (source, target)
            stray(
                work, account, "150.00", ends,
                kind=EntryKind.REFUND, effective=DAY, charge_id=charge,
            )  # fmt: skip


def test_a_unit_of_work_that_moves_money_on_another_accounts_charge_is_not_kept(store, amy, family):
    _account, charge, _second = family
    with store.write(amy) as work:
        stranger = builders.account(work, "Stranger")
    with pytest.raises(Refused, match=r"ledger\.other_account"), store.write(amy) as work:
        ends = (Bucket.PATIENT, Bucket.WRITE_OFF)
        stray(work, stranger, "1.00", ends, effective=DAY, charge_id=charge)


def test_a_payment_whose_credit_is_all_held_goes_without_what_came_of_another(store, amy, family):
    account, first, _second = family
    with store.write(amy) as work:
        builders.payment(work, account, "30.00", on=date(2026, 6, 2))
        book.apply_credit(work, applying(account, first, "30.00"))
        held = builders.payment(work, account, "50.00", on=date(2026, 6, 3))
    with store.write(amy) as work:
        book.reverse(work, held.entry_id, ReversalDraft("wrong account", DAY))
        assert owed(work.session, first) == ["70.00"]
        assert figures(work.session, account) == ("170.00", "0.00")


def test_a_small_refund_leaves_the_other_credit_alone(store, amy, family):
    account, first, second = family
    with store.write(amy) as work:
        builders.payment(work, account, "110.00", charge_id=second)
        builders.payment(work, account, "110.00", charge_id=first)
        refund = book.refund(work, giving(account, "10.00"))
        moved = sa.select(Movement.charge_id).where(Movement.entry_id == refund)
        assert work.session.scalars(moved).all() == [first]


def test_new_credit_clears_refunds_on_several_charges_as_far_as_it_goes(store, amy, family):
    account, _first, second = family
    with store.write(amy) as work:
        one = builders.payment(work, account, "40.00")
        two = builders.payment(work, account, "30.00")
        book.refund(work, giving(account, "70.00"))
        book.reverse(work, one.entry_id, ReversalDraft("returned", DAY))
        newer = builders.charge(
            work, builders.Registered(1, account), "10.00", dos=date(2026, 6, 20)
        )
        book.reverse(work, two.entry_id, ReversalDraft("returned", DAY))
        assert owed(work.session, second, newer) == ["140.00", "40.00"]
        builders.payment(work, account, "40.00", on=DAY)
        assert owed(work.session, second, newer) == ["100.00", "40.00"]


@pytest.mark.parametrize(
    ("days", "waits"), [(-1, True), (0, False)], ids=["before the answer", "on its day"]
)
def test_a_decided_refund_beyond_the_credit_waits_for_the_payer_until_the_day_it_answered(
    store, amy, days, waits
):
    with store.write(amy) as work:
        who = builders.patient(work)
        cover = builders.coverage(work, who.patient_id)
        charge = builders.charge(work, who, "100.00", coverage_id=cover)
        status = ClaimStatus.ADJUDICATED
        builders.claim(work, who, cover, (charge,), status=status, adjudicated_on=DAY)
        draft = giving(who.account_id, "15.00", charge_id=charge, decided=True)
        day = DAY + timedelta(days=days)
        (move,) = credit.refunded(work.session, replace(draft, effective=day)).moves
    assert move.target is (Bucket.PATIENT_CREDIT if waits else Bucket.PATIENT)
