"""Cases of a third reader, over other chapters, with rule tables loaded from release files."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

from app.codesets import load, reference
from app.codesets.loaded import Asked
from tests.app.codesets.test_load import order_text

from .conftest import Judge
from .judge import misses

FILE = Path(__file__).parents[3] / "samples" / "edits_third.jsonl"
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def test_every_case_of_the_third_reader_is_answered_as_expected(judge_with_releases):
    wrong = {
        case["id"]: found
        for case in CASES
        if (found := misses(case, judge_with_releases.findings(case["input"])))
    }
    assert len(CASES) >= 1_300
    assert wrong == {}


def test_every_family_of_the_third_reader_has_what_fires_and_what_must_not():
    kinds = Counter((case["family"], case["kind"]) for case in CASES)
    for family in {family for family, _ in kinds} - {"icd.excludes2"}:
        assert kinds[family, "fire"], family
        assert kinds[family, "clean"], family
    assert all(case["source"] and case["why"] for case in CASES)


def _rules(judge, code, on):
    told = {"dos": on, "diagnoses": [code], "lines": [{"code": "99213", "pointers": [1]}]}
    return {
        f["rule"]: f["severity"]
        for f in judge.findings(told)
        if f["rule"].startswith(("code_set", "icd.unknown", "icd.not", "icd.seventh"))
    }


OLDER = {
    2019: (("R05", 1, "Cough"), ("M54", 0, "Dorsalgia"), ("M545", 1, "Low back pain")),
    2024: (
        ("R05", 0, "Cough"), ("R059", 1, "Cough, unspecified"), ("L668", 1, "Other alopecia"),
        ("M54", 0, "Dorsalgia"), ("M545", 0, "Low back pain"), ("M5450", 1, "Unspecified"),
    ),
}  # fmt: skip


def test_each_day_is_judged_by_the_release_of_its_fiscal_year(starter_path, tmp_path):
    path = tmp_path / "reference.sqlite"
    shutil.copyfile(starter_path, path)
    for year, codes in OLDER.items():
        order = tmp_path / f"icd10cm_order_{year}.txt"
        order.write_text(order_text(*codes))
        load.take([order], Asked(path, None))
    opened = reference.open_reference(path)
    judge = Judge(opened)
    assert _rules(judge, "R05", "2018-10-01") == _rules(judge, "R05", "2019-09-30") == {}
    assert _rules(judge, "R05", "2023-10-01") == {"icd.not_billable": "block"}
    assert _rules(judge, "R05.9", "2019-09-30") == {"icd.unknown": "block"}
    assert _rules(judge, "R05.9", "2024-09-30") == {}
    assert _rules(judge, "M54.5", "2024-09-30") == {"icd.not_billable": "block"}
    assert _rules(judge, "L66.8", "2024-09-30") == {}
    assert _rules(judge, "L66.8", "2024-10-01") == {"code_set.no_release": "warn"}
    assert _rules(judge, "L66.8", "2026-04-01") == {"icd.not_billable": "block"}
    opened.close()


def test_what_only_the_nearest_release_lacks_is_asked_and_does_not_block(judge_with_releases):
    after = date(2026, 10, 1).isoformat()
    told = _rules(judge_with_releases, "E11.999", after)
    assert told == {"icd.unknown": "warn", "code_set.no_release": "warn"}
    told = _rules(judge_with_releases, "E11", after)
    assert told == {"icd.not_billable": "warn", "code_set.no_release": "warn"}


def test_units_outside_the_quarter_are_held_against_the_nearest_table_and_never_block(
    judge_with_releases,
):
    lines = [{"code": "83036", "units": 2, "pointers": [1]}]
    about = {"payer_kind": "medicare", "diagnoses": ["E11.9"], "lines": lines}
    inside = judge_with_releases.findings({"dos": "2026-09-30", **about})
    outside = judge_with_releases.findings({"dos": "2026-10-01", **about})
    first = judge_with_releases.findings({"dos": "2026-07-01", **about})
    for found in (first, inside):
        assert [f["severity"] for f in found if f["rule"] == "ncci.mue"] == ["block"]
    (found,) = [f for f in outside if f["rule"] == "ncci.mue"]
    assert found["severity"] == "warn"
    assert "nearest" in found["message"]
