"""What one claim or superbill shows the biller: money line by line, what happened, its facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.claims import life, npi, story
from app.claims.life import ClaimView, Queue
from app.claims.npi import NpiState
from app.claims.story import ClaimEvent
from app.patients import coverages
from app.patients.coverages import CoverageRow
from app.superbills import frozen, snapshot, waiting
from app.superbills.changed_notes import ChangedNote, changed_notes
from app.superbills.frozen import SuperbillRows
from app.superbills.snapshot import FrozenFact
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.person import listed
from app.values.problem import Refused
from app.values.states import SuperbillFactKind
from models.account import Account
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.denial import Denial
from models.ledger import Entry, Movement, Reason
from models.patient import Patient
from models.practice import Provider
from models.remittance import RemitLine, RemittanceVoid
from models.superbill import Superbill, SuperbillLine

SUPERBILLS = "superbills"
"""The key of the biller's first queue, beside those of ``life.Queue``."""

_PEOPLE = (SuperbillFactKind.SUPERVISING, SuperbillFactKind.REFERRING)
_REDUCED = (Bucket.CONTRACTUAL, Bucket.WRITE_OFF, Bucket.COLLECTIONS)
_PAYER = (Bucket.PAYER, Bucket.PAYER_CREDIT)
_PATIENT = (Bucket.PATIENT, Bucket.PATIENT_CREDIT)


@dataclass(frozen=True, slots=True)
class DeskQueue:
    """One queue of the biller's desk: how many wait, for how much; ``oldest`` in days."""

    key: str
    count: int
    total: Money
    oldest: int | None


@dataclass(frozen=True, slots=True)
class LineReason:
    """A reason the payer gave on a line: its code such as CO-45, and the amount."""

    code: str
    amount: Money


@dataclass(frozen=True, slots=True)
class LineMoney:
    """Where the money of one charge is. ``paid`` + ``reduced`` + both that owe = ``charged``.

    ``allowed`` is None before an answer. ``paid`` is everything received, the patient's part
    too; ``payer`` and ``patient`` are below zero when they have credit. ``pointers`` are letters
    such as "AB". ``denied`` is the reason still to be decided, such as CO-11, or empty.
    """

    charge_id: int
    position: int
    code: str
    modifiers: str
    wording: str
    pointers: str
    units: str
    charged: Money
    allowed: Money | None
    paid: Money
    reduced: Money
    payer: Money
    patient: Money
    denied: str = ""
    reasons: tuple[LineReason, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """One claim with all its screen shows. ``superbill`` is the paper's number, None without.

    ``people`` are who supervised and who referred, as the superbill froze them. ``coverages``
    are those that could be asked instead.
    """

    view: ClaimView
    lines: tuple[LineMoney, ...]
    events: tuple[ClaimEvent, ...]
    superbill: int | None
    loops: int
    people: tuple[FrozenFact, ...] = ()
    coverages: tuple[CoverageRow, ...] = ()

    def total(self, name: str) -> Money:
        """Add up one money column of the lines."""
        return Money.total(getattr(line, name) or ZERO for line in self.lines)


@dataclass(frozen=True, slots=True)
class SuperbillFacts:
    """One superbill that waits for the biller, with what it can be billed to.

    ``npi`` is what a payer would find of its provider; a wrong number keeps a claim back.
    ``changed`` is the note that came after the visit was coded; None: none did.
    """

    bill: SuperbillRows
    patient: str
    account_number: int
    provider: str
    coverages: tuple[CoverageRow, ...]
    events: tuple[ClaimEvent, ...]
    npi: NpiState = NpiState.READY
    npi_given: str = ""
    changed: ChangedNote | None = None

    @property
    def asked(self) -> tuple[CoverageRow, ...]:
        """Give the coverages in the order they are asked: the visit's own first.

        Two may have one rank, as in lists that call every insurance a primary one.
        """
        own = self.bill.coverage_id
        return tuple(sorted(self.coverages, key=lambda one: one.id != own))


@dataclass(slots=True)
class _Known:
    """What is read of the lines of one claim, by charge."""

    allowed: dict[int, Money | None] = field(default_factory=dict)
    reasons: dict[int, list[LineReason]] = field(default_factory=lambda: defaultdict(list))
    denied: dict[int, str] = field(default_factory=dict)
    pointers: dict[int, str] = field(default_factory=dict)


def desk_queues(session: Session, as_of: date) -> tuple[DeskQueue, ...]:
    """Count every queue of the biller's desk, in the order of work."""
    bills = waiting.queue_total(session, as_of)
    oldest = bills.oldest if bills.count else None
    return (
        DeskQueue(SUPERBILLS, bills.count, bills.total, oldest),
        *(
            DeskQueue(one.queue.value, one.claims, one.charged, one.oldest)
            for one in life.queue_counts(session, as_of)
        ),
    )


def queue_of(session: Session, claim_id: int, as_of: date) -> Queue:
    """Give the queue that a claim waits in.

    Raises:
        Refused: claims.gone.
    """
    found = session.scalar(sa.select(life.queue_case(as_of)).where(Claim.id == claim_id))
    if found is None:
        raise Refused("claims.gone")
    return Queue(found)


def claim_facts(session: Session, claim_id: int, as_of: date) -> ClaimFacts:
    """Give one claim with its money by line and what happened to it, newest first.

    Raises:
        Refused: claims.gone.
    """
    view = life.claim(session, claim_id, as_of)
    number, loops = None, 0
    beside: tuple[FrozenFact, ...] = ()
    if view.superbill_id is not None:
        bill = session.get_one(Superbill, view.superbill_id)
        number, loops = bill.number, frozen.loops(session, bill.encounter_id)
        beside = snapshot.facts_of(session, bill.id).get(bill.id, ())
    return ClaimFacts(
        view=view,
        lines=claim_money(session, claim_id),
        events=story.of_claim(session, claim_id, view.superbill_id),
        superbill=number,
        loops=loops,
        people=tuple(one for one in beside if one.kind in _PEOPLE),
        coverages=_held(session, view.patient_id, view.row.dos, view.coverage_id),
    )


def _held(session: Session, patient_id: int, dos: date, own: int | None) -> tuple[CoverageRow, ...]:
    """Give the coverages that held on a day; the one that is billed stays among them."""
    held = coverages.coverages_on(session, patient_id, dos)
    if own is None or own in [one.id for one in held]:
        return held
    every = coverages.coverages_of(session, patient_id)
    return (*held, *(one for one in every if one.id == own))


def claim_money(session: Session, claim_id: int) -> tuple[LineMoney, ...]:
    """Give the money of each charge of a claim, in the order of the claim's lines."""
    charges = session.scalars(
        sa.select(Charge)
        .join(ClaimCharge, ClaimCharge.charge_id == Charge.id)
        .where(ClaimCharge.claim_id == claim_id)
        .order_by(Charge.dos, Charge.position, Charge.id)
    ).all()
    places = _places(session, [charge.id for charge in charges])
    known = _Known()
    _read_answers(session, claim_id, known)
    billed = session.scalar(sa.select(Claim.superbill_id).where(Claim.id == claim_id))
    _read_pointers(session, charges, billed, known)
    return tuple(_line(charge, places[charge.id], known) for charge in charges)


def superbill_facts(session: Session, superbill_id: int) -> SuperbillFacts:
    """Give a superbill with its patient and the coverages that held on its day.

    Raises:
        Refused: superbills.gone.
    """
    bill = frozen.superbill(session, superbill_id)
    changed = changed_notes(session, bill.encounter_id)
    patient = session.get_one(Patient, bill.patient_id)
    account = session.get_one(Account, bill.account_id)
    provider = session.get(Provider, bill.provider_id) if bill.provider_id else None
    return SuperbillFacts(
        bill=bill,
        patient=listed(patient.last, patient.first),
        account_number=account.number,
        provider=life.provider_name(provider),
        coverages=_held(session, bill.patient_id, bill.dos, bill.coverage_id),
        events=story.of_superbill(session, superbill_id),
        npi=npi.state_of(provider),
        npi_given=provider.npi or "" if provider is not None else "",
        changed=changed[0] if changed else None,
    )


def _places(session: Session, charge_ids: Sequence[int]) -> Mapping[int, Mapping[Bucket, Money]]:
    """Sum every bucket of every charge in one query."""
    ends = [
        sa.select(
            Movement.charge_id.label("charge_id"),
            bucket.label("bucket"),
            (sa.type_coerce(Movement.amount, sa.Integer) * sign).label("cents"),
        ).where(Movement.charge_id.in_(charge_ids))
        for bucket, sign in ((Movement.target, 1), (Movement.source, -1))
    ]
    both = sa.union_all(*ends).subquery()
    sums: dict[int, dict[Bucket, Money]] = defaultdict(lambda: defaultdict(Money))
    for charge_id, bucket, cents in session.execute(
        sa.select(both.c.charge_id, both.c.bucket, sa.func.sum(both.c.cents)).group_by(
            both.c.charge_id, both.c.bucket
        )
    ):
        sums[charge_id][Bucket(bucket)] = Money(cents)
    return sums


def _read_answers(session: Session, claim_id: int, known: _Known) -> None:
    answered = session.execute(
        sa.select(RemitLine.charge_id, RemitLine.allowed)
        .outerjoin(RemittanceVoid, RemittanceVoid.remittance_id == RemitLine.remittance_id)
        .where(RemitLine.claim_id == claim_id, RemittanceVoid.remittance_id.is_(None))
        .order_by(RemitLine.id)
    )
    for charge_id, allowed in answered:
        # What a payer took back is told no more: its mirror stands below zero.
        taken_back = allowed is not None and allowed < ZERO
        known.allowed[charge_id] = None if taken_back else allowed
    reversal, own = sa.orm.aliased(Entry), sa.orm.aliased(Entry)
    # Told by their ids: without statistics the engine would begin with all that was ever posted.
    of_claim = sa.select(own.id).where(own.claim_id == claim_id)
    given = session.execute(
        sa.select(Reason.charge_id, Reason.group_code, Reason.carc, Reason.amount)
        .join(Entry, Entry.id == Reason.entry_id)
        .where(Entry.id.in_(of_claim), Entry.reverses_id.is_(None))
        .where(~sa.select(reversal.id).where(reversal.reverses_id == Entry.id).exists())
        .order_by(Reason.id)
    )
    sums: dict[tuple[int, str], Money] = defaultdict(lambda: ZERO)
    for charge_id, group, carc, amount in given:
        sums[charge_id, f"{group}-{carc}"] += amount
    for (charge_id, code), amount in sums.items():
        if amount:
            known.reasons[charge_id].append(LineReason(code, amount))
    refused = session.execute(
        sa.select(Denial.charge_id, Denial.group_code, Denial.carc)
        .where(Denial.claim_id == claim_id, Denial.decided_at.is_(None))
        .order_by(Denial.id)
    )
    for charge_id, group, carc in refused:
        known.denied.setdefault(charge_id, f"{group}-{carc}")


def _read_pointers(
    session: Session, charges: Sequence[Charge], billed: int | None, known: _Known
) -> None:
    """Read which diagnoses the lines point at; ``billed``: the superbill the claim asks for.

    A charge that a corrected superbill kept points at what that one says of the same service.
    """
    bills = {charge.superbill_id for charge in charges if charge.superbill_id} | {billed or 0}
    lines = session.scalars(sa.select(SuperbillLine).where(SuperbillLine.superbill_id.in_(bills)))
    by_line: dict[tuple[int, int], str] = {}
    again: dict[tuple[str, str], str] = {}
    for line in lines:
        by_line[line.superbill_id, line.position] = line.pointers
        if line.superbill_id == billed:
            again[line.code, line.modifiers] = line.pointers
    for charge in charges:
        pointers = by_line.get((charge.superbill_id or 0, charge.position), "")
        if charge.superbill_id != billed:
            pointers = again.get((charge.code, charge.modifiers), pointers)
        known.pointers[charge.id] = letters(pointers)


def letters(pointers: str) -> str:
    """Give "AB" for the pointers "1,2"; empty when there are none."""
    return "".join(chr(ord("A") + int(one) - 1) for one in pointers.split(",") if one)


def _line(charge: Charge, places: Mapping[Bucket, Money], known: _Known) -> LineMoney:
    return LineMoney(
        charge_id=charge.id,
        position=charge.position,
        code=charge.code,
        modifiers=charge.modifiers,
        wording=charge.wording,
        pointers=known.pointers.get(charge.id, ""),
        units=str(charge.units),
        charged=charge.amount,
        allowed=known.allowed.get(charge.id),
        paid=places[Bucket.RECEIVED],
        reduced=Money.total(places[bucket] for bucket in _REDUCED),
        payer=Money.total(places[bucket] for bucket in _PAYER),
        patient=Money.total(places[bucket] for bucket in _PATIENT),
        denied=known.denied.get(charge.id, "") if places[Bucket.PAYER] else "",
        reasons=tuple(known.reasons[charge.id]),
    )
