"""The CPT license is stated once, with holder, last day and seats, and kept in the trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.practice import cpt_license
from app.practice.cpt_license import CptLicense
from app.store import trail
from app.store.actor import Actor
from app.values.problem import Refused
from tests.conftest import AMY

OURS = CptLicense("Cedar Hollow Clinic", date(2026, 12, 31), 3)


def test_it_holds_to_its_last_day_and_not_before_it_is_stated(store):
    with store.write(AMY) as work:
        assert not cpt_license.stated(work.session).holds(date(2026, 1, 1))
        cpt_license.state(work, OURS)
        day = work.today
    with store.read() as session:
        found = cpt_license.stated(session)
        told = str(trail.trail(session, trail.Asked()))
    assert found == replace(OURS, stated_by=AMY.name, stated_on=day)
    assert found.holds(date(2026, 12, 31))
    assert not found.holds(date(2027, 1, 1))
    assert "Cedar Hollow Clinic" in told


@pytest.mark.parametrize(
    ("changes", "field"), [({"holder": " "}, "holder"), ({"until": None}, "until"),
                           ({"seats": 0}, "seats"), ({"seats": None}, "seats")],
)  # fmt: skip
def test_a_statement_is_whole_or_not_kept(store, changes, field):
    draft = replace(OURS, **changes)
    assert [one.field for one in draft.problems()] == [field]
    with pytest.raises(Refused, match="incomplete"), store.write(AMY) as work:
        cpt_license.state(work, draft)


def test_only_the_owner_states_it(store):
    coder = Actor("Kay", 3, frozenset({"code"}))
    with pytest.raises(Refused, match="not_allowed"), store.write(coder) as work:
        cpt_license.state(work, OURS)
