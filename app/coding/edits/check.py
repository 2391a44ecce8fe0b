"""All compliance edits over one visit; what the desk shows and what the command prints.

The edits know nothing of an office: a visit is plain values, and all that they ask of the code
sets is read in one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from app.codesets.reference import Reference
from app.codesets.rules_data import RulesData
from app.coding.edits import (
    addon,
    drugs,
    global_days,
    icd_excludes,
    icd_people,
    icd_sequence,
    icd_specificity,
    icd_validity,
    incident_to,
    lines,
    medical_need,
    modifiers,
    mue,
    new_patient,
    places,
    ptp,
    sides,
    visits,
    waived,
)
from app.coding.edits.case import Case
from app.coding.edits.finding import ORDER, Finding
from app.coding.edits.visit import Visit

EDITS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    icd_validity.existence, icd_validity.duplicates,
    icd_sequence.first_place, icd_sequence.first_only, icd_sequence.code_first,
    icd_excludes.excludes, icd_people.age, icd_people.sex, icd_specificity.side,
    lines.pointers, lines.unused, lines.unknown, lines.duplicates, lines.status,
    modifiers.modifiers, sides.sides,
    ptp.pairs, mue.units, addon.alone,
    global_days.visits, global_days.procedures,
    new_patient.new_patient, visits.preventive_age, visits.modifier_25, visits.g2211,
    visits.prolonged, visits.second_visit, incident_to.under_physician,
    places.place, places.telehealth, medical_need.covered,
    drugs.waste, drugs.product_number, waived.needless, waived.missing,
    waived.without_number,
    icd_specificity.unspecified, icd_sequence.use_additional, icd_sequence.external_causes,
    icd_validity.no_release,
)  # fmt: skip


def check(
    visit: Visit, reference: Reference | None, rules: RulesData | None = None
) -> tuple[Finding, ...]:
    """Give what the edits find: blocks first, then in the order of the families.

    ``rules`` keeps what was read of the codes between visits; without it they are read anew.
    """
    known = rules or (RulesData(reference) if reference else None)
    case = Case(visit, reference, known)
    found = list(chain.from_iterable(edit(case) for edit in EDITS))
    found.sort(key=lambda finding: ORDER[finding.severity])
    return tuple(found)
