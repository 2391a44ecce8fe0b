"""What a caller fills in to have something posted; amounts are Money, ids are row ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.values.ledger import Bucket, Move
from app.values.money import ZERO, Money, Quantity
from app.values.states import EntryKind, PaymentMethod


@dataclass(frozen=True, slots=True)
class ReasonDraft:
    """A CAS row that came with an answer: it explains and moves nothing. ``amount`` is signed."""

    charge_id: int
    coverage_id: int
    group: str
    carc: str
    amount: Money
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """One entry with its moves; ``effective`` is the day it counts from.

    ``source_key`` names what it came from, so that the same source is posted once; None when
    a person typed it. ``caused_by_id`` names the entry that this one follows from.
    """

    kind: EntryKind
    account_id: int
    effective: date
    moves: tuple[Move, ...] = ()
    reasons: tuple[ReasonDraft, ...] = ()
    source_key: str | None = None
    claim_id: int | None = None
    remittance_id: int | None = None
    plan_id: int | None = None
    caused_by_id: int | None = None
    reverses_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeDraft:
    """One service to bill. ``amount`` is for all units; ``coverage_id`` None: the patient pays.

    ``stands``: a charge that is there already and is billed again, with what was posted on it.
    """

    patient_id: int
    dos: date
    code: str
    amount: Money
    coverage_id: int | None = None
    units: Quantity = Quantity.parse("1")
    modifiers: str = ""
    wording: str = ""
    position: int = 1
    provider_id: int | None = None
    encounter_id: int | None = None
    superbill_id: int | None = None
    source_key: str | None = None
    is_fee: bool = False
    stands: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargesDraft:
    """The charges of one encounter, posted as one entry. ``effective`` None: the first service day.

    When that day's period is closed, charges without ``effective`` count from today.
    """

    account_id: int
    lines: tuple[ChargeDraft, ...]
    effective: date | None = None
    source_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerLine:
    """What a payer's answer does to one charge. A negative amount is taken back.

    ``paid`` and ``contractual`` leave the payer's part; ``reasons`` only explain.
    """

    charge_id: int
    paid: Money = ZERO
    contractual: Money = ZERO
    reasons: tuple[ReasonDraft, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerAnswerDraft:
    """What one payer decided on one claim, or took back; one entry.

    ``is_takeback``: the mirror of an earlier answer, also of one that paid nothing.
    """

    account_id: int
    coverage_id: int
    effective: date
    lines: tuple[PayerLine, ...]
    is_takeback: bool = False
    source_key: str | None = None
    claim_id: int | None = None
    remittance_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverDraft:
    """Charges whose payer is done: what is left with payers goes on.

    ``coverage_id``: the payer that has answered (None: all of them). ``next_coverage_id``:
    who is asked next; None: the patient owes it.
    """

    account_id: int
    charge_ids: tuple[int, ...]
    effective: date
    coverage_id: int | None = None
    next_coverage_id: int | None = None
    source_key: str | None = None
    claim_id: int | None = None
    remittance_id: int | None = None
    caused_by_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientPaymentDraft:
    """What a patient hands over. It goes where the first filled field says, else it is credit.

    ``on_charges``: amounts by charge id, together no more than ``amount``; ``plan_id``: the
    plan's charges, oldest service first; ``oldest_first``: the account's patient balances
    outside plans. What is over is held as credit. ``reference``: check number or last four
    digits, never a card number.
    """

    account_id: int
    received_on: date
    amount: Money
    method: PaymentMethod = PaymentMethod.OTHER
    on_charges: tuple[tuple[int, Money], ...] = ()
    plan_id: int | None = None
    oldest_first: bool = False
    reference: str = ""
    note: str = ""
    source_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDraft:
    """A change of one charge by a person: write-off, to patient, back to a payer, collections.

    ``bucket`` says whose part a write-off takes (PAYER or PATIENT); None: the payer's first.
    ``decided``: taken over from elsewhere, so what is owed sets no limit.
    """

    account_id: int
    charge_id: int
    effective: date
    amount: Money
    reason: str = ""
    bucket: Bucket | None = None
    coverage_id: int | None = None
    decided: bool = False
    source_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadDraft:
    """Credit put to several charges at once, oldest service first.

    ``charge_ids`` names them, those of a visit for example; empty: all that the patient owes on
    the account outside plans.
    """

    account_id: int
    effective: date
    amount: Money
    charge_ids: tuple[int, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDraft:
    """Money given back. ``coverage_id``: to that payer; None: to the patient.

    Without ``charge_id`` it is taken from credit that lies on no charge, then from the credit
    of charges, oldest first. ``decided``: taken over from elsewhere; it stays where it was put
    and may exceed the credit, and the rest is owed again.
    """

    account_id: int
    effective: date
    amount: Money
    charge_id: int | None = None
    coverage_id: int | None = None
    to_payer: bool = False
    reason: str = ""
    decided: bool = False
    source_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedPaymentDraft:
    """A check that came back: the payment is reversed, and a fee may be charged.

    ``patient_id`` says on whom the fee stands; needed when there is a fee. A fee of None
    makes no charge at all.
    """

    payment_entry_id: int
    effective: date
    reason: str
    fee: Money | None = None
    patient_id: int | None = None
    fee_source_key: str | None = None
