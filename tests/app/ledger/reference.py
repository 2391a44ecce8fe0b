"""A second, tiny reading of the conventions, in plain cents: no ledger, no buckets, no rows.

It works everything out anew from the list of what happened, as a person with a pencil would.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

EDGES = ((30, "0-30"), (60, "31-60"), (90, "61-90"), (120, "91-120"))


def cents(text):
    return int(Decimal(str(text)) * 100)


def dollars(amount):
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def day(text):
    return date.fromisoformat(text)


def standing(given):
    """Give the transactions known by as_of that nobody has undone."""
    known = [t for t in given["transactions"] if t["date"] <= given["as_of"]]
    undoing = {}
    for t in known:
        if t["type"] in ("void", "nsf"):
            undoing.setdefault(t["ref"], []).append(t["id"])

    def stands(name):
        return not any(stands(undoer) for undoer in undoing.get(name, ()))

    return [t for t in known if stands(t["id"])]


def charges_known(given, live):
    charges = [dict(c, self_pay=False) for c in given["charges"] if c["dos"] <= given["as_of"]]
    for t in live:
        if t["type"] == "nsf" and t.get("fee_charge"):
            charges.append(
                {"id": t["fee_charge"], "patient": t["patient"], "dos": t["date"],
                 "amount": t["fee"]}
            )  # fmt: skip
    return charges


def of(live, charge, kind, **like):
    return [
        t for t in live
        if t["type"] == kind and t.get("charge") == charge
        and all(t.get(k) == v for k, v in like.items())
    ]  # fmt: skip


def total(events):
    return sum(cents(t["amount"]) for t in events)


def before_plans(charge, live):
    """charge_balance, without what plans paid."""
    name = charge["id"]
    adjusted = [t for t in of(live, name, "adjustment") if t["group"] in ("CO", "OA", "PI")]
    return (
        cents(charge["amount"])
        - total(of(live, name, "ins_payment"))
        - total(adjusted)
        - total(of(live, name, "patient_payment"))
        - total(of(live, name, "writeoff"))
        + total(of(live, name, "refund"))
    )


def pour(given, live, charges, left, poured):
    """Let each plan pay its charges, oldest service first; give what is over."""
    over = 0
    for plan in given.get("plans", []):
        paid = total([t for t in live if t["type"] == "patient_payment"
                      and t.get("plan") == plan["id"]])  # fmt: skip
        held = [c for c in charges if c["id"] in plan["charges"]]
        for charge in sorted(held, key=lambda c: c["dos"]):
            share = min(max(left[charge["id"]], 0), paid)
            left[charge["id"]] -= share
            poured[charge["id"]] = poured.get(charge["id"], 0) + share
            paid -= share
        over += paid
    return over


def open_claims(given, name):
    return [
        c for c in given["claims"]
        if c["charge"] == name
        and (c["status"] in ("unbilled", "pending", "appealed")
             or c.get("adjudicated", "") > given["as_of"])
    ]  # fmt: skip


def patient_part(given, live, name, left, poured=0):
    """who_owes."""
    if left <= 0:
        return 0
    if not open_claims(given, name):
        return left
    asked = 0
    story = of(live, name, "transfer_to_patient") + of(live, name, "patient_payment")
    for t in sorted(story, key=lambda t: (t["date"], t["type"] == "patient_payment")):
        if t["type"] == "transfer_to_patient":
            asked += cents(t["amount"])
        else:
            asked = max(0, asked - cents(t["amount"]))
    return min(max(0, asked - poured), left)


def payer_credit(charge, live, left):
    name = charge["id"]
    insured = total(of(live, name, "ins_payment"))
    insured += total([t for t in of(live, name, "adjustment") if t["group"] != "PR"])
    explained = total(of(live, name, "responsibility"))
    given_back = total(of(live, name, "refund", to="payer"))
    excess = insured + explained - given_back - cents(charge["amount"])
    return min(max(0, excess), max(0, -left))


def age(given, live, charge):
    name, as_of = charge["id"], day(given["as_of"])
    if given["aging_basis"] == "dos":
        return (as_of - day(charge["dos"])).days
    claims = [c for c in given["claims"] if c["charge"] == name]
    transfers = of(live, name, "transfer_to_patient")
    start = charge["dos"]
    if claims and not open_claims(given, name):
        start = max(c["adjudicated"] for c in claims)
    elif claims and transfers:
        start = max(t["date"] for t in transfers)
    return (as_of - day(start)).days


def plan_due(given, live, plan, left):
    as_of = day(given["as_of"])
    until = as_of + timedelta(days=given["statement_due_days"])
    paid = total([t for t in live if t["type"] == "patient_payment"
                  and t.get("plan") == plan["id"]])  # fmt: skip
    past, now, oldest = 0, 0, None
    for row in plan["schedule"]:
        unpaid = max(0, cents(row["amount"]) - paid)
        paid = max(0, paid - cents(row["amount"]))
        if unpaid and oldest is None:
            oldest = row["due"]
        if day(row["due"]) < as_of:
            past += unpaid
        elif day(row["due"]) <= until:
            now += unpaid
    past = min(past, left)
    now = min(now, left - past)
    return {"plan": plan["id"], "past_due": past, "current_due": now,
            "oldest_unpaid_due": oldest if left else None}  # fmt: skip


def pool_of(given, live):
    """Give (free money, left of each charge, charges) after payments and plans."""
    charges = charges_known(given, live)
    left = {c["id"]: before_plans(c, live) for c in charges}
    poured = {}
    free = pour(given, live, charges, left, poured)
    free += total([t for t in live if t["type"] == "patient_payment"
                   and not t.get("charge") and not t.get("plan")])  # fmt: skip
    free -= total([t for t in live if t["type"] == "refund" and not t.get("charge")])
    return free, left, charges, poured


def evaluate(given):
    """Give the figures of a case as its ``expected`` has them."""
    live = standing(given)
    free, left, charges, poured = pool_of(given, live)
    on_plan = {name for plan in given.get("plans", []) for name in plan["charges"]}
    rows, to_payers = {}, 0
    for charge in charges:
        name = charge["id"]
        owed = patient_part(given, live, name, left[name], poured.get(name, 0))
        back = payer_credit(charge, live, left[name])
        to_payers += back
        free += max(0, -left[name]) - back
        rows[name] = {
            "charge": name, "balance": left[name],
            "patient": 0 if name in on_plan else owed,
            "insurance": max(0, left[name]) - owed,
            "plan": owed if name in on_plan else 0,
            "credit_applied": 0, "age_days": None, "bucket": None,
        }  # fmt: skip
    for charge in sorted(charges, key=lambda c: c["dos"]):
        row = rows[charge["id"]]
        share = min(max(free, 0), row["patient"])
        row["patient"] -= share
        row["credit_applied"] = share
        free -= share
    aging = {"0-30": 0, "31-60": 0, "61-90": 0, "91-120": 0, "121+": 0}
    for charge in charges:
        row = rows[charge["id"]]
        if row["patient"]:
            row["age_days"] = age(given, live, charge)
            row["bucket"] = next((b for last, b in EDGES if row["age_days"] <= last), "121+")
            aging[row["bucket"]] += row["patient"]
    return told(given, live, charges, rows, free, to_payers, aging)


def told(given, live, charges, rows, free, to_payers, aging):
    patient = sum(r["patient"] for r in rows.values())
    plan = sum(r["plan"] for r in rows.values())
    insurance = sum(r["insurance"] for r in rows.values())
    plans = [
        plan_due(given, live, p, sum(rows[n]["plan"] for n in p["charges"] if n in rows))
        for p in given.get("plans", [])
    ]
    past = sum(p["past_due"] for p in plans)
    now = past + sum(p["current_due"] for p in plans)
    minimum = max(0, patient + now - free)
    people = {}
    for charge in charges:
        sums = people.setdefault(charge["patient"], {"patient": 0, "insurance": 0, "plan": 0})
        for key in sums:
            sums[key] += rows[charge["id"]][key]
    as_of = day(given["as_of"])
    figures = {
        "per_charge": list(rows.values()), "per_patient": people,
        "patient_balance": patient, "plan_balance": plan, "insurance_pending": insurance,
        "unapplied_credit": free, "payer_credit": to_payers,
        "account_balance": patient + plan + insurance - free - to_payers,
        "aging": aging, "plans": plans, "plan_due_now": now, "plan_past_due": past,
        "minimum_due": minimum,
    }  # fmt: skip
    return money_as_text(figures) | {
        "due_date": str(as_of + timedelta(days=given["statement_due_days"])),
        "statement": statement(given, patient, plan, insurance, free, now, minimum),
    }


def money_as_text(found):
    if isinstance(found, dict):
        return {k: v if k == "age_days" else money_as_text(v) for k, v in found.items()}
    if isinstance(found, list):
        return [money_as_text(v) for v in found]
    return dollars(found) if isinstance(found, int) else found


def statement(given, patient, plan, insurance, free, now, minimum):
    flags = given.get("flags") or {}
    for flag in ("bankruptcy", "deceased", "bad_address", "in_collections"):
        if flags.get(flag):
            return f"skip:{flag}"
    if not patient and not plan:
        return (
            "skip:credit" if free > 0 else ("skip:insurance_pending" if insurance else "skip:zero")
        )
    if not minimum:
        return "skip:plan_not_due" if plan and not now else "skip:credit"
    if minimum < cents(given["min_statement"]):
        return "skip:below_minimum"
    last = given.get("last_statement")
    if last and last <= given["as_of"]:
        since = (day(given["as_of"]) - day(last)).days
        if since < given.get("cycle_days", 28):
            return "skip:cycle"
    return "send"
