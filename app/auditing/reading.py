"""Read one visit of an audit: the note first, then the codes, then a verdict on each difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.auditing import effects, quoting, unfinished
from app.auditing.frozen_codes import codes_of as codes_of
from app.auditing.frozen_codes import codes_of_all
from app.coding import passages
from app.coding.comparing import (
    Codes,
    Comparison,
    Difference,
    compare,
    compare_as_before,
)
from app.coding.draft import Span
from app.coding.em.worksheet import Worksheet
from app.security import permissions
from app.store.store import Work
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import Discrepancy
from models.coding_audit import (
    AuditDraft,
    AuditedVisit,
    AuditFinding,
    AuditReading,
    CodingAudit,
    LessonSeen,
)
from models.superbill import Superbill


@dataclass(frozen=True, slots=True)
class AuditedRow:
    """One visit in the list of an audit. ``is_done`` when it was read and every finding judged.

    ``is_begun``: something is set down and the reading is not finished. ``dissents`` counts the
    errors that the coder holds to be none.
    """

    id: int
    position: int
    superbill_id: int
    number: int
    encounter_id: int
    dos: date
    coder: str
    risks: tuple[str, ...]
    is_read: bool
    differences: int
    errors: int
    is_done: bool
    is_begun: bool = False
    dissents: int = 0


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One audit in the list of audits, with how far it has come.

    ``share`` is the percent that was asked for, None where a number was.
    """

    id: int
    number: int
    is_risk: bool
    seed: int
    first: date
    last: date
    coder: str
    started_by: str
    visits: int
    done: int
    wanted: int = 0
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the auditor gave, what the coder gave, and where they differ.

    ``evidence`` and ``sheet`` are the auditor's. ``shown_at`` None: the reading was blind.
    """

    auditor: Codes
    coder: Codes
    comparison: Comparison
    evidence: tuple[Span, ...] = ()
    sheet: Worksheet | None = None
    shown_at: datetime | None = None
    read_by: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference with its verdict; ``kind`` is the auditor's word where it is an error.

    ``dissent`` is why the coder holds the code to be right, empty where the lesson is taken or
    not read yet.
    """

    id: int
    kind: Discrepancy
    is_diagnosis: bool
    first: str
    second: str
    is_error: bool
    effect: Money | None
    lesson: str
    quotes: tuple[quoting.Quote, ...]
    dissent: str
    found_by: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The auditor's word on one difference; ``lesson`` goes to the coder and may be empty.

    ``kind`` is what the auditor calls the error, None: as the comparison does. ``quotes`` are
    the passages of the note that the finding rests on.
    """

    difference: Difference
    is_error: bool
    lesson: str = ""
    kind: Discrepancy | None = None
    quotes: tuple[Span, ...] = ()


def audits(session: Session) -> tuple[AuditRow, ...]:
    """Give all audits, the newest first."""
    return _audits(session, sa.true())


def audit(session: Session, audit_id: int) -> AuditRow | None:
    """Give one audit as in the list, None when there is none with that id."""
    return next(iter(_audits(session, CodingAudit.id == audit_id)), None)


def _audits(session: Session, which: sa.ColumnElement[bool]) -> tuple[AuditRow, ...]:
    """Count the visits of each, those done among them, in the database: they are thousands."""
    judged = sa.select(AuditFinding.id).where(AuditFinding.audited_visit_id == AuditedVisit.id)
    done = sa.or_(AuditReading.agreed == AuditReading.compared, judged.exists())
    rows = (
        sa.select(
            CodingAudit, sa.func.count(AuditedVisit.id),
            sa.func.coalesce(sa.func.sum(sa.case((done, 1), else_=0)), 0),
        )
        .join(AuditedVisit, AuditedVisit.coding_audit_id == CodingAudit.id, isouter=True)
        .join(AuditReading, AuditReading.audited_visit_id == AuditedVisit.id, isouter=True)
        .where(which)
        .group_by(CodingAudit.id)
        .order_by(CodingAudit.id.desc())
    )  # fmt: skip
    return tuple(
        AuditRow(
            id=audit.id,
            number=audit.number,
            is_risk=audit.is_risk,
            seed=audit.seed,
            first=audit.first_dos,
            last=audit.last_dos,
            coder=audit.coder,
            started_by=audit.started_by,
            visits=visits,
            done=finished,
            wanted=audit.wanted,
            share=audit.share,
        )
        for audit, visits, finished in session.execute(rows)
    )


def visits(session: Session, audit_id: int) -> tuple[AuditedRow, ...]:
    """Give the visits of an audit in the order they are read."""
    return tuple(row for _audit, row in _rows(session, audit_id))


def audit_of(session: Session, audited_id: int) -> int:
    """Give the id of the audit that a visit was drawn into.

    Raises:
        Refused: auditing.gone.
    """
    return _visit(session, audited_id).coding_audit_id


def read(
    work: Work,
    audited_id: int,
    codes: Codes,
    evidence: tuple[Span, ...] = (),
    sheet: Worksheet | None = None,
) -> Comparison:
    """Keep the auditor's own codes and compare; the first reading counts and is the only one.

    ``evidence`` and ``sheet`` are the auditor's passages and worksheet of the visit's level.

    Raises:
        Refused: not_allowed, auditing.gone, auditing.read_already, auditing.empty.
    """
    work.require(permissions.AUDIT_CODING)
    visit = _visit(work.session, audited_id)
    if work.session.get(AuditReading, audited_id) is not None:
        raise Refused("auditing.read_already")
    if not codes.diagnoses and not codes.lines:
        raise Refused("auditing.empty")
    found = compare(codes_of(work.session, visit.superbill_id), codes)
    draft = work.session.get(AuditDraft, audited_id)
    work.session.add(
        AuditReading(
            audited_visit_id=audited_id,
            read_at=work.now,
            read_by=work.actor.name,
            codes=codes.as_json(),
            agreed=found.agreed,
            compared=found.compared,
            evidence=passages.as_json(evidence),
            worksheet=unfinished.sheet_as_json(sheet) or None,
            shown_at=None if draft is None else draft.shown_at,
        )
    )
    if found.is_same:
        unfinished.forget(work, audited_id)
    work.session.flush()
    return found


def reading(session: Session, audited_id: int) -> Reading | None:
    """Give the reading of a visit beside the coder's codes; None before it was read."""
    return readings(session, (audited_id,)).get(audited_id)


def readings(session: Session, audited_ids: Sequence[int]) -> dict[int, Reading]:
    """Give the readings of the visits that were read, by visit, in three queries."""
    query = (
        sa.select(AuditReading, AuditedVisit.superbill_id)
        .join(AuditedVisit, AuditedVisit.id == AuditReading.audited_visit_id)
        .where(AuditReading.audited_visit_id.in_(audited_ids))
    )
    rows = [(row[0], row[1]) for row in session.execute(query)]
    coded = codes_of_all(session, [bill for _row, bill in rows]) if rows else {}
    return {row.audited_visit_id: _reading(row, coded[bill]) for row, bill in rows}


def _reading(row: AuditReading, coder: Codes) -> Reading:
    auditor = Codes.from_json(row.codes)
    found = compare(coder, auditor)
    if (found.agreed, found.compared) != (row.agreed, row.compared):
        found = compare_as_before(coder, auditor)
    return Reading(
        auditor, coder, found, passages.from_json(row.evidence),
        unfinished.sheet_from_json(row.worksheet), row.shown_at, row.read_by,
    )  # fmt: skip


def findings(session: Session, audited_id: int) -> tuple[Finding, ...]:
    """Give the verdicts on a visit's differences, in their order; empty before it is judged."""
    return findings_of(session, (audited_id,)).get(audited_id, ())


def findings_of(session: Session, audited_ids: Sequence[int]) -> dict[int, tuple[Finding, ...]]:
    """Give the verdicts of the visits that were judged, by visit, in one query."""
    found: dict[int, tuple[Finding, ...]] = {}
    for one, dissent in session.execute(
        sa.select(AuditFinding, LessonSeen.dissent)
        .join(LessonSeen, LessonSeen.audit_finding_id == AuditFinding.id, isouter=True)
        .where(AuditFinding.audited_visit_id.in_(audited_ids))
        .order_by(AuditFinding.id)
    ):
        finding = Finding(
            one.id, one.kind, one.is_diagnosis, one.first, one.second, one.is_error, one.effect,
            one.lesson, quoting.from_json(one.evidence), dissent or "", one.found_by,
        )  # fmt: skip
        found[one.audited_visit_id] = (*found.get(one.audited_visit_id, ()), finding)
    return found


def judge(work: Work, audited_id: int, verdicts: Sequence[Verdict]) -> None:
    """Write the auditor's word on every difference of a visit, all at once and once only.

    Raises:
        Refused: not_allowed, auditing.gone, auditing.not_read, auditing.judged_already,
            auditing.not_all (a difference has no verdict, or a verdict no difference).
    """
    work.require(permissions.AUDIT_CODING)
    found = reading(work.session, audited_id)
    if found is None:
        raise Refused("auditing.not_read")
    if _is_judged(work.session, audited_id):
        raise Refused("auditing.judged_already")
    if [one.difference for one in verdicts] != [*found.comparison.differences]:
        raise Refused("auditing.not_all")
    dos = _bill(work.session, audited_id).dos
    prices = effects.effects(work.session, [one.difference for one in verdicts], dos)
    for one, effect in zip(verdicts, prices, strict=True):
        work.session.add(
            AuditFinding(
                audited_visit_id=audited_id,
                kind=one.kind or one.difference.kind,
                is_diagnosis=one.difference.is_diagnosis,
                first=one.difference.first,
                second=one.difference.second,
                is_error=one.is_error,
                items=one.difference.items,
                effect=effect,
                lesson=one.lesson.strip(),
                evidence=quoting.as_json(quoting.cut(work.session, one.quotes)),
                found_at=work.now,
                found_by=work.actor.name,
            )
        )
    unfinished.forget(work, audited_id)
    work.session.flush()


def _is_judged(session: Session, audited_id: int) -> bool:
    query = sa.select(AuditFinding.id).where(AuditFinding.audited_visit_id == audited_id).limit(1)
    return session.scalar(query) is not None


def _visit(session: Session, audited_id: int) -> AuditedVisit:
    row = session.get(AuditedVisit, audited_id)
    if row is None:
        raise Refused("auditing.gone")
    return row


def _bill(session: Session, audited_id: int) -> Superbill:
    return session.get_one(Superbill, _visit(session, audited_id).superbill_id)


def _rows(session: Session, audit_id: int | None = None) -> list[tuple[int, AuditedRow]]:
    judged = (
        sa.select(
            AuditFinding.audited_visit_id.label("id"),
            sa.func.count().label("findings"),
            sa.func.sum(sa.cast(AuditFinding.is_error, sa.Integer)).label("errors"),
            sa.func.count(LessonSeen.dissent).label("dissents"),
        )
        .join(LessonSeen, LessonSeen.audit_finding_id == AuditFinding.id, isouter=True)
        .group_by(AuditFinding.audited_visit_id)
        .subquery()
    )
    query = (
        sa.select(
            AuditedVisit, Superbill, AuditReading, AuditDraft.saved_at, judged.c.findings,
            judged.c.errors, judged.c.dissents,
        )
        .join(Superbill, Superbill.id == AuditedVisit.superbill_id)
        .join(AuditReading, AuditReading.audited_visit_id == AuditedVisit.id, isouter=True)
        .join(AuditDraft, AuditDraft.audited_visit_id == AuditedVisit.id, isouter=True)
        .join(judged, judged.c.id == AuditedVisit.id, isouter=True)
        .order_by(AuditedVisit.coding_audit_id, AuditedVisit.position)
    )  # fmt: skip
    if audit_id is not None:
        query = query.where(AuditedVisit.coding_audit_id == audit_id)
    return [(row.AuditedVisit.coding_audit_id, _row(row)) for row in session.execute(query)]


def _row(found: sa.Row[Any]) -> AuditedRow:
    visit, bill, told = found.AuditedVisit, found.Superbill, found.AuditReading
    agrees = told is not None and told.agreed == told.compared
    return AuditedRow(
        id=visit.id,
        position=visit.position,
        superbill_id=bill.id,
        number=bill.number,
        encounter_id=bill.encounter_id,
        dos=bill.dos,
        coder=bill.coded_by,
        risks=tuple(visit.risks.split()),
        is_read=told is not None,
        differences=found.findings or 0,
        errors=found.errors or 0,
        is_done=agrees or bool(found.findings),
        is_begun=found.saved_at is not None,
        dissents=found.dissents or 0,
    )
