"""Lines that a payer refused to pay, until a person decides."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.values.money import Money
from app.values.states import DenialCause
from models.base import Base


class Denial(Base):
    """One denied line: adjudicated and not paid. It moves no money by itself."""

    __tablename__ = "denial"

    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"), index=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    coverage_id: Mapped[int] = mapped_column(ForeignKey("coverage.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    group_code: Mapped[str]
    carc: Mapped[str]
    remarks: Mapped[str] = mapped_column(default="")
    amount: Mapped[Money]
    opened_on: Mapped[date]
    respond_by: Mapped[date | None]
    cause: Mapped[DenialCause | None]
    note: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    """Empty while open; by a person: corrected, appealed, written_off, to_patient, recoded.

    By what happened on the account: to_patient, written_off, paid, next_payer, taken_back,
    answered; voided with the answer it came with.
    """
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}
