"""Sharp accounts, each on an edge of the conventions; the arithmetic stands beside each.

Back from 30 June 2026: 30 days to 31 May, 60 to 1 May, 90 to 1 April, 120 to 2 March.
"""

from __future__ import annotations

from typing import Any

from tests.app.ledger.hand_cases import (
    DONE,
    FOUR,
    ON_PLAN,
    ONE,
    PENDING,
    PLAN,
    adjusts,
    asked,
    c,
    case,
    explains,
    insurer,
    pays,
    t,
    void,
)

Sharp = tuple[str, dict[str, Any], dict[str, Any]]
NONE = dict.fromkeys(("0-30", "31-60", "61-90", "91-120", "121+"), "0.00")


def moved(name: str, on: str, amount: str) -> dict[str, Any]:
    return t(name, "transfer_to_patient", on, amount, charge="c1", reason="copay known")


def returned(name: str, on: str, ref: str, patient: str = "P1") -> dict[str, Any]:
    return t(name, "nsf", on, ref=ref, fee="25.00", fee_charge=f"fee-{name}", patient=patient)


def given_back(name: str, on: str, amount: str, to: str = "patient", **more: Any) -> dict[str, Any]:
    return t(name, "refund", on, amount, to=to, **more)


def plan(name: str, charges: list[str], *rows: tuple[str, str]) -> dict[str, Any]:
    schedule = [{"n": n, "due": due, "amount": amount} for n, (due, amount) in enumerate(rows, 1)]
    return {"id": name, "charges": charges, "principal": "400.00", "schedule": schedule}


def due(name: str, past: str, now: str, oldest: str | None) -> dict[str, Any]:
    return {"plan": name, "past_due": past, "current_due": now, "oldest_unpaid_due": oldest}


def ages(days: int, bucket: str, amount: str) -> dict[str, Any]:
    """Say that all the patient owes is of one charge and of one age."""
    return {
        "patient_balance": amount, "aging": NONE | {bucket: amount},
        "per_charge": [{"age_days": days, "bucket": bucket, "patient": amount}],
    }  # fmt: skip


CALENDAR: list[Sharp] = [
    ("a cent is owed and too little to send", case([c("c1", "2026-06-30", "0.01")]),
     {"minimum_due": "0.01", "statement": "skip:below_minimum", "due_date": "2026-07-25"}),
    ("a cent is sent where no minimum is set",
     case([c("c1", "2026-06-30", "0.01")], min_statement="0.00"), {"statement": "send"}),
    ("nothing is never sent, minimum or not",
     case([c("c1", "2026-06-30", "0.00")], min_statement="0.00"), {"statement": "skip:zero"}),
    ("thirty days from a leap day", case([c("c1", "2028-02-29", "40.00")], as_of="2028-03-30"),
     {**ages(30, "0-30", "40.00"), "due_date": "2028-04-24"}),
    ("thirty-one days from a leap day", case([c("c1", "2028-02-29", "40.00")], as_of="2028-03-31"),
     ages(31, "31-60", "40.00")),
    ("ninety days over a leap day", case([c("c1", "2027-12-02", "40.00")], as_of="2028-03-01"),
     ages(90, "61-90", "40.00")),
    ("the last day of a short month",
     case([c("c1", "2027-01-28", "40.00")], as_of="2027-02-28", statement_due_days=21),
     {**ages(31, "31-60", "40.00"), "due_date": "2027-03-21"}),
    ("a bill at the end of the year is due in the next",
     case(ONE, as_of="2026-12-31", last_statement="2026-12-03"),
     {"due_date": "2027-01-25", "statement": "send"}),
    ("a day short of the cycle over the end of a month",
     case(ONE, as_of="2026-12-31", last_statement="2026-12-04"), {"statement": "skip:cycle"}),
    ("a longer cycle of the practice's own",
     case(ONE, last_statement="2026-05-27", cycle_days=35), {"statement": "skip:cycle"}),
    ("… is over on its thirty-fifth day",
     case(ONE, last_statement="2026-05-26", cycle_days=35), {"statement": "send"}),
    ("too little is said before too soon",
     case([c("c1", "2026-05-01", "4.99")], last_statement="2026-06-29"),
     {"statement": "skip:below_minimum"}),
]  # fmt: skip

RESPONSIBILITY: list[Sharp] = [
    # Answered 30 May, 31 days before: 200 - 80.
    ("an answer thirty-one days ago",
     case(ONE, adjusts("t1", "2026-05-30", "80.00"),
          claims=[asked("c1", "PRI", "adjudicated", "2026-05-30")]), ages(31, "31-60", "120.00")),
    ("the same by the date of service, 121 days",
     case(ONE, adjusts("t1", "2026-05-30", "80.00"), aging_basis="dos",
          claims=[asked("c1", "PRI", "adjudicated", "2026-05-30")]), ages(121, "121+", "120.00")),
    # 30 moved and 10 of it paid, then 20 moved: 40, counted from the later day.
    ("of two transfers the later one counts the days",
     case(ONE, moved("t1", "2026-03-10", "30.00"), pays("t2", "2026-04-01", "10.00", charge="c1"),
          moved("t3", "2026-05-31", "20.00"), claims=PENDING),
     {**ages(30, "0-30", "40.00"), "insurance_pending": "150.00"}),
    ("a voided transfer does not count the days either",
     case(ONE, moved("t1", "2026-05-01", "30.00"), moved("t2", "2026-06-01", "20.00"),
          void("t3", "2026-06-02", "t2"), claims=PENDING), ages(60, "31-60", "30.00")),
    ("a transfer is counted by the date of service where that is the basis",
     case(ONE, moved("t1", "2026-06-01", "30.00"), claims=PENDING, aging_basis="dos"),
     ages(121, "121+", "30.00")),
    # 240 - 100 - 60 = 80, the 60 moved among them; all of it from the answer of 20 June.
    ("a transfer is younger once the insurer has answered",
     case([c("c1", "2026-03-01", "240.00")], moved("t1", "2026-05-01", "60.00"),
          insurer("t2", "2026-06-20", "100.00"), adjusts("t3", "2026-06-20", "60.00"),
          claims=[asked("c1", "PRI", "adjudicated", "2026-06-20")]), ages(10, "0-30", "80.00")),
    ("the secondary answers a day too late",
     case(ONE, adjusts("t1", "2026-04-01", "80.00"),
          claims=[*DONE, asked("c1", "SEC", "adjudicated", "2026-07-01")]),
     {"insurance_pending": "120.00", "patient_balance": "0.00", "aging": NONE}),
    ("the secondary answers that day",
     case(ONE, adjusts("t1", "2026-04-01", "80.00"),
          claims=[*DONE, asked("c1", "SEC", "denied", "2026-06-30")]), ages(0, "0-30", "120.00")),
    ("a claim not billed yet is the insurer's",
     case(ONE, claims=[asked("c1", "PRI", "unbilled")]),
     {"insurance_pending": "200.00", "statement": "skip:insurance_pending"}),
    ("an appeal takes all of it back to the insurer",
     case(ONE, adjusts("t1", "2026-04-01", "80.00"), explains("t2", "2026-04-01", "120.00"),
          claims=[asked("c1", "PRI", "appealed")]),
     {"insurance_pending": "120.00", "patient_balance": "0.00"}),
    # 45 of 60 moved stay the patient's: the 15 paid the day before are on the insurer's part.
    ("paid the day before a transfer, and the day after",
     case(ONE, pays("t1", "2026-04-30", "15.00", charge="c1"), moved("t2", "2026-05-01", "60.00"),
          pays("t3", "2026-05-02", "15.00", charge="c1"), claims=PENDING),
     {"patient_balance": "45.00", "insurance_pending": "125.00"}),
    # Credit nets the 60 that were moved, never the insurer's 140.
    ("credit nets a transferred part and nothing more",
     case(ONE, moved("t1", "2026-05-01", "60.00"), pays("t2", "2026-05-05", "75.00"),
          claims=PENDING),
     {"patient_balance": "0.00", "insurance_pending": "140.00", "unapplied_credit": "15.00",
      "account_balance": "125.00", "statement": "skip:credit"}),
]  # fmt: skip

TAKEN_BACK: list[Sharp] = [
    # Reversed whole and asked again: 220 with the insurer, the 20 paid stand on the charge.
    ("a reversal that is not decided anew",
     case([c("c1", "2026-05-14", "220.00")], insurer("t1", "2026-06-05", "120.00"),
          adjusts("t2", "2026-06-05", "80.00"), explains("t3", "2026-06-05", "20.00"),
          pays("t4", "2026-06-10", "20.00", charge="c1"), insurer("t5", "2026-06-22", "-120.00"),
          adjusts("t6", "2026-06-22", "-80.00"), explains("t7", "2026-06-22", "-20.00"),
          claims=PENDING), {"insurance_pending": "200.00", "patient_balance": "0.00"}),
    # Decided anew at nothing (CO 220): 220 - 220 - 20 = -20. CO 220 + PR 0 is no more than 220.
    ("a reversal decided as written off leaves the patient's money",
     case([c("c1", "2026-05-14", "220.00")], insurer("t1", "2026-06-05", "120.00"),
          adjusts("t2", "2026-06-05", "80.00"), explains("t3", "2026-06-05", "20.00"),
          pays("t4", "2026-06-10", "20.00", charge="c1"), insurer("t5", "2026-06-22", "-120.00"),
          adjusts("t6", "2026-06-22", "-80.00"), explains("t7", "2026-06-22", "-20.00"),
          adjusts("t8", "2026-06-22", "220.00"),
          claims=[asked("c1", "PRI", "adjudicated", "2026-06-22")]),
     {"unapplied_credit": "20.00", "payer_credit": "0.00", "statement": "skip:credit"}),
    # 150 + 80 - 200 = 30 is the insurer's; 12 go back, 18 stay its own.
    ("an insurer's credit partly given back",
     case(ONE, insurer("t1", "2026-04-01", "150.00"), adjusts("t2", "2026-04-01", "80.00"),
          given_back("t3", "2026-05-01", "12.00", "payer", charge="c1", payer="PRI"),
          claims=DONE),
     {"payer_credit": "18.00", "account_balance": "-18.00", "statement": "skip:zero"}),
    # 80 + PR 30 - 100 = 10 is the insurer's of the 30 too much; the patient paid 50.
    ("what an insurer calls the patient's counts against its own credit",
     case([c("c1", "2026-03-01", "100.00")], insurer("t1", "2026-04-01", "80.00"),
          explains("t2", "2026-04-01", "30.00"), pays("t3", "2026-05-01", "50.00", charge="c1"),
          claims=DONE),
     {"payer_credit": "10.00", "unapplied_credit": "20.00", "account_balance": "-30.00"}),
    # The insurer's 40 too much pays no other visit: 90 stay due.
    ("an insurer's credit nets nobody's balance",
     case([*ONE, c("c2", "2026-05-01", "90.00")], insurer("t1", "2026-04-01", "240.00"),
          claims=DONE),
     {"payer_credit": "40.00", "patient_balance": "90.00", "minimum_due": "90.00",
      "account_balance": "50.00", "statement": "send"}),
    ("an insurer's credit beside a waiting visit",
     case([*ONE, c("c2", "2026-05-01", "90.00")], insurer("t1", "2026-04-01", "240.00"),
          claims=[*DONE, asked("c2", "PRI", "pending")]),
     {"payer_credit": "40.00", "insurance_pending": "90.00",
      "statement": "skip:insurance_pending"}),
    # 100 - 60 - 50 = -10, and no insurer was there: the patient's.
    ("written off after it was paid", case(
        [c("c1", "2026-03-01", "100.00")], pays("t1", "2026-04-01", "60.00", charge="c1"),
        t("t2", "writeoff", "2026-05-01", "50.00", charge="c1", reason="courtesy")),
     {"unapplied_credit": "10.00", "payer_credit": "0.00", "statement": "skip:credit"}),
    # OA 30 and PI 20 count, PR 50 does not: 200 - 50.
    ("every group but PR changes the balance", case(
        ONE, t("t1", "adjustment", "2026-04-01", "30.00", charge="c1", payer="PRI", group="OA",
               carc="23"),
        t("t2", "adjustment", "2026-04-01", "20.00", charge="c1", payer="PRI", group="PI",
          carc="96"), explains("t3", "2026-04-01", "50.00"), claims=DONE),
     {"patient_balance": "150.00", "account_balance": "150.00"}),
]  # fmt: skip

RETURNED: list[Sharp] = [
    ("a check that comes back tomorrow is paid today", case(
        ONE, pays("t1", "2026-06-01", "200.00", charge="c1"), returned("t2", "2026-07-01", "t1")),
     {"patient_balance": "0.00", "statement": "skip:zero",
      "per_patient": {"P1": {"patient": "0.00", "insurance": "0.00", "plan": "0.00"}}}),
    ("a check that comes back today is owed today", case(
        ONE, pays("t1", "2026-06-01", "200.00", charge="c1"), returned("t2", "2026-06-30", "t1")),
     {"patient_balance": "225.00", "aging": NONE | {"0-30": "25.00", "121+": "200.00"}}),
    # 150 netted 130 and 20; without it both are owed, and the fee is another patient's.
    ("a deposit that comes back nets nothing any more", case(
        [c("c1", "2026-05-01", "130.00"), c("c2", "2026-05-31", "60.00", "P2")],
        pays("t1", "2026-04-20", "150.00"), returned("t2", "2026-05-10", "t1", "P2")),
     {"patient_balance": "215.00", "unapplied_credit": "0.00",
      "aging": NONE | {"0-30": "60.00", "31-60": "155.00"},
      "per_patient": {"P1": {"patient": "130.00", "insurance": "0.00", "plan": "0.00"},
                      "P2": {"patient": "85.00", "insurance": "0.00", "plan": "0.00"}}}),
    # 40 held: the visit of 1 March first, then the fee of 9 June: 20 + 20, 5 left of it.
    ("credit pays a returned check's fee after older visits", case(
        [c("c1", "2026-03-01", "20.00")], pays("t1", "2026-06-01", "20.00", charge="c1"),
        returned("t2", "2026-06-09", "t1"), pays("t3", "2026-06-20", "40.00")),
     {"patient_balance": "5.00", "unapplied_credit": "0.00", "aging": NONE | {"0-30": "5.00"}}),
    # April's check comes back, May's 100 now pays April: May and the 15 June row are open.
    ("a later installment moves up when an earlier check comes back", case(
        FOUR, pays("t1", "2026-04-01", "100.00", plan="pl"),
        pays("t2", "2026-05-01", "100.00", plan="pl"), returned("t3", "2026-05-04", "t1"),
        as_of="2026-05-20", plans=ON_PLAN),
     {"plan_balance": "300.00", "patient_balance": "25.00", "minimum_due": "225.00",
      "plans": [due("pl", "100.00", "100.00", "2026-05-01")]}),
    ("the void stands before its payment in the list", case(
        ONE, void("t2", "2026-05-02", "t1"), pays("t1", "2026-05-01", "80.00", charge="c1")),
     {"patient_balance": "200.00"}),
    ("paid again after the check came back: only the fee is left", case(
        ONE, pays("t1", "2026-05-01", "200.00", charge="c1"), returned("t2", "2026-05-31", "t1"),
        pays("t3", "2026-06-05", "200.00", charge="c1")),
     {"patient_balance": "25.00", "aging": NONE | {"0-30": "25.00"}, "statement": "send"}),
]  # fmt: skip

CREDIT: list[Sharp] = [
    # 40 too much on c2; of one day, the first listed is paid first: 30 of 30, then 10 of 50.
    ("of two visits of one day the first listed is netted first", case(
        [c("c1", "2026-05-01", "30.00"), c("c2", "2026-04-01", "60.00", "P2"),
         c("c3", "2026-05-01", "50.00", "P2")], pays("t1", "2026-05-02", "100.00", charge="c2")),
     {"patient_balance": "40.00", "per_patient": {
         "P1": {"patient": "0.00", "insurance": "0.00", "plan": "0.00"},
         "P2": {"patient": "40.00", "insurance": "0.00", "plan": "0.00"}}}),
    ("a deposit before the visit is credit until then",
     case([c("c1", "2026-07-01", "90.00")], pays("t1", "2026-06-15", "40.00")),
     {"unapplied_credit": "40.00", "per_charge": [], "statement": "skip:credit"}),
    ("… and pays for it from its day on",
     case([c("c1", "2026-07-01", "90.00")], pays("t1", "2026-06-15", "40.00"), as_of="2026-07-01"),
     {"unapplied_credit": "0.00", **ages(0, "0-30", "50.00")}),
    # 160 - 100 too much, 25 given back: 35 net the other visit.
    ("a refund of one charge's credit leaves less for the others", case(
        [c("c1", "2026-03-01", "100.00"), c("c2", "2026-06-01", "50.00")],
        pays("t1", "2026-04-01", "160.00", charge="c1"),
        given_back("t2", "2026-04-15", "25.00", charge="c1")),
     {"patient_balance": "15.00", "unapplied_credit": "0.00", "account_balance": "15.00"}),
    ("credit and a waiting insurer: credit is said first",
     case(ONE, pays("t1", "2026-06-01", "0.01"), claims=PENDING), {"statement": "skip:credit"}),
    ("stopped accounts keep their figures and say the gravest reason",
     case(ONE, pays("t1", "2026-06-01", "300.00"),
          flags={"bankruptcy": True, "in_collections": True, "deceased": False}),
     {"unapplied_credit": "100.00", "statement": "skip:bankruptcy"}),
    ("a flag that is not set stops nothing",
     case(ONE, flags={"bad_address": False}), {"statement": "send"}),
    ("nothing owed, and still the flag is the reason",
     case([], flags={"deceased": True}), {"statement": "skip:deceased"}),
]  # fmt: skip

IN_PLANS: list[Sharp] = [
    # Due yesterday is past; today and in 25 days are asked; in 26 days is not.
    ("the four edges of what a plan asks now", case(
        FOUR, plans=[plan("pl", ["c1"], ("2026-06-29", "10.00"), ("2026-06-30", "20.00"),
                          ("2026-07-25", "40.00"), ("2026-07-26", "80.00"))]),
     {"plans": [due("pl", "10.00", "60.00", "2026-06-29")], "plan_due_now": "70.00",
      "minimum_due": "70.00"}),
    ("a longer time to pay asks one installment more", case(
        FOUR, statement_due_days=26,
        plans=[plan("pl", ["c1"], ("2026-07-25", "40.00"), ("2026-07-26", "80.00"))]),
     {"plan_due_now": "120.00", "due_date": "2026-07-26"}),
    # 100 past due and 100 now, but a write-off left 150: 100 and 50.
    ("a plan's past due is asked first when less is left", case(
        FOUR, t("t1", "writeoff", "2026-04-02", "250.00", charge="c1", reason="assistance"),
        as_of="2026-04-15", plans=ON_PLAN),
     {"plan_balance": "150.00", "plans": [due("pl", "100.00", "50.00", "2026-04-01")]}),
    # Paid at the desk on the charge: the schedule is not filled, the balance is lower.
    ("a payment on a plan's charge fills no installment", case(
        FOUR, pays("t1", "2026-04-10", "350.00", charge="c1"), as_of="2026-05-15", plans=ON_PLAN),
     {"plan_balance": "50.00", "plans": [due("pl", "50.00", "0.00", "2026-04-01")],
      "minimum_due": "50.00"}),
    ("a payment to the plan fills its oldest rows in part", case(
        FOUR, pays("t1", "2026-03-25", "130.00", plan="pl"), as_of="2026-05-15", plans=ON_PLAN),
     {"plan_balance": "270.00", "plans": [due("pl", "70.00", "100.00", "2026-05-01")]}),
    ("all written off: what was paid to the plan is credit", case(
        FOUR, pays("t1", "2026-04-01", "100.00", plan="pl"),
        t("t2", "writeoff", "2026-04-20", "400.00", charge="c1", reason="assistance"),
        plans=ON_PLAN),
     {"plan_balance": "0.00", "unapplied_credit": "100.00", "statement": "skip:credit",
      "plans": [due("pl", "0.00", "0.00", None)]}),
    # c2 waits for its insurer: only c1 is in the plan's balance, and its 100 are all it asks.
    ("a plan never asks for what an insurer owes", case(
        [c("c1", "2026-02-01", "100.00"), c("c2", "2026-02-02", "300.00")], as_of="2026-05-15",
        claims=[asked("c2", "PRI", "pending")],
        plans=[{"id": "pl", "charges": ["c1", "c2"], "principal": "400.00", "schedule": PLAN}]),
     {"plan_balance": "100.00", "insurance_pending": "300.00", "plan_due_now": "100.00",
      "plans": [due("pl", "100.00", "0.00", "2026-04-01")], "account_balance": "400.00"}),
    # 90 to c2 (older) and 30 of c1; the rest of the three is asked as scheduled.
    ("a plan pays the oldest service first, whatever the list says", case(
        [c("c1", "2026-02-10", "100.00"), c("c2", "2026-01-10", "90.00", "P2")],
        pays("t1", "2026-04-01", "120.00", plan="pl"), as_of="2026-04-15",
        plans=[{"id": "pl", "charges": ["c1", "c2"], "principal": "190.00", "schedule": PLAN}]),
     {"plan_balance": "70.00", "per_patient": {
         "P1": {"patient": "0.00", "insurance": "0.00", "plan": "70.00"},
         "P2": {"patient": "0.00", "insurance": "0.00", "plan": "0.00"}}}),
    # Each plan is cut to its own balance: the second has 50 left of its 200 and asks 50.
    ("two plans, each with its own balance", case(
        [*FOUR, c("c2", "2026-02-05", "200.00")],
        t("t1", "writeoff", "2026-04-02", "150.00", charge="c2", reason="assistance"),
        as_of="2026-05-02", plans=[*ON_PLAN, plan("p2", ["c2"], ("2026-05-01", "100.00"),
                                                  ("2026-05-15", "100.00"))]),
     {"plan_balance": "450.00", "plan_past_due": "250.00", "plan_due_now": "250.00",
      "plans": [due("pl", "200.00", "0.00", "2026-04-01"),
                due("p2", "50.00", "0.00", "2026-05-01")]}),
    # 3.00 outside and 1.99 of the plan.
    ("a visit and an installment together stay under the minimum", case(
        [*FOUR, c("c2", "2026-06-01", "3.00")],
        plans=[plan("pl", ["c1"], ("2026-07-01", "1.99"), ("2026-09-01", "398.01"))]),
     {"minimum_due": "4.99", "statement": "skip:below_minimum"}),
    ("… and with one cent more are sent", case(
        [*FOUR, c("c2", "2026-06-01", "3.00")],
        plans=[plan("pl", ["c1"], ("2026-07-01", "2.00"), ("2026-09-01", "398.00"))]),
     {"minimum_due": "5.00", "statement": "send"}),
    ("credit beside a plan that asks nothing yet", case(
        FOUR, pays("t1", "2026-06-01", "10.00"), plans=[plan("pl", ["c1"], ("2026-09-01", "400"))]),
     {"unapplied_credit": "10.00", "minimum_due": "0.00", "statement": "skip:plan_not_due"}),
    ("credit that just covers the installment", case(
        FOUR, pays("t1", "2026-06-01", "100.00"),
        plans=[plan("pl", ["c1"], ("2026-07-01", "100.00"), ("2026-09-01", "300.00"))]),
     {"unapplied_credit": "100.00", "minimum_due": "0.00", "statement": "skip:credit"}),
    # A plan in default is still a plan here: nothing is aged, all four rows are past due.
    ("evaluating never defaults a plan", case(FOUR, as_of="2026-12-31", plans=ON_PLAN),
     {"patient_balance": "0.00", "aging": NONE, "plan_past_due": "400.00", "statement": "send"}),
]  # fmt: skip

SHARP: list[Sharp] = [
    *CALENDAR, *RESPONSIBILITY, *TAKEN_BACK, *RETURNED, *CREDIT, *IN_PLANS,
]  # fmt: skip
