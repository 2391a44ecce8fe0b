"""Ask the provider about a visit: the question is kept, and the visit waits for documentation."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.charting import transitions, visits
from app.documents import filing
from app.documents.filing import Filing
from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import CodingStatus, DocumentKind

TITLE = "Asked the provider"


def ask(work: Work, encounter_id: int, question: str) -> None:
    """Keep what the provider is asked, and let the visit wait for documentation.

    Raises:
        Refused: not_allowed, charting.gone, charting.question_missing, charting.no_way.
    """
    work.require(permissions.CODE)
    said = question.strip()
    if not said:
        raise Refused("charting.question_missing")
    row = visits.known(work.session, encounter_id)
    transitions.move(work, row, CodingStatus.NEEDS_DOCUMENTATION)
    filing.keep(
        work,
        Filing(
            DocumentKind.LETTER, TITLE, "text/plain",
            encounter_id=encounter_id, patient_id=row.patient_id,
        ),
        said.encode("utf-8"),
    )  # fmt: skip
    work.session.flush()


def asked(session: Session, encounter_id: int) -> str:
    """Give what the provider was asked last about a visit; empty when nothing was."""
    letters = [
        document.id
        for document in filing.of_encounter(session, encounter_id)
        if document.kind is DocumentKind.LETTER and document.title == TITLE
    ]
    return filing.text(session, letters[-1]) if letters else ""
