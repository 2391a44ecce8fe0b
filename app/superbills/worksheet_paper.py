"""The worksheet of a visit's level as a page: read from what was kept, drawn the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.charting.worklist import listed
from app.coding import storing
from app.coding.draft import CodingDraft
from app.coding.em import extras, keeping, saying
from app.coding.em.keeping import KeptSheet
from app.patients import registration
from app.practice import identity, providers
from app.values.dates import show_date
from app.values.problem import Refused
from app.values.words import say
from models.encounter import Encounter

if TYPE_CHECKING:
    from app.documents.paper.worksheet import WorksheetView


def worksheet_pdf(session: Session, encounter_id: int) -> bytes:
    """Draw the worksheet that counts, with what the rules said and who kept earlier ones.

    Raises:
        Refused: coding.gone, worksheet.none, paper.no_glyph.
    """
    # ReportLab is heavy and only paper needs it.
    from app.documents.paper.worksheet import draw_worksheet  # noqa: PLC0415

    return draw_worksheet(worksheet_view(session, encounter_id))


def worksheet_view(session: Session, encounter_id: int) -> WorksheetView:
    """Give what the page shows: the sheet as it was kept, the codes as they stand now.

    Raises:
        Refused: coding.gone, worksheet.none.
    """
    from app.documents.paper.letterhead import Letterhead  # noqa: PLC0415  (as above)
    from app.documents.paper.worksheet import WorksheetLine, WorksheetView  # noqa: PLC0415

    draft = storing.load(session, encounter_id)
    kept = keeping.history(session, encounter_id)
    if not kept:
        raise Refused("worksheet.none")
    newest = kept[0]
    visit = session.get_one(Encounter, encounter_id)
    patient = registration.draft_of(session, visit.patient_id)
    practice = identity.practice(session)
    known = keeping.facts(session, draft)
    found = extras.judge(newest.sheet, known, keeping.windows(session))
    return WorksheetView(
        number=newest.number,
        practice=Letterhead(
            practice.name, str(practice.address), practice.billing_phone or practice.phone,
            practice.billing_hours, practice.web, practice.tax_id, practice.npi,
        ),
        patient=listed(patient.last, patient.first, patient.middle, patient.suffix),
        birth=patient.birth,
        visit=visit.source_id or "",
        day=visit.dos,
        clinician=_clinician(session, visit.provider_id),
        family=say(f"worksheet.families.{newest.sheet.family}"),
        standing=_standing(newest),
        minutes="" if newest.sheet.minutes is None else str(newest.sheet.minutes),
        lines=tuple(WorksheetLine(c, w, str(n)) for c, w, n in saying.ticked(newest.sheet)),
        result=saying.result(newest.sheet, known, found),
        findings=tuple(saying.finding(one) for one in found.findings),
        sources=newest.sources,
        on_visit=_on_visit(draft),
        made_by=newest.made_by,
        made_at=newest.made_at.astimezone(),
        earlier=tuple(_earlier(one) for one in kept[1:]),
    )  # fmt: skip


def _clinician(session: Session, provider_id: int | None) -> str:
    if provider_id is None:
        return ""
    draft = providers.draft_of(session, provider_id)
    return ", ".join(p for p in (draft.last_name, draft.first_name, draft.credentials) if p)


def _standing(kept: KeptSheet) -> str:
    patient = kept.sheet.patient
    return say(f"worksheet.patients.{patient}") if patient else ""


def _on_visit(draft: CodingDraft) -> str:
    """Give the services that stand on the visit, by which an auditor sees what was taken."""
    codes = ["-".join((one.code, *one.modifiers)) for one in draft.lines]
    return ", ".join(codes) or say("worksheet.paper.none")


def _earlier(kept: KeptSheet) -> str:
    return say(
        "worksheet.paper.earlier_row", number=kept.number, who=kept.made_by,
        when=show_date(kept.made_at.date()), code=kept.proposed or say("worksheet.paper.none"),
    )  # fmt: skip
