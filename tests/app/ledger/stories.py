"""Random accounts: any sequence of events in the shape of the cases."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

FIRST = date(2026, 1, 1)
amounts = st.integers(0, 20_000).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")
small = st.integers(1, 4_000).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")


def on(days):
    return str(FIRST + timedelta(days=days))


@st.composite
def charges_and_claims(draw):
    charges, claims = [], []
    for n in range(draw(st.integers(1, 3))):
        dos = draw(st.integers(0, 100))
        charges.append(
            {"id": f"c{n}", "patient": draw(st.sampled_from(["P1", "P2"])), "dos": on(dos),
             "cpt": "99213", "amount": draw(st.integers(1, 300).map(lambda n: f"{n}.00"))}
        )  # fmt: skip
        for payer in draw(st.sampled_from([(), ("A",), ("A", "B")])):
            status = draw(st.sampled_from(["pending", "appealed", "adjudicated", "denied"]))
            claim = {"charge": f"c{n}", "payer": payer, "status": status, "submitted": on(dos)}
            if status in ("adjudicated", "denied"):
                claim["adjudicated"] = on(dos + draw(st.integers(1, 80)))
            claims.append(claim)
    return charges, claims


@st.composite
def event(draw, charges, claims, plans, before):
    """One event with its day, or None when the kind does not fit the account."""
    charge = draw(st.sampled_from(charges))
    earliest = (date.fromisoformat(charge["dos"]) - FIRST).days
    covered = [claim["payer"] for claim in claims if claim["charge"] == charge["id"]]
    kind = draw(st.sampled_from(sorted(_EVENTS)))
    made = _EVENTS[kind](draw, charge, covered, plans, before)
    if made is None:
        return None
    day = on(draw(st.integers(earliest, 180)))
    ref = next((one for one in before if one["id"] == made.get("ref")), None)
    day = max(day, ref["date"]) if ref else day
    return {"id": f"t{len(before)}", "type": kind, "date": day} | made


def _insurer(draw, charge, covered, plans, before):
    if not covered:
        return None
    sign = "-" if draw(st.integers(0, 3)) == 0 else ""
    amount = draw(amounts)
    return {
        "charge": charge["id"], "payer": draw(st.sampled_from(covered)),
        "amount": f"{sign}{amount}" if amount.strip("0.") else amount,
    }  # fmt: skip


def _adjustment(draw, *about):
    made = _insurer(draw, *about)
    return made and made | {"group": draw(st.sampled_from(["CO", "OA", "PI"])), "carc": "45"}


def _responsibility(draw, *about):
    made = _insurer(draw, *about)
    return made and made | {"group": "PR", "carc": "1"}


def _payment(draw, charge, covered, plans, before):
    where = draw(st.sampled_from(["charge", "charge", "plan", "nothing"]))
    made = {"amount": draw(amounts), "method": "card"}
    if where == "charge":
        return made | {"charge": charge["id"]}
    return made | {"plan": "pl"} if where == "plan" and plans else made


def _write_off(draw, charge, *about):
    return {"charge": charge["id"], "amount": draw(small), "reason": "courtesy"}


def _transfer(draw, charge, covered, plans, before):
    # What a plan pays of a transferred part depends on days that the cases do not settle.
    if any(charge["id"] in plan["charges"] for plan in plans):
        return None
    return {"charge": charge["id"], "amount": draw(small), "reason": "copay"}


def _refund(draw, charge, covered, plans, before):
    if covered and draw(st.booleans()):
        return {"to": "payer", "charge": charge["id"], "payer": covered[0], "amount": draw(small)}
    made = {"to": "patient", "amount": draw(small)}
    return made | {"charge": charge["id"]} if draw(st.booleans()) else made


def _void(draw, charge, covered, plans, before):
    return {"ref": draw(st.sampled_from(before))["id"], "reason": "error"} if before else None


def _nsf(draw, charge, covered, plans, before):
    payments = [one for one in before if one["type"] == "patient_payment"]
    if not payments:
        return None
    return {
        "ref": draw(st.sampled_from(payments))["id"], "fee": draw(small),
        "fee_charge": f"nsf{len(before)}", "patient": "P1",
    }  # fmt: skip


_EVENTS = {
    "ins_payment": _insurer, "adjustment": _adjustment, "responsibility": _responsibility,
    "patient_payment": _payment, "writeoff": _write_off, "transfer_to_patient": _transfer,
    "refund": _refund, "void": _void, "nsf": _nsf,
}  # fmt: skip


@st.composite
def accounts(draw):
    """An account with up to a dozen events, in order of their days."""
    charges, claims = draw(charges_and_claims())
    plans = []
    if draw(st.booleans()):
        held = draw(st.lists(st.sampled_from(charges), min_size=1, unique_by=lambda c: c["id"]))
        schedule = [{"n": n, "due": on(30 + 30 * n), "amount": "60.00"} for n in range(1, 6)]
        plans = [{"id": "pl", "charges": [c["id"] for c in held], "principal": "300.00",
                  "schedule": schedule}]  # fmt: skip
    events = []
    for _ in range(draw(st.integers(0, 12))):
        made = draw(event(charges, claims, plans, events))
        if made is not None:
            events.append(made)
    return {
        "guarantor": "G", "min_statement": "5.00", "statement_due_days": 25, "charges": charges,
        "aging_basis": draw(st.sampled_from(["responsibility", "dos"])), "claims": claims,
        "transactions": sorted(events, key=lambda one: one["date"]), "plans": plans,
        "as_of": on(draw(st.integers(100, 200))),
    }  # fmt: skip
