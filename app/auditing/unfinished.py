"""A reading in progress: what is set down so far is kept, so that leaving loses nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.auditing import frozen_codes
from app.coding import passages
from app.coding.comparing import Codes
from app.coding.draft import Span
from app.coding.em.worksheet import Worksheet
from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused
from models.coding_audit import AuditDraft, AuditedVisit, AuditFinding

AGREE = "agree"
"""The mark of a difference that is right after all; every other is a ``Discrepancy``."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict in progress: ``kind`` is AGREE, a kind of error, or empty while undecided."""

    kind: str = ""
    words: str = ""
    quotes: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What an auditor has set down so far; ``marks`` follow the differences, in their order.

    ``shown_at`` is when the coder's codes were shown before the auditor's own were set down.
    """

    codes: Codes = Codes()
    evidence: tuple[Span, ...] = ()
    sheet: Worksheet | None = None
    marks: tuple[Mark, ...] = ()
    shown_at: datetime | None = None


def unfinished(session: Session, audited_id: int) -> Unfinished:
    """Give what was set down so far; empty before the reading is begun."""
    row = session.get(AuditDraft, audited_id)
    if row is None:
        return Unfinished()
    told = json.loads(row.written)
    return Unfinished(
        codes=Codes.from_json(told["codes"]),
        evidence=passages.from_json(told["evidence"]),
        sheet=sheet_from_json(told["sheet"]),
        marks=tuple(_mark(one) for one in told["marks"]),
        shown_at=row.shown_at,
    )


def keep(work: Work, audited_id: int, so_far: Unfinished) -> None:
    """Keep what is set down so far; when the codes were shown is not taken from here.

    Raises:
        Refused: not_allowed, auditing.gone, auditing.judged_already.
    """
    row = _row(work, audited_id)
    marks = [[one.kind, one.words, passages.as_json(one.quotes)] for one in so_far.marks]
    told = {
        "codes": so_far.codes.as_json(), "evidence": passages.as_json(so_far.evidence),
        "sheet": sheet_as_json(so_far.sheet), "marks": marks,
    }  # fmt: skip
    row.written = json.dumps(told, separators=(",", ":"))
    row.saved_at, row.saved_by = work.now, work.actor.name
    work.session.flush()


def show(work: Work, audited_id: int) -> Unfinished:
    """Show the coder's codes before the auditor's are set down; the reading is not blind then.

    Where nothing was set down yet, the coder's codes are what the auditor begins with.

    Raises:
        Refused: not_allowed, auditing.gone, auditing.judged_already.
    """
    so_far = unfinished(work.session, audited_id)
    if not so_far.codes.diagnoses and not so_far.codes.lines:
        visit = work.session.get(AuditedVisit, audited_id)
        if visit is not None:
            codes = frozen_codes.codes_of(work.session, visit.superbill_id)
            so_far = replace(so_far, codes=codes)
    keep(work, audited_id, so_far)
    row = work.session.get_one(AuditDraft, audited_id)
    row.shown_at = row.shown_at or work.now
    work.session.flush()
    return unfinished(work.session, audited_id)


def forget(work: Work, audited_id: int) -> None:
    """Drop what was kept of a reading that is finished and judged."""
    row = work.session.get(AuditDraft, audited_id)
    if row is not None:
        work.session.delete(row)


def sheet_as_json(sheet: Worksheet | None) -> str:
    """Write a worksheet down; none is an empty text."""
    if sheet is None:
        return ""
    return json.dumps(asdict(sheet), sort_keys=True, separators=(",", ":"))


def sheet_from_json(text: str | None) -> Worksheet | None:
    """Read what ``sheet_as_json`` wrote."""
    if not text:
        return None
    told = {key: _frozen(value) for key, value in json.loads(text).items()}
    return Worksheet(**told)


def _frozen(value: Any) -> Any:
    """Give lists back as the tuples they were."""
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _mark(told: list[Any]) -> Mark:
    kind, words, quotes = told
    return Mark(kind, words, passages.from_json(quotes))


def _row(work: Work, audited_id: int) -> AuditDraft:
    work.require(permissions.AUDIT_CODING)
    if work.session.get(AuditedVisit, audited_id) is None:
        raise Refused("auditing.gone")
    judged = sa.select(AuditFinding.id).where(AuditFinding.audited_visit_id == audited_id).limit(1)
    if work.session.scalar(judged) is not None:
        raise Refused("auditing.judged_already")
    row = work.session.get(AuditDraft, audited_id)
    if row is None:
        row = AuditDraft(audited_visit_id=audited_id)
        work.session.add(row)
    return row
