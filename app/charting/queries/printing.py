"""A query as a page to hand to the provider: drawn from rows that never change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.charting.queries import lists
from app.charting.queries.lists import Answered, QueryWhole
from app.charting.worklist import listed
from app.practice import identity, providers
from app.values.states import QueryForm, QueryOptionKind, QueryStatus, QueryStep
from models.encounter import Encounter
from models.patient import Patient

if TYPE_CHECKING:
    from app.documents.paper.query import AnsweredView, OfferView, QueryView


def query_pdf(session: Session, query_id: int, as_of: date) -> bytes:
    """Draw a query as PDF, with its answer once there is one.

    Raises:
        Refused: queries.gone, paper.no_glyph.
    """
    # ReportLab is heavy and only paper needs it.
    from app.documents.paper.query import draw_query  # noqa: PLC0415

    return draw_query(query_view(session, query_id, as_of))


def query_view(session: Session, query_id: int, as_of: date) -> QueryView:
    """Give what the page shows.

    Raises:
        Refused: queries.gone.
    """
    from app.documents.paper.letterhead import Letterhead  # noqa: PLC0415  (as above)
    from app.documents.paper.query import QueryView, QuotedView  # noqa: PLC0415

    found = lists.whole(session, query_id, as_of)
    encounter = session.get_one(Encounter, found.row.encounter_id)
    patient = session.get_one(Patient, encounter.patient_id)
    practice = identity.practice(session)
    return QueryView(
        number=str(found.row.number),
        # Without the practice's page: it is the one where bills are paid.
        practice=Letterhead(practice.name, str(practice.address), practice.phone),
        to=_provider(session, encounter.provider_id),
        by=found.row.by,
        patient=listed(patient.last, patient.first, patient.middle, patient.suffix),
        birth=patient.birth,
        mrn=patient.mrn or "",
        day=encounter.dos,
        visit=encounter.source_id or "",
        title=found.draft.title,
        question=found.draft.question,
        quotes=tuple(QuotedView(one.words, one.title, one.day) for one in found.quotes),
        offers=_offers(found),
        is_open=found.draft.form is QueryForm.OWN_WORDS,
        sent_on=_day_of(found, QueryStep.SENT),
        due_on=found.row.due_on,
        answer=_answer(found.answer),
        withdrawn=_withdrawn(found),
    )


def _offers(found: QueryWhole) -> tuple[OfferView, ...]:
    from app.documents.paper.query import OfferView  # noqa: PLC0415  (as above)

    marked = found.answer.number if found.answer else None
    return tuple(
        OfferView(one.words, one.kind is QueryOptionKind.OTHER, number == marked)
        for number, one in enumerate(found.offers, start=1)
    )


def _answer(given: Answered | None) -> AnsweredView | None:
    from app.documents.paper.query import AnsweredView  # noqa: PLC0415  (as above)

    if given is None:
        return None
    return AnsweredView(given.words, given.answered_by, given.answered_on)


def _day_of(found: QueryWhole, step: QueryStep) -> date | None:
    days = [one.at.astimezone().date() for one in found.happenings if one.step is step]
    return days[-1] if days else None


def _withdrawn(found: QueryWhole) -> tuple[date, str] | None:
    if found.row.status is not QueryStatus.WITHDRAWN:
        return None
    last = found.happenings[-1]
    return last.at.astimezone().date(), last.reason


def _provider(session: Session, provider_id: int | None) -> str:
    if provider_id is None:
        return ""
    draft = providers.draft_of(session, provider_id)
    named = f"{draft.first_name} {draft.last_name}".strip()
    return f"{named}, {draft.credentials}" if draft.credentials else named
