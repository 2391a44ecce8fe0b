"""What was billed, line by line."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.values.money import Money, Quantity
from models.base import Base, append_only


class Charge(Base):
    """One billed service on the account. Posted: it is reversed, never changed."""

    __tablename__ = "charge"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="not_negative"),
        Index("ix_charge_account_dos", "account_id", "dos"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    encounter_id: Mapped[int | None] = mapped_column(ForeignKey("encounter.id"), index=True)
    superbill_id: Mapped[int | None] = mapped_column(ForeignKey("superbill.id"), index=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    position: Mapped[int] = mapped_column(default=1)
    dos: Mapped[date]
    code: Mapped[str]
    modifiers: Mapped[str] = mapped_column(default="")
    wording: Mapped[str] = mapped_column(default="")
    units: Mapped[Quantity]
    amount: Mapped[Money]
    is_fee: Mapped[bool] = mapped_column(default=False)
    """A returned-check or late fee: always the patient's, never on a claim."""
    source_key: Mapped[str | None] = mapped_column(unique=True)
    posted_at: Mapped[datetime]


append_only(Charge)
