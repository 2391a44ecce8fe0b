"""One guarantor's account: what a statement is sent for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

_NO = text("0")


class Account(Base):
    """The ledger of one guarantor, with the guarantor's name, address and wishes."""

    __tablename__ = "account"
    __table_args__ = (Index("ix_account_name", "guarantor_last", "guarantor_first"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    """What people call the account by; printed on paper."""
    source_key: Mapped[str | None] = mapped_column(unique=True)
    guarantor_last: Mapped[str]
    guarantor_first: Mapped[str] = mapped_column(default="")
    guarantor_middle: Mapped[str] = mapped_column(default="")
    guarantor_suffix: Mapped[str] = mapped_column(default="")
    guarantor_birth: Mapped[date | None]
    street: Mapped[str] = mapped_column(default="")
    extra: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    zip: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    large_print: Mapped[bool] = mapped_column(default=False, server_default=_NO)
    """Statements are set anew in type of 18 points."""
    paperless: Mapped[bool] = mapped_column(default=False, server_default=_NO)
    """Asked for no paper: statements are issued and kept, and not put among the pages to mail."""
    bad_address: Mapped[bool] = mapped_column(default=False)
    bankruptcy_on: Mapped[date | None]
    bankruptcy_case: Mapped[str] = mapped_column(default="")
    deceased_on: Mapped[date | None]
    in_collections_on: Mapped[date | None]
    in_dispute: Mapped[bool] = mapped_column(default=False)
    hold_until: Mapped[date | None]
    hold_reason: Mapped[str] = mapped_column(default="")
    last_statement_elsewhere: Mapped[date | None]
    """When the old system last sent one; only for imported accounts."""
    opened_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}
