"""What FHIR or HL7 says of a patient in words that cannot be read: each is told, once a patient."""

from __future__ import annotations

from collections.abc import Mapping

from app.intake.facts import PatientFacts
from app.intake.findings import Findings
from app.intake.lost_values import is_blank
from app.intake.persons import is_unsaid
from app.values.person import Sex
from app.values.words import say

Told = Mapping[str, tuple[str, str]]
"""By our field: the name that the format has for it, and what stands there."""


def tell(
    told: Told, facts: PatientFacts, place: tuple[str, int | None], findings: Findings
) -> None:
    """Warn of each value that stands there and was left out."""
    read = {
        "birth": facts.birth, "death_date": facts.deceased_on, "state": facts.state,
        "zip": facts.zip, "phone": facts.phone,
        "sex": facts.sex is not Sex.UNKNOWN or is_unsaid(told["sex"][1]),
    }  # fmt: skip
    who = "|".join((*facts.ids, facts.last, facts.first))
    for name, found in read.items():
        heading, value = told[name]
        if found or is_blank(value):
            continue
        if name == "birth":
            findings.warn_once_of(who, place, "birth_bad", date=value)
        elif name == "zip":
            findings.warn_once_of(who, place, "zip_bad", zip=value)
        else:
            what = say(f"intake.kind.{name}")
            findings.warn_once_of(who, place, "value_lost", value=value, heading=heading, what=what)
