"""Two codings of a visit and two worksheets of its level, row by row beside each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.auditing import effects
from app.auditing.reading import Reading
from app.coding import storing
from app.coding.comparing import Codes, Difference, shown
from app.coding.draft import Line
from app.coding.em import extras, keeping, saying
from app.coding.em.worksheet import Worksheet
from app.values.money import Money


@dataclass(frozen=True, slots=True)
class Item:
    """One row. ``difference`` is the number of the difference from 0, None where both agree.

    ``effect`` is the auditor's charge less the coder's, None where it is not known.
    """

    is_diagnosis: bool
    coder: str
    auditor: str
    difference: int | None = None
    effect: Money | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet in words: what it comes to, and what was found, with its column and count."""

    who: str
    result: tuple[str, ...]
    ticked: tuple[tuple[str, str, int], ...]
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Sheets:
    """The coder's worksheet and the auditor's; None where none was filled in."""

    coder: Sheet | None = None
    auditor: Sheet | None = None


def items(session: Session, found: Reading, dos: date) -> tuple[Item, ...]:
    """Give what differs, in the order of the verdicts, then what both have."""
    differences = found.comparison.differences
    prices = effects.effects(session, differences, dos)
    differing = [
        Item(one.is_diagnosis, one.first, one.second, place, price)
        for place, (one, price) in enumerate(zip(differences, prices, strict=True))
    ]
    return (*differing, *_agreed(found.coder, found.auditor, differences))


def sheets(session: Session, encounter_id: int, found: Reading | None) -> Sheets:
    """Give both worksheets of a visit, judged by the tables as they stand now.

    Raises:
        Refused: coding.gone.
    """
    kept = keeping.latest(session, encounter_id)
    auditor = None if found is None else found.sheet
    if kept is None and auditor is None:
        return Sheets()

    known = keeping.facts(session, storing.load(session, encounter_id))
    windows = keeping.windows(session)

    def worded(who: str, sheet: Worksheet) -> Sheet:
        result = saying.result(sheet, known, extras.judge(sheet, known, windows))
        return Sheet(who, result, saying.ticked(sheet), sheet.minutes)

    return Sheets(
        None if kept is None else worded(kept.made_by, kept.sheet),
        None if auditor is None or found is None else worded(found.read_by, auditor),
    )


def told(codes: Codes) -> str:
    """Write codes on one line: the diagnoses in order, then the services."""
    diagnoses = ", ".join(str(one) for one in codes.diagnoses)
    lines = ", ".join(shown(one) for one in codes.lines)
    return "; ".join(part for part in (diagnoses, lines) if part)


def _agreed(coder: Codes, auditor: Codes, differences: tuple[Difference, ...]) -> tuple[Item, ...]:
    both = [one for one in coder.diagnoses if one in auditor.diagnoses]
    diagnoses = [Item(True, str(one), str(one)) for one in both]
    differing: Counter[Line] = Counter(
        old for one in differences for old, _new in [one.lines] if old is not None
    )
    lines = []
    for line in coder.lines:
        if differing[line]:
            differing[line] -= 1
        else:
            lines.append(Item(False, shown(line), shown(line)))
    return (*diagnoses, *lines)
