"""Who works on a visit: taken, given back, or come by starting to code it."""

from __future__ import annotations

from datetime import date

import pytest

from app.charting import owning, worklist
from app.charting.worklist import Ask, Filter
from app.coding import draft as drafts
from app.coding import storing
from app.store.actor import Actor
from app.values.problem import Refused
from app.values.states import CodingStatus
from models.encounter import Encounter
from models.security import User
from tests import builders
from tests.conftest import NOON


@pytest.fixture
def bo(store, amy):
    with store.write(amy) as work:
        user = User(login="bo", name="Bo Varga", password_hash=None, created_at=work.now)
        work.session.add(user)
        work.session.flush()
        return Actor("bo", user_id=user.id, permissions=frozenset({"code"}))


@pytest.fixture
def visit(store, amy):
    with store.write(amy) as work:
        day = date(2026, 9, 1)
        row = Encounter(
            patient_id=builders.patient(work).patient_id, provider_id=builders.provider(work),
            dos=day, dos_last=day, status_since=NOON, status=CodingStatus.READY,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        return row.id


def _listed(store, owner_id=None):
    with store.read() as session:
        page = worklist.worklist(session, Ask(NOON.date(), Filter(owner_id=owner_id)))
        return [(row.id, row.owner) for row in page.rows]


def test_a_visit_is_taken_shown_and_given_back(store, bo, visit):
    assert _listed(store) == [(visit, "")]
    with store.write(bo) as work:
        assert owning.turn(work, visit)
    assert _listed(store) == _listed(store, bo.user_id) == [(visit, "Bo Varga")]
    with store.read() as session:
        assert worklist.own_count(session, bo.user_id, NOON.date()) == 1
    with store.write(bo) as work:
        assert not owning.turn(work, visit)
    assert (_listed(store), _listed(store, bo.user_id)) == ([(visit, "")], [])


def test_who_starts_to_code_a_visit_owns_it_and_a_second_hand_does_not_take_it(
    store, amy, bo, visit
):
    for who, code in ((bo, "I10"), (amy, "E119")):
        with store.write(who) as work:
            storing.save(work, drafts.add_diagnosis(storing.load(work.session, visit), code))
    assert _listed(store) == [(visit, "Bo Varga")]


def test_a_visit_that_has_left_the_desk_is_nobodys_to_take(store, amy, bo, visit):
    with store.write(amy) as work:
        work.session.get_one(Encounter, visit).status = CodingStatus.NOT_BILLABLE
    with pytest.raises(Refused, match="charting.own_closed"), store.write(bo) as work:
        owning.turn(work, visit)
    nobody = Actor("cy", permissions=frozenset())
    with pytest.raises(Refused, match="not_allowed"), store.write(nobody) as work:
        owning.turn(work, visit)
