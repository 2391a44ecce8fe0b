"""The rows behind an account's story, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.pouring import CLOSING_EVENTS
from app.reports import account_part
from app.reports.account_part import Part
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.states import EntryKind, PaymentMethod
from models.account import Account
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage, Payer
from models.ledger import Entry, Movement, Payment, Reason
from models.patient import Patient
from models.plan import PaymentPlan, PlanCharge, PlanEvent
from models.practice import Provider
from models.remittance import Remittance
from models.superbill import Superbill

_CENTS = sa.type_coerce(Movement.amount, sa.Integer)


class PaperKind(StrEnum):
    """What a line of the ledger came from."""

    SUPERBILL = "superbill"
    RECEIPT = "receipt"
    REFUND = "refund"
    EOB = "eob"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper by its kind, its row id, and the number people know it by."""

    kind: PaperKind
    id: int
    number: str


@dataclass(frozen=True, slots=True)
class Code:
    """A CAS row that explains a line: "CO-45" and its amount."""

    code: str
    amount: Money

    @property
    def group(self) -> str:
        """Give CO, PR, OA or PI."""
        return self.code.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Happened:
    """One movement; ``charge_id`` None: on no charge."""

    charge_id: int | None
    source: Bucket
    target: Bucket
    source_coverage: int | None
    target_coverage: int | None
    cents: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry with what its payment says, when it is one."""

    id: int
    kind: EntryKind
    effective: date
    reverses_id: int | None
    caused_by_id: int | None
    remittance_id: int | None
    plan_id: int | None
    reason: str
    payment_id: int | None
    payment_number: int | None
    method: PaymentMethod | None
    reference: str


@dataclass(frozen=True, slots=True)
class Billed:
    """One charge; ``visit`` numbers the visit it belongs to, by its first charge.

    ``asked`` is the coverage of its first claim, ``submitted_on`` when that went out.
    """

    id: int
    visit: int
    patient_id: int
    patient: str
    provider: str
    dos: date
    code: str
    modifiers: str
    wording: str
    amount: Money
    is_fee: bool
    asked: int | None
    submitted_on: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that is known of an account's entries, by the ids that tie it together."""

    entries: tuple[EntryRow, ...]
    moves: Mapping[int, list[Happened]]
    codes: Mapping[int, Mapping[int, list[tuple[int, Code]]]]
    """By entry and charge: (coverage, code)."""
    charges: Mapping[int, Billed]
    payers: Mapping[int, str]
    traces: Mapping[int, str]
    plan_of: Mapping[int, int]
    """The number of the open plan that holds a charge."""
    plan_numbers: Mapping[int, int]
    bill_of: Mapping[int, Paper]
    undone: frozenset[int]
    receipts: Mapping[int, Paper]
    """By the entry of a payment."""
    answers: Mapping[int, list[int]]
    """The entries with reasons, by the remittance they came with."""

    def receipt_of(self, entry: EntryRow) -> Paper | None:
        """Name the receipt of the payment that an entry undoes or came from."""
        undone = self.receipts.get(entry.reverses_id or 0)
        return undone or self.receipts.get(entry.caused_by_id or 0)


def read(
    session: Session, account_id: int, as_of: date, days: Collection[date] | None = None
) -> Told | None:
    """Read an account's entries up to a day; None when there is no such account.

    With ``days``, only what concerns the services of those days, or no service at all: the
    same lines are then told of them as with everything read.
    """
    if session.scalar(sa.select(Account.id).where(Account.id == account_id)) is None:
        return None
    charges = _charges(session, account_id, as_of, days)
    part = None if days is None else account_part.part_of(session, account_id, as_of, charges)
    asked = _Asked(session, account_id, as_of, part)
    entries = _entries(asked)
    codes = _codes(asked)
    answers: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        if entry.remittance_id is not None and entry.id in codes and entry.reverses_id is None:
            answers[entry.remittance_id].append(entry.id)
    return Told(
        entries=entries,
        moves=_moves(asked),
        codes=codes,
        charges=charges,
        payers=_payers(session, account_id),
        traces=_traces(session, account_id),
        plan_of=_plan_of(session, account_id, as_of),
        plan_numbers=_plan_numbers(session, account_id),
        bill_of=_bills(asked, charges),
        undone=frozenset(e.reverses_id for e in entries if e.reverses_id is not None),
        receipts={
            e.id: Paper(PaperKind.RECEIPT, e.payment_id, str(e.payment_number))
            for e in entries
            if e.payment_id is not None
        },
        answers=answers,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose entries are read, until when, and which part of them; None for all."""

    session: Session
    account_id: int
    as_of: date
    part: Part | None

    def entries(self) -> sa.ColumnElement[bool]:
        """Give the condition on entries."""
        if self.part is not None:
            return Entry.id.in_(self.part.entries)
        return sa.and_(Entry.account_id == self.account_id, Entry.effective <= self.as_of)

    def on(self, charge: Any) -> sa.ColumnElement[bool]:
        """Give the condition on the charge of a movement or a reason."""
        return sa.true() if self.part is None else self.part.holds(charge)


def _entries(asked: _Asked) -> tuple[EntryRow, ...]:
    found: Any = asked.session.execute(
        sa.select(
            Entry.id, Entry.kind, Entry.effective, Entry.reverses_id, Entry.caused_by_id,
            Entry.remittance_id, Entry.plan_id, Entry.reason, Payment.id, Payment.number,
            Payment.method, sa.func.coalesce(Payment.reference, ""),
        )
        .outerjoin(Payment, Payment.entry_id == Entry.id)
        .where(asked.entries())
        .order_by(Entry.effective, Entry.id)
    )  # fmt: skip
    return tuple(EntryRow(*row) for row in found)


def _moves(asked: _Asked) -> dict[int, list[Happened]]:
    found: Any = asked.session.execute(
        sa.select(
            Movement.entry_id, Movement.charge_id, Movement.source, Movement.target,
            Movement.source_coverage_id, Movement.target_coverage_id, _CENTS,
        )
        .join(Entry, Entry.id == Movement.entry_id)
        .where(asked.entries(), asked.on(Movement.charge_id))
        .order_by(Movement.id)
    )  # fmt: skip
    moves: dict[int, list[Happened]] = defaultdict(list)
    for entry_id, *move in found:
        moves[entry_id].append(Happened(*move))
    return moves


def _codes(asked: _Asked) -> dict[int, dict[int, list[tuple[int, Code]]]]:
    found = asked.session.execute(
        sa.select(
            Reason.entry_id, Reason.charge_id, Reason.coverage_id, Reason.group_code,
            Reason.carc, Reason.amount,
        )
        .join(Entry, Entry.id == Reason.entry_id)
        .where(asked.entries(), asked.on(Reason.charge_id))
        .order_by(Reason.id)
    )  # fmt: skip
    codes: dict[int, dict[int, list[tuple[int, Code]]]] = defaultdict(lambda: defaultdict(list))
    for entry_id, charge_id, coverage_id, group, carc, amount in found:
        codes[entry_id][charge_id].append((coverage_id, Code(f"{group}-{carc}", amount)))
    return codes


def _charges(
    session: Session, account_id: int, as_of: date, days: Collection[date] | None
) -> dict[int, Billed]:
    which = [Charge.account_id == account_id, Charge.dos <= as_of]
    if days is not None:
        which.append(Charge.dos.in_(days))
    asked = _claimed(session, account_id, which if days is not None else ())
    # Columns, not rows of the mapped class: a long story is read three times as fast.
    found: Any = session.execute(
        sa.select(
            Charge.id, Charge.patient_id, Charge.encounter_id, Charge.dos, Charge.code,
            Charge.modifiers, Charge.wording, Charge.amount, Charge.is_fee, Patient.first,
            Patient.last, Provider.last_name, Provider.credentials,
        )
        .join(Patient, Patient.id == Charge.patient_id)
        .outerjoin(Provider, Provider.id == Charge.provider_id)
        .where(*which)
        .order_by(Charge.dos, Charge.position, Charge.id)
    )  # fmt: skip
    visits: dict[Any, int] = {}
    charges = {}
    for row in found:
        key = (row.dos, row.patient_id, row.encounter_id, row.is_fee)
        claim = asked.get(row.id)
        charges[row.id] = Billed(
            id=row.id,
            visit=visits.setdefault(key, row.id),
            patient_id=row.patient_id,
            patient=row.first or row.last,
            provider=_doctor(row.last_name, row.credentials),
            dos=row.dos,
            code=row.code,
            modifiers=row.modifiers,
            wording=row.wording,
            amount=row.amount,
            is_fee=row.is_fee,
            asked=claim[0] if claim else None,
            submitted_on=claim[1] if claim else None,
        )
    return charges


def _doctor(last: str | None, credentials: str | None) -> str:
    """Give "Dr. Varga", or name and title of who is no physician; empty for nobody."""
    if not last:
        return ""
    titles = {part.strip(" .").upper() for part in (credentials or "").split(",")}
    if titles & {"MD", "DO"}:
        return f"Dr. {last}"
    return ", ".join(part for part in (last, credentials) if part)


def _claimed(
    session: Session, account_id: int, which: Sequence[sa.ColumnElement[bool]]
) -> dict[int, tuple[int, date | None]]:
    """Give the first claim of each charge: its coverage and when it went out."""
    query = sa.select(ClaimCharge.charge_id, Claim.coverage_id, Claim.submitted_on).join(
        Claim, Claim.id == ClaimCharge.claim_id
    )
    if which:
        query = query.join(Charge, Charge.id == ClaimCharge.charge_id).where(*which)
    found = session.execute(query.where(Claim.account_id == account_id).order_by(Claim.id.desc()))
    return {charge_id: (coverage, submitted) for charge_id, coverage, submitted in found}


def _payers(session: Session, account_id: int) -> dict[int, str]:
    treated = sa.select(Charge.patient_id).where(Charge.account_id == account_id)
    found = session.execute(
        sa.select(Coverage.id, Payer.name)
        .join(Payer, Payer.id == Coverage.payer_id)
        .where(Coverage.patient_id.in_(treated))
    )
    return dict(found.all())


def _traces(session: Session, account_id: int) -> dict[int, str]:
    posted = sa.select(Entry.remittance_id).where(
        Entry.account_id == account_id, Entry.remittance_id.is_not(None)
    )
    found = sa.select(Remittance.id, Remittance.trace).where(Remittance.id.in_(posted))
    return dict(session.execute(found).all())


def _plan_of(session: Session, account_id: int, as_of: date) -> dict[int, int]:
    closed = sa.select(PlanEvent.plan_id).where(
        PlanEvent.kind.in_(CLOSING_EVENTS), PlanEvent.effective <= as_of
    )
    found = (
        sa.select(PlanCharge.charge_id, PaymentPlan.number)
        .join(PaymentPlan, PaymentPlan.id == PlanCharge.plan_id)
        .where(
            PaymentPlan.account_id == account_id,
            PlanCharge.added_on <= as_of,
            PlanCharge.plan_id.not_in(closed),
        )
    )
    return dict(session.execute(found).all())


def _plan_numbers(session: Session, account_id: int) -> dict[int, int]:
    found = sa.select(PaymentPlan.id, PaymentPlan.number)
    return dict(session.execute(found.where(PaymentPlan.account_id == account_id)).all())


def _bills(asked: _Asked, charges: Mapping[int, Billed]) -> dict[int, Paper]:
    """Give each visit's superbill or, without one, its first claim."""
    bills: dict[int, Paper] = {}
    account_id = asked.account_id
    claims = asked.session.execute(
        sa.select(ClaimCharge.charge_id, Claim.id, Claim.number)
        .join(Claim, Claim.id == ClaimCharge.claim_id)
        .where(Claim.account_id == account_id, asked.on(ClaimCharge.charge_id))
        .order_by(Claim.id.desc())
    )
    for charge_id, claim_id, number in claims:
        if charge_id in charges:
            bills[charges[charge_id].visit] = Paper(PaperKind.CLAIM, claim_id, str(number))
    superbills = asked.session.execute(
        sa.select(Charge.id, Superbill.id, Superbill.number)
        .join(Superbill, Superbill.id == Charge.superbill_id)
        .where(Charge.account_id == account_id, asked.on(Charge.id))
    )
    for charge_id, superbill_id, number in superbills:
        if charge_id in charges:
            paper = Paper(PaperKind.SUPERBILL, superbill_id, str(number))
            bills[charges[charge_id].visit] = paper
    return bills
