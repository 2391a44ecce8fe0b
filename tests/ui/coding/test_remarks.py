"""The biller's remark stands beside the codes that it names."""

import pytest

from ui.coding import remarks


@pytest.mark.parametrize(
    ("said", "code", "named"),
    [
        ("Please look at e11.9 again.", "E119", True),
        ("E119 wants a complication", "E119", True),
        ("E11.90 is no code", "E119", False),
        ("Wrong level (99214-25)", "99214", True),
        ("Wrong level", "99214", False),
    ],
)
def test_a_code_is_named_with_its_dot_or_without(said, code, named):
    assert remarks.about_code(said, code) == (said if named else "")


def test_a_service_is_also_named_by_its_line():
    said = "Line 2: one unit too many"
    assert remarks.about_line(said, 2, "36415") == said
    assert remarks.about_line(said, 1, "99213") == ""
