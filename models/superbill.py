"""The frozen, numbered hand-off from coder to biller."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.values.money import Money, Quantity
from app.values.states import SuperbillFactKind, SuperbillStep
from models.base import Base, append_only


class Superbill(Base):
    """A snapshot of a coded encounter. It never changes; a correction is a new revision."""

    __tablename__ = "superbill"
    __table_args__ = (
        UniqueConstraint("encounter_id", "revision"),
        Index("ix_superbill_encounter_issued", "encounter_id", "issued_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"))
    revision: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    coverage_id: Mapped[int | None] = mapped_column(ForeignKey("coverage.id"))
    dos: Mapped[date]
    place_of_service: Mapped[str]
    total: Mapped[Money]
    coded_by: Mapped[str]
    issued_at: Mapped[datetime]
    sha256: Mapped[str]
    """Hash of the snapshot's figures and codes; the check of the books recomputes it."""
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))


class SuperbillDiagnosis(Base):
    """One diagnosis of the snapshot."""

    __tablename__ = "superbill_diagnosis"

    superbill_id: Mapped[int] = mapped_column(ForeignKey("superbill.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    title: Mapped[str] = mapped_column(default="")


class SuperbillLine(Base):
    """One service of the snapshot, with its amount for all units."""

    __tablename__ = "superbill_line"

    superbill_id: Mapped[int] = mapped_column(ForeignKey("superbill.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    modifiers: Mapped[str] = mapped_column(default="")
    wording: Mapped[str] = mapped_column(default="")
    units: Mapped[Quantity]
    pointers: Mapped[str] = mapped_column(default="")
    amount: Mapped[Money]
    drug: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Product of a drug as a claim writes it: number, unit, amount; empty: none."""


class SuperbillFact(Base):
    """What stood beside frozen codes: who supervised or referred, notes, kept warnings."""

    __tablename__ = "superbill_fact"

    superbill_id: Mapped[int] = mapped_column(ForeignKey("superbill.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SuperbillFactKind]
    name: Mapped[str]
    """A person, the title of a note, or the name of a rule."""
    detail: Mapped[str]
    """The version of a note, the codes of a warning, or the NPI of who referred."""
    words: Mapped[str]
    """The hash of a note, or what a warning says."""
    reason: Mapped[str]
    """Why a warning was kept."""


class SuperbillEvent(Base):
    """What happened to a superbill; the last row is its state."""

    __tablename__ = "superbill_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    superbill_id: Mapped[int] = mapped_column(ForeignKey("superbill.id"), index=True)
    step: Mapped[SuperbillStep]
    reason: Mapped[str] = mapped_column(default="")
    happened_at: Mapped[datetime]
    by: Mapped[str]


append_only(Superbill, SuperbillDiagnosis, SuperbillLine, SuperbillFact, SuperbillEvent)
