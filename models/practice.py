"""The practice itself: who it is, who works there, where, and what it charges."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.values.money import Money
from models.base import Base


class Practice(Base):
    """The one practice that this office file belongs to."""

    __tablename__ = "practice"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    npi: Mapped[str | None]
    tax_id: Mapped[str | None]
    clia: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """The number of its laboratory's CLIA certificate; empty while it is not known."""
    street: Mapped[str] = mapped_column(default="")
    extra: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    zip: Mapped[str] = mapped_column(default="")
    remit_street: Mapped[str] = mapped_column(default="")
    """Where checks go when that differs; empty: the street address."""
    remit_extra: Mapped[str] = mapped_column(default="")
    remit_city: Mapped[str] = mapped_column(default="")
    remit_state: Mapped[str] = mapped_column(default="")
    remit_zip: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    billing_phone: Mapped[str] = mapped_column(default="")
    billing_hours: Mapped[str] = mapped_column(default="")
    web: Mapped[str] = mapped_column(default="")
    pay_url: Mapped[str] = mapped_column(default="")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    sample_as_of: Mapped[date | None]
    """The day a sample practice's story stands at; null in a real office."""
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Provider(Base):
    """A person or group that renders, bills, refers or supervises."""

    __tablename__ = "provider"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_key: Mapped[str | None] = mapped_column(unique=True)
    """The provider's id in the list it came from."""
    npi: Mapped[str | None] = mapped_column(index=True)
    """Kept as it came, even when its check digit fails: a problem to fix before a claim."""
    last_name: Mapped[str]
    first_name: Mapped[str] = mapped_column(default="")
    credentials: Mapped[str] = mapped_column(default="")
    taxonomy: Mapped[str | None]
    is_group: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Facility(Base):
    """A place where services are given."""

    __tablename__ = "facility"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_key: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    npi: Mapped[str | None]
    place_of_service: Mapped[str] = mapped_column(default="11")
    street: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    zip: Mapped[str] = mapped_column(default="")


class FeeSchedule(Base):
    """A named list of fees; loaded from the practice's own file."""

    __tablename__ = "fee_schedule"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    loaded_at: Mapped[datetime]


class Fee(Base):
    """What one service costs from one day on, in the practice's own short wording."""

    __tablename__ = "fee"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="not_negative"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="window"),
        Index("ix_fee_code_valid_from", "code", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fee_schedule_id: Mapped[int] = mapped_column(ForeignKey("fee_schedule.id"), index=True)
    code: Mapped[str]
    modifier: Mapped[str] = mapped_column(default="")
    wording: Mapped[str]
    amount: Mapped[Money]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
