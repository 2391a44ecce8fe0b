"""What a statement needs to know of accounts, read in a few queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger import reading
from app.ledger.pouring import CLOSING_EVENTS
from app.ledger.summary import AccountFacts, AccountSummary, SummaryTerms, summarize
from app.ledger.sums import REVERSED
from app.values.money import Money
from models.account import Account
from models.ledger import Payment
from models.plan import PaymentPlan, PlanEvent, PlanTerms
from models.statement import Statement

_FROM_OLD = "accounts:"
"""Marks the source key of an account that was brought in with its balance."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Who:
    """The guarantor of an account, as paper and lists name them. ``hold_until`` None: no hold."""

    account_id: int
    number: int
    source_key: str | None
    last: str
    first: str
    suffix: str
    street: str
    extra: str
    city: str
    state: str
    zip: str
    language: str
    large_print: bool
    paperless: bool
    in_dispute: bool
    hold_until: date | None
    hold_reason: str

    @property
    def key(self) -> str:
        """Give the id an account had in its old system, else its number."""
        key = self.source_key or ""
        return key.removeprefix(_FROM_OLD) if key.startswith(_FROM_OLD) else str(self.number)

    @property
    def listed(self) -> str:
        """Give "Castellan Jr, Priya"."""
        family = f"{self.last} {self.suffix}".strip()
        return f"{family}, {self.first}" if self.first else family

    @property
    def spoken(self) -> str:
        """Give "Priya Castellan Jr"."""
        return " ".join(part for part in (self.first, self.last, self.suffix) if part)

    @property
    def has_address(self) -> bool:
        """Tell whether there is a street, a city and a ZIP to write on the envelope."""
        return bool(self.street and self.city and self.zip)


@dataclass(frozen=True, slots=True)
class Sent:
    """An earlier statement: what the next one starts from. Amounts as printed."""

    id: int
    number: int
    issued_on: date
    account_balance: Money
    amount_due: Money
    through_entry_id: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An account on a day, with who pays it and what was sent and paid before.

    ``sent_on`` are the days of its statements up to that day, oldest first, ``last`` is the
    latest, None before the first; ``paid_since`` what the patient paid since.
    """

    who: Who
    facts: AccountFacts
    summary: AccountSummary
    sent_on: tuple[date, ...] = ()
    last: Sent | None = None
    paid_since: Money = Money(0)

    @property
    def code(self) -> str:
        """Give "send" or why not: the code without its "skip:"."""
        return self.summary.statement.removeprefix("skip:")

    @property
    def oldest_days(self) -> int | None:
        """Give the age in days of the oldest amount outside plans; None when there is none."""
        ages = [one.age_days for one in self.summary.charges if one.age_days is not None]
        return max(ages, default=None)


def standings(
    session: Session,
    as_of: date,
    terms: SummaryTerms,
    account_ids: Sequence[int] | None = None,
) -> list[Standing]:
    """Give the accounts named, or every one with a balance, a credit or an open plan.

    In order of the account's number. Besides the ledger's own reasons an account is not sent a
    statement without an address, in a dispute, on hold, or after a later statement.
    """
    facts = reading.Facts(session, as_of, account_ids)
    ids = facts.account_ids
    people = _people(session, ids, everyone=account_ids is None)
    days = _days(session, ids, everyone=account_ids is None)
    lasts = _lasts(session, ids, as_of, everyone=account_ids is None)
    offered = _offered(session, as_of)
    found = []
    for account_id in ids:
        sent_on = days.get(account_id, ())
        waits = account_id in offered
        known = _stopped(facts.of(account_id), people[account_id], as_of, offered=waits)
        if sent_on and sent_on[-1] > as_of:
            known = replace(known, last_statement=as_of)
        summary = summarize(known, as_of, terms)
        earlier = tuple(day for day in sent_on if day <= as_of)
        last = lasts.get(account_id)
        found.append(Standing(people[account_id], known, summary, earlier, last))
    return _with_payments(session, found, as_of)


OFFER_DAYS = 30
"""So long an offered payment plan waits for its signature, and statements wait with it."""

_STOPS = (
    "bankruptcy", "deceased", "bad_address", "in_collections", "dispute", "hold", "offer_open",
)  # fmt: skip
"""What stops a statement whatever is owed, in the order it is asked."""


def _offered(session: Session, as_of: date) -> set[int]:
    """Name the accounts with a payment plan that was offered lately and not yet signed."""
    decided = sa.select(PlanEvent.plan_id).where(
        PlanEvent.kind.in_(CLOSING_EVENTS), PlanEvent.effective <= as_of
    )
    signed = sa.select(PlanTerms.plan_id).where(PlanTerms.agreed_on <= as_of)
    found = (
        sa.select(PaymentPlan.account_id)
        .join(PlanEvent, PlanEvent.plan_id == PaymentPlan.id)
        .where(
            PlanEvent.kind == "offered",
            PlanEvent.effective <= as_of,
            PlanEvent.effective > as_of - timedelta(days=OFFER_DAYS),
            PaymentPlan.id.not_in(decided),
            PaymentPlan.id.not_in(signed),
        )
    )
    return set(session.scalars(found))


def _stopped(facts: AccountFacts, who: Who, as_of: date, *, offered: bool) -> AccountFacts:
    """Add what stops a statement beside the ledger's own flags."""
    stops = set(facts.stops)
    if offered:
        stops.add("offer_open")
    if not who.has_address:
        stops.add("bad_address")
    if who.in_dispute:
        stops.add("dispute")
    if who.hold_until is not None and who.hold_until >= as_of:
        stops.add("hold")
    return replace(facts, stops=tuple(stop for stop in _STOPS if stop in stops))


_COLUMNS = (
    Account.id.label("account_id"),
    Account.number,
    Account.source_key,
    Account.guarantor_last.label("last"),
    Account.guarantor_first.label("first"),
    Account.guarantor_suffix.label("suffix"),
    Account.street,
    Account.extra,
    Account.city,
    Account.state,
    Account.zip,
    Account.language,
    Account.large_print,
    Account.paperless,
    Account.in_dispute,
    Account.hold_until,
    Account.hold_reason,
)


def _people(session: Session, ids: Sequence[int], *, everyone: bool) -> dict[int, Who]:
    found = sa.select(*_COLUMNS)
    if not everyone:
        found = found.where(Account.id.in_(ids))
    wanted = set(ids)
    rows = session.execute(found).mappings()
    return {row["account_id"]: Who(**row) for row in rows if row["account_id"] in wanted}


def _days(session: Session, ids: Sequence[int], *, everyone: bool) -> dict[int, tuple[date, ...]]:
    """Give the days of each account's statements, the oldest first, out of their index alone."""
    joined = sa.func.group_concat(sa.type_coerce(Statement.issued_on, sa.String))
    found = sa.select(Statement.account_id, joined).group_by(Statement.account_id)
    if not everyone:
        found = found.where(Statement.account_id.in_(ids))
    return {
        account_id: tuple(sorted(map(date.fromisoformat, days.split(","))))
        for account_id, days in session.execute(found)
    }


def _lasts(session: Session, ids: Sequence[int], as_of: date, *, everyone: bool) -> dict[int, Sent]:
    """Give each account's latest statement up to a day."""
    newest = (
        sa.select(Statement.id)
        .where(Statement.account_id == Account.id, Statement.issued_on <= as_of)
        .order_by(Statement.issued_on.desc(), Statement.id.desc())
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )
    of = sa.select(newest).select_from(Account)
    if not everyone:
        of = of.where(Account.id.in_(ids))
    found = session.execute(
        sa.select(
            Statement.account_id,
            Statement.id,
            Statement.number,
            Statement.issued_on,
            Statement.account_balance,
            Statement.amount_due,
            sa.func.coalesce(Statement.through_entry_id, 0),
        ).where(Statement.id.in_(of))
    )
    return {row[0]: Sent(*row[1:]) for row in found}


def _with_payments(session: Session, found: list[Standing], as_of: date) -> list[Standing]:
    """Add what each account's patient paid since its latest statement."""
    lasts = {one.who.account_id: one.last.issued_on for one in found if one.last}
    if not lasts:
        return found
    paid: dict[int, int] = defaultdict(int)
    rows = session.execute(
        sa.select(Payment.account_id, Payment.received_on, Payment.amount).where(
            Payment.received_on > min(lasts.values()),
            Payment.received_on <= as_of,
            Payment.entry_id.not_in(REVERSED),
        )
    )
    for account_id, on, amount in rows:
        if account_id in lasts and on > lasts[account_id]:
            paid[account_id] += amount.cents
    return [replace(one, paid_since=Money(paid.get(one.who.account_id, 0))) for one in found]
