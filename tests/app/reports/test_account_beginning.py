"""The beginning of a long account: the same lines, figures and totals as the whole tells."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.ledger import book, closing
from app.ledger.undoing import ReversalDraft
from app.reports import account_page, account_part
from app.values.problem import Refused
from tests import builders

TODAY = date(2026, 9, 30)
VISITS = 12


@pytest.fixture
def long_account(store, amy, monkeypatch):
    """Give an account of eleven visits: paid, undone, owed, held on no charge, and one ahead."""
    monkeypatch.setattr(account_part, "AT_ONCE", 5)
    monkeypatch.setattr(account_part, "FIRST", 2)
    store.closing_checks = list(closing.CHECKS)
    with store.write(amy) as work:
        who = builders.patient(work)
        days = [TODAY - timedelta(days=20 * n) for n in range(1, VISITS)]
        charges = [builders.charge(work, who, "40.00", dos=day) for day in days]
        charges.append(builders.charge(work, who, "40.00", dos=TODAY + timedelta(days=9)))
        for n, charge in enumerate(charges[:-1]):
            if n not in (4, 7):
                builders.payment(work, who.account_id, "40.00", charge_id=charge)
        builders.payment(work, who.account_id, "15.00", charge_id=charges[7])
        builders.payment(work, who.account_id, "25.00", on=TODAY)
        builders.payment(work, who.account_id, "10.00", charge_id=charges[-1])
        wrong = builders.payment(work, who.account_id, "25.00", charge_id=charges[4])
        book.reverse(work, wrong.entry_id, ReversalDraft("wrong visit"))
    return who


def both(store, account_id):
    with store.read() as session:
        return (
            account_page.beginning(session, account_id, TODAY),
            account_page.account_page(session, account_id, TODAY),
        )


def test_the_beginning_tells_the_same_of_every_visit_that_it_tells(store, long_account):
    first, whole = both(store, long_account.account_id)
    known = {visit.number: visit for visit in whole.ledger.visits}
    assert [known[visit.number] for visit in first.ledger.visits] == list(first.ledger.visits)
    assert first.ledger.untold == len(whole.ledger.visits) - len(first.ledger.visits) > 0


def test_the_beginning_has_what_is_open_the_newest_and_money_on_no_charge(store, long_account):
    first, whole = both(store, long_account.account_id)
    told = {visit.number for visit in first.ledger.visits}
    assert {visit.number for visit in whole.ledger.visits if visit.is_open} <= told
    assert {visit.number for visit in whole.ledger.visits[:2]} <= told
    assert first.ledger.visits[-1].number == 0


def test_all_figures_of_the_beginning_are_those_of_the_whole(store, long_account):
    first, whole = both(store, long_account.account_id)
    assert first.figures == whole.figures
    assert (first.ledger.payer, first.ledger.patient) == (whole.ledger.payer, whole.ledger.patient)
    assert (first.verdict, first.due_on, first.counts) == (
        whole.verdict, whole.due_on, whole.counts
    )  # fmt: skip


def test_a_short_account_is_told_whole_at_once(store, long_account, monkeypatch):
    monkeypatch.setattr(account_part, "AT_ONCE", 500)
    first, whole = both(store, long_account.account_id)
    assert first == whole
    assert not first.ledger.untold


def test_the_beginning_of_an_account_that_is_not_there_is_refused(store):
    with store.read() as session, pytest.raises(Refused):
        account_page.beginning(session, 99, TODAY)
