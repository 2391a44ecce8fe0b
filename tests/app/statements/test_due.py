"""Who is due a statement, and the one reason when not."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.ledger.aging import AgingBasis
from app.ledger.summary import SummaryTerms
from app.practice import settings
from app.statements import run
from app.statements.due import DueRow, Verdict, due_list, save_terms, saved_terms
from app.store.actor import Actor
from app.store.store import Store
from models.plan import PaymentPlan, PlanEvent
from tests import builders
from tests.app.ledger.hand_cases import c, case, pays
from tests.app.ledger.sharp_cases import plan
from tests.app.paper.reading import flat
from tests.app.statements.accounts import code_of, passed, shared_cases, take_in

DOS = date(2026, 6, 1)
AS_OF = date(2026, 7, 31)


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


def test_whose_plan_is_paid_off_stands_in_no_list_until_something_is_owed_again(
    store: Store, amy: Actor
):
    rows = plan("pl", ["c1"], ("2026-06-01", "100.00"), ("2026-07-01", "100.00"))
    paid = [pays(f"t{day}", f"2026-{day}", "100.00", plan="pl") for day in ("06-01", "07-02")]
    given = case([c("c1", "2026-05-01", "200.00")], *paid, plans=[rows])
    with store.write(amy) as work:
        account_id, _case = take_in(work, "paid off", given)
    assert code_of(store, account_id, date(2026, 7, 1)) == "send"
    with store.read() as session:
        assert due_list(session, date(2026, 7, 2)).rows == ()
    with store.write(amy) as work:
        builders.charge(work, builders.patient(work, account_id), dos=date(2026, 7, 3))
    assert code_of(store, account_id, date(2026, 7, 3)) == "send"


@pytest.mark.parametrize(("cents", "code"), [("4.99", "below_minimum"), ("5.00", "send")])
def test_the_minimum_itself_is_billed(store: Store, amy: Actor, cents: str, code: str):
    with store.write(amy) as work:
        who = builders.patient(work)
        builders.charge(work, who, cents, dos=DOS)
    assert code_of(store, who.account_id, AS_OF) == code
    assert passed(store, who.account_id, AS_OF, "minimum") is (code == "send")


@pytest.mark.parametrize(("days", "code"), [(27, "cycle"), (28, "send")])
def test_the_day_the_cycle_is_over_is_billed(store: Store, amy: Actor, days: int, code: str):
    with store.write(amy) as work:
        account_id = builders.account(work, last_statement_elsewhere=AS_OF - timedelta(days=days))
        builders.charge(work, builders.patient(work, account_id), dos=DOS)
    assert code_of(store, account_id, AS_OF) == code
    assert passed(store, account_id, AS_OF, "cycle") is (code == "send")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bankruptcy_on": DOS, "bad_address": True}, "bankruptcy"),
        ({"deceased_on": DOS, "in_dispute": True}, "deceased"),
        ({"zip": ""}, "bad_address"),
        ({"in_collections_on": DOS, "in_dispute": True}, "in_collections"),
        ({"in_dispute": True, "hold_until": AS_OF}, "dispute"),
        ({"hold_until": AS_OF}, "hold"),
        ({"hold_until": AS_OF - timedelta(days=1)}, "send"),
    ],
)
def test_the_first_reason_counts(store: Store, amy: Actor, changes: dict[str, object], code: str):
    with store.write(amy) as work:
        account_id = builders.account(work, **changes)
        builders.charge(work, builders.patient(work, account_id), dos=DOS)
    assert code_of(store, account_id, AS_OF) == code


@pytest.mark.parametrize(("days", "code"), [(0, "offer_open"), (29, "offer_open"), (30, "send")])
def test_an_offered_plan_is_waited_for_thirty_days(store: Store, amy: Actor, days: int, code: str):
    with store.write(amy) as work:
        who = builders.patient(work)
        builders.charge(work, who, dos=DOS)
        plan = PaymentPlan(
            number=work.next_number("plan"), account_id=who.account_id,
            created_at=builders.OPENED, created_by="amy",
        )  # fmt: skip
        work.session.add(plan)
        work.session.flush()
        work.session.add(
            PlanEvent(
                plan_id=plan.id, kind="offered", effective=AS_OF - timedelta(days=days),
                happened_at=builders.OPENED, by="amy",
            )
        )  # fmt: skip
    assert code_of(store, who.account_id, AS_OF) == code


def _told(store: Store, terms: SummaryTerms) -> dict[int, DueRow]:
    with store.read() as session:
        return {row.account_id: row for row in due_list(session, AS_OF, terms).rows}


def test_who_only_waits_for_an_insurer_is_told_so_when_the_practice_wants_that(
    store: Store, amy: Actor
):
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work)
        insured = builders.coverage(work, who.patient_id)
        charged = builders.charge(work, who, "120.00", coverage_id=insured, dos=DOS)
        builders.claim(work, who, insured, (charged,), submitted_on=DOS)
    account = who.account_id
    held = _told(store, SummaryTerms())[account]
    assert (held.verdict, held.code) == (Verdict.HELD, "insurance_pending")
    told = _told(store, SummaryTerms(hold_unfinished=False))[account]
    assert (told.verdict, told.amount.cents) == (Verdict.SEND, 0)
    assert {test.name: test.passed for test in told.tests}["asks_nothing"] is None
    off = next(test for test in told.tests if test.name == "stays_off")
    assert (off.value, off.limit) == (str(DOS), "Meadow Health")
    with store.write(amy) as work:
        settings.save(work, settings.STATEMENT_HOLD_UNFINISHED, False)
    with store.write(amy) as work:
        issued = run.issue(work, AS_OF)
    assert [row.amount.cents for row in issued.issued] == [0]
    with store.read() as session:
        pdf = run.preview(session, AS_OF, [account])
    assert "THIS IS NOT A BILL" in flat(pdf).upper()


def test_a_kept_plan_is_told_of_when_the_practice_wants_that(store: Store, amy: Actor):
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work)
        charged = builders.charge(work, who, "120.00", dos=DOS)
        due = AS_OF + timedelta(days=40)
        builders.plan(work, who.account_id, (charged,), ((due, "120.00"),), agreed_on=AS_OF)
    account = who.account_id
    assert _told(store, SummaryTerms())[account].code == "plan_not_due"
    told = _told(store, SummaryTerms(spare_kept_plans=False))[account]
    assert (told.verdict, told.amount.cents) == (Verdict.SEND, 0)
    with store.read() as session:
        pdf = run.preview(session, AS_OF, [account])
    assert "THIS IS NOT A BILL" in flat(pdf).upper()
    assert f"Next one is due {due:%b} {due.day}" in flat(pdf)


def test_what_is_tried_is_kept_as_one(store: Store, amy: Actor):
    terms = SummaryTerms(
        cycle_days=30, aging_basis=AgingBasis.DOS, hold_unfinished=False, spare_kept_plans=False
    )
    with store.write(amy) as work:
        save_terms(work, terms)
    with store.read() as session:
        assert saved_terms(session) == terms
