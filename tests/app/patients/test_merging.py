"""Two registrations become one: visits move, money stays, numbers lead on, and it can go back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.ledger import balances
from app.patients import finding, merging
from app.store.actor import Actor
from app.store.store import Store, Work
from app.values.ledger import Bucket
from app.values.problem import Refused
from models.account import Account
from models.audit import AuditEntry
from models.charge import Charge
from models.coverage import Coverage
from models.encounter import Encounter
from models.merging import FormerNumber
from models.patient import Patient
from tests import builders
from tests.builders import DOS, Registered


def visit(work: Work, who: Registered) -> int:
    row = Encounter(patient_id=who.patient_id, dos=DOS, dos_last=DOS, status_since=work.now)
    work.session.add(row)
    work.session.flush()
    return row.id


def two(work: Work, *, same_guarantor: bool) -> tuple[Registered, Registered]:
    """Two registrations with a visit, a coverage and a charge each."""
    birth = {"guarantor_first": "Ada"}
    other = {} if same_guarantor else {"last": "Moss"}
    first = builders.patient(work, builders.account(work, **birth), mrn="501", first="Ada")
    second = builders.patient(
        work, builders.account(work, **birth, **other), mrn="777", first="Ada", phone="2175550111"
    )
    for one in (first, second):
        visit(work, one)
        builders.coverage(work, one.patient_id)
        builders.charge(work, one, "150.00")
    return first, second


@pytest.mark.parametrize("same", [True, False])
def test_the_survivor_keeps_everything_and_posted_money_stays_where_it_is(
    store: Store, amy: Actor, same: bool
) -> None:
    with store.write(amy) as work:
        stays, ends = two(work, same_guarantor=same)
    with store.read() as session:
        seen = merging.preview(session, stays.patient_id, ends.patient_id)
        owed = [balances.charge_balance(session, a, Bucket.PATIENT) for a in (1, 2)]
    assert (seen.visits, seen.coverages, seen.charges, seen.same_guarantor) == (1, 1, 1, same)
    with store.write(amy) as work:
        merging.merge(work, stays.patient_id, ends.patient_id, "same birth date and address")
    with store.read() as session:
        for model in (Encounter, Coverage):
            held = session.scalars(sa.select(model.patient_id)).all()
            assert set(held) == {stays.patient_id}
        charged = session.scalars(sa.select(Charge.patient_id).order_by(Charge.id)).all()
        assert charged == [stays.patient_id, ends.patient_id]
        assert owed == [balances.charge_balance(session, a, Bucket.PATIENT) for a in (1, 2)]
        ended = session.get_one(Patient, ends.patient_id)
        assert (ended.account_id == stays.account_id) is same
        assert session.get_one(Patient, stays.patient_id).phone == "2175550111"
        links = merging.merges_of_account(session, ends.account_id)
        assert len(links) == 1
        deeds = session.scalars(sa.select(AuditEntry.deed)).all()
        assert "patients merged" in deeds


def test_a_merge_can_be_undone_as_a_whole(store: Store, amy: Actor) -> None:
    with store.write(amy) as work:
        stays, ends = two(work, same_guarantor=True)
        before = sorted(work.session.execute(sa.select(Encounter.id, Encounter.patient_id)).all())
        number = merging.merge(work, stays.patient_id, ends.patient_id, "same person")
    with store.write(amy) as work:
        merging.undo(work, number)
        after = sorted(work.session.execute(sa.select(Encounter.id, Encounter.patient_id)).all())
        assert after == before
        assert work.session.get_one(Patient, ends.patient_id).account_id == ends.account_id
        assert work.session.get_one(Patient, stays.patient_id).phone == ""
        assert merging.survivors(work.session) == {}
        assert work.session.scalars(sa.select(FormerNumber)).all() == []
    with pytest.raises(Refused, match=r"patients\.merge_gone"), store.write(amy) as work:
        merging.undo(work, number)


def test_merges_lead_on_over_several(store: Store, amy: Actor) -> None:
    with store.write(amy) as work:
        first, second = two(work, same_guarantor=True)
        third = builders.patient(work)
        merging.merge(work, second.patient_id, first.patient_id, "same person")
        merging.merge(work, third.patient_id, second.patient_id, "same person")
        assert merging.survivors(work.session) == {
            first.patient_id: third.patient_id,
            second.patient_id: third.patient_id,
        }


def test_who_has_ended_is_not_found_by_name_but_leads_on_by_number(
    store: Store, amy: Actor
) -> None:
    with store.write(amy) as work:
        stays, ends = two(work, same_guarantor=True)
        merging.merge(work, stays.patient_id, ends.patient_id, "same person")
        assert [row.id for row in finding.find(work.session, "castellan")] == [stays.patient_id]
        assert [row.id for row in finding.find(work.session, "777")] == [stays.patient_id]


def test_what_cannot_be_merged_is_refused(store: Store, amy: Actor) -> None:
    with store.write(amy) as work:
        stays, ends = two(work, same_guarantor=True)
        merging.merge(work, stays.patient_id, ends.patient_id, "same person")
    for pair, reason, code in (
        ((stays.patient_id, stays.patient_id), "x", "merge_self"),
        ((stays.patient_id, ends.patient_id), "x", "merged_already"),
        ((stays.patient_id, 999), "x", "gone"),
        ((stays.patient_id, ends.patient_id), " ", "reason_missing"),
    ):
        with pytest.raises(Refused, match=code), store.write(amy) as work:
            merging.merge(work, *pair, reason)
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 2


def test_two_who_differ_in_name_and_birth_are_doubtful(store: Store, amy: Actor) -> None:
    with store.write(amy) as work:
        stays = builders.patient(work, first="Ada")
        ends = builders.patient(work, first="Bo", birth=DOS)
        seen = merging.preview(work.session, stays.patient_id, ends.patient_id)
    assert seen.is_doubtful
    assert seen.differing == ("first", "birth")
