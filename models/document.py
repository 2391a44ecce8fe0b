"""Notes, attachments, imported files and issued paper, inside the encrypted file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.values.states import DocumentKind
from models.base import Base, append_only


class Document(Base):
    """One stored document; its bytes are in DocumentContent, so that lists stay light."""

    __tablename__ = "document"
    __table_args__ = (
        # So that the notes of a visit that came after a moment are told by the index alone.
        Index("ix_document_encounter_kind_created", "encounter_id", "kind", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    pages: Mapped[int | None]
    source_key: Mapped[str | None] = mapped_column(unique=True)
    encounter_id: Mapped[int | None] = mapped_column(ForeignKey("encounter.id"))
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    note_version: Mapped[int] = mapped_column(default=1)
    """A changed note is a new document with the next version; evidence keeps the one it quotes."""
    created_at: Mapped[datetime]


class DocumentContent(Base):
    """The bytes of one document, compressed by zlib when ``is_compressed``."""

    __tablename__ = "document_content"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    is_compressed: Mapped[bool] = mapped_column(default=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


append_only(Document, DocumentContent)
