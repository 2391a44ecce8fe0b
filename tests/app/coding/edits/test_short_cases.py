"""Short cases by one more reader: a rule that is found, or one that is not."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).parents[3] / "samples" / "edits_short.txt"
YEAR = 2026


def told(diagnoses, services, about):
    """A visit in the shape of ``codes check``."""
    age, sex, *others = about.split()
    payer, place = (*others, *("commercial", "11")[len(others) :])
    lines = []
    for one in services.split():
        code, _, pointers = one.partition("@")
        name, *modifiers = code.split("-")
        numbers = [int(n) for n in pointers.split(",") if n]
        lines.append({"code": name, "modifiers": modifiers, "pointers": numbers})
    return {
        "dos": f"{YEAR}-06-15", "patient": {"birth": f"{YEAR - int(age)}-01-10", "sex": sex},
        "place_of_service": place, "payer_kind": payer, "diagnoses": diagnoses.split(),
        "lines": lines,
    }  # fmt: skip


def test_every_short_case_is_answered_as_expected(judge):
    wrong = []
    rows = [row for row in FILE.read_text("utf-8").splitlines() if row and row[0] != "#"]
    for row in rows:
        rule, diagnoses, services, about = row.split(";")
        found = {one["rule"] for one in judge.findings(told(diagnoses, services, about))}
        if (rule.removeprefix("-") in found) == rule.startswith("-"):
            wrong.append((row, sorted(found)))
    assert len(rows) >= 140
    assert wrong == []


def test_under_the_nearest_release_only_what_has_no_form_of_a_code_blocks(judge):
    weights = {}
    for code in ("E11.99", "M17", "S93.401", "1234", "E1"):
        visit = told(code, "99213@1", "60 F") | {"dos": "2027-06-15"}
        found = judge.findings(visit)
        weights[code] = [f["severity"] for f in found if f["target"] == "dx1"][:1]
        assert [f["rule"] for f in found if f["rule"].startswith("code_set")] == [
            "code_set.no_release"
        ]
    assert weights == {
        "E11.99": ["warn"], "M17": ["warn"], "S93.401": ["warn"], "1234": ["block"],
        "E1": ["block"],
    }  # fmt: skip
