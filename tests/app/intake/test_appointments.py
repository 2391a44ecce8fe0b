"""FHIR appointments are expected visits, never visits."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.charting import expected
from app.charting.expected import GapKind
from app.intake import schedule
from app.intake.listing import read_list
from app.intake.staged import ListFiles, Reading, Staged
from app.store.actor import Actor
from app.store.store import Store
from app.values.problem import Refused
from models.encounter import Encounter
from models.schedule import ExpectedVisit

TODAY = date(2026, 9, 30)


def person(number: str, last: str) -> dict[str, object]:
    kind = {"coding": [{"code": "MR"}]}
    return {
        "resourceType": "Patient", "id": number, "birthDate": "1960-02-03",
        "identifier": [{"type": kind, "value": f"M{number}"}],
        "name": [{"family": last, "given": ["Ada"]}],
    }  # fmt: skip


def appointment(number: str, status: str, whose: str, day: str = "2026-09-21") -> dict[str, object]:
    return {
        "resourceType": "Appointment", "id": number, "status": status,
        "start": f"{day}T09:00:00-04:00", "serviceType": [{"text": "Follow-up"}],
        "participant": [
            {"actor": {"reference": "Location/7"}}, {"actor": {"reference": whose}},
            {"actor": {"reference": "Practitioner/9"}},
        ],
    }  # fmt: skip


DOCTOR = {
    "resourceType": "Practitioner", "id": "9", "name": [{"family": "Reed", "given": ["Amos"]}],
}  # fmt: skip


def bundle(*resources: dict[str, object]) -> str:
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


def read(tmp_path: Path, content: str) -> Staged:
    path = tmp_path / "schedule.json"
    path.write_text(content, encoding="utf-8")
    return schedule.read(ListFiles((path,)), Reading(TODAY))


def test_appointments_are_expected_and_held_against_what_came(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    staged = read(
        tmp_path,
        bundle(
            appointment("a1", "booked", "urn:uuid:1"), appointment("a2", "noshow", "Patient/2"),
            appointment("a3", "fulfilled", "Patient/1", "2026-09-22"),
            appointment("a4", "waitlist", "Patient/2"), appointment("a5", "cancelled", "Patient/2"),
            appointment("a6", "booked", "Patient/2", "2026-11-02"),
            person("1", "Stone"), person("2", "Marsh"), DOCTOR,
        ),
    )  # fmt: skip
    with store.write(amy) as work:
        taken = schedule.take(work, staged)
    assert (taken.new, taken.rejected) == (5, ())
    with store.read() as session:
        rows = session.scalars(sa.select(ExpectedVisit).order_by(ExpectedVisit.visit_id)).all()
        assert [(r.visit_id, r.last, r.provider_name, r.kind) for r in rows][:2] == [
            ("a1", "Stone", "Reed, Amos", "Follow-up"), ("a2", "Marsh", "Reed, Amos", "Follow-up"),
        ]  # fmt: skip
        found = expected.reconcile(session, TODAY)
        assert (found.count(GapKind.NOT_HERE), found.count(GapKind.EXPLAINED)) == (2, 2)
        assert session.scalar(sa.select(sa.func.count()).select_from(Encounter)) == 0
    with store.write(amy) as work:
        again = schedule.take(work, staged)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 5)


def test_bulk_lines_with_blanks_between_and_contained_people_are_read(tmp_path: Path) -> None:
    stone, marsh = (person("p", last) | {"identifier": []} for last in ("Stone", "Marsh"))
    one = appointment("a1", "booked", "#p") | {"contained": [stone]}
    other = appointment("a2", "booked", "#p") | {"contained": [marsh]}
    staged = read(tmp_path, f"\n{json.dumps(one)}\n\n{json.dumps(other)}\n")
    assert sorted(p.last for p in staged.patients) == ["Marsh", "Stone"]
    assert len(staged.visits) == 2


def test_people_who_are_named_in_one_text_have_their_names(tmp_path: Path) -> None:
    visit = {
        "resourceType": "Encounter", "id": "e1", "status": "finished",
        "subject": {"reference": "Patient/1"}, "period": {"start": "2026-09-21"},
        "participant": [
            {"individual": {"reference": "Practitioner/9", "display": "Dr. Nia Okafor, MD"}}
        ],
    }  # fmt: skip
    path = tmp_path / "list.json"
    path.write_text(bundle(visit, person("1", "Stone") | {"name": [{"text": "Ruth M Aldana"}]}))
    staged = read_list(ListFiles((path,)), Reading(TODAY))
    (doctor,) = staged.providers
    assert (doctor.source_id, doctor.last, doctor.first) == ("9", "Okafor", "Nia")
    (patient,) = staged.patients
    assert (patient.last, patient.first, patient.middle) == ("Aldana", "Ruth", "M")


def version(status: str, number: int, day: str) -> dict[str, object]:
    made = {"versionId": f"{number}", "lastUpdated": f"2026-09-{number:02}T08:00:00Z"}
    return appointment("a1", status, "Patient/1", day) | {"meta": made}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("booked", [("2026-10-07", "not yet held (status booked)")]),
        ("cancelled", [("2026-10-07", "canceled (status cancelled)")]),
        ("waitlist", []),
    ],
)
def test_of_an_appointment_in_several_versions_the_newest_counts(
    tmp_path: Path, status: str, expected: list[tuple[str, str]]
) -> None:
    older, newer = version("booked", 1, "2026-10-05"), version(status, 2, "2026-10-07")
    lines = [json.dumps(one) for one in (newer, person("1", "Stone"), older)]
    staged = read(tmp_path, "\n".join(lines))
    assert [(v.dos.isoformat(), v.not_billable) for v in staged.visits] == expected
    assert staged.rejected == ()


def test_appointments_are_no_encounter_list(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(bundle(appointment("a1", "booked", "Patient/1"), person("1", "Stone")))
    with pytest.raises(Refused, match="intake.appointments"):
        read_list(ListFiles((path,)), Reading(TODAY))


def test_an_appointment_in_a_far_year_is_told_as_one(tmp_path: Path) -> None:
    far = appointment("1", "booked", "Patient/1", "2036-09-21")
    near = appointment("2", "booked", "Patient/1", "2027-09-21")
    staged = read(tmp_path, bundle(person("1", "Stone"), DOCTOR, far, near))
    assert [one.reason for one in staged.rejected] == [
        "The date 2036-09-21 is more than 13 months ahead."
    ]
    assert [one.dos for one in staged.visits] == [date(2027, 9, 21)]
