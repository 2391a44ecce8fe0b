"""The level of a visit: two of three columns or the time, from tables with dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.em import tables, worksheet
from app.coding.em.worksheet import Extra, Facts, Worksheet

ON = date(2026, 9, 30)
FACTS = Facts(ON, "commercial", 40, last_seen=date(2026, 1, 5))
COLUMN = {
    1: ("minor", 1), 2: ("stable_chronic", 1), 3: ("stable_chronic", 2), 4: ("threat", 1),
}  # fmt: skip
RISK = {1: "minimal", 2: "low", 3: "drug_managed", 4: "drug_toxicity"}
DATA = {
    1: (),
    2: (("results", 2),),
    3: (("orders", 3),),
    4: (("own_reading", 1), ("discussion", 1)),
}


def sheet(problems=0, data=1, risk=0, **more):
    counts = (*([COLUMN[problems]] if problems else []), *DATA[data])
    return Worksheet(counts=counts, risks=(RISK[risk],) if risk else (), **more)


@pytest.mark.parametrize(
    ("problems", "data", "risk", "code"),
    [
        (1, 1, 1, "99212"), (2, 1, 2, "99213"), (2, 2, 1, "99213"), (3, 1, 3, "99214"),
        (3, 3, 1, "99214"), (4, 1, 4, "99215"), (4, 4, 1, "99215"), (4, 1, 3, "99214"),
        (4, 1, 1, "99212"), (2, 1, 4, "99213"),
    ],
)  # fmt: skip
def test_two_of_three_columns_decide(problems, data, risk, code):
    assert worksheet.decide(sheet(problems, data, risk), FACTS).proposed == code


@pytest.mark.parametrize(
    ("count", "level"),
    [
        ({}, 1), ({"notes": 1}, 1), ({"notes": 2}, 2), ({"notes": 1, "orders": 1}, 2),
        ({"historian": 1}, 2), ({"results": 2, "historian": 1}, 3), ({"results": 3}, 3),
        ({"own_reading": 1}, 3), ({"discussion": 1}, 3), ({"results": 3, "discussion": 1}, 4),
        ({"own_reading": 1, "discussion": 1}, 4), ({"historian": 5}, 2),
    ],
)  # fmt: skip
def test_data_counts_in_its_groups(count, level):
    assert worksheet.levels(Worksheet(counts=tuple(count.items())))[1] == level


@pytest.mark.parametrize(
    ("key", "count", "level"),
    [
        ("minor", 1, 1), ("minor", 2, 2), ("stable_chronic", 1, 2), ("stable_chronic", 2, 3),
        ("acute_plain", 1, 2), ("acute_stable", 1, 2), ("acute_hospital", 1, 2),
        ("chronic_worse", 1, 3), ("new_unclear", 1, 3), ("acute_systemic", 1, 3),
        ("injury_complicated", 1, 3), ("chronic_severe", 1, 4), ("threat", 1, 4),
    ],
)  # fmt: skip
def test_problems_reach_the_level_of_the_highest(key, count, level):
    assert worksheet.levels(Worksheet(counts=(("minor", 1), (key, count))))[0] == level


@pytest.mark.parametrize(
    ("patient", "minutes", "code"),
    [
        ("new", 14, ""), ("new", 15, "99202"), ("new", 29, "99202"), ("new", 30, "99203"),
        ("new", 45, "99204"), ("new", 60, "99205"), ("new", 300, "99205"),
        ("established", 9, ""), ("established", 10, "99212"), ("established", 20, "99213"),
        ("established", 39, "99214"), ("established", 40, "99215"),
    ],
)  # fmt: skip
def test_time_is_met_or_exceeded(patient, minutes, code):
    found = worksheet.decide(Worksheet(patient=patient, minutes=minutes), FACTS)
    assert (found.proposed, found.by_time) == (code, code)


def test_the_ranges_to_2023_lie_without_a_gap_and_begin_where_the_level_does():
    office = tables.family("office", date(2023, 12, 31))
    for patient in office.patients:
        timed = [row for row in office.rows_for(patient) if row.minutes]
        assert len(timed) >= 4, patient
        ends = [row.ends for row in timed]
        assert [row.minutes for row in timed[1:]] == [end + 1 for end in ends[:-1]]


def test_the_higher_of_time_and_decision_making_is_proposed():
    low = sheet(2, 1, 2, minutes=32)
    found = worksheet.decide(low, FACTS)
    assert (found.by_mdm, found.by_time, found.proposed) == ("99213", "99214", "99214")
    assert found.decided_by == "time"
    assert worksheet.decide(replace(low, minutes=12), FACTS).decided_by == "mdm"
    assert worksheet.decide(replace(low, minutes=25), FACTS).decided_by == "both"


def test_it_says_what_carries_the_level_and_what_must_rise():
    found = worksheet.decide(sheet(3, 1, 2), FACTS)
    assert found.proposed == "99213"
    assert found.carried_by == ("problem", "risk")
    assert found.limited_by == ("data", "risk")
    assert found.must_rise == 1
    assert (found.next_code, found.next_minutes, found.same_minutes) == ("99214", 30, 20)


def test_at_the_top_nothing_limits():
    found = worksheet.decide(sheet(4, 1, 4), FACTS)
    assert (found.proposed, found.limited_by, found.next_code) == ("99215", (), "")


@pytest.mark.parametrize(
    ("family", "patient", "codes"),
    [
        ("consult", "", ["99242", "99243", "99244", "99245"]),
        ("home", "new", ["99341", "99342", "99344", "99345"]),
        ("home", "established", ["99347", "99348", "99349", "99350"]),
        ("nursing", "initial", ["99304", "99304", "99305", "99306"]),
        ("nursing", "subsequent", ["99307", "99308", "99309", "99310"]),
        ("emergency", "", ["99282", "99283", "99284", "99285"]),
    ],
)
def test_each_family_has_its_codes_by_level(family, patient, codes):
    made = [
        worksheet.decide(sheet(n, n, n, family=family, patient=patient), FACTS).proposed
        for n in (1, 2, 3, 4)
    ]
    assert made == codes


def test_minutes_of_a_nursing_visit_changed_with_2024():
    late = Worksheet("nursing", "subsequent", minutes=15)
    assert worksheet.decide(late, FACTS).proposed == "99307"
    assert worksheet.decide(late, replace(FACTS, dos=date(2023, 12, 31))).proposed == "99308"


def test_an_emergency_visit_has_no_time():
    assert worksheet.decide(Worksheet("emergency", "", minutes=90), FACTS).proposed == ""
    assert worksheet.steps_of(Worksheet("emergency"), ON) == ()


def test_before_its_first_day_a_family_gives_nothing():
    old = replace(FACTS, dos=date(2022, 6, 1))
    assert worksheet.decide(sheet(2, 2, 2, family="home"), old).proposed == ""


def test_a_staff_visit_is_the_lowest_and_only_of_an_established_patient():
    staff = Worksheet(marks=("staff_visit",))
    assert worksheet.decide(staff, FACTS).proposed == "99211"
    assert worksheet.decide(replace(staff, patient="new"), FACTS).proposed == ""


def test_a_blank_worksheet_proposes_nothing():
    assert worksheet.decide(Worksheet(), FACTS).proposed == ""


@pytest.mark.parametrize(
    ("age", "new", "established"),
    [
        (0, "99381", "99391"), (1, "99382", "99392"), (4, "99382", "99392"), (5, "99383", "99393"),
        (11, "99383", "99393"), (12, "99384", "99394"), (17, "99384", "99394"),
        (18, "99385", "99395"), (39, "99385", "99395"), (40, "99386", "99396"),
        (64, "99386", "99396"), (65, "99387", "99397"), (101, "99387", "99397"),
    ],
)  # fmt: skip
def test_a_preventive_visit_goes_by_age(age, new, established):
    for patient, code in (("new", new), ("established", established)):
        asked = Worksheet("preventive", patient)
        assert worksheet.decide(asked, replace(FACTS, age=age)).proposed == code


def test_a_problem_at_a_preventive_visit_gives_a_second_level():
    asked = sheet(2, 1, 2, family="preventive", marks=("problem_too",))
    found = worksheet.decide(asked, FACTS)
    assert (found.proposed, found.extras) == ("99396", (Extra("99213"),))


LEVELS = st.integers(1, 4)


@given(LEVELS, LEVELS, LEVELS, st.sampled_from(["problem", "data", "risk"]))
def test_raising_a_column_never_lowers_the_code(problems, data, risk, column):
    rows = [row.code for row in tables.family("office", ON).rows_for("established")]
    before = worksheet.decide(sheet(problems, data, risk), FACTS)
    raised = {"problem": problems, "data": data, "risk": risk}
    raised[column] = min(4, raised[column] + 1)
    after = worksheet.decide(sheet(raised["problem"], raised["data"], raised["risk"]), FACTS)
    assert rows.index(after.proposed) >= rows.index(before.proposed)
    assert after.mdm == sorted(after.levels)[1]


@given(st.integers(0, 400), st.integers(0, 400))
def test_more_time_never_lowers_the_code(less, more):
    rows = ["", *(row.code for row in tables.family("office", ON).rows_for("new"))]
    low, high = sorted((less, more))
    made = [
        worksheet.decide(Worksheet(patient="new", minutes=m), FACTS).proposed for m in (low, high)
    ]
    assert rows.index(made[0]) <= rows.index(made[1])


def test_every_row_of_the_tables_has_its_source_and_windows_do_not_overlap():
    for one in (*tables.families(), *tables.shipped_windows()):
        assert one.source
        assert one.until is None or one.until >= one.first
    nursing = [one for one in tables.families() if one.key == "nursing"]
    assert nursing[0].until < nursing[1].first
