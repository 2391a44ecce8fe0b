"""Taking a list into an office: once, again, changed, in part, not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.documents import filing
from app.intake.apply import save_map, saved_map, take
from app.intake.column_map import ColumnMap
from app.intake.listing import read_list
from app.intake.preview import Standing, preview
from app.intake.rejects import rejects_csv
from app.intake.staged import ListFiles, Reading, Referrer, Staged
from app.progress import Cancelled
from app.store.actor import Actor
from app.store.store import Store
from app.values.problem import Refused
from app.values.states import CodingStatus, DocumentKind
from models.account import Account
from models.coverage import Coverage, Payer
from models.document import Document
from models.encounter import (
    Encounter,
    EncounterDiagnosis,
    EncounterHint,
    EncounterLine,
    ListImport,
    RejectedRow,
)  # fmt: skip
from models.patient import Patient
from models.practice import Provider
from tests.app.intake.reading import HEAD, TODAY, read, row, sheet

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "lists"


def counts(store: Store) -> dict[str, int]:
    with store.read() as session:
        models = (Patient, Account, Encounter, EncounterLine, EncounterDiagnosis, Provider, Payer,
                  Coverage, ListImport, RejectedRow, Document, EncounterHint)  # fmt: skip
        return {
            m.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(m)) or 0
            for m in models
        }


def taken(store: Store, amy: Actor, staged: Staged) -> tuple[int, int, int]:
    with store.write(amy) as work:
        result = take(work, staged)
    return result.new, result.changed, result.unchanged


def referred(store: Store) -> list[tuple[str, str]]:
    wanted = sa.select(Encounter.referring_name, Encounter.referring_npi).order_by(Encounter.id)
    with store.read() as session:
        return [tuple(found) for found in session.execute(wanted)]


def test_a_list_is_taken_once_and_changes_nothing_again(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    staged = read(tmp_path, sheet(row(), row(acct="2", dx2="I10"), row(acct="3", dos="TBD")))
    assert taken(store, amy, staged) == (2, 0, 0)
    first = counts(store)
    assert taken(store, amy, staged) == (0, 0, 2)
    assert counts(store) == first
    assert first["patient"] == first["account"] == first["encounter"] == 2
    assert (first["encounter_diagnosis"], first["rejected_row"], first["document"]) == (3, 1, 1)


def test_the_preview_writes_nothing_and_says_what_would_be(store: Store, tmp_path: Path) -> None:
    staged = read(tmp_path, sheet(row(), row(acct="2")))
    with store.read() as session:
        seen = preview(session, staged)
    assert (seen.count(Standing.NEW), seen.patients_new, seen.charges_new) == (2, 2, 2)
    assert counts(store)["encounter"] == 0


def test_a_changed_row_renews_a_visit_nobody_has_coded(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    taken(store, amy, read(tmp_path, sheet(row(), row(acct="2"))))
    assert taken(store, amy, read(tmp_path, sheet(row(dx1="I10"), row(acct="2")))) == (0, 1, 1)
    with store.read() as session:
        found = session.scalars(sa.select(EncounterDiagnosis.code).order_by("encounter_id")).all()
    assert sorted(found) == ["E119", "I10"]


def test_a_visit_being_coded_keeps_its_codes(store: Store, amy: Actor, tmp_path: Path) -> None:
    taken(store, amy, read(tmp_path, sheet(row())))
    with store.write(amy) as work:
        encounter = work.session.scalars(sa.select(Encounter)).one()
        encounter.status = CodingStatus.IN_PROGRESS
    with store.write(amy) as work:
        result = take(work, read(tmp_path, sheet(row(dx1="I10"))))
    assert (result.changed, "coding" in result.warned[-1].reason) == (1, True)
    with store.read() as session:
        assert session.scalars(sa.select(EncounterDiagnosis.code)).all() == ["E119"]
    assert taken(store, amy, read(tmp_path, sheet(row(dx1="I10")))) == (0, 0, 1)


def test_who_referred_is_kept_and_a_list_without_that_column_takes_nothing_away(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    head = f"{HEAD},Referring Provider,Referring NPI"
    told = sheet(row() + ',"Ruiz, Ana MD",1245319599', row(acct="2") + ",Self,n/a", head=head)
    assert taken(store, amy, read(tmp_path, told)) == (2, 0, 0)
    assert taken(store, amy, read(tmp_path, told)) == (0, 0, 2)
    assert referred(store) == [("Ruiz, Ana MD", "1245319599"), ("", "")]
    assert taken(store, amy, read(tmp_path, sheet(row(), row(acct="2")))) == (0, 1, 1)
    assert referred(store)[0] == ("Ruiz, Ana MD", "1245319599")
    with store.write(amy) as work:
        work.session.scalars(sa.select(Encounter)).first().status = CodingStatus.HANDED_OFF
    assert taken(store, amy, read(tmp_path, told.replace("Ruiz", "Mora"))) == (0, 1, 1)
    assert referred(store)[0][0] == "Ruiz, Ana MD", "a frozen superbill says something else"


def test_messages_and_resources_tell_who_referred(tmp_path: Path) -> None:
    message = "\r".join((
        "MSH|^~\\&|A|B|C|D|20260601||ADT^A04|1|P|2.5", "PID|1||7^^^A^MR||Stone^Ada||19600203",
        "PV1|1|O|||||1234567893^REED^AMOS|1245319599^RUIZ^ANA|||||||||||V1" + "|" * 25 + "20260601",
    ))  # fmt: skip
    (visit,) = read(tmp_path, message, "x.hl7").visits
    assert visit.referrer == Referrer("RUIZ, ANA", "1245319599")
    people = [
        {"type": [{"coding": [{"code": code}]}], "individual": {"display": name}}
        for code, name in (("REF", "Ana Ruiz, MD"), ("PPRF", "Amos Reed"))
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Patient", "id": "p", "name": [{"family": "Stone"}]}},
        {"resource": {
            "resourceType": "Encounter", "id": "e", "status": "finished",
            "subject": {"reference": "Patient/p"}, "period": {"start": "2026-06-01"},
            "participant": people,
        }},
    ]}  # fmt: skip
    staged = read(tmp_path, json.dumps(bundle), "x.json")
    assert staged.visits[0].referrer == Referrer("Ruiz, Ana, MD")
    assert [one.last for one in staged.providers] == ["Reed"]


def test_a_pending_visit_becomes_billable_when_the_list_says_so(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    head = "Encounter ID,MRN,DOB,DOS,Visit Status\n"
    for status, expected in (("PEN", CodingStatus.NOT_BILLABLE), ("CHK", CodingStatus.NEW)):
        taken(store, amy, read(tmp_path, f"{head}1,8,2/3/1960,3/4/2026,{status}\n"))
        with store.read() as session:
            assert session.scalars(sa.select(Encounter.status)).one() is expected


def test_a_patient_of_the_office_is_known_by_number_and_by_name(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    taken(store, amy, read(tmp_path, sheet(row(), row(acct="", name='"REED, BO"', dob="1/2/1970"))))
    later = sheet(
        row(dos="05/06/2026"), row(acct="", name='"Reed , Bo"', dob="1/2/1970", dos="5/7/26")
    )
    with store.write(amy) as work:
        result = take(work, read(tmp_path, later))
    assert (result.new, result.patients_new) == (2, 0)


def test_the_office_keeps_its_spelling_of_a_name(store: Store, amy: Actor, tmp_path: Path) -> None:
    taken(store, amy, read(tmp_path, sheet(row())))
    with store.write(amy) as work:
        result = take(work, read(tmp_path, sheet(row(name='"STONE, ADAH"'))))
    assert result.unchanged == 1
    with store.read() as session:
        assert session.scalars(sa.select(Patient.first)).all() == ["ADA"]


def test_a_patient_no_file_names_must_be_known_to_the_office(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    people = "PatientID,LastName,FirstName,DateOfBirth\n1,Stone,Ada,2/3/1960\n"
    text = "EncounterID,PatientID,DOS\nE1,1,3/4/2026\nE2,70001,3/4/2026\n"
    charges = "EncounterID,CPT,Amount\nE1,99213,125\nE2,99213,125\n"
    staged = read(tmp_path, text, patients=people, charges=charges)
    with store.read() as session:
        seen = preview(session, staged)
    assert [(r.file, r.row) for r in seen.rejected] == [("visits.csv", 3), ("charges.csv", 3)]
    taken(store, amy, read(tmp_path, sheet(row())))
    with store.read() as session:
        staged = read(tmp_path, text, patients=people, charges=charges)
        assert preview(session, staged).rejected == ()


def test_a_visit_id_of_another_patient_in_the_office_is_a_conflict(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    head = "Encounter ID,MRN,DOB,DOS\n"
    taken(store, amy, read(tmp_path, f"{head}1,8,2/3/1960,3/4/2026\n"))
    with store.write(amy) as work:
        result = take(work, read(tmp_path, f"{head}1,9,2/3/1961,3/4/2026\n"))
    assert (result.new, result.changed, len(result.rejected)) == (0, 0, 1)


def test_a_stopped_import_leaves_nothing(store: Store, amy: Actor, tmp_path: Path) -> None:
    def stop(done: int, total: int, note: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled), store.write(amy) as work:
        take(work, read(tmp_path, sheet(row())), stop)
    assert set(counts(store).values()) == {0}


def test_who_may_not_import_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused), store.write(Actor("bo")) as work:
        take(work, read(tmp_path, sheet(row())))


def test_rejected_rows_go_out_as_a_file_that_runs_nothing(tmp_path: Path) -> None:
    bad = row(dos="=TODAY()", ins="@SUM(1)", member="-2+3")
    text = rejects_csv(read(tmp_path, sheet(bad)).rejected)
    assert "'=TODAY()" in text
    assert ",@" not in text
    assert ",-2" not in text


def test_a_map_is_kept_under_its_name(store: Store, amy: Actor) -> None:
    with store.write(amy) as work:
        save_map(work, ColumnMap("Day list", {"encounters": {"mrn": ("No",)}}))
        save_map(work, ColumnMap("Day list", {"encounters": {"mrn": ("Nr",)}}))
    with store.read() as session:
        found = saved_map(session, "Day list")
    assert found is not None
    assert found.roles["encounters"]["mrn"] == ("Nr",)


def test_a_map_decides_where_headings_tell_nothing(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Kol1,Kol2,Kol3,Kol4\n8,04/03/2026,99213,125\n")
    columns = {"patient_id": ("Kol1",), "date_of_service": ("Kol2",), "code": ("Kol3",)}
    given = ColumnMap("mine", {"encounters": columns}, "day first")
    staged = read_list(ListFiles((path,)), Reading(TODAY, saved_map=given))
    assert [(v.patient_key, v.dos.month) for v in staged.visits] == [("id:8", 3)]


def test_notes_of_fhir_are_kept_with_their_visit(store: Store, amy: Actor) -> None:
    staged = read_list(ListFiles((SAMPLES / "bundle.json",)), Reading(TODAY))
    taken(store, amy, staged)
    with store.read() as session:
        document = session.scalars(
            sa.select(Document).where(Document.kind == DocumentKind.NOTE)
        ).one()
        assert filing.text(session, document.id) == "Cough for three days."
        encounter = session.get(Encounter, document.encounter_id)
        assert encounter is not None
        assert (encounter.source_id, encounter.status) == ("9001", CodingStatus.READY)
        hints = session.scalars(sa.select(EncounterHint.words).order_by(EncounterHint.id)).all()
    assert "Acute bronchitis" in hints
    assert taken(store, amy, staged)[2] == len(staged.visits)


def test_a_batch_of_messages_is_taken(store: Store, amy: Actor) -> None:
    staged = read_list(ListFiles((SAMPLES / "charges.hl7",)), Reading(TODAY))
    assert taken(store, amy, staged) == (2, 0, 0)
    with store.read() as session:
        lines = session.execute(
            sa.select(EncounterLine.code, EncounterLine.modifiers, EncounterLine.amount)
        ).all()
        numbers = session.scalars(sa.select(Patient.mrn).order_by(Patient.mrn)).all()
    assert sorted((code, mods, str(amount)) for code, mods, amount in lines) == [
        ("20610", "RT", "160.00"),
        ("99214", "25", "185.00"),
    ]
    assert numbers == ["81001", "81002"]


@pytest.mark.parametrize("has_ids", [True, False])
def test_a_short_list_finds_its_visits_in_an_office_of_many(
    store: Store, amy: Actor, tmp_path: Path, has_ids: bool
) -> None:
    """A short list asks by name, a list as long as the office reads it whole: the same comes."""
    days = [f"06/{n:02d}/2026" for n in range(1, 21)]
    ids = [f"V{n}" if has_ids else "" for n in range(20)]
    long = [row(acct=i, dos=day) for i, day in zip(ids, days, strict=True)]
    assert taken(store, amy, read(tmp_path, sheet(*long))) == (20, 0, 0)
    assert taken(store, amy, read(tmp_path, sheet(*long))) == (0, 0, 20)
    short = [long[7], row(acct=ids[8], dos=days[8], dx2="I10")]
    assert taken(store, amy, read(tmp_path, sheet(*short))) == (0, 1, 1)


@pytest.mark.parametrize("status", ["arrived", "triaged", "in-progress", "onleave", "planned"])
def test_a_visit_that_had_not_ended_becomes_billable_once_it_is_finished(
    store: Store, amy: Actor, tmp_path: Path, status: str
) -> None:
    """The status of a FHIR visit decides, not the services that were told of it already."""

    def told(status: str) -> Staged:
        patient = {"resourceType": "Patient", "id": "p1", "birthDate": "1960-02-03",
                   "name": [{"family": "Stone", "given": ["Ada"]}]}  # fmt: skip
        visit = {"resourceType": "Encounter", "id": "e1", "status": status,
                 "subject": {"reference": "Patient/p1"},
                 "period": {"start": "2026-06-01"}}  # fmt: skip
        done = {"resourceType": "Procedure", "id": "s1", "status": "completed",
                "subject": {"reference": "Patient/p1"}, "encounter": {"reference": "Encounter/e1"},
                "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt",
                                     "code": "99213"}]}}  # fmt: skip
        return read(tmp_path, "\n".join(map(json.dumps, (patient, visit, done))), "v.ndjson")

    def kept() -> tuple[CodingStatus, str]:
        with store.read() as session:
            row = session.execute(sa.select(Encounter.status, Encounter.not_billable_reason)).one()
        return row[0], row[1]

    assert taken(store, amy, told(status)) == (1, 0, 0)
    assert kept()[0] is CodingStatus.NOT_BILLABLE
    words = "not yet held" if status == "planned" else "not finished yet"
    assert kept()[1] == f"{words} (status {status})"
    assert taken(store, amy, told("finished")) == (0, 1, 0)
    assert kept() == (CodingStatus.NEW, "")
