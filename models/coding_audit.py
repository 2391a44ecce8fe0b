"""Coding audits: the sample, the auditor's own reading, what was found, and what was learned."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.values.money import Money
from app.values.states import Discrepancy
from models.base import Base, append_only


class CodingAudit(Base):
    """One audit: which visits could be drawn, how many were wanted, and the seed of the draw."""

    __tablename__ = "coding_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    started_by: Mapped[str]
    is_risk: Mapped[bool]
    seed: Mapped[int]
    first_dos: Mapped[date]
    last_dos: Mapped[date]
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    coder: Mapped[str] = mapped_column(default="")
    """Whose coding; empty: everybody's."""
    wanted: Mapped[int]
    share: Mapped[int | None]
    """Percent of the visits that qualified, where a share was asked for; null: a number was."""


class AuditedVisit(Base):
    """One superbill of the sample, in the order it is read."""

    __tablename__ = "audited_visit"
    __table_args__ = (UniqueConstraint("coding_audit_id", "superbill_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    coding_audit_id: Mapped[int] = mapped_column(ForeignKey("coding_audit.id"))
    superbill_id: Mapped[int] = mapped_column(ForeignKey("superbill.id"), index=True)
    position: Mapped[int]
    risks: Mapped[str] = mapped_column(default="")


class AuditReading(Base):
    """The auditor's own codes, given from the note before the coder's were shown."""

    __tablename__ = "audit_reading"
    __table_args__ = (CheckConstraint("agreed BETWEEN 0 AND compared", name="agreed"),)

    audited_visit_id: Mapped[int] = mapped_column(ForeignKey("audited_visit.id"), primary_key=True)
    read_at: Mapped[datetime]
    read_by: Mapped[str]
    codes: Mapped[str]
    agreed: Mapped[int]
    compared: Mapped[int]
    evidence: Mapped[str | None]
    """The passages that the auditor linked to codes, as JSON."""
    worksheet: Mapped[str | None]
    """The auditor's worksheet of the visit's level, as JSON; null: none was filled in."""
    shown_at: Mapped[datetime | None]
    """When the coder's codes were shown before the auditor's were set down; null: never."""


class AuditDraft(Base):
    """A reading or its verdicts in progress, so that leaving the visit loses nothing."""

    __tablename__ = "audit_draft"

    audited_visit_id: Mapped[int] = mapped_column(ForeignKey("audited_visit.id"), primary_key=True)
    written: Mapped[str]
    """Codes, passages, worksheet and verdicts so far, as JSON."""
    shown_at: Mapped[datetime | None]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]


class AuditFinding(Base):
    """One difference and the auditor's verdict on it."""

    __tablename__ = "audit_finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    audited_visit_id: Mapped[int] = mapped_column(ForeignKey("audited_visit.id"), index=True)
    kind: Mapped[Discrepancy]
    is_diagnosis: Mapped[bool]
    first: Mapped[str]
    second: Mapped[str]
    is_error: Mapped[bool]
    """False: the auditor takes the coder's code as right after all."""
    items: Mapped[int]
    """How many of the compared items it is about."""
    effect: Mapped[Money | None]
    """The auditor's charge less the coder's; null where no fee is known or none is touched."""
    lesson: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str | None]
    """What the note says for it, word for word, with its places, as JSON."""
    found_at: Mapped[datetime]
    found_by: Mapped[str]


class LessonSeen(Base):
    """That the coder has read a finding, with an answer if there was one."""

    __tablename__ = "lesson_seen"

    audit_finding_id: Mapped[int] = mapped_column(ForeignKey("audit_finding.id"), primary_key=True)
    seen_at: Mapped[datetime]
    seen_by: Mapped[str]
    reply: Mapped[str] = mapped_column(default="")
    dissent: Mapped[str | None]
    """Why the coder holds the code to be right; null: the coder takes the lesson."""


class LevelBenchmark(Base):
    """The share of one visit level among its family elsewhere, as the practice loaded it."""

    __tablename__ = "level_benchmark"
    __table_args__ = (CheckConstraint("basis_points BETWEEN 0 AND 10000", name="share"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    basis_points: Mapped[int]
    source: Mapped[str]
    loaded_at: Mapped[datetime]


append_only(CodingAudit, AuditedVisit, AuditReading, AuditFinding, LessonSeen)
