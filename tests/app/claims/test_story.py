"""A timeline begins with what happened last, also within one day."""

from datetime import date

from app.claims.story import ClaimEvent, _newest_first

DAY = date(2026, 9, 30)


def test_steps_of_one_day_stand_newest_first():
    told = [
        ClaimEvent(date(2026, 9, 21), "superbill.handed_off", {"number": "1218"}),
        ClaimEvent(DAY, "superbill.sent_back", {"number": "1218"}),
        ClaimEvent(DAY, "superbill.handed_off", {"number": "1224"}),
        ClaimEvent(DAY, "made", {"number": "9"}),
    ]
    assert list(_newest_first(told)) == told[::-1]
