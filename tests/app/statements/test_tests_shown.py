"""What a row of a run says of its tests: insurers, stops and how firmly it asks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.statements import due, run
from app.store.actor import Actor
from app.store.store import Store
from app.values.states import ClaimStatus
from models.account import Account
from tests import builders
from tests.app.ledger.hand_cases import asked, c, case, pays
from tests.app.ledger.sharp_cases import moved, plan
from tests.app.statements.accounts import take_in

AS_OF = date(2026, 6, 30)
DOS = date(2026, 5, 2)
OLD_AND_PLANNED = [c("c1", "2026-04-01", "100.00"), c("c2", "2026-02-01", "200.00")]
TWO = plan("pl", ["c2"], ("2026-06-01", "100.00"), ("2026-07-01", "100.00"))


def row_of(store: Store, amy: Actor, given: dict[str, Any], **changes: object) -> due.DueRow:
    """Bring the one account of a case in, and give its row."""
    with store.write(amy) as work:
        account_id, _case = take_in(work, "one", given)
        account = work.session.get_one(Account, account_id)
        for name, value in changes.items():
            setattr(account, name, value)
    return only_row(store)


def only_row(store: Store) -> due.DueRow:
    with store.read() as session:
        [row] = due.due_list(session, AS_OF).rows
    return row


def named(row: due.DueRow, name: str) -> due.Test | None:
    return next((test for test in row.tests if test.name == name), None)


@pytest.mark.parametrize("waits", ["c1", "c2"])
def test_a_visit_stays_off_while_one_of_its_services_is_unanswered(
    store: Store, amy: Actor, waits: str
):
    other = {"c1": "c2", "c2": "c1"}[waits]
    given = case(
        [c("c1", "2026-05-02", "80.00"), c("c2", "2026-05-02", "90.00")],
        claims=[
            asked(waits, "PRI", "pending"),
            asked(other, "PRI", "adjudicated", "2026-05-20"),
        ],
    )
    row = row_of(store, amy, given)
    answered = named(row, "payers")
    assert answered is not None
    assert (answered.value, answered.limit) == ("0", "1")
    off = named(row, "stays_off")
    assert off is not None
    assert off.value == "2026-05-02"


def test_a_denial_that_nobody_decided_yet_is_not_the_end_of_the_visit(store: Store, amy: Actor):
    with store.write(amy) as work:
        who = builders.patient(work)
        builders.charge(work, who, "60.00", dos=date(2026, 4, 2))
        insured = builders.coverage(work, who.patient_id)
        turned_down = builders.charge(work, who, "90.00", coverage_id=insured, dos=DOS)
        builders.claim(
            work, who, insured, (turned_down,), status=ClaimStatus.DENIED, submitted_on=DOS,
            adjudicated_on=date(2026, 5, 20),
        )  # fmt: skip
    row = only_row(store)
    off = named(row, "stays_off")
    assert off is not None
    assert (row.amount.plain(), off.value, off.limit) == ("60.00", str(DOS), "Meadow Health")


def test_no_insurer_is_named_once_all_was_put_to_the_patient(store: Store, amy: Actor):
    given = case(
        [c("c1", "2026-05-02", "90.00")],
        moved("t1", "2026-05-03", "90.00"),
        claims=[asked("c1", "PRI", "pending")],
    )
    row = row_of(store, amy, given)
    assert (row.code, row.amount.plain(), row.payer) == ("send", "90.00", "")


def test_an_account_below_the_minimum_does_not_only_wait_for_insurers(store: Store, amy: Actor):
    given = case(
        [c("c1", "2026-05-02", "90.00"), c("c2", "2026-05-01", "3.00")],
        claims=[asked("c1", "PRI", "pending")],
    )
    row = row_of(store, amy, given)
    waiting = named(row, "payers")
    assert waiting is not None
    assert (row.code, waiting.passed) == ("below_minimum", True)


def test_a_bad_address_alone_is_no_stop_of_another_kind(store: Store, amy: Actor):
    row = row_of(store, amy, case([c("c1", "2026-05-02", "90.00")]), bad_address=True)
    address, free = named(row, "address"), named(row, "no_stop")
    assert address is not None
    assert free is not None
    assert (row.code, address.passed, free.passed) == ("bad_address", False, True)


def test_a_dispute_beside_a_bad_address_is_shown_too(store: Store, amy: Actor):
    given = case([c("c1", "2026-05-02", "90.00")])
    row = row_of(store, amy, given, bad_address=True, in_dispute=True)
    stop = named(row, "dispute")
    assert stop is not None
    assert (stop.passed, named(row, "no_stop")) == (False, None)


@pytest.mark.parametrize(
    ("paid", "level"),
    [((), 1), ((pays("t1", "2026-05-31", "100.00", plan="pl"),), 0)],
    ids=["missed", "kept"],
)
def test_only_a_plan_that_is_kept_softens_what_is_asked_beside_it(
    store: Store, amy: Actor, paid: tuple[dict[str, Any], ...], level: int
):
    given = case(OLD_AND_PLANNED, *paid, plans=[TWO])
    row = row_of(store, amy, given, last_statement_elsewhere=date(2026, 5, 15))
    assert row.level == level


@pytest.mark.parametrize(
    ("since", "code"), [(AS_OF, "bankruptcy"), (date(2026, 7, 1), "send")], ids=["today", "later"]
)
def test_a_bankruptcy_stops_statements_from_its_day_on(
    store: Store, amy: Actor, since: date, code: str
):
    row = row_of(store, amy, case([c("c1", "2026-05-02", "90.00")]), bankruptcy_on=since)
    assert row.code == code


LONG = "Riverside Professional and Community Center"


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({}, ""),
        ({"extra": "Suite 4"}, ""),
        ({"extra": f"{LONG}, Building Twelve", "street": f"{LONG} Road West"}, "extra"),
        ({"street": " ".join([LONG] * 4)}, "name"),
    ],
)
def test_what_the_window_cannot_hold_is_told_before_the_run(
    store: Store, amy: Actor, changes: dict[str, str], lost: str
):
    long = {"guarantor_last": "Featherstone-Whitmore Castellan-Villanueva"} if lost else {}
    with store.write(amy) as work:
        who = builders.patient(work, builders.account(work, **long, **changes))
        builders.charge(work, who)
    row = only_row(store)
    assert (row.code, row.lost) == ("send", lost)
    with store.read() as session:
        assert [one.lost for one in run.simulate(session, AS_OF).issued] == [lost]


def test_letters_that_no_font_prints_in_an_address_need_a_person_before_the_run(
    store: Store, amy: Actor
):
    with store.write(amy) as work:
        who = builders.patient(
            work, builders.account(work, street="\N{CJK UNIFIED IDEOGRAPH-738B}")
        )
        builders.charge(work, who)
    row = only_row(store)
    assert (row.code, row.verdict, row.is_issued) == ("unprintable", due.Verdict.CHOOSE, False)
