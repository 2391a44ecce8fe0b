"""Our own examples of every rule and of ordinary visits, through the edits and the command."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

from app.codesets import reference
from app.coding.edits.check import EDITS
from app.commands import main
from app.values.words import has_words

from . import made_tables
from .conftest import Judge
from .judge import misses

FILE = Path(__file__).parents[3] / "samples" / "edits_own.jsonl"
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def test_every_own_case_is_answered_as_expected(judge_with_made_tables):
    wrong = {
        case["id"]: found
        for case in CASES
        if (found := misses(case, judge_with_made_tables.findings(case["input"])))
    }
    assert wrong == {}


def test_an_ordinary_visit_is_not_stopped_or_warned_about(judge_with_made_tables):
    ordinary = [case for case in CASES if case["family"] == "visit.clean"]
    warned = {
        case["id"]: found
        for case in ordinary
        if (found := [f for f in judge_with_made_tables.findings(case["input"])
                      if f["severity"] != "note"])
    }  # fmt: skip
    assert len(ordinary) >= 100
    assert warned == {}


def test_there_are_examples_of_every_rule_each_with_its_source():
    asked = Counter(want["rule"] for case in CASES for want in case["expect"])
    assert len(CASES) >= 300
    assert all(case["source"] and case["why"] for case in CASES)
    assert set(asked) >= {
        "icd.unknown", "icd.not_billable", "icd.seventh", "icd.unspecified_side", "icd.unspecified",
        "icd.excludes1", "icd.excludes2", "icd.code_first", "icd.use_additional",
        "icd.manifestation_first", "icd.external_first", "icd.first_only", "icd.never_first",
        "icd.age", "icd.sex", "icd.duplicate", "dx.unused", "line.unknown", "line.no_pointer",
        "line.bad_pointer", "line.duplicate", "line.modifier", "line.side", "ncci.ptp", "ncci.mue",
        "ncci.addon", "global.em", "global.procedure", "em.new_patient", "em.preventive_age",
        "em.modifier25", "em.g2211", "em.prolonged", "pos.telehealth", "pos.code",
        "lcd.diagnosis", "code_set.no_release",
    }  # fmt: skip
    assert all(has_words(f"problem.{rule}") for rule in asked)
    assert EDITS


def test_every_finding_has_words_and_names_its_source(judge_with_made_tables):
    for case in CASES:
        for found in judge_with_made_tables.findings(case["input"]):
            assert found["message"].endswith((".", "?"))
            assert found["source"]


def test_the_command_answers_a_file_line_by_line(tmp_path, capsys, starter_reference):
    file = tmp_path / "visits.jsonl"
    lines = [json.dumps({"id": case["id"], **case["input"]}) for case in CASES]
    file.write_text("\n".join(lines) + "\n\n", "utf-8")
    assert main.main(["codes", "check", str(file), "--jsonl"]) == main.FINDINGS
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["id"] for one in answers] == [case["id"] for case in CASES]
    assert set(answers[0]["findings"][0]) >= {
        "rule", "severity", "target", "codes", "message", "source",
    }  # fmt: skip


GOOD = json.dumps({"id": 1, **CASES[0]["input"]})


def checked(file, capsys, *lines):
    """The status of ``codes check`` over a file of these lines, and its answers."""
    file.write_text("\n".join(lines) + "\n", "utf-8")
    status = main.main(["codes", "check", str(file)])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_that_is_no_visit_is_answered_by_number_and_the_others_are_checked(
    tmp_path, capsys, starter_reference
):
    for bad, field in (
        ("{", "JSON"), ("[]", "visit"), ('{"id": "b", "dos": "soon"}', "dos"),
        ('{"dos": "2026-06-01", "lines": [{}]}', "lines.code"),
        ('{"dos": "2026-06-01", "payer_kind": "bank"}', "payer_kind"),
    ):  # fmt: skip
        status, answers = checked(tmp_path / "visits.jsonl", capsys, "", bad, GOOD, bad)
        assert status == main.FINDINGS
        assert [one.get("line") for one in answers] == [2, None, 4]
        assert all(field in answers[at]["refused"] for at in (0, 2))
        assert answers[0]["findings"] == []
        assert answers[0]["id"] == ("b" if '"b"' in bad else None)
        assert answers[1]["id"] == 1
        assert answers[1]["findings"]


def test_a_file_without_one_visit_is_refused_whole(tmp_path, capsys, starter_reference):
    file = tmp_path / "visits.jsonl"
    for lines in ("{\n[]\n", "\n\nhello\n", "x\n" * 3000):
        file.write_text(lines, "utf-8")
        assert main.main(["codes", "check", str(file)]) == main.REFUSED
        told = capsys.readouterr()
        assert told.out == ""
        assert "visits.jsonl" in told.err


def _services(judge, *codes):
    lines = [{"code": code, "pointers": [1]} for code in codes]
    told = {"dos": "2026-06-01", "diagnoses": ["I10"], "lines": lines}
    return [f["codes"][0] for f in judge.findings(told) if f["rule"] == "line.unknown"]


def test_only_a_whole_hcpcs_release_proves_that_a_code_is_none(
    judge_with_made_tables, starter_path, tmp_path
):
    path = tmp_path / "reference.sqlite"
    shutil.copyfile(starter_path, path)
    made_tables.write_beside(path, hcpcs_rows=7000)
    opened = reference.open_reference(path)
    assert _services(judge_with_made_tables, "G9999", "99213") == []
    assert _services(Judge(opened), "G9999", "99213", "D0120") == ["G9999"]
    opened.close()


def test_hostile_lines_are_refused_by_number_and_never_end_in_an_error(
    tmp_path, capsys, starter_reference
):
    hostile = (
        "[" * 100_000, '{"a":' * 3000 + "1" + "}" * 3000, "\x00", "5",
        '{"dos": "0001-01-01"}', '{"dos": "9999-12-31"}',
        '{"id": "\\ud800", "dos": "2026-06-15"}',
        '{"dos": "2026-06-15", "diagnoses": ["I10\\u0000"]}',
        '{"dos": "2026-06-15", "lines": [{"code": "99213", "units": ' + "9" * 5000 + "}]}",
        '{"dos": "2026-06-15", "lines": [{"code": "99213", "units": NaN}]}',
        '{"id": Infinity, "dos": "2026-06-15"}',
    )  # fmt: skip
    for bad in hostile:
        status, answers = checked(tmp_path / "visits.jsonl", capsys, GOOD, bad)
        assert status == main.FINDINGS
        assert "Line 2" in answers[1]["refused"], bad[:40]


def test_odd_but_readable_visits_are_answered(tmp_path, capsys, starter_reference):
    file = tmp_path / "visits.jsonl"
    odd = (
        {"dos": "2026-06-15"}, {"dos": "2026-06-15", "patient": None, "unknown": {"a": []}},
        {"id": "a\u2028b", "dos": "2026-06-15", "diagnoses": ["I10'; DROP TABLE code;--", "%"]},
        {"dos": "2026-06-15", "diagnoses": [], "lines": [], "history": None},
        {"dos": "2026-06-15", "lines": [{"code": "99213", "pointers": [10**30]}]},
    )  # fmt: skip
    text = "\n".join(json.dumps(one, ensure_ascii=False) for one in odd)
    file.write_text("\ufeff" + text, "utf-8")
    assert main.main(["codes", "check", str(file)]) == main.FINDINGS
    out = capsys.readouterr().out.split("\n")
    assert len([json.loads(line) for line in out if line]) == len(odd)
