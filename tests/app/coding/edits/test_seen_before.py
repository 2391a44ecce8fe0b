"""When a patient is new: who was seen in the three years before the day, to the day."""

from __future__ import annotations

from datetime import date

import pytest

from app.coding.edits import check
from app.coding.edits.visit import Circumstances, PastLine, ServiceLine, Visit

DOS = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("seen", "code", "count"),
    [
        (date(2023, 6, 15), "99213", 1),
        (date(2023, 6, 14), "99213", 0),
        (date(2026, 6, 14), "99213", 1),
        # What was billed on the day itself is no visit before it.
        (DOS, "99213", 0),
        # Blood was drawn; nobody saw the patient face to face.
        (date(2026, 1, 5), "36415", 0),
    ],
)
def test_a_patient_is_new_who_was_not_seen_in_three_years(seen, code, count):
    about = Circumstances(place="11", payer_kind="medicare", history=(PastLine(seen, code),))
    visit = Visit(DOS, ("I10",), (ServiceLine("99203", pointers=(1,)),), about)
    assert [one.rule for one in check.check(visit, None)].count("em.new_patient") == count
