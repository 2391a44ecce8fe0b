"""Today's dates: the nearest are listed, and all of them are counted."""

from __future__ import annotations

from datetime import date, timedelta

from app.reports import today
from app.values.states import CodingStatus
from models.encounter import Encounter
from tests import builders

DAY = date(2026, 9, 30)
FILING = timedelta(days=180)
"""What the builders' payer allows."""


def visits(store, amy, statuses):
    """Make a visit in each status, each a day nearer to its payer's limit than the one before."""
    with store.write(amy) as work:
        who = builders.patient(work)
        cover = builders.coverage(work, who.patient_id)
        for n, status in enumerate(statuses):
            dos = DAY - FILING + timedelta(days=10 - n)
            work.session.add(
                Encounter(
                    patient_id=who.patient_id, coverage_id=cover, dos=dos, dos_last=dos,
                    status=status, status_since=work.now,
                )
            )  # fmt: skip


def read(store, most):
    with store.read() as session:
        return today.today(session, DAY, most)


def test_the_nearest_limits_are_listed_and_all_are_counted(store, amy):
    visits(store, amy, [CodingStatus.NEW] * 9)
    found = read(store, 3)
    assert [(row.kind, (row.by - DAY).days) for row in found.deadlines] == [
        ("timely_filing", 2), ("timely_filing", 3), ("timely_filing", 4),
    ]  # fmt: skip
    assert found.deadlines_in_all == 9


def test_every_visit_that_is_not_finished_has_its_limit_and_no_other(store, amy):
    visits(store, amy, CodingStatus)
    done = (CodingStatus.POSTED, CodingStatus.NOT_BILLABLE)
    assert read(store, 50).deadlines_in_all == len(CodingStatus) - len(done)


def test_nothing_near_lists_and_counts_nothing(store):
    assert (read(store, 6).deadlines, read(store, 6).deadlines_in_all) == ((), 0)


def test_what_cannot_wait_is_counted_whether_it_is_shown_or_not(store, amy):
    visits(store, amy, [CodingStatus.NEW] * 14)
    assert [read(store, most).pressing for most in (1, 3, 50)] == [4, 4, 4]


def test_a_clinician_is_told_of_the_queries_that_ask_that_clinician(store, amy):
    visits(store, amy, [CodingStatus.QUERY_OPEN] * 2)
    with store.read() as session:
        everybody = today.today(session, DAY)
        nobody_asked = today.today(session, DAY, answers_as=41)
    assert [(one.state, one.count) for one in everybody.coding] == [(CodingStatus.QUERY_OPEN, 2)]
    assert (nobody_asked.coding, nobody_asked.asks_one) == ((), True)
