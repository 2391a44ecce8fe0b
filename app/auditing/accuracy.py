"""How right the coding was: by code, by visit and by money, each apart, by coder and month.

By code: compared items without an error. By visit: visits without any error. By money: what was
charged less every over- and undercharge, as a share of what was charged. The field's line for
the first is 95 %. Source: practice of coding quality audits (accuracy below 95 % asks for
teaching; one figure for all three would hide which of them is wrong).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.values.money import ZERO, Money
from app.values.states import Discrepancy
from models.coding_audit import AuditedVisit, AuditFinding, AuditReading
from models.superbill import Superbill

GOAL = 95


@dataclass(slots=True)
class Accuracy:
    """What audits found in one coder's visits of one month of service.

    ``own`` counts the visits that the coder audited; ``over`` and ``under`` are what the coder
    charged too much and too little, both zero or more. ``kinds`` counts the errors.
    """

    month: date
    coder: str
    visits: int = 0
    right_visits: int = 0
    own: int = 0
    codes: int = 0
    right_codes: int = 0
    charged: Money = ZERO
    over: Money = ZERO
    under: Money = ZERO
    kinds: dict[Discrepancy, int] = field(default_factory=dict)

    @property
    def by_code(self) -> int | None:
        """Give the share of right codes in tenths of a percent; None when nothing was read."""
        return _share(self.right_codes, self.codes)

    @property
    def by_visit(self) -> int | None:
        """Give the share of visits without an error, in tenths of a percent; None as above."""
        return _share(self.right_visits, self.visits)

    @property
    def by_money(self) -> int | None:
        """Give the share of charges that was right, in tenths of a percent; None as above."""
        wrong = self.over.cents + self.under.cents
        return _share(max(0, self.charged.cents - wrong), self.charged.cents)

    @property
    def meets_goal(self) -> bool:
        """Tell whether 95 % of the codes were right; false when nothing was read."""
        return self.codes > 0 and self.right_codes * 100 >= GOAL * self.codes


def accuracy(session: Session, first: date, last: date) -> tuple[Accuracy, ...]:
    """Give the audited visits with dates of service between two days, by month and coder.

    A visit counts once it was read and, where something differed, judged.
    """
    return _by_month(session, Superbill.dos.between(first, last))


def of_audit(session: Session, audit_id: int) -> tuple[Accuracy, ...]:
    """Give what one audit found, by month of service and coder; counted as in ``accuracy``."""
    return _by_month(session, AuditedVisit.coding_audit_id == audit_id)


def by_audit(session: Session) -> dict[int, Accuracy]:
    """Give what each audit found in all, by its id; an audit without a result is left out.

    Added up by the database, for there are many after ten years; rows are those of ``total``.
    """
    made: dict[int, Accuracy] = {}
    for audit_id, visits, right, own, codes, wrong, charged in session.execute(_sums()):
        made[audit_id] = Accuracy(
            date.max, "", visits, right, own, codes, codes - wrong, Money(charged)
        )
    for audit_id, kind, count, over, under in session.execute(_kinds()):
        row = made[audit_id]
        row.kinds[kind] = count
        row.over += Money(over)
        row.under += Money(under)
    return made


def total(rows: Iterable[Accuracy]) -> Accuracy:
    """Add rows up; the sum names no coder and the last possible month."""
    whole = Accuracy(date.max, "")
    for one in rows:
        whole.visits += one.visits
        whole.right_visits += one.right_visits
        whole.own += one.own
        whole.codes += one.codes
        whole.right_codes += one.right_codes
        whole.charged += one.charged
        whole.over += one.over
        whole.under += one.under
        for kind, count in one.kinds.items():
            whole.kinds[kind] = whole.kinds.get(kind, 0) + count
    return whole


def _whole(column: Any) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(column), 0)


def _sums() -> sa.Select[*tuple[Any, ...]]:
    """Select id, visits, right ones, own ones, codes, wrong ones and cents charged by audit."""
    wrong = sa.case((AuditFinding.is_error, AuditFinding.items), else_=0)
    judged = (
        sa.select(
            AuditFinding.audited_visit_id.label("id"),
            _whole(sa.cast(AuditFinding.is_error, sa.Integer)).label("errors"),
            _whole(wrong).label("wrong"),
        )
        .group_by(AuditFinding.audited_visit_id)
        .subquery()
    )
    counts = sa.or_(AuditReading.agreed == AuditReading.compared, judged.c.id > 0)
    errors = sa.func.coalesce(judged.c.errors, 0)
    return (
        sa.select(
            AuditedVisit.coding_audit_id, sa.func.count(),
            _whole(sa.case((errors == 0, 1), else_=0)),
            _whole(sa.case((AuditReading.read_by == Superbill.coded_by, 1), else_=0)),
            _whole(AuditReading.compared), _whole(judged.c.wrong),
            _whole(sa.type_coerce(Superbill.total, sa.Integer)),
        )
        .join(Superbill, Superbill.id == AuditedVisit.superbill_id)
        .join(AuditReading, AuditReading.audited_visit_id == AuditedVisit.id)
        .join(judged, judged.c.id == AuditedVisit.id, isouter=True)
        .where(counts)
        .group_by(AuditedVisit.coding_audit_id)
    )  # fmt: skip


def _kinds() -> sa.Select[*tuple[Any, ...]]:
    """Select id, kind, how many errors, and cents too much and too little, by audit."""
    cents = sa.type_coerce(AuditFinding.effect, sa.Integer)
    return (
        sa.select(
            AuditedVisit.coding_audit_id, AuditFinding.kind, sa.func.count(),
            _whole(sa.case((cents < 0, -cents), else_=0)),
            _whole(sa.case((cents > 0, cents), else_=0)),
        )
        .join(AuditedVisit, AuditedVisit.id == AuditFinding.audited_visit_id)
        .join(AuditReading, AuditReading.audited_visit_id == AuditedVisit.id)
        .where(AuditFinding.is_error)
        .group_by(AuditedVisit.coding_audit_id, AuditFinding.kind)
        .order_by(sa.func.min(AuditFinding.id))
    )  # fmt: skip


def _by_month(session: Session, which: sa.ColumnElement[bool]) -> tuple[Accuracy, ...]:
    rows: dict[tuple[date, str], Accuracy] = {}
    for _visit, bill, told, found in _told(session, which):
        month = bill.dos.replace(day=1)
        row = rows.setdefault((month, bill.coded_by), Accuracy(month, bill.coded_by))
        _count(row, bill, told, found)
    return tuple(rows[key] for key in sorted(rows))


def _told(
    session: Session, which: sa.ColumnElement[bool]
) -> Iterator[tuple[AuditedVisit, Superbill, AuditReading, list[AuditFinding]]]:
    """Give the visits that count, each with its findings."""
    findings = _findings(session, which)
    for visit, bill, told in _readings(session, which):
        found = findings.get(visit.id, [])
        if told.agreed == told.compared or found:
            yield visit, bill, told, found


def _count(row: Accuracy, bill: Superbill, told: AuditReading, found: list[AuditFinding]) -> None:
    errors = [one for one in found if one.is_error]
    row.visits += 1
    row.right_visits += not errors
    row.own += told.read_by == bill.coded_by
    row.codes += told.compared
    row.right_codes += told.compared - sum(one.items for one in errors)
    row.charged += bill.total
    for one in errors:
        row.kinds[one.kind] = row.kinds.get(one.kind, 0) + 1
        if one.effect is not None and one.effect < ZERO:
            row.over -= one.effect
        elif one.effect is not None:
            row.under += one.effect


def _readings(
    session: Session, which: sa.ColumnElement[bool]
) -> sa.Result[AuditedVisit, Superbill, AuditReading]:
    return session.execute(
        sa.select(AuditedVisit, Superbill, AuditReading)
        .join(Superbill, Superbill.id == AuditedVisit.superbill_id)
        .join(AuditReading, AuditReading.audited_visit_id == AuditedVisit.id)
        .where(which)
        .order_by(AuditedVisit.id)
    )


def _findings(session: Session, which: sa.ColumnElement[bool]) -> dict[int, list[AuditFinding]]:
    found: dict[int, list[AuditFinding]] = {}
    for one in session.scalars(
        sa.select(AuditFinding)
        .join(AuditedVisit, AuditedVisit.id == AuditFinding.audited_visit_id)
        .join(Superbill, Superbill.id == AuditedVisit.superbill_id)
        .where(which)
        .order_by(AuditFinding.id)
    ):
        found.setdefault(one.audited_visit_id, []).append(one)
    return found


def _share(part: int, whole: int) -> int | None:
    return None if whole == 0 else 1000 * part // whole
