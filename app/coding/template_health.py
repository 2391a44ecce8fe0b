"""What of templates and favorites cannot be billed on a day, asked of the compliance edits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from app.codesets import lookup
from app.codesets.lookup import CodeLine
from app.codesets.reference import Reference
from app.codesets.rules_data import RulesData
from app.coding.edits import icd_validity, lines
from app.coding.edits.case import Case
from app.coding.edits.visit import ServiceLine, Visit
from app.coding.favorites import Pick
from app.coding.templates import Template
from app.values.problem import Outside


class Health:
    """Templates and favorites under the code sets of a day; nothing is wrong without any.

    ``known`` are all that will be asked about: their codes are read together, so that a long
    list takes as many queries as a short one. Only a code that has ended is looked at closer.
    """

    def __init__(
        self, reference: Reference | None, on: date, known: Iterable[Template | Pick]
    ) -> None:
        asked = [_codes(one) for one in known]
        diagnoses = {code for of_one, _services in asked for code in of_one}
        services = {code for _diagnoses, of_one in asked for code in of_one}
        self._titles = _lines(reference, diagnoses, on)
        doubtful = sorted(
            code
            for code in diagnoses
            if not (found := self._titles.get(lookup.bare(code))) or not found.billable
        )
        self._ended = _ended(reference, on, doubtful, sorted(services))

    def title(self, code: str) -> str:
        """Give a diagnosis in the words of the day's release; empty when it has no such code."""
        found = self._titles.get(lookup.bare(code))
        return "" if found is None else found.title

    def of(self, one: Template | Pick) -> tuple[str, ...]:
        """Name the codes that cannot be billed, as people read them; diagnoses first."""
        diagnoses, services = _codes(one)
        bad_diagnoses, bad_services = self._ended
        told = [bad_diagnoses[code] for code in diagnoses if code in bad_diagnoses]
        told += [bad_services[code] for code in services if code in bad_services]
        return tuple(dict.fromkeys(told))


def _codes(one: Template | Pick) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the diagnoses and the services of a template or favorite."""
    if isinstance(one, Pick):
        return ((one.code,), ()) if one.is_diagnosis else ((), (one.code,))
    diagnoses = tuple(code for place in one.places for code in place.codes)
    return diagnoses, tuple(service.code for service in one.services)


def _lines(reference: Reference | None, codes: Collection[str], on: date) -> dict[str, CodeLine]:
    try:
        return {} if reference is None else lookup.lines_of(reference, codes, on)
    except Outside:
        return {}


def _ended(
    reference: Reference | None, on: date, diagnoses: list[str], services: list[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Give what cannot be billed, by code as it is stored, in the form that people read."""
    rules = None if reference is None else RulesData(reference)
    rows = tuple(ServiceLine(code, pointers=(1,)) for code in services)
    case = Case(Visit(on, tuple(diagnoses), rows), reference, rules)
    bad_diagnoses = {shown for one in icd_validity.existence(case) for shown in one.codes}
    bad_services = {shown for one in lines.unknown(case) for shown in one.codes}
    shown_of = {code: case.shown(number) for number, code in enumerate(diagnoses, start=1)}
    return (
        {code: shown for code, shown in shown_of.items() if shown in bad_diagnoses},
        {code: code for code in services if code in bad_services},
    )
