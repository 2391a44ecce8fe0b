"""What HL7 v2 messages tell of insurance, names and diagnoses. Invented people only."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.intake.reading import read, warnings

_HEAD = "MSH|^~\\&|EHR|ELM|TH|ELM|20260601||DFT^P03|1|P|2.3.1"
_PERSON = "PID|1||70001^^^ELM^MR||Stone^Ada||19600203|F"
_SEEN = "PV1|1|O|||||1234567893^Reed^Amos||||||||||||V1"


def _charge(code: str = "99213", dx: str = "", day: str = "20260601", n: int = 1) -> str:
    return f"FT1|{n}|||{day}||CG|{code}|||1|60.00||||||||{dx}||||||{code}"


def _insured(name: str, begins: str = "", ends: str = "", n: int = 1) -> str:
    return f"IN1|{n}|P{n}|C{n}|{name}||||||||{begins}|{ends}{'|' * 23}M{n}"


def _message(*segments: str) -> str:
    return "\r".join(segments) + "\r"


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [
        ("", "", True),
        ("20260601", "20260601", True),
        ("20240101", "20251231", False),
        ("20260602", "", False),
        ("20260101", "20991231", True),
        ("00000000", "unknown", True),
        ("20260601", "20260531", False),
    ],
)
def test_insurance_counts_on_the_days_it_names(
    tmp_path: Path, begins: str, ends: str, holds: bool
) -> None:
    charges = (_charge(), _charge("36415", n=2))
    staged = read(
        tmp_path,
        _message(
            _HEAD, _PERSON, _SEEN, _insured("Aetna", begins, ends), _insured("Medicare", n=2),
            *charges,
        ),
        "x.hl7",
    )  # fmt: skip
    assert {one.name for one in staged.payers} == ({"Aetna"} if holds else set()) | {"Medicare"}
    assert {one.member_id: one.rank for one in staged.coverages} == (
        {"M1": 1, "M2": 2} if holds else {"M2": 1}
    )
    assert warnings(staged).count("insurance Aetna does not hold on 2026-06-01") == int(not holds)


def test_a_visit_of_another_day_has_the_insurance_of_that_day(tmp_path: Path) -> None:
    charges = (_charge(), _charge(day="20260701", n=2))
    staged = read(
        tmp_path,
        _message(
            _HEAD, _PERSON, _SEEN.removesuffix("V1"), _insured("Aetna", "", "20260630"),
            _insured("Medicare", "20260701", n=2), *charges,
        ),
        "x.hl7",
    )  # fmt: skip
    payers = {one.key: one.name for one in staged.payers}
    covered = {one.key: payers[one.payer_key] for one in staged.coverages}
    assert {one.dos.month: covered[one.coverage_key] for one in staged.visits} == {
        6: "Aetna", 7: "Medicare",
    }  # fmt: skip


def test_the_parts_of_a_last_name_are_not_said_twice(tmp_path: Path) -> None:
    person = "PID|1||70001^^^ELM^MR||van Stone&van&Stone^Ada||19600203|F|||12 Elm St&Elm St&12"
    seen = _SEEN.replace("Reed", "Reed&&Reed")
    staged = read(tmp_path, _message(_HEAD, person, seen, _charge()), "x.hl7")
    assert [(one.last, one.street) for one in staged.patients] == [("van Stone", "12 Elm St")]
    assert [one.last for one in staged.providers] == ["Reed"]


def test_an_ampersand_that_was_escaped_is_part_of_a_name(tmp_path: Path) -> None:
    person = _PERSON.replace("Stone", "Stone\\T\\Reed")
    staged = read(tmp_path, _message(_HEAD, person, _SEEN, _charge()), "x.hl7")
    assert [one.last for one in staged.patients] == ["Stone&Reed"]


def test_the_diagnoses_of_a_visit_stand_before_those_of_its_charges(tmp_path: Path) -> None:
    listed = ("DG1|1||I10^Hypertension^I10||20260601|F", "DG1|2||E11.9^x^I10||20260601|F")
    staged = read(
        tmp_path, _message(_HEAD, _PERSON, _SEEN, *listed, _charge(dx="E11.9~R05.9")), "x.hl7"
    )
    assert [one.diagnoses for one in staged.visits] == [("I10", "E119", "R059")]


@pytest.mark.parametrize(("told", "is_warned"), [((1, 1), False), ((1, 2), True), ((2,), False)])
def test_a_file_of_several_batches_counts_all_their_messages(
    tmp_path: Path, told: tuple[int, ...], is_warned: bool
) -> None:
    one = (_HEAD, _PERSON, _SEEN, _charge())
    two = (_HEAD.replace("|1|P", "|2|P"), _PERSON, _SEEN.replace("V1", "V2"), _charge())
    trailers = [f"BTS|{number}" for number in told]
    between = trailers[:-1] + ["BHS|^~\\&|EHR"] if len(told) > 1 else []
    text = _message("BHS|^~\\&|EHR", *one, *between, *two, trailers[-1])
    staged = read(tmp_path, text, "x.hl7")
    assert len(staged.visits) == 2
    assert ("The batch" in warnings(staged)) == is_warned
