"""What is printed for a plan, what is refused, and what the program does by itself."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pdfplumber
import pytest

from app.ledger import book as ledger
from app.ledger import closing
from app.ledger.drafts import ChangeDraft
from app.plans import book, changing, keeping, offers, signing, stored
from app.plans.book import PaymentTaken
from app.plans.changing import NewTerms
from app.plans.events import AddMethod, ReduceMethod
from app.plans.offers import a_month_on
from app.plans.view import Standing
from app.values.dates import show_long_date
from app.values.ledger import Bucket
from app.values.money import Money, Rate
from app.values.problem import Refused
from tests import builders
from tests.builders import usd
from tests.conftest import AMY

SIGNED = date(2026, 8, 3)
TODAY = date(2026, 9, 30)


@pytest.fixture
def who(store):
    store.closing_checks.extend((*keeping.CHECKS, *closing.CHECKS))
    with store.write(AMY) as work:
        builders.practice(work)
        found = builders.patient(work)
        for amount in ("310.00", "290.00"):
            builders.charge(work, found, amount, dos=date(2026, 6, 5))
    return found


def draft(work, who, count=6, **more):
    made = offers.new_draft(work.session, who.account_id, SIGNED).with_count(count)
    return type(made)(**{**{f: getattr(made, f) for f in made.__dataclass_fields__}, **more})


def started(store, who, count=6, **more):
    with store.write(AMY) as work:
        return book.start(work, draft(work, who, count, **more))


def seen(store, plan_id, on=TODAY):
    with store.read() as session:
        return book.plan_state(session, plan_id, on)


def words_of(store, plan_id):
    with (
        store.read() as session,
        pdfplumber.open(io.BytesIO(book.agreement(session, plan_id))) as f,
    ):
        return " ".join(page.extract_text() for page in f.pages)


def test_the_agreement_names_every_date_and_carries_the_boxes_when_needed(store, who):
    plan_id = started(store, who)
    said = words_of(store, plan_id)
    for row in seen(store, plan_id).installments:
        assert show_long_date(row.due) in said
    assert "ANNUAL PERCENTAGE" in said
    assert "0.00%" in said
    assert "$600.00" in said


@pytest.mark.parametrize("again", [False, True])
def test_a_changed_agreement_names_the_day_of_the_one_it_replaces(store, who, again):
    plan_id = started(store, who)
    assert "replaces" not in words_of(store, plan_id)
    with store.write(AMY) as work:
        later = NewTerms(count=3, first_due=date(2026, 11, 3))
        change = changing.reschedule if again else changing.change_terms
        other = change(work, plan_id, later, "Too much at once.")
    assert f"replaces the one of {show_long_date(SIGNED)}" in words_of(store, other or plan_id)


def test_an_agreement_changed_again_names_the_latest_day(store, who):
    plan_id = started(store, who)
    days = [SIGNED + timedelta(days=n) for n in (7, 14, 21)]
    for on, count in zip(days, (5, 4, 3), strict=True):
        store.clock = partial(datetime.combine, on, time(16), UTC)
        with store.write(AMY) as work:
            later = NewTerms(count=count, first_due=date(2026, 11, 3))
            changing.change_terms(work, plan_id, later, "Too much at once.")
    assert f"replaces the one of {show_long_date(days[1])}" in words_of(store, plan_id)


def test_four_payments_need_no_boxes(store, who):
    assert "ANNUAL PERCENTAGE" not in words_of(store, started(store, who, 4))


def test_interest_is_billed_and_taken_off_when_paid_early(store, who):
    plan_id = started(store, who, 12, apr=Rate.parse("12"))
    plan = seen(store, plan_id)
    assert plan.remaining == Money.total(row.amount for row in plan.installments)
    assert plan.remaining > usd("600.00")
    with store.write(AMY) as work:
        quote = book.payoff_quote(work.session, plan_id, date(2026, 8, 20))
        assert quote.interest_saved > Money(0)
        with pytest.raises(Refused, match=r"plans\.not_the_payoff"):
            book.pay_off(work, plan_id, PaymentTaken(amount=Money(1), on=quote.on))
        book.pay_off(work, plan_id, PaymentTaken(amount=quote.amount, on=quote.on))
    assert seen(store, plan_id).standing is Standing.PAID_OFF


def test_a_charge_is_in_one_plan_only(store, who):
    with store.write(AMY) as work:
        first = draft(work, who)
        book.start(work, first)
        with pytest.raises(Refused, match=r"plans\.charge_in_plan"):
            book.start(work, first)


def test_an_ended_plan_gives_its_visits_back(store, who):
    plan_id = started(store, who)
    with store.write(AMY) as work:
        with pytest.raises(Refused, match=r"plans\.reason_missing"):
            book.cancel(work, plan_id, " ")
        book.cancel(work, plan_id, "moved away", to_collections=True)
        assert len(offers.open_charges(work.session, who.account_id)) == 2
        with pytest.raises(Refused, match=r"plans\.not_open"):
            book.cancel(work, plan_id, "again")
        with pytest.raises(Refused, match=r"plans\.not_open"):
            book.take_payment(work, plan_id, PaymentTaken(amount=Money(1), on=TODAY))
    assert seen(store, plan_id).standing is Standing.IN_COLLECTIONS


def test_a_discount_shortens_the_plan_by_itself_and_may_be_leveled(store, who):
    plan_id = started(store, who)
    with store.write(AMY) as work:
        charge_id = offers_charge(work, plan_id)
        change = ChangeDraft(
            account_id=who.account_id, charge_id=charge_id, effective=SIGNED,
            amount=usd("90.00"), reason="charity", bucket=Bucket.PATIENT,
        )  # fmt: skip
        ledger.write_off(work, change)
    plan = seen(store, plan_id)
    assert plan.installments[-1].amount == usd("10.00")
    assert plan.undecided is not None
    with store.write(AMY) as work:
        book.insurance_arrived(work, plan_id, plan.undecided.event_id, ReduceMethod.LEVEL)
    after = seen(store, plan_id)
    assert after.undecided is None
    assert after.installments[-1].amount == usd("85.00")
    assert [version.reason for version in after.versions] == ["", "@followed", "@lowered"]


def test_lower_payments_are_a_new_agreement_of_the_day_they_were_chosen(store, who):
    plan_id = started(store, who)
    first = seen(store, plan_id).document_id
    with store.write(AMY) as work:
        less(work, who, offers_charge(work, plan_id), "90.00", SIGNED)
    assert seen(store, plan_id).document_id == first, "a shorter plan asks nothing new"
    decide(store, plan_id, ReduceMethod.LEVEL)
    told = words_of(store, plan_id)
    assert show_long_date(TODAY) in told
    assert "510.00" in told
    with store.write(AMY) as work:
        less(work, who, offers_charge(work, plan_id), "60.00", TODAY)
    decide(store, plan_id, ReduceMethod.LEVEL)
    again = words_of(store, plan_id)
    assert "450.00" in again
    assert again.count(show_long_date(TODAY)) > told.count(show_long_date(TODAY)), (
        "it takes the place of the one of that day"
    )


def test_a_choice_made_when_none_was_printed_yet_hinders_no_agreement(store, who):
    plan_id = started(store, who)
    with store.write(AMY) as work:
        less(work, who, offers_charge(work, plan_id), "90.00", SIGNED)
    with store.write(AMY) as work:
        event = book.plan_state(work.session, plan_id, TODAY).undecided
        cause = signing.cause(work, event.on)
        keeping.write_event(
            work.session, plan_id, stored.DECIDED, cause, event=event.event_id, method="level"
        )
        keeping.follow(work.session, plan_id, cause)
    for amount, left in (("60.00", "450.00"), ("30.00", "420.00")):
        with store.write(AMY) as work:
            less(work, who, offers_charge(work, plan_id), amount, TODAY)
        decide(store, plan_id, ReduceMethod.LEVEL)
        assert left in words_of(store, plan_id)


@pytest.mark.parametrize("apr", ["0", "12"])
def test_nothing_is_lowered_where_nothing_became_less_nor_where_interest_runs(store, who, apr):
    plan_id = started(store, who, 12, apr=Rate.parse(apr))
    before = seen(store, plan_id)
    with store.write(AMY) as work:
        assert not changing.level(work, plan_id, signing.cause(work, TODAY))
    after = seen(store, plan_id)
    assert (after.versions, after.document_id) == (before.versions, before.document_id)


def test_a_plan_that_stays_shorter_prints_nothing(store, who):
    plan_id = started(store, who)
    before = seen(store, plan_id)
    with store.write(AMY) as work:
        less(work, who, offers_charge(work, plan_id), "90.00", SIGNED)
    decide(store, plan_id, ReduceMethod.SHORTEN)
    after = seen(store, plan_id)
    assert (after.document_id, after.undecided) == (before.document_id, None)


def less(work, who, charge_id, amount, on):
    """Write a part of a charge off."""
    change = ChangeDraft(
        account_id=who.account_id, charge_id=charge_id, effective=on, amount=usd(amount),
        reason="charity", bucket=Bucket.PATIENT,
    )  # fmt: skip
    ledger.write_off(work, change)


def decide(store, plan_id, method):
    with store.write(AMY) as work:
        event = book.plan_state(work.session, plan_id, TODAY).undecided
        book.insurance_arrived(work, plan_id, event.event_id, method)


def offers_charge(work, plan_id):
    return book.plan_state(work.session, plan_id, TODAY).charges[0].charge_id


def test_a_late_fee_is_charged_once_outside_the_plan(store, who):
    plan_id = started(store, who, late_fee=usd("5.00"))
    with store.write(AMY) as work:
        assert book.charge_late_fees(work, TODAY) == 1
        assert book.charge_late_fees(work, TODAY) == 0
    plan = seen(store, plan_id)
    assert plan.fees_due == usd("5.00")
    assert plan.remaining == usd("600.00")


def test_added_visits_print_a_new_agreement(store, who):
    plan_id = started(store, who)
    before = seen(store, plan_id).document_id
    with store.write(AMY) as work:
        fresh = builders.charge(work, who, "100.00", dos=TODAY)
        book.add_charges(work, plan_id, [fresh], AddMethod.EXTEND)
        with pytest.raises(Refused, match=r"plans\.charge_in_plan"):
            book.add_charges(work, plan_id, [fresh], AddMethod.EXTEND)
    after = seen(store, plan_id)
    assert after.document_id != before
    assert after.remaining == usd("700.00")
    assert len(after.installments) == 7


def test_twenty_plans_a_year_are_warned_of(store, who):
    with store.write(AMY) as work:
        many = draft(work, who, 3, plans_this_year=20)
    assert [one.code for one in many.problems()] == ["plans.many_this_year"]


def test_a_month_on_keeps_to_the_end_of_short_months():
    assert a_month_on(date(2026, 1, 31)) == date(2026, 2, 28)
    assert a_month_on(date(2026, 12, 15)) == date(2027, 1, 15)


def test_all_plans_are_read_in_as_many_queries_as_one(store, who):
    import sqlalchemy as sa

    for _ in range(3):
        with store.write(AMY) as work:
            other = builders.patient(work)
            builders.charge(work, other, "200.00", dos=date(2026, 6, 5))
            book.start(work, draft(work, other, 2))
    asked = []
    with store.read() as session:
        sa.event.listen(session.connection(), "before_cursor_execute", lambda *_: asked.append(1))
        assert len(book.plans_due(session, TODAY)) == 3
    assert len(asked) <= 9
