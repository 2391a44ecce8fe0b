"""A superbill coded anew after a payer has paid: its charges that stay, and those that change.

Money stays where it is. A line of the new superbill that says the same as a charge keeps that
charge; a charge nobody paid on may go; one with money on it may not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.sums import REVERSED, net_into
from app.superbills.snapshot import FrozenLine
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.problem import Refused
from models.charge import Charge
from models.ledger import Entry, Movement
from models.superbill import Superbill

_MONEY = (Bucket.RECEIVED, Bucket.CONTRACTUAL, Bucket.WRITE_OFF, Bucket.COLLECTIONS)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier superbill of the visit whose charges stand, with the entry that billed them.

    ``account_id``: where they stand, also when the patient has another guarantor since.
    """

    superbill_id: int
    account_id: int
    entry_id: int
    effective: date
    charges: tuple[Charge, ...]


def source_key(number: int) -> str:
    """Give the key under which a superbill's charges are posted once."""
    return f"superbill:{number}"


def earlier(session: Session, encounter_id: int, superbill_id: int) -> Earlier | None:
    """Give what was billed of the visit before and stands; None when nothing does."""
    others = sa.select(Superbill.id, Superbill.number).where(
        Superbill.encounter_id == encounter_id, Superbill.id != superbill_id
    )
    keys = {source_key(number): one for one, number in session.execute(others)}
    entry = session.scalars(
        sa.select(Entry)
        .where(Entry.source_key.in_(keys), Entry.id.not_in(REVERSED))
        .order_by(Entry.id.desc())
    ).first()
    if entry is None or entry.source_key is None:
        return None
    billed = charged_by(session, entry.id)
    charges = session.scalars(
        sa.select(Charge).where(Charge.id.in_(billed)).order_by(Charge.position, Charge.id)
    ).all()
    return Earlier(
        keys[entry.source_key], entry.account_id, entry.id, entry.effective, tuple(charges)
    )


def charged_by(session: Session, entry_id: int) -> list[int]:
    """Name the charges that an entry billed."""
    found = sa.select(Movement.charge_id).where(
        Movement.entry_id == entry_id, Movement.source == Bucket.BILLED
    )
    return [charge_id for charge_id in session.scalars(found) if charge_id is not None]


def with_money(session: Session, charge_ids: Sequence[int]) -> set[int]:
    """Tell on which charges something was paid, taken off or handed to an agency."""
    net = sa.or_(*(net_into(bucket) != 0 for bucket in _MONEY))
    found = (
        sa.select(Movement.charge_id)
        .where(Movement.charge_id.in_(charge_ids))
        .group_by(Movement.charge_id)
        .having(net)
    )
    return {charge_id for charge_id in session.scalars(found) if charge_id is not None}


def kept(session: Session, before: Earlier, lines: Sequence[FrozenLine]) -> list[int | None]:
    """Give for each line of the new superbill the charge it keeps, None for a new one.

    Raises:
        Refused: superbills.paid_line_changed, when a charge with money on it has no line.
    """
    free = list(before.charges)
    found: list[int | None] = []
    for line in lines:
        same = next((charge for charge in free if _says(charge) == _told(line)), None)
        if same is not None:
            free.remove(same)
        found.append(None if same is None else same.id)
    paid = with_money(session, [charge.id for charge in free])
    if paid:
        codes = ", ".join(charge.code for charge in free if charge.id in paid)
        raise Refused("superbills.paid_line_changed", codes=codes)
    return found


def _says(charge: Charge) -> tuple[str, list[str], str, Money]:
    return charge.code, charge.modifiers.split(), str(charge.units), charge.amount


def _told(line: FrozenLine) -> tuple[str, list[str], str, Money]:
    return line.code, line.modifiers.split(), str(line.units), line.amount
