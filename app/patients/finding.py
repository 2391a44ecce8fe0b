"""Find a patient by the beginning of a name, by birth date, MRN or account number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.patients import merging
from app.values.person import listed
from models.account import Account
from models.merging import FormerNumber
from models.patient import Patient

_US = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_MARKS = str.maketrans({"%": "\\%", "_": "\\_", "\\": "\\\\"})


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient in a list. ``birth`` may be unknown, ``mrn`` empty."""

    id: int
    last: str
    first: str
    name: str
    birth: date | None
    mrn: str
    account_id: int
    account_number: int

    @property
    def after(self) -> After:
        """Give the place in the list, for asking what follows."""
        return (self.last, self.first, self.id)


After = tuple[str, str, int]
"""Where a page ended: last name, first name and id of its last row."""


def find(
    session: Session, typed: str, after: After | None = None, limit: int = 50
) -> tuple[PatientRow, ...]:
    """Give patients in order of name, those that fit what was typed; nothing typed: all.

    "cas", "castellan, pri", "priya castellan", a birth date (5/6/1984 or 1984-05-06), an
    MRN's beginning (also a former one), or a whole account number. Upper and lower case are
    the same. A registration that was merged into another is found as the other.
    """
    query = _rows().order_by(Patient.last, Patient.first, Patient.id).limit(limit)
    wanted = _condition(" ".join(typed.split()))
    if wanted is not None:
        query = query.where(wanted)
    if after is not None:
        query = query.where(sa.tuple_(Patient.last, Patient.first, Patient.id) > after)
    return tuple(_row(row) for row in session.execute(query))


def one(session: Session, patient_id: int) -> PatientRow | None:
    """Give a patient by id; None when there is none, or it was merged into another."""
    row = session.execute(_rows().where(Patient.id == patient_id)).first()
    return None if row is None else _row(row)


def same_person(
    session: Session, last: str, first: str, birth: date | None
) -> tuple[PatientRow, ...]:
    """Give patients of the same name and, when it is known, birth date: before registering."""
    if not last.strip():
        return ()
    found = find(session, f"{last}, {first}")
    wanted = (last.strip().casefold(), first.strip().casefold())
    return tuple(
        row
        for row in found
        if (row.last.casefold(), row.first.casefold()) == wanted
        and (birth is None or row.birth in (None, birth))
    )


def _rows() -> Any:
    return (
        sa.select(
            Patient.id, Patient.last, Patient.first, Patient.middle, Patient.suffix,
            Patient.birth, Patient.mrn, Patient.account_id, Account.number,
        )
        .join(Account, Account.id == Patient.account_id)
        .where(Patient.id.not_in(merging.ended()))
    )  # fmt: skip


def _row(row: Any) -> PatientRow:
    name = listed(row.last, row.first, row.middle, row.suffix)
    return PatientRow(
        row.id, row.last, row.first, name, row.birth, row.mrn or "", row.account_id, row.number
    )


def _condition(typed: str) -> sa.ColumnElement[bool] | None:
    if not typed:
        return None
    birth = _birth(typed)
    if birth is not None:
        return Patient.birth == birth
    if any(char.isdigit() for char in typed):
        return _by_number(typed.lstrip("#"))
    if "," in typed:
        last, first = (part.strip() for part in typed.split(",", 1))
        return _named(last, first)
    words = typed.split(" ")
    whole = _begins(Patient.last, typed)
    if len(words) == 1:
        return whole
    given, family = " ".join(words[:-1]), words[-1]
    return sa.or_(whole, _named(family, given), _named(words[0], " ".join(words[1:])))


def _by_number(typed: str) -> sa.ColumnElement[bool]:
    former = sa.select(FormerNumber.patient_id).where(_begins(FormerNumber.number, typed))
    found = sa.or_(_begins(Patient.mrn, typed), Patient.id.in_(former))
    if typed.isdigit() and len(typed) < 16:
        return sa.or_(found, Account.number == int(typed))
    return found


def _named(last: str, first: str) -> sa.ColumnElement[bool]:
    return sa.and_(_begins(Patient.last, last), _begins(Patient.first, first))


def _begins(column: Any, text: str) -> sa.ColumnElement[bool]:
    begun: sa.ColumnElement[bool] = column.like(text.translate(_MARKS) + "%", escape="\\")
    return begun


def _birth(typed: str) -> date | None:
    try:
        if written := _US.fullmatch(typed):
            month, day, year = (int(part) for part in written.groups())
            return date(year, month, day)
        return date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        return None
