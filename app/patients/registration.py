"""Register patients and the guarantors who pay for them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.practice import settings
from app.security import permissions
from app.store.store import Work
from app.values.person import STATES, ZIP, Address, PersonName, Sex
from app.values.problem import Problem, Refused, Severity
from models.account import Account
from models.patient import Patient

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """A guarantor's account as a form holds it; ``id`` None: a new one.

    Bankruptcy, death, collections, dispute and hold keep statements from going out. Statements
    for ``large_print`` are set in 18 points; ``paperless`` ones are issued and not mailed.
    """

    guarantor_last: str = ""
    guarantor_first: str = ""
    guarantor_middle: str = ""
    guarantor_suffix: str = ""
    guarantor_birth: date | None = None
    street: str = ""
    extra: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""
    email: str = ""
    language: str = "en"
    large_print: bool = False
    paperless: bool = False
    bad_address: bool = False
    bankruptcy_on: date | None = None
    bankruptcy_case: str = ""
    deceased_on: date | None = None
    in_collections_on: date | None = None
    in_dispute: bool = False
    hold_until: date | None = None
    hold_reason: str = ""
    id: int | None = None
    version: int = 0

    def problems(self) -> list[Problem]:
        """Give what keeps the form from being saved, and what a statement would be missed by."""
        found = _name_problems(self.guarantor_last, self.guarantor_first, "guarantor_")
        found += _address_problems(self.state, self.zip)
        if self.language not in LANGUAGES:
            found.append(Problem("patients.language", field="language"))
        if self.hold_until is not None and not self.hold_reason.strip():
            found.append(Problem("patients.hold_reason", field="hold_reason"))
        if not found and not self.address.is_mailable:
            found.append(Problem("patients.address_missing", Severity.WARN, "street"))
        return found

    @property
    def address(self) -> Address:
        """Give the postal address."""
        return Address(self.street, self.extra, self.city, self.state, self.zip)


@dataclass(frozen=True, slots=True)
class PatientDraft:
    """A patient as a form holds it; ``id`` None: a new one.

    Whose account: ``account_id``, else the new ``guarantor``, else the patient's own.
    """

    last: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    birth: date | None = None
    sex: Sex = Sex.UNKNOWN
    mrn: str = ""
    deceased_on: date | None = None
    street: str = ""
    extra: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""
    email: str = ""
    account_id: int | None = None
    guarantor: AccountDraft | None = None
    id: int | None = None
    version: int = 0

    def problems(self, today: date | None = None) -> list[Problem]:
        """Give what keeps the form from being saved, and what a claim would be missed by."""
        found = _name_problems(self.last, self.first, "")
        found += _address_problems(self.state, self.zip)
        if self.birth is None:
            found.append(Problem("patients.birth_missing", Severity.WARN, "birth"))
        elif today is not None and self.birth > today:
            found.append(Problem("patients.birth_to_come", field="birth"))
        if self.birth and self.deceased_on and self.deceased_on < self.birth:
            found.append(Problem("patients.death_before_birth", field="deceased_on"))
        if self.sex is Sex.UNKNOWN:
            found.append(Problem("patients.sex_missing", Severity.WARN, "sex"))
        if self.guarantor is not None and self.account_id is None:
            found += [p for p in self.guarantor.problems() if p.severity is Severity.BLOCK]
        return found

    def as_guarantor(self) -> AccountDraft:
        """Give the account of a patient who pays for himself or herself."""
        return AccountDraft(
            guarantor_last=self.last,
            guarantor_first=self.first,
            guarantor_middle=self.middle,
            guarantor_suffix=self.suffix,
            guarantor_birth=self.birth,
            street=self.street,
            extra=self.extra,
            city=self.city,
            state=self.state,
            zip=self.zip,
            phone=self.phone,
            email=self.email,
        )


@dataclass(frozen=True, slots=True)
class Registered:
    """A patient and the account that pays; ``account_number`` is what people call it by."""

    patient_id: int
    account_id: int
    account_number: int


_PATIENT = tuple(
    f.name
    for f in fields(PatientDraft)
    if f.name not in ("id", "version", "mrn", "account_id", "guarantor")
)
_ACCOUNT = tuple(f.name for f in fields(AccountDraft) if f.name not in ("id", "version"))


def save(work: Work, draft: PatientDraft) -> Registered:
    """Store a patient. A new one without an account opens one under the next number.

    Another account than before is a change of guarantor: charges already made stay where
    they are, new ones go to the new account.

    Raises:
        Refused: not_allowed, patients.incomplete, patients.mrn_taken, patients.gone,
            patients.account_gone, changed_elsewhere.
    """
    work.require(permissions.EDIT_PATIENTS)
    return register(work, draft)


def register(work: Work, draft: PatientDraft) -> Registered:
    """Store a patient for a room that has asked for the permission itself; see ``save``."""
    if _blocked(draft.problems(work.today)):
        raise Refused("patients.incomplete")
    _check_mrn(work.session, draft)
    row = _patient_row(work, draft)
    for name in _PATIENT:
        setattr(row, name, _tidy(getattr(draft, name)))
    row.mrn = draft.mrn.strip() or None
    account = _account_for(work, draft, row)
    row.account_id = account.id
    if row not in work.session:
        work.session.add(row)
    work.session.flush()
    return Registered(row.id, account.id, account.number)


def save_account(work: Work, draft: AccountDraft) -> int:
    """Store a guarantor's account and give its id; a new one takes the next number.

    A new, complete address lifts the mark that mail comes back.

    Raises:
        Refused: not_allowed, patients.incomplete, patients.account_gone, changed_elsewhere.
    """
    work.require(permissions.EDIT_PATIENTS)
    return _save_account(work, draft).id


def draft_of(session: Session, patient_id: int) -> PatientDraft:
    """Give a stored patient as a draft.

    Raises:
        Refused: patients.gone.
    """
    row = _known(session, Patient, patient_id, "patients.gone")
    stored: dict[str, Any] = {name: getattr(row, name) for name in _PATIENT}
    return PatientDraft(
        **stored, mrn=row.mrn or "", account_id=row.account_id, id=row.id, version=row.version
    )


def account_draft_of(session: Session, account_id: int) -> AccountDraft:
    """Give a stored account as a draft.

    Raises:
        Refused: patients.account_gone.
    """
    row = _known(session, Account, account_id, "patients.account_gone")
    stored: dict[str, Any] = {name: getattr(row, name) for name in _ACCOUNT}
    return AccountDraft(**stored, id=row.id, version=row.version)


def _name_problems(last: str, first: str, prefix: str) -> list[Problem]:
    found = []
    if not last.strip():
        found.append(Problem("patients.last_missing", field=f"{prefix}last"))
    elif not _is_name(last, first):
        found.append(Problem("patients.name_comma", field=f"{prefix}last"))
    if not first.strip():
        found.append(Problem("patients.first_missing", Severity.WARN, f"{prefix}first"))
    return found


def _is_name(last: str, first: str) -> bool:
    try:
        PersonName(" ".join(last.split()), " ".join(first.split()))
    except ValueError:
        return False
    return True


def _address_problems(state: str, code: str) -> list[Problem]:
    found = []
    if state and state.strip().upper() not in STATES:
        found.append(Problem("patients.state", field="state"))
    if code and not ZIP.fullmatch(code.strip()):
        found.append(Problem("patients.zip", field="zip"))
    return found


def _blocked(found: list[Problem]) -> bool:
    return any(problem.severity is Severity.BLOCK for problem in found)


def _tidy(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) and type(value) is str else value


def _check_mrn(session: Session, draft: PatientDraft) -> None:
    mrn = draft.mrn.strip()
    if not mrn:
        return
    other = session.scalar(sa.select(Patient.id).where(Patient.mrn == mrn))
    if other is not None and other != draft.id:
        raise Refused("patients.mrn_taken")


def _patient_row(work: Work, draft: PatientDraft) -> Patient:
    if draft.id is None:
        return Patient()
    row = _known(work.session, Patient, draft.id, "patients.gone")
    if row.version != draft.version:
        raise Refused("changed_elsewhere")
    return row


def _account_for(work: Work, draft: PatientDraft, row: Patient) -> Account:
    account_id = draft.account_id
    if account_id is None and draft.guarantor is None:
        account_id = row.account_id
    if account_id is not None:
        return _known(work.session, Account, account_id, "patients.account_gone")
    return _save_account(work, draft.guarantor or draft.as_guarantor())


def _save_account(work: Work, draft: AccountDraft) -> Account:
    if _blocked(draft.problems()):
        raise Refused("patients.incomplete")
    if draft.id is None:
        first = settings.value(work.session, settings.NEW_PATIENT_ACCOUNTS)
        row = Account(number=work.next_number("account", first=first), opened_at=work.now)
    else:
        row = _known(work.session, Account, draft.id, "patients.account_gone")
        if row.version != draft.version:
            raise Refused("changed_elsewhere")
    before = _address(row)
    for name in _ACCOUNT:
        setattr(row, name, _tidy(getattr(draft, name)))
    row.state = row.state.upper()
    # Mail came back from the old address, or a list brought an incomplete one.
    if row.bad_address and draft.id is not None and _address(row) != before:
        row.bad_address = not all(_address(row))
    work.session.add(row)
    work.session.flush()
    return row


def _address(row: Account) -> tuple[str, str, str]:
    return row.street, row.city, row.zip


T = TypeVar("T", Patient, Account)


def _known(session: Session, model: type[T], number: int, gone: str) -> T:
    row = session.get(model, number)
    if row is None:
        raise Refused(gone)
    return row
