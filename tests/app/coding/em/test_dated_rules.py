"""The days of rules: shipped until the practice enters its own, changed with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.coding import circumstances
from app.coding.edits import check
from app.coding.edits.visit import Circumstances, ServiceLine, Visit
from app.coding.em import dated_rules, keeping, tables
from app.coding.em.dated_rules import WindowDraft
from app.store import trail
from app.store.actor import Actor
from app.values.problem import Refused
from models.encounter import Encounter
from tests.app.superbills.visits import visit
from tests.conftest import AMY

AWAY = "telehealth.anywhere"


def held(session, rule):
    return [one for one in dated_rules.in_force(session) if one.rule == rule]


def test_what_is_shipped_stands_until_it_is_changed(store):
    with store.read() as session:
        found = dated_rules.in_force(session)
    assert {one.rule for one in found} == {one.rule for one in tables.shipped_windows()}
    assert all(one.entered_at is None and one.source for one in found)
    assert len({one.id for one in found}) == len(found)


def test_new_days_hold_for_the_worksheet_and_the_reason_is_in_the_trail(store):
    with store.write(AMY) as work:
        (shipped,) = held(work.session, AWAY)
        draft = dated_rules.draft_of(work.session, shipped.id)
        later = replace(draft, until=date(2028, 12, 31), reason="New act of 2027")
        assert dated_rules.save(work, later) == shipped.id
    with store.read() as session:
        (one,) = held(session, AWAY)
        assert (one.until, one.entered_by) == (date(2028, 12, 31), AMY.name)
        windows = tables.windows_for(keeping.windows(session))
        assert tables.window(windows, AWAY, "medicare", date(2028, 5, 1)) is not None
        told = str([row for row in trail.trail(session, trail.Asked())])
    assert "New act of 2027" in told


def test_new_days_hold_for_the_edits_too(store):
    told = Visit(
        date(2028, 5, 1), ("F329",), (ServiceLine("99213", ("95",), pointers=(1,)),),
        Circumstances(place="10", payer_kind="medicare"),
    )  # fmt: skip
    assert "pos.telehealth" in {one.rule for one in check.check(told, None)}
    with store.write(AMY) as work:
        draft = dated_rules.draft_of(work.session, held(work.session, AWAY)[0].id)
        later = replace(draft, until=date(2028, 12, 31), reason="New act of 2027")
        dated_rules.save(work, later)
        number = visit(work)
    with store.read() as session:
        about = circumstances.of(session, session.get_one(Encounter, number))
        now = replace(told, about=replace(told.about, own_days=about.own_days))
    assert "pos.telehealth" not in {one.rule for one in check.check(now, None)}


def test_days_for_another_payer_stand_beside_those_that_were_there(store):
    with store.write(AMY) as work:
        fresh = WindowDraft(
            "incident_to", "commercial", date(2025, 1, 1), None, "Contract", "They follow Medicare"
        )
        dated_rules.save(work, fresh)
        assert [one.payer for one in held(work.session, "incident_to")] == [
            "medicare", "commercial",
        ]  # fmt: skip
        number = held(work.session, "incident_to")[0].id
        with pytest.raises(Refused, match="window_incomplete"):
            dated_rules.as_shipped(work, number, " ")
        dated_rules.as_shipped(work, number, "The contract ended")
        assert [one.payer for one in held(work.session, "incident_to")] == ["medicare"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"first": None}, "no_first"), ({"until": date(2019, 1, 1)}, "window_backwards"),
        ({"source": " "}, "no_source"), ({"reason": ""}, "no_reason"),
    ],
)  # fmt: skip
def test_days_without_source_or_reason_are_not_stored(store, changes, problem):
    whole = WindowDraft(AWAY, "", date(2020, 1, 1), None, "Act", "Because")
    draft = replace(whole, **changes)
    assert [one.code for one in draft.problems()] == [f"worksheet.{problem}"]
    with pytest.raises(Refused, match="window_incomplete"), store.write(AMY) as work:
        dated_rules.save(work, draft)


def test_days_that_someone_else_changed_are_not_overwritten(store):
    with store.write(AMY) as work:
        (shipped,) = held(work.session, AWAY)
        draft = replace(dated_rules.draft_of(work.session, shipped.id), reason="One")
        dated_rules.save(work, replace(draft, until=date(2028, 12, 31)))
        with pytest.raises(Refused, match="window_gone"):
            dated_rules.save(work, replace(draft, until=date(2029, 12, 31)))


def test_only_the_owner_changes_days(store):
    coder = Actor("Kay", 3, frozenset({"code"}))
    whole = WindowDraft(AWAY, "", date(2020, 1, 1), None, "Act", "Because")
    with pytest.raises(Refused, match="not_allowed"), store.write(coder) as work:
        dated_rules.save(work, whole)


def test_days_that_stand_keep_who_entered_them_when_others_are_added(store):
    first = WindowDraft("incident_to", "commercial", date(2025, 1, 1), None, "Contract", "Asked")
    with store.write(AMY) as work:
        dated_rules.save(work, first)
    with store.write(replace(AMY, name="bea")) as work:
        dated_rules.save(work, replace(first, payer="medicaid"))
    with store.read() as session:
        told = {one.payer: one.entered_by for one in held(session, "incident_to")}
    assert (told["commercial"], told["medicaid"]) == ("amy", "bea")
