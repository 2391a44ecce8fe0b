"""What makes a coded visit risky: the rules that hold it for a second look or an audit.

Source: the practice of coding audits; payers look first at modifiers 25 and 59, at levels above
a provider's own average, at unspecified diagnoses, and at the largest charges.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding import problems
from app.coding.codebook import CodeBook
from app.coding.comparing import level_of
from app.coding.draft import CodingDraft
from app.practice import settings
from app.values.money import Money
from app.values.problem import Severity
from models.encounter import Encounter
from models.superbill import Superbill, SuperbillLine

MODIFIER, LEVEL, UNSPECIFIED, AMOUNT, KEPT = "modifier", "level", "unspecified", "amount", "kept"
MODIFIERS = frozenset({"25", "59", "XE", "XP", "XS", "XU"})
_HIGH = 4
_ENOUGH = 20
_YEAR = timedelta(days=365)
_SIDES = ("side", "eye", "ear", "limb", "arm", "leg", "hand", "foot", "knee", "hip", "shoulder")


def reasons(session: Session, draft: CodingDraft, book: CodeBook) -> tuple[str, ...]:
    """Give the keys of the rules that name this coding, in a fixed order; empty: none."""
    rules = {
        MODIFIER: _has_modifier(draft),
        LEVEL: _is_above_average(session, draft),
        UNSPECIFIED: _is_unspecified(session, draft, book),
        AMOUNT: _is_large(session, draft),
        KEPT: _keeps_a_warning(draft, book),
    }
    return tuple(key for key, named in rules.items() if named)


def _keeps_a_warning(draft: CodingDraft, book: CodeBook) -> bool:
    """Tell a kept warning; a note asks for no answer, and a reason given to one is no risk."""
    held = problems.kept(draft, book) if draft.kept else ()
    notes = {(one.code, problems.about(one)) for one, _ in held if one.severity is Severity.NOTE}
    return any((one.rule, one.about) not in notes for one in draft.kept)


def _has_modifier(draft: CodingDraft) -> bool:
    return any(MODIFIERS & {*line.modifiers} for line in draft.lines)


def _is_large(session: Session, draft: CodingDraft) -> bool:
    most: Money = settings.value(session, settings.LOOK_AMOUNT)
    return most > Money(0) and draft.total > most


def _is_unspecified(session: Session, draft: CodingDraft, book: CodeBook) -> bool:
    which = settings.value(session, settings.LOOK_UNSPECIFIED)
    for diagnosis in draft.diagnoses:
        if which == "off" or diagnosis.icd is None:
            continue
        title = book.standing(diagnosis.icd, draft.dos).title.lower()
        sides = tuple(f"unspecified {part}" for part in _SIDES)
        if "unspecified" in title and (which == "any" or any(one in title for one in sides)):
            return True
    return False


def _is_above_average(session: Session, draft: CodingDraft) -> bool:
    """Tell a level 4 or 5 that is a whole level above the provider's own year.

    With fewer than twenty visits to compare only level 5 is told.
    """
    found = [level for line in draft.lines if (level := level_of(line.code)) is not None]
    highest = max(found, default=0)
    if highest < _HIGH:
        return False
    counted = _levels_of_provider(session, draft)
    number = sum(counted.values())
    if number < _ENOUGH:
        return highest > _HIGH
    return highest * number - sum(level * n for level, n in counted.items()) >= number


def _levels_of_provider(session: Session, draft: CodingDraft) -> dict[int, int]:
    """Count the levels of a provider's handed-off visits in the year before this one."""
    provider = session.get_one(Encounter, draft.encounter_id).provider_id
    rows = session.execute(
        sa.select(SuperbillLine.code, sa.func.count())
        .join(Superbill, Superbill.id == SuperbillLine.superbill_id)
        .where(
            Superbill.provider_id == provider,
            Superbill.dos.between(draft.dos - _YEAR, draft.dos),
            Superbill.encounter_id != draft.encounter_id,
        )
        .group_by(SuperbillLine.code)
    )
    counted: dict[int, int] = {}
    for code, number in rows:
        level = level_of(code)
        if level is not None:
            counted[level] = counted.get(level, 0) + number
    return counted
