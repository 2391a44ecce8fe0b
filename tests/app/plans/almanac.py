"""A second reading of the conventions of plans: lived through day by day, in decimal dollars.

No schedule object, no replay: a calendar on the wall is walked one day at a time, and coins are
put on rows. It reads and answers the cases of ``plans evaluate``.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction

getcontext().prec = 50
NIL, DAY = Decimal("0.00"), timedelta(days=1)
A_YEAR = {"monthly": 12, "semimonthly": 24, "biweekly": 26, "weekly": 52}


class No(Exception):
    """The terms are refused, with a code."""


def cents(exact):
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def day(text):
    return date.fromisoformat(text)


def money(given, key):
    return cents(Decimal(given.get(key) or "0.00"))


def total(amounts):
    return sum(amounts, NIL)


def rate_of(terms):
    return Decimal(str(terms.get("apr") or 0)) / 100 / A_YEAR[terms["frequency"]]


def is_agreed(terms, today):
    """Tell whether a day of the calendar is one of those agreed."""
    first, how = day(terms["first_due"]), terms["frequency"]
    last = calendar.monthrange(today.year, today.month)[1]
    if how in ("weekly", "biweekly"):
        return (today - first).days % (7 if how == "weekly" else 14) == 0
    if today == first:
        return True
    if how == "monthly":
        anchor = terms.get("anchor_day") or first.day
        other_month = (today.year, today.month) != (first.year, first.month)
        return other_month and today.day == min(anchor, last)
    return today.day in {min(one, last) for one in terms["days"]}


def agreed_days(terms):
    today = day(terms["first_due"])
    while True:
        if is_agreed(terms, today):
            shown = today
            while terms.get("weekend_rule") == "next_weekday" and shown.weekday() > 4:
                shown += DAY
            yield shown
        today += DAY


def regular_of(terms, owed):
    count = terms.get("count")
    rate = Fraction(terms.get("apr") or 0) / 100 / A_YEAR[terms["frequency"]]
    if not count:
        return cents(Decimal(terms["amount"]))
    if not rate:
        return cents(owed / count)
    exact = Fraction(owed) * rate / (1 - (1 + rate) ** -count)
    return cents(Decimal(exact.numerator) / exact.denominator)


def check(terms, owed, regular):
    rate = rate_of(terms)
    if Decimal(terms["principal"]) <= 0:
        raise No("principal_not_positive")
    if day(terms["first_due"]) < day(terms["agreement_date"]):
        raise No("first_due_before_agreement")
    if owed <= 0:
        raise No("nothing_left_to_finance")
    if rate and regular <= cents(owed * rate):
        raise No("payment_does_not_cover_interest")
    if regular <= 0 or regular < money(terms, "min_installment"):
        raise No("installment_below_minimum")


def parts(terms, owed, regular):
    """Give [principal, interest] of each installment."""
    rate, count, rows, left = rate_of(terms), terms.get("count"), [], owed
    while left > 0:
        interest = cents(left * rate)
        is_last = len(rows) + 1 == count if count else left + interest <= regular
        rows.append([left if is_last else regular - interest, interest])
        left -= rows[-1][0]
    if len(rows) < (count or 0) or rows[-1][0] <= 0:
        raise No("installment_below_minimum")
    is_tiny = not count and not rate and rows[-1][0] < money(terms, "min_last")
    if is_tiny and len(rows) > 1:
        rest = rows.pop()[0]
        rows[-2 if len(rows) > 1 else -1][0] += rest
    return rows


def agree(terms):
    owed = Decimal(terms["principal"]) - money(terms, "down_payment")
    regular = regular_of(terms, owed)
    check(terms, owed, regular)
    days, left, schedule = agreed_days(terms), owed, []
    for n, (part, interest) in enumerate(parts(terms, owed, regular), start=1):
        left -= part
        schedule.append(
            {"n": n, "due": str(next(days)), "amount": str(part + interest),
             "principal": str(part), "interest": str(interest), "balance_after": str(left)}
        )  # fmt: skip
    charge = total(Decimal(row["interest"]) for row in schedule)
    many = len(schedule) > 4
    return {"schedule": schedule, "totals": {
        "amount_financed": str(owed), "finance_charge": str(charge),
        "total_of_payments": str(owed + charge),
        "down_payment": str(money(terms, "down_payment")), "installments": len(schedule),
        "regular_amount": str(regular), "last_amount": schedule[-1]["amount"],
        "first_due": schedule[0]["due"], "last_due": schedule[-1]["due"],
        "disclosed_apr": str(yearly(terms, schedule, owed) if charge else NIL),
        "tila_trigger": {"more_than_four_installments": many, "finance_charge": charge > 0,
                         "disclosure_flag": many or charge > 0},
    }}  # fmt: skip


def yearly(terms, schedule, owed):
    """Find the rate by halving: that at which the installments are worth what is owed."""
    low, high = Decimal(0), Decimal(1)
    for _ in range(100):
        middle = (low + high) / 2
        worth = sum(Decimal(row["amount"]) / (1 + middle) ** row["n"] for row in schedule)
        low, high = (middle, high) if worth > owed else (low, middle)
    return cents(low * 100 * A_YEAR[terms["frequency"]])


class Row:
    """An installment on the wall; ``full_on``: the day of its last coin."""

    def __init__(self, n, due, amount):
        self.n, self.due, self.amount, self.paid, self.full_on = n, due, amount, NIL, None

    @property
    def open(self):
        return self.amount - self.paid


class Wall:
    """A plan on the wall, with the coins that nobody asked for beside it."""

    def __init__(self, given, agreed):
        self.given, self.regular = given, Decimal(agreed["totals"]["regular_amount"])
        self.rows = [Row(r["n"], day(r["due"]), Decimal(r["amount"])) for r in agreed["schedule"]]
        self.grace = timedelta(days=given.get("grace_days") or 0)
        self.late_fee = money(given, "late_fee")
        self.credit = self.paid = self.fees_paid = NIL
        self.fees, self.moved = [], None

    def by_day(self):
        return sorted(self.rows, key=lambda row: (row.due, row.n))

    def pour(self, coins, today):
        for row in self.by_day():
            take = min(coins, row.open)
            if take > 0:
                row.paid, row.full_on, coins = row.paid + take, today, coins - take
        return coins

    def cut(self, coins):
        for row in reversed(self.by_day()):
            take = min(coins, row.open)
            row.amount, coins = row.amount - take, coins - take
        return coins

    def morning(self, today):
        for row in self.rows:
            if row.due + self.grace + DAY == today and row.open and self.late_fee:
                self.fees.append(charged("late", row.n, today, self.late_fee))

    def reduce(self, amount, method, today):
        ahead = [row for row in self.by_day() if row.due > today and row.open]
        rest = total(row.open for row in ahead) - amount
        if method == "level" and rest > 0:
            spread(ahead, rest)
        else:
            self.credit += self.cut(amount)
        self.rows = [row for row in self.rows if row.amount]

    def add(self, amount, method, today):
        ahead = [row for row in self.by_day() if row.due > today]
        asking = [row for row in ahead if row.open] or ahead
        if method == "level" and asking:
            spread(asking, total(row.open for row in asking) + amount)
        else:
            self.extend(amount, ahead, today)
        self.credit = self.pour(self.credit, today)

    def extend(self, amount, ahead, today):
        if ahead:
            up = max(NIL, min(amount, self.regular - ahead[-1].amount))
            ahead[-1].amount, amount = ahead[-1].amount + up, amount - up
        after = max([row.due for row in self.rows] + [today])
        days = (one for one in agreed_days(self.given) if one > after)
        n = max((row.n for row in self.rows), default=0)
        while amount:
            n, put = n + 1, min(self.regular, amount)
            self.rows.append(Row(n, next(days), put))
            amount -= put

    def play(self, event, today, returned):
        amount, kind = money(event, "amount"), event["type"]
        if kind == "payment" and event.get("id") not in returned:
            self.paid += amount
            self.credit += self.pour(amount, today)
        elif kind == "fee_payment" and event.get("id") not in returned:
            self.fees_paid += amount
        elif kind in ("nsf", "void") and money(event, "fee"):
            self.fees.append(charged("nsf", None, today, money(event, "fee")))
        elif kind == "reduce":
            self.reduce(amount, event["method"], today)
        elif kind == "add":
            self.add(amount, event["method"], today)
        elif kind == "reschedule":
            self.moved = event

    def status_of(self, row, today):
        if not row.open:
            return "paid"
        if today > row.due + self.grace:
            return "late"
        if today >= row.due:
            return "due"
        return "partial" if row.paid else "future"


def charged(kind, n, today, amount):
    return {"kind": kind, "installment": n, "on": str(today), "amount": str(amount)}


def spread(rows, amount):
    part = cents(amount / len(rows))
    for row in rows[:-1]:
        put = min(part, amount)
        row.amount, amount = row.paid + put, amount - put
    rows[-1].amount = rows[-1].paid + amount


def live(given, agreed):
    """Walk from the signing, or the first event, to the day of the case."""
    wall, until = Wall(given, agreed), day(given["as_of"])
    events = [e for e in given.get("events") or () if day(e["date"]) <= until]
    returned = {e["ref"] for e in events if e["type"] in ("nsf", "void")}
    today = min([day(e["date"]) for e in events] + [day(given["agreement_date"])])
    while True:
        wall.morning(today)
        for event in events:
            if day(event["date"]) == today and wall.moved is None:
                wall.play(event, today, returned)
        if wall.moved or today >= until:
            return told(wall, given, today)
        today += DAY


def told(wall, given, today):
    rows, left = wall.rows, total(row.open for row in wall.rows)
    states = [wall.status_of(row, today) for row in rows]
    missed = states.count("late")
    todo = sorted((row for row in rows if row.open), key=lambda row: row.due)
    coming = [row for row in todo if row.due > today]
    owed_fees = total(Decimal(one["amount"]) for one in wall.fees) - wall.fees_paid
    broken = missed >= (given.get("default_after_missed") or 3)
    found = {
        "as_of": given["as_of"],
        "status": "paid_off" if not left else "defaulted" if broken
        else "past_due" if missed else "active",
        "installments": [
            {"n": row.n, "due": str(row.due), "amount": str(row.amount), "paid": str(row.paid),
             "unpaid": str(row.open), "status": state}
            for row, state in zip(rows, states, strict=True)
        ],
        "paid_total": str(wall.paid), "remaining": str(left),
        "past_due": str(total(row.open for row in rows if row.due < today)),
        "due_now": str(total(row.open for row in rows if row.due <= today)),
        "missed_count": missed,
        "oldest_unpaid_due": str(todo[0].due) if todo else None,
        "next_future_due": str(coming[0].due) if coming else None,
        "next_future_amount": str(coming[0].open) if coming else None,
        "credit": str(wall.credit), "fees_due": str(max(NIL, owed_fees)), "fees": wall.fees,
        "late_then_paid": [
            {"n": row.n, "on": str(row.full_on)} for row in rows
            if not row.open and row.full_on and row.full_on > row.due + wall.grace
        ],
    }  # fmt: skip
    return found | closed(wall.moved, left) if wall.moved else found


def closed(event, left):
    new = {**event["terms"], "principal": str(left), "agreement_date": event["date"]}
    new.setdefault("apr", "0")
    return {
        "status": "rescheduled", "remaining": "0.00", "past_due": "0.00", "due_now": "0.00",
        "oldest_unpaid_due": None, "next_future_due": None, "next_future_amount": None,
        "rolled_into_new_plan": str(left), "new_plan": {"input": new, **agree(new)},
    }  # fmt: skip


def early(given, agreed):
    on, apr = day(given["payoff_on"]), Decimal(str(given.get("apr") or 0))
    paid = [row for row in agreed["schedule"] if day(row["due"]) <= on]
    rest = agreed["schedule"][len(paid) :]
    base = Decimal(paid[-1]["balance_after"] if paid else agreed["totals"]["amount_financed"])
    days = max(0, (on - day(paid[-1]["due"] if paid else given["agreement_date"])).days)
    run = cents(base * apr * days / 36500)
    return {
        "date": str(on), "installments_paid": len(paid), "principal": str(base), "days": days,
        "accrued_interest": str(run), "payoff": str(base + run),
        "interest_saved": str(total(Decimal(row["interest"]) for row in rest) - run),
    }  # fmt: skip


def with_extra(given, agreed):
    n, amount = given["extra"]["with_installment"], cents(Decimal(given["extra"]["amount"]))
    regular, was = Decimal(agreed["totals"]["regular_amount"]), agreed["schedule"][n:]
    left, kept = Decimal(agreed["schedule"][n - 1]["balance_after"]) - amount, []
    for row in was:
        if left <= 0:
            break
        interest = cents(left * rate_of(given))
        part = left if row is was[-1] else min(left, regular - interest)
        left -= part
        kept.append({**row, "amount": str(part + interest), "principal": str(part),
                     "interest": str(interest), "balance_after": str(left)})  # fmt: skip
    saved = total(Decimal(r["interest"]) for r in was) - total(Decimal(r["interest"]) for r in kept)
    return {
        "after_installment": n, "extra": str(amount), "remaining_schedule": kept,
        "interest_saved": str(saved), "installments_saved": len(was) - len(kept),
    }  # fmt: skip


def evaluate(given):
    """Give everything a case asks for, or its error."""
    try:
        found = agree(given)
        events = given.get("events", [])
        if not {e["ref"] for e in events if "ref" in e} <= {e.get("id") for e in events}:
            raise No("unknown_ref")
        if given.get("payoff_on"):
            found["payoff"] = early(given, found)
        if given.get("extra"):
            found["extra"] = with_extra(given, found)
        if given.get("as_of"):
            found["summary"] = live(given, found)
    except No as refused:
        return {"error": str(refused)}
    return found
