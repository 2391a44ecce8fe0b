"""Whole accounts, many things at once, worked by hand before they were run.

Days of 2026: 30 June is the 181st; a charge of day n is 181 - n days old on it. Two coverages,
takebacks, returned checks on plans, credit across a family, refunds of part, leap days.
"""

from __future__ import annotations

from typing import Any

from tests.app.ledger.hand_cases import adjusts, asked, c, case, explains, insurer, pays, t, void
from tests.app.ledger.sharp_cases import NONE, Sharp, due, given_back, moved, plan, returned

# PRI 200 paid, 100 off, 100 the patient's; SEC 80 of it; the patient 20; then PRI corrects itself
# to 240 paid, 100 off, 60 the patient's.
TWO_COVERAGES = [
    insurer("a1", "2026-04-01", "200.00"), adjusts("a2", "2026-04-01", "100.00"),
    explains("a3", "2026-04-01", "100.00"), insurer("b1", "2026-04-20", "80.00", payer="SEC"),
    pays("p1", "2026-05-05", "20.00", charge="c1"), insurer("r1", "2026-06-10", "-200.00"),
    adjusts("r2", "2026-06-10", "-100.00"), explains("r3", "2026-06-10", "-100.00"),
    insurer("n1", "2026-06-10", "240.00"), adjusts("n2", "2026-06-10", "100.00"),
    explains("n3", "2026-06-10", "60.00"),
]  # fmt: skip
BOTH = [asked("c1", "PRI", "adjudicated", "2026-06-10"),
        asked("c1", "SEC", "adjudicated", "2026-04-20")]  # fmt: skip
FOUR_HUNDRED = [c("c1", "2026-03-10", "400.00")]


def of(patient: str, insurance: str = "0.00", on_plan: str = "0.00") -> dict[str, str]:
    return {"patient": patient, "insurance": insurance, "plan": on_plan}


def off(name: str, on: str, amount: str, why: str = "small balance") -> dict[str, Any]:
    return t(name, "writeoff", on, amount, charge="c1", reason=why)


COVERED: list[Sharp] = [
    # 400 - (200 - 200 + 240) - (100 - 100 + 100) - 80 - 20 = -40. Insurers 320 + off 100 + PR 60
    # = 480, 80 above the charge: all 40 are the insurer's.
    ("the primary corrects itself after the secondary has paid",
     case(FOUR_HUNDRED, *TWO_COVERAGES, claims=BOTH),
     {"payer_credit": "40.00", "unapplied_credit": "0.00", "account_balance": "-40.00",
      "statement": "skip:zero", "per_charge": [{"balance": "-40.00", "patient": "0.00"}]}),
    # The day before, its answer is of the future: still open, and 400-200-100-80-20 = 0.
    ("… and the day before nobody knows of it",
     case(FOUR_HUNDRED, *TWO_COVERAGES, claims=BOTH, as_of="2026-06-09"),
     {"payer_credit": "0.00", "insurance_pending": "0.00", "account_balance": "0.00",
      "statement": "skip:zero"}),
    # 20 of the 40 go back; 480 - 20 is still 60 above the charge, the balance is -20.
    ("… and part of it is given back to the secondary",
     case(FOUR_HUNDRED, *TWO_COVERAGES,
          given_back("g1", "2026-06-20", "20.00", "payer", charge="c1", payer="SEC"), claims=BOTH),
     {"payer_credit": "20.00", "account_balance": "-20.00", "statement": "skip:zero"}),
    # 180 - 30: the copay stays the patient's payment. 1 June to 30 June: 29 days.
    ("coverage had ended: all is taken back and is the patient's",
     case([c("c1", "2026-04-01", "180.00")], pays("p1", "2026-04-01", "30.00", charge="c1"),
          insurer("a1", "2026-04-20", "100.00"), adjusts("a2", "2026-04-20", "50.00"),
          explains("a3", "2026-04-20", "30.00"), insurer("r1", "2026-06-01", "-100.00"),
          adjusts("r2", "2026-06-01", "-50.00"), explains("r3", "2026-06-01", "-30.00"),
          explains("r4", "2026-06-01", "180.00"),
          claims=[asked("c1", "PRI", "adjudicated", "2026-06-01")]),
     {"patient_balance": "150.00", "aging": NONE | {"0-30": "150.00"}, "minimum_due": "150.00",
      "per_charge": [{"age_days": 29}], "statement": "send"}),
    # 200 - 120 - 40 - 20 = 20, from the denial of 15 May (day 135): 46 days.
    ("the secondary denies and part of its share is written off",
     case([c("c1", "2026-03-01", "200.00")], insurer("a1", "2026-04-01", "120.00"),
          adjusts("a2", "2026-04-01", "40.00"), explains("a3", "2026-04-01", "40.00"),
          adjusts("b1", "2026-05-15", "20.00", payer="SEC"),
          claims=[asked("c1", "PRI", "adjudicated", "2026-04-01"),
                  asked("c1", "SEC", "denied", "2026-05-15")]),
     {"patient_balance": "20.00", "per_charge": [{"age_days": 46, "bucket": "31-60"}]}),
    # Paid twice, 200 for 100; 60 go back.
    ("an insurer pays twice and gets part back",
     case([c("c1", "2026-03-01", "100.00")], insurer("a1", "2026-04-01", "100.00"),
          insurer("a2", "2026-04-10", "100.00"),
          given_back("g1", "2026-05-01", "60.00", "payer", charge="c1", payer="PRI"),
          claims=[asked("c1", "PRI", "adjudicated", "2026-04-10")]),
     {"payer_credit": "40.00", "account_balance": "-40.00", "statement": "skip:zero"}),
    # 100 - 100 off - 40 = -40; 40 paid is not above the charge, so none of it is the insurer's.
    ("an insurer pays what was written off",
     case([c("c1", "2026-03-01", "100.00")], off("w1", "2026-04-01", "100.00", "courtesy"),
          insurer("a1", "2026-06-01", "40.00"),
          claims=[asked("c1", "PRI", "adjudicated", "2026-06-01")]),
     {"payer_credit": "0.00", "unapplied_credit": "40.00", "account_balance": "-40.00",
      "statement": "skip:credit"}),
]  # fmt: skip

TWO_ON_PLAN = [c("c1", "2026-01-15", "300.00"), c("c2", "2026-02-10", "150.00", "P2")]
THREE_TIMES = [plan("pl", ["c2", "c1"], ("2026-04-01", "150.00"), ("2026-05-01", "150.00"),
                    ("2026-06-01", "150.00"))]  # fmt: skip
FIVE_TIMES = [plan("pl", ["c1"], *[(f"2026-0{m}-01", "100.00") for m in range(4, 9)])]
APPEALED = [c("c1", "2026-02-01", "500.00")]
PAID_TWICE = [pays("p1", "2026-04-01", "100.00", plan="pl"),
              pays("p2", "2026-05-01", "100.00", plan="pl")]  # fmt: skip

ON_PLANS: list[Sharp] = [
    # 150 go to the older visit: 150 and 150 are left. 1 May missed, 1 June within 25 days.
    ("a plan's check comes back; its fee stands beside the plan", case(
        TWO_ON_PLAN, pays("p1", "2026-04-01", "150.00", plan="pl"),
        pays("p2", "2026-05-01", "150.00", plan="pl"),
        {"id": "n1", "type": "nsf", "date": "2026-05-09", "ref": "p2", "fee": "30.00",
         "fee_charge": "nf", "patient": "P2"},
        as_of="2026-05-20", plans=THREE_TIMES),
     {"per_charge": [{"charge": "c1", "plan": "150.00"}, {"charge": "c2", "plan": "150.00"},
                     {"charge": "nf", "patient": "30.00", "age_days": 11}],
      "per_patient": {"P1": of("0.00", on_plan="150.00"), "P2": of("30.00", on_plan="150.00")},
      "plans": [due("pl", "150.00", "150.00", "2026-05-01")], "minimum_due": "330.00",
      "account_balance": "330.00", "due_date": "2026-06-14", "statement": "send"}),
    # 3 x 40 fill the first two of 60; the third is missed, the fourth is due by 25 June.
    ("less than the installment every month", case(
        [c("c1", "2026-01-10", "240.00")], pays("p1", "2026-03-15", "40.00", plan="pl"),
        pays("p2", "2026-04-15", "40.00", plan="pl"), pays("p3", "2026-05-15", "40.00", plan="pl"),
        as_of="2026-05-31",
        plans=[plan("pl", ["c1"], *[(f"2026-0{m}-15", "60.00") for m in range(3, 7)])]),
     {"plan_balance": "120.00", "plans": [due("pl", "60.00", "60.00", "2026-05-15")],
      "plan_past_due": "60.00", "plan_due_now": "120.00", "minimum_due": "120.00"}),
    # Under appeal all 300 that are left are the insurer's; the plan has nothing to ask.
    ("a visit on a plan is appealed", case(
        APPEALED, *PAID_TWICE, as_of="2026-05-10", plans=FIVE_TIMES,
        claims=[asked("c1", "PRI", "appealed")]),
     {"plan_balance": "0.00", "insurance_pending": "300.00", "minimum_due": "0.00",
      "plans": [due("pl", "0.00", "0.00", None)], "account_balance": "300.00",
      "statement": "skip:insurance_pending"}),
    # 500 - 250 - 200 = 50: less than the installment of 1 June that was missed.
    ("… and the insurer pays late", case(
        APPEALED, *PAID_TWICE, insurer("a1", "2026-05-20", "250.00"), as_of="2026-06-10",
        plans=FIVE_TIMES, claims=[asked("c1", "PRI", "adjudicated", "2026-05-20")]),
     {"plan_balance": "50.00", "plans": [due("pl", "50.00", "0.00", "2026-06-01")],
      "minimum_due": "50.00", "statement": "send"}),
    # Of 300 with the insurer 120 were moved, 60 of them paid: 60 on the plan, 180 waiting.
    ("the part that was moved to the patient is paid by a plan", case(
        [c("c1", "2026-03-01", "300.00")], moved("m1", "2026-04-01", "120.00"),
        pays("p1", "2026-05-01", "60.00", plan="pl"), claims=[asked("c1", "PRI", "pending")],
        plans=[plan("pl", ["c1"], ("2026-05-01", "60.00"), ("2026-06-01", "60.00"))]),
     {"plan_balance": "60.00", "insurance_pending": "180.00", "patient_balance": "0.00",
      "plans": [due("pl", "60.00", "0.00", "2026-06-01")], "minimum_due": "60.00",
      "account_balance": "240.00"}),
    # 130 - 100 = 30 over; 25 of it pay the new visit, 5 stay.
    ("more than the plan pays a new visit, and a rest is credit", case(
        [c("c1", "2026-03-01", "100.00"), c("c2", "2026-06-01", "25.00")],
        pays("p1", "2026-05-01", "130.00", plan="pl"),
        plans=[plan("pl", ["c1"], ("2026-05-01", "50.00"), ("2026-06-01", "50.00"))]),
     {"per_charge": [{"balance": "0.00"}, {"balance": "25.00", "credit_applied": "25.00",
                                          "patient": "0.00", "bucket": None}],
      "plans": [due("pl", "0.00", "0.00", None)], "unapplied_credit": "5.00",
      "account_balance": "-5.00", "statement": "skip:credit"}),
    # The voided 40 were the second plan's: 15 May missed there; 1 June is today, not missed.
    ("of two plans one payment is voided", case(
        [c("c1", "2026-02-01", "100.00"), c("c2", "2026-02-02", "80.00")],
        pays("p1", "2026-05-01", "50.00", plan="one"),
        pays("p2", "2026-05-15", "40.00", plan="two"),
        void("v1", "2026-05-20", "p2"), as_of="2026-06-01",
        plans=[plan("one", ["c1"], ("2026-05-01", "50.00"), ("2026-06-01", "50.00")),
               plan("two", ["c2"], ("2026-05-15", "40.00"), ("2026-06-15", "40.00"))]),
     {"plans": [due("one", "0.00", "50.00", "2026-06-01"),
                due("two", "40.00", "40.00", "2026-05-15")],
      "plan_balance": "130.00", "plan_past_due": "40.00", "plan_due_now": "130.00",
      "minimum_due": "130.00"}),
    # The estate: all figures stand, nothing is sent, deceased before a bad address.
    ("a plan of someone who died", case(
        APPEALED, *PAID_TWICE, as_of="2026-06-10", plans=FIVE_TIMES,
        flags={"bad_address": True, "deceased": True}),
     {"plan_balance": "300.00", "plans": [due("pl", "100.00", "100.00", "2026-06-01")],
      "minimum_due": "200.00", "statement": "skip:deceased"}),
]  # fmt: skip

FAMILY: list[Sharp] = [
    # 120 - 200 + 30 = -50 nets the next oldest: 80 - 50 = 30 of 1 April (90 days); 45 of 1 May.
    ("part of a credit is refunded, the rest pays for the family", case(
        [c("c1", "2026-03-01", "120.00"), c("c2", "2026-04-01", "80.00", "P2"),
         c("c3", "2026-05-01", "45.00", "P3")], pays("p1", "2026-03-02", "200.00", charge="c1"),
        given_back("g1", "2026-03-20", "30.00", charge="c1")),
     {"per_charge": [{"balance": "-50.00", "patient": "0.00", "credit_applied": "0.00"},
                     {"patient": "30.00", "credit_applied": "50.00", "age_days": 90},
                     {"patient": "45.00", "credit_applied": "0.00", "age_days": 60}],
      "patient_balance": "75.00", "unapplied_credit": "0.00",
      "aging": NONE | {"61-90": "30.00", "31-60": "45.00"}}),
    # 100 - 40 moved - 30 = 30 left over; what waits for the insurer is not touched.
    ("a deposit pays what was moved and a visit, not what waits", case(
        [c("c1", "2026-04-10", "150.00"), c("c2", "2026-05-05", "30.00", "P2")],
        moved("m1", "2026-04-20", "40.00"), pays("p1", "2026-06-01", "100.00"),
        claims=[asked("c1", "PRI", "pending")]),
     {"insurance_pending": "110.00", "patient_balance": "0.00", "unapplied_credit": "30.00",
      "account_balance": "80.00", "statement": "skip:credit"}),
    # c1: 80 with SEC. c2: 90 - 40 = 50. c3: 220 - 100 - 60 - 80 = -20, none of it the insurer's.
    # c4: 360 on a plan, 20 June missed. c5: 150 waiting. c2 is netted by 20 and by 10: 20 left.
    ("three patients, two insurers, a plan, a credit and a deposit", case(
        [c("c1", "2026-01-20", "500.00"), c("c2", "2026-03-05", "90.00"),
         c("c3", "2026-04-10", "220.00", "P2"), c("c4", "2026-05-20", "360.00", "P2"),
         c("c5", "2026-06-25", "150.00", "P3")],
        insurer("a1", "2026-02-15", "300.00"), adjusts("a2", "2026-02-15", "120.00"),
        explains("a3", "2026-02-15", "80.00"), pays("p1", "2026-04-01", "40.00", charge="c2"),
        insurer("b1", "2026-05-01", "100.00", "c3"), adjusts("b2", "2026-05-01", "60.00", "c3"),
        explains("b3", "2026-05-01", "60.00", "c3"), pays("p2", "2026-05-10", "80.00", charge="c3"),
        pays("p3", "2026-06-26", "10.00"),
        claims=[asked("c1", "PRI", "adjudicated", "2026-02-15"), asked("c1", "SEC", "pending"),
                asked("c3", "PRI", "adjudicated", "2026-05-01"), asked("c5", "PRI", "pending")],
        plans=[plan("pl", ["c4"], *[(f"2026-0{m}-20", "90.00") for m in range(6, 10)])]),
     {"per_patient": {"P1": of("20.00", "80.00"), "P2": of("0.00", on_plan="360.00"),
                      "P3": of("0.00", "150.00")},
      "per_charge": [{"insurance": "80.00"}, {"balance": "50.00", "credit_applied": "30.00",
                                             "patient": "20.00", "age_days": 117},
                     {"balance": "-20.00"}, {"plan": "360.00"}, {"insurance": "150.00"}],
      "aging": NONE | {"91-120": "20.00"}, "plan_due_now": "180.00", "plan_past_due": "90.00",
      "minimum_due": "200.00", "unapplied_credit": "0.00", "account_balance": "610.00"}),
]  # fmt: skip

LOW = [insurer("a1", "2026-04-01", "150.00"), adjusts("a2", "2026-04-01", "45.01"),
       explains("a3", "2026-04-01", "4.99")]  # fmt: skip
TWO_HUNDRED = [c("c1", "2026-03-01", "200.00")]
ANSWERED = [asked("c1", "PRI", "adjudicated", "2026-04-01")]

SENT: list[Sharp] = [
    ("a cent under the minimum", case(TWO_HUNDRED, *LOW, claims=ANSWERED),
     {"minimum_due": "4.99", "aging": NONE | {"61-90": "4.99"}, "statement": "skip:below_minimum"}),
    ("… written off as small on that day",
     case(TWO_HUNDRED, *LOW, off("w1", "2026-06-30", "4.99"), claims=ANSWERED),
     {"minimum_due": "0.00", "aging": NONE, "statement": "skip:zero"}),
    # 1 November 2025: 60 days to the end of the year, 181 to 30 June.
    ("in collections, with a payment on account", case(
        [c("c1", "2025-11-01", "300.00")], pays("p1", "2026-01-05", "25.00", charge="c1"),
        flags={"in_collections": True}),
     {"patient_balance": "275.00", "per_charge": [{"age_days": 241, "bucket": "121+"}],
      "statement": "skip:in_collections"}),
    ("… and written off as a bad debt", case(
        [c("c1", "2025-11-01", "300.00")], pays("p1", "2026-01-05", "25.00", charge="c1"),
        off("w1", "2026-06-01", "275.00", "bad debt"), flags={"in_collections": True}),
     {"patient_balance": "0.00", "account_balance": "0.00", "statement": "skip:in_collections"}),
    ("the statement went out this morning, half was paid at noon", case(
        [c("c1", "2026-05-01", "60.00")], pays("p1", "2026-06-30", "30.00", charge="c1"),
        last_statement="2026-06-30"), {"minimum_due": "30.00", "statement": "skip:cycle"}),
    ("… and all of it", case(
        [c("c1", "2026-05-01", "60.00")], pays("p1", "2026-06-30", "60.00", charge="c1"),
        last_statement="2026-06-30"), {"minimum_due": "0.00", "statement": "skip:zero"}),
    # 15 February is day 46: 135 days. 10 March is day 69: 112.
    ("a returned check and its fee by the date of service", case(
        [c("c1", "2026-02-15", "80.00")], pays("p1", "2026-03-01", "80.00", charge="c1"),
        returned("n1", "2026-03-10", "p1"), aging_basis="dos"),
     {"aging": NONE | {"121+": "80.00", "91-120": "25.00"}, "minimum_due": "105.00"}),
    ("the fee of a returned check is paid, the visit is not", case(
        [c("c1", "2026-02-15", "80.00")], pays("p1", "2026-03-01", "80.00", charge="c1"),
        returned("n1", "2026-03-10", "p1"), pays("p2", "2026-03-20", "25.00", charge="fee-n1")),
     {"per_charge": [{"balance": "80.00"}, {"charge": "fee-n1", "balance": "0.00"}],
      "patient_balance": "80.00"}),
    ("a check that was voided and then came back costs its fee and pays nothing", case(
        [c("c1", "2026-02-15", "80.00")], pays("p1", "2026-03-01", "80.00", charge="c1"),
        void("v1", "2026-03-05", "p1"), returned("n1", "2026-03-10", "p1")),
     {"patient_balance": "105.00", "unapplied_credit": "0.00"}),
    # 31 December to 29 February: 31 + 29 = 60 days; a day before: 61. Due 25 days on: 25 March.
    ("a leap day and the days before the year's end", case(
        [c("c1", "2027-12-31", "10.00"), c("c2", "2027-12-30", "20.00")], as_of="2028-02-29",
        last_statement="2028-02-01"),
     {"aging": NONE | {"31-60": "10.00", "61-90": "20.00"}, "due_date": "2028-03-25",
      "statement": "send"}),
]  # fmt: skip

ONE_HUNDRED = [c("c1", "2026-03-01", "100.00")]
UNDONE: list[Sharp] = [
    # A part of 50 was put to the patient on 1 April and paid; the check came back: owed again.
    # 1 April to 30 June: 90 days; the fee of 1 May: 60.
    ("a copay's check comes back while the insurer is still asked", case(
        TWO_HUNDRED, moved("m1", "2026-04-01", "50.00"),
        pays("p1", "2026-04-10", "50.00", charge="c1"), returned("n1", "2026-05-01", "p1"),
        claims=[asked("c1", "PRI", "pending")]),
     {"patient_balance": "75.00", "insurance_pending": "150.00",
      "aging": NONE | {"61-90": "50.00", "31-60": "25.00"}}),
    # 150 were poured 100 and 50, then 30 on the second; without the 150 the 30 pay the first.
    ("a payment that was poured over two services is voided", case(
        [c("c1", "2026-02-01", "100.00"), c("c2", "2026-03-01", "100.00")],
        pays("p1", "2026-04-01", "150.00", plan="pl"), pays("p2", "2026-04-20", "30.00", plan="pl"),
        void("v1", "2026-05-10", "p1"),
        plans=[plan("pl", ["c1", "c2"], ("2026-04-01", "100.00"), ("2026-05-01", "100.00"))]),
     {"plan_balance": "170.00", "plans": [due("pl", "170.00", "0.00", "2026-04-01")],
      "per_charge": [{"plan": "70.00"}, {"plan": "100.00"}]}),
    # 200 - (120 - 150) - 50 = 180.
    ("an insurer takes back more than it paid", case(
        TWO_HUNDRED, insurer("a1", "2026-04-01", "120.00"), adjusts("a2", "2026-04-01", "50.00"),
        insurer("r1", "2026-06-01", "-150.00"), claims=ANSWERED),
     {"patient_balance": "180.00", "payer_credit": "0.00"}),
    # 100 - 120 + 50 = 30: what was given back beyond its 20 is owed by the patient.
    ("an insurer gets back more than it paid too much", case(
        ONE_HUNDRED, insurer("a1", "2026-04-01", "120.00"),
        given_back("g1", "2026-05-01", "50.00", "payer", charge="c1", payer="PRI"),
        claims=[asked("c1", "PRI", "adjudicated", "2026-04-01")]),
     {"patient_balance": "30.00", "payer_credit": "0.00", "unapplied_credit": "0.00"}),
    ("a void of a payment that is still to come", case(
        ONE_HUNDRED, pays("p1", "2026-07-01", "100.00", charge="c1"),
        void("v1", "2026-03-15", "p1")), {"patient_balance": "100.00"}),
]  # fmt: skip

WHOLE = [*COVERED, *ON_PLANS, *FAMILY, *SENT, *UNDONE]

MISSING: list[tuple[str, dict[str, Any], str]] = [
    ("a charge cannot be voided by a transaction",
     case(TWO_HUNDRED, void("v1", "2026-04-01", "c1")), "unknown_ref"),
    ("a void of itself", case(TWO_HUNDRED, void("v1", "2026-04-01", "v1")), "unknown_ref"),
    ("two voids of one another",
     case(TWO_HUNDRED, void("v1", "2026-04-01", "v2"), void("v2", "2026-04-01", "v1")),
     "unknown_ref"),
    ("a returned check that never was", case(TWO_HUNDRED, returned("n1", "2026-04-01", "p9")),
     "unknown_ref"),
    ("a refund of a charge that is not there",
     case(TWO_HUNDRED, given_back("g1", "2026-04-01", "5.00", charge="c9")), "unknown_charge"),
    ("a claim for a charge that is not there",
     case(TWO_HUNDRED, claims=[asked("c9", "PRI", "pending")]), "unknown_charge"),
    ("a plan for a charge that is not there",
     case(TWO_HUNDRED, plans=[plan("pl", ["c9"], ("2026-07-01", "10.00"))]), "unknown_charge"),
]  # fmt: skip
