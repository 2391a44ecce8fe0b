"""The facts of accounts on a day, read in a few queries however many accounts there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.ledger import totals, upcoming
from app.ledger.aging import Answer
from app.ledger.pouring import CLOSING_EVENTS
from app.ledger.summary import AccountFacts, ChargeFacts, PlanFacts
from app.ledger.sums import in_chunks, net_into
from app.values.ledger import Bucket
from app.values.states import EntryKind
from models.account import Account
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.ledger import Entry, Movement
from models.plan import PaymentPlan, PlanCharge, PlanEvent, PlanInstallment, PlanTerms
from models.statement import Statement


class Facts:
    """What is known of accounts on a day; ``of`` gives one account's part.

    ``account_ids`` None: every account with a balance, a credit or an open plan. Then, or
    when ``unsettled`` is asked for, only charges that are not settled are read.
    """

    def __init__(
        self,
        session: Session,
        as_of: date,
        account_ids: Sequence[int] | None = None,
        *,
        unsettled: bool = False,
    ) -> None:
        self._session, self._as_of, self._ids = session, as_of, account_ids
        self._only_unsettled = unsettled or account_ids is None
        self._balances = totals.balances(session, as_of, account_ids)
        self._ahead = self._still_to_come()
        self._plan_of = self._planned()
        self._plans = self._plan_facts()
        self._answers = self._claims()
        self._transfers = self._transferred()
        self._charges = self._charge_rows()
        self._statements = self._last_statements()
        self._accounts = self._account_rows()

    @property
    def account_ids(self) -> list[int]:
        """Name the accounts, in order of their number."""
        return list(self._accounts)

    def of(self, account_id: int) -> AccountFacts:
        """Give the facts of one account."""
        held = self._balances.get(account_id, {})
        charges = tuple(self._charge(row, held) for row in self._charges.get(account_id, ()))
        shown = {charge.charge_id for charge in charges}
        free = sum(self._ahead.get(account_id, {}).values()) - sum(
            sum(found.values()) for charge_id, found in held.items() if charge_id not in shown
        )
        account = self._accounts[account_id]
        return AccountFacts(
            account_id=account_id,
            charges=charges,
            plans=tuple(self._plans.get(account_id, ())),
            free_credit=free,
            stops=_stops(account, self._as_of),
            last_statement=self._last(account),
        )

    def _charge(
        self, row: tuple[int, int, date], held: Mapping[int | None, Mapping[Bucket, int]]
    ) -> ChargeFacts:
        charge_id, patient_id, dos = row
        found = held.get(charge_id, {})
        return ChargeFacts(
            charge_id=charge_id,
            patient_id=patient_id,
            dos=dos,
            payer=found.get(Bucket.PAYER, 0),
            patient=found.get(Bucket.PATIENT, 0),
            patient_credit=found.get(Bucket.PATIENT_CREDIT, 0),
            payer_credit=found.get(Bucket.PAYER_CREDIT, 0),
            answers=tuple(self._answers.get(charge_id, ())),
            transferred_on=self._transfers.get(charge_id),
            plan_id=self._plan_of.get(charge_id),
        )

    def _still_to_come(self) -> Mapping[int, Mapping[int, int]]:
        """Set services after the day apart from the balances; give what was paid on them."""
        ahead = upcoming.paid_ahead(self._session, self._as_of, self._ids)
        for account_id, charges in ahead.items():
            held = self._balances.get(account_id, {})
            for charge_id in charges:
                held.pop(charge_id, None)
            if not held:
                self._balances.pop(account_id, None)
        return {
            account_id: charges for account_id, charges in ahead.items() if any(charges.values())
        }

    def _last(self, account: Account) -> date | None:
        days = [self._statements.get(account.id), account.last_statement_elsewhere]
        return max((day for day in days if day and day <= self._as_of), default=None)

    def _planned(self) -> dict[int, int]:
        """Give the open plan that holds each charge."""
        found = sa.select(PlanCharge.charge_id, PlanCharge.plan_id).where(
            PlanCharge.added_on <= self._as_of, PlanCharge.plan_id.not_in(self._closed())
        )
        if self._ids is not None:
            found = found.where(PlanCharge.plan_id.in_(self._plan_ids()))
        return dict(self._session.execute(found.order_by(PlanCharge.plan_id)).all())

    def _closed(self) -> sa.Select[int]:
        return sa.select(PlanEvent.plan_id).where(
            PlanEvent.kind.in_(CLOSING_EVENTS), PlanEvent.effective <= self._as_of
        )

    def _plan_ids(self) -> sa.Select[int]:
        return sa.select(PaymentPlan.id).where(PaymentPlan.account_id.in_(self._ids or ()))

    def _plan_facts(self) -> dict[int, list[PlanFacts]]:
        """Give the open plans of each account with their newest schedule and what was paid."""
        newer = aliased(PlanTerms)
        later = sa.select(newer.id).where(
            newer.plan_id == PlanTerms.plan_id,
            newer.version > PlanTerms.version,
            newer.agreed_on <= self._as_of,
        )
        rows = (
            sa.select(
                PaymentPlan.account_id,
                PaymentPlan.id,
                PlanInstallment.due,
                sa.type_coerce(PlanInstallment.amount, sa.Integer),
            )
            .join(PlanTerms, PlanTerms.plan_id == PaymentPlan.id)
            .join(PlanInstallment, PlanInstallment.terms_id == PlanTerms.id)
            .where(
                PlanTerms.agreed_on <= self._as_of,
                ~later.exists(),
                PaymentPlan.id.not_in(self._closed()),
            )
            .order_by(PaymentPlan.id, PlanInstallment.n)
        )
        if self._ids is not None:
            rows = rows.where(PaymentPlan.account_id.in_(self._ids))
        schedules: dict[tuple[int, int], list[tuple[date, int]]] = defaultdict(list)
        for account_id, plan_id, due, cents in self._session.execute(rows):
            schedules[account_id, plan_id].append((due, cents))
        paid = self._paid_to_plans([plan_id for _, plan_id in schedules])
        found: dict[int, list[PlanFacts]] = defaultdict(list)
        for (account_id, plan_id), schedule in schedules.items():
            plan = PlanFacts(plan_id, tuple(schedule), paid.get(plan_id, 0))
            found[account_id].append(plan)
        return found

    def _paid_to_plans(self, plan_ids: Sequence[int]) -> dict[int, int]:
        paid = (
            sa.select(Entry.plan_id, net_into(Bucket.RECEIVED))
            .join(Movement, Movement.entry_id == Entry.id)
            .where(
                Entry.effective <= self._as_of,
                sa.or_(Movement.target == Bucket.RECEIVED, Movement.source == Bucket.RECEIVED),
            )
            .group_by(Entry.plan_id)
        )
        return {
            plan_id: net
            for ids in in_chunks(sorted(plan_ids))
            for plan_id, net in self._session.execute(paid.where(Entry.plan_id.in_(ids)))
            if plan_id
        }

    def _claims(self) -> dict[int, list[Answer]]:
        found = sa.select(ClaimCharge.charge_id, Claim.status, Claim.adjudicated_on).join(
            Claim, Claim.id == ClaimCharge.claim_id
        )
        answers: dict[int, list[Answer]] = defaultdict(list)
        for charge_id, status, decided in self._on_charges(
            found.order_by(Claim.id), Claim.account_id, ClaimCharge.charge_id
        ):
            answers[charge_id].append((status, decided))
        return answers

    def _on_charges(
        self, found: sa.Select[*tuple[Any, ...]], account: Any, charge: Any
    ) -> Iterator[Any]:
        """Run a query for the accounts asked for, or for the charges that are not settled."""
        if not self._only_unsettled:
            yield from self._session.execute(found.where(account.in_(self._ids or ())))
            return
        for ids in in_chunks(self._unsettled()):
            yield from self._session.execute(found.where(charge.in_(ids)))

    def _transferred(self) -> dict[int, date]:
        """Give the latest day on which a part of each charge was put to the patient by hand."""
        found = (
            sa.select(Movement.charge_id, Entry.id, Entry.effective)
            .join(Entry, Entry.id == Movement.entry_id)
            .where(Entry.kind == EntryKind.TO_PATIENT, Entry.effective <= self._as_of)
            .order_by(Entry.effective)
        )
        put = [
            (charge_id, entry_id, day)
            for charge_id, entry_id, day in self._on_charges(
                found, Entry.account_id, Movement.charge_id
            )
            if charge_id is not None
        ]
        undone_by = self._undone([entry_id for _, entry_id, _ in put])
        return {charge_id: day for charge_id, entry_id, day in put if _stands(entry_id, undone_by)}

    def _undone(self, entries: Sequence[int]) -> dict[int | None, int]:
        """Give what undid these entries, and what undid that, as far as it goes."""
        undone_by: dict[int | None, int] = {}
        while entries:
            newer: list[int] = []
            for ids in in_chunks(sorted(set(entries))):
                undone = sa.select(Entry.reverses_id, Entry.id).where(
                    Entry.reverses_id.in_(ids), Entry.effective <= self._as_of
                )
                for entry_id, undoer in self._session.execute(undone):
                    undone_by[entry_id] = undoer
                    newer.append(undoer)
            entries = newer
        return undone_by

    def _unsettled(self) -> list[int]:
        return sorted(
            charge_id
            for charges in self._balances.values()
            for charge_id in charges
            if charge_id is not None
        )

    def _charge_rows(self) -> dict[int, list[tuple[int, int, date]]]:
        found = sa.select(Charge.id, Charge.account_id, Charge.patient_id, Charge.dos)
        found = found.where(Charge.dos <= self._as_of).order_by(Charge.id)
        rows: dict[int, list[tuple[int, int, date]]] = defaultdict(list)
        for charge_id, account_id, patient_id, dos in self._on_charges(
            found, Charge.account_id, Charge.id
        ):
            rows[account_id].append((charge_id, patient_id, dos))
        return rows

    def _last_statements(self) -> dict[int, date]:
        found = (
            sa.select(Statement.account_id, sa.func.max(Statement.issued_on))
            .where(Statement.issued_on <= self._as_of)
            .group_by(Statement.account_id)
        )
        if self._ids is not None:
            found = found.where(Statement.account_id.in_(self._ids))
        return dict(self._session.execute(found).all())

    def _account_rows(self) -> dict[int, Account]:
        known = {*self._balances, *self._plans, *self._ahead}
        wanted = known if self._ids is None else self._ids
        found = [
            account
            for ids in in_chunks(sorted(wanted))
            for account in self._session.scalars(sa.select(Account).where(Account.id.in_(ids)))
        ]
        return {account.id: account for account in sorted(found, key=lambda one: one.number)}


def _stands(entry_id: int, undone_by: Mapping[int | None, int]) -> bool:
    """Tell whether nothing that itself stands has undone an entry."""
    undoer = undone_by.get(entry_id)
    return undoer is None or not _stands(undoer, undone_by)


def _stops(account: Account, as_of: date) -> tuple[str, ...]:
    """Name what stops a statement, in the order it is asked."""
    stops = (
        ("bankruptcy", account.bankruptcy_on),
        ("deceased", account.deceased_on),
        ("bad_address", as_of if account.bad_address else None),
        ("in_collections", account.in_collections_on),
    )
    return tuple(name for name, since in stops if since is not None and since <= as_of)
