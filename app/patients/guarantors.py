"""Another guarantor for a patient: what is charged from now on goes to another account."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.patients import registration
from app.patients.registration import AccountDraft, PatientDraft
from app.security import permissions
from app.store.store import Work
from app.values.problem import Problem, Refused
from models.account import Account


@dataclass(frozen=True, slots=True)
class GuarantorChange:
    """Who pays for a patient from now on: the patient on an account ``own``, or account ``number``.

    Exactly one of the two is given.
    """

    patient_id: int
    own: bool = False
    number: int | None = None

    def problems(self) -> list[Problem]:
        """Give what keeps the form from being saved."""
        said = self.own is not (self.number is not None)
        return [] if said else [Problem("patients.who_pays", field="number")]


def change(work: Work, wanted: GuarantorChange) -> int:
    """Let another account pay for a patient; give its number.

    Charges already made stay where they are, with their payments and plans. An own account is
    opened under the patient's name, at the address of the account before where the patient has
    none: the child who is of age still lives there.

    Raises:
        Refused: not_allowed, patients.incomplete, patients.gone, patients.no_account_number,
            patients.pays_already.
    """
    work.require(permissions.EDIT_PATIENTS)
    if wanted.problems():
        raise Refused("patients.incomplete")
    patient = registration.draft_of(work.session, wanted.patient_id)
    if wanted.number is None:
        payer = _own_account(work.session, patient)
        meant = replace(patient, account_id=None, guarantor=payer)
    else:
        meant = replace(patient, account_id=_numbered(work.session, wanted.number))
    if meant.account_id is not None and meant.account_id == patient.account_id:
        raise Refused("patients.pays_already", number=str(wanted.number))
    return registration.register(work, meant).account_number


def _own_account(session: Session, patient: PatientDraft) -> AccountDraft:
    own = patient.as_guarantor()
    if own.street or patient.account_id is None:
        return own
    before = registration.account_draft_of(session, patient.account_id)
    return replace(
        own, street=before.street, extra=before.extra, city=before.city, state=before.state,
        zip=before.zip,
    )  # fmt: skip


def _numbered(session: Session, number: int) -> int:
    found = session.scalar(sa.select(Account.id).where(Account.number == number))
    if found is None:
        raise Refused("patients.no_account_number", number=str(number))
    return found
