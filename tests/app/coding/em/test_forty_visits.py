"""Forty visits, worked by hand before they were asked: the level, and what goes beside."""

from __future__ import annotations

from datetime import date

import pytest

from app.coding.em import extras
from app.coding.em.worksheet import Extra, Facts, Worksheet

SEEN = date(2025, 3, 3)
MCR, COM = "medicare", "commercial"
Y23, Y25, Y26 = date(2023, 6, 1), date(2025, 6, 1), date(2026, 6, 1)


def sheet(told):
    """Read "office new stable_chronic*2 +drug_managed 45m !longitudinal" into a worksheet."""
    family, patient, *rest = told.split()
    counts, risks, marks, minutes = [], [], [], None
    for word in rest:
        if word[0] == "+":
            risks.append(word[1:])
        elif word[0] == "!":
            marks.append(word[1:])
        elif word[-1] == "m" and word[:-1].isdigit():
            minutes = int(word[:-1])
        else:
            key, _, count = word.partition("*")
            counts.append((key, int(count or 1)))
    patient = "" if patient == "-" else patient
    return Worksheet(family, patient, tuple(counts), tuple(risks), minutes, tuple(marks))


VISITS = [
    # two of three columns
    ("office established minor +minimal", COM, Y26, "99212", ()),
    ("office established minor*2 +low", COM, Y26, "99213", ()),
    ("office established acute_plain +drug_managed", COM, Y26, "99213", ()),
    ("office established stable_chronic*2 +drug_managed", COM, Y26, "99214", ()),
    ("office established stable_chronic*2 +low orders*2", COM, Y26, "99213", ()),
    ("office established new_unclear +low orders*2 notes", COM, Y26, "99214", ()),
    ("office established new_unclear +low orders*2 historian", COM, Y26, "99214", ()),
    ("office established chronic_severe +drug_managed own_reading", COM, Y26, "99214", ()),
    ("office established chronic_severe +low own_reading discussion", COM, Y26, "99215", ()),
    ("office established threat +hospital_decision", COM, Y26, "99215", ()),
    ("office new acute_systemic +social_limits", COM, Y26, "99204", ()),
    ("office new injury_complicated +low historian", COM, Y26, "99203", ()),
    ("office new threat +emergency_surgery", COM, Y26, "99205", ()),
    ("office established !staff_visit", COM, Y26, "99211", ()),
    # the time, where it is higher, and its first minutes
    ("office established minor +minimal 30m", COM, Y26, "99214", ()),
    ("office established stable_chronic*2 +drug_managed 20m", COM, Y26, "99214", ()),
    ("office new minor +minimal 44m", COM, Y23, "99203", ()),
    ("office new minor +minimal 45m", COM, Y26, "99204", ()),
    ("office established 54m", COM, Y26, "99215", ()),
    ("office established 55m", COM, Y26, "99215", (Extra("99417"),)),
    ("office established 85m", COM, Y26, "99215", (Extra("99417", 3),)),
    ("office established 55m", MCR, Y26, "99215", ()),
    ("office established 69m", MCR, Y26, "99215", (Extra("G2212"),)),
    ("office new 103m", MCR, Y26, "99205", (Extra("G2212"),)),
    ("office new 104m", MCR, Y26, "99205", (Extra("G2212", 2),)),
    ("office established threat +hospital_decision 30m", COM, Y26, "99215", ()),
    # other families
    ("consult - stable_chronic*2 +drug_managed", COM, Y26, "99244", ()),
    ("consult - 70m", COM, Y26, "99245", (Extra("99417"),)),
    ("home established stable_chronic*2 +drug_managed", COM, Y26, "99349", ()),
    ("home new 60m", COM, Y26, "99344", ()),
    ("nursing subsequent 15m", COM, Y23, "99308", ()),
    ("nursing subsequent 15m", COM, Y26, "99307", ()),
    ("nursing initial stable_chronic +low", COM, Y26, "99304", ()),
    ("emergency - acute_systemic +drug_managed 200m", COM, Y26, "99284", ()),
    # the lasting relation
    ("office established stable_chronic*2 +drug_managed !longitudinal", MCR, Y25, "99214",
     (Extra("G2211"),)),
    ("office established stable_chronic*2 +drug_managed !longitudinal", COM, Y25, "99214", ()),
    ("office established stable_chronic*2 +drug_managed !longitudinal", MCR, Y23, "99214", ()),
    ("home established stable_chronic*2 +drug_managed !longitudinal", MCR, Y25, "99349", ()),
    ("home established stable_chronic*2 +drug_managed !longitudinal", MCR, Y26, "99349",
     (Extra("G2211"),)),
    ("office established !staff_visit !longitudinal", MCR, Y26, "99211", ()),
]  # fmt: skip


@pytest.mark.parametrize(("told", "payer", "dos", "code", "beside"), VISITS)
def test_forty_visits_come_to_the_level_worked_by_hand(told, payer, dos, code, beside):
    made = sheet(told)
    facts = Facts(dos, payer, 50, last_seen=None if made.patient == "new" else SEEN)
    found = extras.judge(made, facts)
    assert (found.proposed, found.extras) == (code, beside)


@pytest.mark.parametrize(
    ("others", "asked"),
    [
        ((), False), (("36415",), False), (("80053", "93000"), False), (("71046",), False),
        (("20610",), True), (("94640",), True), (("90471",), True), (("90480",), True),
        (("G0439",), True), (("99396",), True), (("96372",), True), (("97597",), True),
    ],
)  # fmt: skip
def test_25_is_asked_for_beside_what_holds_a_visit_and_not_beside_a_drawn_sample(others, asked):
    made = sheet("office established stable_chronic*2 +drug_managed")
    facts = Facts(Y26, COM, 50, last_seen=SEEN, others=tuple((code, ()) for code in others))
    codes = {one.code for one in extras.judge(made, facts).findings}
    assert ("worksheet.ask_25" in codes) is asked
