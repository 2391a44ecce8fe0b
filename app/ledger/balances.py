"""What accounts owe and hold on a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.ledger import posting, reading, totals
from app.ledger.summary import AccountSummary, SummaryTerms, summarize
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.problem import Refused

DEFAULT = SummaryTerms()


def account_summary(
    session: Session, account_id: int, as_of: date, terms: SummaryTerms = DEFAULT
) -> AccountSummary:
    """Give what one account owes on a day, with all its charges up to that day.

    Raises:
        Refused: ledger.no_such_account.
    """
    facts = reading.Facts(session, as_of, [account_id])
    if account_id not in facts.account_ids:
        raise Refused("ledger.no_such_account")
    return summarize(facts.of(account_id), as_of, terms)


def account_summaries(
    session: Session,
    as_of: date,
    terms: SummaryTerms = DEFAULT,
    account_ids: Sequence[int] | None = None,
    *,
    unsettled: bool = False,
) -> Iterator[AccountSummary]:
    """Give the accounts named, or every one with a balance, a credit or an open plan.

    In order of the account's number; without ``account_ids``, or with ``unsettled``, only
    charges that are not settled are listed: the figures of the whole account are the same.
    The queries are as many for one account as for all.
    """
    facts = reading.Facts(session, as_of, account_ids, unsettled=unsettled)
    for account_id in facts.account_ids:
        yield summarize(facts.of(account_id), as_of, terms)


def accounts_with(
    session: Session,
    as_of: date,
    account_ids: Sequence[int],
    buckets: Sequence[Bucket],
    until: date | None = None,
) -> set[int]:
    """Tell which accounts hold anything in one of the buckets on a day, before any netting.

    ``until``: only on charges of that day of service or before. An account with an entry
    later than ``as_of`` is always among them: look at its figures.
    """
    return totals.holding(session, as_of, account_ids, (buckets, until))


def charge_balance(session: Session, charge_id: int, bucket: Bucket) -> Money:
    """Give the present balance of one receivable or credit of a charge."""
    return Money(posting.positions(session, [charge_id])[charge_id].at(bucket))


def with_payers(session: Session, charge_id: int) -> dict[int, Money]:
    """Give what each coverage owes on a charge now; coverages that owe nothing are left out."""
    found = posting.positions(session, [charge_id])[charge_id]
    return {cover: Money(cents) for cover, cents in found.with_payers()}
