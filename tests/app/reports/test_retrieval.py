"""All visits with a code, a family, a modifier or an overridden edit, and their files."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest
import sqlalchemy as sa

from app.coding import storing
from app.coding.draft import Kept
from app.reports import deidentified, retrieval
from app.reports.retrieval import Criteria, read_codes
from app.store.actor import PROGRAM, Actor
from app.values.money import Quantity
from app.values.person import Sex
from app.values.problem import Outside, Refused
from models.audit import AuditEntry
from models.encounter import Encounter, EncounterDiagnosis, EncounterLine
from models.patient import Patient
from models.second_look import SecondLook
from models.security import User
from tests.app.superbills.visits import visit


def coded(work, dos, diagnoses, services=()):
    """A visit with codes as they are kept; services as ("99214", "25", "2")."""
    one = visit(work, dos=dos, dos_last=dos)
    for position, code in enumerate(diagnoses, start=1):
        work.session.add(EncounterDiagnosis(encounter_id=one, position=position, code=code))
    for position, (code, modifiers, units) in enumerate(services, start=1):
        work.session.add(
            EncounterLine(
                encounter_id=one, position=position, code=code, modifiers=modifiers,
                units=Quantity.parse(str(units)), pointers="1,2",
            )
        )  # fmt: skip
    work.session.flush()
    return one


@pytest.fixture
def visits(store) -> dict[str, int]:
    """Four visits: diabetes with an exam, pressure, a rash, a screening."""
    with store.write(PROGRAM) as work:
        return {
            "diabetes": coded(
                work,
                date(2026, 4, 10),
                ["E1142", "I10"],
                [("99214", "25", 1), ("11720", "59 LT", 2)],
            ),
            "pressure": coded(work, date(2026, 5, 10), ["I10"], [("99213", "", 1)]),
            "rash": coded(work, date(2026, 6, 10), ["L309"], [("99213", "95", 1)]),
            "screening": coded(work, date(2026, 6, 20), ["Z1231"], [("G0202", "", 1)]),
        }


def found(store, visits, **criteria):
    with store.read() as session:
        wanted = Criteria(**criteria)
        rows = retrieval.find(session, wanted)
        assert retrieval.count(session, wanted) == len(rows)
    names = {number: name for name, number in visits.items()}
    return [names[row.id] for row in rows]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("E11.42", ["diabetes"]),
        ("e1142", ["diabetes"]),
        ("e11", ["diabetes"]),
        ("E11*", ["diabetes"]),
        ("E08-E13", ["diabetes"]),
        ("E08 - E13, L30", ["rash", "diabetes"]),
        ("I10", ["pressure", "diabetes"]),
        ("99213", ["rash", "pressure"]),
        ("99211-99215", ["rash", "pressure", "diabetes"]),
        ("G0202", ["screening"]),
        ("Z12.31 G0202", ["screening"]),
        ("E12", []),
    ],
)
def test_codes_are_found_alone_by_family_and_by_range(store, visits, typed, names):
    assert found(store, visits, spans=read_codes(typed)) == names


def test_a_modifier_is_found_whole_and_in_any_place(store, visits):
    assert found(store, visits, modifier="lt") == ["diabetes"]
    assert found(store, visits, modifier="25") == ["diabetes"]
    assert found(store, visits, modifier="95") == ["rash"]
    assert found(store, visits, modifier="5L") == []


def test_everything_that_is_asked_must_hold(store, visits):
    spans = read_codes("99213")
    assert found(store, visits, spans=spans, first=date(2026, 6, 1)) == ["rash"]
    assert found(store, visits, spans=spans, last=date(2026, 5, 31)) == ["pressure"]
    assert found(store, visits, spans=spans, modifier="25") == []
    with store.read() as session:
        one = session.get_one(Encounter, visits["rash"])
        provider, coverage = one.provider_id, one.coverage_id
        payer = session.scalar(
            sa.text("SELECT payer_id FROM coverage WHERE id = :id"), {"id": coverage}
        )
    assert found(store, visits, provider_id=provider) == ["rash"]
    assert found(store, visits, payer_id=payer) == ["rash"]


def test_visits_whose_edit_was_overridden_are_found_by_the_edit(store, visits, amy):
    with store.write(amy) as work:
        draft = storing.load(work.session, visits["rash"])
        kept = Kept("icd.unspecified", "L30.9", "the note says no more", "nothing_more")
        storing.keep(work, draft, kept)
    assert found(store, visits, rule="icd.unspecified") == ["rash"]
    assert found(store, visits, rule="ncci.ptp") == []


def test_more_visits_than_one_query_takes_are_told_in_the_same_order(store, visits, monkeypatch):
    with store.read() as session:
        whole = retrieval.find(session, Criteria())
        monkeypatch.setattr(retrieval, "_AT_ONCE", 3)
        assert retrieval.find(session, Criteria()) == whole
    assert [one.id for one in whole] == list(reversed(visits.values()))


def test_pages_follow_each_other_without_a_gap(store, visits):
    with store.read() as session:
        first = retrieval.find(session, Criteria(), most=3)
        rest = retrieval.find(session, Criteria(), (first[-1].dos, first[-1].id), 3)
    assert [row.id for row in (*first, *rest)] == sorted(visits.values(), reverse=True)
    assert first[-1].services == ("99213",)
    assert rest[0].services == ("99214 25", "11720 59 LT x2")
    assert rest[0].diagnoses == ("E11.42", "I10")


@pytest.mark.parametrize("typed", ["diabetes!", "E", "E11-", "*"])
def test_what_is_no_code_is_named(typed):
    with pytest.raises(Refused, match="retrieval.no_code"):
        read_codes(typed)


def test_nothing_typed_asks_for_nothing_and_too_much_is_refused():
    assert read_codes("  ,; ") == ()
    with pytest.raises(Refused, match="retrieval.too_many"):
        read_codes("I10 " * 51)


def test_a_file_of_visits_holds_each_once_and_never_replaces_another(store, visits, tmp_path):
    path = tmp_path / "visits.csv"
    with store.read() as session:
        assert retrieval.export(session, Criteria(spans=read_codes("I10")), path) == 2
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["date_of_service"] for row in rows] == ["2026-04-10", "2026-05-10"]
    assert rows[0]["diagnoses"] == "E11.42 I10"
    with store.read() as session, pytest.raises(Refused, match="retrieval.exists"):
        retrieval.export(session, Criteria(), path)
    assert sorted(one.name for one in tmp_path.iterdir() if "visits" in one.name) == ["visits.csv"]


def test_who_takes_visits_out_must_be_allowed_and_stands_in_the_audit_trail(store, amy):
    with store.write(amy) as work:
        retrieval.note_export(work, "visits.csv", 2)
    with store.read() as session:
        assert "visits exported" in session.scalars(sa.select(AuditEntry.deed)).all()
    coder = Actor("kim", permissions=frozenset({"look"}))
    with pytest.raises(Refused, match="not_allowed"), store.write(coder) as work:
        retrieval.note_export(work, "visits.csv", 2)


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        (date(1936, 6, 11), "89"),
        (date(1936, 6, 10), "90+"),
        (date(1900, 1, 1), "90+"),
        (date(2026, 6, 10), "0"),
        (date(2026, 6, 11), "0"),
        (None, ""),
    ],
)
def test_ages_over_89_are_one_group(birth, age):
    assert deidentified.age_on(birth, date(2026, 6, 10)) == age


@pytest.mark.parametrize(
    ("zip_code", "told"),
    [
        ("97201-1234", "972"),
        ("03601", "000"),
        ("89301", "000"),
        ("", ""),
        ("9720", ""),
        ("ABCDE", ""),
    ],
)
def test_three_digits_of_a_zip_stay_where_many_live(zip_code, told):
    assert deidentified.area(zip_code) == told


def test_nothing_of_a_patient_is_in_a_deidentified_file(store, visits, tmp_path):
    with store.write(PROGRAM) as work:
        for number, one in enumerate(visits.values()):
            row = work.session.get_one(Encounter, one)
            row.source_id, row.reason = f"VISIT-77{number}", "fell from a ladder"
            # Years apart, so that no visit's shifted day can be another's true one.
            row.dos = date(2014 + 4 * number, 4, 10)
            who = work.session.get_one(Patient, row.patient_id)
            who.last, who.first, who.mrn = f"Quillfeather{number}", "Ottoline", f"MRN-55{number}"
            who.street, who.city, who.zip, who.sex = "9 Plover Way", "Elmside", "97201", Sex.FEMALE
            who.phone, who.email, who.birth = "5035550199", "o@example.org", date(1901, 2, 3)
    folder = tmp_path / "research"
    with store.read() as session:
        assert deidentified.export(session, Criteria(), folder) == 4
    whole = "".join(path.read_text("utf-8") for path in folder.iterdir())
    for secret in (
        "Quillfeather", "Ottoline", "MRN-55", "VISIT-77", "ladder", "Plover", "Elmside", "97201",
        "5550199", "example.org", "1901", "2014-04-10", "2018-04-10", "2022-04-10", "2026-04-10",
    ):  # fmt: skip
        # A drawn number may hold the same figures within it.
        told = rf"(?<![0-9]){secret}(?![0-9])" if secret.isdigit() else re.escape(secret)
        assert re.search(told, whole) is None, secret
    with (folder / "visits.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["age"], row["sex"], row["zip3"]) for row in rows} == {("90+", "female", "972")}
    assert len({row["visit"] for row in rows}) == len({row["patient"] for row in rows}) == 4
    with (folder / "services.csv").open(encoding="utf-8", newline="") as file:
        services = {(row["code"], row["modifiers"], row["units"]) for row in csv.DictReader(file)}
    assert ("11720", "59 LT", "2") in services


def test_spans_within_a_patient_stay_true_though_every_date_moves(store, tmp_path):
    with store.write(PROGRAM) as work:
        first = coded(work, date(2026, 4, 10), ["I10"])
        second = coded(work, date(2026, 5, 10), ["I10"])
        again = work.session.get_one(Encounter, second)
        again.patient_id = work.session.get_one(Encounter, first).patient_id
    folder = tmp_path / "research"
    with store.read() as session:
        deidentified.export(session, Criteria(), folder)
    with (folder / "visits.csv").open(encoding="utf-8", newline="") as file:
        days = sorted(date.fromisoformat(row["date_of_service"]) for row in csv.DictReader(file))
    assert (days[1] - days[0]).days == 30
    assert date(2026, 4, 10) not in days


def test_who_is_past_89_at_one_visit_is_in_the_oldest_group_at_all(store, tmp_path):
    with store.write(PROGRAM) as work:
        early, late, other = (
            coded(work, day, ["I10"])
            for day in (date(2024, 4, 10), date(2026, 4, 10), date(2026, 4, 10))
        )
        old = work.session.get_one(Encounter, early).patient_id
        work.session.get_one(Encounter, late).patient_id = old
        work.session.get_one(Patient, old).birth = date(1935, 1, 1)
        young = work.session.get_one(Encounter, other).patient_id
        work.session.get_one(Patient, young).birth = date(1936, 4, 11)
    with store.read() as session:
        deidentified.export(session, Criteria(), tmp_path / "out")
        deidentified.export(session, Criteria(last=date(2024, 12, 31)), tmp_path / "early")
    ages = {}
    for name in ("out", "early"):
        with (tmp_path / name / "visits.csv").open(encoding="utf-8", newline="") as file:
            ages[name] = sorted(row["age"] for row in csv.DictReader(file))
    assert ages == {"out": ["89", "90+", "90+"], "early": ["89"]}


def test_years_alone_stand_there_when_asked(store, visits, tmp_path):
    with store.read() as session:
        deidentified.export(session, Criteria(), tmp_path / "out", years_only=True)
    with (tmp_path / "out" / "visits.csv").open(encoding="utf-8", newline="") as file:
        assert {row["date_of_service"] for row in csv.DictReader(file)} == {"2026"}
    with store.read() as session, pytest.raises(Refused, match="export.not_empty"):
        deidentified.export(session, Criteria(), tmp_path / "out")


def test_a_disk_that_fills_leaves_no_half_of_a_deidentified_file(store, visits, tmp_path):
    def full(*_about: object) -> None:
        raise OSError(28, "no room")

    with store.read() as session, pytest.raises(Outside, match="disk_full"):
        deidentified.export(session, Criteria(), tmp_path / "research", progress=full)
    assert [one.name for one in tmp_path.iterdir() if not one.name.startswith("office.db")] == []


def test_the_codes_of_a_visit_under_ones_own_blind_look_are_neither_found_nor_written(
    store, visits, tmp_path
):
    held = visits["diabetes"]
    with store.write(PROGRAM) as work:
        for name in ("reader", "other"):
            work.session.add(User(login=name, name=name, created_at=work.now))
        work.session.flush()
        reader, other = work.session.scalars(sa.select(User.id).order_by(User.id)).all()[-2:]
        work.session.add(
            SecondLook(
                encounter_id=held, held_at=work.now, held_by_id=reader, held_by="reader",
                due_on=work.today, reasons="random", codes="",
            )
        )  # fmt: skip
    for who, names in ((reader, []), (other, ["diabetes"]), (None, ["diabetes"])):
        assert found(store, visits, spans=read_codes("E11*"), reader_id=who) == names
        assert found(store, visits, modifier="59", reader_id=who) == names
    asked = Criteria(reader_id=reader)
    with store.read() as session:
        (row,) = (row for row in retrieval.find(session, asked) if row.id == held)
        assert (row.is_hidden, row.diagnoses, row.services) == (True, (), ())
        retrieval.export(session, asked, tmp_path / "visits.csv")
        assert deidentified.export(session, asked, tmp_path / "bare") == len(visits) - 1
    told = (tmp_path / "visits.csv").read_text("utf-8").splitlines()
    assert sum("(second look),(second look)" in line for line in told) == 1


def test_a_family_whose_second_character_is_a_letter_is_looked_for_among_diagnoses():
    assert [one.diagnoses for one in read_codes("QA0, QA001")] == [True, True]
