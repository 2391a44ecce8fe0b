"""The people of a list as rows: patients with their accounts, providers, payers, coverages."""

from __future__ import annotations

import hashlib
from typing import Any

import sqlalchemy as sa

from app.intake.known import coverage_key
from app.intake.preview import Preview
from app.intake.staged import StagedPatient, StagedPayer, StagedProvider
from app.practice import settings
from app.store.store import Work
from app.values.states import PayerKind
from app.values.words import say
from models.account import Account
from models.base import Base
from models.coverage import Coverage, Payer
from models.patient import Patient
from models.practice import Provider

_KINDS = (
    (PayerKind.MEDICAID, ("medicaid", "masshealth", "medi-cal", "tenncare", "husky", "ahcccs")),
    (PayerKind.MEDICARE, ("medicare",)),
    (PayerKind.WORKERS_COMP, ("workers", "work comp", "workmen", "wcomp")),
)
_SHARED = ("street", "extra", "city", "state", "zip", "phone", "email")


def next_id(session: Any, model: type[Base]) -> int:
    """Give the first free row number; safe while the one writer holds the file."""
    return int(session.scalar(sa.select(sa.func.max(sa.inspect(model).columns["id"]))) or 0) + 1


class WhoTables:
    """Gives every person of the list a row number in the office, new ones by new rows."""

    def __init__(self, work: Work, seen: Preview) -> None:
        self._work, self._seen = work, seen
        self._strangers = seen.known.strangers
        self.patients = {
            key: known.id
            for key, known in seen.known.patients.items()
            if key not in self._strangers
        }
        self.providers = dict(seen.known.providers)
        self.payers = dict(seen.known.payers)
        self.coverages = dict(seen.known.coverages)

    def write(self) -> None:
        """Add who is new, and complete who is known."""
        staged = self._seen.staged
        listed = (p for p in staged.patients if p.is_listed)
        self._add_patients([p for p in listed if p.key not in self._strangers])
        self._add_providers([p for p in staged.providers if p.key not in self.providers])
        self._add_payers([p for p in staged.payers if p.key not in self.payers])
        self._date_coverages()
        self._add_coverages()

    def _add_patients(self, listed: list[StagedPatient]) -> None:
        """Add new patients, each with an account of which he is the guarantor."""
        new = [patient for patient in listed if patient.key not in self.patients]
        self._complete([patient for patient in listed if patient.key in self.patients])
        if not new:
            return
        work = self._work
        first = settings.value(work.session, settings.NEW_PATIENT_ACCOUNTS)
        number = work.next_number("account", len(new), first)
        account, patient_id = next_id(work.session, Account), next_id(work.session, Patient)
        accounts, patients = [], []
        for place, patient in enumerate(new):
            self.patients[patient.key] = patient_id + place
            accounts.append(_account(patient, account + place, number + place, work.now))
            patients.append(_patient(patient, patient_id + place, account + place))
        work.add_rows(Account, accounts)
        work.add_rows(Patient, patients)

    def _complete(self, listed: list[StagedPatient]) -> None:
        """Fill what the office did not know of a patient; what it knows stays."""
        known = self._seen.known.patients
        changed = {known[p.key].id: p for p in listed if known[p.key].row_hash != patient_hash(p)}
        ids = list(changed)
        for start in range(0, len(ids), 5000):
            part = ids[start : start + 5000]
            for row in self._work.session.scalars(sa.select(Patient).where(Patient.id.in_(part))):
                _fill(row, changed[row.id])

    def _add_providers(self, new: list[StagedProvider]) -> None:
        """Add providers; one known by an id alone is named by it until a person names him."""
        number = next_id(self._work.session, Provider)
        rows = []
        for place, provider in enumerate(new):
            self.providers[provider.key] = number + place
            unnamed = say("intake.unnamed_provider", id=(provider.npi or provider.source_id)[:10])
            rows.append(
                {
                    "id": number + place, "source_key": provider.source_id or None,
                    "npi": provider.npi or None, "last_name": provider.last or unnamed,
                    "first_name": provider.first, "credentials": provider.credentials,
                    "taxonomy": provider.taxonomy or None,
                }
            )  # fmt: skip
        self._work.add_rows(Provider, rows)

    def _add_payers(self, new: list[StagedPayer]) -> None:
        """Add payers, their kind told by their name."""
        number = next_id(self._work.session, Payer)
        rows = []
        for place, payer in enumerate(new):
            self.payers[payer.key] = number + place
            rows.append(
                {
                    "id": number + place, "source_key": payer.source_id or None,
                    "name": payer.name, "payer_id": payer.payer_id or None,
                    "kind": payer_kind(payer.name),
                }
            )  # fmt: skip
        self._work.add_rows(Payer, rows)

    def _add_coverages(self) -> None:
        """Add the memberships that the visits told of."""
        number = next_id(self._work.session, Coverage)
        rows: list[dict[str, Any]] = []
        for coverage in self._seen.staged.coverages:
            patient = self.patients.get(coverage.patient_key)
            payer = self.payers.get(coverage.payer_key)
            if patient is None or payer is None or coverage.key in self.coverages:
                continue
            self.coverages[coverage.key] = number + len(rows)
            rows.append(
                {
                    "id": number + len(rows), "patient_id": patient, "payer_id": payer,
                    "source_key": coverage_key(patient, payer, coverage.key),
                    "rank": coverage.rank, "member_id": coverage.member_id,
                    "group_number": coverage.group_number,
                    "valid_from": coverage.valid_from, "valid_to": coverage.valid_to,
                }
            )  # fmt: skip
        self._work.add_rows(Coverage, rows)

    def _date_coverages(self) -> None:
        """Fill the days of known memberships that have none; days the office has stay."""
        told = {
            self.coverages[one.key]: one
            for one in self._seen.staged.coverages
            if one.key in self.coverages and (one.valid_from or one.valid_to)
        }
        ids = list(told)
        for start in range(0, len(ids), 5000):
            part = Coverage.id.in_(ids[start : start + 5000])
            bare = (Coverage.valid_from.is_(None), Coverage.valid_to.is_(None))
            for row in self._work.session.scalars(sa.select(Coverage).where(part, *bare)):
                row.valid_from, row.valid_to = told[row.id].valid_from, told[row.id].valid_to


def payer_kind(name: str) -> PayerKind:
    """Tell a payer's kind from its name; commercial when nothing speaks for another."""
    bare = name.casefold()
    return next(
        (kind for kind, words in _KINDS if any(word in bare for word in words)),
        PayerKind.COMMERCIAL,
    )


def patient_hash(patient: StagedPatient) -> str:
    """Hash what a list tells of a patient."""
    content = (
        patient.ids, patient.last, patient.first, patient.middle, patient.suffix, patient.birth,
        patient.sex, patient.deceased_on, *(getattr(patient, name) for name in _SHARED),
    )  # fmt: skip
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _account(patient: StagedPatient, row_id: int, number: int, now: object) -> dict[str, Any]:
    """Give the account row of a new patient."""
    row: dict[str, Any] = {name: getattr(patient, name) for name in _SHARED}
    return row | {
        "id": row_id, "number": number, "guarantor_last": patient.last or _unnamed(patient),
        "guarantor_first": patient.first, "guarantor_middle": patient.middle,
        "guarantor_suffix": patient.suffix, "guarantor_birth": patient.birth,
        "deceased_on": patient.deceased_on, "bad_address": not (patient.street and patient.zip),
        "opened_at": now,
    }  # fmt: skip


def _patient(patient: StagedPatient, row_id: int, account_id: int) -> dict[str, Any]:
    """Give the row of a new patient."""
    row: dict[str, Any] = {name: getattr(patient, name) for name in _SHARED}
    second = next((number for number in patient.ids[1:]), None)
    return row | {
        "id": row_id, "account_id": account_id, "mrn": patient.mrn or None,
        "source_key": second if patient.mrn else patient.key,
        "last": patient.last or _unnamed(patient), "first": patient.first,
        "middle": patient.middle, "suffix": patient.suffix, "birth": patient.birth,
        "sex": patient.sex, "deceased_on": patient.deceased_on,
        "row_hash": patient_hash(patient),
    }  # fmt: skip


def _unnamed(patient: StagedPatient) -> str:
    """Give the words that stand for a name nobody told."""
    return say("intake.unnamed_patient", id=patient.mrn)


def _fill(row: Patient, patient: StagedPatient) -> None:
    """Fill the empty fields of a patient from the list; give him the name he had not."""
    row.row_hash = patient_hash(patient)
    if patient.last and row.last == _unnamed(patient):
        row.last, row.first, row.middle = patient.last, patient.first, patient.middle
    if patient.mrn and row.mrn is None:
        row.mrn = patient.mrn
    for name in ("middle", "suffix", "birth", "deceased_on", *_SHARED):
        if not getattr(row, name) and (told := getattr(patient, name)):
            setattr(row, name, told)
    if row.sex.value == "unknown":
        row.sex = patient.sex
