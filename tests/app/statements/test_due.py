"""Who is due a statement, and the one reason when not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.statements.due import due_list
from app.store.actor import Actor
from app.store.store import Store
from tests.app.statements.accounts import shared_cases, take_in


def test_every_shared_case_is_judged_as_it_says(store: Store, amy: Actor, shared: Path):
    cases = shared_cases(shared)
    with store.write(amy) as work:
        taken = {one["id"]: take_in(work, one["id"], one["input"]) for one in cases}
    wrong = []
    with store.read() as session:
        for one in cases:
            account_id, case = taken[one["id"]]
            expected, as_of = one["expected"], date.fromisoformat(one["input"]["as_of"])
            rows = due_list(session, as_of, case.terms).rows
            found = [row for row in rows if row.account_id == account_id]
            told = [(row.code, row.amount.plain()) for row in found] or [("zero", "0.00")]
            says = (expected["statement"].removeprefix("skip:"), expected["minimum_due"])
            if told != [says]:
                wrong.append((one["id"], told, says))
    assert wrong == []
