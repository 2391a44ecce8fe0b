"""The account's story, list, receipts and answers: figures of the ledger, a few queries."""

from __future__ import annotations

import sys
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.documents import filing
from app.ledger import balances, book
from app.ledger.drafts import ChangeDraft, PatientPaymentDraft
from app.reports import account_page, account_story, accounts_list, receipts, why
from app.reports.account_story import What
from app.reports.accounts_list import Which
from app.store.store import Store
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.states import PaymentMethod
from tests import builders
from tests.builders import usd

TODAY = date(2026, 9, 30)


@pytest.fixture
def amys(store: Store, amy) -> tuple[Store, object]:
    with store.write(amy) as work:
        builders.practice(work)
    return store, amy


def counted(session, query, *args):
    seen = []
    bind = session.get_bind()

    def note(_c, _cursor, statement, *_rest):
        seen.append(statement)

    sa.event.listen(bind, "before_cursor_execute", note)
    try:
        return query(session, *args), len(seen)
    finally:
        sa.event.remove(bind, "before_cursor_execute", note)


def a_decade(work, visits):
    """One patient with a visit a week, each billed, and every other one paid."""
    who = builders.patient(work)
    for week in range(visits):
        dos = TODAY - timedelta(days=7 * (visits - week))
        charge = builders.charge(work, who, "120.00", dos=dos)
        if week % 2:
            builders.payment(work, who.account_id, "120.00", on=dos, charge_id=charge)
    return who


def test_the_story_takes_as_many_queries_for_one_visit_as_for_many(amys):
    store, amy = amys
    with store.write(amy) as work:
        one = builders.patient(work)
        builders.charge(work, one, "120.00")
        many = a_decade(work, 30)
    with store.read() as session:
        session.execute(sa.text("SELECT 1"))
        counts = [
            counted(session, account_page.account_page, who.account_id, TODAY)[1]
            for who in (one, many)
        ]
    assert counts[0] == counts[1] < 40


def test_every_visit_and_the_whole_add_up_to_the_ledger(amys):
    store, amy = amys
    with store.write(amy) as work:
        who = a_decade(work, 9)
        builders.payment(work, who.account_id, "700.00")
    with store.read() as session:
        story = account_story.story_of(session, who.account_id, TODAY)
        summary = balances.account_summary(session, who.account_id, TODAY)
    assert story.balance == summary.account_balance
    for visit in story.visits:
        assert sum((line.patient for line in visit.lines), ZERO) == visit.patient_owes or (
            not visit.number
        )
        assert visit.rows[-1].patient == visit.patient_owes


def calls_of(task):
    """Give what a task gives, and how many functions of Python it called: work without a clock."""
    calls = 0

    def count(_frame, event, _arg):
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        found = task()
    finally:
        sys.setprofile(None)
    return found, calls


def test_the_work_for_an_account_grows_with_its_visits_and_no_faster(amys):
    store, amy = amys
    with store.write(amy) as work:
        short, long = a_decade(work, 52), a_decade(work, 520)
    with store.read() as session:
        account_story.story_of(session, short.account_id, TODAY)  # what is done once is done
        story, few = calls_of(lambda: account_story.story_of(session, short.account_id, TODAY))
        assert sum(len(visit.rows) for visit in story.visits) == 78
        story, many = calls_of(lambda: account_story.story_of(session, long.account_id, TODAY))
    assert sum(len(visit.rows) for visit in story.visits) == 780
    assert many < 11 * few


def test_the_list_filters_by_what_is_owed_held_and_old(amys):
    store, amy = amys
    with store.write(amy) as work:
        old = builders.patient(work, builders.account(work, "Old"))
        builders.charge(work, old, "50.00", dos=TODAY - timedelta(days=120))
        fresh = builders.patient(work, builders.account(work, "Fresh"))
        builders.charge(work, fresh, "60.00", dos=TODAY)
        paid = builders.patient(work, builders.account(work, "Paid"))
        builders.payment(work, paid.account_id, "10.00")
        held = builders.account(work, "Held", hold_until=TODAY, hold_reason="Asked")
        lost = builders.account(work, "Lost", bad_address=True)
    found = {}
    with store.read() as session:
        for which in Which:
            page = accounts_list.accounts(session, TODAY, "", which)
            found[which] = {row.id for row in page.rows}
            assert not page.more
    assert found[Which.ALL] == {
        old.account_id, fresh.account_id, paid.account_id, held, lost
    }  # fmt: skip
    assert found[Which.OWING] == {old.account_id, fresh.account_id}
    assert found[Which.CREDIT] == {paid.account_id}
    assert found[Which.OLD] == {old.account_id}
    assert found[Which.HELD] == {held}
    assert found[Which.BAD_ADDRESS] == {lost}


def test_the_list_goes_on_page_by_page_without_losing_or_doubling_any(amys, monkeypatch):
    store, amy = amys
    monkeypatch.setattr(accounts_list, "PAGE", 3)
    monkeypatch.setattr(accounts_list, "_WALK", 2)
    monkeypatch.setattr(accounts_list, "_FURTHER", 3)
    with store.write(amy) as work:
        for number in range(10):
            who = builders.patient(work, builders.account(work, f"Name{number % 4}"))
            if number % 3:
                builders.charge(work, who, "10.00")
    for which, many in ((Which.ALL, 10), (Which.OWING, 6)):
        seen, after = [], None
        with store.read() as session:
            while True:
                page = accounts_list.accounts(session, TODAY, "", which, after)
                seen += [row.id for row in page.rows]
                if not page.more:
                    break
                after = page.after
        assert len(seen) == len(set(seen)) == many


def test_a_receipt_is_kept_with_the_payment_and_says_what_it_paid(amys):
    store, amy = amys
    with store.write(amy) as work:
        who = builders.patient(work)
        charge = builders.charge(work, who, "50.00", provider_id=builders.provider(work))
        draft = PatientPaymentDraft(
            account_id=who.account_id,
            received_on=TODAY,
            amount=usd("60.00"),
            method=PaymentMethod.CHECK,
            reference="1182",
            on_charges=((charge, usd("50.00")),),
        )
        receipt = receipts.take(work, draft)
    with store.read() as session:
        view = receipts.receipt_view(session, receipt.payment_id)
        kept = filing.content(session, receipt.document_id)
        assert receipts.receipt_pdf(session, receipt.payment_id) == kept
    assert kept.startswith(b"%PDF")
    assert [part.amount for part in view.applied] == [usd("50.00")]
    assert (view.unapplied, view.balance_after) == (usd("10.00"), usd("-10.00"))
    assert view.method == "check 1182"
    assert view.applied[0].provider == "Dr. Nia Okafor"


def test_a_refused_payment_leaves_no_receipt(amys):
    store, amy = amys
    with store.write(amy) as work:
        who = builders.patient(work)
    draft = PatientPaymentDraft(account_id=who.account_id, received_on=TODAY, amount=ZERO)
    with pytest.raises(Refused), store.write(amy) as work:
        receipts.take(work, draft)
    with store.read() as session:
        assert not filing.of_account(session, who.account_id)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_answers_page_is_drawn_for_every_state_of_a_visit(amys, language):
    store, amy = amys
    with store.write(amy) as work:
        who = builders.patient(work, builders.account(work, "Castellan", language=language))
        cover = builders.coverage(work, who.patient_id)
        waits = builders.charge(work, who, "90.00", coverage_id=cover)
        owes = builders.charge(work, who, "80.00", dos=date(2026, 7, 1))
        book.write_off(
            work,
            ChangeDraft(
                account_id=who.account_id, charge_id=owes, effective=TODAY, amount=usd("30.00"),
                reason="Kindness", bucket=Bucket.PATIENT,
            ),
        )  # fmt: skip
        paid = builders.charge(work, who, "70.00", dos=date(2026, 8, 1))
        taken = builders.payment(work, who.account_id, "70.00", charge_id=paid)
        book.reverse(work, taken.entry_id, book.undoing.ReversalDraft("Typed twice"))
        builders.payment(work, who.account_id, "90.00", charge_id=paid)
    with store.read() as session:
        story = account_story.story_of(session, who.account_id, TODAY)
        for visit in story.visits:
            told = why.answer(session, who.account_id, visit.number, TODAY, language)
            assert told.end
            if visit.number:
                pdf = why.why_pdf(session, who.account_id, visit.number, TODAY)
                assert pdf.startswith(b"%PDF")
        assert {visit.number for visit in story.visits} >= {waits, owes, paid}


def test_a_reversal_says_what_it_undid(amys):
    store, amy = amys
    with store.write(amy) as work:
        who = builders.patient(work)
        charge = builders.charge(work, who, "70.00")
        taken = builders.payment(work, who.account_id, "70.00", charge_id=charge)
        book.reverse(work, taken.entry_id, book.undoing.ReversalDraft("Typed twice"))
    with store.read() as session:
        rows = account_story.story_of(session, who.account_id, TODAY).visits[0].rows
    told = [(row.what, row.is_undone, row.patient) for row in rows]
    assert told == [
        (What.CHARGED, False, Money(7000)),
        (What.PATIENT_PAID, True, ZERO),
        (What.REVERSED, False, Money(7000)),
    ]
    assert rows[-1].undoes is What.PATIENT_PAID
