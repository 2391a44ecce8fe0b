"""What the office already knows of a list's people and visits; a few queries, none per row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.intake.persons import folded
from app.intake.same_person import other_person
from app.intake.staged import Staged, StagedPatient, StagedPayer, StagedProvider, StagedVisit
from app.patients import merging
from models.coverage import Coverage, Payer
from models.encounter import Encounter
from models.merging import FormerNumber
from models.patient import Patient
from models.practice import Provider

_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient of the office, as far as a list needs him.

    ``ended`` is the registration of that number which was merged into his, if one was;
    ``by_former`` that the number was another's before, whose name nobody knows.
    """

    id: int
    mrn: str
    source_key: str
    last: str
    first: str
    middle: str
    birth: date | None
    row_hash: str
    ended: KnownPatient | None = None
    by_former: bool = False


@dataclass(frozen=True, slots=True)
class KnownVisit:
    """A visit of the office that a list names again."""

    id: int
    patient_id: int
    row_hash: str


@dataclass(slots=True)
class Known:
    """The ids in the office of what the list names, by the list's keys.

    ``strangers`` are patients of the list whose number is another person's in the office.
    """

    patients: dict[str, KnownPatient] = field(default_factory=dict)
    visits: dict[str, KnownVisit] = field(default_factory=dict)
    providers: dict[str, int] = field(default_factory=dict)
    payers: dict[str, int] = field(default_factory=dict)
    coverages: dict[str, int] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)


def known_of(session: Session, staged: Staged) -> Known:
    """Look up everything a list names."""
    known = Known()
    _find_patients(session, staged.patients, known)
    _find_visits(session, staged.visits, known)
    _find_providers(session, staged.providers, known)
    _find_payers(session, staged.payers, known)
    _find_coverages(session, staged, known)
    return known


def source_key(visit: StagedVisit) -> str | None:
    """Give the key of a visit that has no id of its own."""
    return None if visit.source_id else visit.key


def coverage_key(patient_id: int, payer_id: int, key: str) -> str:
    """Give the key under which the office keeps a coverage that a list told of."""
    return f"list:{patient_id}:{payer_id}:{key.rpartition('|')[2]}"


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Cut values into pieces that one IN of a query can hold."""
    listed = list(dict.fromkeys(values))
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


def in_values(
    session: Session,
    columns: Sequence[InstrumentedAttribute[Any]],
    key: Any,
    values: Iterable[Any],
) -> Iterator[Any]:
    """Give the columns of all rows whose ``key`` is one of ``values``.

    The values go as one JSON text: ten thousand parameters take longer to write down than
    the rows take to find.
    """
    listed = json.dumps([v.isoformat() if isinstance(v, date) else v for v in set(values)])
    if listed == "[]":
        return
    told = sa.func.json_each(listed).table_valued("value")
    yield from session.execute(sa.select(*columns).where(key.in_(sa.select(told.c.value))))


_PATIENT = (
    Patient.id, Patient.mrn, Patient.source_key, Patient.last, Patient.first, Patient.middle,
    Patient.birth, Patient.row_hash,
)  # fmt: skip


def _find_patients(session: Session, wanted: Sequence[StagedPatient], known: Known) -> None:
    """Find patients by number, by source key, by a number that lost its zeros, by name."""
    ids = [number for patient in wanted for number in patient.ids]
    keys = [*ids, *(patient.key for patient in wanted if not patient.ids)]
    found: dict[int, KnownPatient] = {}
    for column, values in ((Patient.mrn, ids), (Patient.source_key, keys)):
        for row in in_values(session, _PATIENT, column, values):
            found[row.id] = _known_patient(row)
    births = {patient.birth for patient in wanted if patient.birth is not None}
    for row in in_values(session, _PATIENT, Patient.birth, births):
        found.setdefault(row.id, _known_patient(row))
    _follow_merges(session, ids, found)
    index = _PatientIndex(found.values())
    for patient in wanted:
        if match := index.match(patient):
            known.patients[patient.key] = match
            if _is_other(match, patient):
                known.strangers.add(patient.key)


def _is_other(mine: KnownPatient, told: StagedPatient) -> bool:
    """Tell whether the office's patient of a number is another person than the list's.

    Whom the office has merged is one person, by either name.
    """
    if mine.by_former or (mine.ended is not None and not _is_other(mine.ended, told)):
        return False
    if (mine.last, mine.first, mine.birth) == (told.last, told.first, told.birth):
        return False
    births_differ = None not in (mine.birth, told.birth) and mine.birth != told.birth
    alike = (folded(mine.last), folded(mine.first)) == (folded(told.last), folded(told.first))
    return not alike and other_person(mine, told, births_differ=births_differ)


def _follow_merges(session: Session, ids: list[str], found: dict[int, KnownPatient]) -> None:
    """Put survivors in the place of registrations that have ended, and add former numbers.

    The survivor is known by the ended registration's numbers; its own name alone counts.
    """
    into = merging.survivors(session)
    former = (FormerNumber.number, FormerNumber.patient_id)
    numbers = dict(tuple(row) for row in in_values(session, former, FormerNumber.number, ids))
    wanted = {into.get(n, n) for n in (*numbers.values(), *(i for i in found if i in into))}
    survivors = {
        row.id: _known_patient(row) for row in in_values(session, _PATIENT, Patient.id, wanted)
    }
    for number in [one for one in found if one in into]:
        ended, survivor = found.pop(number), survivors[into[number]]
        found[-number] = replace(survivor, mrn=ended.mrn, source_key=ended.source_key, ended=ended)
    for place, (number, patient_id) in enumerate(numbers.items()):
        survivor = survivors[into.get(patient_id, patient_id)]
        found[-(10**12) - place] = replace(survivor, mrn=number, source_key="", by_former=True)
    found.update(survivors)


def _known_patient(row: sa.Row[Any]) -> KnownPatient:
    """Make a plain value of a row, nothing being an empty text."""
    return KnownPatient(
        row.id, row.mrn or "", row.source_key or "", row.last, row.first, row.middle, row.birth,
        row.row_hash or "",
    )  # fmt: skip


class _PatientIndex:
    """The office's patients by number and by name and birth date."""

    def __init__(self, patients: Iterable[KnownPatient]) -> None:
        self._by_id: dict[str, KnownPatient] = {}
        self._by_name: dict[tuple[str, str, date | None], list[KnownPatient]] = {}
        for patient in patients:
            for number in (patient.mrn, patient.source_key):
                if number:
                    self._by_id.setdefault(number, patient)
            name = (folded(patient.last), folded(patient.first), patient.birth)
            self._by_name.setdefault(name, []).append(patient)

    def match(self, wanted: StagedPatient) -> KnownPatient | None:
        """Give the patient a list means, None when he is new."""
        for number in (*wanted.ids, wanted.key):
            if found := self._by_id.get(number):
                return found
        if wanted.birth is None or not wanted.last:
            return None
        name = (folded(wanted.last), folded(wanted.first), wanted.birth)
        alike = {k.id: k for k in self._by_name.get(name, ()) if _may_be(k, wanted)}
        return next(iter(alike.values())) if len(alike) == 1 else None


def _may_be(known: KnownPatient, wanted: StagedPatient) -> bool:
    """Tell whether numbers and middle names let two of the same name be one person."""
    if known.mrn and wanted.mrn and known.mrn.lstrip("0") != wanted.mrn.lstrip("0"):
        return False
    mine, told = folded(known.middle), folded(wanted.middle)
    return mine.startswith(told) or told.startswith(mine)


def _find_visits(session: Session, wanted: Sequence[StagedVisit], known: Known) -> None:
    """Find visits by their id in the list, else by patient, day and provider."""
    columns = (
        Encounter.id, Encounter.patient_id, Encounter.row_hash, Encounter.source_id,
        Encounter.source_key,
    )  # fmt: skip
    size = session.scalar(sa.select(sa.func.max(Encounter.id)))
    if not size:
        return
    by_id = {visit.source_id: visit.key for visit in wanted if visit.source_id}
    by_key = {visit.key: visit.key for visit in wanted if not visit.source_id}
    for column, keys in ((Encounter.source_id, by_id), (Encounter.source_key, by_key)):
        if not keys:
            continue
        # An office hardly longer than the list is read faster whole than name by name.
        every = session.execute(sa.select(*columns)) if size <= 2 * len(keys) else None
        for row in in_values(session, columns, column, keys) if every is None else every:
            if (told := getattr(row, column.key)) in keys:
                known.visits[keys[told]] = KnownVisit(row.id, row.patient_id, row.row_hash or "")


def _find_providers(session: Session, wanted: Sequence[StagedProvider], known: Known) -> None:
    """Find providers by the list's id, else by NPI, else by name."""
    names: dict[str, int] = {}
    for row in session.execute(
        sa.select(
            Provider.id, Provider.source_key, Provider.npi, Provider.last_name, Provider.first_name
        ).order_by(Provider.id)
    ):
        full = f"name:{folded(row.last_name)}|{folded(row.first_name)}"
        for name in (f"id:{row.source_key}", f"npi:{row.npi}", full):
            names.setdefault(name, row.id)
    for provider in wanted:
        tried = [f"id:{provider.source_id}"] if provider.source_id else []
        tried += [f"npi:{provider.npi}"] if provider.npi else []
        if provider.last and not provider.npi:
            tried.append(f"name:{folded(provider.last)}|{folded(provider.first)}")
        if match := next((names[name] for name in tried if name in names), None):
            known.providers[provider.key] = match


def _find_payers(session: Session, wanted: Sequence[StagedPayer], known: Known) -> None:
    """Find payers by the list's id, else by name."""
    names: dict[str, int] = {}
    rows = session.execute(sa.select(Payer.id, Payer.source_key, Payer.name).order_by(Payer.id))
    for row in rows:
        for name in (f"id:{row.source_key}", f"name:{folded(row.name)}"):
            names.setdefault(name, row.id)
    for payer in wanted:
        tried = [f"id:{payer.source_id}"] if payer.source_id else []
        tried.append(f"name:{folded(payer.name)}")
        if match := next((names[name] for name in tried if name in names), None):
            known.payers[payer.key] = match


def _find_coverages(session: Session, staged: Staged, known: Known) -> None:
    """Find coverages of known patients at known payers."""
    keys: dict[str, str] = {}
    for coverage in staged.coverages:
        patient = known.patients.get(coverage.patient_key)
        payer = known.payers.get(coverage.payer_key)
        if patient is not None and payer is not None:
            keys[coverage_key(patient.id, payer, coverage.key)] = coverage.key
    columns = (Coverage.id, Coverage.source_key)
    for row in in_values(session, columns, Coverage.source_key, keys):
        known.coverages[keys[row.source_key]] = row.id
