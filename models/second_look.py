"""Visits held for a second look, how they were read again, and how each look ended."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.values.states import LookEnd
from models.base import Base, append_only


class SecondLook(Base):
    """One visit held before its superbill: whose codes, why, and from which day it may be read."""

    __tablename__ = "second_look"

    id: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"), index=True)
    held_at: Mapped[datetime]
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    held_by: Mapped[str]
    due_on: Mapped[date]
    reasons: Mapped[str]
    """Keys of the rules that held it, blank between; "random" for one that was drawn."""
    codes: Mapped[str]
    """The codes as first given, as JSON."""


class SecondLookRead(Base):
    """One reading of a held visit and how far it agreed with the first."""

    __tablename__ = "second_look_read"
    __table_args__ = (CheckConstraint("agreed BETWEEN 0 AND compared", name="agreed"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    second_look_id: Mapped[int] = mapped_column(ForeignKey("second_look.id"), index=True)
    read_at: Mapped[datetime]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    read_by: Mapped[str]
    is_blind: Mapped[bool]
    codes: Mapped[str]
    agreed: Mapped[int]
    compared: Mapped[int]


class SecondLookEnd(Base):
    """How a look ended; there is one at most, and with none it still waits."""

    __tablename__ = "second_look_end"

    second_look_id: Mapped[int] = mapped_column(ForeignKey("second_look.id"), primary_key=True)
    outcome: Mapped[LookEnd]
    codes: Mapped[str] = mapped_column(default="")
    """The codes that this end lets go to the biller, as JSON; empty: none."""
    reason_code: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime]
    ended_by: Mapped[str]


class SecondLookDraw(Base):
    """Whether the random share took a visit; drawn once, so that asking again changes nothing."""

    __tablename__ = "second_look_draw"

    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    is_drawn: Mapped[bool]
    share_percent: Mapped[int]
    drawn_at: Mapped[datetime]


class BlindDraft(Base):
    """The codes of a blind reading that is not finished, so that a break loses nothing."""

    __tablename__ = "blind_draft"

    second_look_id: Mapped[int] = mapped_column(ForeignKey("second_look.id"), primary_key=True)
    codes: Mapped[str]
    evidence: Mapped[str | None]
    """The passages linked so far, as JSON; null: none."""
    saved_at: Mapped[datetime]


append_only(SecondLook, SecondLookRead, SecondLookEnd, SecondLookDraw)
