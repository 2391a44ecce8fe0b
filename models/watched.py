"""Files that a watched folder held, and what became of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.values.states import WatchOutcome
from models.base import Base


class WatchedFile(Base):
    """One file by its content; the same content under another name is the same file."""

    __tablename__ = "watched_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    outcome: Mapped[WatchOutcome] = mapped_column(index=True)
    words: Mapped[str] = mapped_column(default="")
    """What keeps it from being taken, in words; empty for one that was."""
    import_id: Mapped[int | None] = mapped_column(ForeignKey("list_import.id"))
    seen_at: Mapped[datetime]
