"""The request to one payer, and what is known of its answer."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.values.states import ClaimStatus
from models.base import Base


class Claim(Base):
    """What one payer is asked to pay for some charges of one patient."""

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_status_submitted", "status", "submitted_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    coverage_id: Mapped[int] = mapped_column(ForeignKey("coverage.id"), index=True)
    superbill_id: Mapped[int | None] = mapped_column(ForeignKey("superbill.id"), index=True)
    status: Mapped[ClaimStatus] = mapped_column(default=ClaimStatus.UNBILLED)
    submitted_on: Mapped[date | None]
    adjudicated_on: Mapped[date | None]
    payer_claim_number: Mapped[str] = mapped_column(default="")
    next_action: Mapped[str] = mapped_column(default="")
    next_action_on: Mapped[date | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class ClaimCharge(Base):
    """A charge that a claim asks for."""

    __tablename__ = "claim_charge"

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"), primary_key=True, index=True)
