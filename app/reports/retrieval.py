"""Find all visits with a code, a family, a modifier or an overridden edit; and write them out."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.progress import Progress, unheard
from app.security import permissions
from app.store import trials
from app.store.store import Work, folder_of
from app.values import disk
from app.values.codes import Icd10Cm, Modifier
from app.values.person import PersonName
from app.values.problem import Refused
from app.values.spreadsheet import harmless
from app.values.states import CodingStatus
from app.values.words import say
from models.coverage import Coverage, Payer
from models.encounter import Encounter, EncounterDiagnosis, EncounterLine, KeptProblem
from models.patient import Patient
from models.practice import Provider
from models.second_look import SecondLook, SecondLookEnd

MOST_ASKED = 50
_END = "\U0010ffff"
_DIAGNOSIS = re.compile(r"[A-Z](?:\d|A(?=\d))[0-9A-Z]")
_SERVICE = re.compile(r"[A-Z]\d{4}|\d{4}[0-9A-Z]")
_SHAPE = re.compile(r"[A-Z0-9]{2,7}")
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """Codes from one to another as they are spelled, both families within; no dots.

    A letter and four digits may be a diagnosis without its dot or a service: both are looked for.
    """

    first: str
    last: str
    diagnoses: bool = True
    services: bool = True


@dataclass(frozen=True, slots=True)
class Criteria:
    """What to look for; everything that is given must hold. Dates of service, both ends within.

    ``spans`` are alternatives: one of them is enough. ``rule`` is an edit that was overridden.
    ``reader_id`` is the user who asks: codes of visits that wait for this person's own blind
    reading are neither found by nor told. None tells everything.
    """

    spans: tuple[CodeSpan, ...] = ()
    modifier: str = ""
    rule: str = ""
    first: date | None = None
    last: date | None = None
    provider_id: int | None = None
    payer_id: int | None = None
    reader_id: int | None = None


@dataclass(frozen=True, slots=True)
class FoundVisit:
    """One visit that fits, with its codes as shown.

    ``is_hidden``: its codes wait for the reader's own blind reading and are not told.
    """

    id: int
    dos: date
    name: PersonName
    provider: str
    payer: str
    status: CodingStatus
    diagnoses: tuple[str, ...]
    services: tuple[str, ...]
    is_hidden: bool = False


def read_codes(text: str) -> tuple[CodeSpan, ...]:
    """Read "E11*, I10, E08-E13, 99213-99215 G0463" as a person types it.

    A star, or a header such as E11 alone, takes all below; dots do not matter. ``I10`` takes
    I10; ``E11`` takes the family, since nothing is coded with a header.

    Raises:
        Refused: retrieval.no_code (names the part), retrieval.too_many.
    """
    joined = re.sub(r"\s*-\s*", "-", text.upper())
    parts = [part for part in re.split(r"[\s,;]+", joined) if part]
    if len(parts) > MOST_ASKED:
        raise Refused("retrieval.too_many", most=str(MOST_ASKED))
    return tuple(_span(part) for part in parts)


def count(session: Session, criteria: Criteria) -> int:
    """Count the visits that fit."""
    query = sa.select(sa.func.count()).select_from(_matching(criteria).subquery())
    return session.scalar(query) or 0


def find(
    session: Session,
    criteria: Criteria,
    after: tuple[date, int] | None = None,
    most: int = 200,
) -> tuple[FoundVisit, ...]:
    """Give the visits that fit, the newest first; ``after`` is the last row's date and id."""
    newest = (Encounter.dos.desc(), Encounter.id.desc())
    # Ids alone are put in order from an index; whole visits would be walked all through.
    query = _matching(criteria).with_only_columns(Encounter.id).order_by(*newest).limit(most)
    if after is not None:
        query = query.where(sa.tuple_(Encounter.dos, Encounter.id) < after)
    ids, hidden = session.scalars(query).all(), veiled(session, criteria)
    told: list[FoundVisit] = []
    for some in in_parts(ids):
        found = sa.select(Encounter).where(Encounter.id.in_(some)).order_by(*newest)
        told += _told(session, session.scalars(found).all(), hidden)
    return tuple(told)


def export(session: Session, criteria: Criteria, path: Path, progress: Progress = unheard) -> int:
    """Write the visits that fit as one CSV row each; give how many. The file appears whole.

    Raises:
        Refused: retrieval.exists.
        Outside: disk_full, office.read_only.
    """
    if path.exists():
        raise Refused("retrieval.exists", file=path.name)
    total = count(session, criteria)
    try:
        with trials.beside(path, trials.EXPORT, folder_of(session)) as scratch:
            building = scratch / path.name
            written = _write_csv(session, criteria, building, lambda n: progress(n, total, "write"))
            building.replace(path)
    except OSError as error:
        raise disk.refusal(error) from error
    return written


def _write_csv(
    session: Session, criteria: Criteria, path: Path, told: Callable[[int], None]
) -> int:
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("visit", "mrn", "last_name", "first_name", "date_of_service", "provider",
             "payer", "state", "diagnoses", "services")
        )  # fmt: skip
        for row in _csv_rows(session, criteria):
            writer.writerow([harmless(cell) for cell in row])
            written += 1
            if written % _AT_ONCE == 0:
                told(written)
    return written


def note_export(work: Work, what: str, rows: int) -> None:
    """Write into the audit trail that visits left the office in a file.

    Raises:
        Refused: not_allowed.
    """
    work.require(permissions.EXPORT)
    work.note_deed("visits exported", "encounter", what=what, rows=str(rows))


def matching_ids(session: Session, criteria: Criteria) -> tuple[int, ...]:
    """Give the ids of the visits that fit, by date of service and id."""
    query = _matching(criteria).with_only_columns(Encounter.id)
    return tuple(session.scalars(query.order_by(Encounter.dos, Encounter.id)))


def veiled(session: Session, criteria: Criteria) -> frozenset[int]:
    """Give the visits whose codes wait for a blind reading by the one who asks."""
    if criteria.reader_id is None:
        return frozenset()
    return frozenset(session.scalars(_veiled(criteria.reader_id)))


def _veiled(reader_id: int) -> sa.Select[int]:
    return sa.select(SecondLook.encounter_id).where(
        SecondLook.held_by_id == reader_id,
        SecondLook.id.not_in(sa.select(SecondLookEnd.second_look_id)),
    )


def in_parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut a long list of ids into parts that one query takes."""
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def codes_of(
    session: Session, ids: Sequence[int]
) -> tuple[dict[int, list[EncounterDiagnosis]], dict[int, list[EncounterLine]]]:
    """Give the diagnoses and services of some visits, in two queries."""
    diagnoses: dict[int, list[EncounterDiagnosis]] = {}
    for one in session.scalars(
        sa.select(EncounterDiagnosis)
        .where(EncounterDiagnosis.encounter_id.in_(ids))
        .order_by(EncounterDiagnosis.encounter_id, EncounterDiagnosis.position)
    ):
        diagnoses.setdefault(one.encounter_id, []).append(one)
    lines: dict[int, list[EncounterLine]] = {}
    for line in session.scalars(
        sa.select(EncounterLine)
        .where(EncounterLine.encounter_id.in_(ids))
        .order_by(EncounterLine.encounter_id, EncounterLine.position)
    ):
        lines.setdefault(line.encounter_id, []).append(line)
    return diagnoses, lines


def _span(part: str) -> CodeSpan:
    first, dash, last = (bit.rstrip("*").replace(".", "") for bit in part.partition("-"))
    ends = (first, last) if dash else (first,)
    if not all(_SHAPE.fullmatch(end) for end in ends):
        raise Refused("retrieval.no_code", part=part)
    is_diagnosis = "." in part or bool(_DIAGNOSIS.match(first) and not _SERVICE.fullmatch(first))
    is_service = "." not in part and not is_diagnosis
    may_be_both = is_service and bool(_DIAGNOSIS.match(first))
    return CodeSpan(
        first, (last if dash else first) + _END, is_diagnosis or may_be_both, is_service
    )


def _matching(criteria: Criteria) -> sa.Select[Encounter]:
    """Build the query; every part is a list of ids that an index gives."""
    query = _coded(criteria)
    if criteria.payer_id is not None:
        members = sa.select(Coverage.id).where(Coverage.payer_id == criteria.payer_id)
        query = query.where(Encounter.coverage_id.in_(members))
    if criteria.first is not None:
        query = query.where(Encounter.dos >= criteria.first)
    if criteria.last is not None:
        query = query.where(Encounter.dos <= criteria.last)
    if criteria.provider_id is not None:
        query = query.where(Encounter.provider_id == criteria.provider_id)
    return query


def _coded(criteria: Criteria) -> sa.Select[Encounter]:
    """Ask for codes, modifier and edit; what the reader's own blind look hides fits nothing."""
    query = sa.select(Encounter)
    if criteria.spans:
        query = query.where(Encounter.id.in_(sa.union(*_holding(criteria.spans))))
    if criteria.modifier:
        query = query.where(Encounter.id.in_(_modified(criteria.modifier)))
    if criteria.rule:
        kept = sa.select(KeptProblem.encounter_id).where(KeptProblem.rule == criteria.rule)
        query = query.where(Encounter.id.in_(kept))
    tells = criteria.spans or criteria.modifier or criteria.rule
    if tells and criteria.reader_id is not None:
        query = query.where(Encounter.id.not_in(_veiled(criteria.reader_id)))
    return query


def _holding(spans: Iterable[CodeSpan]) -> Iterator[sa.Select[int]]:
    for span in spans:
        for table, wanted in (
            (EncounterDiagnosis, span.diagnoses),
            (EncounterLine, span.services),
        ):
            if wanted:
                within = table.code.between(span.first, span.last)
                yield sa.select(table.encounter_id).where(within)


def _modified(typed: str) -> sa.Select[int]:
    try:
        wanted = Modifier.parse(typed).text
    except ValueError:
        raise Refused("retrieval.no_code", part=typed) from None
    padded = sa.literal(" ").concat(EncounterLine.modifiers).concat(" ")
    return sa.select(EncounterLine.encounter_id).where(
        EncounterLine.modifiers > "", padded.contains(f" {wanted} ", autoescape=True)
    )


def _told(
    session: Session, visits: Sequence[Encounter], hidden: frozenset[int]
) -> tuple[FoundVisit, ...]:
    ids = [visit.id for visit in visits]
    diagnoses, lines = codes_of(session, [one for one in ids if one not in hidden])
    who = _parties(session, ids)
    return tuple(
        FoundVisit(
            id=visit.id,
            dos=visit.dos,
            name=who[visit.id][1],
            provider=who[visit.id][2],
            payer=who[visit.id][3],
            status=visit.status,
            diagnoses=tuple(_shown(one.code) for one in diagnoses.get(visit.id, ())),
            services=tuple(service_words(one) for one in lines.get(visit.id, ())),
            is_hidden=visit.id in hidden,
        )
        for visit in visits
    )


def _csv_rows(session: Session, criteria: Criteria) -> Iterator[Iterable[str]]:
    hidden = veiled(session, criteria)
    covered = say("retrieval.hidden")
    for some in in_parts(matching_ids(session, criteria)):
        query = sa.select(Encounter).where(Encounter.id.in_(some))
        visits = session.scalars(query.order_by(Encounter.dos, Encounter.id)).all()
        mrns = _parties(session, some)
        for visit, told in zip(visits, _told(session, visits, hidden), strict=True):
            yield (
                visit.source_id or str(visit.id), mrns[visit.id][0], told.name.last,
                told.name.first, told.dos.isoformat(), told.provider, told.payer,
                told.status.value, covered if told.is_hidden else " ".join(told.diagnoses),
                covered if told.is_hidden else "; ".join(told.services),
            )  # fmt: skip
        session.expunge_all()


def _parties(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, PersonName, str, str]]:
    """Give MRN, name, provider and first payer of some visits, in one query."""
    rows = session.execute(
        sa.select(
            Encounter.id, Patient.mrn, Patient.last, Patient.first, Provider.last_name,
            Provider.credentials, Payer.name,
        )
        .join(Patient, Patient.id == Encounter.patient_id)
        .join(Provider, Provider.id == Encounter.provider_id, isouter=True)
        .join(Coverage, Coverage.id == Encounter.coverage_id, isouter=True)
        .join(Payer, Payer.id == Coverage.payer_id, isouter=True)
        .where(Encounter.id.in_(ids))
    )  # fmt: skip
    return {
        visit: (mrn or "", PersonName(last, first), f"{doctor or ''} {titles or ''}".strip(),
                payer or "")
        for visit, mrn, last, first, doctor, titles, payer in rows
    }  # fmt: skip


def _shown(code: str) -> str:
    try:
        return str(Icd10Cm(code))
    except ValueError:
        return code


def service_words(line: EncounterLine) -> str:
    """Give a service as one reads it: "99214 25", with its units when they are not one."""
    words = f"{line.code} {line.modifiers}".strip()
    units = line.units.amount.normalize()
    return words if units == 1 else f"{words} x{units:f}"
