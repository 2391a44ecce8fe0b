"""The visits that were expected, and why one that was did not become a coded visit."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.values.states import GapReason
from models.base import Base, append_only


class ExpectedVisit(Base):
    """One line of a schedule. Patient and provider are linked when the office knows them."""

    __tablename__ = "expected_visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_key: Mapped[str] = mapped_column(unique=True)
    """The appointment's id, else patient, day, time and provider."""
    day: Mapped[date] = mapped_column(index=True)
    time: Mapped[str] = mapped_column(default="")
    visit_id: Mapped[str] = mapped_column(default="", index=True)
    """The visit's id where the schedule already tells it."""
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)
    patient_number: Mapped[str] = mapped_column(default="")
    last: Mapped[str] = mapped_column(default="")
    first: Mapped[str] = mapped_column(default="")
    birth: Mapped[date | None]
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    provider_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="")
    """Why the schedule itself says that nothing came of it (canceled …); empty when it does not."""
    listed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class GapNote(Base):
    """Why an expected visit is not here, who said so and when; the newest counts."""

    __tablename__ = "gap_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    expected_id: Mapped[int] = mapped_column(ForeignKey("expected_visit.id"), index=True)
    reason: Mapped[GapReason | None]
    """Null: the reason given before was taken back."""
    words: Mapped[str] = mapped_column(default="")
    said_at: Mapped[datetime]
    said_by: Mapped[str]


append_only(GapNote)
