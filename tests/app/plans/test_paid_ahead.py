"""Money paid ahead, credit and later changes: the plan and the account count them alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from app.ledger import balances
from app.ledger import book as ledger
from app.ledger.drafts import ChangeDraft, PayerAnswerDraft, PayerLine
from app.ledger.installments import unpaid as poured
from app.ledger.undoing import ReversalDraft
from app.plans import book, deriving, keeping, stored
from app.plans.changing import NewTerms
from app.plans.events import Add, AddMethod, Payment, Reduce
from app.plans.view import Standing
from app.values.ledger import Bucket
from app.values.money import ZERO, Rate
from app.values.problem import Refused
from tests import builders
from tests.app.plans.signing_desk import SIGNED, TODAY, pay, seen, started, two_visits, unpaid
from tests.builders import usd
from tests.conftest import AMY

FIRST_MONTH = ["2026-09-03", "2026-10-05", "2026-11-03", "2026-12-03", "2027-01-04", "2027-02-03"]
"""The days on which 600.00 ask 100.00 each; 3 October and 3 January are on a weekend."""


@pytest.fixture
def who(store):
    store.clock = lambda: datetime.combine(SIGNED, time(16), UTC)
    return two_visits(store)


def add(store, who, plan_id, amount, method, on):
    with store.write(AMY) as work:
        fresh = builders.charge(work, who, amount, dos=SIGNED)
        book.add_charges(work, plan_id, [fresh], method, on)


def written_off(work, who, charge_id, amount, on):
    change = ChangeDraft(
        account_id=who.account_id, charge_id=charge_id, effective=on, amount=usd(amount),
        reason="kindness", bucket=Bucket.PATIENT,
    )  # fmt: skip
    return ledger.write_off(work, change)


def on_the_account(store, who, on=TODAY):
    """Give (left, past due, due by the next statement, oldest unpaid) as the account says it."""
    with store.read() as session:
        (plan,) = balances.account_summary(session, who.account_id, on).plans
    return plan.balance, plan.past_due, plan.current_due, plan.oldest_unpaid_due


def test_what_is_added_level_to_a_plan_that_was_prepaid_is_spread_over_its_dates(store, who):
    # All 600.00 are paid; of 90.00 more the six dates ask 15.00 each.
    plan_id = started(store, who)
    pay(store, plan_id, "600.00", SIGNED)
    add(store, who, plan_id, "90.00", AddMethod.LEVEL, SIGNED)
    plan = seen(store, plan_id)
    assert unpaid(plan) == [(due, "15.00") for due in FIRST_MONTH]
    assert on_the_account(store, who) == (usd("90"), usd("15"), usd("15"), date(2026, 9, 3))
    assert plan.past_due == usd("15")
    # The version says first what is paid, then what is asked; all of it is 690.00.
    amounts = [amount.plain() for _, _, amount in plan.versions[-1].rows]
    assert amounts == ["100.00"] * 5 + ["115.00"] + ["15.00"] * 5
    pay(store, plan_id, "20.00")
    assert unpaid(seen(store, plan_id))[0] == ("2026-10-05", "10.00")
    assert on_the_account(store, who) == (usd("70"), ZERO, usd("10"), date(2026, 10, 5))


def test_credit_of_the_plan_pays_what_is_added_and_no_new_agreement_is_needed(store, who):
    # 650.00 on 600.00 leave 50.00; a visit of 50.00 more is paid at once.
    plan_id = started(store, who)
    pay(store, plan_id, "650.00", SIGNED)
    assert seen(store, plan_id).credit == usd("50.00")
    before = seen(store, plan_id).document_id
    add(store, who, plan_id, "50.00", AddMethod.EXTEND, SIGNED)
    plan = seen(store, plan_id)
    assert (plan.standing, plan.remaining, plan.credit) == (Standing.PAID_OFF, ZERO, ZERO)
    assert plan.document_id == before
    assert on_the_account(store, who) == (ZERO, ZERO, ZERO, None)


def test_credit_that_an_insurer_left_pays_what_is_added_too(store, who):
    # 500.00 paid, then 300.00 of an insurer: 100.00 were left, so 200.00 are credit.
    plan_id = started(store, who)
    pay(store, plan_id, "500.00", SIGNED)
    with store.write(AMY) as work:
        charge_id = book.plan_state(work.session, plan_id, SIGNED).charges[0].charge_id
        answer = PayerAnswerDraft(
            account_id=who.account_id, coverage_id=builders.coverage(work, who.patient_id),
            effective=SIGNED, lines=(PayerLine(charge_id=charge_id, paid=usd("300.00")),),
        )  # fmt: skip
        ledger.payer_payment(work, answer)
    assert (seen(store, plan_id).remaining, seen(store, plan_id).credit) == (ZERO, usd("200.00"))
    # Of 250.00 more it pays 200.00; the rest is asked once.
    add(store, who, plan_id, "250.00", AddMethod.EXTEND, SIGNED)
    plan = seen(store, plan_id)
    assert (plan.remaining, plan.credit) == (usd("50.00"), ZERO)
    assert on_the_account(store, who)[0] == usd("50.00")
    rows = [(due, amount.cents) for _, due, amount in plan.versions[-1].rows]
    # 700.00 paid and 50.00 asked, less 200.00 that no payment of this plan brought.
    assert sum(cents for _, cents in rows) == 55_000
    assert [(row.due, row.cents) for row in poured(rows, 50_000)] == [
        (date.fromisoformat(due), usd(amount).cents) for due, amount in unpaid(plan)
    ]


def test_a_payment_after_new_terms_goes_to_the_oldest_due_even_behind_a_returned_one(store, who):
    # 250.00 paid ahead; the other 350.00 in two from 13 August. Then the 250.00 come back.
    plan_id = started(store, who)
    taken = pay(store, plan_id, "250.00", SIGNED)
    with store.write(AMY) as work:
        new = NewTerms(first_due=date(2026, 8, 13), count=2)
        book.change_terms(work, plan_id, new, "sooner")
    assert unpaid(seen(store, plan_id)) == [("2026-08-13", "175.00"), ("2026-09-14", "175.00")]
    with store.write(AMY) as work:
        ledger.reverse(work, taken.entry_id, ReversalDraft("returned", SIGNED))
    back = [("2026-09-03", "100.00"), ("2026-10-05", "100.00"), ("2026-11-03", "50.00")]
    assert unpaid(seen(store, plan_id)) == [
        *back,
        ("2026-08-13", "175.00"),
        ("2026-09-14", "175.00"),
    ]
    pay(store, plan_id, "200.00", date(2026, 8, 20))
    # 175.00 for 13 August, 25.00 for 3 September.
    plan = seen(store, plan_id)
    assert unpaid(plan) == [("2026-09-03", "75.00"), *back[1:], ("2026-09-14", "175.00")]
    assert plan.row.oldest_unpaid == date(2026, 9, 3)
    assert on_the_account(store, who) == (
        usd("400.00"), usd("250.00"), usd("100.00"), date(2026, 9, 3),
    )  # fmt: skip


def test_a_return_that_was_itself_a_mistake_lets_the_payment_count_again(store, who):
    plan_id = started(store, who)
    taken = pay(store, plan_id, "100.00", SIGNED)
    with store.write(AMY) as work:
        back = ledger.reverse(work, taken.entry_id, ReversalDraft("returned", SIGNED))
    assert seen(store, plan_id).remaining == usd("600.00")
    with store.write(AMY) as work:
        ledger.reverse(work, back, ReversalDraft("not returned", SIGNED))
    plan = seen(store, plan_id)
    assert (plan.remaining, plan.payments[0].returned_on) == (usd("500.00"), None)
    assert on_the_account(store, who)[0] == usd("500.00")


def test_days_between_two_changes_of_one_gesture_are_told_by_the_ledger(store, who):
    # 50.00 off from 10 August and 40.00 from 20 August, in one gesture: the plan follows once.
    plan_id = started(store, who)
    with store.write(AMY) as work:
        charge_id = book.plan_state(work.session, plan_id, SIGNED).charges[0].charge_id
        first = written_off(work, who, charge_id, "50.00", date(2026, 8, 10))
        written_off(work, who, charge_id, "40.00", date(2026, 8, 20))
    between = date(2026, 8, 15)
    assert seen(store, plan_id, between).remaining == usd("550.00")
    assert unpaid(seen(store, plan_id, between))[-1] == ("2027-02-03", "50.00")
    assert seen(store, plan_id).remaining == usd("510.00")
    # The first is taken back from the 25th, and 10.00 more come off from the 28th.
    with store.write(AMY) as work:
        ledger.reverse(work, first, ReversalDraft("a mistake", date(2026, 8, 25)))
        written_off(work, who, charge_id, "10.00", date(2026, 8, 28))
    assert seen(store, plan_id, date(2026, 8, 26)).remaining == usd("560.00")
    assert seen(store, plan_id).remaining == usd("550.00")


def test_what_the_program_followed_is_told_apart_from_what_people_did(store, who):
    plan_id = started(store, who)
    pay(store, plan_id, "100.00", SIGNED)
    with store.write(AMY) as work:
        charge_id = book.plan_state(work.session, plan_id, SIGNED).charges[1].charge_id
        written_off(work, who, charge_id, "30.00", SIGNED)
    add(store, who, plan_id, "40.00", AddMethod.EXTEND, SIGNED)
    with store.read() as session:
        (plan,) = stored.load(session, keeping.EVER, [plan_id])
    all_of, own = deriving.events_of(plan), deriving.events_of(plan, own_deeds_only=True)
    assert [type(event) for event in all_of] == [Payment, Reduce, Add]
    assert [type(event) for event in own] == [Payment, Add]


def test_what_cannot_be_changed_is_refused_by_its_name(store, who):
    plan_id = started(store, who)
    both = NewTerms(first_due=TODAY, count=3, amount=usd("50.00"))
    with store.write(AMY) as work:
        for code, verb, *given in (
            ("plans.number_or_amount", book.change_terms, both, "less"),
            ("plans.nothing_to_add", book.add_charges, [], AddMethod.EXTEND),
            ("plans.nothing_to_add", book.add_charges, [99], AddMethod.EXTEND),
            ("plans.no_such_event", book.insurance_arrived, 99, "level"),
        ):
            with pytest.raises(Refused, match=rf"^{code}$"):
                verb(work, plan_id, *given)


def test_a_plan_that_bears_interest_takes_no_more_visits(store, who):
    plan_id = started(store, who, apr=Rate.parse("6"))
    with store.write(AMY) as work:
        fresh = builders.charge(work, who, "50.00", dos=SIGNED)
        with pytest.raises(Refused, match=r"^plans\.bears_interest$"):
            book.add_charges(work, plan_id, [fresh], AddMethod.EXTEND)


def test_a_plan_in_place_of_another_takes_what_is_unpaid_and_keeps_the_old_one_to_look_at(
    store, who
):
    # 100.00 of 600.00 paid: 500.00 in ten from 1 October, 50.00 each.
    plan_id = started(store, who)
    pay(store, plan_id, "100.00", SIGNED)
    with store.write(AMY) as work:
        new = NewTerms(first_due=date(2026, 10, 1), count=10)
        with pytest.raises(Refused, match=r"^plans\.reason_missing$"):
            book.reschedule(work, plan_id, new, " ", TODAY)
        fresh = book.reschedule(work, plan_id, new, "a smaller amount", TODAY)
        assert book.agreement(work.session, fresh).startswith(b"%PDF")
    old, plan = seen(store, plan_id), seen(store, fresh)
    assert (old.standing, old.remaining, old.successor_id) == (Standing.RESCHEDULED, ZERO, fresh)
    assert {amount for _, amount in unpaid(plan)} == {"50.00"}
    assert (plan.remaining, len(plan.installments)) == (usd("500.00"), 10)
    assert [charge.left for charge in plan.charges] == [usd("210.00"), usd("290.00")]
    assert on_the_account(store, who) == (usd("500"), ZERO, usd("50"), date(2026, 10, 1))
