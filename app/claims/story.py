"""What happened to a claim or a superbill, newest first, for its timeline."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.superbills import differences
from app.superbills.differences import Difference
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.states import EntryKind, SuperbillStep
from models.audit import AuditEntry
from models.claim import Claim
from models.contact import Contact
from models.denial import Denial
from models.ledger import Entry, Movement
from models.remittance import Remittance, RemittanceVoid
from models.superbill import Superbill, SuperbillEvent

_ORDER = (
    "superbill",
    "made",
    "sent",
    "posted",
    "back",
    "voided",
    "denial",
    "contact",
    "noted",
    "next",
)
_KINDS = {EntryKind.PAYER_PAYMENT: "posted", EntryKind.TAKEBACK: "back"}
NOTED = "noted"
"""The deed of the audit trail that is a person's note on a claim or a superbill."""
_GONE = "delete"
"""The deed of a claim that was dropped: its id may be given to the next one."""


@dataclass(frozen=True, slots=True)
class ClaimEvent:
    """One thing that happened; the screen has words for each ``kind``.

    Kinds: superbill.<step>, made, sent, posted, back (taken back), voided,
    denial.<decision>, contact, noted, next.
    ``values`` fill the words; ``note`` is what a person wrote, or empty. ``is_ahead`` is True
    for what is planned. ``difference`` tells of a superbill that came again what its coder changed.
    """

    day: date
    kind: str
    values: dict[str, str] = field(default_factory=dict)
    note: str = ""
    is_ahead: bool = False
    difference: Difference | None = None


def of_claim(session: Session, claim_id: int, superbill_id: int | None) -> tuple[ClaimEvent, ...]:
    """Give what happened to a claim, its superbill's steps too."""
    claim = session.get_one(Claim, claim_id)
    found = [ClaimEvent(_local(claim.created_at), "made", {"number": str(claim.number)})]
    if claim.submitted_on is not None:
        found.append(ClaimEvent(claim.submitted_on, "sent"))
    found += _postings(session, claim_id)
    found += _decisions(session, claim_id)
    found += _contacts(session, claim_id)
    found += _notes(session, "claim", claim_id)
    if claim.next_action_on is not None:
        found.append(
            ClaimEvent(claim.next_action_on, "next", note=claim.next_action, is_ahead=True)
        )
    if superbill_id is not None:
        found += _steps(session, superbill_id)
        found += _notes(session, "superbill", superbill_id)
    return _newest_first(found)


def of_superbill(session: Session, superbill_id: int) -> tuple[ClaimEvent, ...]:
    """Give what happened to a superbill and to the earlier ones of its visit."""
    return _newest_first(
        [*_steps(session, superbill_id), *_notes(session, "superbill", superbill_id)]
    )


def _newest_first(found: Iterable[ClaimEvent]) -> tuple[ClaimEvent, ...]:
    """Put the newest first; of one kind and day the one that was found last."""

    def place(numbered: tuple[int, ClaimEvent]) -> tuple[date, int, int]:
        n, event = numbered
        return event.day, _ORDER.index(event.kind.partition(".")[0]), n

    return tuple(event for _, event in sorted(enumerate(found), key=place, reverse=True))


def _postings(session: Session, claim_id: int) -> list[ClaimEvent]:
    """Give one event for each EOB that answered or took back, and one for each voided."""
    received = sa.func.sum(
        sa.case(
            (
                sa.or_(Movement.target == Bucket.RECEIVED, Movement.source == Bucket.RECEIVED),
                sa.type_coerce(Movement.amount, sa.Integer),
            )
        )
    )
    rows = session.execute(
        sa.select(
            Remittance.trace, Remittance.paid_on, RemittanceVoid.reason, RemittanceVoid.voided_at,
            received, Entry.kind,
        )
        .join(Entry, Entry.remittance_id == Remittance.id)
        .outerjoin(Movement, Movement.entry_id == Entry.id)
        .outerjoin(RemittanceVoid, RemittanceVoid.remittance_id == Remittance.id)
        .where(Entry.claim_id == claim_id, Entry.kind.in_(_KINDS))
        .group_by(Remittance.id, Entry.kind)
    )  # fmt: skip
    found, voided = [], {}
    for trace, paid_on, reason, voided_at, cents, kind in rows:
        values = {"trace": trace, "amount": str(Money(cents or 0))}
        found.append(ClaimEvent(paid_on, _KINDS[kind], values))
        if voided_at is not None:
            voided[trace, paid_on] = ClaimEvent(_local(voided_at), "voided", values, reason)
    return [*found, *voided.values()]


def _decisions(session: Session, claim_id: int) -> list[ClaimEvent]:
    rows = session.scalars(
        sa.select(Denial).where(
            Denial.claim_id == claim_id,
            Denial.decided_at.is_not(None),
            Denial.decision != "voided",
        )
    )
    return [
        ClaimEvent(
            _local(row.decided_at),
            f"denial.{row.decision}",
            {"amount": str(row.amount), "by": row.decided_by},
            row.note.rsplit("\n", 1)[-1],
        )
        for row in rows
        if row.decided_at is not None
    ]


def _contacts(session: Session, claim_id: int) -> list[ClaimEvent]:
    rows = session.scalars(sa.select(Contact).where(Contact.claim_id == claim_id))
    return [
        ClaimEvent(
            _local(row.happened_at),
            "contact",
            {"channel": row.channel.value, "by": row.by},
            " · ".join(part for part in (row.outcome, row.note) if part),
        )
        for row in rows
    ]


def _notes(session: Session, subject: str, subject_id: int) -> list[ClaimEvent]:
    """Give the notes on it; a number that was freed by a claim that is gone begins anew."""
    rows = session.scalars(
        sa.select(AuditEntry)
        .where(AuditEntry.subject == subject, AuditEntry.subject_id == str(subject_id))
        .where(AuditEntry.deed.in_((NOTED, _GONE)))
        .order_by(AuditEntry.id)
    )
    found: list[ClaimEvent] = []
    for row in rows:
        if row.deed == _GONE:
            found.clear()
            continue
        note = json.loads(row.facts)["note"]
        found.append(ClaimEvent(_local(row.at), "noted", {"by": row.actor}, note))
    return found


def _steps(session: Session, superbill_id: int) -> list[ClaimEvent]:
    this = aliased(Superbill)
    rows = session.execute(
        sa.select(SuperbillEvent, Superbill.number)
        .join(Superbill, Superbill.id == SuperbillEvent.superbill_id)
        .join(this, this.encounter_id == Superbill.encounter_id)
        .where(this.id == superbill_id)
        .order_by(SuperbillEvent.id)
    )
    visit = sa.select(Superbill.encounter_id).where(Superbill.id == superbill_id)
    changes = differences.of_visit(session, session.scalar(visit) or 0)
    return [
        ClaimEvent(
            _local(event.happened_at),
            f"superbill.{event.step.value}",
            {"number": str(number), "by": event.by},
            event.reason,
            difference=changes.get(number) if event.step is SuperbillStep.HANDED_OFF else None,
        )
        for event, number in rows
    ]


def _local(at: datetime) -> date:
    return at.astimezone().date()
