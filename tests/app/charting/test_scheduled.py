"""Lines of a schedule and the visits of its days, as pairing asks for them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.charting import scheduled
from app.store.actor import Actor
from app.store.store import Store
from app.values.states import CodingStatus
from tests.app.charting.test_expected import listed, planned

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)


def test_lines_and_visits_are_those_of_the_days(store: Store, amy: Actor, tmp_path: Path) -> None:
    planned(store, amy, tmp_path)
    listed(store, amy, tmp_path)
    with store.glance() as snapshot:
        lines = scheduled.lines(snapshot, FIRST, LAST)
        visits = scheduled.visits(snapshot, FIRST, LAST)
        assert scheduled.visits(snapshot, FIRST, date(2026, 9, 21)) == visits[:1]
        assert scheduled.lines(snapshot, date(2026, 9, 24), LAST) == []
    assert [(line.visit_id, line.day.day, line.kind) for line in lines] == [
        ("P1", 21, "Follow-up"), ("P2", 21, "New patient"), ("P3", 22, "Follow-up"),
        ("P4", 23, "Physical"),
    ]  # fmt: skip
    assert [(one.source_id, one.dos.day, one.status) for one in visits] == [
        ("E1", 21, CodingStatus.NEW), ("E9", 22, CodingStatus.NEW), ("E8", 25, CodingStatus.NEW),
    ]  # fmt: skip


def test_a_session_gives_what_a_snapshot_gives(store: Store, amy: Actor, tmp_path: Path) -> None:
    planned(store, amy, tmp_path)
    listed(store, amy, tmp_path)
    with store.glance() as snapshot, store.read() as session:
        for read in (scheduled.lines, scheduled.visits):
            assert read(session, FIRST, LAST) == read(snapshot, FIRST, LAST)


def test_who_came_into_the_office_after_the_schedule_is_found(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    planned(store, amy, tmp_path)
    with store.glance() as snapshot:
        lines = scheduled.lines(snapshot, FIRST, LAST)
        unknown = {line.id: line.patient_id for line in lines}
        assert set(unknown.values()) == {None}
        assert scheduled.people(snapshot, unknown) == {}
    listed(store, amy, tmp_path)
    with store.glance() as snapshot:
        stone = next(line.id for line in lines if line.visit_id == "P1")
        (visit, *_) = scheduled.visits(snapshot, FIRST, LAST)
        assert scheduled.people(snapshot, unknown) == {stone: visit.patient_id}
        assert scheduled.people(snapshot, {7: 3}) == {7: 3}


def test_ten_years_of_visits_are_not_walked_for_a_month(store: Store) -> None:
    days = {"first": "2026-09-01", "last": "2026-09-30"}
    with store.glance() as snapshot:
        plan = [row[3] for row in snapshot.rows(f"EXPLAIN QUERY PLAN {scheduled._VISITS}", days)]
    assert any("ix_encounter_status_dos_id" in step for step in plan)
    assert not any(step.startswith("SCAN encounter") for step in plan)
