"""Notes that other systems send: which message brought which version, and how it was signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.values.states import NoteEvent
from models.base import Base, append_only


class NoteArrival(Base):
    """One message about a note. The note's versions are documents; this tells where from."""

    __tablename__ = "note_arrival"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_key: Mapped[str] = mapped_column(unique=True)
    """Sender, control id and document id as one hash: the same message adds nothing again."""
    unique_key: Mapped[str] = mapped_column(index=True)
    """The document's own id at the sender, as a hash."""
    note_key: Mapped[str] = mapped_column(index=True)
    """What all versions of the note share; a replacement keeps that of what it replaces."""
    event: Mapped[NoteEvent]
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """Null when the message brought no words that were not there."""
    state: Mapped[str] = mapped_column(default="")
    """How far the note is signed, HL7 table 0271 (AU, LA, DO, IN …); empty when not told."""
    author: Mapped[str] = mapped_column(default="")
    arrived_at: Mapped[datetime]


append_only(NoteArrival)
