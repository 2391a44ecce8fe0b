"""What goes beside a level: more time, G2211, 25, telehealth, billing under a physician."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.coding.em import extras
from app.coding.em.tables import Window
from app.coding.em.worksheet import Extra, Facts, Worksheet
from app.values.problem import Severity

ON = date(2025, 6, 2)
MEDICARE = Facts(ON, "medicare", 70, last_seen=date(2025, 1, 5))
OTHER = replace(MEDICARE, payer_kind="commercial")
LEVEL_4 = Worksheet(counts=(("stable_chronic", 2),), risks=("drug_managed",))


def judged(sheet, facts, *windows):
    found = extras.judge(sheet, facts, windows)
    return found, {one.code.removeprefix("worksheet."): one.severity for one in found.findings}


@pytest.mark.parametrize(
    ("facts", "patient", "minutes", "extra"),
    [
        (OTHER, "new", 74, None), (OTHER, "new", 75, Extra("99417")),
        (OTHER, "new", 89, Extra("99417")), (OTHER, "new", 90, Extra("99417", 2)),
        (OTHER, "established", 54, None), (OTHER, "established", 55, Extra("99417")),
        (OTHER, "established", 70, Extra("99417", 2)),
        (MEDICARE, "new", 88, None), (MEDICARE, "new", 89, Extra("G2212")),
        (MEDICARE, "new", 104, Extra("G2212", 2)), (MEDICARE, "established", 68, None),
        (MEDICARE, "established", 69, Extra("G2212")),
        (MEDICARE, "established", 84, Extra("G2212", 2)),
        (MEDICARE, "established", 83, Extra("G2212")),
    ],
)  # fmt: skip
def test_more_time_begins_where_the_payer_says(facts, patient, minutes, extra):
    facts = facts if patient == "established" else replace(facts, last_seen=None)
    found, _ = judged(Worksheet(patient=patient, minutes=minutes), facts)
    assert found.extras == (() if extra is None else (extra,))


def test_more_time_goes_only_with_a_level_that_time_gave():
    high = Worksheet(counts=(("threat", 1),), risks=("drug_toxicity",), minutes=39)
    found, said = judged(high, OTHER)
    assert (found.proposed, found.extras) == ("99215", ())
    assert "prolonged" not in said


def test_a_longer_consultation_at_medicare_is_said_to_be_unknown_rather_than_guessed():
    _, said = judged(Worksheet("consult", "", minutes=200), MEDICARE)
    assert said["prolonged_unknown"] is Severity.NOTE


@pytest.mark.parametrize(
    ("facts", "family", "patient", "minutes", "around", "extra"),
    [
        # A Medicare contractor's timetable: 95, 85, 140 and 110 minutes, other days included.
        (MEDICARE, "nursing", "initial", 94, None, None),
        (MEDICARE, "nursing", "initial", 95, None, Extra("G0317")),
        (MEDICARE, "nursing", "initial", 60, 35, Extra("G0317")),
        (MEDICARE, "nursing", "subsequent", 84, None, None),
        (MEDICARE, "nursing", "subsequent", 85, None, Extra("G0317")),
        (MEDICARE, "home", "new", 139, None, None),
        (MEDICARE, "home", "new", 100, 40, Extra("G0318")),
        (MEDICARE, "home", "established", 109, None, None),
        (MEDICARE, "home", "established", 125, None, Extra("G0318", 2)),
        # Others: a full 15 minutes past 50, 45, 75 and 60, on the day alone.
        (OTHER, "nursing", "initial", 64, 30, None),
        (OTHER, "nursing", "initial", 65, None, Extra("99418")),
        (OTHER, "nursing", "subsequent", 60, None, Extra("99418")),
        (OTHER, "home", "new", 90, None, Extra("99417")),
        (OTHER, "home", "established", 74, 60, None),
        (OTHER, "home", "established", 75, None, Extra("99417")),
        # The first visit of a stay required 45 minutes in 2023.
        (replace(OTHER, dos=date(2023, 5, 2)), "nursing", "initial", 60, None, Extra("99418")),
        (replace(OTHER, dos=date(2024, 5, 2)), "nursing", "initial", 60, None, None),
    ],
)  # fmt: skip
def test_longer_visits_at_home_and_in_facilities(facts, family, patient, minutes, around, extra):
    sheet = Worksheet(family, patient, minutes=minutes, around=around)
    found, _ = judged(sheet, replace(facts, last_seen=None if patient == "new" else ON))
    assert found.extras == (() if extra is None else (extra,))


def test_days_around_are_asked_for_where_they_count():
    assert extras.other_days(Worksheet("nursing", "initial"), MEDICARE) == (1, 3)
    assert extras.other_days(Worksheet("home", "new"), MEDICARE) == (3, 7)
    assert extras.other_days(Worksheet("home", "new"), OTHER) is None
    assert extras.other_days(Worksheet(), MEDICARE) is None


def test_minutes_of_other_days_never_raise_the_level_itself():
    found, _ = judged(Worksheet("home", minutes=39, around=300), MEDICARE)
    assert (found.proposed, found.extras) == ("99348", ())


@pytest.mark.parametrize(
    ("facts", "sheet", "extra"),
    [
        (MEDICARE, LEVEL_4, True),
        (OTHER, LEVEL_4, False),
        (replace(MEDICARE, dos=date(2023, 12, 31)), LEVEL_4, False),
        (replace(MEDICARE, dos=date(2024, 1, 1)), LEVEL_4, True),
        (MEDICARE, replace(LEVEL_4, family="home"), False),
        (replace(MEDICARE, dos=date(2026, 1, 1)), replace(LEVEL_4, family="home"), True),
        (MEDICARE, Worksheet(marks=("staff_visit",)), False),
    ],
)
def test_g2211_goes_with_medicare_office_visits_in_its_time(facts, sheet, extra):
    found, _ = judged(sheet.marked("longitudinal", on=True), facts)
    assert (Extra("G2211") in found.extras) is extra


@pytest.mark.parametrize(
    ("code", "dos", "extra"),
    [
        ("11721", ON, False), ("G0008", ON, True), ("G0439", ON, True), ("90471", ON, True),
        ("G0008", date(2024, 12, 31), False), ("80053", ON, True),
    ],
)  # fmt: skip
def test_g2211_beside_25_only_for_prevention_and_from_2025(code, dos, extra):
    facts = replace(MEDICARE, dos=dos, others=((code, ()),))
    sheet = LEVEL_4.marked("longitudinal", on=True).marked("separate_work", on=True)
    found, said = judged(sheet, facts)
    assert (Extra("G2211") in found.extras) is extra
    assert ("g2211_with_25" in said) is not extra


def test_a_procedure_the_same_day_asks_for_the_work_beyond_it():
    facts = replace(OTHER, others=(("11721", ()),))
    found, said = judged(LEVEL_4, facts)
    assert said["ask_25"] is Severity.WARN
    found, said = judged(LEVEL_4.marked("separate_work", on=True), facts)
    assert "may_25" in said
    assert found.proposed == "99214"  # the modifier itself is the coder's to add


def test_a_laboratory_test_asks_nothing():
    _, said = judged(LEVEL_4, replace(OTHER, others=(("80053", ()), ("36415", ()))))
    assert "36415" not in str(said.get("ask_25", ""))


def test_medicare_is_told_about_its_own_check_ups():
    _, said = judged(Worksheet("preventive"), MEDICARE)
    assert said["medicare_preventive"] is Severity.WARN
    assert "medicare_preventive" not in judged(Worksheet("preventive"), OTHER)[1]


def test_consultations_are_not_for_medicare():
    asked = replace(LEVEL_4, family="consult", patient="")
    assert "not_paid" in judged(asked, MEDICARE)[1]
    assert "not_paid" not in judged(asked, OTHER)[1]


def test_new_and_established_are_held_against_the_visits_of_three_years():
    assert judged(replace(LEVEL_4, patient="new"), OTHER)[1]["not_new"] is Severity.BLOCK
    never = replace(OTHER, last_seen=None)
    assert judged(LEVEL_4, never)[1]["not_established"] is Severity.WARN
    assert not {"not_new", "not_established"} & set(judged(LEVEL_4, OTHER)[1])


@pytest.mark.parametrize(
    ("marks", "place", "said"),
    [
        (("video", "at_home"), "10", {"remote"}),
        (("video", "at_home"), "11", {"remote", "remote_place"}),
        (("video",), "02", {"remote"}),
        ((), "10", {"not_marked_remote"}),
        ((), "11", set()),
    ],
)
def test_telehealth_names_place_and_modifier(marks, place, said):
    found, codes = judged(replace(LEVEL_4, marks=marks), replace(OTHER, place=place))
    assert set(codes) == said
    audio = judged(replace(LEVEL_4, marks=("audio",)), replace(OTHER, place="02"))[0]
    assert audio.findings[0].values["modifier"] == "93"


def test_before_2022_a_patient_at_home_is_place_02():
    facts = replace(OTHER, dos=date(2021, 12, 31), place="02")
    assert set(judged(replace(LEVEL_4, marks=("video", "at_home")), facts)[1]) == {"remote"}


def test_medicare_at_home_needs_a_window_and_the_practices_own_wins():
    late = replace(MEDICARE, dos=date(2028, 1, 1), place="10")
    asked = replace(LEVEL_4, marks=("video", "at_home"))
    assert "no_window" in judged(asked, late)[1]
    assert "no_window" not in judged(asked, replace(late, dos=date(2027, 12, 31)))[1]
    own = Window("telehealth.anywhere", ("medicare",), date(2028, 1, 1), None, "Entered")
    assert "no_window" not in judged(asked, late, own)[1]
    assert "no_window" in judged(asked, replace(late, dos=date(2027, 5, 1)), own)[1]


FINE = ("incident_to", "plan_by_physician", "supervised")
BY_VIDEO = ("incident_to", "plan_by_physician", "supervised_by_video")


@pytest.mark.parametrize(
    ("marks", "changes", "said"),
    [
        (FINE, {}, {"incident_fine"}),
        (FINE, {"place": "22"}, {"incident_place"}),
        ((*FINE, "new_problem"), {}, {"incident_problem"}),
        (("incident_to", "supervised"), {}, {"incident_plan"}),
        (("incident_to", "plan_by_physician"), {}, {"incident_nobody"}),
        (BY_VIDEO, {"dos": date(2025, 12, 31)}, {"incident_fine"}),
        (BY_VIDEO, {"dos": date(2026, 1, 1)}, {"incident_fine"}),
        (
            BY_VIDEO, {"dos": date(2026, 1, 1), "others": (("11730", ()),)},
            {"incident_surgery", "ask_25"},
        ),
        (BY_VIDEO, {"others": (("11730", ()),)}, {"incident_fine", "ask_25"}),
        (FINE, {"others": (("11730", ()),)}, {"incident_fine", "ask_25"}),
        (FINE, {"payer_kind": "commercial"}, {"incident_payer"}),
    ],
)  # fmt: skip
def test_billing_under_a_physician_is_checked_for_medicare(marks, changes, said):
    sheet = replace(LEVEL_4, marks=marks, supervisor="Okafor, N., MD")
    assert set(judged(sheet, replace(MEDICARE, **changes))[1]) == said


def test_the_physician_who_was_there_is_named():
    sheet = replace(LEVEL_4, marks=FINE)
    assert judged(sheet, MEDICARE)[1] == {"incident_who": Severity.WARN}


def test_presence_by_video_ends_where_its_window_ends():
    sheet = replace(LEVEL_4, marks=BY_VIDEO, supervisor="Okafor, N., MD")
    own = Window("incident_to.virtual", ("medicare",), date(2020, 3, 1), date(2025, 5, 31), "")
    assert "incident_video" in judged(sheet, MEDICARE, own)[1]


def test_a_payer_that_follows_medicare_is_entered_with_its_days():
    sheet = replace(LEVEL_4, marks=(*FINE, "new_problem"), supervisor="Okafor, N., MD")
    own = Window("incident_to", ("commercial",), date(2025, 1, 1), None, "Payer's own manual")
    assert "incident_problem" in judged(sheet, OTHER, own)[1]
    assert "incident_payer" in judged(sheet, replace(OTHER, dos=date(2024, 12, 31)), own)[1]


def test_a_new_patient_is_never_billed_under_another():
    fresh = replace(MEDICARE, last_seen=None)
    assert "incident_new" in judged(replace(LEVEL_4, patient="new", marks=FINE), fresh)[1]


def test_blocks_stand_first_and_every_rule_but_reminders_names_its_source():
    facts = replace(MEDICARE, place="22", others=(("11721", ()),))
    found, _ = judged(replace(LEVEL_4, patient="new", marks=FINE), facts)
    severities = [one.severity for one in found.findings]
    assert severities == sorted(severities, key=[*Severity].index)
    assert all(one.source for one in found.findings if one.severity is Severity.BLOCK)
    assert found.sources
