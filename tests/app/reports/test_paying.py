"""How an amount is spread before it is taken."""

from datetime import date

from app.reports.paying import OpenLine, OpenPlan, OpenVisit, PaymentSheet, Share, Way
from app.values.money import ZERO, Money
from tests.builders import usd

TODAY = date(2026, 9, 30)


def line(charge, day, patient="0.00", payer="0.00", in_plan=False):
    return OpenLine(charge, day, usd(patient), usd(payer), in_plan)


def visit(number, day, *lines, copay=None, paid="0.00"):
    return OpenVisit(number, day, "Castellan, Ada", "99213", lines, copay, usd(paid))


def sheet(*visits):
    owed = Money.total(one.owes for one in visits)
    return PaymentSheet(1, 10001, "Castellan, Ada", visits, (), owed, ZERO, TODAY)


MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 8), date(2026, 7, 6)


def test_what_is_over_on_the_chosen_visit_goes_to_the_others_oldest_first():
    account = sheet(
        visit(1, MAY, line(11, MAY, "40.00")),
        visit(2, JUNE, line(21, JUNE, "19.64")),
        visit(3, JULY, line(31, JULY, "10.00"), line(32, JULY, "5.00", in_plan=True)),
    )
    assert account.spread(Way.VISIT, usd("65.00"), 2) == (
        Share(usd("19.64"), 2, 21),
        Share(usd("40.00"), 1, 11),
        Share(usd("5.36"), 3, 31),
    )


def test_only_what_no_visit_asks_for_is_credit():
    account = sheet(
        visit(1, MAY, line(11, MAY, "40.00")),
        visit(2, JUNE, line(21, JUNE, payer="25.00"), copay=usd("25.00")),
    )
    assert account.spread(Way.VISIT, usd("100.00"), 2) == (
        Share(usd("25.00"), 2, 21),
        Share(usd("40.00"), 1, 11),
        Share(usd("35.00")),
    )
    assert account.spread(Way.CREDIT, usd("100.00"), 2) == (Share(usd("100.00")),)


def test_a_plan_that_is_behind_is_brought_up_to_date_before_what_comes_next_is_asked():
    due = date(2026, 9, 23)
    behind = OpenPlan(1, 3, usd("245.34"), usd("61.33"), usd("61.33"), due, usd("61.33"))
    kept = OpenPlan(2, 4, usd("245.34"), ZERO, usd("122.66"), due, usd("61.33"))
    assert (behind.likely, kept.likely) == (usd("61.33"), usd("61.33"))
