"""Expected visits against those that came: gaps, reasons, surprises."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.charting import expected
from app.charting.expected import Gap, Grouping
from app.intake import apply, schedule
from app.intake.listing import read_list
from app.intake.staged import ListFiles, Reading
from app.reports import lag, today_counts
from app.store.actor import Actor
from app.store.store import Store
from app.values.money import Quantity
from app.values.problem import Refused
from app.values.states import CodingStatus, GapReason
from models.audit import AuditEntry
from models.encounter import Encounter, EncounterLine
from models.schedule import ExpectedVisit

AS_OF = date(2026, 9, 30)
HEAD = "Appt ID,MRN,Patient Name,DOB,Appointment Date,Provider,Visit Type,Status\n"
PLAN = HEAD + (
    'P1,501,"Stone, Ada",2/3/1960,9/21/2026,"Reed, Amos",Follow-up,Confirmed\n'
    'P2,502,"Moss, Ida",5/6/1971,9/21/2026,"Reed, Amos",New patient,Scheduled\n'
    'P3,503,"Lark, Bo",7/8/1982,9/22/2026,"Hale, Una",Follow-up,No Show\n'
    'P4,504,"Finch, Eve",1/2/1990,9/23/2026,"Hale, Una",Physical,Scheduled\n'
    'P5,505,"Wren, Tom",1/2/1991,10/20/2026,"Hale, Una",Physical,Scheduled\n'
)
VISITS = (
    "Encounter ID,MRN,Patient Name,DOB,DOS,Provider\n"
    'E1,501,"Stone, Ada",2/3/1960,9/21/2026,"Reed, Amos"\n'
    'E9,509,"Dove, Sal",3/3/1950,9/22/2026,"Hale, Una"\n'
    'E8,508,"Crow, Jo",3/3/1951,9/25/2026,"Hale, Una"\n'
)


def planned(store: Store, amy: Actor, folder: Path, text: str = PLAN) -> schedule.ScheduleTaken:
    path = folder / "schedule.csv"
    path.write_text(text, "utf-8")
    staged = schedule.read(ListFiles((path,)), Reading(AS_OF))
    with store.write(amy) as work:
        return schedule.take(work, staged)


def listed(store: Store, amy: Actor, folder: Path, text: str = VISITS) -> None:
    path = folder / "visits.csv"
    path.write_text(text, "utf-8")
    with store.write(amy) as work:
        apply.take(work, read_list(ListFiles((path,)), Reading(AS_OF)))


def gaps(store: Store, days: int = 30, by: Grouping = Grouping.DAY) -> list[Gap]:
    with store.read() as session:
        return list(expected.reconcile(session, AS_OF, days, by).rows)


def told(rows: list[Gap]) -> list[tuple[str, str]]:
    return [(row.patient, row.kind.value) for row in rows]


def test_a_schedule_is_taken_once_and_renewed(store: Store, amy: Actor, tmp_path: Path) -> None:
    first = planned(store, amy, tmp_path)
    assert (first.new, first.rejected) == (5, ())
    again = planned(store, amy, tmp_path)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 5)
    later = planned(store, amy, tmp_path, PLAN.replace("Physical,Scheduled", "Physical,Canceled"))
    assert (later.new, later.changed, later.unchanged) == (0, 2, 3)


def test_what_is_expected_and_not_here_is_a_gap_and_the_reverse_is_told(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    planned(store, amy, tmp_path)
    listed(store, amy, tmp_path)
    assert told(gaps(store)) == [
        ("Moss, Ida", "not_here"), ("Stone, Ada", "not_coded"), ("Dove, Sal", "unexpected"),
        ("Lark, Bo", "explained"), ("Finch, Eve", "not_here"),
    ]  # fmt: skip
    with store.glance() as snapshot:
        assert today_counts.missing(snapshot, AS_OF) == (2, 9)


def test_a_visit_that_was_coded_is_no_gap(store: Store, amy: Actor, tmp_path: Path) -> None:
    planned(store, amy, tmp_path)
    listed(store, amy, tmp_path)
    with store.write(amy) as work:
        row = work.session.scalars(sa.select(Encounter).where(Encounter.source_id == "E1")).one()
        row.status = CodingStatus.HANDED_OFF
    with store.read() as session:
        found = expected.reconcile(session, AS_OF)
    assert (found.expected, found.matched) == (4, 1)
    assert "Stone, Ada" not in [row.patient for row in found.rows]


def test_a_coded_visit_without_the_service_that_was_expected_is_told_until_explained(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    planned(store, amy, tmp_path)
    listed(store, amy, tmp_path, VISITS + 'E4,504,"Finch, Eve",1/2/1990,9/23/2026,"Hale, Una"\n')
    with store.write(amy) as work:
        row = work.session.scalars(sa.select(Encounter).where(Encounter.source_id == "E4")).one()
        row.status = CodingStatus.HANDED_OFF
        work.session.add(
            EncounterLine(encounter_id=row.id, position=1, code="99213", units=Quantity(Decimal(1)))
        )
    (finch,) = [row for row in gaps(store) if row.patient == "Finch, Eve"]
    assert (finch.kind.value, finch.service) == ("no_service", "Physical")
    assert finch.expected_id is not None
    with store.write(amy) as work:
        expected.give_reason(work, [finch.expected_id], GapReason.NO_CHARGE)
    assert ("Finch, Eve", "explained") in told(gaps(store))
    with store.read() as session:
        assert expected.reconcile(session, AS_OF).matched == 1


def test_a_visit_of_someone_new_is_found_once_the_list_names_the_patient(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    planned(store, amy, tmp_path)
    listed(store, amy, tmp_path, VISITS + 'E2,502,"Moss, Ida",5/6/1971,9/21/2026,"Reed, Amos"\n')
    assert ("Moss, Ida", "not_coded") in told(gaps(store))


def test_every_gap_takes_a_reason_with_who_and_when(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    planned(store, amy, tmp_path)
    (moss, *_) = [row for row in gaps(store) if row.patient == "Moss, Ida"]
    assert moss.expected_id is not None
    for reason, kind in ((GapReason.PENDING, "not_here"), (GapReason.NO_SHOW, "explained")):
        with store.write(amy) as work:
            expected.give_reason(work, [moss.expected_id], reason)
        (now,) = [row for row in gaps(store) if row.patient == "Moss, Ida"]
        assert (now.kind.value, now.reason, now.by, now.on) == (
            kind, reason, "amy", store.today(),
        )  # fmt: skip
    with store.write(amy) as work:
        expected.give_reason(work, [moss.expected_id], None)
    assert ("Moss, Ida", "not_here") in told(gaps(store))
    with store.read() as session:
        assert (
            "insert"
            in session.scalars(
                sa.select(AuditEntry.deed).where(AuditEntry.subject == "gap_note")
            ).all()
        )


def test_other_needs_words(store: Store, amy: Actor, tmp_path: Path) -> None:
    planned(store, amy, tmp_path)
    with pytest.raises(Refused, match="reason_missing"), store.write(amy) as work:
        expected.give_reason(work, [1], GapReason.OTHER, "  ")


@pytest.mark.parametrize("days", expected.WINDOWS)
def test_a_window_holds_its_days_and_not_today(store: Store, amy: Actor, days: int) -> None:
    with store.write(amy) as work:
        for back in (0, 1, days, days + 1):
            day = AS_OF - timedelta(days=back)
            work.session.add(
                ExpectedVisit(source_key=f"id:{back}", day=day, last="Stone", listed_at=work.now)
            )
    assert {row.age for row in gaps(store, days)} == {1, days}


def test_the_rows_come_in_order_of_what_they_are_grouped_by(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    planned(store, amy, tmp_path)
    by_provider = [row.provider for row in gaps(store, by=Grouping.PROVIDER)]
    assert by_provider == sorted(by_provider)
    by_patient = [row.patient for row in gaps(store, by=Grouping.PATIENT)]
    assert by_patient == sorted(by_patient)


def test_the_lag_clock_counts_what_waits(store: Store, amy: Actor, tmp_path: Path) -> None:
    listed(store, amy, tmp_path)
    with store.read() as session:
        found = lag.lags_as_of(session, AS_OF - timedelta(days=30), AS_OF, AS_OF)
    assert [(one.provider, one.visits, one.coded, one.slow, one.late) for one in found] == [
        ("Hale", 2, 0, 1, 1), ("Reed", 1, 0, 0, 1),
    ]  # fmt: skip
