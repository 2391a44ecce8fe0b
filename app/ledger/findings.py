"""The ledger's part of the check of the books: it reports and never repairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.ledger import balances, deposits
from app.ledger.closing import is_upside_down
from app.ledger.kinds import ALLOWED, OWED
from app.ledger.summary import AccountSummary
from app.ledger.sums import CENTS, balances_of, net_into
from app.store.check import NamedCheck
from app.values.ledger import Bucket
from app.values.money import Money
from models.charge import Charge
from models.ledger import Entry, Movement, Payment


def pairs(session: Session) -> Iterable[str]:
    """Find moves that the kind of their entry does not make."""
    used = sa.select(Entry.kind, Movement.source, Movement.target, sa.func.min(Entry.id))
    used = used.join(Entry, Entry.id == Movement.entry_id)
    for kind, source, target, first in session.execute(
        used.group_by(Entry.kind, Movement.source, Movement.target)
    ):
        if (source, target) not in ALLOWED[kind]:
            yield f"entry {first} ({kind}) moves from {source} to {target}"


def reversals(session: Session) -> Iterable[str]:
    """Find reversals that do not mirror what they reverse."""
    mirror, entry = aliased(Movement), aliased(Entry)
    ends = (
        (mirror.source == Movement.target)
        & (mirror.target == Movement.source)
        & (mirror.amount == Movement.amount)
        & mirror.charge_id.is_not_distinct_from(Movement.charge_id)
        & mirror.source_coverage_id.is_not_distinct_from(Movement.target_coverage_id)
        & mirror.target_coverage_id.is_not_distinct_from(Movement.source_coverage_id)
    )
    missing = (
        sa.select(entry.id)
        .join(Movement, Movement.entry_id == entry.reverses_id)
        .where(~sa.select(mirror.id).where(mirror.entry_id == entry.id, ends).exists())
    )
    count = sa.select(sa.func.count(Movement.id))
    own = count.where(Movement.entry_id == entry.id).correlate(entry).scalar_subquery()
    theirs = count.where(Movement.entry_id == entry.reverses_id).correlate(entry)
    uneven = sa.select(entry.id).where(
        entry.reverses_id.is_not(None), own != theirs.scalar_subquery()
    )
    for entry_id in sorted({*session.scalars(missing), *session.scalars(uneven)}):
        yield f"entry {entry_id} does not mirror the entry it reverses"


def standings(session: Session) -> Iterator[str]:
    """Find receivables below zero and credits above."""
    on_charges = balances_of(Movement.charge_id.is_not(None), *OWED)
    for charge_id, bucket, coverage, cents in session.execute(on_charges):
        if is_upside_down(bucket, cents):
            place = f"{bucket} of coverage {coverage}" if coverage else f"{bucket}"
            yield f"charge {charge_id}: {place} stands at {Money(cents).plain()}"
    net = net_into(Bucket.PATIENT_CREDIT)
    overdrawn = sa.select(Entry.account_id, net).join(Movement, Movement.entry_id == Entry.id)
    for account_id, cents in session.execute(overdrawn.group_by(Entry.account_id).having(net > 0)):
        yield f"account {account_id}: more credit was used than there is, {Money(cents).plain()}"


def accounts(session: Session) -> Iterator[str]:
    """Find accounts whose figures do not add up, and moves on another account's charge."""
    astray = (
        sa.select(Entry.id, Entry.account_id, Charge.account_id)
        .join(Movement, Movement.entry_id == Entry.id)
        .join(Charge, Charge.id == Movement.charge_id)
        .where(Charge.account_id != Entry.account_id)
        .order_by(Entry.id)
    )
    strays = session.execute(astray).all()
    for entry_id in dict.fromkeys(row[0] for row in strays):
        yield f"entry {entry_id} moves money on a charge of another account"
    # Their figures cannot agree: a charge's money counts for the account of the charge.
    told = {account_id for row in strays for account_id in row[1:]}
    days = (session.scalar(sa.select(sa.func.max(day))) for day in (Entry.effective, Charge.dos))
    last = max((day for day in days if day is not None), default=None)
    net = net_into(*OWED)
    summed = sa.select(Entry.account_id, net).join(Movement, Movement.entry_id == Entry.id)
    sums = dict(session.execute(summed.group_by(Entry.account_id)).all())
    for found in balances.account_summaries(session, last) if last else ():
        if found.account_id not in told:
            yield from disagreements(found, sums.get(found.account_id, 0))


def disagreements(found: AccountSummary, moved: int) -> Iterator[str]:
    """Find where an account's figures disagree with the cents that its movements leave."""
    parts = found.patient_balance + found.plan_balance + found.insurance_pending
    held = found.unapplied_credit + found.payer_credit
    if not found.account_balance.cents == (parts - held).cents == moved:
        figures = f"{found.account_balance.plain()}, its movements {Money(moved).plain()}"
        yield f"account {found.account_id}: its figures give {figures}"
    if Money.total(found.aging.values()) != found.patient_balance:
        yield f"account {found.account_id}: aging does not add up to the patient's part"


def receipts(session: Session) -> Iterator[str]:
    """Find payments whose entry did not bring in the amount on the receipt."""
    came = sa.func.sum(sa.case((Movement.target == Bucket.RECEIVED, CENTS), else_=-CENTS))
    cash = sa.or_(Movement.target == Bucket.RECEIVED, Movement.source == Bucket.RECEIVED)
    amount = sa.type_coerce(Payment.amount, sa.Integer)
    found = (
        sa.select(Payment.number)
        .outerjoin(Movement, (Movement.entry_id == Payment.entry_id) & cash)
        .group_by(Payment.id)
        .having(sa.func.coalesce(came, 0) != amount)
    )
    for number in session.scalars(found):
        yield f"receipt {number} and its entry differ"


CHECKS: tuple[NamedCheck, ...] = (
    NamedCheck("ledger moves", pairs),
    NamedCheck("ledger reversals", reversals),
    NamedCheck("ledger balances", standings),
    NamedCheck("account sums", accounts),
    NamedCheck("receipts", receipts),
    NamedCheck("remittances", deposits.remittances),
)
