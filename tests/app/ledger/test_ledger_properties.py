"""Whatever happens to an account: the books agree with a second reading, and stay sound."""

from __future__ import annotations

import shutil
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.ledger import balances, book, case_rows, cases, closing, findings
from app.ledger.case_input import read_case
from app.ledger.kinds import OWED
from app.ledger.replay import Replay
from app.ledger.sums import net_into
from app.ledger.undoing import ReversalDraft
from app.store.store import Store
from app.values.problem import Refused
from app.values.states import EntryKind
from models.ledger import Entry, Movement
from tests.app.ledger import reference
from tests.app.ledger.stories import accounts
from tests.conftest import AMY, KEY

_numbers = count(1)
SLOWLY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


@pytest.fixture(scope="module")
def books(office_template, tmp_path_factory):
    """One office for all examples of this module; each has an account of its own."""
    path = tmp_path_factory.mktemp("books") / "office.db"
    shutil.copyfile(office_template, path)
    opened = Store(path, KEY, closing_checks=closing.CHECKS)
    yield opened
    opened.close()


def posted(books, story, until=None):
    """Post a story into an account of its own; give the case and its rows."""
    case = read_case(story)
    with books.write(AMY) as work:
        rows = case_rows.open_account(work, f"story {next(_numbers)}", case)
        Replay(work, case, rows, until or case.as_of).run()
    return case, rows


def told(books, case, rows):
    with books.read() as session:
        found = balances.account_summary(session, rows.account_id, case.as_of, case.terms)
        return cases.told(case, rows, found)


@SLOWLY
@given(story=accounts())
def test_the_books_agree_with_a_second_reading(books, story):
    free, left, charges, _poured = reference.pool_of(story, reference.standing(story))
    live = reference.standing(story)
    credit = sum(
        max(0, -left[c["id"]]) - reference.payer_credit(c, live, left[c["id"]]) for c in charges
    )
    # What is refunded beyond all credit is owed again; the conventions do not say on what.
    assume(free + credit >= 0)
    assert told(books, *posted(books, story)) == reference.evaluate(story)


@SLOWLY
@given(story=accounts())
def test_the_invariants_hold_after_any_story(books, story):
    case, rows = posted(books, story)
    with books.read() as session:
        for check in findings.CHECKS:
            assert list(check.run(session)) == [], check.name
        found = balances.account_summary(session, rows.account_id, case.as_of)
        moved = (
            sa.select(net_into(*OWED))
            .join(Entry, Entry.id == Movement.entry_id)
            .where(Entry.account_id == rows.account_id)
        )
        assert (session.scalar(moved) or 0) == found.account_balance.cents
        assert sum(a.cents for a in found.aging.values()) == found.patient_balance.cents
        alone = next(
            iter(balances.account_summaries(session, case.as_of, account_ids=[rows.account_id]))
        )
        assert alone == found


@SLOWLY
@given(story=accounts(), data=st.data())
def test_undoing_any_entry_leaves_the_books_sound(books, story, data):
    _case, rows = posted(books, story)
    with books.read() as session:
        entries = session.execute(
            sa.select(Entry.id, Entry.kind).where(Entry.account_id == rows.account_id)
        ).all()
    entry_id, kind = data.draw(st.sampled_from(entries))
    refused = None
    try:
        with books.write(AMY) as work:
            book.reverse(work, entry_id, ReversalDraft("tried"))
    except Refused as error:
        refused = error.code
    assert refused in (
        None,
        "ledger.already_reversed",
        "ledger.only_with_its_cause",
        "ledger.refund_in_the_way",
    )
    with books.read() as session:
        for check in findings.CHECKS:
            assert list(check.run(session)) == [], (check.name, kind)


@SLOWLY
@given(story=accounts())
def test_what_is_undone_at_once_was_never_there(books, story):
    """Undo every entry that stands, newest first: nothing is left of the account."""
    _case, rows = posted(books, story)
    with books.write(AMY) as work:
        for entry_id in reversed(standing(work.session, rows.account_id)):
            book.reverse(work, entry_id, ReversalDraft("all of it"))
    with books.read() as session:
        found = balances.account_summary(session, rows.account_id, work.today)
        assert found.account_balance.cents == 0
        assert all(not one.balance for one in found.charges)
        assert not found.payer_credit
        assert not found.unapplied_credit


def standing(session, account_id):
    """Name what to reverse so that nothing counts: each entry that stands, or its last undoing.

    An entry whose void was voided stands again; that void of a void is what is reversed then.
    """
    found = session.execute(
        sa.select(Entry.id, Entry.kind).where(Entry.account_id == account_id).order_by(Entry.id)
    ).all()
    chains = [
        book.undoings(session, entry_id)
        for entry_id, kind in found
        if kind not in (EntryKind.REVERSAL, EntryKind.REALLOCATION)
    ]
    return sorted(chain[-1] for chain in chains if len(chain) % 2)
