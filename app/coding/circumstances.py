"""What the compliance edits need of the office beside the codes, read once for a visit."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding.edits.new_patient import YEARS
from app.coding.edits.visit import (
    COMMERCIAL,
    PAYER_KINDS,
    SELF_PAY,
    Circumstances,
    Clinician,
    PastLine,
    years_before,
)
from app.coding.em import keeping
from app.values.states import CodingStatus, DocumentKind
from models.coverage import Coverage, Payer
from models.document import Document
from models.encounter import Encounter, EncounterLine
from models.patient import Patient
from models.practice import Facility, Practice, Provider

_DOCUMENTED = (DocumentKind.NOTE, DocumentKind.ATTACHMENT)
_NEAR = timedelta(days=14)


def of(session: Session, encounter: Encounter) -> Circumstances:
    """Read patient, payer, clinician and the patient's services of the three years before.

    The day after the visit is read too: a major operation covers the day before it.
    """
    birth, sex = session.execute(
        sa.select(Patient.birth, Patient.sex).where(Patient.id == encounter.patient_id)
    ).one()
    practice = session.get(Practice, 1)
    group = (practice.npi if practice else None) or ""
    provider = session.get(Provider, encounter.provider_id) if encounter.provider_id else None
    clinician = _clinician(provider.npi, provider.taxonomy, group) if provider else None
    return Circumstances(
        birth=birth,
        sex=sex.value[:1].upper(),
        place=encounter.place_of_service,
        payer_kind=_payer_kind(session, encounter),
        clinician=clinician,
        history=_history(session, encounter, group),
        own_days=keeping.windows(session),
        incident_to=keeping.supervision(session, encounter.id),
        clia=practice.clia if practice else "",
        state=_state(session, encounter, practice),
        lacks_note=_lacks_note(session, encounter),
    )


def _lacks_note(session: Session, encounter: Encounter) -> bool:
    """Tell a visit with nothing filed, while the clinician's notes of those weeks are kept here.

    A practice that reads its notes elsewhere has none here, and nothing is missing.
    """
    filed = sa.exists().where(Document.encounter_id == Encounter.id, Document.kind.in_(_DOCUMENTED))
    if session.scalar(sa.select(filed).where(Encounter.id == encounter.id)):
        return False
    beside = sa.select(Encounter.id).where(
        # Named one by one, the states let the index of state and day answer.
        Encounter.status.in_(tuple(CodingStatus)),
        Encounter.dos.between(encounter.dos - _NEAR, encounter.dos + _NEAR),
        Encounter.provider_id == encounter.provider_id,
        filed,
    )
    return session.scalar(beside.limit(1)) is not None


def _state(session: Session, encounter: Encounter, practice: Practice | None) -> str:
    """Give the state of the facility, else of the practice; empty when neither is told."""
    place = session.get(Facility, encounter.facility_id) if encounter.facility_id else None
    return (place.state if place else "") or (practice.state if practice else "")


def _clinician(npi: str | None, taxonomy: str | None, group: str) -> Clinician:
    return Clinician(npi or "", group, taxonomy or "")


def _payer_kind(session: Session, encounter: Encounter) -> str:
    if encounter.is_self_pay:
        return SELF_PAY
    kind = session.scalar(
        sa.select(Payer.kind)
        .join(Coverage, Coverage.payer_id == Payer.id)
        .where(Coverage.id == encounter.coverage_id)
    )
    return kind.value if kind and kind.value in PAYER_KINDS else COMMERCIAL


def _history(session: Session, encounter: Encounter, group: str) -> tuple[PastLine, ...]:
    rows = session.execute(
        sa.select(
            Encounter.dos, EncounterLine.code, EncounterLine.modifiers, EncounterLine.units,
            Provider.npi, Provider.taxonomy, Encounter.provider_id,
        )
        .join(EncounterLine, EncounterLine.encounter_id == Encounter.id)
        .outerjoin(Provider, Provider.id == Encounter.provider_id)
        .where(
            Encounter.patient_id == encounter.patient_id,
            Encounter.id != encounter.id,
            Encounter.status != CodingStatus.NOT_BILLABLE,
            Encounter.dos.between(
                years_before(encounter.dos, YEARS), encounter.dos + timedelta(days=1)
            ),
        )
        .order_by(Encounter.dos, EncounterLine.id)
    )  # fmt: skip
    return tuple(
        PastLine(
            dos, code, _clinician(npi, taxonomy, group) if provider else None,
            tuple(modifiers.split()), units.amount,
        )
        for dos, code, modifiers, units, npi, taxonomy, provider in rows
    )  # fmt: skip
