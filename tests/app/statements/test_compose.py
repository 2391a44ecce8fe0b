"""What statements say: bridges that foot, reasons, pending visits, payments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.statements.compose import Making, compose
from app.statements.letter import letter
from app.statements.standing import standings
from app.statements.view import check_foots
from app.store.actor import Actor
from app.store.store import Store
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
