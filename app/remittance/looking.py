"""What a posted remittance did, line by line, and the claims that an EOB may answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents import filing
from app.documents.filing import Filing
from app.ledger.sums import balances_of
from app.remittance import posting
from app.remittance.disposition import EARLIER, Disposition, disposition
from app.remittance.eob import EobDraft, EobLine
from app.remittance.grid import GridClaim, GridLine
from app.remittance.posting import Posted
from app.store.store import Work
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.dates import show_date
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.person import listed
from app.values.states import ClaimStatus, DocumentKind
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage, Payer
from models.denial import Denial
from models.ledger import Movement, Reason
from models.patient import Patient
from models.remittance import RemitLine, RemittanceVoid


@dataclass(frozen=True, slots=True)
class PostedLine:
    """One line of a posted remittance. ``denial_id`` while it waits for a decision."""

    id: int
    claim_id: int
    claim_number: int
    patient: str
    dos: date
    code: str
    charged: Money
    allowed: Money | None
    paid: Money
    agreed: Money
    to_patient: Money
    denied: Money
    codes: tuple[str, ...]
    denial_id: int | None

    @property
    def is_short(self) -> bool:
        """Tell whether the payer paid nothing, or turned part of it down."""
        return not self.paid or bool(self.denied)


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned EOB that goes with its posting: its bytes and their media type."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class ClaimChoice:
    """A claim that an EOB may answer, as the finder lists it.

    ``anew``: the claim to be answered again, when this is its earlier answer taken back.
    """

    claim_id: int
    payer_id: int
    payer: str
    grid: GridClaim
    charged: Money
    anew: ClaimChoice | None = None


def post_with_scan(work: Work, draft: EobDraft, scan: Scan | None) -> Posted:
    """Post an EOB with the scan of its paper, both or neither.

    Raises:
        Refused: as ``posting.post``; documents.empty, documents.too_large.
    """
    if scan is not None:
        title = f"EOB {draft.trace.strip()}"
        kept = filing.keep(work, Filing(DocumentKind.EOB, title, scan.media_type), scan.content)
        draft = replace(draft, document_id=kept)
    return posting.post(work, draft)


def lines_of(session: Session, remittance_id: int) -> tuple[PostedLine, ...]:
    """Give the lines of a posted remittance in the order they were posted."""
    rows = session.execute(
        sa.select(RemitLine, Claim.number, Charge, Patient.last, Patient.first)
        .join(Claim, Claim.id == RemitLine.claim_id)
        .join(Charge, Charge.id == RemitLine.charge_id)
        .join(Patient, Patient.id == Charge.patient_id)
        .where(RemitLine.remittance_id == remittance_id)
        .order_by(RemitLine.id)
    ).all()
    reasons = _reasons(session, [row.entry_id for row, *_ in rows])
    waiting = _open_denials(session, [row.entry_id for row, *_ in rows])
    found = []
    for row, number, charge, last, first in rows:
        place = (row.entry_id, row.charge_id)
        patient = listed(last, first)
        found.append(_posted(row, charge, (number, patient), reasons[place], waiting.get(place)))
    return tuple(found)


def undecided(session: Session, remittance_id: int) -> int:
    """Count the denied lines of a remittance that still wait for somebody's decision.

    Fewer than it denied: money posted with it, or later, may have settled a line.
    """
    entries = session.scalars(
        sa.select(RemitLine.entry_id).where(RemitLine.remittance_id == remittance_id).distinct()
    ).all()
    return len(_open_denials(session, entries))


def open_claims(
    session: Session, as_of: date, payer_id: int | None = None, claim_id: int | None = None
) -> tuple[ClaimChoice, ...]:
    """Give the claims a payer has still to answer, or one claim, each with its lines.

    Without both: of every payer, oldest service first. Of a claim that is asked again, after an
    appeal or a correction, only the lines are given that the payer still owes on; when it owes on
    none, all of them. What is posted on them already is told, so that only the rest is open.
    What earlier payers paid and took off stands on a line as OA-23, as on a next payer's paper.
    """
    which = (
        sa.select(Claim, Charge, Patient.last, Patient.first, Payer)
        .join(ClaimCharge, ClaimCharge.claim_id == Claim.id)
        .join(Charge, Charge.id == ClaimCharge.charge_id)
        .join(Patient, Patient.id == Claim.patient_id)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(Payer, Payer.id == Coverage.payer_id)
        .where(Claim.status.in_([s for s in ClaimStatus if s.is_open]))
        .order_by(Charge.dos, Claim.id, Charge.position, Charge.id)
    )
    if payer_id is not None:
        which = which.where(Coverage.payer_id == payer_id)
    if claim_id is not None:
        which = which.where(Claim.id == claim_id)
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(which):
        grouped[row[0].id].append(row)
    again = _left_of_answered(session, list(grouped))
    before = _settled_by_others(session, list(grouped))
    found = (_choice(rows, again, as_of) for rows in grouped.values())
    return tuple(_with_earlier(one, before) for one in found)


def _settled_by_others(session: Session, claim_ids: Sequence[int]) -> dict[tuple[int, int], Money]:
    """Give what other payers paid and took off, by claim and charge, where they answered first."""
    cents = sa.func.sum(sa.type_coerce(RemitLine.paid, sa.Integer))
    paid = session.execute(
        sa.select(Claim.id, RemitLine.charge_id, cents)
        .join(ClaimCharge, ClaimCharge.claim_id == Claim.id)
        .join(RemitLine, RemitLine.charge_id == ClaimCharge.charge_id)
        .outerjoin(RemittanceVoid, RemittanceVoid.remittance_id == RemitLine.remittance_id)
        .where(Claim.id.in_(claim_ids))
        .where(RemitLine.coverage_id != Claim.coverage_id, RemittanceVoid.remittance_id.is_(None))
        .group_by(Claim.id, RemitLine.charge_id)
        .having(sa.func.sum(sa.type_coerce(RemitLine.charged, sa.Integer)) > 0)
    ).all()
    off: dict[int | None, int] = defaultdict(int)
    charges = {charge_id for _, charge_id, _ in paid}
    for charge, _, _, taken in session.execute(
        balances_of(Movement.charge_id.in_(charges), Bucket.CONTRACTUAL)
    ):
        off[charge] += taken
    return {(claim, charge): Money(total + off[charge]) for claim, charge, total in paid}


def _with_earlier(choice: ClaimChoice, before: Mapping[tuple[int, int], Money]) -> ClaimChoice:
    """Put what earlier payers settled on the lines of a claim that its own has not answered."""

    def told(line: GridLine) -> GridLine:
        earlier = before.get((choice.claim_id, line.told.charge_id))
        if not earlier or line.told.already:
            return line
        return replace(line, told=replace(line.told, others=(Adjustment(EARLIER, earlier),)))

    if not any((choice.claim_id, line.told.charge_id) in before for line in choice.grid.lines):
        return choice
    lines = tuple(told(line) for line in choice.grid.lines)
    left = Money.total(line.told.gap for line in lines)
    return replace(choice, grid=replace(choice.grid, lines=lines), charged=left)


@dataclass(frozen=True, slots=True)
class _Left:
    """What is open of an answered line: what its payer still owes, and what nobody has paid."""

    owed: Money
    unpaid: Money


def _left_of_answered(session: Session, claim_ids: Sequence[int]) -> dict[tuple[int, int], _Left]:
    """Give what is open of each line of claims that their payer answered before."""
    answered = session.execute(
        sa.select(RemitLine.claim_id, RemitLine.charge_id, RemitLine.coverage_id)
        .outerjoin(RemittanceVoid, RemittanceVoid.remittance_id == RemitLine.remittance_id)
        .where(RemitLine.claim_id.in_(claim_ids), RemittanceVoid.remittance_id.is_(None))
        .group_by(RemitLine.claim_id, RemitLine.charge_id, RemitLine.coverage_id)
        .having(sa.func.sum(sa.type_coerce(RemitLine.charged, sa.Integer)) > 0)
    ).all()
    charges = {charge_id for _, charge_id, _ in answered}
    owed: dict[tuple[int | None, int | None], Money] = {}
    unpaid: dict[int | None, Money] = defaultdict(lambda: ZERO)
    places = balances_of(Movement.charge_id.in_(charges), Bucket.PAYER, Bucket.PATIENT)
    for charge, bucket, coverage, cents in session.execute(places):
        unpaid[charge] += Money(cents)
        if bucket is Bucket.PAYER:
            owed[charge, coverage] = Money(cents)
    return {
        (claim, charge): _Left(owed.get((charge, coverage), ZERO), unpaid[charge])
        for claim, charge, coverage in answered
    }


def _choice(
    rows: Sequence[Any], again: Mapping[tuple[int, int], _Left], as_of: date
) -> ClaimChoice:
    claim, _, last, first, payer = rows[0]
    whole = [_Left(charge.amount, charge.amount) for _, charge, *_ in rows]
    left = [again.get((claim.id, row[1].id), one) for row, one in zip(rows, whole, strict=True)]
    owing = any(one.owed for one in left)
    asked = [
        (row[1], one.owed if owing else one.unpaid) for row, one in zip(rows, left, strict=True)
    ]
    lines = tuple(
        GridLine(
            show_date(charge.dos, as_of),
            "-".join([charge.code, *charge.modifiers.split()]),
            EobLine(charge.id, charge.amount, already=charge.amount - rest),
        )
        for charge, rest in asked
        if rest or not owing or not charge.amount
    )
    grid = GridClaim(claim.id, claim.number, listed(last, first), lines)
    charged = Money.total(line.told.open for line in lines)
    return ClaimChoice(claim.id, payer.id, payer.name, grid, charged)


def _reasons(
    session: Session, entry_ids: Sequence[int]
) -> dict[tuple[int, int], list[tuple[str, Money]]]:
    found: dict[tuple[int, int], list[tuple[str, Money]]] = defaultdict(list)
    for reason in session.scalars(
        sa.select(Reason).where(Reason.entry_id.in_(entry_ids)).order_by(Reason.id)
    ):
        code = f"{reason.group_code}-{reason.carc}"
        found[reason.entry_id, reason.charge_id].append((code, reason.amount))
    return found


def _open_denials(session: Session, entry_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    rows = session.execute(
        sa.select(Denial.entry_id, Denial.charge_id, Denial.id)
        .where(Denial.entry_id.in_(entry_ids), Denial.decided_at.is_(None))
        .order_by(Denial.id.desc())
    )
    return {(entry, charge): denial for entry, charge, denial in rows}


def _posted(
    row: RemitLine,
    charge: Charge,
    claim: tuple[int, str],
    given: Sequence[tuple[str, Money]],
    denial_id: int | None,
) -> PostedLine:
    def amount(kind: Disposition) -> Money:
        return Money.total(
            cents for code, cents in given if disposition(AdjustmentCode.parse(code)) is kind
        )

    return PostedLine(
        id=row.id,
        claim_id=row.claim_id,
        claim_number=claim[0],
        patient=claim[1],
        dos=charge.dos,
        code=charge.code,
        charged=row.charged,
        allowed=row.allowed,
        paid=row.paid,
        agreed=amount(Disposition.CONTRACTUAL),
        to_patient=amount(Disposition.PATIENT),
        denied=amount(Disposition.DENIAL),
        codes=tuple(code for code, _ in given),
        denial_id=denial_id,
    )
