"""The superbill as a page: drawn from its frozen rows, the same each time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting.worklist import listed
from app.codesets import pos_codes
from app.coding.draft import LETTERS
from app.patients import coverages, registration
from app.patients.coverages import CoverageRow
from app.patients.registration import AccountDraft, PatientDraft
from app.practice import identity, providers
from app.superbills import frozen, paid
from app.superbills.frozen import SuperbillRows
from app.superbills.snapshot import FrozenDiagnosis, FrozenLine
from app.values.codes import Icd10Cm
from app.values.drug import DrugProduct
from app.values.states import SuperbillFactKind, SuperbillStep
from app.values.words import say
from models.account import Account
from models.encounter import Encounter
from models.practice import Provider

if TYPE_CHECKING:
    from app.documents.paper.superbill import SuperbillDiagnosis, SuperbillLine, SuperbillView


def superbill_pdf(
    session: Session, superbill_id: int, *, copy: bool = False, for_patient: bool = False
) -> bytes:
    """Draw a superbill as PDF; ``copy`` marks it as one.

    ``for_patient``: without what coder and biller noted for each other.

    Raises:
        Refused: superbills.gone, paper.no_glyph.
    """
    # ReportLab is heavy and only paper needs it.
    from app.documents.paper.superbill import draw_superbill  # noqa: PLC0415

    view = superbill_view(session, superbill_id)
    return draw_superbill(replace(view, notes=()) if for_patient else view, copy=copy)


def superbill_view(session: Session, superbill_id: int) -> SuperbillView:
    """Give what the page shows: codes as frozen, names as registered, payments as of now.

    Raises:
        Refused: superbills.gone.
    """
    from app.documents.paper.letterhead import Letterhead  # noqa: PLC0415  (as above)
    from app.documents.paper.superbill import SuperbillView  # noqa: PLC0415

    bill = frozen.superbill(session, superbill_id)
    patient = registration.draft_of(session, bill.patient_id)
    account = session.get_one(Account, bill.account_id)
    guarantor = registration.account_draft_of(session, bill.account_id)
    encounter = session.get_one(Encounter, bill.encounter_id)
    practice = identity.practice(session)
    money = paid.so_far(session, bill)
    head = Letterhead(
        practice.name, str(practice.address), practice.billing_phone or practice.phone,
        practice.billing_hours, practice.web, practice.tax_id, practice.npi,
    )  # fmt: skip
    return SuperbillView(
        number=f"{bill.number}" if bill.revision == 1 else f"{bill.number} ({bill.revision})",
        practice=head,
        patient=_patient_name(patient),
        birth=patient.birth,
        sex="" if patient.sex.x12 == "U" else say(f"superbills.sex.{patient.sex.value}"),
        account=str(account.number),
        guarantor=_guarantor_name(guarantor),
        day=bill.dos,
        last_day=encounter.dos_last,
        place=_place(bill.place_of_service),
        rendering=_provider(session, bill.provider_id),
        diagnoses=tuple(_diagnosis(one) for one in bill.diagnoses),
        lines=tuple(_line(line) for line in bill.lines),
        total=bill.total,
        paid=money.paid,
        covered=money.covered,
        supervising=_supervising(bill),
        referring=_referring(bill),
        handed_off=bill.issued_at.astimezone(),
        coded_by=bill.coded_by,
        visit=encounter.source_id or "",
        coverages=_coverages(session, bill),
        notes=_notes(bill),
    )


def _patient_name(patient: PatientDraft) -> str:
    return listed(patient.last, patient.first, patient.middle, patient.suffix)


def _guarantor_name(draft: AccountDraft) -> str:
    return listed(
        draft.guarantor_last, draft.guarantor_first, draft.guarantor_middle, draft.guarantor_suffix
    )


def _place(code: str) -> str:
    """Give a place of service with its short name: "11 Office"."""
    known = pos_codes.shipped().get(code)
    return f"{code} {known.name}" if known else code


def _provider(session: Session, provider_id: int | None) -> str:
    if provider_id is None:
        return ""
    draft = providers.draft_of(session, provider_id)
    source = session.scalar(sa.select(Provider.source_key).where(Provider.id == provider_id))
    if providers.is_unnamed(draft.last_name, draft.first_name, draft.npi, source):
        return say("superbills.provider_unnamed", id=draft.npi or source or "")
    named = ", ".join(p for p in (draft.last_name, draft.first_name, draft.credentials) if p)
    return f"{named}, NPI {draft.npi}" if draft.npi else named


def _diagnosis(one: FrozenDiagnosis) -> SuperbillDiagnosis:
    from app.documents.paper.superbill import SuperbillDiagnosis  # noqa: PLC0415  (as above)

    shown = str(Icd10Cm(one.code)) if Icd10Cm.shape.fullmatch(one.code) else one.code
    return SuperbillDiagnosis(LETTERS[one.position - 1], shown, one.title)


def _line(line: FrozenLine) -> SuperbillLine:
    from app.documents.paper.superbill import SuperbillLine  # noqa: PLC0415  (as above)

    pointers = " ".join(LETTERS[int(p) - 1] for p in line.pointers.split(",") if p)
    product = DrugProduct.stored(line.drug)
    told = "" if product is None else say("superbills.product", product=str(product))
    return SuperbillLine(
        line.position, line.code, f"{line.wording} {told}".strip(),
        tuple(line.modifiers.split()), pointers, str(line.units), line.amount,
    )  # fmt: skip


def _coverages(session: Session, bill: SuperbillRows) -> tuple[str, ...]:
    """Name the coverage the superbill was frozen with, then the later ones of that day."""
    if bill.coverage_id is None:
        return ()
    held = coverages.coverages_of(session, bill.patient_id)
    first = [c for c in held if c.id == bill.coverage_id]
    on_day = coverages.coverages_on(session, bill.patient_id, bill.dos)
    later = [c for c in on_day if c.id != bill.coverage_id and first and c.rank > first[0].rank]
    return tuple(_coverage(one) for one in (*first, *later))


def _coverage(one: CoverageRow) -> str:
    return f"{one.name}, {one.member_id}" if one.member_id else one.name


def _supervising(bill: SuperbillRows) -> str:
    people = (f.name for f in bill.facts if f.kind is SuperbillFactKind.SUPERVISING)
    return next(people, "")


def _referring(bill: SuperbillRows) -> str:
    """Name who referred; of a name that no font of ours has only the number is printed."""
    from app.documents.paper import fonts  # noqa: PLC0415  (as above)

    for one in bill.facts:
        if one.kind is SuperbillFactKind.REFERRING:
            name = "" if fonts.unprintable(one.name, "title") else one.name
            return ", ".join(part for part in (name, one.detail and f"NPI {one.detail}") if part)
    return ""


def _title(name: str) -> str:
    """Give a note's title; one with letters that no font of ours has must not stop the page."""
    from app.documents.paper import fonts  # noqa: PLC0415  (as above)

    return say("superbills.a_note") if fonts.unprintable(name, "title") else name


def _notes(bill: SuperbillRows) -> tuple[str, ...]:
    """Tell the notes it was coded from, the warnings kept, and why it was sent back."""
    told = [
        say("superbills.coded_from", title=_title(one.name), version=one.detail)
        if one.kind is SuperbillFactKind.NOTE
        else say("superbills.kept", words=one.words, reason=one.reason)
        for one in bill.facts
        if one.kind in (SuperbillFactKind.NOTE, SuperbillFactKind.KEPT)
    ]
    told += [h.reason for h in bill.happenings if h.step is SuperbillStep.SENT_BACK]
    return tuple(told)
