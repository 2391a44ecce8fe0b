"""A plan from the first draft to the signature: previews, offers, agreements, and refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.ledger import book as ledger
from app.ledger.drafts import ChangeDraft
from app.plans import book, offers
from app.plans.offers import PlanDraft
from app.plans.view import Group, Standing
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.problem import Refused, Severity
from app.values.states import PaymentMethod
from models.plan import PaymentPlan
from tests import builders
from tests.app.plans.signing_desk import SIGNED, TODAY, draft, pay, seen, started, two_visits
from tests.builders import usd
from tests.conftest import AMY


@pytest.fixture
def who(store):
    return two_visits(store)


@pytest.fixture
def that_day(store):
    """Let the clock stand at the day of the drafts."""
    store.clock = lambda: datetime.combine(SIGNED, time(16), UTC)


def codes(of: PlanDraft):
    return [(problem.code, problem.field) for problem in of.problems()]


def test_the_dialog_begins_with_whose_account_it_is_and_all_that_is_open(store, who):
    with store.read() as session:
        begun = offers.begun(session, who.account_id, SIGNED)
    assert (begun.guarantor[:10], begun.draft.principal) == ("Castellan,", usd("600.00"))
    assert (begun.draft.first_due, begun.draft.count) == (date(2026, 9, 3), None)
    with pytest.raises(Refused, match=r"ledger\.no_such_account"), store.read() as session:
        offers.begun(session, 99, SIGNED)


def test_nothing_is_worked_out_before_a_number_or_an_amount_is_typed(store, who):
    with store.write(AMY) as work:
        empty = draft(work, who, None)
    assert codes(empty) == [("plans.number_or_amount", "count")]
    assert not empty.preview().is_ready


def test_an_amount_leads_and_the_number_follows(store, who):
    # 600.00 at 175.00: three of 175.00, and 75.00.
    with store.write(AMY) as work:
        by_amount = draft(work, who).with_amount(usd("175.00"))
    schedule = by_amount.preview().schedule
    assert by_amount.count is None
    assert [row.amount for row in schedule.installments] == [usd("175.00")] * 3 + [usd("75.00")]
    assert by_amount.preview().is_ready


def test_terms_that_are_refused_name_their_field(store, who):
    with store.write(AMY) as work:
        made = draft(work, who)
    assert codes(replace(made, down_payment=usd("600.00"))) == [
        ("plans.nothing_left_to_finance", "down_payment")
    ]
    assert codes(replace(made, first_due=date(2026, 8, 2))) == [
        ("plans.first_due_before_agreement", "first_due")
    ]


def test_terms_that_make_no_sense_at_all_are_a_problem_not_a_crash(store, who):
    with store.write(AMY) as work:
        none = draft(work, who, 0)
        assert codes(none) == [("plans.no_such_terms", "count")]
        with pytest.raises(Refused, match=r"^plans\.number_or_amount$"):
            book.start(work, none)


def test_five_installments_are_noted_and_may_be_signed(store, who):
    with store.write(AMY) as work:
        made = draft(work, who, 5)
    (note,) = made.problems()
    assert (note.code, note.severity) == ("plans.lending_five", Severity.NOTE)
    assert made.preview().is_ready


def test_plans_of_a_year_are_counted_by_their_first_signature(store, who):
    plan_id = started(store, who)
    with store.write(AMY) as work:
        fresh = builders.charge(work, who, "100.00", dos=TODAY)
        book.add_charges(work, plan_id, [fresh], offers_add())
        assert offers.plans_in_year(work.session, 2026) == 1
        assert offers.plans_in_year(work.session, 2025) == 0
        assert offers.new_draft(work.session, who.account_id, TODAY).plans_this_year == 1


def offers_add():
    return book.changing.AddMethod.EXTEND


def test_the_agreement_can_be_looked_at_before_it_is_signed(store, who):
    with store.write(AMY) as work:
        made = draft(work, who)
        assert book.agreement_pdf(work.session, made).startswith(b"%PDF")
        assert book.agreement_pdf(work.session, made.with_count(None)) is None
        assert book.agreement_pdf(work.session, replace(made, charges=())) is None


@pytest.mark.usefixtures("that_day")
def test_an_offer_locks_nothing_and_is_signed_later_as_it_was_printed(store, who):
    with store.write(AMY) as work:
        made = draft(work, who, 4, down_payment=usd("100.00"), autopay="card 4242")
        printed = book.offer_printed(work, made, PaymentMethod.CARD)
    assert printed.pdf.startswith(b"%PDF")
    offered = seen(store, printed.plan_id)
    # 600.00 less 100.00 down in four: 125.00 each.
    assert (offered.standing, offered.state) == (Standing.OFFERED, None)
    assert [row.unpaid for row in offered.installments] == [usd("125.00")] * 4
    assert offered.row.groups == {Group.OFFERS}
    with store.read() as session:
        assert len(offers.open_charges(session, who.account_id)) == 2
        assert [row.standing for row in book.plans_due(session, TODAY)] == [Standing.OFFERED]
    with store.write(AMY) as work:
        signed = book.start_offer(work, printed.plan_id, method=PaymentMethod.CARD)
    assert signed == printed.plan_id
    plan = seen(store, signed)
    assert (plan.standing, plan.remaining) == (Standing.PAST_DUE, usd("500.00"))


def test_an_offer_whose_first_date_has_passed_has_to_be_offered_anew(store, who):
    with store.write(AMY) as work:
        offer = book.offer(work, draft(work, who))
        assert work.today > date(2026, 9, 3)
        with pytest.raises(Refused, match=r"^plans\.first_due_before_agreement$"):
            book.start_offer(work, offer)


@pytest.mark.usefixtures("that_day")
def test_an_offer_is_signed_once_and_a_plan_that_was_never_offered_not_at_all(store, who):
    with store.write(AMY) as work:
        offer = book.offer(work, draft(work, who))
        book.start_offer(work, offer)
        for plan_id in (offer, 99):
            with pytest.raises(Refused, match=r"^plans\.not_offered$"):
                book.start_offer(work, plan_id)
        fresh = builders.charge(work, who, "100.00", dos=SIGNED)
        again = draft(work, who, 2)
        assert [charge.charge_id for charge in again.charges] == [fresh]
        for plan_id in (offer, 99):
            with pytest.raises(Refused, match=r"^plans\.not_offered$"):
                book.start(work, again, offer_id=plan_id)


def test_an_offer_that_was_withdrawn_is_not_signed(store, who):
    with store.write(AMY) as work:
        offer = book.offer(work, draft(work, who))
        book.cancel(work, offer, "asked for")
        with pytest.raises(Refused, match=r"^plans\.not_offered$"):
            book.start_offer(work, offer)


def test_a_number_without_an_offer_behind_it_is_no_plan(store, who):
    with store.write(AMY) as work:
        row = PaymentPlan(
            number=77, account_id=who.account_id, created_at=work.now, created_by="amy"
        )
        work.session.add(row)
        work.session.flush()
        empty = row.id
        assert book.plans_due(work.session, TODAY) == ()
        with pytest.raises(Refused, match=r"^plans\.not_offered$"):
            book.start_offer(work, empty)
    for plan_id in (empty, 99):
        with pytest.raises(Refused, match=r"^plans\.no_such_plan$"):
            seen(store, plan_id)


def test_a_signed_plan_comes_with_its_agreement_to_print(store, who):
    with store.write(AMY) as work:
        made = draft(work, who, down_payment=usd("350.00"))
        printed = book.start_printed(work, made, PaymentMethod.CASH)
    with store.read() as session:
        assert book.agreement(session, printed.plan_id) == printed.pdf
    # 350.00 down pays the first visit of 310.00 and 40.00 of the second.
    plan = seen(store, printed.plan_id)
    assert [charge.left for charge in plan.charges] == [ZERO, usd("250.00")]
    assert plan.installments[0].amount == usd("41.67")


def test_a_balance_that_changed_since_the_draft_is_not_signed(store, who):
    with store.write(AMY) as work:
        made = draft(work, who)
        change = ChangeDraft(
            account_id=who.account_id, charge_id=made.charges[0].charge_id, effective=SIGNED,
            amount=usd("10.00"), reason="kindness", bucket=Bucket.PATIENT,
        )  # fmt: skip
        ledger.write_off(work, change)
        with pytest.raises(Refused, match=r"^plans\.balance_changed$"):
            book.start(work, made)


def test_an_installment_in_its_days_of_grace_waits(store, who):
    plan_id = started(store, who)
    row = seen(store, plan_id, date(2026, 9, 10)).row
    assert (row.groups, row.grace_ends) == ({Group.IN_GRACE}, date(2026, 9, 13))
    assert (row.past_due, row.missed) == (usd("100.00"), 0)


def test_a_plan_that_caught_up_is_shown_as_cured_for_thirty_days(store, who):
    plan_id = started(store, who)
    pay(store, plan_id, "100.00", date(2026, 9, 20))
    assert Group.CURED in seen(store, plan_id, date(2026, 9, 30)).row.groups
    pay(store, plan_id, "100.00", date(2026, 10, 1))
    assert Group.CURED in seen(store, plan_id, date(2026, 10, 20)).row.groups
    assert Group.CURED not in seen(store, plan_id, date(2026, 10, 21)).row.groups


def test_an_installment_is_due_from_a_week_before_to_its_day(store, who):
    plan_id = started(store, who)
    due = [Group.DUE in seen(store, plan_id, date(2026, 9, 3) + timedelta(n)).row.groups
           for n in (-8, -7, 0, 1)]  # fmt: skip
    assert due == [False, True, True, False]


def test_the_last_day_of_grace_still_waits_and_the_next_one_does_not(store, who):
    plan_id = started(store, who)
    last = seen(store, plan_id, date(2026, 9, 13)).row
    assert (Group.IN_GRACE in last.groups, last.grace_ends) == (True, date(2026, 9, 13))
    over = seen(store, plan_id, date(2026, 9, 14)).row
    assert (Group.IN_GRACE in over.groups, over.grace_ends) == (False, None)


def test_an_installment_due_today_is_the_next_one(store, who):
    plan_id = started(store, who)
    assert seen(store, plan_id, date(2026, 9, 3)).row.next_due == date(2026, 9, 3)
    # 3 October is a Saturday, so the second one is due on the Monday.
    assert seen(store, plan_id, date(2026, 9, 4)).row.next_due == date(2026, 10, 5)


def test_a_plan_without_interest_is_paid_off_with_what_is_left(store, who):
    plan_id = started(store, who)
    pay(store, plan_id, "100.00")
    with store.read() as session:
        quote = book.payoff_quote(session, plan_id, TODAY)
    assert (quote.amount, quote.interest_saved) == (usd("500.00"), ZERO)
    with store.write(AMY) as work:
        taken = book.PaymentTaken(amount=usd("500.00"), on=TODAY)
        book.pay_off(work, plan_id, taken)
    plan = seen(store, plan_id)
    assert (plan.standing, plan.remaining) == (Standing.PAID_OFF, Money(0))
    assert plan.row.oldest_unpaid is None
