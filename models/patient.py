"""The people who are treated."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.values.person import Sex
from models.account import Account
from models.base import Base


class Patient(Base):
    """One treated person; the account says who pays."""

    __tablename__ = "patient"
    __table_args__ = (Index("ix_patient_last_first_birth", "last", "first", "birth"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mrn: Mapped[str | None] = mapped_column(unique=True)
    source_key: Mapped[str | None] = mapped_column(unique=True)
    """The patient's id in the list it came from, when that is not the MRN."""
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    last: Mapped[str]
    first: Mapped[str] = mapped_column(default="")
    middle: Mapped[str] = mapped_column(default="")
    suffix: Mapped[str] = mapped_column(default="")
    birth: Mapped[date | None]
    sex: Mapped[Sex] = mapped_column(default=Sex.UNKNOWN)
    deceased_on: Mapped[date | None]
    street: Mapped[str] = mapped_column(default="")
    extra: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    zip: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    row_hash: Mapped[str | None]
    """Hash of the list row last taken in; tells changed from unchanged."""
    version: Mapped[int] = mapped_column(default=1)
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    __mapper_args__ = {"version_id_col": version}
