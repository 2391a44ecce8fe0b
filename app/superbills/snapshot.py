"""What a superbill freezes, the hash that seals it, and the check that it is unchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding.codebook import CodeBook
from app.coding.draft import CodingDraft
from app.values.money import ZERO, Money, Quantity
from models.superbill import Superbill, SuperbillDiagnosis, SuperbillLine


@dataclass(frozen=True, slots=True)
class FrozenDiagnosis:
    """A diagnosis as it was handed off; ``code`` without its dot."""

    position: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class FrozenLine:
    """A service as it was handed off; ``amount`` for all units."""

    position: int
    code: str
    modifiers: str
    wording: str
    units: Quantity
    pointers: str
    amount: Money
    drug: str = ""
    """Product of a drug as a claim writes it; empty: none was told."""


def titled(draft: CodingDraft, book: CodeBook) -> tuple[FrozenDiagnosis, ...]:
    """Give the draft's diagnoses with their titles on the date of service."""
    found = []
    for position, diagnosis in enumerate(draft.diagnoses, start=1):
        icd = diagnosis.icd
        title = book.standing(icd, draft.dos).title if icd else ""
        found.append(FrozenDiagnosis(position, diagnosis.code, title))
    return tuple(found)


def priced(draft: CodingDraft) -> tuple[FrozenLine, ...]:
    """Give the draft's services with their amounts; each must have one."""
    return tuple(
        FrozenLine(
            position,
            line.code,
            " ".join(line.modifiers),
            line.wording,
            line.units,
            ",".join(str(p) for p in line.pointers),
            ZERO if line.amount is None else line.amount,
            "" if line.drug is None else line.drug.written,
        )
        for position, line in enumerate(draft.lines, start=1)
    )


def fingerprint(
    row: Superbill, diagnoses: Iterable[FrozenDiagnosis], lines: Iterable[FrozenLine]
) -> str:
    """Give the hash of a snapshot's figures and codes, by which a change would show."""
    said = [
        f"{row.number}|{row.revision}|{row.encounter_id}|{row.patient_id}|{row.account_id}",
        f"{row.provider_id}|{row.coverage_id}|{row.dos}|{row.place_of_service}",
        f"{row.total.cents}|{row.coded_by}|{row.issued_at.isoformat()}",
    ]
    said += [f"dx|{d.position}|{d.code}|{d.title}" for d in diagnoses]
    said += [
        f"line|{n.position}|{n.code}|{n.modifiers}|{n.wording}|{n.units}|{n.pointers}"
        f"|{n.amount.cents}{'|' if n.drug else ''}{n.drug}"
        for n in lines
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def changed(session: Session) -> Iterable[str]:
    """Recompute every superbill's hash from its rows, all read in three queries."""
    diagnoses: dict[int, list[FrozenDiagnosis]] = {}
    for one in session.execute(
        sa.select(SuperbillDiagnosis).order_by(SuperbillDiagnosis.position)
    ).scalars():
        held = FrozenDiagnosis(one.position, one.code, one.title)
        diagnoses.setdefault(one.superbill_id, []).append(held)
    lines: dict[int, list[FrozenLine]] = {}
    for line in session.execute(
        sa.select(SuperbillLine).order_by(SuperbillLine.position)
    ).scalars():
        values = [getattr(line, name) for name in FrozenLine.__dataclass_fields__]
        lines.setdefault(line.superbill_id, []).append(FrozenLine(*values))
    for row in session.scalars(sa.select(Superbill).order_by(Superbill.number)):
        own = lines.get(row.id, [])
        if fingerprint(row, diagnoses.get(row.id, ()), own) != row.sha256:
            yield f"superbill {row.number} is not what was handed off"
        if Money.total(line.amount for line in own) != row.total:
            yield f"the lines of superbill {row.number} do not add up to its total"
