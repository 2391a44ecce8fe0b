"""The developers' cases of compliance edits, each held against what the edits find."""

from __future__ import annotations

import json

from .judge import misses


def test_every_shared_case_is_answered_as_expected(judge_with_tables, shared):
    text = (shared / "cases" / "edits.jsonl").read_text("utf-8")
    cases = [json.loads(line) for line in text.splitlines()]
    wrong = {
        case["id"]: found
        for case in cases
        if (found := misses(case, judge_with_tables.findings(case["input"])))
    }
    assert len(cases) >= 293
    assert wrong == {}
