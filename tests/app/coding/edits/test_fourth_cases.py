"""Short cases of a fourth reader: other chapters, boundary days, whole visits, mostly near misses.

A row: what is found, or not found ("-rule"; "-" alone: nothing that warns or blocks; "!" at the
end: at most a note); diagnoses; services ("code-modifier*units@pointers"); age, sex, payer and
place; options: d= day of service, b= birth, p= clinician, h= services before.
"""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).parents[3] / "samples" / "edits_fourth.txt"
FIFTH = FILE.with_name("edits_fifth.txt")
ROWS = [row for row in FILE.read_text("utf-8").splitlines() if row and row[0] != "#"]
DAY = "2026-06-15"


def clinician(told):
    npi, group, taxonomy = told.split("/")
    return {"npi": npi, "group": group, "taxonomy": taxonomy}


def before(told):
    day, service, *by = told.split(":")
    code, _, units = service.partition("*")
    made = {"dos": day, "code": code, "units": int(units or 1)}
    return made | ({"provider": clinician(by[0])} if by else {})


def service(told):
    name, _, pointers = told.partition("@")
    name, _, units = name.partition("*")
    code, *modifiers = name.split("-")
    return {
        "code": code, "modifiers": modifiers, "units": int(units or 1),
        "pointers": [int(n) for n in pointers.split(",") if n],
    }  # fmt: skip


def visit(row):
    """Give what is expected, and the visit in the shape of ``codes check``."""
    rule, diagnoses, services, about, *more = row.split(";")
    age, sex, *others = about.split()
    payer, place = (*others, *("commercial", "11")[len(others) :])
    asked = dict(one.split("=", 1) for one in more)
    day = asked.get("d", DAY)
    birth = f"{int(day[:4]) - int(age)}-01-10"
    made = {
        "dos": day, "patient": {"birth": asked.get("b", birth), "sex": sex},
        "place_of_service": place, "payer_kind": payer, "diagnoses": diagnoses.split(),
        "lines": [service(one) for one in services.split()],
        "history": [before(one) for one in asked.get("h", "").split(",") if one],
    }  # fmt: skip
    return rule, made | ({"provider": clinician(asked["p"])} if "p" in asked else {})


def answered(rule, found):
    """Tell whether the findings are what the row expects."""
    heavy = {one["rule"] for one in found if one["severity"] != "note"}
    if rule == "-":
        return not heavy
    name = rule.strip("-!")
    among = heavy if rule.endswith("!") else {one["rule"] for one in found}
    return (name in among) != rule.startswith("-")


def test_every_case_of_the_fifth_reader_is_answered_as_expected(judge_with_releases):
    rows = [row for row in FIFTH.read_text("utf-8").splitlines() if row and row[0] != "#"]
    told = [(row, *visit(row)) for row in rows]
    wrong = [
        row for row, rule, made in told if not answered(rule, judge_with_releases.findings(made))
    ]
    silent = [row for row in rows if row.startswith("-")]
    assert len(rows) >= 500
    assert 2 * len(silent) >= len(rows)
    assert wrong == []


def test_every_case_of_the_fourth_reader_is_answered_as_expected(judge_with_releases):
    wrong = []
    for row in ROWS:
        rule, made = visit(row)
        found = judge_with_releases.findings(made)
        if not answered(rule, found):
            wrong.append((row, [(one["rule"], one["severity"], one["target"]) for one in found]))
    assert wrong == []


def test_most_cases_of_the_fourth_reader_are_near_misses():
    silent = [row for row in ROWS if row.startswith("-")]
    assert len(ROWS) >= 200
    assert 2 * len(silent) >= len(ROWS)


def test_more_time_at_home_names_the_code_that_medicare_has_for_homes(judge_with_releases):
    _, made = visit("em.prolonged;J45.909;99350@1 99417@1;70 F medicare 12")
    told = [f["message"] for f in judge_with_releases.findings(made) if f["rule"] == "em.prolonged"]
    assert [("G0318" in one, "G2212" in one) for one in told] == [(True, False)]
