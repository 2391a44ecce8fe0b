"""Two codings of a visit and two worksheets of its level, row by row beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.auditing import effects
from app.auditing.reading import Reading
from app.coding import storing
from app.coding.comparing import Codes, Difference, shown
from app.coding.draft import Line
from app.coding.em import extras, keeping, saying
from app.coding.em.keeping import KeptSheet
from app.coding.em.tables import Window
from app.coding.em.worksheet import Facts, Worksheet
from app.values.money import Money
from app.values.problem import Refused


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
    return sheets_of(session, ((encounter_id, found),))[0]


def sheets_of(session: Session, asked: Sequence[tuple[int, Reading | None]]) -> tuple[Sheets, ...]:
    """Give both worksheets of some visits, in their order, in a handful of queries.

    A visit is its encounter's id with its reading, if there is one.

    Raises:
        Refused: coding.gone.
    """
    kept = keeping.histories(session, [number for number, _found in asked])
    by_auditor = {number for number, found in asked if found is not None and found.sheet}
    sheeted = by_auditor | kept.keys()
    if not sheeted:
        return (Sheets(),) * len(asked)
    lines = storing.lines_of(session, sheeted)
    known = keeping.facts_of(session, {number: lines.get(number, ()) for number in sheeted})
    if len(known) < len(sheeted):
        raise Refused("coding.gone")
    windows = keeping.windows(session)
    return tuple(
        _both(kept.get(number, (None,))[0], found, known[number], windows)
        if number in sheeted
        else Sheets()
        for number, found in asked
    )


def _both(
    kept: KeptSheet | None, found: Reading | None, known: Facts, windows: Sequence[Window]
) -> Sheets:
    def worded(who: str, sheet: Worksheet) -> Sheet:
        result = saying.result(sheet, known, extras.judge(sheet, known, windows))
        return Sheet(who, result, saying.ticked(sheet), sheet.minutes)

    return Sheets(
        None if kept is None else worded(kept.made_by, kept.sheet),
        None if found is None or found.sheet is None else worded(found.read_by, found.sheet),
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
