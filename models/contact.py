"""Calls, letters and promises on an account."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.values.money import Money
from app.values.states import ContactChannel
from models.base import Base


class Contact(Base):
    """One conversation, and what was promised in it."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    channel: Mapped[ContactChannel]
    outcome: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    promised: Mapped[Money | None]
    promised_by: Mapped[date | None] = mapped_column(index=True)
    happened_at: Mapped[datetime]
    by: Mapped[str]
