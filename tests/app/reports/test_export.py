"""Everything can be taken out again."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from app.documents import filing
from app.documents.filing import Filing
from app.reports.export import export
from app.values.money import Money, Quantity
from app.values.problem import Refused
from app.values.states import CodingStatus, DocumentKind
from models.account import Account
from models.base import Base
from models.encounter import Encounter, EncounterDiagnosis, EncounterLine
from models.patient import Patient
from tests.conftest import NOON


@pytest.fixture
def filled(store, amy):
    with store.write(amy) as work:
        add = work.session.add_all
        add([Account(id=1, number=10001, guarantor_last="Muñoz", opened_at=NOON)])
        work.session.flush()
        add([Patient(id=1, account_id=1, mrn="0042", last="Muñoz", first='Ana "A"', zip="02134")])
        work.session.flush()
        day = date(2026, 6, 1)
        common = {"patient_id": 1, "dos": day, "dos_last": day, "status_since": NOON}
        add(
            [
                Encounter(id=1, source_id="v1", **common),
                Encounter(
                    id=2,
                    source_id="v2",
                    status=CodingStatus.NOT_BILLABLE,
                    not_billable_reason="=NOW()",
                    **common,
                ),
            ]
        )
        work.session.flush()
        add(
            [
                EncounterDiagnosis(encounter_id=1, position=1, code="E119"),
                EncounterLine(
                    encounter_id=1,
                    position=1,
                    code="99213",
                    modifiers="25",
                    units=Quantity(Decimal(1)),
                    amount=Money(12500),
                ),
            ]
        )
        filing.keep(work, Filing(DocumentKind.NOTE, "Note", "text/plain", 1), b"Feels well." * 80)
    return store


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_four_lists_have_the_promised_columns(filled, tmp_path):
    with filled.read() as session:
        counts = export(session, tmp_path / "out")
    out = tmp_path / "out"
    assert _rows(out / "patients.csv") == [
        {
            "mrn": "0042",
            "last_name": "Muñoz",
            "first_name": 'Ana "A"',
            "birth": "",
            "zip": "02134",
        }
    ]
    assert [
        (r["source_id"], r["billable"], r["reason"]) for r in _rows(out / "encounters.csv")
    ] == [
        ("v1", "yes", ""),
        ("v2", "no", "'=NOW()"),
    ]
    assert _rows(out / "diagnoses.csv")[0]["code"] == "E11.9"
    (charge,) = _rows(out / "charges.csv")
    assert (charge["code"], charge["modifiers"], charge["units"]) == ("99213", "25", "1")
    assert (charge["amount"], charge["mrn"], charge["dos"]) == ("125.00", "0042", "2026-06-01")
    assert counts["encounters"] == 2


def test_every_table_and_every_document_is_there(filled, tmp_path):
    with filled.read() as session:
        export(session, tmp_path / "out")
    (_first, second) = _rows(tmp_path / "out" / "tables" / "encounter.csv")
    assert second["not_billable_reason"] == "'=NOW()"
    names = {path.stem for path in (tmp_path / "out" / "tables").iterdir()}
    assert names == set(Base.metadata.tables) - {"document_content"}
    assert "password_hash" not in (tmp_path / "out" / "tables" / "user.csv").read_text("utf-8")
    (note,) = (tmp_path / "out" / "documents").iterdir()
    assert note.suffix == ".txt"
    assert note.read_bytes() == b"Feels well." * 80
    assert "Mu" not in note.name


@pytest.mark.parametrize(
    ("media_type", "ending"),
    [
        ("image/TIFF", ".tif"),
        ("text/html; charset=utf-8", ".html"),
        ("application/javascript", ".bin"),
        ("application/x-msdownload", ".bin"),
    ],
)
def test_a_document_never_gets_a_name_that_runs(filled, amy, tmp_path, media_type, ending):
    with filled.write(amy) as work:
        filing.keep(work, Filing(DocumentKind.ATTACHMENT, "Scan", media_type, 1), b"?")
    with filled.read() as session:
        export(session, tmp_path / "out")
    (made,) = (tmp_path / "out" / "documents").glob("attachment-*")
    assert made.suffix == ending


def test_a_folder_with_something_in_it_is_left_alone(filled, tmp_path):
    (tmp_path / "x").write_text("mine")
    with pytest.raises(Refused) as caught, filled.read() as session:
        export(session, tmp_path)
    assert caught.value.code == "export.not_empty"
    with filled.read() as session:
        (tmp_path / "empty").mkdir()
        export(session, tmp_path / "empty")
    assert (tmp_path / "empty" / "patients.csv").exists()
