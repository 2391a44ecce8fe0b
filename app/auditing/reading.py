"""Read one visit of an audit: the note first, then the codes, then a verdict on each difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding.comparing import Codes, Comparison, Difference, compare
from app.coding.draft import Diagnosis, Line
from app.practice import fees
from app.security import permissions
from app.store.store import Work
from app.values.money import ZERO, Money
from app.values.problem import Refused
from models.coding_audit import AuditedVisit, AuditFinding, AuditReading, CodingAudit
from models.superbill import Superbill, SuperbillDiagnosis, SuperbillLine


@dataclass(frozen=True, slots=True)
class AuditedRow:
    """One visit in the list of an audit. ``is_done`` when it was read and every finding judged."""

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


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One audit in the list of audits, with how far it has come."""

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


@dataclass(frozen=True, slots=True)
class Reading:
    """What the auditor gave, what the coder gave, and where they differ."""

    auditor: Codes
    coder: Codes
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Verdict:
    """The auditor's word on one difference; ``lesson`` goes to the coder and may be empty."""

    difference: Difference
    is_error: bool
    lesson: str = ""


def audits(session: Session) -> tuple[AuditRow, ...]:
    """Give all audits, the newest first."""
    visits: dict[int, list[AuditedRow]] = {}
    for audit_id, row in _rows(session):
        visits.setdefault(audit_id, []).append(row)
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
            visits=len(visits.get(audit.id, ())),
            done=sum(row.is_done for row in visits.get(audit.id, ())),
        )
        for audit in session.scalars(sa.select(CodingAudit).order_by(CodingAudit.id.desc()))
    )


def visits(session: Session, audit_id: int) -> tuple[AuditedRow, ...]:
    """Give the visits of an audit in the order they are read."""
    return tuple(row for _audit, row in _rows(session, audit_id))


def codes_of(session: Session, superbill_id: int) -> Codes:
    """Give the codes that a superbill froze."""
    diagnoses = session.scalars(
        sa.select(SuperbillDiagnosis.code)
        .where(SuperbillDiagnosis.superbill_id == superbill_id)
        .order_by(SuperbillDiagnosis.position)
    )
    lines = session.scalars(
        sa.select(SuperbillLine)
        .where(SuperbillLine.superbill_id == superbill_id)
        .order_by(SuperbillLine.position)
    )
    return Codes(
        tuple(Diagnosis(code) for code in diagnoses),
        tuple(
            Line(
                line.code,
                tuple(line.modifiers.split()),
                line.units,
                tuple(int(p) for p in line.pointers.split(",") if p),
            )
            for line in lines
        ),
    )


def read(work: Work, audited_id: int, codes: Codes) -> Comparison:
    """Keep the auditor's own codes and compare; the first reading counts and is the only one.

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
    work.session.add(
        AuditReading(
            audited_visit_id=audited_id,
            read_at=work.now,
            read_by=work.actor.name,
            codes=codes.as_json(),
            agreed=found.agreed,
            compared=found.compared,
        )
    )
    work.session.flush()
    return found


def reading(session: Session, audited_id: int) -> Reading | None:
    """Give the reading of a visit beside the coder's codes; None before it was read."""
    row = session.get(AuditReading, audited_id)
    if row is None:
        return None
    coder = codes_of(session, _visit(session, audited_id).superbill_id)
    auditor = Codes.from_json(row.codes)
    return Reading(auditor, coder, compare(coder, auditor))


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
    effects = _effects(work.session, [one.difference for one in verdicts], dos)
    for one, effect in zip(verdicts, effects, strict=True):
        work.session.add(
            AuditFinding(
                audited_visit_id=audited_id,
                kind=one.difference.kind,
                is_diagnosis=one.difference.is_diagnosis,
                first=one.difference.first,
                second=one.difference.second,
                is_error=one.is_error,
                items=one.difference.items,
                effect=effect,
                lesson=one.lesson.strip(),
                found_at=work.now,
                found_by=work.actor.name,
            )
        )
    work.session.flush()


def _effects(session: Session, differences: Sequence[Difference], dos: date) -> list[Money | None]:
    """Price both sides of each service that differs; None where a fee is missing."""
    sides = [line for one in differences for line in one.lines if line is not None]
    asked = [(line.code, line.modifiers, dos) for line in sides]
    priced = fees.fees_on(session, asked) if asked else []
    amounts: dict[int, Money | None] = {
        id(line): replace(line, fee=fee.amount).amount if fee else None
        for line, fee in zip(sides, priced, strict=True)
    }
    return [_effect(one, amounts) for one in differences]


def _effect(difference: Difference, amounts: dict[int, Money | None]) -> Money | None:
    old, new = difference.lines
    if old is None and new is None:
        return None
    before = ZERO if old is None else amounts[id(old)]
    after = ZERO if new is None else amounts[id(new)]
    return None if before is None or after is None else after - before


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
        )
        .group_by(AuditFinding.audited_visit_id)
        .subquery()
    )
    query = (
        sa.select(AuditedVisit, Superbill, AuditReading, judged.c.findings, judged.c.errors)
        .join(Superbill, Superbill.id == AuditedVisit.superbill_id)
        .join(AuditReading, AuditReading.audited_visit_id == AuditedVisit.id, isouter=True)
        .join(judged, judged.c.id == AuditedVisit.id, isouter=True)
        .order_by(AuditedVisit.coding_audit_id, AuditedVisit.position)
    )
    if audit_id is not None:
        query = query.where(AuditedVisit.coding_audit_id == audit_id)
    return [
        (visit.coding_audit_id, _row(visit, bill, told, findings or 0, errors or 0))
        for visit, bill, told, findings, errors in session.execute(query)
    ]


def _row(
    visit: AuditedVisit, bill: Superbill, told: AuditReading | None, findings: int, errors: int
) -> AuditedRow:
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
        differences=findings,
        errors=errors,
        is_done=agrees or findings > 0,
    )
