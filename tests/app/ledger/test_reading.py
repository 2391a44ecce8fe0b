"""What is known on a day, when an entry and the services in it do not share that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.ledger import balances, book, findings
from app.ledger.drafts import ChargeDraft, ChargesDraft
from app.ledger.reading import Facts
from app.values.money import ZERO
from tests import builders
from tests.app.ledger.postings import change
from tests.builders import usd

FIRST, BETWEEN, LAST = date(2026, 6, 1), date(2026, 6, 10), date(2026, 6, 20)


@pytest.fixture
def stay(store, amy):
    """Give (who, charges): 100.00 of the first and 60.00 of the last day, billed in one entry."""
    with store.write(amy) as work:
        who = builders.patient(work)
        lines = tuple(
            ChargeDraft(patient_id=who.patient_id, dos=dos, code="99232", amount=usd(amount))
            for dos, amount in ((FIRST, "100.00"), (LAST, "60.00"))
        )
        billed = book.charge(work, ChargesDraft(account_id=who.account_id, lines=lines))
    return who, billed.charge_ids


def told(store, who, on):
    """Give (patient, credit, balance) of the account, alone and among all."""
    with store.read() as session:
        one = balances.account_summary(session, who.account_id, on)
        (same,) = balances.account_summaries(session, on)
    assert (one.patient_balance, one.unapplied_credit, one.account_balance) == (
        same.patient_balance, same.unapplied_credit, same.account_balance,
    )  # fmt: skip
    return one.patient_balance, one.unapplied_credit, one.account_balance


def test_a_service_still_to_come_is_neither_owed_nor_a_debt_of_credit(store, stay):
    who, _charges = stay
    assert told(store, who, BETWEEN) == (usd("100.00"), ZERO, usd("100.00"))
    assert told(store, who, LAST) == (usd("160.00"), ZERO, usd("160.00"))


def test_money_on_a_service_still_to_come_pays_what_is_owed_till_then(store, amy, stay):
    who, charges = stay
    with store.write(amy) as work:
        builders.payment(work, who.account_id, "25.00", on=FIRST, charge_id=charges[1])
    assert told(store, who, BETWEEN) == (usd("75.00"), ZERO, usd("75.00"))
    assert told(store, who, LAST) == (usd("135.00"), ZERO, usd("135.00"))


def test_money_beyond_what_is_owed_till_then_is_credit(store, amy, stay):
    who, charges = stay
    with store.write(amy) as work:
        for charge, amount in zip(charges, ("100.00", "60.00"), strict=True):
            builders.payment(work, who.account_id, amount, on=FIRST, charge_id=charge)
    assert told(store, who, BETWEEN) == (ZERO, usd("60.00"), usd("-60.00"))


def test_what_is_written_off_a_service_still_to_come_is_no_credit(store, amy, stay):
    who, charges = stay
    with store.write(amy) as work:
        draft = replace(change(who, charges[1], "60.00"), effective=FIRST)
        book.write_off(work, draft)
    assert told(store, who, BETWEEN) == (usd("100.00"), ZERO, usd("100.00"))


def test_the_check_of_the_books_adds_up_services_after_the_last_entry(store, stay):
    check = next(one for one in findings.CHECKS if one.name == "account sums")
    with store.read() as session:
        assert list(check.run(session)) == []


def test_an_account_with_nothing_but_services_to_come_is_not_in_the_list(store, amy, stay):
    with store.read() as session:
        assert list(balances.account_summaries(session, date(2026, 5, 31))) == []


def test_a_plan_is_known_from_the_day_it_is_agreed_with_the_charges_it_took_in(store, amy, stay):
    who, charges = stay
    with store.write(amy) as work:
        builders.plan(work, who.account_id, charges[:1], ((LAST, "100.00"),), agreed_on=BETWEEN)
    with store.read() as session:
        before, that_day = (
            Facts(session, day, [who.account_id]).of(who.account_id)
            for day in (BETWEEN - timedelta(days=1), BETWEEN)
        )
    assert (before.plans, before.charges[0].plan_id) == ((), None)
    assert len(that_day.plans) == 1
    assert that_day.charges[0].plan_id == that_day.plans[0].plan_id
