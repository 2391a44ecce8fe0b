"""The worksheet of a visit's level as a page: read from what was kept, drawn the same each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting.worklist import listed
from app.coding import storing
from app.coding.draft import Line
from app.coding.em import extras, keeping, saying
from app.coding.em.keeping import KeptSheet
from app.coding.em.tables import Window
from app.coding.em.worksheet import Facts
from app.patients import registration
from app.practice import identity
from app.values.dates import show_date
from app.values.problem import Refused
from app.values.words import say
from models.encounter import Encounter
from models.practice import Provider

if TYPE_CHECKING:
    from app.documents.paper.letterhead import Letterhead
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
    visit = session.get(Encounter, encounter_id)
    if visit is None:
        raise Refused("coding.gone")
    found = nameless_views(session, (encounter_id,)).get(encounter_id)
    if found is None:
        raise Refused("worksheet.none")
    patient = registration.draft_of(session, visit.patient_id)
    name = listed(patient.last, patient.first, patient.middle, patient.suffix)
    return replace(found, patient=name, birth=patient.birth)


def nameless_views(session: Session, encounter_ids: Sequence[int]) -> dict[int, WorksheetView]:
    """Give the pages of the visits that have a worksheet, without the patient, by visit.

    A handful of queries, however many visits are asked for.
    """
    kept = keeping.histories(session, encounter_ids)
    if not kept:
        return {}
    stored = storing.lines_of(session, kept)
    lines = {number: stored.get(number, ()) for number in kept}
    known = keeping.facts_of(session, lines)
    windows = keeping.windows(session)
    practice = _letterhead(session)
    visits = session.execute(
        sa.select(Encounter.id, Encounter.source_id, Provider)
        .outerjoin(Provider, Provider.id == Encounter.provider_id)
        .where(Encounter.id.in_(kept))
    )
    return {
        number: replace(
            _judged(kept[number], known[number], windows, practice),
            visit=source_id or "",
            clinician=_clinician(provider),
            on_visit=_on_visit(lines[number]),
        )
        for number, source_id, provider in visits
    }


def _judged(
    kept: Sequence[KeptSheet], known: Facts, windows: Sequence[Window], practice: Letterhead
) -> WorksheetView:
    """Give a page with the newest sheet and what the rules say of it."""
    from app.documents.paper.worksheet import WorksheetLine, WorksheetView  # noqa: PLC0415

    newest = kept[0]
    found = extras.judge(newest.sheet, known, windows)
    return WorksheetView(
        number=newest.number,
        practice=practice,
        patient="",
        birth=None,
        visit="",
        day=known.dos,
        clinician="",
        family=say(f"worksheet.families.{newest.sheet.family}"),
        standing=_standing(newest),
        minutes="" if newest.sheet.minutes is None else str(newest.sheet.minutes),
        lines=tuple(WorksheetLine(c, w, str(n)) for c, w, n in saying.ticked(newest.sheet)),
        result=saying.result(newest.sheet, known, found),
        findings=tuple(saying.finding(one) for one in found.findings),
        sources=newest.sources,
        on_visit="",
        made_by=newest.made_by,
        made_at=newest.made_at.astimezone(),
        earlier=tuple(_earlier(one) for one in kept[1:]),
    )


def _letterhead(session: Session) -> Letterhead:
    from app.documents.paper.letterhead import Letterhead  # noqa: PLC0415  (as above)

    practice = identity.practice(session)
    return Letterhead(
        practice.name, str(practice.address), practice.billing_phone or practice.phone,
        practice.billing_hours, practice.web, practice.tax_id, practice.npi,
    )  # fmt: skip


def _clinician(provider: Provider | None) -> str:
    if provider is None:
        return ""
    parts = (provider.last_name, provider.first_name, provider.credentials)
    return ", ".join(part for part in parts if part)


def _standing(kept: KeptSheet) -> str:
    patient = kept.sheet.patient
    return say(f"worksheet.patients.{patient}") if patient else ""


def _on_visit(lines: Sequence[Line]) -> str:
    """Give the services that stand on the visit, by which an auditor sees what was taken."""
    codes = ["-".join((one.code, *one.modifiers)) for one in lines]
    return ", ".join(codes) or say("worksheet.paper.none")


def _earlier(kept: KeptSheet) -> str:
    return say(
        "worksheet.paper.earlier_row", number=kept.number, who=kept.made_by,
        when=show_date(kept.made_at.date()), code=kept.proposed or say("worksheet.paper.none"),
    )  # fmt: skip
