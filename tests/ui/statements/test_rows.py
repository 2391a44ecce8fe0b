"""What a row of the statement run says of how firmly its page asks."""

from datetime import date

import pytest

from app.statements.due import DueRow, Verdict
from app.values.money import Money
from ui.statements.rows import level_words


@pytest.mark.parametrize(
    ("oldest", "last_sent", "level", "said"),
    [
        (30, None, 0, "First bill"),
        (29, date(2026, 11, 22), 0, "New since the last one"),
        (30, date(2026, 11, 22), 0, "Still due from the last one"),
        (31, date(2026, 11, 22), 1, "Reminder"),
    ],
)
def test_a_friendly_page_says_whether_it_asks_again(oldest, last_sent, level, said):
    owed, none = Money.parse("29.60"), Money(0)
    row = DueRow(
        account_id=1, as_of=date(2026, 12, 22), key="", number=1, name="", zip="",
        verdict=Verdict.SEND, code="", amount=owed, outside_plan=owed, plan_due=none,
        plan_past_due=none, oldest_days=oldest, level=level, last_sent=last_sent,
        hold_until=None, hold_reason="", next_due=None, payer="", tests=(),
    )  # fmt: skip
    assert level_words(row) == said
