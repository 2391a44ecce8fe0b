"""Find a person or a paper by what a caller says: a name, an MRN, any number of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.patients import merging
from app.values.codes import Icd10Cm
from app.values.dates import show_date
from app.values.person import listed
from app.values.words import say
from models.account import Account
from models.claim import Claim
from models.coding import CodeNote
from models.coverage import Payer
from models.ledger import Payment
from models.merging import FormerNumber
from models.patient import Patient
from models.plan import PaymentPlan
from models.remittance import Remittance
from models.statement import Statement
from models.superbill import Superbill

MOST = 8
_FIRST_OF_STATEMENT = "S-"


@dataclass(frozen=True, slots=True)
class Found:
    """A person or a paper, and where it opens.

    ``group`` is "people", "papers" or "notes" (on codes); ``detail`` tells it from others of
    the same name; ``exact``: what was typed is its whole number.
    """

    group: str
    words: str
    detail: str
    screen: str
    ids: tuple[str | int, ...]
    exact: bool = False


def find(session: Session, typed: str) -> tuple[Found, ...]:
    """Give what fits, people first; nothing for nothing. Names fit from their beginning."""
    bare = " ".join(typed.split())
    if not bare:
        return ()
    return (*_people(session, bare), *_papers(session, bare), *_notes(session, bare))


def _people(session: Session, bare: str) -> Iterator[Found]:
    query = (
        sa.select(Patient, Account.number)
        .join(Account, Account.id == Patient.account_id)
        .where(
            sa.or_(_fits(bare), Patient.id.in_(_once_numbered(session, bare))),
            Patient.id.not_in(merging.ended()),
        )
        .order_by(Patient.last, Patient.first, Patient.birth, Patient.id)
        .limit(MOST)
    )
    for patient, number in session.execute(query):
        born = say("find.born", day=show_date(patient.birth)) if patient.birth else ""
        mrn = say("find.mrn", mrn=patient.mrn) if patient.mrn else ""
        detail = " · ".join(
            part for part in (born, mrn, say("find.account", number=number)) if part
        )
        exact = bare.upper() in ((patient.mrn or "").upper(), str(number))
        words = listed(patient.last, patient.first)
        yield Found("people", words, detail, "accounts", ("account", patient.account_id), exact)


def _once_numbered(session: Session, bare: str) -> list[int]:
    """Give who had this number before a merge or a new number; a merged person is found as one."""
    named = sa.select(FormerNumber.patient_id).where(FormerNumber.number == bare)
    merged = sa.select(Patient.id).where(Patient.mrn == bare, Patient.id.in_(merging.ended()))
    found = session.scalars(sa.union(named, merged)).all()
    into = merging.survivors(session) if found else {}
    return [into.get(one, one) for one in found]


def _fits(bare: str) -> sa.ColumnElement[bool]:
    last, comma, first = (part.strip() for part in bare.partition(","))
    if not comma and " " in bare:
        before, _, after = bare.rpartition(" ")
        turned = sa.and_(_begins(Patient.last, after), _begins(Patient.first, before))
        return sa.or_(turned, _begins(Patient.last, bare))
    name = _begins(Patient.last, last)
    if comma:
        return sa.and_(name, _begins(Patient.first, first)) if first else name
    ways = [name, _begins(Patient.first, bare), Patient.mrn == bare]
    if bare.isdecimal() and len(bare) < 18:
        ways.append(Account.number == int(bare))
    return sa.or_(*ways)


def _begins(column: Any, text: str) -> sa.ColumnElement[bool]:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    fits: sa.ColumnElement[bool] = column.like(f"{escaped}%", escape="\\")
    return fits


def _papers(session: Session, bare: str) -> Iterator[Found]:
    yield from _checks(session, bare)
    digits = bare.upper().removeprefix(_FIRST_OF_STATEMENT)
    if not digits.isdecimal() or len(digits) > 17:
        return
    number = int(digits)
    if bare.upper().startswith(_FIRST_OF_STATEMENT) or len(digits) > 3:
        for row in session.scalars(sa.select(Statement).where(Statement.number == number)):
            detail = f"{show_date(row.issued_on)}, {row.amount_due}"
            yield _paper("statement", f"S-{row.number:06d}", detail, _account(row))
    for claim in session.scalars(sa.select(Claim).where(Claim.number == number)):
        yield _paper("claim", number, "", ("claim", claim.id), "biller")
    for paid in session.scalars(sa.select(Payment).where(Payment.number == number)):
        detail = f"{show_date(paid.received_on)}, {paid.amount}"
        yield _paper("receipt", number, detail, _account(paid))
    for bill in session.scalars(sa.select(Superbill).where(Superbill.number == number)):
        yield _paper("superbill", number, show_date(bill.dos), _account(bill))
    for plan in session.scalars(sa.select(PaymentPlan).where(PaymentPlan.number == number)):
        yield _paper("plan", number, "", ("plan", plan.id), "plans")


def _paper(
    kind: str, number: object, detail: str, ids: tuple[str, int], screen: str = "accounts"
) -> Found:
    words = say(f"find.{kind}", number=number)
    return Found("papers", words, detail, screen, ids, exact=True)


def _checks(session: Session, bare: str) -> Iterator[Found]:
    query = (
        sa.select(Remittance, Payer.name)
        .join(Payer, Payer.id == Remittance.payer_id)
        .where(Remittance.trace == bare)
        .order_by(Remittance.id.desc())
        .limit(MOST)
    )
    for check, payer in session.execute(query):
        detail = f"{payer}, {show_date(check.paid_on)}, {check.amount}"
        ids = ("remittance", check.id)
        yield Found(
            "papers", say("find.check", trace=check.trace), detail, "remittance", ids, exact=True
        )


def _notes(session: Session, bare: str) -> Iterator[Found]:
    """Find the practice's notes on codes by the beginning of a code or by any of their words."""
    words = [CodeNote.words.contains(word, autoescape=True) for word in bare.split()]
    query = (
        sa.select(CodeNote)
        .where(
            CodeNote.ended_at.is_(None),
            sa.or_(_begins(CodeNote.code, bare.replace(".", "")), sa.and_(*words)),
        )
        .order_by(CodeNote.code, CodeNote.id)
        .limit(MOST)
    )
    for row in session.scalars(query):
        code = str(Icd10Cm(row.code)) if row.is_diagnosis else row.code
        yield Found(
            "notes", say("find.note", code=code), row.words, "office", ("code-notes", row.id)
        )


def _account(row: Any) -> tuple[str, int]:
    return ("account", row.account_id)
