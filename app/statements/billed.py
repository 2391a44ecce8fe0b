"""The charges that statements list: what was done, by whom, who was asked, and why it is owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.practice import identity
from app.practice.providers import is_unnamed
from app.values.adjustment import AdjustmentGroup
from app.values.states import ClaimStatus
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.ledger import Entry, Reason
from models.patient import Patient
from models.plan import PlanCharge, PlanEvent
from models.practice import Fee, Provider

_DOCTORS = ("MD", "DO")
_ENDED = ("canceled", "closed")


@dataclass(frozen=True, slots=True)
class Billed:
    """One charge in words. ``patient`` is the first name; service and provider may be empty.

    ``shares``: (reason code, cents) of the PR rows in force. ``was_claimed``: some payer was
    asked; ``was_denied``: one said no.
    """

    id: int
    account_id: int
    patient_id: int
    patient: str
    dos: date
    service: str
    provider: str
    is_fee: bool
    code: str = ""
    shares: tuple[tuple[str, int], ...] = ()
    was_claimed: bool = False
    was_denied: bool = False
    plan_ended: bool = False


def billed(session: Session, as_of: date, account_ids: Sequence[int]) -> dict[int, Billed]:
    """Give the charges of accounts up to a day, by id, in the order they were done.

    The practice's name stands for a provider whom a list brought by an id alone.
    """
    shares = _shares(session, as_of, account_ids)
    claims = _claims(session, account_ids)
    ended = _in_ended_plans(session, as_of, account_ids)
    wordings = _wordings(session)
    practice = identity.practice(session).name
    rows = session.execute(
        sa.select(
            Charge.id, Charge.account_id, Charge.patient_id, Patient.first, Patient.last,
            Charge.dos, Charge.wording, Charge.code, Charge.is_fee, Provider.first_name,
            Provider.last_name, Provider.credentials, Provider.npi, Provider.source_key,
        )
        .join(Patient, Patient.id == Charge.patient_id)
        .outerjoin(Provider, Provider.id == Charge.provider_id)
        .where(Charge.account_id.in_(account_ids), Charge.dos <= as_of)
        .order_by(Charge.dos, Charge.id)
    )  # fmt: skip
    return {
        row.id: Billed(
            id=row.id,
            account_id=row.account_id,
            patient_id=row.patient_id,
            patient=row.first or row.last,
            dos=row.dos,
            service=row.wording or wordings.get(row.code, ""),
            provider=(
                practice
                if is_unnamed(row.last_name, row.first_name, row.npi, row.source_key)
                else doctor(row.first_name, row.last_name, row.credentials)
            ),
            is_fee=row.is_fee,
            code=row.code,
            shares=tuple(shares.get(row.id, ())),
            was_claimed=row.id in claims,
            was_denied=ClaimStatus.DENIED in claims.get(row.id, ()),
            plan_ended=row.id in ended,
        )
        for row in rows
    }


def doctor(first: str | None, last: str | None, credentials: str | None) -> str:
    """Give "Dr. Ilse Varga", "Kim Osei, NP", or nothing when nobody is known."""
    if not last:
        return ""
    name = f"{first or ''} {last}".strip()
    titles = [part.strip(" .").upper() for part in (credentials or "").split(",")]
    if any(title in _DOCTORS for title in titles):
        return f"Dr. {name}"
    return f"{name}, {credentials}" if credentials else name


def _shares(
    session: Session, as_of: date, account_ids: Sequence[int]
) -> dict[int, list[tuple[str, int]]]:
    """Sum the PR rows by charge and reason code; what was taken back cancels out."""
    cents = sa.func.sum(sa.type_coerce(Reason.amount, sa.Integer))
    rows = session.execute(
        sa.select(Reason.charge_id, Reason.carc, cents)
        .join(Entry, Entry.id == Reason.entry_id)
        .where(
            Entry.account_id.in_(account_ids),
            Entry.effective <= as_of,
            Reason.group_code == AdjustmentGroup.PATIENT.value,
        )
        .group_by(Reason.charge_id, Reason.carc)
        .having(cents > 0)
        .order_by(Reason.charge_id, sa.func.min(Reason.id))
    )
    shares: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for charge_id, carc, amount in rows:
        shares[charge_id].append((carc, amount))
    return shares


def _claims(session: Session, account_ids: Sequence[int]) -> dict[int, list[ClaimStatus]]:
    rows = session.execute(
        sa.select(ClaimCharge.charge_id, Claim.status)
        .join(Claim, Claim.id == ClaimCharge.claim_id)
        .where(Claim.account_id.in_(account_ids))
    )
    claims: dict[int, list[ClaimStatus]] = defaultdict(list)
    for charge_id, status in rows:
        claims[charge_id].append(status)
    return claims


def _in_ended_plans(session: Session, as_of: date, account_ids: Sequence[int]) -> set[int]:
    found = (
        sa.select(PlanCharge.charge_id)
        .join(PlanEvent, PlanEvent.plan_id == PlanCharge.plan_id)
        .join(Charge, Charge.id == PlanCharge.charge_id)
        .where(
            Charge.account_id.in_(account_ids),
            PlanEvent.kind.in_(_ENDED),
            PlanEvent.effective <= as_of,
        )
    )
    return set(session.scalars(found))


def _wordings(session: Session) -> dict[str, str]:
    """Give the practice's newest wording of each service."""
    rows = session.execute(sa.select(Fee.code, Fee.wording).order_by(Fee.valid_from, Fee.id))
    return dict(rows.all())
