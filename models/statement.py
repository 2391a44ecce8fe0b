"""Issued statements: numbered, immutable, reprintable."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.values.money import Money
from models.base import Base, append_only


class StatementRun(Base):
    """One run over all accounts, with the settings it used."""

    __tablename__ = "statement_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    as_of: Mapped[date]
    settings: Mapped[str]
    """The settings used, as JSON."""
    issued: Mapped[int]
    skipped: Mapped[int]
    ran_at: Mapped[datetime]
    ran_by: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))


class Statement(Base):
    """What one guarantor was sent on one day. A correction is a new statement."""

    __tablename__ = "statement"
    __table_args__ = (
        Index("ix_statement_account_issued", "account_id", "issued_on"),
        Index("ix_statement_run_sums", "run_id", "amount_due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("statement_run.id"))
    issued_on: Mapped[date]
    due_on: Mapped[date]
    amount_due: Mapped[Money]
    account_balance: Mapped[Money]
    patient_balance: Mapped[Money]
    plan_due: Mapped[Money]
    dunning_level: Mapped[int] = mapped_column(default=0)
    through_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    """The last entry it knew; the next statement's bridge starts after it."""
    figures: Mapped[str]
    """Every figure and line printed, as JSON; a reprint draws from it."""
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    pages: Mapped[int] = mapped_column(default=1)
    sha256: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


append_only(StatementRun, Statement)
