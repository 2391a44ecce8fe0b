"""Cases worked by hand from the conventions; the arithmetic stands beside each."""

from __future__ import annotations

from typing import Any

PLAN = [
    {"n": n, "due": f"2026-0{3 + n}-01", "amount": "100.00"} for n in range(1, 5)
]  # due 1 April to 1 July


def c(name: str, dos: str, amount: str, patient: str = "P1") -> dict[str, Any]:
    return {"id": name, "patient": patient, "dos": dos, "cpt": "99213", "amount": amount}


def asked(charge: str, payer: str, status: str, adjudicated: str | None = None) -> dict[str, Any]:
    found = {"charge": charge, "payer": payer, "status": status, "submitted": "2026-01-05"}
    return found | ({"adjudicated": adjudicated} if adjudicated else {})


def t(name: str, kind: str, on: str, amount: str = "0.00", **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "date": on, "amount": amount, **more}


def pays(name: str, on: str, amount: str, **more: Any) -> dict[str, Any]:
    return t(name, "patient_payment", on, amount, method="card", **more)


def insurer(
    name: str, on: str, amount: str, charge: str = "c1", payer: str = "PRI"
) -> dict[str, Any]:
    return t(name, "ins_payment", on, amount, charge=charge, payer=payer)


def adjusts(
    name: str, on: str, amount: str, charge: str = "c1", payer: str = "PRI"
) -> dict[str, Any]:
    return t(name, "adjustment", on, amount, charge=charge, payer=payer, group="CO", carc="45")


def explains(name: str, on: str, amount: str, charge: str = "c1") -> dict[str, Any]:
    return t(
        name, "responsibility", on, amount, charge=charge, payer="PRI", group="PR", carc="1"
    )  # fmt: skip


def void(name: str, on: str, ref: str) -> dict[str, Any]:
    return {"id": name, "type": "void", "date": on, "ref": ref, "reason": "posted in error"}


def case(
    charges: list[dict[str, Any]], *events: dict[str, Any], as_of: str = "2026-06-30", **more: Any
) -> dict[str, Any]:
    return {
        "guarantor": "G1", "charges": charges, "claims": [], "transactions": list(events),
        "as_of": as_of, **more,
    }  # fmt: skip


ONE = [c("c1", "2026-03-01", "200.00")]
PENDING = [asked("c1", "PRI", "pending")]
DONE = [asked("c1", "PRI", "adjudicated", "2026-04-01")]
ON_PLAN = [{"id": "pl", "charges": ["c1"], "principal": "400.00", "schedule": PLAN}]
FOUR = [c("c1", "2026-02-01", "400.00")]

HAND: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("nothing at all", case([]),
     {"per_charge": [], "per_patient": {}, "account_balance": "0.00", "statement": "skip:zero"}),
    ("a free service", case([c("c1", "2026-03-01", "0.00")]),
     {"patient_balance": "0.00", "statement": "skip:zero"}),
    ("a charge after as_of is left out", case([*ONE, c("c2", "2026-07-01", "50.00")]),
     {"patient_balance": "200.00", "per_patient": {
         "P1": {"patient": "200.00", "insurance": "0.00", "plan": "0.00"}}}),
    # The money is here, the visit is not: it is held, and nets what is owed.
    ("a payment for a visit still to come is credit",
     case([*ONE, c("c2", "2026-07-01", "50.00")], pays("t1", "2026-06-01", "30.00", charge="c2")),
     {"patient_balance": "170.00", "unapplied_credit": "0.00", "account_balance": "170.00"}),
    ("a payment dated after as_of is not known yet",
     case(ONE, pays("t1", "2026-07-01", "200.00", charge="c1")), {"patient_balance": "200.00"}),
    ("a payment on as_of itself is known",
     case(ONE, pays("t1", "2026-06-30", "200.00", charge="c1")),
     {"patient_balance": "0.00", "statement": "skip:zero"}),
    # Adjudicated the day after as_of: still the insurer's, though the rows are in.
    ("an answer after as_of leaves the charge with the insurer",
     case(ONE, adjusts("t1", "2026-06-01", "80.00"),
          claims=[asked("c1", "PRI", "adjudicated", "2026-07-01")]),
     {"insurance_pending": "120.00", "patient_balance": "0.00",
      "statement": "skip:insurance_pending"}),
    # 200 - 50 paid - 80 adjusted = 70, the patient's since 1 April: 90 days to 30 June.
    ("what the insurer leaves is the patient's from the answer",
     case(ONE, insurer("t1", "2026-04-01", "50.00"), adjusts("t2", "2026-04-01", "80.00"),
          claims=DONE),
     {"patient_balance": "70.00", "aging": {"0-30": "0.00", "31-60": "0.00", "61-90": "70.00",
                                            "91-120": "0.00", "121+": "0.00"}}),
    # A denial reads as decided here: 200 unpaid is the patient's.
    ("a denial without rows is the patient's in a case",
     case(ONE, claims=[asked("c1", "PRI", "denied", "2026-05-31")]),
     {"patient_balance": "200.00", "insurance_pending": "0.00"}),
    # Of 240, 60 moved; 25 paid before does not count against it, 40 the same day does.
    ("payments count against a transfer from its day on",
     case([c("c1", "2026-03-01", "240.00")], pays("t1", "2026-04-01", "25.00", charge="c1"),
          pays("t2", "2026-05-01", "40.00", charge="c1"),
          t("t3", "transfer_to_patient", "2026-05-01", "60.00", charge="c1", reason="copay"),
          claims=PENDING),
     {"patient_balance": "20.00", "insurance_pending": "155.00"}),
    # 80 paid on 60 moved: the 20 more are an advance on the insurer's part: 240 - 80 = 160.
    ("more paid than transferred is an advance",
     case([c("c1", "2026-03-01", "240.00")],
          t("t1", "transfer_to_patient", "2026-05-01", "60.00", charge="c1", reason="copay"),
          pays("t2", "2026-05-02", "80.00", charge="c1"), claims=PENDING),
     {"patient_balance": "0.00", "insurance_pending": "160.00"}),
    # The insurer pays 230 of 240 with 60 moved: 10 are left, and the patient owes no more.
    ("a transfer is never more than what is left",
     case([c("c1", "2026-03-01", "240.00")],
          t("t1", "transfer_to_patient", "2026-05-01", "60.00", charge="c1", reason="copay"),
          insurer("t2", "2026-05-10", "230.00"), claims=PENDING),
     {"patient_balance": "10.00", "insurance_pending": "0.00"}),
    # ... and when that payment is taken back, the 60 are the patient's again.
    ("a takeback brings a transfer back",
     case([c("c1", "2026-03-01", "240.00")],
          t("t1", "transfer_to_patient", "2026-05-01", "60.00", charge="c1", reason="copay"),
          insurer("t2", "2026-05-10", "230.00"), insurer("t3", "2026-06-01", "-230.00"),
          claims=PENDING),
     {"patient_balance": "60.00", "insurance_pending": "180.00"}),
    ("a voided transfer gives the charge back to the insurer",
     case(ONE, t("t1", "transfer_to_patient", "2026-05-01", "60.00", charge="c1", reason="x"),
          void("t2", "2026-05-02", "t1"), claims=PENDING),
     {"patient_balance": "0.00", "insurance_pending": "200.00"}),
    # While the payer is open a write-off lowers its part: 200 - 30 = 170, 60 of it moved.
    ("a write-off takes the insurer's part first",
     case(ONE, t("t1", "transfer_to_patient", "2026-05-01", "60.00", charge="c1", reason="x"),
          t("t2", "writeoff", "2026-05-02", "30.00", charge="c1", reason="courtesy"),
          claims=PENDING),
     {"patient_balance": "60.00", "insurance_pending": "110.00"}),
    ("a voided write-off is owed again",
     case(ONE, t("t1", "writeoff", "2026-05-02", "30.00", charge="c1", reason="courtesy"),
          void("t2", "2026-05-03", "t1")), {"patient_balance": "200.00"}),
    ("a voided adjustment is owed again",
     case(ONE, adjusts("t1", "2026-04-01", "80.00"), void("t2", "2026-05-03", "t1"),
          claims=DONE), {"patient_balance": "200.00"}),
    ("a voided insurer payment is owed again",
     case(ONE, insurer("t1", "2026-04-01", "80.00"), void("t2", "2026-05-03", "t1"),
          claims=DONE), {"patient_balance": "200.00"}),
    ("a void after as_of is not on the books yet",
     case(ONE, pays("t1", "2026-04-01", "80.00", charge="c1"), void("t2", "2026-07-03", "t1")),
     {"patient_balance": "120.00"}),
    ("a voided void lets the payment count again",
     case(ONE, pays("t1", "2026-04-01", "80.00", charge="c1"), void("t2", "2026-05-03", "t1"),
          void("t3", "2026-05-04", "t2")), {"patient_balance": "120.00"}),
    ("two voids of one payment undo it once",
     case(ONE, pays("t1", "2026-04-01", "80.00", charge="c1"), void("t2", "2026-05-03", "t1"),
          void("t3", "2026-05-04", "t1")), {"patient_balance": "200.00"}),
    ("a voided refund is credit again",
     case(ONE, pays("t1", "2026-04-01", "250.00", charge="c1"),
          t("t2", "refund", "2026-05-01", "50.00", to="patient", charge="c1"),
          void("t3", "2026-05-02", "t2")),
     {"unapplied_credit": "50.00", "account_balance": "-50.00", "statement": "skip:credit"}),
    # A refund beyond the credit: 200 - 200 + 30 = 30 is owed again.
    ("a refund beyond the credit of a charge is owed again",
     case(ONE, pays("t1", "2026-04-01", "200.00", charge="c1"),
          t("t2", "refund", "2026-05-01", "30.00", to="patient", charge="c1")),
     {"patient_balance": "30.00", "unapplied_credit": "0.00"}),
    # 500 held, 120 given back, 200 netted: 180 left.
    ("a refund without a charge lowers the free credit",
     case(ONE, pays("t1", "2026-04-01", "500.00"),
          t("t2", "refund", "2026-05-01", "120.00", to="patient")),
     {"patient_balance": "0.00", "unapplied_credit": "180.00", "statement": "skip:credit"}),
    # One child's overpaid 40 pays the other's oldest visit first: 30 of 30, then 10 of 60.
    ("family credit nets the oldest balance of anyone",
     case([c("c1", "2026-03-01", "100.00"), c("c2", "2026-05-01", "60.00", "P2"),
           c("c3", "2026-04-01", "30.00", "P3")],
          pays("t1", "2026-05-02", "140.00", charge="c1")),
     {"patient_balance": "50.00", "unapplied_credit": "0.00", "account_balance": "50.00",
      "per_patient": {"P1": {"patient": "0.00", "insurance": "0.00", "plan": "0.00"},
                      "P2": {"patient": "50.00", "insurance": "0.00", "plan": "0.00"},
                      "P3": {"patient": "0.00", "insurance": "0.00", "plan": "0.00"}}}),
    ("credit never pays what an insurer owes",
     case(ONE, pays("t1", "2026-05-02", "50.00"), claims=PENDING),
     {"insurance_pending": "200.00", "unapplied_credit": "50.00", "account_balance": "150.00",
      "statement": "skip:credit"}),
    # 150 + 80 + 20 PR - 200 = 50 is the insurer's; of -(200-150-80-60) = 90 the rest is 40.
    ("overpaid by both: the insurer's part and the patient's",
     case(ONE, insurer("t1", "2026-04-01", "150.00"), adjusts("t2", "2026-04-01", "80.00"),
          explains("t3", "2026-04-01", "20.00"), pays("t4", "2026-05-01", "60.00", charge="c1"),
          claims=DONE),
     {"payer_credit": "50.00", "unapplied_credit": "40.00", "account_balance": "-90.00"}),
    # Giving the insurer its 50 back leaves only the patient's 40.
    ("a refund to the insurer ends its credit",
     case(ONE, insurer("t1", "2026-04-01", "150.00"), adjusts("t2", "2026-04-01", "80.00"),
          explains("t3", "2026-04-01", "20.00"), pays("t4", "2026-05-01", "60.00", charge="c1"),
          t("t5", "refund", "2026-05-05", "50.00", to="payer", charge="c1", payer="PRI"),
          claims=DONE),
     {"payer_credit": "0.00", "unapplied_credit": "40.00", "account_balance": "-40.00"}),
    ("insurer credit alone is zero to the patient",
     case(ONE, insurer("t1", "2026-04-01", "230.00"), claims=DONE),
     {"payer_credit": "30.00", "unapplied_credit": "0.00", "account_balance": "-30.00",
      "statement": "skip:zero"}),
    # The first payer left 120, the second pays 70 and is final: 50, aged from its answer.
    ("the last of two payers decides whose and from when",
     case(ONE, adjusts("t1", "2026-04-01", "80.00"), insurer("t2", "2026-05-31", "70.00", "c1",
                                                               "SEC"),
          claims=[*DONE, asked("c1", "SEC", "adjudicated", "2026-05-31")]),
     {"patient_balance": "50.00", "aging": {"0-30": "50.00", "31-60": "0.00", "61-90": "0.00",
                                            "91-120": "0.00", "121+": "0.00"}}),
    # 400 on the plan, 100 paid of it, two of 1 April and 1 May past on 15 May: 100 unpaid.
    ("a plan's missed installment", case(
        FOUR, pays("t1", "2026-04-01", "100.00", plan="pl"), as_of="2026-05-15", plans=ON_PLAN),
     {"plan_balance": "300.00", "patient_balance": "0.00", "plan_past_due": "100.00",
      "plan_due_now": "200.00", "plans": [{"plan": "pl", "past_due": "100.00",
                                           "current_due": "100.00",
                                           "oldest_unpaid_due": "2026-05-01"}],
      "minimum_due": "200.00", "statement": "send"}),
    # Written off to 30: no more than 30 is asked, past due first.
    ("installments are cut to what is left of the plan", case(
        FOUR, t("t1", "writeoff", "2026-04-10", "370.00", charge="c1", reason="assistance"),
        as_of="2026-05-15", plans=ON_PLAN),
     {"plan_balance": "30.00", "plan_past_due": "30.00", "plan_due_now": "30.00",
      "minimum_due": "30.00"}),
    ("a plan overpaid becomes credit", case(
        FOUR, pays("t1", "2026-04-01", "450.00", plan="pl"), plans=ON_PLAN),
     {"plan_balance": "0.00", "unapplied_credit": "50.00", "statement": "skip:credit",
      "plans": [{"plan": "pl", "past_due": "0.00", "current_due": "0.00",
                 "oldest_unpaid_due": None}]}),
    # Credit pays no plan in the figures, but lowers what is asked: 200 - 60 = 140.
    ("free credit lowers the minimum due of a plan", case(
        FOUR, pays("t1", "2026-04-01", "60.00"), as_of="2026-04-15", plans=ON_PLAN),
     {"plan_balance": "400.00", "unapplied_credit": "60.00", "plan_due_now": "200.00",
      "minimum_due": "140.00"}),
    ("credit that covers all that is due: no statement", case(
        FOUR, pays("t1", "2026-04-01", "250.00"), as_of="2026-04-15", plans=ON_PLAN),
     {"minimum_due": "0.00", "statement": "skip:credit"}),
    # The first of two plan payments comes back: the second pours onto the oldest charge.
    ("a plan payment that comes back is poured anew", case(
        [c("c1", "2026-02-01", "80.00"), c("c2", "2026-02-10", "100.00")],
        pays("t1", "2026-04-01", "80.00", plan="pl"), pays("t2", "2026-05-01", "50.00", plan="pl"),
        void("t3", "2026-05-05", "t1"), as_of="2026-05-20",
        plans=[{"id": "pl", "charges": ["c2", "c1"], "principal": "180.00", "schedule": PLAN}]),
     {"plan_balance": "130.00", "per_charge": [
         {"charge": "c1", "balance": "30.00", "patient": "0.00", "insurance": "0.00",
          "plan": "30.00", "credit_applied": "0.00", "age_days": None, "bucket": None},
         {"charge": "c2", "balance": "100.00", "patient": "0.00", "insurance": "0.00",
          "plan": "100.00", "credit_applied": "0.00", "age_days": None, "bucket": None}]}),
    ("a returned check of a plan, with its fee outside the plan", case(
        FOUR, pays("t1", "2026-04-01", "100.00", plan="pl"),
        {"id": "t2", "type": "nsf", "date": "2026-04-08", "ref": "t1", "fee": "25.00",
         "fee_charge": "nsf1", "patient": "P1"}, as_of="2026-04-15", plans=ON_PLAN),
     {"plan_balance": "400.00", "patient_balance": "25.00", "plan_past_due": "100.00",
      "minimum_due": "225.00"}),
    ("a returned check without a fee", case(
        ONE, pays("t1", "2026-04-01", "100.00", charge="c1"),
        {"id": "t2", "type": "nsf", "date": "2026-04-08", "ref": "t1"}),
     {"patient_balance": "200.00"}),
    ("the fee of a returned check can be paid", case(
        ONE, pays("t1", "2026-04-01", "200.00", charge="c1"),
        {"id": "t2", "type": "nsf", "date": "2026-04-08", "ref": "t1", "fee": "25.00",
         "fee_charge": "nsf1", "patient": "P1"},
        pays("t3", "2026-04-20", "25.00", charge="nsf1")), {"patient_balance": "200.00"}),
    ("a returned check that was not: the fee goes with it", case(
        ONE, pays("t1", "2026-04-01", "150.00", charge="c1"),
        {"id": "t2", "type": "nsf", "date": "2026-04-08", "ref": "t1", "fee": "25.00",
         "fee_charge": "nsf1", "patient": "P1"}, void("t3", "2026-04-09", "t2")),
     {"patient_balance": "50.00", "per_charge": [
         {"charge": "c1", "balance": "50.00", "patient": "50.00", "insurance": "0.00",
          "plan": "0.00", "credit_applied": "0.00", "age_days": 121, "bucket": "121+"}]}),
    ("what an insurer says of a visit still to come is not known yet", case(
        [*ONE, c("c2", "2026-07-01", "50.00")], insurer("t1", "2026-06-01", "10.00", "c2"),
        t("t2", "writeoff", "2026-06-01", "5.00", charge="c2", reason="x"),
        t("t3", "refund", "2026-06-01", "5.00", charge="c2", to="patient"),
        t("t4", "transfer_to_patient", "2026-06-01", "5.00", charge="c2", reason="x"),
        claims=[asked("c2", "PRI", "pending")]),
     {"patient_balance": "200.00", "insurance_pending": "0.00", "account_balance": "200.00"}),
    # 30 went back before anything was paid; then the plan is paid in full: 430 in, 30 out.
    ("a refund before its payment, on a plan", case(
        FOUR, t("t1", "refund", "2026-03-01", "30.00", to="patient"),
        pays("t2", "2026-04-01", "430.00", plan="pl"), as_of="2026-05-15", plans=ON_PLAN),
     {"plan_balance": "0.00", "unapplied_credit": "0.00", "account_balance": "0.00",
      "per_charge": [{"charge": "c1", "balance": "0.00", "patient": "0.00", "insurance": "0.00",
                      "plan": "0.00", "credit_applied": "0.00", "age_days": None,
                      "bucket": None}]}),
    ("exactly the minimum is sent", case([c("c1", "2026-03-01", "5.00")]), {"statement": "send"}),
    ("a cent below the minimum is not", case([c("c1", "2026-03-01", "4.99")]),
     {"statement": "skip:below_minimum"}),
    ("the cycle ends on its last day",
     case(ONE, last_statement="2026-06-02", cycle_days=28), {"statement": "send"}),
    ("a statement sent after as_of is not known yet",
     case(ONE, last_statement="2026-07-02"), {"statement": "send"}),
    ("of several flags the first counts",
     case(ONE, flags={"in_collections": True, "deceased": True}), {"statement": "skip:deceased"}),
    ("a write-off below zero is owed again",
     case(ONE, t("t1", "writeoff", "2026-04-01", "50.00", charge="c1", reason="x"),
          t("t2", "writeoff", "2026-04-02", "-20.00", charge="c1", reason="x")),
     {"patient_balance": "170.00"}),
    ("a write-off below zero with an insurer is the insurer's again",
     case(ONE, t("t1", "writeoff", "2026-04-01", "50.00", charge="c1", reason="x"),
          t("t2", "writeoff", "2026-04-02", "-20.00", charge="c1", reason="x"), claims=PENDING),
     {"insurance_pending": "170.00"}),
    # 200 - 200 written off = 0 once the 20 came back; they were refunded, so they are owed again,
    # on the newest charge, which is the fee: 20 + 25. 1 June to 30 June: 29 days.
    ("a check that was refunded from a line written off comes back",
     case(ONE, pays("p1", "2026-03-02", "20.00", charge="c1"),
          t("w1", "writeoff", "2026-03-10", "200.00", charge="c1", reason="hardship"),
          t("g1", "refund", "2026-03-12", "20.00", to="patient"),
          {"id": "n1", "type": "nsf", "date": "2026-06-01", "ref": "p1", "fee": "25.00",
           "fee_charge": "f1", "patient": "P1"}),
     {"patient_balance": "45.00", "unapplied_credit": "0.00", "account_balance": "45.00",
      "aging": {"0-30": "45.00", "31-60": "0.00", "61-90": "0.00", "91-120": "0.00",
                "121+": "0.00"}, "statement": "send"}),
    ("events of nothing move nothing",
     case(ONE, pays("t1", "2026-04-01", "0.00"), insurer("t2", "2026-04-01", "0.00"),
          t("t3", "writeoff", "2026-04-01", "0.00", charge="c1", reason="x"),
          t("t4", "refund", "2026-04-01", "0.00", to="patient", charge="c1"),
          t("t5", "transfer_to_patient", "2026-04-01", "0.00", charge="c1", reason="x"),
          claims=PENDING), {"insurance_pending": "200.00"}),
]  # fmt: skip

REFUSED: list[tuple[str, Any, str]] = [
    ("a payment on no such charge", case(ONE, pays("t1", "2026-04-01", "1.00", charge="c9")),
     "unknown_charge"),
    ("a claim of no such charge", case(ONE, claims=[asked("c9", "PRI", "pending")]),
     "unknown_charge"),
    ("a plan of no such charge", case(ONE, plans=[{"id": "p", "charges": ["c9"]}]),
     "unknown_charge"),
    ("a void of nothing", case(ONE, void("t1", "2026-04-01", "t9")), "unknown_ref"),
    ("a returned check that was never there",
     case(ONE, {"id": "t1", "type": "nsf", "date": "2026-04-01", "ref": "t9"}), "unknown_ref"),
    ("a payment to no such plan", case(ONE, pays("t1", "2026-04-01", "1.00", plan="p9")),
     "unknown_plan"),
    ("no such type", case(ONE, t("t1", "gift", "2026-04-01", "1.00")), "unknown_type"),
    ("a payment of a patient below zero", case(ONE, pays("t1", "2026-04-01", "-1.00")),
     "payment_below_zero"),
    ("an adjustment of a group that is none",
     case(ONE, adjusts("t1", "2026-04-01", "1.00") | {"group": "ZZ"}, claims=PENDING),
     "unknown_group"),
    ("what is left to the patient as a discount",
     case(ONE, explains("t1", "2026-04-01", "1.00") | {"group": "CO"}, claims=PENDING),
     "unknown_group"),
    ("a refund below zero", case(ONE, t("t1", "refund", "2026-04-01", "-5.00", to="patient")),
     "amount_not_positive"),
    ("two transactions of one name",
     case(ONE, pays("t1", "2026-04-01", "1.00"), pays("t1", "2026-04-02", "1.00")),
     "already_posted"),
    ("an amount that is none", case([c("c1", "2026-03-01", "abc")]), "malformed_case"),
    ("a charge below zero", case([c("c1", "2026-03-01", "-1.00")]), "malformed_case"),
    ("no as_of", case(ONE) | {"as_of": None}, "malformed_case"),
    ("no input", None, "malformed_case"),
    ("more given back than anybody paid, and no visit to owe it",
     case([], t("t1", "refund", "2026-04-01", "10.00", to="patient")), "refund_in_the_way"),
]  # fmt: skip
