"""What a kind of visit on the schedule promises to be billed."""

import pytest

from app.charting import promised


@pytest.mark.parametrize(
    ("kind", "codes", "missing"),
    [
        ("Annual physical", ("99213",), True),
        ("Annual physical", ("99213", "99396"), False),
        ("Physical therapy", ("97110",), False),
        ("New Patient", ("99213",), True),
        ("New patient physical", ("99385",), False),
        ("Wellness + flu shot", ("G0439",), True),
        ("Wellness + flu shot", ("G0439", "G0008"), False),
        ("Nurse visit 96372", ("99211",), True),
        ("Nurse visit 96372", ("96372",), False),
        ("EKG", ("93000",), False),
        ("Follow-up", ("99213",), False),
        ("", (), False),
    ],
)
def test_only_a_plain_promise_is_held(kind, codes, missing):
    assert promised.is_missing(kind, codes) is missing
