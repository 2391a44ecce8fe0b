"""What a payer answered on paper or in a file, kept as it was read."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.values.money import Money
from models.base import Base, append_only


class Remittance(Base):
    """One payment or zero-pay notice of one payer, for any number of claims."""

    __tablename__ = "remittance"
    __table_args__ = (Index("ix_remittance_payer_trace", "payer_id", "trace"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    payer_id: Mapped[int] = mapped_column(ForeignKey("payer.id"))
    is_paper: Mapped[bool] = mapped_column(default=True)
    trace: Mapped[str]
    """Check or EFT number as the payer gave it."""
    paid_on: Mapped[date]
    amount: Mapped[Money]
    method: Mapped[str] = mapped_column(default="check")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    posted_at: Mapped[datetime]
    posted_by: Mapped[str]


class RemitLine(Base):
    """One service line of a remittance as the payer gave it; amounts in cents."""

    __tablename__ = "remit_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    remittance_id: Mapped[int] = mapped_column(ForeignKey("remittance.id"), index=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"), index=True)
    coverage_id: Mapped[int] = mapped_column(ForeignKey("coverage.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    charged: Mapped[Money]
    allowed: Mapped[Money | None]
    paid: Mapped[Money]


class RemittanceVoid(Base):
    """That a posted remittance was taken back, and why; it may then be posted again."""

    __tablename__ = "remittance_void"

    remittance_id: Mapped[int] = mapped_column(ForeignKey("remittance.id"), primary_key=True)
    reason: Mapped[str]
    voided_at: Mapped[datetime]
    voided_by: Mapped[str]


append_only(Remittance, RemitLine, RemittanceVoid)
