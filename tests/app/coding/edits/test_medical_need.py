"""Which diagnoses a service is judged by where coverage depends on them."""

from __future__ import annotations

from datetime import date

from app.coding.edits.case import Case
from app.coding.edits.medical_need import pointed_at
from app.coding.edits.visit import ServiceLine, Visit

DAY = date(2026, 6, 1)


def test_a_pointer_counts_from_the_first_diagnosis_and_one_beyond_them_points_at_nothing():
    case = Case(Visit(DAY, ("e11.9", "I10")), None, None)
    assert pointed_at(case, ServiceLine("83036", pointers=(1,))) == {"E119"}
    assert pointed_at(case, ServiceLine("83036", pointers=(2,))) == {"I10"}
    assert pointed_at(case, ServiceLine("83036", pointers=(0, 3))) == set()
    assert pointed_at(case, ServiceLine("83036")) == set()
