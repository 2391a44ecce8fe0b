"""A superbill becomes charges on the account; one that was posted wrongly is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import transitions
from app.ledger import book
from app.ledger.drafts import ChargeDraft, ChargesDraft
from app.ledger.posting import is_closed
from app.ledger.sums import REVERSED
from app.ledger.undoing import ReversalDraft
from app.security import permissions
from app.store.store import Work
from app.superbills import correcting, frozen
from app.superbills.correcting import Earlier
from app.superbills.frozen import SuperbillRows
from app.values.problem import Refused
from app.values.states import CodingStatus, EntryKind, SuperbillStep
from models.charge import Charge
from models.coverage import Coverage
from models.encounter import Encounter
from models.ledger import Entry, Movement

source_key = correcting.source_key


@dataclass(frozen=True, slots=True)
class Posted:
    """The charges a superbill became, in the order of its lines.

    ``coverage_id`` None: the patient owes them. The claim to that coverage is the claims
    room's to make, in the same unit of work. ``corrects`` names the earlier superbill of the visit
    that a payer has paid on and that this one takes the place of.
    """

    entry_id: int
    charge_ids: tuple[int, ...]
    account_id: int
    patient_id: int
    coverage_id: int | None
    superbill_id: int
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The charges that a sent-back superbill had become, and the entry that reverses them."""

    reversal_id: int
    charge_ids: tuple[int, ...]
    account_id: int


def post_charges(work: Work, superbill_id: int, *, coverage_id: int | None) -> Posted:
    """Bill a waiting superbill to a coverage of the patient or, with None, to the patient.

    Raises:
        Refused: not_allowed, superbills.gone, superbills.not_waiting,
            superbills.foreign_coverage, superbills.paid_line_changed, and as ``book.charge``.
    """
    work.require(permissions.POST_CHARGES)
    bill = frozen.superbill(work.session, superbill_id)
    if bill.state is not SuperbillStep.HANDED_OFF:
        raise Refused("superbills.not_waiting")
    _check_coverage(work.session, bill, coverage_id)
    before = correcting.earlier(work.session, bill.encounter_id, superbill_id)
    lines, effective, account_id = _charges(bill, coverage_id), None, bill.account_id
    if before is not None:
        # The visit stays on one account, whoever pays for the patient since.
        account_id = before.account_id
        kept = correcting.kept(work.session, before, bill.lines)
        lines = [replace(line, stands=one) for line, one in zip(lines, kept, strict=True)]
        effective = _bill_again_from(work, before, bill.encounter_id)
    charged = book.charge(
        work,
        ChargesDraft(
            account_id=account_id,
            lines=tuple(lines),
            effective=effective,
            source_key=source_key(bill.number),
        ),
    )
    frozen.note_step(work, superbill_id, SuperbillStep.POSTED)
    encounter = work.session.get_one(Encounter, bill.encounter_id)
    transitions.move(work, encounter, CodingStatus.POSTED)
    return Posted(
        charged.entry_id,
        charged.charge_ids,
        account_id,
        bill.patient_id,
        coverage_id,
        superbill_id,
        None if before is None else before.superbill_id,
    )


def _bill_again_from(work: Work, before: Earlier, encounter_id: int) -> date:
    """Reverse what was billed of the visit before; give the day from which it counts anew.

    Both count from the day of the first billing, so that no day shows the visit twice; from
    today when that period is closed.
    """
    closed = is_closed(work.session, before.effective)
    day = work.today if closed else before.effective
    reason = frozen.sent_back_reason(work.session, encounter_id)
    book.reverse(work, before.entry_id, ReversalDraft(reason or "corrected", day))
    return day


def open_again(work: Work, superbill_id: int, reason: str) -> None:
    """Give a posted visit back to the coder while its charges and their money stay.

    What the coder hands off instead is billed by ``post_charges``, which keeps every charge
    that has money on it.

    Raises:
        Refused: not_allowed, superbills.gone, superbills.not_posted, superbills.reason_missing.
    """
    work.require(permissions.POST_CHARGES)
    if not reason.strip():
        raise Refused("superbills.reason_missing")
    if frozen.superbill(work.session, superbill_id).state is not SuperbillStep.POSTED:
        raise Refused("superbills.not_posted")
    frozen.return_to_coder(work, superbill_id, reason)


def is_touched(session: Session, superbill_id: int) -> bool:
    """Tell whether anything beyond the charging itself stands on what a superbill billed."""
    number = frozen.superbill(session, superbill_id).number
    return _is_touched(session, correcting.charged_by(session, _entry_of(session, number)))


def take_back(work: Work, superbill_id: int, reason: str) -> TakenBack:
    """Reverse a posted superbill's charges and give the visit back to the coder.

    Raises:
        Refused: not_allowed, superbills.gone, superbills.not_posted,
            superbills.reason_missing, superbills.paid (when a payer or the patient has paid,
            or something else was posted on a charge), and as ``book.reverse``.
    """
    work.require(permissions.POST_CHARGES)
    if not reason.strip():
        raise Refused("superbills.reason_missing")
    bill = frozen.superbill(work.session, superbill_id)
    if bill.state is not SuperbillStep.POSTED:
        raise Refused("superbills.not_posted")
    entry_id = _entry_of(work.session, bill.number)
    charges = charges_of(work.session, superbill_id)
    if _is_touched(work.session, [*charges, *correcting.charged_by(work.session, entry_id)]):
        raise Refused("superbills.paid")
    reversal = book.reverse(work, entry_id, ReversalDraft(reason.strip()))
    frozen.return_to_coder(work, superbill_id, reason)
    return TakenBack(reversal, charges, bill.account_id)


def charges_of(session: Session, superbill_id: int) -> tuple[int, ...]:
    """Give the charges that a superbill became, in the order of its lines."""
    return tuple(
        session.scalars(
            sa.select(Charge.id)
            .where(Charge.superbill_id == superbill_id)
            .order_by(Charge.position, Charge.id)
        )
    )


def _entry_of(session: Session, number: int) -> int:
    """Name the entry that billed a superbill."""
    return session.scalars(sa.select(Entry.id).where(Entry.source_key == source_key(number))).one()


def _charges(bill: SuperbillRows, coverage_id: int | None) -> list[ChargeDraft]:
    return [
        ChargeDraft(
            patient_id=bill.patient_id,
            dos=bill.dos,
            code=line.code,
            amount=line.amount,
            coverage_id=coverage_id,
            units=line.units,
            modifiers=line.modifiers,
            wording=line.wording,
            position=line.position,
            provider_id=bill.provider_id,
            encounter_id=bill.encounter_id,
            superbill_id=bill.id,
        )
        for line in bill.lines
    ]


def _check_coverage(session: Session, bill: SuperbillRows, coverage_id: int | None) -> None:
    if coverage_id is None:
        return
    coverage = session.get(Coverage, coverage_id)
    if coverage is None or coverage.patient_id != bill.patient_id:
        raise Refused("superbills.foreign_coverage")


def _is_touched(session: Session, charges: Sequence[int]) -> bool:
    """Tell whether anything beyond the charging itself still stands on the charges."""
    return bool(
        session.scalar(
            sa.select(Entry.id)
            .join(Movement, Movement.entry_id == Entry.id)
            .where(
                Movement.charge_id.in_(charges),
                Entry.kind.not_in((EntryKind.CHARGE, EntryKind.REVERSAL)),
                Entry.id.not_in(REVERSED),
            )
            .limit(1)
        )
    )
