"""Visits that are put away until a day."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from app.charting import chart, resting, transitions, worklist
from app.charting.worklist import Ask, Filter
from app.practice import settings
from app.reports import lag, today, waiting
from app.values.problem import Refused
from app.values.states import CodingStatus
from models.encounter import Encounter
from tests import builders
from tests.conftest import NOON

AWAY = Filter(resting=True)


def _visit(store, amy, day, status=CodingStatus.READY):
    with store.write(amy) as work:
        who = builders.patient(work)
        row = Encounter(
            patient_id=who.patient_id, provider_id=builders.provider(work), dos=day, dos_last=day,
            status_since=NOON, status=status,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        return row.id, work.today


def _ids(store, as_of, which=worklist.EVERYTHING_OPEN):
    with store.read() as session:
        return [row.id for row in worklist.worklist(session, Ask(as_of, which)).rows]


def test_a_visit_rests_until_its_day_and_comes_back_by_itself(store, amy):
    number, today_ = _visit(store, amy, date(2026, 9, 1))
    back = today_ + timedelta(days=5)
    with store.write(amy) as work:
        resting.put_away(work, number, back, "  pathology   report to come ")
    assert _ids(store, today_) == []
    assert _ids(store, today_, AWAY) == [number]
    assert _ids(store, back - timedelta(days=1), AWAY) == [number]
    assert _ids(store, back) == [number]
    assert _ids(store, back, AWAY) == []
    with store.read() as session:
        line = chart.chart(session, number).visit
    assert (line.rests_until, line.rests_because) == (back, "pathology report to come")


def test_no_count_of_waiting_work_holds_a_visit_that_rests_and_one_of_its_own_does(store, amy):
    number, today_ = _visit(store, amy, date(2026, 9, 1))
    other, _ = _visit(store, amy, date(2026, 9, 20))
    with store.write(amy) as work:
        resting.put_away(work, number, today_ + timedelta(days=5), "pathology")
    with store.read() as session:
        (count,) = worklist.counts(session, today_)
        assert (count.count, count.oldest) == (1, max(0, (today_ - date(2026, 9, 20)).days))
        assert waiting.counts(session, today_)["coder"] == 1
        found = today.today(session, today_)
        assert found.put_away == worklist.resting_count(session, today_) == 1
        (later,) = worklist.counts(session, today_ + timedelta(days=5))
        assert later.count == 2
    with store.write(amy) as work:
        resting.put_away(work, other, today_ + timedelta(days=9), "pathology")
    with store.read() as session:
        assert worklist.counts(session, today_) == ()


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_visit_rests_until_a_day_to_come(store, amy, days):
    number, today_ = _visit(store, amy, date(2026, 9, 1))
    with pytest.raises(Refused, match="charting.rest_day"), store.write(amy) as work:
        resting.put_away(work, number, today_ + timedelta(days=days), "pathology")


def test_it_needs_a_reason_a_permission_and_a_visit_that_is_still_here(store, amy):
    number, today_ = _visit(store, amy, date(2026, 9, 1))
    gone, _ = _visit(store, amy, date(2026, 9, 1), CodingStatus.HANDED_OFF)
    day = today_ + timedelta(days=1)
    with pytest.raises(Refused, match="charting.rest_reason"), store.write(amy) as work:
        resting.put_away(work, number, day, " \n ")
    with pytest.raises(Refused, match="charting.rest_closed"), store.write(amy) as work:
        resting.put_away(work, gone, day, "pathology")
    nobody = dataclasses.replace(amy, permissions=frozenset())
    with pytest.raises(Refused, match="not_allowed"), store.write(nobody) as work:
        resting.put_away(work, number, day, "pathology")


def test_a_visit_that_moves_on_does_not_rest_any_more(store, amy):
    number, today_ = _visit(store, amy, date(2026, 9, 1), CodingStatus.QUERY_OPEN)
    with store.write(amy) as work:
        resting.put_away(work, number, today_ + timedelta(days=5), "the answer")
    with store.write(amy) as work:
        row = work.session.get_one(Encounter, number)
        transitions.move(work, row, CodingStatus.READY)
    assert _ids(store, today_) == [number]


def test_it_can_be_brought_back_before_its_day(store, amy):
    number, today_ = _visit(store, amy, date(2026, 9, 1))
    with store.write(amy) as work:
        resting.put_away(work, number, today_ + timedelta(days=5), "pathology")
        resting.bring_back(work, number)
        resting.bring_back(work, number)
    assert _ids(store, today_) == [number]


def test_the_lag_clock_runs_on_and_knows_its_limits_from_the_settings(store, amy):
    number, today_ = _visit(store, amy, date(2026, 9, 1))
    first, last = date(2026, 9, 1), date(2026, 9, 30)
    with store.write(amy) as work:
        resting.put_away(work, number, today_ + timedelta(days=5), "pathology")
    with store.read() as session:
        (row,) = lag.lags_as_of(session, first, last, date(2026, 9, 5))
        assert (row.visits, row.slow, row.late) == (1, 1, 0)
    with store.write(amy) as work:
        settings.save(work, settings.LAG_LATE, 4)
    with store.read() as session:
        (row,) = lag.lags_as_of(session, first, last, date(2026, 9, 5))
        assert (row.slow, row.late) == (0, 1)
