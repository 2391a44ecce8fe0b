"""Cases that a second engineer wrote from the official text before the edits were run on them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from .judge import misses

FILE = Path(__file__).parents[3] / "samples" / "edits_judge.jsonl"
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def test_every_judged_case_is_answered_as_expected(judge_with_made_tables):
    wrong = {
        case["id"]: found
        for case in CASES
        if (found := misses(case, judge_with_made_tables.findings(case["input"])))
    }
    assert len(CASES) >= 700
    assert wrong == {}


def test_every_judged_family_has_what_fires_and_what_must_not_and_a_source():
    kinds = Counter((case["family"], case["kind"]) for case in CASES)
    only_fires = {"line.no_pointer", "icd.excludes2"}
    for family in {family for family, _ in kinds}:
        assert kinds[family, "fire"], family
        assert kinds[family, "clean"] or family in only_fires, family
    assert all(case["source"] and case["why"] for case in CASES)
