"""A caller's name or any number of ours opens what they mean."""

from datetime import date

import pytest

from app.claims import life
from app.patients import merging
from app.reports import find, waiting
from app.reports.today import today
from app.values.states import CodingStatus
from models.encounter import Encounter
from tests import builders
from tests.conftest import NOON

TODAY = date(2026, 9, 30)


@pytest.fixture
def people(store, amy):
    with store.write(amy) as work:
        priya = builders.patient(work, last="Castellan", first="Priya", mrn="30218")
        builders.patient(work, last="Castle", first="Ann", mrn="A7")
        builders.patient(work, last="Ito-Reyes", first="Carmen")
        coverage = builders.coverage(work, priya.patient_id)
        charge = builders.charge(work, priya, "165.00", coverage_id=coverage)
        claim = life.make(work, [charge], coverage)
        paid = builders.payment(work, priya.account_id, "30.00")
    return priya, claim, paid


def _names(store, typed):
    with store.read() as session:
        return [found.words for found in find.find(session, typed)]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("cast", ["Castellan, Priya", "Castle, Ann"]),
        ("Castellan, P", ["Castellan, Priya"]),
        ("priya castellan", ["Castellan, Priya"]),
        ("carmen", ["Ito-Reyes, Carmen"]),
        ("30218", ["Castellan, Priya"]),
        ("%", []),
        ("_astle", []),
        ("  ", []),
        ("zz", []),
    ],
)
def test_people_are_found_by_what_a_caller_says(store, people, typed, names):
    assert _names(store, typed) == names


def test_an_exact_number_is_marked_and_opens_its_thing(store, people):
    priya, claim_id, _ = people
    with store.read() as session:
        (person,) = find.find(session, "30218")
        number = life.claim(session, claim_id, TODAY).row.number
        (claim,) = [f for f in find.find(session, str(number)) if f.screen == "biller"]
    assert (person.exact, person.ids) == (True, ("account", priya.account_id))
    assert (claim.exact, claim.ids, claim.group) == (True, ("claim", claim_id), "papers")


def test_merged_registrations_are_found_as_one_person_by_either_number(store, amy, people):
    with store.write(amy) as work:
        double = builders.patient(work, last="Castellan", first="Priya", mrn="777")
        merging.merge(work, people[0].patient_id, double.patient_id, "the same person")
    with store.read() as session:
        for typed in ("30218", "777", "Castellan"):
            (person,) = find.find(session, typed)
            assert person.ids == ("account", people[0].account_id)
            assert "30218" in person.detail


def test_a_very_long_number_is_no_crash(store, people):
    assert _names(store, "9" * 40) == []
    assert _names(store, "S-" + "9" * 40) == []


def test_the_rail_counts_work_and_leaves_zeros_out(store, amy, people):
    with store.read() as session:
        assert waiting.counts(session, date(2026, 9, 30)) == {"biller": 1}
    with store.write(amy) as work:
        common = {"dos": TODAY, "dos_last": TODAY, "status_since": NOON}
        work.session.add(Encounter(patient_id=people[0].patient_id, **common))
        work.session.add(
            Encounter(patient_id=people[0].patient_id, status=CodingStatus.HANDED_OFF, **common)
        )
    with store.read() as session:
        assert waiting.counts(session, date(2026, 9, 30)) == {"coder": 1, "biller": 2}


def test_today_names_the_dates_that_are_about_to_pass(store, amy, people):
    with store.read() as session:
        quiet = today(session, date(2026, 6, 2))
        late = today(session, date(2026, 11, 20))
    assert quiet.deadlines == ()
    # Whether a code set has lapsed depends on what is loaded on this computer.
    (filing,) = (one for one in late.deadlines if one.kind != "code_set")
    assert (filing.kind, filing.by, filing.screen) == (
        "timely_filing",
        date(2026, 11, 28),
        "biller",
    )
    assert filing.amount == builders.usd("165.00")
