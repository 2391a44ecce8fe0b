"""Cases of a sixth reader: drugs by intent, boundaries to the day, whole visits, odd input."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from app.codesets import reference
from app.codesets.pointers import within_limit
from app.coding.edits import exchange

from . import release_tables
from .conftest import Judge
from .judge import misses

FILE = Path(__file__).parents[3] / "samples" / "edits_sixth.jsonl"
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
ROWS = release_tables.Rows(
    ptp=(
        "45385 45380 20120101 * 1", "20553 20552 20030101 * 0", "69210 92567 20100101 20260630 1",
        "G0121 45378 20100101 20100101 9", "64483 62323 20170101 20181231 0",
        "64483 62323 20260401 * 1", "11720 11719 19960101 * 1", "96372 99211 20150101 * 1",
    ),
    mue=(
        "11720,1,2 Date of Service Edit: Policy,Made", "97530,6,1 Line Edit,Made",
        "81002,2,3 Date of Service Edit: Clinical,Made",
        "J3301,16,3 Date of Service Edit: Clinical,Made",
    ),
    addons=(
        ("11103", 1, "11102", ""), ("64484", 1, "64483", ""), ("90461", 1, "90460", ""),
        ("90472", 1, "90471", ""), ("97811", 1, "97810", ""), ("96415", 1, "96413", ""),
        ("99292", 1, "99291", ""), ("90833", 1, "99213", ""), ("90833", 1, "99214", ""),
    ),
    fees=(
        "11102 A 000 0 0 0 0 0", "10060 A 010 0 0 0 0 0", "17110 A 010 0 0 0 0 0",
        "20605 A 000 1 0 0 0 0", "29881 A 090 1 2 0 0 0", "66821 A 090 1 0 0 0 0",
        "28285 A 090 1 0 0 0 0", "47562 A 090 0 2 1 0 0", "11103 A ZZZ 0 0 0 0 0",
        "95886 A ZZZ 0 0 0 0 0", "95910 A XXX 0 0 0 0 1", "73030 A XXX 3 0 0 0 1",
        "77067 A XXX 2 0 0 0 1", "85025 X XXX 9 9 9 9 9", "71046 A XXX 0 0 0 0 1",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def judge_of_the_sixth(starter_path, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sixth")
    path = folder / "reference.sqlite"
    shutil.copyfile(starter_path, path)
    release_tables.load_into(path, folder, ROWS)
    opened = reference.open_reference(path)
    yield Judge(opened)
    opened.close()


def test_every_case_of_the_sixth_reader_is_answered_as_expected(judge_of_the_sixth):
    wrong = {
        case["id"]: found
        for case in CASES
        if (found := misses(case, judge_of_the_sixth.findings(case["input"])))
    }
    assert len(CASES) >= 1_000
    assert wrong == {}


def test_every_family_of_the_sixth_reader_has_what_fires_and_what_must_not():
    kinds = Counter((case["family"], case["kind"]) for case in CASES)
    alone = {"visit", "icd.excludes2", "line.no_pointer"}
    for family in {family for family, _ in kinds} - alone:
        assert kinds[family, "fire"], family
        assert kinds[family, "clean"], family
    assert all(case["source"] and case["why"] for case in CASES)


def test_whole_visits_of_many_specialties_pass_without_a_warning(judge_of_the_sixth):
    visits = [case for case in CASES if case["kind"] == "visit"]
    heavy, notes = {}, 0
    for case in visits:
        found = judge_of_the_sixth.findings(case["input"])
        notes += sum(one["severity"] == "note" for one in found)
        told = [one["message"] for one in found if one["severity"] != "note"]
        heavy |= {case["why"]: told} if told else {}
    assert len(visits) >= 75
    assert heavy == {}
    assert notes < 1.5 * len(visits)


def test_every_finding_has_words_and_a_source(judge_of_the_sixth):
    for case in CASES:
        for one in judge_of_the_sixth.findings(case["input"]):
            assert one["message"], one
            assert one["source"], one
            assert "{" not in one["message"], one


def test_intent_of_a_drug_is_its_sixth_character_or_the_fifth_before_a_placeholder(starter):
    rows = starter.rows(
        "SELECT code, title FROM code WHERE billable AND code >= 'T36' AND code < 'T66'"
    )
    assert len(rows) > 4_000
    for code, title in rows:
        is_adverse, is_under = "dverse effect" in title, title.startswith("Underdosing")
        assert within_limit(code, "56=5") == (is_adverse and code < "T51"), code
        assert within_limit(code, "56=1,2,3,4") == (not is_adverse and not is_under), code


@pytest.mark.parametrize("drug", ["T45.1X5A", "T38.0X5A"])
def test_the_drug_answers_the_note_at_an_immune_deficiency(judge, drug):
    visit = {"dos": "2026-07-20", "diagnoses": ["D84.821", drug]}
    told = {one["target"] for one in judge.findings(visit) if one["rule"] == "icd.use_additional"}
    assert "dx1" not in told


def test_what_is_asked_of_poisoning_is_not_asked_of_an_adverse_effect(judge):
    def asked(*codes):
        visit = {"dos": "2026-07-20", "diagnoses": list(codes)}
        found = judge.findings(visit)
        return any("manifestations of poisoning" in one["message"] for one in found)

    assert not asked("L27.0", "T36.0X5A")
    assert asked("T36.0X1A")


def test_a_chapter_is_called_one(judge):
    visit = {"dos": "2026-07-20", "diagnoses": ["K22.10", "T39.015A"]}
    (found,) = [one for one in judge.findings(visit) if one["rule"] == "icd.excludes2"]
    assert "Chapter 11: " in found["message"]
    assert found["source"].endswith("Tabular List, Chapter 11")


def test_absent_and_null_mean_the_same():
    line = {"code": "99213", "units": None, "modifiers": ["25", None], "pointers": [1, None]}
    told = {
        "dos": "2026-07-20", "patient": None, "payer_kind": " Medicare ", "provider": None,
        "diagnoses": ["I10"], "lines": [line],
        "history": [{"dos": "2026-01-05", "code": "99213", "units": None, "provider": None}],
    }  # fmt: skip
    visit = exchange.visit_of(told)
    (one,) = visit.lines
    assert (one.units, one.modifiers, one.pointers) == (1, ("25",), (1,))
    assert visit.is_medicare
    assert visit.past[0].units == 1


@pytest.mark.parametrize("code", ["51798", "51741", "36600"])
def test_a_measurement_among_the_operations_asks_no_25_of_the_visit(judge, code):
    lines = [{"code": "99214", "pointers": [1]}, {"code": code, "pointers": [1]}]
    found = judge.findings({"dos": "2026-07-20", "diagnoses": ["R33.9"], "lines": lines})
    assert "em.modifier25" not in {one["rule"] for one in found}
