"""What statements say: bridges that foot, reasons, pending visits, payments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.documents.paper.wording import wording
from app.plans import book, offers
from app.statements.compose import Making, compose
from app.statements.due import saved_terms
from app.statements.letter import letter
from app.statements.paper.figures import row_label
from app.statements.standing import standings
from app.statements.view import check_foots
from app.store.actor import Actor
from app.store.store import Store
from tests import builders
from tests.app.statements.accounts import shared_cases, take_in


def test_the_statement_of_every_shared_case_foots(store: Store, amy: Actor, shared: Path):
    cases = shared_cases(shared)
    with store.write(amy) as work:
        taken = {one["id"]: take_in(work, one["id"], one["input"]) for one in cases}
    with store.read() as session:
        for one in cases:
            account_id, case = taken[one["id"]]
            as_of = date.fromisoformat(one["input"]["as_of"])
            found = standings(session, as_of, case.terms, [account_id])
            (view,) = compose(session, found, Making(case.terms, letter(session)))
            check_foots(view)
            assert view.amount_due.plain() == one["expected"]["minimum_due"], one["id"]
            assert view.bridge.balance.plain() == one["expected"]["account_balance"], one["id"]


def test_with_two_plans_every_installment_says_of_which_it_is(store: Store, amy: Actor):
    signed, as_of = date(2026, 8, 3), date(2026, 9, 10)
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work)
        for amount, count in (("600.00", 6), ("300.00", 4)):
            builders.charge(work, who, amount, dos=date(2026, 6, 5))
            draft = offers.new_draft(work.session, who.account_id, signed).with_count(count)
            book.start(work, draft)

    def said() -> list[str]:
        with store.read() as session:
            terms = saved_terms(session)
            found = standings(session, as_of, terms, [who.account_id])
            (view,) = compose(session, found, Making(terms, letter(session)))
        return [row_label(row, as_of, wording("en")) for row in view.bridge.asked]

    assert [words.split("|")[0] for words in said()] == [
        "Plan 1, 1 past due", "Plan 1, no. 2, due Oct 5",
        "Plan 2, 1 past due", "Plan 2, no. 2, due Oct 5",
    ]  # fmt: skip
    with store.write(amy) as work:
        book.cancel(work, 2, "Begun by mistake", on=as_of)
    assert [words.split("|")[0] for words in said()] == [
        "1 installment past due", "Installment 2, due Oct 5",
    ]  # fmt: skip
