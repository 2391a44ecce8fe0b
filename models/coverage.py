"""Who adjudicates, and which patient is a member where, in which order."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import relationship as joined

from app.values.money import Money
from app.values.states import PayerKind, Relationship
from models.base import Base


class Payer(Base):
    """An insurer or program that adjudicates claims."""

    __tablename__ = "payer"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_key: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    payer_id: Mapped[str | None]
    """The electronic payer id, when known."""
    kind: Mapped[PayerKind] = mapped_column(default=PayerKind.COMMERCIAL)
    filing_days: Mapped[int | None]
    """Days from the date of service within which a first claim must arrive."""
    phone: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Coverage(Base):
    """One patient's membership in one insurance plan, with its order."""

    __tablename__ = "coverage"
    __table_args__ = (
        CheckConstraint("rank BETWEEN 1 AND 9", name="rank"),
        CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="window"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_key: Mapped[str | None] = mapped_column(unique=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    payer_id: Mapped[int] = mapped_column(ForeignKey("payer.id"), index=True)
    plan_name: Mapped[str] = mapped_column(default="")
    rank: Mapped[int] = mapped_column(default=1)
    """1 primary, 2 secondary, 3 tertiary."""
    member_id: Mapped[str] = mapped_column(default="")
    group_number: Mapped[str] = mapped_column(default="")
    relationship: Mapped[Relationship] = mapped_column(default=Relationship.SELF)
    subscriber_last: Mapped[str] = mapped_column(default="")
    subscriber_first: Mapped[str] = mapped_column(default="")
    subscriber_birth: Mapped[date | None]
    copay: Mapped[Money | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    payer: Mapped[Payer] = joined(lazy="raise_on_sql")
    __mapper_args__ = {"version_id_col": version}
