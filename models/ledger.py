"""The ledger: what happened, and where the money went."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.values.ledger import Bucket
from app.values.money import Money
from app.values.states import EntryKind, PaymentMethod
from models.base import Base, append_only

_COVERED = "('payer', 'payer_credit')"
TOUCHES_CREDIT = (
    "(movement.source IN ('patient_credit', 'payer_credit')"
    " OR movement.target IN ('patient_credit', 'payer_credit'))"
)
"""A movement of money we hold. In these very words, so that its index serves."""


class Entry(Base):
    """What happened on one account on one day, with the moves it made."""

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_account_effective", "account_id", "effective"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EntryKind]
    effective: Mapped[date]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    source_key: Mapped[str | None] = mapped_column(unique=True)
    """What the entry came from; the same source is posted once."""
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), unique=True)
    caused_by_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), index=True)
    """The entry whose effects this one settles or undoes."""
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    remittance_id: Mapped[int | None] = mapped_column(ForeignKey("remittance.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("payment_plan.id"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    actor: Mapped[str]
    recorded_at: Mapped[datetime]


class Movement(Base):
    """A positive amount that an entry takes from one bucket to another.

    Two buckets and one positive amount in each row: the books balance by construction,
    and a bucket's balance is what came in less what went out.
    """

    __tablename__ = "movement"
    __table_args__ = (
        CheckConstraint("amount > 0", name="positive"),
        CheckConstraint(
            "source <> target OR source_coverage_id <> target_coverage_id", name="moves"
        ),
        CheckConstraint(
            f"(source IN {_COVERED}) = (source_coverage_id IS NOT NULL)", name="source_coverage"
        ),
        CheckConstraint(
            f"(target IN {_COVERED}) = (target_coverage_id IS NOT NULL)", name="target_coverage"
        ),
        # All that a balance is summed of, so that it is summed from the index alone.
        Index("ix_movement_charge_sums", "charge_id", "source", "target", "amount"),
        Index(
            "ix_movement_credit",
            "entry_id",
            sqlite_where=text(TOUCHES_CREDIT.replace("movement.", "")),
        ),
        Index("ix_movement_free", "entry_id", sqlite_where=text("charge_id IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    charge_id: Mapped[int | None] = mapped_column(ForeignKey("charge.id"))
    source: Mapped[Bucket]
    target: Mapped[Bucket]
    source_coverage_id: Mapped[int | None] = mapped_column(ForeignKey("coverage.id"))
    target_coverage_id: Mapped[int | None] = mapped_column(ForeignKey("coverage.id"))
    amount: Mapped[Money]


class Reason(Base):
    """A CAS row that came with an entry: it explains, and by itself moves nothing."""

    __tablename__ = "reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"), index=True)
    coverage_id: Mapped[int] = mapped_column(ForeignKey("coverage.id"))
    group_code: Mapped[str]
    """CO, PR, OA or PI."""
    carc: Mapped[str]
    remarks: Mapped[str] = mapped_column(default="")
    amount: Mapped[Money]
    """Signed: a takeback's rows are negative."""


class Payment(Base):
    """What a patient handed over; its number is on the receipt."""

    __tablename__ = "payment"
    __table_args__ = (CheckConstraint("amount > 0", name="positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("payment_plan.id"), index=True)
    received_on: Mapped[date]
    method: Mapped[PaymentMethod]
    reference: Mapped[str] = mapped_column(default="")
    """Check number or last four digits; never a card number."""
    amount: Mapped[Money]
    note: Mapped[str] = mapped_column(default="")
    taken_by: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))


class Period(Base):
    """An accounting month that has been closed; nothing is posted into it any more."""

    __tablename__ = "period"

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(unique=True)
    last: Mapped[date]
    closed_at: Mapped[datetime]
    closed_by: Mapped[str]


append_only(Entry, Movement, Reason, Payment, Period)
