"""Repeat the last visit: its codes are copied, and each diagnosis waits for confirmation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding import draft as drafts
from app.coding.draft import CodingDraft, Diagnosis
from app.store.store import Work
from app.values.problem import Problem, Severity
from models.coding import RepeatedDiagnosis

RULE = "dx.unconfirmed"
SOURCE = "ICD-10-CM Official Guidelines, IV.J"
CONFIRMED, REMOVED = "confirmed", "removed"


def repeat_last(draft: CodingDraft, earlier: CodingDraft) -> CodingDraft:
    """Copy an earlier visit's diagnoses and services; copied diagnoses are not yet confirmed.

    What stands on this visit already was put there by the coder and stays confirmed.
    """
    own = {one.code for one in draft.diagnoses}
    made = drafts.repeat(draft, earlier)
    copied = [one.code for one in made.diagnoses if one.code not in own]
    return replace(made, unconfirmed=(*draft.unconfirmed, *copied))


def confirm(draft: CodingDraft, number: int) -> CodingDraft:
    """Confirm that this visit's note supports a copied diagnosis; its number is from 1."""
    if not 1 <= number <= len(draft.diagnoses):
        return draft
    code = draft.diagnoses[number - 1].code
    return replace(draft, unconfirmed=tuple(one for one in draft.unconfirmed if one != code))


def waiting(draft: CodingDraft) -> tuple[int, ...]:
    """Give the numbers of the diagnoses that wait for confirmation."""
    copied = set(draft.unconfirmed)
    return tuple(n for n, one in enumerate(draft.diagnoses, 1) if one.code in copied)


def problems_of(draft: CodingDraft) -> Iterator[Problem]:
    """Give a block for every copied diagnosis that nobody has confirmed."""
    for number in waiting(draft):
        shown = str(draft.diagnoses[number - 1])
        values = MappingProxyType({"codes": shown, "code": shown})
        yield Problem(RULE, Severity.BLOCK, f"dx{number}", values, SOURCE)


def load(session: Session, encounter_id: int) -> tuple[str, ...]:
    """Read which codes of an encounter were copied and are not confirmed."""
    return tuple(row.code for row in _open(session, encounter_id))


def save(work: Work, draft: CodingDraft) -> bool:
    """Write down what was copied, confirmed and removed; tell whether anything was written."""
    standing = {one.code for one in draft.diagnoses}
    wanted = [code for code in dict.fromkeys(draft.unconfirmed) if code in standing]
    rows = _open(work.session, draft.encounter_id)
    for row in rows:
        if row.code not in wanted:
            row.outcome = CONFIRMED if row.code in standing else REMOVED
            row.ended_at, row.ended_by = work.now, work.actor.name
    known = {row.code for row in rows}
    fresh = [code for code in wanted if code not in known]
    work.session.add_all(
        RepeatedDiagnosis(encounter_id=draft.encounter_id, code=code, copied_at=work.now)
        for code in fresh
    )
    return bool(fresh) or bool(known.difference(wanted))


def shown(codes: tuple[str, ...]) -> str:
    """Give codes as people read them, comma between."""
    return ", ".join(str(Diagnosis(code)) for code in codes)


def _open(session: Session, encounter_id: int) -> list[RepeatedDiagnosis]:
    query = sa.select(RepeatedDiagnosis).where(
        RepeatedDiagnosis.encounter_id == encounter_id, RepeatedDiagnosis.outcome == ""
    )
    return list(session.scalars(query.order_by(RepeatedDiagnosis.id)))
