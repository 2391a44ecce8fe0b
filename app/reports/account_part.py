"""Which part of a long account is told first: the visits that are open, and the newest ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.charge import Charge
from models.ledger import Entry, Movement, Reason

AT_ONCE = 120
"""An account of so many visits is told whole at once."""
FIRST = 40
"""The newest visits that are told first of a longer one."""


@dataclass(frozen=True, slots=True)
class Part:
    """The entries that concern some services, or none; what they did to others is left out.

    ``charges`` are those services with all that lie ahead of the day: these are not told as
    visits, and money on them stands with what is held on no charge.
    """

    entries: frozenset[int]
    charges: frozenset[int]

    def holds(self, charge: Any) -> sa.ColumnElement[bool]:
        """Give the condition on a column that names a charge or, by null, none."""
        return sa.or_(charge.in_(self.charges), charge.is_(None))


def days_first(
    session: Session, account_id: int, as_of: date, open_days: Iterable[date]
) -> tuple[frozenset[date] | None, int]:
    """Give the days of service to tell first, and how many visits the others have.

    ``open_days`` are those of all services that are not settled. None: tell all at once.
    """
    visits = (
        sa.select(Charge.dos)
        .where(Charge.account_id == account_id, Charge.dos <= as_of)
        .group_by(Charge.dos, Charge.patient_id, Charge.encounter_id, Charge.is_fee)
        .order_by(Charge.dos.desc())
    )
    found = session.scalars(visits).all()
    days = frozenset(found[:FIRST]).union(open_days)
    untold = sum(day not in days for day in found)
    is_long = len(found) > AT_ONCE and untold > len(found) // 2
    return (days, untold) if is_long else (None, 0)


def part_of(session: Session, account_id: int, as_of: date, charges: Collection[int]) -> Part:
    """Find all that the story of some services is told from.

    Beside the entries that moved or explained them: those that undid one of these, and those
    that one of these undid or came from, which may have done nothing to the services.
    """
    ahead = sa.select(Charge.id).where(Charge.account_id == account_id, Charge.dos > as_of)
    wanted = frozenset(charges).union(session.scalars(ahead))
    moved = sa.select(Movement.entry_id).where(Movement.charge_id.in_(wanted))
    explained = sa.select(Reason.entry_id).where(Reason.charge_id.in_(wanted))
    free = sa.select(Movement.entry_id).where(Movement.charge_id.is_(None))
    until = (Entry.account_id == account_id, Entry.effective <= as_of)
    which = sa.or_(Entry.id.in_(moved), Entry.id.in_(explained), Entry.id.in_(free))
    links = sa.select(Entry.id, Entry.reverses_id, Entry.caused_by_id).where(*until)
    entries: set[int] = set()
    causes: set[int] = set()
    for entry_id, undone, cause in session.execute(links.where(which)):
        entries.add(entry_id)
        causes.update(one for one in (undone, cause) if one is not None)
    undoing = sa.select(Entry.id).where(*until, Entry.reverses_id.in_(entries))
    known = sa.select(Entry.id).where(*until, Entry.id.in_(causes))
    return Part(frozenset(entries).union(session.scalars(undoing), session.scalars(known)), wanted)
