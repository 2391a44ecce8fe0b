"""Whole lives of plans, worked by hand before they were run; the arithmetic stands beside each."""

from __future__ import annotations

from typing import Any

from tests.app.plans.hand_plans import Hand, again, back, fee, less, more, pay, plan


def life(
    amount: str, first_due: str, count: int, as_of: str, *events: dict[str, Any], **others: Any
) -> dict[str, Any]:
    return plan(amount, first_due, *events, count=count, as_of=as_of, **others)


MADE: list[Hand] = [
    # 850 / 6 = 141.666…: 5 x 141.67 = 708.35, the last 141.65. Two weeks from 15 and 29 February.
    ("a down payment, every second week over a leap day",
     plan("1000.00", "2028-02-15", count=6, frequency="biweekly", down_payment="150.00"),
     {"amounts": ["141.67"] * 5 + ["141.65"], "amount_financed": "850.00",
      "dues": ["2028-02-15", "2028-02-29", "2028-03-14", "2028-03-28", "2028-04-11", "2028-04-25"],
      "down_payment": "150.00", "disclosure_flag": True}),
    # 700 / 6 = 116.666…: 5 x 116.67 = 583.35, the last 116.65.
    ("first due on a 31st, month ends through a leap year", plan("700.00", "2027-10-31", count=6),
     {"dues": ["2027-10-31", "2027-11-30", "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"],
      "regular_amount": "116.67", "last_amount": "116.65"}),
    # 1 and 15 August 2026 are Saturdays, 1 and 15 September Tuesdays.
    ("twice a month, weekends to Monday",
     plan("200.00", "2026-08-01", count=4, frequency="semimonthly", days=[1, 15],
          weekend_rule="next_weekday"),
     {"dues": ["2026-08-03", "2026-08-17", "2026-09-01", "2026-09-15"], "amounts": ["50.00"] * 4,
      "disclosure_flag": False}),
    # 30 May 2026 is a Saturday: counted on from it, each moved by two days.
    ("every second Saturday to Monday",
     plan("90.00", "2026-05-30", count=3, frequency="biweekly", weekend_rule="next_weekday"),
     {"dues": ["2026-06-01", "2026-06-15", "2026-06-29"]}),
    # 467: 7 x 60 = 420, 47 are left and under 50: they go to the sixth of seven, as in the shared
    # case, where the installment before the last is the larger one.
    ("a down payment, then the rest folded",
     plan("500.00", amount="60.00", frequency="weekly", down_payment="33.00", min_last="50.00"),
     {"amounts": ["60.00"] * 5 + ["107.00", "60.00"], "installments": 7, "last_amount": "60.00",
      "last_due": "2026-03-15"}),
    # Half a percent. 0.50 of 33.67; 66.83 -> 0.33; 33.49 -> 0.17, the last 33.66: 1.00 in all.
    # Present worth at 0.5 % is 99.9984, slope 198.6: 0.499196 % a month, 5.99 a year.
    ("three months of interest on little money", plan("100.00", count=3, apr="6"),
     {"amounts": ["33.67", "33.67", "33.66"], "finance_charge": "1.00", "disclosed_apr": "5.99",
      "more_than_four_installments": False, "disclosure_flag": True}),
    # One percent a half month: 152.2537 -> 152.25; 3.00, then 150.75 -> 1.5075 -> 1.51.
    ("two half months at one percent",
     plan("300.00", "2026-02-15", count=2, apr="24", frequency="semimonthly", days=[15, 31]),
     {"amounts": ["152.25", "152.26"], "finance_charge": "4.51",
      "dues": ["2026-02-15", "2026-02-28"]}),
    # 600 at one percent: 304.5074 -> 304.51; 6.00; 301.49 -> 3.0149 -> 3.01; the last 304.50.
    ("interest after a down payment", plan("1000.00", count=2, apr="12", down_payment="400.00"),
     {"amounts": ["304.51", "304.50"], "amount_financed": "600.00", "finance_charge": "9.01",
      "total_of_payments": "609.01"}),
    # 303.7593 -> 303.76: 6.00, 4.51 (902.24), 3.01 (602.99), 1.51 (302.24): 15.03, last 303.75.
    # 602.99 x 6 % x 15 / 365 = 1.4868 -> 1.49; 3.01 + 1.51 - 1.49 = 3.03 saved.
    ("paid off half a month after the second of four",
     plan("1200.00", "2026-03-01", count=4, apr="6", payoff_on="2026-04-16"),
     {"last_amount": "303.75", "finance_charge": "15.03", "installments_paid": 2, "days": 15,
      "principal": "602.99", "accrued_interest": "1.49", "payoff": "604.48",
      "interest_saved": "3.03"}),
    # 602.99 - 300 = 302.99 -> 1.51; 303.76 leaves 0.74, of which no interest comes: 3.01 saved.
    ("an extra payment that leaves cents for the last month",
     plan("1200.00", "2026-03-01", count=4, apr="6",
          extra={"with_installment": 2, "amount": "300.00"}),
     {"extra_amounts": ["303.76", "0.74"], "interest_saved": "3.01", "installments_saved": 0}),
    ("first due on the day it is signed", plan("100.00", "2026-01-01", count=2),
     {"dues": ["2026-01-01", "2026-02-01"]}),
    ("an installment of just the least amount", plan("100.00", count=4, min_installment="25.00"),
     {"amounts": ["25.00"] * 4}),
    ("the least amount binds the regular one, not the last",
     plan("160.00", amount="75.00", min_installment="25.00"),
     {"amounts": ["75.00", "75.00", "10.00"]}),
]  # fmt: skip

PAID: list[Hand] = [
    # 31 March + 5 = 5 April, in time. 30 April + 5 = 5 May, the last 30.00 a day later.
    ("month ends, paid on the last day of grace and a day after",
     life("240.00", "2026-03-31", 3, "2026-05-10", pay("2026-04-05", "80.00"),
          pay("2026-05-03", "50.00"), pay("2026-05-06", "30.00"), grace_days=5, late_fee="10.00"),
     {"rows": ["2026-03-31 80.00 80.00 paid", "2026-04-30 80.00 80.00 paid",
               "2026-05-31 80.00 0.00 future"], "status": "active", "remaining": "80.00",
      "late_then_paid": [{"n": 2, "on": "2026-05-06"}], "fees_due": "10.00",
      "fees": [{"kind": "late", "installment": 2, "on": "2026-05-06", "amount": "10.00"}],
      "next_future_due": "2026-05-31", "past_due": "0.00"}),
    # Two fees of 15.00, on 5 February and 5 March; 20.00 of them paid.
    ("fees paid in part, installments not", life(
        "300.00", "2026-02-01", 3, "2026-03-10", fee("2026-03-06", "20.00"), grace_days=3,
        late_fee="15.00"),
     {"fees": [{"kind": "late", "installment": 1, "on": "2026-02-05", "amount": "15.00"},
               {"kind": "late", "installment": 2, "on": "2026-03-05", "amount": "15.00"}],
      "fees_due": "10.00", "past_due": "200.00", "missed_count": 2, "status": "past_due",
      "paid_total": "0.00", "remaining": "300.00"}),
    # 60 fill January and 10 of February; 20 March: February and March late, default after two.
    ("in default with one of them paid in part", life(
        "300.00", "2026-01-15", 6, "2026-03-20", pay("2026-03-01", "60.00"),
        default_after_missed=2),
     {"first": ["2026-01-15 50.00 50.00 paid", "2026-02-15 50.00 10.00 late",
                "2026-03-15 50.00 0.00 late", "2026-04-15 50.00 0.00 future"],
      "status": "defaulted", "missed_count": 2, "past_due": "90.00", "due_now": "90.00",
      "remaining": "240.00", "late_then_paid": [{"n": 1, "on": "2026-03-01"}]}),
    ("two and a half paid ahead", life(
        "600.00", "2026-02-01", 6, "2026-03-15", pay("2026-02-01", "250.00")),
     {"first": ["2026-02-01 100.00 100.00 paid", "2026-03-01 100.00 100.00 paid",
                "2026-04-01 100.00 50.00 partial", "2026-05-01 100.00 0.00 future"],
      "due_now": "0.00", "next_future_due": "2026-04-01", "next_future_amount": "50.00",
      "remaining": "350.00", "status": "active"}),
    # 22 February + 7 days of grace = 29 February: just in time; the second is due that day.
    ("weekly, paid on the leap day", life(
        "100.00", "2028-02-22", 3, "2028-02-29", pay("2028-02-29", "33.33"), frequency="weekly",
        grace_days=7),
     {"rows": ["2028-02-22 33.33 33.33 paid", "2028-02-29 33.33 0.00 due",
               "2028-03-07 33.34 0.00 future"], "due_now": "33.33", "past_due": "0.00",
      "late_then_paid": [], "remaining": "66.67", "next_future_amount": "33.34"}),
    ("a cent too much", life("99.99", "2026-02-01", 3, "2026-02-01", pay("2026-02-01", "100.00")),
     {"status": "paid_off", "credit": "0.01", "remaining": "0.00", "oldest_unpaid_due": None}),
    # Without the first check March's pays February (late: 10 + 10 days) and April's pays March.
    ("the first of three checks comes back", life(
        "400.00", "2026-02-10", 4, "2026-04-18", pay("2026-02-10", "100.00", "a"),
        pay("2026-03-10", "100.00", "b"), pay("2026-04-10", "100.00", "c"),
        back("2026-04-15", "a", "20.00"), grace_days=10),
     {"rows": ["2026-02-10 100.00 100.00 paid", "2026-03-10 100.00 100.00 paid",
               "2026-04-10 100.00 0.00 due", "2026-05-10 100.00 0.00 future"],
      "late_then_paid": [{"n": 1, "on": "2026-03-10"}, {"n": 2, "on": "2026-04-10"}],
      "paid_total": "200.00", "past_due": "100.00", "status": "active", "missed_count": 0,
      "fees_due": "20.00", "remaining": "200.00"}),
]  # fmt: skip

ALTERED: list[Hand] = [
    # 500 - 300 = 200: March and April; the others fall off.
    ("the insurer takes three whole installments", life(
        "600.00", "2026-02-01", 6, "2026-02-20", pay("2026-02-01", "100.00"),
        less("2026-02-15", "300.00", "shorten")),
     {"rows": ["2026-02-01 100.00 100.00 paid", "2026-03-01 100.00 0.00 future",
               "2026-04-01 100.00 0.00 future"], "remaining": "200.00", "credit": "0.00"}),
    # February and March stand; 400 - 150 = 250 over four: 62.50.
    ("leveled while two are missed", life(
        "600.00", "2026-02-01", 6, "2026-03-10", less("2026-03-10", "150.00", "level")),
     {"rows": ["2026-02-01 100.00 0.00 late", "2026-03-01 100.00 0.00 late",
               *[f"2026-0{m}-01 62.50 0.00 future" for m in range(4, 8)]],
      "remaining": "450.00", "past_due": "200.00", "missed_count": 2, "status": "past_due"}),
    # April takes 100 of the 150 and is gone; 50 come off March, the tail of what is due.
    ("more than what is still to come", life(
        "300.00", "2026-02-01", 3, "2026-03-15", less("2026-03-15", "150.00", "level")),
     {"rows": ["2026-02-01 100.00 0.00 late", "2026-03-01 50.00 0.00 late"],
      "remaining": "150.00", "past_due": "150.00", "next_future_due": None}),
    # 100, 100, 50 by the 31st; 120 more: 50 to fill the last, 70 on 30 April.
    ("a visit added to a short last installment at month ends", plan(
        "250.00", "2026-01-31", pay("2026-01-31", "100.00"), more("2026-02-10", "120.00", "extend"),
        amount="100.00", as_of="2026-02-28"),
     {"rows": ["2026-01-31 100.00 100.00 paid", "2026-02-28 100.00 0.00 due",
               "2026-03-31 100.00 0.00 future", "2026-04-30 70.00 0.00 future"],
      "remaining": "270.00", "due_now": "100.00", "past_due": "0.00"}),
    # On a due date that installment stands: 350 / 3 = 116.666… up.
    ("a visit added and leveled on a due date", life(
        "400.00", "2026-03-05", 4, "2026-03-05", more("2026-03-05", "50.00", "level")),
     {"rows": ["2026-03-05 100.00 0.00 due", "2026-04-05 116.67 0.00 future",
               "2026-05-05 116.67 0.00 future", "2026-06-05 116.66 0.00 future"],
      "remaining": "450.00"}),
    # 400 - 130 = 270 = 6 x 45.
    ("rescheduled with one installment paid in part", life(
        "400.00", "2026-01-10", 4, "2026-03-25", pay("2026-01-10", "130.00"),
        again("2026-03-20", count=6, frequency="biweekly", first_due="2026-04-03")),
     {"rows": ["2026-01-10 100.00 100.00 paid", "2026-02-10 100.00 30.00 late",
               "2026-03-10 100.00 0.00 late", "2026-04-10 100.00 0.00 future"],
      "status": "rescheduled", "remaining": "0.00", "past_due": "0.00", "paid_total": "130.00",
      "rolled_into_new_plan": "270.00", "new_amounts": ["45.00"] * 6,
      "new_dues": ["2026-04-03", "2026-04-17", "2026-05-01", "2026-05-15", "2026-05-29",
                   "2026-06-12"]}),
    # 200 - 80 = 120 are left, 150 come: 30 too much.
    ("charity for more than is left", life(
        "200.00", "2026-02-01", 2, "2026-02-20", pay("2026-02-01", "80.00"),
        less("2026-02-10", "150.00", "level")),
     {"status": "paid_off", "credit": "30.00", "remaining": "0.00", "paid_total": "80.00",
      "past_due": "0.00", "due_now": "0.00"}),
]  # fmt: skip

WHOLE = [*MADE, *PAID, *ALTERED]

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("nothing owed is said before a due date in the past",
     plan("0.00", "2025-12-31", count=3), "principal_not_positive"),
    ("a due date in the past before too large a down payment",
     plan("100.00", "2025-12-31", count=3, down_payment="100.00"), "first_due_before_agreement"),
    ("too large a down payment before too small an installment",
     plan("100.00", count=12, down_payment="100.01", min_installment="25.00"),
     "nothing_left_to_finance"),
    ("just the first month's interest covers nothing",
     plan("1000.00", amount="10.00", apr="12", min_installment="25.00"),
     "payment_does_not_cover_interest"),
    ("an amount a cent under the least", plan("100.00", amount="24.99", min_installment="25.00"),
     "installment_below_minimum"),
    ("a check comes back that nobody gave", life(
        "300.00", "2026-02-01", 3, "2026-03-10", back("2026-02-05", "zz", "25.00")), "unknown_ref"),
    # 0.01 x 149 is more than the dollar.
    ("so many that nothing is left for the last", plan("1.00", count=150),
     "installment_below_minimum"),
]  # fmt: skip
