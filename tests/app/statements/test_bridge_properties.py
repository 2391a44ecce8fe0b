"""Whatever happens on accounts, each statement foots and starts where the last one ended."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.documents.paper.reasons import ReasonKind
from app.ledger import book
from app.ledger.drafts import ChangeDraft, HandOverDraft, PayerAnswerDraft, PayerLine
from app.ledger.summary import SummaryTerms
from app.ledger.undoing import ReversalDraft
from app.statements import issued, run
from app.statements.compose import Making, compose
from app.statements.record import read, written
from app.statements.standing import standings
from app.statements.view import RowKind, check_foots
from app.store.actor import Actor
from app.store.store import Store, Work
from app.values.problem import Refused
from tests import builders
from tests.conftest import AMY, KEY

START = date(2026, 1, 5)
AMOUNTS = st.integers(min_value=1, max_value=40_000)
DEEDS = st.sampled_from(
    ("charge", "insured", "pay", "answer", "hand_over", "write_off", "reverse", "statement")
)
STORIES = st.lists(
    st.tuples(DEEDS, AMOUNTS, st.integers(0, 40), st.integers(0, 9)), min_size=1, max_size=14
)


@dataclass
class Office:
    """One account with an insured and a self-pay patient, and what happened so far."""

    store: Store
    who: builders.Registered
    coverage: int
    charges: list[int]
    entries: list[int]
    today: date = START


def act(office: Office, work: Work, deed: str, cents: int, pick: int) -> None:
    """Do one thing on the account; what the books refuse did not happen."""
    who, day, amount = office.who, office.today, builders.Money(cents)
    charge = office.charges[pick % len(office.charges)] if office.charges else None
    if deed in ("charge", "insured"):
        coverage = office.coverage if deed == "insured" else None
        made = builders.charge(work, who, amount.plain(), coverage_id=coverage, dos=day)
        office.charges.append(made)
        if coverage:
            builders.claim(work, who, coverage, (made,), submitted_on=day)
    elif deed == "pay":
        taken = builders.payment(work, who.account_id, amount.plain(), on=day, charge_id=charge)
        office.entries.append(taken.entry_id)
    elif deed == "reverse" and office.entries:
        entry = office.entries[pick % len(office.entries)]
        book.reverse(work, entry, ReversalDraft("a mistake", day))
    elif deed == "statement":
        run.issue(work, day)
    elif charge is not None:
        answered(office, work, deed, charge, amount)


def answered(office: Office, work: Work, deed: str, charge: int, amount: builders.Money) -> None:
    account, day = office.who.account_id, office.today
    if deed == "answer":
        line = PayerLine(charge_id=charge, paid=amount, contractual=builders.Money(7))
        draft = PayerAnswerDraft(
            account_id=account, coverage_id=office.coverage, effective=day, lines=(line,)
        )
        office.entries.append(book.payer_payment(work, draft))
    elif deed == "hand_over":
        book.hand_over(work, HandOverDraft(account_id=account, charge_ids=(charge,), effective=day))
    elif deed == "write_off":
        draft = ChangeDraft(
            account_id=account, charge_id=charge, effective=day, amount=amount, reason="small"
        )
        office.entries.append(book.write_off(work, draft))


def begin(store: Store, amy: Actor) -> Office:
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work)
        coverage = builders.coverage(work, who.patient_id)
    return Office(store, who, coverage, [], [])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(story=STORIES)
def test_every_statement_of_a_random_history_foots_and_follows_on(
    office_template: Path, story: list[tuple[str, int, int, int]]
):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "office.db"
        shutil.copyfile(office_template, path)
        store = Store(path, KEY)
        try:
            check_story(store, story)
        finally:
            store.close()


def check_story(store: Store, story: list[tuple[str, int, int, int]]) -> None:
    office = begin(store, AMY)
    for deed, cents, days, pick in [*story, ("statement", 1, 40, 0)]:
        office.today += timedelta(days=days)
        before = (list(office.charges), list(office.entries))
        try:
            with store.write(AMY) as work:
                act(office, work, deed, cents, pick)
        except Refused:
            office.charges, office.entries = before
    with store.read() as session:
        sent = issued.of_account(session, office.who.account_id)
        views = [issued.shown(session, one.id) for one in reversed(sent)]
        tried = run.simulate(session, office.today)
        shared = run.letter(session)
        now = standings(session, office.today, SummaryTerms(), [office.who.account_id])
        (shown,) = compose(session, now, Making(SummaryTerms(), shared))
    assert tried.run_id is None
    check_foots(shown)
    views.append(shown)
    balance, since = builders.Money(0), None
    for view in views:
        check_foots(view)
        first = view.bridge.account[0]
        assert (first.kind, first.amount, first.when) == (RowKind.PREVIOUS, balance, since)
        balance, since = view.bridge.balance, view.statement_date
        assert read(written(view), shared).bridge == view.bridge
        assert all(visit.you_owe.cents >= 0 for visit in view.visits)
        for visit in view.visits:
            owed = [r.amount for r in visit.reasons if r.kind is not ReasonKind.COPAY_PAID]
            assert builders.Money.total(owed) == visit.you_owe
            assert all(amount.cents > 0 for amount in owed)
