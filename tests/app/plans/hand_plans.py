"""Plans on the edges of the conventions, worked by hand; the arithmetic stands beside each.

Expected are some of the answers: ``amounts`` and ``dues`` of the schedule, ``rows`` of the
summary as "due amount paid status" (``first``: only the first of them), ``new_…`` of the plan
that took over, ``extra_amounts``, and any figure of the totals, payoff, extra or summary.
"""

from __future__ import annotations

from typing import Any

Hand = tuple[str, dict[str, Any], dict[str, Any]]


def plan(
    principal: str = "600.00", first_due: str = "2026-02-01", *events: dict[str, Any], **more: Any
) -> dict[str, Any]:
    return {
        "principal": principal, "agreement_date": "2026-01-01", "first_due": first_due,
        "frequency": "monthly", **({"events": list(events)} if events else {}), **more,
    }  # fmt: skip


def six(as_of: str, *events: dict[str, Any], **more: Any) -> dict[str, Any]:
    return plan("600.00", "2026-02-01", *events, count=6, as_of=as_of, **more)


def pay(on: str, amount: str, name: str = "") -> dict[str, Any]:
    return {"type": "payment", "date": on, "amount": amount, **({"id": name} if name else {})}


def fee(on: str, amount: str) -> dict[str, Any]:
    return {"type": "fee_payment", "date": on, "amount": amount}


def back(on: str, ref: str, charge: str = "0.00") -> dict[str, Any]:
    return {"type": "nsf", "date": on, "ref": ref, "fee": charge}


def less(on: str, amount: str, method: str) -> dict[str, Any]:
    return {"type": "reduce", "source": "insurance", "date": on, "amount": amount, "method": method}


def more(on: str, amount: str, method: str) -> dict[str, Any]:
    return {"type": "add", "date": on, "amount": amount, "method": method}


def again(on: str, **terms: Any) -> dict[str, Any]:
    return {"type": "reschedule", "date": on, "terms": terms}


CENTS: list[Hand] = [
    ("a third", plan("100.00", count=3), {"amounts": ["33.33", "33.33", "33.34"]}),
    # 16.666… up: 5 x 16.67 = 83.35.
    ("a sixth", plan("100.00", count=6), {"amounts": ["16.67"] * 5 + ["16.65"]}),
    ("half a cent goes up", plan("0.15", count=2), {"amounts": ["0.08", "0.07"]}),
    ("one installment", plan("75.00", count=1),
     {"amounts": ["75.00"], "installments": 1, "last_due": "2026-02-01",
      "more_than_four_installments": False}),
    ("an amount that divides exactly is not one installment too many",
     plan("300.00", amount="75.00"), {"amounts": ["75.00"] * 4, "disclosure_flag": False}),
    ("a cent more is a fifth installment, and the flag",
     plan("300.01", amount="75.00"), {"amounts": ["75.00"] * 4 + ["0.01"],
                                      "disclosure_flag": True, "last_amount": "0.01"}),
    # 0.01 under 5.00 goes to the third of the four that remain.
    ("… unless it is folded", plan("300.01", amount="75.00", min_last="5.00"),
     {"amounts": ["75.00", "75.00", "75.01", "75.00"], "disclosure_flag": False}),
    ("a last installment of just the least amount stays",
     plan("155.00", amount="75.00", min_last="5.00"), {"amounts": ["75.00", "75.00", "5.00"]}),
    ("folded into the only one that remains",
     plan("52.00", amount="50.00", min_last="5.00"), {"amounts": ["52.00"]}),
    ("an amount above what is owed", plan("40.00", amount="75.00"),
     {"amounts": ["40.00"], "regular_amount": "75.00", "last_amount": "40.00"}),
    ("a down payment before the amount is divided",
     plan("1000.00", amount="100.00", down_payment="125.00"),
     {"amounts": ["100.00"] * 8 + ["75.00"], "amount_financed": "875.00",
      "down_payment": "125.00"}),
    ("four after a down payment", plan("500.00", count=4, down_payment="99.98"),
     {"amounts": ["100.01", "100.01", "100.01", "99.99"], "disclosure_flag": False}),
]  # fmt: skip

DAYS: list[Hand] = [
    ("the 30th through February", plan("400.00", "2027-01-30", count=4),
     {"dues": ["2027-01-30", "2027-02-28", "2027-03-30", "2027-04-30"]}),
    ("the 29th in a leap year", plan("300.00", "2028-01-29", count=3),
     {"dues": ["2028-01-29", "2028-02-29", "2028-03-29"]}),
    ("first due on a clipped day, the anchor is the 31st",
     plan("300.00", "2027-02-28", count=3, anchor_day=31),
     {"dues": ["2027-02-28", "2027-03-31", "2027-04-30"]}),
    ("first due on 30 June without an anchor keeps the 30th",
     plan("300.00", "2026-06-30", count=3), {"dues": ["2026-06-30", "2026-07-30", "2026-08-30"]}),
    ("the 1st and the 15th, from the 15th",
     plan("500.00", "2026-12-15", count=5, frequency="semimonthly", days=[1, 15]),
     {"dues": ["2026-12-15", "2027-01-01", "2027-01-15", "2027-02-01", "2027-02-15"]}),
    ("the 15th and the last of a leap February",
     plan("400.00", "2028-02-15", count=4, frequency="semimonthly", days=[15, 31]),
     {"dues": ["2028-02-15", "2028-02-29", "2028-03-15", "2028-03-31"]}),
    ("weekly over a year end", plan("90.00", "2026-12-24", count=3, frequency="weekly"),
     {"dues": ["2026-12-24", "2026-12-31", "2027-01-07"]}),
    # 31 January and 28 February 2026 are Saturdays: two dates in one month, and back to the 31st.
    ("the weekend moves a date into the next month, not the anchor",
     plan("400.00", "2026-01-31", count=4, weekend_rule="next_weekday"),
     {"dues": ["2026-02-02", "2026-03-02", "2026-03-31", "2026-04-30"]}),
    ("every second Sunday moves to Monday",
     plan("300.00", "2026-02-01", count=3, frequency="biweekly", weekend_rule="next_weekday"),
     {"dues": ["2026-02-02", "2026-02-16", "2026-03-02"]}),
    # Due Sunday 1 March, moved to the 2nd: with one day of grace late from the 4th on.
    ("grace runs from the moved date", six("2026-03-03", pay("2026-02-02", "100.00"),
                                           weekend_rule="next_weekday", grace_days=1),
     {"status": "active", "past_due": "100.00", "missed_count": 0}),
    ("… and is over the day after", six("2026-03-04", pay("2026-02-02", "100.00"),
                                        weekend_rule="next_weekday", grace_days=1, late_fee="5.00"),
     {"status": "past_due", "missed_count": 1,
      "fees": [{"kind": "late", "installment": 2, "on": "2026-03-04", "amount": "5.00"}]}),
]  # fmt: skip

INTEREST: list[Hand] = [
    # 1 %: 10.00; 669.98 -> 6.70; 336.66 -> 3.37; the last takes what is left.
    ("three months at one percent", plan("1000.00", count=3, apr="12"),
     {"amounts": ["340.02", "340.02", "340.03"], "finance_charge": "20.07",
      "disclosed_apr": "12.00", "more_than_four_installments": False, "disclosure_flag": True}),
    ("one month at half a percent", plan("500.00", count=1, apr="6"),
     {"amounts": ["502.50"], "finance_charge": "2.50", "disclosed_apr": "6.00"}),
    # 9.9 % in half months is 0.4125 %: 1,004.125, just on half a cent.
    ("a payment on half a cent goes up",
     plan("1000.00", count=1, apr="9.9", frequency="semimonthly", days=[1, 15]),
     {"amounts": ["1004.13"], "regular_amount": "1004.13", "disclosed_apr": "9.91"}),
    # A tenth of a percent a week: 0.52, then 260.13 -> 0.26.
    ("two weeks at a tenth of a percent", plan("520.00", count=2, apr="5.2", frequency="weekly"),
     {"amounts": ["260.39", "260.39"], "finance_charge": "0.78"}),
    # Half a percent: 5.00, 4.53 (905.00), 4.05 … as in months, by half months.
    ("by the half month", plan("1000.00", amount="100.00", apr="12", frequency="semimonthly",
                               days=[1, 15]), {"last_amount": "28.48", "installments": 11}),
    # 24 days from 1 January: 1000 x 12 % x 24 / 365 = 7.890…
    ("paid off before the first is due",
     plan("1000.00", count=3, apr="12", payoff_on="2026-01-25"),
     {"days": 24, "accrued_interest": "7.89", "payoff": "1007.89", "installments_paid": 0,
      "interest_saved": "12.18"}),
    ("paid off on a due date: that day's installment is paid, no day has run",
     plan("1000.00", count=3, apr="12", payoff_on="2026-03-01"),
     {"days": 0, "accrued_interest": "0.00", "payoff": "336.66", "installments_paid": 2,
      "interest_saved": "3.37"}),
    # 30 days: 336.66 x 12 % x 30 / 365 = 3.320…
    ("paid off the day before the last", plan("1000.00", count=3, apr="12", payoff_on="2026-03-31"),
     {"days": 30, "accrued_interest": "3.32", "payoff": "339.98", "interest_saved": "0.05"}),
    ("after the last there is nothing left",
     plan("1000.00", count=3, apr="12", payoff_on="2026-05-01"),
     {"principal": "0.00", "payoff": "0.00", "interest_saved": "0.00", "installments_paid": 3}),
    # 669.98 - 400 = 269.98, of which 2.70: one installment of 272.68.
    ("extra with the first ends one sooner",
     plan("1000.00", count=3, apr="12", extra={"with_installment": 1, "amount": "400.00"}),
     {"extra_amounts": ["272.68"], "interest_saved": "7.37", "installments_saved": 1}),
    ("extra that pays all", plan("1000.00", count=3, apr="12",
                                 extra={"with_installment": 2, "amount": "336.66"}),
     {"extra_amounts": [], "interest_saved": "3.37", "installments_saved": 1}),
    ("extra at no interest only ends sooner",
     plan("600.00", count=6, extra={"with_installment": 2, "amount": "250.00"}),
     {"extra_amounts": ["100.00", "50.00"], "interest_saved": "0.00", "installments_saved": 2}),
]  # fmt: skip

STANDING: list[Hand] = [
    ("due today is due and not past due", six("2026-02-01"),
     {"due_now": "100.00", "past_due": "0.00", "status": "active", "missed_count": 0,
      "next_future_due": "2026-03-01"}),
    ("without grace it is late tomorrow", six("2026-02-02"),
     {"past_due": "100.00", "status": "past_due", "missed_count": 1}),
    ("the last day of grace", six("2026-02-11", grace_days=10, late_fee="5.00"),
     {"past_due": "100.00", "status": "active", "missed_count": 0, "fees": [],
      "first": ["2026-02-01 100.00 0.00 due"]}),
    ("the day after grace", six("2026-02-12", grace_days=10, late_fee="5.00"),
     {"status": "past_due", "fees_due": "5.00", "first": ["2026-02-01 100.00 0.00 late"]}),
    ("paid on the last day of grace", six("2026-02-20", pay("2026-02-11", "100.00"),
                                          grace_days=10, late_fee="5.00"),
     {"fees": [], "late_then_paid": [], "status": "active"}),
    ("paid a day later", six("2026-02-20", pay("2026-02-12", "100.00"), grace_days=10,
                             late_fee="5.00"),
     {"fees_due": "5.00", "late_then_paid": [{"n": 1, "on": "2026-02-12"}], "status": "active"}),
    ("a cent short is late", six("2026-02-12", pay("2026-02-01", "99.99"), grace_days=10,
                                 late_fee="5.00"),
     {"past_due": "0.01", "missed_count": 1, "fees_due": "5.00",
      "first": ["2026-02-01 100.00 99.99 late"]}),
    ("a cent ahead is partial", six("2026-02-12", pay("2026-02-01", "100.01")),
     {"next_future_amount": "99.99", "first": ["2026-02-01 100.00 100.00 paid",
                                              "2026-03-01 100.00 0.01 partial"]}),
    ("two missed are the default of a plan that says two",
     six("2026-03-02", default_after_missed=2), {"status": "defaulted", "missed_count": 2}),
    ("in default and cured two days later",
     six("2026-03-04", pay("2026-03-04", "200.00"), default_after_missed=2),
     {"status": "active", "missed_count": 0, "late_then_paid": [
         {"n": 1, "on": "2026-03-04"}, {"n": 2, "on": "2026-03-04"}]}),
    ("three late fees, each once, and one of them paid",
     six("2026-04-30", fee("2026-04-01", "5.00"), late_fee="5.00"),
     {"fees_due": "10.00", "missed_count": 3, "status": "defaulted", "paid_total": "0.00"}),
    ("fee money beyond the fees pays no installment",
     six("2026-02-10", fee("2026-02-05", "50.00"), late_fee="5.00"),
     {"fees_due": "0.00", "remaining": "600.00", "credit": "0.00"}),
    ("a payment of tomorrow is not known", six("2026-02-01", pay("2026-02-02", "600.00")),
     {"paid_total": "0.00", "remaining": "600.00"}),
    ("the down payment is no payment of the plan",
     plan("700.00", count=6, down_payment="100.00", as_of="2026-02-01"),
     {"paid_total": "0.00", "remaining": "600.00"}),
    ("paid to the cent", six("2026-02-01", pay("2026-01-15", "600.00")),
     {"status": "paid_off", "credit": "0.00", "next_future_due": None, "oldest_unpaid_due": None}),
    ("a cent too much", six("2026-02-01", pay("2026-01-15", "600.01")),
     {"status": "paid_off", "credit": "0.01", "paid_total": "600.01"}),
]  # fmt: skip

RETURNED: list[Hand] = [
    # The cure of 3 April came back: March is late since the 12th, April within its grace.
    ("a check that cured comes back",
     six("2026-04-11", pay("2026-02-01", "100.00"), pay("2026-04-03", "200.00", "b"),
         back("2026-04-10", "b", "25.00"), grace_days=10, late_fee="5.00"),
     {"status": "past_due", "missed_count": 1, "past_due": "200.00", "fees_due": "30.00",
      "late_then_paid": [], "fees": [
          {"kind": "late", "installment": 2, "on": "2026-03-12", "amount": "5.00"},
          {"kind": "nsf", "installment": None, "on": "2026-04-10", "amount": "25.00"}]}),
    # Paid in time, so no fee; never paid, so the fee of 12 March, before the return of the 20th.
    ("a late fee appears when a check comes back after grace",
     six("2026-03-25", pay("2026-02-01", "100.00"), pay("2026-03-01", "100.00", "b"),
         back("2026-03-20", "b", "25.00"), grace_days=10, late_fee="5.00"),
     {"fees_due": "30.00", "fees": [
         {"kind": "late", "installment": 2, "on": "2026-03-12", "amount": "5.00"},
         {"kind": "nsf", "installment": None, "on": "2026-03-20", "amount": "25.00"}]}),
    ("the first check comes back: the second paid February, late",
     six("2026-03-15", pay("2026-02-01", "100.00", "a"), pay("2026-03-01", "100.00"),
         back("2026-03-10", "a"), grace_days=20),
     {"past_due": "100.00", "oldest_unpaid_due": "2026-03-01", "missed_count": 0,
      "late_then_paid": [{"n": 1, "on": "2026-03-01"}], "fees": []}),
    ("a check that comes back tomorrow", six("2026-03-09", pay("2026-02-01", "200.00", "a"),
                                             back("2026-03-10", "a", "25.00")),
     {"paid_total": "200.00", "fees_due": "0.00", "status": "active"}),
    ("paid off, and the check comes back",
     six("2026-02-20", pay("2026-02-01", "700.00", "a"), back("2026-02-20", "a", "25.00")),
     {"status": "past_due", "credit": "0.00", "remaining": "600.00", "past_due": "100.00"}),
]  # fmt: skip

CHANGED: list[Hand] = [
    # 400 paid ahead: May and June are open, 100 and 100; of July's end 150 are taken.
    ("less, after paying ahead: the tail goes",
     six("2026-02-15", pay("2026-02-01", "400.00"), less("2026-02-10", "150.00", "shorten")),
     {"remaining": "50.00", "rows": [
         "2026-02-01 100.00 100.00 paid", "2026-03-01 100.00 100.00 paid",
         "2026-04-01 100.00 100.00 paid", "2026-05-01 100.00 100.00 paid",
         "2026-06-01 50.00 0.00 future"]}),
    # February stands with its 100; 500 - 200 = 300 over five.
    ("less, evenly: what is due already stands",
     six("2026-02-15", less("2026-02-10", "200.00", "level")),
     {"past_due": "100.00", "next_future_amount": "60.00", "remaining": "400.00"}),
    ("less on a due date: that day's installment stands",
     six("2026-03-01", pay("2026-02-01", "100.00"), less("2026-03-01", "40.00", "level")),
     {"due_now": "100.00", "next_future_amount": "90.00", "remaining": "460.00"}),
    # Ahead are 500, 550 go: nothing ahead, and 50 of February's 100.
    ("less, more than lies ahead: the rest comes off what is due",
     six("2026-02-15", less("2026-02-10", "550.00", "level")),
     {"remaining": "50.00", "past_due": "50.00", "rows": ["2026-02-01 50.00 0.00 late"]}),
    # 60 of March are paid: it keeps them, and only 40 + 400 - 20 = 420 are spread: 84 each.
    ("less, evenly, keeps what was paid ahead of time",
     six("2026-02-15", pay("2026-02-01", "160.00"), less("2026-02-10", "20.00", "level")),
     {"remaining": "420.00", "next_future_amount": "84.00", "rows": [
         "2026-02-01 100.00 100.00 paid", "2026-03-01 144.00 60.00 partial",
         *[f"2026-0{month}-01 84.00 0.00 future" for month in (4, 5, 6, 7)]]}),
    ("all of it is taken off, to the cent",
     six("2026-02-15", pay("2026-02-01", "100.00"), less("2026-02-10", "500.00", "shorten")),
     {"status": "paid_off", "credit": "0.00", "rows": ["2026-02-01 100.00 100.00 paid"]}),
    # 300.01 over five: 60.002 -> 60.00 four times, 60.01.
    ("less by odd cents: the last takes the rest",
     six("2026-02-15", less("2026-02-10", "199.99", "level")),
     {"next_future_amount": "60.00", "rows": [
         "2026-02-01 100.00 0.00 late",
         *[f"2026-0{month}-01 60.00 0.00 future" for month in (3, 4, 5, 6)],
         "2026-07-01 60.01 0.00 future"]}),
    # 170 at 75: 75, 75, 20; 55 fill the last, 45 more is another.
    ("more: the last is filled up first",
     plan("170.00", "2026-02-01", more("2026-01-20", "100.00", "extend"), amount="75.00",
          as_of="2026-01-20"),
     {"rows": ["2026-02-01 75.00 0.00 future", "2026-03-01 75.00 0.00 future",
               "2026-04-01 75.00 0.00 future", "2026-05-01 45.00 0.00 future"]}),
    ("more, and it fits into the last",
     plan("170.00", "2026-02-01", more("2026-01-20", "55.00", "extend"), amount="75.00",
          as_of="2026-01-20"), {"remaining": "225.00", "rows": [
              *[f"2026-0{month}-01 75.00 0.00 future" for month in (2, 3, 4)]]}),
    ("more, after the 31st: appended in the same rhythm",
     plan("200.00", "2026-12-31", more("2026-12-01", "150.00", "extend"), count=2,
          as_of="2026-12-01"), {"rows": [
              "2026-12-31 100.00 0.00 future", "2027-01-31 100.00 0.00 future",
              "2027-02-28 100.00 0.00 future", "2027-03-31 50.00 0.00 future"]}),
    # 500 ahead and 100 more over five; February stands.
    ("more, evenly, with one past due",
     six("2026-02-15", more("2026-02-10", "100.00", "level")),
     {"past_due": "100.00", "next_future_amount": "120.00", "remaining": "700.00"}),
    # 600 - 130 = 470 in three: 156.67, 156.67, 156.66; the late fee stays with the old plan.
    ("rescheduled with odd cents, and looked at later",
     six("2026-12-31", pay("2026-02-01", "130.00"),
         again("2026-03-20", count=3, frequency="monthly", first_due="2026-03-31"),
         grace_days=10, late_fee="5.00"),
     {"status": "rescheduled", "rolled_into_new_plan": "470.00", "remaining": "0.00",
      "due_now": "0.00", "fees_due": "5.00", "missed_count": 1, "credit": "0.00",
      "new_amounts": ["156.67", "156.67", "156.66"],
      "new_dues": ["2026-03-31", "2026-04-30", "2026-05-31"]}),
    # July goes and June keeps 50; 350 - 50 = 300 over the four that are left.
    ("less from the tail, then less evenly",
     six("2026-02-25", less("2026-02-10", "150.00", "shorten"),
         less("2026-02-20", "50.00", "level")),
     {"past_due": "100.00", "remaining": "400.00", "next_future_amount": "75.00", "rows": [
         "2026-02-01 100.00 0.00 late",
         *[f"2026-0{month}-01 75.00 0.00 future" for month in (3, 4, 5, 6)]]}),
    # 400 of 600 are paid: 200 can be taken off, 100 are the patient's.
    ("less than nothing is left after paying ahead",
     six("2026-02-15", pay("2026-02-01", "400.00"), less("2026-02-10", "300.00", "shorten")),
     {"status": "paid_off", "credit": "100.00", "remaining": "0.00"}),
    ("a change of tomorrow is not known",
     six("2026-02-09", less("2026-02-10", "550.00", "level")), {"remaining": "600.00"}),
]  # fmt: skip

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("nothing owed", plan("0.00", count=3), "principal_not_positive"),
    ("less than nothing", plan("-5.00", count=3), "principal_not_positive"),
    ("nothing owed, and due too early", plan("0.00", "2025-12-31", count=3),
     "principal_not_positive"),
    ("due a day before it is agreed", plan("100.00", "2025-12-31", count=3),
     "first_due_before_agreement"),
    ("too early, and all paid down", plan("100.00", "2025-12-31", count=3, down_payment="100.00"),
     "first_due_before_agreement"),
    ("paid down to the cent", plan("100.00", count=3, down_payment="100.00"),
     "nothing_left_to_finance"),
    ("paid down and more", plan("100.00", count=3, down_payment="100.01", min_installment="50.00"),
     "nothing_left_to_finance"),
    # 1 % of 1,000.00 is just the 10.00.
    ("a payment of just the interest", plan("1000.00", amount="10.00", apr="12"),
     "payment_does_not_cover_interest"),
    ("too little for the interest and for us",
     plan("1000.00", amount="5.00", apr="12", min_installment="25.00"),
     "payment_does_not_cover_interest"),
    ("a cent under the least installment", plan("74.97", count=3, min_installment="25.00"),
     "installment_below_minimum"),
    ("the amount asked for is too small", plan("500.00", amount="24.99", min_installment="25.00"),
     "installment_below_minimum"),
    # 0.005 -> 0.01 x 199 is more than the dollar.
    ("a cent each is more than there is", plan("1.00", count=200), "installment_below_minimum"),
    ("less than half a cent each", plan("0.04", count=10), "installment_below_minimum"),
]  # fmt: skip

ALLOWED: list[Hand] = [
    ("due on the day it is agreed", plan("100.00", "2026-01-01", count=2),
     {"dues": ["2026-01-01", "2026-02-01"]}),
    ("a cent more than the interest covers it", plan("1.00", amount="0.02", apr="12"),
     {"regular_amount": "0.02"}),
    ("just the least installment", plan("75.00", count=3, min_installment="25.00"),
     {"amounts": ["25.00"] * 3}),
    ("a smaller last one is no matter", plan("99.99", amount="25.00", min_installment="25.00"),
     {"amounts": ["25.00"] * 3 + ["24.99"]}),
    ("a cent left after the down payment", plan("100.00", count=1, down_payment="99.99"),
     {"amounts": ["0.01"]}),
]  # fmt: skip

HAND: list[Hand] = [*CENTS, *DAYS, *INTEREST, *STANDING, *RETURNED, *CHANGED, *ALLOWED]
