"""The payers: insurers and programs that adjudicate claims."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security import permissions
from app.store.store import Work
from app.values.problem import Problem, Refused, Severity
from app.values.states import PayerKind
from models.coverage import Coverage, Payer


@dataclass(frozen=True, slots=True)
class PayerDraft:
    """A payer as a form holds it; ``id`` None: a new one.

    ``payer_id`` is the electronic id. ``filing_days``: days from the date of service within
    which a first claim must arrive, None when not known.
    """

    name: str = ""
    payer_id: str = ""
    kind: PayerKind = PayerKind.COMMERCIAL
    filing_days: int | None = None
    phone: str = ""
    id: int | None = None
    version: int = 0

    def problems(self) -> list[Problem]:
        """Give what keeps the form from being saved, and what will be missed later."""
        found = []
        if not self.name.strip():
            found.append(Problem("payers.name_missing", field="name"))
        if self.filing_days is not None and not 1 <= self.filing_days <= 1500:
            found.append(Problem("payers.filing_days", field="filing_days"))
        if not self.payer_id.strip():
            found.append(Problem("payers.payer_id_missing", Severity.WARN, "payer_id"))
        return found


@dataclass(frozen=True, slots=True)
class PayerRow:
    """A payer in a list; ``coverages`` counts the memberships of patients there."""

    id: int
    name: str
    payer_id: str
    kind: PayerKind
    filing_days: int | None
    phone: str
    coverages: int


_STORED = tuple(f.name for f in fields(PayerDraft) if f.name not in ("id", "version"))


def save(work: Work, draft: PayerDraft) -> int:
    """Store a payer and give its id.

    Raises:
        Refused: not_allowed, payers.incomplete, payers.name_taken, payers.gone,
            changed_elsewhere.
    """
    work.require(permissions.EDIT_PATIENTS)
    return store(work, draft)


def store(work: Work, draft: PayerDraft) -> int:
    """Store a payer for a room that has asked for the permission itself; see ``save``."""
    if any(p.severity is Severity.BLOCK for p in draft.problems()):
        raise Refused("payers.incomplete")
    same = named(work.session, draft.name)
    if same is not None and same != draft.id:
        raise Refused("payers.name_taken")
    row = Payer() if draft.id is None else work.session.get(Payer, draft.id)
    if row is None:
        raise Refused("payers.gone")
    if draft.id is not None and row.version != draft.version:
        raise Refused("changed_elsewhere")
    for name in _STORED:
        value = getattr(draft, name)
        setattr(row, name, " ".join(value.split()) if type(value) is str else value)
    row.payer_id = row.payer_id or None
    work.session.add(row)
    work.session.flush()
    return row.id


def payers(session: Session) -> tuple[PayerRow, ...]:
    """Give all payers in order of name."""
    rows = session.execute(
        sa.select(
            Payer.id, Payer.name, Payer.payer_id, Payer.kind, Payer.filing_days, Payer.phone,
            sa.func.count(Coverage.id),
        )
        .outerjoin(Coverage, Coverage.payer_id == Payer.id)
        .group_by(Payer.id)
        .order_by(sa.func.lower(Payer.name), Payer.id)
    )  # fmt: skip
    return tuple(
        PayerRow(number, name, electronic or "", kind, days, phone, count)
        for number, name, electronic, kind, days, phone, count in rows
    )


def draft_of(session: Session, payer_id: int) -> PayerDraft:
    """Give a stored payer as a draft.

    Raises:
        Refused: payers.gone.
    """
    row = session.get(Payer, payer_id)
    if row is None:
        raise Refused("payers.gone")
    stored: dict[str, Any] = {name: getattr(row, name) for name in _STORED}
    stored["payer_id"] = row.payer_id or ""
    return PayerDraft(**stored, id=row.id, version=row.version)


def named(session: Session, name: str) -> int | None:
    """Give the id of the payer of a name, upper and lower case the same, or None."""
    wanted = " ".join(name.split()).lower()
    return session.scalar(
        sa.select(Payer.id).where(sa.func.lower(Payer.name) == wanted).order_by(Payer.id).limit(1)
    )
