"""What the sample practice's coder keeps at hand: templates, favorites, and one worksheet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.coding import favorites, storing, templates
from app.coding.em import keeping
from app.coding.em.worksheet import Worksheet
from app.coding.favorites import Pick
from app.coding.templates import Place, PlannedLine, Template
from app.commands.sample.cast import read
from app.store.store import Work
from app.values.money import Quantity
from app.values.states import CodingStatus
from models.encounter import Encounter, EncounterDiagnosis
from models.practice import Provider

_PRESSURE = "I10"
"""What the story's visit with two illnesses at their goal is coded with."""


def lay_out(work: Work) -> None:
    """Keep the templates and favorites that a newcomer should find."""
    told = read("coding")
    keys = sa.select(Provider.source_key, Provider.id)
    owners = {key: number for key, number in work.session.execute(keys) if key}
    for row in told["template"]:
        templates.save(work, _template(row, owners.get(row.get("provider", ""))))
    for row in told["favorite"]:
        owner = owners.get(row.get("provider", ""))
        for code in row.get("codes", ()):
            favorites.add(work, Pick(code, True, row["list"], provider_id=owner))
        for code in row.get("services", ()):
            favorites.add(work, Pick(code, False, row["list"], provider_id=owner))


def work_out_a_level(work: Work) -> None:
    """Keep a worksheet with one begun visit, as its note tells: two illnesses, one medicine."""
    begun = work.session.scalar(
        sa.select(Encounter.id)
        .join(EncounterDiagnosis, EncounterDiagnosis.encounter_id == Encounter.id)
        .where(Encounter.status == CodingStatus.IN_PROGRESS, EncounterDiagnosis.code == _PRESSURE)
        .order_by(Encounter.dos, Encounter.id)
        .limit(1)
    )
    if begun is None:
        return
    sheet = Worksheet(counts=(("stable_chronic", 2),), risks=("drug_managed",))
    keeping.keep(work, storing.load(work.session, begun), sheet)


def _template(row: dict[str, Any], owner: int | None) -> Template:
    places = tuple(Place(tuple(codes), question) for question, *codes in row["places"])
    services = tuple(
        PlannedLine(
            code,
            tuple(modifiers.split()),
            Quantity(Decimal(units)),
            tuple(int(number) for number in pointers.split(",")),
        )
        for code, modifiers, units, pointers in row["lines"]
    )
    return Template(row["name"], places, services, row["specialty"], owner)
