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
from app.values.states import SuperbillFactKind
from models.superbill import Superbill, SuperbillDiagnosis, SuperbillFact, SuperbillLine


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


@dataclass(frozen=True, slots=True)
class FrozenFact:
    """What stood beside the codes: who supervised or referred, a note, or a warning kept.

    ``name`` is the person, the note's title or the rule; ``detail`` the NPI of who
    referred, the note's version or the codes of the warning; ``words`` the note's hash or what
    the warning said.
    """

    position: int
    kind: SuperbillFactKind
    name: str
    detail: str = ""
    words: str = ""
    reason: str = ""


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
    row: Superbill,
    diagnoses: Iterable[FrozenDiagnosis],
    lines: Iterable[FrozenLine],
    facts: Iterable[FrozenFact] = (),
) -> str:
    """Give the hash of a snapshot's figures, codes and facts, by which a change would show.

    A superbill from before there were facts has none, and the hash it always had.
    """
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
    said += [f"fact|{f.position}|{f.kind}|{f.name}|{f.detail}|{f.words}|{f.reason}" for f in facts]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def facts_of(
    session: Session, superbill_id: int | None = None
) -> dict[int, tuple[FrozenFact, ...]]:
    """Give what superbills, or one, froze beside their codes, by superbill; in one query."""
    columns = [getattr(SuperbillFact, name) for name in FrozenFact.__dataclass_fields__]
    which = sa.true() if superbill_id is None else SuperbillFact.superbill_id == superbill_id
    found: dict[int, tuple[FrozenFact, ...]] = {}
    for owner, *values in session.execute(
        sa.select(SuperbillFact.superbill_id, *columns)
        .where(which)
        .order_by(SuperbillFact.superbill_id, SuperbillFact.position)
    ):
        found[owner] = (*found.get(owner, ()), FrozenFact(*values))
    return found


def changed(session: Session) -> Iterable[str]:
    """Recompute every superbill's hash from its rows, all read in four queries."""
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
    facts = facts_of(session)
    for row in session.scalars(sa.select(Superbill).order_by(Superbill.number)):
        own = lines.get(row.id, [])
        said = fingerprint(row, diagnoses.get(row.id, ()), own, facts.get(row.id, ()))
        if said != row.sha256:
            yield f"superbill {row.number} is not what was handed off"
        if Money.total(line.amount for line in own) != row.total:
            yield f"the lines of superbill {row.number} do not add up to its total"
