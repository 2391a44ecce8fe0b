"""What of a template or favorite cannot be billed on a day, asked of the compliance edits."""

from __future__ import annotations

from datetime import date

from app.codesets.reference import Reference
from app.codesets.rules_data import RulesData
from app.coding.edits import check
from app.coding.edits.visit import ServiceLine, Visit
from app.coding.favorites import Pick
from app.coding.templates import Template

_ENDED = frozenset({"icd.unknown", "icd.not_billable", "icd.seventh", "line.unknown"})


class Health:
    """Templates and favorites under the code sets of a day; nothing is wrong without any."""

    def __init__(self, reference: Reference | None, on: date) -> None:
        self._reference, self._on = reference, on
        self._rules = None if reference is None else RulesData(reference)

    def of_template(self, one: Template) -> tuple[str, ...]:
        """Name the codes of a template that cannot be billed, as people read them."""
        diagnoses = tuple(code for place in one.places for code in place.codes)
        return self._ended(diagnoses, tuple(n.code for n in one.services))

    def of_pick(self, one: Pick) -> tuple[str, ...]:
        """Name the code of a favorite when it cannot be billed."""
        return self._ended((one.code,), ()) if one.is_diagnosis else self._ended((), (one.code,))

    def _ended(self, diagnoses: tuple[str, ...], services: tuple[str, ...]) -> tuple[str, ...]:
        lines = tuple(ServiceLine(code, pointers=(1,)) for code in dict.fromkeys(services))
        visit = Visit(self._on, tuple(dict.fromkeys(diagnoses)), lines)
        found = check.check(visit, self._reference, self._rules)
        codes = (code for one in found if one.rule in _ENDED for code in one.codes)
        return tuple(dict.fromkeys(codes))
