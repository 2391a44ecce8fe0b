"""The audit trail: who changed what, hash-chained."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, append_only


class AuditEntry(Base):
    """One change or deed. ``hash`` covers this row and the hash before it."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(index=True)
    deed: Mapped[str] = mapped_column(index=True)
    """insert, update, delete, bulk, or a named deed such as hat.changed."""
    subject: Mapped[str] = mapped_column(default="")
    """The table, for row changes."""
    subject_id: Mapped[str] = mapped_column(default="")
    facts: Mapped[str] = mapped_column(default="{}")
    """Before and after as JSON; contents of documents only by their hash."""
    previous_hash: Mapped[str]
    hash: Mapped[str]


append_only(AuditEntry)
