"""FHIR coverages: which insurance a patient had on the day of a visit."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date

from app.intake.days import DayReader
from app.intake.facts import PayerFacts
from app.intake.fhir_json import Entry, concept_words, part, text_at
from app.intake.fhir_people import References, identifier_of

_DEAD = ("cancelled", "entered-in-error", "draft")


def _whole(told: str, edge: str) -> str:
    """Give a year or a month of a period as the first or the last day of it.

    Source: FHIR R4, Period: an end of 2012-02 holds through that month.
    """
    year, _, month = told.partition("-")
    if not re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", told) or int(year) == 0:
        return told
    if not month:
        return f"{year}-{edge}"
    first = edge == "01-01"
    return f"{told}-{1 if first else calendar.monthrange(int(year), int(month))[1]:02}"


class Coverages:
    """The coverages of a list by patient, primary first."""

    def __init__(self, entries: Iterable[Entry], references: References, days: DayReader) -> None:
        self._of: dict[str, list[PayerFacts]] = {}
        for entry in entries:
            resource = entry.resource
            if text_at(resource, "status") in _DEAD:
                continue
            references.stand_in(entry.file)
            key = references.key(text_at(resource, "beneficiary", "reference"), "Patient")
            payor = part(resource, "payor")
            payer = references.found(text_at(payor, "reference"), "Organization")
            name = text_at(payer, "name") or text_at(payor, "display")
            name = name or concept_words(part(resource, "type"))
            order = text_at(resource, "order")
            rank = int(order) if order in ("1", "2", "3") else 1
            member = text_at(resource, "subscriberId") or identifier_of(resource)
            begins = days.read(_whole(text_at(resource, "period", "start"), "01-01"))
            ends = days.read(_whole(text_at(resource, "period", "end"), "12-31"))
            self._of.setdefault(key, []).append(
                PayerFacts(
                    "", name, "", member, "", rank,
                    begins.value if begins else None, ends.value if ends else None,
                )
            )  # fmt: skip

    def on(self, patient: str, day: date) -> tuple[PayerFacts, ...]:
        """Give what a patient had on a day, primary first; one that has ended is none."""
        held = [one for one in self._of.get(patient, ()) if one.holds_on(day)]
        return tuple(sorted(held, key=lambda payer: payer.rank))
