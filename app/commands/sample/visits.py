"""The visits of the sample practice: when, who, what kind, with a note; and how they are coded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from app.coding import draft as drafts
from app.coding.draft import CodingDraft, Line, Span
from app.commands.sample.cast import Cast, Member, read
from app.documents import filing
from app.documents.filing import Filing
from app.store.store import Work
from app.values.dates import age_in_years
from app.values.money import Quantity
from app.values.person import Sex
from app.values.states import CodingStatus, DocumentKind
from models.encounter import Encounter

_WHO = {
    (Sex.FEMALE, True): "woman",
    (Sex.FEMALE, False): "girl",
    (Sex.MALE, True): "man",
    (Sex.MALE, False): "boy",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit that will be on the list: its day, patient, provider and kind."""

    day: date
    member: Member
    provider_id: int
    kind: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit that is on the list, with the note that was written."""

    encounter_id: int
    note_id: int
    note: str
    planned: Planned


def weekdays(first: date, last: date) -> Iterator[date]:
    """Give the days the clinic is open."""
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        if day.weekday() < 5:
            yield day


def plan(cast: Cast, days: Sequence[date], count: int, rng: Random) -> dict[date, list[Planned]]:
    """Spread ``count`` visits over the days, each of a kind that fits its patient."""
    kinds = read("visits")["visit"]
    made: dict[date, list[Planned]] = {day: [] for day in days}
    last_of: dict[int, date] = {}
    for number in range(count):
        day = days[number * len(days) // count]
        member = _someone(cast.members, day, last_of, rng)
        last_of[member.patient_id] = day
        fitting = [kind for kind in kinds if _fits(kind, member, day)]
        kind = rng.choices(fitting, [kind["weight"] for kind in fitting])[0]
        child = age_in_years(member.birth, day) < 18
        provider = cast.providers[1 if child else 0]
        made[day].append(Planned(day, member, provider, kind))
    return made


def _someone(members: Sequence[Member], day: date, last_of: dict[int, date], rng: Random) -> Member:
    """Choose a patient who was not here within the last two weeks, as far as there is one.

    In a long list nobody is left: then the one who was here longest ago comes, never twice a day.
    """
    for _ in range(30):
        member = rng.choice(members)
        seen = last_of.get(member.patient_id)
        if seen is None or (day - seen).days >= 14:
            return member
    return min(members, key=lambda one: last_of.get(one.patient_id, date.min))


def _fits(kind: dict[str, Any], member: Member, day: date) -> bool:
    low, high = kind["ages"]
    fits_sex = "sex" not in kind or kind["sex"] == member.sex.value
    return bool(fits_sex and low <= age_in_years(member.birth, day) <= high)


def list_visit(work: Work, planned: Planned, number: int) -> Seen:
    """Put a visit on the list, with its note."""
    member, kind = planned.member, planned.kind
    encounter = Encounter(
        source_id=f"CH-{planned.day:%y}{number:05d}",
        patient_id=member.patient_id,
        provider_id=planned.provider_id,
        coverage_id=member.coverages[0][0] if member.coverages else None,
        is_self_pay=not member.coverages,
        dos=planned.day,
        dos_last=planned.day,
        kind="Office visit",
        department="Clinic",
        reason=kind["reason"],
        status=CodingStatus.READY,
        status_since=work.now,
    )
    work.session.add(encounter)
    work.session.flush()
    age = age_in_years(member.birth, planned.day)
    note = kind["note"].format(age=age, who=_WHO.get((member.sex, age >= 18), "person"))
    about = Filing(
        DocumentKind.NOTE,
        "Visit note",
        "text/plain",
        encounter_id=encounter.id,
        patient_id=member.patient_id,
    )
    return Seen(encounter.id, filing.keep(work, about, note.encode()), note, planned)


def coded(draft: CodingDraft, seen: Seen) -> CodingDraft:
    """Code a visit as its kind says: diagnoses, services, and the words that support them."""
    kind = seen.planned.kind
    for code in kind["diagnoses"]:
        draft = drafts.add_diagnosis(draft, code)
    for code, modifiers, units, pointers in kind["lines"]:
        line = Line(
            code,
            tuple(modifiers.split()),
            Quantity(Decimal(units)),
            tuple(int(number) for number in pointers.split(",")),
        )
        draft = drafts.add_line(draft, line)
    for words, code in kind["evidence"]:
        first = seen.note.find(words)
        if first >= 0:
            draft = drafts.link(draft, Span(seen.note_id, first, first + len(words), code))
    return draft
