"""What is stored of plans, read in a few queries however many plans there are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.pouring import CLOSING_EVENTS
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.states import EntryKind
from models.account import Account
from models.charge import Charge
from models.ledger import Entry, Movement
from models.plan import PaymentPlan, PlanCharge, PlanEvent, PlanInstallment, PlanTerms

Facts = Mapping[str, Any]
OFFERED, STARTED, REDUCED, ADDED = "offered", "started", "reduced", "added"
DECIDED, CHANGED, LATE_FEE, FEE_PAID = "decided", "changed", "late_fee", "fee_paid"
RESCHEDULED, CANCELED, CLOSED = "rescheduled", "canceled", "closed"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the terms; ``rows`` are (n, due, amount), what was paid included."""

    version: int
    agreed_on: date
    principal: Money
    terms: Facts
    reason: str
    document_id: int | None
    by: str
    rows: tuple[tuple[int, date, Money], ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """A stored event of a plan; ``after`` is the last entry that was in the books then."""

    id: int
    kind: str
    on: date
    reason: str
    facts: Facts
    by: str

    @property
    def after(self) -> int:
        """Give the id of the last entry before the event; 0 where it is not known."""
        return int(self.facts.get("after") or 0)


@dataclass(frozen=True, slots=True)
class Posted:
    """A payment of the plan or its return: ``reverses`` names what is undone, ``cents`` net."""

    entry_id: int
    kind: EntryKind
    on: date
    reverses: int | None
    cents: int
    by: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A charge in the plan, with what of it was taken in and since when."""

    charge_id: int
    amount: Money
    added_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A plan as it is in the books on a day.

    ``balance`` is what its charges leave to the patient and ``over`` what its payments left
    over, both in cents. ``fees``: cents charged for each returned payment, by the reversal.
    """

    plan_id: int
    number: int
    account_id: int
    account_number: int
    guarantor: str
    versions: tuple[Version, ...]
    happenings: tuple[Happening, ...]
    charges: tuple[TakenIn, ...]
    posted: tuple[Posted, ...]
    fees: Mapping[int, int]
    balance: int
    over: int

    def last(self, *kinds: str) -> Happening | None:
        """Give the newest event of one of the kinds, None when there is none."""
        return next((one for one in reversed(self.happenings) if one.kind in kinds), None)

    @property
    def closing(self) -> Happening | None:
        """Give the event that ended the plan, None while it is open."""
        return self.last(*CLOSING_EVENTS)


def load(
    session: Session, as_of: date, plan_ids: Sequence[int] | None = None
) -> tuple[StoredPlan, ...]:
    """Read plans as they were on a day, those named or all, in order of their numbers."""
    read = _Reading(session, as_of, plan_ids)
    versions, happenings, charges = read.versions(), read.happenings(), read.charges()
    balances, over, posted = read.balances(), read.over(), read.posted(happenings)
    fees = read.fees(posted)
    return tuple(
        StoredPlan(
            plan_id=plan_id,
            number=number,
            account_id=account_id,
            account_number=account_number,
            guarantor=", ".join(part for part in (last, first) if part),
            versions=tuple(versions[plan_id]),
            happenings=tuple(happenings[plan_id]),
            charges=tuple(charges[plan_id]),
            posted=tuple(posted[plan_id]),
            fees=fees,
            balance=balances.get(plan_id, 0),
            over=over.get(plan_id, 0),
        )
        for plan_id, number, account_id, account_number, last, first in read.plans()
    )


def in_motion(session: Session, as_of: date, since: date) -> tuple[int, ...]:
    """Name the plans that ask for something on a day, or ended on ``since`` or later.

    Left out are those that ended before, and those whose charges leave nothing: they are paid
    off, whatever the schedule says.
    """
    ended = sa.select(PlanEvent.plan_id).where(
        PlanEvent.kind.in_(CLOSING_EVENTS), PlanEvent.effective < since
    )
    ids = tuple(session.scalars(sa.select(PaymentPlan.id).where(PaymentPlan.id.not_in(ended))))
    agreed = sa.select(PlanTerms.plan_id).where(
        PlanTerms.version == 1, PlanTerms.agreed_on <= as_of
    )
    left = _Reading(session, as_of, ids).balances()
    settled = {plan_id for plan_id in session.scalars(agreed) if left.get(plan_id, 1) == 0}
    return tuple(plan_id for plan_id in ids if plan_id not in settled)


def open_plans_of(session: Session, charge_ids: Sequence[int]) -> dict[int, int]:
    """Give the open plan that holds each of the charges; those in none are left out."""
    found = sa.select(PlanCharge.charge_id, PlanCharge.plan_id).where(
        PlanCharge.charge_id.in_(charge_ids), PlanCharge.plan_id.not_in(closed_plans())
    )
    return {charge_id: plan_id for charge_id, plan_id in session.execute(found)}


def closed_plans() -> sa.Select[int]:
    """Select the plans that have ended."""
    return sa.select(PlanEvent.plan_id).where(PlanEvent.kind.in_(CLOSING_EVENTS))


def last_entry(session: Session) -> int:
    """Give the id of the newest entry in the books, 0 when there is none."""
    return int(session.scalar(sa.select(sa.func.max(Entry.id))) or 0)


class _Reading:
    """The queries, for the plans named or for all."""

    def __init__(self, session: Session, as_of: date, plan_ids: Sequence[int] | None) -> None:
        self._session, self._as_of, self._ids = session, as_of, plan_ids

    def _of(self, column: Any) -> sa.ColumnElement[bool]:
        return sa.true() if self._ids is None else column.in_(self._ids)

    def plans(self) -> Sequence[Any]:
        found = (
            sa.select(
                PaymentPlan.id, PaymentPlan.number, PaymentPlan.account_id, Account.number,
                Account.guarantor_last, Account.guarantor_first,
            )
            .join(Account, Account.id == PaymentPlan.account_id)
            .where(self._of(PaymentPlan.id))
            .order_by(PaymentPlan.number)
        )  # fmt: skip
        return self._session.execute(found).all()

    def versions(self) -> dict[int, list[Version]]:
        rows: dict[int, list[tuple[int, date, Money]]] = defaultdict(list)
        parts = (
            sa.select(
                PlanInstallment.terms_id, PlanInstallment.n, PlanInstallment.due,
                PlanInstallment.amount,
            )
            .join(PlanTerms, PlanTerms.id == PlanInstallment.terms_id)
            .where(self._of(PlanTerms.plan_id))
            .order_by(PlanInstallment.terms_id, PlanInstallment.n)
        )  # fmt: skip
        for terms_id, n, due, amount in self._session.execute(parts):
            rows[terms_id].append((n, due, amount))
        terms = sa.select(PlanTerms).where(self._of(PlanTerms.plan_id), self._known(PlanTerms))
        found: dict[int, list[Version]] = defaultdict(list)
        for row in self._session.scalars(terms.order_by(PlanTerms.plan_id, PlanTerms.version)):
            found[row.plan_id].append(
                Version(
                    row.version, row.agreed_on, row.principal, json.loads(row.terms), row.reason,
                    row.document_id, row.created_by, tuple(rows[row.id]),
                )
            )  # fmt: skip
        return found

    def _known(self, model: type[PlanTerms]) -> sa.ColumnElement[bool]:
        # The first version is always known, so that a plan has terms on any day.
        return sa.or_(model.agreed_on <= self._as_of, model.version == 1)

    def happenings(self) -> dict[int, list[Happening]]:
        rows = sa.select(
            PlanEvent.plan_id, PlanEvent.id, PlanEvent.kind, PlanEvent.effective,
            PlanEvent.reason, PlanEvent.facts, PlanEvent.by,
        ).where(self._of(PlanEvent.plan_id), PlanEvent.effective <= self._as_of)  # fmt: skip
        found: dict[int, list[Happening]] = defaultdict(list)
        told = self._session.execute(rows.order_by(PlanEvent.id))
        for plan_id, number, kind, on, reason, facts, by in told:
            happened = Happening(number, kind, on, reason, json.loads(facts), by)
            found[plan_id].append(happened)
        return found

    def charges(self) -> dict[int, list[TakenIn]]:
        rows = (
            sa.select(
                PlanCharge.plan_id, PlanCharge.charge_id, PlanCharge.amount, PlanCharge.added_on
            )
            .join(Charge, Charge.id == PlanCharge.charge_id)
            .where(self._of(PlanCharge.plan_id))
            .order_by(Charge.dos, Charge.id)
        )
        found: dict[int, list[TakenIn]] = defaultdict(list)
        for plan_id, charge_id, amount, added_on in self._session.execute(rows):
            found[plan_id].append(TakenIn(charge_id, amount, added_on))
        return found

    def balances(self) -> dict[int, int]:
        net = _net(Bucket.PATIENT)
        rows = (
            sa.select(PlanCharge.plan_id, net)
            .join(Movement, Movement.charge_id == PlanCharge.charge_id)
            .join(Entry, Entry.id == Movement.entry_id)
            .where(
                self._of(PlanCharge.plan_id),
                PlanCharge.added_on <= self._as_of,
                Entry.effective <= self._as_of,
                sa.or_(Movement.source == Bucket.PATIENT, Movement.target == Bucket.PATIENT),
            )
            .group_by(PlanCharge.plan_id)
        )
        return {plan_id: int(cents) for plan_id, cents in self._session.execute(rows)}

    def over(self) -> dict[int, int]:
        rows = (
            sa.select(Entry.plan_id, _net(Bucket.RECEIVED))
            .join(Movement, Movement.entry_id == Entry.id)
            .where(
                Entry.plan_id > 0,
                self._of(Entry.plan_id),
                Entry.effective <= self._as_of,
                Movement.charge_id.is_(None),
            )
            .group_by(Entry.plan_id)
        )
        return {plan_id: int(cents) for plan_id, cents in self._session.execute(rows)}

    def posted(self, happenings: Mapping[int, Sequence[Happening]]) -> dict[int, list[Posted]]:
        """Give payments and returns of each plan, those for its fees among them."""
        for_fees = {
            int(one.facts["entry"]): plan_id
            for plan_id, all_of in happenings.items()
            for one in all_of
            if one.kind == FEE_PAID
        }
        # By the plans there are, not "any plan": so the index of plans serves.
        mine = sa.and_(Entry.plan_id.in_(sa.select(PaymentPlan.id)), self._of(Entry.plan_id))
        if for_fees:
            mine = sa.or_(mine, Entry.id.in_(for_fees), Entry.reverses_id.in_(for_fees))
        rows = (
            sa.select(
                Entry.id, Entry.kind, Entry.effective, Entry.reverses_id, Entry.plan_id,
                Entry.actor, _net(Bucket.RECEIVED),
            )
            .join(Movement, Movement.entry_id == Entry.id)
            .where(
                mine,
                Entry.effective <= self._as_of,
                Entry.kind.in_((EntryKind.PATIENT_PAYMENT, EntryKind.REVERSAL)),
            )
            .group_by(Entry.id)
            .order_by(Entry.id)
        )  # fmt: skip
        found: dict[int, list[Posted]] = defaultdict(list)
        for entry_id, kind, on, reverses, plan_id, by, cents in self._session.execute(rows):
            owner = plan_id or for_fees.get(entry_id, 0) or for_fees.get(reverses or 0, 0)
            found[owner].append(Posted(entry_id, kind, on, reverses, int(cents), by))
        return found

    def fees(self, posted: Mapping[int, Sequence[Posted]]) -> dict[int, int]:
        returns = [row.entry_id for rows in posted.values() for row in rows if row.reverses]
        if not returns:
            return {}
        cents = sa.func.sum(sa.type_coerce(Movement.amount, sa.Integer))
        rows = (
            sa.select(Entry.caused_by_id, cents)
            .join(Movement, Movement.entry_id == Entry.id)
            .where(Entry.caused_by_id.in_(returns), Entry.kind == EntryKind.FEE)
            .group_by(Entry.caused_by_id)
        )
        return {reversal: int(sum_) for reversal, sum_ in self._session.execute(rows) if reversal}


def _net(bucket: Bucket) -> Any:
    cents = sa.type_coerce(Movement.amount, sa.Integer)
    came = sa.case((Movement.target == bucket, cents), else_=0)
    went = sa.case((Movement.source == bucket, cents), else_=0)
    return sa.func.sum(came - went)
