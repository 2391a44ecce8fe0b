"""Billing under a physician: a table of examples, and what the worksheet tells the edits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.coding import storing
from app.coding.edits import check, exchange
from app.coding.edits.visit import Circumstances, ServiceLine, Supervision, Visit
from app.coding.em import keeping
from app.coding.em.tables import Window
from app.coding.em.worksheet import Worksheet
from app.values.states import PayerKind
from models.coverage import Payer
from tests.app.superbills.visits import coded, fee_list, visit

DAY = date(2026, 6, 1)
FINE = Supervision("Morgan Ellis", plan_by_physician=True, in_person=True)
VIDEO = replace(FINE, in_person=False, by_video=True)
OWN = (Window("incident_to", ("commercial",), date(2020, 1, 1), None, "the plan's manual"),)

# 42 CFR 410.26(b): noninstitutional setting (1), part of the course of treatment (2),
# under direct supervision (5); 410.26(a)(2): presence by video, not for 010 and 090 procedures.
# Each: what was told, service, place, payer, day; the rules with their weights.
EXAMPLES = [
    (None, "99213", "11", "medicare", DAY, {}),
    (FINE, "99213", "11", "medicare", DAY, {}),
    (FINE, "99213", "12", "medicare", DAY, {}),
    (FINE, "99213", "32", "medicare", DAY, {}),
    (FINE, "99213", "22", "medicare", DAY, {"em.incident_place": "warn"}),
    (FINE, "99308", "31", "medicare", DAY, {"em.incident_place": "warn"}),
    (FINE, "99202", "11", "medicare", DAY, {"em.incident_new": "warn"}),
    (FINE, "99341", "12", "medicare", DAY, {"em.incident_new": "warn"}),
    (FINE, "92004", "11", "medicare", DAY, {"em.incident_new": "warn"}),
    (FINE, "99212", "11", "medicare", DAY, {}),
    (replace(FINE, new_problem=True), "99213", "11", "medicare", DAY, {"em.incident_new": "warn"}),
    (replace(FINE, plan_by_physician=False), "99213", "11", "medicare", DAY,
     {"em.incident_plan": "warn"}),
    (replace(FINE, supervisor=" "), "99213", "11", "medicare", DAY,
     {"em.incident_supervisor": "warn"}),
    (replace(FINE, in_person=False), "99213", "11", "medicare", DAY,
     {"em.incident_supervisor": "warn"}),
    (VIDEO, "99213", "11", "medicare", DAY, {}),
    (VIDEO, "99213", "11", "medicare", date(2020, 2, 29), {"em.incident_supervisor": "warn"}),
    (VIDEO, "99213", "11", "medicare", date(2020, 3, 1), {}),
    (VIDEO, "11721", "11", "medicare", date(2025, 12, 31), {}),
    (VIDEO, "11721", "11", "medicare", date(2026, 1, 1), {"em.incident_supervisor": "warn"}),
    (FINE, "11721", "11", "medicare", DAY, {}),
    (Supervision(new_problem=True), "99203", "21", "medicare", DAY,
     {"em.incident_place": "warn", "em.incident_new": "warn", "em.incident_supervisor": "warn"}),
    (FINE, "99213", "11", "commercial", DAY, {"em.incident_payer": "note"}),
    (Supervision(), "99203", "22", "commercial", DAY, {"em.incident_payer": "note"}),
    (Supervision(), "99203", "22", "self_pay", DAY, {}),
]  # fmt: skip


def found(told, code, place, payer, day, own=()):
    about = Circumstances(place=place, payer_kind=payer, incident_to=told, own_days=own)
    made = Visit(day, ("I10",), (ServiceLine(code, pointers=(1,)),), about)
    return [one for one in check.check(made, None) if one.rule.startswith("em.incident")]


@pytest.mark.parametrize(("told", "code", "place", "payer", "day", "rules"), EXAMPLES)
def test_what_speaks_against_billing_under_a_physician(told, code, place, payer, day, rules):
    said = found(told, code, place, payer, day)
    assert {one.rule: one.severity.value for one in said} == rules
    assert all("410.26" in one.source and one.message and one.target == "line1" for one in said)


def test_a_payer_whose_days_were_entered_is_held_to_the_same_rules():
    assert found(FINE, "99213", "11", "commercial", DAY, OWN) == []
    (one,) = found(FINE, "99203", "11", "commercial", DAY, OWN)
    assert one.rule == "em.incident_new"
    (late,) = found(FINE, "99203", "11", "commercial", date(2019, 12, 31), OWN)
    assert late.rule == "em.incident_payer"


def test_the_command_takes_who_was_there():
    told = {
        "dos": "2026-06-01", "payer_kind": "medicare", "place_of_service": "11",
        "diagnoses": ["I10"], "lines": [{"code": "99203", "pointers": [1]}],
        "incident_to": {"supervisor": "1", "present": "video", "plan_by_physician": True},
    }  # fmt: skip
    assert exchange.visit_of(told).about.incident_to == replace(VIDEO, supervisor="1")
    assert exchange.visit_of({**told, "incident_to": True}).about.incident_to == Supervision()
    assert exchange.visit_of({**told, "incident_to": False}).about.incident_to is None
    for odd in ("yes", {"present": "perhaps"}, {"supervisor": []}):
        with pytest.raises(exchange.Unreadable, match="incident_to"):
            exchange.visit_of({**told, "incident_to": odd})


def test_a_kept_worksheet_tells_the_edits_and_the_draft_that_was_read_before_it(store, amy):
    marks = ("incident_to", "supervised", "plan_by_physician")
    with store.write(amy) as work:
        fee_list(work, C99213="120.00")
        encounter = visit(work, place_of_service="11")
        work.session.query(Payer).one().kind = PayerKind.MEDICARE
        before = coded(work.session, encounter)
        storing.save(work, before)
        keeping.keep(work, before, Worksheet(marks=marks, supervisor="Morgan Ellis"))
    assert before.circumstances.incident_to is None
    with store.read() as session:
        known = storing.as_known_now(session, before).circumstances
        assert storing.load(session, encounter).circumstances == known
    assert known.incident_to == FINE
