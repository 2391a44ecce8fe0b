"""Lists in several files: a charge or a visit goes to the right one, or is rejected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.intake.apply import take
from app.intake.listing import read_list
from app.intake.preview import preview
from app.intake.same_person import other_person
from app.intake.staged import ListFiles, Reading, Staged, StagedPatient
from app.store.actor import Actor
from app.store.store import Store
from tests.app.intake.reading import TODAY, read, reasons, warnings

PEOPLE = "PatientID,LastName,FirstName,DOB\n7,Stone,Ada,02/03/1960\n8,Boswell,Ike,11/30/1955\n"
VISITS = "EncounterID,PatientID,DOS\n11,7,06/01/2026\n12,8,06/02/2026\n"
CHARGES = "ChargeID,EncounterID,CPT,Units,Amount"


def lines(staged: Staged) -> list[str]:
    """Give visit, code, units and amount of each service."""
    return [f"{c.visit_key} {c.code} {c.units} {c.amount}" for c in staged.charges]


def charged(folder: Path, *rows: str, head: str = CHARGES, visits: str = VISITS) -> Staged:
    text = "\n".join([head, *rows]) + "\n"
    return read(folder, visits, patients=PEOPLE, charges=text)


def test_a_charge_of_another_patient_or_day_is_not_given_to_its_visit(tmp_path: Path) -> None:
    staged = charged(
        tmp_path, "11,7,06/01/2026,99213", "12,7,06/02/2026,99214", "12,8,01/15/2026,99215",
        "12,8,06/31/2026,99212", "12,8,06/03/2026,36415", head="EncounterID,PatientID,DOS,CPT",
    )  # fmt: skip
    assert lines(staged) == ["id:11 99213 1 None", "id:12 36415 1 None"]
    told = dict(reasons(staged))
    assert list(told) == [3, 4, 5]
    assert "another patient" in told[3]
    assert "more than a month" in told[4]
    assert "differs from the visit" in warnings(staged)


def test_a_charge_without_a_visit_id_goes_to_the_one_visit_of_the_day(tmp_path: Path) -> None:
    visits = (
        "PatientID,DOS,Provider\n7,06/01/2026,Reed MD\n7,06/01/2026,Okafor NP\n8,06/02/2026,Reed MD"
    )
    head = "PatientID,DOS,Provider,CPT"
    rows = ("7,06/01/2026,,99213", "7,06/01/2026,Okafor NP,99214", "8,06/02/2026,,99215")
    alone = charged(tmp_path, "7,06/05/2026,,99213", ",06/01/2026,,99213", head=head)
    assert [(row, "names no encounter" in why) for row, why in reasons(alone)] == [
        (2, True), (3, True),
    ]  # fmt: skip
    staged = charged(tmp_path, *rows, head=head, visits=visits + "\n")
    assert [line.split()[1] for line in lines(staged)] == ["99214", "99215"]
    assert [(row, "several visits" in why) for row, why in reasons(staged)] == [(2, True)]
    of = {visit.key: visit.provider_key for visit in staged.visits}
    assert "okafor" in of[staged.charges[0].visit_key]


def test_a_visit_id_that_lost_its_zeros_is_found_where_only_one_can_be_meant(
    tmp_path: Path,
) -> None:
    ids = "EncounterID,PatientID,DOS\n0011,7,06/01/2026\n0062,7,06/03/2026\n062,8,06/02/2026\n"
    staged = charged(tmp_path, "1,11,99213,1,", "2,62,99214,1,", "3,0062,99215,1,", visits=ids)
    assert lines(staged) == ["id:0011 99213 1 None", "id:0062 99215 1 None"]
    assert [row for row, _ in reasons(staged)] == [3]


def test_the_same_charge_again_counts_once_and_one_id_on_two_is_told(tmp_path: Path) -> None:
    rows = ("1,11,99213,1,125.00", "2,11,36415,1,15.00", "1,11,99213,1,125.00", "2,11,36416,1,9.00")
    staged = charged(tmp_path, *rows)
    assert [line.split()[1] for line in lines(staged)] == ["99213", "36415", "36416"]
    assert "Charge id 2" in warnings(staged)
    assert "Duplicate" in warnings(staged)


def test_a_credit_takes_back_the_service_it_fits_and_no_other(tmp_path: Path) -> None:
    staged = charged(
        tmp_path, "1,11,99213,1,125.00", "2,11,99213,-1,-125.00", "3,11,99212,1,85.00",
        "4,12,99214,1,185.00", "5,12,99214,1,-40.00", "6,12,93000,-1,-65.00",
    )  # fmt: skip
    assert lines(staged) == ["id:11 99212 1 85.00", "id:12 99214 1 185.00", "id:12 99214 1 None"]
    said = [one.row for one in staged.warned]
    assert said == [3, 6, 7]
    assert "reverses the service 99213" in warnings(staged)
    same_id = charged(tmp_path, "1,11,99213,1,125.00", "1,11,99213,-1,-125.00")
    assert [one.row for one in same_id.warned] == [3], "not told as two charges of one id"


@pytest.mark.parametrize(("credit", "left"), [("", 0), ("25", 0), ("59", 1)])
def test_a_credit_without_modifiers_means_the_service_whatever_it_carries(
    tmp_path: Path, credit: str, left: int
) -> None:
    staged = charged(
        tmp_path, "1,11,99213,25,1,125.00", f"2,11,99213,{credit},-1,-125.00",
        head="ChargeID,EncounterID,CPT,Modifier,Units,Amount",
    )  # fmt: skip
    assert len(lines(staged)) == left


@pytest.mark.parametrize(
    ("heading", "marks"),
    [("Voided", ("Y", "N")), ("Status", ("Void", "Final")), ("Charge Status", ("Void", "Posted"))],
)
def test_a_voided_line_leaves_the_others_of_its_visit(
    tmp_path: Path, heading: str, marks: tuple[str, str]
) -> None:
    head = f"Encounter ID,MRN,DOS,CPT,{heading}"
    rows = [f"1,7,06/01/2026,99213,{marks[0]}", f"1,7,06/01/2026,99214,{marks[1]}"]
    staged = read(tmp_path, "\n".join([head, *rows, f"2,7,06/02/2026,99213,{marks[0]}"]) + "\n")
    assert lines(staged)[0] == "id:1 99214 1 None"
    assert [bool(visit.not_billable) for visit in staged.visits] == [False, True]
    beside = charged(
        tmp_path, f"1,11,99213,{marks[0]}", f"2,11,99214,{marks[1]}",
        head=f"ChargeID,EncounterID,CPT,{heading}",
    )  # fmt: skip
    assert lines(beside) == ["id:11 99214 1 None"]


@pytest.mark.parametrize("status", ["Pending", "Open", "On hold", "In review"])
def test_a_charge_that_is_not_paid_yet_is_no_less_given(tmp_path: Path, status: str) -> None:
    rows = (f"1,11,99213,125.00,{status}", "2,11,36415,15.00,Deleted")
    staged = charged(tmp_path, *rows, head="ChargeID,EncounterID,CPT,Amount,Status")
    assert lines(staged) == ["id:11 99213 1 125.00"]
    assert [one.row for one in staged.warned] == [3]


def test_a_row_that_deletes_an_earlier_one_takes_its_service_back(tmp_path: Path) -> None:
    head = "Encounter ID,MRN,DOS,CPT,Charge,Action"
    rows = ["New", "Delete"]
    text = "\n".join([head, *(f"1,7,06/01/2026,99213,125.00,{one}" for one in rows)])
    staged = read(tmp_path, f"{text}\n1,7,06/01/2026,99214,185.00,New\n")
    assert lines(staged) == ["id:1 99214 1 185.00"]
    gone = read(tmp_path, "Encounter ID,MRN,DOS,Action\n1,7,06/01/2026,Deleted\n")
    assert "voided" in gone.visits[0].not_billable


def test_an_id_of_two_insurers_or_two_clinicians_is_told(tmp_path: Path) -> None:
    staged = read(
        tmp_path, VISITS, patients=PEOPLE,
        payers="PayerID,Payer Name\nP1,Medicare\nP1,Aetna\nP1,MEDICARE\n",
        providers="ProviderID,Name,NPI\n1,Reed MD,1234567893\n1,Okafor NP,1245319599\n1,Reed MD,\n",
    )  # fmt: skip
    assert [(one.file, one.row) for one in staged.warned] == [
        ("payers.csv", 3), ("providers.csv", 3),
    ]  # fmt: skip


def person(last: str, first: str, middle: str = "") -> StagedPatient:
    return StagedPatient("k", "f", 1, last=last, first=first, middle=middle)


@pytest.mark.parametrize(
    ("one", "other", "is_other"),
    [
        (("Stone", "Ada"), ("Stone", "Benjamin"), True),
        (("Stone", "Ada"), ("Stone", "Clara"), True),
        (("Stone", "Ada"), ("Boswell", "Ike"), True),
        (("Stone", "Robert"), ("Stone", "Bob"), False),
        (("Stone", "Margaret"), ("Stone", "Peggy"), False),
        (("Stone", "Karen"), ("Stone", "Caren"), False),
        (("Stone", "Mary", "Ann"), ("Stone", "Ann"), False),
        (("Stone", "Mary-Ann"), ("Stone", "Ann"), False),
        (("Stone", "A"), ("Stone", "Ada"), False),
        (("Stone", "Ada"), ("Boswell", "Ada"), False),
        (("Stone", "Ada"), ("Ada", "Stone"), False),
        (("Stone", "Baby Boy"), ("Stone", "Liam"), False),
        (("Stone", "Girl"), ("Stone", "Liam"), False),
        (("Stone", "Boyd"), ("Stone", "Liam"), True),
        (("Stone", ""), ("Stone", "Liam"), False),
        (("", ""), ("Stone", "Liam"), False),
    ],
)
def test_two_names_under_one_number_are_spellings_or_two_people(
    one: tuple[str, ...], other: tuple[str, ...], is_other: bool
) -> None:
    assert other_person(person(*one), person(*other), births_differ=False) is is_other
    assert other_person(person(*other), person(*one), births_differ=False) is is_other


@pytest.mark.parametrize(
    ("one", "other", "is_other"),
    [
        (("Stone", "Ada"), ("Holm-Stone", "Ada"), False),
        (("Stone", "Ada"), ("Holm-Stone", "Benjamin"), True),
        (("Li", "Anna"), ("Williams", "Andrew"), True),
        (("Stone", "Ada"), ("Stone", "Amos"), True),
        (("Stone", "Jo"), ("Stone", "Joan"), False),
    ],
)
def test_with_another_birth_date_letters_met_by_chance_are_no_name(
    one: tuple[str, ...], other: tuple[str, ...], is_other: bool
) -> None:
    assert other_person(person(*one), person(*other), births_differ=True) is is_other
    assert other_person(person(*other), person(*one), births_differ=True) is is_other


def test_twins_who_share_an_account_are_two_people(tmp_path: Path) -> None:
    text = 'Account #,Patient,DOB,DOS\n5,"Stone, Ada",02/03/2020,06/01/2026\n'
    staged = read(tmp_path, text + '5,"Stone, Benjamin",02/03/2020,06/01/2026\n')
    assert (len(staged.visits), [row for row, _ in reasons(staged)]) == (1, [3])


def test_the_office_s_patient_of_that_number_gets_nothing_of_another(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    results = []
    for name, zip_code in (('"Stone, Ada"', ""), ('"Holm, Tove"', "01749"), ('"Stone, Ada"', "")):
        born = "07/09/2001" if "Holm" in name else "02/03/1960"
        text = f"MRN,Patient,DOB,Zip,Insurance,DOS\n5,{name},{born},{zip_code},Aetna,06/01/2026\n"
        with store.write(amy) as work:
            taken = take(work, read(tmp_path, text))
        results.append((taken.new, taken.changed, taken.patients_new, len(taken.rejected)))
    assert results == [(1, 0, 1, 0), (0, 0, 0, 1), (0, 0, 0, 0)]


def bundle(folder: Path, name: str, *resources: dict[str, object]) -> Path:
    path = folder / name
    entry = [{"resource": one} for one in resources]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entry}))
    return path


def test_a_number_of_another_person_in_the_office_is_told_also_without_a_visit(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    with store.write(amy) as work:
        take(work, read(tmp_path, VISITS, patients=PEOPLE))
    people = PEOPLE.replace("8,Boswell,Ike,11/30/1955", "8,Holm,Tove,07/09/2001")
    with store.read() as session:
        seen = preview(session, read(tmp_path, VISITS.splitlines()[0] + "\n11,7,06/01/2026\n",
                                     patients=people))  # fmt: skip
    assert [(one.file, one.row) for one in seen.rejected] == [("patients.csv", 3)]
    assert "another name in the office" in seen.rejected[0].reason
    assert not [one for one in seen.warned if one.file == "patients.csv"]


def patient(
    number: str, family: str, birth: str, mrn: str = "", first: str = "Ada"
) -> dict[str, object]:
    told = [{"type": {"coding": [{"code": "MR"}]}, "system": "urn:x", "value": mrn}] if mrn else []
    name = [{"family": family, "given": [first]}]
    kind, born = "Patient", {"birthDate": birth} if birth else {}
    return {"resourceType": kind, "id": number, "name": name, "identifier": told} | born


def visit(number: str, day: str, **more: object) -> dict[str, object]:
    start = {"start": day}
    subject: dict[str, object] = {"reference": "Patient/1"}
    return {"resourceType": "Encounter", "id": number, "status": "finished", "period": start,
            "subject": subject} | more  # fmt: skip


@pytest.mark.parametrize(
    ("family", "first", "birth"),
    [
        ("Boswell", "Ike", "1955-11-30"),
        ("Stone", "Ike", "1955-11-30"),
        ("Stone", "Ike", "1960-02-03"),
        ("Boswell", "Ike", ""),
    ],
)
def test_one_id_that_two_systems_gave_means_each_file_s_own_patient(
    tmp_path: Path, family: str, first: str, birth: str
) -> None:
    ada = patient("1", "Stone", "1960-02-03", "70001")
    ike = patient("1", family, birth, "70002", first)
    files = (
        bundle(tmp_path, "a.json", ada, visit("e1", "2026-06-01")),
        bundle(tmp_path, "b.json", ike, visit("e2", "2026-06-02")),
        bundle(tmp_path, "c.json", visit("e3", "2026-06-03")),
    )
    staged = read_list(ListFiles(files), Reading(TODAY))
    mrns = {one.key: one.mrn for one in staged.patients}
    assert [mrns[v.patient_key] for v in staged.visits[:2]] == ["70001", "70002"]
    assert [mrns[v.patient_key] for v in staged.visits[2:]] in ([], ["1"])


def test_a_visit_has_the_insurance_of_its_day_and_a_charge_its_patient(tmp_path: Path) -> None:
    def cover(name: str, **period: str) -> dict[str, object]:
        who = {"reference": "Patient/1"}
        return {"resourceType": "Coverage", "status": "active", "beneficiary": who,
                "payor": [{"display": name}], "period": period}  # fmt: skip

    def item(number: str, code: str, units: int, who: str) -> dict[str, object]:
        what = {"coding": [{"code": code}]}
        return {"resourceType": "ChargeItem", "id": number, "status": "billable", "code": what,
                "subject": {"reference": who}, "context": {"reference": "Encounter/e1"},
                "quantity": {"value": units}}  # fmt: skip

    by_number = {"identifier": {"system": "urn:x", "value": "70001"}}
    path = bundle(
        tmp_path, "b.json", patient("1", "Stone", "1960-02-03", "70001"),
        patient("2", "Boswell", "1955-11-30", "70002"),
        cover("Aetna", end="2026-03-31"), cover("Medicare", start="2026-04-01"),
        visit("e1", "2026-02-02"), visit("e2", "2026-06-02", subject=by_number),
        item("c1", "99213", 1, "Patient/1"), item("c2", "99214", 1, "Patient/2"),
        item("c3", "93000", 1, "Patient/1"), item("c4", "93000", -1, "Patient/1"),
    )  # fmt: skip
    staged = read_list(ListFiles((path,)), Reading(TODAY))
    names = {c.key: c.payer_key for c in staged.coverages}
    assert [names[v.coverage_key] for v in staged.visits] == ["name:aetna", "name:medicare"]
    assert lines(staged) == ["id:e1 99213 1 None"]
    assert ["another patient" in why for _, why in reasons(staged)] == [True]


@pytest.mark.parametrize(
    ("period", "held"),
    [
        ({"start": "2026", "end": "2026"}, ["e1", "e2", "e3"]),
        ({"start": "2026-02", "end": "2026-02"}, ["e1", "e2"]),
        ({"start": "2026-03"}, ["e3"]),
        ({"end": "2025"}, []),
        ({"end": "9999-12-31"}, ["e1", "e2", "e3"]),
    ],
)
def test_the_days_of_an_insurance_may_be_told_by_month_or_year(
    tmp_path: Path, period: dict[str, str], held: list[str]
) -> None:
    who = {"reference": "Patient/1"}
    cover: dict[str, object] = {
        "resourceType": "Coverage", "status": "active", "beneficiary": who,
        "payor": [{"display": "Aetna"}], "period": period,
    }  # fmt: skip
    days = (("e1", "2026-02-01"), ("e2", "2026-02-28"), ("e3", "2026-03-01"))
    made = [visit(number, day) for number, day in days]
    path = bundle(tmp_path, "b.json", patient("1", "Stone", "1960-02-03"), cover, *made)
    staged = read_list(ListFiles((path,)), Reading(TODAY))
    assert [one.source_id for one in staged.visits if one.coverage_key] == held


def test_a_note_that_another_replaces_is_left_out(tmp_path: Path) -> None:
    def note(number: str, **more: object) -> dict[str, object]:
        attached = {"contentType": "text/plain", "data": "Q291Z2g="}
        return {"resourceType": "DocumentReference", "id": number, "status": "superseded",
                "context": {"encounter": [{"reference": "Encounter/e1"}]},
                "content": [{"attachment": attached}]} | more  # fmt: skip

    newer = [{"code": "replaces", "target": {"reference": "DocumentReference/n1"}}]
    path = bundle(
        tmp_path, "b.json", patient("1", "Stone", "1960-02"), visit("e1", "2026-06-01"),
        note("n1"), note("n2", relatesTo=newer),
    )  # fmt: skip
    staged = read_list(ListFiles((path,)), Reading(TODAY))
    assert [one.key for one in staged.notes] == ["note:n2:0"]
    assert staged.patients[0].birth is None
    assert "1960-02" in warnings(staged)
