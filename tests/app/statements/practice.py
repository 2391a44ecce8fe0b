"""A practice of two dozen accounts as an old system gives them, with what two runs must say.

``RUNS`` are 30 June and 28 July 2026, just one cycle apart. For each account stands what each
of them asks for, or why it asks nothing; the sums are worked by hand.
"""

from __future__ import annotations

from typing import Any

from tests.app.ledger.hand_cases import adjusts, asked, c, case, insurer, pays, t, void
from tests.app.ledger.sharp_cases import given_back, moved, plan, returned

RUNS = ("2026-06-30", "2026-07-28")
SIX = [(f"2026-{month:02d}-15", "100.00") for month in range(4, 10)]
"""Six installments of 100.00, due the 15th of April to September."""


def pr(name: str, on: str, amount: str, carc: str, charge: str = "c1") -> dict[str, Any]:
    return t(name, "responsibility", on, amount, charge=charge, payer="PRI", group="PR", carc=carc)


def off(name: str, on: str, amount: str) -> dict[str, Any]:
    return t(name, "writeoff", on, amount, charge="c1", reason="financial assistance")


def person(name: str, street: str = "14 Alder Mill Rd", **more: Any) -> dict[str, Any]:
    return {"name": name, "address": f"{street}, Springfield, IL 62701", **more}


PRIYA = {"G1": person("Castellan, Priya"), "P1": {"name": "Castellan, Priya"}}
FAMILY = {
    "G1": person("Muñoz, Inés", "9 Peñasco Way", language="es"),
    "P1": {"name": "Muñoz, Inés"}, "P2": {"name": "Muñoz, Tomás"},
}  # fmt: skip
LONG_NAME = "Featherstonehaugh-Abercrombie, Maximiliana Wilhelmina"
LONG = {"G1": person(LONG_NAME, "12345 North Meadow Creek Boulevard Apt 1204B"),
        "P1": {"name": LONG_NAME}}  # fmt: skip
VISIT = [c("c1", "2026-06-01", "120.00")]
DONE = [asked("c1", "PRI", "adjudicated", "2026-06-01")]
PLANNED = [c("c1", "2026-02-01", "600.00")]

PRACTICE: dict[str, tuple[dict[str, Any], str, str]] = {
    "self pay": (case(VISIT), "120.00", "120.00"),
    # 250 - 72.40 - 88.25.
    "deductible": (
        case([c("c1", "2026-03-02", "250.00")], insurer("t1", "2026-04-01", "72.40"),
             adjusts("t2", "2026-04-01", "88.25"), pr("t3", "2026-04-01", "89.35", "1"),
             claims=[asked("c1", "PRI", "adjudicated", "2026-04-01")]), "89.35", "89.35"),
    # 225 + 38 - 30 - 84.32 - 74.60 = 74.08: 36.08 coinsurance, 38.00 not covered.
    "copay, coinsurance, not covered": (
        case([c("c1", "2026-05-02", "225.00"), c("c2", "2026-05-02", "38.00")],
             pays("t0", "2026-05-02", "30.00", charge="c1"),
             insurer("t1", "2026-05-28", "84.32"), adjusts("t2", "2026-05-28", "74.60"),
             pr("t3", "2026-05-28", "30.00", "3"), pr("t4", "2026-05-28", "36.08", "2"),
             pr("t5", "2026-05-28", "38.00", "204", "c2"),
             claims=[asked(one, "PRI", "adjudicated", "2026-05-28") for one in ("c1", "c2")]),
        "74.08", "74.08"),
    # The answer of 15 July is news of the second run: 180 - 25 - 70 - 60.
    "waiting, then answered": (
        case([c("c1", "2026-06-10", "180.00")], pays("t0", "2026-06-10", "25.00", charge="c1"),
             insurer("t1", "2026-07-15", "70.00"), adjusts("t2", "2026-07-15", "60.00"),
             pr("t3", "2026-07-15", "25.00", "3"), pr("t4", "2026-07-15", "25.00", "2"),
             claims=[asked("c1", "PRI", "adjudicated", "2026-07-15")]),
        "insurance_pending", "25.00"),
    "one waits, one is due": (
        case([c("c1", "2026-06-02", "225.00"), c("c2", "2026-05-01", "60.00")],
             claims=[asked("c1", "PRI", "pending")]), "60.00", "60.00"),
    "the secondary waits": (
        case([c("c1", "2026-03-02", "300.00")], insurer("t1", "2026-04-01", "156.80"),
             adjusts("t2", "2026-04-01", "104.00"), pr("t3", "2026-04-01", "39.20", "2"),
             claims=[asked("c1", "PRI", "adjudicated", "2026-04-01"),
                     asked("c1", "SEC", "pending")]), "insurance_pending", "insurance_pending"),
    # 140 came back with a fee of 25, and the other child's 95.
    "family, a returned check": (
        case([c("c1", "2026-05-02", "140.00"), c("c2", "2026-06-02", "95.00", "P2")],
             pays("t1", "2026-05-02", "40.00", charge="c1"), returned("t2", "2026-05-10", "t1")),
        "260.00", "260.00"),
    # Kept: July's only. Then July was missed, and August's is near.
    "a kept plan, then missed": (
        case(PLANNED, *(pays(f"t{n}", f"2026-0{n}-15", "100.00", plan="pl") for n in (4, 5, 6)),
             plans=[plan("pl", ["c1"], *SIX)]), "100.00", "200.00"),
    # 40 of May and June past due, July's, and the visit of 85; then July is past due too.
    "a plan past due and a visit": (
        case([*PLANNED, c("c2", "2026-06-10", "85.00")],
             pays("t1", "2026-04-15", "100.00", plan="pl"),
             pays("t2", "2026-05-20", "60.00", plan="pl"), plans=[plan("pl", ["c1"], *SIX)]),
        "325.00", "425.00"),
    "a plan paid ahead": (
        case(PLANNED, pays("t1", "2026-04-15", "500.00", plan="pl"),
             plans=[plan("pl", ["c1"], *SIX)]), "plan_not_due", "plan_not_due"),
    # 100 past due, 100 and 50 soon, less 30 held; then 200 and 50 past due, 50 soon.
    "two plans and some credit": (
        case([c("c1", "2026-02-01", "300.00"), c("c2", "2026-02-03", "200.00")],
             pays("t1", "2026-05-15", "100.00", plan="p1"), pays("t2", "2026-06-01", "30.00"),
             plans=[plan("p1", ["c1"], ("2026-05-15", "100.00"), ("2026-06-15", "100.00"),
                         ("2026-07-15", "100.00")),
                    plan("p2", ["c2"], ("2026-07-01", "50.00"), ("2026-08-01", "50.00"),
                         ("2026-09-01", "100.00"))]), "220.00", "270.00"),
    "credit": (case(VISIT, pays("t1", "2026-06-02", "150.00", charge="c1")), "credit", "credit"),
    # 180 - 100 - 20 given back = 60 on the 90.
    "credit partly given back": (
        case([c("c1", "2026-05-02", "100.00"), c("c2", "2026-06-02", "90.00")],
             pays("t1", "2026-05-02", "180.00", charge="c1"),
             given_back("t2", "2026-05-20", "20.00", charge="c1")), "30.00", "30.00"),
    # The insurer's 30 too much go back on 3 July; the patient owes the 44 before and after.
    "an insurer's credit, then given back": (
        case([c("c1", "2026-03-02", "100.00"), c("c2", "2026-06-01", "44.00")],
             insurer("t1", "2026-04-02", "130.00"),
             given_back("t2", "2026-07-03", "30.00", "payer", charge="c1", payer="PRI"),
             claims=[asked("c1", "PRI", "adjudicated", "2026-04-02")]), "44.00", "44.00"),
    "a cent under the minimum": (
        case([c("c1", "2026-06-01", "4.99")]), "below_minimum", "below_minimum"),
    "just the minimum": (case([c("c1", "2026-06-01", "5.00")]), "5.00", "5.00"),
    "bankrupt": (case(VISIT, flags={"bankruptcy": True}), "bankruptcy", "bankruptcy"),
    "deceased": (case(VISIT, flags={"deceased": True}), "deceased", "deceased"),
    "with an agency": (case(VISIT, flags={"in_collections": True}),
                       "in_collections", "in_collections"),
    "nowhere": (case(VISIT), "bad_address", "bad_address"),
    # Reversed and decided anew: 220 - 64 - 80 - 20.
    "taken back": (
        case([c("c1", "2026-03-14", "220.00")], insurer("t1", "2026-04-05", "120.00"),
             adjusts("t2", "2026-04-05", "80.00"), pr("t3", "2026-04-05", "20.00", "3"),
             pays("t4", "2026-04-20", "20.00", charge="c1"),
             insurer("t5", "2026-06-22", "-120.00"), adjusts("t6", "2026-06-22", "-80.00"),
             pr("t7", "2026-06-22", "-20.00", "3"), insurer("t8", "2026-06-22", "64.00"),
             adjusts("t9", "2026-06-22", "80.00"), pr("ta", "2026-06-22", "76.00", "1"),
             claims=[asked("c1", "PRI", "adjudicated", "2026-06-22")]), "56.00", "56.00"),
    # 60 moved, 10 of it paid; 180 wait.
    "put to the patient while it waits": (
        case([c("c1", "2026-03-10", "240.00")], moved("t1", "2026-05-20", "60.00"),
             pays("t2", "2026-05-25", "10.00", charge="c1"),
             claims=[asked("c1", "PRI", "pending")]), "50.00", "50.00"),
    # 500 - 150 - 150 - 120.
    "financial help": (
        case([c("c1", "2026-03-01", "500.00")], insurer("t1", "2026-06-01", "150.00"),
             adjusts("t2", "2026-06-01", "150.00"), pr("t3", "2026-06-01", "200.00", "1"),
             off("t4", "2026-06-10", "120.00"), claims=DONE), "80.00", "80.00"),
    "sixty visits": (
        case([c(f"c{n}", f"2026-{1 + n // 12:02d}-{1 + n % 12 * 2:02d}", "31.00")
              for n in range(60)]), "1860.00", "1860.00"),
    "seven digits": (case([c("c1", "2026-06-20", "1234567.89")]), "1234567.89", "1234567.89"),
    # Voided on 10 July, 20 paid on the 12th, and a visit of the 5th: 100 + 40 - 20.
    "voided after the bill": (
        case([c("c1", "2026-05-02", "100.00"), c("c2", "2026-07-05", "40.00")],
             pays("t1", "2026-06-01", "30.00", charge="c1"), void("t2", "2026-07-10", "t1"),
             pays("t3", "2026-07-12", "20.00")), "70.00", "120.00"),
    # The 150 come back on 3 July with a fee.
    "returned after the bill": (
        case([c("c1", "2026-04-02", "200.00")], pays("t1", "2026-06-01", "150.00", charge="c1"),
             returned("t2", "2026-07-03", "t1")), "50.00", "225.00"),
    # 500 - 200 - 150 wait for the second; it pays 100, and the third denies on 10 July: 50.
    "three payers": (
        case([c("c1", "2026-03-10", "500.00")], insurer("t1", "2026-04-01", "200.00"),
             adjusts("t2", "2026-04-01", "150.00"), pr("t3", "2026-04-01", "150.00", "2"),
             insurer("t4", "2026-07-10", "100.00", payer="SEC"),
             claims=[asked("c1", "PRI", "adjudicated", "2026-04-01"),
                     asked("c1", "SEC", "adjudicated", "2026-07-10"),
                     asked("c1", "TER", "denied", "2026-07-10")]), "insurance_pending", "50.00"),
    # 30 June: 200 past due and 100 soon. 350 of the insurer on 20 July leave 150, all past due.
    "an insurer pays late into a plan": (
        case(PLANNED, pays("t1", "2026-04-15", "100.00", plan="pl"),
             insurer("t2", "2026-07-20", "350.00"),
             claims=[asked("c1", "PRI", "adjudicated", "2026-03-01")],
             plans=[plan("pl", ["c1"], *SIX)]), "300.00", "150.00"),
    # 100 soon less 96 held; then 100 past due and 300 soon less 96.
    "credit leaves cents of an installment": (
        case([c("c1", "2026-02-01", "400.00")], pays("t1", "2026-06-01", "96.00"),
             plans=[plan("pl", ["c1"], ("2026-07-01", "100.00"), ("2026-08-01", "300.00"))]),
        "below_minimum", "304.00"),
    "a deposit, then its visit": (
        case([c("c1", "2026-07-03", "80.00")], pays("t1", "2026-06-20", "50.00")),
        "credit", "30.00"),
    # 100 held net 80, 20 over: 100 past due and 100 soon less 20; then 200 and 100 less 20.
    "three patients, three states": (
        case([c("c1", "2026-05-20", "80.00"), c("c2", "2026-06-01", "150.00", "P2"),
              c("c3", "2026-02-01", "300.00", "P3")], pays("t1", "2026-06-01", "100.00"),
             claims=[asked("c2", "PRI", "pending")],
             plans=[plan("pl", ["c3"], ("2026-06-15", "100.00"), ("2026-07-15", "100.00"),
                         ("2026-08-15", "100.00"))]), "180.00", "280.00"),
    "billed elsewhere lately": (case(VISIT, last_statement="2026-06-03"), "cycle", "120.00"),
}  # fmt: skip

PEOPLE = {
    "family, a returned check": FAMILY, "seven digits": LONG,
    "nowhere": {"G1": {"name": "Nowhere, Ned"}},
}  # fmt: skip


def cases() -> list[dict[str, Any]]:
    """Give the accounts as ``import accounts`` takes them."""
    return [
        {"id": name, "input": given, "people": PEOPLE.get(name, PRIYA)}
        for name, (given, _, _) in PRACTICE.items()
    ]
