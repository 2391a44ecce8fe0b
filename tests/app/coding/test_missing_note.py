"""A visit that is coded without its note says so once, where notes are kept at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.charting import attaching
from app.coding import problems, storing
from app.coding.codebook import NoBook
from app.coding.draft import Kept
from app.superbills import frozen
from app.values.problem import Refused, Severity
from models.encounter import Encounter
from tests.app.superbills import visits

PDF = b"%PDF-1.4 a scan"


def _asked(store, number):
    with store.read() as session:
        draft = storing.load(session, number)
    return [one for one in problems.problems(draft, NoBook()) if one.code == "chart.no_note"]


@pytest.fixture
def coded(store, amy):
    """Two coded visits of one clinician in the same week, none with a note."""
    with store.write(amy) as work:
        visits.fee_list(work, C99213="120.00")
        first, second = visits.visit(work), visits.visit(work)
        beside = work.session.get_one(Encounter, second)
        beside.provider_id = work.session.get_one(Encounter, first).provider_id
        for one in (first, second):
            storing.save(work, visits.coded(work.session, one))
    return first, second


def test_where_no_notes_are_kept_none_is_missing(store, coded):
    assert _asked(store, coded[0]) == []


def test_a_missing_note_is_a_warning_until_it_comes(store, amy, coded):
    first, second = coded
    with store.write(amy) as work:
        attaching.add_note(work, second, "Visit note", "Cough for a week.")
    (asked,) = _asked(store, first)
    assert asked.severity is Severity.WARN
    assert _asked(store, second) == []
    with store.write(amy) as work:
        attaching.attach(work, first, "Scanned note", PDF)
    assert _asked(store, first) == [], "a scan documents the visit as well"


def test_notes_of_another_time_or_another_clinician_ask_nothing(store, amy, coded):
    first, second = coded
    with store.write(amy) as work:
        attaching.add_note(work, second, "Visit note", "Cough for a week.")
        work.session.get_one(Encounter, second).dos = date(2025, 1, 2)
        work.session.get_one(Encounter, second).dos_last = date(2025, 1, 2)
    assert _asked(store, first) == []


@pytest.mark.parametrize(("days", "asks"), [(-15, 0), (-14, 1), (14, 1), (15, 0)])
def test_notes_of_the_two_weeks_around_a_visit_make_it_miss_its_own(store, amy, coded, days, asks):
    first, second = coded
    with store.write(amy) as work:
        attaching.add_note(work, second, "Visit note", "Cough for a week.")
        beside = work.session.get_one(Encounter, second)
        beside.dos = beside.dos_last = visits.DOS + timedelta(days=days)
    assert len(_asked(store, first)) == asks


def test_a_missing_note_that_is_kept_with_a_reason_lets_the_visit_go(store, amy, coded):
    first, second = coded
    with store.write(amy) as work:
        attaching.add_note(work, second, "Visit note", "Cough for a week.")
    with store.read() as session:
        draft = storing.load(session, first)
    with pytest.raises(Refused, match="unanswered"), store.write(amy) as work:
        frozen.hand_off(work, draft, NoBook())
    with store.write(amy) as work:
        said = Kept("chart.no_note", "", "Read on paper", "documented")
        draft = storing.keep(work, draft, said)
        assert frozen.hand_off(work, draft, NoBook()).number
