"""Lives of plans for the second reading: terms and events as a case has them, by chance."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from tests.app.plans import almanac

FIRST = date(2026, 1, 1)


def usd(cents):
    return f"{cents // 100}.{cents % 100:02d}"


def story(chance):
    """Give the input of a case; ``chance`` is a ``random.Random``."""
    agreed = FIRST + timedelta(days=chance.randint(0, 800))
    given = {"agreement_date": str(agreed), **_amounts(chance), **_rhythm(chance, agreed)}
    given |= _rules(chance)
    if chance.random() < 0.2:
        given |= _with_interest(chance, agreed)
    if chance.random() < 0.9:
        given["as_of"] = str(agreed + timedelta(days=chance.randint(0, 420)))
        given["events"] = _events(chance, agreed, bears="apr" in given)
    return given


def _amounts(chance):
    principal = chance.choice([chance.randint(1, 300_000), chance.randint(1, 60) * 5000, 3, 0])
    found = {"principal": usd(principal)}
    if chance.random() < 0.3:
        # Never so small that a plan would run for a hundred years.
        found["amount"] = usd(max(principal // 40, chance.choice([chance.randint(500, 20_000), 1])))
    else:
        found["count"] = chance.randint(1, 14)
    if chance.random() < 0.25:
        found["down_payment"] = usd(chance.randint(0, 20_000))
    return found


def _rhythm(chance, agreed):
    first = agreed + timedelta(days=chance.choice([*range(45), -1]))
    how = chance.choice(["monthly"] * 4 + ["semimonthly", "biweekly", "weekly"])
    found = {"frequency": how}
    if how == "semimonthly":
        found["days"] = chance.choice([[1, 15], [15, 31], [5, 20], [14, 28], [15, 30]])
        while not almanac.is_agreed(found | {"first_due": "1999-01-01"}, first):
            first += timedelta(days=1)
    is_last = first.day == calendar.monthrange(first.year, first.month)[1]
    if how == "monthly" and chance.random() < 0.4:
        found["anchor_day"] = 31 if is_last else first.day
    return found | {"first_due": str(first)}


def _rules(chance):
    found = {
        "weekend_rule": chance.choice(["none", "none", "next_weekday"]),
        "min_installment": chance.choice([None, None, "10.00", "25.00"]),
        "grace_days": chance.choice([0, 5, 10, 15]), "late_fee": chance.choice([None, "5.00"]),
        "default_after_missed": chance.choice([None, 1, 2, 3, 4]),
    }  # fmt: skip
    return {key: value for key, value in found.items() if value is not None}


def _with_interest(chance, agreed):
    found = {"apr": chance.choice(["12", "9.9", "6", "18", "24", "0.5", "7.25"])}
    if chance.random() < 0.6:
        found["payoff_on"] = str(agreed + timedelta(days=chance.randint(0, 400)))
    if chance.random() < 0.4:
        found["extra"] = {"with_installment": 1, "amount": usd(chance.randint(1, 50_000))}
    return found


def _events(chance, agreed, *, bears):
    kinds = ["payment"] * 6 + ["fee_payment", "nsf", "nsf"]
    kinds += [] if bears else ["reduce", "reduce", "add", "reschedule"]
    on, found, standing = agreed, [], []
    for n in range(chance.randint(0, 9)):
        on += timedelta(days=chance.choice([0, 30, chance.randint(1, 45)]))
        event = _event(chance, chance.choice(kinds), on, standing)
        if event is None:
            continue
        if event["type"] == "payment":
            event["id"] = f"p{n}"
            standing.append(f"p{n}")
        found.append(event | {"date": str(on)})
        if event["type"] == "reschedule":
            break
    return found


def _event(chance, kind, on, standing):
    if kind == "nsf":
        if not standing:
            return None
        ref = standing.pop(chance.randrange(len(standing)))
        return {"type": kind, "ref": ref, "fee": chance.choice(["0.00", "25.00"])}
    if kind == "reschedule":
        first = str(on + timedelta(days=chance.randint(0, 30)))
        count, how = chance.randint(1, 12), chance.choice(["monthly", "biweekly"])
        return {"type": kind, "terms": {"count": count, "frequency": how, "first_due": first}}
    amount = usd(chance.choice([chance.randint(1, 20_000), chance.randint(1, 20) * 1000]))
    method = {"reduce": ("shorten", "level"), "add": ("extend", "level")}.get(kind)
    chosen = {"method": chance.choice(method)} if method else {}
    return {"type": kind, "amount": amount, **chosen}
