"""The dated rules as the owner sees them: shipped or entered, and changed with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding.em import keeping, tables
from app.coding.em.tables import Window
from app.security import permissions
from app.store.store import Work
from app.values.problem import Problem, Refused
from models.coding import RuleWindow

_MOST = 1000


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A rule between two days. ``payer`` empty: every payer; ``until`` None: still open.

    ``entered_by`` and ``entered_at`` are empty and None for what comes with the program. The
    ``id`` is the place in the list, by rule and first day.
    """

    id: int
    rule: str
    payer: str
    first: date
    until: date | None
    source: str
    entered_by: str = ""
    entered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WindowDraft:
    """The days of a rule as a form holds them; ``was`` is what stood there, None: new days."""

    rule: str = "telehealth.anywhere"
    payer: str = ""
    first: date | None = None
    until: date | None = None
    source: str = ""
    reason: str = ""
    id: int | None = None
    was: DatedRule | None = None

    def problems(self) -> list[Problem]:
        """Give what keeps the days from being stored."""
        found = []
        if self.first is None:
            found.append(Problem("worksheet.no_first", field="first"))
        elif self.until is not None and self.until < self.first:
            found.append(Problem("worksheet.window_backwards", field="until"))
        if not self.source.strip():
            found.append(Problem("worksheet.no_source", field="source"))
        if not self.reason.strip():
            found.append(Problem("worksheet.no_reason", field="reason"))
        return found


def rules() -> tuple[str, ...]:
    """Name the rules that have days, in the order in which they are shipped."""
    return tuple(dict.fromkeys(one.rule for one in tables.shipped_windows()))


def in_force(session: Session) -> tuple[DatedRule, ...]:
    """Give the days of every rule: the practice's own where it has any, else the shipped ones."""
    own: dict[str, list[DatedRule]] = {}
    for row in session.scalars(sa.select(RuleWindow)):
        made = DatedRule(
            0, row.rule, row.payer_kind, row.first_day, row.last_day, row.source, row.entered_by,
            row.entered_at,
        )  # fmt: skip
        own.setdefault(row.rule, []).append(made)
    found = []
    for at, rule in enumerate(rules()):
        held = sorted(own.get(rule) or _shipped(rule), key=lambda one: (one.first, one.payer))
        found += [replace(one, id=at * _MOST + n) for n, one in enumerate(held, start=1)]
    return tuple(found)


def draft_of(session: Session, number: int) -> WindowDraft:
    """Give days of a rule as a form holds them.

    Raises:
        Refused: worksheet.window_gone.
    """
    one = _find(session, number)
    return WindowDraft(one.rule, one.payer, one.first, one.until, one.source, "", one.id, one)


def save(work: Work, draft: WindowDraft) -> int:
    """Store days of a rule; all days of that rule are the practice's own from then on.

    Gives the place of the days in the list.

    Raises:
        Refused: not_allowed, worksheet.window_incomplete, worksheet.window_gone.
    """
    work.require(permissions.SETTINGS)
    if draft.problems() or draft.first is None:
        raise Refused("worksheet.window_incomplete")
    held = [one for one in in_force(work.session) if one.rule == draft.rule]
    if draft.was is not None:
        if draft.was not in held:
            raise Refused("worksheet.window_gone")
        held.remove(draft.was)
    payers = (draft.payer,) if draft.payer else ()
    fresh = Window(draft.rule, payers, draft.first, draft.until, draft.source.strip())
    keeping.set_windows(work, draft.rule, (fresh, *(_window(one) for one in held)), draft.reason)
    return next(
        one.id
        for one in in_force(work.session)
        if (one.rule, one.payer, one.first) == (draft.rule, draft.payer, draft.first)
    )


def as_shipped(work: Work, number: int, reason: str) -> None:
    """Take the practice's own days of a rule away, so that the shipped ones hold again.

    Raises:
        Refused: not_allowed, worksheet.window_gone, worksheet.window_incomplete.
    """
    if not reason.strip():
        raise Refused("worksheet.window_incomplete")
    keeping.set_windows(work, _find(work.session, number).rule, (), reason)


def _find(session: Session, number: int) -> DatedRule:
    for one in in_force(session):
        if one.id == number:
            return one
    raise Refused("worksheet.window_gone")


def _shipped(rule: str) -> list[DatedRule]:
    return [
        DatedRule(0, one.rule, payer, one.first, one.until, one.source)
        for one in tables.shipped_windows()
        if one.rule == rule
        for payer in one.payers or ("",)
    ]


def _window(one: DatedRule) -> Window:
    return Window(one.rule, (one.payer,) if one.payer else (), one.first, one.until, one.source)
