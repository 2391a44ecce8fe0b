"""Registering patients, their guarantors and coverages, and finding them again."""

from dataclasses import replace
from datetime import date

import pytest

from app.patients import coverages, finding, registration
from app.patients.coverages import CoverageDraft
from app.patients.registration import AccountDraft, PatientDraft
from app.practice import settings
from app.reports import account_page, people
from app.store.actor import Actor
from app.values.money import Money
from app.values.person import Sex
from app.values.problem import Refused, Severity
from app.values.states import Relationship
from models.account import Account
from models.patient import Patient
from tests import builders

TODAY = date(2026, 9, 30)
PRIYA = PatientDraft(
    "Castellan", "Priya", "M", birth=date(1984, 5, 6), sex=Sex.FEMALE, mrn="M-100",
    street="9 Elm St", city="Salem", state="MA", zip="01970",
)  # fmt: skip


def _save(store, amy, draft):
    with store.write(amy) as work:
        return registration.save(work, draft)


def test_a_new_patient_pays_for_herself_under_the_next_account_number(store, amy):
    with store.write(amy) as work:
        settings.save(work, settings.NEW_PATIENT_ACCOUNTS, 70001)
    first = _save(store, amy, PRIYA)
    second = _save(store, amy, replace(PRIYA, mrn="", first="Ravi"))
    assert (first.account_number, second.account_number) == (70001, 70002)
    with store.read() as session:
        account = registration.account_draft_of(session, first.account_id)
    assert (account.guarantor_last, account.city, account.guarantor_birth) == (
        "Castellan", "Salem", date(1984, 5, 6),
    )  # fmt: skip


def test_a_child_goes_on_the_account_of_a_parent(store, amy):
    parent = _save(store, amy, PRIYA)
    child = PatientDraft("Castellan", "Anil", birth=date(2019, 1, 2), account_id=parent.account_id)
    assert _save(store, amy, child).account_id == parent.account_id


def test_a_guarantor_who_is_no_patient_gets_the_account(store, amy):
    draft = replace(PRIYA, guarantor=AccountDraft("Doe", "Jo", street="1 A St", language="es"))
    done = _save(store, amy, draft)
    with store.read() as session:
        assert session.get(Account, done.account_id).guarantor_last == "Doe"
        assert session.get(Account, done.account_id).language == "es"


def test_changing_a_patient_leaves_the_account_and_a_stale_form_is_refused(store, amy):
    done = _save(store, amy, PRIYA)
    with store.read() as session:
        draft = registration.draft_of(session, done.patient_id)
    assert draft.mrn == "M-100"
    again = _save(store, amy, replace(draft, last="Castellan  Roy"))
    assert again == done
    with store.read() as session:
        assert session.get(Patient, done.patient_id).last == "Castellan Roy"
    with pytest.raises(Refused, match="changed_elsewhere"):
        _save(store, amy, draft)


def test_an_account_on_hold_says_why(store, amy):
    draft = AccountDraft("Roy", "Sam", hold_until=TODAY)
    assert [p.field for p in draft.problems()] == ["hold_reason"]
    with pytest.raises(Refused, match="patients.incomplete"), store.write(amy) as work:
        registration.save_account(work, draft)
    with store.write(amy) as work:
        number = registration.save_account(work, replace(draft, hold_reason="In court"))
    with store.read() as session:
        held = registration.account_draft_of(session, number)
    assert (held.hold_until, held.hold_reason, held.version) == (TODAY, "In court", 1)


def test_a_new_complete_address_lifts_the_mark_that_mail_comes_back(store, amy):
    draft = AccountDraft("Roy", "Sam", street="677 Batz Way", city="Concord", bad_address=True)
    with store.write(amy) as work:
        number = registration.save_account(work, draft)

    def change(**changes):
        with store.write(amy) as work:
            now = registration.account_draft_of(work.session, number)
            registration.save_account(work, replace(now, **changes))
            return registration.account_draft_of(work.session, number).bad_address

    assert change(phone="5035550142")
    assert change(street="677 Batz Estate")
    assert not change(zip="01742")
    assert change(bad_address=True)


@pytest.mark.parametrize(
    ("changes", "field", "severity"),
    [
        ({"last": " "}, "last", Severity.BLOCK),
        ({"last": "Castellan, Priya"}, "last", Severity.BLOCK),
        ({"first": ""}, "first", Severity.WARN),
        ({"birth": None}, "birth", Severity.WARN),
        ({"birth": date(2027, 1, 1)}, "birth", Severity.BLOCK),
        ({"deceased_on": date(1980, 1, 1)}, "deceased_on", Severity.BLOCK),
        ({"sex": Sex.UNKNOWN}, "sex", Severity.WARN),
        ({"state": "Mass"}, "state", Severity.BLOCK),
        ({"zip": "1970"}, "zip", Severity.BLOCK),
        ({"guarantor": AccountDraft()}, "guarantor_last", Severity.BLOCK),
    ],
)
def test_a_problem_stands_beside_its_field(changes, field, severity):
    found = replace(PRIYA, **changes).problems(TODAY)
    assert (field, severity) in {(p.field, p.severity) for p in found}
    assert PRIYA.problems(TODAY) == []


def test_an_mrn_belongs_to_one_patient(store, amy):
    _save(store, amy, PRIYA)
    with pytest.raises(Refused, match="patients.mrn_taken"):
        _save(store, amy, replace(PRIYA, first="Ravi"))
    with store.read() as session:
        assert finding.find(session, "ravi") == ()


def test_a_coder_does_not_change_who_pays(store):
    coder = Actor("cy", permissions=frozenset({"code", "import"}))
    with pytest.raises(Refused, match="not_allowed"), store.write(coder) as work:
        registration.save(work, PRIYA)


@pytest.fixture
def three(store, amy):
    """Priya and Ravi Castellan, and Wendell O'Hara."""
    priya = _save(store, amy, PRIYA)
    _save(store, amy, replace(PRIYA, first="Ravi", mrn="", birth=date(1990, 1, 1)))
    _save(store, amy, PatientDraft("O'Hara", "Wendell", mrn="200"))
    return priya


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("cas", ["Castellan, Priya M", "Castellan, Ravi M"]),
        ("CASTELLAN, PRI", ["Castellan, Priya M"]),
        ("priya cast", ["Castellan, Priya M"]),
        ("castellan pri", ["Castellan, Priya M"]),
        ("o'h", ["O'Hara, Wendell"]),
        ("5/6/1984", ["Castellan, Priya M"]),
        ("1984-05-06", ["Castellan, Priya M"]),
        ("m-1", ["Castellan, Priya M"]),
        ("20", ["O'Hara, Wendell"]),
        ("10001", ["Castellan, Priya M"]),
        ("13/45/1984", []),
        ("%", []),
        ("", ["Castellan, Priya M", "Castellan, Ravi M", "O'Hara, Wendell"]),
    ],
)
def test_a_patient_is_found_by_what_people_say(store, three, typed, names):
    with store.read() as session:
        assert [row.name for row in finding.find(session, typed)] == names


def test_finding_goes_on_page_by_page(store, three):
    seen, after = [], None
    with store.read() as session:
        while rows := finding.find(session, "", after, limit=2):
            seen += rows
            after = rows[-1].after
    assert len({row.id for row in seen}) == len(seen) == 3


def test_the_same_person_is_seen_before_registering_twice(store, three):
    with store.read() as session:
        twins = finding.same_person(session, "castellan", "priya", date(1984, 5, 6))
        other = finding.same_person(session, "castellan", "priya", date(1999, 5, 6))
        assert finding.same_person(session, "", "", None) == ()
    assert [row.id for row in twins] == [three.patient_id]
    assert other == ()


def _cover(store, amy, draft):
    with store.write(amy) as work:
        return coverages.save(work, draft)


def test_coverages_of_a_day_come_in_order_of_responsibility(store, amy, three):
    with store.write(amy) as work:
        plan_a, plan_b = builders.payer(work, "Blue Prairie"), builders.payer(work, "Medicare")
    mine = CoverageDraft(three.patient_id, plan_b, rank=2, member_id="1")
    _cover(store, amy, mine)
    ended = replace(mine, payer_id=plan_a, rank=1, valid_to=date(2025, 12, 31))
    _cover(store, amy, ended)
    current = replace(mine, payer_id=plan_a, rank=1, plan_name="PPO", valid_from=date(2026, 1, 1))
    _cover(store, amy, current)
    with store.read() as session:
        now = coverages.coverages_on(session, three.patient_id, TODAY)
        before = coverages.coverages_on(session, three.patient_id, date(2025, 6, 1))
        assert len(coverages.coverages_of(session, three.patient_id)) == 3
    assert [(row.rank, row.name) for row in now] == [(1, "Blue Prairie PPO"), (2, "Medicare")]
    assert [(row.rank, row.name) for row in before] == [(1, "Blue Prairie"), (2, "Medicare")]


def test_of_two_primaries_that_lists_brought_the_last_one_stands_first(store, amy, three):
    with store.write(amy) as work:
        old, new = builders.payer(work, "Humana"), builders.payer(work, "Medicare")
        for payer in (old, new):
            builders.coverage(work, three.patient_id, payer)
    with store.read() as session:
        found = coverages.coverages_of(session, three.patient_id)
        of_account = people.coverages_of_account(session, three.account_id)
        page = account_page.account_page(session, three.account_id, TODAY)
    assert [row.name for row in found] == [row.name for row in of_account] == ["Medicare", "Humana"]
    assert [member.coverage for member in page.members] == ["Medicare"]


def test_a_new_primary_moves_the_others_of_its_days_down(store, amy, three):
    with store.write(amy) as work:
        payer = builders.payer(work)
    first = _cover(store, amy, CoverageDraft(three.patient_id, payer, member_id="1"))
    second = _cover(store, amy, CoverageDraft(three.patient_id, payer, rank=2, member_id="2"))
    new = _cover(store, amy, CoverageDraft(three.patient_id, payer, member_id="3"))
    with store.read() as session:
        found = coverages.coverages_on(session, three.patient_id, TODAY)
    assert [(row.id, row.rank) for row in found] == [(new, 1), (first, 2), (second, 3)]


def test_a_coverage_form_says_what_is_wrong(store, amy, three):
    wrong = CoverageDraft(
        three.patient_id, 0, rank=12, relationship=Relationship.CHILD, copay=Money(-1),
        valid_from=TODAY, valid_to=date(2026, 1, 1),
    )  # fmt: skip
    assert [p.field for p in wrong.problems()] == [
        "payer_id", "rank", "valid_to", "copay", "member_id", "subscriber_last",
    ]  # fmt: skip
    with pytest.raises(Refused, match="coverage_incomplete"):
        _cover(store, amy, wrong)


def test_a_stale_coverage_form_is_refused(store, amy, three):
    with store.write(amy) as work:
        number = builders.coverage(work, three.patient_id)
    with store.read() as session:
        draft = coverages.draft_of(session, number)
    assert _cover(store, amy, replace(draft, member_id="9")) == number
    with pytest.raises(Refused, match="changed_elsewhere"):
        _cover(store, amy, replace(draft, member_id="8"))
    with pytest.raises(Refused, match="coverage_gone"):
        _cover(store, amy, replace(draft, id=99))
