"""Which visits an audit reads: drawn at random or by risk, the draw kept with its seed.

Source: coding audits as practiced: 10 to 20 records for each provider and quarter, or 30 for
each coder; a random sample measures, a risk sample finds.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from secrets import randbits

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding.comparing import level_of
from app.coding.risk import AMOUNT, KEPT, LEVEL, MODIFIER, MODIFIERS, UNSPECIFIED
from app.practice import settings
from app.security import permissions
from app.store.store import Work
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import SuperbillStep
from models.coding_audit import AuditedVisit, CodingAudit
from models.encounter import KeptProblem
from models.superbill import Superbill, SuperbillDiagnosis, SuperbillEvent, SuperbillLine

FIRST_NUMBER = 1
_LIVE = (SuperbillStep.HANDED_OFF, SuperbillStep.POSTED)
_HIGH = 4
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Scope:
    """What an audit may draw from: dates of service, both ends within, provider, coder.

    ``provider_id`` None and ``coder`` "" mean everybody's. ``size`` is how many are wanted;
    ``share`` asks for that percent of the visits that qualify instead, None: for the number.
    """

    first: date
    last: date
    size: int
    provider_id: int | None = None
    coder: str = ""
    is_risk: bool = False
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """How many visits qualify for a sample and how many it would take."""

    qualify: int
    taken: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A superbill that may be drawn, with the rules of risk that name it."""

    superbill_id: int
    number: int
    encounter_id: int
    dos: date
    coder: str
    total: Money
    risks: tuple[str, ...]


def last_quarter(today: date) -> tuple[date, date]:
    """Give the first and last day of the quarter before a day's own."""
    last = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1) - timedelta(days=1)
    return last.replace(month=last.month - 2, day=1), last


def candidates(session: Session, scope: Scope) -> tuple[Candidate, ...]:
    """Give the superbills that stand, lie within the scope and were in no audit before.

    A fixed number of queries, whatever the number of visits.
    """
    bills = _bills(session, scope)
    ids = [bill.id for bill in bills]
    lines = _lines(session, ids)
    vague = _vague(session, ids)
    kept = _kept(session, [bill.encounter_id for bill in bills])
    most: Money = settings.value(session, settings.LOOK_AMOUNT)
    usual = _usual_levels(bills, lines)
    found = []
    for bill in bills:
        own = lines.get(bill.id, ())
        rules = {
            MODIFIER: any(MODIFIERS & {*modifiers.split()} for _code, modifiers in own),
            LEVEL: _is_above(own, usual.get(bill.provider_id)),
            UNSPECIFIED: bill.id in vague,
            AMOUNT: most > Money(0) and bill.total > most,
            KEPT: bill.encounter_id in kept,
        }
        risks = tuple(key for key, named in rules.items() if named)
        found.append(
            Candidate(
                bill.id, bill.number, bill.encounter_id, bill.dos, bill.coded_by, bill.total, risks
            )
        )
    return tuple(found)


def draw(found: Sequence[Candidate], scope: Scope, seed: int) -> tuple[Candidate, ...]:
    """Draw from candidates; the same seed draws the same, so that anybody can draw again.

    By risk, those that most rules name come first, then the larger charges.
    """
    qualify = _qualify(found, scope)
    chance = random.Random(seed)  # noqa: S311  (a sample that can be drawn again, no secret)
    shuffled = chance.sample(sorted(found, key=lambda one: one.number), len(found))
    if scope.is_risk:
        shuffled = [one for one in shuffled if one.risks]
        shuffled.sort(key=lambda one: (-len(one.risks), -one.total.cents))
    return tuple(shuffled[: _wanted(len(qualify), scope)])


def preview(session: Session, scope: Scope) -> Preview:
    """Tell how many visits qualify and how many would be drawn."""
    qualify = len(_qualify(candidates(session, scope), scope))
    return Preview(qualify, min(qualify, _wanted(qualify, scope)))


def coders(session: Session) -> tuple[str, ...]:
    """Give everybody who ever handed a visit off, by name."""
    query = sa.select(Superbill.coded_by).distinct().order_by(Superbill.coded_by)
    return tuple(session.scalars(query))


def begin(work: Work, scope: Scope, seed: int | None = None) -> int:
    """Draw the sample and keep it; give the audit's id.

    Raises:
        Refused: not_allowed, auditing.no_size, auditing.no_visits.
    """
    work.require(permissions.AUDIT_CODING)
    if not _asks_for_some(scope) or scope.last < scope.first:
        raise Refused("auditing.no_size")
    chosen = randbits(31) if seed is None else seed
    drawn = draw(candidates(work.session, scope), scope, chosen)
    if not drawn:
        raise Refused("auditing.no_visits")
    row = CodingAudit(
        number=work.next_number("coding_audit", first=FIRST_NUMBER),
        started_at=work.now,
        started_by=work.actor.name,
        is_risk=scope.is_risk,
        seed=chosen,
        first_dos=scope.first,
        last_dos=scope.last,
        provider_id=scope.provider_id,
        coder=scope.coder,
        wanted=len(drawn) if scope.share is not None else scope.size,
        share=scope.share,
    )
    work.session.add(row)
    work.session.flush()
    work.session.add_all(
        AuditedVisit(
            coding_audit_id=row.id,
            superbill_id=one.superbill_id,
            position=position,
            risks=" ".join(one.risks),
        )
        for position, one in enumerate(drawn, start=1)
    )
    work.session.flush()
    return row.id


def _asks_for_some(scope: Scope) -> bool:
    return scope.size >= 1 if scope.share is None else 1 <= scope.share <= _WHOLE


def _qualify(found: Sequence[Candidate], scope: Scope) -> tuple[Candidate, ...]:
    return tuple(one for one in found if one.risks or not scope.is_risk)


def _wanted(qualify: int, scope: Scope) -> int:
    """Give how many to draw; a share is rounded up, so that a small one still reads a visit."""
    if scope.share is None:
        return max(0, scope.size)
    return -(-qualify * scope.share // _WHOLE)


def _bills(session: Session, scope: Scope) -> Sequence[Superbill]:
    newest = sa.select(sa.func.max(SuperbillEvent.id)).group_by(SuperbillEvent.superbill_id)
    live = sa.select(SuperbillEvent.superbill_id).where(
        SuperbillEvent.id.in_(newest), SuperbillEvent.step.in_(_LIVE)
    )
    query = sa.select(Superbill).where(
        Superbill.dos.between(scope.first, scope.last),
        Superbill.id.in_(live),
        Superbill.id.not_in(sa.select(AuditedVisit.superbill_id)),
    )
    if scope.provider_id is not None:
        query = query.where(Superbill.provider_id == scope.provider_id)
    if scope.coder:
        query = query.where(Superbill.coded_by == scope.coder)
    return session.scalars(query.order_by(Superbill.number)).all()


_AT_ONCE = 500


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Cut a long list of ids where SQLite's limit of bound values would."""
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _lines(session: Session, ids: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for some in _chunks(ids):
        rows = session.execute(
            sa.select(SuperbillLine.superbill_id, SuperbillLine.code, SuperbillLine.modifiers)
            .where(SuperbillLine.superbill_id.in_(some))
            .order_by(SuperbillLine.superbill_id, SuperbillLine.position)
        )
        for superbill_id, code, modifiers in rows:
            found[superbill_id] = (*found.get(superbill_id, ()), (code, modifiers))
    return found


def _vague(session: Session, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for some in _chunks(ids):
        found.update(
            session.scalars(
                sa.select(SuperbillDiagnosis.superbill_id).where(
                    SuperbillDiagnosis.superbill_id.in_(some),
                    SuperbillDiagnosis.title.icontains("unspecified"),
                )
            )
        )
    return found


def _kept(session: Session, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for some in _chunks(ids):
        found.update(
            session.scalars(
                sa.select(KeptProblem.encounter_id).where(KeptProblem.encounter_id.in_(some))
            )
        )
    return found


def _usual_levels(
    bills: Iterable[Superbill], lines: dict[int, tuple[tuple[str, str], ...]]
) -> dict[int | None, tuple[int, int]]:
    """Give each provider's sum and number of visit levels within the scope."""
    found: dict[int | None, tuple[int, int]] = {}
    for bill in bills:
        for code, _modifiers in lines.get(bill.id, ()):
            level = level_of(code)
            if level is not None:
                total, number = found.get(bill.provider_id, (0, 0))
                found[bill.provider_id] = (total + level, number + 1)
    return found


def _is_above(lines: Iterable[tuple[str, str]], usual: tuple[int, int] | None) -> bool:
    """Tell a level 4 or 5 that is a whole level above what is usual in the scope."""
    levels = [level for code, _modifiers in lines if (level := level_of(code)) is not None]
    highest = max(levels, default=0)
    if usual is None or highest < _HIGH:
        return False
    total, number = usual
    return highest * number - total >= number
