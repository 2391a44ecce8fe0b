"""What happened on an account, visit by visit: each line with its figures and its paper.

The running figures are what payers and the patient owe on the visit after the line; the last
ones of all visits add up to the account's balance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from app.ledger.fee_names import service_name
from app.reports import account_part
from app.reports import account_rows as rows_of
from app.reports.account_rows import Billed, Code, Happened, Paper, PaperKind, Told
from app.reports.account_steps import MANY, Part, Step, What, steps_of
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.states import EntryKind, PaymentMethod

__all__ = ["AccountLedger", "LedgerLine", "LedgerRow", "LedgerVisit", "PaperKind", "What"]

_OWED_BY_PAYER = (Bucket.PAYER, Bucket.PAYER_CREDIT)
_OWED_BY_PATIENT = (Bucket.PATIENT, Bucket.PATIENT_CREDIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One line of the ledger: a part of an entry, on one visit.

    ``amount`` is what it added to what is owed, or what it moved between payer and patient.
    ``payer`` and ``patient`` are owed on the visit after it. ``undoes`` names what a reversal
    undid; ``is_undone`` tells that this line was reversed later. ``payment_id`` is set on the
    entry of a payment.
    """

    entry_id: int
    visit: int
    part: Part
    what: What
    day: date
    amount: Money
    payer: Money
    patient: Money
    paper: Paper | None = None
    payer_name: str = ""
    codes: tuple[Code, ...] = ()
    method: PaymentMethod | None = None
    reference: str = ""
    plan_number: int | None = None
    reason: str = ""
    services: int = 0
    undoes: What | None = None
    is_undone: bool = False
    payment_id: int | None = None

    @property
    def identity(self) -> tuple[int, int, str]:
        """Give what makes the line itself over reloads."""
        return (self.entry_id, self.visit, self.part.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One charge of a visit and where its money stands. Credits are below zero.

    ``coverages`` are (coverage id, payer's name, owed) of each payer that owes a part.
    """

    charge_id: int
    code: str
    modifiers: str
    wording: str
    charged: Money
    insurance_paid: Money = ZERO
    reduced: Money = ZERO
    patient_paid: Money = ZERO
    payer: Money = ZERO
    patient: Money = ZERO
    coverages: tuple[tuple[int, str, Money], ...] = ()

    @property
    def words(self) -> str:
        """Give the practice's wording, else the code."""
        return self.wording or self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerVisit:
    """The charges of one patient on one day, or (``number`` 0) money held on no charge.

    ``plan_number`` names the open plan that holds a charge of it. ``coverage`` is the first
    coverage that was asked, None for self-pay; ``claims`` the numbers of its claims.
    """

    number: int
    dos: date
    patient_id: int = 0
    patient: str = ""
    provider: str = ""
    services: tuple[str, ...] = ()
    lines: tuple[LedgerLine, ...] = ()
    rows: tuple[LedgerRow, ...] = ()
    payer: Money = ZERO
    patient_owes: Money = ZERO
    plan_number: int | None = None
    is_fee: bool = False
    coverage: tuple[int, str] | None = None
    waiting_since: date | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether anything is owed or held on it."""
        return bool(self.payer or self.patient_owes)

    @property
    def charge_ids(self) -> tuple[int, ...]:
        """Name its charges."""
        return tuple(line.charge_id for line in self.lines)


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """All visits of an account, newest first; credit on no charge comes last.

    ``payer`` and ``patient`` add up what is owed less what is held; together they are the
    account's balance. ``untold`` counts the visits that are left out: settled ones, whose
    part of every figure is zero.
    """

    account_id: int
    as_of: date
    visits: tuple[LedgerVisit, ...]
    untold: int = 0

    @property
    def payer(self) -> Money:
        """Give what payers owe, less what is owed back to them."""
        return Money.total(visit.payer for visit in self.visits)

    @property
    def patient(self) -> Money:
        """Give what the patient owes, in a plan or not, less the credit held."""
        return Money.total(visit.patient_owes for visit in self.visits)

    @property
    def balance(self) -> Money:
        """Give the account's balance."""
        return self.payer + self.patient


def story_of(session: Session, account_id: int, as_of: date) -> AccountLedger:
    """Tell an account's story up to a day, in as many queries for any length.

    Raises:
        Refused: ledger.no_such_account.
    """
    return AccountLedger(account_id, as_of, _visits(session, account_id, as_of, None))


def beginning_of(
    session: Session, account_id: int, as_of: date, open_days: Iterable[date]
) -> AccountLedger:
    """Tell of a long account the open visits and the newest ones, of a short one all.

    ``open_days`` are the days of all services that are not settled.

    Raises:
        Refused: ledger.no_such_account.
    """
    days, untold = account_part.days_first(session, account_id, as_of, open_days)
    return AccountLedger(account_id, as_of, _visits(session, account_id, as_of, days), untold)


def _visits(
    session: Session, account_id: int, as_of: date, days: Collection[date] | None
) -> tuple[LedgerVisit, ...]:
    told = rows_of.read(session, account_id, as_of, days)
    if told is None:
        raise Refused("ledger.no_such_account")
    visits = _Visits(told)
    for step in steps_of(told):
        visits.take(step)
    return visits.finished()


@dataclass(slots=True)
class _Running:
    """A visit while its story is told; cents."""

    payer: int = 0
    patient: int = 0
    rows: list[LedgerRow] = field(default_factory=list)


@dataclass(slots=True)
class _LineSums:
    """Where the money of one charge went; cents, and cents owed by coverage."""

    insurance_paid: int = 0
    reduced: int = 0
    patient_paid: int = 0
    patient: int = 0
    by_coverage: dict[int, int] = field(default_factory=lambda: defaultdict(int))


class _Visits:
    """Collects the steps of an account's story by visit."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._running: dict[int, _Running] = defaultdict(_Running)
        self._lines: dict[int, _LineSums] = defaultdict(_LineSums)

    def take(self, step: Step) -> None:
        """Add one step of an entry to its visit, and its moves to their charges."""
        running = self._running[step.visit]
        running.payer += step.to_payer
        running.patient += step.to_patient
        change = step.to_payer + step.to_patient
        moved = change or abs(step.to_patient)
        entry = step.entry
        running.rows.append(
            LedgerRow(
                entry_id=entry.id,
                visit=step.visit,
                part=step.part,
                what=step.what,
                day=entry.effective,
                amount=Money(moved),
                payer=Money(running.payer),
                patient=Money(running.patient),
                paper=self._paper(step),
                payer_name=self._payer(step),
                codes=step.codes,
                method=entry.method,
                reference=entry.reference,
                plan_number=self._told.plan_numbers.get(entry.plan_id or 0),
                reason=self._fees(step) if step.what is What.FEE else entry.reason,
                services=step.services,
                undoes=step.undoes,
                is_undone=entry.id in self._told.undone,
                payment_id=entry.payment_id,
            )
        )
        for move in step.moves:
            self._sum(move)

    def _fees(self, step: Step) -> str:
        """Name the fees of a step, each kind once."""
        ids = [move.charge_id for move in step.moves if move.charge_id in self._told.charges]
        found = [self._told.charges[one] for one in ids if one is not None]
        names = [service_name(one.wording, one.code, is_fee=True) for one in found]
        return ", ".join(dict.fromkeys(names))

    def finished(self) -> tuple[LedgerVisit, ...]:
        """Give the visits, newest first."""
        charges: dict[int, list[Billed]] = defaultdict(list)
        for billed in self._told.charges.values():
            charges[billed.visit].append(billed)
        visits = [self._visit(number, lines) for number, lines in charges.items()]
        visits.sort(key=lambda visit: (visit.dos, visit.number), reverse=True)
        if self._running.get(0):
            visits.append(self._held())
        return tuple(visits)

    def _held(self) -> LedgerVisit:
        running = self._running[0]
        return LedgerVisit(
            number=0,
            dos=running.rows[0].day,
            rows=tuple(running.rows),
            payer=Money(running.payer),
            patient_owes=Money(running.patient),
        )

    def _visit(self, number: int, charges: Sequence[Billed]) -> LedgerVisit:
        first, running = charges[0], self._running[number]
        plans = [self._told.plan_of[c.id] for c in charges if c.id in self._told.plan_of]
        asked = next((c.asked for c in charges if c.asked is not None), None)
        return LedgerVisit(
            number=number,
            dos=first.dos,
            patient_id=first.patient_id,
            patient=first.patient,
            provider=next((c.provider for c in charges if c.provider), ""),
            services=tuple(
                dict.fromkeys(service_name(c.wording, c.code, is_fee=c.is_fee) for c in charges)
            ),
            lines=tuple(self._line(c) for c in charges),
            rows=tuple(running.rows),
            payer=Money(running.payer),
            patient_owes=Money(running.patient),
            plan_number=plans[0] if plans else None,
            is_fee=first.is_fee,
            coverage=(asked, self._told.payers.get(asked, "")) if asked else None,
            waiting_since=first.submitted_on if running.payer > 0 else None,
        )

    def _line(self, billed: Billed) -> LedgerLine:
        sums = self._lines[billed.id]
        owing = [(cover, cents) for cover, cents in sums.by_coverage.items() if cents > 0]
        return LedgerLine(
            charge_id=billed.id,
            code=billed.code,
            modifiers=billed.modifiers,
            wording=service_name(billed.wording, billed.code, is_fee=True)
            if billed.is_fee
            else billed.wording,
            charged=billed.amount,
            insurance_paid=Money(sums.insurance_paid),
            reduced=Money(sums.reduced),
            patient_paid=Money(sums.patient_paid),
            payer=Money(sum(sums.by_coverage.values())),
            patient=Money(sums.patient),
            coverages=tuple((c, self._told.payers.get(c, ""), Money(cents)) for c, cents in owing),
        )

    def _sum(self, move: Happened) -> None:
        """Add a movement to what its charge's line tells."""
        if move.charge_id is None:
            return
        sums = self._lines[move.charge_id]
        for bucket, coverage, other, cents in (
            (move.source, move.source_coverage, move.target, -move.cents),
            (move.target, move.target_coverage, move.source, move.cents),
        ):
            if bucket in _OWED_BY_PAYER and coverage is not None:
                sums.by_coverage[coverage] += cents
                sums.insurance_paid -= cents * (other is Bucket.RECEIVED)
            elif bucket in _OWED_BY_PATIENT:
                sums.patient += cents
                sums.patient_paid -= cents * (other is Bucket.RECEIVED)
            elif bucket in (Bucket.CONTRACTUAL, Bucket.WRITE_OFF):
                sums.reduced += cents

    def _payer(self, step: Step) -> str:
        ids: Iterable[int] = (
            cover
            for move in step.moves
            for cover in (move.target_coverage, move.source_coverage)
            if cover is not None
        )
        found = next(iter(ids), None) or step.coverage_id
        return self._told.payers.get(found, "") if found else ""

    def _refund(self, step: Step) -> Paper | None:
        """Name the receipt of a refund to the patient; a payer gets none from us."""
        if any(move.target is Bucket.PAYER_CREDIT for move in step.moves):
            return None
        return Paper(PaperKind.REFUND, step.entry.id, str(step.entry.id))

    def _paper(self, step: Step) -> Paper | None:
        """Name the paper a line came from: EOB, receipt, superbill, or else the claim."""
        entry = step.entry
        if entry.remittance_id is not None and entry.remittance_id in self._told.traces:
            trace = self._told.traces[entry.remittance_id]
            return Paper(PaperKind.EOB, entry.remittance_id, trace)
        if entry.payment_id is not None:
            return Paper(PaperKind.RECEIPT, entry.payment_id, str(entry.payment_number))
        if entry.kind is EntryKind.CHARGE:
            return self._told.bill_of.get(step.visit)
        if entry.kind is EntryKind.REFUND:
            return self._refund(step)
        return self._told.receipt_of(entry) if entry.kind in MANY else None
