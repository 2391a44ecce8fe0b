"""Put documents into a chart: notes, PDF files and pictures, known by their content."""

from __future__ import annotations

from app.charting import transitions, visits
from app.documents import filing
from app.documents.filing import Filing
from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import CodingStatus, DocumentKind

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_PDF_HEAD = 1024


def media_type(content: bytes) -> str | None:
    """Tell what a file is by its first bytes, "text/plain" for text; None for anything else."""
    for magic, found in _MAGIC:
        if content.startswith(magic):
            return found
    if b"%PDF-" in content[:_PDF_HEAD]:
        return "application/pdf"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if b"\x00" in content[:4096]:
        return None
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return "text/plain"


def attach(work: Work, encounter_id: int, title: str, content: bytes) -> int:
    """Keep a file with a visit and give the document's id; text becomes a note.

    Raises:
        Refused: not_allowed, charting.gone, charting.unknown_file, documents.empty,
            documents.too_large.
    """
    work.require(permissions.IMPORT)
    visit = visits.known(work.session, encounter_id)
    found = media_type(content)
    if found is None:
        raise Refused("charting.unknown_file")
    if found == "text/plain":
        return add_note(work, encounter_id, title, content.decode("utf-8-sig"))
    return filing.keep(
        work,
        Filing(
            DocumentKind.ATTACHMENT,
            " ".join(title.split()),
            found,
            encounter_id=encounter_id,
            patient_id=visit.patient_id,
        ),
        content,
    )


def add_note(work: Work, encounter_id: int, title: str, text: str) -> int:
    """Keep a note's words with a visit and give the document's id.

    The same title again is the note's next version; evidence stays with the one it quotes.
    A visit that waited for documentation is ready again.

    Raises:
        Refused: not_allowed, charting.gone, charting.empty_note, documents.too_large.
    """
    work.require(permissions.IMPORT)
    visit = visits.known(work.session, encounter_id)
    said = text.replace("\r\n", "\n").replace("\r", "\n")
    if not said.strip():
        raise Refused("charting.empty_note")
    name = " ".join(title.split())
    versions = [
        document.note_version
        for document in filing.of_encounter(work.session, encounter_id)
        if document.kind is DocumentKind.NOTE and document.title == name
    ]
    document_id = filing.keep(
        work,
        Filing(
            DocumentKind.NOTE,
            name,
            "text/plain",
            encounter_id=encounter_id,
            patient_id=visit.patient_id,
            note_version=max(versions, default=0) + 1,
        ),
        said.encode("utf-8"),
    )
    if visit.status is CodingStatus.NEEDS_DOCUMENTATION:
        transitions.move(work, visit, CodingStatus.READY)
        work.session.flush()
    return document_id
