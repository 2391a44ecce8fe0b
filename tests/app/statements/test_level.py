"""How firmly a statement asks: by age and by what was sent, without a gap between levels."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.statements.level import Asked, level_of
from app.values.money import Money

AS_OF = date(2026, 9, 30)
SENT = tuple(AS_OF - timedelta(days=days) for days in (120, 90, 60, 30))


@pytest.mark.parametrize(
    ("days", "level"),
    [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (120, 3), (121, 4), (400, 4)],
)
def test_every_age_has_its_level(days: int, level: int):
    assert level_of(Asked(days, SENT * 2), AS_OF) == level


def test_nobody_starts_with_a_last_notice():
    assert level_of(Asked(400), AS_OF) == 0
    assert level_of(Asked(400, (AS_OF - timedelta(days=30),)), AS_OF) == 1


def test_statements_sent_for_older_debts_do_not_count():
    assert level_of(Asked(40, SENT), AS_OF) == 1
    assert level_of(Asked(40, (AS_OF - timedelta(days=41),)), AS_OF) == 0
    assert level_of(Asked(40, (AS_OF - timedelta(days=40),)), AS_OF) == 1


@pytest.mark.parametrize(
    ("due", "paid", "level"),
    [
        ("200.00", "24.99", 2),
        ("200.00", "25.00", 1),
        ("400.00", "39.99", 2),
        ("400.00", "40.00", 1),
    ],
)
def test_a_fair_payment_takes_one_level_off(due: str, paid: str, level: int):
    asked = Asked(70, SENT, Money.parse(due), Money.parse(paid))
    assert level_of(asked, AS_OF) == level


def test_a_kept_plan_takes_one_level_off_and_never_below_the_first():
    assert level_of(Asked(70, SENT, keeps_plan=True), AS_OF) == 1
    assert level_of(Asked(5, SENT, keeps_plan=True), AS_OF) == 0


def test_what_is_only_in_a_plan_has_no_level():
    assert level_of(Asked(None, SENT), AS_OF) == 0
