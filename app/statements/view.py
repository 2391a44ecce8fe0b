"""What a statement shows, figured out before it is drawn; no database, no rendering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.documents.paper.letterhead import Letterhead
from app.documents.paper.postal import USUAL, PostalAddress, Windows
from app.documents.paper.reasons import Reason
from app.values.money import ZERO, Money

UNNUMBERED = "\N{EM DASH}"
"""Stands where the number will, as long as a statement is only looked at."""


class DoesNotFoot(ValueError):
    """The figures of a statement disagree; ``which`` names the sum, never a person."""

    def __init__(self, which: str) -> None:
        super().__init__(f"the statement's figures do not foot: {which}")
        self.which = which


class RowKind(StrEnum):
    """A row of "How we got to this amount"; in the order they are printed."""

    PREVIOUS = "previous"
    NEW_CHARGES = "new_charges"
    INSURANCE_PAID = "insurance_paid"
    INSURANCE_DISCOUNTS = "insurance_discounts"
    YOU_PAID = "you_paid"
    REFUNDED = "refunded"
    OTHER = "other"
    WAITING = "waiting"
    IN_PLAN = "in_plan"
    INSURER_CREDIT = "insurer_credit"
    IN_DISPUTE = "in_dispute"
    WITH_AGENCY = "with_agency"
    HELD = "held"
    INSTALLMENT = "installment"
    INSTALLMENTS_PAST_DUE = "installments_past_due"


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One row of the bridge. ``amount`` has the sign that is printed.

    ``when`` is the earlier statement's date for PREVIOUS (None on a first statement) and
    the due date for INSTALLMENT; ``number`` is the installment's place in its plan, ``plan``
    the plan's number where the account has several (0: it has one).
    """

    kind: RowKind
    amount: Money
    when: date | None = None
    number: int = 0
    plan: int = 0


@dataclass(frozen=True, slots=True)
class Bridge:
    """From the last balance to the amount due, to the cent.

    ``account`` rows add up to ``balance``; with ``set_aside`` (what is not asked now, so
    negative; an insurer's own credit positive) they give ``outside``; with the ``asked``
    installments they give ``due``, which is never below zero.
    """

    account: tuple[BridgeRow, ...]
    balance: Money
    set_aside: tuple[BridgeRow, ...]
    outside: Money
    asked: tuple[BridgeRow, ...]
    due: Money


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit with an answer. All amounts zero or more unless money was taken back.

    ``patient`` is the name as printed on the line (the first name within a family),
    ``service`` plain words, ``provider`` may be empty. charged - insurance_paid -
    insurance_discount - you_paid - adjusted - waiting - in_plan = you_owe. ``news`` tells
    whether anything happened to it since the last statement.
    """

    day: date
    patient: str
    service: str
    provider: str
    charged: Money
    insurance_paid: Money
    insurance_discount: Money
    you_paid: Money
    you_owe: Money
    reasons: tuple[Reason, ...] = ()
    adjusted: Money = ZERO
    waiting: Money = ZERO
    in_plan: Money = ZERO
    news: bool = True


@dataclass(frozen=True, slots=True)
class PendingVisit:
    """A visit no insurer has answered; nothing of it is asked. ``billed_on`` None: not yet sent.

    ``news`` tells whether anything happened to it since the last statement.
    """

    day: date
    patient: str
    service: str
    amount: Money
    payer: str
    billed_on: date | None = None
    news: bool = True


class Method(StrEnum):
    """How a patient paid."""

    CASH = "cash"
    CHECK = "check"
    CARD = "card"
    ONLINE = "online"
    TRANSFER = "transfer"
    OTHER = "other"


class Purpose(StrEnum):
    """What a patient's payment was for; NONE prints nothing."""

    NONE = "none"
    COPAY = "copay"
    PLAN = "plan"
    DOWN_PAYMENT = "down_payment"
    RETURNED = "returned"
    VOIDED = "voided"
    RESTORED = "restored"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment since the last statement; a return, void or refund has a negative amount.

    RESTORED is a payment whose void was itself voided: it counts again.

    ``number`` is the check number or a card's last four digits; may be empty.
    """

    day: date
    method: Method
    amount: Money
    number: str = ""
    purpose: Purpose = Purpose.NONE


class AgingBasis(StrEnum):
    """The day from which what is owed is counted."""

    RESPONSIBILITY = "responsibility"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Aging:
    """What is owed outside plans at 0-30, 31-60, 61-90, 91-120 and 121 or more days."""

    buckets: tuple[Money, Money, Money, Money, Money]
    basis: AgingBasis = AgingBasis.RESPONSIBILITY


@dataclass(frozen=True, slots=True)
class PlanBox:
    """A payment plan. started - paid - reduced = left.

    ``next_number`` of ``count`` is the next installment; None when none is left. ``next_due``
    is its day where the bridge does not tell it, because nothing of the plan is asked now.
    ``name`` tells several plans apart ("Plan 12"); may be empty.
    """

    started: Money
    paid: Money
    left: Money
    past_due: Money
    next_number: int | None
    count: int
    reduced: Money = ZERO
    name: str = ""
    next_due: date | None = None


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One editable block of the back page, in the statement's language."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """Everything one statement shows.

    ``language`` is "en" or "es". ``responsible`` is the guarantor's name as people write
    it. ``since`` is the earlier statement's date, None on the first. ``pay_url`` is the
    secure address with an opaque token for the QR code, ``pay_address`` what is printed
    under it; both may be empty. ``message`` is the one dunning message, already in the
    right language. ``back`` is the back page; empty leaves it out. ``large`` sets it all in
    18 points. ``scan_line`` is what the bank's machine reads on the slip; empty for none.
    ``sooner`` says what of the amount a plan asks for before ``due_date``; usually empty.
    """

    number: str
    account: str
    statement_date: date
    due_date: date
    practice: Letterhead
    remit_to: PostalAddress
    recipient: PostalAddress
    responsible: str
    bridge: Bridge
    visits: tuple[Visit, ...] = ()
    pending: tuple[PendingVisit, ...] = ()
    payments: tuple[PaymentLine, ...] = ()
    aging: Aging | None = None
    plans: tuple[PlanBox, ...] = ()
    since: date | None = None
    message: str = ""
    pay_url: str = ""
    pay_address: str = ""
    back: tuple[TextBlock, ...] = ()
    language: str = "en"
    printed_perforation: bool = True
    large: bool = False
    scan_line: str = ""
    windows: Windows = USUAL
    sooner: str = ""

    @property
    def amount_due(self) -> Money:
        """What is asked for now; zero makes the paper "not a bill"."""
        return self.bridge.due

    @property
    def is_bill(self) -> bool:
        """Whether anything is asked for now."""
        return self.amount_due > ZERO


def check_foots(view: StatementView) -> None:
    """Add every sum of the statement again.

    Raises:
        DoesNotFoot: a total differs from its parts by a cent or more.
    """
    _check_bridge(view.bridge)
    for visit in view.visits:
        _check_visit(visit)
    waiting = Money.total(p.amount for p in view.pending)
    waiting += Money.total(v.waiting for v in view.visits)
    _same(_of(view.bridge, RowKind.WAITING), -waiting, "waiting for insurance")
    for plan in view.plans:
        _same(plan.started - plan.paid - plan.reduced, plan.left, "payment plan")
    left = Money.total(plan.left for plan in view.plans)
    _same(_of(view.bridge, RowKind.IN_PLAN), -left, "in payment plan")
    if Money.total(row.amount for row in view.bridge.asked) > left:
        raise DoesNotFoot("installments above the plan's balance")
    if view.scan_line:
        _same(Money(int(view.scan_line[-10:-1])), view.amount_due, "scan line")
    if view.aging is not None:
        owed = max(view.bridge.outside, ZERO)
        _same(Money.total(view.aging.buckets), owed, "aging")


def _check_bridge(bridge: Bridge) -> None:
    _same(Money.total(row.amount for row in bridge.account), bridge.balance, "account balance")
    outside = bridge.balance + Money.total(row.amount for row in bridge.set_aside)
    _same(outside, bridge.outside, "due outside the plan")
    due = outside + Money.total(row.amount for row in bridge.asked)
    _same(max(due, ZERO), bridge.due, "amount due")


def _check_visit(visit: Visit) -> None:
    rest = visit.charged - visit.insurance_paid - visit.insurance_discount - visit.you_paid
    rest = rest - visit.adjusted - visit.waiting - visit.in_plan
    _same(rest, visit.you_owe, "visit")


def _of(bridge: Bridge, kind: RowKind) -> Money:
    rows = (*bridge.account, *bridge.set_aside, *bridge.asked)
    return Money.total(row.amount for row in rows if row.kind is kind)


def _same(one: Money, other: Money, which: str) -> None:
    if one != other:
        raise DoesNotFoot(which)
