"""An account as text: the input of a case, read and checked for what it refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.ledger.aging import AgingBasis
from app.ledger.summary import SummaryTerms
from app.values import written
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.states import ClaimStatus

Fields = Mapping[str, Any]
# An adjustment is one the practice has decided on, so a paper that named no group is taken too;
# CR (correction and reversal) stands on older remittances.
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "adjustment": ("", "CO", "CR", "OA", "PI", "PR"),
    "responsibility": ("PR",),
}
_DEEPEST = 100
"""Undoings of undoings that a case may hold; nobody's books have more than a few."""
FLAGS = ("bankruptcy", "deceased", "bad_address", "in_collections")


@dataclass(frozen=True, slots=True)
class CaseCharge:
    """A service of the case; ``id`` is local to it."""

    id: str
    patient: str
    dos: date
    code: str
    amount: Money


@dataclass(frozen=True, slots=True)
class CaseClaim:
    """What one payer was asked on one charge."""

    charge: str
    payer: str
    status: ClaimStatus
    submitted: date | None
    adjudicated: date | None

    @property
    def answered_on(self) -> date | None:
        """Give the day of the final answer, None while it is open."""
        if self.status.is_open:
            return None
        return self.adjudicated or self.submitted or date.min


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """A transaction of the case, with the fields of its own type."""

    id: str
    type: str
    on: date
    fields: Fields

    @property
    def amount(self) -> Money:
        """Give the amount; zero when the type has none."""
        return money(self.fields.get("amount"))

    @property
    def group(self) -> str:
        """Give the group code; what a payer leaves to the patient needs none to be PR."""
        default = "PR" if self.type == "responsibility" else ""
        return (self.text("group").strip() or default).upper()

    def text(self, key: str) -> str:
        """Give a field as text; empty when it is absent."""
        return str(self.fields.get(key) or "")


@dataclass(frozen=True, slots=True)
class CasePlan:
    """A payment plan of the case: its charges and its schedule as (n, due, amount)."""

    id: str
    charges: tuple[str, ...]
    principal: Money
    schedule: tuple[tuple[int, date, Money], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCase:
    """A whole account: what was billed, what happened since, and how it is to be read."""

    guarantor: str
    charges: tuple[CaseCharge, ...]
    claims: tuple[CaseClaim, ...]
    events: tuple[CaseEvent, ...]
    plans: tuple[CasePlan, ...]
    flags: frozenset[str]
    last_statement: date | None
    as_of: date | None
    terms: SummaryTerms

    @property
    def first_day(self) -> date:
        """Give the earliest day the case names."""
        days = [charge.dos for charge in self.charges] + [event.on for event in self.events]
        return min([*days, *([self.as_of] if self.as_of else [])], default=date.max)

    def fees(self) -> dict[str, CaseEvent]:
        """Give the returned payments that charge a fee, by the name of the fee's charge."""
        return {
            event.text("fee_charge"): event
            for event in self.events
            if event.type == "nsf" and event.fields.get("fee_charge")
        }


def money(value: object) -> Money:
    """Read an amount; absent is zero."""
    return ZERO if value is None else written.amount(value)


def read_case(given: Fields) -> AccountCase:
    """Read the input of a case.

    Raises:
        Refused: ledger.unknown_charge, ledger.unknown_ref, ledger.unknown_plan,
            ledger.unknown_group, ledger.payment_below_zero; with the id of the event.
        KeyError, TypeError, ValueError, AttributeError: it cannot be read.
    """
    flags: Fields = given.get("flags") or {}
    case = AccountCase(
        guarantor=str(given.get("guarantor") or ""),
        charges=tuple(_charge(row) for row in _rows(given, "charges")),
        claims=tuple(_claim(row) for row in _rows(given, "claims")),
        events=tuple(_event(row) for row in _rows(given, "transactions")),
        plans=tuple(_plan(row) for row in _rows(given, "plans")),
        flags=frozenset(flag for flag in FLAGS if flags.get(flag)),
        last_statement=_maybe_day(given.get("last_statement")),
        as_of=_maybe_day(given.get("as_of")),
        terms=_terms(given),
    )
    _require_known(case)
    _require_no_circle(case)
    for event in case.events:
        _require_meant(event)
    return case


def _rows(given: Fields, key: str) -> Sequence[Fields]:
    return given.get(key) or ()


def _maybe_day(value: object) -> date | None:
    return None if value is None else written.day(value)


def _event(row: Fields) -> CaseEvent:
    if row["type"] not in ("void", "nsf"):
        written.amount(row["amount"])  # These move money, so they must say how much.
    return CaseEvent(str(row["id"]), str(row["type"]), written.day(row["date"]), row)


def _charge(row: Fields) -> CaseCharge:
    amount = written.amount(row["amount"])
    if amount < ZERO:
        raise ValueError("a charge is not below zero")
    code = str(row.get("cpt") or "")
    return CaseCharge(str(row["id"]), str(row["patient"]), written.day(row["dos"]), code, amount)


def _claim(row: Fields) -> CaseClaim:
    return CaseClaim(
        str(row["charge"]),
        str(row.get("payer") or ""),
        ClaimStatus(row["status"]),
        _maybe_day(row.get("submitted")),
        _maybe_day(row.get("adjudicated")),
    )


def _plan(row: Fields) -> CasePlan:
    schedule = tuple(
        (int(part.get("n") or n), written.day(part["due"]), written.amount(part["amount"]))
        for n, part in enumerate(row.get("schedule") or (), start=1)
    )
    charges = tuple(str(charge) for charge in row.get("charges") or ())
    principal = row.get("principal")
    total = Money.total(amount for _, _, amount in schedule)
    return CasePlan(
        str(row["id"]), charges, total if principal is None else money(principal), schedule
    )


def _terms(given: Fields) -> SummaryTerms:
    return SummaryTerms(
        min_statement=money(_or(given, "min_statement", "5.00")),
        statement_due_days=int(_or(given, "statement_due_days", 25)),
        cycle_days=int(_or(given, "cycle_days", 28)),
        aging_basis=AgingBasis(_or(given, "aging_basis", "responsibility")),
    )


def _or(given: Fields, key: str, default: Any) -> Any:
    value = given.get(key)
    return default if value is None else value


def _require_known(case: AccountCase) -> None:
    """Refuse a case that refers to what it does not hold."""
    charges = {charge.id for charge in case.charges}
    with_fees = charges | set(case.fees())
    events = {event.id for event in case.events}
    plans = {plan.id for plan in case.plans}
    named = [claim.charge for claim in case.claims]
    named += [charge for plan in case.plans for charge in plan.charges]
    if not with_fees.issuperset(named):
        raise Refused("ledger.unknown_charge")
    for event in case.events:
        if event.fields.get("charge") is not None and event.text("charge") not in with_fees:
            raise Refused("ledger.unknown_charge", event=event.id)
        if event.type in ("void", "nsf") and event.text("ref") not in events:
            raise Refused("ledger.unknown_ref", event=event.id)
        if event.fields.get("plan") is not None and event.text("plan") not in plans:
            raise Refused("ledger.unknown_plan", event=event.id)


def _require_no_circle(case: AccountCase) -> None:
    """Refuse an undoing that in the end undoes itself, or undoes undoings without end."""
    undone = {e.id: e.text("ref") for e in case.events if e.type in ("void", "nsf")}
    for event in case.events:
        name = event.id
        for _ in range(_DEEPEST):
            name = undone.get(name, "")
        if name in undone:
            raise Refused("ledger.unknown_ref", event=event.id)


def _require_meant(event: CaseEvent) -> None:
    """Refuse what no practice decides: a group that is none, a payment below zero.

    Only what a payer sent may be below zero, since a payer takes back; a patient's payment is
    undone by a void.
    """
    if event.group not in _GROUPS.get(event.type, (event.group,)):
        raise Refused("ledger.unknown_group", event=event.id)
    if event.type == "patient_payment" and event.amount < ZERO:
        raise Refused("ledger.payment_below_zero", event=event.id)
