"""Keep documents inside the encrypted file and give them back. Nothing is ever replaced."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.store.store import Work
from app.values import disk
from app.values.problem import Refused
from app.values.states import DocumentKind
from models.document import Document, DocumentContent

LARGEST = 50 * 1024 * 1024
_LONG, _LIGHTLY, _WELL = 256 * 1024, 1, 6
"""Long content is a list that came in: someone waits for it, and level 1 keeps most of the gain."""
_PACKED_ALREADY = ("image/", "application/pdf", "application/zip")


@dataclass(frozen=True, slots=True)
class Filing:
    """What a document is and belongs to. ``source_key`` keeps the same thing from coming twice."""

    kind: DocumentKind
    title: str
    media_type: str
    encounter_id: int | None = None
    patient_id: int | None = None
    account_id: int | None = None
    pages: int | None = None
    source_key: str | None = None
    note_version: int = 1


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A stored document without its bytes; ``size`` in bytes."""

    id: int
    kind: DocumentKind
    title: str
    media_type: str
    size: int
    pages: int | None
    note_version: int
    created_at: datetime
    encounter_id: int | None


def read(path: Path) -> bytes:
    """Give the bytes of a file that someone chose to keep.

    Raises:
        OSError: it is not there, or may not be read.
        Refused: documents.too_large.
    """
    found = disk.content(path, LARGEST)
    if found is None:
        raise _too_large()
    return found


def keep(work: Work, filing: Filing, content: bytes) -> int:
    """Store a document and give its id.

    Raises:
        Refused: documents.empty, documents.too_large (above 50 MB).
    """
    if not content:
        raise Refused("documents.empty")
    if len(content) > LARGEST:
        raise _too_large()
    document = Document(
        kind=filing.kind,
        title=filing.title,
        media_type=filing.media_type,
        sha256=digest_of(content),
        size=len(content),
        pages=filing.pages,
        source_key=filing.source_key,
        encounter_id=filing.encounter_id,
        patient_id=filing.patient_id,
        account_id=filing.account_id,
        note_version=filing.note_version,
        created_at=work.now,
    )
    work.session.add(document)
    work.session.flush()
    packed = pack(filing.media_type, content)
    work.session.add(
        DocumentContent(
            document_id=document.id, is_compressed=packed is not content, content=packed
        )
    )
    return document.id


def _too_large() -> Refused:
    return Refused("documents.too_large", megabytes=str(LARGEST // 1024**2))


def digest_of(content: bytes) -> str:
    """Give the hash under which a content is known."""
    return hashlib.sha256(content).hexdigest()


def pack(media_type: str, content: bytes) -> bytes:
    """Give the content compressed, or the very same object when that would not help."""
    if media_type.startswith(_PACKED_ALREADY) or len(content) < 512:
        return content
    packed = zlib.compress(content, _LIGHTLY if len(content) > _LONG else _WELL)
    return packed if len(packed) < len(content) else content


def content(session: Session, document_id: int) -> bytes:
    """Give the bytes of a document, exactly as they were kept.

    Raises:
        Refused: documents.gone, when there is no such document.
    """
    row = session.get(DocumentContent, document_id)
    if row is None:
        raise Refused("documents.gone")
    return zlib.decompress(row.content) if row.is_compressed else row.content


def text(session: Session, document_id: int) -> str:
    """Give a note's text; evidence offsets count its characters.

    Bytes that are no UTF-8 become the replacement sign: a note is shown, never a fault.
    """
    return content(session, document_id).decode("utf-8", "replace")


def of_encounter(session: Session, encounter_id: int) -> tuple[DocumentRow, ...]:
    """Give the documents of one encounter, oldest first."""
    return _rows(session, Document.encounter_id == encounter_id)


def of_account(session: Session, account_id: int) -> tuple[DocumentRow, ...]:
    """Give the documents of one account, oldest first."""
    return _rows(session, Document.account_id == account_id)


def _rows(session: Session, which: sa.ColumnElement[bool]) -> tuple[DocumentRow, ...]:
    columns = [getattr(Document, name) for name in DocumentRow.__dataclass_fields__]
    found = session.execute(sa.select(*columns).where(which).order_by(Document.id))
    return tuple(DocumentRow(*row) for row in found)
