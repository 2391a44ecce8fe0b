"""What an audit found, given back to the coder as lessons, with the coder's answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.auditing import quoting
from app.auditing.quoting import Quote
from app.coding import code_notes
from app.coding.code_notes import NoteDraft
from app.security import permissions
from app.store.store import Work
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import Discrepancy
from app.values.words import say
from models.coding import CodeNote
from models.coding_audit import AuditedVisit, AuditFinding, CodingAudit, LessonSeen
from models.superbill import Superbill


@dataclass(frozen=True, slots=True)
class Lesson:
    """One error that an auditor found. ``seen_at`` is None until the coder has read it.

    ``quotes`` is what the note says for it; ``effect`` is the auditor's charge less the coder's,
    None where it is not known. ``dissent`` is why the coder holds the code to be right.
    """

    finding_id: int
    encounter_id: int
    number: int
    dos: date
    coder: str
    kind: Discrepancy
    is_diagnosis: bool
    first: str
    second: str
    words: str
    found_by: str
    found_at: datetime
    seen_at: datetime | None
    reply: str
    audit_number: int = 0
    audited_id: int = 0
    effect: Money | None = None
    quotes: tuple[Quote, ...] = ()
    dissent: str = ""
    is_noted: bool = False
    """Whether it stands as a note on its code."""

    @property
    def code(self) -> str:
        """Give the code it is about, the coder's own where there is one, as people read it."""
        return (self.first or self.second).split(" ")[0]


def lessons(session: Session, coder: str = "", *, unseen: bool = False) -> tuple[Lesson, ...]:
    """Give a coder's lessons, the newest first; "" gives everybody's."""
    query = (
        sa.select(AuditFinding, Superbill, LessonSeen, CodingAudit.number, CodeNote.id)
        .join(AuditedVisit, AuditedVisit.id == AuditFinding.audited_visit_id)
        .join(CodingAudit, CodingAudit.id == AuditedVisit.coding_audit_id)
        .join(Superbill, Superbill.id == AuditedVisit.superbill_id)
        .join(LessonSeen, LessonSeen.audit_finding_id == AuditFinding.id, isouter=True)
        .join(
            CodeNote,
            sa.and_(CodeNote.audit_finding_id == AuditFinding.id, CodeNote.ended_at.is_(None)),
            isouter=True,
        )
        .where(AuditFinding.is_error)
        .order_by(AuditFinding.id.desc())
    )
    if coder:
        query = query.where(Superbill.coded_by == coder)
    if unseen:
        query = query.where(AuditFinding.id.not_in(sa.select(LessonSeen.audit_finding_id)))
    return tuple(_lesson(*row) for row in session.execute(query))


def unread(session: Session, coder: str) -> int:
    """Count the lessons that a coder has not read yet."""
    query = (
        sa.select(sa.func.count())
        .select_from(AuditFinding)
        .join(AuditedVisit, AuditedVisit.id == AuditFinding.audited_visit_id)
        .join(Superbill, Superbill.id == AuditedVisit.superbill_id)
        .where(
            AuditFinding.is_error,
            Superbill.coded_by == coder,
            AuditFinding.id.not_in(sa.select(LessonSeen.audit_finding_id)),
        )
    )
    return session.scalar(query) or 0


def acknowledge(work: Work, finding_id: int, reply: str = "", dissent: str = "") -> None:
    """Note that the coder has read a lesson; only the coder concerned may.

    ``dissent`` is why the coder holds the code to be right; it stands beside the finding and in
    the audit trail, and changes no figure.

    Raises:
        Refused: not_allowed, auditing.gone, auditing.not_yours, auditing.seen_already.
    """
    work.require(permissions.CODE)
    row = work.session.execute(
        sa.select(Superbill.coded_by)
        .join(AuditedVisit, AuditedVisit.superbill_id == Superbill.id)
        .join(AuditFinding, AuditFinding.audited_visit_id == AuditedVisit.id)
        .where(AuditFinding.id == finding_id)
    ).first()
    if row is None:
        raise Refused("auditing.gone")
    if row[0] != work.actor.name:
        raise Refused("auditing.not_yours")
    if work.session.get(LessonSeen, finding_id) is not None:
        raise Refused("auditing.seen_already")
    work.session.add(
        LessonSeen(
            audit_finding_id=finding_id,
            seen_at=work.now,
            seen_by=work.actor.name,
            reply=reply.strip(),
            dissent=dissent.strip() or None,
        )
    )
    work.session.flush()
    if dissent.strip():
        work.note_deed("lesson contradicted", "audit_finding", finding_id)


def keep_as_note(work: Work, finding_id: int) -> int:
    """Make a lesson a note on its code, shown wherever the code is given; give the note's id.

    It stands at the coder's code, where the slip begins, or at the missed one.

    Raises:
        Refused: not_allowed, auditing.gone, code_notes.incomplete.
    """
    found = work.session.get(AuditFinding, finding_id)
    if found is None or not found.is_error:
        raise Refused("auditing.gone")
    nothing = say("code_notes.nothing")
    words = say(
        "code_notes.of_lesson", first=found.first or nothing, second=found.second or nothing,
        words=found.lesson,
    )  # fmt: skip
    code = (found.first or found.second).split(" ")[0]
    return code_notes.write(work, NoteDraft(code, words), finding_id)


def _lesson(
    found: AuditFinding,
    bill: Superbill,
    seen: LessonSeen | None,
    audit_number: int,
    note_id: int | None,
) -> Lesson:
    return Lesson(
        finding_id=found.id,
        encounter_id=bill.encounter_id,
        number=bill.number,
        dos=bill.dos,
        coder=bill.coded_by,
        kind=found.kind,
        is_diagnosis=found.is_diagnosis,
        first=found.first,
        second=found.second,
        words=found.lesson,
        found_by=found.found_by,
        found_at=found.found_at,
        seen_at=None if seen is None else seen.seen_at,
        reply="" if seen is None else seen.reply,
        audit_number=audit_number,
        audited_id=found.audited_visit_id,
        effect=found.effect,
        quotes=quoting.from_json(found.evidence),
        dissent="" if seen is None else seen.dissent or "",
        is_noted=note_id is not None,
    )
