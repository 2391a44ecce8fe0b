"""Second looks: which visits wait to be read again, and how far the readings agreed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.values.person import PersonName
from app.values.states import CodingStatus, LookEnd
from models.encounter import Encounter
from models.patient import Patient
from models.second_look import SecondLook, SecondLookEnd, SecondLookRead


@dataclass(frozen=True, slots=True)
class WaitingLook:
    """A visit held for its second look. ``is_ready``: the one who asks may read it today."""

    look_id: int
    encounter_id: int
    name: PersonName
    dos: date
    held_by: str
    due_on: date
    reasons: tuple[str, ...]
    is_ready: bool
    is_read: bool = False
    """Its blind reading differed, and somebody must choose."""


@dataclass(slots=True)
class Agreement:
    """The looks that began in one month at one coder's visits; counts of visits and of codes.

    ``month`` is the first day of it. ``by_reason`` counts each rule; a visit may have several.
    ``agreed_codes`` of ``compared_codes`` counts blind readings only.
    """

    month: date
    coder: str
    held: int = 0
    waiting: int = 0
    read: int = 0
    agreed_visits: int = 0
    agreed_codes: int = 0
    compared_codes: int = 0
    ends: dict[LookEnd, int] = field(default_factory=dict)
    by_reason: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> int | None:
        """Give the percentage of codes that agreed, in whole percent; None: nothing was read."""
        return None if not self.compared_codes else 100 * self.agreed_codes // self.compared_codes


def waiting(session: Session, today: date, user_id: int | None) -> tuple[WaitingLook, ...]:
    """Give the visits that wait for a second look, those that may be read now first.

    One that is put away is not ready before the day it comes back.
    """
    read = sa.select(SecondLookRead.id).where(SecondLookRead.second_look_id == SecondLook.id)
    rows = session.execute(
        sa.select(
            SecondLook,
            Encounter.dos,
            Encounter.held_until,
            Patient.last,
            Patient.first,
            read.exists(),
        )
        .join(Encounter, Encounter.id == SecondLook.encounter_id)
        .join(Patient, Patient.id == Encounter.patient_id)
        .where(
            Encounter.status == CodingStatus.SECOND_LOOK,
            SecondLook.id.not_in(sa.select(SecondLookEnd.second_look_id)),
        )
    )
    found = [
        WaitingLook(
            look_id=look.id,
            encounter_id=look.encounter_id,
            name=PersonName(last, first),
            dos=dos,
            held_by=look.held_by,
            due_on=max(look.due_on, rests_until or look.due_on),
            reasons=tuple(look.reasons.split()),
            is_ready=(look.held_by_id != user_id or look.due_on <= today)
            and (rests_until is None or rests_until <= today),
            is_read=is_read,
        )
        for look, dos, rests_until, last, first, is_read in rows
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_ready, one.due_on, one.look_id)))


def agreement(session: Session, first: date, last: date) -> tuple[Agreement, ...]:
    """Give the looks that began between two days, by month and coder, oldest first."""
    made: dict[tuple[date, str], Agreement] = {}
    for look, end, agreed, compared in _looks(session, first, last):
        month = look.held_at.date().replace(day=1)
        row = made.setdefault((month, look.held_by), Agreement(month, look.held_by))
        row.held += 1
        for reason in look.reasons.split():
            row.by_reason[reason] = row.by_reason.get(reason, 0) + 1
        if end is None:
            row.waiting += 1
        else:
            row.ends[end] = row.ends.get(end, 0) + 1
        if agreed is not None and compared is not None:
            row.read += 1
            row.agreed_visits += agreed == compared
            row.agreed_codes += agreed
            row.compared_codes += compared
    return tuple(made[key] for key in sorted(made))


def _looks(
    session: Session, first: date, last: date
) -> sa.Result[SecondLook, LookEnd | None, int | None, int | None]:
    """Read each look with its end and its first blind reading: the honest one."""
    reading = (
        sa.select(sa.func.min(SecondLookRead.id).label("id"), SecondLookRead.second_look_id)
        .where(SecondLookRead.is_blind)
        .group_by(SecondLookRead.second_look_id)
        .subquery()
    )
    day = sa.func.substr(sa.type_coerce(SecondLook.held_at, sa.String), 1, 10)
    return session.execute(
        sa.select(SecondLook, SecondLookEnd.outcome, SecondLookRead.agreed, SecondLookRead.compared)
        .join(SecondLookEnd, SecondLookEnd.second_look_id == SecondLook.id, isouter=True)
        .join(reading, reading.c.second_look_id == SecondLook.id, isouter=True)
        .join(SecondLookRead, SecondLookRead.id == reading.c.id, isouter=True)
        .where(day.between(first.isoformat(), last.isoformat()))
        .order_by(SecondLook.id)
    )
