"""What a message or a resource says of a patient and nobody can read is told; invented people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.intake.preview import preview
from app.intake.staged import Staged
from app.store.store import Store
from tests.app.intake.messages import adt, batch
from tests.app.intake.reading import read, row, sheet, warnings

_ODD = (
    "PID|1||501^^^C^MR||STONE^ADA||19600203|Q|||1 ELM^^X^Ontario^60||call home||||||||||||||||2099"
)
_PLAIN = "PID|1||501^^^C^MR||STONE^ADA||19600203|F"


def _message(pid: str, **told: str) -> str:
    return adt(**told).replace(_PLAIN, pid)


def _said(staged: Staged) -> set[str]:
    return {one.reason for one in staged.warned}


def _bundle(**patient: Any) -> str:
    ada = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Stone", "given": ["Ada"]}]}
    visit = {"resourceType": "Encounter", "id": "e1", "status": "finished",
             "subject": {"reference": "Patient/p1"}, "period": {"start": "2026-03-04"}}  # fmt: skip
    entries = [{"resource": ada | patient}, {"resource": visit}]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


def test_a_message_tells_which_words_of_a_patient_it_could_not_read(tmp_path: Path) -> None:
    staged = read(tmp_path, _message(_ODD), "day.hl7")
    assert _said(staged) == {
        "“Q” under “PID-8” cannot be read as a sex and is left out.",
        "“Ontario” under “PID-11.4” cannot be read as a state and is left out.",
        "“60” is not a ZIP code and is left out.",
        "“call home” under “PID-13” cannot be read as a phone number and is left out.",
        "“2099” under “PID-29” cannot be read as a date of death and is left out.",
    }
    assert len(staged.visits) == 1


def test_a_patient_of_many_messages_is_told_of_once(tmp_path: Path) -> None:
    days = [_message(_ODD, visit=f"V{n}", control=f"C{n}", day=f"2026030{n}") for n in range(1, 5)]
    assert len(_said(read(tmp_path, batch(*days), "day.hl7"))) == 5
    assert len(read(tmp_path, batch(*days), "day.hl7").warned) == 5


def test_two_patients_with_the_same_odd_word_are_told_of_apart(tmp_path: Path) -> None:
    other = _ODD.replace("501", "502").replace("STONE^ADA", "BURR^IDA")
    both = batch(_message(_ODD), _message(_ODD, visit="V2").replace(_ODD, other))
    assert warnings(read(tmp_path, both, "day.hl7")).count("PID-8") == 2


def test_a_plain_message_and_an_unknown_sex_warn_of_nothing(tmp_path: Path) -> None:
    assert not read(tmp_path, adt(), "day.hl7").warned
    for sex in ("U", "A", "O", ""):
        unsaid = _message(_PLAIN[:-1] + sex)
        assert not read(tmp_path, unsaid, "day.hl7").warned


def test_a_resource_tells_which_words_of_a_patient_it_could_not_read(tmp_path: Path) -> None:
    odd = _bundle(
        birthDate="1960-02-30", gender="woman?", deceasedDateTime="soon",
        address=[{"state": "Ontario", "postalCode": "X1"}],
        telecom=[{"system": "phone", "value": "call home"}],
    )  # fmt: skip
    staged = read(tmp_path, odd, "list.json")
    assert _said(staged) == {
        "The birth date “1960-02-30” is not a real date; the patient is taken without it.",
        "“woman?” under “gender” cannot be read as a sex and is left out.",
        "“soon” under “deceasedDateTime” cannot be read as a date of death and is left out.",
        "“Ontario” under “address.state” cannot be read as a state and is left out.",
        "“X1” is not a ZIP code and is left out.",
        "“call home” under “telecom” cannot be read as a phone number and is left out.",
    }
    assert not read(tmp_path, _bundle(birthDate="1960-02-03", gender="unknown"), "list.json").warned


def test_a_death_that_is_still_ahead_is_left_out_with_a_word(tmp_path: Path) -> None:
    staged = read(tmp_path, _bundle(deceasedDateTime="2099-01-01"), "list.json")
    assert staged.patients[0].deceased_on is None
    assert "“2099-01-01” under “deceasedDateTime”" in warnings(staged)
    staged = read(tmp_path, _bundle(deceasedDateTime="2026-03-05"), "list.json")
    assert staged.patients[0].deceased_on is not None
    assert not staged.warned


def test_a_rejected_row_brings_no_patient_in(tmp_path: Path) -> None:
    staged = read(tmp_path, sheet(row(dob="03/05/2026"), row(acct="2")))
    assert [one.mrn for one in staged.patients] == ["2"]
    twice = sheet(row(dob="03/05/2026"), row(dob="03/05/2026", dos="03/06/2026"))
    assert [one.row for one in read(tmp_path, twice).visits] == [3]
    assert len(read(tmp_path, twice).patients) == 1


def test_warnings_stand_in_the_order_of_their_rows(tmp_path: Path, store: Store) -> None:
    rows = (row(acct="1"), row(acct="1"), row(acct="3", dob="13/45/2000"))
    staged = read(tmp_path, sheet(*rows))
    with store.read() as session:
        seen = preview(session, staged)
    assert [one.row for one in seen.warned] == [3, 4]
