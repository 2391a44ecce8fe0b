"""What a new service points at before anybody says so."""

from __future__ import annotations

from datetime import date

import pytest

from app.coding import pointing
from app.coding.draft import CodingDraft, Diagnosis


@pytest.mark.parametrize(
    ("service", "codes", "number"),
    [
        ("90686", ("Z00.129", "Z23"), 2),
        ("90471", ("Z00.129", "H66.91", "Z23"), 3),
        ("G0008", ("I10", "Z23"), 2),
        ("91320", ("Z00.00", "Z23"), 2),
        ("90759", ("Z00.00", "Z23"), 2),
        ("Q2037", ("I10", "Z23"), 2),
        ("0001A", ("Z00.00", "Z23"), 2),
        ("99396", ("Z00.00", "Z23"), 1),
        ("96372", ("M54.50", "Z23"), 1),
        ("90686", ("Z00.129",), 1),
        ("90686", (), 0),
    ],
)
def test_a_vaccine_points_at_its_own_code_and_all_else_at_the_first(service, codes, number):
    draft = CodingDraft(1, date(2026, 9, 1), tuple(Diagnosis.of(code) for code in codes))
    assert pointing.usual(draft, service) == number
