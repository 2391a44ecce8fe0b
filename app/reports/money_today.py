"""What statements and plans ask for today: the figures of their own screens, added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.plans import book as plans
from app.plans.view import Group, PlanRow
from app.statements.due import DueRow, Verdict, due_list
from app.values.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Count:
    """How many, and the sum of their money."""

    number: int = 0
    money: Money = ZERO


@dataclass(frozen=True, slots=True)
class MoneyToday:
    """What the statement run would do, and what plans ask for; each as its screen counts it.

    ``choose`` are accounts that need a person's choice before they can be sent.
    """

    to_print: Count
    held: Count
    choose: Count
    plans_due: Count
    plans_in_grace: Count
    plans_missed: Count
    plans_broken: Count
    plans_cured: Count


def money_today(session: Session, as_of: date) -> MoneyToday:
    """Add up all accounts and plans; as many queries for one as for all."""
    rows = due_list(session, as_of).rows
    found = plans.plans_in_motion(session, as_of)
    return MoneyToday(
        to_print=_count(row for row in rows if row.is_issued),
        held=_verdict(rows, Verdict.HELD),
        choose=_verdict(rows, Verdict.CHOOSE),
        plans_due=_group(found, Group.DUE),
        plans_in_grace=_group(found, Group.IN_GRACE),
        plans_missed=_group(found, Group.MISSED),
        plans_broken=_group(found, Group.BROKEN),
        plans_cured=_group(found, Group.CURED),
    )


def _verdict(rows: Iterable[DueRow], verdict: Verdict) -> Count:
    return _count(row for row in rows if row.verdict is verdict)


def _count(rows: Iterable[DueRow]) -> Count:
    amounts = [row.amount for row in rows]
    return Count(len(amounts), Money.total(amounts))


def _group(rows: Iterable[PlanRow], group: Group) -> Count:
    chosen = [row for row in rows if group in row.groups]
    amounts = [row.next_amount if group is Group.DUE else row.past_due for row in chosen]
    return Count(len(chosen), Money.total(amounts))
