"""Two registrations that were found to be one person, and the numbers they had."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class PatientMerge(Base):
    """One merge: who stays, whose registration ended, and what was moved, so it can go back."""

    __tablename__ = "patient_merge"
    __table_args__ = (CheckConstraint("survivor_id <> merged_id", name="two"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survivor_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    source_key: Mapped[str | None] = mapped_column(index=True)
    """The message that told of it; null for a merge by hand."""
    reason: Mapped[str] = mapped_column(default="")
    moved: Mapped[str] = mapped_column(default="{}")
    """The ids that were moved, table by table, as JSON."""
    account_before_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    account_after_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    merged_at: Mapped[datetime]
    merged_by: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(default="")


class FormerNumber(Base):
    """A number that a patient no longer has; lists that still use it reach the patient."""

    __tablename__ = "former_number"

    number: Mapped[str] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    since: Mapped[datetime]
